"""After a lapse: where the therapist's attention goes, and what becomes of the repair."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ..curriculum.explorers import ExplorerPlan, explorer_plan
from ..figures.curves import Curves
from ..figures.style import DISCLAIMER
from ..model.attention import Self, after_a_lapse
from .html import table
from .on_curves import PlannedCurves
from .planned import open_after
from .prediction import Prediction
from .view import View

__all__ = ["MINUTES", "Afterwards", "afterwards"]

MINUTES = 20
_WITH_CLIENT, _MENDED = "attention", "mended"


class Afterwards(PlannedCurves):
    """Twenty minutes after a lapse, for a therapist who treats themself in one way or another."""

    title = "Explorer: the twenty minutes after a lapse"
    leaves_out = """
    The model knows one lapse, one attention and twenty minutes. It does not know what the lapse
    was, what the client needs, or that a pang of shame can also wake one up. It treats harshness to
    oneself as something one could set like a slider, which nobody can. Its equations are teaching
    assumptions; nobody has measured them.
    """

    def __init__(self, plan: ExplorerPlan, asked: Prediction | None = None) -> None:
        self.key = f"afterwards/{plan.lesson}"
        home = {"criticism": 0.3, "accountability": 0.8, "distress": 0.8}
        super().__init__(plan, home, asked)
        self._curves = Curves(
            "After a lapse, minute by minute", "minutes since the lapse", "share, 0 to 1",
            [_WITH_CLIENT, _MENDED], span=(1, MINUTES + 3.6), size=(720, 400), note=DISCLAIMER,
            ticks=(1, 5, 10, 15, 20), after=True,
        )  # fmt: skip
        self._after_change()

    def _take(self, name: str, value: Any) -> float:
        Self(**(self.values | {name: float(value)}))
        return float(value)

    def _changed(self) -> None:
        self.course = after_a_lapse(Self(**self.values), MINUTES)

    def _results(self) -> Mapping[str, float]:
        return {name: float(self.course[name][-1]) for name in ("attention", "missed", "repair")}

    def sentence(self) -> str:
        end = self._results()
        first = float(self.course["attention"][0])
        return (
            f"Harshness to oneself {self.values['criticism']:.2f}, accountability "
            f"{self.values['accountability']:.2f}. Attention with the client starts at {first:.2f} "
            f"and ends at {end['attention']:.2f}; of {MINUTES} things that come up, "
            f"{end['missed']:.0f} are missed; the lapse is mended to {end['repair']:.2f}. "
            "(simulated)"
        )

    def _controls(self) -> list[dict]:
        return [
            {"kind": "group", "look": "columns", "blocks": [
                {"kind": "range", "name": "criticism", "min": 0, "max": 1, "step": 0.05,
                 "label": "How harshly one goes at oneself", "format": "decimal",
                 "ends": ["kindly", "without mercy"]},
                {"kind": "range", "name": "accountability", "min": 0, "max": 1, "step": 0.05,
                 "label": "How fully one takes it up with the client", "format": "decimal",
                 "ends": ["not a word", "in full"]},
            ]},
            {"kind": "range", "name": "distress", "min": 0, "max": 2, "step": 0.1,
             "label": "How much the lapse upsets one at first", "format": "decimal",
             "ends": ["not at all", "to the bone"]},
        ]  # fmt: skip

    def _draw(self) -> None:
        curves = {_WITH_CLIENT: self.course["attention"], _MENDED: self.course["repair"]}
        self._curves.show(np.arange(1, MINUTES + 1), curves)

    def _table(self) -> str:
        rows = [
            (n, *(f"{self.course[name][n - 1]:.2f}" for name in ("attention", "repair")),
             f"{self.course['missed'][n - 1]:.1f}")
            for n in (1, 5, 10, 15, 20)
        ]  # fmt: skip
        head = ("minute", "attention with the client", "how far mended", "missed so far")
        return table("After a lapse (simulated)", head, rows)

    def alt(self) -> str:
        return f"Two curves over twenty minutes, attention and mending. {self.sentence()}"


def afterwards(lesson: str, after: View | None = None) -> View:
    """Return the explorer of a lesson numbered such as "05"; `after`: its prediction."""
    asked = after.activity if after is not None else None
    return open_after(Afterwards(explorer_plan(lesson), asked), after)
