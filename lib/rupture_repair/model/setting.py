"""One setting of the model: client, therapist, course and world together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cache

from .parameters import Client, Course, Therapist, World
from .ranges import Range, ranges

__all__ = ["Setting", "all_ranges", "beyond_plausible", "check"]


@dataclass(frozen=True)
class Setting:
    """Client, therapist, course and world of one simulation."""

    client: Client = field(default_factory=Client)
    therapist: Therapist = field(default_factory=Therapist)
    course: Course = field(default_factory=Course)
    world: World = field(default_factory=World)

    def but(self, **changes: float | bool) -> Setting:
        """Return the same setting with some parameters changed, whichever part they belong to.

        Raises KeyError for an unknown name and ValueError beyond the legal range.
        """
        parts: dict[str, dict[str, float | bool]] = {}
        for name, value in changes.items():
            parts.setdefault(_home(name), {})[name] = value
        return replace(
            self, **{part: replace(getattr(self, part), **new) for part, new in parts.items()}
        )

    def __getitem__(self, name: str) -> float | bool:
        """Return the parameter called `name`, whichever part it belongs to."""
        return getattr(getattr(self, _home(name)), name)


_PARTS = {"client": Client, "therapist": Therapist, "course": Course, "world": World}


@cache
def all_ranges() -> Mapping[str, Range]:
    """Return the ranges of every number in a setting, by name."""
    return {name: one for part in _PARTS.values() for name, one in ranges(part).items()}


@cache
def _homes() -> Mapping[str, str]:
    return {f.name: part for part, kind in _PARTS.items() for f in fields(kind)}


def _home(name: str) -> str:
    try:
        return _homes()[name]
    except KeyError:
        known = ", ".join(_homes())
        raise KeyError(f"No parameter is called {name!r}. The names are: {known}.") from None


def check(name: str, value: float) -> None:
    """Raise ValueError, by name, if `value` lies outside the legal range; KeyError if unknown."""
    _home(name)
    if name in all_ranges():
        all_ranges()[name].check(value)


def beyond_plausible(setting: Setting) -> list[str]:
    """Return the names of parameters that are legal but lie beyond what is plausible."""
    return [
        name
        for name, one in all_ranges().items()
        if not one.plausible[0] <= setting[name] <= one.plausible[1]
    ]
