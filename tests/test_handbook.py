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


@pytest.mark.parametrize("name, value", [("part", "gossip"), ("seek", 3), ("page", "ideas")])
def test_what_it_does_not_have_is_refused(name, value):
    with pytest.raises(ValueError):
        handbook().activity.set(name, value)
