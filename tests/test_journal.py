"""What the journal does for a learner on a good day."""

import json
import os
import re
import stat
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
import rupture_repair
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rupture_repair.journal import (
    CONFIDENTIALITY,
    Entry,
    Journal,
    JournalError,
    drafts,
    page,
    read_shared,
)
from rupture_repair.journal.entry import time_after
from rupture_repair.journal.place import find, run_id

LIB = Path(rupture_repair.__file__).parents[1]


@pytest.fixture
def journal(tmp_path):
    return Journal(tmp_path / "journal")


def in_another_kernel(folder, code):
    """Run code with a `journal` in a process of its own."""
    start = f"from rupture_repair.journal import Journal; journal = Journal({str(folder)!r})\n"
    environ = {**os.environ, "PYTHONPATH": str(LIB)}
    done = subprocess.run(
        [sys.executable, "-c", start + code], env=environ, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_what_is_written_comes_back_in_another_kernel(journal):
    journal.write("02", "own-practice", "A first thought")
    written = journal.write("02", "own-practice", "A better one", mood=3)
    journal.write("03", "own-practice", "Elsewhere")
    seen = in_another_kernel(
        journal.where().folder,
        "e = journal.latest('02', 'own-practice'); print(e.id, e.text, e.data['mood'], e.kind)",
    )
    assert seen.split("\n")[0] == f"{written.id} A better one 3 reflection"
    assert journal.latest("02", "own-practice") == written
    assert journal.latest("02", "another-prompt") is None


def test_the_newest_wins_whichever_kernel_wrote_it(journal):
    journal.write("02", "p", "mine")
    in_another_kernel(journal.where().folder, "journal.write('02', 'p', 'theirs')")
    assert journal.latest("02", "p").text == "theirs"
    journal.write("02", "p", "mine again")
    assert journal.latest("02", "p").text == "mine again"
    assert [e.text for e in journal.entries("02")] == ["mine", "theirs", "mine again"]
    assert len(list(journal.where().folder.iterdir())) == 2


def test_the_newest_wins_even_when_the_clock_was_ahead(journal):
    ahead = dict(journal.write("02", "p", "written while the clock was wrong").raw)
    ahead |= {"id": "0" * 32, "time": "2091-01-01T00:00:00.000000Z"}
    other = journal.where().folder / f"rupture-repair-{'a' * 32}.jsonl"
    other.write_text(json.dumps(ahead) + "\n")
    again = Journal(journal.where().folder)
    assert again.latest("02", "p").text == "written while the clock was wrong"
    for words in ("later", "later still"):
        again.write("02", "p", words)
        assert Journal(journal.where().folder).latest("02", "p").text == words


def test_time_never_runs_backwards():
    assert time_after("2091-01-01T00:00:00.000000Z") == "2091-01-01T00:00:00.000001Z"
    assert time_after("") < time_after(time_after(""))


def test_an_empty_text_is_kept_as_the_newest(journal):
    journal.write("02", "p", "Something I would rather not keep in the field")
    journal.write("02", "p", "")
    assert journal.latest("02", "p").text == ""


def test_answers_predictions_and_plays_take_the_same_way(journal):
    play = {"story": "mike", "steps": ["late", "owns"], "trust": [0.5, 0.61], "ended": True}
    journal.write("02", "play", "", kind="play", **play)
    journal.write("02", "guess", "", kind="prediction", value=np.float32(0.5), n=np.int64(3))
    journal.write("02", "array", "", kind="prediction", values=np.arange(3))
    entries = Journal(journal.where().folder).entries()
    assert [e.data for e in entries] == [play, {"value": 0.5, "n": 3}, {"values": [0, 1, 2]}]
    assert [e.kind for e in entries] == ["play", "prediction", "prediction"]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), object(), {1, 2}])
def test_a_value_that_could_not_be_read_back_is_refused_before_anything_is_written(journal, value):
    with pytest.raises((TypeError, ValueError)):
        journal.write("02", "p", "text", value=value)
    with pytest.raises(TypeError):
        journal.write("02", "p", None)
    assert journal.entries() == [] and not journal.where().folder.exists()


