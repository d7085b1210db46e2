"""Scores with their uncertainty: proportions, detection, calibration, agreement, items, gain.

Everything here is a pure function of numbers. Whatever is estimated comes back as an `Estimate`,
the value together with its interval, so that nobody has to print one without the other.
Undefined quantities (an agreement of nothing, the discrimination of an item that all got right) are
`nan` and never a made-up number.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import cache
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = [
    "Bin",
    "Calibration",
    "Estimate",
    "Gain",
    "Items",
    "SignalDetection",
    "balanced_gain",
    "calibration",
    "cohen_kappa",
    "difference_of_proportions",
    "gain",
    "item_statistics",
    "mean",
    "percent_agreement",
    "proportion",
    "signal_detection",
    "t_quantile",
]

_NORMAL = NormalDist()


class Estimate(NamedTuple):
    """A value and the interval around it; all three are `nan` where it is undefined."""

    value: float
    low: float
    high: float


UNDEFINED = Estimate(math.nan, math.nan, math.nan)


# -- Quantiles, means and proportions ----------------------------------------------------------


def _z(level: float) -> float:
    if not 0 < level < 1:
        raise ValueError(
            f"The level of an interval lies between 0 and 1, for example 0.95: {level}."
        )
    return _NORMAL.inv_cdf((1 + level) / 2)


@cache
def t_quantile(p: float, df: float) -> float:
    """Quantile of Student's t with `df` degrees of freedom (above 0), for p in (0, 1).

    With t = √df·tan θ the density is proportional to cos^(df−1) θ; Gauss–Legendre quadrature gives
    its integral and bisection inverts it. Agrees with published tables to six places for df ≥ 1.
    """
    if not 0 < p < 1 or df <= 0:
        raise ValueError(f"A t quantile needs 0 < p < 1 and df > 0, not p={p}, df={df}.")
    if p == 0.5:
        return 0.0
    nodes, weights = np.polynomial.legendre.leggauss(96)
    total = math.sqrt(math.pi) * math.exp(math.lgamma(df / 2) - math.lgamma((df + 1) / 2))

    def upper_half(theta: float) -> float:
        x = theta * (nodes + 1) / 2
        return float(theta / 2 * np.sum(weights * np.cos(x) ** (df - 1)) / total)

    low, high = 0.0, math.pi / 2
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if upper_half(middle) < abs(p - 0.5) else (low, middle)
    return math.copysign(math.sqrt(df) * math.tan(low), p - 0.5)


def mean(values: ArrayLike, level: float = 0.95) -> Estimate:
    """Mean of a one-dimensional sample with Student's t interval.

    One value has a mean and no interval (`nan`); none has neither.
    """
    x = np.asarray(values, dtype=float)
    if x.size == 0:
        return UNDEFINED
    centre = float(x.mean())
    if x.size == 1:
        return Estimate(centre, math.nan, math.nan)
    half = t_quantile((1 + level) / 2, x.size - 1) * float(x.std(ddof=1)) / math.sqrt(x.size)
    return Estimate(centre, centre - half, centre + half)


def proportion(successes: int, n: int, level: float = 0.95) -> Estimate:
    """Proportion `successes`/`n`, with the score interval of Wilson (1927).

    It stays within 0 and 1 and is honest at both ends, where the textbook interval has width zero
    (Brown, Cai & DasGupta 2001). Undefined for n = 0.
    """
    if not 0 <= successes <= n:
        raise ValueError(f"Successes lie between 0 and n: {successes} of {n}.")
    z = _z(level)
    if n == 0:
        return UNDEFINED
    p = successes / n
    centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return Estimate(p, min(p, max(0.0, centre - half)), max(p, min(1.0, centre + half)))


def difference_of_proportions(
    successes: int, n: int, other_successes: int, other_n: int, level: float = 0.95
) -> Estimate:
    """First proportion minus the second, from separate items or people.

    Interval: Newcombe (1998), method 10, built from the two Wilson intervals. This is the gain of
    *one* learner from one matched form to the other, with as many items as there were.
    """
    p, low, high = proportion(successes, n, level)
    q, other_low, other_high = proportion(other_successes, other_n, level)
    d = p - q
    return Estimate(
        d, d - math.hypot(p - low, other_high - q), d + math.hypot(high - p, q - other_low)
    )


# -- Signal detection --------------------------------------------------------------------------


@dataclass(frozen=True)
class SignalDetection:
    """Yes/no detection: the four counts and what follows from them.

    hit_rate, false_alarm_rate: raw proportions with Wilson intervals.
    d_prime: sensitivity, 0 for guessing, in standard deviations.
    criterion: c, 0 without bias; below 0 says "yes" readily, above 0 holds back.
    """

    hits: int
    misses: int
    false_alarms: int
    correct_rejections: int
    hit_rate: Estimate
    false_alarm_rate: Estimate
    d_prime: Estimate
    criterion: Estimate


def signal_detection(
    hits: int, misses: int, false_alarms: int, correct_rejections: int, level: float = 0.95
) -> SignalDetection:
    """Sensitivity d′ = z(H) − z(F) and criterion c = −½[z(H) + z(F)] (Green & Swets 1966).

    The log-linear correction of Hautus (1995), ½ added to the hits and the false alarms and 1 to
    the trials of each kind, is always applied, so that a perfect score stays finite.
    Intervals: normal, with the variance of Gourevitch & Galanter (1967),
    H(1−H)/(n φ²(z(H))) + F(1−F)/(m φ²(z(F))) for d′ and a quarter of it for c, at the corrected
    rates and trial numbers. In simulations it errs on the wide side when trials are few.
    Both are undefined when there was no trial of one kind.
    """
    counts = (hits, misses, false_alarms, correct_rejections)
    if min(counts) < 0:
        raise ValueError(f"Counts are never negative: {counts}.")
    signal, noise = hits + misses, false_alarms + correct_rejections
    d_prime = criterion = UNDEFINED
    if signal and noise:
        h, f = (hits + 0.5) / (signal + 1), (false_alarms + 0.5) / (noise + 1)
        zh, zf = _NORMAL.inv_cdf(h), _NORMAL.inv_cdf(f)
        variance = h * (1 - h) / ((signal + 1) * _NORMAL.pdf(zh) ** 2)
        variance += f * (1 - f) / ((noise + 1) * _NORMAL.pdf(zf) ** 2)
        half = _z(level) * math.sqrt(variance)
        d, c = zh - zf, -(zh + zf) / 2
        d_prime = Estimate(d, d - half, d + half)
        criterion = Estimate(c, c - half / 2, c + half / 2)
    return SignalDetection(
        *counts,
        proportion(hits, signal, level),
        proportion(false_alarms, noise, level),
        d_prime,
        criterion,
    )


# -- Calibration of confidence -----------------------------------------------------------------


class Bin(NamedTuple):
    """Answers given with confidence in [low, high): how many, how sure, how often right."""

    low: float
    high: float
    n: int
    confidence: float
    right: Estimate


@dataclass(frozen=True)
class Calibration:
    """How well confidence matches what proved right.

    bins: the bins that hold an answer, in order; the last one includes 1.
    brier: mean squared difference of confidence and outcome (Brier 1950); 0 is best, and 0.25 is
        what always saying one half earns.
    overconfidence: mean confidence minus the share right; above 0 too sure, below 0 too unsure.
    """

    bins: tuple[Bin, ...]
    brier: float
    overconfidence: Estimate


def calibration(
    confidence: ArrayLike,
    right: ArrayLike,
    edges: Sequence[float] = (0.0, 0.4, 0.6, 0.8, 0.9, 1.0),
    level: float = 0.95,
) -> Calibration:
    """Calibration of n answers: confidence in [0, 1] and whether each proved right (0 or 1).

    Over- or underconfidence as in Lichtenstein, Fischhoff & Phillips (1982), with a t interval over
    the n differences. `edges` rise from 0 to 1.
    """
    p, x = np.asarray(confidence, dtype=float), np.asarray(right, dtype=float)
    if p.shape != x.shape or p.ndim != 1:
        raise ValueError("Confidence and outcomes are two lists of the same length.")
    if np.any((p < 0) | (p > 1) | np.isnan(p)) or not np.all((x == 0) | (x == 1)):
        raise ValueError("Confidence lies between 0 and 1; an outcome is 0 or 1.")
    steps = np.asarray(edges, dtype=float)
    if steps[0] != 0 or steps[-1] != 1 or np.any(np.diff(steps) <= 0):
        raise ValueError(f"The edges of the bins rise from 0 to 1: {tuple(edges)}.")
    which = np.minimum(np.searchsorted(steps, p, side="right") - 1, steps.size - 2)
    bins = tuple(
        Bin(
            float(steps[b]),
            float(steps[b + 1]),
            int(inside.sum()),
            float(p[inside].mean()),
            proportion(int(x[inside].sum()), int(inside.sum()), level),
        )
        for b in range(steps.size - 1)
        if (inside := which == b).any()
    )
    brier = float(np.mean((p - x) ** 2)) if p.size else math.nan
    return Calibration(bins, brier, mean(p - x, level))


# -- Agreement ---------------------------------------------------------------------------------


def percent_agreement(
    first: Sequence[Hashable], second: Sequence[Hashable], level: float = 0.95
) -> Estimate:
    """Share of cases that two readers labelled alike, with its Wilson interval."""
    pairs = list(zip(first, second, strict=True))
    return proportion(sum(a == b for a, b in pairs), len(pairs), level)


def cohen_kappa(
    first: Sequence[Hashable], second: Sequence[Hashable], level: float = 0.95
) -> Estimate:
    """Agreement of two readers beyond chance, κ = (p_o − p_e)/(1 − p_e) (Cohen 1960).

    Interval: normal, with the large-sample variance of Fleiss, Cohen & Everitt (1969), cut at −1
    and 1. It is approximate below about fifty cases. Undefined when there are no cases or when both
    readers used one and the same label throughout (chance agreement is then 1).
    """
    pairs = list(zip(first, second, strict=True))
    labels = {name: i for i, name in enumerate(dict.fromkeys(x for pair in pairs for x in pair))}
    if len(labels) < 2:
        return UNDEFINED
    table = np.zeros((len(labels), len(labels)))
    for a, b in pairs:
        table[labels[a], labels[b]] += 1
    n = len(pairs)
    p = table / n
    rows, columns = p.sum(axis=1), p.sum(axis=0)
    observed, chance = float(np.trace(p)), float(rows @ columns)
    kappa = (observed - chance) / (1 - chance)
    # Marginals are crossed on purpose: cell (i, j) weighs column total i plus row total j.
    marginal = columns[:, None] + rows[None, :]
    diagonal = np.diag(p) @ (1 - np.diag(marginal) * (1 - kappa)) ** 2
    off = (1 - kappa) ** 2 * (np.sum(p * marginal**2) - np.diag(p) @ np.diag(marginal) ** 2)
    rest = (kappa - chance * (1 - kappa)) ** 2
    variance = max(0.0, float(diagonal + off - rest)) / (n * (1 - chance) ** 2)
    half = _z(level) * math.sqrt(variance)
    return Estimate(kappa, max(-1.0, kappa - half), min(1.0, kappa + half))


# -- Items and forms ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Items:
    """What a class's answers say about the items of one form.

    difficulty: per item, the share of people who got it right (high means easy).
    discrimination: per item, its correlation with the score on the *other* items; near 0 or below
        asks for a second look at the item. `nan` where everyone, or no one, got it right.
    reliability: Kuder–Richardson formula 20 (1937) of the whole form; `nan` when undefined.
    """

    difficulty: tuple[Estimate, ...]
    discrimination: NDArray[np.float64]
    reliability: float


def item_statistics(right: ArrayLike, level: float = 0.95) -> Items:
    """Item difficulty and discrimination from `right`, people × items, each entry 0 or 1.

    Discrimination is the point-biserial correlation with the rest score, corrected for the item's
    own share in the total (Henrysson 1963). Classical test theory: it describes this class.
    """
    x = np.asarray(right, dtype=float)
    if x.ndim != 2 or not np.all((x == 0) | (x == 1)):
        raise ValueError("Answers are a table, people by items, of 0 and 1.")
    people, items = x.shape
    total = x.sum(axis=1)
    discrimination = np.full(items, np.nan)
    for i in range(items):
        item, rest = x[:, i], total - x[:, i]
        if people > 1 and item.std() > 0 and rest.std() > 0:
            discrimination[i] = np.corrcoef(item, rest)[0, 1]
    spread = float(total.var()) if people > 1 else 0.0
    reliability = math.nan
    if items > 1 and spread > 0:
        p = x.mean(axis=0)
        reliability = items / (items - 1) * (1 - float(np.sum(p * (1 - p))) / spread)
    difficulty = tuple(proportion(int(c), people, level) for c in x.sum(axis=0))
    return Items(difficulty, discrimination, reliability)


class Gain(NamedTuple):
    """Change of n people from the first form to the second.

    difference: mean change, on the scale of the scores, with a paired t interval.
    normalised: (mean after − mean before) / (maximum − mean before), Hake's (1998) average
        normalised gain: the share of what could still be gained. Percentile bootstrap over people.
    """

    n: int
    difference: Estimate
    normalised: Estimate


def gain(
    before: ArrayLike,
    after: ArrayLike,
    maximum: float = 1.0,
    level: float = 0.95,
    seed: int = 0,
    resamples: int = 4000,
) -> Gain:
    """Gain of the same n people between two matched forms, scores from 0 to `maximum`.

    The bootstrap is seeded, so the same scores give the same interval; it is somewhat narrow below
    about twenty people. The normalised gain is undefined when nobody had anything left to gain,
    and its interval below two people. No gain is evidence of learning by itself: without another
    group, practice and regression to the mean stay in it.
    """
    a, b = np.asarray(before, dtype=float), np.asarray(after, dtype=float)
    if a.shape != b.shape or a.ndim != 1:
        raise ValueError("Before and after are two lists with one score for each person.")
    if a.size and (min(a.min(), b.min()) < 0 or max(a.max(), b.max()) > maximum):
        raise ValueError(f"Scores lie between 0 and {maximum}.")
    room = maximum - a.mean() if a.size else 0.0
    normalised = UNDEFINED
    if room > 0:
        value, low, high = float((b.mean() - a.mean()) / room), math.nan, math.nan
        if a.size > 1:
            drawn = np.random.default_rng(seed).integers(0, a.size, (resamples, a.size))
            rooms = maximum - a[drawn].mean(axis=1)
            change = (b - a)[drawn].mean(axis=1)
            draws = change[rooms > 0] / rooms[rooms > 0]
            tail = (1 - level) / 2
            low, high = (float(q) for q in np.quantile(draws, [tail, 1 - tail]))
        normalised = Estimate(value, low, high)
    return Gain(int(a.size), mean(b - a, level), normalised)


def balanced_gain(a_first: ArrayLike, b_first: ArrayLike, level: float = 0.95) -> Estimate:
    """Mean gain with the difference between the forms cancelled out.

    a_first, b_first: each person's change (after minus before), by the form they met first. If form
    B is easier, those who met A first seem to gain more and the others less; the plain average of
    the two group means is free of that (the period effect of a 2 × 2 crossover, Jones & Kenward
    2014). Interval: t with Welch's degrees of freedom. Each group needs two people.
    """
    groups = [np.asarray(g, dtype=float) for g in (a_first, b_first)]
    if min(g.size for g in groups) < 2:
        return UNDEFINED
    value = float(sum(g.mean() for g in groups)) / 2
    parts = [float(g.var(ddof=1)) / g.size for g in groups]
    if sum(parts) == 0:
        return Estimate(value, value, value)
    df = sum(parts) ** 2 / sum(v * v / (g.size - 1) for v, g in zip(parts, groups, strict=True))
    half = t_quantile((1 + level) / 2, df) * math.sqrt(sum(parts)) / 2
    return Estimate(value, value - half, value + half)
