"""The trainer's state: fair order, difficulty that follows, and sums that add up."""

from __future__ import annotations

import math
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rupture_repair.curriculum.ear import Ear
from rupture_repair.curriculum.excerpts import LABELS, load_excerpts
from rupture_repair.curriculum.hearing import CONFIDENCE, Answer, change, feedback, summarise

EXCERPTS = load_excerpts()
BY_ID = {e.id: e for e in EXCERPTS}


def run(ear, reply, confidence=0.6):
    """Play to the end; `reply` gets the excerpt and returns a label."""
    while (shown := ear.next()) is not None:
        ear = ear.answer(reply(shown), confidence)
    return ear


def wrong(excerpt):
    return "none" if excerpt.label != "none" else "both"


def labels_shown(ear):
    return [BY_ID[a.excerpt].label for a in ear.answers]


@pytest.mark.parametrize("form", ["A", "B", "practice"])
@pytest.mark.parametrize("adaptive", [True, False])
def test_every_excerpt_is_shown_once(form, adaptive):
    ear = run(Ear.of_form(EXCERPTS, form, seed=2, adaptive=adaptive), wrong)
    assert sorted(a.excerpt for a in ear.answers) == sorted(
        e.id for e in EXCERPTS if e.form == form
    )
    with pytest.raises(ValueError, match="answered"):
        ear.answer("none", 0.5)


@settings(deadline=None)
@given(st.integers(0, 10**6))
def test_the_order_of_labels_tells_nothing_about_performance(seed):
    start = Ear.of_form(EXCERPTS, "A", seed)
    assert labels_shown(run(start, lambda e: e.label)) == labels_shown(run(start, wrong))


def test_the_order_of_labels_differs_between_seeds():
    orders = {tuple(labels_shown(run(Ear.of_form(EXCERPTS, "A", s), wrong))) for s in range(5)}
    assert len(orders) == 5


def test_blocks_are_mixed():
    ear = run(Ear.of_form(EXCERPTS, "A", 1), wrong)
    for i in range(0, 42, 14):
        block = Counter(labels_shown(ear)[i : i + 14])
        assert block["none"] >= 3
        assert block["withdrawal"] >= 2
        assert block["cannot_tell"] >= 1


def test_difficulty_follows_performance():
    ear = Ear.of_form(EXCERPTS, "A", 3)
    grades = []
    for _ in range(8):
        grades.append(ear.grade)
        ear = ear.answer(ear.next().label, 0.8)
    assert grades == [1, 1, 2, 2, 3, 3, 3, 3]
    for _ in range(3):
        ear = ear.answer(wrong(ear.next()), 0.8)
    assert ear.grade == 1
    good = run(Ear.of_form(EXCERPTS, "A", 3), lambda e: e.label).blocks()[0].mean_grade
    poor = run(Ear.of_form(EXCERPTS, "A", 3), wrong).blocks()[0].mean_grade
    assert good > poor + 0.5


def test_a_matched_form_does_not_depend_on_performance():
    start = Ear.of_form(EXCERPTS, "B", 3, adaptive=False)
    assert [a.excerpt for a in run(start, wrong).answers] == [
        a.excerpt for a in run(start, lambda e: e.label).answers
    ]


@settings(deadline=None)
@given(st.integers(0, 1000), st.integers(0, 41), st.lists(st.booleans(), min_size=42, max_size=42))
def test_a_run_goes_on_where_it_was_left(seed, stop, right):
    replies = iter(right)
    whole = run(Ear.of_form(EXCERPTS, "A", seed), lambda e: e.label if next(replies) else wrong(e))
    again = Ear.of_form(EXCERPTS, "A", seed, whole.answers[:stop])
    assert again.next() == BY_ID[whole.answers[stop].excerpt]


