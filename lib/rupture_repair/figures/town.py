"""A town as a network: people as dots, ties as thin lines, listeners in gold."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D

from .picture import Picture
from .style import COLOURS, add_axes, new_figure

__all__ = ["FULLY", "Town", "around", "circles"]

FULLY = 0.8  # from here on somebody attends fully, and has a dark ring
_STEPS = (0.25, 0.5, FULLY)
_SHADES = ("paper", "band", "course", "line")
_KEY = ((0.15, "below 0.25"), (0.35, "to 0.50"), (0.6, "to 0.80"), (0.95, "attends fully"))


def around(people: int) -> np.ndarray:
    """Return places on one circle, (people, 2), the first on top, then clockwise.

    Every other one lies a little inwards, so that ties to the next door but one can be seen.
    """
    out = np.where(np.arange(people) % 2, 0.93, 1.03)
    return out[:, None] * _circle(people)


def circles(people: int, size: int = 6) -> np.ndarray:
    """Return places on small circles of `size` around a large one, (people, 2)."""
    groups = -(-people // size)
    middle = 0.88 * np.repeat(_circle(groups), size, axis=0)[:people]
    own = np.tile(_circle(size), (groups, 1))[:people]
    return middle + 0.19 * own


def _circle(people: int) -> np.ndarray:
    turn = 2 * np.pi * np.arange(people) / people
    return np.stack([np.sin(turn), np.cos(turn)], axis=1)


def _sizes(attention: np.ndarray) -> np.ndarray:
    """Return the area of each dot in square points."""
    return 26 + 120 * np.asarray(attention) ** 1.5


class Town:
    """People whose dots change, in a frame that does not.

    title: the words on the picture. size: its width and height in pixels. note: a line under it.
    """

    def __init__(self, title: str, size: tuple[int, int] = (480, 540), note: str = "") -> None:
        width, height = size
        figure = new_figure(width, height)
        axes = add_axes(figure, 14, top=40, width=width - 28, height=height - 74)
        across = (width - 28) / (height - 74)
        axes.set(xlim=(-1.355 * across, 1.355 * across), ylim=(-1.51, 1.2))
        axes.set_title(title, loc="left")
        axes.axis("off")
        if note:
            figure.text(
                1 - 16 / width, 0.022, note, ha="right", size=9.5, color=COLOURS["soft_ink"]
            )
        self._ties = LineCollection([], colors=COLOURS["soft_ink"], linewidths=0.8, alpha=0.32)
        self._dots = axes.scatter([], [], s=[], edgecolors=COLOURS["ink"])
        self._seams = Line2D(
            [], [], linestyle="none", marker="D", markersize=11.5, markerfacecolor=COLOURS["gold"],
            markeredgecolor=COLOURS["gold_edge"], markeredgewidth=2,
        )  # fmt: skip
        axes.add_collection(self._ties, autolim=False)
        axes.add_line(self._seams)
        self._key(axes)
        self.picture = Picture(figure, axes, [self._ties, self._dots, self._seams])

    def show(
        self, where: np.ndarray, knows: np.ndarray, attention: np.ndarray, listeners: np.ndarray
    ) -> None:
        """Set the town.

        where: (people, 2), within -1.1 to 1.1. knows: (people, people) of bool.
        attention: (people,), 0 to 1. listeners: the numbers of those who always listen.
        """
        one, other = np.nonzero(np.triu(knows))
        self._ties.set_segments(np.stack([where[one], where[other]], axis=1))
        rest = np.setdiff1d(np.arange(len(where)), listeners)
        shown = attention[rest]
        self._dots.set_offsets(where[rest])
        self._dots.set_sizes(_sizes(shown))
        self._dots.set_facecolor([_shade(one) for one in shown])
        self._dots.set_linewidths(np.where(shown >= FULLY, 2.2, 0.8))
        self._seams.set_data(where[listeners, 0], where[listeners, 1])

    def _key(self, axes: Axes) -> None:
        words = {"va": "center", "size": 11}
        for n, (attention, name) in enumerate(_KEY):
            x, y = -1.12 + 0.87 * (n % 3), -1.22 - 0.19 * (n // 3)
            axes.scatter(
                [x], [y], s=_sizes(np.array([attention])), c=[COLOURS[_name(attention)]],
                edgecolors=COLOURS["ink"], linewidths=2.2 if attention >= FULLY else 0.8,
            )  # fmt: skip
            axes.text(x + 0.09, y, name, **words)
        gold, edge = COLOURS["gold"], COLOURS["gold_edge"]
        axes.plot([-0.25], [-1.41], "D", ms=11, mfc=gold, mec=edge, mew=2)
        axes.text(-0.16, -1.41, "always listens", **words)


def _name(attention: float) -> str:
    return _SHADES[int(np.searchsorted(_STEPS, attention, side="right"))]


def _shade(attention: float) -> str:
    return COLOURS[_name(attention)]
