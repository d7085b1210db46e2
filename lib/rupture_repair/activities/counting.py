"""How many courses of therapy have a rupture? It depends on who counts, and how."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from ..curriculum.evidence import cite, finding, mention
from ..figures.curves import Curves
from ..figures.style import DISCLAIMER
from ..model import Result, Setting, draws, simulate
from ..model.detect import METHODS
from .course import CLIENTS, SEED, SESSIONS
from .hidden import SIZE_BLOCK
from .html import paragraphs, table
from .on_curves import OnCurves
from .view import Shown, View, open_view

__all__ = ["Counting", "count_ruptures", "counted"]

_SIZES = np.arange(0.5, 3.01, 0.25)
_LEAST, _MOST = 0.04, 0.15  # noise in a rating, SD: what is plausible
_REPORTED = ("larsson_no_rupture", "mclaughlin_share", "stevens_share")


@lru_cache(maxsize=64)
def counted(noise: float, hurt: bool) -> dict[str, np.ndarray]:
    """Return the share of courses with a find, by criterion, at each size of the criterion.

    noise: SD of one rating, 0 to 0.15. hurt: False for courses in which nobody is ever hurt.
    """
    ratings = _courses(noise, hurt)["rated"]
    return {
        name: np.array([find(ratings, size).any(axis=0).mean() for size in _SIZES])
        for name, find in METHODS.items()
    }


@lru_cache(maxsize=4)
def _courses(noise: float, hurt: bool) -> Result:
    return simulate(
        Setting().but(rating_noise=noise),
        draws(CLIENTS, SESSIONS, SEED),
        keep=("rated", "felt"),
        schedule=None if hurt else np.zeros(SESSIONS),
    )


class Counting(OnCurves):
    """The share of courses "with a rupture", over the size of the criterion."""

    title = "Explorer: how many courses have a rupture?"

    def __init__(self, lesson: str) -> None:
        self.key = f"counting/{lesson}"
        self.values = {"size": 1.5, "noise": 0.09, "calm": False}
        self._open_table = False
        self._curves = Curves(
            "Courses in which a rupture is found", "size of the criterion, in SD",
            "share of courses", list(METHODS), span=(0.4, 3.75), limits=(0.0, 1.04),
            size=(680, 400), note=DISCLAIMER, percent=True, after=True,
            ticks=(0.5, 1, 1.5, 2, 2.5, 3),
        )  # fmt: skip

    def set(self, name: str, value: Any) -> None:
        if name == "table":
            self._open_table = bool(value)
        elif name == "size" and _SIZES[0] <= float(value) <= _SIZES[-1]:
            self.values["size"] = float(value)
        elif name == "noise" and _LEAST <= float(value) <= _MOST:
            self.values["noise"] = round(float(value), 2)
        elif name == "calm":
            self.values["calm"] = bool(value)
        else:
            raise ValueError(f"{name} cannot be {value}.")

    def felt(self) -> float:
        """Return the share of courses in which a rupture was truly felt at least once."""
        return float(_courses(self.values["noise"], self._hurt)["felt"].any(axis=0).mean())

    @property
    def _hurt(self) -> bool:
        return not self.values["calm"]

    def sentence(self) -> str:
        size = self.values["size"]
        shares = counted(self.values["noise"], self._hurt)
        *first, last = (
            f"by the {name} in {np.interp(size, _SIZES, share):.0%}"
            for name, share in shares.items()
        )
        told = f"{', '.join(first)} and {last}"
        truth = (
            f"A rupture was felt at least once in {self.felt():.0%} of these courses."
            if self._hurt
            else "Nobody was hurt in these courses: all that is found is noise and slow change."
        )
        return f"At {size:g} SD a rupture is found {told} of {CLIENTS} courses. {truth} (simulated)"

    def blocks(self) -> list[dict]:
        return [
            {"kind": "group", "look": "columns", "blocks": [
                SIZE_BLOCK,
                {"kind": "range", "name": "noise", "min": _LEAST, "max": _MOST, "step": 0.01,
                 "format": "decimal", "label": "How much a rating wobbles by itself",
                 "ends": ["a little", "a great deal"]},
                {"kind": "switch", "name": "calm", "label": "Nobody is ever hurt",
                 "help": "The same clients and the same wobble, and no lapse in any session."},
            ]},
            *self._curve_blocks(),
            {"kind": "group", "folded": True, "label": "What studies report", "blocks": [
                {"kind": "text", "html": published()},
            ]},
        ]  # fmt: skip

    def _draw(self) -> None:
        shares = counted(self.values["noise"], self._hurt)
        self._curves.show(_SIZES, shares, self.values["size"])

    def shown(self) -> Shown:
        shown = super().shown()
        shown.values = dict(self.values)
        return shown

    def _table(self) -> str:
        shares = counted(self.values["noise"], self._hurt)
        rows = [
            (f"{size:g}", *(f"{share[n]:.0%}" for share in shares.values()))
            for n, size in enumerate(_SIZES)
        ]
        head = ("size in SD", *shares)
        return table("Simulated courses with a find", head, rows)

    def alt(self) -> str:
        return f"Three curves that fall as the criterion asks for more. {self.sentence()}"


def published() -> str:
    """Return what studies report, each by its own criterion, as HTML."""
    none, share, pattern = (finding(key) for key in _REPORTED)
    rows = [
        (none.citation, f"{100 - none.value:.1f}%", f"any rupture, {none.n} courses"),
        (share.citation, f"{share.value:g}%", f"a rupture, {share.n} clients"),
        (pattern.citation, f"{pattern.value:g}%", f"one with its repair, {pattern.n} clients"),
    ]
    caption = (
        "Published shares. Each study chose its clients and its criterion; the first figure is 100 "
        "less the share without a rupture."
    )
    head = ("study", "share", "of what")
    words = f"{cite('criteria_differ')}\n\n{mention('stiles_v_shapes')}"
    shares = f'<div class="rr-table rr-words">{table(caption, head, rows)}</div>'
    return shares + paragraphs(words)


def count_ruptures(lesson: str) -> View:
    """Return the count of courses with a rupture for a lesson numbered such as "04"."""
    return open_view(Counting(lesson))
