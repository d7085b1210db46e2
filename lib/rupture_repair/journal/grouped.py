"""What was written, put together again: by lesson and question, first drafts beside later ones."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rupture_repair.journal.entry import Entry, drafts

__all__ = ["Page", "pages"]

_AGAIN = re.compile(r"/(draft|second)$")  # one task's first and second field
_RETURN = re.compile(r"^return/")  # what came of plan/N stands under return/N
_SECOND = " (second draft)"


@dataclass(frozen=True)
class Page:
    """What was written to one question of one lesson, oldest first, one draft a sitting."""

    lesson: str
    question: str
    entries: tuple[Entry, ...]


def pages(entries: Iterable[Entry]) -> list[Page]:
    """Return what was written by lesson, and in it by question in the order first answered.

    entries: oldest first, as `Journal.entries` gives them. The two fields of one task, a first
    draft and a second, come as one page, and so do a plan and what came of it. Lessons with a
    number come first, in their order.
    """
    groups: dict[tuple[str, str], list[Entry]] = {}
    for entry in drafts(entries):
        prompt = _RETURN.sub("plan/", _AGAIN.sub("", entry.prompt))
        groups.setdefault((entry.lesson, prompt), []).append(entry)
    found = [
        Page(lesson, _question(prompt, group), tuple(group))
        for (lesson, prompt), group in groups.items()
    ]
    return sorted(found, key=lambda page: (not page.lesson.isdecimal(), page.lesson))


def _question(prompt: str, entries: list[Entry]) -> str:
    same = [entry for entry in entries if entry.kind == entries[0].kind]
    asked = next((str(q) for e in reversed(same) if (q := e.data.get("question"))), prompt)
    return asked.removesuffix(_SECOND)
