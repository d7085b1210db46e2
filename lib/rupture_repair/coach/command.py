"""`rupture-repair coach FILE.jsonl`: reads statements, a JSON object a line, and marks each."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from rupture_repair.coach.reading import NOTICE, read

__all__ = ["main"]


def main(argv: list[str] | None = None) -> int:
    """Print each statement of a file as JSON: `id`, `moves`, `pitfalls` and `spans`.

    Returns 0, or 1 when the file or some of its lines could not be read; what was wrong is said on
    standard error, and the other lines are done all the same.
    """
    parser = argparse.ArgumentParser(
        prog="rupture-repair coach",
        description=f"Marks moves and pitfalls in what a therapist said. {NOTICE}",
    )
    parser.add_argument("file", type=Path, help="lines of JSON, each with “id” and “text”")
    path = parser.parse_args(argv).file
    try:
        lines = path.read_bytes().split(b"\n")
    except OSError as error:
        print(
            f"{path} cannot be read: {(error.strerror or 'unknown reason').lower()}.",
            file=sys.stderr,
        )
        return 1
    bad = 0
    for line, problem in _marked(lines):
        if problem:
            bad += 1
            print(problem, file=sys.stderr)
        else:
            print(line)
    return 1 if bad else 0


def _marked(lines: Iterable[bytes]) -> Iterator[tuple[str, str]]:
    """Yield, for each line that is not blank, its answer or what is wrong with it."""
    for number, raw in enumerate(lines, start=1):
        if not raw.strip():
            continue
        try:
            row = json.loads(raw.decode("utf-8-sig"))
        except UnicodeDecodeError:
            yield "", f"Line {number} is not UTF-8 text; save the file as UTF-8."
            continue
        except (ValueError, RecursionError):
            yield "", f"Line {number} is not a JSON object; check its quotes and commas."
            continue
        if not isinstance(row, dict):
            yield "", f"Line {number} is not a JSON object; it needs “id” and “text” in braces."
        elif not isinstance(row.get("text"), str):
            yield "", f"Line {number} has no “text”, or its “text” is not a string."
        elif "id" not in row:
            yield "", f"Line {number} has no “id”."
        else:
            yield _answer(row), ""


def _answer(row: dict) -> str:
    reading = read(row["text"])
    spans = [
        {"label": f.label, "start": f.start, "end": f.end, "words": f.words, "why": f.why}
        for f in reading.findings
    ]
    answer = {"id": row["id"], "moves": reading.moves, "pitfalls": reading.pitfalls, "spans": spans}
    return json.dumps(answer, ensure_ascii=True)
