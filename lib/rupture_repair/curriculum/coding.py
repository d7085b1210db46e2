"""Blind double coding: excerpts for a reader who does not know how the authors read them."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from rupture_repair.curriculum.excerpts import LABELS, MARKERS, MEANINGS, Excerpt
from rupture_repair.scoring import Estimate, cohen_kappa, percent_agreement

__all__ = [
    "Agreement",
    "coding_csv",
    "coding_guide",
    "coding_key",
    "coding_sheet",
    "compare_coding",
]


def coding_guide() -> str:
    """What a reader needs to know before coding, in Markdown: the five labels and the markers."""
    labels = [f"- `{name}`: {MEANINGS[name]}." for name in LABELS]
    markers = [f"- {m.title} ({m.kind}): {m.means}." for m in MARKERS.values()]
    return "\n".join(
        [
            "Write one label for each excerpt. Judge from the lines and the context alone, and do",
            "not talk about them with anyone who codes them too.",
            "",
            *labels,
            "",
            "What withdrawal and confrontation can sound like:",
            "",
            *markers,
            "",
        ]
    )


def coding_key(excerpts: Iterable[Excerpt], seed: int) -> dict[str, str]:
    """Code on the sheet → id, for whoever runs the coding. The same seed gives the same sheet.

    Ids follow the authors' order, which would give the labels away; codes do not.
    """
    ids = sorted(e.id for e in excerpts)
    random.Random(seed).shuffle(ids)
    return {f"E{n:03d}": name for n, name in enumerate(ids, start=1)}


def coding_sheet(excerpts: Iterable[Excerpt], seed: int) -> list[dict[str, str]]:
    """Rows for a reader who labels blind: code, setting, context, talk, and an empty label.

    Label, markers, rationale, grade and form are left out, and the order is random.
    """
    known = {e.id: e for e in excerpts}
    return [
        {
            "code": code,
            "setting": known[name].setting,
            "context": known[name].context,
            "talk": "\n".join(f"{x.speaker}: {x.words}" for x in known[name].lines),
            "label": "",
        }
        for code, name in coding_key(known.values(), seed).items()
    ]


def coding_csv(excerpts: Iterable[Excerpt], seed: int) -> str:
    """The coding sheet as CSV text, to be opened in any spreadsheet."""
    rows = coding_sheet(excerpts, seed)
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0].keys())
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


class Agreement(NamedTuple):
    """A reader and the authors: cases, share labelled alike, and kappa, with intervals."""

    n: int
    percent: Estimate
    kappa: Estimate


def compare_coding(excerpts: Iterable[Excerpt], seed: int, labels: Mapping[str, str]) -> Agreement:
    """Agreement of one blind reader with the authors.

    labels: code → label, as far as the reader got. Raises ValueError for a code that is not on the
    sheet of this seed, or a label that is not in `LABELS`.
    """
    known = {e.id: e for e in excerpts}
    key = coding_key(known.values(), seed)
    for code, label in labels.items():
        if code not in key:
            raise ValueError(f"{code} is not on the sheet made with seed {seed}.")
        if label not in LABELS:
            raise ValueError(f"{code}: {label!r} is none of {', '.join(LABELS)}.")
    authors = [known[key[code]].label for code in labels]
    reader = list(labels.values())
    return Agreement(len(reader), percent_agreement(reader, authors), cohen_kappa(reader, authors))
