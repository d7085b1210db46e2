"""One client's year: trust above, and below it the hurt that was open beside what showed of it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.lines import Line2D

from .picture import Picture
from .style import COLOURS, CRACK, DISCLAIMER, add_axes, new_figure

__all__ = ["year_line"]

_KEY = "crack: a lapse hurt  ·  gold: mended by your reply  ·  dots: what showed"
_ROWS = ("told you", "complained", "went quiet")


def year_line(
    title: str,
    trust: np.ndarray,
    hurt: np.ndarray,
    mended: np.ndarray,
    landed: Sequence[int],
    showed: Sequence[int],
) -> Picture:
    """Return the picture of a year; nothing in it moves.

    trust: from before the first session on, 0 to 1; shape (sessions + 1,).
    hurt: open in each session before the reply; mended: how much of it the reply mended; both 0 or
        more, shape (sessions,).
    landed: the sessions, counted from 0, in which a lapse hurt.
    showed: for each session the row of what showed (0 told, 1 complained, 2 silent), or -1.
    """
    figure = new_figure(600, 474)
    sessions = np.arange(len(trust))
    top = add_axes(figure, left=104, top=40, width=472, height=170)
    low = add_axes(figure, left=104, top=226, width=472, height=84)
    dots = add_axes(figure, left=104, top=316, width=472, height=62)
    for axes in (top, low, dots):
        axes.set_xlim(-0.4, (last := max(len(hurt), 10)) + 0.6)
        axes.set_xticks(range(0, last + 1, 2))
        axes.tick_params(length=0)
    for axes in (top, low):
        axes.set_xticklabels([])

    top.set(ylim=(0, 1), ylabel="trust", yticks=np.arange(0, 1.01, 0.25))
    top.set_title(title, loc="left")
    top.add_line(Line2D(sessions, trust, color=COLOURS["line"], linewidth=2.6))
    at = np.asarray(landed, int) + 1
    cracks = Line2D(at, trust[at], linestyle="none", marker=CRACK, markersize=17)
    cracks.set(markerfacecolor="none", markeredgecolor=COLOURS["crack"], markeredgewidth=2.2)
    top.add_line(cracks)

    low.set(ylim=(0, max(1.0, 1.1 * hurt.max())), ylabel="open hurt", yticks=(0, 1))
    low.bar(sessions[1:], hurt, width=0.62, color=COLOURS["course"])
    low.bar(sessions[1:], mended, width=0.62, color=COLOURS["gold"], edgecolor=COLOURS["gold_edge"])

    dots.set(ylim=(2.6, -0.6), xlabel="session")
    dots.set_yticks(range(3), _ROWS)
    dots.grid(False, axis="y")
    row = np.asarray(showed)
    dots.plot(sessions[1:][row >= 0], row[row >= 0], "o", markersize=9, color=COLOURS["ink"])
    for height, line in ((0.055, _KEY), (0.015, DISCLAIMER)):
        figure.text(0.96, height, line, ha="right", size=9.5, color=COLOURS["soft_ink"])
    return Picture(figure, top, [])
