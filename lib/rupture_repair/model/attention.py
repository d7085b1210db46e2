"""After a blunder: where does the therapist's attention go?

Attention is limited, so what circles round oneself is not with the client. Distress about a lapse
takes attention; self-criticism feeds on attention to oneself and keeps distress going; with less
attention on the client more is missed, and what is missed is a new lapse. Accountability is a
separate thing: it decides whether the lapse is taken up at all. So denial, self-attack and
accountability with kindness come out as three ways, not as points on one line. Professional
self-doubt goes with better outcomes where it comes with kindness to oneself (Nissen-Lie 2017, as
reported in a summary); the equations and numbers here are teaching assumptions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from .ranges import Checked, number

__all__ = ["Self", "after_a_lapse"]

CALMS = 0.8  # share of distress that is left a minute later, without self-criticism
TAKES = 2.0  # how strongly distress draws attention
MISSED = 0.05  # new distress from each thing missed


@dataclass(frozen=True)
class Self(Checked):
    """How a therapist treats themself after a lapse."""

    criticism: float = number(
        0.3, (0, 1), (0, 0.9), "0 to 1", "how harshly the therapist goes on at themself"
    )
    accountability: float = number(
        0.8, (0, 1), (0.2, 1), "0 to 1", "how fully the lapse is taken up with the client"
    )
    distress: float = number(
        0.8, (0, 2), (0.2, 1.5), "0 to 2", "how much the lapse upsets the therapist at first"
    )


def after_a_lapse(self_: Self, minutes: int = 20) -> Mapping[str, np.ndarray]:
    """Return the minutes after a lapse, each an array (minutes,).

    distress: 0 and up. attention: share that is with the client, 0 to 1. missed: things missed up
    to then, where one comes each minute. repair: how well the lapse has been taken up so far, 0 to
    1, which needs accountability and attention together. Raises ValueError for no minutes.
    """
    if minutes < 1:
        raise ValueError(f"minutes must be at least 1, got {minutes}")
    distress, missed, repair = self_.distress, 0.0, 0.0
    path: dict[str, list[float]] = {n: [] for n in ("distress", "attention", "missed", "repair")}
    for _ in range(minutes):
        attention = 1 / (1 + TAKES * distress)
        missed += 1 - attention
        repair += 0.15 * self_.accountability * attention * (1 - repair)
        for name, value in zip(path, (distress, attention, missed, repair), strict=True):
            path[name].append(value)
        circling = self_.criticism * (1 - attention)
        distress = min(distress * (CALMS + 0.35 * circling) + MISSED * circling, 2.0)
    return {name: np.array(values) for name, values in path.items()}
