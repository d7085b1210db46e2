"""The self-check: twenty questions before the course, their twenty counterparts after it."""

from __future__ import annotations

import math
import secrets
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from ..curriculum import quiz
from ..curriculum.quiz import Item
from ..journal import Entry, Journal, JournalError
from ..scoring import gain, proportion
from .hearing_words import signed
from .html import inline, paragraphs
from .practice import inline_text
from .view import Activity, Shown, View, open_view
from .writing import Writing, privacy_block

__all__ = ["SelfCheck", "self_check"]

When = Literal["before", "after"]

LESSON: dict[When, str] = {"before": "00", "after": "12"}
_OTHER: dict[When, When] = {"before": "after", "after": "before"}
_FORMS = {"A": "B", "B": "A"}

_OPENING = {
    "before": """
Twenty questions, before you begin. Each has one answer that the authors would choose. You are not
expected to know them: leave out what you do not know, and change what you like until you finish.

There are two forms, and a toss decides which one you meet now. The other waits at the end of the
course. Your answers stay in your journal; what is counted at the end is for your eyes only.
""",
    "after": """
Twenty questions again, now that you are through. They are the counterparts of those before the
course: another scene each, about the same things. Leave out what you do not know, and change what
you like until you finish.

Afterwards the two stand side by side, as a question to yourself.
""",
}
_ASK = {
    "before": "What would you like to see differently when you come back to the other form?",
    "after": "What do you do differently now that no question here could show?",
}

_WAYS = [
    {"kind": "button", "name": "back", "label": "Back"},
    {"kind": "button", "name": "next", "label": "Next"},
    {"kind": "button", "name": "clear", "label": "Take my answer back"},
    {"kind": "button", "name": "finish", "label": "Finish and read the answers"},
]


