"""Checks of a notebook as a reader meets it: code, pictures, language, and what lies beside them.

Every check takes a notebook as stored and the name of its file, runs nothing, and returns the
problems it found, none when all is well.
"""

from __future__ import annotations

import argparse
import ast
import re
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell, new_notebook

from rupture_repair.teaching import lesson, notebooks, prose, stored
from rupture_repair.teaching.links import CODE, IMAGE, links
from rupture_repair.teaching.stored import NotebookError, Problem, cell_name, markdown, tags

__all__ = ["alternatives", "code", "excuses", "language", "main", "pages", "pictures", "problems"]

_EXCUSES = re.compile(
    r"^\s*#+\s*(NBVAL_IGNORE_OUTPUT|NBVAL_SKIP|NBVAL_RAISES_EXCEPTION|PYTEST_VALIDATE_IGNORE_OUTPUT)"
    r"\s*$",
    re.MULTILINE,
)
_EXCUSING_TAGS = frozenset(
    (
        "nbval-ignore-output",
        "nbval-skip",
        "nbval-raises-exception",
        "pytest-validate-ignore-output",
        "raises-exception",
        "skip-execution",
    )
)
_HTML_IMAGE = re.compile(r"<img\b[^>]*>", re.I)


def code(notebook: NotebookNode, file: object) -> list[Problem]:
    """Check that code stays out of the learner's way.

    A cell begins with a plain comment, is folded, was run, and holds at most two simple
    statements and an import. A cell tagged `coding` may show and define more; one tagged
    `parameters` may assign more.
    """
    problems = []
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type != "code":
            continue
        kinds = set(tags(cell))
        for message in _code_problems(cell, kinds):
            problems.append(Problem(str(file), cell_name(index, cell), message))
    return problems


def _code_problems(cell: NotebookNode, kinds: set[str]) -> Iterator[str]:
    if not re.match(r"#\s+\w", cell.source):
        yield "its first line is not a plain comment."
    if cell.execution_count is None:
        yield "it was never run, so nothing of it is compared."
    if "coding" in kinds:
        return
    if not cell.metadata.get("jupyter", {}).get("source_hidden"):
        yield "its code is in view; run “rupture-repair notebooks”."
    try:
        body = ast.parse(cell.source).body
    except SyntaxError as error:
        yield f"its code is broken: {error.msg}, line {error.lineno}."
        return
    if "parameters" in kinds and all(isinstance(s, ast.Assign | ast.AnnAssign) for s in body):
        return
    calls = [s for s in body if not isinstance(s, ast.Import | ast.ImportFrom)]
    if len(calls) > 2 or len(body) > 3 or any(hasattr(statement, "body") for statement in body):
        yield "it holds more than two lines of code; move it into an activity."


def pictures(notebook: NotebookNode, file: object) -> list[Problem]:
    """Check that every picture has words for those who do not see it, and is under 100 KB."""
    problems = []
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type == "markdown":
            source = CODE.sub("", cell.source)
            bare = [target for alt, target in IMAGE.findall(source) if not alt.strip()]
            bare += [
                tag for tag in _HTML_IMAGE.findall(source) if not re.search(r"\balt\s*=", tag, re.I)
            ]
            messages = [f"the picture {target} has no alternative text." for target in bare]
        else:
            messages = [m for output in stored.pictures(cell) for m in _picture(output)]
        problems += [Problem(str(file), cell_name(index, cell), m) for m in messages]
    return problems


def _picture(output: NotebookNode) -> Iterator[str]:
    alternative = output.metadata.get("image/png", {}).get("alt", "")
    if len(alternative.split()) < 3:
        yield "its picture has no alternative text in its metadata (image/png, alt)."
    size = len(output.data["image/png"]) * 3 // 4
    if size >= stored.PICTURE_LIMIT:
        yield f"its picture has about {size:,} bytes; the limit is 100,000."


def alternatives(notebook: NotebookNode) -> list[str]:
    """Return the alternative texts of a notebook's stored pictures, in order."""
    return [
        output.metadata.get("image/png", {}).get("alt", "")
        for cell in notebook.cells
        for output in stored.pictures(cell)
    ]


