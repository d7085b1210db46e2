"""A map of a result over two settings, with “you are here” on it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib import patheffects
from matplotlib.lines import Line2D

from .picture import Picture
from .style import COLOURS, DISCLAIMER, MAP_COLOURS, add_axes, new_figure

__all__ = ["Field"]


class Field:
    """A map of values over two settings, both from 0 to 1 unless `limits` says otherwise.

    title: what the colours mean.
    across, up: the words on the two axes.
    limits: the range of values that the colours span.
    """

    def __init__(
        self,
        title: str,
        across: str,
        up: str,
        limits: tuple[float, float] = (0.0, 1.0),
    ) -> None:
        self._figure = new_figure(400, 400)
        self._axes = add_axes(self._figure, left=60, top=40, width=296, height=296)
        self._axes.set(xlim=(0, 1), ylim=(0, 1), xlabel=across, ylabel=up)
        self._axes.set_title(title, loc="left")
        self._axes.set_xticks(np.arange(0, 1.01, 0.25))
        self._axes.set_yticks(np.arange(0, 1.01, 0.25))
        for axis in (self._axes.xaxis, self._axes.yaxis):
            axis.set_major_formatter("{x:g}")
        self._axes.tick_params(length=0)
        self._axes.grid(False)
        self._figure.text(0.89, 0.022, DISCLAIMER, ha="right", size=9.5, color=COLOURS["soft_ink"])
        self._limits = limits
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
        self, across: np.ndarray, up: np.ndarray, values: np.ndarray, levels: Sequence[float]
    ) -> None:
        """Set the map.

        across, up: the settings, shapes (m,) and (n,).
        values: the result, shape (n, m).
        levels: where labelled contours run.
        """
        for artist in self._drawn:
            artist.remove()
        low, high = self._limits
        bands = np.linspace(low, high, 2 * round((high - low) / 0.1) + 1)
        filled = self._axes.contourf(
            across, up, np.clip(values, low, high), levels=bands, cmap=MAP_COLOURS
        )
        self._drawn = [filled]
        inside = [level for level in levels if values.min() < level < values.max()]
        if inside:
            lines = self._axes.contour(
                across, up, values, levels=inside, colors="white", linewidths=1.2
            )
            halo = [patheffects.Stroke(linewidth=2.6, foreground=COLOURS["ink"])]
            labels = self._axes.clabel(lines, fmt="%.1f", fontsize=9)
            for text in labels:
                text.set_path_effects([*halo, patheffects.Normal()])
            self._drawn.append(lines)  # its labels go with it
        self._axes.set(xlim=(0, 1), ylim=(0, 1))
        self.picture.redraw()

    def place(self, across: float, up: float) -> tuple[float, float]:
        """Move the mark, and return where it lies as fractions from the picture's top left."""
        self._here.set_data([across], [up])
        return self.picture.place(across, up)
