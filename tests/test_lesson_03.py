"""Lesson 03: what a history foretells, and one lapse with many clients."""

import io
import math
import re
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from rupture_repair.activities.answers import ANSWERS
from rupture_repair.activities.history import MARKED, History
from rupture_repair.activities.lapse import OneEvent
from rupture_repair.activities.practice import worked
from rupture_repair.activities.prediction import NumberPrediction
from rupture_repair.activities.task import check_task
from rupture_repair.curriculum.concepts import concepts_of
from rupture_repair.curriculum.evidence import cite, finding
from rupture_repair.curriculum.explorers import explorer_plan
from rupture_repair.curriculum.lessons import lesson
from rupture_repair.curriculum.practice import practice_item, practice_items
from rupture_repair.model import Setting, draws
from rupture_repair.model.foretell import below_average, below_average_at, likely_range
from rupture_repair.model.lapse import AT, NEVER, Lapse, one_lapse
from rupture_repair.model.results import held
from rupture_repair.stories import load
from rupture_repair.teaching import stored


@pytest.fixture(autouse=True)
def own_journal(tmp_path, monkeypatch):
    monkeypatch.setenv("RUPTURE_REPAIR_JOURNAL", str(tmp_path))


def make_prediction():
    return NumberPrediction("03", explorer_plan("03").prediction)


def open_history():
    return History(explorer_plan("03"))


def open_event():
    return OneEvent(explorer_plan("03-one-event"))


def pixels(png):
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).astype(int)


# ---- what a correlation tells ----------------------------------------------------------------


def test_the_share_below_average_is_that_of_the_bivariate_normal():
    assert below_average(0) == 0.5
    assert 10 * below_average(-0.1) == pytest.approx(5.3, abs=0.05)
    assert below_average(-0.5) == pytest.approx(2 / 3)
    assert below_average(-1) == 1 and below_average(1) == pytest.approx(0)
    rng = np.random.default_rng(1)
    trait, rest = rng.standard_normal((2, 200_000))
    alliance = -0.4 * trait + math.sqrt(1 - 0.16) * rest
    assert (alliance[trait > 0] < 0).mean() == pytest.approx(below_average(-0.4), abs=0.006)
    near = abs(trait - 1) < 0.05
    assert (alliance[near] < 0).mean() == pytest.approx(below_average_at(-0.4, 1), abs=0.02)
    low, high = likely_range(-0.4, 1)
    inside = (low < alliance[near]) & (alliance[near] < high)
    assert inside.mean() == pytest.approx(0.8, abs=0.02)


@pytest.mark.parametrize("r", [-1.1, 1.5])
def test_what_is_no_correlation_is_refused(r):
    with pytest.raises(ValueError, match="r must lie"):
        below_average(r)
    with pytest.raises(ValueError, match="between"):
        below_average_at(math.copysign(1, r), 0.5)


def test_the_prediction_asks_for_the_published_link_and_shows_nothing_before():
    prediction = make_prediction()
    right = ANSWERS[prediction.plan.answer]()
    assert right == pytest.approx(100 * below_average(finding("attachment_avoidance").value))
    assert abs(prediction.plan.start - right) > 10
    before = f"{prediction.shown()}{prediction.sentence()}"
    assert not re.search(r"\b5[345]\b", before)
    assert "r = −.13" in before and "33 studies" in before
    prediction.press("skip")
    assert f"{right:.0f} of 100" in prediction.sentence()
    assert round(right) - 50 == 4 and "four more than the toss" in prediction.sentence()


@pytest.mark.parametrize(("guess", "told"), [(55, "close"), (80, "higher"), (30, "lower")])
def test_the_verdict_follows_the_guess(guess, told):
    prediction = make_prediction()
    prediction.set("guess", guess)
    prediction.press("commit")
    assert f"You said {guess}." in prediction.sentence()
    assert getattr(prediction.plan, told) in prediction.sentence()


