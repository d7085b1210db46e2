"""Two ruptures, each repaired, against no rupture at all, for the same clients."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np

from .chance import Draws, draws
from .claims import enforced, ruptures
from .setting import Setting
from .simulation import simulate

__all__ = ["EXPECTATIONS", "QUALITIES", "two_against_none"]

Array = np.ndarray

CLIENTS, SEED = 600, 2
EXPECTATIONS, QUALITIES = np.linspace(0, 1, 11), np.linspace(0, 1, 21)


@lru_cache(maxsize=2)
def two_against_none(learning: bool) -> Mapping[str, Array]:
    """Return what two repaired ruptures bring less what none brings, over a grid.

    learning: whether a client's expectation can be corrected.

    Each array has shape (EXPECTATIONS, QUALITIES): `everyone`, the difference in improvement of all
    who began; `stayed`, that of those who stayed to the end of each; both in shares of symptoms;
    `stay`, the difference in the share of clients who stay. Every hurt is noticed and met with
    exactly the quality, and the same clients, with the same chance, live through both.
    """
    setting = Setting()
    sure = enforced(setting.but(corrective_learning=learning), 0.0)
    chance, twice = draws(CLIENTS, setting.course.sessions, SEED), ruptures(setting.course.sessions)
    expected = {"expectation": EXPECTATIONS}
    two = _ends(sure, chance, twice, expected | {"repair_quality": QUALITIES})
    none = _ends(sure, chance, 0 * twice, expected)
    return {name: two[name] - none[name][:, None] for name in two}


def _ends(
    setting: Setting, chance: Draws, schedule: Array, vary: Mapping[str, Array]
) -> dict[str, Array]:
    result = simulate(setting, chance, vary=vary, schedule=schedule, keep=("improvement", "left"))
    improvement, stayed = result["improvement"], result["left"] == 0
    return {
        "everyone": improvement.mean(axis=-1),
        "stayed": np.where(stayed, improvement, 0).sum(axis=-1) / stayed.sum(axis=-1),
        "stay": stayed.mean(axis=-1),
    }
