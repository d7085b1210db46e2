"""Groups side by side: every case a point, and the mean of each group a bar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib import patheffects

from .picture import Picture
from .style import COLOURS, DISCLAIMER, add_axes, new_figure

__all__ = ["strips"]


def strips(
    panels: Mapping[str, Sequence[np.ndarray]],
    groups: Sequence[str],
    title: str,
    up: str,
    limits: tuple[float, float],
) -> Picture:
    """Return a picture of the same groups in several panels.

    panels: name of each to its groups' values, one array a group, of any length.
    groups: what to call the groups, in that order. limits: the range of the vertical axis.
    """
    width, height = 720, 400
    figure = new_figure(width, height)
    axes = add_axes(figure, left=80, top=64, width=width - 104, height=height - 128)
    spread = np.random.default_rng(7)  # sideways only, so that points do not hide each other
    halo = [patheffects.Stroke(linewidth=5, foreground=COLOURS["paper"]), patheffects.Normal()]
    places: list[int] = []
    for panel, (name, values) in enumerate(panels.items()):
        start = panel * (len(groups) + 1)
        across = [start + n for n in range(len(groups))]
        axes.text(
            np.mean(across),
            limits[1],
            name,
            ha="center",
            va="bottom",
            weight="bold",
            size=12,
            color=COLOURS["ink"],
        )
        for place, one in zip(across, values, strict=True):
            sideways = spread.uniform(-0.28, 0.28, len(one))
            axes.plot(
                place + sideways, one, linestyle="none", marker="o", markersize=3.4, alpha=0.55,
                markeredgewidth=0, color=COLOURS["line"], clip_on=True,
            )  # fmt: skip
            mean = float(np.mean(one))
            axes.plot(
                [place - 0.34, place + 0.34], [mean, mean], color=COLOURS["ink"], linewidth=2.6,
                path_effects=halo,
            )  # fmt: skip
        places += across
    axes.set(xlim=(places[0] - 0.7, places[-1] + 0.7), ylim=limits, ylabel=up)
    axes.set_title(title, loc="left", pad=26)
    axes.set_xticks(places, list(groups) * len(panels))
    axes.tick_params(length=0)
    axes.grid(False, axis="x")
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:.0%}".replace("-", "−"))
    figure.text(1 - 24 / width, 0.022, DISCLAIMER, ha="right", size=9.5, color=COLOURS["soft_ink"])
    return Picture(figure, axes, [])
