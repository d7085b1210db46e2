"""One client's course through one lapse, with the middle half of many others behind it."""

from __future__ import annotations

import numpy as np
from matplotlib.collections import PolyCollection
from matplotlib.lines import Line2D

from .picture import Picture
from .style import COLOURS, CRACK, DISCLAIMER, add_axes, new_figure

__all__ = ["LapseCourse"]

_SEAM = 3  # sessions over which the way back is drawn in gold


class LapseCourse:
    """Trust and an expectation over a course with one lapse, in a frame that does not change.

    Each line has its name at its beginning, above the upper and below the lower.

    sessions: how many there are. at: the session of the lapse, counted from 1.
    """

    def __init__(self, sessions: int, at: int) -> None:
        figure = new_figure(600, 400)
        axes = add_axes(figure, left=60, top=40, width=520, height=296)
        axes.set(xlim=(-0.3, sessions + 0.3), ylim=(-0.1, 1.1), xlabel="session", ylabel="0 to 1")
        axes.set_title("One client, and the middle half of all", loc="left")
        axes.set_xticks(range(0, sessions + 1, 4))
        axes.set_yticks(np.arange(0, 1.01, 0.2))
        axes.tick_params(length=0)
        figure.text(0.966, 0.022, DISCLAIMER, ha="right", size=9.5, color=COLOURS["soft_ink"])
        self._at = at
        self._band = PolyCollection([], facecolor=COLOURS["band"], edgecolor="none")
        self._trust = Line2D([], [], color=COLOURS["line"], linewidth=2.8)
        self._edge = Line2D([], [], color=COLOURS["gold_edge"], linewidth=5.4)
        self._seam = Line2D([], [], color=COLOURS["gold"], linewidth=3.8)
        self._expected = Line2D([], [], color=COLOURS["warn"], linewidth=2.4, linestyle=(0, (5, 2)))
        self._crack = Line2D(
            [], [], linestyle="none", marker=CRACK, markersize=15, markerfacecolor="none",
            markeredgecolor=COLOURS["crack"], markeredgewidth=2.2,
        )  # fmt: skip
        self._names = [
            axes.text(0, 0, words, color=colour, ha="left", weight="bold")
            for words, colour in (
                ("trust", COLOURS["line"]), ("expects to be brushed aside", COLOURS["warn"]),
            )
        ]  # fmt: skip
        axes.add_collection(self._band, autolim=False)
        lines = (self._expected, self._trust, self._edge, self._seam, self._crack)
        for line in lines:
            axes.add_line(line)
        self.picture = Picture(figure, axes, [self._band, *lines, *self._names])

    def show(
        self, middle: np.ndarray, trust: np.ndarray, expected: np.ndarray, mended: float
    ) -> None:
        """Set the courses.

        middle: trust at the quarter and three quarter mark of all, shape (2, sessions + 1).
        trust, expected: of the one client, shape (sessions + 1,).
        mended: quality with which the lapse is met, 0 to 1; from .5 the way back is a gold seam.
        """
        time = np.arange(len(trust))
        low, high = middle
        outline = np.column_stack([np.r_[time, time[::-1]], np.r_[low, high[::-1]]])
        self._band.set_verts([outline])
        self._trust.set_data(time, trust)
        self._expected.set_data(time, expected)
        self._crack.set_data([self._at], [trust[self._at]])
        way = slice(self._at, self._at + _SEAM + 1) if mended >= 0.5 else slice(0, 0)
        for line in (self._edge, self._seam):
            line.set_data(time[way], trust[way])
        for name, own, other in zip(self._names, (trust, expected), (expected, trust), strict=True):
            near = own[: max(len(name.get_text()) // 3, 3)]
            below = own[0] < other[0]
            name.set_y(near.min() - 0.03 if below else near.max() + 0.03)
            name.set_va("top" if below else "bottom")
