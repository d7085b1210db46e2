"""The numbers that predictions ask for, each computed when it may be seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..curriculum.evidence import finding
from ..model.foretell import below_average

__all__ = ["ANSWERS"]

ANSWERS: Mapping[str, Callable[[], float]] = {
    "avoidant_below_average": lambda: 100 * below_average(finding("attachment_avoidance").value),
}
"""Name, as a lesson's plan gives it, to the function that computes it."""
