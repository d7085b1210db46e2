"""How answers to excerpts add up: sentences, two pictures, two tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from ..curriculum.ear import Ear
from ..curriculum.hearing import CONFIDENCE, Summary, change
from ..figures.shares import Shares
from ..scoring import Estimate
from .hearing_words import adding_up, blocks_table, points, steps_table
from .html import inline, paragraphs
from .view import Shown

__all__ = ["Sums"]

_CAVEAT = (
    "All this counts is agreement with the authors. It says nothing about how well you listen to "
    "a person in the room, and it compares you with nobody."
)
_NOTE = "agreement with the authors; whiskers: 95% intervals"

# Sure and nearly certain stand close together, so the longer words take two lines.
_STEPS = [(p, f"{p:.0%}\n" + name.replace("ly ", "ly\n")) for p, name in CONFIDENCE.items()]


class Sums:
    """The part of the marker trainer that adds up. count: how many blocks there will be."""

    def __init__(self, count: int) -> None:
        self.tables = {"table": False, "steps": False}
        self._sure = Shares(
            "How sure, and how often you agreed", "how likely you thought it", "agreed",
            _STEPS, span=(0.08, 1.12), size=(600, 440),
            note=_NOTE, stated=True, sides=("too sure", "agreed more than you thought"),
        )  # fmt: skip
        self._course = Shares(
            "Block by block", "block", "agreed",
            [(n, str(n)) for n in range(1, count + 1)], span=(0.5, count + 0.7), size=(400, 440),
        )  # fmt: skip

    def scale(self, scale: float) -> None:
        """Draw for `scale` screen pixels for one of the picture."""
        self._sure.picture.rescale(scale)
        self._course.picture.rescale(scale)

    def blocks(self) -> list[dict]:
        """Return the layout."""
        sure, course = self._sure.picture, self._course.picture
        return [
            {"kind": "text", "name": "total"},
            {"kind": "group", "look": "pictures", "blocks": [
                {"kind": "picture", "name": "sure", "size": list(sure.base_size),
                 "box": list(sure.base_box)},
                {"kind": "picture", "name": "course", "size": list(course.base_size),
                 "box": list(course.base_box)},
            ]},
            {"kind": "table", "name": "steps", "label": "Confidence as a table"},
            {"kind": "table", "name": "table", "label": "Block by block as a table"},
            {"kind": "text", "look": "quiet", "html": inline(_CAVEAT)},
        ]  # fmt: skip

    def show(self, shown: Shown, ear: Ear, other_form: str) -> None:
        """Add everything to `shown`. other_form: words on how the matched form went, or ""."""
        total, blocks = ear.summary(), ear.blocks()
        bins = total.calibration.bins
        _draw(self._sure, [b.confidence for b in bins], [(b.right, b.n) for b in bins])
        _draw(self._course, range(1, len(blocks) + 1), [(b.agreement, b.n) for b in blocks])
        told = [*adding_up(total), _trend(blocks, ear.adaptive), other_form]
        steps = "; ".join(f"{b.confidence:.0%} sure, {b.right.value:.0%} of {b.n}" for b in bins)
        course = "; ".join(
            f"block {n}, {b.agreement.value:.0%} of {b.n}" for n, b in enumerate(blocks, start=1)
        )
        shown.text |= {
            "total": paragraphs("\n\n".join(part for part in told if part)),
            "sure.alt": "Points with intervals: stated confidence against the share agreed. "
            f"{steps}. A broken line shows where both would be equal.",
            "course.alt": f"Points with intervals: share agreed by block. {course}.",
            "table": blocks_table(blocks, total) if self.tables["table"] else "",
            "steps": steps_table(total) if self.tables["steps"] else "",
        }
        for name, figure in (("sure", self._sure), ("course", self._course)):
            shown.frames[name] = figure.picture.frame()
            shown.pictures[name] = figure.picture.live()


def _draw(figure: Shares, at: Iterable[float], shares: Sequence[tuple[Estimate, int]]) -> None:
    rates = np.array([rate for rate, _ in shares])
    figure.show(np.array(list(at)), *rates.T, np.array([n for _, n in shares]))


def _trend(blocks: Sequence[Summary], adaptive: bool) -> str:
    first, last = blocks[0], blocks[-1]
    if len(blocks) < 2 or last.n < first.n / 2:
        return ""
    told = (
        f"From block 1 to block {len(blocks)} agreement changed by "
        f"{points(change(first, last))} percentage points."
    )
    if adaptive:
        told += (
            " The mean grade, from 1 for plain lines to 3 for subtle ones, went from "
            f"{first.mean_grade:.1f} to {last.mean_grade:.1f}: lines "
            "that grow harder as you agree hide a gain, and lines that grow plainer make one up."
        )
    return told
