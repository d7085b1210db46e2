"""Plain text into the little HTML that the view shows; everything is escaped on the way."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape

__all__ = ["inline", "paragraphs", "table"]

_NUMBER = re.compile(r"[\s\d.,%+−–—-]*(?:(?:to|of|in) [\s\d.,%+−–-]+)?")
_EMPHASIS = re.compile(r"\*(\S(?:[^*]*\S)?)\*")


def inline(text: str) -> str:
    """Return `text` escaped, with *stressed words* as emphasis."""
    return _EMPHASIS.sub(r"<em>\1</em>", escape(text, quote=False))


def paragraphs(text: str, look: str = "") -> str:
    """Return `text` as paragraphs, one for each run of lines between blank lines."""
    runs = [" ".join(run.split()) for run in re.split(r"\n\s*\n", text.strip())]
    kind = f' class="{look}"' if look else ""
    return "".join(f"<p{kind}>{inline(run)}</p>" for run in runs if run)


def table(caption: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table whose first column names the rows; columns of words stand to the left."""
    lines = [[str(cell) for cell in row] for row in rows]
    looks = [
        "" if all(_NUMBER.fullmatch(row[n]) for row in lines) else ' class="rr-in-words"'
        for n in range(len(head))
    ]
    first = "".join(
        f'<th scope="col"{look}>{escape(cell)}</th>' if cell else "<td></td>"
        for cell, look in zip(head, looks, strict=True)
    )
    body = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>'
        + "".join(
            f"<td{look}>{escape(cell)}</td>" for cell, look in zip(row[1:], looks[1:], strict=True)
        )
        + "</tr>"
        for row in lines
    )
    return (
        f"<table><caption>{escape(caption)}</caption><thead><tr>{first}</tr></thead>"
        f"<tbody>{body}</tbody></table>"
    )