def test_the_explorer_waits_on_another_setting_and_then_shows_what_was_asked():
    asked = make_prediction()
    history = History(explorer_plan("03"), asked)
    assert history.r == -0.6
    shown = history.shown()
    assert shown.flags["strength"]["disabled"] and not shown.flags["gate"]["hidden"]
    assert "33 studies" not in f"{shown.text}"
    assert not re.search(r"\b5[345] of 100", history.sentence())
    with pytest.raises(ValueError, match="prediction"):
        history.set("strength", 0.13)
    asked.set("guess", 71)
    asked.press("commit")
    assert "71" not in history.sentence()
    history.press("preset-0")
    assert "Your guess was 71 of 100." in history.sentence()
    assert history.r == finding("attachment_avoidance").value
    assert "54 of 100" in history.sentence() and "46 of 100" in history.sentence()
    assert history.shown().flags["gate"]["hidden"]


def test_the_presets_stand_at_the_published_links_and_quote_them():
    history = open_history()
    for n, key in enumerate(MARKED):
        history.press(f"preset-{n}")
        assert -history.r == abs(finding(key).value)
        assert cite(key).split(" (")[0] in history.shown().text["found"]
    history.press(f"preset-{len(MARKED)}")
    assert "No summary" in history.shown().text["found"]
    assert -history.r > max(abs(finding(key).value) for key in MARKED)


def test_no_note_claims_a_strongest_link_that_is_not():
    assert max(abs(finding(key).value) for key in MARKED) == 0.17
    plan = explorer_plan("03")
    assert "size of .17" in plan.mission.found


@pytest.mark.parametrize(
    ("name", "low", "high"), [("strength", 0, 0.95), ("place", 1, 99)]
)  # fmt: skip
def test_each_slider_of_history_moves_sentence_and_picture_to_both_ends(name, low, high):
    history = open_history()
    seen = []
    for value in (low, high):
        history.set(name, value)
        seen.append((history.sentence(), history.shown().pictures["curve"]))
    assert seen[0][0] != seen[1][0]
    assert abs(pixels(seen[0][1]) - pixels(seen[1][1])).sum() > 1000
    for beyond in (low - 1, high + 1):
        with pytest.raises(ValueError, match=name):
            history.set(name, beyond)
    history.press("reset")
    assert history.values == {"strength": 0.6, "place": 84}


def test_the_dots_have_the_correlation_that_is_said():
    history = open_history()
    for strength in (0, 0.13, 0.6, 0.95):
        history.set("strength", strength)
        history.shown()
        across, up = history._curves._dots.get_data()
        assert np.corrcoef(across, up)[0, 1] == pytest.approx(-strength, abs=0.005)
        share = (up[across > 0] < 0).mean()
        assert share == pytest.approx(below_average(-strength), abs=0.05)


def test_the_mission_of_history_is_met_from_eight_in_ten_only():
    history = open_history()
    history.set("strength", 0.79)
    assert not history._found and "80 of 100" not in history.sentence()
    history.set("strength", 0.8)
    assert history._found and "80 of 100" in history.sentence()
    assert "−.80" in explorer_plan("03").mission.found


# ---- one lapse -------------------------------------------------------------------------------


def lapse(sensitivity=1.0, quality=0.6, expectation=0.5):
    setting = Setting().but(sensitivity=sensitivity, expectation=expectation)
    return one_lapse(setting, draws(1, 16, 2), quality)


def test_dip_and_return_are_read_off_trust():
    trust = np.full((17, 4), 0.6)
    trust[AT + 1, 0] = 0.5  # one session low
    trust[AT + 2, 1] = 0.4  # back, low once more, back
    trust[AT + 1 :, 2] = 0.3  # never back
    both = Lapse(trust, trust)
    assert both.dip == pytest.approx([0.1, 0.2, 0.3, 0])
    assert both.back.tolist() == [2, 3, NEVER, 0]


