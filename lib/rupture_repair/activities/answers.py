"""The numbers that predictions ask for, each computed when it may be seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..curriculum.explorers import explorer_plan
from ..curriculum.feelings import moments
from ..model.guessing import Reading, guesses, near, readers
from .course import SEED

__all__ = ["ANSWERS"]


def _near_the_person() -> float:
    """Return how many of a hundred guesses are near, in the first preset of lesson 01."""
    asked = dict(explorer_plan("01").presets[0].settings)
    one = list(moments().values())[int(asked.pop("moment"))]
    differ = readers(100, SEED)
    guess = guesses(one.usual, one.felt, one.said, Reading(**asked), differ)
    return float(near(guess, one.felt).sum())


ANSWERS: Mapping[str, Callable[[], float]] = {"near_the_person": _near_the_person}
"""Name, as a lesson's plan gives it, to the function that computes it."""
