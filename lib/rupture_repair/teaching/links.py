"""Relative links in a notebook's text, and whether they lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

from nbformat import NotebookNode

from rupture_repair.teaching import stored
from rupture_repair.teaching.stored import Problem, cell_name, headings

__all__ = ["CODE", "IMAGE", "links"]

IMAGE = re.compile(r"!\[([^\]]*)\]\(([^)\s]+)")
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(<?([^)\s>]+)")
_HTML_LINK = re.compile(r"<(?:a|img|source|video)\b[^>]*?\b(?:href|src)\s*=\s*[\"']([^\"']+)", re.I)
_SCHEME = re.compile(r"^[a-zA-Z][a-zA-Z0-9+.-]*:")


def links(notebook: NotebookNode, file: Path) -> list[Problem]:
    """Check that every relative link in text leads to a file that is there, and to its heading.

    Upper and lower case must match, also on a disk that takes them for the same.
    """
    problems = []
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type != "markdown":
            continue
        source = CODE.sub("", cell.source)
        targets = [
            *(target for _, target in IMAGE.findall(source)),
            *_LINK.findall(source),
            *_HTML_LINK.findall(source),
        ]
        for target in targets:
            message = _link_problem(unquote(target), notebook, Path(file))
            if message:
                problems.append(Problem(str(file), cell_name(index, cell), message))
    return problems


def _link_problem(target: str, notebook: NotebookNode, file: Path) -> str:
    if target.startswith(("file:", "/")):
        return f"the link {target} leads to one machine only."
    if _SCHEME.match(target):
        return ""
    name, _, heading = target.partition("#")
    if name:
        path = file.resolve().parent
        for part in Path(name).parts:
            path = path.parent if part == ".." else path / part
            if part not in (".", "..") and path.name not in _names(path.parent):
                return f"the link {target} leads nowhere."
        if not heading or path.suffix != ".ipynb":
            return ""
        notebook = stored.read(path)
    anchors = {anchor for _, title in headings(notebook) for anchor in _anchors(title)}
    return "" if heading in anchors else f"the link {target} leads to no heading."


def _anchors(title: str) -> tuple[str, str]:
    """Return what a heading is called in JupyterLab and on GitHub."""
    bare = re.sub(r"[^\w\s-]", "", title).strip().lower()
    return title.replace(" ", "-"), bare.replace(" ", "-")


def _names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} if folder.is_dir() else set()
