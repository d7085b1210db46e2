"""How a notebook is stored: pictures and sentences, but nothing that changes by itself.

A stored notebook is read without a kernel, compared by tests and kept under version control. So
it holds `image/png`, `text/plain`, `text/html` and printed text, and leaves out what belongs to
one run or one machine: widget views and their state, timings, versions, whether a cell was folded.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

__all__ = [
    "PICTURE_LIMIT",
    "VIEW",
    "NotebookError",
    "Problem",
    "cell_name",
    "headings",
    "markdown",
    "normalise",
    "pictures",
    "read",
    "readable",
    "tags",
    "text_of",
    "write",
]

PICTURE_LIMIT = 100_000
"""Largest stored picture, in bytes."""

VIEW = "application/vnd.jupyter.widget-view+json"
"""The kind of an output that is a live widget, for as long as its kernel runs."""

_KEPT = ("image/png", "text/plain", "text/html")
_DROPPED = (VIEW,)
_CELL_METADATA = ("tags", "editable", "deletable")
_METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"file_extension": ".py", "mimetype": "text/x-python", "name": "python"},
}
_ID = re.compile(r"^[a-zA-Z0-9_-]{1,64}$")
_HEADING = re.compile(r"^(#{1,6})\s+(.+?)\s*#*\s*$", re.MULTILINE)
_ADDRESS = re.compile(r"\bat 0x[0-9a-fA-F]{6,}")


@dataclass(frozen=True)
class Problem:
    """One thing to mend.

    file: where. cell: its place, counted from 1, and its id; empty for the whole file. message:
    what is wrong, and where that helps what to do.
    """

    file: str
    cell: str
    message: str

    def __str__(self) -> str:
        where = f", cell {self.cell}" if self.cell else ""
        return f"{self.file}{where}: {self.message}"


class NotebookError(Exception):
    """A notebook cannot be read, run or stored; the message is the problem in one line or more."""

    def __init__(self, file: object, cell: str, message: str):
        self.problem = Problem(str(file), cell, message)
        super().__init__(str(self.problem))


def cell_name(index: int, cell: NotebookNode) -> str:
    """Return what a message calls a cell: its place, counted from 1, and its id."""
    return f"{index + 1} ({cell.get('id', 'no id')})"


def tags(cell: NotebookNode) -> list[str]:
    """Return the tags of a cell."""
    return list(cell.metadata.get("tags", []))


def read(path: Path) -> NotebookNode:
    """Read a notebook and give every cell an id.

    An id that is present is kept. A cell that lacks one, or repeats one, gets an id made from its
    text, so that the same file gives the same ids. Raises NotebookError for anything but a
    notebook of format 4.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise NotebookError(path, "", "there is no such file.") from None
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise NotebookError(path, "", f"this is no notebook ({error}).") from None
    if not isinstance(data, dict) or data.get("nbformat") != 4:
        raise NotebookError(path, "", "this is no notebook of format 4; save it from JupyterLab.")
    seen: set[str] = set()
    for cell in data.get("cells", []):
        if not _ID.match(str(cell.get("id", ""))) or cell["id"] in seen:
            cell["id"] = _derived_id(cell, seen)
        seen.add(cell["id"])
    data["nbformat_minor"] = 5
    notebook = nbformat.from_dict(data)
    for cell in notebook.cells:
        cell.source = _joined(cell.source)
        for output in cell.get("outputs", []):
            if "text" in output:
                output.text = _joined(output.text)
            for kind, value in output.get("data", {}).items():
                output.data[kind] = _joined(value)
    return notebook


def _joined(text: str | list[str]) -> str:
    return "".join(text) if isinstance(text, list) else text


def _derived_id(cell: dict, seen: set[str]) -> str:
    text = cell.get("cell_type", "") + "\0" + _joined(cell.get("source", ""))
    number = 0
    while True:
        identity = hashlib.sha256(f"{text}\0{number}".encode()).hexdigest()[:8]
        if identity not in seen:
            return identity
        number += 1


def write(notebook: NotebookNode, path: Path) -> None:
    """Write a notebook: UTF-8, one blank of indent, sorted keys, a newline at the end."""
    nbformat.validate(notebook)
    text = nbformat.writes(notebook)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text if text.endswith("\n") else text + "\n", encoding="utf-8", newline="\n")


