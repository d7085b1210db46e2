"""Three rules by which an expectation may change, on the same events.

All learn from surprise, the gap between what was expected and what came. Rescorla and Wagner
(1972) hold the speed of learning fixed. Pearce and Hall (1980) let it follow attention: what has
lately surprised is attended to and learned from fast, what comes as always is not.

In latent cause models (Gershman and others 2017) a mind asks whether a surprise belongs to the old
situation or to a new one. "This therapist is not like my father" then leaves the old expectation
standing beside a new one. `latent_causes` keeps that idea and little else of these models.
"""

from __future__ import annotations

import numpy as np

__all__ = ["latent_causes", "pearce_hall", "rescorla_wagner"]

Array = np.ndarray


def rescorla_wagner(outcomes: Array, *, rate: float = 0.3, start: float = 0.8) -> Array:
    """Return the expectation before the first event and after each.

    outcomes: (..., events) what came, 0 (hurt was met) to 1 (hurt was brushed aside).
    rate: share of the surprise that is learned, 0 to 1. start: the first expectation, 0 to 1.
    Returns (..., events + 1). Raises ValueError for numbers outside 0 to 1.
    """
    outcomes = _checked(outcomes, rate=rate, start=start)
    expected = [np.full(outcomes.shape[:-1], start, float)]
    for came in np.moveaxis(outcomes, -1, 0):
        expected.append(expected[-1] + rate * (came - expected[-1]))
    return np.stack(expected, axis=-1)


def pearce_hall(
    outcomes: Array,
    *,
    rate: float = 0.6,
    start: float = 0.8,
    attention: float = 0.5,
    renewal: float = 0.4,
) -> tuple[Array, Array]:
    """Return expectation and attention before the first event and after each.

    As `rescorla_wagner`, but the speed is `rate` times attention, and attention moves by the share
    `renewal` to the size of the last surprise. Both results have shape (..., events + 1).
    """
    outcomes = _checked(outcomes, rate=rate, start=start, attention=attention, renewal=renewal)
    expected = [np.full(outcomes.shape[:-1], start, float)]
    attended = [np.full(outcomes.shape[:-1], attention, float)]
    for came in np.moveaxis(outcomes, -1, 0):
        surprise = came - expected[-1]
        expected.append(expected[-1] + rate * attended[-1] * surprise)
        attended.append(attended[-1] + renewal * (np.abs(surprise) - attended[-1]))
    return np.stack(expected, axis=-1), np.stack(attended, axis=-1)


def latent_causes(
    outcomes: Array,
    *,
    rate: float = 0.3,
    start: float = 0.8,
    readiness: float = 0.3,
    fresh: float = 0.5,
) -> tuple[Array, Array, Array]:
    """Return what is expected here, the old expectation, and the belief that this place is new.

    Two causes, an old and a new one, each with an expectation. Every event moves the belief by
    Bayes' rule, and each cause learns `rate` of its own surprise times its share of the belief.
    A teaching simplification, after Gershman and others (2017); ranges are teaching assumptions.

    outcomes, rate, start: as in `rescorla_wagner`, which is what comes of readiness 0.
    readiness: the belief that this is a new situation before anything has happened, 0 to 1.
    fresh: what is expected of a new situation, 0 to 1.
    All three results have shape (..., events + 1) and lie in 0 to 1.
    """
    outcomes = _checked(outcomes, rate=rate, start=start, readiness=readiness, fresh=fresh)
    shape = outcomes.shape[:-1]
    old, new, belief = [np.full(shape, first, float) for first in (start, fresh, readiness)]
    kept = [(belief * new + (1 - belief) * old, old, belief)]
    for came in np.moveaxis(outcomes, -1, 0):
        as_new = belief * (1 - np.abs(came - new))
        as_old = (1 - belief) * (1 - np.abs(came - old))
        either = as_new + as_old
        belief = np.where(either > 0, as_new / np.where(either > 0, either, 1), belief)
        old = old + rate * (1 - belief) * (came - old)
        new = new + rate * belief * (came - new)
        kept.append((belief * new + (1 - belief) * old, old, belief))
    here, olds, beliefs = (np.stack(path, axis=-1) for path in zip(*kept, strict=True))
    return here, olds, beliefs


def _checked(outcomes: Array, **shares: float) -> Array:
    outcomes = np.asarray(outcomes, float)
    for name, values in {"outcomes": outcomes, **shares}.items():
        if np.size(values) and not (np.min(values) >= 0 and np.max(values) <= 1):
            raise ValueError(f"{name} must lie in 0 to 1, got {values!r}")
    return outcomes
