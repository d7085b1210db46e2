"""The numbers that predictions ask for, each computed when it may be seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..curriculum.explorers import explorer_plan
from ..model.repair import repair_quality

__all__ = ["ANSWERS"]


def _nine_sentences() -> float:
    asked = explorer_plan("06").prediction
    return repair_quality(asked.settings["reply"]).quality


ANSWERS: Mapping[str, Callable[[], float]] = {"nine_sentences": _nine_sentences}
"""Name, as a lesson's plan gives it, to the function that computes it."""
