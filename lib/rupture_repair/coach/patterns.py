"""The phrases of `patterns.toml`, ready to be looked for in plain sentences."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from rupture_repair.vocabulary import LABELS

__all__ = ["Hit", "find", "phrases", "why"]

STRENGTHS = ("sure", "maybe", "not")


@dataclass(frozen=True)
class Hit:
    """A phrase found: the label it speaks to, how strongly, and the words it covers."""

    label: str
    strength: str
    line: int
    start: int
    end: int


@cache
def _book() -> dict:
    text = files(__package__).joinpath("patterns.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def why(label: str) -> str:
    """Return the plain sentence that explains a finding of `label`."""
    return _book()[label]["why"]


@cache
def phrases() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    """Return every phrase as (label, strength, compiled pattern)."""
    words = _book()["words"]

    def ready(phrase: str) -> str:
        phrase = re.sub(r"@(\w+)\? ", lambda m: f"(?:(?:{words[m[1]]}) )?", phrase)
        phrase = re.sub(r"@(\w+)", lambda m: f"(?:{words[m[1]]})", phrase)
        phrase = re.sub(r"~(\d) ", r"(?:[a-z0-9'<>-]+ ){0,\1}", phrase)
        return re.sub(r"~(\d\d) ", r"(?:[a-z0-9'<>-]+ ){0,\1}", phrase)

    return tuple(
        (label, strength, re.compile(_bare(ready(phrase)) + r"(?!\S)", re.MULTILINE))
        for label in LABELS
        for strength in STRENGTHS
        for phrase in _book()[label].get(strength, ())
    )


def _bare(phrase: str) -> str:
    """Group alternatives only where there are any: a bare beginning lets `re` search faster."""
    return f"(?:{phrase})" if "|" in re.sub(r"\(.*\)", "", phrase) else phrase


def find(lines: list[str]) -> list[Hit]:
    """Return where phrases occur in `lines`, each line the plain words of one sentence."""
    page = "\n".join(lines)
    where = []  # for each character of the page: its line and its word
    for number, line in enumerate(lines):
        word = 0
        for character in line:
            where.append((number, word))
            word += character == " "
        where.append((number, word))
    hits = []
    for label, strength, pattern in phrases():
        for match in pattern.finditer(page):
            if match.end() > match.start() and page[match.start() - 1 : match.start()] in (
                "",
                " ",
                "\n",
            ):
                line, start = where[match.start()]
                hits.append(Hit(label, strength, line, start, where[match.end() - 1][1] + 1))
    return hits
