"""Ways to go under uncertainty: what each is worth, and which is worth most where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
from matplotlib import patheffects
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D

from .picture import Picture
from .style import COLOURS, add_axes, new_figure

__all__ = ["Ways"]

_LOOKS = (
    {"color": COLOURS["line"], "linestyle": "-"},
    {"color": COLOURS["other"], "linestyle": (0, (1.5, 1.2))},
    {"color": COLOURS["warn"], "linestyle": (0, (5, 2))},
)
_APART = 0.052  # the least distance between two names, as a share of the vertical axis
_STRIP = 0.05  # the height of the strip, likewise
_LEAST_WIDTH = 0.13  # of a stretch of the strip that still has room for its name
_RIGHT = 1.37


class Ways:
    """Lines over how sure one is, a strip that says which is highest, and where one stands.

    title, across, up: the words on the picture and its axes.
    names: for each of three ways its name beside the line, and its short name in the strip.
    limits, ticks: the range of the vertical axis, and its ticks; leave room for the strip.
    note: a line under the picture.
    percent: whether the vertical axis is written in per cent.
    """

    def __init__(
        self,
        title: str,
        across: str,
        up: str,
        names: Mapping[str, tuple[str, str]],
        limits: tuple[float, float],
        ticks: Sequence[float],
        note: str,
        percent: bool = False,
        size: tuple[int, int] = (720, 460),
    ) -> None:
        width, height = size
        figure = new_figure(width, height)
        left = 76 if percent else 60
        axes = add_axes(figure, left, top=40, width=width - left - 12, height=height - 104)
        axes.set(xlim=(-0.01, _RIGHT), ylim=limits, ylabel=up)
        axes.set_xlabel(across, x=0.5 / _RIGHT)
        axes.set_title(title, loc="left")
        axes.tick_params(length=0)
        axes.set_xticks((0, 0.25, 0.5, 0.75, 1), ("0%", "25%", "50%", "75%", "100%"))
        axes.set_yticks(
            ticks, [f"{at:.0%}" if percent else f"{at:g}".replace("-", "−") for at in ticks]
        )
        figure.text(1 - 16 / width, 0.022, note, ha="right", size=9.5, color=COLOURS["soft_ink"])
        low, high = limits
        self._strip_at, self._top = low + _STRIP * (high - low), high - 0.03 * (high - low)
        self._apart = _APART * (high - low)
        halo = [patheffects.Stroke(linewidth=3, foreground=COLOURS["paper"]), patheffects.Normal()]
        self._names = dict(names)
        self._looks = dict(zip(names, _LOOKS, strict=True))
        self._lines = {way: Line2D([], [], linewidth=2.8, **look)
                       for way, look in self._looks.items()}  # fmt: skip
        self._texts = {
            way: axes.text(1.03, 0, "", color=look["color"], va="center", weight="bold", size=11)
            for way, look in self._looks.items()
        }
        self._strip = LineCollection([], linewidths=17, capstyle="butt")
        self._short = {
            way: axes.text(0, self._strip_at, "", color=COLOURS["paper"], va="center_baseline",
                           ha="center", weight="bold", size=10.5)
            for way in names
        }  # fmt: skip
        self._most = axes.text(1.03, self._strip_at, "", color=COLOURS["soft_ink"], va="center",
                               size=11)  # fmt: skip
        self._guess = Line2D([], [], color=COLOURS["guess"], linewidth=2.2, linestyle=(0, (3, 2)))
        self._guessed = axes.text(0, self._top, "", va="center", color=COLOURS["guess"], size=11,
                                  weight="bold", path_effects=halo)  # fmt: skip
        self._here = Line2D(
            [], [], linestyle="none", marker="o", markersize=10, markerfacecolor=COLOURS["paper"],
            markeredgecolor=COLOURS["ink"], markeredgewidth=2.2,
        )  # fmt: skip
        self._stand = Line2D(
            [], [], color=COLOURS["soft_ink"], linewidth=1.2, linestyle=(0, (3, 3))
        )
        for line in (*self._lines.values(), self._guess, self._stand, self._here):
            axes.add_line(line)
        axes.add_collection(self._strip, autolim=False)
        moving = [self._strip, self._stand, self._guess, *self._lines.values(), self._here]
        moving += [*self._texts.values(), *self._short.values(), self._most, self._guessed]
        self.picture = Picture(figure, axes, moving)

    def show(
        self,
        sure: np.ndarray,
        worth: Mapping[str, np.ndarray],
        here: float,
        changes: Sequence[tuple[float, str]] = (),
        guess: float | None = None,
    ) -> None:
        """Set the lines and what follows from them.

        sure: shape (points,), from 0 to 1. worth: way to its values; a way left out is not drawn.
        here: where the learner stands. guess: where they expected the last change, or None.
        changes: from where on each way is highest, rising from 0, at most once each; for the strip.
        """
        for way, line in self._lines.items():
            line.set_data(*((sure, worth[way]) if way in worth else ([], [])))
        self._name(worth)
        heights = [float(np.interp(here, sure, values)) for values in worth.values()]
        self._here.set_data([here] * len(heights), heights)
        above, top = self._strip_at + 0.8 * self._apart, self._top - self._apart
        self._stand.set_data([here, here], [above, top])
        self._best([*(at for at, _ in changes), 1.0], [way for _, way in changes])
        if guess is None:
            self._guess.set_data([], [])
            self._guessed.set_text("")
        else:
            self._guess.set_data([guess, guess], [above, top])
            self._guessed.set(text="your guess", x=guess, ha="left" if guess < 0.1 else "center")

    def _best(self, edges: Sequence[float], ways: Sequence[str]) -> None:
        """Fill the strip between `edges` with the ways that are highest there."""
        stretches = list(pairwise(edges))
        self._strip.set_segments([[(x, self._strip_at) for x in ends] for ends in stretches])
        self._strip.set_color([self._looks[way]["color"] for way in ways])
        for text in self._short.values():
            text.set_text("")
        for way, (a, b) in zip(ways, stretches, strict=True):
            self._short[way].set_text(self._names[way][1] if b - a >= _LEAST_WIDTH else "")
            self._short[way].set_x((a + b) / 2)
        self._most.set_text("gives most" if ways else "")

    def _name(self, worth: Mapping[str, np.ndarray]) -> None:
        """Write each line's name beside its end, and keep the names apart."""
        order = sorted(worth, key=lambda way: (float(worth[way][-1]), float(worth[way][-20])))
        heights = [float(worth[way][-1]) for way in order]
        for n in range(1, len(heights)):
            heights[n] = max(heights[n], heights[n - 1] + self._apart)
        over = max(heights[-1] - self._top + self._apart / 2, 0.0)
        for way, text in self._texts.items():
            text.set_text(self._names[way][0] if way in worth else "")
        for way, height in zip(order, heights, strict=True):
            self._texts[way].set_y(height - over)