@example("\ud800 \ud83d\ude00", "\udfff")
@given(st.text(st.characters(exclude_categories=())), st.text(min_size=1))
@settings(max_examples=150, deadline=None)
def test_any_text_comes_back(tmp_path_factory, text, key):
    journal = Journal(tmp_path_factory.mktemp("any"))
    entry = journal.write("02", "p", text, **{"question": text, "x" + key: text})
    again = Journal(journal.where().folder).latest("02", "p")
    # Two lone surrogates that happen to form a pair come back as the one character they mean.
    meant = text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
    assert again == entry and again.text == meant and again.data["x" + key] == meant
    html = page(journal.entries()).encode("utf-8").decode("utf-8")
    assert html.endswith("</html>\n")


def test_long_texts_and_lone_surrogates(journal):
    text = "Ärger über mich, \ud800 und 😀 \x00\r\n\u2028" * 8_000
    assert len(text) > 200_000
    journal.write("02", "p", text)
    assert Journal(journal.where().folder).latest("02", "p").text == text
    other = Journal(journal.where().folder.parent / "other")
    other.restore(journal.export())
    assert other.latest("02", "p").text == text


def test_an_entry_says_when(journal):
    entry = journal.write("02", "p", "x")
    assert re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", entry.time)
    entry = Entry("i", "2026-03-05T07:08:09.000000Z", "l", "p", "k", "t", {})
    assert entry.when == "5 March 2026, 07:08 UTC"


def test_making_a_journal_or_reading_it_touches_no_disk(journal):
    assert journal.entries() == [] and journal.latest("02", "p") is None
    assert journal.problems() == [] and journal.delete_everything() == 0
    assert not journal.where().folder.exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no permission bits of this kind")
def test_only_the_owner_may_read(journal):
    journal.write("02", "p", "x")
    folder = journal.where().folder
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [stat.S_IMODE(f.stat().st_mode) for f in folder.iterdir()] == [0o600]
    journal.export(folder.parent / "copy.json")
    assert stat.S_IMODE((folder.parent / "copy.json").stat().st_mode) == 0o600


# Taking it along


def test_export_and_restore_move_everything_once(journal, tmp_path):
    first = journal.write("02", "p", "eins", question="Why?")
    journal.write("02", "p", "zwei")
    file = tmp_path / "journal.json"
    data = journal.export(file)
    assert json.loads(file.read_bytes())["entries"] == json.loads(data)["entries"]

    there = Journal(tmp_path / "there")
    own = there.write("02", "p", "was here before")
    result = there.restore(file)
    assert (result.added, result.known) == (2, 0)
    result = there.restore(memoryview(data))
    assert (result.added, result.known) == (0, 2)
    assert [e.text for e in there.entries()] == ["eins", "zwei", "was here before"]
    assert there.entries()[0] == first and there.latest("02", "p") == own
    assert there.write("02", "p", "after").text == there.latest("02", "p").text
    assert journal.restore(data).added == 0
    assert len(list(there.where().folder.iterdir())) == 1


def test_export_never_overwrites(journal, tmp_path):
    file = tmp_path / "thesis.json"
    file.write_text("my thesis")
    with pytest.raises(JournalError, match=re.escape(str(file))):
        journal.export(file)
    assert file.read_text() == "my thesis"
    with pytest.raises(JournalError, match="not copied"):
        journal.export(tmp_path / "nowhere" / "x.json")


