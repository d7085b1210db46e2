"""Learns the weights of the coach from labelled statements.

    python -m rupture_repair.teaching.coach_training STATEMENTS.jsonl ... --to weights.json

A line of a file is a statement: `text`, `moves`, `pitfalls`, perhaps `disputed`, and perhaps
`parts`, a list of [words, labels] that says which stretch carries what. Where there are no parts,
the sentence that the phrases favour is taken to carry the label.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np

from rupture_repair.coach.likeness import likeness
from rupture_repair.coach.patterns import find
from rupture_repair.coach.weigh import Model, features
from rupture_repair.coach.words import sentences
from rupture_repair.vocabulary import LABELS, PITFALLS

__all__ = ["load", "train"]

COLUMN = {label: i for i, label in enumerate(LABELS)}
STRICT = {"owns", "apologises", *PITFALLS}  # a false alarm of these hurts most
PLAIN = 2.0  # how much a sentence counts in a statement that carries no label
UNAIDED = 1.0  # how much a sentence counts when it is shown again without its phrases
LIKENESS_COST = 0.1  # what words are like is many small hints, none of which should be left out
LIKENESS_GAIN = 2.0  # root mean square over sentences, beside some 4 for all other features
SMALLEST = 0.04  # a weight below this is not kept
AIDS = ("s:", "m:")


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
    statements: Sequence[dict], *, rounds: int = 300, least: int = 3, l1: float = 3e-5,
    l2: float = 3e-4,
) -> Model:  # fmt: skip
    """Return a model learned from `statements` by logistic regression with an elastic net.

    Proximal gradient with momentum (Beck & Teboulle, 2009). A label's own phrases cost least. Each
    sentence is shown twice, the second time without its phrases: whoever wrote them knew these
    statements, so that otherwise next to nothing would be learned from the words.
    """
    pages = [sentences(statement["text"]) for statement in statements]
    read = [features(page, find([s.line for s in page])) for page in pages]
    targets = map(_targets, statements, pages, read)
    y, c = (np.vstack(part) for part in zip(*targets, strict=True))
    rows = [row for mine in read for row in mine]
    seen = Counter(name for row in rows for name in row)
    kept = (name for name, k in seen.items() if k >= least or name[0] in "smx")
    names = {name: i for i, name in enumerate(sorted(kept, key=lambda n: (n[:2] in AIDS, n)))}
    alike = likeness([sentence.words for page in pages for sentence in page])
    centre, gain = alike.mean(axis=0), LIKENESS_GAIN / np.sqrt(alike.var(axis=0).sum())
    x = np.zeros((len(rows), len(names)), dtype=np.float32)
    for i, row in enumerate(rows):
        for name, value in row.items():
            if name in names:
                x[i, names[name]] = value
    x = np.hstack([(alike - centre) * gain, x])
    lone = x.shape[1] - sum(name[:2] in AIDS for name in names)  # from here on, phrases
    cheap = np.full((x.shape[1], len(LABELS)), LIKENESS_COST, dtype=np.float32)
    for name, i in names.items():
        cheap[alike.shape[1] + i] = [_cost(name, label) for label in LABELS]
    lift = (np.where(y > 0, 2.0, 1.0) * c / (2 * len(rows))).astype(np.float32)
    weights = np.zeros((x.shape[1], len(LABELS)), dtype=np.float32)
    bias = np.full(len(LABELS), -3.0, dtype=np.float32)
    ahead, ahead_bias, momentum = weights, bias, 1.0
    vector = np.ones(x.shape[1], dtype=np.float32)
    for _ in range(12):  # the largest curvature, by power iteration
        vector = x.T @ (x @ vector)
        size = float(np.linalg.norm(vector))
        vector /= size
    step = 1 / (0.5 * size / len(rows) + l2 + 0.5)
    for _ in range(rounds):
        unaided = x[:, :lone] @ ahead[:lone] + ahead_bias
        aided = unaided + x[:, lone:] @ ahead[lone:]
        error = (_chance(aided) - y) * lift
        alone_error = (_chance(unaided) - y) * lift * UNAIDED
        both = (error + alone_error).astype(np.float32)
        slope = np.vstack([x[:, :lone].T @ both, x[:, lone:].T @ error.astype(np.float32)])
        moved = ahead - step * (slope + l2 * cheap * ahead)
        new = np.sign(moved) * np.maximum(np.abs(moved) - step * l1 * cheap, 0)
        new_bias = ahead_bias - step * both.sum(axis=0)
        later = (1 + np.sqrt(1 + 4 * momentum**2)) / 2
        ahead = new + (momentum - 1) / later * (new - weights)
        ahead_bias = new_bias + (momentum - 1) / later * (new_bias - bias)
        weights, bias, momentum = new, new_bias, later
    threshold = np.array([0.25 if label in PITFALLS else 0.28 for label in LABELS])
    alone = np.array([0.75 if label in PITFALLS else 0.45 for label in LABELS])
    alone[[COLUMN["owns"], COLUMN["apologises"]]] = 0.6
    alike_weights, weights = np.split(weights, [alike.shape[1]])
    alike_weights = alike_weights * gain
    bias = bias - centre @ alike_weights
    return Model(names, weights, alike_weights, bias, threshold, alone)


def _chance(score: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-np.clip(score, -30, 30)))


def save(model: Model, path: Path) -> None:
    """Write a model as JSON: for each feature, the labels it speaks for or against."""
    kept = {
        name: {
            label: round(float(model.weights[row, column]), 2)
            for label, column in COLUMN.items()
            if abs(model.weights[row, column]) >= SMALLEST
        }
        for name, row in model.names.items()
    }
    data = {
        "bias": {label: round(float(model.bias[i]), 3) for label, i in COLUMN.items()},
        "threshold": {label: float(model.threshold[i]) for label, i in COLUMN.items()},
        "alone": {label: float(model.alone[i]) for label, i in COLUMN.items()},
        "likeness": model.likeness.round(3).tolist(),
        "weights": {name: weights for name, weights in kept.items() if weights},
    }
    path.write_text("{\n" + ",\n".join(map(_lines, data.items())) + "\n}\n", encoding="utf-8")


def _lines(entry: tuple[str, dict | list]) -> str:
    """Return a named part of the weights as JSON, with a line for each thing in it."""
    name, part = entry
    if isinstance(part, list):
        return f'"{name}": [\n' + ",\n".join(json.dumps(row) for row in part) + "\n]"
    dump = partial(json.dumps, ensure_ascii=False)
    rows = (f"{dump(key)}: {dump(value)}" for key, value in sorted(part.items()))
    return f'"{name}": {{\n' + ",\n".join(rows) + "\n}"


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
