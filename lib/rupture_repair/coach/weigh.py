"""How much each phrase and word counts: a small linear model over what a sentence holds.

For each label the odds of a sentence are a sum of learned weights: of the phrases in it
(`patterns.toml`), of its words, pairs and triples of words, of the families its words belong to, of
its place, of phrases elsewhere in the statement, and of what its words are like (`likeness.py`).
`teaching/coach_training.py` learns the weights; they lie in `weights.json`, readable by eye.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from rupture_repair.coach.patterns import Hit, families
from rupture_repair.coach.words import Sentence
from rupture_repair.vocabulary import LABELS

__all__ = ["Model", "features", "stored"]

COMPANY = 0.5
REACH = 3  # words within which one family is seen to follow another


@dataclass(frozen=True)
class Model:
    """Weights of the linear model.

    names: feature names; weights: (features, labels); likeness: (2 * likeness.SIZE, labels); bias,
    threshold and alone: (labels,), the last two as probabilities. Labels stand in the order of
    `vocabulary.LABELS`.
    """

    names: dict[str, int]
    weights: np.ndarray
    likeness: np.ndarray
    bias: np.ndarray
    threshold: np.ndarray
    alone: np.ndarray

    def found(self, odds: np.ndarray) -> np.ndarray:
        """Say which labels are present, from probabilities of shape (sentences, labels).

        A label that stands alone in the whole statement must be surer (`alone`) than one in company
        (`threshold`): most talk is not about a rupture, and there the coach should stay silent.
        """
        best = odds.max(axis=0)
        likely = best >= COMPANY
        company = likely.sum() - likely > 0
        return odds >= np.where(company, self.threshold, self.alone)

    def odds(self, rows: Sequence[dict[str, float]], likeness: np.ndarray) -> np.ndarray:
        """Return probabilities of shape (sentences, labels).

        rows: the features of each sentence; likeness: (sentences, 2 * likeness.SIZE).
        """
        score = likeness @ self.likeness + self.bias
        for i, row in enumerate(rows):
            known = [(self.names[name], value) for name, value in row.items() if name in self.names]
            if known:
                at, values = zip(*known, strict=True)
                score[i] += np.array(values) @ self.weights[list(at)]
        return 1 / (1 + np.exp(-np.clip(score, -30, 30)))


@cache
def stored() -> Model:
    """Return the trained model that comes with the package."""
    data = json.loads(files(__package__).joinpath("weights.json").read_text(encoding="utf-8"))
    labels = {label: column for column, label in enumerate(LABELS)}
    weights = np.zeros((len(data["weights"]), len(labels)))
    for row, by_label in enumerate(data["weights"].values()):
        for label, weight in by_label.items():
            weights[row, labels[label]] = weight
    return Model(
        names={name: row for row, name in enumerate(data["weights"])},
        weights=weights,
        likeness=np.array(data["likeness"]),
        bias=np.array([data["bias"][label] for label in LABELS]),
        threshold=np.array([data["threshold"][label] for label in LABELS]),
        alone=np.array([data["alone"][label] for label in LABELS]),
    )


def features(page: Sequence[Sentence], hits: Sequence[Hit]) -> list[dict[str, float]]:
    """Return the features of each sentence of `page`, given the phrases found in it.

    `s:`, `m:` and `x:` are phrases (sure, maybe, against), `e:` and `b:` sure phrases elsewhere in
    the statement and in the sentence before, `w:` words, `f:` families of words and which follows
    which, `at:` places. Values lie between 0 and 3.
    """
    phrases: list[dict[str, float]] = [{} for _ in page]
    for hit in hits:
        name = f"{ {'sure': 's', 'maybe': 'm', 'not': 'x'}[hit.strength] }:{hit.label}"
        first = 2.0 if hit.strength == "sure" else 1.0
        phrases[hit.line][name] = 3.0 if phrases[hit.line].get(name) else first
    sure = [{name[2:] for name in row if name.startswith("s:")} for row in phrases]
    counts: dict[str, int] = {}
    for labels in sure:
        for label in labels:
            counts[label] = counts.get(label, 0) + 1
    rows = []
    for i, sentence in enumerate(page):
        row = dict(phrases[i])
        for label, count in counts.items():
            if count > (label in sure[i]):
                row[f"e:{label}"] = 1.0
        for label in sure[i - 1] if i else ():
            row[f"b:{label}"] = 1.0
        row["at:first" if i == 0 else "at:later"] = 0.5
        if i == len(page) - 1:
            row["at:last"] = 0.5
        if len(page) == 1:
            row["at:alone"] = 0.5
        if len(sentence.words) < 6:
            row["at:short"] = 0.5
        words = ("^", *sentence.words, "$")
        for size in (1, 2, 3):
            for k in range(len(words) - size + 1):
                row["w:" + " ".join(words[k : k + size])] = 0.5
        kin = [families(word) for word in sentence.words]
        for k, names in enumerate(kin):
            later = [name for near in kin[k + 1 : k + 1 + REACH] for name in near]
            for name in names:
                row[f"f:{name}"] = 0.2
                for after in later:
                    row[f"f:{name}>{after}"] = 0.2
        rows.append(row)
    return rows
