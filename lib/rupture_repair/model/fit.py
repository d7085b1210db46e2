"""The search for parameter sets that agree with what is published.

Most parameters are drawn from their plausible ranges. Four are solved for, one for each target that
fixes it: the drop-out intercept for drop-out, its slope for alliance and drop-out, how much clients
differ in their use of the rating scale for alliance and outcome, and the mechanism for resolution
and outcome. That mechanism is corrective learning in one world; in the other nobody's expectation
ever changes, and those who repair well are also better at everything else. The other targets
select. Where a target has a wide interval, each set aims at a value of its own in it, so that what
is not known stays unknown in the ensemble.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from statistics import NormalDist

import numpy as np

from .chance import Draws
from .measures import KEEP, measure
from .setting import Setting, all_ranges
from .simulation import simulate
from .targets import TARGETS

__all__ = ["SOLVED", "candidate", "search", "solve"]

Array = np.ndarray

FIXED = {
    "sensitivity", "apology", "apology_wish", "trust_ceiling", "sessions", "halo",
    "leaving_base", "leaving_alliance", "rating_style",
}  # fmt: skip
"""Not drawn: what learners set at will, and what is solved for."""
SOLVED = {
    "leaving_base": "dropout",
    "leaving_alliance": "alliance_dropout",
    "rating_style": "alliance_outcome",
}
"""Parameter to the target it is solved for; the mechanism of resolution comes fourth."""
EXACT = {"alliance_outcome": 0.278, "dropout": 0.197}
WIDE = {"resolution_outcome": (0.29, 0.095), "alliance_dropout": (0.55, 0.10)}  # mean, SD of aims
MARGIN = {"alliance_outcome": 0.006, "dropout": 0.003}
SELECT = ("felt_by_clients", "coded_by_observers", "noticed_by_therapists")
INSIDE = 0.03  # a set must lie inside a wide interval by this share of its width
JUDGED_IN = {
    "alliance_outcome": 0.005, "dropout": 0.003, "alliance_dropout": 0.08,
    "resolution_outcome": 0.08,
}  # fmt: skip
"""The units in which the solver weighs its errors: exact aims count for more than wide ones."""
STEPS = 8
EDGE = 0.05  # resolution aims at what its mechanism reaches between these shares of its range


def candidate(rng: np.random.Generator, learns: bool) -> tuple[Setting, dict[str, float]]:
    """Return a setting drawn from the plausible ranges, and what it aims at."""
    drawn = {
        name: float(np.float32(rng.uniform(*one.plausible)))
        for name, one in all_ranges().items()
        if name not in FIXED
    }
    drawn |= {"leaving_base": -4.2, "leaving_alliance": 2.5, "rating_style": 0.1}
    drawn |= {"learning_benefit": 0.4} if learns else {"halo": 0.05}
    return Setting().but(corrective_learning=learns, **drawn), {
        **EXACT,
        "alliance_dropout": _aim("alliance_dropout", rng),
    }


def _aim(
    name: str, rng: np.random.Generator, within: tuple[float, float] = (-np.inf, np.inf)
) -> float:
    """Return a value to aim at, drawn from a wide target's interval and `within`; NaN if none."""
    target = next(t for t in TARGETS if t.name == name)
    slack = INSIDE * (target.high - target.low)
    low, high = max(target.low + slack, within[0]), min(target.high - slack, within[1])
    if low >= high:
        return float("nan")
    normal = NormalDist(*WIDE[name])
    return normal.inv_cdf(rng.uniform(normal.cdf(low), normal.cdf(high)))


