"""A map of a result over two settings, with “you are here” on it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib import patheffects
from matplotlib.lines import Line2D

from .picture import Picture
from .style import (
    COLOURS,
    DIFFERENCE_COLOURS,
    DISCLAIMER,
    MAP_COLOURS,
    add_axes,
    new_figure,
)

__all__ = ["Field"]


class Field:
    """A map of values over two settings, both from 0 to 1 unless `limits` says otherwise.

    title: what the colours mean.
    across, up: the words on the two axes.
    limits: the range of values that the colours span.
    zero: where set, the values are differences in shares: the colours part at no difference, worse
        in orange and better in purple, and the heavy contour there carries this word.
    """

    def __init__(
        self,
        title: str,
        across: str,
        up: str,
        limits: tuple[float, float] = (0.0, 1.0),
        zero: str = "",
    ) -> None:
        self._figure = new_figure(400, 400)
        self._axes = add_axes(self._figure, left=60, top=40, width=296, height=296)
        self._axes.set(xlim=(0, 1), ylim=(0, 1), xlabel=across, ylabel=up)
        if zero:
            self._axes.yaxis.labelpad = 0
        self._axes.set_title(title, loc="left")
        self._axes.set_xticks(np.arange(0, 1.01, 0.25))
        self._axes.set_yticks(np.arange(0, 1.01, 0.25))
        for axis in (self._axes.xaxis, self._axes.yaxis):
            axis.set_major_formatter("{x:g}")
        self._axes.tick_params(length=0)
        self._axes.grid(False)
        self._figure.text(0.89, 0.022, DISCLAIMER, ha="right", size=9.5, color=COLOURS["soft_ink"])
        self._limits = limits
        self._zero = zero
        self._drawn: list = []
        self._here = Line2D(
            [], [], linestyle="none", marker="o", markersize=12, markerfacecolor="none",
            markeredgecolor="white", markeredgewidth=2.4,
        )  # fmt: skip
        self._here.set_path_effects(
            [patheffects.Stroke(linewidth=5.0, foreground=COLOURS["ink"]), patheffects.Normal()]
        )
        self._axes.add_line(self._here)
        self.picture = Picture(self._figure, self._axes, [self._here])

    def show(
        self,
        across: np.ndarray,
        up: np.ndarray,
        values: np.ndarray,
        levels: Sequence[float],
        guess: tuple[float, float] | None = None,
    ) -> None:
        """Set the map.

        across, up: the settings, shapes (m,) and (n,).
        values: the result, shape (n, m).
        levels: where labelled contours run.
        guess: a point that the learner guessed, marked with those words.
        """
        for artist in self._drawn:
            artist.remove()
        low, high = self._limits
        steps = 16 if self._zero else 2 * round((high - low) / 0.1)
        bands = np.linspace(low, high, steps + 1)
        within = np.clip(np.asarray(values, float), low, high)  # float32 may round to below `low`
        colours = DIFFERENCE_COLOURS if self._zero else MAP_COLOURS
        filled = self._axes.contourf(across, up, within, levels=bands, cmap=colours)
        self._drawn = [filled]
        inside = [level for level in levels if values.min() < level < values.max()]
        if inside:
            self._contours(across, up, values, inside)
        if guess is not None:
            self._mark_guess(*guess)
        self._axes.set(xlim=(0, 1), ylim=(0, 1))
        self.picture.redraw()

    def _contours(
        self, across: np.ndarray, up: np.ndarray, values: np.ndarray, levels: Sequence[float]
    ) -> None:
        paper, ink = COLOURS["paper"], COLOURS["ink"]
        widths = [2.6 if self._zero and level == 0 else 1.2 for level in levels]
        line, halo = (ink, paper) if self._zero else ("white", ink)
        lines = self._axes.contour(
            across, up, values, levels=levels, colors=line, linewidths=widths, linestyles="solid"
        )
        for text in self._axes.clabel(lines, fmt=self._label, fontsize=9):
            text.set_path_effects(
                [patheffects.Stroke(linewidth=2.6, foreground=halo), patheffects.Normal()]
            )
        self._drawn.append(lines)  # its labels go with it

    def _label(self, level: float) -> str:
        if not self._zero:
            return f"{level:.1f}"
        return f"{100 * level:+.0f}".replace("-", "−") if level else self._zero

    def _mark_guess(self, across: float, up: float) -> None:
        colour, halo = COLOURS["guess"], COLOURS["paper"]
        (mark,) = self._axes.plot(
            [across], [up], marker="D", markersize=9, color=colour, markeredgecolor=halo
        )
        side = "right" if across > 0.5 else "left"
        words = self._axes.annotate(
            "your guess", (across, up), (-10 if side == "right" else 10, 0), ha=side, va="center",
            textcoords="offset points", color=colour, weight="bold", fontsize=10, zorder=5,
            bbox={"boxstyle": "round,pad=0.15", "facecolor": halo, "edgecolor": "none"},
        )  # fmt: skip
        self._drawn += [mark, words]

    def place(self, across: float, up: float) -> tuple[float, float]:
        """Move the mark, and return where it lies as fractions from the picture's top left."""
        self._here.set_data([across], [up])
        return self.picture.place(across, up)
