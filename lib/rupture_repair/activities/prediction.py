"""A guess before the answer: committed first, then drawn onto the result."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..curriculum import explorers
from ..figures.fan import Fan
from ..journal import Journal, JournalError
from ..model import Setting, draws
from .course import CLIENTS, SEED, SESSIONS, TrustCourse
from .html import paragraphs
from .view import Activity, Shown, View, open_view

__all__ = ["Prediction", "predict"]

NEAR = 0.05  # a guess this close counts as close: half a step of the chart's grid


class Prediction(Activity):
    """Where will trust end? Shows nothing of the answer until answered or skipped."""

    title = "Prediction: where will trust end?"

    def __init__(self, lesson: str, plan: explorers.Prediction) -> None:
        self.lesson = lesson
        self.plan = plan
        self.key = f"prediction/{lesson}"
        self.guess: float | None = None
        self.settled = False
        self._at = 0.5
        self._then: list[Callable[[], None]] = []
        self._told = ""
        entry = Journal().latest(lesson, "prediction")
        if entry is not None and "guess" in entry.data:
            self._settle(entry.data["guess"])

    def when_settled(self, then: Callable[[], None]) -> None:
        """Call `then` once the learner has answered or skipped, at once if that is so already."""
        if self.settled:
            then()
        else:
            self._then.append(then)

    def set(self, name: str, value: Any) -> None:
        if name != "guess" or self.settled:
            super().set(name, value)
        self._at = float(value)

    def press(self, name: str, detail: Any = None) -> None:
        if name == "commit":
            guess: float | None = self._at
        elif name == "skip":
            guess = None
        else:
            return super().press(name, detail)
        try:
            Journal().write(
                self.lesson, "prediction", "" if guess is None else f"{guess:.2f}",
                kind="prediction", question=self.plan.question, guess=guess,
            )  # fmt: skip
        except JournalError as error:
            self._told = str(error)
        self._settle(guess)
        for then in self._then:
            then()
        self._then.clear()

    def _settle(self, guess: float | None) -> None:
        self.guess = guess
        self.settled = True
        self.course = TrustCourse(
            Setting().but(**self.plan.settings), draws(CLIENTS, SESSIONS, SEED)
        )
        self._fan = Fan(SESSIONS, "What the simulation gives")

    def sentence(self) -> str:
        if not self.settled:
            return f"{' '.join(self.plan.question.split())} Not answered yet."
        return self._answer()

    def _answer(self) -> str:
        end = self.course.summary.end[1]
        if self.guess is None:
            return f"Skipped. {self.course.summary.sentence()}"
        apart = self.guess - end
        told = self.plan.close if abs(apart) <= NEAR else (
            self.plan.higher if apart > 0 else self.plan.lower
        )  # fmt: skip
        return f"You said {self.guess:.2f}. {self.course.summary.sentence()} {told}"

    def blocks(self) -> list[dict]:
        return [
            {"kind": "text", "html": paragraphs(self.plan.question)},
            {"kind": "slot", "name": "ask"},
        ]

    def shown(self) -> Shown:
        if not self.settled:
            return Shown(
                values={"guess": self._at},
                slots={"ask": [
                    {"kind": "range", "name": "guess", "label": "Trust after the last session",
                     "min": 0, "max": 1, "step": 0.05, "format": "decimal",
                     "ends": ["none", "complete"]},
                    {"kind": "group", "look": "row", "blocks": [
                        {"kind": "button", "name": "commit", "label": "This is my guess",
                         "look": "main"},
                        {"kind": "button", "name": "skip", "label": "Skip"},
                    ]},
                ]},
            )  # fmt: skip
        self.course.draw(self._fan, self.guess)
        picture = self._fan.picture
        answer = self._answer()
        return Shown(
            slots={"ask": [
                {"kind": "picture", "name": "answer", "size": list(picture.base_size),
                 "box": list(picture.base_box)},
                {"kind": "text", "name": "told"},
            ]},
            text={"told": paragraphs(f"{answer}\n\n{self._told}"), "~": answer,
                  "answer.alt": f"Fan chart of trust. {answer}"},
            frames={"answer": picture.frame()},
            pictures={"answer": picture.live()},
        )  # fmt: skip


def predict(lesson: str) -> View:
    """Return the prediction that opens a lesson numbered such as "02"."""
    return open_view(Prediction(lesson, explorers.explorer_plan(lesson).prediction))
