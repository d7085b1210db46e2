"""What one knows of one's own lapses, by the share of them that one notices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ..curriculum.explorers import ExplorerPlan, explorer_plan
from ..figures.rows import Rows
from .html import inline, paragraphs, table
from .planned import Planned
from .view import Shown, View, open_view

__all__ = ["Unnoticed", "unnoticed"]

MOMENTS = 40
_ROWS = ("Went wrong", "Noticed by the therapist", "Told to a colleague")
_RANGE = {"lapses": (0, 30), "share": (0.0, 1.0), "told": (0.0, 1.0)}
# Which moments go wrong first, and which lapses are noticed first: drawn once, so that a slider
# adds boxes or takes them away and never reshuffles them.
_WRONG, _SEEN = (np.random.default_rng(5).permutation(MOMENTS) for _ in range(2))
_LEAVES_OUT = """
Loud lapses are noticed sooner than quiet ones, and a client’s polite silence hides some kinds better than others. Here every lapse is as easy to notice as the next. Counting does not settle what a lapse is, either: a client may mind what no therapist would list, and not mind what keeps the therapist awake.

Nobody can set the second slider for themselves, or read it off anywhere.
"""  # noqa: E501


class Unnoticed(Planned):
    """Forty moments in three rows: what went wrong, what was noticed, what was told.

    values: `lapses`, a count; `share`, of these noticed, and `told`, of the noticed told, 0 to 1.
    """

    title = "Explorer: the lapses one knows of"

    def __init__(self, plan: ExplorerPlan) -> None:
        self.key = f"unnoticed/{plan.lesson}"
        super().__init__(plan, {"lapses": 12, "share": 0.5, "told": 0.5})
        title, groups = "What went wrong, and who knows of it", [(f"{MOMENTS} moments", MOMENTS)]
        self._rows = Rows(title, _ROWS, groups, note="arithmetic, not data")

    def _take(self, name: str, value: Any) -> float:
        low, high = _RANGE[name]
        if not low <= float(value) <= high:
            raise ValueError(f"{name} must lie in {low:g} to {high:g}, got {value}.")
        return int(value) if name == "lapses" else round(float(value), 2)

    def boxes(self) -> np.ndarray:
        """Return which boxes are full: went wrong, noticed, told; bools, shape (3, moments)."""
        filled = np.zeros((3, MOMENTS), bool)
        wrong = _WRONG[: self.values["lapses"]]
        seen = wrong[np.argsort(_SEEN[wrong])][: round(len(wrong) * self.values["share"])]
        for row, places in enumerate((wrong, seen, seen[: round(len(seen) * self.values["told"])])):
            filled[row, places] = True
        return filled

    def _results(self) -> Mapping[str, float]:
        wrong, noticed, told = (int(row.sum()) for row in self.boxes())
        return {"noticed": noticed, "unnoticed": wrong - noticed, "heard": told}

    def sentence(self) -> str:
        now = self._results()
        known = now["noticed"]
        alike = f"Someone with {known} in all who notices each one would know of as many."
        return (
            f"Lapses in the month: {self.values['lapses']}. Noticed: {known}. Gone by: "
            f"{now['unnoticed']}. Told to a colleague: {now['heard']}. "
            f"{alike if known else 'With none noticed, the month feels faultless.'} (arithmetic)"
        )

    def blocks(self) -> list[dict]:
        picture = self._rows.picture
        share = {"kind": "range", "min": 0, "max": 1, "step": 0.05, "format": "percent"}
        return [
            {"kind": "group", "look": "columns", "blocks": [
                {"kind": "range", "name": "lapses", "min": 0, "max": _RANGE["lapses"][1], "step": 1,
                 "format": "whole", "label": "Lapses in the month"},
                share | {"name": "share", "label": "Share of them that the therapist notices"},
            ]},
            share | {"name": "told", "label": "Share of those noticed that a colleague hears of"},
            *self.preset_blocks(),
            {"kind": "picture", "name": "rows", "size": list(picture.base_size),
             "box": list(picture.base_box)},
            {"kind": "text", "name": "sentence", "look": "sentence"},
            {"kind": "table", "name": "table", "label": "The same as a table"},
            self.mission_block(),
            {"kind": "group", "folded": True, "label": "What the picture leaves out",
             "blocks": [{"kind": "text", "html": paragraphs(_LEAVES_OUT)}]},
        ]  # fmt: skip

    def scale(self, scale: float) -> None:
        self._rows.picture.rescale(scale)

    def shown(self) -> Shown:
        self._rows.show(self.boxes())
        counts = [(name, int(row.sum())) for name, row in zip(_ROWS, self.boxes(), strict=True)]
        listed = table("Lapses in the month", ("row", "lapses"), counts)
        text = {
            "sentence": inline(self.sentence()),
            "rows.alt": self.alt(),
            "table": listed if self._open_table else "",
        }
        picture = self._rows.picture
        return self.fill(
            Shown(text=text, frames={"rows": picture.frame()}, pictures={"rows": picture.live()})
        )

    def picture(self) -> bytes:
        self._rows.show(self.boxes())
        return self._rows.picture.stored()

    def alt(self) -> str:
        return f"Three rows of {MOMENTS} boxes, one a moment. {self.sentence()}"


def unnoticed(lesson: str) -> View:
    """Return the explorer of what one knows of one's lapses, for a lesson such as "05"."""
    return open_view(Unnoticed(explorer_plan(f"{lesson}_unnoticed")))