def test_nothing_is_said_in_the_session_of_the_lapse_and_something_after():
    ignored, met = lapse(quality=0), lapse(quality=1)
    assert ignored.trust[: AT + 2] == pytest.approx(met.trust[: AT + 2])
    assert met.trust[AT + 2, 0] > ignored.trust[AT + 2, 0] + 0.01


def test_more_sensitive_is_deeper_and_better_met_is_sooner():
    dips = [float(lapse(s).dip[0]) for s in (0.5, 1, 2)]
    assert dips == sorted(dips) and dips[2] > 2 * dips[1] > 0
    backs = [float(lapse(1.6, q).back[0]) for q in (0, 0.3, 0.9)]
    assert backs[0] == NEVER > backs[1] > backs[2] > 0


def test_expectation_moves_its_own_line_and_hardly_trust():
    low, high = lapse(expectation=0.2), lapse(expectation=0.8)
    assert abs(float(low.dip[0] - high.dip[0])) < 0.01
    assert float(low.expectation[-1, 0]) < float(high.expectation[-1, 0]) - 0.2


def test_a_quality_beyond_its_range_is_refused():
    with pytest.raises(ValueError, match="repair_quality"):
        lapse(quality=1.2)


@pytest.mark.parametrize(
    ("name", "low", "high", "picture"),
    [("sensitivity", 0.5, 2, "course"), ("expectation", 0.05, 0.95, "course"),
     ("quality", 0, 1, "cloud"), ("spread", 0, 0.6, "cloud")],
)  # fmt: skip
def test_each_slider_moves_sentence_and_picture_to_both_ends(name, low, high, picture):
    event = open_event()
    seen = []
    for value in (low, high):
        event.set(name, value)
        seen.append((event.sentence(), event.shown().pictures[picture]))
        assert "nan" not in event.sentence() and "inf" not in event.sentence()
    assert seen[0][0] != seen[1][0]
    assert abs(pixels(seen[0][1]) - pixels(seen[1][1])).sum() > 1000
    for beyond in (low - 0.6, high + 0.6):
        with pytest.raises(ValueError, match=name):
            event.set(name, beyond)
    event.press("reset")
    assert event.values == explorer_plan("03-one-event").opening


def test_one_client_moves_only_the_ring_and_the_answer_moves_all():
    event = open_event()
    dots = []
    for name, value in (("sensitivity", 2), ("expectation", 0.9), ("quality", 0.9)):
        event.set(name, value)
        event.shown()
        dots.append(np.column_stack(event._cloud._dots.get_data()))
    assert (dots[0] == dots[1]).all() and (dots[1] != dots[2]).any()


def test_lisa_david_and_sarah_are_those_of_their_stories():
    presets = {preset.name: preset for preset in explorer_plan("03-one-event").presets}
    for name in ("lisa", "david", "sarah"):
        told = load(name).client.model
        mine = presets[f"Someone like {name.title()}"].settings
        assert mine == {key: getattr(told, key) for key in ("sensitivity", "expectation")}


def test_same_lapse_three_courses():
    event, courses = open_event(), set()
    for n, preset in enumerate(event.plan.presets):
        event.press(f"preset-{n}")
        assert event.values["quality"] == 0.3 and preset.note
        courses.add(event.sentence())
    assert len(courses) == len(event.plan.presets)


def test_the_mission_is_met_by_a_good_answer_to_someone_easily_hurt():
    event = open_event()
    event.set("quality", 0.9)
    assert not event._found  # hurt no more than most
    event.press("reset")
    event.press("preset-3")
    assert not event._found  # easily hurt, and met badly
    event.set("quality", 0.85)
    assert event._found


def test_where_the_model_goes_beyond_the_evidence_it_says_so():
    leaves_out = str(open_event().blocks())
    assert "more steeply than any evidence" in leaves_out and "our assumption" in leaves_out


def test_the_table_has_a_row_for_every_session():
    event, history = open_event(), open_history()
    for activity, rows in ((event, 17), (history, 5)):
        assert activity.shown().text["table"] == ""
        activity.set("table", True)
        assert activity.shown().text["table"].count('scope="row"') == rows


