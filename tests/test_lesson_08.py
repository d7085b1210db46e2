"""Lesson 08: rules of learning on the same moments, and what the lesson says of them."""

import re

import numpy as np
import pytest
from rupture_repair.activities import back_at_home, predict, two_rules
from rupture_repair.activities import view as view_module
from rupture_repair.activities.answers import ANSWERS
from rupture_repair.activities.expectation import MOMENTS, BackAtHome, TwoRules, outcomes
from rupture_repair.activities.task import check_task
from rupture_repair.curriculum.concepts import concepts_of
from rupture_repair.curriculum.evidence import cite
from rupture_repair.curriculum.explorers import explorer_plan
from rupture_repair.curriculum.practice import practice_items
from rupture_repair.model.learning_rules import latent_causes, pearce_hall, rescorla_wagner

EVERY = [str(n) for n in range(1, MOMENTS + 1)]


@pytest.fixture(autouse=True)
def journal_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("RUPTURE_REPAIR_JOURNAL", str(tmp_path / "journal"))
    view_module._views.clear()


def rules() -> TwoRules:
    return TwoRules(explorer_plan("08"))


def places() -> BackAtHome:
    return BackAtHome(explorer_plan("08_home"))


# ---- the model ----------------------------------------------------------------------------------


def test_without_readiness_two_causes_are_one():
    came = np.array([0, 0, 1, 0, 1, 1, 0])
    here, old, belief = latent_causes(came, readiness=0)
    np.testing.assert_allclose(here, rescorla_wagner(came))
    np.testing.assert_allclose(old, here)
    assert not belief.any()


def test_two_causes_against_a_step_worked_by_hand():
    here, old, belief = latent_causes([0], rate=0.5, start=0.8, readiness=0.4, fresh=0.5)
    new_now = 0.4 * 0.5 / (0.4 * 0.5 + 0.6 * 0.2)
    assert belief[-1] == pytest.approx(new_now)
    assert old[-1] == pytest.approx(0.8 - 0.5 * (1 - new_now) * 0.8)
    new = 0.5 - 0.5 * new_now * 0.5
    assert here[-1] == pytest.approx(new_now * new + (1 - new_now) * old[-1])


def test_the_readier_the_more_of_the_old_expectation_is_left():
    kept = [latent_causes(np.zeros(10), readiness=r)[1][-1] for r in (0, 0.2, 0.4, 0.6, 0.9)]
    assert np.all(np.diff(kept) > 0)
    assert kept[0] < 0.05 and kept[-1] > 0.7


@pytest.mark.parametrize("certain", [0.0, 1.0])
def test_what_was_held_impossible_leaves_numbers_finite(certain):
    for path in latent_causes([0, 1, 0], start=certain, fresh=certain):
        assert np.isfinite(path).all() and path.min() >= 0 and path.max() <= 1


def test_two_causes_take_many_courses_and_refuse_what_is_no_share():
    here, old, belief = latent_causes(np.zeros((3, 4)))
    assert here.shape == old.shape == belief.shape == (3, 5)
    with pytest.raises(ValueError, match="readiness must lie in 0 to 1"):
        latent_causes([0, 1], readiness=1.2)


# ---- the two rules ------------------------------------------------------------------------------


def test_ticked_moments_are_those_brushed_aside():
    assert outcomes(["2", "10"]).tolist() == [0, 1, 0, 0, 0, 0, 0, 0, 0, 1]
    explorer = rules()
    explorer.set("brushed", ["10", "2"])
    assert explorer.values["brushed"] == ["2", "10"]
    assert "at moments 2 and 10, and met" in explorer.sentence()


@pytest.mark.parametrize("name, value", [("brushed", ["4"]), ("start", 0.3), ("share", 0.1)])
@pytest.mark.parametrize("make", [rules, places])
def test_each_control_moves_sentence_picture_and_table(make, name, value):
    explorer = make()
    explorer.set("table", True)
    before = explorer.shown()
    explorer.set(name, value)
    after = explorer.shown()
    assert after.values[name] == value
    assert after.pictures["curve"] != before.pictures["curve"]
    assert after.text["sentence"] != before.text["sentence"]
    assert after.text["table"] != before.text["table"]
    assert after.text["curve.alt"].endswith(explorer.sentence())
    assert after.frames == before.frames