def test_an_export_may_be_edited_by_hand(journal, tmp_path):
    journal.write("02", "p", "It was Märta who shouted")
    data = journal.export().replace("Märta".encode(), b"the client")
    for form in (data, b"\xef\xbb\xbf" + data, data.decode().encode("utf-16")):
        there = Journal(tmp_path / f"there-{len(form)}")
        there.restore(form)
        assert there.latest("02", "p").text == "It was the client who shouted"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b"\xff\xfe\x00\x01",
        b"[" * 100_000,
        b'{"format": "rupture-repair-journal"}',
        b'{"format": "rupture-repair-journal", "schema": 1, "entries": 5}',
        b'{"format": "rupture-repair-journal", "schema": true, "entries": []}',
        b'{"format": "rupture-repair-journal", "schema": 1, "entries": [{"schema": 1}]}',
        b'{"nbformat": 4, "cells": []}',
    ],
)
def test_a_foreign_file_is_refused_and_nothing_written(journal, data):
    with pytest.raises(JournalError, match="nothing was taken"):
        journal.restore(data)
    assert not journal.where().folder.exists()


def test_an_export_cut_short_anywhere_is_refused(journal, tmp_path):
    journal.write("02", "p", "Ä 😀", x=1)
    data = journal.export()
    there = Journal(tmp_path / "there")
    for end in range(len(data)):
        with pytest.raises(JournalError, match="nothing was taken"):
            there.restore(data[:end])
    assert not there.where().folder.exists()
    assert there.restore(data).added == 1


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("id", ""),
        ("id", 5),
        ("time", "yesterday"),
        ("time", "2026-13-01T00:00:00.000000Z"),
        ("time", "9999-12-31T23:59:59.999999Z"),
        ("text", None),
        ("data", []),
        ("schema", 0),
        ("schema", "1"),
    ],
)
def test_one_damaged_entry_stops_the_whole_restore(journal, tmp_path, part, value):
    journal.write("02", "p", "good")
    journal.write("02", "p", "bad")
    content = json.loads(journal.export())
    content["entries"][1][part] = value
    there = Journal(tmp_path / "there")
    with pytest.raises(JournalError, match="nothing was taken"):
        there.restore(json.dumps(content).encode())
    assert not there.where().folder.exists()


def test_a_newer_export_asks_for_an_update(journal):
    journal.write("02", "p", "x")
    content = json.loads(journal.export()) | {"schema": 2}
    with pytest.raises(JournalError, match=r"update the workbook.*nothing was taken"):
        journal.restore(json.dumps(content).encode())


def test_a_missing_file_is_named(journal, tmp_path):
    with pytest.raises(JournalError, match=re.escape(str(tmp_path / "none.json"))):
        journal.restore(tmp_path / "none.json")


def test_share_gives_what_is_ticked_and_nothing_else(journal):
    journal.write("02", "p", "PRIVATE draft")
    ticked = journal.write("02", "p", "for my instructor")
    journal.write("03", "q", "PRIVATE too")
    data = journal.share([ticked.id])
    assert read_shared(data) == [ticked]
    assert b"PRIVATE" not in data and str(journal.where().folder).encode() not in data
    assert read_shared(journal.share([])) == []
    with pytest.raises(JournalError, match="no file was made"):
        journal.share([ticked.id, "gone"])
    with pytest.raises(JournalError, match="chose to share"):
        journal.restore(data)
    with pytest.raises(JournalError):
        read_shared(journal.export())


def test_delete_everything_takes_ours_and_nothing_else(journal):
    folder = journal.where().folder
    journal.write("02", "p", "x")
    in_another_kernel(folder, "journal.write('02', 'p', 'y')")
    mine = next(folder.iterdir())
    (folder / f"{mine.stem} (conflicted copy).jsonl").write_bytes(mine.read_bytes())
    assert len(journal.entries()) == 2
    foreign = ["thesis.odt", "rupture-repair-notes.jsonl", "other.jsonl", f"{mine.name}.bak"]
    for name in foreign:
        (folder / name).write_text("keep me")
    (folder / f"rupture-repair-{'b' * 32}.jsonl").mkdir()
    assert journal.delete_everything() == 3
    left = {path.name for path in folder.iterdir()}
    assert left == {*foreign, f"rupture-repair-{'b' * 32}.jsonl"}
    assert journal.entries() == [] and journal.delete_everything() == 0


