"""The journal as one page to print: self-contained, no script, nothing loaded from elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from rupture_repair.journal.entry import DRAFTED, Entry
from rupture_repair.journal.grouped import Page, pages
from rupture_repair.journal.place import CONFIDENTIALITY

_STYLE = """
:root { color-scheme: light dark; }
body { font: 1rem/1.55 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem;
  padding: 0 1rem; }
h1, h2, h3 { line-height: 1.25; }
h2 { border-bottom: 2px solid #E69F00; margin-top: 2.5rem; }
.drafts { display: grid; gap: 1rem 2rem;
  grid-template-columns: repeat(auto-fit, minmax(16rem, 1fr)); }
article { min-width: 0; }
.when { font-size: .875rem; margin: 0; }
.words { white-space: pre-wrap; overflow-wrap: anywhere; margin: .25rem 0 1rem; }
dl, ol, ul { margin: 0 0 .5rem; padding-left: 1.25rem; }
dt { font-weight: 600; }
dd { margin-left: 1rem; overflow-wrap: anywhere; }
@media print { body { margin: 0; max-width: none; } h2, h3, .when { break-after: avoid; } }
"""
_DEPTH = 6  # deeper than any play of ours; what lies deeper is printed as it is


def page(entries: Iterable[Entry], titles: Mapping[str, str] | None = None) -> str:
    """Return an HTML page of the entries, by lesson and question, drafts beside later ones.

    entries: oldest first, as `Journal.entries` gives them. Of the drafts of one sitting the last is
        shown. What belongs together, and what it is headed by, is decided by `pages`.
    titles: what to call the lessons, where their names do not say enough.
    """
    groups: dict[str, list[Page]] = {}
    for one in pages(entries):
        groups.setdefault(one.lesson, []).append(one)
    parts = [_lesson((titles or {}).get(name, name), group) for name, group in groups.items()]
    body = "\n".join(parts) or "<p>There is nothing in this journal yet.</p>"
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>My journal</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>My journal</h1>\n<p>{_safe(CONFIDENTIALITY)}</p>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _lesson(title: str, group: list[Page]) -> str:
    title = f"Lesson {title}" if title.isdecimal() else title
    parts = [f"<section>\n<h2>{_safe(title) or 'No lesson named'}</h2>"]
    for one in group:
        parts.append(f'<h3 dir="auto">{_safe(one.question) or "No prompt named"}</h3>')
        parts.append('<div class="drafts">')
        parts.extend(_article(entry) for entry in one.entries)
        parts.append("</div>")
    return "\n".join([*parts, "</section>"])


def _article(entry: Entry) -> str:
    data = {key: value for key, value in entry.data.items() if key != "question"}
    when = entry.when if entry.kind in DRAFTED else f"{entry.when}, {entry.kind}"
    if entry.newer:
        when += ", written by a newer version of this workbook"
    words = f'<p class="words" dir="auto">{_safe(entry.text)}</p>' if entry.text else ""
    if not entry.text and not data:
        words = "<p><em>Left empty.</em></p>"
    return f'<article>\n<p class="when">{_safe(when)}</p>\n{words}{_value(data)}\n</article>'


def _value(value: Any, depth: int = 0) -> str:
    if isinstance(value, dict) and depth < _DEPTH:
        items = (f"<dt>{_safe(k)}</dt><dd>{_value(v, depth + 1)}</dd>" for k, v in value.items())
        return f"<dl>{''.join(items)}</dl>" if value else ""
    if isinstance(value, list) and depth < _DEPTH:
        return "<ol>" + "".join(f"<li>{_value(v, depth + 1)}</li>" for v in value) + "</ol>"
    if isinstance(value, bool) or value is None:
        return {True: "yes", False: "no", None: "none"}[value]
    return _safe(value)


def _safe(value: Any) -> str:
    """Escape for HTML; what no file can hold (a lone surrogate) becomes the replacement mark."""
    text = str(value).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return escape(text)
