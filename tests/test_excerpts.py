"""The excerpts: complete, matched, varied, and no label to be read from anything but the talk."""

from __future__ import annotations

import csv
import io
import random
import re
from collections import Counter
from importlib.resources import files
from itertools import pairwise

import numpy as np
import pytest
from rupture_repair.curriculum.coding import (
    coding_csv,
    coding_guide,
    coding_key,
    coding_sheet,
    compare_coding,
)
from rupture_repair.curriculum.excerpts import (
    LABELS,
    MARKERS,
    MEANINGS,
    load_excerpts,
    read_excerpts,
)

EXCERPTS = load_excerpts()
BY_ID = {e.id: e for e in EXCERPTS}
TEXT = (files("rupture_repair.curriculum") / "excerpts.toml").read_text(encoding="utf-8")
FIRST = TEXT[TEXT.index("[[excerpt]]") : TEXT.index("[[excerpt]]", TEXT.index("[[excerpt]]") + 1)]


def talk(excerpt):
    return " ".join(line.words for line in excerpt.lines)


def tokens(text):
    return set(re.findall(r"[a-z]+(?:’[a-z]+)?|\[|[?!]", text.lower()))


# -- What is there -----------------------------------------------------------------------------


def test_there_is_enough_of_everything():
    labels = Counter(e.label for e in EXCERPTS)
    assert len(EXCERPTS) >= 96
    assert labels["cannot_tell"] >= 10
    assert set(labels) == set(LABELS)
    assert {m for e in EXCERPTS for m in e.markers} == set(MARKERS)
    for label in LABELS:
        assert {e.grade for e in EXCERPTS if e.label == label} == {1, 2, 3}


def test_the_two_forms_are_matched_pair_by_pair():
    a, b = ([e for e in EXCERPTS if e.form == form] for form in "AB")
    assert len(a) == len(b) >= 40
    for excerpt in a:
        twin = BY_ID[excerpt.twin]
        assert twin.form == "B"
        assert BY_ID[twin.twin] is excerpt
        assert (twin.label, twin.grade) == (excerpt.label, excerpt.grade)
    words = [np.mean([len(talk(e).split()) for e in form]) for form in (a, b)]
    assert abs(words[0] - words[1]) < 5


def test_people_and_settings_vary():
    ages = [
        int(n) for e in EXCERPTS for n in re.findall(r"\b(\d\d)\b(?=,| and has| is)", e.context)
    ]
    people = [{x.speaker for x in e.lines} - {"Therapist"} for e in EXCERPTS]
    names = [name for group in people for name in group]
    assert len(names) == len(set(names)), "a name is used twice"
    assert min(ages) < 18
    assert max(ages) > 75
    for setting in ("video", "phone", "interpreter", "couple", "group", "family", "school"):
        assert any(setting in e.setting for e in EXCERPTS), setting


def test_each_is_short_and_explained():
    for e in EXCERPTS:
        assert 30 <= len(talk(e).split()) <= 90, e.id
        assert 10 <= len(e.why.split()) <= 50, e.id
        assert e.setting, e.id
        assert e.context.endswith((".", "”")), e.id
        assert not e.ask or e.ask.endswith("?") or "." in e.ask, e.id


# -- No giveaways ------------------------------------------------------------------------------


def share_explained(values):
    """The share of the variance of `values` that the label explains (eta squared)."""
    x, labels = np.asarray(values, float), np.array([e.label for e in EXCERPTS])
    within = sum(((x[labels == k] - x[labels == k].mean()) ** 2).sum() for k in LABELS)
    return 1 - within / ((x - x.mean()) ** 2).sum()


@pytest.mark.parametrize(
    "length",
    [
        lambda e: len(talk(e).split()),
        lambda e: len(e.lines),
        lambda e: len(e.context.split()),
        lambda e: len(e.setting.split()),
        lambda e: len(e.lines[-1].words.split()),
        lambda e: sum(len(x.words.split()) for x in e.lines if x.speaker == "Therapist"),
        lambda e: talk(e).count("["),
    ],
    ids=["words", "lines", "context", "setting", "last line", "therapist", "brackets"],
)
def test_the_label_cannot_be_told_from_length(length):
    assert share_explained([length(e) for e in EXCERPTS]) < 0.12


def guessed_right(texts, labels):
    """Leave-one-out hits of a Bernoulli naive Bayes classifier on the words of `texts`."""
    bags = [tokens(t) for t in texts]
    counts = Counter(w for bag in bags for w in bag)
    vocabulary = sorted(w for w, c in counts.items() if c >= 3)
    x = np.array([[w in bag for w in vocabulary] for bag in bags], dtype=float)
    y, kinds = np.array(labels), sorted(set(labels))
    hits = 0
    for i in range(len(y)):
        others = np.arange(len(y)) != i
        scores = []
        for kind in kinds:
            rows = x[others & (y == kind)]
            p = (rows.sum(axis=0) + 0.5) / (len(rows) + 1)
            likelihood = np.log(np.where(x[i] == 1, p, 1 - p)).sum()
            scores.append(likelihood + np.log(len(rows) / others.sum()))
        hits += kinds[int(np.argmax(scores))] == y[i]
    return hits


