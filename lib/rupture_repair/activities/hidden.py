"""Ruptures hidden in one client's ratings: mark them, then see where it hurt."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from ..figures.ratings import Ratings
from ..journal import Journal, JournalError
from ..model import Setting, draws, simulate
from ..model.detect import METHODS, Hits, hits
from .course import CLIENTS, SESSIONS
from .html import inline, paragraphs, table
from .view import Activity, Shown, View, open_view

__all__ = ["SIZE_BLOCK", "Hidden", "Rated", "clients", "hidden_ruptures"]

SIZE_BLOCK = {
    "kind": "range", "name": "size", "min": 0.5, "max": 3, "step": 0.25, "format": "decimal",
    "unit": "SD", "label": "How big a dip each criterion asks for",
    "ends": ["finds much", "finds little"],
}  # fmt: skip
"""The slider for the size of all criteria, in SDs."""

_SEED = 30
_PROMPT = "hidden-ruptures"
_FEW, _MANY = 2, 5  # ruptures felt by the clients who are shown
_YOU, _TRUTH = "your marks", "where it hurt"
_TASK = f"""
Here is how one simulated client rated the alliance after each of {SESSIONS} sessions. In {_FEW} to
{_MANY} of them something hurt enough for the client to feel a rupture. The rest is noise, and
ordinary ups and downs. Mark the sessions in which you think it hurt.
"""
_ASK = "Ruptures hidden in one client’s ratings: in which sessions did it hurt?"
_RULES = """
*Drop*: from one session to the next the rating falls by at least so many of this client’s own
standard deviations (SD, the usual distance from their own average). *Control chart*: it lies so
many SDs of its ordinary wobble under this client’s average. *V-shape*: a drop most of which is
won back within three sessions.
"""


@dataclass(frozen=True, eq=False)
class Rated:
    """One client's ratings, 0 to 1, and where a rupture was felt; both of shape (sessions,)."""

    ratings: np.ndarray
    felt: np.ndarray


@cache
def clients() -> tuple[Rated, ...]:
    """Return simulated clients who came to the end and felt a few ruptures, in a shuffled order."""
    result = simulate(Setting(), draws(CLIENTS, SESSIONS, _SEED), keep=("rated", "felt", "present"))
    felt = result["felt"].sum(axis=0)
    some = np.flatnonzero(result["present"][-1] & (felt >= _FEW) & (felt <= _MANY))
    order = np.random.default_rng(_SEED).permutation(some)
    return tuple(Rated(result["rated"][:, n], result["felt"][:, n]) for n in order)


