"""Figures that nobody tuned for, to be put beside what is published, whether they agree or not.

`targets.PREDICTIONS` has the published side.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from .chance import draws
from .detect import criterion, v_shape
from .measures import correlation
from .reporting import agreement, reports
from .setting import Setting
from .simulation import Result, simulate

__all__ = ["predict"]

Array = np.ndarray

IMPROVED, RECOVERED = 1 / 3, 2 / 3  # shares of symptoms gone; the published criteria differ
SHORT, LONG = 6, 20


def predict(setting: Setting, seed: int = 777, clients: int = 1500) -> Mapping[str, float]:
    """Return every prediction for one parameter set, by name; NaN where no client qualifies."""
    keep = ("symptoms", "rated", "felt", "any", "noticed", "hurt_before", "present", "improvement")

    def course(sessions: int, **changes: float) -> Result:
        now = setting.but(sessions=sessions, **changes)
        return simulate(now, draws(clients, sessions, seed), keep=keep)

    usual, short, long, longest = (course(n) for n in (16, SHORT, LONG, 26))
    gone = 1 - longest["symptoms"]
    patterns = {name: _patterns(result) for name, result in (("short", short), ("long", long))}
    rated = usual["rated"]
    said = reports(setting, draws(clients, 16, seed), usual)
    unrepaired = course(16, repair_quality=0.0, noticing=0.0, voicing=0.0)
    forth, back = _within_client(usual)
    return {
        "improved_by_8": float((gone[7] >= IMPROVED).mean()),
        "improved_by_26": float((gone[25] >= IMPROVED).mean()),
        "recovered_by_8": float((gone[7] >= RECOVERED).mean()),
        **{f"pattern_{name}": float(who.mean()) for name, who in _patterns(usual).items()},
        "rupture_less_none": _difference(long, patterns["long"], "rupture"),
        "repair_less_none_short": _difference(short, patterns["short"], "repair"),
        "repair_less_none_long": _difference(long, patterns["long"], "repair"),
        "drop_1sd": float(criterion(rated, 1.0).any(axis=0).mean()),
        "drop_15sd": float(criterion(rated, 1.5).any(axis=0).mean()),
        "drop_2sd": float(criterion(rated, 2.0).any(axis=0).mean()),
        "v_15sd": float(v_shape(rated, 1.5).any(axis=0).mean()),
        "v_15sd_null": float(v_shape(unrepaired["rated"], 1.5).any(axis=0).mean()),
        "alliance_to_symptoms": forth,
        "symptoms_to_alliance": back,
        "client_less_therapist": usual.share("felt")
        - float(said["therapist"].sum() / usual["present"].sum()),
        "kappa": agreement(said["client"], said["therapist"], usual),
        "dropout_half": _dropout(setting.but(sensitivity=0.5), seed, clients),
        "dropout_twice": _dropout(setting.but(sensitivity=2.0), seed, clients),
    }


def _patterns(result: Result) -> Mapping[str, Array]:
    """Return which clients show no rupture, a repaired one, or an unrepaired one in ratings."""
    fell = criterion(result["rated"], 2.0)
    mended = v_shape(result["rated"], 2.0)
    any_fall, all_mended = fell.any(axis=0), (fell <= mended).all(axis=0)
    return {"none": ~any_fall, "repair": any_fall & all_mended, "rupture": any_fall & ~all_mended}


def _difference(result: Result, patterns: Mapping[str, Array], name: str) -> float:
    """Return improvement of a pattern less that of no rupture, in SDs, both to the end."""
    stayed = result["present"][-1]
    gain, who, none = result["improvement"], patterns[name] & stayed, patterns["none"] & stayed
    if who.sum() < 10 or none.sum() < 10:
        return float("nan")
    return float((gain[who].mean() - gain[none].mean()) / gain[stayed].std())


def _within_client(result: Result) -> tuple[float, float]:
    """Return two correlations within clients over sessions 1 to 7, each client's means removed.

    Alliance with the change in symptoms over the next session, and symptoms with the next session's
    alliance, the alliance of the same session held constant.
    """
    stayed = result["present"][6]
    alliance, symptoms = result["rated"][:7, stayed], result["symptoms"][:7, stayed]

    def own(series: Array) -> Array:
        """Remove each client's mean and the sessions' common course."""
        return series - series.mean(axis=0) - (series.mean(axis=1) - series.mean())[:, None]

    now, later = own(alliance[:-1]), own(alliance[1:])
    change = own(np.diff(symptoms, axis=0))
    rest = later - now * (now * later).sum() / (now * now).sum()
    before = own(symptoms[:-1])
    return correlation(now.ravel(), change.ravel()), correlation(before.ravel(), rest.ravel())


def _dropout(setting: Setting, seed: int, clients: int) -> float:
    return float(simulate(setting, draws(clients, 16, seed), keep=()).means["left"])
