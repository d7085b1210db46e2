"""Twee 3 as text: passages, their tags and lines, and every fault with its line.

This is the strict subset that docs/story-format.md describes. Twine and other Twee tools read it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Fault", "Passage", "StoryError", "decode", "split"]

_HEADER = re.compile(r"::\s*([^\[\]{}|\\<>]+?)\s*(?:\[([^\[\]]*)\])?\s*(\{.*\})?\s*")


@dataclass(frozen=True, order=True)
class Fault:
    """What is wrong in a story: the line (from 1), the rule's name, and what to do about it."""

    line: int
    rule: str
    says: str

    def at(self, file: Path | str) -> str:
        """Return the fault as one line that an editor can jump to."""
        return f"{file}:{self.line}: {self.says} [{self.rule}]"


class StoryError(ValueError):
    """A story file that is not valid. `faults` holds every reason; nothing was loaded."""

    def __init__(self, file: Path | str, faults: list[Fault]):
        self.faults = sorted(faults)
        super().__init__("\n".join(fault.at(file) for fault in self.faults))


@dataclass(frozen=True)
class Passage:
    """A passage as it stands in the file; `lines` holds (line number, text) without blank ones."""

    name: str
    tags: tuple[str, ...]
    line: int
    lines: tuple[tuple[int, str], ...]


def decode(raw: bytes) -> tuple[str, list[Fault]]:
    """Return the text of a file, which must be UTF-8 without a byte-order mark."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return "", [Fault(line, "encoding", "This is not UTF-8: save the file again as UTF-8.")]
    if text.startswith("\ufeff") or "\0" in text:
        says = "The file has a byte-order mark or a null byte: save it as plain UTF-8."
        return text.lstrip("\ufeff"), [Fault(1, "encoding", says)]
    return text, []


def split(text: str) -> tuple[dict[str, Passage], list[Fault]]:
    """Return the passages by name, in file order, and the faults in how they are laid out."""
    passages: dict[str, Passage] = {}
    faults: list[Fault] = []
    head: tuple[str, tuple[str, ...], int] | None = None
    body: list[tuple[int, str]] = []

    def close() -> None:
        if head is None:
            return
        name, tags, line = head
        if name in passages:
            says = f"“{name}” is already the name of a passage (line {passages[name].line}): "
            faults.append(Fault(line, "duplicate-name", says + "rename one of them."))
        else:
            passages[name] = Passage(name, tags, line, tuple(body))

    for number, row in enumerate(text.splitlines(), 1):
        if row.startswith("::"):
            close()
            match = _HEADER.fullmatch(row)
            if match:
                head = (match[1], tuple((match[2] or "").split()), number)
            else:
                head = None
                says = "A passage opens with “:: Name [tags]”; names have no [ ] { } | \\ < >."
                faults.append(Fault(number, "header", says))
            body = []
        elif row.strip():
            if head is None and not faults:
                says = "Text stands before the first passage: give it a “:: Name [tags]” line."
                faults.append(Fault(number, "header", says))
            body.append((number, row.strip()))
    close()
    return passages, faults
