"""A few labelled curves over one setting, with a mark where the learner stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib import patheffects
from matplotlib.lines import Line2D
from matplotlib.text import Text

from .picture import Picture
from .style import COLOURS, add_axes, new_figure

__all__ = ["Curves"]

_LOOKS = (
    {"color": COLOURS["line"], "linestyle": "-"},
    {"color": COLOURS["warn"], "linestyle": (0, (5, 2))},
    {"color": COLOURS["other"], "linestyle": (0, (1.5, 1.5))},
)


class Curves:
    """Curves that change, in a frame that does not.

    Each is named near its end, or to the right of it where the span leaves room there.

    title, across, up: the words on the picture and its axes.
    labels: one name a curve, at most three; drawn beside the line in its colour.
    span: the range of the horizontal axis; limits: that of the vertical one.
    size: width and height of the picture in pixels.
    note: a line under the picture, such as the disclaimer; "" for none.
    percent: whether the vertical axis is written in per cent. ticks: those of the horizontal axis.
    """

    def __init__(
        self,
        title: str,
        across: str,
        up: str,
        labels: Sequence[str],
        span: tuple[float, float],
        limits: tuple[float, float] = (0.0, 1.0),
        size: tuple[int, int] = (600, 400),
        note: str = "",
        percent: bool = False,
        ticks: Sequence[float] | None = None,
    ) -> None:
        width, height = size
        figure = new_figure(width, height)
        left = 80 if percent else 64
        axes = add_axes(figure, left, top=40, width=width - left - 24, height=height - 104)
        axes.set(xlim=span, ylim=limits, xlabel=across, ylabel=up)
        axes.set_title(title, loc="left")
        axes.tick_params(length=0)
        if ticks is not None:
            axes.set_xticks(ticks)
        if percent:
            axes.yaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
        if note:
            figure.text(
                1 - 24 / width, 0.022, note, ha="right", size=9.5, color=COLOURS["soft_ink"]
            )
        halo = [patheffects.Stroke(linewidth=4, foreground=COLOURS["paper"]), patheffects.Normal()]
        self._labels = list(labels)
        self._lines = [Line2D([], [], linewidth=2.6, **look) for look in _LOOKS[: len(labels)]]
        self._texts = [
            axes.text(0, 0, name, color=line.get_color(), ha="right", va="bottom", weight="bold",
                      path_effects=halo)
            for name, line in zip(labels, self._lines, strict=True)
        ]  # fmt: skip
        self._here = Line2D(
            [], [], linestyle="none", marker="o", markersize=11, markerfacecolor=COLOURS["paper"],
            markeredgecolor=COLOURS["ink"], markeredgewidth=2.2,
        )  # fmt: skip
        self._across = Line2D(
            [], [], color=COLOURS["soft_ink"], linewidth=1.2, linestyle=(0, (3, 3))
        )
        for line in (*self._lines, self._across, self._here):
            axes.add_line(line)
        self._axes = axes
        self.picture = Picture(figure, axes, [self._across, *self._lines, *self._texts, self._here])

    def show(
        self,
        across: np.ndarray,
        curves: Mapping[str, np.ndarray],
        here: float | None = None,
        level: float | None = None,
    ) -> None:
        """Set the curves.

        across: shape (points,). curves: label to values, shape (points,).
        here: where on the horizontal axis the learner stands; marked on every curve.
        level: a height at which to draw a faint line.
        """
        low, high = self._axes.get_xlim()
        aside = across[-1] < high - 0.15 * (high - low)
        if aside:
            self._aside(across[-1] + 0.02 * (high - low), [curves[n][-1] for n in self._labels])
        marks = []
        for name, line, text in zip(self._labels, self._lines, self._texts, strict=True):
            values = curves[name]
            line.set_data(across, values)
            if not aside:
                self._beside(text, across, values)
            if here is not None:
                marks.append((here, float(np.interp(here, across, values))))
        self._here.set_data([x for x, _ in marks], [y for _, y in marks])
        if level is None:
            self._across.set_data([], [])
        else:
            self._across.set_data(self._axes.get_xlim(), [level, level])

    def _aside(self, at: float, ends: Sequence[float]) -> None:
        """Put the names to the right of their curves, clear of one another."""
        low, high = self._axes.get_ylim()
        gap, below = 0.065 * (high - low), -np.inf
        for n in np.argsort(ends):
            below = max(float(ends[n]), below + gap, low + gap / 2)
            self._texts[n].set(position=(at, below), ha="left", va="center")

    def _beside(self, text: Text, across: np.ndarray, values: np.ndarray) -> None:
        """Put a curve's name near its end, above it where there is room and below it elsewhere."""
        low, high = self._axes.get_ylim()
        at = len(across) - 1 - len(across) // 12
        near = values[max(at - len(across) // 6, 0) :]
        gap = 0.03 * (high - low)
        if near.max() + 4 * gap < high:
            text.set(position=(across[at], near.max() + gap), va="bottom")
        else:
            text.set(position=(across[at], near.min() - gap), va="top")
