"""Dips that mend themselves: how many V-shapes a curve shows where there was nothing to repair."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from ..figures.curves import Curves
from ..figures.style import DISCLAIMER
from ..model import Setting, draws, simulate
from ..model.detect import criterion, v_shape
from .course import SEED, SESSIONS
from .html import table
from .on_curves import OnCurves
from .view import View, open_view

__all__ = ["SIZES", "VShapes", "dips", "v_shapes"]

Array = np.ndarray

SIZES = np.arange(1, 11) * 0.25  # the least drop that counts, in a client's own SDs
NOTHING, ORDINARY = "no rupture", "ruptures and repairs"
_CLIENTS = 1000


@lru_cache(maxsize=2)
def _ratings(kind: str) -> Array:
    setting = Setting() if kind == ORDINARY else Setting().but(rupture_frequency=0.0)
    return simulate(setting, draws(_CLIENTS, SESSIONS, SEED), keep=("rated",))["rated"]


@lru_cache(maxsize=2)
def dips(kind: str) -> tuple[Array, Array, Array]:
    """Return three shares for each of SIZES: of clients with a drop, of clients with a V-shape,
    and the mean share of the drop that the very next rating makes good."""
    ratings = _ratings(kind)
    drops, shapes, back = [], [], []
    for size in SIZES:
        found = criterion(ratings, size)
        drops.append(found.any(axis=0).mean())
        shapes.append(v_shape(ratings, size).any(axis=0).mean())
        t, who = np.nonzero(found[1:-1])
        before, low, after = (ratings[t + step, who] for step in range(3))
        back.append(np.nansum(after - low) / np.sum((before - low)[np.isfinite(after)]))
    return np.array(drops), np.array(shapes), np.array(back)


class VShapes(OnCurves):
    """How large a dip must be, and how many clients then show one that comes back.

    values: size, the least drop that counts, one of SIZES.
    """

    title = "Explorer: dips that mend themselves"

    def __init__(self, lesson: str) -> None:
        self.key = f"v-shapes/{lesson}"
        self.values = {"size": 1.5}
        self._open_table = False
        self._curves = Curves(
            "Clients whose ratings show a dip that comes back", "least drop that counts, in SDs",
            "share of clients", [NOTHING, ORDINARY], span=(0.2, 2.55), percent=True,
            size=(720, 380), note=DISCLAIMER, ticks=(0.5, 1, 1.5, 2, 2.5),
        )  # fmt: skip

    def set(self, name: str, value: Any) -> None:
        if name == "table":
            self._open_table = bool(value)
        elif name == "size" and SIZES[0] <= float(value) <= SIZES[-1]:
            self.values["size"] = float(value)
        else:
            raise ValueError(f"{name} cannot be {value}.")

    def _at(self) -> int:
        return int(np.abs(SIZES - self.values["size"]).argmin())

    def sentence(self) -> str:
        n = self._at()
        (drops, none, back), (_, some, _) = dips(NOTHING), dips(ORDINARY)
        return (
            f"A drop of {SIZES[n]:.2f} SDs or more, most of it regained within three sessions: "
            f"{none[n]:.0%} of clients show one where nobody had a rupture, and {some[n]:.0%} "
            "where ruptures and repairs are ordinary. Where there was no rupture, "
            f"{drops[n]:.0%} had such a drop, and the very next rating made good "
            f"{back[n]:.0%} of it. (simulated)"
        )

    def blocks(self) -> list[dict]:
        return [
            {"kind": "range", "name": "size", "label": "How deep a dip must be to count, in SDs",
             "min": float(SIZES[0]), "max": float(SIZES[-1]), "step": 0.25, "format": "decimal",
             "ends": ["a flicker", "a plunge"],
             "help": "An SD is how far this client’s ratings commonly stray from their mean."},
            *self._curve_blocks(),
        ]  # fmt: skip

    def _draw(self) -> None:
        shares = {kind: dips(kind)[1] for kind in (NOTHING, ORDINARY)}
        self._curves.show(SIZES, shares, self.values["size"])

    def _table(self) -> str:
        none, some = dips(NOTHING)[1], dips(ORDINARY)[1]
        rows = [
            (f"{size:.2f}", f"{a:.0%}", f"{b:.0%}")
            for size, a, b in zip(SIZES, none, some, strict=True)
        ]
        caption = "Clients with a dip that comes back (simulated)"
        return table(caption, ("least drop, SDs", NOTHING, ORDINARY), rows)

    def alt(self) -> str:
        return f"Two curves falling as the dip must be deeper. {self.sentence()}"


def v_shapes(lesson: str) -> View:
    """Return the explorer of dips without repair for a lesson numbered such as "07"."""
    return open_view(VShapes(lesson))
