"""The numbers that predictions ask for, each computed when it may be seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..curriculum.explorers import explorer_plan
from ..model.distance import Pair, regulate

__all__ = ["ANSWERS"]


def _reached_in_the_end() -> float:
    plan = explorer_plan("09").prediction
    return float(regulate(Pair(**plan.settings))["reached"][-1])


ANSWERS: Mapping[str, Callable[[], float]] = {"reached_in_the_end": _reached_in_the_end}
"""Name, as a lesson's plan gives it, to the function that computes it."""
