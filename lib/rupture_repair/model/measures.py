"""What a study would have measured, computed from a simulation: the model's side of each figure.

All functions take a result for a single setting with everything in KEEP kept. Outcome is the
improvement at the end (or on leaving), with the noise of an outcome measure.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from .chance import Draws
from .reporting import reports, share_of_sessions
from .setting import Setting
from .simulation import Result

__all__ = ["KEEP", "cohens_d", "correlation", "early_alliance", "measure", "outcome", "repaired"]

Array = np.ndarray

KEEP = (
    "rated", "felt", "any", "noticed", "hurt_before", "hurt", "present", "improvement", "left",
    "symptoms",
)  # fmt: skip
RESOLVED = 0.5  # a rupture is resolved once open hurt is under this share of the felt threshold
WITHIN = 2  # … in its own session, or so many sessions later


def measure(setting: Setting, draws: Draws, result: Result) -> Mapping[str, float]:
    """Return every measure that has a published figure beside it, by name."""
    early, gain, left = early_alliance(result), outcome(setting, draws, result), result["left"] > 0
    ruptured, mended = repaired(setting, result)
    reached = result["present"][4] if len(result["present"]) > 4 else ~left
    reported = reports(setting, draws, result)
    return {
        "alliance_outcome": correlation(early[reached], gain[reached]),
        "resolution_outcome": correlation(mended[ruptured], gain[ruptured]),
        "resolution_outcome_rest": correlation(ruptured & mended, gain),
        "dropout": float(left.mean()),
        "alliance_dropout": cohens_d(early[~left], early[left]),
        "felt_by_clients": share_of_sessions(reported["client"], result),
        "coded_by_observers": share_of_sessions(reported["observer"], result),
        "noticed_by_therapists": share_of_sessions(reported["therapist"], result),
        "therapist_share": share_between(gain, draws.therapist),
    }


def outcome(setting: Setting, draws: Draws, result: Result) -> Array:
    """Return each client's measured improvement."""
    return result["improvement"] + setting.world.outcome_noise * draws.outcome


def early_alliance(result: Result) -> Array:
    """Return the mean rated alliance of sessions 3 to 5, or the last rating of who left earlier."""
    rated = result["rated"]
    window = rated[2:5] if len(rated) > 2 else rated[-1:]
    known = np.isfinite(window)
    mean = np.where(known, window, 0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    last = np.maximum(np.where(result["left"] > 0, result["left"], len(rated)) - 1, 0)
    return np.where(known.any(axis=0), mean, rated[last, np.arange(rated.shape[1])])


def repaired(setting: Setting, result: Result) -> tuple[Array, Array]:
    """Return which clients felt a rupture, and for which at least half of theirs were resolved.

    A rupture is resolved if open hurt falls to half the felt threshold in its session or the two
    that follow. Leaving before that is no resolution.
    """
    hurt = np.where(result["present"], result["hurt"], np.inf)
    low = hurt < RESOLVED * setting.client.felt_threshold
    soon = low.copy()
    for later in range(1, WITHIN + 1):
        soon[:-later] |= low[later:]
    felt = result["felt"]
    count = felt.sum(axis=0)
    return count > 0, (felt & soon).sum(axis=0) >= np.maximum(count, 1) / 2


def share_between(values: Array, group: Array) -> float:
    """Return the share of variance that lies between groups of equal size (ANOVA estimator)."""
    size = int(np.bincount(group)[0])
    groups = len(values) // size
    if groups < 2 or size < 2:
        return float("nan")
    table = np.asarray(values[: groups * size], float).reshape(groups, size)
    within = table.var(axis=1, ddof=1).mean()
    between = table.mean(axis=1).var(ddof=1) - within / size
    return float(between / (between + within))


def correlation(first: Array, second: Array) -> float:
    """Return Pearson's r, point-biserial where one is a yes or no; NaN without variation."""
    a, b = np.asarray(first, float), np.asarray(second, float)
    if len(a) < 2 or a.std() == 0 or b.std() == 0:
        return float("nan")
    return float(np.corrcoef(a, b)[0, 1])


def cohens_d(first: Array, second: Array) -> float:
    """Return Cohen's d with the pooled SD; NaN for groups of fewer than two."""
    n, m = len(first), len(second)
    if min(n, m) < 2:
        return float("nan")
    pooled = ((n - 1) * first.var(ddof=1) + (m - 1) * second.var(ddof=1)) / (n + m - 2)
    return float((first.mean() - second.mean()) / np.sqrt(pooled))
