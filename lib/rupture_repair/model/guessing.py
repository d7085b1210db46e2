"""What does someone else feel? Readers guess, fill in from their own story, and may ask.

A feeling is a point on two dimensions, how pleasant and how stirred up (after Russell's circumplex,
1980), each −1 to 1. A reader starts from what most people would feel in such a moment. Each thing
known about the person takes the guess a fixed share of the way that is left. What is not known, the
reader fills in from what they themselves would feel: that is the model's word for projection. An
answer moves the guess further than a fact; a polite one moves it towards what was said politely.
The rule and every number are teaching assumptions. That a frank answer helps most is put in.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .ranges import Checked, number

__all__ = ["ASKED", "NEAR", "Reading", "guesses", "near", "readers", "spread"]

ASKED = ("nobody asks", "asked in passing", "asked with time to answer")
NEAR = 0.35  # distance within which the person would say: yes, that is about it
LEAVES = 0.65  # share of the way to the person that is left after one fact
BLUR = 0.15  # standard deviation, between readers, of how scene and facts are taken
OWN = 0.4  # standard deviation, between readers, of what they themselves would feel
HEEDS = (0.0, 0.6, 0.85)  # share of the way to what was heard that a guess goes, by way of asking
MISHEARS = 0.15  # standard deviation of what is heard about what was said


@dataclass(frozen=True)
class Reading(Checked):
    """What readers know of a person, and how they go about the rest."""

    facts: float = number(0, (0, 10), (0, 6), "facts", "how many things are known of the person")
    own_story: float = number(
        0.5, (0, 1), (0.2, 0.9), "share", "how much of the unknown is filled from one’s own story"
    )
    asked: float = number(0, (0, 2), (0, 2), "way of asking", "which of ASKED takes place")


def readers(count: int, seed: int) -> np.ndarray:
    """Return what makes readers differ: (3, count, 2) standard normals.

    Along the first axis: own story, reading of the scene, hearing of an answer.
    """
    return np.random.default_rng(seed).standard_normal((3, count, 2))


def guesses(
    usual: np.ndarray, felt: np.ndarray, said: np.ndarray, reading: Reading, differ: np.ndarray
) -> np.ndarray:
    """Return where each reader puts the feeling: (readers, 2), each −1 to 1.

    usual: what most people would feel here. felt: what the person feels. said: what the person says
    when asked in passing. Each of shape (2,). differ: as `readers` gives it.
    """
    usual, felt, said = (np.asarray(point, float) for point in (usual, felt, said))
    left = LEAVES**reading.facts
    guess = felt + left * (usual - felt) + BLUR * differ[1]
    filled = reading.own_story * left
    guess = guess + filled * (usual + OWN * differ[0] - guess)
    way = int(reading.asked)
    heard = (said if way == 1 else felt) + MISHEARS * differ[2]
    guess = guess + HEEDS[way] * (heard - guess)
    return np.clip(guess, -1, 1)


def spread(guess: np.ndarray) -> float:
    """Return the distance from the middle of all guesses within which half of them lie, 0 or more.

    guess: shape (readers, 2).
    """
    return float(np.median(np.linalg.norm(guess - guess.mean(axis=0), axis=1)))


def near(guess: np.ndarray, felt: np.ndarray) -> np.ndarray:
    """Return which guesses the person would accept: shape (readers,) of bool."""
    return np.linalg.norm(guess - np.asarray(felt, float), axis=1) <= NEAR
