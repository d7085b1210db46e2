"""The excerpts for training the ear, read from `excerpts.toml` and checked as they are read.

Labels and rationales are the authors' reading. No clinician outside the project has coded them yet,
so whatever is counted against them is *agreement with the authors*, and nothing more.
`coding.py` makes a copy for readers who are to label them blind.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal, NamedTuple

__all__ = [
    "LABELS",
    "MARKERS",
    "MEANINGS",
    "Excerpt",
    "Line",
    "Marker",
    "load_excerpts",
    "read_excerpts",
]

Form = Literal["A", "B", "practice"]

LABELS: dict[str, str] = {
    "withdrawal": "Withdrawal",
    "confrontation": "Confrontation",
    "both": "Withdrawal and confrontation",
    "none": "No rupture",
    "cannot_tell": "Cannot tell",
}
"""The five answers, in the order in which they are offered."""

MEANINGS: dict[str, str] = {
    "withdrawal": "someone moves away, from the other or from the work: falls silent, complies, "
    "changes the subject, makes light of it",
    "confrontation": "someone moves against the other or the work: complains, rejects, presses, "
    "defends",
    "both": "both can be heard in these lines, in one person or in two",
    "none": "they are working together, whatever the mood: silence, tears, courtesy or "
    "disagreement need not mean a rupture",
    "cannot_tell": "the words allow more than one reading, and only a question would settle it",
}
"""What each answer says, in one line."""


@dataclass(frozen=True)
class Marker:
    """One way in which a rupture shows: its name in the data, its title, and what one hears."""

    name: str
    title: str
    kind: Literal["withdrawal", "confrontation"]
    means: str


_MARKERS = (
    ("denial", "Says it was nothing", "withdrawal",
     "denies a feeling, or a strain, that shows elsewhere"),
    ("minimal_response", "Shuts down", "withdrawal",
     "answers so briefly that the talk runs dry, where more was coming before"),
    ("abstract_talk", "Goes abstract", "withdrawal",
     "speaks in general or in theory, so that the speaker is no longer in it"),
    ("avoiding", "Changes the subject", "withdrawal",
     "tells stories or turns to something else just as the tender thing comes near"),
    ("deferring", "Defers and appeases", "withdrawal",
     "gives up a wish or view of their own, and complies in order to keep the peace"),
    ("split_feeling", "Words and feeling part", "withdrawal",
     "tells something painful in a tone that does not belong to it"),
    ("self_criticism", "Turns on the self", "withdrawal",
     "shuts the other out by self-blame or hopelessness"),
    ("complaint_therapist", "Complains about the therapist", "confrontation",
     "finds fault with the therapist as a person or at work"),
    ("complaint_activities", "Complains about the task", "confrontation",
     "objects to what they do in the session or between sessions"),
    ("complaint_parameters", "Complains about the terms", "confrontation",
     "objects to times, place, fees, limits or other conditions"),
    ("complaint_progress", "Complains about progress", "confrontation",
     "says that it does not help, or not enough"),
    ("rejecting", "Turns an intervention down", "confrontation",
     "rejects or mocks what the therapist suggests or says"),
    ("defending", "Defends the self", "confrontation",
     "answers a charge against self, whether or not anyone made it"),
    ("controlling", "Presses or controls", "confrontation",
     "takes over, or pushes the therapist to do something"),
)  # fmt: skip

MARKERS: dict[str, Marker] = {m[0]: Marker(*m) for m in _MARKERS}
"""Markers after the 3RS sections (Eubanks, Muran & Safran 2015), in our own words."""


class Line(NamedTuple):
    """One turn: who speaks, and what can be heard (in square brackets: what can be seen)."""

    speaker: str
    words: str


@dataclass(frozen=True)
class Excerpt:
    """A few lines of a session and the authors' reading of them.

    form: "A", "B" or "practice"; every excerpt of A has a twin in B with its label and grade.
    grade: 1 plain, 2 takes a second look, 3 subtle, as the authors judge it.
    label: a key of `LABELS`. markers: keys of `MARKERS`, empty for "none" and "cannot_tell".
    shows: the exact words in the lines on which the reading rests.
    ask: for "cannot_tell", what would settle it; empty otherwise.
    """

    id: str
    form: Form
    grade: int
    setting: str
    context: str
    lines: tuple[Line, ...]
    label: str
    markers: tuple[str, ...]
    shows: tuple[str, ...]
    why: str
    ask: str = ""

    @property
    def rupture(self) -> bool | None:
        """Whether the authors hear a rupture; None where they say nobody could tell."""
        return None if self.label == "cannot_tell" else self.label != "none"

    @property
    def twin(self) -> str | None:
        """The id of the matched excerpt in the other form; None for practice."""
        other = {"a": "b", "b": "a"}.get(self.id[0])
        return other and other + self.id[1:]


def _excerpt(entry: Mapping[str, Any], source: str) -> Excerpt:
    """One excerpt, or a ValueError that says what is wrong with it and where."""
    name = entry.get("id", "without an id")

    def need(condition: bool, message: str) -> None:
        if not condition:
            raise ValueError(f"{source}, excerpt {name}: {message}")

    expected = set(Excerpt.__dataclass_fields__)
    missing, unknown = expected - {"ask"} - set(entry), set(entry) - expected
    need(not missing, f"these entries are missing: {', '.join(sorted(missing))}.")
    need(not unknown, f"these entries are not known: {', '.join(sorted(unknown))}.")
    turns = entry["lines"]
    need(all(len(turn) == 2 for turn in turns), "each line is a pair, the speaker and the words.")
    lists = {"markers": tuple(entry["markers"]), "shows": tuple(entry["shows"])}
    excerpt = Excerpt(**{**entry, **lists, "lines": tuple(Line(*turn) for turn in turns)})
    lines, label = excerpt.lines, excerpt.label
    need(excerpt.form in ("A", "B", "practice"), "the form is A, B or practice.")
    need(excerpt.grade in (1, 2, 3), "the grade is 1, 2 or 3.")
    need(2 <= len(lines) <= 8, f"it has {len(lines)} lines; two to eight are allowed.")
    need(label in LABELS, f"the label {label!r} is none of {', '.join(LABELS)}.")
    strange = [m for m in excerpt.markers if m not in MARKERS]
    need(not strange, f"no marker is called {strange}; the names are {', '.join(MARKERS)}.")
    kinds = {MARKERS[m].kind for m in excerpt.markers}
    both = {"withdrawal", "confrontation"}
    need(
        kinds == (both if label == "both" else both & {label}),
        f"its markers do not go with the label {label}.",
    )
    need(bool(excerpt.shows), "no words are given on which the reading rests.")
    for words in excerpt.shows:
        need(any(words in x.words for x in lines), f"the words “{words}” are not in its lines.")
    need(bool(excerpt.ask) == (label == "cannot_tell"), "`ask` belongs to cannot_tell, always.")
    return excerpt


def read_excerpts(text: str, source: str = "excerpts.toml") -> tuple[Excerpt, ...]:
    """Excerpts from TOML; ValueError says what is wrong and where. Nothing half-loads."""
    try:
        entries = tomllib.loads(text)["excerpt"]
    except (tomllib.TOMLDecodeError, KeyError) as problem:
        raise ValueError(f"{source} holds no readable [[excerpt]]: {problem}") from problem
    excerpts = tuple(_excerpt(entry, source) for entry in entries)
    seen: set[str] = set()
    for excerpt in excerpts:
        if excerpt.id in seen:
            raise ValueError(f"{source}: two excerpts are called {excerpt.id}.")
        seen.add(excerpt.id)
    return excerpts


@cache
def load_excerpts() -> tuple[Excerpt, ...]:
    """All excerpts that come with the workbook, in the order of the file."""
    return read_excerpts((files(__package__) / "excerpts.toml").read_text(encoding="utf-8"))
