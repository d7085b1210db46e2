"""Who would report a rupture: client, therapist, observer. Three answers about the same sessions.

Ruptures are counted differently by whoever is asked, so the reports are kept apart from what
happens. All functions take a result for a single setting with everything kept.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from .chance import Draws
from .setting import Setting
from .simulation import Result

__all__ = ["agreement", "reports", "share_of_sessions"]

Array = np.ndarray


def reports(setting: Setting, draws: Draws, result: Result) -> Mapping[str, Array]:
    """Return who reports a rupture in which session, each (session, client), False after leaving.

    client: felt it, that is, the lapse hurt more than the threshold. therapist: noticed hurt that
    is more than a trifle, old or new, or raised a false alarm. observer: codes most lapses, felt
    or not.
    """
    present = result["present"]
    sessions = len(present)
    alarm = draws.alarm[:sessions] < setting.therapist.false_alarms
    more_than_a_trifle = result["hurt_before"] > setting.therapist.reporting_threshold
    coded = draws.observe[:sessions] < setting.world.observer
    return {
        "client": result["felt"],
        "therapist": (result["noticed"] & more_than_a_trifle | alarm) & present,
        "observer": result["any"] & coded,
    }


def share_of_sessions(reported: Array, result: Result) -> float:
    """Return the share of attended sessions in which a rupture is reported."""
    return float(reported.sum() / result["present"].sum())


def agreement(first: Array, second: Array, result: Result) -> float:
    """Return Cohen's kappa of two reports over attended sessions; NaN where it is undefined."""
    present = result["present"]
    a, b = first[present], second[present]
    chance = a.mean() * b.mean() + (1 - a.mean()) * (1 - b.mean())
    return float(((a == b).mean() - chance) / (1 - chance)) if chance < 1 else float("nan")
