"""Guess what somebody feels, see how others would guess, and ask."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ..curriculum.explorers import ExplorerPlan, explorer_plan
from ..curriculum.feelings import Moment, moments
from ..figures.plane import Plane
from ..journal import Journal, JournalError
from ..model.guessing import ASKED, NEAR, Reading, guesses, near, readers, spread
from .course import SEED
from .guess_words import LEFT_OUT, known, of_the_person, of_the_readers, place, places
from .html import inline, paragraphs
from .planned import Planned, open_after
from .prediction import Prediction
from .view import Shown, View

__all__ = ["Guess", "guess_feeling"]

READERS = 100
EDGE = 1.0  # from the middle of the map to its edge
_WITH_TIME = len(ASKED) - 1
_HOME = {"moment": 0, "facts": 0, "own_story": 0.5, "asked": 0}
_OWN = ("pleasant", "stirred")
_OWN_SLIDERS = [
    {"kind": "range", "name": name, "label": label, "min": -EDGE, "max": EDGE, "step": 0.1,
     "format": "signed", "ends": list(ends)}
    for name, label, ends in (
        ("pleasant", "Your guess: how pleasant", ("unpleasant", "pleasant")),
        ("stirred", "Your guess: how stirred up", ("still", "stirred up")),
    )
]  # fmt: skip


class Guess(Planned):
    """A moment, the learner's guess, a hundred simulated ones, and what the person says.

    The readers are on show once the learner has committed to a guess about this moment, and the
    person's own place once that person has been asked with time.
    """

    title = "Explorer: what does somebody else feel?"

    def __init__(self, plan: ExplorerPlan, asked: Prediction | None = None) -> None:
        self.key = f"guess/{plan.lesson}"
        self.moments = list(moments().values())
        self._marks: dict[int, tuple[float, float]] = {}
        self.committed: dict[int, tuple[float, float]] = {}
        self._met: set[int] = set()
        self._trouble = ""
        self._differ = readers(READERS, SEED)
        self._plane = Plane()
        super().__init__(plan, _HOME, asked)
        for n, one in enumerate(self.moments):
            entry = Journal().latest(plan.lesson, f"guess-{one.key}")
            if entry is not None and "at" in entry.data:
                self.committed[n] = self._marks[n] = tuple(entry.data["at"])
        self._after_change()

    # ---- state ----------------------------------------------------------------------------------

    @property
    def moment(self) -> Moment:
        """The moment on show."""
        return self.moments[int(self.values["moment"])]

    @property
    def open(self) -> bool:
        """Whether the readers may be seen."""
        return not self.locked and self.values["moment"] in self.committed

    @property
    def met(self) -> bool:
        """Whether the person has been asked with time, so that their place is known."""
        return self.open and self.values["moment"] in self._met

    @property
    def mark(self) -> tuple[float, float]:
        """Where the learner's mark stands in this moment, −1 to 1 both ways."""
        return self._marks.get(self.values["moment"], (0.0, 0.0))

    def set(self, name: str, value: Any) -> None:
        if name not in _OWN:
            super().set(name, value)
            return
        self._refuse_while_locked()
        if not abs(float(value)) <= EDGE:
            raise ValueError("The map goes from −1 to 1 both ways.")
        mark = list(self.mark)
        mark[_OWN.index(name)] = float(value)
        self._marks[self.values["moment"]] = (mark[0], mark[1])

    def press(self, name: str, detail: Any = None) -> None:
        if name == "commit":
            self._refuse_while_locked()
            self._commit()
        else:
            super().press(name, detail)

    def _commit(self) -> None:
        n = self.values["moment"]
        if n in self.committed:
            return
        self.committed[n] = self._marks[n] = self.mark
        one = self.moment
        try:
            Journal().write(
                self.plan.lesson, f"guess-{one.key}", place(self.mark), kind="prediction",
                question=f"{one.title}: {one.question}", at=list(self.mark),
            )  # fmt: skip
            self._trouble = ""
        except JournalError as error:
            self._trouble = str(error)
        self._after_change()

    def _go(self, values: Mapping[str, Any], preset: int | None) -> None:
        chosen = {} if preset is None else self.plan.presets[preset].settings
        stay = {} if "moment" in chosen else {"moment": self.values["moment"]}
        super()._go(dict(values) | stay, preset)

    def _take(self, name: str, value: Any) -> float | int:
        if name == "moment":
            if int(value) not in range(len(self.moments)):
                raise ValueError("There is no such moment.")
            return int(value)
        if name == "facts" and not 0 <= int(value) <= len(self.moment.facts):
            raise ValueError(f"facts must lie in 0 to {len(self.moment.facts)}.")
        value = int(value) if name in ("facts", "asked") else float(value)
        reading = {n: v for n, v in self.values.items() if n != "moment"} | {name: value}
        Reading(**reading)
        return value

    def _changed(self) -> None:
        one = self.moment
        reading = Reading(**{n: v for n, v in self.values.items() if n != "moment"})
        self.guesses = guesses(one.usual, one.felt, one.said, reading, self._differ)
        self.half = spread(self.guesses)
        self.near = int(near(self.guesses, one.felt).sum())
        if self.open and self.values["asked"] == _WITH_TIME:
            self._met.add(self.values["moment"])

    def _results(self) -> Mapping[str, float]:
        # Who is near can be told, and counts for the mission, only once the person was asked.
        return {"spread": self.half, "near": self.near} if self.met else {
            "spread": np.inf, "near": np.inf,
        }  # fmt: skip

    # ---- what is shown --------------------------------------------------------------------------

    def sentence(self) -> str:
        one = self.moment
        if not self.open:
            mark = f"Your mark: {place(self.mark)}." if any(self.mark) else "No guess yet."
            return f"{one.question} {mark}"
        told = of_the_readers(one, self.values, READERS, self.half)
        if not self.met:
            return f"{told} How many are near {one.who}, nobody can tell before asking."
        first = self.committed[self.values["moment"]]
        return f"{told} {of_the_person(one, self.guesses, self.near, first)}"

    def blocks(self) -> list[dict]:
        names = [[str(n), one.title] for n, one in enumerate(self.moments)]
        picture = self._plane.picture
        return [
            self.gate_block(),
            {"kind": "select", "name": "moment", "label": "Whose feeling?", "options": names},
            {"kind": "text", "name": "scene", "look": "card"},
            {"kind": "group", "look": "columns", "blocks": [
                {"kind": "picture", "name": "map", "size": list(picture.base_size),
                 "box": list(picture.base_box)},
                {"kind": "group", "blocks": [*_OWN_SLIDERS, *self._others()]},
            ]},
            {"kind": "text", "name": "sentence", "look": "sentence"},
            {"kind": "slot", "name": "known"},
            {"kind": "table", "name": "table", "label": "The same as a table"},
            {"kind": "group", "name": "mission-too", "blocks": [self.mission_block()]},
            {"kind": "group", "folded": True, "label": "What the model leaves out",
             "blocks": [{"kind": "text", "html": paragraphs(LEFT_OUT)}]},
        ]  # fmt: skip

    def _others(self) -> list[dict]:
        """Return the blocks of what readers know and do, hidden until one has guessed."""
        ways = [[str(n), way[0].upper() + way[1:]] for n, way in enumerate(ASKED)]
        return [
            {"kind": "button", "name": "commit", "label": "This is my guess", "look": "main"},
            {"kind": "group", "name": "others", "blocks": [
                {"kind": "range", "name": "facts", "label": "Things known of the person",
                 "min": 0, "max": 3, "step": 1, "format": "whole", "ends": ["none", "three"]},
                {"kind": "range", "name": "own_story", "min": 0, "max": 1, "step": 0.05,
                 "label": "Gaps filled from one’s own story", "format": "percent",
                 "ends": ["none", "all"]},
                {"kind": "choice", "name": "asked", "label": "Does anyone ask?", "look": "line",
                 "options": ways},
                *self.preset_blocks(),
            ]},
        ]  # fmt: skip

    def shown(self) -> Shown:
        self._draw()
        one, sentence = self.moment, self.sentence()
        picture = self._plane.picture
        shown = self.fill(Shown(
            slots={"known": known(one, self.values) if self.open else []},
            text={
                "scene": paragraphs(f"{one.scene}\n\n*{one.question}*\n\n{self._trouble}"),
                "sentence": inline(sentence),
                "map.alt": self.alt(),
                "table": self.table() if self._open_table else "",
            },
            frames={"map": picture.frame()},
            pictures={"map": picture.live()},
        ))  # fmt: skip
        pleasant, stirred = self.mark
        shown.values |= {
            "pleasant": pleasant, "stirred": stirred,
            "moment": str(self.values["moment"]), "asked": str(self.values["asked"]),
        }  # fmt: skip
        for name in _OWN:
            shown.flags[name] = {"disabled": self.locked}
        done = self.values["moment"] in self.committed
        shown.flags["commit"] = {"disabled": self.locked or done, "hidden": done}
        shown.flags["others"] = shown.flags["mission-too"] = {"hidden": not self.open}
        return shown

    def scale(self, scale: float) -> None:
        self._plane.picture.rescale(scale)

    def picture(self) -> bytes:
        self._draw()
        return self._plane.picture.stored()

    def alt(self) -> str:
        opening = "Map of feelings, unpleasant to pleasant and still to stirred up."
        return f"{opening} {self.sentence()}"

    def table(self) -> str:
        """Return where everything on the map lies, as a table."""
        near_ = self.near if self.met else None
        return places(self.moment, self.mark, self.guesses if self.open else None, near_)

    def _draw(self) -> None:
        one = self.moment
        if not self.open:
            self._plane.show(mark=self.mark)
            return
        self._plane.show(
            mark=self.mark, first=self.committed[self.values["moment"]], guesses=self.guesses,
            half=self.half, person=(one.who, one.felt) if self.met else None, near=NEAR,
        )  # fmt: skip


def guess_feeling(lesson: str, after: View | None = None) -> View:
    """Return the guessing at feelings of a lesson numbered such as "01".

    after: the view of the prediction that has to be answered or skipped first.
    """
    asked = after.activity if after is not None else None
    return open_after(Guess(explorer_plan(lesson), asked), after)
