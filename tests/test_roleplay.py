"""The role play as a plain object: choices in, what to show out. No browser, no widget."""

import random
import re
from html import unescape

import numpy as np
import pytest
from rupture_repair.activities import play
from rupture_repair.activities import view as view_module
from rupture_repair.activities.chat import breaths
from rupture_repair.activities.roleplay import RolePlay
from rupture_repair.activities.trust import trust_so_far
from rupture_repair.figures.trustline import TrustLine
from rupture_repair.journal import Journal, JournalError
from rupture_repair.stories import begin, load, names


@pytest.fixture(autouse=True)
def journal_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("RUPTURE_REPAIR_JOURNAL", str(tmp_path / "journal"))
    view_module._views.clear()
    return tmp_path / "journal"


def flat(blocks):
    for block in blocks:
        yield block
        yield from flat(block.get("blocks", []))


def buttons(activity) -> dict[str, str]:
    """Return the names and labels of the buttons under the story."""
    ways = flat(activity.shown().slots["ways"])
    return {block["name"]: block["label"] for block in ways if block["kind"] == "button"}


def page_text(activity) -> str:
    """Return all words on show, without their HTML."""
    shown = activity.shown()
    html = [block.get("html", "") for slot in shown.slots.values() for block in flat(slot)]
    return unescape(re.sub(r"<[^>]+>", " ", " ".join([*html, *shown.text.values()])))


def go_to_a_decision(activity) -> None:
    while "on" in buttons(activity):
        activity.press("on")


def begun(name="sarah") -> RolePlay:
    activity = RolePlay(name)
    activity.press("choose-0-0")
    go_to_a_decision(activity)
    return activity


def play_on(activity, rng) -> None:
    for _ in range(600):
        ways = list(buttons(activity))
        if "debrief" in ways:
            return
        activity.press(rng.choice(ways))
    raise AssertionError("The story did not end.")


def follow(activity, way) -> None:
    """Play along passage names, by buttons only."""
    for name in way:
        go_to = [link.to for link in activity.play.options].index(name)
        at = len(activity.play.turns) - 1
        while activity.play.here.name != name:
            ways = list(buttons(activity))
            activity.press("on" if "on" in ways else f"choose-{at}-{go_to}")


def ways_to_endings(story) -> dict[str, list[str]]:
    """Return for each ending a seeded random way to it, through passages that lead to it."""
    found: dict[str, list[str]] = {}
    rng = random.Random(7)
    for ending in (scene.name for scene in story.scenes.values() if scene.ending):
        leads = {ending}
        while more := {
            scene.name
            for scene in story.scenes.values()
            if scene.name not in leads and any(link.to in leads for link in scene.links)
        }:
            leads |= more
        way = [story.start]
        while way[-1] != ending:
            links = story.scenes[way[-1]].links
            way.append(rng.choice([link.to for link in links if link.to in leads]))
        found[ending] = way[1:]
    return found


# ---- opening ------------------------------------------------------------------------------------


def test_it_opens_with_the_contents_line_and_a_way_round_and_touches_no_disk(journal_folder):
    activity = RolePlay("sarah")
    story = load("sarah")
    assert story.scenes["Contents"].beats[0].text in page_text(activity)
    assert list(buttons(activity).values()) == [
        link.text for link in story.scenes["Contents"].links
    ]
    activity.press("choose-0-1")
    assert activity.play.here.kind == "way-round"
    while "on" in buttons(activity):
        activity.press("on")
    assert all(beat.text in page_text(activity) for beat in activity.play.here.beats)
    activity.press("again")
    assert activity.play.here.name == "Contents"
    assert not journal_folder.exists()


def test_an_unknown_story_is_refused_with_the_names_there_are():
    with pytest.raises(KeyError, match="sarah"):
        play("nobody")


def test_the_stored_sentence_says_nothing_of_what_was_played():
    before = RolePlay("sarah").sentence()
    activity = begun()
    activity.press(f"choose-{len(activity.play.turns) - 1}-0")
    assert RolePlay("sarah").sentence() == before
    assert play("sarah")._repr_mimebundle_()[0]["text/plain"] == before


