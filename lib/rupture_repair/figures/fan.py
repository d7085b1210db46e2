"""The fan chart of trust over a course: the middle half, a dozen courses, cracks and gold seams."""

from __future__ import annotations

import numpy as np
from matplotlib import patheffects
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.lines import Line2D

from .picture import Picture
from .style import COLOURS, CRACK, DISCLAIMER, add_axes, new_figure

__all__ = ["Fan"]


class Fan:
    """A fan chart whose contents change and whose frame does not.

    sessions: number of sessions on the horizontal axis.
    title: what stands above the chart.
    """

    def __init__(self, sessions: int, title: str = "Trust, session by session") -> None:
        figure = new_figure(600, 400)
        axes = add_axes(figure, left=60, top=40, width=520, height=296)
        axes.set(xlim=(-0.3, sessions + 0.3), ylim=(0, 1))
        axes.set_title(title, loc="left")
        axes.set_xticks(range(0, sessions + 1, 4 if sessions > 10 else 2))
        axes.set_yticks(np.arange(0, 1.01, 0.2))
        axes.set_xlabel("session")
        axes.set_ylabel("trust")
        axes.tick_params(length=0)
        figure.text(0.966, 0.022, DISCLAIMER, ha="right", size=9.5, color=COLOURS["soft_ink"])
        self._sessions = sessions
        self._band = PolyCollection([], facecolor=COLOURS["band"], edgecolor="none")
        self._courses = LineCollection([], colors=COLOURS["course"], linewidths=0.9)
        # Two collections: a path effect would draw each line in Python.
        self._edges = LineCollection([], colors=COLOURS["gold_edge"], linewidths=4.0)
        self._seams = LineCollection([], colors=COLOURS["gold"], linewidths=2.6)
        self._edges.set_capstyle("round")
        self._seams.set_capstyle("round")
        self._median = Line2D([], [], color=COLOURS["line"], linewidth=2.8)
        self._guess = Line2D([], [], color=COLOURS["guess"], linewidth=2.2, linestyle=(0, (4, 2)))
        self._cracks = Line2D(
            [], [], linestyle="none", marker=CRACK, markersize=9, markerfacecolor="none",
            markeredgecolor=COLOURS["crack"], markeredgewidth=1.6,
        )  # fmt: skip
        self._guess_name = axes.text(
            sessions + 0.2, 0, "your guess", color=COLOURS["guess"], ha="right", va="bottom",
            weight="bold", visible=False,
            path_effects=[
                patheffects.Stroke(linewidth=4, foreground=COLOURS["paper"]), patheffects.Normal(),
            ],
        )  # fmt: skip
        for artist in (self._band, self._courses, self._edges, self._seams):
            axes.add_collection(artist, autolim=False)
        for line in (self._median, self._guess, self._cracks):
            axes.add_line(line)
        self.picture = Picture(
            figure,
            axes,
            [
                self._band,
                self._courses,
                self._edges,
                self._seams,
                self._median,
                self._cracks,
                self._guess,
                self._guess_name,
            ],
        )

    def show(
        self,
        middle: np.ndarray,
        courses: np.ndarray,
        ruptured: np.ndarray,
        repaired: np.ndarray,
        guess: float | None = None,
    ) -> None:
        """Set what the chart shows.

        middle: trust at the quarter, the half and the three quarter mark of all clients, from
            before the first session to after the last; shape (3, sessions + 1).
        courses: single courses, shape (courses, sessions + 1); NaN after a client has left.
        ruptured: where in these courses a rupture was felt, shape (courses, sessions), bool.
        repaired: where in these courses a repair held, same shape, bool.
        guess: a learner's guess of where the median ends, or None.
        """
        time = np.arange(self._sessions + 1)
        low, half, high = middle
        outline = np.column_stack([np.r_[time, time[::-1]], np.r_[low, high[::-1]]])
        self._band.set_verts([outline])
        self._courses.set_segments(_lines(time, courses))
        self._median.set_data(time, half)
        course, session = np.nonzero(ruptured)
        height = courses[course, session + 1]
        self._cracks.set_data(session + 1, height)
        # A seam runs on from its crack, so a repair in the last session has none.
        course, session = np.nonzero(repaired[:, :-1])
        seams = np.empty((course.size, 2, 2))
        seams[:, 0, 0], seams[:, 1, 0] = session + 1, session + 2
        seams[:, 0, 1] = courses[course, session + 1]
        seams[:, 1, 1] = courses[course, session + 2]
        seams = seams[~np.isnan(seams).any((1, 2))]
        self._edges.set_segments(seams)
        self._seams.set_segments(seams)
        if guess is None:
            self._guess.set_data([], [])
            self._guess_name.set_visible(False)
        else:
            self._guess_name.set(y=min(guess, 0.93) + 0.015, visible=True)
            self._guess.set_data([self._sessions * 0.72, self._sessions + 0.3], [guess, guess])


def _lines(time: np.ndarray, courses: np.ndarray) -> np.ndarray:
    lines = np.empty((*courses.shape, 2))
    lines[..., 0] = time
    lines[..., 1] = courses
    return lines
