"""One plan for one's own practice, with its date, and a return to it after two weeks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from ..journal import Entry, Journal, JournalError
from .html import inline, paragraphs
from .view import Activity, Shown, View, open_view
from .writing import privacy_block

__all__ = ["PARTS", "Plan", "plan"]

PARTS = {
    "when": "When … (a day and a moment that will come)",
    "will": "… I will … (one thing, small enough to do)",
    "know": "I shall know by … (something I can count, read or hear)",
}
WAYS = {
    "own": "From my own practice",
    "story": "For someone in a story",
    "skip": "Skip this",
}
CAME = {
    "done": "I did it, more or less",
    "once": "I did it once or twice",
    "not": "It did not happen",
    "other": "I did something else instead",
}
WAIT = timedelta(days=14)
_ASK = {
    "own": "One plan for the next two weeks, small enough to be done by a tired person.",
    "story": """
Make the plan for somebody else: for Lisa’s therapist, who comes in with solutions while she is
still feeling, or for Mike’s new one. Write it in their voice.
""",
}
_RETURN = (
    "What came of it? What did you see or hear that you would not have otherwise? And if it did "
    "not happen: what was in the way, and how much smaller would it have to be?"
)


def _now() -> datetime:
    return datetime.now(UTC)


class Plan(Activity):
    """A plan in three parts that the journal keeps, and later what came of it.

    parts: what stands in the fields of the plan. number: which plan this is, 1 and up.
    """

    title = "One plan, and a return after two weeks"

    def __init__(self, lesson: str) -> None:
        self.lesson = lesson
        self.key = f"plan/{lesson}"
        self._journal = Journal()
        self._failed: dict[str, tuple[str, str]] = {}
        self.number = max((_number(e) for e in self._entries("plan")), default=1)
        self._open()

    def _open(self) -> None:
        """Take the plan of this number as the journal has it."""
        made = [e for e in self._entries("plan") if _number(e) == self.number]
        latest = made[-1].data if made else {}
        self.parts = {name: _text(latest, name) for name in PARTS}
        self.way = latest.get("way") if latest.get("way") in ("own", "story") else "own"
        self.made: datetime | None = _time(made[0]) if made else None
        back = [e for e in self._entries("return") if _number(e) == self.number]
        self.came = back[-1].data.get("came") if back else None
        self.told = back[-1].text if back else ""
        self.returned: datetime | None = _time(back[-1]) if back else None

    def _entries(self, kind: str) -> list[Entry]:
        return [e for e in self._journal.entries(self.lesson) if e.kind == kind]

    @property
    def ready(self) -> bool:
        """Whether the plan says what and when."""
        return bool(self.parts["when"].strip() and self.parts["will"].strip())

    # ---- what the learner does -------------------------------------------------------------------

    def set(self, name: str, value: Any) -> None:
        if not isinstance(value, str):
            raise ValueError("That was no text.")
        if name == "way" and value in WAYS:
            self.way = value
        elif name in PARTS:
            self._keep(name, value, lambda: self._write_plan(self.parts | {name: value}))
        elif name == "told":
            self._keep(name, value, lambda: self._write_return(self.came, value))
        elif name == "came" and value in CAME:
            self._keep(name, value, lambda: self._write_return(value, self.told))
        else:
            raise ValueError("There is no such field here.")

    def press(self, name: str, detail: Any = None) -> None:
        if name != "new":
            super().press(name, detail)
        if self.returned is None:
            raise ValueError("Say first what came of this one.")
        self.number += 1
        self._open()

    def _keep(self, name: str, value: str, write: Any) -> None:
        """Save, and take the value once it is on disk; a failure is told beside the field."""
        try:
            entry = write()
        except JournalError as error:
            self._failed[name] = (value, str(error))
            return
        self._failed.pop(name, None)
        if name in PARTS:
            self.parts[name] = value
            self.made = self.made or _time(entry)
        else:
            setattr(self, name, value)
            self.returned = _time(entry)

    def _write_plan(self, parts: dict[str, str]) -> Entry:
        return self._journal.write(
            self.lesson, f"plan/{self.number}", in_words(parts), kind="plan",
            question=self.title, number=self.number, way=self.way, **parts,
        )  # fmt: skip

    def _write_return(self, came: str | None, told: str) -> Entry:
        return self._journal.write(
            self.lesson, f"return/{self.number}", told, kind="return",
            question=_RETURN, number=self.number, came=came, plan=in_words(self.parts),
        )  # fmt: skip

    # ---- what is shown ---------------------------------------------------------------------------

    def blocks(self) -> list[dict]:
        return [
            {"kind": "heading", "html": inline(self.title)},
            {"kind": "choice", "name": "way", "label": "How would you like to do this?",
             "look": "line", "options": [list(pair) for pair in WAYS.items()]},
            {"kind": "slot", "name": "page"},
            {"kind": "text", "name": "date", "look": "card"},
            {"kind": "slot", "name": "return"},
            privacy_block(),
        ]  # fmt: skip

    def shown(self) -> Shown:
        shown = Shown(values={"way": self.way}, slots={"page": [], "return": []})
        shown.flags["date"] = {"hidden": self.way == "skip" or not self.ready}
        shown.text["date"] = self._dated()
        shown.text["~"] = ""
        if self.way == "skip":
            shown.slots["page"] = [
                {"kind": "text", "html": "Skipped. You can come back whenever you like."}
            ]
            return shown
        shown.slots["page"] = [
            {"kind": "text", "html": paragraphs(_ASK[self.way])},
            *(self._field(name, label, 2) for name, label in PARTS.items()),
        ]
        for name in PARTS:
            self._fill(shown, name, self.parts[name], self.made)
        if self.ready:
            shown.slots["return"] = self._returning()
            shown.values["came"] = self.came
            self._fill(shown, "told", self.told, self.returned)
        return shown

    def _returning(self) -> list[dict]:
        new = {"kind": "button", "name": "new", "label": "Make a new plan; this one is kept"}
        opened = self.due <= _now() or self.returned is not None
        return [
            {"kind": "group", "folded": not opened, "label": "Return to this plan", "blocks": [
                {"kind": "choice", "name": "came", "label": "Two weeks later", "look": "line",
                 "options": [list(pair) for pair in CAME.items()]},
                self._field("told", _RETURN, 4),
            ]},
            *([new] if self.returned is not None else []),
        ]  # fmt: skip

    def _field(self, name: str, label: str, rows: int) -> dict:
        key = f"{self.lesson}/plan/{self.number}/{name}"
        return {"kind": "write", "name": name, "label": label, "rows": rows, "key": key}

    def _fill(self, shown: Shown, name: str, text: str, kept: datetime | None) -> None:
        shown.values[name] = text
        flag = shown.flags.setdefault(name, {})
        told = ""
        if kept is not None:
            flag["kept"] = text
            told = "Saved in your journal." if text else ""
        if name in self._failed:
            flag["failed"], told = self._failed[name]
        shown.text[f"{name}.saved"] = told

    @property
    def due(self) -> datetime:
        """Two weeks after the plan was made."""
        return (self.made or _now()) + WAIT

    def _dated(self) -> str:
        """Return the plan with its date, and how long there is to go."""
        if self.made is None:
            return ""
        left = (self.due.date() - _now().date()).days
        when = (
            "Two weeks have passed. What came of it?"
            if left <= 0
            else f"Come back on or after {_date(self.due)}: {left} day{'s' * (left != 1)} to go."
        )
        if self.returned is not None:
            when = f"You came back to it on {_date(self.returned)}."
        made = f"Your plan of {_date(self.made)}."
        return f"<p><strong>{made}</strong> {inline(in_words(self.parts))}</p><p>{when}</p>"

    def sentence(self) -> str:
        """Return what this is; what was planned is private."""
        return f"{self.title}: when, what, and how one would know."


def in_words(parts: dict[str, str]) -> str:
    """Return a plan's parts as text."""
    when, will, know = (" ".join(parts[name].split()).rstrip(" .") for name in PARTS)
    told = " ".join(
        [f"When: {when}." * bool(when), f"I will: {will}." * bool(will),
         f"I shall know by: {know}." * bool(know)]
    )  # fmt: skip
    return " ".join(told.split())


def _number(entry: Entry) -> int:
    number = entry.data.get("number")
    return number if isinstance(number, int) and number > 0 else 1


def _text(data: dict[str, Any], name: str) -> str:
    return data[name] if isinstance(data.get(name), str) else ""


def _time(entry: Entry) -> datetime:
    return datetime.fromisoformat(entry.time) if entry.time else _now()


def _date(moment: datetime) -> str:
    here = moment.astimezone()
    return f"{here.day} {here:%B %Y}"


def plan(lesson: str) -> View:
    """Return the plan, and the return to it, for a lesson numbered such as "12"."""
    return open_view(Plan(lesson))
