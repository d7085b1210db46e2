"""Plain meanings of the words that the lessons use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from ._toml import pick, read_records

__all__ = ["Term", "glossary", "term"]

FILE = "glossary.toml"


@dataclass(frozen=True)
class Term:
    """One word and its plain meaning.

    term: the word as a learner reads it.
    means: one to three sentences, free of other jargon.
    concepts: ids of the concepts it belongs to; empty for words about research.
    """

    key: str
    term: str
    means: str
    concepts: tuple[str, ...] = ()


@cache
def glossary() -> Mapping[str, Term]:
    """Return all terms by key, in alphabetical order of the word."""
    terms = read_records(FILE, Term)
    return MappingProxyType(dict(sorted(terms.items(), key=lambda item: item[1].term.casefold())))


def term(key: str) -> Term:
    """Return one term; KeyError lists the keys that exist."""
    return pick(FILE, glossary(), key)
