"""A guess before the answer: committed first, then shown beside the result."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..curriculum import explorers
from ..figures.fan import Fan
from ..journal import Journal, JournalError
from ..model import Setting, draws
from .answers import ANSWERS
from .course import CLIENTS, SEED, SESSIONS, TrustCourse
from .html import paragraphs
from .view import Activity, Shown, View, open_view

__all__ = ["Bet", "NumberPrediction", "Prediction", "TrustPrediction", "predict"]

_FORMATS: dict[str, Callable[[float], str]] = {
    "decimal": lambda value: f"{value:.2f}",
    "percent": lambda value: f"{value:.0%}",
    "whole": lambda value: f"{value:.0f}",
    "tenths": lambda value: f"{10 * value:.0f} in 10",
}


class Prediction(Activity):
    """A question that shows nothing of its answer until answered or skipped.

    guess: what was committed to, None before that and when skipped; for a bet, the option's number.
    settled: whether it was answered or skipped.
    """

    title = "Prediction"

    def __init__(self, lesson: str, plan: explorers.Prediction) -> None:
        self.lesson = lesson
        self.plan = plan
        self.key = f"prediction/{lesson}"
        self.guess: float | None = None
        self.settled = False
        self._at: float | None = plan.start
        self._then: list[Callable[[], None]] = []
        self._trouble = ""
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
        at = float(value)
        if not self.plan.min <= at <= self.plan.max:
            raise ValueError(f"A guess lies in {self.plan.min:g} to {self.plan.max:g}.")
        self._at = at

    def press(self, name: str, detail: Any = None) -> None:
        if name == "commit":
            guess = self._at
        elif name == "skip":
            guess = None
        else:
            return super().press(name, detail)
        try:
            Journal().write(
                self.lesson, "prediction", "" if guess is None else self._words(guess),
                kind="prediction", question=self.plan.question, guess=guess,
            )  # fmt: skip
        except JournalError as error:
            self._trouble = str(error)
        self._settle(guess)
        for then in self._then:
            then()
        self._then.clear()

    def _settle(self, guess: float | None) -> None:
        self.guess = guess
        self.settled = True

    def sentence(self) -> str:
        if not self.settled:
            return f"{' '.join(self.plan.question.split())} Not answered yet."
        return self._answer()

    def blocks(self) -> list[dict]:
        return [
            {"kind": "text", "html": paragraphs(self.plan.question)},
            {"kind": "slot", "name": "ask"},
        ]

    def shown(self) -> Shown:
        if self.settled:
            answer = self._answer()
            shown = Shown(
                slots={"ask": [*self._result(), {"kind": "text", "name": "told"}]},
                text={"told": paragraphs(f"{answer}\n\n{self._trouble}"), "~": answer},
            )
            self._show_result(shown)
            return shown
        ready = self._at is not None
        return Shown(
            values={} if not ready else {"guess": self._value()},
            slots={"ask": [
                self._control(),
                {"kind": "group", "look": "row", "blocks": [
                    {"kind": "button", "name": "commit", "label": "This is my guess",
                     "look": "main"},
                    {"kind": "button", "name": "skip", "label": "Skip"},
                ]},
            ]},
            flags={"commit": {"disabled": not ready}},
        )  # fmt: skip

    def _control(self) -> dict:
        plan = self.plan
        return {
            "kind": "range", "name": "guess", "label": plan.label, "min": plan.min,
            "max": plan.max, "step": plan.step, "format": plan.format, "ends": list(plan.ends),
        } | ({"unit": plan.unit} if plan.unit else {})  # fmt: skip

    def _value(self) -> Any:
        return self._at

    def _words(self, value: float) -> str:
        """Return a value as the control writes it."""
        return _FORMATS[self.plan.format](value)

    def _verdict(self, right: float) -> str:
        """Return what is said to the guess, given the number that was asked for."""
        plan = self.plan
        apart = self.guess - right
        return plan.close if abs(apart) <= plan.near else (plan.higher if apart > 0 else plan.lower)

    def _answer(self) -> str:
        """Return what is said once it is settled."""
        raise NotImplementedError

    def _result(self) -> list[dict]:
        """Return the blocks that show the answer."""
        return []

    def _show_result(self, shown: Shown) -> None:
        """Fill those blocks."""


class TrustPrediction(Prediction):
    """Where will trust end?"""

    title = "Prediction: where will trust end?"

    def _settle(self, guess: float | None) -> None:
        super()._settle(guess)
        self.course = TrustCourse(
            Setting().but(**self.plan.settings), draws(CLIENTS, SESSIONS, SEED)
        )
        self._fan = Fan(SESSIONS, "What the simulation gives")

    def _answer(self) -> str:
        told = self.course.summary.sentence()
        if self.guess is None:
            return f"Skipped. {told}"
        verdict = self._verdict(self.course.summary.end[1])
        return f"You said {self._words(self.guess)}. {told} {verdict}"

    def _result(self) -> list[dict]:
        picture = self._fan.picture
        return [{"kind": "picture", "name": "answer", "size": list(picture.base_size),
                 "box": list(picture.base_box)}]  # fmt: skip

    def _show_result(self, shown: Shown) -> None:
        self.course.draw(self._fan, self.guess)
        shown.text["answer.alt"] = f"Fan chart of trust. {self._answer()}"
        shown.frames["answer"] = self._fan.picture.frame()
        shown.pictures["answer"] = self._fan.picture.live()


class NumberPrediction(Prediction):
    """How much, how many, what share?"""

    def _answer(self) -> str:
        right = ANSWERS[self.plan.answer]()
        told = self.plan.told.format(answer=self._words(right))
        if self.guess is None:
            return f"Skipped. {told}"
        return f"You said {self._words(self.guess)}. {told} {self._verdict(right)}"


class Bet(Prediction):
    """Which of these? Every answer gets its own word."""

    def __init__(self, lesson: str, plan: explorers.Prediction) -> None:
        super().__init__(lesson, plan)
        self._at = None

    def set(self, name: str, value: Any) -> None:
        if name != "guess" or self.settled or int(value) not in range(len(self.plan.options)):
            raise ValueError("That is none of the bets.")
        self._at = int(value)

    def _control(self) -> dict:
        options = [[str(n), " ".join(o.text.split())] for n, o in enumerate(self.plan.options)]
        return {"kind": "choice", "name": "guess", "label": "Your bet", "options": options}

    def _value(self) -> str:
        return str(self._at)

    def _words(self, value: float) -> str:
        return self.plan.options[int(value)].text

    def _answer(self) -> str:
        if self.guess is None:
            return f"Skipped. {self.plan.told}"
        option = self.plan.options[int(self.guess)]
        return f"You said: {option.text} {' '.join(option.feedback.split())} {self.plan.told}"


def predict(lesson: str) -> View:
    """Return the prediction that opens a lesson numbered such as "02"."""
    plan = explorers.explorer_plan(lesson).prediction
    if plan is None:
        raise ValueError(f"Lesson {lesson} has no prediction.")
    kind = Bet if plan.options else NumberPrediction if plan.answer else TrustPrediction
    return open_view(kind(lesson, plan))
