"""Questions: those that close each lesson, and the two matched forms of the self-check."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cache
from typing import Literal, NamedTuple

from ._toml import read_records

__all__ = ["Item", "Option", "counterbalanced", "items", "self_check"]

Form = Literal["A", "B"]


class Option(NamedTuple):
    """One answer to choose from, and why it is right or wrong (the feedback it gets)."""

    text: str
    why: str


@dataclass(frozen=True)
class Item:
    """One question: four options, or an answer in one's own words.

    ask: the question, with its scene.
    objectives, concepts: keys of what it tests.
    options: four answers; empty where the learner writes.
    right: which option is right, counted from 1; None where the learner writes.
    listen_for: for written answers, what a good one contains.
    example: for written answers, one good answer among many.
    """

    key: str
    ask: str
    objectives: tuple[str, ...]
    concepts: tuple[str, ...]
    options: tuple[Option, ...] = ()
    right: int | None = None
    listen_for: tuple[str, ...] = ()
    example: str = ""

    def __post_init__(self) -> None:
        if self.options:
            if len(self.options) != 4:
                raise ValueError(f"needs four options, got {len(self.options)}.")
            if self.right not in (1, 2, 3, 4):
                raise ValueError(f"right must be 1, 2, 3 or 4, got {self.right!r}.")
            if self.listen_for or self.example:
                raise ValueError("has options, so leave out listen_for and example.")
        elif len(self.listen_for) < 2 or not self.example or self.right is not None:
            raise ValueError(
                "needs either options and right, or at least two listen_for and an example."
            )

    @property
    def written(self) -> bool:
        """Whether the learner answers in their own words."""
        return not self.options

    @property
    def answer(self) -> Option:
        """The right option. Raises ValueError for a written item, which has none."""
        if self.right is None:
            raise ValueError(f"Item {self.key!r} is written and has no right option.")
        return self.options[self.right - 1]


@cache
def items(lesson: int) -> tuple[Item, ...]:
    """Return the questions that close a lesson, 0 to 12, in order."""
    return tuple(read_records(f"questions/lesson_{lesson:02d}.toml", Item).values())


@cache
def self_check(form: Form) -> tuple[Item, ...]:
    """Return the 20 questions of form "A" or "B"; the n-th of one matches the n-th of the other."""
    if form not in ("A", "B"):
        raise ValueError(f'The self-check has forms "A" and "B", got {form!r}.')
    return tuple(read_records(f"questions/self_check_{form.lower()}.toml", Item).values())


def counterbalanced(seed: int) -> tuple[Form, Form]:
    """Return which form to take before the course and which after it, by the toss of `seed`.

    Over many learners half begin with A and half with B, so that a difference between the forms
    does not pass for learning. The same seed always gives the same order.
    """
    return ("A", "B") if random.Random(seed).random() < 0.5 else ("B", "A")
