"""Lesson 10: a decision under uncertainty, second opinions, and what the lesson says of them."""

import re
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from rupture_repair.activities import predict, second_opinions, stay_or_leave
from rupture_repair.activities import view as view_module
from rupture_repair.activities.answers import ANSWERS
from rupture_repair.activities.leaving import StayOrLeave
from rupture_repair.activities.opinions import SecondOpinions
from rupture_repair.activities.task import check_task
from rupture_repair.curriculum.concepts import concepts_of
from rupture_repair.curriculum.evidence import finding
from rupture_repair.curriculum.explorers import explorer_plan
from rupture_repair.curriculum.practice import practice_items
from rupture_repair.model.decision import (
    WAYS,
    YEAR,
    Opinions,
    Prospects,
    after_opinions,
    after_raising,
    best,
    changes,
    deciding,
    months_of_help,
)
from rupture_repair.model.ranges import ranges
from rupture_repair.model.reliability import Observer, doubt
from rupture_repair.teaching.stored import markdown, read

ROOT = Path(__file__).parents[1]
SURE = np.linspace(0, 1, 201)


@pytest.fixture(autouse=True)
def journal_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("RUPTURE_REPAIR_JOURNAL", str(tmp_path / "journal"))
    view_module._views.clear()


def ways() -> StayOrLeave:
    return StayOrLeave(explorer_plan("10"))


def opinions() -> SecondOpinions:
    return SecondOpinions(explorer_plan("10_opinions"))


# ---- the model ----------------------------------------------------------------------------------


def test_staying_and_leaving_are_worth_what_the_words_say():
    worth = months_of_help(SURE, Prospects(someone_else=0.5, starting_anew=4, habit=0.2))
    np.testing.assert_allclose(worth["stay"], 12 * (1 - SURE + SURE * 0.2))
    np.testing.assert_allclose(worth["leave"], 4)


def test_raising_against_a_course_worked_by_hand():
    told = Prospects(someone_else=0.8, starting_anew=2, answer=0.5, month=1, raising=0.5, habit=0)
    worth = months_of_help(0.4, told)
    assert worth["raise"] == pytest.approx(0.6 - 0.5 + 0.6 * 11 + 0.4 * 9 * 0.8)


def test_signs_that_tell_nothing_are_worth_no_more_than_the_better_of_the_two():
    told = Prospects(answer=0.5, month=0.5, raising=0)
    worth = months_of_help(SURE, told)
    later = np.maximum(worth["stay"] / YEAR * 11, 9 * told.someone_else)
    np.testing.assert_allclose(worth["raise"], worth["stay"] / YEAR + later)


@pytest.mark.parametrize("sign", ["answer", "month"])
def test_a_sign_that_tells_more_never_makes_raising_worth_less(sign):
    worth = [months_of_help(SURE, Prospects(**{sign: r}))["raise"] for r in (0.5, 0.7, 0.9, 1)]
    for less, more in pairwise(worth):
        assert np.all(more >= less - 1e-12)
    assert np.any(worth[-1] > worth[0] + 0.1)


def test_what_is_not_safe_is_never_recommended():
    for sure in SURE:
        assert best(sure, Prospects(raising=0, month=1), safe=False) != "raise"
    assert "raise" not in [way for _, way in changes(Prospects(raising=0), safe=False)]


def test_the_borders_are_where_the_best_way_changes():
    for told in (Prospects(), Prospects(someone_else=0.4, starting_anew=5), Prospects(month=0.5)):
        turns = changes(told)
        assert turns[0][0] == 0
        edges = [*(at for at, _ in turns), 1.0]
        for (_, way), low, high in zip(turns, edges, edges[1:], strict=False):
            assert best((low + high) / 2, told) == way


def test_each_way_gives_most_in_one_stretch_at_most_and_in_the_same_order():
    rng = np.random.default_rng(0)
    for _ in range(200):
        told = {n: rng.uniform(*r.legal) for n, r in ranges(Prospects).items()}
        order = [WAYS.index(way) for _, way in changes(Prospects(**told))]
        assert order == sorted(set(order)), told


def test_bayes_after_raising():
    told = Prospects(answer=0.6, month=0.8)
    assert after_raising(0.5, told, True, True) == pytest.approx(0.08 / (0.08 + 0.48))
    assert after_raising(0.5, told, True, False) == pytest.approx(0.32 / (0.32 + 0.12))


