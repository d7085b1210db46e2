"""Two simulated worlds with one correlation, and what better repair brings in each."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from ..curriculum.explorers import explorer_plan
from ..figures.curves import Curves
from ..figures.strips import strips
from ..figures.style import DISCLAIMER
from ..model import Setting, draws, simulate
from ..model.ensemble import ensemble
from ..model.measures import KEEP, outcome, repaired
from ..model.results import results
from .course import SEED, SESSIONS
from .html import inline, table
from .prediction import Bet
from .view import Activity, Shown, View, open_view

__all__ = ["MORE", "TwoWorlds", "gains", "two_worlds"]

Array = np.ndarray

MORE = np.linspace(0, 0.25, 6)  # how much better every therapist's repairs become, at most
WORLDS = ("World A", "World B")
_CLIENTS, _SHOWN = 1500, 240
_ALIKE = 0.02  # correlations this close count as the same


def _worlds() -> list[Setting]:
    return [ensemble()[n] for n in results()["two_worlds"]["sets"]]


@lru_cache(maxsize=1)
def gains() -> tuple[Array, Array]:
    """Return what better repair adds to improvement in each world, for each step of MORE."""
    both = []
    for setting in _worlds():
        vary = {"repair_quality": setting["repair_quality"] + MORE}
        ends = simulate(setting, draws(_CLIENTS, SESSIONS, 321), vary=vary).means["improvement"]
        both.append(ends - ends[0])
    return both[0], both[1]


@lru_cache(maxsize=1)
def _cases() -> dict[str, tuple[Array, Array]]:
    """Return outcomes of some clients who felt a rupture, unresolved and resolved, by world."""
    chance = draws(_SHOWN, SESSIONS, SEED)
    cases = {}
    for name, setting in zip(WORLDS, _worlds(), strict=True):
        result = simulate(setting, chance, keep=KEEP)
        ruptured, mended = repaired(setting, result)
        gain = outcome(setting, chance, result)
        cases[name] = (gain[ruptured & ~mended], gain[ruptured & mended])
    return cases


class TwoWorlds(Activity):
    """The same correlation in two worlds; first a bet, then what better repair does.

    more: how much better every therapist repairs, one of MORE. asked: the bet to settle first.
    """

    title = "Explorer: two worlds with one correlation"

    def __init__(self, lesson: str) -> None:
        self.key = f"two-worlds/{lesson}"
        self.asked = Bet(f"{lesson}-worlds", explorer_plan(f"{lesson}-worlds").prediction)
        self.more = 0.0
        self._open_table = False
        self._scatter = strips(
            _cases(), ("not resolved", "resolved"), "Clients who felt a rupture",
            "measured improvement", (-0.6, 1.7),
        )  # fmt: skip
        self._curves = Curves(
            "If all repaired better", "how much better all repair", "improvement gained",
            WORLDS, span=(-0.004, MORE[-1] + 0.004), limits=(-0.005, 0.1), percent=True,
            size=(720, 360), note=DISCLAIMER,
        )  # fmt: skip

    def set(self, name: str, value: Any) -> None:
        if name == "table":
            self._open_table = bool(value)
        elif name != "more":
            self.asked.set(name, value)
        elif not self.asked.settled:
            raise ValueError("Answer or skip the bet first.")
        elif not 0 <= float(value) <= MORE[-1] + 1e-9:
            raise ValueError(f"more must lie in 0 to {MORE[-1]:g}, got {value}.")
        else:
            self.more = float(value)

    def press(self, name: str, detail: Any = None) -> None:
        self.asked.press(name, detail)
        self.more = 0.2

    def scale(self, scale: float) -> None:
        self._scatter.rescale(scale)
        self._curves.picture.rescale(scale)

    def sentence(self) -> str:
        found = results()["two_worlds"]["resolution_outcome"]
        same = " and ".join(f"{_r(r)} in {name}" for r, name in zip(found, WORLDS, strict=True))
        told = f"Resolution and outcome correlate at {same} (simulated)."
        if not self.asked.settled:
            return told
        if not self.more:
            return f"{told} Nobody repairs any better yet."
        a, b = (float(np.interp(self.more, MORE, one)) for one in gains())
        return (
            f"{told} If all repair better by {self.more:.2f}, improvement rises by "
            f"{100 * a:.1f} points in {WORLDS[0]} and by {100 * b:.1f} in {WORLDS[1]}."
        )

    def blocks(self) -> list[dict]:
        curves = self._curves.picture
        return [
            {"kind": "picture", "name": "scatter", "size": list(self._scatter.base_size)},
            {"kind": "text", "name": "sentence", "look": "sentence"},
            *self.asked.blocks(),
            {"kind": "slot", "name": "after"},
            {"kind": "picture", "name": "curve", "size": list(curves.base_size),
             "box": list(curves.base_box)},
            {"kind": "text", "name": "range", "look": "quiet"},
            {"kind": "table", "name": "table", "label": "The same as a table"},
        ]  # fmt: skip

    def shown(self) -> Shown:
        shown, open_ = self.asked.shown(), self.asked.settled
        shown.text |= {
            "sentence": inline(self.sentence()),
            "scatter.alt": self._scatter_alt(),
            "range": _range() if open_ else "",
            "table": self._table() if self._open_table else "",
        }
        shown.frames["scatter"] = self._scatter.frame()
        shown.flags |= {name: {"hidden": not open_} for name in ("curve", "table", "range")}
        if open_:
            self._curves.show(MORE, dict(zip(WORLDS, gains(), strict=True)), self.more)
            shown.slots["after"] = [
                {"kind": "range", "name": "more", "label": "How much better all repair",
                 "min": 0, "max": float(MORE[-1]), "step": 0.05, "format": "decimal",
                 "ends": ["as now", "much better"]},
            ]  # fmt: skip
            shown.values["more"] = self.more
            shown.text["curve.alt"] = f"Two rising curves from zero. {self.sentence()}"
            shown.frames["curve"] = self._curves.picture.frame()
            shown.pictures["curve"] = self._curves.picture.live()
        return shown

    def picture(self) -> bytes:
        return self._scatter.stored()

    def alt(self) -> str:
        return self._scatter_alt()

    def _scatter_alt(self) -> str:
        means = "; ".join(
            f"{name}, {100 * no.mean():.0f}% and {100 * yes.mean():.0f}%"
            for name, (no, yes) in _cases().items()
        )
        return (
            "Points for clients who felt a rupture, by world, their ruptures not resolved or "
            f"resolved. Mean improvement: {means}. {self.sentence()}"
        )

    def _table(self) -> str:
        if not self.asked.settled:
            return ""
        a, b = gains()
        rows = [
            (f"{m:.2f}", *(f"{100 * g:.1f}" for g in pair))
            for m, *pair in zip(MORE, a, b, strict=True)
        ]
        caption = "Improvement gained, in percentage points (simulated)"
        return table(caption, ("better by", *WORLDS), rows)


def _range() -> str:
    """Return how far the gains lie apart among all worlds with nearly this correlation."""
    found = results()
    pair, every = found["two_worlds"], np.array(found["measures"]["resolution_outcome"])
    alike = np.abs(every - np.mean(pair["resolution_outcome"])) < _ALIKE
    some = 100 * np.array(pair["gains"])[alike]
    return (
        f"Of {len(every)} simulated worlds that fit what is published, {alike.sum()} have a "
        f"correlation within {_r(_ALIKE)} of this one. There, a repair better by 0.20 brings from "
        f"{some.min():.1f} to {some.max():.1f} points."
    )


def _r(value: float) -> str:
    return f"{value:.2f}".replace("0.", ".")


def two_worlds(lesson: str) -> View:
    """Return the two worlds for a lesson numbered such as "07"."""
    return open_view(TwoWorlds(lesson))
