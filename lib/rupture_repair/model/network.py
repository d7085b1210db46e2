"""Does a small act of attention spread? It depends on the wiring.

Bounded confidence, after Deffuant (2000) and Hegselmann and Krause (2002): everyone moves to the
mean of the neighbours who are not too far from them, and pays no heed to the rest. A few people
keep listening whatever comes. Cooperation has been seen to spread up to three steps in laboratory
games between strangers (Fowler & Christakis 2010); that empathy does so in a town is not known, and
this model cannot show it. What it can show is how much the same people, wired differently, differ.
"""

from __future__ import annotations

import numpy as np

__all__ = ["WIRINGS", "spread", "wiring"]

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
    ring = [(i, (i + step) % people) for i in range(people) for step in range(1, degree // 2 + 1)]
    if kind == "clusters":
        pairs = [(i, j) for i in range(people) for j in range(i) if i // 6 == j // 6]
        pairs += [(i, (i + 1) % people) for i in range(5, people, 6)]
    elif kind == "random":
        pairs = [tuple(rng.choice(people, 2, replace=False)) for _ in ring]
    else:
        throw = rng.random(len(ring)) < (0.1 if kind == "small world" else 0)
        pairs = [
            (i, int(rng.choice(np.delete(np.arange(people), i)))) if across else (i, j)
            for (i, j), across in zip(ring, throw, strict=True)
        ]
    knows = np.zeros((people, people), bool)
    for i, j in pairs:
        knows[i, j] = knows[j, i] = True
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
    people = len(knows)
    if not 0 <= confidence <= 1:
        raise ValueError(f"confidence must lie in 0 to 1, got {confidence!r}")
    if not 0 <= listeners <= people:
        raise ValueError(f"listeners must lie in 0 to {people}, got {listeners!r}")
    now = np.random.default_rng(seed).uniform(0.1, 0.7, people)
    where = np.arange(listeners) * (1 if together else people // max(listeners, 1))
    now[where] = 1.0
    path = [now]
    for _ in range(steps):
        heeds = (knows | np.eye(people, dtype=bool)) & (
            np.abs(now[:, None] - now) <= confidence + 1e-12
        )
        now = (heeds * now).sum(axis=1) / heeds.sum(axis=1)
        now[where] = 1.0
        path.append(now)
    return np.array(path)
