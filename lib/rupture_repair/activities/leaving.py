"""Stay, leave, or raise it and watch a month: a decision from the client's chair."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np

from ..curriculum.explorers import ExplorerPlan, explorer_plan
from ..figures.style import DISCLAIMER
from ..figures.ways import Ways
from ..model.decision import (
    YEAR,
    Prospects,
    after_raising,
    changes,
    deciding,
    months_of_help,
)
from ..model.ranges import ranges
from .html import table
from .on_curves import PlannedCurves
from .planned import open_after
from .prediction import Prediction
from .view import View

__all__ = ["StayOrLeave", "control", "stay_or_leave"]

_PERCENT = np.linspace(0, 1, 101)
_NAMES = {
    "stay": ("stay, say nothing", "stay"),
    "raise": ("raise it, and watch", "raise it"),
    "leave": ("leave now", "leave"),
}
_DOES = {"stay": "staying without a word", "raise": "raising it and watching a month",
         "leave": "leaving now"}  # fmt: skip
_SHORT = {"stay": "staying", "raise": "raising it", "leave": "leaving"}
_TURNS_ON = {
    (): "Then nothing would change the choice.",
    ("answer",): "Then the words alone would decide.",
    ("month",): "Then the month alone would decide.",
    ("answer", "month"): "Then both together would decide.",
}
_NOTE = f"{DISCLAIMER}, and no advice"
_NOT_ADVICE = "This is no advice. A client may leave at any time, and owes no reasons."


class StayOrLeave(PlannedCurves):
    """What each way to go is worth, over how sure the client is that it is a habit.

    values: "sure" (0 to 1), "safe" (whether it is safe to raise it) and the fields of `Prospects`.
    """

    title = "Explorer: stay, leave, or raise it"
    leaves_out = """
Nobody decides like this. A client is tired, or attached, or has told this person something that has
been told to no one else. Months of help leave out dignity, money and dread. They leave out that
saying it can be worth something whatever follows.

There are only two kinds of therapist here. In life habits may change: somebody is treated, or
rests, or is supervised, and sometimes just because it was said. The bad month itself is charged to
nobody. And the model believes that a certainty can be named. Few people could name theirs.

