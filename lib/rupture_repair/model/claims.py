"""What holds in every world: the lessons' headline claims, tried in every set of the ensemble.

A claim's effect is positive where it holds. For each the share of the ensemble in which it holds is
reported, and the parameter that decides most how strongly (by rank correlation with the effect).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from .chance import Draws
from .setting import Setting, all_ranges
from .simulation import simulate

__all__ = ["CLAIMS", "Claim", "decider", "enforced", "quality_needed", "spread_hurt", "try_claims"]

Array = np.ndarray

TOTAL = 3.0  # hurt that is spread over few or many lapses
TWICE = (4, 9)  # sessions, from 0, of two ruptures
RUPTURE = 0.8  # their hurt


@dataclass(frozen=True)
class Claim:
    """One claim: `effect` is positive where it holds, in the unit given."""

    name: str
    says: str
    unit: str
    effect: Callable[[Setting, Draws], float]


def enforced(setting: Setting, quality: float) -> Setting:
    """Return the setting with every hurt noticed, and met with exactly this quality."""
    exact = {"quality_spread": 0.0, "quality_noise": 0.0, "apology_wish_spread": 0.0}
    return setting.but(noticing=1.0, voicing=1.0, repair_quality=quality, **exact)


def ruptures(sessions: int, at: Sequence[int] = TWICE, hurt: float = RUPTURE) -> Array:
    """Return a schedule with lapses of the given hurt at the given sessions, counted from 0."""
    schedule = np.zeros(sessions, np.float32)
    schedule[list(at)] = hurt
    return schedule


def spread_hurt(lapses: int, sessions: int = 16, total: float = TOTAL) -> Array:
    """Return a schedule of the same total hurt in so many lapses, evenly placed about the middle.

    Raises ValueError for fewer than one lapse or more than one less than the sessions.
    """
    if not 1 <= lapses < sessions:
        raise ValueError(f"lapses must lie in 1 to {sessions - 1}, got {lapses!r}")
    middle = (np.arange(lapses) + 0.5) / lapses * (sessions - 1)
    return ruptures(sessions, tuple(middle.astype(int)), total / lapses)


def _end(setting: Setting, draws: Draws, schedule: Array, name: str) -> float:
    return float(simulate(setting, draws, keep=(), schedule=schedule).means[name])


def _repaired_less_unrepaired(name: str, quality: float = 0.7) -> Callable[[Setting, Draws], float]:
    def effect(setting: Setting, draws: Draws) -> float:
        twice = ruptures(setting.course.sessions)
        good, none = (_end(enforced(setting, q), draws, twice, name) for q in (quality, 0.0))
        return none - good if name == "left" else good - none

    return effect


def _repaired_less_no_rupture(name: str, quality: float) -> Callable[[Setting, Draws], float]:
    def effect(setting: Setting, draws: Draws) -> float:
        sure = enforced(setting, quality)
        twice = ruptures(setting.course.sessions)
        return _end(sure, draws, twice, name) - _end(sure, draws, 0 * twice, name)

    return effect


def _habitual(name: str, few: int, **changes: bool) -> Callable[[Setting, Draws], float]:
    def effect(setting: Setting, draws: Draws) -> float:
        now = setting.but(**changes)
        rare, often = (_end(now, draws, spread_hurt(n), name) for n in (few, 15))
        return often - rare if name == "left" else rare - often

    return effect


def _slow_return(setting: Setting, draws: Draws) -> float:
    """Return what is still lost eight sessions after a lapse, less half of the greatest loss."""
    everyone = {"leaving_base": -12.0, "leaving_alliance": 0.0, "leaving_hurt": 0.0}
    sure, at = enforced(setting, 0.0).but(**everyone), 2
    once = ruptures(setting.course.sessions, (at,))
    trust = [
        simulate(sure, draws, keep=("trust",), schedule=schedule)["trust"].mean(axis=1)
        for schedule in (0 * once, once)
    ]
    loss = trust[0] - trust[1]
    return float(loss[at + 8] - loss.max() / 2)


def quality_needed(setting: Setting, draws: Draws) -> float:
    """Return the least quality at which two ruptures do no worse than none; NaN if none is enough.

    In steps of .05, by improvement at the end.
    """
    qualities = np.linspace(0, 1, 21)
    sure, twice = enforced(setting, 0.0), ruptures(setting.course.sessions)
    vary = {"repair_quality": qualities}
    ends = simulate(sure, draws, vary=vary, schedule=twice).means["improvement"]
    enough = np.flatnonzero(ends >= _end(sure, draws, 0 * twice, "improvement"))
    return float(qualities[enough[0]]) if len(enough) else float("nan")


def _too_much_apology(setting: Setting, draws: Draws) -> float:
    trust = simulate(setting, draws, vary={"apology": [0.5, 1.0]}).means["trust"]
    return float(trust[0] - trust[1])


def _completers(setting: Setting, draws: Draws) -> float:
    result = simulate(setting, draws, keep=("improvement", "left"))
    return float(result["improvement"][result["left"] == 0].mean() - result["improvement"].mean())


CLAIMS = (
    Claim(
        "unrepaired_is_worse",
        "Two ruptures repaired at .7 end in more improvement than the same two left unrepaired.",
        "share of symptoms",
        _repaired_less_unrepaired("improvement"),
    ),
    Claim(
        "unrepaired_loses_clients",
        "Two ruptures left unrepaired lose more clients than the same two repaired at .7.",
        "share of clients",
        _repaired_less_unrepaired("left"),
    ),
    Claim(
        "excellent_repair_beats_no_rupture",
        "Two ruptures repaired at .9 end in more improvement than no rupture.",
        "share of symptoms",
        _repaired_less_no_rupture("improvement", 0.9),
    ),
    Claim(
        "good_repair_beats_no_rupture",
        "Two ruptures repaired at .7 end in more improvement than no rupture.",
        "share of symptoms",
        _repaired_less_no_rupture("improvement", 0.7),
    ),
    Claim(
        "good_repair_still_loses_clients",
        "Two ruptures repaired at .7 lose more clients than no rupture.",
        "share of clients",
        _repaired_less_no_rupture("left", 0.7),
    ),
    Claim(
        "habitual_costs_more_trust",
        "The same total hurt costs more trust in fifteen lapses than in three.",
        "trust",
        _habitual("trust", 3),
    ),
    Claim(
        "habitual_costs_more_trust_without_attribution",
        "The same, in a world where nobody counts lapses.",
        "trust",
        _habitual("trust", 3, attribution=False),
    ),
    Claim(
        "habitual_loses_more_clients",
        "The same total hurt loses more clients in fifteen lapses than in one.",
        "share of clients",
        _habitual("left", 1),
    ),
    Claim(
        "trust_is_slow_to_return",
        "Eight sessions after one lapse left unrepaired, trust still lacks more than half of the"
        " most that it lost.",
        "trust",
        _slow_return,
    ),
    Claim(
        "too_much_apology_costs_trust",
        "A therapist who abases themself ends with less trust than one who apologises once.",
        "trust",
        _too_much_apology,
    ),
    Claim(
        "completers_look_better",
        "Those who stay to the end improved more than everyone who began.",
        "share of symptoms",
        _completers,
    ),
)


def try_claims(
    sets: Sequence[Setting], draws: Draws, claims: Sequence[Claim] = CLAIMS
) -> Mapping[str, Array]:
    """Return each claim's effect in each set, by the claim's name."""
    return {claim.name: np.array([claim.effect(s, draws) for s in sets]) for claim in claims}


def decider(effects: Array, sets: Sequence[Setting]) -> tuple[str, float]:
    """Return the parameter whose rank correlation with the effect is strongest, and that."""
    best = ("", 0.0)
    for name in (*all_ranges(), "corrective_learning"):
        values = np.array([setting[name] for setting in sets], float)
        if np.ptp(values) > 0 and np.ptp(effects) > 0:
            rho = float(np.corrcoef(_ranks(values), _ranks(effects))[0, 1])
            if abs(rho) > abs(best[1]):
                best = (name, rho)
    return best


def _ranks(values: Array) -> Array:
    """Return ranks, ties sharing their mean."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    return (ends - (counts - 1) / 2)[inverse]
