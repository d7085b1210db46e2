"""What one number may be: its legal and plausible range, unit, source and meaning."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from typing import Any

__all__ = ["TEACHING", "Checked", "Range", "number", "ranges"]

TEACHING = "teaching assumption"


@dataclass(frozen=True)
class Range:
    """What may be said of one parameter; `legal` and `plausible` are (least, most), both included.

    means: the parameter in words. unit: its unit. source: a citation or "teaching assumption".
    """

    name: str
    default: float
    legal: tuple[float, float]
    plausible: tuple[float, float]
    unit: str
    source: str
    means: str

    def check(self, value: float) -> None:
        """Raise ValueError, by name, if `value` lies outside the legal range."""
        low, high = self.legal
        number = isinstance(value, (int, float)) and math.isfinite(value)
        if not (number and low <= value <= high):
            raise ValueError(f"{self.name} must lie in {low:g} to {high:g}, got {value!r}")
        if self.unit == "sessions" and value != int(value):
            raise ValueError(f"{self.name} must be a whole number, got {value!r}")


def number(
    default: float,
    legal: tuple[float, float],
    plausible: tuple[float, float],
    unit: str,
    means: str,
    source: str = TEACHING,
) -> Any:
    """Return a dataclass field that carries its ranges; arguments as in `Range`."""
    about = {"legal": legal, "plausible": plausible, "unit": unit, "means": means, "source": source}
    return field(default=default, metadata=about)


class Checked:
    """A frozen dataclass whose fields are refused by name outside their legal range."""

    def __post_init__(self) -> None:
        for name, one in ranges(type(self)).items():
            one.check(getattr(self, name))


@cache
def ranges(part: type) -> Mapping[str, Range]:
    """Return the ranges of every number in `part` (Client, Therapist, Course or World)."""
    return {
        f.name: Range(name=f.name, default=f.default, **f.metadata)
        for f in fields(part)
        if f.metadata
    }
