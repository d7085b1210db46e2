"""The journal's files: appending so that nothing saved is lost, and reading what is whole.

Each running kernel appends to a file of its own, so kernels never write over each other and no
lock is needed, not even on a network drive. The file is opened and closed for every entry: in the
browser only closing stores it, and another kernel may have deleted it in the meantime.
"""

from __future__ import annotations

import errno
import os
import re
import sys
from pathlib import Path

from rupture_repair.journal.entry import Entry, from_line, to_bytes
from rupture_repair.journal.place import VARIABLE, run_id

# What follows the digits is what a synchronising folder adds to the name of a conflicting copy.
_OURS = re.compile(r"rupture-repair-[0-9a-f]{32}.*\.jsonl", re.DOTALL)
_BINARY = getattr(os, "O_BINARY", 0)  # else Windows turns line ends into two characters

_parsed: dict[Path, tuple[tuple[int, int, int], list[Entry], int]] = {}


def files(folder: Path) -> list[Path]:
    """Return the journal files in a folder, none where there is no folder. Raises OSError."""
    try:
        with os.scandir(folder) as items:
            return sorted(
                Path(item.path)
                for item in items
                if _OURS.fullmatch(item.name) and not item.is_dir(follow_symlinks=False)
            )
    except (FileNotFoundError, NotADirectoryError):
        return []


def read(path: Path) -> tuple[list[Entry], int]:
    """Return a file's entries in its order, and how many of its lines are none. Raises OSError.

    A file that has not changed since is not read again.
    """
    sign = _sign(path)
    if path not in _parsed or _parsed[path][0] != sign:
        entries, damaged = [], 0
        for line in path.read_bytes().split(b"\n"):
            if line.strip():
                try:
                    entries.append(from_line(line))
                except ValueError:
                    damaged += 1
        _parsed[path] = (sign, entries, damaged)
    return _parsed[path][1:]


def append(folder: Path, entries: list[Entry]) -> None:
    """Add entries to this kernel's file and return when they are on disk. Raises OSError."""
    # A line end goes before each line as well, for the last one may have been cut short.
    block = b"".join(b"\n" + to_bytes(entry.raw) + b"\n" for entry in entries)
    _make(folder)
    path = folder / f"rupture-repair-{run_id()}.jsonl"
    known = _parsed.get(path)
    current = known is not None and path.exists() and known[0] == _sign(path)
    _write(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | _BINARY, block)
    sync(folder)
    if current:  # spare the next reader this file, which grows with every entry
        _parsed[path] = (_sign(path), known[1] + entries, known[2])


def _sign(path: Path) -> tuple[int, int, int]:
    """Return what changes when a file does."""
    status = path.stat()
    return status.st_ino, status.st_size, status.st_mtime_ns


def write_new(path: Path, data: bytes) -> None:
    """Write a file that must not be there yet, and leave none if that fails. Raises OSError."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY
    try:
        _write(path, flags, data)
    except FileExistsError:
        raise
    except OSError:
        path.unlink(missing_ok=True)
        raise


def _write(path: Path, flags: int, data: bytes) -> None:
    handle = os.open(path, flags, 0o600)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(handle, rest) :]
        os.fsync(handle)
    finally:
        os.close(handle)


def _make(folder: Path) -> None:
    """Make the folder, for the learner's eyes only, and see that it outlives a power cut."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    for path in reversed(missing):
        path.mkdir(mode=0o700, exist_ok=True)
        sync(path.parent)
    if not folder.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder))


def sync(folder: Path) -> None:
    """See that changed file names are on disk, where the system lets one ask. Raises OSError."""
    if os.name == "nt" or sys.platform == "emscripten":
        return
    try:
        handle = os.open(folder, os.O_RDONLY)
    except PermissionError:
        return
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP, errno.EBADF):
            raise
    finally:
        os.close(handle)


def explain(error: OSError, folder: Path) -> str:
    """Say what went wrong, where, and what to do, to somebody who is no engineer."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return f"There is no room left for {folder}. Make room on that disk, then try again."
    if error.errno in (errno.ENOTDIR, errno.EEXIST):
        return (
            f"The journal needs a folder {folder}, but a file stands in its way. Rename or move "
            "that file, then try again."
        )
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return (
            f"You may not write in {folder}. Ask whoever looks after this computer for leave, then "
            f"try again; or have {VARIABLE} set to a folder of yours."
        )
    return (
        f"Writing in {folder} failed ({error.strerror or error}). Try again; if it fails once "
        "more, copy your words into a document of your own."
    )
