"""One lapse of a fixed size, sent through many clients, one of whom the learner sets."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from ..curriculum.explorers import ExplorerPlan, explorer_plan
from ..figures.cloud import Cloud
from ..figures.lapse import LapseCourse
from ..figures.picture import beside, png
from ..figures.style import DISCLAIMER
from ..model import Setting, draws
from ..model.lapse import AT, NEVER, Lapse, one_lapse
from .course import SEED, SESSIONS
from .html import inline, paragraphs, table
from .planned import Planned
from .view import Shown, View, open_view

__all__ = ["PEOPLE", "OneEvent", "one_event"]

PEOPLE = 300
_LATE = SESSIONS - AT + 1.0  # where on the picture those stand who are not back by the end
_DEEP = 0.3  # a deeper dip is drawn here
_COURSE_ALT = f"Two lines over {SESSIONS} sessions, with a crack at session {AT + 1}."
_LEAVES_OUT = """
The model does not know what happened. A missed session, a lost detail and an interruption are one
number to it, and so is a client. How much clients differ in how a lapse lands is *our assumption*
(the slider in the fold above changes it), and the deeper dip of the more sensitive follows
from it. What anybody can read off the dots is what that assumption entails.

Nobody leaves in these pictures. If they did, the share of leavers would climb with sensitivity far
more steeply than any evidence allows, so we do not show it. And expecting to be brushed aside does
not make the lapse hurt more here, although in life it may.

