"""Published summaries side by side, each with its interval and a caution."""

from __future__ import annotations

from typing import Any

from ..curriculum.evidence import Finding, cite, finding, with_intervals
from ..figures.forest import ForestRow, forest
from .html import paragraphs, table
from .view import Activity, Shown, View, open_view

__all__ = ["Forest", "published"]

# What was set beside the outcome, in a few words for the picture; the data hold the whole claim.
_SHORT = {
    "alliance_outcome": "alliance and outcome",
    "resolution_outcome": "repaired against unrepaired ruptures",
    "training_effect": "training therapists in repair",
    "resolution_2011": "repair and outcome, earlier summary",
    "empathy_outcome": "empathy and outcome",
    "attachment_2011": "secure attachment and alliance",
}
_SPREAD = {"resolution_outcome": "resolution_spread"}
_NOTE = "published summaries; correlations are not causes"


class Forest(Activity):
    """A forest plot whose rows can be read one by one."""

    title = "Published summaries, with their intervals"

    def __init__(self, lesson: str) -> None:
        self.key = f"forest/{lesson}"
        self.findings = [one for one in with_intervals("r") if one.key in _SHORT]
        self.picked = "resolution_outcome"
        self._plot = forest(
            [_row(one) for one in self.findings], self.title, "correlation r", _NOTE
        )

    def set(self, name: str, value: Any) -> None:
        if name == "table":
            return
        if name != "picked" or value not in {one.key for one in self.findings}:
            raise ValueError("That is none of the rows.")
        self.picked = value

    def scale(self, scale: float) -> None:
        self._plot.rescale(scale)

    def blocks(self) -> list[dict]:
        options = [[one.key, _SHORT[one.key]] for one in self.findings]
        return [
            {"kind": "picture", "name": "forest", "size": list(self._plot.base_size)},
            {"kind": "select", "name": "picked", "label": "Read a row", "options": options},
            {"kind": "text", "name": "row", "look": "voice"},
            {"kind": "table", "name": "table", "label": "The same as a table"},
        ]

    def shown(self) -> Shown:
        one = finding(self.picked)
        said = f"{cite(one.key)}\n\n*Standing: {one.standing}.* {one.caution}"
        spread = _SPREAD.get(one.key)
        if spread:
            said += f"\n\nThe dotted line: {cite(spread)}"
        return Shown(
            values={"picked": self.picked},
            text={
                "row": paragraphs(said),
                "forest.alt": self.sentence(),
                "table": self._table(),
                "~": cite(one.key),
            },
            frames={"forest": self._plot.frame()},
        )

    def _table(self) -> str:
        rows = [
            (_SHORT[one.key], _r(one.value), f"{_r(one.interval[0])} to {_r(one.interval[1])}",
             one.k, one.citation)
            for one in self.findings
        ]  # fmt: skip
        head = ("what", "r", one_head(self.findings), "studies", "source")
        return table("Published summaries", head, rows)

    def sentence(self) -> str:
        told = [
            f"{_SHORT[one.key]} {_r(one.value)} ({_r(one.interval[0])} to {_r(one.interval[1])})"
            for one in self.findings
        ]
        return f"Forest plot of published correlations with 95% intervals: {'; '.join(told)}."

    def picture(self) -> bytes:
        return self._plot.stored()


def one_head(findings: list[Finding]) -> str:
    """Return what the intervals of these findings are, if it is the same for all."""
    kinds = {one.interval_is for one in findings}
    return kinds.pop() or "interval" if len(kinds) == 1 else "interval"


def _row(one: Finding) -> ForestRow:
    spread = _SPREAD.get(one.key)
    prediction = finding(spread).interval if spread else None
    return ForestRow(_SHORT[one.key], one.value, *one.interval, prediction)


def _r(value: float) -> str:
    """Write a correlation as the field does: .29, −.09."""
    digits = 3 if round(value, 2) != value else 2
    return f"{abs(value):.{digits}f}".replace("0.", "−." if value < 0 else ".")


def published(lesson: str) -> View:
    """Return the forest plot for a lesson numbered such as "07"."""
    return open_view(Forest(lesson))
