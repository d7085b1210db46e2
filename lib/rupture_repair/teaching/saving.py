"""What a Jupyter server saves of a lesson that has been run."""

from __future__ import annotations

from typing import Any

from rupture_repair.teaching.stored import VIEW, readable

__all__ = ["without_views"]


def without_views(model: dict, **_: Any) -> None:
    """Leave live widgets out of a notebook that is about to be saved; its pages stay live.

    A widget is gone with its kernel. Saved all the same, it would make an opened page say "model
    not found" where the sentence and the picture can stand. A notebook that does not use this
    library is left alone. For the server's setting `ContentsManager.pre_save_hook`.

    model: the server's own, with `type` and `content`; changed in place.
    """
    if model["type"] != "notebook":
        return
    cells = [c for c in model["content"].get("cells", []) if c["cell_type"] == "code"]
    if not any("rupture_repair" in "".join(cell["source"]) for cell in cells):
        return
    for cell in cells:
        cell["outputs"] = [part for output in cell["outputs"] for part in _parts(output)]


def _parts(output: dict) -> list[dict]:
    data = output.get("data", {})
    if VIEW not in data:
        return [output]
    parts = readable(output, {kind: value for kind, value in data.items() if kind != VIEW})
    for part in parts:
        if part["output_type"] == "execute_result":
            part["execution_count"] = output["execution_count"]
    return parts
