"""One look for every picture: paper, ink, a dark crack and a gold seam."""

from __future__ import annotations

from typing import Any

import matplotlib
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.path import Path

__all__ = ["COLOURS", "CRACK", "DIFFERENCE_COLOURS", "DISCLAIMER", "DPI", "MAP_COLOURS",
           "new_figure"]  # fmt: skip

DISCLAIMER = "a teaching model, not fitted to clients"
DPI = 100

# The data colours are Okabe and Ito's; paper, ink and grid are the workbook's own.
COLOURS = {
    "paper": "#fffdf9",
    "ink": "#22303c",
    "soft_ink": "#55606b",
    "grid": "#e8e2d8",
    "band": "#c9dbe8",
    "course": "#8fa6b8",
    "line": "#0072b2",
    "gold": "#e69f00",
    "gold_edge": "#7a5200",
    "crack": "#22303c",
    "guess": "#b3476f",
    "other": "#009e73",
    "warn": "#d55e00",
}
MAP_COLOURS = "cividis"
DIFFERENCE_COLOURS = "PuOr"  # two hues that the colour-blind can tell apart, pale at no difference

# A short broken stroke: the mark of a rupture wherever one is drawn.
CRACK = Path([(-0.45, 1.0), (0.2, 0.25), (-0.2, -0.2), (0.45, -1.0)])

_RULES: dict[str, Any] = {
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 11.5,
    "figure.facecolor": COLOURS["paper"],
    "axes.facecolor": COLOURS["paper"],
    "axes.edgecolor": COLOURS["soft_ink"],
    "axes.labelcolor": COLOURS["ink"],
    "axes.titlecolor": COLOURS["ink"],
    "axes.titlesize": 12.5,
    "axes.titlelocation": "left",
    "axes.titlepad": 8.0,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": COLOURS["grid"],
    "grid.linewidth": 0.8,
    "text.color": COLOURS["ink"],
    "xtick.color": COLOURS["soft_ink"],
    "ytick.color": COLOURS["soft_ink"],
    "xtick.labelcolor": COLOURS["ink"],
    "ytick.labelcolor": COLOURS["ink"],
    "lines.solid_capstyle": "round",
    "path.simplify": False,
}


def new_figure(width: int, height: int) -> Figure:
    """Return an empty figure of `width` by `height` pixels in the workbook's style.

    The figure has an Agg canvas of its own and is unknown to pyplot, so it may be drawn in any
    thread and is freed like any other object.
    """
    with matplotlib.rc_context(_RULES):
        figure = Figure(figsize=(width / DPI, height / DPI), dpi=DPI)
        FigureCanvasAgg(figure)
    return figure


def add_axes(figure: Figure, left: int, top: int, width: int, height: int) -> Any:
    """Add axes whose box has these pixels, counted from the figure's top left corner."""
    full_width, full_height = (round(side * DPI) for side in figure.get_size_inches())
    with matplotlib.rc_context(_RULES):
        return figure.add_axes(
            (
                left / full_width,
                1 - (top + height) / full_height,
                width / full_width,
                height / full_height,
            )
        )