# ---- every story --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", names())
def test_every_story_is_played_to_every_ending(name):
    story = load(name)
    for ending, way in ways_to_endings(story).items():
        activity = RolePlay(name)
        if activity.play.over:
            activity.press("again")
        follow(activity, way)
        while "on" in buttons(activity):
            activity.press("on")
        assert activity.play.here.name == ending
        activity.press("debrief")
        text = page_text(activity)
        for turn in activity.play.turns:
            for beat in story.scenes[turn.passage].beats:
                assert beat.text in text
        assert ending in text
        assert activity.play.turns[-1].trust == activity.trust().trust[-1]
        assert np.isfinite(activity.trust().trust).all()


@pytest.mark.parametrize("name", names())
def test_the_frame_has_room_for_every_play(name):
    longest = RolePlay(name)._line._room
    rng = random.Random(3)
    story = load(name)
    for _ in range(200):
        at = begin(story).go(0)
        while not at.over:
            at = at.go(rng.randrange(len(at.options)))
        assert len(at.turns) - 1 <= longest
    assert longest < len(story.scenes)


# ---- playing ------------------------------------------------------------------------------------


def test_lines_come_one_breath_at_a_time_and_earlier_ones_stay():
    activity = RolePlay("sarah")
    activity.press("choose-0-0")
    before = activity.shown().slots["log"]
    for _ in range(6):
        if "on" not in buttons(activity):
            break
        activity.press("on")
        now = activity.shown().slots["log"]
        assert now[: len(before)] == before and len(now) > len(before)
        before = now


def test_what_goes_unsaid_is_hidden_until_the_end_and_feedback_is_not():
    activity = begun()
    at = len(activity.play.turns) - 1
    activity.press(f"choose-{at}-0")
    here = activity.play.here
    go_to_a_decision(activity)
    text = page_text(activity)
    assert here.feedback in text
    unspoken = [beat.text for beat in here.beats if beat.kind == "unspoken"]
    assert unspoken and not any(thought in text for thought in unspoken)


def test_feedback_may_wait_until_the_end():
    activity = begun()
    activity.set("feedback", False)
    activity.press(f"choose-{len(activity.play.turns) - 1}-0")
    here = activity.play.here
    go_to_a_decision(activity)
    assert here.feedback not in page_text(activity)
    play_on(activity, random.Random(1))
    activity.press("debrief")
    assert here.feedback in page_text(activity)


def test_choices_carry_digits_and_a_second_press_on_one_is_none():
    activity = begun()
    options = [b for b in activity.shown().slots["ways"] if b["kind"] == "button"]
    assert [b["digit"] for b in options] == [1, 2, 3, 4]
    activity.press(options[1]["name"])
    once = activity.play
    activity.press(options[1]["name"])
    activity.press(options[0]["name"])
    assert activity.play == once


def test_a_choice_before_the_lines_are_read_is_refused():
    activity = RolePlay("sarah")
    activity.press("choose-0-0")
    with pytest.raises(ValueError, match="none of the choices"):
        activity.press(f"choose-{len(activity.play.turns) - 1}-0")
    with pytest.raises(ValueError, match="no button"):
        activity.press("nothing")


def test_say_it_aloud_first_hides_the_choices_until_it_is_said():
    activity = RolePlay("sarah")
    activity.set("aloud", True)
    assert "choose-0-0" in buttons(activity)  # the contents line is nothing to say aloud
    activity.press("choose-0-0")
    go_to_a_decision(activity)
    assert list(buttons(activity)) == ["spoken"]
    activity.press("said")
    assert len(buttons(activity)) == 4
    assert "nearest" in page_text(activity)
    activity.press(f"choose-{len(activity.play.turns) - 1}-0")
    go_to_a_decision(activity)
    assert list(buttons(activity)) == ["spoken"]


