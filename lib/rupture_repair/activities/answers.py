"""The numbers that predictions ask for, each computed when it may be seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..model.against_none import EXPECTATIONS, QUALITIES, two_against_none

__all__ = ["ANSWERS"]


def _quality_needed_by_the_wary() -> float:
    """Return the least repair with which two ruptures do as well as none, expectation .8."""
    wary = int(abs(EXPECTATIONS - 0.8).argmin())
    return float(QUALITIES[(two_against_none(True)["everyone"][wary] >= 0).argmax()])


ANSWERS: Mapping[str, Callable[[], float]] = {
    "quality_needed_by_the_wary": _quality_needed_by_the_wary,
}
"""Name, as a lesson's plan gives it, to the function that computes it."""
