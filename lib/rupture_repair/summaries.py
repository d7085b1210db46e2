"""Results into a sentence and a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .model.ranges import Range

__all__ = ["TrustSummary", "beyond", "per_ten", "summarise_trust"]


def per_ten(share: float) -> str:
    """Return a share in words: "3 of 10", "7 of 20", "fewer than 1 of 10"."""
    tenths = round(share * 10, 1)
    if tenths % 1 == 0.5:
        return f"{round(share * 20)} of 20"
    if 0 < share < 0.05:
        return "fewer than 1 of 10"
    return f"{tenths:g} of 10"


@dataclass(frozen=True)
class TrustSummary:
    """Trust over a course, over all clients; who left early keeps the last value.

    quartiles: trust at the quarter, half and three quarter mark, before the first and after every
        session, shape (3, sessions + 1).
    still_here: share of clients who came to each session, shape (sessions,).
    left: share of clients who left before the planned end.
    """

    quartiles: np.ndarray
    still_here: np.ndarray
    left: float

    @property
    def end(self) -> tuple[float, float, float]:
        """Trust at the end: quarter mark, median and three quarter mark."""
        low, half, high = self.quartiles[:, -1]
        return float(low), float(half), float(high)

    def sentence(self) -> str:
        """Return how the course ends, in words."""
        low, half, high = self.end
        return (
            f"Trust ends at {half:.2f}, middle half {low:.2f} to {high:.2f}; "
            f"{self.left:.0%} leave early (simulated)."
        )

    def rows(self) -> list[tuple[str, ...]]:
        """Return the table's rows: session, median, middle half, share still in therapy."""
        rows = []
        for session, (low, half, high) in enumerate(self.quartiles.T):
            here = "" if session == 0 else f"{self.still_here[session - 1]:.0%}"
            name = "before" if session == 0 else str(session)
            rows.append((name, f"{half:.2f}", f"{low:.2f} to {high:.2f}", here))
        return rows


def summarise_trust(trust: np.ndarray, present: np.ndarray, left: np.ndarray) -> TrustSummary:
    """Summarise simulated trust.

    trust: (sessions + 1, clients), before the first and after every session.
    present: (sessions, clients), bool.
    left: (clients,), the session after which a client left, or 0.
    """
    clients = trust.shape[1]
    marks = [clients // 4, clients // 2, (3 * clients) // 4]
    ordered = np.partition(trust, marks, axis=1)[:, marks].T
    return TrustSummary(ordered, present.mean(axis=1), float((left > 0).mean()))


def beyond(names: Sequence[str], ranges: dict[str, Range], words: dict[str, str]) -> str:
    """Return what to say when settings lie beyond what is plausible; "" when none does."""
    told = [words[name] for name in names if name in words]
    if not told:
        return ""
    return f"Beyond what is plausible: {' and '.join(told)}."
