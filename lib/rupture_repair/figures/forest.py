"""A forest plot: published figures with their intervals, one a row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from .picture import Picture
from .style import COLOURS, add_axes, new_figure

__all__ = ["ForestRow", "forest"]


class ForestRow(NamedTuple):
    """One row: its name, value and interval, and the range in which a new study may fall."""

    name: str
    value: float
    low: float
    high: float
    prediction: tuple[float, float] | None = None


def forest(rows: Sequence[ForestRow], title: str, across: str, note: str) -> Picture:
    """Return a forest plot of `rows`, the first at the top.

    across: the words under the axis. note: a line at the foot, such as where the figures are from.
    """
    height = 52 * len(rows) + 112
    figure = new_figure(860, height)
    axes = add_axes(figure, left=340, top=44, width=496, height=52 * len(rows))
    axes.set(xlim=(-0.55, 0.9), ylim=(len(rows) - 0.5, -0.5), xlabel=across)
    axes.set_title(title, loc="left")
    axes.set_yticks(range(len(rows)), [row.name for row in rows])
    axes.tick_params(length=0)
    axes.grid(False, axis="y")
    axes.axvline(0, color=COLOURS["soft_ink"], linewidth=1.2)
    for place, row in enumerate(rows):
        if row.prediction is not None:
            axes.plot(
                row.prediction, [place, place], color=COLOURS["course"], linewidth=1.6,
                linestyle=(0, (1.5, 2)), marker="|", markersize=9,
            )  # fmt: skip
        axes.plot([row.low, row.high], [place, place], color=COLOURS["line"], linewidth=3.2)
        axes.plot(
            [row.value], [place], marker="D", markersize=8, color=COLOURS["ink"], linestyle="none"
        )
    edge = 1 - 24 / 860
    figure.text(edge, 10 / height, note, ha="right", size=9.5, color=COLOURS["soft_ink"])
    return Picture(figure, axes, [])
