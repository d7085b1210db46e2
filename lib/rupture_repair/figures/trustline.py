"""One client's trust, turn by turn: a line, a crack where it hurt, gold where it was mended."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib import patheffects
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D

from .picture import Picture
from .style import COLOURS, DISCLAIMER, add_axes, new_figure

__all__ = ["TrustLine"]

# How far each kink of a crack lies to the side, in turns, from its upper end to its lower.
_KINKS = np.array([0.0, 0.26, -0.2, 0.24, -0.22, 0.0])


class TrustLine:
    """A line of trust that grows in a frame that does not change.

    title: what stands above it. turns: how many turns the frame has room for, 1 and up; of a longer
    course the latest are drawn. size: width and height of the picture in pixels.
    across: the words under the horizontal axis. ticks: what stands at which turns.
    """

    def __init__(
        self,
        title: str,
        turns: int,
        size: tuple[int, int] = (350, 290),
        across: str = "turn",
        ticks: Mapping[int, str] | None = None,
    ) -> None:
        width, height = size
        figure = new_figure(width, height)
        axes = add_axes(figure, left=56, top=38, width=width - 72, height=height - 104)
        axes.set(xlim=(-0.6, turns + 0.8), ylim=(0, 1), xlabel=across, ylabel="trust")
        axes.set_title(title, loc="left")
        if ticks is None:
            axes.set_xticks(range(0, turns + 1, 10 if turns > 12 else 5))
        else:
            axes.set_xticks(list(ticks), list(ticks.values()))
        axes.set_yticks(np.arange(0, 1.01, 0.2))
        axes.tick_params(length=0)
        figure.text(
            1 - 16 / width, 0.03, DISCLAIMER, ha="right", size=9.5, color=COLOURS["soft_ink"]
        )
        edge = [patheffects.Stroke(linewidth=5.4, foreground=COLOURS["gold_edge"]),
                patheffects.Normal()]  # fmt: skip
        self._room = turns
        self._line = Line2D([], [], color=COLOURS["line"], linewidth=2.8)
        self._cracks = LineCollection([], colors=COLOURS["crack"], linewidths=2.0)
        self._cracks.set_joinstyle("miter")
        self._seams = LineCollection([], colors=COLOURS["gold"], linewidths=3.8)
        self._seams.set_path_effects(edge)
        self._seams.set_capstyle("round")
        self._here = Line2D(
            [], [], linestyle="none", marker="o", markersize=10, markerfacecolor=COLOURS["paper"],
            markeredgecolor=COLOURS["ink"], markeredgewidth=2.2,
        )  # fmt: skip
        axes.add_line(self._line)
        for collection in (self._cracks, self._seams):
            axes.add_collection(collection, autolim=False)
        axes.add_line(self._here)
        self._add_key(axes, edge)
        self.picture = Picture(figure, axes, [self._line, self._cracks, self._seams, self._here])

    def show(self, trust: np.ndarray, mended: np.ndarray, lifted: np.ndarray) -> None:
        """Set the line.

        trust: from before the story to now, 0 to 1; shape (turns + 1,).
        mended: where a hurt landed, how much of it is mended by now, 0 to 1; NaN elsewhere.
        lifted: whether a repair lifted trust on the way to this turn, bool. Both of that shape.
        """
        start = max(len(trust) - 1 - self._room, 0)
        trust, mended, lifted = trust[start:], mended[start:].copy(), lifted[start:].copy()
        mended[0], lifted[0] = np.nan, False  # nothing leads to the first point
        whole = trust.astype(float)
        x, y, cracks, seams = [0.0], [whole[0]], [], []
        for turn in range(1, len(whole)):
            if np.isnan(mended[turn]):
                if lifted[turn]:
                    seams.append(np.array([[turn - 1, whole[turn - 1]], [turn, whole[turn]]]))
            else:
                crack = _crack(turn, whole[turn - 1], whole[turn])
                cracks.append(crack)
                if mended[turn] > 0:
                    seams.append(_part(crack[::-1], mended[turn]))
                x.append(np.nan)
                y.append(np.nan)
            x.append(turn)
            y.append(whole[turn])
        self._line.set_data(x, y)
        self._cracks.set_segments(cracks)
        self._seams.set_segments(seams)
        self._here.set_data([len(whole) - 1], [whole[-1]])

    def _add_key(self, axes: Any, edge: list) -> None:
        """Say at the top, where a line of trust seldom comes, what a crack and a seam are."""
        at = axes.transAxes
        crack = _crack(1, 0.99, 0.87) * (0.05, 1) + (0.3, -0.01)
        axes.add_line(Line2D(*crack.T, transform=at, color=COLOURS["crack"], linewidth=2.0))
        axes.text(0.38, 0.92, "a hurt", transform=at, va="center", size=10.5)
        seam = Line2D([0.62, 0.68], [0.89, 0.95], transform=at, color=COLOURS["gold"])
        seam.set(linewidth=3.8, path_effects=edge)
        axes.add_line(seam)
        axes.text(0.72, 0.92, "mending", transform=at, va="center", size=10.5)


def _crack(turn: int, before: float, after: float) -> np.ndarray:
    """Return a jagged way down from one turn to the next, shape (kinks, 2)."""
    share = np.linspace(0, 1, len(_KINKS))
    return np.column_stack([turn - 1 + share + _KINKS, before + share * (after - before)])


def _part(line: np.ndarray, share: float) -> np.ndarray:
    """Return the first `share` (0 to 1) of a line, shape (points, 2)."""
    along = np.linspace(0, 1, len(line))
    inside = along[along < share]
    at = np.append(inside, share)
    return np.column_stack([np.interp(at, along, line[:, 0]), np.interp(at, along, line[:, 1])])