class SelfCheck(Activity):
    """One form of the self-check, a question at a time; its feedback waits until the end."""

    def __init__(self, when: When) -> None:
        if when not in LESSON:
            raise ValueError(f'The self-check is done "before" or "after", not {when!r}.')
        self.when: When = when
        self.title = f"Self-check {when} the course"
        self.key = f"self-check/{when}"
        self.items: tuple[Item, ...] = ()
        self.form, self.seed = "", 0
        self.at = 0
        self.finished = self._asked = False
        self.answers: dict[str, int] = {}
        self._trouble = ""
        self._writing = Writing(
            LESSON[when], {"thought": _ASK[when]}, prefix="self-check", kind="reflection"
        )
        entry = _entry(when)
        if entry is not None:
            self._take(entry.data["form"], entry.data.get("seed", 0))
            self.answers = _answers(entry)
            self.finished = bool(entry.data.get("finished"))
            left = [n for n, item in enumerate(self.items) if item.key not in self.answers]
            self.at = 0 if self.finished or not left else left[0]

    def _take(self, form: str, seed: int) -> None:
        self.form, self.seed = form, seed
        self.items = quiz.self_check("A" if form == "A" else "B")

    def _begin(self) -> None:
        """Take the form that the other self-check left; toss where there was none."""
        other = _entry(_OTHER[self.when])
        if other is not None:
            self._take(_FORMS[other.data["form"]], other.data.get("seed", 0))
        else:
            seed = secrets.randbelow(2**31)
            first, second = quiz.counterbalanced(seed)
            self._take(first if self.when == "before" else second, seed)
        self._keep()

    def _keep(self) -> None:
        text = f"{len(self.answers)} of {len(self.items)} questions answered."
        try:
            Journal().write(
                LESSON[self.when], f"self-check/{self.when}", text, kind="practice",
                question=self.title, form=self.form, seed=self.seed, answers=self.answers,
                finished=self.finished,
            )  # fmt: skip
            self._trouble = ""
        except JournalError as error:
            self._trouble = str(error)

    # -- What the learner does -----------------------------------------------------------------

    def set(self, name: str, value: Any) -> None:
        if name in self._writing:
            self._writing.set(name, value)
            return
        if not self.items or self.finished or name != self.items[self.at].key:
            raise ValueError("That question cannot be answered now.")
        if str(value) not in ("1", "2", "3", "4"):
            raise ValueError("That is none of the answers.")
        self.answers[name] = int(value)
        self._keep()

    def press(self, name: str, detail: Any = None) -> None:
        sure = name == "really" or len(self.answers) == len(self.items)
        self._asked = False
        if name == "begin":
            if not self.items:
                self._begin()
        elif name == "clear" and self.items and not self.finished:
            self.answers.pop(self.items[self.at].key, None)
            self._keep()
        elif name == "back":
            self.at = max(self.at - 1, 0)
        elif name == "next":
            self.at = max(min(self.at + 1, len(self.items) - 1), 0)
        elif name in ("finish", "really") and self.items:
            if sure:
                self.finished, self.at = True, 0
                self._keep()
            else:
                self._asked = True
        elif name == "more":
            pass
        else:
            super().press(name, detail)

    # -- What is shown -------------------------------------------------------------------------

    def sentence(self) -> str:
        return f"{self.title}: twenty questions, in one of two matched forms."

    def blocks(self) -> list[dict]:
        return [
            {"kind": "heading", "html": inline(self.title)},
            {"kind": "slot", "name": "opening"},
            {"kind": "slot", "name": "page"},
            privacy_block(),
        ]  # fmt: skip

    def shown(self) -> Shown:
        shown = Shown()
        if not self.finished:
            opening = {"kind": "text", "html": paragraphs(_OPENING[self.when])}
            shown.slots["opening"] = [opening]
        if not self.items:
            begin = {"kind": "button", "name": "begin", "look": "main", "label": "Begin"}
            shown.slots["page"] = [begin]
            return shown
        item, last = self.items[self.at], len(self.items) - 1
        chosen = self.answers.get(item.key)
        answered = "" if self.finished else f"{len(self.answers)} answered."
        told = f"Question {self.at + 1} of {len(self.items)}. {answered}".strip()
        shown.text |= {"count": inline(f"{told} {self._trouble}".strip()), "~": told}
        shown.flags |= {
            "back": {"disabled": self.at == 0},
            "next": {"disabled": self.at == last},
            "clear": {"disabled": chosen is None},
        }
        shown.values[item.key] = None if chosen is None else str(chosen)
        options = [[str(n), inline_text(o.text)] for n, o in enumerate(item.options, 1)]
        ways = _WAYS[: 2 if self.finished else 3 if self._asked else 4]
        shown.slots["page"] = [
            *(self._outcome(shown) if self.finished else []),
            {"kind": "text", "name": "count", "look": "quiet"},
            {"kind": "text", "look": "card", "html": paragraphs(item.ask)},
            {"kind": "choice", "name": item.key, "label": f"Answers to question {self.at + 1}",
             "quiet": True, "options": options},
            *(self._reading(shown, item, chosen) if self.finished else []),
            {"kind": "group", "look": "row", "blocks": ways},
            *(self._sure() if self._asked else []),
        ]  # fmt: skip
        return shown

    def _sure(self) -> list[dict]:
        left = len(self.items) - len(self.answers)
        told = (
            f"{left} question{'s have' if left > 1 else ' has'} no answer yet. Once you have read "
            "the answers, you cannot change yours."
        )
        more = {"kind": "button", "name": "more", "label": "Go on with the questions"}
        return [
            {"kind": "text", "look": "crack", "html": paragraphs(told)},
            {"kind": "group", "look": "row", "blocks": [
                more | {"look": "main", "focus": "yes"},
                {"kind": "button", "name": "really", "label": "Finish all the same"},
            ]},
        ]  # fmt: skip

    def _outcome(self, shown: Shown) -> list[dict]:
        self._writing.show(shown)
        return [
            {"kind": "text", "look": "sentence", "html": paragraphs(self.result())},
            self._writing.block("thought", _ASK[self.when], rows=3),
        ]

    def _reading(self, shown: Shown, item: Item, chosen: int | None) -> list[dict]:
        """Return what the authors say of the question on show."""
        marks = {str((item.right or 0) - 1): "right"}
        words = []
        if chosen is not None and chosen != item.right:
            marks[str(chosen - 1)] = "wrong"
            words.append(f"*Your answer.* {item.options[chosen - 1].why}")
        mine = "Your answer, and the authors’" if chosen == item.right else "The authors’ answer"
        why = item.answer.why
        if chosen != item.right and why.startswith(("Yes. ", "Yes: ")):
            why = why[5].upper() + why[6:]
        stop = "" if item.answer.text.endswith((".”", "?”", "!”")) else "."
        words.append(f"*{mine}: {item.answer.text}{stop}* {why}")
        where = sorted({key.partition("-")[0] for key in item.objectives})
        lessons = f"lesson{'s' * (len(where) > 1)} {' and '.join(where)}"
        words.append(f"More of this in {lessons}.")
        shown.flags[item.key] = {"disabled": True, "marks": marks}
        shown.text["~"] = inline(" ".join(words))
        html = paragraphs("\n\n".join(words))
        return [{"kind": "text", "look": "seam", "html": html}]

    def result(self) -> str:
        """Return what came of it in words: this form, and both where there are answers on both."""
        right = _right(self.items, self.answers)
        low, high = proportion(sum(right.values()), len(self.items))[1:]
        chosen, n = sum(right.values()), len(self.items)
        told = (
            f"You chose what the authors would choose in {chosen} of {n} and left out "
            f"{n - len(right)}. With other questions of this kind it might as well have been "
            f"anything from {low * n:.0f} to {high * n:.0f} (95% interval)."
        )
        if self.when == "before":
            return (
                f"{told}\n\nThis is where you set out from, and no more. Read what you like below."
            )
        other = _entry("before")
        pairs = _pairs(other, self.items, right) if other is not None else []
        if other is None or not pairs:
            return f"{told}\n\nThere are no answers from before the course to set beside these."
        first, second = zip(*pairs, strict=True)
        return f"{told}\n\n{compared(first, second)}"


