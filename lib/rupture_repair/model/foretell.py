"""What a correlation between a trait and the alliance tells about people one meets.

Arithmetic of the bivariate normal distribution: exact, and true of clients only as far as trait and
alliance are distributed so. A correlation `r` is negative where more of the trait goes with a
weaker alliance.
"""

from __future__ import annotations

import math
from statistics import NormalDist

__all__ = ["below_average", "below_average_at", "likely_range"]

_NORMAL = NormalDist()


def below_average(r: float) -> float:
    """Return the share with a below-average alliance among those above average in the trait.

    r: correlation of trait and alliance, −1 to 1. The share among all others is 1 minus this. The
    orthant probability of the bivariate normal (Sheppard 1899).
    """
    return 0.5 - math.asin(_checked(r)) / math.pi


def below_average_at(r: float, trait: float) -> float:
    """Return the chance of a below-average alliance at one value of the trait.

    r: correlation, between −1 and 1. trait: in standard deviations from the average.
    """
    centre, spread = _given(r, trait)
    return _NORMAL.cdf(-centre / spread)


def likely_range(r: float, trait: float, share: float = 0.8) -> tuple[float, float]:
    """Return where the alliance of the middle `share` of people with this trait lies, in SDs."""
    centre, spread = _given(r, trait)
    reach = spread * _NORMAL.inv_cdf(0.5 + share / 2)
    return centre - reach, centre + reach


def _given(r: float, trait: float) -> tuple[float, float]:
    """Return mean and standard deviation of the alliance given the trait."""
    if abs(_checked(r)) == 1:
        raise ValueError("At r = −1 or 1 nothing is left to chance; r must lie between.")
    return r * trait, math.sqrt(1 - r * r)


def _checked(r: float) -> float:
    if not -1 <= r <= 1:
        raise ValueError(f"r must lie in −1 to 1, got {r}.")
    return r
