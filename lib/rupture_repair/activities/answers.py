"""The numbers that predictions ask for, each computed when it may be seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..model.attention import Self, after_a_lapse

__all__ = ["ANSWERS"]


def _missed_by_the_harsh() -> float:
    return float(after_a_lapse(Self(0.8, 0.9, 0.8), 20)["missed"][-1])


ANSWERS: Mapping[str, Callable[[], float]] = {
    "missed_by_the_harsh": _missed_by_the_harsh,
}
"""Name, as a lesson's plan gives it, to the function that computes it."""
