"""Finding ruptures in a series of alliance ratings, and how often that is right.

Three ways that studies use. In a simulation the truth is known, so each can be scored against it;
in a study it is not. Competing ways applied to the same ratings give different counts (Gumz 2012).
All take ratings of shape (sessions, clients), NaN after a client has left, and return a boolean
array of that shape, True in the session in which a rupture is found.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

__all__ = ["METHODS", "Hits", "control_chart", "criterion", "hits", "score", "v_shape"]

Array = np.ndarray


@dataclass(frozen=True)
class Hits:
    """How marks compare with the truth: ruptures found, ruptures missed, marks with none near."""

    found: int
    missed: int
    false: int


def criterion(ratings: Array, size: float = 1.0) -> Array:
    """Find every drop from one session to the next of `size` or more of the client's own SDs."""
    drop = np.zeros(ratings.shape, bool)
    drop[1:] = _falls(ratings) >= size * _spread(ratings)
    return drop


def control_chart(ratings: Array, limits: float = 2.0) -> Array:
    """Find ratings under the lower limit of an individuals chart (Shewhart).

    The limit lies `limits` sigmas under the client's mean, sigma being the mean moving range over
    1.128. Long slow declines widen nothing and so are found; steep ones widen the limits.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # clients who came once have no range
        sigma = np.nanmean(np.abs(np.diff(ratings, axis=0)), axis=0) / 1.128
    return ratings < np.nanmean(ratings, axis=0) - limits * sigma


def v_shape(ratings: Array, size: float = 1.0, within: int = 3, back: float = 0.8) -> Array:
    """Find drops, as in `criterion`, of which the share `back` is regained `within` sessions."""
    found = criterion(ratings, size)
    for t in range(1, len(ratings)):
        later = ratings[t + 1 : t + 1 + within]
        if len(later) == 0:
            found[t] = False
            continue
        best = np.where(np.isnan(later), -np.inf, later).max(axis=0)
        with np.errstate(invalid="ignore"):
            found[t] &= best - ratings[t] >= back * (ratings[t - 1] - ratings[t])
    return found


def score(found: Array, truth: Array, present: Array, within: int = 1) -> Mapping[str, float]:
    """Return how the sessions found compare with the sessions in which a rupture was felt.

    sensitivity: share of true ruptures found in their session or `within` sessions after.
    precision: share of finds with a true rupture in their session or that long before.
    sessions, courses: share of attended sessions, and of clients, with a find. NaN for 0 of 0.
    """
    near_find, near_truth = found.copy(), truth.copy()
    for step in range(1, within + 1):
        near_find[:-step] |= found[step:]
        near_truth[step:] |= truth[:-step]
    return {
        "sensitivity": _share((truth & near_find).sum(), truth.sum()),
        "precision": _share((found & near_truth).sum(), found.sum()),
        "sessions": _share((found & present).sum(), present.sum()),
        "courses": float(found.any(axis=0).mean()),
    }


def hits(marked: Array, felt: Array) -> Hits:
    """Count hits, misses and false alarms of one client, by the rule of `score`.

    marked, felt: bools of shape (sessions,). A rupture counts as found if it is marked in its own
    session or in the one after.
    """
    one = score(marked[:, None], felt[:, None], np.ones((len(felt), 1), bool))
    truths, marks = int(felt.sum()), int(marked.sum())
    found = round(one["sensitivity"] * truths) if truths else 0
    right = round(one["precision"] * marks) if marks else 0
    return Hits(found, truths - found, marks - right)


METHODS: Mapping[str, Callable[[Array, float], Array]] = {
    "drop": criterion,
    "control chart": control_chart,
    "V-shape": v_shape,
}
"""What is found in ratings, (sessions, clients), by criteria of a given size in SDs."""


def _falls(ratings: Array) -> Array:
    return np.nan_to_num(ratings[:-1] - ratings[1:], nan=-np.inf)


def _spread(ratings: Array) -> Array:
    """Return each client's SD, infinite for fewer than three ratings."""
    enough = np.isfinite(ratings).sum(axis=0) > 2
    return np.where(enough, np.nanstd(ratings, axis=0), np.inf)


def _share(part: float, whole: float) -> float:
    return float(part / whole) if whole else float("nan")
