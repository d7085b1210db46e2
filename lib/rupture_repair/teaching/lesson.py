"""The shape of a lesson: its opening, its eight steps, its length, how hard it is to read."""

from __future__ import annotations

import re
from pathlib import Path

from nbformat import NotebookNode

from rupture_repair.teaching import prose
from rupture_repair.teaching.stored import Problem, headings, markdown

__all__ = ["GRADE", "HEADINGS", "WORDS", "is_lesson", "readability", "shape"]

HEADINGS = (
    "Meet",
    "Predict",
    "Explore",
    "Understand",
    "Practise",
    "Reflect",
    "Check",
    "Carry away",
)
"""The walk of every lesson, in order, as headings of the second level."""

WORDS = (1200, 2500)
"""Fewest and most words of a lesson."""

GRADE = 12.0
"""Hardest Flesch–Kincaid grade; lessons aim at about 10."""


def is_lesson(file: Path) -> bool:
    """Tell whether a file is a lesson, with all its steps: notebooks/NN_name.ipynb, but not 00."""
    return file.parent.name == "notebooks" and bool(re.match(r"(?!00)\d\d_", file.name))


def shape(notebook: NotebookNode, file: object) -> list[Problem]:
    """Check title, minutes, objectives, the line on content, the eight steps and the length."""
    found = []
    opening = re.split(r"^##\s", markdown(notebook), maxsplit=1, flags=re.MULTILINE)[0]
    if not re.match(r"#\s+\S", opening.strip()):
        found.append("it does not begin with its title, “# …”.")
    if not re.search(r"\b\d+(?:\s*(?:to|–|-)\s*\d+)?\s+minutes\b", opening):
        found.append("its opening does not say how many minutes it takes.")
    objectives = re.findall(r"^\s*(?:[-*+]|\d+\.)\s+(.+)$", opening, re.MULTILINE)
    if not 2 <= len(objectives) <= 4:
        found.append(f"its opening lists {len(objectives)} objectives; two to four are wanted.")
    for objective in objectives:
        verb = re.sub(r"[^\w]", "", objective.split()[0]).lower()
        if verb not in prose.OBSERVABLE:
            found.append(f"the objective “{objective}” does not begin with an observable verb.")
    if not re.search(r"\b(?:content|touches)\b", opening, re.IGNORECASE):
        found.append("its opening has no line on content: what it touches, and a way round it.")
    steps = [re.sub(r"^\d+\.\s*", "", title) for level, title in headings(notebook) if level == 2]
    if not (
        len(steps) == len(HEADINGS)
        and all(re.match(rf"{h}\b", s) for s, h in zip(steps, HEADINGS, strict=True))
    ):
        found.append(f"its steps are {', '.join(steps) or 'none'}; wanted {', '.join(HEADINGS)}.")
    words = prose.measure(markdown(notebook)).words
    if not WORDS[0] <= words <= WORDS[1]:
        found.append(f"it has {words:,} words; {WORDS[0]:,} to {WORDS[1]:,} are wanted.")
    return [Problem(str(file), "", message) for message in found]


def readability(notebook: NotebookNode, file: object) -> list[Problem]:
    """Check that the text as a whole is no harder than grade 12."""
    grade = prose.measure(markdown(notebook)).grade
    if grade <= GRADE:
        return []
    message = f"it reads at grade {grade:.1f}; {GRADE:.0f} is the limit, about 10 the aim."
    return [Problem(str(file), "", message)]
