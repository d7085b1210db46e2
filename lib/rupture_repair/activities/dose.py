"""How much apology: too little reads as indifference, too much asks to be looked after."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ..curriculum.explorers import ExplorerPlan, explorer_plan
from ..figures.curves import Curves
from ..figures.style import DISCLAIMER
from ..model import Setting, all_ranges, draws, simulate
from .course import SEED, SESSIONS
from .html import inline, table
from .on_curves import PlannedCurves
from .planned import open_after
from .prediction import Prediction
from .view import Shown, View

__all__ = ["ApologyDose", "apology_dose"]

_DOSES = np.linspace(0, 1, 21)
_CLIENTS = 300  # fewer than elsewhere, since each change plays every dose through
_PLAIN = 0.5
_TRUST, _STAYS = "trust at the end", "stay to the end"
_RANGE = {"dose": (0.0, 1.0), "wish": (0.2, 0.8), "width": (0.15, 0.6)}
_WORDS = (
    (0.15, "“Shall we begin?”",
     "Nothing is said of it. To the one who was left standing that may read as indifference."),
    (0.4, "“Sorry about last week. So, where were we?”",
     "Said in passing. It may do for a small lapse, and dismiss a great one."),
    (0.65, "“I was not here when you came. That was my mistake, and I’m sorry.”",
     "Once and plainly, with a fault to belong to."),
    (0.85, "“I’m sorry. I’m really very sorry. I do hope you know how sorry I am.”",
     "The third “sorry” begins to ask for an answer."),
    (1.01, "“I can’t forgive myself. You, of all people. I’ve hardly slept.”",
     "Now somebody has to comfort the therapist, and only one other person is in the room."),
)  # fmt: skip


class ApologyDose(PlannedCurves):
    """Where courses end, by how much apology each repair carries, for clients who wish so much.

    values: dose, wish and width, as the model's `apology`, `apology_wish` and `apology_width`.
    """

    title = "Explorer: how much apology?"
    leaves_out = """
That the best dose lies where these clients wish it is built in, and so is the loss on both sides of it. The model cannot find out whether too much apology does harm. It shows what would follow if it did.

It says nothing of what the words are, of who says them, or of what changes afterwards. A client does not come with a number, and what suits one may be asked or noticed and cannot be read off a curve.
"""  # noqa: E501

    def __init__(self, plan: ExplorerPlan, asked: Prediction | None = None) -> None:
        self.key = f"dose/{plan.lesson}"
        home = {"dose": _PLAIN, "wish": _PLAIN, "width": all_ranges()["apology_width"].default}
        super().__init__(plan, home, asked)
        self._curves = Curves(
            f"After {SESSIONS} sessions, by how much apology",
            "how much apology (0.5: once, and plainly)", "trust, or share of clients, 0 to 1",
            [_TRUST, _STAYS], span=(-0.015, 1.015), size=(720, 380), note=DISCLAIMER,
        )  # fmt: skip
        self._chance = draws(_CLIENTS, SESSIONS, SEED)
        self._known: dict[tuple[float, float], dict[str, np.ndarray]] = {}

    def _take(self, name: str, value: Any) -> float:
        value, (low, high) = float(value), _RANGE[name]
        if not low <= value <= high:
            raise ValueError(f"{name} must lie in {low:g} to {high:g}, got {value:g}.")
        return value

    def _ends(self) -> dict[str, np.ndarray]:
        """Return trust and the share who stay, for each dose; each of shape (doses,)."""
        where = (self.values["wish"], self.values["width"])
        if where not in self._known:
            wish, width = where
            setting = Setting().but(apology_wish=wish, apology_wish_spread=0.0, apology_width=width)
            means = simulate(setting, self._chance, keep=(), vary={"apology": _DOSES}).means
            trust, left = (np.asarray(means[name], float) for name in ("trust", "left"))
            self._known[where] = {_TRUST: trust, _STAYS: 1 - left}
        return self._known[where]

    def _results(self) -> Mapping[str, float]:
        trust = self._ends()[_TRUST]
        here, plain = np.interp([self.values["dose"], _PLAIN], _DOSES, trust)
        return {"trust": here, "gain": here - plain}

    def _controls(self) -> list[dict]:
        return [
            {"kind": "range", "name": "dose", "label": "How much apology there is in each repair",
             "min": 0, "max": 1, "step": 0.05, "format": "decimal", "ends": ["none", "abject"]},
            {"kind": "group", "look": "columns", "blocks": [
                {"kind": "range", "name": "wish", "label": "How much these clients wish for",
                 "min": 0.2, "max": 0.8, "step": 0.05, "format": "decimal",
                 "ends": ["little", "much"]},
                {"kind": "range", "name": "width", "label": "How far an apology may miss that",
                 "min": 0.15, "max": 0.6, "step": 0.05, "format": "decimal",
                 "ends": ["hardly", "a long way"]},
            ]},
            {"kind": "text", "name": "voice", "look": "voice"},
        ]  # fmt: skip

    def shown(self) -> Shown:
        shown = super().shown()
        words, does = self._words()
        shown.text["voice"] = f"<p>{inline(words)}</p><p>{inline(does)}</p>"
        return shown

    def _words(self) -> tuple[str, str]:
        return next((w, d) for below, w, d in _WORDS if self.values["dose"] < below)

    def sentence(self) -> str:
        v, ends = self.values, self._ends()
        here, stay = (float(np.interp(v["dose"], _DOSES, ends[name])) for name in ends)
        best = float(_DOSES[int(ends[_TRUST].argmax())])
        plain = float(np.interp(_PLAIN, _DOSES, ends[_TRUST]))
        told = (
            f"With an apology of {v['dose']:.2f} in each repair, simulated clients who wish "
            f"for {v['wish']:.2f} end at trust {here:.2f}, and {stay:.0%} stay to the end. One "
            f"plain apology would end at {plain:.2f}. Trust peaks at {best:.2f}, where their wish "
            "is, because it was built so."
        )
        low, high = all_ranges()["apology_wish"].plausible
        if not low <= v["wish"] <= high:
            told += " A wish so far from one plain apology is beyond what we hold plausible."
        return told

    def _draw(self) -> None:
        self._curves.show(_DOSES, self._ends(), self.values["dose"])

    def _table(self) -> str:
        ends = self._ends()
        rows = [
            (f"{dose:.2f}", f"{trust:.2f}", f"{stay:.0%}")
            for dose, trust, stay in zip(_DOSES, ends[_TRUST], ends[_STAYS], strict=True)
        ]
        return table("By how much apology (simulated)", ("apology", _TRUST, _STAYS), rows)

    def alt(self) -> str:
        return f"Two hills over the amount of apology, trust and who stays. {self.sentence()}"


def apology_dose(lesson: str, *, after: View | None = None) -> View:
    """Return the explorer of apology for a lesson numbered such as "06".

    after: a prediction to answer or skip before the sliders open.
    """
    plan = explorer_plan(f"{lesson}_dose")
    return open_after(ApologyDose(plan, after.activity if after else None), after)
