"""Nothing that the page called saved is missing, whatever happens, and the next write works."""

import contextlib
import errno
import json
import os
import random
import re
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import pytest
import rupture_repair
from rupture_repair.journal import Journal, JournalError, disk, page
from rupture_repair.journal.entry import to_bytes
from rupture_repair.journal.place import run_id

LIB = Path(rupture_repair.__file__).parents[1]
posix = pytest.mark.skipif(os.name == "nt", reason="needs what only POSIX systems have")
as_root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root may mount"
)

# A kernel that writes for ever and tells each id once the journal called it saved.
WRITER = """
import os, sys
from rupture_repair.journal import Journal
journal, number, size = Journal(sys.argv[1]), 0, int(sys.argv[2])
os.write(1, b"ready\\n")
while True:
    number += 1
    words = f"{os.getpid()}-{number} " + "Wort 😀 " * (number * 977 % size)
    entry = journal.write("02", sys.argv[3], words, n=number)
    os.write(1, f"{entry.id} {len(words)}\\n".encode())
"""


def start(folder, size, prompt="p"):
    return subprocess.Popen(
        [sys.executable, "-S", "-c", WRITER, str(folder), str(size), prompt],
        env={**os.environ, "PYTHONPATH": str(LIB)},
        stdout=subprocess.PIPE,
    )


def told(output):
    """Return the ids that a killed writer had told, with the lengths of their texts."""
    whole = output[: output.rfind(b"\n") + 1].decode().split("\n")
    return {line.split()[0]: int(line.split()[1]) for line in whole if " " in line}


def reopened(folder):
    """Return the journal as a new kernel would find it, having read nothing before."""
    disk._parsed.clear()
    return Journal(folder)


def kill(writer):
    """Kill at once, and return what the writer had told and nobody had read yet."""
    writer.kill()
    with writer:
        return writer.stdout.read()


def kernel(code, *args, **options):
    environ = {**os.environ, "PYTHONPATH": str(LIB)}
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, args)],
        env=environ,
        capture_output=True,
        text=True,
        **options,
    )


# Has read everything a kernel needs, and becomes one, again and again, as soon as it is told to.
NURSERY = (
    """
import os, sys
from rupture_repair.journal import Journal
Journal(sys.argv[1]).entries()
for line in sys.stdin:
    child = os.fork()
    if not child:
        sys.argv[2] = line
        break
    os.write(1, f"{child}\\n".encode())
    os.waitpid(child, 0)
    os.write(1, b"dead\\n")
else:
    sys.exit()
"""
    + WRITER
)


