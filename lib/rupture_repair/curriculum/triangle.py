"""Every concept and objective must be taught, practised and assessed; this finds what is not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ._toml import CurriculumError
from .concepts import concepts
from .lessons import lessons
from .objectives import objectives
from .quiz import items, self_check

__all__ = ["triangle"]


def triangle(taught: Iterable[str], practised: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """Return the concept ids and objectives that lack something, by what they lack.

    taught: concept ids that the lessons teach, lesson 12 left out.
    practised: concept ids that the exercises practise.
    Returns a mapping with the keys "taught", "practised", "assessed" (concept ids without them),
    "aimed at" (concept ids in no objective) and "objectives" (objectives without a question).
    All five are empty when the triangle is closed. Raises CurriculumError for an unknown id.
    """
    known = set(concepts())
    asked = [
        *(item for lesson in lessons() for item in items(lesson.number)),
        *self_check("A"),
        *self_check("B"),
    ]
    sides = {
        "taught": set(taught),
        "practised": set(practised),
        "assessed": {key for item in asked for key in item.concepts},
        "aimed at": {key for aim in objectives() for key in aim.concepts},
    }
    for side, keys in sides.items():
        if unknown := sorted(keys - known):
            raise CurriculumError(
                "concepts.toml", ", ".join(unknown), f"{side}, but no such concept; correct the id."
            )
    tested = {key for item in asked for key in item.objectives}
    missing = {
        side: tuple(key for key in concepts() if key not in keys) for side, keys in sides.items()
    }
    untested = tuple(aim.key for aim in objectives() if aim.key not in tested)
    return missing | {"objectives": untested}
