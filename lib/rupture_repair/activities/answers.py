"""The numbers that predictions ask for, each computed when it may be seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping

__all__ = ["ANSWERS"]

ANSWERS: Mapping[str, Callable[[], float]] = {}
"""Name, as a lesson's plan gives it, to the function that computes it."""
