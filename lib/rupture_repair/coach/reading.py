"""Reads a statement: which moves and pitfalls its words carry, and where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rupture_repair.coach.likeness import likeness
from rupture_repair.coach.patterns import Hit, find, why
from rupture_repair.coach.weigh import Model, features, stored
from rupture_repair.coach.words import Sentence, sentences
from rupture_repair.vocabulary import LABELS, MOVES, PITFALLS

__all__ = ["NOTICE", "Finding", "Reading", "read"]

NOTICE = "Prompts for thought, not a measure of skill."
CLAUSE_ENDS = {",", ":", "but", "and", "though", "although"}
# These mean something only beside a rupture: a turn in which nothing else is found is left alone,
# unless a feeling is asserted in a sentence in which the therapist appears too.
NEED_COMPANY = {"hurries_on", "asserts_feeling"}
SPEAKER = {"i", "me", "my"}
# The rest of a statement may make a label likely in a sentence that holds no phrase for it; then
# the sentence itself must leave less doubt, since it is the sentence that will be marked.
UNSPOKEN = 0.35
_COLUMN = {label: i for i, label in enumerate(LABELS)}


@dataclass(frozen=True)
class Finding:
    """One move or pitfall, and the words that show it.

    label: a name of the vocabulary. start, end: character range in the text as typed, so that
    `text[start:end] == words`. why: one plain sentence. odds: the model's probability, 0 to 1; it
    orders findings and says nothing about the speaker.
    """

    label: str
    start: int
    end: int
    words: str
    why: str
    odds: float


@dataclass(frozen=True)
class Reading:
    """What was found in a statement, in the order spoken.

    findings: every finding, by place. moves, pitfalls: each label once, by its first place.
    """

    text: str
    findings: tuple[Finding, ...]

    @property
    def moves(self) -> list[str]:
        """The moves, each once, in the order spoken."""
        return list(dict.fromkeys(f.label for f in self.findings if f.label in MOVES))

    @property
    def pitfalls(self) -> list[str]:
        """The pitfalls, each once, in the order spoken."""
        return list(dict.fromkeys(f.label for f in self.findings if f.label in PITFALLS))

    def first(self, label: str) -> Finding | None:
        """Return the first finding of `label`, or None."""
        return next((f for f in self.findings if f.label == label), None)


def read(text: str, *, model: Model | None = None) -> Reading:
    """Find the moves and pitfalls in what a therapist said.

    Args:
        text: a statement of any length, in English; straight or curly quotes, British or American
            spelling, small slips of typing allowed. Time is linear in its length.
        model: another trained model, for experiments; the stored one by default.

    Raises TypeError when `text` is no string.
    """
    if not isinstance(text, str):
        raise TypeError(f"The coach reads text, and was given {type(text).__name__}.")
    page = sentences(text)
    if not page:
        return Reading(text, ())
    hits = find([sentence.line for sentence in page])
    model = model or stored()
    odds = model.odds(features(page, hits), likeness([sentence.words for sentence in page]))
    found = model.found(odds)
    for label in NEED_COMPANY:
        others = [i for name, i in _COLUMN.items() if name not in NEED_COMPANY]
        if not found[:, others].any():
            about_us = [bool(SPEAKER & set(sentence.words)) for sentence in page]
            found[:, _COLUMN[label]] &= np.array(about_us) & (label == "asserts_feeling")
    by_place: dict[tuple[str, int], list[Hit]] = {}
    for hit in hits:
        by_place.setdefault((hit.label, hit.line), []).append(hit)
    findings = []
    for line, column in zip(*np.nonzero(found), strict=True):
        label = list(LABELS)[column]
        spoken = by_place.get((label, int(line)), ())
        if odds[line, column] < UNSPOKEN and all(hit.strength == "not" for hit in spoken):
            continue
        start, end = _span(page[line], spoken)
        reason = why(label)
        findings.append(
            Finding(label, start, end, text[start:end], reason, float(odds[line, column]))
        )
    findings = [f for f in findings if not _hangs_on_a_condition(f, findings)]
    findings.sort(key=lambda f: (f.start, _COLUMN[f.label]))
    return Reading(text, tuple(findings))


def _hangs_on_a_condition(finding: Finding, findings: Sequence[Finding]) -> bool:
    """Say whether an apology is at the same place a conditional one, which is none."""
    return finding.label == "apologises" and any(
        other.label == "conditional_apology"
        and other.start < finding.end
        and finding.start < other.end
        for other in findings
    )


def _span(sentence: Sentence, hits: Sequence[Hit]) -> tuple[int, int]:
    """Return the characters that carry a label: the clauses its phrases touch, or the sentence."""
    hits = [hit for hit in hits if hit.strength == "sure"] or [
        hit for hit in hits if hit.strength == "maybe" and hit.end - hit.start > 1
    ]
    words = sentence.words
    first, last = 0, len(words) - 1
    if hits:
        first, last = min(hit.start for hit in hits), max(hit.end for hit in hits) - 1
        while first > 0 and words[first - 1] not in CLAUSE_ENDS:
            first -= 1
        while last < len(words) - 1 and words[last + 1] not in CLAUSE_ENDS:
            last += 1
    while first < last and words[first] in {",", ":"}:
        first += 1
    while first < last and words[last] in {",", ":", ".", ";"}:
        last -= 1
    return sentence.starts[first], sentence.ends[last]
