"""The numbers that predictions ask for, each computed when it may be seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from ..curriculum.evidence import finding
from ..curriculum.explorers import explorer_plan
from ..curriculum.feelings import moments
from ..model.against_none import EXPECTATIONS, QUALITIES, two_against_none
from ..model.attention import Self, after_a_lapse
from ..model.decision import Prospects, changes
from ..model.distance import Pair, regulate
from ..model.foretell import below_average
from ..model.guessing import Reading, guesses, near, readers
from ..model.learning_rules import rescorla_wagner
from ..model.network import spread, wiring
from ..model.repair import repair_quality
from .course import SEED

__all__ = ["ANSWERS"]


def _one_late_relapse() -> float:
    """Return what is expected after nine moments of being met and one of being brushed aside."""
    return float(rescorla_wagner(np.eye(10)[9], rate=0.3, start=0.8)[-1])


def _missed_by_the_harsh() -> float:
    return float(after_a_lapse(Self(0.8, 0.9, 0.8), 20)["missed"][-1])


def _reached_in_the_end() -> float:
    plan = explorer_plan("09").prediction
    return float(regulate(Pair(**plan.settings))["reached"][-1])


def _quality_needed_by_the_wary() -> float:
    """Return the least repair with which two ruptures do as well as none, expectation .8."""
    wary = int(abs(EXPECTATIONS - 0.8).argmin())
    return float(QUALITIES[(two_against_none(True)["everyone"][wary] >= 0).argmax()])


def _near_the_person() -> float:
    """Return how many of a hundred guesses are near, in the first preset of lesson 01."""
    asked = dict(explorer_plan("01").presets[0].settings)
    one = list(moments().values())[int(asked.pop("moment"))]
    differ = readers(100, SEED)
    guess = guesses(one.usual, one.felt, one.said, Reading(**asked), differ)
    return float(near(guess, one.felt).sum())


def _nine_sentences() -> float:
    asked = explorer_plan("06").prediction
    return repair_quality(asked.settings["reply"]).quality


def _both_report() -> float:
    """Return the share of felt ruptures that the therapist of lesson 04 reports, too."""
    from .who_reports import reported  # which itself needs predictions

    return reported(noticing=0.2, voicing=0.15, threshold=0.25).told()


def _leave_at_once_from() -> float:
    """Return how sure of a habit one must be for leaving at once to give the most."""
    return next(at for at, way in changes(Prospects()) if way == "leave")


def _attend_fully_in_circles() -> float:
    asked = explorer_plan("11").prediction.settings
    ties = wiring(asked["wiring"], seed=asked["town"])
    path = spread(
        ties, confidence=asked["confidence"], listeners=asked["listeners"], steps=asked["round"],
        seed=asked["town"], together=asked["together"],
    )  # fmt: skip
    return float((path[-1] >= 0.8).sum())


ANSWERS: Mapping[str, Callable[[], float]] = {
    "one_late_relapse": _one_late_relapse,
    "missed_by_the_harsh": _missed_by_the_harsh,
    "avoidant_below_average": lambda: 100 * below_average(finding("attachment_avoidance").value),
    "reached_in_the_end": _reached_in_the_end,
    "quality_needed_by_the_wary": _quality_needed_by_the_wary,
    "near_the_person": _near_the_person,
    "nine_sentences": _nine_sentences,
    "both_report": _both_report,
    "leave_at_once_from": _leave_at_once_from,
    "attend_fully_in_circles": _attend_fully_in_circles,
}
"""Name, as a lesson's plan gives it, to the function that computes it."""
