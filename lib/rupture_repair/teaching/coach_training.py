"""Learns the weights of the coach from labelled statements.

    python -m rupture_repair.teaching.coach_training STATEMENTS.jsonl ... --to weights.json

A line of a file is a statement: `text`, `moves`, `pitfalls`, perhaps `disputed`, and perhaps
`parts`, a list of [words, labels] that says which stretch carries what. Where there are no parts,
the sentence that the phrases favour is taken to carry the label.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from rupture_repair.coach.patterns import find
from rupture_repair.coach.weigh import Model, features
from rupture_repair.coach.words import sentences
from rupture_repair.vocabulary import LABELS, PITFALLS

__all__ = ["load", "train"]

COLUMN = {label: i for i, label in enumerate(LABELS)}
STRICT = {"owns", "apologises", *PITFALLS}  # a false alarm of these hurts most
PLAIN = 2.0  # how much a sentence counts in a statement that carries no label
UNAIDED = 0.5  # how much a sentence counts when it is shown again without its phrases


def load(path: Path) -> list[dict]:
    """Return the statements of a file of JSON lines."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def _targets(statement: dict, page: list, rows: list[dict]) -> tuple[np.ndarray, np.ndarray]:
    """Return what each sentence carries and how much it counts, both (sentences, labels)."""
    wanted = np.zeros((len(page), len(LABELS)))
    counts = np.ones_like(wanted)
    if "parts" in statement:
        at = 0
        for words, labels in statement["parts"]:
            start = statement["text"].index(words, at)
            at = start + len(words)
            for i, sentence in enumerate(page):
                inside = sum(start <= s < at for s in sentence.starts)
                if inside and (inside >= 3 or inside >= 0.5 * len(words.split())):
                    wanted[i, [COLUMN[label] for label in labels]] = 1
    else:
        for label in statement["moves"] + statement["pitfalls"]:
            score = [2 * r.get(f"s:{label}", 0) + r.get(f"m:{label}", 0) for r in rows]
            counts[:, COLUMN[label]] = 0.3
            best = int(np.argmax(score))
            wanted[best, COLUMN[label]] = counts[best, COLUMN[label]] = 1
    if not statement["moves"] and not statement["pitfalls"]:
        counts *= PLAIN
    for label in statement.get("disputed", ()):
        counts[:, COLUMN[label]] = 0
    return wanted, counts


def _cost(name: str, label: str) -> float:
    """Return how dearly a feature is bought for a label: its own phrases cheaply.

    Most training sentences carry one label, so that a phrase for another would come to speak
    against it; in what people say, labels share sentences.
    """
    return 0.1 if name[0] in "smx" and name[2:] == label else 1.0


def train(
    statements: Sequence[dict], *, rounds: int = 400, least: int = 3, l1: float = 1e-4,
    l2: float = 3e-4,
) -> Model:  # fmt: skip
    """Return a model learned from `statements` by logistic regression with an elastic net.

    Proximal gradient with momentum (Beck & Teboulle, 2009). A label's own phrases cost least. Each
    sentence is shown twice, the second time without its phrases: whoever wrote them knew these
    statements, so that otherwise next to nothing would be learned from the words.
    """
    rows, wanted, counts = [], [], []
    for statement in statements:
        page = sentences(statement["text"])
        mine = features(page, find([s.line for s in page]))
        y, c = _targets(statement, page, mine)
        rows += mine
        wanted.append(y)
        counts.append(c)
    y, c = np.vstack(wanted), np.vstack(counts)
    seen: dict[str, int] = {}
    for row in rows:
        for name in row:
            seen[name] = seen.get(name, 0) + 1
    names = {
        n: i
        for i, n in enumerate(sorted(n for n, k in seen.items() if k >= least or n[0] in "smx"))
    }
    x = np.zeros((len(rows), len(names)), dtype=np.float32)
    for i, row in enumerate(rows):
        for name, value in row.items():
            if name in names:
                x[i, names[name]] = value
    cheap = np.array([[_cost(name, label) for label in LABELS] for name in names], dtype=np.float32)
    words = np.array([[name[:2] not in ("s:", "m:")] for name in names], dtype=np.float32)
    lift = np.where(y > 0, 2.0, 1.0) * c / (2 * len(rows))
    y, lift = np.hstack([y, y]), np.hstack([lift, UNAIDED * lift])
    weights = np.zeros((len(names), len(LABELS)), dtype=np.float32)
    bias = np.full(len(LABELS), -3.0, dtype=np.float32)
    ahead, ahead_bias, momentum = weights, bias, 1.0
    vector = np.ones(len(names), dtype=np.float32)
    for _ in range(12):  # the largest curvature, by power iteration
        vector = x.T @ (x @ vector)
        size = float(np.linalg.norm(vector))
        vector /= size
    step = 1 / (0.5 * size / len(rows) + l2 + 0.5)
    for _ in range(rounds):
        score = x @ np.hstack([ahead, words * ahead]) + np.tile(ahead_bias, 2)
        error = ((1 / (1 + np.exp(-np.clip(score, -30, 30))) - y) * lift).astype(np.float32)
        aided, unaided = np.hsplit(x.T @ error, 2)
        moved = ahead - step * (aided + words * unaided + l2 * cheap * ahead)
        new = np.sign(moved) * np.maximum(np.abs(moved) - step * l1 * cheap, 0)
        new_bias = ahead_bias - step * error.sum(axis=0).reshape(2, -1).sum(axis=0)
        later = (1 + np.sqrt(1 + 4 * momentum**2)) / 2
        ahead = new + (momentum - 1) / later * (new - weights)
        ahead_bias = new_bias + (momentum - 1) / later * (new_bias - bias)
        weights, bias, momentum = new, new_bias, later
    threshold = np.array([0.3 if label in PITFALLS else 0.4 for label in LABELS])
    threshold[COLUMN["invites"]] = 0.5
    alone = np.array([0.7 if label in STRICT else 0.5 for label in LABELS])
    return Model(names, weights, bias, threshold, alone)


def save(model: Model, path: Path) -> None:
    """Write a model as JSON: for each feature, the labels it speaks for or against."""
    kept = {
        name: {
            label: round(float(model.weights[row, column]), 3)
            for label, column in COLUMN.items()
            if abs(model.weights[row, column]) >= 0.02
        }
        for name, row in model.names.items()
    }
    data = {
        "bias": {label: round(float(model.bias[i]), 3) for label, i in COLUMN.items()},
        "threshold": {label: float(model.threshold[i]) for label, i in COLUMN.items()},
        "alone": {label: float(model.alone[i]) for label, i in COLUMN.items()},
        "weights": {name: weights for name, weights in kept.items() if weights},
    }
    lines = json.dumps(data, ensure_ascii=False, indent=0, sort_keys=True).replace(',\n"', ', "')
    path.write_text(lines + "\n", encoding="utf-8")


def main(argv: list[str] | None = None) -> int:
    """Learn from the files named and write the weights."""
    parser = argparse.ArgumentParser(
        prog="coach_training", description="Learns the weights of the coach."
    )
    parser.add_argument("files", type=Path, nargs="+", help="statements, as JSON lines")
    parser.add_argument("--to", type=Path, required=True, help="where the weights go")
    chosen = parser.parse_args(argv)
    save(train([row for path in chosen.files for row in load(path)]), chosen.to)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
