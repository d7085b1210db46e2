"""The same ten moments under different rules of learning."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ..curriculum.explorers import ExplorerPlan, explorer_plan
from ..figures.style import DISCLAIMER
from ..figures.surprises import Surprises
from ..model.learning_rules import latent_causes, pearce_hall, rescorla_wagner
from .html import table
from .on_curves import PlannedCurves
from .planned import open_after
from .prediction import Prediction
from .view import View

__all__ = ["MOMENTS", "BackAtHome", "TwoRules", "back_at_home", "outcomes", "two_rules"]

MOMENTS = 10
_FASTEST = 0.5  # of Rescorla and Wagner's rule; the other may then begin with the same step
_FIXED, _ATTENDING, _ATTENTION = "fixed share", "by attention", "(attention)"
_ONE, _TWO, _OLD = "only one", "old and new", "the old one"
_RANGES = {"start": (0.0, 1.0), "share": (0.05, _FASTEST), "readiness": (0.0, 0.9)}
_START = "How surely the client expects at first to be brushed aside"


def outcomes(brushed: list[str]) -> np.ndarray:
    """Return what came, shape (moments,): 1 at the moments named in `brushed`, elsewhere 0."""
    return np.isin(np.arange(1, MOMENTS + 1), [int(n) for n in brushed]).astype(float)


class _OnMoments(PlannedCurves):
    """An explorer whose ten moments the learner edits.

    values: "brushed", the numbers of the moments at which hurt was brushed aside, as text; the rest
    are numbers.
    """

    home: Mapping[str, Any]

    def __init__(
        self, plan: ExplorerPlan, curves: Surprises, asked: Prediction | None = None
    ) -> None:
        self._curves = curves
        super().__init__(plan, self.home, asked)

    @property
    def came(self) -> np.ndarray:
        """What came at each moment: 0 hurt was met, 1 it was brushed aside."""
        return outcomes(self.values["brushed"])

    def _take(self, name: str, value: Any) -> Any:
        if name == "brushed":
            chosen = sorted({int(n) for n in value})
            if not set(chosen) <= set(range(1, MOMENTS + 1)):
                raise ValueError(f"The moments are numbered 1 to {MOMENTS}.")
            return [str(n) for n in chosen]
        low, high = _RANGES[name]
        if not low <= float(value) <= high:
            raise ValueError(f"{name} must lie in {low:g} to {high:g}, got {value}.")
        return float(value)

    def _controls(self) -> list[dict]:
        numbers = [[str(n), str(n)] for n in range(1, MOMENTS + 1)]
        return [
            {"kind": "choice", "name": "brushed", "many": True, "look": "line", "options": numbers,
             "label": "Tick the moments at which the client’s hurt was brushed aside. "
             "At the others it was met."},
            {"kind": "group", "look": "columns", "blocks": self._ranges()},
        ]  # fmt: skip

    def _ranges(self) -> list[dict]:
        return [
            {"kind": "range", "name": "start", "label": _START, "min": 0, "max": 1, "step": 0.05,
             "format": "decimal", "ends": ["not at all", "entirely"]},
            {"kind": "range", "name": "share", "label": "Share of a first surprise that is learned",
             "min": 0.05, "max": _FASTEST, "step": 0.05, "format": "decimal",
             "ends": ["little", "half"]},
        ]  # fmt: skip

    def _told(self) -> str:
        """Return in words what came."""
        brushed = self.values["brushed"]
        if not brushed:
            return f"The client’s hurt was met at all {MOMENTS} moments."
        if len(brushed) == MOMENTS:
            return f"The client’s hurt was brushed aside at all {MOMENTS} moments."
        which = brushed[0] if len(brushed) == 1 else f"{', '.join(brushed[:-1])} and {brushed[-1]}"
        word = "moment" if len(brushed) == 1 else "moments"
        rest = "the other" if len(brushed) == MOMENTS - 1 else "the others"
        return f"The client’s hurt was brushed aside at {word} {which}, and met at {rest}."


class TwoRules(_OnMoments):
    """A fixed share of every surprise, or a share that follows attention."""

    title = "Explorer: two rules of learning"
    home: Mapping[str, Any] = {"brushed": [], "start": 0.8, "share": 0.3}
    leaves_out = """
A client is more than an expectation, and a therapist does more than confirm it or fail to. The
rules know nothing of who acts, of what was meant, of trust, or of how much a moment mattered. They
take every moment as evidence. People also explain moments away.

