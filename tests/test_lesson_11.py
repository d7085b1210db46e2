"""Lesson 11: a town in which attention spreads or does not, one practice for a week, its page."""

import re
from pathlib import Path

import numpy as np
import pytest
from rupture_repair.activities import view as view_module
from rupture_repair.activities.answers import ANSWERS
from rupture_repair.activities.coach import Coach
from rupture_repair.activities.practice import Decision
from rupture_repair.activities.prediction import predict
from rupture_repair.activities.task import TASKS, check_task
from rupture_repair.activities.town import WiderCircle, wider_circle
from rupture_repair.activities.town_rounds import PEOPLE, ROUNDS, TOWNS, attend_fully
from rupture_repair.activities.week import Week, week
from rupture_repair.curriculum.concepts import concepts_of
from rupture_repair.curriculum.evidence import cite, finding
from rupture_repair.curriculum.explorers import explorer_plan
from rupture_repair.curriculum.lessons import lesson
from rupture_repair.curriculum.practice import practice_item, practice_items
from rupture_repair.figures.town import FULLY, Town, around, circles
from rupture_repair.journal import Journal, page
from rupture_repair.model.network import WIRINGS, places, spread, steps_away, towns, wiring
from rupture_repair.teaching import stored
from rupture_repair.vocabulary import LABELS

ROOT = Path(__file__).parents[1]
PLAN = explorer_plan("11")
LESSON = stored.read(ROOT / "notebooks" / lesson(11).file)
SOLUTION = stored.read(ROOT / "solutions" / lesson(11).file)


@pytest.fixture(autouse=True)
def journal_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("RUPTURE_REPAIR_JOURNAL", str(tmp_path / "journal"))
    view_module._views.clear()


def prose(notebook) -> str:
    text = "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    return text.replace("’", "'")


def at(**values) -> WiderCircle:
    activity = WiderCircle(PLAN)
    activity.press("preset-0")
    for name, value in values.items():
        activity.set(name, value)
    return activity


def mission(activity: WiderCircle) -> str:
    return activity.shown().text["mission"]


# ---- the model ----------------------------------------------------------------------------------


def test_many_towns_at_once_are_the_same_as_one_after_another():
    for kind in WIRINGS:
        ties = [wiring(kind, seed=seed) for seed in (1, 2, 3)]
        how = {"confidence": 0.55, "listeners": 4, "together": False}
        many = towns(ties, (1, 2, 3), **how)
        for n, seed in enumerate((1, 2, 3)):
            assert np.array_equal(many[:, n], spread(ties[n], seed=seed, **how))


def test_one_step_is_the_mean_of_those_who_count():
    knows = wiring("ring", 12)
    path = spread(knows, confidence=0.2, listeners=1, steps=1, seed=5)
    for person in range(1, 12):
        before = path[0]
        heeded = [before[person]] + [
            before[other]
            for other in np.flatnonzero(knows[person])
            if abs(before[other] - before[person]) <= 0.2
        ]
        assert path[1, person] == pytest.approx(np.mean(heeded))


def test_steps_are_counted_along_ties_and_who_is_cut_off_has_none():
    knows = np.zeros((5, 5), bool)
    for one, other in ((0, 1), (1, 2), (2, 3)):
        knows[one, other] = knows[other, one] = True
    assert steps_away(knows, np.array([0])).tolist() == [0, 1, 2, 3, -1]
    assert steps_away(knows, np.array([0, 3])).tolist() == [0, 1, 1, 0, -1]
    assert steps_away(knows, np.array([], int)).tolist() == [-1] * 5


