"""Lesson 02: what only it shows."""

import numpy as np
from rupture_repair.activities.spread import Spread
from rupture_repair.curriculum.quiz import items
from rupture_repair.figures.curves import Curves


def test_a_mark_at_the_edge_of_the_picture_is_drawn_whole():
    curves = Curves("t", "x", "y", ["a"], span=(0, 10), size=(400, 300))
    across = np.linspace(0, 10, 11)

    def ink(height: float) -> int:
        curves.show(across, {"a": np.full(11, height)}, here=5)
        left, top, width, height = curves.picture.box
        inside = curves.picture.whole()[top : top + height, left : left + width]
        near = inside[:, width // 2 - 15 : width // 2 + 15]
        return int((near.sum(axis=2) < 250).sum())

    assert ink(1.0) > 0.8 * ink(0.7)


def test_the_question_names_the_switch_as_it_is_called():
    switch = next(b for b in _all(Spread("02").blocks()) if b.get("name") == "attribution")
    asked = next(item.ask for item in items(2) if item.key == "l02_equal_hurt")
    assert f"“{switch['label']}”" in asked


def _all(blocks):
    for block in blocks:
        yield block
        yield from _all(block.get("blocks", []))
