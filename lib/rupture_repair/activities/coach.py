"""Write what you would say, see what your words carry, and write it again."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from html import escape
from itertools import pairwise
from typing import Any

from ..coach import NOTICE, Advice, Finding, Reading, advise, read
from ..curriculum.practice import PracticeItem, practice_item
from ..vocabulary import LABELS
from .html import inline, paragraphs
from .practice import worked
from .view import Activity, Shown, View, open_view
from .writing import Writing, privacy_block

__all__ = ["Coach", "coach"]

LONGEST = 4_000  # characters that are read: ten times what anyone should say in one breath
OWN = PracticeItem(
    lesson="coach",
    key="",
    kind="write",
    title="The coach",
    question="What would you say? One to eight sentences, as you would speak them.",
    concepts=(),
    minutes=5,
)
ANY = (
    "Think of a moment, yours or made up, in which something went wrong between a therapist and a "
    "client. Leave out whatever could tell who the client is."
)
_NO_SECOND = "Write a second draft first, and both will stand side by side here."
MISSES = "The coach misses much, and its silence is no verdict."
LINES = {"move": "2px solid var(--rr-green)", "pitfall": "2px dashed var(--rr-red)"}
SHADES = {"move": "#e7f3ec", "pitfall": "#fbeade"}
DOES = {"move": "can help", "pitfall": "tends to hurt"}


class Coach(Activity):
    """A statement, what the coach finds in it, and a second draft beside the first.

    item: a piece of practice of the kind "write". Drafts lie in the journal under its key.
    """

    def __init__(self, item: PracticeItem) -> None:
        if item.kind != "write":
            raise ValueError(
                f"The coach reads what somebody writes, and {item.key!r} of lesson {item.lesson} "
                f"is there to {item.kind}."
            )
        self.item = item
        self.title = item.title
        self.key = f"coach/{item.lesson}/{item.key}"
        question = f"{item.title}: {item.question}"
        self._writing = Writing(
            item.lesson,
            {"draft": question, "second": f"{question} (second draft)"},
            prefix=item.key,
            kind="practice",
        )
        # What is typed is read even while the journal cannot keep it.
        self._typed = {name: self._writing.text(name) for name in ("draft", "second")}
        self._read: dict[str, Reading] = {}

    def blocks(self) -> list[dict]:
        scene = paragraphs(self.item.scene)
        return [
            {"kind": "heading", "html": inline(self.item.title)},
            *([{"kind": "text", "html": scene}] if scene else []),
            self._writing.block("draft", self.item.question),
            privacy_block(),
            {"kind": "group", "look": "row", "blocks": [
                {"kind": "button", "name": "read", "label": "Read it with me", "look": "main"},
                {"kind": "text", "look": "quiet", "html": escape(f"{NOTICE} {MISSES}")},
            ]},
            {"kind": "slot", "name": "first"},
            {"kind": "slot", "name": "again"},
            {"kind": "slot", "name": "both"},
        ]  # fmt: skip

    def set(self, name: str, value: Any) -> None:
        if name not in self._writing:
            raise ValueError("There is no such field here.")
        self._writing.set(name, value)
        self._typed[name] = value
        read("Hello.")  # the first reading takes a second to wake up: better while they write

    def press(self, name: str, detail: Any = None) -> None:
        if name not in ("read", "compare"):
            super().press(name, detail)
        self._read["draft"] = read(_start(self._typed["draft"]))
        if name == "compare":
            self._read["second"] = read(_start(self._typed["second"]))

    def shown(self) -> Shown:
        shown = Shown()
        first, second = self._read.get("draft"), self._read.get("second")
        if first is not None:
            advice = advise(first)
            shown.slots["first"] = [
                *_marked(first, "What your words carry"),
                *_advised(first, advice),
                *self._remarks("draft"),
            ]
            shown.text["~"] = _spoken(first, advice)
        if (first and first.text.strip()) or self._typed["second"]:
            shown.slots["again"] = [
                self._writing.block("second", "Write it again, in your own words"),
                {"kind": "button", "name": "compare", "label": "See both drafts"},
            ]
        if first is not None and second is not None:
            shown.slots["both"] = self._both(first, second)
            if second.text.strip():
                shown.text["~"] = _spoken(second, advise(second, first_draft=first))
            else:
                shown.text["~"] = _NO_SECOND
        self._writing.show(shown)
        return shown

    def _both(self, first: Reading, second: Reading) -> list[dict]:
        if not second.text.strip():
            return [_line(_NO_SECOND)]
        advice = advise(second, first_draft=first)
        drafts = [
            {"kind": "group", "blocks": _marked(reading, title)}
            for reading, title in ((first, "First draft"), (second, "Second draft"))
        ]
        return [
            {"kind": "group", "look": "columns", "blocks": drafts},
            _part("What changed", advice.since_first, "seam"),
            *_advised(second, advice),
            *self._remarks("second"),
            *(worked(self.item) if self.item.responses or self.item.exercise else []),
        ]

    def _remarks(self, name: str) -> list[dict]:
        said = []
        if len(self._typed[name]) > LONGEST:
            words = len(self._typed[name].split())
            said.append(
                f"These are about {words:,} words, and the coach has read as far as you see. Which "
                "three sentences would you keep if that were all you had time for?"
            )
        if _start(self._typed[name]) != self._read[name].text:
            said.append("You have changed your words since. Press again, and they are read anew.")
        return [_line(one) for one in said]

    def sentence(self) -> str:
        return f"{self.item.title}: {self.item.question} {NOTICE}"


def _start(text: str) -> str:
    """Return as much of `text` as is read, cut between words."""
    if len(text) <= LONGEST:
        return text
    cut = text[:LONGEST]
    return cut.rsplit(maxsplit=1)[0] if len(cut.split(maxsplit=1)) > 1 else cut


def _line(text: str) -> dict:
    return {"kind": "text", "look": "quiet", "html": f"<p>{escape(text)}</p>"}


def _part(title: str, text: str, look: str) -> dict:
    html = f"<p><strong>{title}.</strong> {escape(text)}</p>"
    return {"kind": "text", "look": look, "html": html}


def _marked(reading: Reading, title: str) -> list[dict]:
    """Return the text with its marks, and a line on each label that they carry."""
    if not reading.text.strip():
        return []
    blocks = [
        {"kind": "heading", "level": 4, "html": title},
        {"kind": "text", "look": "card", "html": f"<p>{marked_html(reading)}</p>"},
    ]
    reasons = {f.label: f.why for f in reversed(reading.findings)}
    lines = "".join(
        f"<li><strong>{LABELS[name].title}</strong> ({DOES[LABELS[name].kind]}). "
        f"{escape(reasons[name])}</li>"
        for name in reading.moves + reading.pitfalls
    )
    if lines:
        blocks.append({"kind": "text", "html": f"<ul>{lines}</ul>"})
    return blocks


def marked_html(reading: Reading) -> str:
    """Return the text as HTML; each finding is marked, and its label stands in words behind it.

    Findings may overlap, so the text is cut wherever one begins or ends.
    """
    text, findings = reading.text, reading.findings
    cuts = sorted({0, len(text), *(f.start for f in findings), *(f.end for f in findings)})
    parts = []
    for start, end in pairwise(cuts):
        piece = escape(text[start:end]).replace("\n", "<br>")
        over = [f for f in findings if f.start <= start and end <= f.end]
        parts.append(_mark(piece, over) if over else piece)
        parts += [_tag(f) for f in findings if f.end == end]
    return "".join(parts)


def _mark(piece: str, over: list[Finding]) -> str:
    kind = "pitfall" if any(LABELS[f.label].kind == "pitfall" for f in over) else "move"
    title = escape(" ".join(f"{LABELS[f.label].title}: {f.why}" for f in over))
    style = f"color:inherit;background:{SHADES[kind]};border-bottom:{LINES[kind]}"
    return f'<mark title="{title}" style="{style}">{piece}</mark>'


def _tag(finding: Finding) -> str:
    label = LABELS[finding.label]
    pitfall = "pitfall: " if label.kind == "pitfall" else ""
    return f" <small><strong>[{pitfall}{label.title}]</strong></small>"


def _advised(reading: Reading, advice: Advice) -> list[dict]:
    if not reading.findings:
        return [{"kind": "text", "html": f"<p>{escape(advice.helps)}</p>"},
                _part("One to try", advice.to_try, "seam")]  # fmt: skip
    helps = "One thing that helps" if reading.moves else "What speaks for it"
    parts = [_part(helps, advice.helps, "good"), _part("One to try", advice.to_try, "seam")]
    if advice.order:
        parts.append(_part("Order and dose", advice.order, "seam"))
    return parts


def _spoken(reading: Reading, advice: Advice) -> str:
    """Return for the live region what appears on the page."""
    labels = ", ".join(LABELS[name].title for name in reading.moves + reading.pitfalls)
    found = f"Marked: {labels}." if labels else ""
    said = (found, advice.since_first, advice.helps, advice.to_try, advice.order)
    return " ".join(part for part in said if part)


def coach(lesson: str = "", key: str = "", *, situation: str = "") -> View:
    """Return the coach on a piece of practice, or on a situation of one's own.

    lesson, key: a piece of practice that is there to be written, such as "02", "first-words".
    situation: a few sentences that set the scene; alone, or in place of the practice's own.

    Raises ValueError for practice that does not exist, or where nothing is written.
    """
    item = practice_item(lesson, key) if key else OWN
    if situation or not key:
        scene = situation or ANY
        name = key or sha256(scene.encode()).hexdigest()[:12]
        changes = {"scene": scene, "key": name, "lesson": lesson or OWN.lesson}
        item = replace(item, **changes)
    return open_view(Coach(item))
