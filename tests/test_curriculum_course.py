"""Concepts, objectives, questions, lessons and terms fit together, and the questions are fair."""

import re
from collections import Counter

import pytest
from rupture_repair.curriculum import quiz
from rupture_repair.curriculum import triangle as triangle_module
from rupture_repair.curriculum._toml import CurriculumError
from rupture_repair.curriculum.concepts import concepts, concepts_of
from rupture_repair.curriculum.evidence import findings
from rupture_repair.curriculum.glossary import glossary, term
from rupture_repair.curriculum.lessons import STEPS, lesson, lessons
from rupture_repair.curriculum.objectives import objective, objectives
from rupture_repair.curriculum.quiz import Item, Option, counterbalanced, items, self_check
from rupture_repair.curriculum.references import references
from rupture_repair.curriculum.triangle import triangle

COUNTS = {"A": 6, "B": 6, "C": 4, "D": 5, "E": 7, "F": 5, "G": 3, "R": 8}
IDS = [f"{letter}{n}" for letter, count in COUNTS.items() for n in range(1, count + 1)]
VERBS = re.compile(
    "Adjust|Advise|Answer|Apply|Appraise|Ask|Choose|Compose|Describe|Detect|Distinguish|Evaluate|"
    "Examine|Explain|Formulate|Identify|Judge|Plan|Practise|Predict|Recognise|State|Weigh"
)
QUIZZES = {number: items(number) for number in range(13)}
EVERY = [item for quiz_items in QUIZZES.values() for item in quiz_items]
FORMS = {name: self_check(name) for name in ("A", "B")}
ALL = [*EVERY, *FORMS["A"], *FORMS["B"]]


def test_every_concept_is_there_with_sources_and_a_lesson():
    assert list(concepts()) == IDS
    for one in concepts().values():
        assert set(one.sources) <= set(references())
        assert one.sources and one.lessons
        assert set(one.lessons) <= set(range(1, 12)), "lesson 12 comes back to all of them"
        assert 25 <= len(one.means.split()) <= 140


def test_lesson_12_comes_back_to_everything_and_the_others_teach_their_own():
    assert [one.key for one in concepts_of(12)] == IDS
    assert [one.key for one in concepts_of(2)] == ["A4", "B1", "B2", "B3", "B6", "C4"]
    assert concepts_of(0) == ()


def test_the_triangle_is_closed_where_questions_and_objectives_go():
    open_ends = triangle(taught=IDS, practised=IDS)
    assert open_ends == dict.fromkeys(open_ends, ())
    assert set(open_ends) == {"taught", "practised", "assessed", "aimed at", "objectives"}


def test_the_triangle_names_what_is_missing():
    open_ends = triangle(taught=IDS[:-1], practised=IDS[1:])
    assert open_ends["taught"] == ("R8",)
    assert open_ends["practised"] == ("A1",)
    with pytest.raises(CurriculumError, match=r"Z9.*taught, but no such concept"):
        triangle(taught=["Z9"], practised=IDS)


def test_the_triangle_sees_a_question_taken_away(monkeypatch):
    without = [item for item in ALL if "R8" not in item.concepts and "11-a" not in item.objectives]
    monkeypatch.setattr(
        triangle_module, "items", lambda number: tuple(i for i in QUIZZES[number] if i in without)
    )
    monkeypatch.setattr(
        triangle_module, "self_check", lambda form: tuple(i for i in FORMS[form] if i in without)
    )
    open_ends = triangle(taught=IDS, practised=IDS)
    assert open_ends["assessed"] == ("G1", "G2", "G3", "R8")
    assert open_ends["objectives"] == ("10-b", "11-a")


def test_every_lesson_has_two_to_four_objectives_that_open_with_a_verb():
    for number in range(13):
        assert 2 <= len(objectives(number)) <= 4
    for aim in objectives():
        assert re.fullmatch(r"(0\d|1[0-2])-[a-d]", aim.key)
        assert VERBS.match(aim.can)
        assert set(aim.concepts) <= set(IDS)
        if 1 <= aim.lesson <= 11:
            taught = {one.key for one in concepts_of(aim.lesson)}
            assert aim.concepts and set(aim.concepts) <= taught
    assert objective("02-b").lesson == 2


def test_every_objective_and_concept_of_a_lesson_is_asked_in_its_own_quiz():
    for number in range(1, 12):
        asked = QUIZZES[number]
        assert 3 <= len(asked) <= 6
        assert {key for item in asked for key in item.objectives} >= {
            aim.key for aim in objectives(number)
        }
        taught = {one.key for one in concepts_of(number)}
        tested = {key for item in asked for key in item.concepts}
        assert tested == taught


def test_questions_point_to_objectives_of_their_lesson():
    assert len({item.key for item in ALL}) == len(ALL)
    for number, asked in QUIZZES.items():
        for item in asked:
            assert item.key.startswith(f"l{number:02d}_")
            assert {objective(key).lesson for key in item.objectives} == {number}
    for item in ALL:
        assert item.objectives
        assert set(item.concepts) <= set(IDS)
        own = {key for aim in item.objectives for key in objective(aim).concepts}
        assert set(item.concepts) <= own or item in EVERY


def test_the_forms_match_and_cover_all_objectives():
    for name, form in FORMS.items():
        assert len(form) == 20
        assert {key for item in form for key in item.objectives} == {a.key for a in objectives()}
        assert not any(item.written for item in form), f"form {name} is scored by itself"
    for first, second in zip(*FORMS.values(), strict=True):
        assert first.key[1:] == second.key[1:]
        assert first.objectives == second.objectives
        assert first.concepts == second.concepts
        assert first.ask != second.ask or first.options != second.options
    words = [sum(len(item.ask.split()) for item in form) for form in FORMS.values()]
    assert max(words) / min(words) < 1.15