@pytest.mark.parametrize(
    "sure, changed, turns_on",
    [
        (0.5, {}, ("month",)),
        (0.5, {"answer": 0.85, "month": 0.65}, ("answer",)),
        (0.3, {"someone_else": 0.5, "starting_anew": 4}, ("answer", "month")),
        (0.98, {}, ()),
        (0.07, {}, ("answer", "month")),
        (0.02, {}, ()),
        (0.5, {"answer": 1, "month": 1}, ("answer", "month")),
        (1, {"month": 1}, ()),
    ],
)
def test_what_the_choice_after_the_month_turns_on(sure, changed, turns_on):
    told = Prospects(**changed)
    assert deciding(sure, told) == turns_on
    # A sign that decides nothing is worth nothing: taken away, raising gives as much as before.
    for sign in {"answer", "month"} - set(turns_on):
        without = Prospects(**changed | {sign: 0.5})
        worth = [months_of_help(np.array(sure), one)["raise"] for one in (told, without)]
        assert worth[0] == pytest.approx(worth[1])


def test_opinions_against_simulated_people():
    rng, n, right, shared = np.random.default_rng(1), 400_000, 0.75, 0.4
    habit = rng.random(n) < 0.3
    first = np.where(rng.random(n) < right, habit, ~habit)
    second = np.where(rng.random(n) < right, habit, ~habit)
    second = np.where(rng.random(n) < shared, first, second)
    told = Opinions(right=right, shared=shared)
    assert habit[first].mean() == pytest.approx(after_opinions(0.3, told, 1, 1), abs=0.005)
    assert habit[first & second].mean() == pytest.approx(after_opinions(0.3, told, 2, 2), abs=0.005)
    assert habit[~first & ~second].mean() == pytest.approx(
        after_opinions(0.3, told, 0, 2), abs=0.005
    )
    assert (first == second).mean() == pytest.approx(told.agree, abs=0.005)
    assert after_opinions(0.3, told, 1, 2) == pytest.approx(0.3)


def test_a_second_voice_that_shares_everything_adds_nothing():
    both = [float(after_opinions(0.3, Opinions(shared=s), 2, 2)) for s in (0, 0.25, 0.5, 0.75, 1)]
    assert np.all(np.diff(both) < 0)
    assert both[-1] == pytest.approx(float(after_opinions(0.3, Opinions(), 1, 1)))
    with pytest.raises(ValueError, match="one or two opinions"):
        after_opinions(0.3, Opinions(), 2, 1)


# ---- the explorer -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "make, name, value",
    [
        (ways, "sure", 0.9), (ways, "someone_else", 0.9), (ways, "starting_anew", 1.0),
        (ways, "answer", 0.9), (ways, "month", 0.6), (ways, "raising", 0.0), (ways, "habit", -0.3),
        (ways, "safe", False), (opinions, "sure", 0.8), (opinions, "right", 0.9),
        (opinions, "shared", 1.0),
    ],
)  # fmt: skip
def test_each_control_moves_sentence_picture_and_table(make, name, value):
    explorer = make()
    explorer.set("table", True)
    before = explorer.shown()
    explorer.set(name, value)
    after = explorer.shown()
    assert after.values[name] == value
    assert after.pictures["curve"] != before.pictures["curve"]
    assert after.text["sentence"] != before.text["sentence"]
    assert (after.text["table"] != before.text["table"]) == (name != "sure")
    assert after.text["curve.alt"].endswith(explorer.sentence())
    assert after.frames == before.frames


@pytest.mark.parametrize("make", [ways, opinions])
def test_every_control_survives_both_ends_and_refuses_what_lies_beyond(make):
    for block in _ranges(make().blocks()):
        for end, beyond in (("min", -1), ("max", 1)):
            for safe in (True, False):
                explorer = make()
                if "safe" in explorer.values:
                    explorer.set("safe", safe)
                explorer.set(block["name"], block[end])
                for sure in (0, 1):
                    explorer.set("sure", sure)
                    assert explorer.shown().pictures["curve"].startswith(b"\x89PNG")
                    assert "nan" not in explorer.sentence()
                before = dict(explorer.values)
                with pytest.raises(ValueError, match="must lie in"):
                    explorer.set(block["name"], block[end] + beyond)
                assert explorer.values == before


def _ranges(blocks):
    for block in blocks:
        if block["kind"] == "range":
            yield block
        yield from _ranges(block.get("blocks", ()))


