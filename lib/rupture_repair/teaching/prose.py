"""The language of a lesson: its words, how hard it is to read, American spellings."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from importlib import resources

__all__ = ["OBSERVABLE", "Prose", "american", "measure", "plain"]

_FENCE = re.compile(r"```.*?```|\$\$.*?\$\$|<!--.*?-->", re.DOTALL)
_INLINE = re.compile(r"`[^`\n]*`|\$[^$\n]+\$")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)\s]*(?:\s+\"[^\"]*\")?\)")
_ADDRESS = re.compile(r"https?://\S+|\bdoi:\S+|\b10\.\d{4,}/\S+")
_TAG = re.compile(r"<[^>]+>")
_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_SENTENCE = re.compile(r"[.!?…]+[”’\"')\]*_]*(?=\s|$)")
_VOWELS = re.compile(r"[aeiouyéèêàâîôûäöü]+")
_TWO_VOWELS = re.compile(r"(?<![tcgs])ia|(?<![tc])ie(?=n[tc])|ie(?=ty)|[aeouy](?=ing)|dea\b")

_WORDS = tomllib.loads(
    resources.files(__package__).joinpath("words.toml").read_text(encoding="utf-8")
)
_BRITISH = frozenset(_WORDS["british"].split())
_AMERICAN = [
    (re.compile(rf"\b(?:{'|'.join(entry['words'])})\b", re.IGNORECASE), entry["write"])
    for entry in _WORDS["american"]
]

OBSERVABLE = frozenset(_WORDS["observable"].split())
"""Verbs that name something one can watch a learner do."""


@dataclass(frozen=True)
class Prose:
    """What a text measures.

    words, sentences, syllables: counts. grade: Flesch–Kincaid grade level, roughly the years of
    schooling a reader needs (Kincaid and others, 1975); 0 for an empty text.
    """

    words: int
    sentences: int
    syllables: int

    @property
    def grade(self) -> float:
        """Flesch–Kincaid grade: 0.39 words per sentence + 11.8 syllables per word − 15.59."""
        if not self.words:
            return 0.0
        return (
            0.39 * self.words / max(self.sentences, 1) + 11.8 * self.syllables / self.words - 15.59
        )


def plain(markdown: str) -> str:
    """Return what a reader reads: links as words; no code, formulas, addresses or HTML tags."""
    text = _FENCE.sub(" ", markdown)
    text = _LINK.sub(r"\1", text)
    for pattern in (_INLINE, _ADDRESS, _TAG):
        text = pattern.sub(" ", text)
    return text


def _syllables(word: str) -> int:
    """Estimate the syllables of an English word.

    Groups of vowels, one more for a pair spoken apart (client, being), less a silent final e.
    """
    word = word.lower().replace("’", "").replace("'", "")
    count = len(_VOWELS.findall(word)) + len(_TWO_VOWELS.findall(word))
    silent = re.search(r"[^aeiouyl]e$|[^aeioutdy]ed$|[^aeiouyszcgx]es$|[aeiouy]le$", word)
    return max(1, count - bool(silent))


def measure(markdown: str) -> Prose:
    """Count words, sentences and syllables of a Markdown text.

    A heading or list item without a full stop counts as a sentence of its own only with five words
    or more; shorter ones, and table rows, count towards the words alone.
    """
    words = sentences = syllables = 0
    for block in re.split(r"\n\s*\n|\n(?=\s*(?:[-*+>]|\d+\.|#)\s?)", plain(markdown)):
        found = _WORD.findall(block)
        if not found:
            continue
        words += len(found)
        syllables += sum(map(_syllables, found))
        ends = len(_SENTENCE.findall(block.strip()))
        sentences += ends or (len(found) >= 5)
    return Prose(words, sentences, syllables)


def american(markdown: str) -> list[tuple[str, str]]:
    """Return American spellings and what to write instead, in the order in which they occur.

    Paragraphs and list items that hold an address or a DOI are references, whose titles keep
    their own spelling; they are passed over.
    """
    blocks = re.split(r"\n\s*\n|\n(?=\s*(?:[-*+]|\d+\.)\s)", _FENCE.sub(" ", markdown))
    text = plain("\n\n".join(block for block in blocks if not _ADDRESS.search(block)))
    found = [
        (match.start(), match.group(), hint)
        for pattern, hint in _AMERICAN
        for match in pattern.finditer(text)
        if match.group().lower() not in _BRITISH
    ]
    return [(word, hint) for _, word, hint in sorted(found)]
