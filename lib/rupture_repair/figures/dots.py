"""One dot a row on a common scale, with the dots of earlier looks left behind as faint marks."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib import patheffects
from matplotlib.lines import Line2D

from .picture import Picture
from .style import COLOURS, add_axes, new_figure

__all__ = ["Dots"]


class Dots:
    """Rows with names, a dot in each that moves along a scale from 0 to 1.

    title: what stands above. rows: their names, the first at the top. notes: lines at the foot.
    """

    def __init__(self, title: str, rows: Sequence[str], notes: Sequence[str]) -> None:
        height = 42 * len(rows) + 128
        figure = new_figure(560, height)
        axes = add_axes(figure, left=192, top=40, width=344, height=42 * len(rows))
        axes.set(xlim=(0, 1), ylim=(len(rows) - 0.5, -0.5))
        axes.set_title(title, loc="left")
        axes.set_yticks(range(len(rows)), rows)
        axes.set_xticks(np.arange(0, 1.01, 0.2))
        axes.tick_params(length=0)
        for place, line in enumerate(reversed(notes)):
            figure.text(
                1 - 24 / 560, (10 + 18 * place) / height, line, ha="right", size=9.5,
                color=COLOURS["soft_ink"],
            )  # fmt: skip
        halo = [patheffects.Stroke(linewidth=4, foreground=COLOURS["paper"]), patheffects.Normal()]
        none = {"linestyle": "none", "clip_on": False}
        self._before = Line2D([], [], marker="o", markersize=6, color=COLOURS["course"], **none)
        self._dots = Line2D(
            [], [], marker="o", markersize=12, markerfacecolor=COLOURS["line"],
            markeredgecolor=COLOURS["paper"], markeredgewidth=1.5, **none,
        )  # fmt: skip
        self._best = Line2D(
            [], [], marker="D", markersize=12, markerfacecolor=COLOURS["gold"],
            markeredgecolor=COLOURS["gold_edge"], markeredgewidth=1.5, **none,
        )  # fmt: skip
        self._bet = Line2D(
            [], [], marker="o", markersize=22, markerfacecolor="none",
            markeredgecolor=COLOURS["guess"], markeredgewidth=2.4, **none,
        )  # fmt: skip
        for line in (self._before, self._dots, self._best, self._bet):
            axes.add_line(line)
        self._words = [
            axes.text(0, row, "", va="center", size=10.5, path_effects=halo)
            for row in range(len(rows))
        ]
        moving = [self._before, self._dots, self._best, self._bet, *self._words]
        self._axes = axes
        self.picture = Picture(figure, axes, moving)

    def show(
        self,
        values: np.ndarray | None,
        before: Sequence[np.ndarray] = (),
        bet: int | None = None,
        best: int | None = None,
    ) -> None:
        """Set the dots.

        values: 0 to 1, shape (rows,); None draws no dots. before: earlier values of that shape.
        bet, best: the rows to ring, and to draw as a diamond.
        """
        rows = np.arange(len(self._words))
        shown = np.full(len(rows), np.nan) if values is None else np.asarray(values, float)
        plain = rows[rows != best]
        self._before.set_data(np.ravel(before), np.tile(rows, len(before)))
        self._dots.set_data(shown[plain], plain)
        for line, row in ((self._best, best), (self._bet, bet)):
            at = [] if row is None else [row]
            line.set_data(shown[at], at)
        for word, value in zip(self._words, shown, strict=True):
            word.set_visible(bool(np.isfinite(value)))
            if word.get_visible():
                right = value < 0.84
                word.set_text(f"{value:.2f}")
                word.set_horizontalalignment("left" if right else "right")
                word.set_x(value + (0.05 if right else -0.05))