def test_what_the_lesson_says_of_every_set_of_assumptions_holds_in_every_one():
    shares = {claim.name: claim.share for claim in held()}
    assert shares["trust_is_slow_to_return"] == shares["unrepaired_loses_clients"] == 1


# ---- practice and task -----------------------------------------------------------------------


def test_every_option_is_answered_and_one_at_least_would_be_ours():
    for item in practice_items("03"):
        options = [*item.options, *(o for card in item.cards for o in card.options)]
        assert all(option.feedback.strip() for option in options)
        if item.kind == "decide":
            assert 0 < sum(option.good for option in item.options) < len(item.options)
            good = [len(o.text) for o in item.options if o.good]
            assert max(good) <= max(len(o.text) for o in item.options) * 1.2
        for card in item.cards:
            assert {option.good for option in card.options} == {True, False}


def test_every_concept_is_practised_in_lesson_and_exercise():
    ids = {one.key for one in concepts_of(3)}
    for part in (True, False):
        practised = {c for item in practice_items("03") if item.exercise is part
                     for c in item.concepts}  # fmt: skip
        assert ids <= practised


def test_the_minutes_of_practice_are_those_announced():
    items = practice_items("03")
    here = [item for item in items if not item.exercise]
    minutes = lesson(3).minutes
    assert sum(i.minutes for i in here if i.kind != "reflect") == minutes["practise"]
    assert sum(i.minutes for i in here if i.kind == "reflect") == minutes["reflect"]


def test_the_task_tells_right_from_wrong():
    def weaker_of_100(r):
        return round(100 * (0.5 - math.asin(r) / math.pi))

    def sign_lost(r):
        return round(100 * (0.5 + math.asin(abs(r)) / math.pi))

    assert check_task(weaker_of_100).passed
    sign_lost.__name__ = "weaker_of_100"
    assert not check_task(sign_lost).passed


def test_plans_hold_nothing_that_the_explorers_do_not_know():
    for name, activity in (("03", open_history()), ("03-one-event", open_event())):
        plan = explorer_plan(name)
        known = activity.values.keys() | activity._results().keys()
        named = {key for preset in plan.presets for key in preset.settings}
        assert named | plan.mission.at_least.keys() | plan.mission.at_most.keys() <= known
        assert plan.opening.keys() == activity.values.keys()


def test_what_is_promised_after_an_answer_stands_in_the_solution():
    path = next((Path(__file__).parents[1] / "solutions").glob("03_*.ipynb"))
    looked_at = set()
    for cell, following in pairwise(stored.read(path).cells):
        call = re.search(r'^(?:practise|coach)\("03", "(.+)"\)$', cell.source, re.MULTILINE)
        if cell.cell_type != "code" or not call:
            continue
        item = practice_item("03", call[1])
        if item.kind in ("say", "write") and not item.responses:
            looked_at.add(item.key)
            assert "solution" in stored.tags(following), item.key
            assert following.source.count("*Gains:*") == 3, item.key
            assert following.source.count("*Costs:*") == 3, item.key
    assert looked_at == {"held-back", "the-bells", "note-to-supervisor", "the-stairs-aloud"}


def test_the_answer_changes_the_dip_and_not_the_crack():
    event = open_event()
    event.set("sensitivity", 2.0)
    cracks, dips = [], []
    for quality in (0.0, 1.0):
        event.set("quality", quality)
        trust = event.one.trust[:, 0]
        cracks.append(trust[AT] - trust[AT + 1])
        dips.append(float(event.one.dip[0]))
    assert cracks[0] == pytest.approx(cracks[1]) and dips[0] > 2 * dips[1]


def test_a_worked_answer_in_two_voices_is_quoted_voice_by_voice():
    item = practice_item("03", "good-tip")
    told = [block["html"] for block in worked(item) if block.get("look") == "seam"]
    assert len(told) == 3
    for html in told:
        said = html.split("</p>")[0]
        assert said.startswith("<p><em>Held back:</em> “") and said.count("“") == 2