@pytest.mark.parametrize("part", [talk, lambda e: e.context, lambda e: e.context + " " + talk(e)])
def test_the_label_cannot_be_told_from_single_words(part):
    """A word-counting machine does hardly better than always naming the commonest label."""
    decided = [e for e in EXCERPTS if e.rupture is not None]
    ruptures = [str(e.rupture) for e in decided]
    hits = guessed_right([part(e) for e in decided], ruptures)
    assert hits <= Counter(ruptures).most_common(1)[0][1] + 0.08 * len(decided)
    labels = [e.label for e in EXCERPTS]
    hits = guessed_right([part(e) for e in EXCERPTS], labels)
    assert hits <= Counter(labels).most_common(1)[0][1] + 0.08 * len(labels)


def test_the_word_machine_does_find_a_giveaway_when_there_is_one():
    decided = [e for e in EXCERPTS if e.rupture is not None]
    leaky = [talk(e) + (" whatever indeed truly" if e.rupture else "") for e in decided]
    assert guessed_right(leaky, [str(e.rupture) for e in decided]) > 0.8 * len(decided)


@pytest.mark.parametrize("word", ["fine", "sorry", "okay", "thank", "really", "just", "[", "!"])
def test_telling_words_occur_on_both_sides(word):
    with_word = [e for e in EXCERPTS if word in tokens(talk(e))]
    assert any(e.rupture for e in with_word)
    assert any(e.rupture is False for e in with_word)


def test_some_talk_without_rupture_follows_a_lapse():
    lapse = re.compile(r"late|wrong|ill\b|waiting|time ran out|failed|fees|stop")
    kinds = Counter(e.rupture for e in EXCERPTS if lapse.search(e.context))
    assert kinds[False] >= 6


# -- The reader --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('id = "a01"\n', "", "missing"),
        ('["Tunde", "Dunno. Wherever."]', '["Dunno. Wherever."]', "each line is a pair"),
        ("grade = 1", "grade = 4", "grade"),
        ('form = "A"', 'form = "C"', "form"),
        ('label = "withdrawal"', 'label = "retreat"', "label"),
        ('"minimal_response"', '"sulking"', "marker"),
        ('"minimal_response"', '"rejecting"', "do not go with"),
        ('["minimal_response"]', "[]", "do not go with"),
        ("Dunno. Wherever.\", \"Yeah", "He never said this.\", \"Yeah", "not in its lines"),
        ("why =", 'ask = "What now?"\nwhy =', "belongs to cannot_tell"),
        ("why =", 'because = "x"\nwhy =', "not known"),
        ("lines = [", "lines = [[", "no readable"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_refused_and_named(old, new, message):
    assert old in FIRST
    with pytest.raises(ValueError, match=message):
        read_excerpts(FIRST.replace(old, new))


def test_an_id_is_used_once():
    with pytest.raises(ValueError, match="two excerpts"):
        read_excerpts(FIRST + FIRST)


# -- Blind coding ------------------------------------------------------------------------------


def test_the_coding_sheet_is_blind():
    rows = coding_sheet(EXCERPTS, seed=4)
    assert len(rows) == len(EXCERPTS)
    assert set(rows[0]) == {"code", "setting", "context", "talk", "label"}
    assert not any(row["label"] for row in rows)
    text = coding_csv(EXCERPTS, seed=4)
    for e in EXCERPTS:
        assert e.why not in text
        assert not e.ask or e.ask not in text
        assert not re.search(rf"\b{e.id}\b", text)
    assert [r["talk"] for r in csv.DictReader(io.StringIO(text))] == [r["talk"] for r in rows]


def test_the_sheet_depends_on_the_seed_alone():
    turned = list(reversed(EXCERPTS))
    assert coding_sheet(turned, 4) == coding_sheet(EXCERPTS, 4)
    assert coding_sheet(EXCERPTS, 5) != coding_sheet(EXCERPTS, 4)
    order = list(coding_key(EXCERPTS, 4).values())
    changes = sum(BY_ID[a].label != BY_ID[b].label for a, b in pairwise(order))
    assert changes > 50, "labels stand in runs"


def test_the_guide_explains_every_label_and_marker():
    guide = coding_guide()
    assert set(MEANINGS) == set(LABELS)
    assert all(f"`{name}`" in guide for name in LABELS)
    assert all(m.means in guide for m in MARKERS.values())


def test_a_coded_sheet_is_compared_with_the_authors():
    key = coding_key(EXCERPTS, 9)
    same = compare_coding(EXCERPTS, 9, {code: BY_ID[i].label for code, i in key.items()})
    assert same.n == len(EXCERPTS)
    assert same.percent.value == same.kappa.value == 1
    rng = random.Random(1)
    guessed = compare_coding(EXCERPTS, 9, {code: rng.choice(list(LABELS)) for code in key})
    assert guessed.kappa.low < 0.05 < 0.2 < same.kappa.low
    with pytest.raises(ValueError, match="not on the sheet"):
        compare_coding(EXCERPTS, 9, {"E999": "none"})
    with pytest.raises(ValueError, match="none of"):
        compare_coding(EXCERPTS, 9, {"E001": "sulking"})
