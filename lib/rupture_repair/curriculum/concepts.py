"""The concepts of the course, A1 to R8."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from ._toml import pick, read_records
from .standing import Standing

__all__ = ["Concept", "concept", "concepts", "concepts_of"]

FILE = "concepts.toml"


@dataclass(frozen=True)
class Concept:
    """One idea that the course teaches.

    key: its id, A1 to R8.
    title: what a learner reads.
    means: one paragraph in our own words.
    standing: how sure the field is.
    sources: keys of references.
    lessons: numbers of the lessons that teach it; lesson 12 comes back to every concept.
    """

    key: str
    title: str
    means: str
    standing: Standing
    sources: tuple[str, ...]
    lessons: tuple[int, ...]


@cache
def concepts() -> Mapping[str, Concept]:
    """Return all concepts by id, A1 to R8."""
    return read_records(FILE, Concept)


def concept(key: str) -> Concept:
    """Return one concept; KeyError lists the ids that exist."""
    return pick(FILE, concepts(), key)


def concepts_of(lesson: int) -> tuple[Concept, ...]:
    """Return the concepts that a lesson teaches; lesson 12 comes back to all of them."""
    return tuple(one for one in concepts().values() if lesson == 12 or lesson in one.lessons)
