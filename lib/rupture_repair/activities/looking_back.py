"""A page to look back on: everything that was written, first drafts beside later ones."""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape
from typing import Any

from ..curriculum.lessons import lessons
from ..journal import Entry, Journal, Page, drafts, pages
from .html import inline
from .plan import CAME, WAIT
from .view import Activity, Shown, View, open_view
from .writing import privacy_block

__all__ = ["LookingBack", "look_back"]

_KINDS = {
    "prediction": "your guess",
    "answer": "your answer",
    "play": "as you played it",
    "sorting": "as you sorted",
    "plan": "your plan",
    "return": "what came of it",
}
_ORDERS = [["lesson", "By lesson"], ["date", "By date, newest first"]]
_EMPTY = (
    "Nothing is written yet. What you write, choose and guess in the lessons will stand here, "
    "each first draft beside what became of it."
)


class LookingBack(Activity):
    """What was written, in one of two orders; nothing can be changed here."""

    title = "Looking back"
    key = "looking-back"

    def __init__(self) -> None:
        self._journal = Journal()
        self._order = "lesson"

    def blocks(self) -> list[dict]:
        return [
            privacy_block(),
            {"kind": "choice", "name": "order", "label": "In which order?", "look": "line",
             "options": _ORDERS},
            {"kind": "button", "name": "refresh", "label": "Show what is new"},
            {"kind": "slot", "name": "pages"},
        ]  # fmt: skip

    def set(self, name: str, value: Any) -> None:
        if name != "order" or value not in ("lesson", "date"):
            super().set(name, value)
        self._order = value

    def press(self, name: str, detail: Any = None) -> None:
        if name != "refresh":
            super().press(name, detail)

    def shown(self) -> Shown:
        entries = self._journal.entries()
        if not entries:
            listed = [{"kind": "text", "html": inline(_EMPTY)}]
        elif self._order == "date":
            listed = [{"kind": "text", "html": _by_date(drafts(entries))}]
        else:
            listed = _by_lesson(pages(entries))
        return Shown(values={"order": self._order}, slots={"pages": listed})

    def sentence(self) -> str:
        return "Looking back: what you wrote, by lesson or by date, first drafts beside later ones."


def _by_lesson(found: list[Page]) -> list[dict]:
    """Return the plans with what came of them, then one group a lesson."""
    groups: dict[str, list[Page]] = {}
    planned = [page for page in found if page.entries[0].kind == "plan"]
    for page in found:
        if page not in planned:
            groups.setdefault(page.lesson, []).append(page)
    plans = {"kind": "group", "folded": False, "label": "Plans, and what came of them",
             "blocks": [{"kind": "text", "html": "".join(map(_plan, planned))}]}  # fmt: skip
    return [plans] * bool(planned) + [
        {
            "kind": "group", "folded": True,
            "label": f"{_title(lesson)}: {len(group)} {'entry' if len(group) == 1 else 'entries'}",
            "blocks": [{"kind": "text", "html": "".join(map(_page, group))}],
        }
        for lesson, group in groups.items()
    ]  # fmt: skip


def _page(page: Page) -> str:
    """Return the first and the last draft side by side, and those between them folded away."""
    first, *rest = page.entries
    html = f'<h3 class="rr-asked" dir="auto">{inline(page.question)}</h3>'
    if not rest:
        return f"{html}{_draft(first, '')}"
    *between, last = rest
    html += f'<div class="rr-drafts">{_draft(first, "First")}{_draft(last, "Latest")}</div>'
    if between:
        told = f"{len(between)} between them"
        html += f"<details><summary>{told}</summary>{''.join(_draft(e, '') for e in between)}"
        html += "</details>"
    return html


def _plan(page: Page) -> str:
    """Return a plan in its last wording beside what came of it, or when to ask."""
    made = [entry for entry in page.entries if entry.kind == "plan"][-1]
    back = [entry for entry in page.entries if entry.kind == "return"]
    if back:
        told = str(back[-1].data.get("came") or "")
        came = _draft(back[-1], CAME.get(told, "What came of it"))
    else:
        since = datetime.now(UTC) - datetime.fromisoformat(page.entries[0].time)
        asked = "Two weeks have passed." if since >= WAIT else "Two weeks have not passed yet."
        came = f'<div class="rr-draft"><p>{asked} Lesson 12 asks what came of it.</p></div>'
    return f'<div class="rr-drafts">{_draft(made, "The plan")}{came}</div>'


def _by_date(entries: list[Entry]) -> str:
    return "".join(
        f'<h3 class="rr-asked" dir="auto">{inline(_asked(entry))}</h3>'
        f"{_draft(entry, _title(entry.lesson))}"
        for entry in reversed(entries)
    )


def _draft(entry: Entry, name: str) -> str:
    parts = (name, entry.when, _KINDS.get(entry.kind, ""))
    when = ", ".join(part for part in parts if part)
    words = escape(entry.text) or "<em>Nothing in words.</em>"
    return (
        f'<div class="rr-draft"><p class="rr-quiet">{escape(when)}</p>'
        f'<div class="rr-own" dir="auto">{words}</div></div>'
    )


def _asked(entry: Entry) -> str:
    return str(entry.data.get("question") or entry.prompt)


def _title(lesson: str) -> str:
    known = {one.key: f"{one.key} {one.title}" for one in lessons()}
    return known.get(lesson, lesson or "No lesson named")


def look_back() -> View:
    """Return the page on which a learner reads what they wrote."""
    return open_view(LookingBack())