@pytest.mark.parametrize("group", [EVERY, FORMS["A"], FORMS["B"]], ids=["lessons", "A", "B"])
def test_the_right_answer_is_given_away_neither_by_length_nor_by_place(group):
    choices = [item for item in group if not item.written]
    lengths = [[len(option.text) for option in item.options] for item in choices]
    rights = [length[item.right - 1] for item, length in zip(choices, lengths, strict=True)]
    longest = sum(right == max(length) for right, length in zip(rights, lengths, strict=True))
    shortest = sum(right == min(length) for right, length in zip(rights, lengths, strict=True))
    assert longest <= 0.35 * len(choices)
    assert shortest <= 0.35 * len(choices)
    places = Counter(item.right for item in choices)
    assert all(0.15 <= places[place] / len(choices) <= 0.35 for place in (1, 2, 3, 4))
    for length in lengths:
        assert max(length) <= 1.4 * min(length), "one option stands out by its length"


TRICKS = {
    "the longest": len,
    "the shortest": lambda text: -len(text),
    "the most commas": lambda text: text.count(","),
    "the fewest commas": lambda text: -text.count(","),
    "the most colons": lambda text: text.count(";") + text.count(":"),
    "the most sentences": lambda text: len(re.findall(r"[.?!]", text)),
    "the most hedges": lambda text: len(re.findall(r"\b(perhaps|may|might|could|some)\b", text)),
    "the fewest absolutes": lambda text: -len(re.findall(r"\b(only|never|all|no|must)\b", text)),
}


@pytest.mark.parametrize("trick", TRICKS)
def test_a_trick_does_hardly_better_than_chance(trick):
    score = 0.0
    choices = [item for item in ALL if not item.written]
    for item in choices:
        marks = [TRICKS[trick](option.text) for option in item.options]
        best = [place for place, mark in enumerate(marks, start=1) if mark == max(marks)]
        score += (item.right in best) / len(best)
    assert score / len(choices) <= 0.36, f"choosing {trick} scores too well; chance is 0.25"


def test_options_differ_and_every_one_gets_feedback_of_its_own():
    for item in ALL:
        texts = [option.text for option in item.options]
        whys = [option.why for option in item.options]
        assert len(set(texts)) == len(texts)
        assert len(set(whys)) == len(whys)
        for option in item.options:
            assert len(option.why.split()) >= 7, (item.key, option.why)
            assert not re.search(r"(all|none|both|two) of the (above|others|other)", option.text)
        for place, option in enumerate(item.options, start=1):
            if place == item.right:
                assert option.why.startswith("Yes")
            else:
                assert not option.why.startswith("Yes")
        assert not re.search(r"\b(option|answer) [A-D1-4]\b", " ".join(whys))


def test_questions_print_no_figure_that_is_not_confirmed():
    forbidden = {
        f"{number:g}"
        for found in findings().values()
        if found.mark == "unchecked"
        for number in (found.value, *(found.interval or ()), *found.also.values())
        if number is not None and number > 20
    }
    for item in ALL:
        text = " ".join([item.ask, item.example, *(part for o in item.options for part in o)])
        assert not forbidden & set(re.findall(r"\d+(?:\.\d+)?", text)), item.key


def test_a_question_that_does_not_hold_together_is_refused():
    four = tuple(Option(str(n), "why") for n in range(4))
    with pytest.raises(ValueError, match="four options, got 3"):
        Item("x", "?", (), (), four[:3], 1)
    with pytest.raises(ValueError, match="right must be 1, 2, 3 or 4, got 5"):
        Item("x", "?", (), (), four, 5)
    with pytest.raises(ValueError, match="leave out listen_for"):
        Item("x", "?", (), (), four, 1, ("a", "b"), "e")
    with pytest.raises(ValueError, match="either options and right, or"):
        Item("x", "?", (), (), listen_for=("a", "b"))
    with pytest.raises(ValueError, match="is written"):
        _ = Item("x", "?", (), (), listen_for=("a", "b"), example="e").answer
    assert Item("x", "?", (), (), four, 2).answer == four[1]


def test_the_order_of_forms_is_a_fair_toss_that_can_be_repeated():
    orders = [counterbalanced(seed) for seed in range(400)]
    assert set(orders) == {("A", "B"), ("B", "A")}
    assert 160 <= orders.count(("A", "B")) <= 240
    assert orders == [counterbalanced(seed) for seed in range(400)]
    with pytest.raises(ValueError, match="forms"):
        quiz.self_check("C")


def test_lessons_have_stable_names_and_honest_minutes():
    assert [one.number for one in lessons()] == list(range(13))
    assert lesson(2).file == "02_occasional_or_habitual.ipynb"
    for one in lessons():
        assert re.fullmatch(r"\d\d(_[a-z]+)+\.ipynb", one.file)
        assert (25 if one.number else 5) <= one.total_minutes <= 45
    assert all(tuple(one.minutes) == tuple(STEPS) for one in lessons()[1:])
    with pytest.raises(KeyError, match="no lesson 13"):
        lesson(13)


def test_the_glossary_is_plain_sorted_and_points_to_concepts():
    terms = list(glossary().values())
    assert [one.term for one in terms] == sorted((one.term for one in terms), key=str.casefold)
    assert len(terms) >= 60
    for one in terms:
        assert set(one.concepts) <= set(IDS)
        assert one.means.endswith(".") and len(one.means.split()) <= 45
    assert "Either party" in term("rupture").means