# ---- the line of trust --------------------------------------------------------------------------


def test_the_line_grows_with_the_story_and_its_frame_stands_still():
    activity = RolePlay("sarah")
    first = activity.shown()
    activity.press("choose-0-0")
    go_to_a_decision(activity)
    after = activity.shown()
    assert after.pictures["line"] != first.pictures["line"]
    assert after.frames == first.frames
    assert after.text["line.alt"].endswith(activity.trust().sentence())
    assert "simulated" in after.text["trust"]
    assert "Hurt: once" in activity.trust().sentence()
    activity.set("table", True)
    assert activity.shown().text["table"].count("<tr>") == len(activity.play.turns) + 1


def test_trust_moves_only_when_what_moved_it_is_on_show():
    activity = RolePlay("david")
    activity.press("choose-0-0")
    for _ in range(80):
        shown, turns = len(activity.trust().trust), len(activity.play.turns)
        assert shown == turns - (activity._step < len(breaths(activity.play.here)))
        ways = list(buttons(activity))
        if "debrief" in ways:
            break
        activity.press(ways[0])


def test_a_mended_hurt_is_told_as_the_share_that_is_gone():
    at = begin(load("sarah")).go(0)
    hurt = next(n for n, turn in enumerate(at.turns) if turn.bond.unresolved > 0)
    rng = random.Random(11)
    while not at.over:
        at = at.go(rng.randrange(len(at.options)))
    for turns in range(hurt + 1, len(at.turns) + 1):
        so_far = trust_so_far(at, turns)
        places = np.flatnonzero(~np.isnan(so_far.mended))
        left = at.turns[turns - 1].bond.unresolved / at.turns[places[-1]].bond.unresolved
        assert so_far.mended[places[-1]] == pytest.approx(np.clip(1 - left, 0, 1))
    assert np.isnan(trust_so_far(at, 1).mended).all()


def test_the_figure_draws_cracks_and_gold_where_they_belong():
    line = TrustLine("Trust", 10)
    trust = np.array([0.6, 0.3, 0.3, 0.5])
    nothing, one = np.full(4, np.nan), np.array([np.nan, 0.5, np.nan, np.nan])
    line.show(trust, one, np.array([False, False, False, True]))
    crack, (half, seam) = line._cracks.get_segments()[0], line._seams.get_segments()
    assert crack[0] == pytest.approx([0, 0.6]) and crack[-1] == pytest.approx([1, 0.3])
    assert half[0] == pytest.approx([1, 0.3]) and half[-1][1] == pytest.approx(0.45)
    assert seam == pytest.approx(np.array([[2, 0.3], [3, 0.5]]))
    line.show(trust, nothing, np.zeros(4, bool))
    assert not line._cracks.get_segments() and not line._seams.get_segments()


def test_a_play_longer_than_the_frame_shows_its_latest_turns():
    line = TrustLine("Trust", 3)
    line.show(np.linspace(0, 1, 9), np.full(9, np.nan), np.zeros(9, bool))
    assert line._line.get_ydata() == pytest.approx(np.linspace(0, 1, 9)[-4:])
    assert line._here.get_xdata() == [3]


# ---- after the ending ---------------------------------------------------------------------------


def test_the_debriefing_sets_thought_beside_speech_and_names_every_way():
    activity = begun()
    play_on(activity, random.Random(2))
    assert activity.shown().slots["after"] == []
    activity.press("debrief")
    shown = activity.shown()
    assert shown.flags["focus"] == {"place": "after", "number": 1}
    text = page_text(activity)
    scenes = activity.play.story.scenes
    for turn in activity.play.turns:
        for link in scenes[turn.passage].links if scenes[turn.passage].is_decision else ():
            assert link.to in text and link.text in text
    others = [s for s in scenes.values() if s.ending and s.name != activity.play.here.name]
    listed = next(b["html"] for b in shown.slots["after"] if "Not seen yet" in b.get("html", ""))
    assert not any(other.name in listed for other in others)