Every number is ours. How often a month shows what follows has not been measured by anyone we know
of.
"""

    def __init__(self, plan: ExplorerPlan, asked: Prediction | None = None) -> None:
        home = {name: one.default for name, one in ranges(Prospects).items()}
        self._curves = Ways(
            "Three ways to go", "how sure one is that it is a habit", "months of help in a year",
            _NAMES, (-5.8, 13.4), (-3, 0, 3, 6, 9, 12), _NOTE,
        )  # fmt: skip
        super().__init__(plan, {"sure": 0.5, "safe": True} | home, asked)
        self.key = f"stay-or-leave/{plan.lesson}"

    @property
    def prospects(self) -> Prospects:
        """What the sliders expect of each way to go."""
        return Prospects(**{name: self.values[name] for name in ranges(Prospects)})

    def worth(self, sure: np.ndarray) -> dict[str, np.ndarray]:
        """Return the months of help by way, without what is not safe."""
        worth = months_of_help(sure, self.prospects)
        return {way: v for way, v in worth.items() if self.values["safe"] or way != "raise"}

    def _take(self, name: str, value: Any) -> Any:
        if name == "safe":
            return bool(value)
        value = float(value)
        if name == "sure":
            if not 0 <= value <= 1:
                raise ValueError(f"sure must lie in 0 to 1, got {value:g}")
        else:
            ranges(Prospects)[name].check(value)
        return value

    def _results(self) -> Mapping[str, float]:
        worth = {way: float(v) for way, v in self.worth(np.array(self.values["sure"])).items()}
        others = max(months for way, months in worth.items() if way != "raise")
        return {"ahead": worth.get("raise", -YEAR) - others}

    def _controls(self) -> list[dict]:
        right = {"low": 0.5, "high": 1, "step": 0.05, "shown": "percent",
                 "ends": ["a coin toss", "always"]}  # fmt: skip
        pairs = (
            (control("someone_else", "How good the next therapist may be", 0, 1, 0.05,
                     ends=["no help", "as good as can be"]),
             control("starting_anew", "What starting anew costs", 0, 6, 1, "whole",
                     unit="months")),
            (control("answer", "How often a spoken answer is a true sign", **right),
             control("month", "How often the month after is a true sign", **right)),
            (control("raising", "What it costs to raise it", 0, 3, 0.1, unit="months of help"),
             control("habit", "What a month with a habit gives", -0.3, 0.5, 0.05,
                     ends=["it harms", "it helps by half"])),
        )  # fmt: skip
        elsewhere, signs, more = (
            {"kind": "group", "look": "columns", "blocks": list(pair)} for pair in pairs
        )
        return [
            control("sure", "How sure one is, after what one has seen, that it is a habit",
                    0, 1, 0.01, "percent"),
            elsewhere,
            signs,
            {"kind": "group", "folded": True, "label": "Two more", "blocks": [more]},
            {"kind": "switch", "name": "safe", "label": "It is safe to raise it",
             "help": "Nobody but the client can say. Switch it off, and a line disappears."},
            {"kind": "text", "html": f"<p>{_NOT_ADVICE}</p>"},
        ]  # fmt: skip

    def _draw(self) -> None:
        asked = self._home | dict(self.plan.presets[0].settings if self.plan.presets else {})
        there = all(self.values[name] == asked[name] for name in asked if name != "sure")
        guess = self.asked.guess if self.asked is not None and there else None
        turns = changes(self.prospects, self.values["safe"])
        self._curves.show(_PERCENT, self.worth(_PERCENT), self.values["sure"], turns, guess)

    def sentence(self) -> str:
        sure = self.values["sure"]
        months = ", ".join(
            f"{float(value):.1f} by {_DOES[way]}"
            for way, value in self.worth(np.array(sure)).items()
        )
        return (
            f"Months of help in a year, at {sure:.0%} sure of a habit: {months}. {self._most()} "
            f"{self._afterwards()} (simulated)"
        )

    def _most(self) -> str:
        """Return which way gives most, and up to where."""
        turns = changes(self.prospects, self.values["safe"])
        if len(turns) == 1:
            return f"Most comes from {_SHORT[turns[0][1]]}, however sure one is."
        upto = [
            f"from {_SHORT[way]} up to {end:.0%} sure" for (_, way), (end, _) in pairwise(turns)
        ]
        return f"Most comes {', '.join(upto)}, and from {_SHORT[turns[-1][1]]} beyond that."

    def _afterwards(self) -> str:
        """Return where a good answer would leave the client, or why there is none to hear."""
        if not self.values["safe"]:
            return (
                "Raising it is not safe here, so it is not on offer. Where there is sexual "
                "conduct, exploitation, a threat, drink or retaliation, staying is not on offer "
                "either: leave, find support, complain."
            )
        sure, prospects = np.array(self.values["sure"]), self.prospects
        poor, kept = (
            float(after_raising(sure, prospects, not month, month)) for month in (False, True)
        )
        return (
            f"Once it is raised, a good answer and a poor month would make it {poor:.0%}; a poor "
            f"answer and a good month, {kept:.0%}. {_TURNS_ON[deciding(float(sure), prospects)]}"
        )

    def alt(self) -> str:
        return f"Lines over how sure one is that it is a habit. {self.sentence()}"

    def _table(self) -> str:
        sure = np.linspace(0, 1, 11)
        worth = self.worth(sure)
        rows = [
            (f"{sure[n]:.0%}", *(f"{months[n]:.1f}" for months in worth.values()))
            for n in range(11)
        ]
        head = ("how sure of a habit", *(_DOES[way] for way in worth))
        return table("Months of help in a year (simulated)", head, rows)


def control(
    name: str, label: str, low: float, high: float, step: float, shown: str = "decimal",
    ends: list[str] | None = None, unit: str = "",
) -> dict:  # fmt: skip
    """Return the block of a range."""
    block = {"kind": "range", "name": name, "label": label, "min": low, "max": high, "step": step,
             "format": shown}  # fmt: skip
    return block | ({"ends": ends} if ends else {}) | ({"unit": unit} if unit else {})


def stay_or_leave(lesson: str, *, after: View | None = None) -> View:
    """Return the explorer of a client's decision for a lesson numbered such as "10".

    after: a view from `predict`; the controls open once it is answered or skipped.
    """
    return open_after(StayOrLeave(explorer_plan(lesson), after and after.activity), after)
