"""Stay, leave, or raise it and watch a month? A client deciding without knowing whom they have.

The client weighs two possibilities. A *bad month* will pass, and this therapist will be present
again; a *habit* will go on, whatever is said. Every way to go is valued in months of help over a
year, one month of help being what a month with a therapist who is present gives. Whoever raises it
hears an answer in words, lives through the month that follows, and only then stays or leaves.
Second opinions are noisy signs of the same thing, and two of them may share a blind spot.

Every number is a teaching assumption, and the model no advice: a client may leave at any time and
owes no reasons. Where raising it is not safe it is no way to go, and `safe` takes it away.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np

from .ranges import Checked, number

__all__ = [
    "WAYS",
    "YEAR",
    "Opinions",
    "Prospects",
    "after_opinions",
    "after_raising",
    "best",
    "changes",
    "deciding",
    "months_of_help",
]

Array = np.ndarray
YEAR = 12.0
"""Months ahead that are counted."""
WAYS = ("stay", "raise", "leave")
"""The ways to go, in the order in which growing doubt recommends them."""
MONTHS, RIGHT = "months of help", "probability of pointing the right way"


@dataclass(frozen=True)
class Prospects(Checked):
    """What a client expects of each way to go."""

    someone_else: float = number(
        0.8, (0, 1), (0.4, 1), "months of help per month", "how good the next therapist will be"
    )
    starting_anew: float = number(
        2.0, (0, 6), (0.5, 6), "months", "time until a new therapy helps: search, wait, tell again"
    )
    answer: float = number(
        0.65, (0.5, 1), (0.5, 0.8), RIGHT, "what the words tell when it is raised"
    )
    month: float = number(0.85, (0.5, 1), (0.6, 0.95), RIGHT, "what the month that follows tells")
    raising: float = number(0.5, (0, 3), (0.1, 2), MONTHS, "what it costs to raise it")
    habit: float = number(
        0.1, (-0.3, 0.5), (-0.3, 0.3), "months of help per month", "what a month of habit gives"
    )

    @property
    def leaving(self) -> float:
        """Months of help over the year for one who leaves now."""
        return (YEAR - self.starting_anew) * self.someone_else


def months_of_help(sure: Array, prospects: Prospects) -> dict[str, Array]:
    """Return the expected months of help over a year, by way to go.

    sure: probability that it is a habit, 0 to 1, any shape, which is also that of each value.
    """
    sure = np.asarray(sure, float)
    a_month = 1 - sure * (1 - prospects.habit)
    raised = a_month - prospects.raising
    for words, month in product((True, False), repeat=2):
        passing, lasting = _signs(prospects, words, month)
        stay = (YEAR - 1) * ((1 - sure) * passing + sure * lasting * prospects.habit)
        left = (YEAR - 1 - prospects.starting_anew) * prospects.someone_else
        leave = left * ((1 - sure) * passing + sure * lasting)
        raised = raised + np.maximum(stay, leave)
    leave_now = np.full_like(sure, prospects.leaving)
    return {"stay": YEAR * a_month, "raise": raised, "leave": leave_now}


def _signs(prospects: Prospects, words: bool, month: bool) -> tuple[float, float]:
    """Return how likely this answer and this month are from a bad month, and from a habit."""
    passing = lasting = 1.0
    for good, right in ((words, prospects.answer), (month, prospects.month)):
        passing *= right if good else 1 - right
        lasting *= 1 - right if good else right
    return passing, lasting


def after_raising(sure: Array, prospects: Prospects, words: bool, month: bool) -> Array:
    """Return how sure one is after an answer that was good or not, and a month that was or not.

    Whoever was certain stays so, also after what should then have been impossible.
    """
    return _bayes(sure, *_signs(prospects, words, month))


def _bayes(sure: Array, passing: float, lasting: float) -> Array:
    """Return how sure one is after a sign that is as likely as this from either."""
    sure = np.asarray(sure, float)
    both = sure * lasting + (1 - sure) * passing
    return np.where(both > 0, sure * lasting / np.where(both > 0, both, 1), sure)


def best(sure: float, prospects: Prospects, safe: bool = True) -> str:
    """Return the way with the most expected months; of equals, the one that asks less doubt.

    safe: whether it is safe to raise it; where it is not, "raise" is never returned.
    """
    value = months_of_help(np.array(sure), prospects)
    ways = [way for way in WAYS if safe or way != "raise"]
    return max(ways, key=lambda way: float(value[way].round(9)))


def changes(prospects: Prospects, safe: bool = True, steps: int = 1000) -> list[tuple[float, str]]:
    """Return from which certainty on each way is best: (certainty, way), rising from 0."""
    sure = np.linspace(0, 1, steps + 1)
    value = months_of_help(sure, prospects)
    ways = [way for way in WAYS if safe or way != "raise"]
    which = np.array([value[way].round(9) for way in ways]).argmax(axis=0)
    starts = np.flatnonzero(np.diff(which, prepend=-1))
    return [(float(sure[n]), ways[which[n]]) for n in starts]


def deciding(sure: float, prospects: Prospects) -> tuple[str, ...]:
    """Return what the choice after the month turns on, at this certainty: "answer", "month".

    Empty where no result that could come would change the choice; both where it takes both, or
    where they never differ.
    """
    stays = {}
    for words, month in product((True, False), repeat=2):
        passing, lasting = _signs(prospects, words, month)
        if (1 - sure) * passing + sure * lasting > 0:
            after = float(after_raising(np.array(sure), prospects, words, month))
            stay = (YEAR - 1) * (1 - after * (1 - prospects.habit))
            leave = (YEAR - 1 - prospects.starting_anew) * prospects.someone_else
            stays[words, month] = round(stay - leave, 9) >= 0
    if len(set(stays.values())) < 2:
        return ()
    signs = ("answer", "month")
    alone = [
        name
        for n, name in enumerate(signs)
        if all(len({stays[r] for r in stays if r[n] == good}) < 2 for good in (True, False))
    ]
    return tuple(alone) if len(alone) == 1 else signs


@dataclass(frozen=True)
class Opinions(Checked):
    """Second opinions, each of which says "a habit" or "a bad month"."""

    right: float = number(0.75, (0.5, 0.99), (0.55, 0.9), RIGHT, "how often one opinion is right")
    shared: float = number(
        0.3, (0, 1), (0, 0.8), "probability", "how often the second rests on the same as the first"
    )

    @property
    def agree(self) -> float:
        """How often two opinions agree."""
        return self.shared + (1 - self.shared) * (self.right**2 + (1 - self.right) ** 2)

    @property
    def agree_by_chance(self) -> float:
        """How often two would agree who know nothing and share as much; their guesses are even."""
        return self.shared + (1 - self.shared) / 2


def after_opinions(sure: Array, opinions: Opinions, habit: int, of: int) -> Array:
    """Return how sure one is after `habit` of `of` opinions, at most two, said that it is a habit.

    sure: probability before, 0 to 1, any shape. Raises ValueError for other counts.
    """
    if of not in (0, 1, 2) or not 0 <= habit <= of:
        raise ValueError(f"none, one or two opinions can be weighed, got {habit!r} of {of!r}")
    right, shared = opinions.right, opinions.shared

    def likely(says: float) -> float:
        if of < 2:
            return says**habit * (1 - says) ** (of - habit)
        one = says if habit == 2 else 1 - says
        return shared * one + (1 - shared) * one**2

    if (habit, of) == (1, 2):
        return np.array(sure, float)  # one each way cancels out, also where two can never differ
    return _bayes(sure, likely(1 - right), likely(right))
