"""The story format: what is refused, that nothing half-loads, and how a play moves trust."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rupture_repair.stories import StoryError, begin, check, load, names, read
from rupture_repair.stories import trust as bond
from rupture_repair.stories.commands import main
from rupture_repair.stories.paper import cards, text_twin
from rupture_repair.stories.story import CARDS
from rupture_repair.stories.walk import walk

HERE = Path(__file__).parent
MUST_FAIL = HERE / "stories_that_must_fail"
FORMAT = (HERE.parent / "docs/story-format.md").read_text(encoding="utf-8")
CLOCK = re.search(r"```twee\n(.*?)```", FORMAT, re.DOTALL)[1]
TRAITS = bond.Traits(sensitivity=1.0, expectation=0.6, initial_trust=0.6, voicing=0.3)

LINES = {
    "button": 40, "choice-count": 38, "client-field": 19, "contents": 30, "dangling": 48,
    "data": 4, "dead-end": 67, "duplicate-name": 65, "empty": 65, "encoding": 40, "ending": 62,
    "feedback": 44, "giveaway": 38, "header": 4, "kind": 62, "link": 64, "manner": 56,
    "markup": 51, "no-ending": 56, "own-passage": 42, "quotes": 45, "size": 1, "speaker": 57,
    "special": 1, "tag": 44, "toml": 9, "unreachable": 65, "unspoken": 56, "who": 44,
}  # fmt: skip


@pytest.fixture
def clock(tmp_path):
    path = tmp_path / "clock.twee"
    path.write_text(CLOCK, encoding="utf-8")
    return path


def test_the_example_in_the_documentation_is_a_sound_story(clock):
    assert check(clock) == []
    assert read(clock).title == "The clock"


def test_every_rule_has_a_story_that_must_fail():
    source = "".join(
        (HERE.parent / f"lib/rupture_repair/stories/{name}.py").read_text(encoding="utf-8")
        for name in ("reader", "lint")
    )
    rules = set(re.findall(r'Fault\(.*?"([a-z-]+)"', source))
    rules |= set(re.findall(r'one_of\(\w+, "([a-z-]+)"', source))
    assert rules == LINES.keys() == {path.stem for path in MUST_FAIL.glob("*.twee")}


@pytest.mark.parametrize("rule", LINES)
def test_a_faulty_story_is_refused_for_its_fault_and_at_its_line(rule):
    path = MUST_FAIL / f"{rule}.twee"
    faults = check(path)
    assert {fault.rule for fault in faults} == {rule}
    assert faults[0].line == LINES[rule]
    assert all(fault.says.endswith(".") for fault in faults)
    with pytest.raises(StoryError) as refused:
        read(path)
    assert f"{path}:{LINES[rule]}: " in str(refused.value)


def test_every_fault_is_told_at_once(clock):
    text = CLOCK.replace("[[The car]]", "[[The cab]]").replace("minimises", "minimizes")
    clock.write_text(text, encoding="utf-8")
    assert {"dangling", "tag", "unreachable"} <= {fault.rule for fault in check(clock)}


@settings(max_examples=150, deadline=None)
@given(at=st.integers(0, len(CLOCK)), length=st.integers(0, 400), put=st.text(max_size=8))
def test_a_damaged_story_loads_whole_or_not_at_all(tmp_path_factory, at, length, put):
    path = tmp_path_factory.getbasetemp() / "damaged.twee"
    text = CLOCK[:at] + put + CLOCK[at + length :]
    path.write_bytes(text.encode("utf-8", errors="surrogatepass"))
    faults = check(path)
    if faults:
        with pytest.raises(StoryError):
            read(path)
    else:
        assert walk(read(path), plays=20).trust


@pytest.mark.parametrize(
    ("words", "habit"), [("Sorry, Bea.", "shortest"), ("I missed five minutes, Bea. My doing.", "")]
)
def test_a_best_choice_that_stands_out_gives_itself_away(clock, words, habit):
    text = (MUST_FAIL / "giveaway.twee").read_text(encoding="utf-8")
    best = "Last week I ended five minutes early, and that was my mistake, Bea."
    text = text.replace(best, words).replace(
        "Where would you like", "Now then, where would you like"
    )
    clock.write_text(text, encoding="utf-8")
    assert [habit in fault.says for fault in check(clock)] == ([True] if habit else [])


def test_a_best_choice_that_keeps_its_place_gives_itself_away(clock):
    text = (MUST_FAIL / "giveaway.twee").read_text(encoding="utf-8")
    text = re.sub(r"(\[\[“Last[^\n]*\n)(\[\[“Where[^\n]*\n)", r"\2\1", text)
    clock.write_text(text, encoding="utf-8")
    assert any("stands in place 2 in 3 of 4" in fault.says for fault in check(clock))


def test_a_role_may_not_be_called_like_a_tag(clock):
    clock.write_text(CLOCK.replace('therapist = "Tom"', 'later = "Tom"'), encoding="utf-8")
    assert any("'later', which is a tag" in fault.says for fault in check(clock))


@given(junk=st.binary(max_size=300))
def test_junk_is_refused_in_words(tmp_path_factory, junk):
    path = tmp_path_factory.getbasetemp() / "junk.twee"
    path.write_bytes(junk)
    assert check(path)


def test_a_bare_carriage_return_and_twines_own_positions_do_no_harm(clock):
    text = CLOCK.replace("hurt-slight]", 'hurt-slight] {"position":"700,100"}')
    clock.write_bytes(text.replace("\n", "\r\n").encode())
    assert check(clock) == []


def test_the_same_situation_ends_in_different_trust(clock):
    play = begin(read(clock)).go(0)
    assert play.here.name == "Monday"
    good = play.go(0).go(0).go(1).go(0)
    poor = play.go(2).go(0)
    assert (good.here.ending, poor.here.ending) == ("holds", "drift")
    assert poor.turns[-1].trust < play.turns[-1].trust < good.turns[-1].trust


def test_one_can_go_back_and_choose_again(clock):
    play = begin(read(clock)).go(0)
    assert play.go(2).go(0).back_to("Monday") == play
    with pytest.raises(ValueError, match="Saved for last"):
        play.back_to("Saved for last")


def test_moves_said_before_count_until_the_next_hurt(clock):
    text = CLOCK.replace("said validates invites]", "said validates invites names_impact]")
    clock.write_text(text, encoding="utf-8")
    first = begin(read(clock)).go(0).go(0).go(0).go(1)
    text = text.replace(":: The car [scene]", ":: The car [scene hurt]")
    clock.write_text(text, encoding="utf-8")
    again = begin(read(clock)).go(0).go(0).go(0).go(1)
    assert first.turns[-1].repair.quality > again.turns[-1].repair.quality


def test_an_act_without_moves_leaves_trust_where_it_is_and_silence_does_not(clock):
    before = CLOCK.replace(
        "[choice therapist said hurries_on withdrawal]", "[choice therapist MANNER]"
    )
    before = before.replace(
        "[[“Good to see you. Where would you like to start?”->",
        "[[You turn a page of your notes.->",
    )
    ends = {}
    for manner in ("act", "silence"):
        clock.write_text(before.replace("MANNER", manner), encoding="utf-8")
        play = begin(read(clock)).go(0)
        ends[manner] = play.go(1).turns[-1].trust - play.turns[-1].trust
    assert ends["act"] == 0 > ends["silence"]


shares = st.floats(0, 1)


@given(
    quality=shares, better=shares, sensitivity=st.floats(0.5, 2), expectation=shares,
    severity=st.floats(0, 2), pitfalls=st.integers(0, 4),
)  # fmt: skip
def test_trust_stays_in_range_and_better_replies_end_higher(
    quality, better, sensitivity, expectation, severity, pitfalls
):
    traits = bond.Traits(sensitivity, expectation, 0.6, 0.3)
    hurt = bond.hurt(bond.start(traits), traits, severity)
    assert 0 <= hurt.trust <= 0.6
    low, high = sorted((quality, better))
    after = [bond.answer(hurt, traits, worth, pitfalls) for worth in (low, high)]
    assert 0 <= after[0].trust <= after[1].trust + 1e-12 <= 1 + 1e-12
    assert all(0 <= state.expectation <= 1 for state in after)
    assert bond.keep_faith(after[0]).trust >= after[0].trust


def test_history_matters_to_how_much_the_same_lapse_and_the_same_reply_do():
    frail = bond.Traits(2.0, 0.6, 0.6, 0.3)
    wary = bond.Traits(1.0, 0.9, 0.6, 0.3)
    hurts = {t: bond.hurt(bond.start(t), t, 0.5) for t in (TRAITS, frail, wary)}
    assert hurts[frail].trust < hurts[TRAITS].trust
    fall = {t: h.trust - bond.answer(h, t, 0.0).trust for t, h in hurts.items()}
    assert fall[wary] > fall[TRAITS]
    learnt = bond.answer(hurts[wary], wary, 0.9)
    assert learnt.expectation < wary.expectation


def test_unrepaired_hurt_weighs_on_what_comes_next():
    hurt = bond.hurt(bond.start(TRAITS), TRAITS, 0.5)
    twice = bond.hurt(hurt, TRAITS, 0.5)
    mended = bond.hurt(bond.answer(hurt, TRAITS, 0.9), TRAITS, 0.5)
    assert mended.unresolved < twice.unresolved
    assert bond.answer(twice, TRAITS, 0.0).trust < bond.answer(mended, TRAITS, 0.0).trust


def test_a_history_in_numbers_speaks_the_names_of_the_model():
    model = pytest.importorskip("rupture_repair.model.parameters")
    names_there = {field.name for field in fields(model.Client)}
    assert {field.name for field in fields(bond.Traits)} <= names_there


def test_a_range_is_named_when_it_is_left():
    with pytest.raises(ValueError, match=r"voicing = 1.5 must lie from 0.0 to 1.0"):
        bond.Traits(1.0, 0.5, 0.5, 1.5)


def test_the_paper_twin_keeps_what_went_unsaid_for_the_end(clock):
    story = read(clock)
    text = text_twin(story)
    play, unsaid = text.split("WHAT YOU COULD NOT SEE")
    for scene in story.scenes.values():
        for beat in scene.beats:
            words = " ".join((unsaid if beat.kind == "unspoken" else play).split())
            assert beat.text in words
    assert all(story.client.cards[card] in " ".join(cards(story).split()) for card in CARDS)
    assert text == text_twin(story)


def test_the_commands_tell_sound_from_unsound(clock, capsys):
    assert main(["check", str(clock)]) == 0
    assert main(["walk", str(clock), "--plays", "200"]) == 0
    assert "Drifting" in capsys.readouterr().out
    assert main(["check", str(MUST_FAIL / "tag.twee")]) == 1
    assert "tag.twee:44: " in capsys.readouterr().out
    assert main(["walk", str(MUST_FAIL / "tag.twee")]) == 1
    assert main(["check", "nowhere.twee"]) == 2
    assert "no such file" in capsys.readouterr().err


def test_a_walk_complains_when_drifting_apart_builds_more_trust_than_repair(clock):
    text = CLOCK.replace("[ending holds]", "[ending TURNED]").replace(
        "[ending drift]", "[ending holds]"
    )
    clock.write_text(text.replace("TURNED", "drift"), encoding="utf-8")
    assert "trust ends no higher" in walk(read(clock), plays=300).complaints[0]


@pytest.mark.parametrize("name", names())
def test_a_story_of_the_workbook_is_sound_and_every_choice_can_be_played(name):
    story = load(name)
    walked = walk(story, plays=10_000)
    assert walked.complaints == []
    assert all(story.scenes[end].ending for end in walked.every_choice.values())
    assert sum(map(len, walked.trust.values())) == 10_000
    assert walk(story, plays=50).trust == walk(story, plays=50).trust


def test_a_story_that_is_not_there_is_answered_with_those_that_are():
    with pytest.raises(KeyError, match="No story is called 'nobody'"):
        load("nobody")