class Hidden(Activity):
    """Marks on a curve of ratings, before and after the truth is told; told marks are kept."""

    title = "Explorer: ruptures hidden in a curve"

    def __init__(self, lesson: str) -> None:
        self.key = f"hidden/{lesson}"
        self._lesson = lesson
        self._done: dict[int, np.ndarray] = {}  # number of a client -> marks, in order of telling
        self._trouble = ""
        self.at = 0
        self.size = 1.5
        self.told = False
        self.marked = np.zeros(SESSIONS, bool)
        self._take_up()
        self._open_table = False
        self._picture = Ratings(SESSIONS, _TRUTH, (_YOU, *METHODS))

    def _take_up(self) -> None:
        """Go back to the client who was told last."""
        entry = Journal().latest(self._lesson, _PROMPT)
        for at, sessions in entry.data.get("marks", []) if entry else []:
            if at < len(clients()):
                self.at, self.told, self.marked = at, True, _at(sessions)
                self._done[at] = self.marked

    @property
    def client(self) -> Rated:
        """The client on show."""
        return clients()[self.at]

    def found(self) -> dict[str, np.ndarray]:
        """Return what each criterion finds at its present size, bools of shape (sessions,)."""
        ratings = self.client.ratings[:, None]
        return {name: find(ratings, self.size)[:, 0] for name, find in METHODS.items()}

    def set(self, name: str, value: Any) -> None:
        if name == "table":
            self._open_table = bool(value)
        elif name == "size" and 0.5 <= float(value) <= 3:
            self.size = float(value)
        elif name == f"marks-{self.at}" and not self.told:
            chosen = [int(one) for one in value]
            if not set(chosen) <= set(range(1, SESSIONS + 1)):
                raise ValueError(f"Sessions run from 1 to {SESSIONS}.")
            self.marked = _at(chosen)
        else:
            raise ValueError(f"{name} cannot be {value} now.")

    def press(self, name: str, detail: Any = None) -> None:
        if name == "tell":
            if not self.told:
                self.told = True
                self._done[self.at] = self.marked
                self._keep()
        elif name == "another":
            self.at = (self.at + 1) % len(clients())
            self.told = False
            self.marked = np.zeros(SESSIONS, bool)
        elif name in ("1", "1.5", "2"):
            self.size = float(name)
        else:
            super().press(name, detail)

    def _keep(self) -> None:
        marks = [[at, (np.flatnonzero(one) + 1).tolist()] for at, one in self._done.items()]
        try:
            Journal().write(
                self._lesson, _PROMPT, self._so_far(), kind="practice", question=_ASK, marks=marks
            )
            self._trouble = ""
        except JournalError as error:
            self._trouble = str(error)

    def scale(self, scale: float) -> None:
        self._picture.picture.rescale(scale)

    def sentence(self) -> str:
        ratings, marks = self.client.ratings, _sessions(self.marked)
        if not self.told:
            low = int(ratings.argmin()) + 1
            return (
                f"Ratings of one simulated client over {SESSIONS} sessions. They begin at "
                f"{ratings[0]:.2f} and end at {ratings[-1]:.2f}; the lowest, {ratings.min():.2f}, "
                f"is that of session {low}. You have marked {marks}."
            )
        felt = self.client.felt
        yours = hits(self.marked, felt)
        near = felt | np.append(False, felt[:-1])
        rules = ", ".join(
            f"the {name} finds {_of(hits(found, felt))}" for name, found in self.found().items()
        )
        return (
            f"It hurt in {_sessions(felt)}. You marked {marks}, and found {_of(yours)}. "
            f"At {self.size:g} SD {rules}. A mark counts if it is in the session or the one after, "
            f"so marks set blindly are right in {near.sum()} sessions of {SESSIONS}. (simulated)"
        )

    def _so_far(self) -> str:
        """Return how the learner has done over the clients so far."""
        told = [hits(marks, clients()[at].felt) for at, marks in self._done.items()]
        total = Hits(
            *(sum(getattr(one, part) for one in told) for part in ("found", "missed", "false"))
        )
        who = "With one client" if len(told) == 1 else f"Over {len(told)} clients"
        return f"{who} you found {_of(total)}."

    def blocks(self) -> list[dict]:
        picture = self._picture.picture
        sizes = [
            {"kind": "button", "name": size, "label": f"{size} SD"} for size in ("1", "1.5", "2")
        ]
        return [
            {"kind": "text", "html": paragraphs(_TASK)},
            {"kind": "picture", "name": "curve", "size": list(picture.base_size),
             "box": list(picture.base_box)},
            {"kind": "slot", "name": "marks"},
            {"kind": "group", "look": "row", "blocks": [
                {"kind": "button", "name": "tell", "label": "Show where it hurt", "look": "main"},
                {"kind": "button", "name": "another", "label": "Another client"},
            ]},
            {"kind": "text", "name": "sentence", "look": "sentence"},
            {"kind": "group", "name": "rules", "blocks": [
                {"kind": "text", "html": paragraphs(_RULES)},
                SIZE_BLOCK,
                {"kind": "group", "look": "row", "label": "Sizes to try", "blocks": sizes},
                {"kind": "text", "name": "scores"},
                {"kind": "table", "name": "table", "label": "The same session by session"},
            ]},
        ]  # fmt: skip

    def _draw(self) -> None:
        marks = {_YOU: self.marked}
        if self.told:
            marks |= self.found()
        self._picture.show(self.client.ratings, marks, self.client.felt if self.told else None)

    def shown(self) -> Shown:
        self._draw()
        name = f"marks-{self.at}"
        options = [[str(n), str(n)] for n in range(1, SESSIONS + 1)]
        marks = [str(n + 1) for n in np.flatnonzero(self.marked)]
        picture = self._picture.picture
        return Shown(
            slots={"marks": [{"kind": "choice", "name": name, "look": "line", "many": True,
                              "label": "Sessions in which you think it hurt",
                              "options": options}]},
            values={name: marks, "size": self.size},
            text={
                "sentence": inline(self.sentence()),
                "curve.alt": f"Line of ratings above rows of marks. {self.sentence()}",
                "scores": self._scores() if self.told else "",
                "table": self._table() if self.told and self._open_table else "",
            },
            flags={
                name: {"disabled": self.told},
                "tell": {"disabled": self.told},
                "rules": {"hidden": not self.told},
                **{s: {"pressed": str(self.size == float(s)).lower()} for s in ("1", "1.5", "2")},
            },
            frames={"curve": picture.frame()},
            pictures={"curve": picture.live()},
        )  # fmt: skip

    def _scores(self) -> str:
        rows = [
            (name, one.found, one.missed, one.false)
            for name, marked in ({_YOU: self.marked} | self.found()).items()
            for one in [hits(marked, self.client.felt)]
        ]
        head = ("whose marks", "found", "missed", "false alarms")
        caption = f"This client, at {self.size:g} SD (simulated)"
        so_far = self._so_far() if len(self._done) > 1 else ""
        kept = self._trouble or "Your marks are kept in your journal, not scored."
        return table(caption, head, rows) + paragraphs(f"{so_far} {kept}".strip())

    def _table(self) -> str:
        found = {_YOU: self.marked, _TRUTH: self.client.felt} | self.found()
        rows = [
            (
                t + 1,
                f"{self.client.ratings[t]:.2f}",
                *("yes" if f[t] else "" for f in found.values()),
            )
            for t in range(SESSIONS)
        ]
        return table("Simulated ratings and marks", ("session", "rating", *found), rows)

    def picture(self) -> bytes:
        self._draw()
        return self._picture.picture.stored()


def _at(sessions: Iterable[int]) -> np.ndarray:
    """Return numbers of sessions as marks, bools of shape (sessions,)."""
    return np.isin(np.arange(1, SESSIONS + 1), list(sessions))


def _sessions(marked: np.ndarray) -> str:
    """Return the numbers of marked sessions in words."""
    numbers = [str(n + 1) for n in np.flatnonzero(marked)]
    if not numbers:
        return "no session"
    if len(numbers) == 1:
        return f"session {numbers[0]}"
    return f"sessions {', '.join(numbers[:-1])} and {numbers[-1]}"


def _of(one: Hits) -> str:
    """Return hits and false alarms in words."""
    alarms = f"{one.false or 'no'} false alarm{'s' * (one.false != 1)}"
    return f"{one.found} of {one.found + one.missed} with {alarms}"


def hidden_ruptures(lesson: str) -> View:
    """Return the curve with hidden ruptures for a lesson numbered such as "04"."""
    return open_view(Hidden(lesson))
