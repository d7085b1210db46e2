"""What each lesson's explorer opens on, offers and asks, as data."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from .practice import Option

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

    What results there are, each explorer says; that of lesson 02 has "trust", the median at the
    end, and "left", the share who leave early.
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
    """A question to answer before an explorer opens.

    Asked is one of three things: where trust ends in `settings`; a number, `answer` being its name
    among `activities.answers`; or a bet on one of `options`, each with what is said to it.
    told: what is said of the number once it may be seen; "{answer}" stands for it.
    close, higher, lower: what is said to a guess within `near`, or above or below the number.
    label, min, max, step, format, unit, ends, start: the control, and where it stands at first.
    """

    question: str
    close: str = ""
    higher: str = ""
    lower: str = ""
    settings: Mapping[str, float] = field(default_factory=dict)
    answer: str = ""
    told: str = ""
    options: tuple[Option, ...] = ()
    label: str = "Trust after the last session"
    min: float = 0.0
    max: float = 1.0
    step: float = 0.05
    format: str = "decimal"
    unit: str = ""
    ends: tuple[str, str] = ("none", "complete")
    start: float = 0.5
    near: float = 0.05


@dataclass(frozen=True)
class ExplorerPlan:
    """One lesson's explorer."""

    lesson: str
    opening: Mapping[str, float] = field(default_factory=dict)
    presets: tuple[Preset, ...] = ()
    mission: Mission | None = None
    prediction: Prediction | None = None
    more: tuple[str, ...] = ()


@cache
def explorer_plan(lesson: str) -> ExplorerPlan:
    """Return the plan for a lesson numbered such as "02"."""
    source = files(__package__) / "explorers" / f"{lesson}.toml"
    if not source.is_file():
        raise ValueError(f"There is no explorer for lesson {lesson!r}.")
    raw: dict[str, Any] = tomllib.loads(source.read_text(encoding="utf-8"))
    asked, mission = raw.get("prediction"), raw.get("mission")
    if asked is not None:
        asked["options"] = tuple(Option(**option) for option in asked.get("options", ()))
        asked["ends"] = tuple(asked.get("ends", Prediction.ends))
    return ExplorerPlan(
        lesson=lesson,
        opening=raw.get("opening", {}),
        presets=tuple(Preset(**preset) for preset in raw.get("preset", ())),
        mission=None if mission is None else Mission(**mission),
        prediction=None if asked is None else Prediction(**asked),
        more=tuple(raw.get("more", ())),
    )
