"""The handbook: everything that lessons share is there, findable, and no figure that is not."""

import re

import pytest
from rupture_repair.activities import handbook
from rupture_repair.activities.handbook import PARTS
from rupture_repair.curriculum.concepts import concepts
from rupture_repair.curriculum.evidence import findings
from rupture_repair.curriculum.glossary import glossary
from rupture_repair.curriculum.references import references


def rows(part, seek=""):
    activity = handbook().activity
    activity.set("part", part)
    activity.set("seek", seek)
    shown = activity.shown()
    return re.findall(r"<tr>(?!<th scope=\"col).*?</tr>", shown.text["rows"]), shown.text["count"]


def test_every_idea_word_and_source_has_its_row():
    for part, known in (("ideas", concepts()), ("words", glossary()), ("sources", references())):
        found, told = rows(part)
        assert len(found) == len(known)
        assert told == f"{PARTS[part][0]}: {len(known)} rows."


def test_a_figure_that_nobody_confirmed_is_not_printed():
    told = " ".join(rows("evidence")[0])
    assert "r = .278" in told and "not confirmed by us" in told
    for one in findings().values():
        if one.mark == "prototype":
            assert one.claim not in told


def test_looking_for_words_keeps_the_rows_that_hold_them_all():
    found, told = rows("ideas", "Mae West")
    assert len(found) >= 1 and all("Mae West" in row for row in found)
    assert told == f"Ideas: {len(found)} of {len(concepts())} rows."
    assert rows("ideas", "mae  WEST")[0] == found
    assert rows("ideas", "zebra")[0] == []


def test_where_nothing_is_found_it_says_so_instead_of_an_empty_table():
    activity = handbook().activity
    activity.set("seek", "zebra")
    told = activity.shown().text["rows"]
    assert "No row holds" in told and "<table" not in told


def test_the_address_of_a_source_is_a_link():
    found, _ = rows("sources", "Chalkia")
    address = references()["chalkia_2020"].url
    assert f'<a href="{address}" target="_blank" rel="noopener">{address}</a>' in found[0]


def test_a_verdict_and_its_standing_say_nothing_twice():
    told = " ".join(rows("claims")[0]).casefold()
    assert "unsupported (contested)" in told
    assert "clinical opinion (clinical opinion)" not in told


@pytest.mark.parametrize("name, value", [("part", "gossip"), ("seek", 3), ("page", "ideas")])
def test_what_it_does_not_have_is_refused(name, value):
    with pytest.raises(ValueError):
        handbook().activity.set(name, value)
