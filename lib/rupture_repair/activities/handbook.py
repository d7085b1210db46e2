"""What the lessons share, to look things up: ideas, words, evidence, claims and sources."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import escape
from typing import Any

from ..curriculum.claims import claims
from ..curriculum.concepts import concepts
from ..curriculum.evidence import findings, mention, printed
from ..curriculum.glossary import glossary
from ..curriculum.lessons import lessons
from ..curriculum.objectives import objectives
from ..curriculum.references import reference, references
from ..curriculum.standing import STANDINGS
from .html import table
from .view import Activity, Shown, View, open_view

__all__ = ["PARTS", "Handbook", "handbook"]

_ADDRESS = re.compile(r"https://[^\s<]+")


def _ideas(seek: str) -> list[tuple[str, ...]]:
    rows = []
    for one in concepts().values():
        where = ", ".join(f"{number:02d}" for number in one.lessons)
        rows.append((f"{one.key} {one.title}", one.means, one.standing, where))
    return _with(rows, seek)


def _aims(seek: str) -> list[tuple[str, ...]]:
    return _with(
        [(f"{one.number:02d} {one.title}", aim.can, ", ".join(aim.concepts))
         for one in lessons() for aim in objectives(one.number)], seek,
    )  # fmt: skip


def _words(seek: str) -> list[tuple[str, ...]]:
    return _with([(one.term, one.means) for one in glossary().values()], seek)


def _evidence(seek: str) -> list[tuple[str, ...]]:
    rows = [
        (printed(one) if one.printable else mention(one.key), one.standing, one.caution)
        for one in findings().values()
        if one.mark != "prototype"
    ]
    return _with(rows, seek)


def _claims(seek: str) -> list[tuple[str, ...]]:
    rows = [
        (one.claim, _weighed(one.verdict, one.standing), one.for_it, one.against_it,
         "; ".join(reference(key).names for key in one.sources))
        for one in claims().values()
    ]  # fmt: skip
    return _with(rows, seek)


def _weighed(verdict: str, standing: str) -> str:
    """Return the verdict, and the standing where the verdict does not say it already."""
    said = standing.casefold() in verdict.casefold()
    return verdict if said else f"{verdict} ({standing})"


def _sources(seek: str) -> list[tuple[str, ...]]:
    return _with([(one.full,) for one in references().values()], seek)


def _with(rows: list[tuple[str, ...]], seek: str) -> list[tuple[str, ...]]:
    """Return the rows that hold every word looked for."""
    wanted = seek.casefold().split()
    return [row for row in rows if all(word in " ".join(row).casefold() for word in wanted)]


PARTS: Mapping[str, tuple[str, tuple[str, ...], Callable[[str], list[tuple[str, ...]]]]] = {
    "ideas": ("Ideas", ("idea", "what it means", "how sure", "lessons"), _ideas),
    "aims": ("What you can do after each lesson", ("lesson", "you can", "ideas"), _aims),
    "words": ("Words", ("word", "what it means"), _words),
    "evidence": ("Evidence", ("finding", "how sure", "what not to conclude"), _evidence),
    "claims": ("Claims, weighed", ("claim", "verdict", "for it", "against it", "made by"), _claims),
    "sources": ("Sources", ("text",), _sources),
}
"""Part to its title, the heads of its columns, and its rows, given words to look for."""


class Handbook(Activity):
    """One table at a time, and a field to look for a word in it."""

    title = "Handbook"
    key = "handbook"

    def __init__(self) -> None:
        self.values = {"part": "ideas", "seek": ""}

    def blocks(self) -> list[dict]:
        return [
            {"kind": "choice", "name": "part", "label": "Look up", "look": "line",
             "options": [[key, title] for key, (title, _, _) in PARTS.items()]},
            {"kind": "search", "name": "seek", "label": "Only rows that hold these words"},
            {"kind": "text", "name": "count", "look": "status"},
            {"kind": "text", "name": "rows"},
        ]  # fmt: skip

    def set(self, name: str, value: Any) -> None:
        if name == "part" and value in PARTS:
            self.values = {"part": value, "seek": self.values["seek"]}
        elif name == "seek" and isinstance(value, str):
            self.values = self.values | {"seek": value}
        else:
            super().set(name, value)

    def shown(self) -> Shown:
        title, head, rows = PARTS[self.values["part"]]
        found, every = rows(self.values["seek"]), rows("")
        count = f"{len(found)} of {len(every)}" if self.values["seek"].strip() else len(every)
        html = f'<div class="rr-table rr-words" tabindex="0">{table(title, head, found)}</div>'
        html = _ADDRESS.sub(r'<a href="\g<0>" target="_blank" rel="noopener">\g<0></a>', html)
        if not found:
            html = "<p>No row holds all of these words. Try fewer, or the beginning of one.</p>"
        if self.values["part"] in ("ideas", "evidence", "claims"):
            means = "".join(
                f"<li><em>{escape(word)}</em>: {escape(text)}</li>"
                for word, text in STANDINGS.items()
            )
            html += (
                f"<details><summary>How sure: the five words</summary><ul>{means}</ul></details>"
            )
        told = f"{title}: {count} rows."
        return Shown(values=dict(self.values), text={"count": told, "rows": html, "~": told})

    def sentence(self) -> str:
        told = "; ".join(
            f"{title.lower()}, {len(rows(''))}" for title, _, rows in PARTS.values()
        )  # fmt: skip
        return f"Handbook, to look things up: {told}."


def handbook() -> View:
    """Return the handbook: ideas, objectives, words, evidence, claims and sources."""
    return open_view(Handbook())