def normalise(notebook: NotebookNode, file: object) -> NotebookNode:
    """Return the notebook in its stored form; the argument is left as it was.

    Raises NotebookError, with file and cell, for what cannot be stored: an error, text on standard
    error, a kind of output that a reader without kernel could not see, a memory address, a
    picture of 100 KB or more.
    """
    stored = nbformat.from_dict({"nbformat": 4, "nbformat_minor": 5, "cells": []})
    stored.metadata = nbformat.from_dict(_METADATA)
    count = 0
    for index, cell in enumerate(notebook.cells):
        source = cell.source.strip("\n").rstrip()
        if not source:
            continue
        metadata = {key: cell.metadata[key] for key in _CELL_METADATA if key in cell.metadata}
        kept = {"id": cell.id, "cell_type": cell.cell_type, "metadata": metadata, "source": source}
        if cell.get("attachments"):
            kept["attachments"] = cell.attachments
        if cell.cell_type == "code":
            count += 1
            where = (file, cell_name(index, cell))
            kept["outputs"] = _merged([o for output in cell.outputs for o in _kept(output, where)])
            for output in kept["outputs"]:
                if output["output_type"] == "execute_result":
                    output["execution_count"] = count
            kept["execution_count"] = count
            if "coding" not in metadata.get("tags", []):
                metadata["jupyter"] = {"source_hidden": True}
        stored.cells.append(nbformat.from_dict(kept))
    return stored


def _kept(output: NotebookNode, where: tuple[object, str]) -> list[dict]:
    if output.output_type == "error":
        raise NotebookError(*where, f"it stops with {output.ename}: {output.evalue}")
    if output.output_type == "stream":
        if output.name == "stderr":
            raise NotebookError(*where, f"it writes to standard error: {output.text.strip()}")
        return [{"output_type": "stream", "name": output.name, "text": output.text}]
    unknown = [kind for kind in output.data if kind not in _KEPT + _DROPPED]
    if unknown:
        raise NotebookError(
            *where,
            f"its output is of the kind {', '.join(unknown)}, which cannot be stored; "
            f"give {', '.join(_KEPT)}.",
        )
    data = {kind: output.data[kind] for kind in _KEPT if kind in output.data}
    if _ADDRESS.search(data.get("text/plain", "")):
        raise NotebookError(*where, "its text shows a memory address, which changes at every run.")
    if "image/png" in data:
        data["image/png"] = data["image/png"].replace("\n", "")
        size = len(base64.b64decode(data["image/png"]))
        if size >= PICTURE_LIMIT:
            raise NotebookError(*where, f"its picture has {size:,} bytes; the limit is 100,000.")
    return readable(output, data)


def readable(output: dict, data: dict) -> list[dict]:
    """Return an output with `data` in place of its own, in as many parts as a page can show.

    A picture that comes with a sentence becomes two outputs, for of one output a page shows the
    richest kind only, and readers should meet both.
    """
    kinds = [[*data]]
    if set(data) == {"image/png", "text/plain"}:
        kinds = [["image/png"], ["text/plain"]]
    return [
        {
            "output_type": "display_data" if "image/png" in group else output["output_type"],
            "data": {kind: data[kind] for kind in group},
            "metadata": {
                kind: output["metadata"][kind] for kind in group if kind in output["metadata"]
            },
        }
        for group in kinds
        if group
    ]


def _merged(outputs: list[dict]) -> list[dict]:
    merged: list[dict] = []
    for output in outputs:
        last = merged[-1] if merged else {}
        if output["output_type"] == "stream" == last.get("output_type"):
            last["text"] += output["text"]
        else:
            merged.append(output)
    return merged


def text_of(output: NotebookNode) -> str:
    """Return the text that an output shows, or an empty string."""
    return output.get("text", "") or output.get("data", {}).get("text/plain", "")


def pictures(cell: NotebookNode) -> list[NotebookNode]:
    """Return the outputs of a cell that hold a picture."""
    return [o for o in cell.get("outputs", []) if "image/png" in o.get("data", {})]


def markdown(notebook: NotebookNode) -> str:
    """Return the text cells of a notebook as one Markdown text."""
    return "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")


def headings(notebook: NotebookNode) -> list[tuple[int, str]]:
    """Return level and title of each heading, in order."""
    text = re.sub(r"```.*?```", "", markdown(notebook), flags=re.DOTALL)
    return [(len(marks), title) for marks, title in _HEADING.findall(text)]
