"""The phrases of `patterns.toml`, ready to be looked for in plain sentences."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from rupture_repair.vocabulary import LABELS

__all__ = ["Hit", "families", "find", "phrases", "why"]

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


@lru_cache(maxsize=4096)
def families(word: str) -> tuple[str, ...]:
    """Return the families of `patterns.toml` that a plain word belongs to, in order of name."""
    whole, begun = _kin()
    stems = (begun.get(word[:letters], ()) for letters in range(3, len(word) + 1))
    return tuple(sorted({*whole.get(word, ()), *(name for names in stems for name in names)}))


@cache
def _kin() -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Return the families of whole words and of beginnings of words."""
    whole: dict[str, list[str]] = {}
    begun: dict[str, list[str]] = {}
    for name, words in _book()["families"].items():
        for word in words.split():
            (begun if word.endswith("*") else whole).setdefault(word.rstrip("*"), []).append(name)
    return whole, begun


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


@cache
def _clues() -> tuple[tuple[str, ...], ...]:
    """Return for each of `phrases` the letters of which it needs some; empty when none is sure."""
    return tuple(needed(pattern.pattern) for _, _, pattern in phrases())


def needed(pattern: str) -> tuple[str, ...]:
    """Return strings of which every match of `pattern` holds at least one, or nothing.

    To look for a string costs next to nothing, so that most phrases need not be tried at all.
    """
    wanted: list[str] = []
    for branch in _split(pattern):
        best: tuple[str, ...] = ()
        run, at = "", 0
        while at <= len(branch):
            letter = branch[at : at + 1]
            if letter and letter not in "([{\\?*+.^$":
                run, at = run + letter, at + 1
                continue
            kept = run[:-1] if letter and letter in "?*{" else run
            best = max(best, (kept,) if kept else (), key=_worth)
            end = _end(branch, at)
            if letter == "(" and branch[end : end + 1] not in ("?", "*", "{"):
                inner = branch[at + 1 : end - 1]
                if not inner.startswith(("?!", "?=", "?<")):
                    best = max(best, needed(inner.removeprefix("?:")), key=_worth)
            run, at = "", end
        if not best:
            return ()
        wanted += best
    return tuple(dict.fromkeys(wanted))


def _worth(strings: tuple[str, ...]) -> int:
    return min(map(len, strings), default=0)


def _end(pattern: str, at: int) -> int:
    """Return where the group, class, count or sign that begins at `at` is over."""
    letter = pattern[at : at + 1]
    if letter == "\\":
        return at + 2
    if letter in ("[", "{"):
        return pattern.index("]" if letter == "[" else "}", at + 2) + 1
    depth = 0
    while letter == "(":
        sign = pattern[at]
        depth += (sign == "(") - (sign == ")")
        at = at + 1 if sign in "()" else _end(pattern, at) if sign in "[\\" else at + 1
        if depth == 0:
            return at
    return at + 1


def _split(pattern: str) -> list[str]:
    """Cut a pattern at the bars that stand outside all brackets."""
    cuts, at, begun = [], 0, 0
    while at < len(pattern):
        if pattern[at] == "|":
            cuts.append(pattern[begun:at])
            begun = at + 1
        at = _end(pattern, at) if pattern[at] in "([\\" else at + 1
    return [*cuts, pattern[begun:]]


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
    for (label, strength, pattern), clues in zip(phrases(), _clues(), strict=True):
        if clues and not any(clue in page for clue in clues):
            continue
        for match in pattern.finditer(page):
            if match.end() > match.start() and page[match.start() - 1 : match.start()] in (
                "",
                " ",
                "\n",
            ):
                line, start = where[match.start()]
                hits.append(Hit(label, strength, line, start, where[match.end() - 1][1] + 1))
    return hits
