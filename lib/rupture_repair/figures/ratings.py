"""One client's ratings, session by session, and rows of marks underneath."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.lines import Line2D

from .picture import Picture
from .style import COLOURS, CRACK, DISCLAIMER, add_axes, new_figure

__all__ = ["Ratings"]

_STEP = 0.135  # from one row of marks to the next, in units of the rating


class Ratings:
    """A line of ratings above rows of marks, in a frame that does not move.

    sessions: how many there is room for. truth: the name of the row that shows where it hurt.
    rows: names of the other rows, from the top. size: width and height in pixels.
    """

    def __init__(
        self, sessions: int, truth: str, rows: Sequence[str], size: tuple[int, int] = (640, 510)
    ) -> None:
        width, height = size
        figure = new_figure(width, height)
        axes = add_axes(figure, left=132, top=40, width=width - 148, height=height - 116)
        self._heights = {
            name: -_STEP * (n + 1) for n, name in enumerate((*rows[:1], truth, *rows[1:]))
        }
        axes.set(xlim=(0.4, sessions + 0.6), ylim=(-_STEP * (len(rows) + 1.7), 1), xlabel="session")
        axes.set_title("How one client rated the alliance, 0 to 1", loc="left")
        axes.set_xticks(range(1, sessions + 1))
        levels = (0.0, 0.25, 0.5, 0.75, 1.0)
        axes.set_yticks(
            [*self._heights.values(), *levels], [*self._heights, *(f"{y:g}" for y in levels)]
        )
        axes.tick_params(length=0)
        figure.text(
            1 - 24 / width, 0.018, DISCLAIMER, ha="right", size=9.5, color=COLOURS["soft_ink"]
        )
        figure.text(
            24 / width, 0.018, "full dot: hurt then or just before · ring: neither",
            size=9.5, color=COLOURS["soft_ink"],
        )  # fmt: skip
        self._line = Line2D(
            [], [], color=COLOURS["line"], linewidth=2.2, marker="o", markersize=6.5,
            markerfacecolor=COLOURS["paper"], markeredgewidth=1.8,
        )  # fmt: skip
        look = {"linestyle": "none", "marker": CRACK, "markeredgewidth": 2.4}
        dark = {"markeredgecolor": COLOURS["crack"], "markerfacecolor": "none"}
        self._felt = Line2D([], [], markersize=20, **look, **dark)
        dots = {"linestyle": "none", "marker": "o", "markersize": 11, "markeredgewidth": 2.0}
        self._right = Line2D(
            [], [], markerfacecolor=COLOURS["line"], markeredgecolor=COLOURS["line"], **dots
        )
        self._wrong = Line2D(
            [], [], markerfacecolor=COLOURS["paper"], markeredgecolor=COLOURS["warn"], **dots
        )
        self._open = Line2D(
            [], [], markerfacecolor=COLOURS["guess"], markeredgecolor=COLOURS["guess"], **dots
        )
        self._truth = truth
        moving = [self._line, self._felt, self._right, self._wrong, self._open]
        for line in moving:
            axes.add_line(line)
        self.picture = Picture(figure, axes, moving)

    def show(
        self, ratings: np.ndarray, marks: Mapping[str, np.ndarray], felt: np.ndarray | None = None
    ) -> None:
        """Set line and marks.

        ratings: 0 to 1, shape (sessions,). marks: name of a row to bools of that shape.
        felt: where it hurt, of that shape, or None while that is not told. Once it is, a mark is a
        full dot in a session with hurt or the one after, and a ring elsewhere.
        """
        at = np.arange(1, len(ratings) + 1)
        self._line.set_data(at, ratings)
        near = np.zeros(len(ratings), bool)
        if felt is None:
            self._felt.set_data([], [])
        else:
            near = felt | np.append(False, felt[:-1])
            hurt = at[felt]
            heights = [*ratings[felt], *[self._heights[self._truth]] * len(hurt)]
            self._felt.set_data([*hurt, *hurt], heights)
        groups = (
            (self._open, np.full(len(ratings), felt is None)),
            (self._right, near if felt is not None else near & False),
            (self._wrong, ~near if felt is not None else near & False),
        )
        for line, kind in groups:
            points = [
                (x, self._heights[name])
                for name, marked in marks.items()
                for x in at[marked & kind]
            ]
            line.set_data([x for x, _ in points], [y for _, y in points])
