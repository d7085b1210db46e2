"""One entry, and the line that holds it on disk."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

SCHEMA = 1
SITTING = timedelta(minutes=30)
DRAFTED = ("reflection", "practice", "plan", "return", "sorting")

_TEXTS = ("id", "time", "lesson", "prompt", "kind", "text")


class JournalError(Exception):
    """Something the learner must know; its text says what is wrong, where, and what to do."""


@dataclass(frozen=True)
class Entry:
    """One saved answer, draft, prediction or play. Treat `data` as read-only.

    id: random, 32 hexadecimal digits; the same entry has the same id on every machine.
    time: when it was written, UTC, as in "2026-11-22T02:36:18.123456Z".
    lesson, prompt: which lesson, and which prompt in it.
    kind: "reflection", "practice", "plan", "return" (what came of a plan), "prediction", "answer",
        "play", or another word.
    text: the learner's own words; may be empty.
    data: what is no prose, as plain JSON values (an answer, a prediction, the steps of a play).
    schema: version of the format it was written in.
    raw: the entry exactly as stored, unknown keys included.
    """

    id: str
    time: str
    lesson: str
    prompt: str
    kind: str
    text: str
    data: dict[str, Any]
    schema: int = SCHEMA
    raw: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def newer(self) -> bool:
        """Whether a later version of the workbook wrote it, so that this one may miss a part."""
        return self.schema > SCHEMA

    @property
    def when(self) -> str:
        """The time in words, as in "22 November 2026, 02:36 UTC"."""
        if not self.time:
            return "time unknown"
        moment = datetime.fromisoformat(self.time)
        return f"{moment.day} {moment:%B %Y, %H:%M} UTC"


def stamp(moment: datetime) -> str:
    """Return a UTC moment as text that sorts by time."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def time_after(previous: str) -> str:
    """Return now, or a microsecond past `previous` where the clock has been set back since."""
    now = stamp(datetime.now(UTC))
    if now > previous:
        return now
    return stamp(datetime.fromisoformat(previous) + timedelta(microseconds=1))


def to_bytes(content: dict[str, Any], *, indent: int | None = None, nan: bool = True) -> bytes:
    """Return JSON in UTF-8, on one line unless indented.

    A lone surrogate, which UTF-8 cannot hold, becomes a JSON escape. NumPy values become plain.

    Raises:
        TypeError, ValueError: a value is not plain JSON (without `nan`: nor finite).
    """
    text = json.dumps(content, ensure_ascii=False, indent=indent, allow_nan=nan, default=_plain)
    return text.encode("utf-8", "backslashreplace")


def from_line(line: bytes) -> Entry:
    """Read one line. Raises ValueError when it is not an entry."""
    try:
        return from_raw(json.loads(line.decode()))
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def from_raw(raw: Any) -> Entry:
    """Check what JSON gave, and return it as an entry. Raises ValueError when it is not one."""
    if not isinstance(raw, dict) or type(raw.get("schema")) is not int or raw["schema"] < 1:
        raise ValueError("not an entry")
    if raw["schema"] > SCHEMA:
        return _from_the_future(raw)
    texts = [raw.get(name) for name in _TEXTS]
    data = raw.get("data")
    if not all(isinstance(text, str) for text in texts) or not isinstance(data, dict):
        raise ValueError("an entry lacks a part")
    if not raw["id"] or not _is_time(raw["time"]):
        raise ValueError("an entry has no id or no time")
    return Entry(*texts, data=data, schema=raw["schema"], raw=raw)


def _from_the_future(raw: dict[str, Any]) -> Entry:
    """Take from a later version's entry what can be understood; `raw` keeps the rest."""
    known = {name: raw[name] if isinstance(raw.get(name), str) else "" for name in _TEXTS}
    if not known["id"]:
        known["id"] = hashlib.sha256(to_bytes(raw)).hexdigest()[:32]
    if not _is_time(known["time"]):
        known["time"] = ""
    data = raw["data"] if isinstance(raw.get("data"), dict) else {}
    return Entry(**known, data=data, schema=raw["schema"], raw=raw)


def _is_time(text: str) -> bool:
    try:
        return text.startswith("20") and stamp(datetime.fromisoformat(text)) == text
    except ValueError:
        return False


def _plain(value: Any) -> Any:
    """NumPy's numbers and arrays offer `tolist`; anything else is not plain."""
    if hasattr(value, "tolist"):
        return value.tolist()
    raise TypeError(f"a journal keeps plain values; {type(value).__name__} is none")


def drafts(entries: Iterable[Entry]) -> list[Entry]:
    """Leave out the drafts that the same sitting replaced.

    The page saves whenever the learner rests, and a sorting after every card. Of texts
    (reflections, practice, plans and what came of them) and sortings on one prompt that follow each
    other within 30 minutes only the last remains; other kinds all remain.
    """
    kept: list[Entry] = []
    following: dict[tuple[str, str], datetime] = {}
    for entry in reversed(list(entries)):
        if entry.kind in DRAFTED and entry.time:
            key, moment = (entry.lesson, entry.prompt), datetime.fromisoformat(entry.time)
            replaced = key in following and following[key] - moment <= SITTING
            following[key] = moment
            if replaced:
                continue
        kept.append(entry)
    return kept[::-1]
