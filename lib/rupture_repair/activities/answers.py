"""The numbers that predictions ask for, each computed when it may be seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from ..model.decision import Prospects, changes
from ..model.learning_rules import rescorla_wagner

__all__ = ["ANSWERS"]


def _one_late_relapse() -> float:
    """Return what is expected after nine moments of being met and one of being brushed aside."""
    return float(rescorla_wagner(np.eye(10)[9], rate=0.3, start=0.8)[-1])


def _leave_at_once_from() -> float:
    """Return how sure of a habit one must be for leaving at once to give the most."""
    return next(at for at, way in changes(Prospects()) if way == "leave")


ANSWERS: Mapping[str, Callable[[], float]] = {
    "leave_at_once_from": _leave_at_once_from,
    "one_late_relapse": _one_late_relapse,
}
"""Name, as a lesson's plan gives it, to the function that computes it."""
