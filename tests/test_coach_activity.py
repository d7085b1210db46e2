"""The coach on the page, as a plain object: what it marks, says and keeps."""

import re
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rupture_repair.activities import view as view_module
from rupture_repair.activities.coach import LONGEST, Coach, coach, marked_html
from rupture_repair.coach import NOTICE, Finding, Reading, read
from rupture_repair.coach.weigh import stored
from rupture_repair.curriculum.practice import practice_item
from rupture_repair.journal import Journal, JournalError

POOR = (
    "I'm sorry if you felt let down, but it had been a terrible week. "
    "Anyway, how was the interview?"
)
GOOD = "I wasn't here on Tuesday when you came. That was my mistake. I'm sorry. What was it like?"


@pytest.fixture(autouse=True)
def journal_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("RUPTURE_REPAIR_JOURNAL", str(tmp_path / "journal"))
    view_module._views.clear()


def make() -> Coach:
    return Coach(practice_item("02", "the-therapist-answers"))


def told(blocks) -> str:
    """Return everything that blocks say, as one text of HTML."""
    said = []
    for block in blocks:
        said += [block.get("html", ""), block.get("label", ""), told(block.get("blocks", []))]
    return " ".join(said)


def names(blocks) -> set[str]:
    return {block["name"] for block in blocks if "name" in block}.union(
        *(names(block.get("blocks", [])) for block in blocks)
    )


def plain(html: str) -> str:
    """Return HTML without its tags and labels: what the learner wrote."""
    html = re.sub(r" <small>.*?</small>", "", html).replace("<br>", "\n")
    return unescape(re.sub(r"<[^>]*>", "", html))


def written(activity: Coach, first: str, second: str | None = None) -> dict:
    activity.set("draft", first)
    activity.press("read")
    if second is not None:
        activity.set("second", second)
        activity.press("compare")
    return activity.shown().slots


def test_nothing_is_read_before_it_is_asked_for():
    activity = make()
    activity.set("draft", POOR)
    assert activity.shown().slots == {}


def test_the_coach_wakes_up_while_one_writes():
    stored.cache_clear()
    make().set("draft", "I")
    assert stored.cache_info().currsize == 1


def test_the_words_are_marked_and_each_label_is_named_beside_them():
    html = told(written(make(), POOR)["first"])
    assert re.search(r"<mark[^>]*>I&#x27;m sorry if you felt let down</mark> <small>", html)
    for title in ("Conditional apology", "Justifies", "Hurries on"):
        assert f"[pitfall: {title}]" in html
        assert f"<strong>{title}</strong> (tends to hurt)" in html
    assert "What speaks for it" in html and "One to try" in html


def test_a_good_statement_hears_what_helps_and_when_to_stop():
    html = told(written(make(), GOOD)["first"])
    assert "[Owns it]" in html and "(can help)" in html and "pitfall" not in html
    assert "One thing that helps" in html
    assert "Stop here, and let them speak." in html


def test_every_answer_says_that_it_is_no_measure():
    activity = make()
    assert NOTICE in told(activity.blocks())
    assert NOTICE in activity.sentence()


def test_the_second_draft_stands_beside_the_first_with_what_changed():
    activity = make()
    assert "second" in names(written(activity, POOR)["again"])
    slots = written(activity, POOR, GOOD)
    html = told(slots["both"])
    assert "First draft" in html and "Second draft" in html
    assert "brings in" in html and "“Owns it”" in html and "have gone" in html
    columns = slots["both"][0]
    assert columns["look"] == "columns" and len(columns["blocks"]) == 2
    assert "solution" in html  # where the worked responses of this exercise stand


def test_an_unchanged_second_draft_is_called_so():
    assert "word for word" in told(written(make(), GOOD, GOOD)["both"])


def test_an_empty_second_draft_is_asked_for():
    activity = make()
    html = told(written(activity, GOOD, "  ")["both"])
    assert activity.shown().text["~"].startswith("Write a second draft first")
    assert "Write a second draft first" in html and "What changed" not in html


def test_an_empty_second_draft_is_not_spoken_of_as_shorter():
    activity = make()
    activity.set("draft", GOOD)
    activity.press("compare")
    assert activity.shown().text["~"].startswith("Write a second draft first")


def test_an_empty_text_gets_a_kind_word_and_no_second_draft():
    slots = written(make(), " \n ")
    assert "good beginning" in told(slots["first"])
    assert "<mark" not in told(slots["first"])
    assert "again" not in slots


