"""Questions with feedback on every answer, right or wrong, and another try."""

from __future__ import annotations

from typing import Any

from ..curriculum.quiz import Item, items
from ..journal import Journal, JournalError
from .html import inline, paragraphs
from .practice import inline_text
from .view import Activity, Shown, View, open_view
from .writing import Writing, privacy_block

__all__ = ["Quiz", "quiz"]


class Quiz(Activity):
    """The questions that close a lesson. What was answered comes back; nothing is scored."""

    title = "Check: questions to remember by"

    def __init__(self, lesson: int, questions: tuple[Item, ...]) -> None:
        self.items = questions
        self.key = f"quiz/{lesson:02d}"
        self._lesson = f"{lesson:02d}"
        self._journal = Journal()
        self._chosen: dict[str, int] = {}
        self._tried: dict[str, set[int]] = {}
        self._compared: set[str] = set()
        self._trouble = ""
        written = {item.key: item.ask for item in questions if item.written}
        self._writing = Writing(self._lesson, written, prefix="quiz", kind="answer")
        for item in questions:
            entry = self._journal.latest(self._lesson, f"quiz/{item.key}")
            if entry is not None and not item.written and entry.data.get("option") in range(1, 5):
                self._choose(item.key, entry.data["option"])

    def _choose(self, key: str, option: int) -> None:
        self._chosen[key] = option
        self._tried.setdefault(key, set()).add(option)

    def blocks(self) -> list[dict]:
        blocks: list[dict] = []
        for number, item in enumerate(self.items, start=1):
            blocks.append({"kind": "heading", "html": f"Question {number} of {len(self.items)}"})
            if item.written:
                blocks += [
                    {"kind": "text", "html": paragraphs(item.ask)},
                    self._writing.block(item.key, "Your answer", rows=3),
                    {"kind": "button", "name": f"compare-{item.key}", "label": "Compare"},
                ]
            else:
                options = [[str(n), inline_text(o.text)] for n, o in enumerate(item.options, 1)]
                blocks += [
                    {"kind": "text", "html": paragraphs(item.ask)},
                    {"kind": "choice", "name": item.key, "label": f"Answers to question {number}",
                     "quiet": True, "options": options},
                ]  # fmt: skip
            blocks.append({"kind": "slot", "name": f"feedback-{item.key}"})
        if any(item.written for item in self.items):
            blocks.append(privacy_block())
        return [*blocks, {"kind": "text", "name": "kept", "look": "quiet"}]

    def set(self, name: str, value: Any) -> None:
        if name in self._writing:
            self._writing.set(name, value)
            return
        item = next((item for item in self.items if item.key == name), None)
        if item is None or str(value) not in "1234":
            raise ValueError("That is none of the answers.")
        option = int(value)
        self._choose(name, option)
        try:
            self._journal.write(
                self._lesson, f"quiz/{name}", item.options[option - 1].text, kind="answer",
                question=item.ask, option=option, right=option == item.right,
            )  # fmt: skip
            self._trouble = ""
        except JournalError as error:
            self._trouble = str(error)

    def press(self, name: str, detail: Any = None) -> None:
        key = name.removeprefix("compare-")
        if key not in self._writing:
            super().press(name, detail)
        self._compared.add(key)

    def shown(self) -> Shown:
        shown = Shown(text={"kept": inline(self._trouble) or "Your answers are kept, not scored."})
        for item in self.items:
            slot = f"feedback-{item.key}"
            if item.written:
                if item.key in self._compared:
                    shown.slots[slot] = [{"kind": "text", "look": "seam", "html": _listen(item)}]
                continue
            chosen = self._chosen.get(item.key)
            shown.values[item.key] = None if chosen is None else str(chosen)
            if chosen is None:
                continue
            right = chosen == item.right
            why = item.options[chosen - 1].why
            if not why.startswith(("Yes", "No")):
                why = f"{'Yes.' if right else 'Not quite.'} {why}"
            if not right and len(self._tried[item.key]) < len(item.options):
                why += "\n\nTry again."
            look = "good" if right else "poor"
            shown.slots[slot] = [{"kind": "text", "look": look, "html": paragraphs(why)}]
            shown.flags[item.key] = {
                "marks": {str(chosen - 1): "right" if right else "wrong"},
            }
            shown.text["~"] = why
        self._writing.show(shown)
        return shown

    def sentence(self) -> str:
        return f"{len(self.items)} questions on this lesson, with feedback on every answer."


def _listen(item: Item) -> str:
    points = "".join(f"<li>{inline(point)}</li>" for point in item.listen_for)
    return (
        f"<p>A good answer contains:</p><ul>{points}</ul>"
        f"<p>One among many:</p><p><em>{inline(item.example)}</em></p>"
    )


def quiz(lesson: str) -> View:
    """Return the closing questions of a lesson numbered such as "02"."""
    number = int(lesson)
    return open_view(Quiz(number, items(number)))
