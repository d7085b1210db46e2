"""Does a small act of attention spread? It depends on the wiring.

Bounded confidence, after Deffuant (2000) and Hegselmann and Krause (2002): everyone moves to the
mean of the neighbours who are not too far from them, and pays no heed to the rest. A few people
keep listening whatever comes. Cooperation has been seen to spread up to three steps in laboratory
games between strangers (Fowler & Christakis 2010); that empathy does so in a town is not known, and
this model cannot show it. What it can show is how much the same people, wired differently, differ.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

__all__ = ["WIRINGS", "places", "spread", "steps_away", "towns", "wiring"]

Array = np.ndarray

WIRINGS = ("ring", "small world", "clusters", "random")


def wiring(kind: str, people: int = 60, seed: int = 1, degree: int = 4) -> Array:
    """Return who knows whom: a symmetric boolean array (people, people), nobody their own.

    ring: `degree` nearest neighbours. small world: a ring with a tenth of the ties thrown across.
    clusters: groups of six who all know each other, with one tie to the next. random: the same
    number of ties, anywhere. Raises ValueError for another kind or fewer than twelve people.
    """
    if kind not in WIRINGS:
        raise ValueError(f"wiring must be one of {', '.join(WIRINGS)}, got {kind!r}")
    if people < 12:
        raise ValueError(f"people must be at least 12, got {people}")
    rng = np.random.default_rng(seed)
    one = np.repeat(np.arange(people), degree // 2)
    other = (one + np.tile(np.arange(1, degree // 2 + 1), people)) % people
    if kind == "clusters":
        one, other = np.nonzero(np.equal.outer(np.arange(people) // 6, np.arange(people) // 6))
        last = np.arange(5, people, 6)
        one, other = np.append(one, last), np.append(other, (last + 1) % people)
    elif kind == "random":
        one = rng.integers(people, size=one.size)
        other = (one + rng.integers(1, people, one.size)) % people
    elif kind == "small world":
        across = (one + rng.integers(1, people, one.size)) % people
        other = np.where(rng.random(one.size) < 0.1, across, other)
    knows = np.zeros((people, people), bool)
    knows[one, other] = knows[other, one] = True
    np.fill_diagonal(knows, False)
    return knows


def spread(
    knows: Array,
    *,
    confidence: float = 0.35,
    listeners: int = 3,
    steps: int = 40,
    seed: int = 1,
    together: bool = True,
) -> Array:
    """Return everyone's attention to others over time, (steps + 1, people), 0 to 1.

    knows: from `wiring`. confidence: how far from one's own another's attention may be and still
    count, 0 to 1. listeners: how many keep listening fully, side by side if `together`, else far
    apart. Raises ValueError for numbers that make no sense.
    """
    path = towns(
        [knows], [seed], confidence=confidence, listeners=listeners, steps=steps, together=together
    )
    return path[:, 0]


def towns(
    ties: Sequence[Array],
    seeds: Sequence[int],
    *,
    confidence: float = 0.35,
    listeners: int = 3,
    steps: int = 40,
    together: bool = True,
) -> Array:
    """Return attention over time in several towns of one size, (steps + 1, towns, people).

    ties: for each town who knows whom, from `wiring`. seeds: for each town the seed of how people
    begin. The rest is as in `spread`.
    """
    people = len(ties[0])
    if not 0 <= confidence <= 1:
        raise ValueError(f"confidence must lie in 0 to 1, got {confidence!r}")
    if not 0 <= listeners <= people:
        raise ValueError(f"listeners must lie in 0 to {people}, got {listeners!r}")
    ends = [np.array(np.nonzero(knows)) + n * people for n, knows in enumerate(ties)]
    one, other = np.concatenate(ends, axis=1)
    first = np.arange(len(ties))[:, None] * people
    fixed = (first + places(listeners, people, together)).ravel()
    now = np.concatenate([np.random.default_rng(seed).uniform(0.1, 0.7, people) for seed in seeds])
    now[fixed] = 1.0
    path = np.empty((steps + 1, now.size))
    path[0] = now
    for step in range(1, steps + 1):
        theirs = now[other]
        heeds = np.abs(now[one] - theirs) <= confidence + 1e-12
        total = now + np.bincount(one, theirs * heeds, now.size)
        now = total / (1 + np.bincount(one, heeds, now.size))
        now[fixed] = 1.0
        path[step] = now
    return path.reshape(steps + 1, len(ties), people)


def steps_away(knows: Array, where: Array) -> Array:
    """Return how many steps each person is from the nearest of `where`, (people,); -1 if cut off.

    knows: from `wiring`. where: the numbers of the people from whom to count.
    """
    away = np.full(len(knows), -1)
    away[where] = 0
    for step in range(1, len(knows)):
        new = knows[away == step - 1].any(axis=0) & (away < 0)
        if not new.any():
            break
        away[new] = step
    return away


def places(listeners: int, people: int = 60, together: bool = True) -> Array:
    """Return the numbers of those who keep listening, as `spread` places them, (listeners,)."""
    return np.arange(listeners) * (1 if together else people // max(listeners, 1))
