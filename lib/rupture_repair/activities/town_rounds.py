"""The simulated towns of lesson 11, each run once and kept."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from ..figures.town import FULLY
from ..model.network import towns, wiring

__all__ = ["PEOPLE", "ROUNDS", "TOWNS", "attend_fully", "attention_in", "ties_of"]

PEOPLE, ROUNDS, TOWNS = 60, 40, 20


@lru_cache(maxsize=512)
def ties_of(kind: str, town: int) -> np.ndarray:
    """Return who knows whom in the town numbered `town`, from `wiring`; not to be written to."""
    ties = wiring(kind, PEOPLE, town)
    ties.flags.writeable = False
    return ties


@lru_cache(maxsize=32)
def attention_in(
    kind: str, confidence: float, listeners: int, together: bool, first: int
) -> np.ndarray:
    """Return attention in the town numbered `first` and the next ones, as `towns` gives it."""
    seeds = range(first, first + TOWNS)
    return towns(
        [ties_of(kind, seed) for seed in seeds], seeds, confidence=confidence, listeners=listeners,
        steps=ROUNDS, together=together,
    )  # fmt: skip


def attend_fully(
    wiring: str, confidence: float, listeners: int, together: bool, town: int = 1
) -> np.ndarray:
    """Return how many of sixty attend fully over time, (rounds + 1, towns), `town` being first."""
    return (attention_in(wiring, confidence, listeners, together, town) >= FULLY).sum(axis=2)
