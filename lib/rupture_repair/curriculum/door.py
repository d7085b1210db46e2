"""A scene against the clock: moments, ways to go on, and what each leaves the other with."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

__all__ = ["LEFT", "Door", "Moment", "Way", "door"]

LEFT = {
    "glad": "Could he see that you were glad?",
    "when": "Does he know what time is his?",
    "urgent": "Did you ask whether it can wait?",
}
"""What the other may be left with, and the question that it answers."""


@dataclass(frozen=True)
class Way:
    """One way to go on.

    text: what is said or done. why: what it does. seconds: how long it takes, 1 or more.
    gives: what the other is left with, keys of LEFT.
    takes: what was given before that it takes away again.
    """

    text: str
    why: str
    seconds: int
    gives: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Moment:
    """One moment at the door, and the ways to go on from it."""

    ask: str
    ways: tuple[Way, ...]


@dataclass(frozen=True)
class Door:
    """The scene. seconds: how long until the next hour begins."""

    title: str
    scene: str
    after: str
    seconds: int
    moments: tuple[Moment, ...]


@cache
def door() -> Door:
    """Return the fifteen minutes at the door. Raises ValueError for a way that cannot be used."""
    raw = tomllib.loads((files(__package__) / "door.toml").read_text(encoding="utf-8"))
    return Door(
        **{name: raw[name] for name in ("title", "scene", "after", "seconds")},
        moments=tuple(
            Moment(moment["ask"], tuple(_way(way) for way in moment["way"]))
            for moment in raw["moment"]
        ),
    )


def _way(raw: dict) -> Way:
    way = Way(**raw | {name: tuple(raw.get(name, ())) for name in ("gives", "takes")})
    unknown = {*way.gives, *way.takes} - set(LEFT)
    if unknown or way.seconds < 1:
        raise ValueError(
            f"door.toml, {way.text!r}: seconds must be 1 or more, and gives and takes hold only "
            f"{', '.join(LEFT)}."
        )
    return way