@posix
def test_a_kernel_killed_at_200_random_moments_loses_nothing_saved(tmp_path):
    chance = random.Random(20)
    journal, saved, total = Journal(tmp_path / "journal"), {}, 0
    with subprocess.Popen(
        [sys.executable, "-c", NURSERY, str(tmp_path / "journal"), "", "p"],
        env={**os.environ, "PYTHONPATH": str(LIB)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as nursery:
        for turn in range(1, 201):
            # Now and then texts so long that a kill lands in the midst of a write.
            nursery.stdin.write(b"200000\n" if turn % 4 == 0 else b"300\n")
            nursery.stdin.flush()
            lines = [nursery.stdout.readline() for _ in range(2 + chance.randrange(6))]
            time.sleep(chance.uniform(0, 0.004))
            os.kill(next(int(line) for line in lines if line.strip().isdigit()), signal.SIGKILL)
            lines.extend(iter(nursery.stdout.readline, b"dead\n"))
            saved |= told(b"".join(lines))
            if turn % 20 == 0:
                after = journal.write("02", "p", f"after {turn} kills")
                journal = reopened(tmp_path / "journal")
                assert journal.latest("02", "p") == after
                assert saved.items() <= {e.id: len(e.text) for e in journal.entries()}.items()
                total += len(saved)
                # Begin anew, else every round reads all the long texts again.
                journal.delete_everything()
                saved = {}
        nursery.stdin.close()
    assert total > 200


def test_a_file_cut_short_at_every_byte(tmp_path):
    """A file cut short at every byte, as a kill or a power cut may leave it."""
    journal = Journal(tmp_path)
    journal.write("02", "p", "one 😀")
    journal.write("02", "p", "two", n=[1, 2])
    journal.write("02", "p", "three")
    file = next(tmp_path.iterdir())
    whole = file.read_bytes()
    ends = [i for i in range(len(whole)) if whole[i : i + 1] == b"\n" and i and whole[i - 1] == 125]
    texts = ["one 😀", "two", "three"]
    for end in range(len(whole) + 1):
        file.write_bytes(whole[:end])
        reader = Journal(tmp_path)
        complete = sum(at <= end for at in ends)
        assert [entry.text for entry in reader.entries()] == texts[:complete]
        torn = end > 0 and bool(whole[:end].rpartition(b"\n")[2]) and end not in ends
        assert len(reader.problems()) == torn
        # This kernel goes on in the very file that was cut short.
        new = reader.write("02", "p", "next")
        assert file.name == f"rupture-repair-{run_id()}.jsonl"
        assert file.read_bytes().startswith(whole[:end])
        for found in (reader, reopened(tmp_path)):
            assert [entry.text for entry in found.entries()] == [*texts[:complete], "next"]
            assert found.latest("02", "p") == new


def test_garbage_in_the_middle_hides_nothing_else(tmp_path):
    journal = Journal(tmp_path)
    journal.write("02", "p", "one")
    file = next(tmp_path.iterdir())
    garbage = [
        b"\x00" * 4096,
        b"\xff\xfe\xfd",
        b"{}",
        b"[]",
        b"17",
        b"[" * 100_000,
        b'{"schema": 1}',
    ]
    garbage += [b'{"schema": 1, "id": "x"', b"\xed\xa0\x80", b"null", b'{"schema": true}']
    with file.open("ab") as stream:
        stream.write(b"\n".join(garbage))
    journal.write("02", "p", "two")
    for found in (journal, reopened(tmp_path)):
        assert [entry.text for entry in found.entries()] == ["one", "two"]
    (problem,) = journal.problems()
    assert problem.startswith(f"{len(garbage)} entries in {file} cannot be read")
    before = file.read_bytes()
    journal.restore(journal.export())
    assert file.read_bytes() == before


def test_what_a_newer_version_wrote_is_kept_shown_and_taken_along(tmp_path):
    newer = [
        {"schema": 2, "id": "a" * 32, "time": "2090-01-01T00:00:00.000000Z", "lesson": "02"}
        | {"prompt": "p", "kind": "reflection", "text": "from later", "data": {}, "mood": ["new"]},
        {"schema": 3, "body": {"words": ["all", "different"], "far": 1e999}, "lesson": "02"},
    ]
    folder = tmp_path / "journal"
    journal = Journal(folder)
    journal.write("02", "p", "mine")
    file = folder / f"rupture-repair-{'c' * 32}.jsonl"
    file.write_text("\n".join(map(json.dumps, newer)))
    before = file.read_bytes()
    assert [entry.newer for entry in journal.entries()] == [True, False, True]
    assert journal.latest("02", "p").text == "from later" and journal.problems() == []
    assert page(journal.entries()).count("written by a newer version of this workbook") == 2
    assert journal.entries()[0].when == "time unknown"

    there = Journal(tmp_path / "there")
    assert there.restore(journal.export()).added == 3
    assert there.restore(journal.export()).known == 3
    assert [e.raw for e in there.entries()] == [e.raw for e in journal.entries()]
    assert newer[0] in [e.raw for e in there.entries()]
    assert file.read_bytes() == before
    assert journal.write("02", "p", "mine again") == journal.latest("02", "p")


def test_two_notebooks_at_once(tmp_path):
    writers = [start(tmp_path, 3000, prompt) for prompt in ("left", "right")]
    for writer in writers:
        writer.stdout.readline()
    mine = Journal(tmp_path)
    kept = {mine.write("02", "mine", f"{n}").id: len(f"{n}") for n in range(50)}
    for writer in writers:
        output = told(kill(writer))
        assert output
        kept |= output
    found = {entry.id: len(entry.text) for entry in mine.entries()}
    assert kept.items() <= found.items()
    assert len(list(tmp_path.iterdir())) == 3


def test_two_threads_of_one_kernel(tmp_path):
    journals = [Journal(tmp_path), Journal(tmp_path)]
    kept = []

    def work(journal, name):
        kept.extend(journal.write("02", name, "word " * n).id for n in range(100))

    threads = [threading.Thread(target=work, args=(journals[i % 2], f"p{i}")) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(kept) == sorted(entry.id for entry in journals[0].entries())
    assert journals[0].problems() == [] and len(kept) == 400


@posix
def test_saved_means_flushed(tmp_path, monkeypatch):
    """On disk before write returns: the folder's name, the file's bytes, the file's name."""
    done = []
    real_fsync, real_write = os.fsync, os.write

    def fsync(handle):
        is_folder = stat.S_ISDIR(os.fstat(handle).st_mode)
        done.append("fsync folder" if is_folder else "fsync file")
        real_fsync(handle)

    def write(handle, data):
        done.append("write")
        return real_write(handle, data)

    journal = Journal(tmp_path / "journal")
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fsync)
        patch.setattr(os, "write", write)
        journal.write("02", "p", "x")
    assert done == ["fsync folder", "write", "fsync file", "fsync folder"]


# Failing disks


def unsaved(journal, text="lost?"):
    """Try to write, and return what the learner is told."""
    with pytest.raises(JournalError) as caught:
        journal.write("02", "p", text)
    message = str(caught.value)
    assert message.startswith("Your words are still on the page, but they are not saved. ")
    assert str(journal.where().folder) in message and "try again" in message.lower()
    return message


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.ESTALE])
@pytest.mark.parametrize("fails", ["write", "fsync", "close"])
def test_whatever_call_fails_the_page_is_told(tmp_path, monkeypatch, number, fails):
    journal = Journal(tmp_path)
    journal.write("02", "p", "before")
    real = getattr(os, fails)

    def failing(handle, *rest):
        if fails == "write" and len(rest[0]) > 10:
            return real(handle, rest[0][: len(rest[0]) // 2])  # a short write first, as disks do
        if fails == "close":
            real(handle)
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr(os, fails, failing)
        message = unsaved(journal)
    assert ("no room left" in message) == (number in (errno.ENOSPC, errno.EDQUOT))
    after = journal.write("02", "p", "after")
    journal = reopened(tmp_path)
    texts = [entry.text for entry in journal.entries()]
    assert (
        texts[0] == "before" and texts[-1] == "after" and set(texts) <= {"before", "lost?", "after"}
    )
    assert journal.latest("02", "p") == after


@posix
@as_root
def test_a_disk_that_is_really_full(tmp_path):
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(tmp_path)], capture_output=True
    )
    if made.returncode:
        pytest.skip("this machine lets nobody mount")
    try:
        journal, kept = Journal(tmp_path / "journal"), []
        with pytest.raises(JournalError, match="no room left"):
            for number in range(1000):
                kept.append(journal.write("02", "p", "word " * number))
        assert len(kept) > 10
        unsaved(journal, "still full " * 5000)
        assert journal.entries() == kept
        filler = tmp_path / "other"
        with contextlib.suppress(OSError):
            filler.write_bytes(b"x" * 262_144)
        assert "no room left" in unsaved(journal, "x" * 5000)
        assert Journal(tmp_path / "journal").entries() == kept
        filler.unlink()
        subprocess.run(["mount", "-o", "remount,size=1m", str(tmp_path)], check=True)
        kept.append(journal.write("02", "p", "there is room again"))
        journal = reopened(tmp_path / "journal")
        assert journal.entries() == kept
        subprocess.run(["mount", "-o", "remount,ro", str(tmp_path)], check=True)
        assert "may not write" in unsaved(journal)
        assert journal.entries() == kept
        with pytest.raises(JournalError, match="not wholly deleted"):
            journal.delete_everything()
        assert journal.entries() == kept
    finally:
        subprocess.run(["umount", str(tmp_path)], check=True)


