"""A small coding task that checks itself and speaks plainly."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Sequence
from typing import Any

from ..model.policies import Seen
from ..vocabulary import MOVES

__all__ = ["TASKS", "check_task"]

_NO_CODE = (
    "This page shows no code. To write the function, open the exercise in JupyterLab; the check "
    "then answers here."
)

Case = tuple[tuple[Any, ...], Any]

_LINE = {
    "Ana": ["Ben"], "Ben": ["Ana", "Cleo"], "Cleo": ["Ben", "Dev"], "Dev": ["Cleo", "Eve"],
    "Eve": ["Dev", "Finn"], "Finn": ["Eve"],
}  # fmt: skip
_RING = _LINE | {"Ana": ["Ben", "Finn"], "Finn": ["Eve", "Ana"]}
_CIRCLES = {
    "Ana": ["Ben", "Cleo"], "Ben": ["Ana", "Cleo"], "Cleo": ["Ana", "Ben", "Dev"],
    "Dev": ["Cleo", "Eve", "Finn"], "Eve": ["Dev", "Finn"], "Finn": ["Dev", "Eve"],
}  # fmt: skip

TASKS: dict[str, tuple[Case, ...]] = {
    # One client's ratings, size of the criterion in SDs: the sessions with a drop, from 1.
    "drops": (
        (([6, 6, 6, 6, 5, 6, 6, 6], 2), [5]),
        (([2, 9, 3, 8], 1), [3]),
        (([2, 9, 3, 8], 1.9), [3]),
        (([2, 9, 3, 8], 2), []),
        (([5, 7, 6, 8, 4, 6], 1), [5]),
        (([5, 7, 6, 8, 4, 6], 0.5), [3, 5]),
        (([10, 10, 10], 1), []),
    ),
    # Share of sessions with a felt rupture, share of clients: the fewest sessions until then.
    "sessions_until": (
        ((0.5, 0.5), 1),
        ((0.19, 0.5), 4),
        ((0.42, 0.9), 5),
        ((0.05, 0.5), 14),
        ((0.01, 0.9), 230),
        ((1.0, 0.5), 1),
    ),
    # First expectation, share of a surprise that is learned, what came: the expectation at the end.
    "expectation_after": (
        ((0.8, 0.3, []), 0.8),
        ((0.8, 0.5, [0]), 0.4),
        ((0.8, 0.3, [1]), 0.86),
        ((0.8, 0.3, [0, 0, 1]), 0.5744),
        ((0.5, 0.2, [1, 0, 1, 0]), 0.4672),
        ((0.2, 1.0, [0, 1]), 1.0),
    ),
    # Lapses noticed, share that is noticed: how many went by.
    "unseen": (
        ((6, 0.5), 6.0),
        ((6, 0.25), 18.0),
        ((3, 0.75), 1.0),
        ((0, 0.3), 0.0),
        ((4, 1.0), 0.0),
    ),
    # Correlation of a trait and the alliance: of 100 above average in one, below in the other.
    "weaker_of_100": (
        ((0,), 50),
        ((-0.13,), 54),
        ((-0.09,), 53),
        ((0.17,), 45),
        ((-0.5,), 67),
        ((-1.0,), 100),
        ((1.0,), 0),
    ),
    # Two boundaries: how much further a client reaches in the end with the second.
    "won_by_boundary": (
        ((0.3, 0.8), 0.22),
        ((0.8, 0.3), -0.22),
        ((0.0, 1.0), 0.39),
        ((0.6, 0.9), 0.12),
        ((0.5, 0.5), 0.0),
    ),
    # Improvement by client, and the session after which each left, 0 for who stayed: what counting
    # only those who stayed adds to the mean.
    "what_completers_add": (
        (([0.8, 0.6, 0.1], [0, 0, 3]), 0.2),
        (([0.5, 0.5, 0.5, 0.5], [0, 4, 0, 9]), 0.0),
        (([0.9, 0.3, 0.7, 0.1], [0, 2, 0, 5]), 0.3),
        (([0.2, 0.4], [0, 0]), 0.0),
        (([0.3, 0.9], [0, 6]), -0.3),
    ),
    # How far off a guess is, the share of the way that a fact takes it, number of facts: what is
    # left.
    "still_off": (
        ((1.0, 0.5, 0), 1.0),
        ((1.0, 0.5, 1), 0.5),
        ((1.0, 0.35, 3), 0.274625),
        ((0.8, 0.35, 2), 0.338),
        ((0.8, 1.0, 1), 0.0),
    ),
    # Replies as lists of labels, whether the therapist erred: the reply worth most.
    "best_reply": (
        (([["invites", "owns"], ["owns", "invites"]], True), ["owns", "invites"]),
        (([["owns", "validates", "invites"], list(MOVES)], True), ["owns", "validates", "invites"]),
        (([["owns", "apologises"], ["validates", "holds_limit"]], True), ["owns", "apologises"]),
        (
            ([["owns", "apologises"], ["validates", "holds_limit"]], False),
            ["validates", "holds_limit"],
        ),
        (([["owns", "justifies"], ["names_event", "minimises"], []], True), ["owns", "justifies"]),
    ),
    # What a therapist sees: the moves made.
    "seventh_policy": (
        ((Seen(False, False, False, 0),), ()),
        ((Seen(True, False, False, 1),), ("invites",)),
        ((Seen(False, True, False, 2),), ("owns", "validates", "invites")),
        ((Seen(True, False, True, 0),), ("owns", "validates", "invites")),
        ((Seen(False, False, True, 3),), ("owns", "validates", "invites", "commits_change")),
        ((Seen(True, False, False, 3),), ("invites",)),
    ),
    # Certainty of a habit, how often one opinion is right, what was said: the certainty after.
    "sure_after": (
        ((0.3, 0.75, []), 0.3),
        ((0.5, 0.75, [True]), 0.75),
        ((0.5, 0.8, [False]), 0.2),
        ((0.3, 0.75, [True, False]), 0.3),
        ((0.2, 0.8, [True, True]), 0.8),
        ((0.4, 0.5, [True, True, True]), 0.4),
    ),
    # Who knows whom, who hears first, steps: how many have heard. A line, a ring, two circles.
    "heard_within": (
        ((_LINE, "Ana", 0), 1),
        ((_LINE, "Ana", 2), 3),
        ((_LINE, "Cleo", 2), 5),
        ((_RING, "Ana", 2), 5),
        ((_CIRCLES, "Ana", 1), 3),
        ((_CIRCLES, "Ana", 2), 4),
        ((_CIRCLES, "Cleo", 9), 6),
        (({"Ana": []}, "Ana", 3), 1),
    ),
}


class Checked:
    """The outcome of a check; displays as one sentence."""

    def __init__(self, told: str, passed: bool) -> None:
        self.told = told
        self.passed = passed

    def __repr__(self) -> str:
        return self.told


def check_task(function: Callable[..., Any], cases: Sequence[Case] | None = None) -> Checked:
    """Try a learner's function on cases and say what it got right, or the first it did not.

    cases: pairs of arguments and result; those of TASKS under the function's name if left out.
    """
    if cases is None:
        cases = TASKS[function.__name__]
    for right, (arguments, wanted) in enumerate(cases):
        call = f"{function.__name__}({', '.join(map(repr, arguments))})"
        try:
            got = function(*arguments)
        except Exception as error:
            return Checked(f"Not yet: {call} stopped with “{error}”.", False)
        if got is None:
            if os.environ.get("SERVER_SOFTWARE", "").startswith("voila/"):
                return Checked(_NO_CODE, False)
            return Checked(f"Not yet: {call} returns nothing. It should return {wanted}.", False)
        if not _same(got, wanted):
            so_far = f" {right} of {len(cases)} cases were right before it." if right else ""
            return Checked(f"Not yet: {call} gives {got!r}, and {wanted} is right.{so_far}", False)
    return Checked(f"Right in all {len(cases)} cases.", True)


def _same(got: Any, wanted: Any) -> bool:
    try:
        return math.isclose(got, wanted, rel_tol=1e-9, abs_tol=1e-9)
    except TypeError:
        return bool(got == wanted)
