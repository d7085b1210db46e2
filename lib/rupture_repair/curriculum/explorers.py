"""What each lesson's explorer opens on, offers and asks, as data."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

__all__ = ["ExplorerPlan", "Mission", "Prediction", "Preset", "explorer_plan"]


@dataclass(frozen=True)
class Preset:
    """A setting with a name, and what to notice in it."""

    name: str
    settings: Mapping[str, float]
    note: str


@dataclass(frozen=True)
class Mission:
    """Something to find. `at_least` and `at_most` map a setting or a result to its bound.

    Results are "trust", the median at the end, and "left", the share who leave early.
    """

    task: str
    found: str
    at_least: Mapping[str, float] = field(default_factory=dict)
    at_most: Mapping[str, float] = field(default_factory=dict)

    def met(self, values: Mapping[str, float]) -> bool:
        """Return whether settings and results fulfil the mission."""
        return all(values[name] >= bound for name, bound in self.at_least.items()) and all(
            values[name] <= bound for name, bound in self.at_most.items()
        )


@dataclass(frozen=True)
class Prediction:
    """A question to answer before the explorer opens: where does trust end in `settings`?"""

    question: str
    settings: Mapping[str, float]
    close: str
    higher: str
    lower: str


@dataclass(frozen=True)
class ExplorerPlan:
    """One lesson's explorer."""

    lesson: str
    opening: Mapping[str, float]
    presets: tuple[Preset, ...]
    mission: Mission
    prediction: Prediction
    more: tuple[str, ...] = ()


@cache
def explorer_plan(lesson: str) -> ExplorerPlan:
    """Return the plan for a lesson numbered such as "02"."""
    source = files(__package__) / "explorers" / f"{lesson}.toml"
    if not source.is_file():
        raise ValueError(f"There is no explorer for lesson {lesson!r}.")
    raw: dict[str, Any] = tomllib.loads(source.read_text(encoding="utf-8"))
    return ExplorerPlan(
        lesson=lesson,
        opening=raw["opening"],
        presets=tuple(Preset(**preset) for preset in raw["preset"]),
        mission=Mission(**raw["mission"]),
        prediction=Prediction(**raw["prediction"]),
        more=tuple(raw.get("more", ())),
    )