def test_a_text_without_findings_is_not_judged():
    slots = written(make(), "The rain has stopped, and the bus is on time.")
    html = told(slots["first"])
    assert "<mark" not in html and "trust your own ear" in html
    assert "again" in slots


def test_a_very_long_text_is_read_in_part_and_that_is_said():
    activity = make()
    html = told(written(activity, "I wasn't here on Tuesday. " * 4_000)["first"])
    assert "about 20,000 words" in html
    assert len(activity._read["draft"].text) <= LONGEST
    assert "You have changed" not in html


def test_words_changed_since_the_reading_are_noticed():
    activity = make()
    written(activity, POOR)
    activity.set("draft", GOOD)
    assert "You have changed your words since" in told(activity.shown().slots["first"])


def test_what_the_learner_writes_never_becomes_html():
    nasty = "<script>alert(1)</script>. I'm sorry I forgot our session <b onclick='x'>& you</b>."
    slots = written(make(), nasty, nasty + " <img src=x onerror=alert(1)>")
    html = told(slots["first"] + slots["both"])
    assert re.search(r"<mark[^>]*>[^<]*forgot our session &lt;b onclick", html)
    for tag in ("<script", "<b ", "<img"):
        assert tag not in html


@given(st.text(max_size=120), st.lists(st.tuples(st.integers(0, 120), st.integers(1, 60))))
@settings(max_examples=80, deadline=None)
def test_marking_loses_no_letter_however_findings_overlap(text, places):
    text = text.replace("<br>", "")
    findings = []
    for number, (start, length) in enumerate(places):
        end = min(start + length, len(text))
        if start < end:
            label = ("owns", "justifies", "invites")[number % 3]
            findings.append(Finding(label, start, end, text[start:end], "Because.", 0.9))
    html = marked_html(Reading(text, tuple(findings)))
    assert plain(html) == text
    assert html.count("<small>") == len(findings)


def test_drafts_lie_in_the_journal_and_come_back():
    written(make(), POOR, GOOD)
    kept = {entry.prompt: entry.text for entry in Journal().entries("02")}
    assert kept == {"the-therapist-answers/draft": POOR, "the-therapist-answers/second": GOOD}
    again = make()
    shown = again.shown()
    assert (shown.values["draft"], shown.values["second"]) == (POOR, GOOD)
    assert "again" in shown.slots  # the second draft can be seen at once
    again.press("compare")
    assert "What changed" in told(again.shown().slots["both"])


def test_words_that_could_not_be_saved_are_read_all_the_same(monkeypatch):
    def refuse(*args, **kwargs):
        raise JournalError("The disk is full.")

    monkeypatch.setattr(Journal, "write", refuse)
    activity = make()
    slots = written(activity, GOOD)
    assert "[Owns it]" in told(slots["first"])
    assert activity.shown().text["draft.saved"] == "The disk is full."


def test_the_live_region_says_what_was_marked():
    activity = make()
    written(activity, GOOD)
    assert "Owns it" in activity.shown().text["~"]
    assert "Stop here" in activity.shown().text["~"]


def test_a_situation_of_ones_own_has_its_own_drafts():
    one, other = coach(situation="A locked door."), coach(situation="A wrong name.")
    assert "A locked door." in told(one.blocks)
    one.activity.set("draft", GOOD)
    assert coach(situation="A locked door.").values["draft"] == GOOD
    assert other.values["draft"] == ""
    written(other.activity, GOOD, POOR)
    assert "solution" not in told(other.activity.shown().slots["both"])
    assert "Leave out" in told(coach().blocks)


def test_a_scene_can_be_given_to_practice_that_has_none():
    view = coach("02", "the-therapist-answers", situation="Mike has just counted.")
    assert "Mike has just counted." in told(view.blocks)
    assert view.title == "What the therapist might say"


def test_practice_that_is_not_written_is_refused_in_words():
    with pytest.raises(ValueError, match="is there to say"):
        coach("02", "the-wrong-hour")
    with pytest.raises(ValueError, match="has no practice"):
        coach("02", "nothing")


@pytest.mark.parametrize("name", ["draught", "read"])
def test_unknown_fields_and_buttons_are_refused(name):
    with pytest.raises(ValueError, match="no such field"):
        make().set(name, "x")
    with pytest.raises(ValueError, match="no button"):
        make().press("draught")


def test_what_is_read_is_what_was_typed():
    activity = make()
    written(activity, POOR)
    assert activity._read["draft"] == read(POOR)
