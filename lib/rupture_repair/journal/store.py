"""The journal as the page sees it: write, find again, take along, delete."""

from __future__ import annotations

import atexit
import contextlib
import shutil
import threading
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rupture_repair.journal import archive, disk
from rupture_repair.journal.entry import (
    SCHEMA,
    Entry,
    JournalError,
    from_line,
    time_after,
    to_bytes,
)
from rupture_repair.journal.place import VARIABLE, Place, find

_writing = threading.Lock()  # callbacks of one kernel may run in several threads


@dataclass(frozen=True)
class Restored:
    """What a restored file brought: entries added, and entries that were here already."""

    added: int
    known: int


class Journal:
    """The learner's journal. Making one touches no disk; a folder appears with the first entry.

    Raises:
        JournalError: the account has no home folder to keep a journal in.
    """

    def __init__(self, folder: str | Path | None = None):
        try:
            self._place = find(Path(folder) if folder else None)
        except RuntimeError as error:
            raise JournalError(
                "This account has no home folder, so there is nowhere to keep a journal. Ask "
                f"whoever looks after this computer to set {VARIABLE} to a folder of yours."
            ) from error
        if self._place.fleeting:
            atexit.register(shutil.rmtree, self._place.folder, ignore_errors=True)

    def where(self) -> Place:
        """Tell where the entries lie, and whether that machine is someone else's."""
        return self._place

    def write(
        self, lesson: str, prompt: str, text: str, kind: str = "reflection", **data: Any
    ) -> Entry:
        """Save one entry, and return it once it is on disk and not before.

        text: the learner's words, of any length; may be empty.
        data: plain values (dict, list, str, number, bool, None; NumPy's are turned into these).
            By custom `question` holds the words of the prompt, for the printed page.

        Raises:
            JournalError: it could not be saved; the text says why, where, and what to do.
            TypeError, ValueError: the caller passed something that is not plain (NaN is not).
        """
        if not all(isinstance(part, str) for part in (lesson, prompt, text, kind)):
            raise TypeError("lesson, prompt, text and kind are text")
        with _writing:
            before = self.latest(lesson, prompt)
            raw = {
                "schema": SCHEMA,
                "id": uuid.uuid4().hex,
                "time": time_after(before.time if before else ""),
                "lesson": lesson,
                "prompt": prompt,
                "kind": kind,
                "text": text,
                "data": data,
            }
            entry = from_line(to_bytes(raw, nan=False))
            self._append([entry], "Your words are still on the page, but they are not saved.")
        return entry

    def latest(self, lesson: str, prompt: str) -> Entry | None:
        """Return the newest entry for a prompt, whichever kernel wrote it. Never raises."""
        newest = None
        for entry in self._all():
            if (entry.lesson, entry.prompt) != (lesson, prompt) or (entry.newer and not entry.text):
                continue
            if newest is None or entry.time >= newest.time:
                newest = entry
        return newest

    def entries(self, lesson: str | None = None) -> list[Entry]:
        """Return all entries, or those of one lesson, oldest first, each once. Never raises.

        What could not be read is left out here and told by `problems`.
        """
        found = {entry.id: entry for entry in self._all() if lesson in (None, entry.lesson)}
        return sorted(found.values(), key=lambda entry: entry.time)

    def problems(self) -> list[str]:
        """Return a sentence about everything that could not be read; usually there is none."""
        return [problem for _, problem in self._read() if problem]

    def export(self, path: str | Path | None = None) -> bytes:
        """Return the whole journal as one JSON file that `restore` takes; write it to `path` too.

        Raises:
            JournalError: there is a file at `path` already, or it could not be written.
        """
        data = archive.pack(self.entries(), archive.WHOLE)
        if path is not None:
            try:
                disk.write_new(Path(path), data)
            except FileExistsError as error:
                raise JournalError(
                    f"There is a file {path} already, and it was left alone. Choose another name."
                ) from error
            except OSError as error:
                reason = disk.explain(error, Path(path).absolute().parent)
                raise JournalError(f"Your journal was not copied. {reason}") from error
        return data

    def share(self, entry_ids: Iterable[str]) -> bytes:
        """Return the ticked entries, and no other, as a JSON file for the instructor.

        Raises:
            JournalError: an entry is not, or no longer, in this journal.
        """
        ticked = set(entry_ids)
        chosen = [entry for entry in self.entries() if entry.id in ticked]
        if len(chosen) != len(ticked):
            raise JournalError(
                "One of the ticked entries is no longer in your journal, so no file was made. "
                "Open the list again and tick the entries once more."
            )
        return archive.pack(chosen, archive.SHARED)

    def restore(self, data: bytes | memoryview | Path) -> Restored:
        """Take in what `export` gave, on this machine or another. Doing it twice adds nothing.

        Raises:
            JournalError: the file is damaged, foreign or from a newer version (nothing is written),
                or it could not be saved (restore it again: what came through stays single).
        """
        incoming = archive.unpack(data, archive.WHOLE)
        with _writing:
            here = {entry.id for entry in self._all()}
            new = [entry for entry in incoming if entry.id not in here]
            if new:
                self._append(new, "Your journal was not restored; its file is unharmed.")
        return Restored(added=len(new), known=len(incoming) - len(new))

    def delete_everything(self) -> int:
        """Delete all journal files in the folder and nothing else; return how many there were.

        The folder goes too when nothing else is in it. Exported files stay where they are.

        Raises:
            JournalError: not all could be deleted; the text says which are left.
        """
        folder, left, count = self._place.folder, [], 0
        with _writing:
            try:
                for path in disk.files(folder):
                    try:
                        path.unlink(missing_ok=True)
                        count += 1
                    except OSError as error:
                        left.append(f"{path} ({error.strerror})")
            except OSError as error:
                left.append(f"{folder} ({error.strerror})")
            with contextlib.suppress(OSError):
                disk.sync(folder)
                folder.rmdir()
        if left:
            raise JournalError(
                "Your journal is not wholly deleted. This could not be removed: "
                + "; ".join(left)
                + ". Close the programs that have it open and try again, or delete it by hand."
            )
        return count

    def _append(self, entries: list[Entry], lead: str) -> None:
        try:
            disk.append(self._place.folder, entries)
        except OSError as error:
            raise JournalError(f"{lead} {disk.explain(error, self._place.folder)}") from error

    def _all(self) -> Iterator[Entry]:
        for entries, _ in self._read():
            yield from entries

    def _read(self) -> Iterator[tuple[list[Entry], str]]:
        """Yield the entries of each file, with a sentence if part of it could not be read."""
        try:
            paths = disk.files(self._place.folder)
        except OSError as error:
            yield [], f"The folder {self._place.folder} cannot be opened ({error.strerror})."
            return
        for path in paths:
            try:
                entries, damaged = disk.read(path)
            except FileNotFoundError:  # another kernel deleted it just now
                continue
            except OSError as error:
                yield [], f"The journal file {path} cannot be read ({error.strerror})."
                continue
            problem = ""
            if damaged:
                what = "One entry" if damaged == 1 else f"{damaged} entries"
                problem = (
                    f"{what} in {path} cannot be read, being damaged or unfinished (perhaps the "
                    "rest of a save that failed). The file is left as it is."
                )
            yield entries, problem
