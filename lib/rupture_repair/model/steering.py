"""What learners steer, solved back to what the equations need.

A lapse hurts by a Gamma distributed amount (shape 1.5). With E exponential and H the map from the
quantiles of the exponential to those of the Gamma, H(ln rate + E), or 0 where that is negative, is
exactly a lapse with probability `rate` times a Gamma: the lapse appears small and grows as the rate
grows, so pictures move smoothly. A rate above 1 shifts the amounts up, the mildest giving way.
"""

from __future__ import annotations

import math
from functools import cache, lru_cache

import numpy as np

from .chance import normal_quantiles

__all__ = ["SHAPE", "amount", "log_rate", "minus_log_survival", "quality_centre"]

SHAPE = 1.5
STEPS = 256  # table steps per unit of the exponential
_MOST = 20  # the exponential's last tabulated value; chance beyond it 2e-9
_NEVER = np.float32(-1e4)

Array = np.ndarray


@cache
def _curve() -> tuple[Array, Array]:
    """Return amounts and -ln P(Gamma(1.5, 1) > amount), both ascending from 0."""
    amounts = np.linspace(0, 5, 5001) ** 2
    tail = [math.erfc(math.sqrt(x)) + 2 * math.sqrt(x / math.pi) * math.exp(-x) for x in amounts]
    return amounts, -np.log(np.array(tail))


@cache
def _table() -> Array:
    amounts, hazard = _curve()
    return np.interp(np.arange(_MOST * STEPS) / STEPS, hazard, amounts).astype(np.float32)


def amount(exponential: Array) -> Array:
    """Return the Gamma(1.5, 1) amount at an exponential's quantile; 0 where that is negative."""
    index = (exponential * np.float32(STEPS)).astype(np.intp)
    return _table().take(index, mode="clip")


def minus_log_survival(amounts: Array) -> Array:
    """Return -ln P(Gamma(1.5, 1) > amount), float32."""
    grid, hazard = _curve()
    return np.interp(amounts, grid, hazard).astype(np.float32)


def log_rate(frequency: Array | float, differ: Array, hidden: Array) -> Array:
    """Return each client's log rate of lapses such that on average `frequency` are felt.

    frequency: probability that a rupture is felt, shape (..., 1) or a number.
    differ: (..., clients) log of each therapist's rate against the others'.
    hidden: (..., clients) -ln P(a lapse is felt | a lapse), for clients of ordinary sensitivity.

    A client feels a lapse with probability min(1, rate x P(felt)). Its mean is concave and
    piecewise linear in the common factor of the rates, so its inverse is the greatest of the
    inverses of its pieces. Nobody's rate rises above the one at which every session is felt.
    """
    felt = np.sort(np.exp(differ - hidden), axis=-1)  # ascending
    count = felt.shape[-1]
    rest = np.cumsum(felt, axis=-1, dtype=np.float64)  # sum of the 1, 2, … least
    certain = count - 1 - np.arange(count)  # how many others feel every session
    factor = ((frequency * count - certain) / rest).max(axis=-1, keepdims=True)
    with np.errstate(divide="ignore"):
        common = np.log(factor).astype(np.float32)
    return np.maximum(np.minimum(common + differ, hidden), _NEVER)


def quality_centre(quality: Array | float, spread: Array | float) -> Array:
    """Return the centre of a normal whose values, held inside 0 to 1, have mean `quality`.

    spread: its SD. Within .002 for a quality of .005 to .995.
    """
    if not np.ndim(spread):
        centres, means = _held_means(round(float(spread), 6))
        return np.interp(quality, means, centres).astype(np.float32)
    pairs = np.broadcast(quality, spread)
    return np.array([quality_centre(*pair) for pair in pairs]).reshape(pairs.shape)


@lru_cache(maxsize=64)
def _held_means(spread: float) -> tuple[Array, Array]:
    centres = np.linspace(-5 * spread, 1 + 5 * spread, 801)
    values = centres[:, None] + spread * normal_quantiles(401)
    return centres, np.clip(values, 0, 1).mean(axis=1)