def test_readiness_moves_what_is_expected_at_home():
    explorer = places()
    before = explorer.shown()
    explorer.set("readiness", 0.9)
    assert explorer.shown().pictures["curve"] != before.pictures["curve"]
    assert explorer.shown().text["sentence"] != before.text["sentence"]


@pytest.mark.parametrize(
    "name, value", [("brushed", ["11"]), ("start", 1.1), ("share", 0.6), ("share", 0.0)]
)
def test_what_lies_outside_is_refused_and_changes_nothing(name, value):
    explorer = rules()
    before = dict(explorer.values)
    with pytest.raises(ValueError, match=r"numbered 1 to 10|must lie in"):
        explorer.set(name, value)
    assert explorer.values == before


@pytest.mark.parametrize("make", [rules, places])
def test_every_control_survives_both_ends(make):
    explorer = make()
    for brushed in ([], EVERY):
        explorer.set("brushed", brushed)
        for start in (0, 1):
            explorer.set("start", start)
            for share in (0.05, 0.5):
                explorer.set("share", share)
                shown = explorer.shown()
                assert "nan" not in explorer.sentence()
                assert shown.pictures["curve"].startswith(b"\x89PNG")
                assert "at all 10 moments" in explorer.sentence()


def test_the_sentence_says_what_the_rules_gave():
    explorer = rules()
    explorer.set("brushed", ["3"])
    explorer.set("share", 0.2)
    came = outcomes(["3"])
    fixed = rescorla_wagner(came, rate=0.2, start=0.8)
    attending, attention = pearce_hall(came, rate=0.4, start=0.8)
    told = explorer.sentence()
    assert f"{fixed[-1]:.2f} to be brushed aside if the share is fixed" in told
    assert f"{attending[-1]:.2f} if attention decides" in told
    assert f"Attention stands at {attention[-1]:.2f}" in told
    assert f"at moment 1: {fixed[0]:.2f}" in told
    assert told.endswith("(simulated)")


def test_both_rules_take_the_same_first_step():
    for share in (0.05, 0.3, 0.5):
        explorer = rules()
        explorer.set("share", share)
        paths = explorer.paths()
        assert paths["fixed share"][1] == pytest.approx(paths["by attention"][1])


def test_presets_and_reset():
    for explorer in (rules(), places()):
        opening = dict(explorer.values)
        for n, preset in enumerate(explorer.plan.presets):
            explorer.press(f"preset-{n}")
            assert {k: explorer.values[k] for k in preset.settings} == dict(preset.settings)
            assert explorer.shown().flags[f"preset-{n}"]["pressed"] == "true"
            assert "Not found yet" in explorer.shown().text["mission"]
        explorer.press("reset")
        assert explorer.values == opening


def test_the_mission_needs_one_early_lapse():
    explorer = rules()
    for brushed in (["10"], ["8"], [], ["1", "2"]):
        explorer.set("brushed", brushed)
        assert "Not found yet" in explorer.shown().text["mission"]
    explorer.set("brushed", ["2"])
    assert "Found." in explorer.shown().text["mission"]


def test_the_mission_of_two_places_needs_readiness_and_the_old_expectation():
    explorer = places()
    explorer.set("brushed", [])
    for start, readiness in ((0.8, 0.1), (1.0, 0.6)):
        explorer.set("start", start)
        explorer.set("readiness", readiness)
        assert "Not found yet" in explorer.shown().text["mission"]
    explorer.set("start", 0.8)
    explorer.set("readiness", 0.6)
    assert "Found." in explorer.shown().text["mission"]


# ---- the prediction -----------------------------------------------------------------------------


def test_nothing_gives_the_answer_away_before_the_guess():
    answer = f"{ANSWERS['one_late_relapse']():.2f}"
    guess = predict("08")
    view = two_rules("08", after=guess)
    explorer, asked = view.activity, explorer_plan("08").presets[0].settings
    assert {k: explorer.values[k] for k in asked} != dict(asked)
    everything = [*explorer.shown().text.values(), explorer.sentence(), guess.activity.sentence()]
    assert not any(answer in text for text in everything)
    home = back_at_home("08", after=guess).activity
    assert not any(answer in text for text in (*home.shown().text.values(), home.sentence()))
    for one in (explorer, home):
        with pytest.raises(ValueError, match="prediction first"):
            one.set("brushed", ["10"])
    guess.activity.press("skip")
    home.set("brushed", ["10"])
    assert answer in home.sentence()


