"""The coach: what it finds, where, and how it behaves on odd input."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rupture_repair.coach import NOTICE, advise, main, read
from rupture_repair.coach.words import LONGEST, sentences

POOR = (
    "I'm sorry if you felt let down, but it had been a terrible week. "
    "Anyway, how was the interview?"
)
GOOD = "I wasn't here on Tuesday when you came. That was my mistake. I'm sorry. What was it like?"


def test_a_poor_apology_is_seen_for_what_it_is():
    reading = read(POOR)
    assert reading.moves == []
    assert reading.pitfalls == ["conditional_apology", "justifies", "hurries_on"]


def test_a_good_one_is_read_in_the_order_spoken():
    reading = read(GOOD)
    assert reading.moves == ["names_event", "owns", "apologises", "invites"]
    assert reading.pitfalls == []


def test_findings_show_the_words_and_why():
    for text in (POOR, GOOD):
        for finding in read(text).findings:
            assert text[finding.start : finding.end] == finding.words
            assert finding.words.strip()
            assert finding.why.endswith(".")


@pytest.mark.parametrize(
    ("text", "label", "present"),
    [
        ("I am not going to make excuses. I forgot your session.", "justifies", False),
        ("I am not going to make excuses. I forgot your session.", "owns", True),
        ("I'm so sorry for your loss.", "apologises", False),
        ("I'm sorry I forgot your session.", "apologises", True),
        ("I'm sorry if you felt hurt.", "apologises", False),
        ("I'm sorry if you felt hurt.", "conditional_apology", True),
        ("We both got our wires crossed.", "owns", False),
        ("We both got our wires crossed.", "blames_client", True),
        ("He told you that you were too sensitive.", "blames_client", False),
        ("I forgot our session. You felt abandoned by me.", "asserts_feeling", True),
        ("I forgot our session. You may have felt abandoned by me.", "asserts_feeling", False),
        ("I forgot our session. You may have felt abandoned by me.", "names_impact", True),
        ("You did say. I heard you, and I went on.", "blames_client", False),
        ("You did say it was fine.", "blames_client", True),
        ("I'm not asking you to forgive me.", "seeks_absolution", False),
        ("I missed our session. Can you forgive me?", "seeks_absolution", True),
    ],
)
def test_near_misses_are_told_apart(text, label, present):
    reading = read(text)
    assert (label in reading.moves + reading.pitfalls) is present


@pytest.mark.parametrize("change", [("'", "’"), ("wasn't", "wasnt"), ("I'm", "Im")])
def test_typing_makes_no_difference(change):
    assert read(GOOD.replace(*change)).moves == read(GOOD).moves


def test_american_spelling_makes_no_difference():
    british, american = "I apologise for shouting at you.", "I apologize for shouting at you."
    assert read(british).moves == read(american).moves
    assert "apologises" in read(american).moves


def test_quoted_speech_is_not_the_speakers_own():
    assert read("Your mum wrote, “I'm sorry if you felt hurt.”").pitfalls == []


@pytest.mark.parametrize("text", ["", "   ", "\n\n", "?!", "🙂", "“”", "…"])
def test_nothing_is_found_in_nothing(text):
    reading = read(text)
    assert reading.findings == ()
    assert advise(reading).to_try


def test_only_text_is_read():
    with pytest.raises(TypeError, match="reads text"):
        read(None)


@given(st.text(max_size=200))
@settings(max_examples=60, deadline=None)
def test_any_text_can_be_read_and_advised_on(text):
    reading = read(text)
    for finding in reading.findings:
        assert text[finding.start : finding.end] == finding.words
    assert advise(reading).notice == NOTICE


@pytest.mark.parametrize(
    "text",
    ["sorry " * 20_000, "a" * 100_000, "'" * 100_000, "“" * 100_000, "i was not " * 10_000,
     (POOR + " ") * 1_000, "so, " * 25_000],
    ids=["word", "letters", "apostrophes", "quotes", "negations", "statements", "commas"],
)  # fmt: skip
def test_work_is_bounded_by_the_length_of_the_text(text):
    page = sentences(text)
    assert all(len(sentence.words) <= LONGEST + 2 for sentence in page)
    assert sum(len(sentence.words) for sentence in page) <= 2 * len(text)
    read(text)


def test_advice_speaks_of_the_words_found():
    advice = advise(read(POOR))
    assert "I'm sorry if you felt let down" in advice.to_try
    assert advice.helps
    assert advice.notice == NOTICE


def test_advice_says_when_to_stop():
    assert "let them speak" in advise(read(GOOD)).order


def test_advice_never_asks_for_more_and_says_stop_in_one_breath():
    for text in (
        "That was my mistake. What was it like?",
        "I forgot. I'm sorry. It was wrong.",
    ):
        advice = advise(read(text))
        assert ("Read it aloud" in advice.to_try) or ("Stop here" not in advice.order)


def test_words_that_are_a_pitfall_too_are_not_praised():
    reading = read("I'm sorry that you feel that way.")
    assert reading.moves == [] and reading.pitfalls == ["conditional_apology"]
    assert "no “if” in it" not in advise(reading).helps


def test_a_move_that_was_lost_is_told():
    advice = advise(read("What was it like?"), first_draft=read(GOOD))
    assert "leaves out" in advice.since_first and "shorter" in advice.since_first


def test_too_much_at_once_is_said_to_be_much():
    long = (
        "I wasn't here on Tuesday when you came. That was my mistake. I'm sorry. I imagine you "
        "felt forgotten. It makes sense to be angry. What was it like? What do you need from me? "
        "From now on I will ring you the day before."
    )
    assert "a lot to take in" in advise(read(long)).order


def test_danger_comes_first():
    assert "safety comes first" in advise(read("I'm sorry. Are you thinking of suicide?")).order


def test_two_drafts_are_compared():
    advice = advise(read(GOOD), first_draft=read(POOR))
    assert "Owns it" in advice.since_first
    assert "have gone" in advice.since_first
    assert "same" in advise(read(GOOD), first_draft=read(GOOD)).since_first


def test_the_command_prints_one_answer_a_line(tmp_path, capsys):
    path = tmp_path / "in.jsonl"
    path.write_text(json.dumps({"id": "a", "text": GOOD}) + "\n\n", encoding="utf-8")
    assert main([str(path)]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["id"] == "a"
    assert answer["moves"] == read(GOOD).moves
    assert {"label", "start", "end", "words", "why"} <= answer["spans"][0].keys()


def test_bad_lines_are_named_and_the_others_done(tmp_path, capsys):
    path = tmp_path / "in.jsonl"
    good = json.dumps({"id": 1, "text": GOOD}).encode()
    bad = [b"{", b"[1]", b'{"id": 2}', b'{"text": "x"}', b'{"id": 3, "text": 4}', b"\xff"]
    path.write_bytes(b"\n".join([*bad, good]))
    assert main([str(path)]) == 1
    out, err = capsys.readouterr()
    assert json.loads(out)["id"] == 1
    assert [line.split()[1] for line in err.splitlines()] == list("123456")


def test_a_missing_file_is_one_clear_sentence(tmp_path, capsys):
    assert main([str(tmp_path / "none.jsonl")]) == 1
    assert "cannot be read" in capsys.readouterr().err
