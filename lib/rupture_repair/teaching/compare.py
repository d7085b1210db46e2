"""Compare a notebook as stored with a fresh run of it."""

from __future__ import annotations

import base64
import io
import json
import re

import numpy as np
from nbformat import NotebookNode
from PIL import Image

from rupture_repair.teaching.stored import Problem, cell_name, pictures, text_of

__all__ = ["differences", "keep_pictures", "same_picture", "snap_numbers"]

_NUMBER = re.compile(r"(?<![\w.])[-+−]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?%?")


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

    Numbers are paired in order. Close means a relative difference of at most `tolerance` (0 to 1),
    or one step in the last place of a decimal fraction or a percentage, which rounding may turn.
    With tolerance 0, or when the two texts hold different counts of numbers, the text comes back
    unchanged, so a comparison that follows is strict.
    """
    partners = _NUMBER.findall(reference)
    if tolerance == 0 or len(_NUMBER.findall(text)) != len(partners):
        return text
    partner = iter(partners)

    def snap(match: re.Match[str]) -> str:
        mine, other = match.group(), next(partner)
        a, b = (float(number.rstrip("%").replace("−", "-")) for number in (mine, other))
        places = len(mine.rstrip("%").partition(".")[2])
        step = 10.0**-places if places or mine.endswith("%") else 0.0
        close = abs(a - b) <= max(tolerance * max(abs(a), abs(b)), 1.001 * step)
        return other if close else mine

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
            return f"it stores “{shown}”; a fresh run says “{wanted}”."
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
