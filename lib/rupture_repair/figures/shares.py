"""Shares with their intervals at a few steps: how often something held, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib import patheffects
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D

from .picture import Picture
from .style import COLOURS, add_axes, new_figure

__all__ = ["Shares"]


class Shares:
    """Points with whiskers in a frame that does not move.

    title, across: the words on the picture and its horizontal axis; up: on the vertical one.
    ticks: where on the horizontal axis points may stand, with the word under each.
    span: the range of the horizontal axis.
    size: width and height in pixels.
    note: a line under the picture; "" for none.
    stated: whether the horizontal axis is a share, too. A diagonal then shows where both are
        equal, with `sides`, the words below it and above it.
    """

    def __init__(
        self,
        title: str,
        across: str,
        up: str,
        ticks: Sequence[tuple[float, str]],
        span: tuple[float, float],
        size: tuple[int, int] = (600, 400),
        note: str = "",
        stated: bool = False,
        sides: tuple[str, str] = ("", ""),
    ) -> None:
        width, height = size
        figure = new_figure(width, height)
        under = 120 if note else 84
        axes = add_axes(figure, left=80, top=40, width=width - 104, height=height - 40 - under)
        # Room beyond 0 and 1, so that points there are whole and clear of the two words.
        beyond = 0.16 if stated else 0.06
        axes.set(xlim=span, ylim=(-beyond, 1 + beyond), xlabel=across, ylabel=up)
        axes.set_title(title, loc="left")
        axes.tick_params(length=0)
        axes.set_xticks([at for at, _ in ticks], [word for _, word in ticks])
        axes.set_yticks(np.arange(0, 1.01, 0.2))
        axes.yaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
        if note:
            figure.text(
                1 - 24 / width, 0.022, note, ha="right", size=9.5, color=COLOURS["soft_ink"]
            )
        if stated:
            low, high = span
            axes.add_line(
                Line2D(span, span, color=COLOURS["soft_ink"], linewidth=1.4, linestyle=(0, (5, 3)))
            )
            look = {"color": COLOURS["soft_ink"], "size": 10.5, "style": "italic"}
            axes.text(high - 0.02, -0.145, sides[0], ha="right", va="bottom", **look)
            axes.text(low + 0.02, 1.145, sides[1], ha="left", va="top", **look)
        self._whiskers = LineCollection([], colors=COLOURS["line"], linewidths=2.2)
        axes.add_collection(self._whiskers, autolim=False)
        self._points = Line2D(
            [], [], linestyle="none", marker="o", markersize=10, markerfacecolor=COLOURS["line"],
            markeredgecolor=COLOURS["paper"], markeredgewidth=1.5,
        )  # fmt: skip
        axes.add_line(self._points)
        halo = [patheffects.Stroke(linewidth=4, foreground=COLOURS["paper"]), patheffects.Normal()]
        self._words = [
            axes.text(0, 0, "", ha="left", va="center", size=10.5, path_effects=halo) for _ in ticks
        ]
        self._aside = 11 / (width - 104) * (span[1] - span[0])
        self.picture = Picture(figure, axes, [self._whiskers, self._points, *self._words])

    def show(
        self, at: np.ndarray, share: np.ndarray, low: np.ndarray, high: np.ndarray, n: np.ndarray
    ) -> None:
        """Set the points, at most one for each tick.

        at: where they stand across; share: their height, 0 to 1; low, high: the ends of their
        intervals; n: how many cases each rests on, written beside it. All of shape (points,).
        """
        self._points.set_data(at, share)
        self._whiskers.set_segments(
            [((x, a), (x, b)) for x, a, b in zip(at, low, high, strict=True)]
        )
        for i, word in enumerate(self._words):
            word.set_visible(i < len(at))
            if i < len(at):
                word.set_text(f"n = {n[i]}")
                word.set_position((at[i] + self._aside, share[i]))
