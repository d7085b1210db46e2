"""The text fields of an activity, kept in the journal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from ..journal import CONFIDENTIALITY, Journal, JournalError
from .html import inline
from .view import Shown

__all__ = ["Writing", "privacy_block"]


class Writing:
    """What a learner types into the fields of one activity.

    lesson: the lesson's number, such as "02".
    questions: for each field's name the question it answers.
    keys: for each field's name the journal's prompt; the name itself where it is missing.
    kind: the journal's word for these entries.
    """

    def __init__(
        self, lesson: str, questions: Mapping[str, str], *, prefix: str, kind: str = "reflection"
    ) -> None:
        self._journal = Journal()
        self._lesson = lesson
        self._questions = dict(questions)
        self._prefix = prefix
        self._kind = kind
        self._failed: dict[str, tuple[str, str]] = {}
        self._saved: dict[str, tuple[str, str]] = {}
        for name in self._questions:
            entry = self._journal.latest(lesson, self.prompt(name))
            if entry is not None and entry.text:
                self._saved[name] = (entry.text, f"Restored from your journal, {entry.when}.")

    def prompt(self, name: str) -> str:
        """Return the journal's key for the field `name`."""
        return f"{self._prefix}/{name}"

    def block(self, name: str, label: str, rows: int = 5) -> dict:
        """Return the field's block."""
        return {
            "kind": "write",
            "name": name,
            "label": label,
            "rows": rows,
            "key": f"{self._lesson}/{self.prompt(name)}",
        }

    def __contains__(self, name: str) -> bool:
        return name in self._questions

    def text(self, name: str) -> str:
        """Return what the field holds as far as it is saved."""
        return self._saved.get(name, ("", ""))[0]

    def set(self, name: str, text: str, **data: object) -> None:
        """Write the field's text to the journal; a failure is told beside the field."""
        if not isinstance(text, str):
            raise ValueError("That was no text.")
        try:
            self._journal.write(
                self._lesson, self.prompt(name), text, kind=self._kind,
                question=self._questions[name], **data,
            )  # fmt: skip
        except JournalError as error:
            self._failed[name] = (text, str(error))
        else:
            self._failed.pop(name, None)
            clock = datetime.now(UTC).astimezone().strftime("%H:%M")
            self._saved[name] = (text, f"Saved in your journal at {clock}.")

    def show(self, shown: Shown) -> None:
        """Add the fields' contents and what is known of their keeping to `shown`."""
        for name in self._questions:
            text, told = self._saved.get(name, ("", ""))
            shown.values[name] = text
            flag = shown.flags.setdefault(name, {})
            if name in self._saved:
                flag["kept"] = text
            if name in self._failed:
                flag["failed"], told = self._failed[name]
            shown.text[f"{name}.saved"] = told


def privacy_block() -> dict:
    """Return the lines that stand beside every place to write."""
    place = Journal().where()
    lines = [CONFIDENTIALITY, place.words]
    if place.warning:
        lines.append(f"<strong>{inline(place.warning)}</strong>")
    html = " ".join(line if line.startswith("<strong>") else inline(line) for line in lines)
    return {"kind": "text", "look": "quiet", "html": html}
