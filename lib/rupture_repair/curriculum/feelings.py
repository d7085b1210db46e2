"""Short moments in which somebody feels something, read from `feelings.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ._toml import read_records

__all__ = ["Moment", "moments"]

Point = tuple[float, float]


@dataclass(frozen=True)
class Moment:
    """A moment that readers guess at; people, words and places on the map are invented.

    who: the person's name. scene: what is seen and heard. question: what to guess.
    facts: three things that may be known of the person, in the order in which they come out.
    usual, felt, said: how pleasant and how stirred up, each −1 to 1: what most people would feel
        here, what this person feels, and what they let on when asked in passing.
    in_passing, with_time: the person's own words to a question of either kind.
    why: what sets the person's feeling apart from the average guess, or does not.
    """

    key: str
    title: str
    who: str
    scene: str
    question: str
    facts: tuple[str, str, str]
    usual: Point
    felt: Point
    said: Point
    in_passing: str
    with_time: str
    why: str

    def __post_init__(self) -> None:
        for name in ("usual", "felt", "said"):
            if not all(-1 <= part <= 1 for part in getattr(self, name)):
                raise ValueError(f"{name} must lie in −1 to 1 both ways; correct it.")


def moments() -> Mapping[str, Moment]:
    """Return all moments by key, in the order of the file."""
    return read_records("feelings.toml", Moment)
