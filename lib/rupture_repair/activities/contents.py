"""The map of lessons and their exercises, with minutes."""

from __future__ import annotations

from html import escape
from pathlib import Path

from ..curriculum.lessons import Lesson, lessons
from .view import Activity, Shown, View, open_view

__all__ = ["Contents", "contents"]


class Contents(Activity):
    """The lessons that stand in a folder, with their exercises.

    folder: where the notebooks are; the exercises are looked for in `exercises` beside it.
    """

    title = "Map of lessons"
    key = "contents"

    def __init__(self, folder: Path) -> None:
        self.lessons = [one for one in lessons() if (folder / one.file).is_file()]
        beside = folder.parent / "exercises"
        self.exercises = {one.number for one in self.lessons if (beside / one.file).is_file()}

    def blocks(self) -> list[dict]:
        rows = "".join(_row(one, one.number in self.exercises) for one in self.lessons)
        head = (
            "<thead><tr><th>lesson</th><th>what you do</th><th>minutes</th>"
            "<th>exercise</th></tr></thead>"
        )
        table = f'<table class="rr-map">{head}<tbody>{rows}</tbody></table>'
        return [{"kind": "text", "html": f'<div class="rr-table">{table}</div>'}]

    def shown(self) -> Shown:
        return Shown()

    def sentence(self) -> str:
        told = "; ".join(
            f"{one.number:02d} {one.title}, {one.total_minutes} minutes" for one in self.lessons
        )
        return f"Lessons: {told}."


def _row(lesson: Lesson, exercise: bool) -> str:
    link = f'<a href="{escape(lesson.file)}">{lesson.number:02d} {escape(lesson.title)}</a>'
    further = f'<a href="../exercises/{escape(lesson.file)}">exercise {lesson.number:02d}</a>'
    return (
        f'<tr><th scope="row">{link}</th><td>{escape(lesson.does)}</td>'
        f"<td>{lesson.total_minutes}</td><td>{further if exercise else ''}</td></tr>"
    )


def contents() -> View:
    """Return the map of the lessons in the notebook's own folder."""
    return open_view(Contents(Path.cwd()))
