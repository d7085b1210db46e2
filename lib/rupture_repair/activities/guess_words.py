"""What the guessing at feelings says in words: its sentence, its table, what is known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ..curriculum.feelings import Moment
from ..model.guessing import ASKED, NEAR
from .html import inline, paragraphs, table

__all__ = ["LEFT_OUT", "known", "of_the_person", "of_the_readers", "place", "places"]

Point = tuple[float, float]

LEFT_OUT = """
Two dimensions are far too few for a feeling: they cannot tell shame from fear, and one point
cannot hold two feelings at once. The people are invented, and so is where they stand. The readers
are a rule with a little chance in it, fitted to nobody. That every fact is true and helps, that a
frank answer helps most, and how much: all of that we put in. What you can find out here is what
follows from it.

Real people may not know what they feel, may find it out while they say it, or may have good reasons
not to tell you. Nor does the model know what it is like to be asked.
"""
_SIDES = (("unpleasant", "pleasant"), ("still", "stirred up"))
_KNOWN = ("Nothing is", "One thing is", "Two things are", "Three things are")


def place(at: Point) -> str:
    """Return a place on the map in words: which side, and how far."""
    return " and ".join(
        f"neither {low} nor {high}" if abs(value) < 0.05
        else f"{_how_far(abs(value))}{low if value < 0 else high} ({abs(value):.2f})"
        for (low, high), value in zip(_SIDES, at, strict=True)
    )  # fmt: skip


def _how_far(value: float) -> str:
    return "a little " if value < 0.35 else "very " if value > 0.75 else ""


def of_the_readers(one: Moment, values: Mapping[str, Any], count: int, half: float) -> str:
    """Return what readers know and do, and how far they agree.

    values: facts, own_story and asked. half: the distance within which half of them lie.
    """
    return (
        f"{one.who}: {ASKED[values['asked']]}. {_KNOWN[int(values['facts'])]} known, and readers "
        f"fill {values['own_story']:.0%} of the gaps from their own story. Half of {count} "
        f"simulated readers lie within {half:.2f} of their middle."
    )


def of_the_person(one: Moment, guesses: np.ndarray, near: int, first: Point) -> str:
    """Return how the person's place compares with the readers and with the learner's first guess.

    guesses: shape (readers, 2). near: how many of them are near.
    """
    off = np.hypot(*np.subtract(guesses.mean(axis=0), one.felt))
    mine = np.hypot(*np.subtract(first, one.felt))
    yours = "near" if mine <= NEAR else f"{mine:.2f} away"
    return (
        f"{near} of {len(guesses)} are near what {one.who} felt; their middle is {off:.2f} away. "
        f"Your first guess was {yours}."
    )


def known(one: Moment, values: Mapping[str, Any]) -> list[dict]:
    """Return what is known of the person and what was answered, as blocks."""
    blocks = []
    facts = one.facts[: int(values["facts"])]
    if facts:
        html = f"<p>What is known of {inline(one.who)}:</p>" + paragraphs("\n\n".join(facts))
        blocks.append({"kind": "text", "look": "card", "html": html})
    way = values["asked"]
    if way:
        words = one.in_passing if way == 1 else f"{one.with_time}\n\n{one.why}"
        html = paragraphs(f"Asked, {one.who} says: {words}")
        blocks.append({"kind": "text", "look": "seam", "html": html})
    return blocks


def places(one: Moment, mark: Point, guesses: np.ndarray | None, near: int | None) -> str:
    """Return a table of what is on the map; guesses and near are None where they are hidden."""
    rows: list[tuple[str, Any]] = [("your mark", place(mark))]
    if guesses is not None:
        pleasant, stirred = (guesses > 0).T
        across, up = guesses.mean(axis=0)
        rows += [
            ("middle of the readers", place((across, up))),
            ("readers: unpleasant, stirred up", np.sum(~pleasant & stirred)),
            ("readers: unpleasant, still", np.sum(~pleasant & ~stirred)),
            ("readers: pleasant, stirred up", np.sum(pleasant & stirred)),
            ("readers: pleasant, still", np.sum(pleasant & ~stirred)),
        ]
    if near is not None:
        rows += [(f"what {one.who} felt", place(one.felt)), (f"readers near {one.who}", near)]
    return table("Where the guesses lie (simulated)", ("", "place or number"), rows)
