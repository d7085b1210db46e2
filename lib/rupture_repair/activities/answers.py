"""The numbers that predictions ask for, each computed when it may be seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping

__all__ = ["ANSWERS"]


def _both_report() -> float:
    """Return the share of felt ruptures that the therapist of lesson 04 reports, too."""
    from .who_reports import reported  # which itself needs predictions

    return reported(noticing=0.2, voicing=0.15, threshold=0.25).told()


ANSWERS: Mapping[str, Callable[[], float]] = {"both_report": _both_report}
"""Name, as a lesson's plan gives it, to the function that computes it."""
