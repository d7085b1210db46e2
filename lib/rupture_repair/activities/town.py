"""A town in which attention spreads or does not, and how much the wiring decides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ..curriculum.explorers import ExplorerPlan, explorer_plan
from ..figures.curves import Curves
from ..figures.picture import beside, png
from ..figures.style import DISCLAIMER
from ..figures.town import FULLY, Town, around, circles
from ..model.network import WIRINGS, places, steps_away
from .html import inline, paragraphs, table
from .planned import Planned, open_after
from .prediction import Prediction
from .town_rounds import PEOPLE, ROUNDS, TOWNS, attend_fully, attention_in, ties_of
from .view import Shown, View

__all__ = ["WiderCircle", "wider_circle"]

WIDE, NEAR, FEW = 45, 1, 3  # the mission: people in one town, steps in the other, listeners
_MOST = 12
_HERE, _HIGH, _LOW = "this town", f"highest of {TOWNS}", f"lowest of {TOWNS}"
_WIRED = {
    "ring": "Ring: two doors either side",
    "small world": "Small world: a tenth across",
    "clusters": "Circles of six: one tie onwards",
    "random": "Random: ties anywhere",
}
_WHOLE = {"listeners": _MOST, "round": ROUNDS}


class WiderCircle(Planned):
    """Sixty people, a few of whom always listen, and the ties between them."""

    title = "Explorer: a town, and who knows whom"
    leaves_out = """
    What anybody says, and what it is about. Power, which decides who may stop listening and who
    cannot afford to. Old wrongs, money, fear, the telephone. People here never move house, never
    meet by chance, and never get tired. Nothing in them pulls the other way: nobody spreads
    contempt, and those who always listen lose nothing by it.

    The ties were drawn by us and belong to no town. So were all numbers. With more rounds attention
    goes on creeping outwards: where everyone can be moved by everyone they know, it would in the
    end reach all who have any way to a listener. Real listeners have less time than that.
    """

    def __init__(self, plan: ExplorerPlan, asked: Prediction | None = None) -> None:
        self.key = f"wider-circle/{plan.lesson}"
        home = {
            "wiring": "ring", "together": False, "listeners": 3, "confidence": 0.6,
            "round": ROUNDS, "town": 1,
        }  # fmt: skip
        super().__init__(plan, home, asked)
        self._wide: set[tuple[float, ...]] = set()
        self._near: set[tuple[float, ...]] = set()
        self._town = Town("The town", note="dots: people; thin lines: who knows whom")
        self._curves = Curves(
            "How many of sixty attend fully", "rounds", "people", [_HERE, _HIGH, _LOW],
            span=(0, 1.6 * ROUNDS), limits=(0, PEOPLE + 3), size=(400, 440), note=DISCLAIMER,
            ticks=range(0, ROUNDS + 1, 10), after=True,
        )  # fmt: skip
        self._after_change()

    # ---- state --------------------------------------------------------------------------------

    def _take(self, name: str, value: Any) -> Any:
        if name == "wiring" and value in WIRINGS:
            return value
        if name == "together":
            return bool(value)
        if name in _WHOLE and 0 <= float(value) <= _WHOLE[name]:
            return int(value)
        if name == "confidence" and 0 <= float(value) <= 1:
            return round(float(value), 2)
        raise ValueError(f"{name} cannot be {value}.")

    def press(self, name: str, detail: Any = None) -> None:
        if name == "town":
            self._go(self.values | {"town": self.values["town"] + 1}, None)
        else:
            super().press(name, detail)

    def _setting(self) -> dict[str, Any]:
        names = ("wiring", "confidence", "listeners", "together", "town")
        return {name: self.values[name] for name in names}

    def _changed(self) -> None:
        values = self.values
        self.fully = attend_fully(**self._setting())
        self.ties = ties_of(values["wiring"], values["town"])
        self.listeners = places(values["listeners"], PEOPLE, values["together"])
        many = attention_in(values["wiring"], values["confidence"], values["listeners"],
                     values["together"], values["town"])  # fmt: skip
        self.attention = many[:, 0]
        if self.locked or not 1 <= values["listeners"] <= FEW:
            return
        same = (values["town"], values["listeners"], values["confidence"])
        if self.fully[-1, 0] >= WIDE:
            self._wide.add(same)
        if self.steps(ROUNDS) <= NEAR:
            self._near.add(same)

    def steps(self, at: int) -> int:
        """Return how far from a listener those live who attend fully after `at` rounds."""
        away = steps_away(self.ties, self.listeners)
        return int(away[self.attention[at] >= FULLY].max(initial=0))

    def _results(self) -> Mapping[str, float]:
        """Return "both": 1 once the same people were found to reach most of a town and few."""
        return {"both": float(bool(self._wide & self._near))}

    # ---- what is shown ------------------------------------------------------------------------

    def sentence(self) -> str:
        values, at = self.values, self.values["round"]
        here, every, steps = int(self.fully[at, 0]), self.fully[at], self.steps(at)
        guess = self._guess()
        guessed = "" if guess is None else f"You guessed {guess:.0f}. "
        where = "side by side" if values["together"] else "far apart"
        who = {0: "nobody always listens", 1: "one always listens"}.get(
            values["listeners"], f"{values['listeners']} always listen, {where}"
        )
        when = {0: "At the beginning", 1: "After one round"}.get(at, f"After {at} rounds")
        verb = "attends" if here == 1 else "attend"
        if not here:
            far = "."
        elif here == values["listeners"]:
            who_else = "those who always listen" if here > 1 else "the one who always listens"
            far = f": {who_else} and nobody else."
        else:
            far = f"; the farthest lives {_steps(steps)} from one who always listens."
        return (
            f"{guessed}{_WIRED[values['wiring']].split(':')[0]}; {who}. {when} "
            f"{here} of {PEOPLE} {verb} fully{far} Mean attention is "
            f"{self.attention[at].mean():.2f}. {TOWNS} towns drawn like this one have "
            f"{_range(every)} (simulated)."
        )

    def _guess(self) -> float | None:
        asked = self.asked
        if asked is None or asked.guess is None:
            return None
        same = all(self.values[name] == value for name, value in asked.plan.settings.items())
        return asked.guess if same else None

    def blocks(self) -> list[dict]:
        town, curves = self._town.picture, self._curves.picture
        presets = self.preset_blocks()
        presets[0]["blocks"].append({"kind": "button", "name": "town", "label": "Another town"})
        return [
            self.gate_block(),
            {"kind": "group", "look": "columns", "blocks": [
                {"kind": "select", "name": "wiring", "label": "Who knows whom",
                 "options": [[kind, _WIRED[kind]] for kind in WIRINGS]},
                {"kind": "switch", "name": "together",
                 "label": "Those who always listen live side by side"},
            ]},
            {"kind": "group", "look": "columns", "blocks": [
                {"kind": "range", "name": "listeners", "min": 0, "max": _MOST, "step": 1,
                 "label": "How many always listen", "format": "whole",
                 "ends": ["nobody", "twelve"]},
                {"kind": "range", "name": "confidence", "min": 0, "max": 1, "step": 0.05,
                 "label": "How different another may be and count", "format": "decimal",
                 "ends": ["just like oneself", "any"]},
                {"kind": "range", "name": "round", "min": 0, "max": ROUNDS, "step": 1,
                 "label": "Rounds of meeting", "format": "whole",
                 "ends": ["the beginning", "forty rounds on"]},
            ]},
            *presets,
            {"kind": "group", "look": "pictures", "blocks": [
                {"kind": "picture", "name": "town-map", "size": list(town.base_size),
                 "box": list(town.base_box)},
                {"kind": "picture", "name": "curves", "size": list(curves.base_size),
                 "box": list(curves.base_box)},
            ]},
            {"kind": "text", "name": "sentence", "look": "sentence"},
            {"kind": "table", "name": "table", "label": "The same as a table"},
            self.mission_block(),
            {"kind": "group", "folded": True, "label": "What the model leaves out",
             "blocks": [{"kind": "text", "html": paragraphs(self.leaves_out)}]},
        ]  # fmt: skip

    def scale(self, scale: float) -> None:
        self._town.picture.rescale(scale)
        self._curves.picture.rescale(scale)

    def shown(self) -> Shown:
        self._draw()
        shown = Shown(
            text={
                "sentence": inline(self.sentence()),
                "town-map.alt": self._map_alt(),
                "curves.alt": self._curves_alt(),
                "table": self._table() if self._open_table else "",
            },
            frames={"town-map": self._town.picture.frame(),
                    "curves": self._curves.picture.frame()},
            pictures={"town-map": self._town.picture.live(),
                      "curves": self._curves.picture.live()},
        )  # fmt: skip
        self.fill(shown)
        if not self._found and (self._wide or self._near):
            half = "one that reaches most of a town" if self._wide else "one that stays near"
            shown.text["mission"] = shown.text["mission"].replace(
                "Not found yet.",
                f"<strong>The first half is found:</strong> {half}. Leave the town, the number of "
                "listeners and the difference as they are, and look for the other.",
            )
        return shown

    def _draw(self) -> None:
        kind, at = self.values["wiring"], self.values["round"]
        where = circles(PEOPLE) if kind == "clusters" else around(PEOPLE)
        self._town.show(where, self.ties, self.attention[at], self.listeners)
        curves = {
            _HERE: self.fully[:, 0], _HIGH: self.fully.max(axis=1), _LOW: self.fully.min(axis=1),
        }  # fmt: skip
        self._curves.show(
            np.arange(ROUNDS + 1), curves, here=at if at < ROUNDS else None,
            level=self._guess(), level_name="your guess",
        )  # fmt: skip

    def _map_alt(self) -> str:
        now, at = self.attention[self.values["round"]], self.values["round"]
        low, middle = int((now < 0.5).sum()), int(((now >= 0.5) & (now < FULLY)).sum())
        return (
            f"A network of {PEOPLE} people after {at} rounds. {self.values['listeners']} always "
            f"listen, marked by gold diamonds. {int((now >= FULLY).sum())} attend fully, those "
            f"included; {middle} attend at 0.50 to 0.80, and {low} less."
        )

    def _curves_alt(self) -> str:
        mine, most, least = self.fully[:, 0], self.fully.max(axis=1), self.fully.min(axis=1)
        return (
            f"Three curves over {ROUNDS} rounds: people who attend fully in this town, from "
            f"{mine[0]} to {mine[-1]}; the highest of {TOWNS} towns, to {most[-1]}; the lowest, to "
            f"{least[-1]} (simulated)."
        )

    def _table(self) -> str:
        head = ("round", "attend fully here", "mean attention", f"lowest of {TOWNS} towns",
                "half have at least", f"highest of {TOWNS} towns")  # fmt: skip
        rows = [
            (n, self.fully[n, 0], f"{self.attention[n].mean():.2f}", self.fully[n].min(),
             f"{np.median(self.fully[n]):.0f}", self.fully[n].max())
            for n in (0, 1, 2, 3, 5, 10, 20, 30, ROUNDS)
        ]  # fmt: skip
        return table(f"People who attend fully, of {PEOPLE} (simulated)", head, rows)

    def picture(self) -> bytes:
        self._draw()
        return png(beside(self._town.picture.whole(), self._curves.picture.whole()))

    def alt(self) -> str:
        return f"Left: {self._map_alt()} Right: {self._curves_alt()}"


def _steps(count: int) -> str:
    return "one step" if count == 1 else f"{count} steps"


def _range(every: np.ndarray) -> str:
    low, half, high = every.min(), np.median(every), every.max()
    if low == high:
        return f"{low}, every one of them"
    if half == low:
        return f"{low} to {high}, half of them no more than {low}"
    return f"{low} to {high}, half of them {np.ceil(half):.0f} or more"


def wider_circle(lesson: str, after: View | None = None) -> View:
    """Return the explorer of a town for a lesson numbered such as "11".

    after: the view of the prediction that has to be answered or skipped first.
    """
    asked = after.activity if after is not None else None
    return open_after(WiderCircle(explorer_plan(lesson), asked), after)