def test_after_deleting_the_next_write_works_in_every_kernel(journal):
    journal.write("02", "p", "x")
    other = Journal(journal.where().folder)
    assert len(other.entries()) == 1
    other.delete_everything()
    assert not journal.where().folder.exists()
    journal.write("02", "p", "y")
    assert [e.text for e in other.entries()] == ["y"]


# Looking back


def entry(time, text, prompt="p", kind="reflection", lesson="02", **data):
    return Entry(text, f"2026-03-05T{time}:00.000000Z", lesson, prompt, kind, text, data)


def test_drafts_keep_the_last_of_each_sitting():
    entries = [
        entry("08:00", "a"),
        entry("08:05", "quiz 1", kind="quiz"),
        entry("08:10", "other", prompt="q"),
        entry("08:25", "a b"),
        entry("08:50", "a b c"),
        entry("08:50", "a pl", prompt="r", kind="plan"),
        entry("08:51", "quiz 2", kind="quiz"),
        entry("08:52", "a plan", prompt="r", kind="plan"),
        entry("09:30", "second thoughts"),
    ]
    assert [e.text for e in drafts(entries)] == [
        "quiz 1",
        "other",
        "a b c",
        "quiz 2",
        "a plan",
        "second thoughts",
    ]
    assert drafts([]) == []


class Outline(HTMLParser):
    """Reads a page: text by element, and every element and attribute it met."""

    def __init__(self, html):
        super().__init__()
        self.open, self.texts, self.tags, self.attributes = [], [], set(), set()
        self.feed(html)
        assert self.open == [], "an element was not closed"

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if data.strip():
            self.texts.append((self.open[-1], data.strip()))


def test_the_page_shows_drafts_beside_later_ones_by_prompt():
    html = page(
        [
            entry("08:00", "first", question="What did you feel?"),
            entry("08:10", "elsewhere", prompt="q"),
            entry("09:55", "sec"),
            entry("10:00", "second", question="What did you feel, really?"),
            entry(
                "10:30", "", kind="play", prompt="r", steps=["late", {"said": "sorry"}], won=True
            ),
            entry("07:00", "", lesson="01", prompt="z"),
        ],
        {"02": "Now & then"},
    )
    outline = Outline(html)
    headings = [text for tag, text in outline.texts if tag in ("h2", "h3")]
    assert headings == ["Lesson 01", "z", "Now & then", "What did you feel, really?", "q", "r"]
    drafts_box = html.split('<div class="drafts">')[2].split("</div>")[0]
    assert drafts_box.count("<article>") == 2
    assert drafts_box.index("first") < drafts_box.index("second")
    texts = [text for _, text in outline.texts]
    assert CONFIDENTIALITY in texts and "Left empty." in texts
    assert "5 March 2026, 10:30 UTC, play" in texts
    assert texts[texts.index("steps") :][:5] == ["steps", "late", "said", "sorry", "won"]


def test_the_page_runs_and_loads_nothing_whatever_was_written():
    nasty = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&lt;</p><style>@import 'x'"
    html = page([entry("08:00", nasty, prompt=nasty, lesson=nasty, **{nasty: [nasty], "q": nasty})])
    plain = Outline(page([entry("08:00", "x", q=["y"])]))
    outline = Outline(html)
    assert outline.tags == plain.tags and outline.attributes == plain.attributes
    assert not outline.attributes & {"src", "href", "onerror"}
    assert [text for _, text in outline.texts].count(nasty) == 6
    assert "url(" not in html and "@import '" not in html


def test_the_page_is_a_file_that_can_be_written_whatever_it_holds():
    html = page([entry("08:00", "half a \ud83d, whole \ud83d\ude00", question="\ud800")])
    assert "half a \ufffd, whole \U0001f600" in html.encode("utf-8").decode("utf-8")


def test_an_empty_page_says_so():
    assert "There is nothing in this journal yet." in page([])


# Where it lies


