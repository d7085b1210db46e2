"""Chance, drawn once and reused.

One set of draws serves every setting of the sliders. Pictures then move smoothly, differences
between settings are differences between settings and not between dice, and a slider costs no draw.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist

import numpy as np

__all__ = ["Draws", "draws", "normal_quantiles"]

Array = np.ndarray


@dataclass(frozen=True, eq=False)
class Draws:
    """Random arrays, float32: `(clients,)` for what stays, `(sessions, clients)` for what passes.

    Normal unless said. lapse: exponential. leave: logistic. kind, notice, alarm, observe: uniform.
    rate and skill belong to therapists and are repeated for each of their clients.
    """

    clients: int
    sessions: int
    caseload: int
    seed: int
    therapist: Array
    rate: Array
    skill: Array
    sensitivity: Array
    expectation: Array
    trust: Array
    response: Array
    apology: Array
    outcome: Array
    style: Array
    lapse: Array
    kind: Array
    notice: Array
    quality: Array
    rating: Array
    symptom: Array
    leave: Array
    alarm: Array
    observe: Array


@lru_cache(maxsize=6)
def draws(clients: int, sessions: int, seed: int, caseload: int = 20) -> Draws:
    """Return the draws for `clients` who each come for up to `sessions`; same seed, same numbers.

    caseload: clients of one therapist. What stays is stratified (evenly spaced quantiles, shuffled)
    so that even a few hundred clients have the mean and spread they should have.
    Raises ValueError unless all three counts are at least 1.
    """
    for name, count in (("clients", clients), ("sessions", sessions), ("caseload", caseload)):
        if count < 1:
            raise ValueError(f"{name} must be at least 1, got {count}")
    rng = np.random.default_rng(seed)
    therapist = np.arange(clients) // caseload
    therapists = int(therapist[-1]) + 1

    def stays(count: int = clients) -> Array:
        return _still(rng.permutation(normal_quantiles(count)))

    def passes(kind: str = "random") -> Array:
        return getattr(rng, kind)(size=(sessions, clients), dtype=np.float32)

    # How often a therapist lapses says nothing of how well they mend it, in small groups too.
    rate = stays(therapists)
    often = np.exp(0.4 * rate) - np.exp(0.4 * rate).mean()
    skill = min(
        (stays(therapists) for _ in range(256)),
        key=lambda one: abs(often @ one) + abs(often @ np.minimum(one, 0)),
    )
    uniform = np.clip(passes(), 1e-7, 1 - 1e-7)
    return Draws(
        clients, sessions, caseload, seed,
        therapist=_still(therapist),
        rate=_still(rate[therapist]),
        skill=_still(skill[therapist]),
        sensitivity=stays(), expectation=stays(), trust=stays(),
        response=stays(), apology=stays(), outcome=stays(),
        style=stays(),
        lapse=_still(passes("standard_exponential")),
        kind=_still(passes()),
        notice=_still(passes()),
        quality=_still(passes("standard_normal")),
        rating=_still(passes("standard_normal")),
        symptom=_still(passes("standard_normal")),
        leave=_still(np.log(uniform / (1 - uniform))),
        alarm=_still(passes()),
        observe=_still(passes()),
    )  # fmt: skip


@lru_cache(maxsize=16)
def normal_quantiles(count: int) -> Array:
    """Return `count` evenly spaced quantiles of the standard normal, ascending, float32."""
    inverse = NormalDist().inv_cdf
    return _still(np.array([inverse((i + 0.5) / count) for i in range(count)], np.float32))


def _still(array: Array) -> Array:
    array.setflags(write=False)
    return array