The numbers are ours. The first step is made equal in both rules, so that what differs later is owed
to attention alone. Both rules come from laboratories in which animals learn what follows a signal.
"""

    def __init__(self, plan: ExplorerPlan, asked: Prediction | None = None) -> None:
        labels = (_FIXED, _ATTENDING, _ATTENTION)
        curves = Surprises(
            "Two rules on the same ten moments", "expects to be brushed aside", labels, MOMENTS,
            ("after",), DISCLAIMER,
        )  # fmt: skip
        super().__init__(plan, curves, asked)
        self.key = f"two-rules/{plan.lesson}"

    def paths(self) -> dict[str, np.ndarray]:
        """Return each line's values before every moment and after the last."""
        share, start = self.values["share"], self.values["start"]
        attending, attention = pearce_hall(self.came, rate=share / 0.5, start=start, attention=0.5)
        fixed = rescorla_wagner(self.came, rate=share, start=start)
        return {_FIXED: fixed, _ATTENDING: attending, _ATTENTION: attention}

    def _results(self) -> Mapping[str, float]:
        ends = {name: float(path[-1]) for name, path in self.paths().items()}
        times = len(self.values["brushed"])
        return {"times": times, "behind": ends[_ATTENDING] - ends[_FIXED]}

    def _draw(self) -> None:
        asked = self.plan.presets[0].settings if self.plan.presets else {}
        there = all(self.values[name] == value for name, value in asked.items())
        guess = self.asked.guess if self.asked is not None and there else None
        self._curves.show(self.came, self.paths(), guess)

    def sentence(self) -> str:
        paths = self.paths()
        gaps = np.abs(self.came - paths[_FIXED][:-1])
        most = int(np.argmax(gaps))
        return (
            f"{self._told()} The client began at {self.values['start']:.2f} and now expects at "
            f"{paths[_FIXED][-1]:.2f} to be brushed aside if the share is fixed, and at "
            f"{paths[_ATTENDING][-1]:.2f} if attention decides. With a fixed share the greatest "
            f"surprise came at moment {most + 1}: {gaps[most]:.2f}. Attention stands at "
            f"{paths[_ATTENTION][-1]:.2f}. (simulated)"
        )

    def alt(self) -> str:
        return (
            "Lines of expectation over ten moments, with a stem from each to what came, as long as "
            f"the surprise. {self.sentence()}"
        )

    def _table(self) -> str:
        paths, came = self.paths(), self.came
        rows = [
            (
                n + 1,
                "brushed aside" if came[n] else "met",
                *(f"{abs(came[n] - paths[name][n]):.2f}" for name in (_FIXED, _ATTENDING)),
                *(f"{paths[name][n + 1]:.2f}" for name in (_FIXED, _ATTENDING, _ATTENTION)),
            )
            for n in range(MOMENTS)
        ]
        head = (
            "moment", "what came", f"surprise, {_FIXED}", f"surprise, {_ATTENDING}",
            f"expects then, {_FIXED}", f"expects then, {_ATTENDING}", "attention then",
        )  # fmt: skip
        return table("Surprise and expectation, moment by moment (simulated)", head, rows)


class BackAtHome(_OnMoments):
    """One expectation for every place, or an old one and a new one."""

    title = "Explorer: one expectation or two"
    home: Mapping[str, Any] = {"brushed": [], "start": 0.8, "share": 0.3, "readiness": 0.3}
    leaves_out = """
Two places are few, and their border is sharp: at home the client is sure to be at home. In life a
voice, a room or a mood may call up the old expectation anywhere. Home may change as well, and then
the old expectation has something new to learn from. The model cannot show that.

That a mind sorts its surprises by situation is an idea from the study of memory (Gershman and
others, 2017). Only the idea is theirs. The two places, the arithmetic and all numbers are ours.
"""

    def __init__(self, plan: ExplorerPlan, asked: Prediction | None = None) -> None:
        curves = Surprises(
            "Ten moments in the room, and then at home", "expects to be brushed aside",
            (_ONE, _TWO, _OLD), MOMENTS, ("after", "at home"), DISCLAIMER,
        )  # fmt: skip
        super().__init__(plan, curves, asked)
        self.key = f"back-at-home/{plan.lesson}"

    def _ranges(self) -> list[dict]:
        return [
            *super()._ranges(),
            {"kind": "range", "name": "readiness", "min": 0, "max": 0.9, "step": 0.05,
             "label": "How ready the client is to think: this place is different",
             "format": "decimal", "ends": ["not at all", "very"]},
        ]  # fmt: skip

    def paths(self) -> dict[str, np.ndarray]:
        """Return each line's values before every moment, after the last, and at home."""
        share, start = self.values["share"], self.values["start"]
        one = rescorla_wagner(self.came, rate=share, start=start)
        here, old, _ = latent_causes(
            self.came, rate=share, start=start, readiness=self.values["readiness"]
        )
        at_home = {_ONE: one[-1], _TWO: old[-1], _OLD: old[-1]}
        paths = {_ONE: one, _TWO: here, _OLD: old}
        return {name: np.append(path, at_home[name]) for name, path in paths.items()}

    def _results(self) -> Mapping[str, float]:
        two = self.paths()[_TWO]
        return {"room": float(two[-2]), "home": float(two[-1])}

    def _draw(self) -> None:
        self._curves.show(self.came, self.paths())

    def sentence(self) -> str:
        paths = self.paths()
        return (
            f"{self._told()} With one expectation for every place, the client expects to be "
            f"brushed aside at {paths[_ONE][-2]:.2f} in the room and at {paths[_ONE][-1]:.2f} at "
            f"home. With two, at {paths[_TWO][-2]:.2f} in the room and at {paths[_TWO][-1]:.2f} at "
            "home. (simulated)"
        )

    def alt(self) -> str:
        return f"Lines of expectation over ten moments and at home. {self.sentence()}"

    def _table(self) -> str:
        paths = self.paths()
        when = ["at the start", *(f"after moment {n}" for n in range(1, MOMENTS + 1)), "at home"]
        came = ["", *("brushed aside" if one else "met" for one in self.came), ""]
        rows = [
            (when[n], came[n], *(f"{paths[name][n]:.2f}" for name in (_ONE, _TWO, _OLD)))
            for n in range(MOMENTS + 2)
        ]
        return table("What is expected (simulated)", ("when", "what came", _ONE, _TWO, _OLD), rows)


def two_rules(lesson: str, *, after: View | None = None) -> View:
    """Return the explorer of two learning rules for a lesson numbered such as "08".

    after: a view from `predict`; the controls open once it is answered or skipped.
    """
    return open_after(TwoRules(explorer_plan(lesson), after and after.activity), after)


def back_at_home(lesson: str, *, after: View | None = None) -> View:
    """Return the explorer of one expectation or two for a lesson numbered such as "08".

    after: as in `two_rules`.
    """
    plan = explorer_plan(f"{lesson}_home")
    return open_after(BackAtHome(plan, after and after.activity), after)
