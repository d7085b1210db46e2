"""Every concept is taught in its lessons, practised in an exercise and asked about.

What counts is what the notebooks hold: the words of a lesson's walk, and the pieces of practice
that an exercise's cells call.
"""

import ast
import re
from pathlib import Path

import pytest
from rupture_repair.curriculum.concepts import concepts
from rupture_repair.curriculum.lessons import lesson, lessons
from rupture_repair.curriculum.practice import practice_item
from rupture_repair.curriculum.triangle import triangle
from rupture_repair.teaching import stored
from rupture_repair.teaching.stored import markdown

ROOT = Path(__file__).parents[1]
SAID = {  # what a lesson cannot teach the concept without saying
    "A1": r"empathy",
    "A2": r"empathic failure.*Kohut|Kohut.*empathic failure",
    "A3": r"perfume",
    "A4": r"double|mix(es|ed|ing)? up|forg[eo]t|wrong name|misnam|two bookings",
    "A5": r"taboo|immune|best still err|all therapists err",
    "A6": r"echo|repeat",
    "B1": r"owned",
    "B2": r"habit",
    "B3": r"blind spot",
    "B4": r"second opinion|closing session",
    "B5": r"differ in style",
    "B6": r"share of|denominator",
    "C1": r"sensitiv",
    "C2": r"abandon|left\b",
    "C3": r"detail",
    "C4": r"unworthy|defective",
    "D1": r"second failure",
    "D2": r"own(s|ed|ing)?\b.*validat|sequence",
    "D3": r"\bten\b",
    "D4": r"too much|over-apolog",
    "D5": r"listen",
    "E1": r"Mae West",
    "E2": r"disconfirm|expect",
    "E3": r"model(s|led|ling)?\b|perfection",
    "E4": r"elsewhere|material",
    "E5": r"worked through|worked it through|work (it|this) through",
    "E6": r"mutual|teach",
    "E7": r"outward|family|community",
    "F1": r"replay|shame|stomach",
    "F2": r"notic",
    "F3": r"forgiv|kind",
    "F4": r"optimal distance",
    "F5": r"supervis",
    "G1": r"polaris|divided|outrage|conflict",
    "G2": r"institution|radicalis",
    "G3": r"ripple",
    "R1": r"bond.*goal|goal.*bond",
    "R2": r"rupture",
    "R3": r"withdraw.*confront|confront.*withdraw",
    "R4": r"conceal|hide|lied|unsaid",
    "R5": r"immediate.*explor|explor.*immediate",
    "R6": r"limit",
    "R7": r"intent|impact",
    "R8": r"exploit|misconduct|fit(ness)? to work",
}
CALLS = ("practise", "coach", "reflect", "sort")


def walk(number):
    """Return the Markdown of a lesson from its first step on."""
    notebook = stored.read(ROOT / "notebooks" / lesson(number).file)
    return markdown(notebook).split("\n## 1.", 1)[1]


def practised(number):
    """Return the concepts of the pieces of practice that an exercise's cells call."""
    path = ROOT / "exercises" / lesson(number).file
    found = set()
    for cell in stored.read(path).cells:
        if cell.cell_type != "code" or "coding" in cell.metadata.get("tags", ()):
            continue
        for node in ast.walk(ast.parse(cell.source)):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in CALLS:
                words = [one.value for one in node.args]
                if len(words) == 2:
                    found.update(practice_item(*words).concepts)
    return found


def taught(key):
    """Return whether every lesson that is to teach a concept says what belongs to it."""
    one = concepts()[key]
    return all(re.search(SAID[key], walk(n), re.I | re.S) for n in one.lessons)


def test_every_lesson_has_its_notebook_exercise_and_solution():
    for one in lessons():
        folders = ("notebooks", "exercises", "solutions") if one.number else ("notebooks",)
        for folder in folders:
            assert (ROOT / folder / one.file).is_file(), f"{folder}/{one.file}"


def test_the_triangle_is_closed():
    every = {key for one in lessons()[1:] for key in practised(one.number)}
    open_ends = triangle([key for key in concepts() if taught(key)], every)
    assert not any(open_ends.values()), open_ends


@pytest.mark.parametrize("one", lessons()[1:12], ids=lambda one: one.key)
def test_an_exercise_practises_what_its_lesson_teaches(one):
    taught_here = {c.key for c in concepts().values() if one.number in c.lessons}
    assert taught_here <= practised(one.number), taught_here - practised(one.number)


def test_each_lesson_takes_the_minutes_it_says():
    for one in lessons()[1:]:
        text = markdown(stored.read(ROOT / "notebooks" / one.file))
        steps = [int(m) for m in re.findall(r"^\*(\d+) minutes?\*$", text, re.M)]
        assert steps == list(one.minutes.values()), one.file
        assert f"{one.total_minutes} minutes" in text.split("\n## ")[0], one.file
        assert 25 <= one.total_minutes <= 45, one.file


def test_a_concept_that_no_lesson_teaches_is_found(monkeypatch):
    monkeypatch.setitem(SAID, "B3", "words that no lesson holds")
    assert not taught("B3")
