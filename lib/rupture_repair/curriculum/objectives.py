"""What a learner can do after each lesson."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from ._toml import pick, read_records

__all__ = ["Objective", "objective", "objectives"]

FILE = "objectives.toml"


@dataclass(frozen=True)
class Objective:
    """One thing that a learner can do afterwards.

    key: number of the lesson, a hyphen and a letter: "02-a".
    can: what one can do, opening with an observable verb: “Predict how …”.
    concepts: ids of the concepts it rests on; empty only in lesson 00.
    """

    key: str
    can: str
    concepts: tuple[str, ...] = ()

    @property
    def lesson(self) -> int:
        """Number of the lesson it belongs to."""
        return int(self.key[:2])


@cache
def _all() -> Mapping[str, Objective]:
    return read_records(FILE, Objective)


def objectives(lesson: int | None = None) -> tuple[Objective, ...]:
    """Return the objectives of one lesson, or of all of them."""
    return tuple(one for one in _all().values() if lesson is None or one.lesson == lesson)


def objective(key: str) -> Objective:
    """Return one objective; KeyError lists the keys that exist."""
    return pick(FILE, _all(), key)
