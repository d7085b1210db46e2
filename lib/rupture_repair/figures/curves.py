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

_MARK = 10  # pixels from the middle of the learner's mark to its edge, and a little more

_LOOKS = (
    {"color": COLOURS["line"], "linestyle": "-"},
    {"color": COLOURS["warn"], "linestyle": (0, (5, 2))},
    {"color": COLOURS["other"], "linestyle": (0, (1.5, 1.5))},
)


class Curves:
    """Curves that change, in a frame that does not.

    title, across, up: the words on the picture and its axes.
    labels: one name a curve, at most three; drawn beside the line in its colour.
    span: the range of the horizontal axis; limits: that of the vertical one.
    size: width and height of the picture in pixels.
    note: a line under the picture, such as the disclaimer; "" for none.
    percent: whether the vertical axis is written in per cent. ticks: those of the horizontal axis.
    after: whether names stand after the ends of the curves, for which `span` must leave room.
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
        after: bool = False,
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
            axes.yaxis.set_major_formatter(lambda value, _: f"{value:.0%}".replace("-", "−"))
        if note:
            figure.text(
                1 - 24 / width, 0.022, note, ha="right", size=9.5, color=COLOURS["soft_ink"]
            )
        halo = [patheffects.Stroke(linewidth=4, foreground=COLOURS["paper"]), patheffects.Normal()]
        self._after = after
        self._labels = list(labels)
        self._lines = [Line2D([], [], linewidth=2.6, **look) for look in _LOOKS[: len(labels)]]
        self._texts = [
            axes.text(0, 0, name, color=line.get_color(), ha="left" if after else "right",
                      va="center" if after else "bottom", weight="bold", path_effects=halo)
            for name, line in zip(labels, self._lines, strict=True)
        ]  # fmt: skip
        self._here = Line2D(
            [], [], linestyle="none", marker="o", markersize=11, markerfacecolor=COLOURS["paper"],
            markeredgecolor=COLOURS["ink"], markeredgewidth=2.2, clip_on=False,
        )  # fmt: skip
        self._across = Line2D(
            [], [], color=COLOURS["soft_ink"], linewidth=1.2, linestyle=(0, (3, 3))
        )
        self._level_name = axes.text(
            0, 0, "", color=COLOURS["soft_ink"], ha="right", va="bottom", path_effects=halo
        )
        for line in (*self._lines, self._across, self._here):
            axes.add_line(line)
        self._axes = axes
        moving = [self._across, *self._lines, *self._texts, self._level_name, self._here]
        self.picture = Picture(figure, axes, moving, room=_MARK)

    def show(
        self,
        across: np.ndarray,
        curves: Mapping[str, np.ndarray],
        here: float | None = None,
        level: float | None = None,
        level_name: str = "",
    ) -> None:
        """Set the curves.

        across: shape (points,). curves: label to values, shape (points,).
        here: where on the horizontal axis the learner stands; marked on every curve.
        level: a height at which to draw a faint line; level_name: what stands above it.
        """
        marks = []
        for name, line, text in zip(self._labels, self._lines, self._texts, strict=True):
            values = curves[name]
            line.set_data(across, values)
            if not self._after:
                others = [curves[other] for other in self._labels if other != name]
                self._beside(text, across, values, others)
            if here is not None:
                marks.append((here, float(np.interp(here, across, values))))
        if self._after:
            self._after_the_ends()
        self._here.set_data([x for x, _ in marks], [y for _, y in marks])
        if level is None:
            self._across.set_data([], [])
        else:
            self._across.set_data(self._axes.get_xlim(), [level, level])
            self._level_name.set_position((across[-1], level))
        self._level_name.set_text("" if level is None else level_name)

    def _beside(
        self, text: Text, across: np.ndarray, values: np.ndarray, others: Sequence[np.ndarray]
    ) -> None:
        """Put a curve's name near its end: above it where there is room, below it elsewhere, and
        where another curve runs close above it."""
        low, high = self._axes.get_ylim()
        at = len(across) - 1 - len(across) // 12
        end = slice(max(at - len(across) // 6, 0), None)
        near = values[end]
        gap = 0.03 * (high - low)
        close = any(-gap < (other[end] - near).mean() < 3 * gap for other in others)
        under = close and all((other[end] - near).mean() > 0 for other in others)
        if near.max() + 4 * gap < high and not under:
            text.set(position=(across[at], near.max() + gap), va="bottom")
        else:
            text.set(position=(across[at], near.min() - gap), va="top")

    def _after_the_ends(self) -> None:
        """Put each name after the end of its curve, apart from the others."""
        low, high = self._axes.get_ylim()
        height = 1.2 * self._texts[0].get_size() * self._axes.figure.dpi / 72  # pixels
        gap = (high - low) * height / self._axes.get_window_extent().height
        ends = [(line.get_xdata()[-1], line.get_ydata()[-1]) for line in self._lines]
        order = sorted(range(len(ends)), key=lambda n: -ends[n][1])
        places = [ends[n][1] for n in order]
        for n in range(1, len(places)):
            places[n] = min(places[n], places[n - 1] - gap)
        for n in range(len(places)):
            places[n] = max(places[n], low + (len(places) - n - 0.5) * gap)
        span = self._axes.get_xlim()
        for place, n in zip(places, order, strict=True):
            self._texts[n].set_position((ends[n][0] + 0.012 * (span[1] - span[0]), place))