def compared(before: Sequence[int], after: Sequence[int]) -> str:
    """Return two matched rows of 0 and 1 side by side, with the gain, ending in a question."""
    n, difference = len(before), gain(before, after).difference
    told = (
        f"{n} questions have an answer both before and after. In these you chose with the authors "
        f"{sum(before)} times before and {sum(after)} times now: {_gained(difference.value * n)}."
    )
    if math.isnan(difference.low) or difference.low == difference.high:
        told += (
            " They moved too much alike, or are too few, to say how far chance could carry this."
        )
    else:
        low, high = (signed(n * max(-1.0, min(1.0, end)), 0) for end in difference[1:])
        told += (
            f" The 95% interval runs from {low} to {high} questions: what other questions of this "
            "kind might have shown."
        )
        if difference.low <= 0 <= difference.high:
            told += " No change at all is among them."
    return (
        f"{told}\n\nIs that learning? You also know by now how we ask, and one’s luck with guesses "
        "evens out. What would tell *you* whether your work has changed?"
    )


def _gained(questions: float) -> str:
    count = round(questions)
    return f"{abs(count)} {'more' if count > 0 else 'fewer'}" if count else "as many"


def _entry(when: When) -> Entry | None:
    entry = Journal().latest(LESSON[when], f"self-check/{when}")
    return entry if entry is not None and entry.data.get("form") in _FORMS else None


def _answers(entry: Entry) -> dict[str, int]:
    """Return the answers of an entry to questions that still exist."""
    known = {item.key for item in quiz.self_check(entry.data["form"])}
    kept = entry.data.get("answers", {})
    return {key: n for key, n in kept.items() if key in known and n in (1, 2, 3, 4)}


def _right(items: Sequence[Item], answers: Mapping[str, int]) -> dict[int, int]:
    """Return for each place with an answer whether it is the authors', 0 or 1."""
    return {
        place: int(answers[item.key] == item.right)
        for place, item in enumerate(items)
        if item.key in answers
    }


def _pairs(before: Entry, items: Sequence[Item], after: Mapping[int, int]) -> list[tuple[int, int]]:
    """Return (before, after) for each place that was answered both times, on different forms."""
    theirs = quiz.self_check(before.data["form"])
    if theirs[0].key == items[0].key:
        return []
    first = _right(theirs, _answers(before))
    return [(first[place], after[place]) for place in sorted(first.keys() & after.keys())]


def self_check(when: When) -> View:
    """Return the self-check for `when`: "before" or "after" the course."""
    return open_view(SelfCheck(when))
