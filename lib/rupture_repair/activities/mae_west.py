"""The Mae West Principle on a map: two ruptures, each repaired, against no rupture at all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ..curriculum.explorers import ExplorerPlan, explorer_plan
from ..figures.curves import Curves
from ..figures.field import Field
from ..figures.picture import beside, png
from ..figures.style import DISCLAIMER
from ..model.against_none import EXPECTATIONS, QUALITIES, two_against_none
from ..model.results import results
from .html import inline, paragraphs, table
from .planned import Planned, open_after
from .prediction import Prediction
from .view import Shown, View

__all__ = ["COUNTS", "MaeWest", "mae_west"]

Array = np.ndarray

COUNTS = {
    "everyone": "Improvement of everyone who began",
    "stayed": "Improvement of those who stayed to the end",
    "stay": "How many stay to the end",
}
_SHORT = {"everyone": "everyone", "stayed": "those who stayed", "stay": "clients who stay"}

_LEAVES_OUT = """
Here the ruptures come in the fifth and the tenth session, both of one size, and every one is
noticed and met with exactly the quality that you set. Nobody can promise that. The clients differ
in much, and the only thing about them that you can set is what they expect. Who leaves counts with
what they had reached by then, and nobody here leaves because they are well.

The model holds that an expectation can learn from how a hurt is met. That is an assumption, and
the switch takes it out. Nothing here was fitted to a comparison of repaired ruptures with none.
"""


class MaeWest(Planned):
    """How good must a repair be, for whom, before two ruptures do better than none?

    values: expectation (0 to 1, steps of .1), quality (0 to 1, steps of .05), count (one of
    COUNTS), learning.
    """

    title = "Explorer: two ruptures, or none"

    def __init__(self, plan: ExplorerPlan, asked: Prediction | None = None) -> None:
        self.key = f"mae-west/{plan.lesson}"
        super().__init__(
            plan,
            {"expectation": 0.5, "quality": 0.9, "count": "everyone", "learning": True},
            asked,
        )
        words = "expects to be brushed aside", "how well both are repaired"
        self._map = Field("Against no rupture", *words, limits=(-0.1, 0.1), zero="as none")
        look: dict[str, Any] = {
            "span": (-0.025, 1.025), "limits": (-0.26, 0.1), "size": (400, 400), "percent": True,
            "note": DISCLAIMER, "ticks": (0, 0.25, 0.5, 0.75, 1),
        }  # fmt: skip
        title, across, up = "For this client", "how well both are repaired", "against no rupture"
        improvement = [_SHORT["everyone"], _SHORT["stayed"]]
        self._curves = {
            "improvement": Curves(title, across, up, improvement, **look),
            "stay": Curves(title, across, up, [_SHORT["stay"]], **look),
        }
        self._mapped: tuple | None = None
        self._after_change()

    def scale(self, scale: float) -> None:
        for part in (self._map, *self._curves.values()):
            part.picture.rescale(scale)

    def _take(self, name: str, value: Any) -> Any:
        if name == "learning":
            return bool(value)
        if name == "count":
            if value not in COUNTS:
                raise ValueError("That is none of the ways to count.")
            return value
        if not 0 <= float(value) <= 1:
            raise ValueError(f"{name} must lie in 0 to 1, got {value}.")
        return float(value)

    def _place(self) -> tuple[int, int]:
        """Return where the sliders stand on the grid."""
        return (
            int(np.abs(EXPECTATIONS - self.values["expectation"]).argmin()),
            int(np.abs(QUALITIES - self.values["quality"]).argmin()),
        )

    def _results(self) -> Mapping[str, float]:
        here = self._place()
        less = two_against_none(self.values["learning"])
        return {f"{name}_gain": float(less[name][here]) for name in COUNTS}

    # ---- what is shown ------------------------------------------------------------------------

    def sentence(self) -> str:
        values, (who, well) = self.values, self._place()
        less = two_against_none(values["learning"])
        parts = [
            f"A client who expects at {values['expectation']:.1f} to be brushed aside; two "
            f"ruptures, each repaired at {values['quality']:.2f}.",
            "" if values["learning"] else "No expectation learns from this.",
        ]
        stay = f"{_points(less['stay'][who, well], 'more', 'fewer')} clients stay to the end."
        if values["count"] == "stay":
            parts.append(f"Against no rupture, {stay}")
        else:
            for name, whose in (("everyone", "Everyone who began"), ("stayed", "Those who stayed")):
                gain = _points(less[name][who, well], "more", "less")
                against = " than without a rupture" if name == "everyone" else ""
                parts.append(f"{whose} improved {gain}{against}.")
            parts += [f"And {stay}", self._needed(less[values["count"]])]
        return " ".join(part for part in parts if part) + " (simulated)"

    def _needed(self, less: Array) -> str:
        enough = np.flatnonzero(less[self._place()[0]] >= 0)
        if not len(enough):
            return "For this client no repair is good enough to do as well as no rupture."
        return (
            f"For this client, so counted, a repair of {QUALITIES[enough[0]]:.2f} is the first to "
            "do as well as no rupture."
        )

    def blocks(self) -> list[dict]:
        field, curves = self._map.picture, self._curves["stay"].picture
        return [
            self.gate_block(),
            {"kind": "group", "look": "columns", "blocks": [
                {"kind": "range", "name": "expectation", "min": 0, "max": 1, "step": 0.1,
                 "label": "How surely the client expects to be brushed aside",
                 "format": "decimal", "ends": ["not at all", "for certain"]},
                {"kind": "range", "name": "quality", "min": 0, "max": 1, "step": 0.05,
                 "label": "How well both ruptures are repaired", "format": "decimal",
                 "ends": ["as if nothing were done", "as well as can be"]},
            ]},
            {"kind": "group", "look": "columns", "blocks": [
                {"kind": "select", "name": "count", "label": "What is counted",
                 "options": [[name, words] for name, words in COUNTS.items()]},
                {"kind": "switch", "name": "learning", "label": "Expectations learn",
                 "help": "Our assumption. Switch it off and see what hangs on it."},
            ]},
            *self.preset_blocks(),
            {"kind": "group", "look": "columns", "blocks": [
                {"kind": "picture", "name": "map", "size": list(field.base_size), "mark": True},
                {"kind": "picture", "name": "curve", "size": list(curves.base_size),
                 "box": list(curves.base_box)},
            ]},
            {"kind": "text", "name": "sentence", "look": "sentence"},
            {"kind": "text", "name": "worlds", "look": "quiet"},
            self.mission_block(),
            {"kind": "table", "name": "table", "label": "The same as a table"},
            {"kind": "group", "folded": True, "label": "What the model leaves out",
             "blocks": [{"kind": "text", "html": paragraphs(_LEAVES_OUT)}]},
        ]  # fmt: skip

    def shown(self) -> Shown:
        closed = self.locked
        curve = self._draw_curve()
        shown = Shown(
            text={
                "sentence": inline(self.sentence()),
                "curve.alt": self._curve_alt(),
                "table": self._table() if self._open_table and not closed else "",
                "worlds": "" if closed else in_other_worlds(),
            },
            frames={"curve": curve.picture.frame()},
            pictures={"curve": curve.picture.live()},
        )
        shown.flags["map"] = {"hidden": closed}  # one could read the asked result off it
        if not closed:
            self._draw_map()
            shown.text["map.alt"] = self._map_alt()
            shown.marks["map"] = self._map.place(*self._here())
            shown.frames["map"] = self._map.picture.frame()
        return self.fill(shown)

    def picture(self) -> bytes:
        curve = self._draw_curve().picture
        if self.locked:
            return curve.stored()
        self._draw_map()
        self._map.place(*self._here())
        return png(beside(self._map.picture.whole(), curve.whole()))

    def alt(self) -> str:
        if self.locked:
            return f"{self._curve_alt()} {self.sentence()}"
        return f"Left: {self._map_alt()} Right: {self._curve_alt()} {self.sentence()}"

    def _here(self) -> tuple[float, float]:
        who, well = self._place()
        return float(EXPECTATIONS[who]), float(QUALITIES[well])

    def _draw_curve(self) -> Curves:
        who, well = self._place()
        less = two_against_none(self.values["learning"])
        counted = ("stay",) if self.values["count"] == "stay" else ("everyone", "stayed")
        curves = self._curves["stay" if counted == ("stay",) else "improvement"]
        curves.show(
            QUALITIES, {_SHORT[n]: less[n][who] for n in counted}, float(QUALITIES[well]), level=0.0
        )
        return curves

    def _draw_map(self) -> None:
        count, learning = self.values["count"], self.values["learning"]
        guess = None
        if self.asked is not None and self.asked.guess is not None:
            asked = self.plan.presets[0].settings
            if (asked["count"], asked["learning"]) == (count, learning):
                guess = (float(asked["expectation"]), self.asked.guess)
        if self._mapped == (count, learning, guess):
            return
        less = two_against_none(learning)[count]
        self._map.show(EXPECTATIONS, QUALITIES, less.T, levels=(-0.1, -0.05, 0, 0.05), guess=guess)
        self._mapped = (count, learning, guess)

    def _map_alt(self) -> str:
        less = two_against_none(self.values["learning"])[self.values["count"]]
        return (
            f"Map of {COUNTS[self.values['count']].lower()}, two ruptures less none, in points: "
            f"where nothing is expected, {_signed(less[0, 0])} without repair and "
            f"{_signed(less[0, -1])} with the best; where it is expected for certain, "
            f"{_signed(less[-1, 0])} and {_signed(less[-1, -1])} (simulated). A heavy line runs "
            "where there is no difference. A ring marks where the sliders stand."
        )

    def _curve_alt(self) -> str:
        return (
            "Difference from no rupture over how well both are repaired, for this client, rising "
            "from left to right; a mark shows where the slider stands."
        )

    def _table(self) -> str:
        less = two_against_none(self.values["learning"])
        who = self._place()[0]
        rows = [
            (f"{QUALITIES[n]:.1f}", *(_signed(less[name][who, n]) for name in COUNTS))
            for n in range(0, len(QUALITIES), 2)
        ]
        head = ("both repaired at", *(f"{_SHORT[name]}, points" for name in COUNTS))
        caption = "Two ruptures less none, for this client (simulated)"
        return table(caption, head, rows)


def in_other_worlds() -> str:
    """Return what the ensemble says of the quality that is needed, in a sentence."""
    needed = np.array([np.inf if one is None else one for one in results()["quality_needed"]])
    low, middle = np.quantile(needed, [0.05, 0.5])
    return (
        f"In {len(needed)} simulated worlds that all fit what is published, each with its own "
        "average client, the repair with which everyone first improved as much as without a "
        f"rupture lay at {middle:.2f} in the middle world. In 1 world of 20 it lay at {low:.2f} or "
        f"below; in {np.isinf(needed).sum()} of the {len(needed)} no repair was good enough."
    )


def _signed(share: float) -> str:
    return f"{100 * share:+.1f}".replace("-", "−")


def _points(share: float, more: str, less: str) -> str:
    """Return a difference in shares as percentage points in words."""
    points = round(100 * abs(share), 1)
    if points == 0:
        return f"neither {more} nor {less}"
    return f"{points:.1f} points {more if share > 0 else less}"


def mae_west(lesson: str, after: View | None = None) -> View:
    """Return the map of two ruptures against none for a lesson numbered such as "07".

    after: the view of the prediction that has to be answered or skipped first.
    """
    asked = after.activity if after is not None else None
    return open_after(MaeWest(explorer_plan(lesson), asked), after)
