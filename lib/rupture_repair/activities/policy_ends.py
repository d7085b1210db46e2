"""What comes of a policy in a world: the six of the workbook, or a learner's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np

from ..model import Setting, draws
from ..model.policies import POLICIES, WORLDS, Policy, Seen, Supposed, play
from .course import CLIENTS, SEED
from .task import Checked

__all__ = ["NAMES", "USUAL", "ends", "play_policy"]

NAMES = tuple(POLICIES)
USUAL = "usual"
SESSIONS = 20
_SETTING = Setting().but(sessions=SESSIONS)


@cache
def ends(world: str) -> Mapping[str, np.ndarray]:
    """Return each measure's mean over simulated clients by policy, shape (policies,), in a world.

    world: "usual", or the name of the policy for which the world was made.
    """
    found = [_play(policy, world) for policy in POLICIES.values()]
    means = {name: np.array([one[name] for one in found]) for name in ("trust", "improvement")}
    return means | {"stayed": 1 - np.array([one["left"] for one in found])}


def _play(policy: Policy, world: str) -> Mapping[str, float]:
    supposed = Supposed() if world == USUAL else WORLDS[world]
    return play(policy, _SETTING, draws(CLIENTS, SESSIONS, SEED), supposed)


def play_policy(policy: Policy, world: str = USUAL) -> Checked:
    """Let a policy of the learner's play in a world, and say where trust ends beside the six.

    world: "usual", or the name of the policy for which the world was made; KeyError otherwise.
    """

    def answered(seen: Seen) -> Sequence[str]:
        moves = policy(seen)
        if moves is None:
            raise TypeError("this one returns nothing yet")
        return moves

    try:
        own = _play(answered, world)["trust"]
    except TypeError as error:
        return Checked(f"Nothing to play yet: a policy returns a tuple of moves ({error}).", False)
    six = ends(world)["trust"]
    order = sorted(zip(NAMES, six, strict=True), key=lambda pair: -pair[1])
    others = "; ".join(f"“{name}” {trust:.2f}" for name, trust in order)
    told = f"Trust ends at {own:.2f} with your policy. The six: {others}."
    return Checked(f"{told} (simulated, {CLIENTS} clients)", True)
