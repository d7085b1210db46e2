"""One lapse of a fixed size, sent through many clients: how far trust dips, and when it is back.

The lapse goes by without a word in its own session. From the next session on it is met, with one
and the same quality for everyone, until nothing is left of it. Nobody leaves here, so that each
course can be seen to its end.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from .chance import Draws
from .claims import RUPTURE, enforced, ruptures
from .events import Values, start
from .setting import Setting
from .simulation import simulate

__all__ = ["AT", "NEVER", "Lapse", "one_lapse"]

AT = 3  # the session of the lapse, counted from 0
NEVER = np.inf

_NOBODY_LEAVES = {"leaving_base": -12.0, "leaving_alliance": 0.0, "leaving_hurt": 0.0}


@dataclass(frozen=True, eq=False)
class Lapse:
    """What one lapse does to clients.

    trust, expectation: before the first and after every session, 0 to 1, (sessions + 1, clients).
    """

    trust: np.ndarray
    expectation: np.ndarray

    @property
    def dip(self) -> np.ndarray:
        """The most that trust falls below where the lapse found it, at least 0, (clients,)."""
        return np.maximum(self.trust[AT] - self.trust[AT + 1 :].min(axis=0), 0)

    @property
    def back(self) -> np.ndarray:
        """Sessions until trust is back there for good, (clients,).

        0 where it never fell, `NEVER` where it is not back by the end.
        """
        after = self.trust[AT + 1 :]
        below = after < self.trust[AT]
        last = len(after) - 1 - below[::-1].argmax(axis=0)  # the last session below
        sessions = np.where(below.any(axis=0), last + 2.0, 0.0)
        return np.where(sessions > len(after), NEVER, sessions)


def one_lapse(setting: Setting, chance: Draws, quality: float) -> Lapse:
    """Simulate one lapse for every client of `chance`.

    setting: whose `sensitivity` says how many times the ordinary hurt the lapse does.
    quality: how it is met from the next session on, 0 (not at all) to 1.
    Raises ValueError for a quality outside 0 to 1.
    """
    sessions = int(setting.course.sessions)
    sure = enforced(setting, quality).but(symptom_noise=0.0, **_NOBODY_LEAVES)
    unseen = np.zeros_like(chance.notice)
    unseen[AT] = 1  # no chance of noticing reaches this
    sensitive = setting["sensitivity"] * np.exp(setting["sensitivity_spread"] * chance.sensitivity)
    schedule = ruptures(sessions, (AT,), RUPTURE)[:, None] * sensitive
    result = simulate(
        sure, replace(chance, notice=unseen), keep=("trust", "expectation"), schedule=schedule
    )
    first = start(Values(sure, {}), chance)[0]
    return Lapse(
        np.concatenate([result.initial_trust[None], result["trust"]]),
        np.concatenate([first[None], result["expectation"]]),
    )
