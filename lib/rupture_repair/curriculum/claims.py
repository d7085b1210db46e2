"""Claims of the five sources, weighed: what speaks for each, what against, and a verdict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from ._toml import pick, read_records
from .standing import Standing

__all__ = ["Claim", "claim", "claims"]

FILE = "claims.toml"


@dataclass(frozen=True)
class Claim:
    """One claim that learners will meet.

    claim: what is claimed, in one sentence.
    verdict: our verdict in a few words.
    standing: how sure the field is.
    for_it, against_it: both sides, without figures; these come from `findings`.
    sources: keys of the texts that make the claim.
    findings: keys of the evidence that bears on it, empty where there is none.
    concepts: ids of the concepts it belongs to.
    """

    key: str
    claim: str
    verdict: str
    standing: Standing
    for_it: str
    against_it: str
    sources: tuple[str, ...]
    concepts: tuple[str, ...]
    findings: tuple[str, ...] = ()


@cache
def claims() -> Mapping[str, Claim]:
    """Return all claims by key."""
    return read_records(FILE, Claim)


def claim(key: str) -> Claim:
    """Return one claim; KeyError lists the keys that exist."""
    return pick(FILE, claims(), key)
