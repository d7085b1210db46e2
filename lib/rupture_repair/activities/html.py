"""Plain text into the little HTML that the view shows; everything is escaped on the way."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape

__all__ = ["inline", "paragraphs", "table"]

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
    """Return a table whose first column names the rows."""
    first = "".join(f'<th scope="col">{escape(str(cell))}</th>' for cell in head)
    body = "".join(
        f'<tr><th scope="row">{escape(str(row[0]))}</th>'
        + "".join(f"<td>{escape(str(cell))}</td>" for cell in row[1:])
        + "</tr>"
        for row in rows
    )
    return (
        f"<table><caption>{escape(caption)}</caption><thead><tr>{first}</tr></thead>"
        f"<tbody>{body}</tbody></table>"
    )
