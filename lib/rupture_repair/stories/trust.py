"""How a client's trust moves in a story: down with a hurt and with silence, up with a repair.

Pure functions in the manner of the model, at the pace of a scene rather than of a session. Every
number is a teaching assumption, chosen so that different paths end in visibly different trust.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import NamedTuple

__all__ = ["Bond", "Traits", "answer", "hurt", "keep_faith", "start"]

RANGES = {
    "sensitivity": (0.5, 2.0),
    "expectation": (0.0, 1.0),
    "initial_trust": (0.05, 0.95),
    "voicing": (0.0, 1.0),
}
SEVERITY = {"hurt-slight": 0.25, "hurt": 0.5, "hurt-grave": 0.9}
"""What a hurt of each kind adds to what is unresolved, before sensitivity."""

STING = 0.12  # what a pitfall adds to what is unresolved, before sensitivity
BREAK = 0.35  # how hard a hurt hits trust
BREAK_EVEN = 0.20  # a reply of this quality leaves trust where it is
LIFT, FALL = 0.24, 0.22
FELT = 3.0  # how soon what is unresolved colours the whole of a reply
MENDS = 0.45  # share of the hurt that a perfect reply takes away
LEARNS = 0.40  # how fast the expectation moves towards what happened
KEPT = 0.15


@dataclass(frozen=True)
class Traits:
    """A client's history as numbers, named as in the model.

    sensitivity: 0.5 to 2; 1 is ordinary. How much the same lapse hurts.
    expectation: 0 to 1. How sure the client is, at the start, that hurt will be brushed aside.
    initial_trust: 0.05 to 0.95. Trust before the story begins.
    voicing: 0 to 1. How likely the client is to say so when something hurts.

    Raises ValueError, naming the field and its range, for a value outside it.
    """

    sensitivity: float
    expectation: float
    initial_trust: float
    voicing: float

    def __post_init__(self) -> None:
        for field in fields(self):
            value, (low, high) = getattr(self, field.name), RANGES[field.name]
            if not isinstance(value, int | float) or not low <= value <= high:
                raise ValueError(f"{field.name} = {value!r} must lie from {low} to {high}")


class Bond(NamedTuple):
    """Where the two stand: trust (0 to 1), unresolved hurt (0 and up), expectation (0 to 1)."""

    trust: float
    unresolved: float
    expectation: float


def start(traits: Traits) -> Bond:
    """Return the bond before anything has happened."""
    return Bond(traits.initial_trust, 0.0, traits.expectation)


def hurt(bond: Bond, traits: Traits, severity: float) -> Bond:
    """Return the bond after a lapse of `severity` (0 and up): trust falls, the hurt stays."""
    felt = severity * traits.sensitivity
    fall = 1 - math.exp(-BREAK * felt * (0.6 + 0.8 * bond.expectation))
    return bond._replace(trust=bond.trust * (1 - fall), unresolved=bond.unresolved + felt)


def answer(bond: Bond, traits: Traits, quality: float, pitfalls: int = 0) -> Bond:
    """Return the bond after a reply of `quality` (0 to 1), or after silence.

    The more is unresolved, the more it moves: with nothing to mend, only a pitfall counts.
    A reply better than the client expected lifts more; one that bears the expectation out costs
    more. What is not mended lingers, and weighs on the next reply.
    """
    trust, unresolved, expectation = bond
    weight = 1 - math.exp(-FELT * unresolved)
    if quality >= BREAK_EVEN:
        surprise = max(0.0, quality - (1 - expectation))
        share = (quality - BREAK_EVEN) / (1 - BREAK_EVEN)
        trust += (1 - trust) * min(LIFT * weight * share * (1 + surprise), 1.0)
    else:
        share = (BREAK_EVEN - quality) / BREAK_EVEN
        trust -= trust * min(FALL * weight * share * (0.5 + expectation), 1.0)
    learnt = expectation + LEARNS * weight * ((1 - quality) - expectation)
    after = Bond(trust, unresolved * (1 - MENDS * quality), learnt)
    return hurt(after, traits, STING * pitfalls) if pitfalls else after


def keep_faith(bond: Bond) -> Bond:
    """Return the bond after a promise was kept: a little trust, and a little less hurt."""
    trust = bond.trust + KEPT * (1 - bond.trust)
    return bond._replace(trust=trust, unresolved=bond.unresolved * (1 - KEPT))
