"""What activities with one picture of curves have in common."""

from __future__ import annotations

from typing import Any

from ..figures.curves import Curves
from .html import inline, paragraphs
from .planned import Planned
from .view import Activity, Shown

__all__ = ["OnCurves", "PlannedCurves"]


class OnCurves(Activity):
    """An activity whose sliders move one picture of curves, with its sentence and its table."""

    values: dict[str, Any]
    _curves: Curves
    _open_table: bool

    def scale(self, scale: float) -> None:
        self._curves.picture.rescale(scale)

    def shown(self) -> Shown:
        self._draw()
        picture = self._curves.picture
        return Shown(
            values=dict(self.values),
            text={
                "sentence": inline(self.sentence()),
                "curve.alt": self.alt(),
                "table": self._table() if self._open_table else "",
            },
            frames={"curve": picture.frame()},
            pictures={"curve": picture.live()},
        )

    def picture(self) -> bytes:
        self._draw()
        return self._curves.picture.stored()

    def _curve_blocks(self) -> list[dict]:
        """Return the blocks of the picture, the sentence and the table."""
        picture = self._curves.picture
        return [
            {"kind": "picture", "name": "curve", "size": list(picture.base_size),
             "box": list(picture.base_box)},
            {"kind": "text", "name": "sentence", "look": "sentence"},
            {"kind": "table", "name": "table", "label": "The same as a table"},
        ]  # fmt: skip

    def _draw(self) -> None:
        """Put what the sliders say on the curves."""
        raise NotImplementedError

    def _table(self) -> str:
        """Return the picture's numbers as a table."""
        raise NotImplementedError


class PlannedCurves(Planned, OnCurves):
    """An explorer with a plan whose sliders move one picture of curves.

    leaves_out: what the model knows nothing of, in plain paragraphs.
    """

    leaves_out = ""

    def blocks(self) -> list[dict]:
        mission = [self.mission_block()] if self.plan.mission else []
        return [
            self.gate_block(),
            *self._controls(),
            *self.preset_blocks(),
            *self._curve_blocks(),
            *mission,
            {"kind": "group", "folded": True, "label": "What the model leaves out",
             "blocks": [{"kind": "text", "html": paragraphs(self.leaves_out)}]},
        ]  # fmt: skip

    def shown(self) -> Shown:
        return self.fill(OnCurves.shown(self))

    def _controls(self) -> list[dict]:
        """Return the blocks of the sliders."""
        raise NotImplementedError
