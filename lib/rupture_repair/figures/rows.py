"""Rows of little boxes, one above the other: the same sessions as several people report them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_rgba
from matplotlib.lines import Line2D

from .picture import Picture
from .style import COLOURS, add_axes, new_figure

__all__ = ["Rows"]

_FILLS = ("crack", "line", "other")
_SIDE, _TALL = 0.84, 0.5  # a box, in columns and in rows


class Rows:
    """Boxes that fill and empty in a frame that does not move.

    title: what stands above them. labels: one name a row, at most three, from the top.
    groups: name (in one line or two) and number of columns of each run of columns, from the left; a
        gap parts them.
    size: width and height in pixels. note: a line under the picture; "" for none.
    """

    def __init__(
        self,
        title: str,
        labels: Sequence[str],
        groups: Sequence[tuple[str, int]],
        size: tuple[int, int] = (620, 330),
        note: str = "",
    ) -> None:
        width, height = size
        figure = new_figure(width, height)
        axes = add_axes(figure, left=20, top=36, width=width - 40, height=height - 64)
        starts, at = [], 0.0
        for _, count in groups:
            starts.append(at)
            at += count + 0.9
        axes.set(xlim=(-0.2, at - 0.7), ylim=(-len(labels) + 0.35, 1.2))
        axes.axis("off")
        axes.set_title(title, loc="left")
        for start, (name, count) in zip(starts, groups, strict=True):
            middle = start + (count - 1 + _SIDE) / 2
            axes.add_line(
                Line2D([start, start + count - 1 + _SIDE], [0.42, 0.42],
                       color=COLOURS["soft_ink"], linewidth=1.2)
            )  # fmt: skip
            axes.text(middle, 0.5, name, ha="center", va="bottom", size=11, linespacing=1.1)
        for row, label in enumerate(labels):
            axes.text(0, -row + 0.04, label, ha="left", va="bottom", weight="bold", size=12)
        if note:
            figure.text(
                1 - 24 / width, 0.022, note, ha="right", size=9.5, color=COLOURS["soft_ink"]
            )
        across = np.concatenate(
            [start + np.arange(count) for start, (_, count) in zip(starts, groups, strict=True)]
        )
        self._shape = (len(labels), len(across))
        corners = np.array([[0, 0], [_SIDE, 0], [_SIDE, -_TALL], [0, -_TALL]])
        where = [[x, -row] for row in range(len(labels)) for x in across]
        self._boxes = PolyCollection(
            [corners + place for place in where], edgecolors=COLOURS["soft_ink"], linewidths=0.8
        )
        axes.add_collection(self._boxes, autolim=False)
        self.picture = Picture(figure, axes, [self._boxes])

    def show(self, filled: np.ndarray) -> None:
        """Fill the boxes that are True in `filled`, shape (rows, columns). ValueError otherwise."""
        if filled.shape != self._shape:
            raise ValueError(f"filled must have shape {self._shape}, got {filled.shape}")
        empty = to_rgba(COLOURS["paper"])
        full = [to_rgba(COLOURS[name]) for name in _FILLS]
        self._boxes.set_facecolors(
            [full[row] if one else empty for row in range(len(filled)) for one in filled[row]]
        )
