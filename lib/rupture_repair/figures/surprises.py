"""What somebody expects, what came instead, and the gap between the two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D

from .picture import Picture
from .style import COLOURS, CRACK, add_axes, new_figure

__all__ = ["Surprises"]

_LOOKS = (
    {"color": COLOURS["line"], "linestyle": "-", "linewidth": 2.8},
    {"color": COLOURS["warn"], "linestyle": (0, (5, 2)), "linewidth": 2.8},
    {"color": COLOURS["other"], "linestyle": (0, (1.5, 1.5)), "linewidth": 2.2},
)
_ASIDE = 0.09  # how far the two stems of one moment stand apart, in moments
_APART = 0.085  # the least distance between two names, in units of the vertical axis
_STEP = 2.0  # from one place to the next, in moments


class Surprises:
    """Expectation from moment to moment; a stem runs from it to what came, as long as the surprise.

    title, up: the words on the picture and beside its vertical axis.
    labels: a name for each of three lines; the first two get stems.
    moments: how many events there are.
    ends: names of the places after the last of them; all but the first lie on a shaded ground.
    note: a line under the picture.
    """

    def __init__(
        self,
        title: str,
        up: str,
        labels: Sequence[str],
        moments: int,
        ends: Sequence[str],
        note: str,
        size: tuple[int, int] = (640, 420),
    ) -> None:
        width, height = size
        figure = new_figure(width, height)
        axes = add_axes(figure, 96, top=40, width=width - 112, height=height - 104)
        places = moments + 1.3 + _STEP * np.arange(len(ends))
        self._at = np.append(np.arange(1, moments + 1), places)
        last = float(places[-1])
        axes.set(xlim=(0.6, last + 4.6), ylim=(-0.07, 1.07), ylabel=up)
        axes.set_xlabel("moment", x=moments / 2 / (last + 4))
        axes.set_title(title, loc="left")
        axes.tick_params(length=0)
        axes.set_xticks(self._at, [*map(str, range(1, moments + 1)), *ends])
        for place in places[1:]:
            axes.axvspan(place - 0.9, last + 4.6, color=COLOURS["grid"], alpha=0.45, lw=0, zorder=0)
        axes.set_yticks((0, 0.25, 0.5, 0.75, 1), ("met 0", "", "0.5", "", "brushed\naside 1"))
        figure.text(1 - 16 / width, 0.022, note, ha="right", size=9.5, color=COLOURS["soft_ink"])
        self._labels, self._last = list(labels), last
        self._lines = [Line2D([], [], **look) for look in _LOOKS]
        self._stems = LineCollection([], linewidths=1.5, alpha=0.55)
        self._cracks = Line2D(
            [], [], linestyle="none", marker=CRACK, markersize=15, markerfacecolor="none",
            markeredgecolor=COLOURS["crack"], markeredgewidth=2.4,
        )  # fmt: skip
        self._seams = Line2D(
            [], [], linestyle="none", marker="o", markersize=10, markerfacecolor=COLOURS["gold"],
            markeredgecolor=COLOURS["gold_edge"], markeredgewidth=1.4,
        )  # fmt: skip
        self._guess = Line2D([], [], color=COLOURS["guess"], linewidth=2.4, linestyle=(0, (3, 1.5)))
        colours = [*(look["color"] for look in _LOOKS), COLOURS["guess"]]
        self._texts = [
            axes.text(last + 0.3, 0, "", color=colour, va="center", weight="bold", size=11)
            for colour in colours
        ]
        for line in (*self._lines, self._cracks, self._seams, self._guess):
            axes.add_line(line)
        axes.add_collection(self._stems, autolim=False)
        moving = [self._stems, self._guess, *self._lines, self._cracks, self._seams, *self._texts]
        self.picture = Picture(figure, axes, moving)

    def show(
        self, came: np.ndarray, paths: Mapping[str, np.ndarray], guess: float | None = None
    ) -> None:
        """Set what came and what was expected.

        came: shape (moments,), 0 where hurt was met and 1 where it was brushed aside.
        paths: label to the values before each moment and in each place after the last.
        guess: what the learner guessed for the end, or None.
        """
        at, moments = self._at, self._at[: len(came)]
        for name, line in zip(self._labels, self._lines, strict=True):
            line.set_data(at, paths[name])
        stems, colours = [], []
        for n, name in enumerate(self._labels[:2]):
            aside = moments + (2 * n - 1) * _ASIDE
            before = paths[name][: len(came)]
            stems += [[(x, y), (x, to)] for x, y, to in zip(aside, before, came, strict=True)]
            colours += [_LOOKS[n]["color"]] * len(came)
        self._stems.set_segments(stems)
        self._stems.set_color(colours)
        brushed = came > 0.5
        self._cracks.set_data(moments[brushed], came[brushed])
        self._seams.set_data(moments[~brushed], came[~brushed])
        ends = {name: float(paths[name][-1]) for name in self._labels}
        if guess is None:
            self._guess.set_data([], [])
        else:
            self._guess.set_data([self._last - 0.45, self._last + 0.25], [guess, guess])
            ends["your guess"] = guess
        self._name(ends)

    def _name(self, ends: Mapping[str, float]) -> None:
        """Write each line's name beside its end, and keep the names apart."""
        order = sorted(ends, key=ends.__getitem__)
        heights = np.array([ends[name] for name in order])
        for n in range(1, len(heights)):
            heights[n] = max(heights[n], heights[n - 1] + _APART)
        heights -= max(heights[-1] - 1.0, 0.0)
        for n in range(len(heights) - 1, 0, -1):
            heights[n - 1] = min(heights[n - 1], heights[n] - _APART)
        places = dict(zip(order, heights, strict=True))
        for name, text in zip([*self._labels, "your guess"], self._texts, strict=True):
            text.set_text(name if name in places else "")
            text.set_y(places.get(name, 0.0))