def test_answers_from_elsewhere_or_given_twice_are_left_aside():
    mine = Answer("a05", "withdrawal", 0.8)
    others = [Answer("b05", "none", 0.8), Answer("gone", "none", 0.8), Answer("a05", "none", 0.2)]
    assert Ear.of_form(EXCERPTS, "A", 0, [others[0], mine, *others]).answers == (mine,)


def test_sums_of_a_known_set_of_answers():
    said = {
        "a01": "withdrawal",  # hit, right kind
        "a11": "both",  # hit, another kind
        "a12": "none",  # miss
        "a19": "cannot_tell",  # miss, left open
        "a24": "none",  # correct rejection
        "a25": "withdrawal",  # false alarm
        "a38": "cannot_tell",  # kept open
        "a39": "none",  # decided where the authors did not
    }
    s = summarise(EXCERPTS, [Answer(k, v, 0.8) for k, v in said.items()])
    d = s.detection
    assert (d.hits, d.misses, d.false_alarms, d.correct_rejections) == (2, 2, 1, 1)
    assert (s.n, s.agreed, s.undecided) == (8, 3, 1)
    assert s.agreement.value == 3 / 8
    assert s.kind.value == 0.5
    assert s.open_kept.value == 0.5
    assert s.calibration.overconfidence.value == pytest.approx(0.8 - 3 / 8)
    assert s.mean_grade == pytest.approx(9 / 8)
    assert "agree on 3 of 8 excerpts (38%" in s.sentence
    assert "Of 4 that they call ruptures you called 2." in s.sentence
    assert "Of 2 in which they hear none you called 1." in s.sentence


def test_blocks_add_up_to_the_whole():
    ear = run(Ear.of_form(EXCERPTS, "A", 8), lambda e: e.label if e.grade < 3 else "none")
    blocks = ear.blocks()
    assert [b.n for b in blocks] == [14, 14, 14]
    assert sum(b.agreed for b in blocks) == ear.summary().agreed
    assert sum(b.detection.hits for b in blocks) == ear.summary().detection.hits


def test_nothing_answered_yet():
    ear = Ear.of_form(EXCERPTS, "practice")
    assert ear.blocks() == []
    assert math.isnan(ear.summary().agreement.value)
    assert ear.summary().sentence == "No excerpt has been answered yet."


def test_change_between_matched_forms():
    before = run(Ear.of_form(EXCERPTS, "A", adaptive=False), lambda e: "none").summary()
    after = run(Ear.of_form(EXCERPTS, "B", adaptive=False), lambda e: e.label).summary()
    gained = change(before, after)
    assert gained.value == pytest.approx(1 - 14 / 42)
    assert 0 < gained.low < gained.value < gained.high <= 1


@pytest.mark.parametrize("label", list(LABELS))
def test_feedback_explains_whatever_was_answered(label):
    for excerpt in EXCERPTS:
        told = feedback(excerpt, label)
        assert told.agrees == (label == excerpt.label)
        assert told.headline.endswith(".")
        assert told.why == excerpt.why
        assert told.shows
        assert ("authors" in told.headline) or ("they" in told.headline)
        assert len(told.markers) == len(excerpt.markers)


def test_feedback_headlines():
    assert feedback(BY_ID["a01"], "none").headline == "The authors hear withdrawal here."
    assert "both hear a rupture" in feedback(BY_ID["a01"], "confrontation").headline
    assert "no rupture here" in feedback(BY_ID["a24"], "both").headline
    assert "would not decide" in feedback(BY_ID["a38"], "withdrawal").headline
    assert "enough to say so" in feedback(BY_ID["a11"], "cannot_tell").headline


def test_nonsense_is_refused():
    with pytest.raises(ValueError, match="no answer"):
        Answer("a01", "sulking", 0.5)
    with pytest.raises(ValueError, match="between 0 and 1"):
        Answer("a01", "none", 80)
    with pytest.raises(ValueError, match="try A, B or practice"):
        Ear.of_form(EXCERPTS, "C")
    assert all(0 < step < 1 for step in CONFIDENCE)
