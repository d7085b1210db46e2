"""Courses of therapy in one setting, simulated, summarised and ready to be drawn."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ..figures.fan import Fan
from ..model import Draws, Setting, simulate
from ..summaries import TrustSummary, per_ten, summarise_trust

__all__ = ["CLIENTS", "SEED", "SESSIONS", "TrustCourse", "describe"]

CLIENTS, SESSIONS, SEED = 500, 16, 2
_COURSES = 12
_MENDED = 0.5  # a repair received at this quality or better is drawn as a seam


class TrustCourse:
    """Courses of therapy in one setting.

    schedule: hurt per session, in place of lapses drawn by chance.
    """

    def __init__(self, setting: Setting, chance: Draws, schedule: np.ndarray | None = None) -> None:
        result = simulate(
            setting,
            chance,
            keep=("trust", "felt", "received", "noticed", "present", "left"),
            schedule=schedule,
        )
        self.trust = np.concatenate([result.initial_trust[None], result["trust"]])
        self.summary: TrustSummary = summarise_trust(self.trust, result["present"], result["left"])
        here = result["present"][:, :_COURSES].T
        courses = self.trust[:, :_COURSES].T.copy()
        courses[:, 1:][~here] = np.nan
        self.courses = courses
        broken = result["felt"] if schedule is None else np.asarray(schedule)[:, None] > 0
        broken = np.broadcast_to(broken, result["felt"].shape)
        self.ruptured = broken[:, :_COURSES].T & here
        mended = result["noticed"] & (result["received"] >= _MENDED)
        self.repaired = mended[:, :_COURSES].T & here & self.ruptured

    def draw(self, fan: Fan, guess: float | None = None) -> None:
        """Put these courses on a fan chart."""
        fan.show(self.summary.quartiles, self.courses, self.ruptured, self.repaired, guess)


def describe(setting: Mapping[str, float]) -> str:
    """Return the two steered settings in words."""
    felt = per_ten(setting["rupture_frequency"])
    return (
        f"A rupture is felt in {felt} sessions; "
        f"a noticed one is repaired at {setting['repair_quality']:.2f}."
    )
