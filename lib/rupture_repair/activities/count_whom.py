"""Whom one counts: the same ruptures look less harmful, and nobody has been helped."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from ..model import Setting, draws, simulate
from ..model.claims import ruptures
from ..model.measures import KEEP, repaired
from .course import SEED, SESSIONS
from .html import inline, table
from .view import Activity, Shown, View, open_view

__all__ = ["WITH", "WITHOUT", "CountWhom", "count_whom", "counted"]

WITH = {
    "everyone": "everyone who began",
    "stayed": "those who stayed",
    "mended": "those who stayed and whose ruptures were repaired",
}
WITHOUT = {"everyone": "everyone who began", "stayed": "those who stayed"}
_CLIENTS = 4000


@lru_cache(maxsize=1)
def counted() -> tuple[Mapping[str, float], Mapping[str, float], Mapping[str, float]]:
    """Return mean improvement with two ruptures and without, and the share counted with them.

    The same clients, in a world in which no expectation learns, with ordinary repair.
    """
    setting, chance = Setting().but(corrective_learning=False), draws(_CLIENTS, SESSIONS, SEED)
    two, none = (
        simulate(setting, chance, schedule=times * ruptures(SESSIONS), keep=KEEP)
        for times in (1, 0)
    )
    stayed = two["left"] == 0
    whom = {
        "everyone": np.ones(_CLIENTS, bool),
        "stayed": stayed,
        "mended": stayed & repaired(setting, two)[1],
    }
    gains = {name: float(two["improvement"][who].mean()) for name, who in whom.items()}
    without = {
        "everyone": float(none["improvement"].mean()),
        "stayed": float(none["improvement"][none["left"] == 0].mean()),
    }
    return gains, without, {name: float(who.mean()) for name, who in whom.items()}


class CountWhom(Activity):
    """Two choices of whom to count, and what the ruptures then seem to cost.

    values: `with_` and `without`, keys of WITH and WITHOUT.
    """

    title = "Explorer: whom do you count?"

    def __init__(self, lesson: str) -> None:
        self.key = f"count-whom/{lesson}"
        self.values = {"with_": "everyone", "without": "everyone"}
        self._found = False
        self._open_table = False

    def set(self, name: str, value: Any) -> None:
        if name == "table":
            self._open_table = bool(value)
            return
        if value not in {"with_": WITH, "without": WITHOUT}.get(name, ()):
            raise ValueError("That is none of the ways to count.")
        self.values[name] = value
        self._found = self._found or self._cost() <= self._cost("everyone", "everyone") / 2

    def _cost(self, with_: str = "", without: str = "") -> float:
        gains, others, _ = counted()
        return others[without or self.values["without"]] - gains[with_ or self.values["with_"]]

    def sentence(self) -> str:
        with_, without = self.values["with_"], self.values["without"]
        cost = 100 * self._cost()
        return (
            f"Counted with two ruptures: {WITH[with_]}, {counted()[2][with_]:.0%} of clients. "
            f"Counted without any: {WITHOUT[without]}. Two ruptures then seem to cost {cost:.1f} "
            "points of improvement. (simulated)"
        )

    def blocks(self) -> list[dict]:
        return [
            {"kind": "group", "look": "columns", "blocks": [
                {"kind": "choice", "name": "with_", "label": "With two ruptures, count",
                 "options": [[name, words] for name, words in WITH.items()]},
                {"kind": "choice", "name": "without", "label": "Without a rupture, count",
                 "options": [[name, words] for name, words in WITHOUT.items()]},
            ]},
            {"kind": "text", "name": "sentence", "look": "sentence"},
            {"kind": "text", "name": "mission", "look": "card"},
            {"kind": "table", "name": "table", "label": "All six ways to count"},
        ]  # fmt: skip

    def shown(self) -> Shown:
        state = (
            "<strong>Found.</strong> Nobody improved any more than before. Those who would have "
            "told of the harm have gone from the count."
            if self._found
            else "Not found yet."
        )
        task = "Make the ruptures look half as harmful, by counting alone."
        return Shown(
            values=dict(self.values),
            text={
                "sentence": inline(self.sentence()),
                "mission": f"<p><strong>Mission.</strong> {task}</p><p>{state}</p>",
                "table": self._table() if self._open_table else "",
            },
        )

    def _table(self) -> str:
        rows = [
            (words, *(f"{100 * self._cost(name, without):.1f}" for without in WITHOUT))
            for name, words in WITH.items()
        ]
        head = ("with two ruptures", *(f"beside {words} without" for words in WITHOUT.values()))
        return table("What two ruptures seem to cost, in points (simulated)", head, rows)


def count_whom(lesson: str) -> View:
    """Return the choice of whom to count for a lesson numbered such as "07"."""
    return open_view(CountWhom(lesson))