def language(notebook: NotebookNode, file: object) -> list[Problem]:
    """Check text, and sentences that stored outputs show, for American spellings."""
    problems = []
    for index, cell in enumerate(notebook.cells):
        shown = [cell.source] if cell.cell_type == "markdown" else []
        for output in cell.get("outputs", []):
            shown.append(stored.text_of(output))
            shown.append(output.get("metadata", {}).get("image/png", {}).get("alt", ""))
        for word, hint in prose.american("\n\n".join(shown)):
            message = f"“{word}” is American; write {hint}."
            problems.append(Problem(str(file), cell_name(index, cell), message))
    return problems


def excuses(found: Sequence[tuple[NotebookNode, str]], listed: Path) -> list[Problem]:
    """Check that cells are excused from comparison only with a reason.

    found: notebooks with the names of their files, as `notebooks/02_name.ipynb`. listed: a TOML
    file of tables `[[excused]]` with `notebook`, `cell` (its id) and `reason`. Returns a Problem
    for each excused cell that is not listed, each listed one that is not excused, each reason
    of fewer than three words.
    """
    table = tomllib.loads(listed.read_text(encoding="utf-8")).get("excused", [])
    reasons = {(row["notebook"], row["cell"]): row.get("reason", "") for row in table}
    excused = {
        (file, cell.id)
        for notebook, file in found
        for cell in notebook.cells
        if cell.cell_type == "code"
        and (_EXCUSES.search(cell.source) or _EXCUSING_TAGS & {t.lower() for t in tags(cell)})
    }
    return [
        *(
            Problem(file, cell, f"it is excused from comparison; {listed.name} gives no reason.")
            for file, cell in sorted(excused)
            if len(reasons.get((file, cell), "").split()) < 3
        ),
        *(
            Problem(file, cell, f"{listed.name} lists it, but it is not excused.")
            for file, cell in sorted(set(reasons) - excused)
        ),
    ]


ALL = (code, pictures, links, language)
LESSON = (lesson.shape, lesson.readability)


def pages(root: Path) -> list[Path]:
    """Return the Markdown pages of the workbook: those at its root and those in docs."""
    return sorted([*root.glob("*.md"), *(root / "docs").glob("*.md")])


def _open(file: Path) -> NotebookNode:
    """Read a notebook, or a Markdown page as a notebook of one cell."""
    if file.suffix != ".md":
        return stored.read(file)
    if not file.is_file():
        raise NotebookError(file, "", "there is no such file.")
    return new_notebook(cells=[new_markdown_cell(file.read_text(encoding="utf-8"), id="page")])


def problems(file: Path) -> list[Problem]:
    """Return all problems of one stored notebook or Markdown page."""
    notebook = _open(file)
    checks = ALL + (LESSON if lesson.is_lesson(file) else ())
    return [problem for check in checks for problem in check(notebook, file)]


def main(argv: Sequence[str]) -> int:
    """Check notebooks as a reader meets them, and report their words and grade of reading."""
    parser = argparse.ArgumentParser(prog="rupture-repair checks", description=main.__doc__)
    parser.add_argument("files", nargs="*", type=Path, help="notebooks; all when none is named")
    files = parser.parse_args(argv).files
    files = files or [
        *notebooks.workbook(("notebooks", "exercises", "solutions")),
        *pages(Path()),
    ]
    if not files:
        print("Found no notebooks here; run this in the workbook's folder, or name the files.")
        return 2
    found: list[object] = []
    print(f"{'notebook':<48}{'words':>7}{'grade':>7}{'pictures':>10}")
    for file in files:
        try:
            notebook = _open(file)
            found += problems(file)
        except NotebookError as error:
            found.append(error)
            continue
        text = prose.measure(markdown(notebook))
        shown = len(alternatives(notebook))
        print(f"{file!s:<48}{text.words:>7,}{text.grade:>7.1f}{shown:>10}")
    print("\n".join(map(str, found)))
    return int(bool(found))
