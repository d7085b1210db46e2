"""One practice for a week: choose, plan, tick the days, and come back to it."""

from __future__ import annotations

from typing import Any

from ..curriculum.practice import PracticeItem, practice_item
from ..journal import Journal, JournalError
from .html import inline, paragraphs
from .view import Activity, Shown, View, open_view
from .writing import Writing, privacy_block

__all__ = ["DAYS", "Week", "week"]

DAYS = tuple(f"Day {n}" for n in range(1, 8))
_PLAN = "When, and with whom? Put down a place and a time; leave names out"
_HEARD = "Back from it: what did you hear that you would have missed?"


class Week(Activity):
    """A practice, a plan, seven days and a word afterwards, all kept in the journal.

    item: practice of the kind "decide"; its options are the practices, none better than another.
    """

    def __init__(self, item: PracticeItem) -> None:
        self.item = item
        self.title = item.title
        self.key = f"week/{item.lesson}/{item.key}"
        self._writing = Writing(
            item.lesson, {"plan": _PLAN, "heard": _HEARD}, prefix=item.key, kind="plan"
        )
        self._failed = ""
        kept = Journal().latest(item.lesson, f"{item.key}/days")
        data = kept.data if kept is not None else {}
        self.practice = data.get("practice") if data.get("practice") in self._names() else None
        self.days = [day for day in data.get("days", []) if day in range(len(DAYS))]

    def _names(self) -> list[str]:
        return [option.text for option in self.item.options]

    def blocks(self) -> list[dict]:
        options = [[str(n), name] for n, name in enumerate(self._names())]
        days = [[str(n), day] for n, day in enumerate(DAYS)]
        return [
            {"kind": "heading", "html": inline(self.item.title)},
            {"kind": "text", "html": paragraphs(self.item.scene)},
            {"kind": "choice", "name": "practice", "label": self.item.question,
             "options": options},
            {"kind": "slot", "name": "how"},
            self._writing.block("plan", _PLAN, rows=3),
            {"kind": "choice", "name": "days", "label": "The days on which you tried it",
             "many": True, "look": "line", "options": days},
            {"kind": "text", "name": "kept", "look": "status"},
            self._writing.block("heard", _HEARD, rows=4),
            privacy_block(),
            {"kind": "text", "look": "quiet", "html": paragraphs(self.item.after)},
        ]  # fmt: skip

    def set(self, name: str, value: Any) -> None:
        if name in self._writing:
            self._writing.set(name, value)
            return
        if name == "practice" and str(value) in {str(n) for n in range(len(self._names()))}:
            self.practice = self._names()[int(value)]
        elif name == "days" and {str(day) for day in value} <= {str(n) for n in range(len(DAYS))}:
            self.days = sorted(int(day) for day in value)
        else:
            raise ValueError("There is no such choice here.")
        self._keep()

    def _keep(self) -> None:
        ticked = ", ".join(DAYS[day] for day in self.days) or "none yet"
        text = f"{self.practice or 'No practice chosen yet'}. Ticked: {ticked}."
        try:
            Journal().write(
                self.item.lesson, f"{self.item.key}/days", text, kind="plan",
                question=self.item.title, practice=self.practice, days=self.days,
            )  # fmt: skip
        except JournalError as error:
            self._failed = str(error)
        else:
            self._failed = ""

    def shown(self) -> Shown:
        shown = Shown(values={"days": [str(day) for day in self.days]})
        if self.practice is not None:
            n = self._names().index(self.practice)
            shown.values["practice"] = str(n)
            how = paragraphs(self.item.options[n].feedback)
            shown.slots["how"] = [{"kind": "text", "look": "seam", "html": how}]
        told = "Kept in your journal." if self.practice is not None or self.days else "&nbsp;"
        shown.text["kept"] = inline(self._failed) if self._failed else told
        self._writing.show(shown)
        return shown

    def sentence(self) -> str:
        names = "; ".join(self._names())
        return " ".join(f"{self.item.title}. {self.item.question} {names}.".split())


def week(lesson: str, key: str) -> View:
    """Return the week of practice called `key` in the lesson numbered such as "11"."""
    return open_view(Week(practice_item(lesson, key)))