It knows nothing of whether it is safe to show hurt to this therapist: of money, class, colour,
gender, faith, a diagnosis in the file, or a wait of eight months for anyone else.
"""


@lru_cache(maxsize=64)
def _everyone(quality: float, spread: float) -> tuple[Lapse, np.ndarray]:
    """Return what the lapse does to all, and the middle half of their trust."""
    setting = Setting().but(sensitivity_spread=spread)
    lapse = one_lapse(setting, draws(PEOPLE, SESSIONS, SEED), quality)
    return lapse, np.quantile(lapse.trust, [0.25, 0.75], axis=1)


class OneEvent(Planned):
    """The same lapse with many clients, and with one."""

    title = "Explorer: one lapse, many clients"

    def __init__(self, plan: ExplorerPlan) -> None:
        self.key = f"one-event/{plan.lesson}"
        self._course = LapseCourse(SESSIONS, AT + 1)
        weeks = [(0.5, "no dip"), *((n, str(n)) for n in (3, 6, 9, 12)), (_LATE + 0.5, "later")]
        self._cloud = Cloud(
            f"{PEOPLE} clients, one lapse", "how far trust dips", "sessions until it is back",
            (-0.012, _DEEP + 0.012), (-0.3, _LATE + 1.2), note=DISCLAIMER, up_ticks=weeks,
            ticks=[(0, "0"), (0.1, "0.1"), (0.2, "0.2"), (_DEEP, "0.3+")],
        )  # fmt: skip
        self._aside = np.random.default_rng(SEED).uniform(-0.35, 0.35, PEOPLE)
        home = {"sensitivity": 1.0, "expectation": 0.5, "quality": 0.3, "spread": 0.35}
        super().__init__(plan, home)
        self._after_change()

    def _take(self, name: str, value: Any) -> float:
        value = float(value)
        low, high = {"sensitivity": (0.5, 2), "spread": (0, 0.6)}.get(name, (0, 1))
        if not low <= value <= high:
            raise ValueError(f"{name} must lie in {low} to {high}, got {value:g}.")
        return value

    def _changed(self) -> None:
        v = self.values
        one = Setting().but(sensitivity=v["sensitivity"], expectation=v["expectation"])
        self.one = one_lapse(one, draws(1, SESSIONS, SEED), v["quality"])
        self.everyone, self._middle = _everyone(v["quality"], v["spread"])

    def _results(self) -> Mapping[str, float]:
        expected = self.one.expectation[:, 0]
        return {
            "dip": float(self.one.dip[0]),
            "back": float(self.one.back[0]),
            "unlearned": float(expected[AT] - expected[-1]),
        }

    def scale(self, scale: float) -> None:
        self._course.picture.rescale(scale)
        self._cloud.picture.rescale(scale)

    # ---- what is shown ---------------------------------------------------------------------------

    def sentence(self) -> str:
        v, dip, back = self.values, float(self.one.dip[0]), float(self.one.back[0])
        expected = self.one.expectation[:, 0]
        deeper = 100 * float((self.everyone.dip < dip).mean())
        late = 100 * float((self.everyone.back == NEVER).mean())
        return (
            f"The lapse hurts this client {v['sensitivity']:.1f} times the usual and is met at "
            f"{v['quality']:.2f}. Trust dips by {dip:.2f}, deeper than with {deeper:.0f} of 100 "
            f"clients, and {_when(back)}. Expecting to be brushed aside goes from "
            f"{expected[AT]:.2f} before the lapse to {expected[-1]:.2f} at the end. Not back by "
            f"session {SESSIONS}: {late:.0f} of 100 clients met in this way (simulated)."
        )

    def blocks(self) -> list[dict]:
        course, cloud = self._course.picture, self._cloud.picture
        return [
            self.gate_block(),
            {"kind": "group", "look": "columns", "blocks": [
                {"kind": "range", "name": "sensitivity", "min": 0.5, "max": 2, "step": 0.1,
                 "label": "How much the lapse hurts this client", "format": "decimal",
                 "unit": "times", "ends": ["half the usual", "twice"]},
                {"kind": "range", "name": "expectation", "min": 0.05, "max": 0.95, "step": 0.05,
                 "label": "How surely this client expects to be brushed aside",
                 "format": "decimal", "ends": ["hardly", "all but certain"]},
                {"kind": "range", "name": "quality", "min": 0, "max": 1, "step": 0.05,
                 "label": "How the lapse is met, from the next session on", "format": "decimal",
                 "ends": ["not at all", "as well as can be"]},
            ]},
            *self.preset_blocks(),
            {"kind": "group", "look": "pictures", "blocks": [
                {"kind": "picture", "name": "course", "size": list(course.base_size),
                 "box": list(course.base_box)},
                {"kind": "picture", "name": "cloud", "size": list(cloud.base_size),
                 "box": list(cloud.base_box)},
            ]},
            {"kind": "text", "name": "sentence", "look": "sentence"},
            self.mission_block(),
            {"kind": "group", "folded": True, "label": "One more variable: how much clients differ",
             "blocks": [
                 {"kind": "range", "name": "spread", "min": 0, "max": 0.6, "step": 0.05,
                  "label": "How much clients differ in how a lapse lands (our assumption)",
                  "format": "decimal", "ends": ["all alike", "a great deal"]},
             ]},
            {"kind": "table", "name": "table", "label": "The same as a table"},
            {"kind": "group", "folded": True, "label": "What the model leaves out",
             "blocks": [{"kind": "text", "html": paragraphs(_LEAVES_OUT)}]},
        ]  # fmt: skip

    def _draw(self) -> None:
        one, everyone = self.one, self.everyone
        self._course.show(
            self._middle, one.trust[:, 0], one.expectation[:, 0], self.values["quality"]
        )
        here = (min(float(one.dip[0]), _DEEP), float(_height(one.back)[0]))
        self._cloud.show(
            np.minimum(everyone.dip, _DEEP), _height(everyone.back) + self._aside, here
        )

    def shown(self) -> Shown:
        self._draw()
        sentence = self.sentence()
        course, cloud = self._course.picture, self._cloud.picture
        return self.fill(
            Shown(
                text={
                    "sentence": inline(sentence),
                    "course.alt": f"{_COURSE_ALT} {sentence}",
                    "cloud.alt": self._cloud_alt(),
                    "table": self._table() if self._open_table else "",
                },
                frames={"course": course.frame(), "cloud": cloud.frame()},
                pictures={"course": course.live(), "cloud": cloud.live()},
            )
        )

    def picture(self) -> bytes:
        self._draw()
        return png(beside(self._course.picture.whole(), self._cloud.picture.whole()))

    def alt(self) -> str:
        return f"{_COURSE_ALT} Beside it, {self._cloud_alt()} {self.sentence()}"

    def _cloud_alt(self) -> str:
        low, half, high = np.quantile(self.everyone.dip, [0.05, 0.5, 0.95])
        return (
            f"{PEOPLE} dots, deeper dips to the right and later returns higher up. Half dip by "
            f"less than {half:.2f}, nine in ten by {low:.2f} to {high:.2f} (simulated). A ring "
            "marks the one client."
        )

    def _table(self) -> str:
        lines = np.column_stack([self.one.trust, self.one.expectation, *self._middle])
        rows = [
            (n or "before", f"{trust:.2f}", f"{expected:.2f}", f"{low:.2f} to {high:.2f}")
            for n, (trust, expected, low, high) in enumerate(lines)
        ]
        head = ("session", "trust", "expects to be brushed aside", "trust, middle half of all")
        return table(f"One client, a lapse in session {AT + 1} (simulated)", head, rows)


def _when(back: float) -> str:
    if back == NEVER:
        return f"is not back where it was by session {SESSIONS}"
    if back == 0:
        return "does not fall below where it was"
    return f"is back after {back:.0f} sessions" if back > 1 else "is back after one session"


def _height(back: np.ndarray) -> np.ndarray:
    """Return where a return stands on the picture; those who are not back, above the last."""
    return np.where(back == NEVER, _LATE + 0.5, np.where(back == 0, 0.5, back))


def one_event(lesson: str) -> View:
    """Return the explorer of one lapse with many clients, for a lesson numbered such as "03"."""
    return open_view(OneEvent(explorer_plan(f"{lesson}-one-event")))
