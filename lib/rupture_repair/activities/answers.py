"""The numbers that predictions ask for, each computed when it may be seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..model import Setting, draws
from ..model.claims import quality_needed
from .course import SEED, SESSIONS

__all__ = ["ANSWERS"]


def _quality_needed_by_the_wary() -> float:
    return quality_needed(Setting().but(expectation=0.8), draws(600, SESSIONS, SEED))


ANSWERS: Mapping[str, Callable[[], float]] = {
    "quality_needed_by_the_wary": _quality_needed_by_the_wary,
}
"""Name, as a lesson's plan gives it, to the function that computes it."""
