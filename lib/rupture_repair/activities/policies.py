"""Six ways of being a therapist in seven worlds: which does best, and on what that rests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ..curriculum.explorers import ExplorerPlan, explorer_plan
from ..figures.dots import Dots
from ..figures.style import DISCLAIMER
from .course import CLIENTS
from .html import inline, paragraphs, table
from .planned import Planned, open_after
from .policy_ends import NAMES, USUAL, ends
from .prediction import Prediction
from .view import Shown, View

__all__ = ["MEASURES", "PolicyWorlds", "policies_and_worlds"]

MEASURES = {
    "trust": "trust at the end",
    "improvement": "share of the distress that eased",
    "stayed": "share of clients who stayed",
}
_NOTES = ("diamond: best; ring: your bet; faint: worlds played before", DISCLAIMER)
_COUNTS = ("", "", "Two", "Three", "Four", "Five", "Six")
_CLOSE = 0.02  # nearer than that nobody should call it
_LEAVES_OUT = """
Six rules that never learn. Nobody works like that, and clients are no worlds: each number here
holds for all five hundred of them at once. How good a reply is comes from the workbook’s own table
of moves, and the worlds were made by hand so that each rule has one in which it does best.
"""


class PolicyWorlds(Planned):
    """A world to choose, a bet to make in it, and then what came of six policies there.

    played: the worlds that were played, in order, each with the policy that was bet on or "".
    """

    title = "Explorer: six policies, seven worlds"

    def __init__(self, plan: ExplorerPlan, asked: Prediction | None = None) -> None:
        self.key = f"policies/{plan.lesson}"
        self.played: dict[str, str] = {}
        super().__init__(plan, {"world": USUAL, "bet": "", "measure": "trust"}, asked)
        self._names = {preset.settings["world"]: preset.name for preset in plan.presets}
        self._preset = list(self._names).index(self.world)
        self._dots = {
            measure: Dots(f"{words.capitalize()}, simulated", NAMES, _NOTES)
            for measure, words in MEASURES.items()
        }

    @property
    def world(self) -> str:
        """The world on show."""
        return self.values["world"]

    def set(self, name: str, value: Any) -> None:
        preset = self._preset
        super().set(name, value)
        self._preset = preset  # bet and measure leave the world as it is

    def press(self, name: str, detail: Any = None) -> None:
        if name != "play":
            super().press(name, detail)
            if name == "reset":
                self.played.clear()
            return
        self._refuse_while_locked()
        self.played.setdefault(self.world, self.values["bet"])
        self._after_change()

    def _go(self, values: Mapping[str, Any], preset: int | None) -> None:
        world = values["world"]
        kept = dict(values) | {"measure": self.values["measure"], "bet": self.played.get(world, "")}
        super()._go(kept, list(self._names).index(world))

    def opened(self) -> None:
        """Play the world that was asked about, with the bet that was made."""
        guess = None if self.asked is None else self.asked.guess
        self.played[USUAL] = "" if guess is None else NAMES[int(guess)]
        self.press("preset-0")

    def _take(self, name: str, value: Any) -> str:
        legal = {"world": list(self._names), "bet": ["", *NAMES], "measure": list(MEASURES)}[name]
        if value not in legal:
            raise ValueError("That is none of the choices.")
        if name == "bet" and self.world in self.played:
            raise ValueError("This world has been played. Choose another one to bet in.")
        return str(value)

    def _results(self) -> Mapping[str, float]:
        """Return the worlds played, and the rank of asking in trust where it is on show."""
        trust = ends(self.world)["trust"] if self.world in self.played else np.zeros(len(NAMES))
        rank = 1 + int((trust > trust[NAMES.index("asks and listens")]).sum())
        return {"worlds": len(self.played), "rank of asking": rank}

    # ---- what is shown ---------------------------------------------------------------------------

    def blocks(self) -> list[dict]:
        size = next(iter(self._dots.values())).picture
        bets = [["", "no bet"], *([name, name] for name in NAMES)]
        return [
            self.gate_block(),
            *self.preset_blocks(),
            {"kind": "group", "look": "columns", "blocks": [
                {"kind": "select", "name": "bet", "label": "Your bet in this world",
                 "options": bets},
                {"kind": "select", "name": "measure", "label": "What counts as doing best",
                 "options": [[key, words] for key, words in MEASURES.items()]},
            ]},
            {"kind": "button", "name": "play", "label": "Let them play", "look": "main"},
            {"kind": "picture", "name": "dots", "size": list(size.base_size),
             "box": list(size.base_box)},
            {"kind": "text", "name": "sentence", "look": "sentence"},
            {"kind": "table", "name": "table", "label": "The same as a table"},
            self.mission_block(),
            {"kind": "group", "folded": True, "label": "What the model leaves out",
             "blocks": [{"kind": "text", "html": paragraphs(_LEAVES_OUT)}]},
        ]  # fmt: skip

    def scale(self, scale: float) -> None:
        for dots in self._dots.values():
            dots.picture.rescale(scale)

    def shown(self) -> Shown:
        picture, played = self._draw(), self.world in self.played
        shown = self.fill(
            Shown(
                text={
                    "sentence": inline(self.sentence()),
                    "dots.alt": self.alt(),
                    "table": self._table() if self._open_table else "",
                },
                frames={"dots": picture.frame()},
                pictures={"dots": picture.live()},
            )
        )
        shown.flags["bet"]["disabled"] = self.locked or played
        shown.flags["play"] = {"disabled": self.locked or played}
        return shown

    def _draw(self) -> Any:
        measure, dots = self.values["measure"], self._dots[self.values["measure"]]
        before = [ends(world)[measure] for world in self.played if world != self.world]
        if self.world in self.played:
            values, bet = ends(self.world)[measure], self.played[self.world]
            dots.show(values, before, NAMES.index(bet) if bet else None, int(values.argmax()))
        else:
            dots.show(None, before)
        return dots.picture

    def sentence(self) -> str:
        name = self._names[self.world]
        if self.world not in self.played:
            return f"“{name}” has not been played yet. Bet, if you like, and let them play."
        measure = self.values["measure"]
        values, bet = ends(self.world)[measure], self.played[self.world]
        order = np.argsort(-values)
        first, second, last = (NAMES[order[n]] for n in (0, 1, -1))
        close = values[order[0]] - values[order[1]] < _CLOSE
        told = (
            f"“{name}”, by {MEASURES[measure]}: “{first}” does best, {values[order[0]]:.2f}. "
            f"“{second}” follows at {values[order[1]]:.2f}"
            + (", too close to call. " if close else ". ")
        )
        least = [NAMES[n] for n in order if values[order[-1]] > values[n] - 0.005]
        told += (
            f"“{last}” comes last, {values[order[-1]]:.2f}."
            if len(least) == 1
            else f"{_COUNTS[len(least)]} share the last place, {values[order[-1]]:.2f}."
        )
        if bet:
            place = 1 + int((values > values[NAMES.index(bet)] + 1e-9).sum())
            told += f" You bet on “{bet}”: place {place} of {len(NAMES)}."
        return f"{told} (simulated, {CLIENTS} clients)"

    def alt(self) -> str:
        return f"Six rows of dots on a scale from 0 to 1. {self.sentence()}"

    def picture(self) -> bytes:
        return self._draw().stored()

    def _table(self) -> str:
        measure = self.values["measure"]
        shown = {world: ends(world)[measure] for world in self.played}
        rows = [
            (name, *(f"{values[n]:.2f}" for values in shown.values()))
            for n, name in enumerate(NAMES)
        ]
        head = ("policy", *(self._names[world] for world in shown))
        return table(f"{MEASURES[measure].capitalize()}, simulated", head, rows)


def policies_and_worlds(lesson: str, after: View | None = None) -> View:
    """Return the explorer of policies for a lesson numbered such as "12".

    after: the bet that opens it; what was bet there is then played first.
    """
    asked = None if after is None else after.activity
    view = open_after(activity := PolicyWorlds(explorer_plan(lesson), asked), None)
    if after is not None:

        def opened() -> None:
            activity.opened()
            view.refresh()

        after.activity.when_settled(opened)
    return view
