"""The journal as a page: look back, take away, bring back, delete."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from ..curriculum.lessons import lessons
from ..journal import Entry, Journal, JournalError, drafts, page
from .html import inline, paragraphs
from .view import Activity, Shown, View, open_view
from .writing import privacy_block

__all__ = ["LookBack", "journal"]

_KINDS = {
    "reflection": "Reflection",
    "practice": "Practice",
    "prediction": "Prediction",
    "answer": "Answer",
    "play": "Story played",
    "plan": "Plan",
    "return": "What came of it",
    "sorting": "Sorting",
}


class LookBack(Activity):
    """Everything the learner wrote, and what can be done with it."""

    title = "Your journal"
    key = "journal"

    def __init__(self) -> None:
        self._journal = Journal()
        self._ticked: set[str] = set()
        self._told = ""
        self._asked = False
        self._deleted = 0
        self._file: dict[str, Any] | None = None
        self._files = 0

    def entries(self) -> list[Entry]:
        """Return what is listed: the last draft of each sitting, oldest first."""
        return drafts(self._journal.entries())

    def blocks(self) -> list[dict]:
        return [
            privacy_block(),
            {"kind": "text", "name": "told", "look": "status"},
            {"kind": "slot", "name": "list"},
            {"kind": "group", "look": "row", "label": "Take it with you", "blocks": [
                {"kind": "button", "name": "refresh", "label": "Show what is new"},
                {"kind": "download", "name": "all", "label": "Download everything"},
                {"kind": "download", "name": "page", "label": "Download a page to print"},
                {"kind": "download", "name": "ticked", "label": "Download what I ticked, to share"},
            ]},
            {"kind": "upload", "name": "restore", "accept": ".json,application/json",
             "label": "Bring back a journal that you downloaded"},
            {"kind": "slot", "name": "delete"},
        ]  # fmt: skip

    def set(self, name: str, value: Any) -> None:
        if name != "ticks":
            super().set(name, value)
        self._ticked = {str(one) for one in value}

    def press(self, name: str, detail: Any = None) -> None:
        self._told = ""
        today = datetime.now(UTC).astimezone().strftime("%Y-%m-%d")
        try:
            if name == "refresh":
                pass
            elif name == "all":
                self._hand(name, f"journal-{today}.json", self._journal.export().decode())
            elif name == "page":
                self._hand(name, f"journal-{today}.html", page(self._journal.entries(), _titles()))
            elif name == "ticked":
                if self._ticked:
                    shared = self._journal.share(sorted(self._ticked)).decode()
                    self._hand(name, f"shared-{today}.json", shared)
                else:
                    self._told = (
                        "Nothing is ticked yet. Tick what you want to share, then press again."
                    )
            elif name == "restore":
                back = self._journal.restore(str((detail or {}).get("text", "")).encode())
                self._told = f"{back.added} entries brought back; {back.known} were here already."
            elif name == "delete":
                self._asked = True
            elif name == "keep":
                self._asked = False
            elif name == "really":
                files = self._journal.delete_everything()
                self._asked, self._ticked = False, set()
                self._deleted += 1
                self._told = f"Deleted: {files} file{'s' * (files != 1)}. Nothing is left here."
            else:
                super().press(name, detail)
        except JournalError as error:
            raise ValueError(str(error)) from error

    def _hand(self, button: str, name: str, text: str) -> None:
        self._files += 1
        kind = "text/html" if name.endswith("html") else "application/json"
        self._file = {
            "button": button, "number": self._files, "name": name, "text": text, "type": kind,
        }  # fmt: skip

    def shown(self) -> Shown:
        entries = self.entries()
        options = [[entry.id, _line(entry)] for entry in entries]
        known = {entry.id for entry in entries}
        self._ticked &= known
        shown = Shown(values={"ticks": sorted(self._ticked)})
        problems = " ".join(self._journal.problems())
        count = len(entries)
        told = self._told or (
            "Nothing written yet." if not count else f"{count} entr{'y' if count == 1 else 'ies'}."
        )
        shown.text["told"] = inline(f"{told} {problems}".strip())
        shown.text["~"] = told
        if entries:
            shown.slots["list"] = [
                {"kind": "choice", "name": "ticks", "many": True, "options": options,
                 "label": "What you wrote, by date. Tick what you want to share."},
            ]  # fmt: skip
        shown.slots["delete"] = _delete(self._asked)
        if self._deleted:
            shown.flags["forget"] = {"number": self._deleted}
        if self._file is not None:
            file = {key: value for key, value in self._file.items() if key != "button"}
            shown.flags[self._file["button"]] = {"file": file}
            self._file = None
        return shown

    def sentence(self) -> str:
        return "Your journal: look back, download, bring back, delete."


def _titles() -> dict[str, str]:
    return {f"{lesson.number:02d}": lesson.title for lesson in lessons()}


def _line(entry: Entry) -> str:
    where = _titles().get(entry.lesson, entry.lesson)
    kind = _KINDS.get(entry.kind, entry.kind.capitalize())
    text = entry.text if not entry.newer else f"{entry.text} (from a newer version)"
    return f"{entry.when} · {where} · {kind}: {text}"


def _delete(asked: bool) -> list[dict]:
    if not asked:
        return [{"kind": "button", "name": "delete", "label": "Delete everything …"}]
    question = "Delete everything that you wrote on this machine? This cannot be undone."
    return [
        {"kind": "text", "look": "crack", "html": paragraphs(question)},
        {"kind": "group", "look": "row", "blocks": [
            {"kind": "button", "name": "keep", "label": "Keep it", "look": "main", "focus": "yes"},
            {"kind": "button", "name": "really", "label": "Delete everything"},
        ]},
    ]  # fmt: skip


def journal() -> View:
    """Return the page on which a learner looks back."""
    return open_view(LookBack())
