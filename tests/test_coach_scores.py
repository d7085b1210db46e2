"""The published table is what the coach does today, and does not fall below its floors."""

from pathlib import Path

import numpy as np
import pytest
from rupture_repair.coach.likeness import SIZE, likeness
from rupture_repair.coach.patterns import families, needed, phrases, why
from rupture_repair.coach.words import sentences
from rupture_repair.teaching import coach_scores
from rupture_repair.teaching.coach_training import load, train
from rupture_repair.vocabulary import LABELS

DATA = Path(__file__).parent / "data"
PAGE = Path(__file__).parents[1] / "docs" / "coach.md"


def test_the_published_table_is_what_the_coach_does():
    page = PAGE.read_text(encoding="utf-8")
    published = page.split(coach_scores.START)[1].split(coach_scores.END)[0].strip()
    assert published == coach_scores.tables(DATA).strip()


@pytest.mark.parametrize(
    ("name", "moves", "pitfalls"),
    [
        ("coach-statements", 0.80, 0.75),
        ("coach-held-out", 0.80, 0.75),
        ("coach-second-author-held-out", 0.68, 0.65),
        ("coach-fifth-author-held-out", 0.75, 0.65),
    ],
)
def test_scores_stay_above_their_floors(name, moves, pitfalls):
    got = coach_scores.macro(coach_scores.counts(load(DATA / f"{name}.jsonl")))
    assert got[0] >= moves
    assert got[1] >= pitfalls


def test_ordinary_talk_raises_few_alarms():
    turns = load(DATA / "coach-ordinary-held-out.jsonl")
    assert len(coach_scores.alarms(turns)) < 0.03 * len(turns)


def test_f1_counts_as_it_should():
    totals = np.array([[2, 1, 1], [0, 3, 0]])
    assert coach_scores.f1(totals)[0] == pytest.approx(2 / 3)
    assert np.isnan(coach_scores.f1(totals)[1])


def test_a_phrase_is_never_skipped_where_it_would_match():
    for _, _, pattern in phrases():
        clues = needed(pattern.pattern)
        assert all(isinstance(clue, str) and clue for clue in clues)
    assert needed("(?:a|the) (?:big )?dog(?= [.,])|cats?(?! food)|[a-z]+") == ()
    assert needed("(?:a|the) (?:big )?dog(?= [.,])|cats?(?! food)") == ("dog", "cat")
    assert needed(r"so(?:me|ft)* hands \?") == (" hands ",)
    lines = [s.line for row in load(DATA / "coach-held-out.jsonl") for s in sentences(row["text"])]
    page = "\n".join(lines)
    for _, _, pattern in phrases():
        clues = needed(pattern.pattern)
        if pattern.search(page):
            assert not clues or any(clue in page for clue in clues)


def test_words_of_one_family_are_seen_as_kin():
    assert "sorry" in families("apologising")
    assert set(families("mum")) & set(families("father"))
    assert families("zzz") == ()


def test_every_label_has_phrases_and_a_reason():
    assert {label for label, _, _ in phrases()} == set(LABELS)
    assert all(why(label).endswith(".") for label in LABELS)


def test_every_labelled_statement_uses_the_vocabulary():
    for path in DATA.glob("coach-*.jsonl"):
        for row in load(path):
            assert {*row["moves"], *row["pitfalls"], *row.get("disputed", ())} <= set(LABELS)


def test_the_held_out_statements_are_not_among_those_trained_on():
    paths = set(DATA.glob("coach-*.jsonl"))
    tests = {path for path in paths if "held-out" in path.name or "statements" in path.name}
    kept, used = (
        {row["text"] for path in part for row in load(path)} for part in (tests, paths - tests)
    )
    assert kept
    assert not kept & used


def test_training_learns_from_what_it_is_shown():
    shown = [
        {"text": "Bananas are yellow.", "moves": ["owns"], "pitfalls": []},
        {"text": "Carrots grow well.", "moves": [], "pitfalls": []},
    ] * 10
    model = train(shown, rounds=100, least=1)
    rows = [{"w:bananas": 0.5, "w:yellow": 0.5}, {"w:carrots": 0.5, "w:grow": 0.5}]
    alike = likeness([("zzz",), ("zzz",)])  # no word of the book
    bananas, carrots = model.odds(rows, alike)[:, list(LABELS).index("owns")]
    assert bananas > carrots


def test_words_used_alike_lie_close_together():
    def nearness(one, other):
        a, b = likeness([(one,), (other,)])
        return a @ b / np.linalg.norm(a) / np.linalg.norm(b)

    assert nearness("furious", "angry") > 0.5 > nearness("furious", "letter")
    assert not likeness([("zzz",)]).any()
    assert likeness([]).shape == (0, 2 * SIZE)
