"""How many lapses until one doubts? A client inferring what kind of therapist they have.

Two possibilities are weighed by Bayes' rule: a reliable therapist, who lapses now and then, and one
for whom lapsing is a habit. What counts is how much likelier a lapse is under the second. Someone
who grew up among people who were seldom there has learned that even good people lapse often; to
them each lapse says less, and the same run of lapses does not raise the same doubt. That is a
model of a blind spot, and no more: every number is a teaching assumption.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .ranges import Checked, number

__all__ = ["Observer", "doubt", "lapses_until_doubt", "weight_of_a_lapse"]

Array = np.ndarray
PER_SESSION = "probability per session"


@dataclass(frozen=True)
class Observer(Checked):
    """Someone who judges whether lapses are a habit; the defaults are a fair outside observer."""

    prior: float = number(
        0.10, (0.001, 0.999), (0.02, 0.5), "probability", "how likely a habit seems at the outset"
    )
    reliable: float = number(
        0.05, (0.001, 0.9), (0.01, 0.15), PER_SESSION, "how often a reliable therapist lapses"
    )
    habitual: float = number(
        0.40, (0.01, 0.999), (0.2, 0.8), PER_SESSION, "how often one lapses whose habit it is"
    )
    history: float = number(
        0.0,
        (0, 0.999),
        (0, 0.6),
        "probability",
        "how often those who should have been there for this person were not",
    )
    history_weight: float = number(
        0.0, (0, 1), (0, 0.8), "share",
        "how much that history sets what this person takes as normal",
    )  # fmt: skip

    @property
    def normal(self) -> float:
        """How often this person thinks that even a reliable therapist lapses, per session.

        A good history makes nobody harsher than a fair observer, and nobody thinks that reliable
        people lapse more than those whose habit it is.
        """
        learned = self.reliable + self.history_weight * (self.history - self.reliable)
        return min(max(self.reliable, learned), self.habitual)


def weight_of_a_lapse(observer: Observer) -> float:
    """Return how many times likelier a lapse is from habit; 1 says nothing of a habit."""
    return observer.habitual / observer.normal


def doubt(lapses: Array, observer: Observer) -> Array:
    """Return the probability of a habit before the first session and after each.

    lapses: (..., sessions) whether each session held a lapse. Returns (..., sessions + 1).
    """
    lapses = np.asarray(lapses, bool)
    steps = np.where(lapses, *_log_odds(observer))
    start = np.full((*lapses.shape[:-1], 1), np.log(observer.prior / (1 - observer.prior)))
    odds = np.concatenate([start, start + np.cumsum(steps, axis=-1)], axis=-1)
    return 1 / (1 + np.exp(-odds))


def lapses_until_doubt(sessions: Array, observer: Observer, line: float = 0.5) -> Array:
    """Return the fewest lapses within so many sessions at which doubt reaches `line`.

    sessions: whole numbers, any shape. Infinite where no number of lapses would do.
    Raises ValueError unless the line lies between 0 and 1.
    """
    if not 0 < line < 1:
        raise ValueError(f"line must lie between 0 and 1, got {line!r}")
    sessions = np.asarray(sessions)
    lapse, none = _log_odds(observer)
    needed = np.log(line / (1 - line)) - np.log(observer.prior / (1 - observer.prior))
    needed = needed - sessions * none
    if lapse <= none:
        return np.where(needed <= 1e-9, 0.0, np.inf)
    fewest = np.maximum(np.ceil(needed / (lapse - none) - 1e-9), 0)
    return np.where(fewest <= sessions, fewest, np.inf)


def _log_odds(observer: Observer) -> tuple[float, float]:
    """Return what a session with a lapse, and one without, add to the log odds of a habit."""
    lapse = np.log(observer.habitual / observer.normal)
    none = np.log((1 - observer.habitual) / (1 - observer.normal))
    return float(lapse), float(none)
