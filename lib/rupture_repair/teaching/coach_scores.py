"""Scores the coach on labelled statements and writes the table of `docs/coach.md`.

    python -m rupture_repair.teaching.coach_scores tests/data docs/coach.md

The statements scored here are never trained on.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from rupture_repair.coach.reading import read
from rupture_repair.teaching.coach_training import STRICT, load
from rupture_repair.vocabulary import LABELS, MOVES

__all__ = ["alarms", "counts", "f1", "macro", "tables"]

START, END = "<!-- table: start -->", "<!-- table: end -->"
SETS = {
    "coach-statements": "The 110 shared statements",
    "coach-held-out": "Held-out statements",
    "coach-second-author-held-out": "A second author's statements, the half kept back",
    "coach-fifth-author-held-out": "A fifth author's statements, the half kept back",
}


def counts(statements: Sequence[dict]) -> np.ndarray:
    """Return (statements, labels, 3): hit, false and missed, each 0 or 1; disputed labels are 0."""
    table = np.zeros((len(statements), len(LABELS), 3), dtype=int)
    for i, statement in enumerate(statements):
        reading = read(statement["text"])
        found = {*reading.moves, *reading.pitfalls}
        wanted = {*statement["moves"], *statement["pitfalls"]}
        for j, label in enumerate(LABELS):
            if label not in statement.get("disputed", ()):
                here, there = label in found, label in wanted
                table[i, j] = here and there, here and not there, there and not here
    return table


def f1(totals: np.ndarray) -> np.ndarray:
    """Return F1 from totals of shape (..., labels, 3); nan where a label never occurs."""
    hit, false, missed = np.moveaxis(totals, -1, 0)
    with np.errstate(invalid="ignore"):
        return np.where(hit + missed > 0, 2 * hit / (2 * hit + false + missed), np.nan)


def macro(table: np.ndarray) -> tuple[float, float]:
    """Return macro-F1 over the moves and over the pitfalls that occur."""
    scores = f1(table.sum(axis=0))
    return float(np.nanmean(scores[: len(MOVES)])), float(np.nanmean(scores[len(MOVES) :]))


def alarms(turns: Sequence[dict]) -> list[str]:
    """Return the ordinary turns in which the coach raises `owns`, `apologises` or a pitfall."""
    readings = [read(turn["text"]) for turn in turns]
    return [r.text for r in readings if STRICT & {*r.moves, *r.pitfalls}]


def tables(folder: Path, *, draws: int = 1000) -> str:
    """Return the tables as Markdown; 95% intervals from a bootstrap over statements, seed 0."""
    said = []
    for name, title in SETS.items():
        table = counts(load(folder / f"{name}.jsonl"))
        picks = np.random.default_rng(0).integers(0, len(table), size=(draws, len(table)))
        drawn = f1(np.array([table[pick].sum(axis=0) for pick in picks]))
        totals, scores = table.sum(axis=0), f1(table.sum(axis=0))
        said += [f"### {title} ({len(table)})", ""]
        groups = (("moves", slice(0, len(MOVES))), ("pitfalls", slice(len(MOVES), None)))
        for kind, part in groups:
            low, high = np.percentile(np.nanmean(drawn[:, part], axis=1), [2.5, 97.5])
            mean = np.nanmean(scores[part])
            said.append(f"Macro-F1 over {kind}: **{mean:.2f}** ({low:.2f} to {high:.2f}).")
        said += ["", "| label | present | precision | recall | F1 | 95% interval |"]
        said += ["|---|---:|---:|---:|---:|---:|"]
        for j, label in enumerate(LABELS):
            hit, false, missed = totals[j]
            low, high = np.nanpercentile(drawn[:, j], [2.5, 97.5]) if hit + missed else (0, 0)
            precision = f"{hit / (hit + false):.2f}" if hit + false else "–"
            row = f"{hit / (hit + missed):.2f} | {scores[j]:.2f} | {low:.2f} to {high:.2f}"
            said.append(
                f"| {label} | {hit + missed} | {precision} | "
                + (f"{row} |" if hit + missed else "– | – | – |")
            )
        said.append("")
    turns = load(folder / "coach-ordinary-held-out.jsonl")
    said.append(
        f"On {len(turns)} ordinary turns that it was not trained on, the coach raised `owns`, "
        f"`apologises` or a pitfall in {len(alarms(turns))}."
    )
    return "\n".join(said)


def main(argv: Sequence[str]) -> int:
    """Write the tables for a folder of statements into a page, between its two marks."""
    folder, page = Path(argv[0]), Path(argv[1])
    before, rest = page.read_text(encoding="utf-8").split(START)
    after = rest.split(END)[1]
    page.write_text(f"{before}{START}\n{tables(folder)}\n{END}{after}", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
