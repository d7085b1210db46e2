"""Make the environment that the workbook runs in, and mend it.

Standard library only, in a syntax old enough that a Python too old for the workbook can
still read it and say so.
"""

import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path

OLDEST = (3, 11)
PINS = {
    "learner": "binder/requirements.txt",
    "developer": "requirements-dev.txt",
    "maintainer": "requirements-maintain.txt",
}
# JupyterLab asks no one for news, and does not ask learners whether it may.
LAB_SETTINGS = {
    "@jupyterlab/apputils-extension:notification": {
        "checkForUpdates": False,
        "fetchNews": "false",
    }
}
OFFLINE = re.compile(
    "dns error|failed to lookup|name resolution|name or service not known|getaddrinfo|"
    "error sending request|client error|newconnectionerror|failed to establish|timed out|"
    "connection (refused|reset|aborted)|network is unreachable|proxyerror|request failed",
    re.IGNORECASE,
)


class Trouble(Exception):
    """What stops us, in a sentence for the person at the keyboard."""


class Environment:
    """A folder with Python, the pinned packages, and the workbook itself.

    A stamp written last says what the folder holds. Without a stamp a set-up was cut short,
    and the folder is made anew; with another stamp the pins have changed, and are brought up
    to date; with the right one nothing happens, and no network is needed.
    """

    def __init__(self, root: Path, role: str = "developer") -> None:
        self.root = root
        self.pins = root / PINS[role]
        self.folder = root / (".venv-maintain" if role == "maintainer" else ".venv")
        self.programs = self.folder / ("Scripts" if os.name == "nt" else "bin")
        self.python = str(self.programs / ("python.exe" if os.name == "nt" else "python"))
        self.stamp = self.folder / "set-up-complete"
        self.log = self.folder / "set-up.log"

    def set_up(self) -> str:
        """Make the environment hold its pins; return its Python."""
        found, wanted = self._read_stamp(), self._describe()
        if found == wanted and self._runs():
            return self.python
        name = self.folder.name
        print(f"Setting up the workbook in {name}: this takes a minute or two.", flush=True)
        if self.stamp.exists():
            self.stamp.unlink()
        moved = found.partition("\n")[2] != str(self.root)
        if moved or not self._runs():
            self._create()
            found = ""
        try:
            self._install()
        except ConnectionError as error:
            if found:  # nothing was changed yet: the old environment is still whole
                self.stamp.write_text(found, encoding="utf-8")
            raise Trouble(
                "The workbook fetches its packages once, and could not reach the internet. "
                f"Connect this computer and try again. (Details: {name}/set-up.log)"
            ) from error
        self.stamp.write_text(wanted, encoding="utf-8")
        return self.python

    def _describe(self) -> str:
        digest = hashlib.sha256()
        for path in (self.pins, self.root / "pyproject.toml", Path(__file__)):
            digest.update(path.read_bytes())
        return f"{digest.hexdigest()}\n{self.root}"

    def _read_stamp(self) -> str:
        return self.stamp.read_text(encoding="utf-8") if self.stamp.is_file() else ""

    def _runs(self) -> bool:
        try:
            return subprocess.call([self.python, "-c", ""]) == 0
        except OSError:
            return False

    def _create(self) -> None:
        # The base Python: the one running may be that of the environment we clear.
        base = getattr(sys, "_base_executable", "") or sys.executable
        if subprocess.call([base, "-c", "import ensurepip, venv"], stderr=subprocess.DEVNULL):
            raise Trouble(
                "This Python cannot make virtual environments. On Debian or Ubuntu type "
                "`sudo apt install python3-venv`, then try again."
            )
        command = [base, "-m", "venv", "--clear", str(self.folder)]
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if done.returncode:
            last = done.stdout.decode(errors="replace").strip().rpartition("\n")[2]
            raise Trouble(f"The folder {self.folder.name} could not be made: {last}")

    def _install(self) -> None:
        pins = self.pins.read_text(encoding="utf-8")
        uv_pin = re.search(r"^uv==(?:.*\\\n)*.*$", pins, re.MULTILINE)
        uv_file = self.folder / "uv.txt"
        uv_file.write_text(uv_pin.group() + "\n", encoding="utf-8")
        pip = ["-m", "pip", "install", "--disable-pip-version-check", "--retries", "2"]
        self._run([*pip, "--no-deps", "--require-hashes", "-r", str(uv_file)])
        uv = ["-m", "uv", "pip"]
        into = ["--python", self.python]
        self._run([*uv, "sync", *into, "--require-hashes", "--no-build", str(self.pins)])
        here = ["--no-deps", "--no-build-isolation", "--offline", "--editable", str(self.root)]
        self._run([*uv, "install", *into, *here])
        settings = self.folder / "share" / "jupyter" / "lab" / "settings"
        settings.mkdir(parents=True, exist_ok=True)
        (settings / "overrides.json").write_text(json.dumps(LAB_SETTINGS), encoding="utf-8")

    def _run(self, arguments: list) -> None:
        """Run Python in the environment, its output going to the log."""
        with self.log.open("ab") as log:
            start = log.tell()
            code = subprocess.call(
                [self.python, *arguments], cwd=str(self.root), stdout=log, stderr=log
            )
        if code:
            said = self.log.read_bytes()[start:].decode(errors="replace")
            if OFFLINE.search(said):
                raise ConnectionError(said)
            if "No space left" in said:
                raise Trouble(
                    "The disk is full: the packages need about 1 GB. Make room, try again."
                )
            raise Trouble(
                f"The packages could not be installed; {self.folder.name}/set-up.log says why."
            )


def check_python(version: tuple) -> None:
    """Refuse a Python that is too old for the workbook."""
    if version < OLDEST:
        raise Trouble(
            f"The workbook needs Python 3.11 or newer; this one is {version[0]}.{version[1]}. "
            "Install a newer one, then try again."
        )
