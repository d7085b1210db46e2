"""Two people find their distance: what one feels, what of it shows, how far the other reaches."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ..curriculum.explorers import ExplorerPlan, explorer_plan
from ..figures.curves import Curves
from ..figures.style import DISCLAIMER
from ..model.distance import Pair, regulate
from ..model.ranges import ranges
from .html import inline, table
from .on_curves import PlannedCurves
from .planned import open_after
from .prediction import Prediction
from .view import Shown, View

__all__ = ["CONTROLS", "Distance", "distance"]

MOMENTS = 40
WON = 0.45  # a client who ends by reaching at least so far counts as won back

_BY = {"warmth": "more warmth", "shame": "less shame", "boundary": "a clearer boundary"}

_FELT, _SHOWN, _REACHED = "warmth felt", "warmth shown", "client reaches"

CONTROLS: dict[str, dict[str, Any]] = {
    "warmth": {"label": "How warmly the therapist feels", "ends": ["not at all", "very"]},
    "shame": {
        "label": "How ashamed they are of feeling so",
        "ends": ["at ease with it", "very"],
        "max": 2,
        "step": 0.1,
    },
    "boundary": {
        "label": "How clear it is what will and will not happen",
        "ends": ["unclear", "clear to both"],
    },
    "reaching": {
        "label": "How far the client reaches out, left to themself",
        "ends": ["not at all", "all the way"],
    },
    "tolerance": {
        "label": "How much closeness without a boundary the client can bear",
        "ends": ["none", "any"],
    },
}


class Distance(PlannedCurves):
    """Three curves over forty moments, for a pair that the sliders describe."""

    title = "Explorer: two people find their distance"
    leaves_out = """
    Words, for a start, and what happened before. Culture, age, gender and power are not in it, and
    each of them changes what counts as near. Only the therapist’s warmth can be hidden here; in
    life clients hide theirs as well. That shame grows with the warmth there is to hide, and that a
    clear boundary leaves less of it and makes closeness easier to bear, was put in by us and is no
    finding. So were all the numbers.

    A client who can bear much closeness without a boundary is safe in this model. In life it may
    be just this client who most needs a therapist to keep it.
    """

    def __init__(self, plan: ExplorerPlan, asked: Prediction | None = None) -> None:
        self.key = f"distance/{plan.lesson}"
        home = {name: ranges(Pair)[name].default for name in CONTROLS}
        super().__init__(plan, home, asked)
        self._lost = {
            preset.name: preset.settings for preset in plan.presets if _end(preset.settings) < WON
        }
        self._won: dict[str, str] = {}
        self._curves = Curves(
            "Two people, moment by moment", "moments", "0 none, 1 all there can be",
            [_FELT, _SHOWN, _REACHED], span=(0, 1.36 * MOMENTS), size=(620, 400),
            note=DISCLAIMER, ticks=range(0, MOMENTS + 1, 10), after=True,
        )  # fmt: skip
        self._after_change()

    # ---- state --------------------------------------------------------------------------------

    def _take(self, name: str, value: Any) -> float:
        return float(getattr(Pair(**self.values | {name: float(value)}), name))

    def _changed(self) -> None:
        self.path = regulate(Pair(**self.values), MOMENTS)
        if self.locked or self.path["reached"][-1] < WON:
            return
        for preset, lost in self._lost.items():
            moved = [name for name in CONTROLS if abs(self.values[name] - lost[name]) > 1e-9]
            if len(moved) == 1 and moved[0] in _BY:
                self._won.setdefault(preset, moved[0])

    def _results(self) -> Mapping[str, float]:
        """Return "won": how many clients who draw back in a preset one slider has won back."""
        return {"won": len(self._won)}

    # ---- what is shown ------------------------------------------------------------------------

    def sentence(self) -> str:
        end = {name: float(values[-1]) for name, values in self.path.items()}
        guess = self._guess()
        guessed = "" if guess is None else f"You guessed {guess:.2f} (the thin line). "
        return (
            f"{guessed}In the end the therapist feels {end['felt']:.2f} and shows "
            f"{end['shown']:.2f}. The client began by reaching {self.values['reaching']:.2f} "
            f"and ends at {end['reached']:.2f}. {self._why(end)} Shame at the end: the therapist’s "
            f"{end['ashamed']:.2f}, the client’s {end['hurt']:.2f} (simulated).{self._odd()}"
        )

    @staticmethod
    def _why(end: Mapping[str, float]) -> str:
        cool, close = end["reached"] - end["shown"] > 0.005, end["crowded"] > 0.005
        if cool and close:
            return "Too close, and met with less than was reached for."
        if cool:
            return "The client is met with less than they reach for."
        if close:
            return "It is closer than this client can bear without a boundary."
        return "The client is met with at least what they reach for."

    def _odd(self) -> str:
        odd = [
            one.means
            for name, one in ranges(Pair).items()
            if not one.plausible[0] - 1e-9 <= self.values[name] <= one.plausible[1] + 1e-9
        ]
        return f" Further than we would think plausible: {'; '.join(odd)}." if odd else ""

    def shown(self) -> Shown:
        shown = super().shown()
        if self._won and not self._found:
            won = "; ".join(f"{inline(name)}, by {_BY[by]}" for name, by in self._won.items())
            shown.text["mission"] = shown.text["mission"].replace(
                "Not found yet.",
                f"<strong>Won back: {len(self._won)} of {len(self._lost)}</strong> ({won}).",
            )
        return shown

    def alt(self) -> str:
        return f"Three curves over {MOMENTS} moments. {self.sentence()}"

    def blocks(self) -> list[dict]:
        more = [_control(name) for name in self.plan.more]
        *first, left_out = super().blocks()
        client = {"kind": "group", "look": "columns", "blocks": more}
        label = "One more variable at a time: the client"
        return [
            *first,
            {"kind": "group", "folded": True, "label": label, "blocks": [client]},
            left_out,
        ]

    def _controls(self) -> list[dict]:
        first = [_control(name) for name in CONTROLS if name not in self.plan.more]
        return [{"kind": "group", "look": "columns", "blocks": first}]

    def _guess(self) -> float | None:
        asked = self.asked
        if asked is None or asked.guess is None:
            return None
        same = all(abs(self.values[k] - v) < 1e-9 for k, v in asked.plan.settings.items())
        return asked.guess if same else None

    def _draw(self) -> None:
        path = self.path
        curves = {_FELT: path["felt"], _SHOWN: path["shown"], _REACHED: path["reached"]}
        self._curves.show(
            np.arange(MOMENTS + 1), curves, level=self._guess(), level_name="your guess"
        )

    def _table(self) -> str:
        names = ("felt", "shown", "ashamed", "reached", "hurt")
        head = ("moment", _FELT, _SHOWN, "therapist’s shame", _REACHED, "client’s shame")
        rows = [
            (n, *(f"{self.path[name][n]:.2f}" for name in names))
            for n in (0, 1, 2, 3, 5, 10, 20, MOMENTS)
        ]
        return table("Simulated, moment by moment", head, rows)


def _end(settings: Mapping[str, float]) -> float:
    return float(regulate(Pair(**settings), MOMENTS)["reached"][-1])


def _control(name: str) -> dict:
    return {
        "kind": "range", "name": name, "min": 0, "max": 1, "step": 0.05, "format": "decimal",
    } | CONTROLS[name]  # fmt: skip


def distance(lesson: str, after: View | None = None) -> View:
    """Return the explorer of distance for a lesson numbered such as "09".

    after: the view of the prediction that has to be answered or skipped first.
    """
    asked = after.activity if after is not None else None
    return open_after(Distance(explorer_plan(lesson), asked), after)
