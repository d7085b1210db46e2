"""Export the solutions as assignments for nbgrader.

The folder that is written is an nbgrader course: `source/NN_name/NN_name.ipynb` for each solution
and a `nbgrader_config.py`. Each activity to write in stays, and below it stands a cell for the
answer that is handed in. Written answers are graded by hand, the coding task by its tests. The tags
are those of `rupture_repair.teaching.exercises`. nbgrader itself is not needed to export.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from rupture_repair.teaching import exercises, stored
from rupture_repair.teaching.stored import NotebookError, cell_name, tags

__all__ = ["assignment", "export", "main"]

SCHEMA_VERSION = 3
_POINTS = re.compile(r"^points-(\d+)$")

_CONFIG = '''"""nbgrader's settings for this course.

Notebooks are graded with an empty journal, so nobody's own notes appear in a learner's feedback.
"""

import os
import tempfile

os.environ["RUPTURE_REPAIR_JOURNAL"] = tempfile.mkdtemp(prefix="rupture-repair-grading-")

c = get_config()  # noqa: F821
c.CourseDirectory.course_id = "rupture-repair"
c.ClearSolutions.code_stub = {"python": "..."}
c.ClearSolutions.text_stub = "Write here the answer that you hand in."
'''


def assignment(solution: NotebookNode, file: object) -> NotebookNode:
    """Return the source of an nbgrader assignment, with the model answers nbgrader will take out.

    Raises NotebookError, with file and cell, for a solution with nothing to grade, for a `solution`
    marker that `exercises.from_solution` refuses, and for a coding task without tests.
    """
    exercises.from_solution(solution, file)
    made = nbformat.from_dict({**solution, "cells": []})
    answering: NotebookNode | None = None
    for index, cell in enumerate(solution.cells):
        where = (file, cell_name(index, cell))
        kinds = set(tags(cell))
        if "facilitator" in kinds:
            continue
        if "solution" in kinds:
            if answering is not None and cell.cell_type == "markdown":
                answering.source += ("\n\n" if answering.source else "") + cell.source
            continue
        answering = None
        copy = nbformat.from_dict(cell)
        if copy.cell_type == "code":
            copy.outputs, copy.execution_count = [], None
        if "written" in kinds:
            # The activity stays: it shows the scene and the question, and may import what follows.
            copy.id = f"{cell.id}-activity"
            copy.metadata.pop("tags")
            _mark(copy, locked=True)
            made.cells.append(copy)
            shown = {
                "tags": tags(cell)
            }  # the answer must not be folded away as the activity's code is
            answering = copy = nbformat.v4.new_markdown_cell("", id=cell.id, metadata=shown)
            _mark(copy, grade=True, solution=True, points=_points(cell, where))
        elif "tests" in kinds:
            copy.source = _hidden(cell.source)
            _mark(copy, grade=True, locked=True, points=_points(cell, where))
        elif exercises.BEGIN in cell.source:
            _mark(copy, solution=True)
        else:
            _mark(copy, locked=True)
        made.cells.append(copy)
    graded = [cell for cell in made.cells if cell.metadata.nbgrader.grade]
    if not graded:
        raise NotebookError(file, "", "no cell is tagged “written” or “tests”: nothing to grade.")
    if any(_is_task(c) for c in made.cells) and all(c.cell_type == "markdown" for c in graded):
        raise NotebookError(file, "", "the coding task has no cell tagged “tests”.")
    return made


def _hidden(tests: str) -> str:
    """Hide the tests from learners, but for the comment in their first line."""
    comment, _, rest = tests.partition("\n")
    return f"{comment}\n### BEGIN HIDDEN TESTS\n{rest}\n### END HIDDEN TESTS"


def _is_task(cell: NotebookNode) -> bool:
    return cell.cell_type == "code" and cell.metadata.nbgrader.solution


def _points(cell: NotebookNode, where: tuple[object, str]) -> int:
    found = [match for tag in tags(cell) if (match := _POINTS.match(tag))]
    if len(found) > 1:
        raise NotebookError(*where, "it carries two tags for points.")
    return int(found[0].group(1)) if found else 1


def _mark(
    cell: NotebookNode,
    *,
    grade: bool = False,
    solution: bool = False,
    locked: bool = False,
    points: int | None = None,
) -> None:
    marks = {
        "schema_version": SCHEMA_VERSION,
        "grade_id": f"cell-{cell.id}",
        "cell_type": cell.cell_type,
        "grade": grade,
        "solution": solution,
        "locked": locked,
        "task": False,
    }
    if points is not None:
        marks["points"] = points
    cell.metadata["nbgrader"] = nbformat.from_dict(marks)


def export(solutions: Sequence[Path], out: Path) -> list[Path]:
    """Write one assignment for each solution file into the course folder `out`.

    Returns the notebooks written. An existing `nbgrader_config.py` is left as it is.
    """
    written = []
    for solution in solutions:
        target = out / "source" / solution.stem / solution.name
        stored.write(assignment(stored.read(solution), solution), target)
        written.append(target)
    config = out / "nbgrader_config.py"
    if not config.exists():
        config.write_text(_CONFIG, encoding="utf-8")
    return written


def main(argv: Sequence[str]) -> int:
    """Export the solutions into OUT, a course folder for nbgrader."""
    parser = argparse.ArgumentParser(prog="rupture-repair nbgrader", description=main.__doc__)
    parser.add_argument("out", type=Path, metavar="OUT", help="the course folder to write")
    parser.add_argument("files", nargs="*", type=Path, help="solutions; all when none is named")
    options = parser.parse_args(argv)
    files = options.files or sorted(Path("solutions").glob("*.ipynb"))
    if not files:
        print("Found no solutions here; run this in the workbook's folder, or name the files.")
        return 2
    try:
        for path in export(files, options.out):
            print(f"{path}: written")
    except NotebookError as error:
        print(error)
        return 1
    return 0
