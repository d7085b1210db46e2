"""The published figures: those the model was fitted to, and those that nobody tuned for."""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass
from importlib.resources import files

__all__ = ["PREDICTIONS", "TARGETS", "Published"]


@dataclass(frozen=True)
class Published:
    """One published figure; `low` to `high` is what counts as met, infinite where it is open.

    name: the key in `measures.measure` or `predictions.predict`. published: the figure as printed.
    mark: "checked" in the source, "second-hand", "chosen" for teaching, or "none" found.
    measured_as: the model's side of a target.
    """

    name: str
    title: str
    published: str
    citation: str
    mark: str
    low: float = -math.inf
    high: float = math.inf
    measured_as: str = ""

    @property
    def judged(self) -> bool:
        """Whether there is anything to agree with; some figures are only shown."""
        return math.isfinite(self.low) or math.isfinite(self.high)

    def met(self, value: float, slack: float = 0.0) -> bool:
        """Return whether a value lies within the tolerance, widened by `slack` on both sides."""
        return self.low - slack <= value <= self.high + slack


_STORED = tomllib.loads(
    (files("rupture_repair.model") / "data" / "published.toml").read_text(encoding="utf-8")
)
TARGETS = tuple(Published(**one) for one in _STORED["target"])
PREDICTIONS = tuple(Published(**one) for one in _STORED["prediction"])