def test_the_sentence_says_what_the_model_gave():
    explorer = ways()
    explorer.press("preset-0")
    worth = months_of_help(0.5, Prospects())
    told = explorer.sentence()
    for way, words in (("stay", "staying without"), ("raise", "raising it"), ("leave", "leaving")):
        assert f"{float(worth[way]):.1f} by {words}" in told
    assert f"raising it up to {ANSWERS['leave_at_once_from']():.0%} sure, and from leaving" in told
    for words, month, said in ((True, False, "good answer and a poor"),
                               (False, True, "poor answer and a good")):  # fmt: skip
        then = float(after_raising(0.5, Prospects(), words, month))
        assert re.search(rf"a {said} month\D+{then:.0%}", told)
    assert told.endswith("(simulated)")


def test_where_one_way_is_always_best_the_sentence_says_so():
    explorer = ways()
    for name, value in (("someone_else", 0), ("raising", 3)):
        explorer.set(name, value)
    assert "Most comes from staying, however sure one is" in explorer.sentence()


def test_the_sentence_says_what_the_choice_would_turn_on():
    explorer = ways()
    explorer.press("preset-0")
    assert "the month alone would decide" in explorer.sentence()
    explorer.set("answer", 1)
    assert "the words alone would decide" in explorer.sentence()
    explorer.press("preset-1")
    assert "nothing would change the choice" in explorer.sentence()


def test_it_always_says_that_it_is_no_advice():
    said = [block.get("html", "") for block in ways().blocks() if block["kind"] == "text"]
    assert any("A client may leave at any time, and owes no reasons" in html for html in said)


def test_where_it_is_not_safe_the_way_is_gone_and_help_is_named():
    explorer = ways()
    explorer.press("preset-5")
    explorer.set("table", True)
    shown = explorer.shown()
    told = explorer.sentence()
    assert "raising it and watching a month" not in told + shown.text["table"]
    assert "from staying up to 37% sure, and from leaving beyond" in told
    assert "leave, find support, complain" in told
    assert "raise" not in explorer.worth(np.array(0.5))


def test_the_mission_is_met_by_what_it_says_and_by_nothing_else():
    explorer = ways()
    for n in range(len(explorer.plan.presets)):
        explorer.press(f"preset-{n}")
        assert not explorer._found, n
    for route in ({"answer": 1, "month": 1, "sure": 0.7},
                  {"someone_else": 0.4, "starting_anew": 5, "sure": 0.82}):  # fmt: skip
        explorer = ways()
        explorer.press("reset")
        for name, value in route.items():
            explorer.set(name, value)
        assert explorer._found
        worth = months_of_help(explorer.values["sure"], explorer.prospects)
        assert worth["raise"] >= max(worth["stay"], worth["leave"]) + 0.1
        explorer = ways()
        explorer.set("safe", False)
        for name, value in route.items():
            explorer.set(name, value)
        assert not explorer._found


def test_the_mission_on_opinions_needs_people_who_share_everything():
    explorer = opinions()
    explorer.set("right", 0.9)
    explorer.set("shared", 0.95)
    assert not explorer._found
    explorer.set("right", 0.7)
    explorer.set("shared", 1)
    assert not explorer._found
    explorer.set("right", 0.8)
    assert explorer._found


# ---- the prediction -----------------------------------------------------------------------------


def test_nothing_is_given_away_before_the_guess_and_the_guess_is_drawn_afterwards():
    guess = predict("10")
    explorer = stay_or_leave("10", after=guess)
    right = f"{ANSWERS['leave_at_once_from']():.0%}"
    assert right not in explorer.activity.sentence()
    assert right not in guess.activity.sentence()
    with pytest.raises(ValueError, match="Answer or skip"):
        explorer.activity.set("someone_else", 0.8)
    unguessed = ways()
    unguessed.press("preset-0")
    guess.activity.set("guess", 0.9)
    guess.activity.press("commit")
    assert right in guess.activity.sentence() and "You said 90%" in guess.activity.sentence()
    assert explorer.activity.values == unguessed.values
    assert not same_picture(explorer.activity, unguessed)
    for name, value, same in (("sure", 0.2, False), ("month", 0.7, True)):
        explorer.activity.set(name, value)
        unguessed.set(name, value)
        assert same_picture(explorer.activity, unguessed) == same, name


def same_picture(one, other):
    for explorer in (one, other):
        explorer.shown()
    return np.array_equal(*(each._curves.picture.whole() for each in (one, other)))


def test_the_question_states_the_setting_that_is_shown():
    told, question = Prospects(), " ".join(explorer_plan("10").prediction.question.split())
    assert f"the habit gives {told.habit:g}" in question
    assert f"expected to give {told.someone_else:g} a month" in question
    assert told.starting_anew == 2 and "costs two months" in question
    assert told.raising == 0.5 and "costs half a month of help" in question
    assert f"in {100 * told.answer:.0f} cases of 100" in question
    assert f"the month after it in {100 * told.month:.0f}" in question
    explorer = ways()
    explorer.press("preset-0")
    assert explorer.prospects == told