def test_the_confidentiality_line_is_exact():
    assert CONFIDENTIALITY == (
        "Leave out anything that could identify a client. This is not a clinical record, but might "
        "be asked for as one."
    )


def test_the_folder_is_the_given_one_or_the_variables_or_our_own(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.delenv("RUPTURE_REPAIR_JOURNAL", raising=False)
    assert Journal().where().folder == tmp_path / "rupture-repair-journal"
    monkeypatch.setenv("RUPTURE_REPAIR_JOURNAL", "~/elsewhere")
    assert Journal().where().folder == tmp_path / "elsewhere"
    assert Journal(tmp_path / "given").where().folder == tmp_path / "given"
    monkeypatch.setenv("RUPTURE_REPAIR_JOURNAL", " ")
    assert Journal().where().folder == tmp_path / "rupture-repair-journal"


def test_an_account_without_home_gets_a_sentence(monkeypatch):
    def homeless():
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("RUPTURE_REPAIR_JOURNAL", raising=False)
    monkeypatch.setattr(Path, "home", homeless)
    with pytest.raises(JournalError, match="RUPTURE_REPAIR_JOURNAL"):
        Journal()


LOCAL_VOILA = {"VOILA_PREHEAT": "False", "SERVER_NAME": "localhost"}


@pytest.mark.parametrize(
    ("environ", "platform", "kind", "yours"),
    [
        ({}, "linux", "own", True),
        ({}, "win32", "own", True),
        (LOCAL_VOILA, "linux", "own", True),
        (LOCAL_VOILA | {"SERVER_NAME": "learn.example.org"}, "linux", "voila", False),
        (LOCAL_VOILA | {"VOILA_PREHEAT": "True"}, "linux", "voila", False),
        ({"SERVER_SOFTWARE": "voila/0.5.8"}, "linux", "voila", False),
        ({"JUPYTERHUB_API_URL": "x"}, "linux", "hub", False),
        (LOCAL_VOILA | {"JUPYTERHUB_SERVICE_PREFIX": "x"}, "linux", "hub", False),
        ({"JUPYTERHUB_API_URL": "x", "BINDER_LAUNCH_HOST": "x"}, "linux", "binder", False),
        ({"COLAB_RELEASE_TAG": "x"}, "linux", "hosted", False),
        ({"KAGGLE_KERNEL_RUN_TYPE": "x"}, "linux", "hosted", False),
        ({"CODESPACES": "true"}, "linux", "hosted", False),
        ({}, "emscripten", "browser", True),
    ],
)
def test_the_place_tells_whose_machine_it_is(environ, platform, kind, yours):
    place = find(environ=environ, platform=platform)
    assert (place.kind, place.yours) == (kind, yours)
    assert str(place.folder) in place.words and "{" not in place.words
    assert bool(place.warning) == (kind != "own")
    if place.warning:
        assert "ownload" in place.warning


def test_the_place_names_the_service():
    assert "Google Colab" in find(environ={"COLAB_GPU": ""}).words


def test_visitors_of_a_hosted_voila_never_share_a_folder(tmp_path):
    hosted = {"VOILA_PREHEAT": "False", "SERVER_NAME": "learn.example.org"}
    place = find(environ=hosted)
    assert run_id() in place.folder.name and place.fleeting
    assert place.folder != find(environ={}).folder
    chosen = find(environ=hosted | {"RUPTURE_REPAIR_JOURNAL": str(tmp_path)})
    assert chosen.folder == tmp_path and not chosen.fleeting and not chosen.yours


def test_a_visitors_journal_ends_with_the_kernel(tmp_path):
    code = """
import os, sys
os.environ.update(VOILA_PREHEAT="False", SERVER_NAME="learn.example.org")
visit = Journal()
visit.write("02", "p", "for my eyes")
assert visit.latest("02", "p").text == "for my eyes"
print(visit.where().folder)
"""
    folder = Path(in_another_kernel(tmp_path, code).strip())
    assert folder.name.startswith("rupture-repair-journal-") and not folder.exists()
