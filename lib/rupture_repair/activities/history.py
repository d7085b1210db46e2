"""How little a trait such as insecure attachment foretells, for groups and for one client."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import NormalDist
from typing import Any

import numpy as np

from ..curriculum.evidence import cite, finding
from ..curriculum.explorers import ExplorerPlan, explorer_plan
from ..figures.cloud import Cloud
from ..model.chance import normal_quantiles
from ..model.foretell import below_average, below_average_at, likely_range
from .html import inline, table
from .on_curves import PlannedCurves
from .planned import open_after
from .prediction import Prediction
from .view import Shown, View

__all__ = ["MARKED", "History", "history_foretells"]

PEOPLE = 400
MOST = 0.95
_REACH = 3.3  # SDs that the picture shows
MARKED = ("attachment_avoidance", "attachment_anxiety", "attachment_2011")
"""Published links that the slider can be set to, by their keys in the evidence."""

_LEAVES_OUT = """
This is arithmetic, and it asks more order of people than they have: both things measured without
error, both spread as in a bell curve, and the same link at every level. The dots are imagined.

A link between a trait and the alliance on average is one thing. It leaves out who the therapist
was, what happened in the room, what it cost to trust someone of another class, colour, gender or
faith, and every client who was too hurt to fill in the form. It says nothing either way about what
a single lapse will mean.
"""


class History(PlannedCurves):
    """Dots over a trait and the alliance, and what the trait tells of one client."""

    title = "Explorer: how much does a history foretell?"
    leaves_out = _LEAVES_OUT
    _curves: Cloud

    def __init__(self, plan: ExplorerPlan, asked: Prediction | None = None) -> None:
        self.key = f"history/{plan.lesson}"
        self._curves = Cloud(
            f"{PEOPLE} imagined clients", "attachment: more secure  ←  average  →  more insecure",
            "alliance: weaker  ←  average  →  stronger", (-_REACH, _REACH), (-_REACH, _REACH),
            size=(600, 470), note="arithmetic, not data", cross=(0, 0), ticks=(), up_ticks=(),
            corners=("secure, stronger", "insecure, stronger", "secure, weaker",
                     "insecure, weaker"),
        )  # fmt: skip
        rng = np.random.default_rng(3)
        self._trait = normal_quantiles(PEOPLE)
        rest = rng.permutation(self._trait)
        rest = rest - self._trait * (self._trait @ rest) / (self._trait @ self._trait)
        self._rest = rest / rest.std()
        super().__init__(plan, {"strength": 0.5, "place": 84.0}, asked)

    def _take(self, name: str, value: Any) -> float:
        value, (low, high) = float(value), {"strength": (0, MOST), "place": (1, 99)}[name]
        if not low <= value <= high:
            raise ValueError(f"{name} must lie in {low} to {high}, got {value:g}.")
        return value

    @property
    def r(self) -> float:
        """The correlation of insecurity and alliance."""
        return -self.values["strength"]

    @property
    def _at(self) -> float:
        return NormalDist().inv_cdf(self.values["place"] / 100)

    def _results(self) -> Mapping[str, float]:
        return {"share": below_average(self.r)}

    # ---- what is shown ---------------------------------------------------------------------------

    def sentence(self) -> str:
        more, place = 100 * below_average(self.r), self.values["place"]
        one = _of_100(below_average_at(self.r, self._at))
        link = f"With a link of r = {_r(self.r)}" if self.r else "With no link at all (r = 0)"
        return (
            f"{link}, {more:.0f} of 100 clients who are more insecure than average have a weaker "
            f"alliance than average, and {100 - more:.0f} of 100 others have. For a client more "
            f"insecure than {place:.0f} in 100 (the ring) the chance is {one}. The gold "
            f"bar holds 8 of 10 such clients.{self._guessed()}"
        )

    def _guessed(self) -> str:
        """Return the learner's guess, where the slider stands at what was asked about."""
        guess = None if self.asked is None else self.asked.guess
        if guess is None or self._marked() != MARKED[:1]:
            return ""
        return f" Your guess was {guess:.0f} of 100."

    def _marked(self) -> tuple[str, ...]:
        """Return the published links of the strength on the slider."""
        at = self.values["strength"]
        return tuple(key for key in MARKED if abs(abs(finding(key).value) - at) < 0.005)

    def _controls(self) -> list[dict]:
        return [{"kind": "group", "look": "columns", "blocks": [
            {"kind": "range", "name": "strength", "min": 0, "max": MOST, "step": 0.01,
             "label": "How strongly insecurity goes with a weaker alliance (size of r)",
             "format": "decimal", "ends": ["not at all", "almost one to one"]},
            {"kind": "range", "name": "place", "min": 1, "max": 99, "step": 1,
             "label": "One client: more insecure than …", "format": "whole", "unit": "in 100",
             "ends": ["than hardly anyone", "than almost all"]},
        ]}]  # fmt: skip

    def blocks(self) -> list[dict]:
        blocks = super().blocks()
        after = next(n for n, one in enumerate(blocks) if one.get("name") == "sentence") + 1
        return [*blocks[:after], {"kind": "text", "name": "found", "look": "voice"},
                *blocks[after:]]  # fmt: skip

    def shown(self) -> Shown:
        shown = super().shown()
        shown.text["found"] = self._found_by_others()
        return shown

    def _found_by_others(self) -> str:
        """Return what is published at this very strength; between marks, where they lie."""
        here = self._marked()
        if not here:
            return "No summary that we quote found a link of this size. The presets lead to three."
        return f"Published: {inline(cite(here[0]))}"

    def _draw(self) -> None:
        r = self.r
        alliance = r * self._trait + np.sqrt(1 - r * r) * self._rest
        low, high = likely_range(r, self._at)
        here = (self._at, r * self._at)
        self._curves.show(self._trait, alliance, here, (self._at, low, high))

    def _table(self) -> str:
        rows = [
            (f"{place} in 100", _of_100(below_average_at(self.r, z)))
            for place in (2, 16, 50, 84, 98)
            for z in [NormalDist().inv_cdf(place / 100)]
        ]
        head = ("more insecure than", "chance of a weaker alliance than average")
        return table(f"With r = {_r(self.r)} (arithmetic)", head, rows)

    def alt(self) -> str:
        low, high = likely_range(self.r, self._at)
        shape = (
            "a round cloud" if self.r > -0.3 else "a cloud that slopes down to the right"
            if self.r > -0.8 else "a narrow band that slopes down to the right"
        )  # fmt: skip
        return (
            f"Dots over insecurity and alliance form {shape}. The marked client has an alliance "
            f"between {low:.1f} and {high:.1f} standard deviations from average in 8 cases of 10. "
            f"{self.sentence()}"
        )


def _of_100(share: float) -> str:
    """Write a chance, which at its ends is never quite none or all."""
    if not 0.005 <= share < 0.995:
        return "below 1 in 100" if share < 0.5 else "above 99 in 100"
    return f"{100 * share:.0f} in 100"


def _r(value: float) -> str:
    """Write a correlation as the field does: −.09."""
    return f"{value:.2f}".replace("-0.", "−.").replace("0.", ".") if value else "0"


def history_foretells(lesson: str, after: View | None = None) -> View:
    """Return the explorer of what a history foretells, for a lesson numbered such as "03".

    after: the view of the prediction that has to be answered or skipped first.
    """
    asked = after.activity if after is not None else None
    return open_after(History(explorer_plan(lesson), asked), after)
