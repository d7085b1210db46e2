"""The published figures that lessons may print, and the one function that prints them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from ._toml import CurriculumError, pick, read_records
from .references import reference
from .standing import Standing

__all__ = ["Finding", "cite", "finding", "findings", "mention", "with_intervals"]

FILE = "evidence.toml"

Mark = Literal["checked", "second-hand", "unchecked", "derived", "prototype"]
Unit = Literal[
    "r", "d", "beta", "ICC", "odds ratio", "ratio",
    "percent of sessions", "percent of clients", "percent of courses",
    "percent of professionals", "percent of couples", "percent of variance",
    "percent of time", "percent chance",
    "sessions", "points", "count", "direction only",
]  # fmt: skip


@dataclass(frozen=True)
class Finding:
    """One published figure or finding.

    claim: one plain sentence with the figure in it; without any figure where mark is "unchecked".
    unit: what `value` and `interval` are counted in; percentages run from 0 to 100.
    mark: "checked" (read in the source), "second-hand" (read in a text that reports it),
        "derived" (our arithmetic), "unchecked" (recalled), "prototype" (a trial simulation).
    reference: key of the text it comes from.
    standing: how sure the field is.
    caution: what a reader must not conclude from it.
    value, interval: the figure; interval runs from low to high, and `interval_is` names it.
    n, k: people and studies (or samples) behind it.
    also: other numbers that claim or caution print, by name.
    reported_in: the text that reports a second-hand figure, as it is to be printed.
    derived_from: key of the finding that a derived figure is computed from.
    """

    key: str
    claim: str
    unit: Unit
    mark: Mark
    reference: str
    standing: Standing
    caution: str
    value: float | None = None
    interval: tuple[float, float] | None = None
    interval_is: Literal["95% CI", "95% prediction interval", "range"] | None = None
    n: int | None = None
    k: int | None = None
    also: Mapping[str, float] = field(default_factory=dict)
    reported_in: str = ""
    derived_from: str = ""

    def __post_init__(self) -> None:
        if (self.interval is None) != (self.interval_is is None):
            raise ValueError("interval and interval_is belong together; give both or neither.")
        if self.interval and self.interval[0] >= self.interval[1]:
            raise ValueError("interval must run from low to high.")
        if (self.mark == "second-hand") != bool(self.reported_in):
            raise ValueError("second-hand figures, and only these, need reported_in.")
        if (self.mark == "derived") != bool(self.derived_from):
            raise ValueError("derived figures, and only these, need derived_from.")

    @property
    def printable(self) -> bool:
        """Whether lessons may print the figure."""
        return self.mark not in ("unchecked", "prototype")

    @property
    def citation(self) -> str:
        """Where the figure comes from, without brackets."""
        if self.mark == "second-hand":
            return f"reported in {self.reported_in}"
        if self.mark == "derived":
            base = finding(self.derived_from)
            figures = "figures " if base.mark == "second-hand" else ""
            return f"our arithmetic on {figures}{base.citation}"
        return reference(self.reference).short


@cache
def findings() -> Mapping[str, Finding]:
    """Return all findings by key, in the order of the subject."""
    return read_records(FILE, Finding)


def finding(key: str) -> Finding:
    """Return one finding; KeyError lists the keys that exist."""
    return pick(FILE, findings(), key)


def cite(key: str) -> str:
    """Return the sentence with its figure and its citation, ready to print.

    Raises CurriculumError where the figure was never confirmed: then use `mention`.
    """
    return printed(finding(key))


def mention(key: str) -> str:
    """Return an unconfirmed finding as an idea with its authors, and without any figure."""
    found = finding(key)
    if found.mark != "unchecked":
        raise CurriculumError(FILE, key, f"is marked {found.mark!r}; use cite({key!r}).")
    return f"{found.claim.rstrip('.')} ({found.citation}; not confirmed by us)."


def printed(found: Finding) -> str:
    """Return claim and citation of a finding; refuse one that must not be printed."""
    if not found.printable:
        way_out = (
            f"Use mention({found.key!r}), which names the idea without the figure"
            if found.mark == "unchecked"
            else "Run the calibrated model and call its output simulated"
        )
        raise CurriculumError(
            FILE, found.key, f"is marked {found.mark!r} and must not be printed. {way_out}."
        )
    claim = found.claim.rstrip(".")
    if claim.endswith(")"):
        return f"{claim[:-1]}; {found.citation})."
    return f"{claim} ({found.citation})."


def with_intervals(unit: Unit) -> tuple[Finding, ...]:
    """Return the printable findings in `unit` that have a value and a 95% confidence interval."""
    return tuple(
        found
        for found in findings().values()
        if found.unit == unit and found.printable and found.interval_is == "95% CI"
    )
