"""How a notebook is stored: pictures and sentences, but nothing that changes by itself.

A stored notebook is read without a kernel, compared by tests and kept under version control. So
it holds `image/png`, `text/plain`, `text/html` and printed text, and leaves out what belongs to
one run or one machine: widget views and their state, timings, versions, whether a cell was folded.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
from dataclasses import dataclass
from pathlib import Path

import nbformat
import numpy as np
from nbformat import NotebookNode
from PIL import Image

__all__ = [
    "PICTURE_LIMIT",
    "NotebookError",
    "Problem",
    "differences",
    "keep_pictures",
    "normalise",
    "pictures",
    "read",
    "same_picture",
    "snap_numbers",
    "text_of",
    "write",
]

PICTURE_LIMIT = 100_000
"""Largest stored picture, in bytes."""

_KEPT = ("image/png", "text/plain", "text/html")
_DROPPED = ("application/vnd.jupyter.widget-view+json",)
_CELL_METADATA = ("tags", "editable", "deletable")
_METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"file_extension": ".py", "mimetype": "text/x-python", "name": "python"},
}
_ID = re.compile(r"^[a-zA-Z0-9_-]{1,64}$")
_ADDRESS = re.compile(r"\bat 0x[0-9a-fA-F]{6,}")
_NUMBER = re.compile(r"(?<![\w.])[-+−]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")


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

    A picture that comes with a sentence becomes two outputs, for of one output a page shows the
    richest kind only, and readers should meet both.

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
    kinds = [[kind for kind in _KEPT if kind in data]]
    if set(data) == {"image/png", "text/plain"}:
        kinds = [["image/png"], ["text/plain"]]
    return [
        {
            "output_type": "display_data" if "image/png" in group else output.output_type,
            "data": {kind: data[kind] for kind in group},
            "metadata": {kind: output.metadata[kind] for kind in group if kind in output.metadata},
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


def same_picture(one: str, other: str) -> bool:
    """Tell whether two pictures (PNG in base64) look alike.

    The bytes differ between processors and versions of Matplotlib, so pixels are compared: same
    size, and at most 1 in 200 pixels differs by more than an eighth of the range in some channel.
    """
    if one == other:
        return True
    a, b = (
        np.asarray(Image.open(io.BytesIO(base64.b64decode(p))).convert("RGB"), dtype=int)
        for p in (one, other)
    )
    return a.shape == b.shape and bool(((abs(a - b) > 32).any(axis=2)).mean() <= 0.005)


def keep_pictures(fresh: NotebookNode, stored: NotebookNode) -> NotebookNode:
    """Return `fresh` with each picture that looks like the stored one replaced by it.

    So a second run on another machine leaves the file as it was.
    """
    before = {cell.id: pictures(cell) for cell in stored.cells}
    for cell in fresh.cells:
        for new, old in zip(pictures(cell), before.get(cell.id, []), strict=False):
            if same_picture(new.data["image/png"], old.data["image/png"]):
                new.data["image/png"] = old.data["image/png"]
    return fresh


def snap_numbers(text: str, reference: str, tolerance: float) -> str:
    """Return `text` with each number that lies close to its partner in `reference` replaced by it.

    Numbers are paired in order. Close means a relative difference of at most `tolerance` (0 to
    1). When the two texts hold different counts of numbers the text comes back unchanged, so a
    comparison that follows still fails.
    """
    mine, theirs = _NUMBER.findall(text), _NUMBER.findall(reference)
    if len(mine) != len(theirs) or tolerance == 0:
        return text
    partner = iter(theirs)

    def snap(match: re.Match[str]) -> str:
        other = next(partner)
        a, b = (float(number.replace("−", "-")) for number in (match.group(), other))
        return other if abs(a - b) <= tolerance * max(abs(a), abs(b)) else match.group()

    return _NUMBER.sub(snap, text)


def differences(
    stored: NotebookNode, fresh: NotebookNode, file: object, tolerance: float = 0.0
) -> list[Problem]:
    """Compare a notebook as stored with the same one freshly run and normalised.

    Returns one Problem for each cell that differs and for the rest of the file; none when they
    agree. Numbers in shown text may differ by the relative `tolerance`; pictures need to look
    alike, not to have the same bytes.
    """
    name = str(file)
    problems = []
    if {k: v for k, v in stored.items() if k != "cells"} != {
        k: v for k, v in fresh.items() if k != "cells"
    }:
        problems.append(Problem(name, "", "its metadata are not in the stored form."))
    if [cell.id for cell in stored.cells] != [cell.id for cell in fresh.cells]:
        problems.append(Problem(name, "", "it has other cells than a fresh one would have."))
        return problems
    for index, (old, new) in enumerate(zip(stored.cells, fresh.cells, strict=True)):
        what = _cell_difference(old, new, tolerance)
        if what:
            problems.append(Problem(name, cell_name(index, old), what))
    return problems


def _cell_difference(old: NotebookNode, new: NotebookNode, tolerance: float) -> str:
    if old.source != new.source:
        return "its text or code is not what a fresh one has."
    if {k: v for k, v in old.items() if k != "outputs"} != {
        k: v for k, v in new.items() if k != "outputs"
    }:
        return "its kind, its metadata or its count of runs are not in the stored form."
    before, after = old.get("outputs", []), new.get("outputs", [])
    if len(before) != len(after):
        return f"it stores {len(before)} outputs; a fresh run gives {len(after)}."
    for a, b in zip(before, after, strict=True):
        shown, wanted = text_of(a), snap_numbers(text_of(b), text_of(a), tolerance)
        if shown != wanted:
            return f"it stores “{shown.strip()}”; a fresh run says “{wanted.strip()}”."
        one, other = (output.get("data", {}).get("image/png") for output in (a, b))
        if one and other and not same_picture(one, other):
            return "its stored picture looks different from a fresh one."
        if _bare(a, tolerance) != _bare(b, tolerance):
            return "its stored output differs from a fresh one in kind, HTML or alternative text."
    return ""


def _bare(output: NotebookNode, tolerance: float) -> dict:
    """Return an output without what has been compared; with a tolerance, without numbers too."""
    bare = json.loads(json.dumps(output))
    bare.pop("text", None)
    for kind in ("image/png", "text/plain"):
        if kind in bare.get("data", {}):
            bare["data"][kind] = ""
    text = json.dumps(bare, sort_keys=True)
    return {"text": _NUMBER.sub("0", text) if tolerance else text}
