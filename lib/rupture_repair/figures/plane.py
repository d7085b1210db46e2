"""Guesses about a feeling, as points between pleasant and unpleasant, stirred up and still."""

from __future__ import annotations

import numpy as np
from matplotlib import patheffects
from matplotlib.lines import Line2D

from .picture import Picture
from .style import COLOURS, DISCLAIMER, add_axes, new_figure

__all__ = ["Plane"]

_SIDE = 420
_CORNERS = (
    (-0.97, 0.97, "tense, afraid, angry"),
    (0.97, 0.97, "excited, delighted"),
    (-0.97, -0.97, "sad, heavy, empty"),
    (0.97, -0.97, "calm, relieved"),
)
_TURN = np.linspace(0, 2 * np.pi, 121)

Point = tuple[float, float]


class Plane:
    """A map of feelings, both ways from −1 to 1, with marks that move on it."""

    def __init__(self) -> None:
        figure = new_figure(_SIDE + 80, _SIDE + 104)
        axes = add_axes(figure, left=48, top=36, width=_SIDE, height=_SIDE)
        axes.set(xlim=(-1.05, 1.05), ylim=(-1.05, 1.05))
        axes.set_title("Guesses at one feeling", loc="left")
        axes.set_xticks([-1, 0, 1], ["", "", ""])
        axes.set_yticks([-1, 0, 1], ["", "", ""])
        axes.tick_params(length=0)
        axes.set_xlabel("unpleasant   ◂            ▸   pleasant")
        axes.set_ylabel("still   ◂            ▸   stirred up")
        figure.text(
            1 - 32 / (_SIDE + 80), 0.02, DISCLAIMER, ha="right", size=9.5, color=COLOURS["soft_ink"]
        )
        for x, y, words in _CORNERS:
            axes.text(
                x, y, words, ha="left" if x < 0 else "right", va="top" if y > 0 else "bottom",
                style="italic", size=10.5, color=COLOURS["soft_ink"],
            )  # fmt: skip
        self._ring = Line2D([], [], color=COLOURS["line"], linewidth=1.4, linestyle=(0, (5, 3)))
        self._near = Line2D([], [], color=COLOURS["gold_edge"], linewidth=1.6)
        self._dots = _marks("o", 6.5, COLOURS["course"], COLOURS["paper"], 0.8)
        self._middle = _marks("P", 12, COLOURS["line"], COLOURS["paper"], 1.4)
        self._first = _marks("D", 9, "none", COLOURS["guess"], 1.8)
        self._mark = _marks("D", 11, COLOURS["guess"], COLOURS["paper"], 1.4)
        self._person = _marks("*", 21, COLOURS["gold"], COLOURS["gold_edge"], 1.4)
        halo = [patheffects.Stroke(linewidth=4, foreground=COLOURS["paper"]), patheffects.Normal()]
        self._words = {
            name: axes.text(0, 0, "", color=colour, weight="bold", va="center", path_effects=halo)
            for name, colour in (
                ("middle", COLOURS["line"]), ("first", COLOURS["guess"]),
                ("mark", COLOURS["guess"]), ("person", COLOURS["gold_edge"]),
            )
        }  # fmt: skip
        lines = [self._near, self._dots, self._ring, self._middle, self._first, self._person,
                 self._mark]  # fmt: skip
        for line in lines:
            axes.add_line(line)
        self.picture = Picture(figure, axes, [*lines, *self._words.values()])

    def show(
        self,
        mark: Point | None = None,
        first: Point | None = None,
        guesses: np.ndarray | None = None,
        half: float = 0.0,
        person: tuple[str, Point] | None = None,
        near: float = 0.0,
    ) -> None:
        """Set the marks; what is None is not drawn.

        mark: where the learner stands. first: their first guess, drawn where it is another.
        guesses: those of the readers, (readers, 2); half: the distance from their middle within
        which half of them lie. person: name and place; near: the radius of the ring around it.
        """
        moved = first is not None and mark is not None and not np.allclose(first, mark)
        middle = None if guesses is None else tuple(guesses.mean(axis=0))
        spot = None if person is None else person[1]
        _place(self._mark, mark)
        _place(self._first, first if moved else None)
        _place(self._middle, middle)
        _place(self._person, spot)
        dots = np.empty((0, 2)) if guesses is None else guesses
        self._dots.set_data(dots[:, 0], dots[:, 1])
        _circle(self._ring, middle, half)
        _circle(self._near, spot, near)
        self._label("mark", mark, "you")
        self._label("first", first if moved else None, "you, at first")
        self._label("middle", middle, "their middle")
        self._label("person", spot, "" if person is None else person[0])

    def _label(self, name: str, at: Point | None, words: str) -> None:
        text = self._words[name]
        text.set_text("" if at is None else words)
        if at is None:
            return
        if name == "first":  # below its mark, for the later one is often beside it
            text.set(position=(at[0], at[1] - 0.1), ha="center")
            return
        # The middle's name goes to the left where it can, clear of the others.
        left = at[0] > 0.45 or (name == "middle" and at[0] > -0.4)
        text.set(position=(at[0] - 0.07, at[1]) if left else (at[0] + 0.07, at[1]),
                 ha="right" if left else "left")  # fmt: skip


def _marks(marker: str, size: float, face: str, edge: str, width: float) -> Line2D:
    return Line2D(
        [], [], linestyle="none", marker=marker, markersize=size, markerfacecolor=face,
        markeredgecolor=edge, markeredgewidth=width,
    )  # fmt: skip


def _place(line: Line2D, at: Point | None) -> None:
    line.set_data(*(([], []) if at is None else ([at[0]], [at[1]])))


def _circle(line: Line2D, at: Point | None, radius: float) -> None:
    if at is None or not radius:
        line.set_data([], [])
    else:
        line.set_data(at[0] + radius * np.cos(_TURN), at[1] + radius * np.sin(_TURN))
