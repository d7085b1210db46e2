"""Exercises, made from solutions.

A solution notebook is the single source of an exercise. Its cells carry ordinary cell tags, which
JupyterLab shows in its property inspector:

`solution`      a worked answer or a rubric; left out of the exercise.
`facilitator`   a note for the person who leads a group; left out.
`tests`         code that must pass once the coding task is done; left out.
`written`       the cell in which the learner writes an answer. In an assignment for nbgrader it
                becomes a text cell that somebody grades by hand; the `solution` cells that follow
                it are its model answer.
`coding`        a cell of the optional coding task; its code stays in view.
`points-4`      what a `written` or `tests` cell is worth in nbgrader; 1 when not given.

In the cells that stay, the lines from `### BEGIN SOLUTION` to `### END SOLUTION` give way to `...`,
so the exercise still runs from top to bottom.
"""

from __future__ import annotations

import argparse
import ast
import re
from collections.abc import Sequence
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from rupture_repair.teaching import compare, notebooks, stored
from rupture_repair.teaching.stored import NotebookError, Problem, cell_name, tags

__all__ = ["check", "from_solution", "main", "make", "orphans"]

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
LEFT_OUT = frozenset({"solution", "facilitator", "tests"})
_TAG = re.compile(r"solution|facilitator|tests|written|coding|parameters|points-\d+|nbval-.+")
_MARKER = re.compile(r"\b(BEGIN|END)[ _-]+SOLUTION\b", re.IGNORECASE)


def from_solution(solution: NotebookNode, file: object) -> NotebookNode:
    """Return the exercise of a solution, not yet run and without outputs.

    file: the name that messages use. Raises NotebookError, with file and cell, for an unknown tag
    (a misspelt one would give the answer away), for a marker that is misspelt, nested, unclosed
    or stands in text, and for code that no longer parses.
    """
    exercise = nbformat.from_dict({**solution, "cells": []})
    for index, cell in enumerate(solution.cells):
        where = (file, cell_name(index, cell))
        unknown = [tag for tag in tags(cell) if not _TAG.fullmatch(tag)]
        if unknown:
            raise NotebookError(*where, f"it carries an unknown tag, {', '.join(unknown)}.")
        if LEFT_OUT & set(tags(cell)):
            continue
        kept = nbformat.from_dict(cell)
        if cell.cell_type == "code":
            kept.source = without_solution(cell.source, where)
            kept.outputs, kept.execution_count = [], None
        elif any(_MARKER.search(line) for line in cell.source.splitlines()):
            raise NotebookError(*where, "the solution markers belong in code, not in text.")
        exercise.cells.append(kept)
    return exercise


def without_solution(source: str, where: tuple[object, str]) -> str:
    """Return code with every marked solution replaced by `...` at the marker's indent.

    where: file and cell for messages. Raises NotebookError as `from_solution` says.
    """
    lines: list[str] = []
    opened = 0
    for number, line in enumerate(source.splitlines(), start=1):
        marker = line.strip()
        if marker == BEGIN:
            if opened:
                raise NotebookError(
                    *where, f"line {number} opens a solution inside the one of line {opened}."
                )
            opened = number
            lines.append(line[: len(line) - len(line.lstrip())] + "...")
        elif marker == END:
            if not opened:
                raise NotebookError(*where, f"line {number} ends a solution that never began.")
            opened = 0
        elif _MARKER.search(line):
            raise NotebookError(
                *where, f"line {number} should read “{BEGIN}” or “{END}”, and nothing else."
            )
        elif not opened:
            lines.append(line)
    if opened:
        raise NotebookError(*where, f"the solution that begins in line {opened} never ends.")
    blanked = "\n".join(lines)
    if blanked != source:
        _still_runs(blanked, where)
    return blanked


def _still_runs(source: str, where: tuple[object, str]) -> None:
    try:
        last = ast.parse(source).body[-1]
    except SyntaxError as error:
        raise NotebookError(
            *where, f"without its solution the code is broken: {error.msg}, line {error.lineno}."
        ) from None
    if isinstance(last, ast.Expr) and getattr(last.value, "value", None) is Ellipsis:
        raise NotebookError(
            *where,
            "without its solution the cell ends in “...” and shows “Ellipsis”; end it otherwise.",
        )


def orphans(solutions: Path, exercises: Path) -> list[Problem]:
    """Return a Problem for each exercise without a solution, and the other way round."""
    sources = {path.name for path in solutions.glob("*.ipynb")}
    made = {path.name for path in exercises.glob("*.ipynb")}
    alone = [
        Problem(str(exercises / name), "", "no solution has this name; rename or delete one.")
        for name in sorted(made - sources)
    ]
    missing = [
        Problem(str(solutions / name), "", "its exercise has not been written yet.")
        for name in sorted(sources - made)
    ]
    return alone + missing


def make(solution: Path, exercise: Path) -> NotebookNode:
    """Return the exercise of a solution file, run where it will live, in its stored form."""
    exercise.parent.mkdir(parents=True, exist_ok=True)
    return notebooks.execute(from_solution(stored.read(solution), solution), exercise)


def check(solution: Path, exercise: Path, tolerance: float = 0.0) -> list[Problem]:
    """Make an exercise anew, without writing, and return how the stored one differs."""
    return compare.differences(stored.read(exercise), make(solution, exercise), exercise, tolerance)


def main(argv: Sequence[str]) -> int:
    """Write the exercises from the solutions, or with --check report what is out of date."""
    parser = argparse.ArgumentParser(prog="rupture-repair exercises", description=main.__doc__)
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    parser.add_argument("--solutions", type=Path, default=Path("solutions"), help="their folder")
    parser.add_argument("--exercises", type=Path, default=Path("exercises"), help="their folder")
    options = parser.parse_args(argv)
    sources = sorted(options.solutions.glob("*.ipynb"))
    if not sources:
        print(f"Found no solutions in {options.solutions}; run this in the workbook's folder.")
        return 2
    alone = orphans(options.solutions, options.exercises)
    if not options.check:
        alone = [p for p in alone if Path(p.file).parent == options.exercises]
    problems = [str(problem) for problem in alone]
    for source in sources:
        target = options.exercises / source.name
        try:
            if not options.check:
                fresh = make(source, target)
                if target.exists():
                    fresh = compare.keep_pictures(fresh, stored.read(target))
                stored.write(fresh, target)
                print(f"{target}: written")
            elif target.exists():
                problems += map(str, check(source, target))
        except NotebookError as error:
            problems.append(str(error))
    print("\n".join(problems) or ("The exercises are as their solutions say." * options.check))
    return int(bool(problems))