@posix
def test_a_file_that_may_not_grow(tmp_path):
    code = """
import resource, sys
from rupture_repair.journal import Journal, JournalError
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, resource.RLIM_INFINITY))
journal = Journal(sys.argv[1])
for number in range(1000):
    try:
        print(journal.write("02", "p", "word " * number).id)
    except JournalError as error:
        print(error)
        break
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
print(journal.write("02", "p", "after").id)
"""
    done = kernel(code, tmp_path)
    assert done.returncode == 0, done.stderr
    *ids, message, last = done.stdout.splitlines()
    assert message.startswith("Your words are still on the page") and "no room left" in message
    journal = Journal(tmp_path)
    assert [entry.id for entry in journal.entries()] == [*ids, last] and len(ids) > 10
    assert len(journal.problems()) == 1


def test_a_file_in_place_of_the_folder(tmp_path):
    for folder in (tmp_path / "journal", tmp_path / "journal" / "deeper" / "still"):
        tmp_path.joinpath("journal").write_text("a note")
        journal = Journal(folder)
        assert journal.entries() == [] and journal.delete_everything() == 0
        assert "a file stands in its way" in unsaved(journal)
        assert tmp_path.joinpath("journal").read_text() == "a note"
        tmp_path.joinpath("journal").unlink()
        journal.write("02", "p", "after")
        assert [entry.text for entry in journal.entries()] == ["after"]
        shutil.rmtree(tmp_path / "journal")


