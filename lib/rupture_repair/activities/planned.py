"""What explorers have in common: sliders, presets, a mission, and a prediction that opens them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..curriculum.explorers import ExplorerPlan
from .html import inline
from .prediction import Prediction
from .view import Activity, Shown, View, open_view

__all__ = ["Planned", "open_after"]

_LINE = 105  # letters on a line of the page; a mission that is met takes no more room than before


class Planned(Activity):
    """An explorer with named values, and a plan that says what it opens on, offers and asks.

    values: what the sliders stand at, by name. asked: the prediction to settle first, if any.
    `_take` checks a value, `_changed` follows every change, `_results` gives what a mission counts.
    """

    values: dict[str, Any]

    def __init__(
        self, plan: ExplorerPlan, home: Mapping[str, Any], asked: Prediction | None = None
    ) -> None:
        self.plan = plan
        self.asked = asked
        self._home = dict(home) | dict(plan.opening)
        self.values = dict(self._home)
        self._preset: int | None = None
        self._found = False
        self._open_table = False

    @property
    def locked(self) -> bool:
        """Whether the prediction still waits for an answer or a skip."""
        return self.asked is not None and not self.asked.settled

    def set(self, name: str, value: Any) -> None:
        if name == "table":
            self._open_table = bool(value)
            return
        if name not in self.values:
            super().set(name, value)
        self._refuse_while_locked()
        self.values[name] = self._take(name, value)
        self._preset = None
        self._after_change()

    def press(self, name: str, detail: Any = None) -> None:
        if name == "reset":
            self._go(self._home, None)
        elif name.startswith("preset-"):
            n = int(name.removeprefix("preset-"))
            self._go(self._home | dict(self.plan.presets[n].settings), n)
        else:
            super().press(name, detail)

    def _go(self, values: Mapping[str, Any], preset: int | None) -> None:
        self._refuse_while_locked()
        self.values = dict(values)
        self._preset = preset
        self._after_change()

    def _refuse_while_locked(self) -> None:
        if self.locked:
            raise ValueError("Answer or skip the prediction first.")

    def _after_change(self) -> None:
        self._changed()
        mission = self.plan.mission
        if mission is not None and not self.locked and mission.met(self.values | self._results()):
            self._found = True

    def _take(self, name: str, value: Any) -> Any:
        """Return the value to keep for a control. Raises ValueError for one it cannot use."""
        return float(value)

    def _changed(self) -> None:
        """Follow a change of `values`."""

    def _results(self) -> Mapping[str, float]:
        """Return what the mission counts, by name, beside `values`."""
        return {}

    # ---- what every plan shows ------------------------------------------------------------------

    def gate_block(self) -> dict:
        """Return the line that stands above closed controls."""
        return {"kind": "text", "name": "gate", "look": "card"}

    def preset_blocks(self) -> list[dict]:
        """Return presets, reset, and the line that says what to notice in a preset."""
        presets = [
            {"kind": "button", "name": f"preset-{n}", "label": preset.name}
            for n, preset in enumerate(self.plan.presets)
        ]
        reset = {"kind": "button", "name": "reset", "label": "Reset"}
        # Room for the longest note, so that the picture below stays where it is.
        long = any(len(preset.note) > _LINE for preset in self.plan.presets)
        look = "status-long" if long else "status"
        return [
            {"kind": "group", "look": "row", "label": "Presets", "blocks": [*presets, reset]},
            {"kind": "text", "name": "note", "look": look, "html": "&nbsp;"},
        ]

    def mission_block(self) -> dict:
        """Return the mission with whether it was found."""
        return {"kind": "text", "name": "mission", "look": "card"}

    def fill(self, shown: Shown) -> Shown:
        """Add values, and what the blocks above show, to `shown`."""
        closed, presets = self.locked, self.plan.presets
        shown.values |= self.values
        for name in (*self.values, "reset", *(f"preset-{n}" for n in range(len(presets)))):
            shown.flags.setdefault(name, {})["disabled"] = closed
        for n in range(len(presets)):
            shown.flags[f"preset-{n}"]["pressed"] = str(n == self._preset).lower()
        note = "&nbsp;" if self._preset is None else inline(presets[self._preset].note)
        shown.text |= {
            "note": note,
            "gate": "Answer or skip the prediction above first. Then these controls open.",
        }
        shown.flags["gate"] = {"hidden": not closed}
        mission = self.plan.mission
        if mission is not None:
            state = (
                f"<strong>Found.</strong> {inline(mission.found)}"
                if self._found
                else "Not found yet."
            )
            task = f"<p><strong>Mission.</strong> {inline(mission.task)}</p>"
            height = 1.6 * sum(-(-len(text) // _LINE) for text in (mission.task, mission.found)) + 1
            shown.text["mission"] = (
                f'<div style="min-height: {height:.1f}em">{task}<p>{state}</p></div>'
            )
        return shown


def open_after(activity: Planned, after: View | None) -> View:
    """Return a view of `activity` that opens its controls once `after` is answered or skipped.

    It then goes to its first preset, the setting that was asked about.
    """
    view = open_view(activity)
    if after is not None:
        after.activity.when_settled(_opener(activity, view))
    return view


def _opener(activity: Planned, view: View) -> Callable[[], None]:
    def opened() -> None:
        if activity.plan.presets:
            activity.press("preset-0")
        view.refresh()

    return opened