# ---- what the texts say -------------------------------------------------------------------------


def test_the_two_mikes_stand_where_the_observers_of_lesson_02_would():
    six = np.arange(20) < 6
    larry = doubt(six, Observer())[-1]
    mike = doubt(six, Observer(history=0.5, history_weight=0.5))[-1]
    by_name = {one.name: one.settings for one in explorer_plan("10").presets}
    assert by_name["Mike, by Larry’s count"]["sure"] == pytest.approx(larry, abs=0.005)
    assert by_name["Mike, by his own measure"]["sure"] == pytest.approx(mike, abs=0.005)
    assert best(larry, Prospects()) == "leave" and best(mike, Prospects()) == "stay"
    assert explorer_plan("10_opinions").presets[-1].settings["sure"] == pytest.approx(
        mike, abs=0.005
    )


def test_each_preset_shows_what_its_note_says():
    explorer = ways()
    most = []
    for n in range(len(explorer.plan.presets)):
        explorer.press(f"preset-{n}")
        most.append(best(explorer.values["sure"], explorer.prospects, explorer.values["safe"]))
    assert most == ["raise", "leave", "stay", "raise", "stay", "leave"]


def test_what_the_lesson_says_of_words_and_of_a_month():
    assert changes(Prospects(answer=0.5)) == changes(Prospects())
    assert changes(Prospects(answer=0.85, month=0.65)) == changes(Prospects())
    borders = [changes(Prospects(answer=at)) for at in (0.65, 0.7, 0.75)]
    assert borders[0] != borders[1] != borders[2]
    assert all(deciding(at, Prospects()) == ("month",) for at in np.arange(0.19, 0.58, 0.01))
    stretch = {way: at for at, way in changes(Prospects(month=0.5))}
    whole = {way: at for at, way in changes(Prospects())}
    assert stretch["leave"] - stretch["raise"] < 0.15 * (whole["leave"] - whole["raise"])


def test_figures_in_the_lesson_are_those_of_the_evidence():
    text = markdown(read(ROOT / "notebooks" / "10_staying_or_leaving.ipynb"))
    for key, pattern in {
        "lied_about_therapy": r"Of {n} clients asked, {value}% said that they had lied about the",
        "lasting_bad_effects": r"Of {n:,} people asked, {value}% said that therapy had left",
        "causes_in_clients": r"{n} therapists saw the causes",
        "impasses": r"{n} therapists recalled harm to both",
        "therapist_effects": r"about {value}% of the variance in outcome",
    }.items():
        one = finding(key)
        value = one.value if one.value is None else f"{one.value:g}"
        assert pattern.format(n=one.n, value=value) in text, key
    assert f"odds ratio {finding('bad_effects_information').value:g}".replace("0.", ".") in text
    assert re.search(r"owes no reasons", text)


def test_the_solution_prints_what_its_task_gives():
    def sure_after(sure, right, said):
        odds = sure / (1 - sure)
        for habit in said:
            odds *= right / (1 - right) if habit else (1 - right) / right
        return odds / (1 + odds)

    assert check_task(sure_after).passed
    assert not check_task(lambda *_: 0.5, [((0.3, 0.75, []), 0.3)]).passed
    text = markdown(read(ROOT / "solutions" / "10_staying_or_leaving.ipynb"))
    assert f"from 7% to {sure_after(0.07, 0.75, [True] * 3):.0%}" in text


def test_every_concept_of_the_lesson_is_practised_in_its_exercise():
    practised = {c for item in practice_items("10") if item.exercise for c in item.concepts}
    assert {one.key for one in concepts_of(10)} <= practised


def test_every_option_gets_an_answer_of_its_own_and_one_is_ours():
    for item in practice_items("10"):
        feedback = [option.feedback.strip() for option in item.options]
        assert len(set(feedback)) == len(feedback) and all(feedback)
        if item.kind == "decide":
            assert sum(option.good for option in item.options) == 1
        for card in item.cards:
            assert any(option.good for option in card.options)
            assert not all(option.good for option in card.options)


def test_both_views_open_and_tell():
    for view in (stay_or_leave("10"), second_opinions("10")):
        bundle, metadata = view._repr_mimebundle_()
        assert bundle["text/plain"].endswith("(simulated)")
        assert metadata["image/png"]["alt"]