def test_going_back_to_a_choice_takes_the_story_and_its_trust_back():
    activity = begun()
    chosen_at, trust = activity.play, activity.trust()
    play_on(activity, random.Random(5))
    activity.press("debrief")
    backs = [
        b["name"] for b in flat(activity.shown().slots["after"]) if "back-" in b.get("name", "")
    ]
    assert len(backs) >= 3
    activity.press(backs[0])
    assert activity.play == chosen_at
    assert activity.trust().sentence() == trust.sentence()
    assert len(buttons(activity)) == len(chosen_at.options)
    assert activity.shown().slots["after"] == []
    with pytest.raises(ValueError, match="has not been there"):
        activity.press("back-99")


# ---- journal and files --------------------------------------------------------------------------


def test_a_play_is_kept_after_each_choice_and_comes_back():
    activity = begun()
    for _ in range(2):
        activity.press(f"choose-{len(activity.play.turns) - 1}-1")
        kept = Journal().latest("Stories", "sarah")
        assert kept.kind == "play"
        assert kept.data["path"] == [turn.passage for turn in activity.play.turns]
        assert RolePlay("sarah").play == activity.play
        go_to_a_decision(activity)
    play_on(activity, random.Random(8))
    again = RolePlay("sarah")
    assert again.play == activity.play
    assert "What you could not see" in page_text(again)
    again.press("again")
    assert RolePlay("sarah").play.here.name == "Contents"
    assert RolePlay("sarah")._seen >= {turn.passage for turn in activity.play.turns}


def test_a_kept_way_that_the_story_no_longer_has_is_followed_as_far_as_it_goes():
    way = ["Contents", "Half past five", "A passage of an older story", "Twenty to eight"]
    Journal().write("Stories", "sarah", "", kind="play", path=way)
    assert RolePlay("sarah").play.here.name == "Half past five"
    Journal().write("Stories", "sarah", "", kind="play", path=["Contents", ["odd"], 3])
    assert RolePlay("sarah").play.here.name == "Contents"


def test_a_full_disk_stops_nothing_and_is_told(monkeypatch):
    activity = begun()

    def full(*_, **__):
        raise JournalError("The disk is full.")

    monkeypatch.setattr(Journal, "write", full)
    activity.press(f"choose-{len(activity.play.turns) - 1}-0")
    shown = activity.shown()
    assert shown.text["problem"] == "The disk is full." and not shown.flags["problem"]["hidden"]
    monkeypatch.undo()


def test_what_is_written_afterwards_is_kept_and_stands_in_the_download():
    activity = begun()
    play_on(activity, random.Random(2))
    activity.press("debrief")
    activity.set("after", "The exclamation mark.")
    assert Journal().latest("Stories", "sarah/after").text == "The exclamation mark."
    activity.press("record")
    file = activity.shown().flags["record"]["file"]
    assert file["name"] == "sarah, my play.txt"
    words = " ".join(file["text"].split())
    for turn in activity.play.turns:
        for beat in activity.play.story.scenes[turn.passage].beats:
            assert beat.text in words
        assert f"{turn.passage} (trust {turn.trust:.2f}, simulated)" in words
    assert "The exclamation mark." in words
    assert "file" not in activity.shown().flags["record"]  # handed over once


def test_a_download_in_the_middle_keeps_the_secret():
    activity = begun()
    activity.press(f"choose-{len(activity.play.turns) - 1}-0")
    thoughts = [beat.text for beat in activity.play.here.beats if beat.kind == "unspoken"]
    activity.press("record")
    words = " ".join(activity.shown().flags["record"]["file"]["text"].split())
    assert thoughts and not any(thought in words for thought in thoughts)


@pytest.mark.parametrize(("name", "holds"), [("story", "turn to"), ("cards", "Card 3")])
def test_the_story_comes_on_paper(name, holds):
    activity = RolePlay("mike")
    activity.press(name)
    assert holds in activity.shown().flags[name]["file"]["text"]