def solve(
    setting: Setting,
    aims: Mapping[str, float],
    coarse: Draws,
    fine: Draws,
    rng: np.random.Generator,
) -> Setting | None:
    """Return the setting with four parameters solved for, or None if the targets are not met.

    Newton's method with Broyden's updates inside the plausible ranges: first on `coarse` draws,
    then, if that looks acceptable, a few steps on `fine` ones. What resolution aims at is drawn
    from what its mechanism can reach, so that no set leans on the end of the mechanism's range.
    """
    mechanism = "learning_benefit" if setting.world.corrective_learning else "halo"
    solved = {**SOLVED, mechanism: "resolution_outcome"}
    names, scale = list(solved), np.array([JUDGED_IN[target] for target in solved.values()])
    aims = {**aims, "resolution_outcome": WIDE["resolution_outcome"][0]}
    low, high = np.array([all_ranges()[name].plausible for name in names]).T

    def miss(place: Array, draws: Draws) -> tuple[Array, Setting, Mapping[str, float]]:
        now = setting.but(**dict(zip(names, map(float, low + place * (high - low)), strict=True)))
        found = measures(now, draws)
        return np.array([found[t] - aims[t] for t in solved.values()]) / scale, now, found

    place = (np.array([setting[name] for name in names]) - low) / (high - low)
    best = miss(place, coarse)
    slopes = np.empty((len(names), len(names)))
    for i in range(len(names)):
        step = np.zeros(len(names))
        step[i] = 0.15 if place[i] < 0.5 else -0.15
        slopes[:, i] = (miss(place + step, coarse)[0] - best[0]) / step[i]
    ends = best[2]["resolution_outcome"] + slopes[-1, -1] * scale[-1] * (
        np.array([EDGE, 1 - EDGE]) - place[-1]
    )
    aims["resolution_outcome"] = _aim("resolution_outcome", rng, (min(ends), max(ends)))
    if np.isnan(aims["resolution_outcome"]):
        return None
    for draws, steps in ((coarse, STEPS), (fine, 3)):
        best = miss(place, draws)
        if draws is fine and not accepted(best[2]):
            return None
        size = 0.5
        for _ in range(steps):
            move = _bounded_step(slopes, best[0], place, size)
            if np.abs(best[0]).max() < 0.2 or np.abs(move).max() < 1e-4:
                break
            now = miss(place + move, draws)
            slopes += np.outer(now[0] - best[0] - slopes @ move, move) / (move @ move)
            if np.square(now[0]).sum() < np.square(best[0]).sum():
                place, best = place + move, now
            else:
                size = np.abs(move).max() / 2
    inner = EDGE / 2 < place[-1] < 1 - EDGE / 2
    return best[1] if inner and accepted(best[2]) else None


def _bounded_step(slopes: Array, error: Array, place: Array, size: float) -> Array:
    """Return the step that best undoes the error, no longer than `size`, within 0 to 1."""
    move, free = np.zeros(len(place)), np.ones(len(place), bool)
    while free.any():
        rest = error + slopes[:, ~free] @ move[~free]
        move[free] = np.clip(-np.linalg.lstsq(slopes[:, free], rest, rcond=1e-4)[0], -size, size)
        out = free & ((place + move < 0) | (place + move > 1))
        if not out.any():
            break
        move[out] = np.clip(place[out] + move[out], 0, 1) - place[out]
        free &= ~out
    return move


def measures(setting: Setting, draws: Draws) -> Mapping[str, float]:
    """Simulate a setting and return what `measure` finds."""
    return measure(setting, draws, simulate(setting, draws, keep=KEEP))


def _with_dropout(setting: Setting, wanted: float, draws: Draws) -> Setting:
    """Return the setting with an intercept that brings drop-out near to what is wanted."""
    low, high = all_ranges()["leaving_base"].plausible
    for _ in range(3):
        share = float(simulate(setting, draws, keep=()).means["left"])
        share = min(max(share, 0.002), 0.998)
        step = np.log(wanted / (1 - wanted)) - np.log(share / (1 - share))
        setting = setting.but(
            leaving_base=float(np.clip(setting["leaving_base"] + step, low, high))
        )
    return setting


def accepted(found: Mapping[str, float]) -> bool:
    """Return whether measures meet all targets with a margin for chance."""
    for target in TARGETS:
        width = target.high - target.low
        slack = MARGIN.get(target.name, INSIDE * width)
        if not target.met(found[target.name], -slack):
            return False
    return True


def search(
    count: int, learns: bool, coarse: Draws, fine: Draws, seed: int
) -> Iterator[tuple[Setting, int]]:
    """Yield `count` settings that meet all targets, each with the number of candidates so far.

    Raises RuntimeError if fewer than one candidate in a hundred would do.
    """
    rng = np.random.default_rng(seed)
    found = tried = 0
    while found < count:
        tried += 1
        setting, aims = candidate(rng, learns)
        setting = _with_dropout(setting, aims["dropout"], coarse)
        first = measures(setting, coarse)
        if all(t.met(first[t.name]) for t in TARGETS if t.name in SELECT):
            solved = solve(setting, aims, coarse, fine, rng)
            if solved is not None:
                found += 1
                yield solved, tried
        if tried > 100 * max(found, 3):
            raise RuntimeError(f"only {found} of {tried} candidates meet the targets")
