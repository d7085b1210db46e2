"""Files that leave the machine: a whole journal, or the entries ticked for the instructor."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from rupture_repair.journal.entry import SCHEMA, Entry, JournalError, from_raw, stamp, to_bytes
from rupture_repair.journal.place import CONFIDENTIALITY

WHOLE = "rupture-repair-journal"
SHARED = "rupture-repair-shared-entries"
_NOT_OURS = (
    "This file is damaged, or it is not a journal file of this workbook, so nothing was taken from "
    "it. Choose the .json file that you downloaded from the journal, or download it once more."
)


def pack(entries: Iterable[Entry], form: str) -> bytes:
    """Return a file of entries as JSON (UTF-8), legible and open to a text editor."""
    content = {
        "format": form,
        "schema": SCHEMA,
        "made": stamp(datetime.now(UTC)),
        "note": CONFIDENTIALITY,
        "entries": [entry.raw for entry in entries],
    }
    return to_bytes(content, indent=1)


def unpack(data: bytes | memoryview | Path, form: str) -> list[Entry]:
    """Read a file of entries. Raises JournalError, with one sentence, when it is not one."""
    try:
        content = json.loads(data.read_bytes() if isinstance(data, Path) else bytes(data))
    except OSError as error:
        raise JournalError(f"The file {data} cannot be read ({error.strerror}).") from error
    except (ValueError, RecursionError) as error:
        raise JournalError(_NOT_OURS) from error
    found = content.get("format") if isinstance(content, dict) else None
    if (form, found) == (WHOLE, SHARED):
        raise JournalError(
            "This file holds single entries that somebody chose to share, not a whole journal, "
            "so nothing was taken from it."
        )
    if found != form or type(content.get("schema")) is not int:
        raise JournalError(_NOT_OURS)
    if content["schema"] > SCHEMA:
        raise JournalError(
            "This file was made by a newer version of the workbook: update the workbook here, then "
            "choose the file again; nothing was taken from it."
        )
    try:
        entries = [from_raw(raw) for raw in content["entries"]]
    except (KeyError, TypeError, ValueError) as error:
        raise JournalError(_NOT_OURS) from error
    return list({entry.id: entry for entry in entries}.values())


def read_shared(data: bytes | memoryview | Path) -> list[Entry]:
    """Read what a learner chose to share, from the bytes or the path of the file.

    Raises:
        JournalError: the file is damaged or holds something else.
    """
    return unpack(data, SHARED)
