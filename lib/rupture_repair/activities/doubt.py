"""How many lapses until one doubts, for a fair observer and for someone who grew up unattended."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..figures.curves import Curves
from ..figures.style import DISCLAIMER
from ..model.reliability import Observer, doubt, lapses_until_doubt, weight_of_a_lapse
from .html import table
from .on_curves import OnCurves
from .view import View, open_view

__all__ = ["Doubt", "when_to_doubt"]

SESSIONS = 20
MOST = 12
_LARRY, _MIKE = "a fair observer", "Mike"
_NAMES = ("lapses", "history", "history_weight")


class Doubt(OnCurves):
    """Two people count the same lapses; what they think normal decides what the lapses say."""

    title = "Explorer: how many lapses until one doubts?"

    def __init__(self, lesson: str) -> None:
        self.key = f"doubt/{lesson}"
        self._home = {"lapses": 6.0, "history": 0.5, "history_weight": 0.5}
        self.values = dict(self._home)
        self._open_table = False
        within = f"{SESSIONS} sessions"
        self._curves = Curves(
            f"How sure that it is a habit, after {within}", f"lapses in {within}",
            "how sure, 0 to 1", [_LARRY, _MIKE], span=(0, MOST), size=(720, 380), note=DISCLAIMER,
        )  # fmt: skip

    def set(self, name: str, value: Any) -> None:
        if name == "table":
            self._open_table = bool(value)
        elif name in _NAMES:
            values = self.values | {name: float(value)}
            self._observer(values)
            if not 0 <= values["lapses"] <= MOST:
                raise ValueError(f"lapses must lie in 0 to {MOST}, got {value}.")
            self.values = values
        else:
            super().set(name, value)

    def press(self, name: str, detail: Any = None) -> None:
        if name == "reset":
            self.values = dict(self._home)
        elif name == "attended":
            self.values = self.values | {"history": 0.0}
        else:
            super().press(name, detail)

    @staticmethod
    def _observer(values: dict[str, float]) -> Observer:
        return Observer(history=values["history"], history_weight=values["history_weight"])

    def _sure(self, observer: Observer) -> np.ndarray:
        counts = np.arange(MOST + 1)
        return doubt(np.arange(SESSIONS) < counts[:, None], observer)[:, -1]

    def sentence(self) -> str:
        lapses = int(self.values["lapses"])
        mike = self._observer(self.values)
        fair, own = (_percent(float(self._sure(o)[lapses])) for o in (Observer(), mike))
        word = "lapse" if lapses == 1 else "lapses"
        return (
            f"After {lapses} {word} in {SESSIONS} sessions a fair observer is {fair} sure of a "
            f"habit, and Mike {own} (simulated). {_first(Observer(), 'A fair observer')} "
            f"{_first(mike, 'Mike')}"
        )

    def blocks(self) -> list[dict]:
        return [
            {"kind": "range", "name": "lapses", "label": f"Lapses in {SESSIONS} sessions", "min": 0,
             "max": MOST, "step": 1, "format": "whole"},
            {"kind": "group", "look": "columns", "blocks": [
                {"kind": "range", "name": "history", "min": 0, "max": 0.8, "step": 0.05,
                 "label": "How often those who should have been there were not",
                 "format": "tenths", "unit": "times"},
                {"kind": "range", "name": "history_weight", "min": 0, "max": 1, "step": 0.05,
                 "label": "How much that has set what Mike takes as normal", "format": "decimal",
                 "ends": ["not at all", "entirely"]},
            ]},
            {"kind": "group", "look": "row", "label": "Presets", "blocks": [
                {"kind": "button", "name": "attended", "label": "Had someone been there"},
                {"kind": "button", "name": "reset", "label": "Reset"},
            ]},
            *self._curve_blocks(),
        ]  # fmt: skip

    def _draw(self) -> None:
        curves = {_LARRY: self._sure(Observer()), _MIKE: self._sure(self._observer(self.values))}
        across = np.arange(MOST + 1)
        self._curves.show(across, curves, self.values["lapses"], level=0.5)

    def _table(self) -> str:
        fair, own = self._sure(Observer()), self._sure(self._observer(self.values))
        rows = [(n, f"{fair[n]:.2f}", f"{own[n]:.2f}") for n in range(MOST + 1)]
        return table("How sure that it is a habit (simulated)", ("lapses", _LARRY, _MIKE), rows)

    def alt(self) -> str:
        return f"Two curves rising with the number of lapses, Mike’s later. {self.sentence()}"


def _percent(chance: float) -> str:
    """Return a chance in words: nobody who counts lapses is ever quite sure."""
    if 0 < chance < 0.005:
        return "less than 1%"
    return "more than 99%" if 0.995 <= chance < 1 else f"{chance:.0%}"


def _first(observer: Observer, who: str) -> str:
    """Return when this person first thinks a habit likelier than not."""
    fewest = float(lapses_until_doubt(SESSIONS, observer))
    if weight_of_a_lapse(observer) <= 1:
        return f"{who} would not come to doubt: a lapse tells nothing about the one who lapses."
    if not np.isfinite(fewest):
        return f"{who} would not come to doubt at all."
    return f"{who} thinks a habit likelier than not from {fewest:.0f} lapses on."


def when_to_doubt(lesson: str) -> View:
    """Return the explorer of doubt for a lesson numbered such as "02"."""
    return open_view(Doubt(lesson))