# Root may write anywhere, so it becomes nobody first, having imported what nobody may not read.
STRANGER = """
import os, sys
from rupture_repair.journal import Journal, JournalError
if os.geteuid() == 0:
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
journal = Journal(sys.argv[1])
print(len(journal.entries()), len(journal.problems()))
for act in (lambda: journal.write("02", "p", "x"), journal.delete_everything):
    try:
        act(); print("done")
    except JournalError as error:
        print(error)
"""


@pytest.fixture
def public_folder():
    """A folder that another account can reach, as pytest's own may not be."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


@posix
@pytest.mark.parametrize("mode", [0o555, 0o000])
def test_a_folder_that_may_not_be_written(public_folder, mode):
    folder = public_folder / "journal"
    journal = Journal(folder)
    journal.write("02", "p", "before")
    next(folder.iterdir()).chmod(0o644)  # for the stranger is another account
    folder.chmod(mode)
    try:
        done = kernel(STRANGER, folder)
        assert done.returncode == 0, done.stderr
        reading, writing, deleting = done.stdout.splitlines()
        assert reading == ("1 0" if mode == 0o555 else "0 1")
        assert writing.startswith("Your words are still on the page")
        assert f"You may not write in {folder}" in writing
        assert deleting.startswith("Your journal is not wholly deleted") and str(folder) in deleting
    finally:
        folder.chmod(0o755)
    journal.write("02", "p", "after")
    assert [entry.text for entry in reopened(folder).entries()] == ["before", "after"]


def test_one_file_that_cannot_be_read_hides_no_other(tmp_path, monkeypatch):
    journal = Journal(tmp_path)
    journal.write("02", "p", "here")
    other = tmp_path / f"rupture-repair-{'d' * 32}.jsonl"
    other.write_text("{}")
    real = Path.read_bytes

    def failing(path):
        if path == other:
            raise PermissionError(errno.EACCES, "Permission denied")
        return real(path)

    monkeypatch.setattr(Path, "read_bytes", failing)
    assert [entry.text for entry in journal.entries()] == ["here"]
    assert journal.problems() == [f"The journal file {other} cannot be read (Permission denied)."]


def test_a_restore_that_fails_halfway_is_finished_by_the_next(tmp_path, monkeypatch):
    journal = Journal(tmp_path / "here")
    for number in range(20):
        journal.write("02", "p", f"{number}")
    data = journal.export()
    there = Journal(tmp_path / "there")
    real = os.write

    def failing(handle, block):
        if len(block) > 1500:
            return real(handle, block[:1500])
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", failing)
        with pytest.raises(JournalError, match=r"not restored; its file is unharmed.*no room left"):
            there.restore(data)
    assert 0 < len(there.entries()) < 20
    assert there.restore(data).added > 0
    assert reopened(tmp_path / "there").entries() == journal.entries()


def test_a_failed_export_leaves_no_half_file(tmp_path, monkeypatch):
    journal = Journal(tmp_path / "here")
    journal.write("02", "p", "x")

    def failing(handle, block):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", failing)
        with pytest.raises(JournalError, match=re.escape(str(tmp_path))):
            journal.export(tmp_path / "copy.json")
    assert not (tmp_path / "copy.json").exists()
    journal.export(tmp_path / "copy.json")


def test_a_file_is_read_again_only_when_it_changed(tmp_path, monkeypatch):
    journal = Journal(tmp_path)
    journal.write("02", "p", "x")
    assert len(journal.entries()) == 1
    monkeypatch.setattr(disk, "from_line", lambda line: pytest.fail("parsed again"))
    assert len(Journal(tmp_path).entries()) == 1
    journal.write("02", "p", "y")  # our own entries are known without reading them again
    assert [entry.text for entry in journal.entries()] == ["x", "y"]
    monkeypatch.undo()
    with next(tmp_path.iterdir()).open("ab") as stream:
        stream.write(to_bytes(journal.latest("02", "p").raw | {"id": "e" * 32, "text": "z"}))
    assert [entry.text for entry in journal.entries()] == ["x", "y", "z"]