def test_the_guess_is_answered_and_drawn_on_the_setting_that_was_asked_about():
    guess = predict("08")
    view = two_rules("08", after=guess)
    guess.activity.set("guess", 0.7)
    guess.activity.press("commit")
    explorer = view.activity
    assert {k: explorer.values[k] for k in explorer.plan.presets[0].settings} == dict(
        explorer.plan.presets[0].settings
    )
    right = ANSWERS["one_late_relapse"]()
    assert right == pytest.approx(float(explorer.paths()["fixed share"][-1]))
    assert f"stands at {right:.2f}" in guess.activity.sentence()
    with_guess = explorer.shown().pictures["curve"]
    explorer.asked.guess = None
    assert explorer.shown().pictures["curve"] != with_guess
    explorer.asked.guess = 0.7
    explorer.set("brushed", ["9"])
    elsewhere = explorer.shown().pictures["curve"]
    explorer.asked.guess = None
    assert explorer.shown().pictures["curve"] == elsewhere


def test_the_views_open_once():
    assert back_at_home("08").activity.key != two_rules("08").activity.key


# ---- what the lesson says -----------------------------------------------------------------------


def prose() -> str:
    import json
    from pathlib import Path

    path = Path(__file__).parent.parent / "notebooks" / "08_when_an_expectation_breaks.ipynb"
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")


def test_what_the_prose_says_of_the_rules_holds_unless_learning_is_slow():
    for share in np.arange(0.2, 0.501, 0.05):
        late = outcomes(["10"])
        fixed = rescorla_wagner(late, rate=share, start=0.8)
        attending, attention = pearce_hall(late, rate=2 * share, start=0.8)
        # Nine good moments make the tenth the greatest surprise.
        assert np.abs(late - fixed[:-1]).argmax() == 9
        # By attention little is learned from it at once, and attention wakes.
        assert attending[-1] - attending[-2] < fixed[-1] - fixed[-2]
        assert attention[-1] > attention[-2]
        # One kindness among nine: attention sleeps, takes a smaller step, and wakes.
        rare = outcomes([n for n in EVERY if n != "5"])
        fixed = rescorla_wagner(rare, rate=share, start=0.8)
        attending, attention = pearce_hall(rare, rate=2 * share, start=0.8)
        assert attending[4] - attending[5] < fixed[4] - fixed[5]
        assert attention[4] < 0.5 and attention[5] > attention[4]


def test_in_the_room_the_two_lines_end_together_and_at_home_they_do_not():
    explorer = places()
    explorer.press("preset-1")
    paths = explorer.paths()
    assert abs(paths["only one"][-2] - paths["old and new"][-2]) < 0.05
    assert paths["old and new"][-1] - paths["only one"][-1] > 0.4


def test_figures_in_the_prose_are_those_of_the_evidence():
    text = prose()
    assert "7 times" in text and "7 times" in cite("reconsolidation_seven")
    for words in ("at least 20 successes", "at least 14 failures"):
        assert words in text and words in cite("reconsolidation_count")
    assert not re.search(r"\beras(e|ed|ure|ing)\b", text, re.IGNORECASE)


def test_every_concept_is_practised_in_the_lesson_and_in_the_exercise():
    wanted = {concept.key for concept in concepts_of(8)}
    for exercise in (False, True):
        practised = {c for i in practice_items("08") if i.exercise is exercise for c in i.concepts}
        assert wanted <= practised


def test_the_coding_task_knows_right_from_wrong():
    def expectation_after(start, share, moments):
        for came in moments:
            start += share * (came - start)
        return start

    assert check_task(expectation_after).passed

    def forgets_the_sign(start, share, moments):
        for came in moments:
            start += share * abs(came - start)
        return start

    forgets_the_sign.__name__ = "expectation_after"
    assert not check_task(forgets_the_sign).passed


def test_one_moment_among_ten_is_told_in_the_singular():
    activity = rules()
    activity.press("preset-2")
    assert "at moments 1, 2, 3, 4, 6, 7, 8, 9 and 10, and met at the other." in activity.sentence()
    activity.press("preset-0")
    assert "at moment 10, and met at the others." in activity.sentence()
