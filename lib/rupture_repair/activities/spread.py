"""The same total hurt in one lapse or in fifteen."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from ..figures.curves import Curves
from ..figures.fan import Fan
from ..figures.picture import beside, png
from ..figures.style import DISCLAIMER
from ..model import Setting, draws
from ..model.claims import spread_hurt
from .course import CLIENTS, SEED, SESSIONS, TrustCourse
from .html import inline, table
from .view import Activity, Shown, View, open_view

__all__ = ["MOST", "Spread", "one_or_many"]

MOST = 15
_TRUST, _LEFT = "trust at the end", "left early"


@lru_cache(maxsize=2 * MOST)
def _course(lapses: int, attribution: bool) -> TrustCourse:
    setting = Setting().but(attribution=attribution)
    return TrustCourse(setting, draws(CLIENTS, SESSIONS, SEED), spread_hurt(lapses, SESSIONS))


@lru_cache(maxsize=2)
def _all(attribution: bool) -> dict[str, np.ndarray]:
    summaries = [_course(n, attribution).summary for n in range(1, MOST + 1)]
    return {
        _TRUST: np.array([summary.end[1] for summary in summaries]),
        _LEFT: np.array([summary.left for summary in summaries]),
    }


class Spread(Activity):
    """How many lapses share the same hurt, and whether the client counts them."""

    title = "Explorer: one lapse or fifteen"

    def __init__(self, lesson: str) -> None:
        self.key = f"spread/{lesson}"
        self.lapses, self.attribution = 5, True
        self._open_table = False
        self._fan = Fan(SESSIONS)
        self._curves = Curves(
            "The same hurt, in how many parts?", "number of lapses", "trust, or share of clients",
            [_TRUST, _LEFT], span=(0.5, MOST + 0.5), size=(400, 400), note=DISCLAIMER,
            ticks=(1, 5, 10, 15),
        )  # fmt: skip

    def set(self, name: str, value: Any) -> None:
        if name == "lapses" and 1 <= int(value) <= MOST:
            self.lapses = int(value)
        elif name == "attribution":
            self.attribution = bool(value)
        elif name == "table":
            self._open_table = bool(value)
        else:
            raise ValueError(f"{name} cannot be {value}.")

    def scale(self, scale: float) -> None:
        self._fan.picture.rescale(scale)
        self._curves.picture.rescale(scale)

    @property
    def course(self) -> TrustCourse:
        """The courses on show."""
        return _course(self.lapses, self.attribution)

    def sentence(self) -> str:
        parts = "in one lapse" if self.lapses == 1 else f"in {self.lapses} lapses"
        counts = "counts lapses" if self.attribution else "does not count lapses"
        return f"The same hurt {parts}, and the client {counts}. {self.course.summary.sentence()}"

    def blocks(self) -> list[dict]:
        fan, curves = self._fan.picture, self._curves.picture
        return [
            {"kind": "group", "look": "columns", "blocks": [
                {"kind": "range", "name": "lapses", "label": "Number of lapses that share the hurt",
                 "min": 1, "max": MOST, "step": 1, "format": "whole",
                 "ends": ["one blow", "fifteen scratches"]},
                {"kind": "switch", "name": "attribution",
                 "label": "The client counts lapses as evidence",
                 "help": "Our assumption. Switch it off and see what hangs on it."},
            ]},
            {"kind": "group", "look": "pictures", "blocks": [
                {"kind": "picture", "name": "fan", "size": list(fan.base_size),
                 "box": list(fan.base_box)},
                {"kind": "picture", "name": "curves", "size": list(curves.base_size),
                 "box": list(curves.base_box)},
            ]},
            {"kind": "text", "name": "sentence", "look": "sentence"},
            {"kind": "table", "name": "table", "label": "The same as a table"},
        ]  # fmt: skip

    def _draw(self) -> None:
        self.course.draw(self._fan)
        across = np.arange(1, MOST + 1)
        self._curves.show(across, _all(self.attribution), here=self.lapses)

    def shown(self) -> Shown:
        self._draw()
        sentence = self.sentence()
        return Shown(
            values={"lapses": self.lapses, "attribution": self.attribution},
            text={
                "sentence": inline(sentence),
                "fan.alt": f"Fan chart of trust over {SESSIONS} sessions. {sentence}",
                "curves.alt": self._curves_alt(),
                "table": self._table() if self._open_table else "",
            },
            frames={"fan": self._fan.picture.frame(), "curves": self._curves.picture.frame()},
            pictures={"fan": self._fan.picture.live(), "curves": self._curves.picture.live()},
        )

    def _curves_alt(self) -> str:
        every = _all(self.attribution)
        trust, left = every[_TRUST], every[_LEFT]
        return (
            f"Two curves over the number of lapses. Trust at the end goes from {trust[0]:.2f} with "
            f"one to {trust[-1]:.2f} with fifteen. The share who leave early goes from "
            f"{left[0]:.0%} to {left[-1]:.0%} (simulated)."
        )

    def _table(self) -> str:
        every = _all(self.attribution)
        rows = [
            (n, f"{every[_TRUST][n - 1]:.2f}", f"{every[_LEFT][n - 1]:.0%}")
            for n in range(1, MOST + 1)
        ]
        caption = "Simulated ends, with the same total hurt in each row"
        return table(caption, ("lapses", "median trust at the end", "left early"), rows)

    def picture(self) -> bytes:
        self._draw()
        return png(beside(self._fan.picture.whole(), self._curves.picture.whole()))

    def alt(self) -> str:
        curves = self._curves_alt()
        return f"Left, a fan chart. {self.sentence()} Right, {curves[0].lower()}{curves[1:]}"


def one_or_many(lesson: str) -> View:
    """Return the explorer of one lapse or many for a lesson numbered such as "02"."""
    return open_view(Spread(lesson))
