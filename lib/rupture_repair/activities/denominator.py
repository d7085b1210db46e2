"""The tiny error rate, and what it is a share of."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..figures.curves import Curves
from .html import table
from .on_curves import OnCurves
from .view import View, open_view

__all__ = ["Denominator", "at_least_one", "denominator"]

_MOST = 40
_CURVE = "at least one"
MOMENTS = 200  # exchanges in a session: a round number chosen for the arithmetic, not a finding


def at_least_one(share: float, sessions: np.ndarray | int) -> np.ndarray:
    """Return the chance of at least one rupture in `sessions` independent sessions, 0 to 1."""
    return 1 - (1 - share) ** np.asarray(sessions, float)


class Denominator(OnCurves):
    """A share of moments, of sessions and of clients: three figures from one fact."""

    title = "Explorer: a share of what?"

    def __init__(self, lesson: str) -> None:
        self.key = f"denominator/{lesson}"
        self.values = {"share": 0.05, "sessions": 10}
        self._open_table = False
        self._curves = Curves(
            "Clients who meet at least one rupture", "sessions", "share of clients", [_CURVE],
            span=(0, _MOST), percent=True, size=(720, 380), note="arithmetic, not data",
        )  # fmt: skip

    def set(self, name: str, value: Any) -> None:
        if name == "table":
            self._open_table = bool(value)
        elif name == "share" and 0 <= float(value) <= 1:
            self.values["share"] = float(value)
        elif name == "sessions" and 1 <= int(value) <= _MOST:
            self.values["sessions"] = int(value)
        else:
            raise ValueError(f"{name} cannot be {value}.")

    def press(self, name: str, detail: Any = None) -> None:
        if name not in ("low", "high"):
            super().press(name, detail)
        self.values = {"share": 0.19 if name == "low" else 0.42, "sessions": 10}

    def sentence(self) -> str:
        share, sessions = self.values["share"], self.values["sessions"]
        clients = float(at_least_one(share, sessions))
        word = "session" if sessions == 1 else "sessions"
        if not share:
            return "Where no session holds a rupture, no client meets one."
        return (
            f"A rupture in {share:.0%} of sessions reaches {_percent(clients)} of clients within "
            f"{sessions} {word}, if sessions are independent. "
            f"That is one moment in {MOMENTS / share:,.0f}, if a session holds {MOMENTS}."
        )

    def blocks(self) -> list[dict]:
        return [
            {"kind": "group", "look": "columns", "blocks": [
                {"kind": "range", "name": "share", "label": "Share of sessions with a felt rupture",
                 "min": 0, "max": 0.6, "step": 0.01, "format": "percent"},
                {"kind": "range", "name": "sessions", "label": "Sessions with one client",
                 "min": 1, "max": _MOST, "step": 1, "format": "whole"},
            ]},
            {"kind": "group", "look": "row", "label": "Presets", "blocks": [
                {"kind": "button", "name": "low", "label": "19%, the low end reported by clients"},
                {"kind": "button", "name": "high", "label": "42%, the high end"},
            ]},
            *self._curve_blocks(),
        ]  # fmt: skip

    def _draw(self) -> None:
        across = np.arange(0, _MOST + 1)
        curve = at_least_one(self.values["share"], across)
        self._curves.show(across, {_CURVE: curve}, self.values["sessions"])

    def _table(self) -> str:
        share = self.values["share"]
        rows = [(n, _percent(float(at_least_one(share, n)))) for n in (1, 2, 5, 10, 20, 30, 40)]
        head = ("sessions", "clients with at least one")
        return table(f"With a rupture in {share:.0%} of sessions", head, rows)

    def alt(self) -> str:
        return f"Curve rising with the number of sessions. {self.sentence()}"


def _percent(share: float) -> str:
    if 0.9995 <= share < 1:
        return "more than 99.9%"
    return f"{share:.1%}" if 0.99 < share < 1 else f"{share:.0%}"


def denominator(lesson: str) -> View:
    """Return the explorer of error rates for a lesson numbered such as "02"."""
    return open_view(Denominator(lesson))
