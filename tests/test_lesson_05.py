"""Lesson 05: after a lapse, harshness takes attention and accountability costs none."""

from pathlib import Path

import pytest
from rupture_repair.activities import afterwards, predict
from rupture_repair.activities.afterwards import Afterwards
from rupture_repair.activities.unnoticed import Unnoticed
from rupture_repair.curriculum.explorers import explorer_plan
from rupture_repair.teaching import stored

HARSH = {"criticism": 0.8, "accountability": 0.9, "distress": 0.8}


@pytest.fixture(autouse=True)
def journal_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("RUPTURE_REPAIR_JOURNAL", str(tmp_path / "journal"))


def free():
    return Afterwards(explorer_plan("05"))


def at(**values):
    activity = free()
    for name, value in values.items():
        activity.set(name, value)
    return activity


@pytest.mark.parametrize("name", ["criticism", "accountability", "distress"])
def test_each_slider_moves_picture_and_sentence(name):
    activity = free()
    before = activity.shown()
    activity.set(name, 0.1)
    after = activity.shown()
    assert after.text["sentence"] != before.text["sentence"]
    assert after.pictures["curve"] != before.pictures["curve"]
    assert after.frames == before.frames


def test_harshness_takes_attention_and_accountability_costs_none():
    kind, harsh = at(**HARSH | {"criticism": 0.2}), at(**HARSH)
    silent = at(**HARSH | {"accountability": 0.1})
    assert harsh._results()["missed"] > 2 * kind._results()["missed"]
    assert harsh._results()["repair"] < kind._results()["repair"]
    assert silent._results()["missed"] == harsh._results()["missed"]


def test_letting_it_go_by_and_flaying_oneself_both_mend_little():
    plan = explorer_plan("05")
    mended = []
    for name in ("preset-2", "preset-3"):
        activity = free()
        activity.press(name)
        mended.append(activity._results()["repair"])
    assert max(mended) < 0.3
    assert plan.presets[0].settings == HARSH


def test_nothing_gives_the_answer_away_before_it_is_given():
    guess = predict("05")
    explorer = afterwards("05", after=guess)
    assert "misses about" not in str(guess.slots) + str(guess.text)
    assert explorer.activity.values != HARSH
    with pytest.raises(ValueError, match="prediction"):
        explorer.activity.set("criticism", 0.8)
    guess.activity.set("guess", 18)
    guess.activity.press("commit")
    guess.refresh()
    assert "You said 18." in guess.text["told"] and "about 12 of twenty" in guess.text["told"]
    assert "expected it to be worse" in guess.text["told"]
    assert explorer.activity.values == HARSH
    assert "12 are missed" in explorer.text["sentence"]


def test_the_mission_asks_for_all_three():
    assert "Found." in at(criticism=0.2, accountability=0.9).shown().text["mission"]
    for one in ({"criticism": 0.8}, {"accountability": 0.2}, {"distress": 0.2}):
        values = {"criticism": 0.2, "accountability": 0.9, "distress": 0.8} | one
        activity = free()
        activity.values = values
        activity._after_change()
        assert "Not found yet" in activity.shown().text["mission"], one


@pytest.mark.parametrize("name, value", [("criticism", 1.2), ("distress", -0.1), ("mood", 0.5)])
def test_what_no_slider_can_say_is_refused(name, value):
    activity = free()
    with pytest.raises(ValueError):
        activity.set(name, value)
    assert activity.values == free().values


def test_both_ends_of_every_control_and_the_table():
    activity = free()
    activity.set("table", True)
    for name, most in (("criticism", 1), ("accountability", 1), ("distress", 2)):
        for value in (0, most):
            activity.set(name, value)
            assert "<table" in activity.shown().text["table"]


# ---- the lapses one knows of --------------------------------------------------------------------


def month(**values):
    activity = Unnoticed(explorer_plan("05_unnoticed"))
    for name, value in values.items():
        activity.set(name, value)
    return activity


def test_two_different_months_leave_the_same_known_lapses():
    few, many = month(lapses=8, share=0.75), month(lapses=24, share=0.25)
    assert [int(row.sum()) for row in few.boxes()] == [8, 6, 3]
    assert [int(row.sum()) for row in many.boxes()] == [24, 6, 3]
    assert "Noticed: 6. Gone by: 18." in many.sentence()
    assert "Found." in many.shown().text["mission"]
    assert "Not found yet" in few.shown().text["mission"]


@pytest.mark.parametrize("name", ["lapses", "share", "told"])
def test_a_slider_adds_boxes_and_takes_none_away(name):
    activity, before = month(lapses=20), None
    for value in (2, 9, 30) if name == "lapses" else (0, 0.35, 1):
        activity.set(name, value)
        boxes = activity.boxes()
        went_wrong, noticed, told = boxes
        assert not (noticed & ~went_wrong).any() and not (told & ~noticed).any()
        if before is not None:
            changes = range(1) if name == "lapses" else range(3)
            assert all((boxes[row] >= before[row]).all() for row in changes)
            assert (boxes != before).any()
        before = boxes


def test_who_notices_nothing_feels_faultless():
    blind, faultless = month(lapses=14, share=0), month(lapses=0)
    for activity in (blind, faultless):
        assert "the month feels faultless" in activity.sentence()
    assert blind.picture() != faultless.picture()


def test_the_presets_do_what_their_notes_say():
    noticed, told = [], []
    activity = month()
    for n in range(len(activity.plan.presets)):
        activity.press(f"preset-{n}")
        noticed.append(activity._results()["noticed"])
        told.append(activity._results()["heard"])
    assert noticed[0] == 6 and noticed[1] == 11 and noticed[2] == 0
    assert noticed[3] > 0 and told[3] == 0


def test_the_months_ends_table_and_refusals():
    activity = month()
    activity.set("table", True)
    for name, most in (("lapses", 30), ("share", 1), ("told", 1)):
        for value in (0, most):
            activity.set(name, value)
            assert "<table" in activity.shown().text["table"]
    with pytest.raises(ValueError, match="lapses must lie in 0 to 30"):
        activity.set("lapses", 31)


def test_the_names_of_the_lines_stand_clear_of_both():
    for values in ({}, {"criticism": 1.0}, {"criticism": 0.0}, {"accountability": 0.0}):
        activity = at(**values)
        activity.shown()
        curves = activity._curves
        last = max(line.get_xdata()[-1] for line in curves._lines)
        assert all(text.get_position()[0] > last for text in curves._texts)
        heights = sorted(text.get_position()[1] for text in curves._texts)
        assert heights[1] - heights[0] > 0.04


def test_there_is_room_for_the_longest_note_before_a_preset_is_pressed():
    looks = {block["name"]: block.get("look") for block in month().preset_blocks()[1:]}
    assert looks == {"note": "status-long"}


def test_what_is_asked_aloud_has_worked_responses_in_the_solution():
    solution = Path(__file__).parents[1] / "solutions" / "05_the_therapist_afterwards.ipynb"
    cells = stored.read(solution).cells
    after = cells[[cell.id for cell in cells].index("aloud") + 1]
    assert "solution" in after.metadata["tags"] and after.source.count("*Costs:*") == 3
