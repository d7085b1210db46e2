"""What a word is like, so that a word never met in training still says something.

Each common English word has a place in a space of `SIZE` dimensions in which words that are used
alike lie close together. The places come from GloVe (Pennington, Socher & Manning, 2014), learned
there from news and encyclopaedia text; `teaching/coach_vectors.py` says how they were cut down.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

import numpy as np

__all__ = ["SIZE", "likeness"]

SIZE = 80
COMMON = 60.0  # a word of this rank counts half as much as a rare one


@cache
def _book() -> tuple[dict[str, int], np.ndarray]:
    """Return the rank of each word, commonest first, and the places: (words, SIZE), -1 to 1."""
    packed = files(__package__).joinpath("vectors.npz").read_bytes()
    with np.load(io.BytesIO(packed)) as data:
        words = data["words"].tobytes().decode("ascii").split("\n")
        return {word: rank for rank, word in enumerate(words)}, data["places"] / np.float32(127)


def likeness(sentences: Sequence[Sequence[str]]) -> np.ndarray:
    """Return what the plain words of each sentence are like, shape (sentences, 2 * SIZE).

    The first half is the sum of the words' places, the second the same with common words counting
    less; both are divided by the root of the number of words (or of what they count). Words that
    are not in the book are passed over.
    """
    ranks, places = _book()
    rows = np.zeros((len(sentences), 2 * SIZE), dtype=np.float32)
    for row, words in zip(rows, sentences, strict=True):
        known = [ranks[word] for word in words if word in ranks]
        if known:
            rare = np.array(known) / (np.array(known) + COMMON)
            row[:SIZE] = places[known].sum(axis=0) / len(known) ** 0.5
            row[SIZE:] = rare @ places[known] / max(rare.sum(), 0.5) ** 0.5
    return rows
