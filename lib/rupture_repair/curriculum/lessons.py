"""The thirteen lessons: file names, titles, and how many minutes each step takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from ._toml import read_records

__all__ = ["STEPS", "Lesson", "lesson", "lessons"]

FILE = "lessons.toml"

STEPS: Mapping[str, str] = {
    "meet": "Meet",
    "predict": "Predict",
    "explore": "Explore",
    "understand": "Understand",
    "practise": "Practise",
    "reflect": "Reflect",
    "check": "Check",
    "carry_away": "Carry away",
}


@dataclass(frozen=True)
class Lesson:
    """One notebook.

    key: its number as two digits.
    file: the notebook's name in `notebooks/`; it never changes once published.
    title: what a learner reads.
    does: what one does in it, in one sentence.
    minutes: minutes by step; lessons 01 to 12 have exactly the steps of STEPS, in their order.
    people: ids of the vignettes whose people one meets.
    """

    key: str
    file: str
    title: str
    does: str
    minutes: Mapping[str, int]
    people: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.file.startswith(f"{self.key}_") or not self.file.endswith(".ipynb"):
            raise ValueError(f"file must look like {self.key}_a_name.ipynb, got {self.file!r}.")
        if self.number > 0 and tuple(self.minutes) != tuple(STEPS):
            raise ValueError(f"minutes must name the steps {', '.join(STEPS)}, in this order.")
        if min(self.minutes.values()) < 1:
            raise ValueError("every step takes at least one minute; correct minutes.")

    @property
    def number(self) -> int:
        """The lesson's number, 0 to 12."""
        return int(self.key)

    @property
    def total_minutes(self) -> int:
        """Minutes of all steps together."""
        return sum(self.minutes.values())


@cache
def lessons() -> tuple[Lesson, ...]:
    """Return the lessons in order, so that `lessons()[2]` is lesson 02."""
    return tuple(read_records(FILE, Lesson).values())


def lesson(number: int) -> Lesson:
    """Return one lesson by its number, 0 to 12."""
    if number not in range(len(lessons())):
        raise KeyError(f"There is no lesson {number}; the lessons are 0 to {len(lessons()) - 1}.")
    return lessons()[number]