def test_far_apart_is_one_to_a_circle_and_side_by_side_is_one_circle():
    assert len(set(places(6, together=False) // 6)) == 6
    assert set(places(6, together=True) // 6) == {0}


def test_in_the_end_attention_would_reach_everybody_as_the_page_says():
    assert spread(wiring("ring"), confidence=1, listeners=1, steps=8000)[-1].min() > 0.99


def test_what_the_page_says_of_one_six_and_a_small_difference_holds_in_twenty_towns():
    def ends(wiring, confidence, listeners, together):
        return attend_fully(wiring, confidence, listeners, together)[-1]

    assert (ends("clusters", 0.6, 6, True) == 6).all()
    assert (ends("clusters", 0.6, 6, False) >= 36).all()
    assert (ends("clusters", 0.6, 1, True) == 6).all()
    assert (ends("random", 0.6, 1, True) <= 5).all()
    for kind in WIRINGS:
        for together in (True, False):
            assert (ends(kind, 0.3, 6, together) == 6).all()
    luck = ends("random", 0.6, 3, True)
    assert luck.min() < 10 and luck.max() > 50


# ---- the prediction -----------------------------------------------------------------------------


def test_nothing_gives_the_answer_away_before_the_guess():
    guess = predict("11")
    view = wider_circle("11", after=guess)
    activity = view.activity
    assert ANSWERS["attend_fully_in_circles"]() == 6
    told = "6 of sixty"
    for text in (str(guess.activity.shown()), str(guess.activity.blocks()), activity.sentence(),
                 prose(LESSON)):  # fmt: skip
        assert told not in text
    assert activity.values["wiring"] == "ring" and activity.locked
    for press in ("preset-0", "town", "reset"):
        with pytest.raises(ValueError, match="prediction first"):
            activity.press(press)
    flags = activity.shown().flags
    assert all(flags[name]["disabled"] for name in (*activity.values, "reset", "preset-3"))
    assert "Not found yet" in mission(activity)


@pytest.mark.parametrize(
    "said, word", [(7, "That is close"), (30, "Many expect more"), (2, "six is the least")]
)
def test_the_guess_is_answered_and_drawn_where_it_was_asked(said, word):
    guess = predict("11")
    activity = wider_circle("11", after=guess).activity
    guess.activity.set("guess", said)
    guess.activity.press("commit")
    assert word in guess.activity.sentence() and "it is 6 of sixty" in guess.activity.sentence()
    assert activity.values == dict(PLAN.prediction.settings)
    assert activity.sentence().startswith(f"You guessed {said}. Circles of six; 6 always")
    drawn = activity.picture()
    activity.asked.guess = None
    assert activity.picture() != drawn
    activity.asked.guess = said
    activity.set("together", False)
    assert "You guessed" not in activity.sentence()


# ---- the explorer -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name, value",
    [("wiring", "ring"), ("together", False), ("listeners", 2), ("confidence", 0.2), ("round", 3)],
)
def test_each_control_moves_picture_and_sentence(name, value):
    activity = at()
    before = activity.shown()
    activity.set(name, value)
    after = activity.shown()
    assert after.pictures["town-map"] != before.pictures["town-map"]
    assert after.text["sentence"] != before.text["sentence"]
    assert after.text["town-map.alt"] != before.text["town-map.alt"]
    assert after.frames == before.frames


@pytest.mark.parametrize("kind", WIRINGS)
def test_both_ends_of_every_control_and_the_table(kind):
    activity = at(wiring=kind)
    activity.set("table", True)
    for name, most in (("listeners", 12), ("confidence", 1), ("round", ROUNDS)):
        for value in (0, most):
            activity.set(name, value)
            shown = activity.shown()
            assert "<table" in shown.text["table"]
            assert activity.attention.min() >= 0 and activity.attention.max() <= 1
    activity.set("listeners", 0)
    assert "nobody always listens" in activity.sentence()


@pytest.mark.parametrize(
    "name, value",
    [("wiring", "star"), ("listeners", 13), ("listeners", -1), ("confidence", 1.1), ("mood", 1)],
)
def test_what_no_control_can_say_is_refused(name, value):
    activity = at()
    before = dict(activity.values)
    with pytest.raises(ValueError):
        activity.set(name, value)
    assert activity.values == before


def test_the_sentence_says_what_was_simulated_here_and_in_twenty_towns():
    activity = at(wiring="random", listeners=3)
    ends = [
        int((spread(wiring("random", seed=n), confidence=0.6, listeners=3, seed=n)[-1] >= FULLY)
            .sum())
        for n in range(1, TOWNS + 1)
    ]  # fmt: skip
    told = activity.sentence()
    assert f"After 40 rounds {ends[0]} of 60 attend fully" in told and "(simulated)" in told
    assert f"{min(ends)} to {max(ends)}, half of them" in told
    assert "have 6, every one of them" in at().sentence()
    assert "those who always listen and nobody else" in at().sentence()
    activity.press("town")
    assert f"After 40 rounds {ends[1]} of 60" in activity.sentence()
    activity.set("round", 0)
    activity.set("listeners", 1)
    assert (
        "one always listens. At the beginning 1 of 60 attends fully: the one who always listens "
        "and nobody else." in activity.sentence()
    )
    activity.set("round", 1)
    assert "After one round 1 of 60" in activity.sentence()


def test_twenty_towns_of_which_most_stay_at_the_lowest_are_told_as_such():
    told = at(wiring="random", together=False, listeners=1).sentence()
    assert "20 towns drawn like this one have 1 to 4, half of them no more than 1 " in told


def test_another_town_changes_ties_and_people_and_leaves_the_sliders():
    activity = at(wiring="small world", confidence=0.45)
    before, ties = activity.attention[0].copy(), activity.ties
    activity.press("town")
    assert not np.array_equal(before, activity.attention[0])
    assert not np.array_equal(ties, activity.ties)
    assert (activity.values["wiring"], activity.values["confidence"]) == ("small world", 0.45)
    assert activity.values["town"] == 2


def test_the_mission_wants_both_towns_from_the_same_few():
    found = at(wiring="random", listeners=3)
    assert found.fully[-1, 0] >= 45 and "first half is found" in mission(found)
    assert "Found." not in mission(found)
    found.set("wiring", "clusters")
    assert found.steps(ROUNDS) <= 1 and "<strong>Found.</strong>" in mission(found)
    found.press("reset")
    assert "<strong>Found.</strong>" in mission(found)


def test_the_mission_is_not_met_by_six_nor_by_two_towns_nor_by_the_presets():
    activity = at()
    activity.set("together", False)
    for n in range(len(PLAN.presets)):
        activity.press(f"preset-{n}")
    assert "<strong>Found.</strong>" not in mission(activity)
    two = at(wiring="random", listeners=3)
    two.press("town")
    two.set("wiring", "clusters")
    assert "<strong>Found.</strong>" not in mission(two)


def test_presets_show_what_their_notes_say():
    activity = at()
    activity.press("preset-1")
    assert activity.fully[-1, 0] == PEOPLE
    activity.press("preset-2")
    assert activity.fully[-1, 0] == 6
    activity.press("preset-3")
    luck = set()
    for _ in range(6):
        luck.add(int(activity.fully[-1, 0]))
        activity.press("town")
    assert max(luck) - min(luck) > 30


def test_the_town_never_tells_by_colour_alone():
    town = Town("The town")
    attention = np.linspace(0, 1, PEOPLE)
    town.show(around(PEOPLE), wiring("ring"), attention, np.array([0]))
    sizes, widths = town._dots.get_sizes(), np.array(town._dots.get_linewidths())
    assert (np.diff(sizes) > 0).all()
    assert set(widths[attention[1:] >= FULLY]).isdisjoint(widths[attention[1:] < FULLY])
    for where in (around(PEOPLE), circles(PEOPLE)):
        apart = np.linalg.norm(where[:, None] - where, axis=2) + 9 * np.eye(PEOPLE)
        assert apart.min() > 0.08 and np.abs(where).max() < 1.12


# ---- the week -----------------------------------------------------------------------------------


def test_the_week_is_kept_and_comes_back():
    activity = week("11", "a-week").activity
    activity.set("practice", "1")
    activity.set("days", ["4", "0"])
    activity.set("plan", "At handover, by the kettle.")
    activity.set("heard", "She counts the buses.")
    again = Week(practice_item("11", "a-week"))
    shown = again.shown()
    assert shown.values["practice"] == "1" and shown.values["days"] == ["0", "4"]
    assert shown.values["plan"] == "At handover, by the kettle."
    assert shown.values["heard"] == "She counts the buses."
    again.set("days", ["0"])
    assert Week(practice_item("11", "a-week")).days == [0]


def test_the_week_prints_in_words_and_counts_nothing():
    activity = week("11", "a-week").activity
    assert "slots" not in activity.shown().slots and activity.shown().slots.get("how") is None
    activity.set("practice", "2")
    activity.set("days", ["0", "2"])
    printed = page(Journal().entries())
    assert "Notice one person outside the usual circle. Ticked: Day 1, Day 3." in printed
    told = str(activity.shown().text) + str(activity.shown().slots) + activity.sentence()
    assert not re.search(r"\d of (7|seven)|%|score|well done", told, re.IGNORECASE)
    item = practice_item("11", "a-week")
    assert len(item.options) == 3 and all(option.good for option in item.options)
    assert item.options[2].feedback.split()[3] in str(activity.shown().slots["how"])


@pytest.mark.parametrize("name, value", [("practice", "3"), ("days", ["7"]), ("mood", "1")])
def test_the_week_refuses_what_it_does_not_offer(name, value):
    with pytest.raises(ValueError, match="no such choice"):
        week("11", "a-week").activity.set(name, value)


def test_a_week_that_cannot_be_kept_says_so(tmp_path, monkeypatch):
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    monkeypatch.setenv("RUPTURE_REPAIR_JOURNAL", str(blocked / "journal"))
    activity = Week(practice_item("11", "a-week"))
    activity.set("days", ["1"])
    shown = activity.shown()
    assert "not saved" in shown.text["kept"] and shown.values["days"] == ["1"]


# ---- the page -----------------------------------------------------------------------------------


def test_every_concept_of_the_lesson_is_practised_in_the_exercise():
    practised = {key for item in practice_items("11") if item.exercise for key in item.concepts}
    assert {one.key for one in concepts_of(11)} <= practised


def test_minutes_add_up():
    said = int(re.search(r"Lesson 11 · (\d+) minutes", LESSON.cells[0].source)[1])
    assert said == lesson(11).total_minutes
    own = [item for item in practice_items("11") if not item.exercise and item.kind != "reflect"]
    assert sum(item.minutes for item in own) == lesson(11).minutes["practise"]
    steps = re.findall(r"## \d\. [^\n]+\n\n\*(\d+) minutes", prose(LESSON))
    assert sum(map(int, steps)) == said
    parts = re.findall(r"## \d\. [^\n]+\n\n\*(\d+) minutes", prose(SOLUTION))
    assert sum(map(int, parts)) == int(re.search(r"\*(\d+) minutes · goes", prose(SOLUTION))[1])


@pytest.mark.parametrize("key", ["come-and-tell-us", "number-four"])
def test_the_poor_ways_to_decide_tempt_and_every_one_is_answered(key):
    item = practice_item("11", key)
    activity = Decision(item)
    assert sum(option.good for option in item.options) == 1
    for n, option in enumerate(item.options):
        activity.set("answer", str(n))
        assert option.feedback.split()[0] in activity.shown().slots["feedback"][0]["html"]


def test_the_answer_to_kofi_is_read_by_the_coach():
    activity = Coach(practice_item("11", "passed-over"))
    said = "You raised your hand twice, and I went on to Dr Lund. That was my doing, and I'm sorry."
    activity.set("draft", f"{said} What were you going to say?")
    activity.press("read")
    marked = str(activity.shown().slots["first"])
    assert all(title in marked for title in ("Owns it", "Apologises"))


def test_the_rubric_names_moves_and_pitfalls_of_the_vocabulary():
    rows = re.findall(r"^\| ([a-z][a-z ]+?) \|", prose(SOLUTION), re.MULTILINE)
    titles = {label.title.lower() for label in LABELS.values()}
    for row in rows:
        if row != "what to look for":
            assert any(row.split()[0] in title or title in row for title in titles), row


def test_the_page_prints_only_what_was_confirmed():
    text = prose(LESSON)
    trend, steps = finding("student_empathy"), finding("cascades")
    assert cite("student_empathy") and cite("cascades")
    assert f"{trend.k} samples with {trend.n:,} students" in text
    assert f"between {trend.also['from']:.0f} and {trend.also['to']:.0f}" in text
    assert "three steps" in text and steps.value == 3
    assert "have not confirmed" in text and "contributions of money" in text
    assert "cannot show that empathy ripples through a real town" in text


def test_a_right_answer_to_the_task_passes_and_the_numbers_of_its_solution_are_so():
    def heard_within(knows, start, steps):
        heard = {start}
        for _ in range(steps):
            heard |= {friend for person in heard for friend in knows[person]}
        return len(heard)

    assert check_task(heard_within).passed
    assert not check_task(lambda *_: 1, TASKS["heard_within"]).passed
    line, ring = TASKS["heard_within"][1], TASKS["heard_within"][3]
    assert (heard_within(*line[0]), heard_within(*ring[0])) == (3, 5)
    assert "news reaches three people in two steps" in prose(SOLUTION)
