"""Many people as dots over two things, with one of them marked."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.lines import Line2D

from .picture import Picture
from .style import COLOURS, add_axes, new_figure

__all__ = ["Cloud"]

_WIDE = 12  # points: the width of the bar in which one person is likely to lie


class Cloud:
    """Dots that move in a frame that does not.

    title, across, up: the words on the picture and its axes.
    span, limits: the ranges of the two axes.
    size: width and height in pixels. note: a line under the picture; "" for none.
    cross: where a line is drawn across and one up, such as the two averages; None for neither.
    ticks, up_ticks: where on the axes, with the word there; None leaves it to Matplotlib.
    corners: words in the corners of the axes: top left, top right, bottom left, bottom right.
    """

    def __init__(
        self,
        title: str,
        across: str,
        up: str,
        span: tuple[float, float],
        limits: tuple[float, float],
        size: tuple[int, int] = (400, 400),
        note: str = "",
        cross: tuple[float, float] | None = None,
        ticks: Sequence[tuple[float, str]] | None = None,
        up_ticks: Sequence[tuple[float, str]] | None = None,
        corners: Sequence[str] = (),
    ) -> None:
        width, height = size
        figure = new_figure(width, height)
        left = 88 if up_ticks else 44
        axes = add_axes(figure, left, top=40, width=width - left - 24, height=height - 104)
        axes.set(xlim=span, ylim=limits, xlabel=across, ylabel=up)
        axes.set_title(title, loc="left")
        axes.tick_params(length=0)
        if ticks is not None:
            axes.set_xticks([at for at, _ in ticks], [word for _, word in ticks])
        if up_ticks is not None:
            axes.set_yticks([at for at, _ in up_ticks], [word for _, word in up_ticks])
        if note:
            figure.text(
                1 - 24 / width, 0.022, note, ha="right", size=9.5, color=COLOURS["soft_ink"]
            )
        self._bar = Line2D(
            [], [], color=COLOURS["gold"], linewidth=_WIDE, alpha=0.4, solid_capstyle="butt"
        )
        self._dots = Line2D(
            [], [], linestyle="none", marker="o", markersize=5.5, markerfacecolor=COLOURS["line"],
            markeredgecolor="none", alpha=0.38,
        )  # fmt: skip
        self._here = Line2D(
            [], [], linestyle="none", marker="o", markersize=12, markerfacecolor=COLOURS["paper"],
            markeredgecolor=COLOURS["ink"], markeredgewidth=2.4,
        )  # fmt: skip
        moving = [self._dots, self._bar, self._here]
        if cross is not None:
            look = {"color": COLOURS["soft_ink"], "linewidth": 1.4}
            lines = [
                Line2D([cross[0]] * 2, limits, **look), Line2D(span, [cross[1]] * 2, **look)
            ]  # fmt: skip
            for line in lines:
                axes.add_line(line)
        for line in moving:
            axes.add_line(line)
        places = ((0.02, 0.98), (0.98, 0.98), (0.02, 0.02), (0.98, 0.02))
        for (x, y), words in zip(places, corners, strict=False):
            axes.text(
                x, y, words, transform=axes.transAxes, style="italic", size=10.5,
                ha="left" if x < 0.5 else "right", va="bottom" if y < 0.5 else "top",
                color=COLOURS["soft_ink"],
            )  # fmt: skip
        self.picture = Picture(figure, axes, moving)

    def show(
        self,
        across: np.ndarray,
        up: np.ndarray,
        here: tuple[float, float] | None = None,
        likely: tuple[float, float, float] | None = None,
    ) -> None:
        """Set the dots.

        across, up: where each person stands, shape (people,).
        here: where the one person stands. likely: a place across and the two ends of the bar there.
        """
        self._dots.set_data(across, up)
        self._here.set_data(*([[value] for value in here] if here else ([], [])))
        if likely is None:
            self._bar.set_data([], [])
        else:
            at, low, high = likely
            self._bar.set_data([at, at], [low, high])
