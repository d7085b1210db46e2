"""From Twee text to passages and a client, with every fault and its line.

The strict subset of Twee 3 that docs/story-format.md describes; Twine and other tools read it too.
"""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from rupture_repair.stories.story import Beat, Client, Link, Scene

__all__ = ["Fault", "Passage", "StoryError", "client_from", "ifid_from", "scene_from", "split"]

_HEADER = re.compile(r"::\s*([^\[\]{}|\\<>]+?)\s*(?:\[([^\[\]]*)\])?\s*(\{.*\})?\s*")
_LINK = re.compile(r"\[\[(?:(.+?)->)?([^\[\]|<>]+?)\]\]")
_SAYS = re.compile(r"([A-Z][\w’-]*(?: [A-Z][\w’-]*)?)( \(unspoken\))?: (.+)")
_IFID = re.compile(r"[0-9A-F]{8}-([0-9A-F]{4}-){3}[0-9A-F]{12}")


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
        self.faults = faults
        super().__init__("\n".join(fault.at(file) for fault in faults))


@dataclass(frozen=True)
class Passage:
    """A passage as it stands in the file; `lines` holds (line number, text) without blank ones."""

    name: str
    tags: tuple[str, ...]
    line: int
    lines: tuple[tuple[int, str], ...]


def split(raw: bytes) -> tuple[dict[str, Passage], list[Fault]]:
    """Return a file's passages by name, in file order, and the faults in how they are laid out."""
    text = raw.decode("utf-8", errors="replace")
    for bad in ("\ufffd", "\ufeff", "\0"):
        if bad in text:
            says = "Save the file as plain UTF-8, without byte-order mark or null bytes."
            return {}, [Fault(text.count("\n", 0, text.index(bad)) + 1, "encoding", says)]
    passages: dict[str, Passage] = {}
    faults: list[Fault] = []
    rows = text.splitlines()
    starts = [at for at, row in enumerate(rows) if row.startswith("::")]
    before = next((at for at, row in enumerate(rows) if row.strip()), 0)
    if not starts or before < starts[0]:
        says = "A story opens with “:: StoryTitle”: move or delete what stands before."
        faults.append(Fault(before + 1, "header", says))
    for start, stop in pairwise([*starts, len(rows)]):
        match = _HEADER.fullmatch(rows[start])
        if match is None:
            says = "A passage opens with “:: Name [tags]”; names have no [ ] { } | \\ < >."
            faults.append(Fault(start + 1, "header", says))
        elif match[1] in passages:
            says = f"“{match[1]}” is also the name of the passage at line {passages[match[1]].line}"
            faults.append(Fault(start + 1, "duplicate-name", says + ": rename one of them."))
        else:
            body = [(at + 1, rows[at].strip()) for at in range(start + 1, stop) if rows[at].strip()]
            tags = tuple((match[2] or "").split())
            passages[match[1]] = Passage(match[1], tags, start + 1, tuple(body))
    return passages, faults


def client_from(passage: Passage) -> Client | Fault:
    """Return the client that the TOML of the passage `Client` describes, or what is wrong."""
    rows = dict(passage.lines)
    for line, row in rows.items():
        if "[[" in row:
            return Fault(line, "toml", "Twine takes [[ for a link: write single tables, [name].")
    first, last = min(rows, default=passage.line), max(rows, default=passage.line)
    try:
        data = tomllib.loads("\n".join(rows.get(at, "") for at in range(first, last + 1)))
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        line = first + int(found[1]) - 1 if found else last
        says = f"This cannot be read as TOML ({str(error).split(' (at')[0]}): mend it."
        return Fault(line, "toml", says)
    try:
        return Client.from_toml(data)
    except ValueError as error:
        named = re.findall(r"\w+", str(error))[0]  # the message opens with the field's name
        lines = [line for line, row in rows.items() if row.lstrip("[").startswith(named)]
        return Fault((lines or [passage.line])[0], "client-field", f"`Client`: {error}.")


def ifid_from(passage: Passage) -> str | Fault:
    """Return the IFID that StoryData holds, or what is wrong with StoryData."""
    try:
        data = json.loads("\n".join(text for _, text in passage.lines))
        ifid, start = str(data["ifid"]), data["start"]
    except (ValueError, KeyError, TypeError):
        return Fault(passage.line, "data", "StoryData is JSON with at least “ifid” and “start”.")
    if not _IFID.fullmatch(ifid) or start != "Contents":
        says = "StoryData needs an IFID (a UUID in capitals, made once) and “start”: “Contents”."
        return Fault(passage.line, "data", says)
    return ifid


def scene_from(passage: Passage, names: set[str]) -> tuple[Scene, list[Fault]]:
    """Return a passage read line by line, and the faults in its lines.

    names: the people who may speak; an empty set lets anyone.
    """
    beats: list[Beat] = []
    links: list[Link] = []
    faults: list[Fault] = []
    for line, text in passage.lines:
        if match := _LINK.fullmatch(text):
            links.append(Link((match[1] or "").strip(), match[2].strip(), line))
        elif "[[" in text or "]]" in text or links:
            says = "Links stand last, each on a line of its own: [[Words->Passage]] or [[Passage]]."
            faults.append(Fault(line, "link", says))
        elif text.startswith("Feedback: "):
            beats.append(Beat("feedback", "", text.removeprefix("Feedback: "), line))
        elif match := _SAYS.fullmatch(text):
            beats.append(Beat("unspoken" if match[2] else "said", match[1], match[3], line))
            if names and match[1] not in names:
                says = f"{match[1]} is not in the cast: add the name, or reword the colon away."
                faults.append(Fault(line, "speaker", says))
        else:
            beats.append(Beat("told", "", text, line))
    scene = Scene(passage.name, passage.line, passage.tags, tuple(beats), tuple(links))
    return scene, faults
