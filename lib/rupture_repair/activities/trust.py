"""One client's trust in a play, as arrays, as a sentence and as a table."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..stories import Play
from ..stories.trust import SEVERITY
from .html import table

__all__ = ["TrustSoFar", "trust_so_far"]

_STILL = 1e-9  # a smaller change of trust is none


@dataclass(frozen=True)
class TrustSoFar:
    """A client's simulated trust, turn by turn; the first turn is before anything has happened.

    client: the client's name. passages: the names of the turns.
    trust: 0 to 1, shape (turns,). mended: how much of a hurt that landed in a turn is mended before
    the next one lands or by now, 0 to 1; NaN in the other turns. lifted: where trust rose, bool.
    """

    client: str
    passages: tuple[str, ...]
    trust: np.ndarray
    mended: np.ndarray
    lifted: np.ndarray

    def sentence(self) -> str:
        """Return where trust stands, in words."""
        start, now = self.trust[0], self.trust[-1]
        if len(self.trust) == 1:
            return f"{self.client}’s trust (simulated) begins at {start:.2f} of 1."
        hurts = self.mended[~np.isnan(self.mended)]
        lifts = int(self.lifted.sum())
        told = [
            f"{self.client}’s trust (simulated) began at {start:.2f} and stands at {now:.2f}.",
            f"Hurt: {_times(len(hurts))}. Lifted by a repair or a promise kept: {_times(lifts)}.",
        ]
        if len(hurts):
            told.append(
                f"Of the latest hurt {hurts[-1]:.0%} is mended."
                if hurts[-1] >= 0.005
                else "The latest hurt is not mended."
            )
        return " ".join(told)

    def table(self) -> str:
        """Return a table with a row for each turn, as HTML."""
        steps = np.diff(self.trust, prepend=self.trust[0])
        rows = []
        for turn, name in enumerate(self.passages):
            what = [] if np.isnan(self.mended[turn]) else ["a hurt"]
            what += ["lifted"] if self.lifted[turn] else []
            if not what and steps[turn] < -_STILL:
                what = ["worn down"]
            rows.append((turn, name, f"{self.trust[turn]:.2f}", ", ".join(what)))
        head = ("turn", "passage", "trust", "what happened")
        return table(f"{self.client}’s simulated trust, turn by turn", head, rows)


def trust_so_far(play: Play, turns: int) -> TrustSoFar:
    """Return the trust of the client over the first `turns` turns (1 and up) of a play."""
    taken, scenes = play.turns[:turns], play.story.scenes
    trust = np.array([turn.trust for turn in taken])
    mended = np.full(len(taken), np.nan)
    hurts = [n for n, turn in enumerate(taken) if SEVERITY.keys() & scenes[turn.passage].tags]
    for turn, after in zip(hurts, [*hurts, len(taken)][1:], strict=True):
        left = taken[after - 1].bond.unresolved / taken[turn].bond.unresolved
        mended[turn] = np.clip(1 - left, 0, 1)
    lifted = np.diff(trust, prepend=trust[0]) > _STILL
    names = tuple(turn.passage for turn in taken)
    return TrustSoFar(play.story.client.cast["client"], names, trust, mended, lifted)


def _times(count: int) -> str:
    return {0: "not at all", 1: "once", 2: "twice"}.get(count, f"{count} times")
