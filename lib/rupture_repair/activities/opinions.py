"""Two second opinions: how far they move someone, and how often they agree by chance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ..curriculum.explorers import ExplorerPlan, explorer_plan
from ..figures.style import DISCLAIMER
from ..figures.ways import Ways
from ..model.decision import Opinions, after_opinions
from ..model.ranges import ranges
from .html import table
from .leaving import control
from .on_curves import PlannedCurves
from .view import View, open_view

__all__ = ["SecondOpinions", "second_opinions"]

_PERCENT = np.linspace(0, 1, 101)


class SecondOpinions(PlannedCurves):
    """How sure one is after one opinion, and after two that agree."""

    title = "Explorer: two second opinions"
    _BEFORE, _ONE, _TWO = "nobody asked", "one says so", "two agree"
    leaves_out = """
Real opinions come in more than two words, and a good consultant asks more than answers. This one
only ever says “a habit” or “a bad month”. Whoever is consulted has also heard one side only, as
every consultant does.

A first hour with someone else tells a second thing, which is not in the picture: what it is like to
sit with somebody else.
"""

    def __init__(self, plan: ExplorerPlan) -> None:
        home = {name: one.default for name, one in ranges(Opinions).items()}
        names = {name: (name, "") for name in (self._ONE, self._BEFORE, self._TWO)}
        self._curves = Ways(
            "How sure one is of a habit, after asking", "how sure one was before",
            "how sure one is then", names, (-0.02, 1.06), (0, 0.25, 0.5, 0.75, 1), DISCLAIMER,
            percent=True, size=(720, 420),
        )  # fmt: skip
        super().__init__(plan, {"sure": 0.3} | home)
        self.key = f"second-opinions/{plan.lesson}"

    @property
    def opinions(self) -> Opinions:
        """What the sliders say of the two who are asked."""
        return Opinions(right=self.values["right"], shared=self.values["shared"])

    def after(self, sure: np.ndarray) -> dict[str, np.ndarray]:
        """Return how sure one is after one, and after two, have said that it is a habit."""
        one, two = (after_opinions(sure, self.opinions, n, n) for n in (1, 2))
        return {self._ONE: one, self._TWO: two, self._BEFORE: np.asarray(sure, float)}

    def _take(self, name: str, value: Any) -> Any:
        if name != "sure":
            ranges(Opinions)[name].check(float(value))
        elif not 0 <= float(value) <= 1:
            raise ValueError(f"sure must lie in 0 to 1, got {value}")
        return float(value)

    def _results(self) -> Mapping[str, float]:
        after = self.after(np.array(0.5))
        return {"gain": float(after[self._TWO] - after[self._ONE])}

    def _controls(self) -> list[dict]:
        return [
            control("sure", "How sure one was, before asking, that it is a habit", 0, 1, 0.01,
                   "percent"),
            {"kind": "group", "look": "columns", "blocks": [
                control("right", "How often one opinion is right", 0.5, 0.99, 0.01, "percent",
                       ["a coin toss", "nearly always"]),
                control("shared", "How often both rest on the same: a school, a friendship",
                       0, 1, 0.05, "percent", ["never", "always"]),
            ]},
        ]  # fmt: skip

    def _draw(self) -> None:
        self._curves.show(_PERCENT, self.after(_PERCENT), self.values["sure"])

    def sentence(self) -> str:
        sure, opinions = self.values["sure"], self.opinions
        after = {name: float(value) for name, value in self.after(np.array(sure)).items()}
        return (
            f"Before: {sure:.0%} sure of a habit. One who says so makes it {after[self._ONE]:.0%}, "
            f"a second who agrees {after[self._TWO]:.0%}. Two such people agree in "
            f"{opinions.agree:.0%} of cases. Two who only tossed coins, and shared as much, would "
            f"agree in {opinions.agree_by_chance:.0%}. (simulated)"
        )

    def alt(self) -> str:
        return f"Curves over how sure one was before asking. {self.sentence()}"

    def _table(self) -> str:
        sure = np.linspace(0, 1, 11)
        after = self.after(sure)
        rows = [(f"{sure[n]:.0%}", f"{after[self._ONE][n]:.0%}", f"{after[self._TWO][n]:.0%}")
                for n in range(11)]  # fmt: skip
        head = ("nobody asked", "one says a habit", "two say a habit")
        return table("How sure of a habit (simulated)", head, rows)


def second_opinions(lesson: str) -> View:
    """Return the explorer of two second opinions for a lesson numbered such as "10"."""
    return open_view(SecondOpinions(explorer_plan(f"{lesson}_opinions")))
