"""Two people finding their distance, and what shame does to it.

Coupled difference equations in the manner of Gottman and Murray (each is drawn to a level of their
own, and moved by the other) and of Liebovitch's therapist and client. Warmth and boundary are two
things here. Warmth is how far one lets the other in; a boundary is how clear it is what will not
happen. A warm therapist who is ashamed of being warm shows less than they feel; the client who
reached out meets less than they reached for, and is ashamed in turn. A clear boundary leaves less
to be ashamed of, so warmth can show. Without one, more warmth can be too much: closer is not
kinder. Every number is a teaching assumption.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from .ranges import Checked, number

__all__ = ["Pair", "regulate"]

INERTIA = 0.7  # share of the last moment's distance from one's own level that stays
SHAME_STAYS = 0.8  # share of shame that is still there a moment later
MIRRORS = 0.2  # share of the gap to the other that one moves by
STINGS = 1.5  # shame from being met with less than one reached for
HIDES = 0.25  # reaching that a wholly ashamed client gives up, each moment
FLEES = 0.6  # reaching given up for each unit of closeness that is too much


@dataclass(frozen=True)
class Pair(Checked):
    """A therapist and a client, each with a level they are drawn to."""

    warmth: float = number(
        0.7, (0, 1), (0.2, 0.9), "0 to 1", "how warmly the therapist feels when left to themself"
    )
    boundary: float = number(
        0.6, (0, 1), (0.2, 0.95), "0 to 1", "how clear it is what will and will not happen"
    )
    shame: float = number(
        0.5, (0, 2), (0, 1.5), "0 to 2", "how ashamed the therapist is of feeling warmly"
    )
    reaching: float = number(
        0.5, (0, 1), (0.2, 0.8), "0 to 1", "how far the client reaches out when left to themself"
    )
    tolerance: float = number(
        0.35, (0, 1), (0.1, 0.7), "0 to 1", "how much unbounded closeness the client can bear"
    )


def regulate(pair: Pair, moments: int = 40) -> Mapping[str, np.ndarray]:
    """Return how both move, each an array (moments + 1,) within 0 to 1.

    felt, shown: the therapist's warmth. ashamed: their shame. reached: how far the client reaches.
    hurt: the client's shame. crowded: closeness beyond what the client can bear.
    Raises ValueError for fewer than one moment.
    """
    if moments < 1:
        raise ValueError(f"moments must be at least 1, got {moments}")
    names = ("felt", "shown", "ashamed", "reached", "hurt", "crowded")
    state = {"felt": pair.warmth, "ashamed": 0.0, "reached": pair.reaching, "hurt": 0.0}
    path: dict[str, list[float]] = {name: [] for name in names}
    for _ in range(moments + 1):
        shown = state["felt"] * (1 - state["ashamed"])
        crowded = max(shown * (1 - pair.boundary) - pair.tolerance, 0.0)
        for name, value in (state | {"shown": shown, "crowded": crowded}).items():
            path[name].append(value)
        state = _next(pair, shown, crowded, **state)
    return {name: np.array(values) for name, values in path.items()}


def _next(
    pair: Pair,
    shown: float,
    crowded: float,
    felt: float,
    ashamed: float,
    reached: float,
    hurt: float,
) -> dict[str, float]:
    missed = max(reached - shown, 0.0)
    hurt = SHAME_STAYS * hurt + (1 - SHAME_STAYS) * STINGS * missed
    shame = pair.shame * felt * (1 - pair.boundary)
    drawn = pair.reaching + INERTIA * (reached - pair.reaching) + MIRRORS * (shown - reached)
    return {
        "felt": _hold(pair.warmth + INERTIA * (felt - pair.warmth) + MIRRORS * (reached - felt)),
        "ashamed": _hold(SHAME_STAYS * ashamed + (1 - SHAME_STAYS) * shame),
        "reached": _hold(drawn - HIDES * hurt - FLEES * crowded),
        "hurt": _hold(hurt),
    }


def _hold(value: float) -> float:
    return min(max(value, 0.0), 1.0)
