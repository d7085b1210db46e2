"""Set the workbook up, then start it: `python scripts/workbook.py COMMAND`.

`make` calls this on Linux and macOS; on Windows one calls it directly. It uses nothing
but the standard library, and its syntax is old enough that a Python too old for the
workbook can still read it and say so.
"""

import argparse
import hashlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

OLDEST = (3, 11)
ROOT = Path(__file__).resolve().parent.parent
START = "notebooks/00_start_here.ipynb"
PINS = {
    "learner": "binder/requirements.txt",
    "developer": "requirements-dev.txt",
    "maintainer": "requirements-maintain.txt",
}
HEADER = "# Exact versions and hashes, written by `make pins` from pyproject.toml. Do not edit.\n"
LEFTOVERS = [
    ".venv",
    ".stamps",
    ".pytest_cache",
    ".ruff_cache",
    ".hypothesis",
    "build",
    "dist",
    "screenshots",
]
OFFLINE = re.compile(
    "dns error|failed to lookup|name resolution|name or service not known|getaddrinfo|"
    "error sending request|client error|newconnectionerror|failed to establish|timed out|"
    "connection (refused|reset|aborted)|network is unreachable|proxyerror|request failed",
    re.IGNORECASE,
)


class Trouble(Exception):
    """What stops us, in a sentence for the person at the keyboard."""


class Environment:
    """The folder `.venv`: Python, the pinned packages, and the workbook itself.

    A stamp written last says what the folder holds. Without a stamp a set-up was cut short,
    and the folder is made anew; with another stamp the pins have changed, and are brought up
    to date; with the right one nothing happens, and no network is needed.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / ".venv"
        self.stamp = self.folder / "set-up-complete"
        self.log = self.folder / "set-up.log"
        bin_folder = "Scripts/python.exe" if os.name == "nt" else "bin/python"
        self.python = str(self.folder / bin_folder)

    def set_up(self, role: str = "developer") -> str:
        """Make the environment hold the pins of `role`; return its Python.

        An environment that holds the maintainer's pins, which contain all others, keeps them.
        """
        found = self._read_stamp()
        if found.startswith("maintainer"):
            role = "maintainer"
        wanted = self._describe(role)
        if found == wanted and self._runs():
            return self.python
        print("Setting up the workbook in .venv: this takes a minute or two.", flush=True)
        moved = found.partition("\n")[2] != wanted.partition("\n")[2]
        if self.stamp.exists():
            self.stamp.unlink()
        if not found or moved or not self._runs():
            self._create()
            found = ""
        try:
            self._install(self.root / PINS[role])
        except ConnectionError as error:
            if found:  # nothing was changed yet: the old environment is still whole
                self.stamp.write_text(found, encoding="utf-8")
            raise Trouble(
                "The workbook fetches its packages once, and could not reach the internet. "
                "Connect this computer and try again. (Details: .venv/set-up.log)"
            ) from error
        self.stamp.write_text(wanted, encoding="utf-8")
        return self.python

    def _describe(self, role: str) -> str:
        digest = hashlib.sha256()
        for name in (PINS[role], "pyproject.toml"):
            digest.update((self.root / name).read_bytes())
        return f"{role} {digest.hexdigest()}\n{self.root}"

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
            raise Trouble(f"The folder .venv could not be made: {last}")

    def _install(self, pins: Path) -> None:
        uv_pin = re.search(r"^uv==(?:.*\\\n)*.*$", pins.read_text(encoding="utf-8"), re.MULTILINE)
        uv_file = self.folder / "uv.txt"
        uv_file.write_text(uv_pin.group() + "\n", encoding="utf-8")
        pip = ["-m", "pip", "install", "--disable-pip-version-check", "--retries", "2"]
        self._run([*pip, "--no-deps", "--require-hashes", "-r", str(uv_file)])
        uv = ["-m", "uv", "pip"]
        into = ["--python", self.python]
        self._run([*uv, "sync", *into, "--require-hashes", "--no-build", str(pins)])
        here = ["--no-deps", "--no-build-isolation", "--offline", "--editable", str(self.root)]
        self._run([*uv, "install", *into, *here])

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
            raise Trouble("The packages could not be installed; .venv/set-up.log says why.")


def check_python(version: tuple) -> None:
    """Refuse a Python that is too old for the workbook."""
    if version < OLDEST:
        raise Trouble(
            f"The workbook needs Python 3.11 or newer; this one is {version[0]}.{version[1]}. "
            "Install a newer one, then try again."
        )


def is_free(port: int) -> bool:
    """Whether a server could listen on this port of this machine."""
    with socket.socket() as probe:
        if os.name != "nt":  # where it would let two programs share the port
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def choose_port(asked: str, usual: int) -> int:
    """Return the port asked for, or the first free one from the usual one on."""
    if not asked:
        for port in range(usual, usual + 50):
            if is_free(port):
                return port
        raise Trouble(f"Ports {usual} to {usual + 49} are all taken.")
    if not asked.isdecimal() or not 1024 <= int(asked) <= 65535:
        raise Trouble(f"A port is a number from 1024 to 65535, got {asked!r}.")
    port = int(asked)
    if not is_free(port):
        raise Trouble(
            f"Port {port} is taken by another program. "
            f"Choose another, such as {port + 1 if port < 65535 else usual}, or ask for none."
        )
    return port


def without_browser() -> list:
    """Return the flag that keeps a server from opening a browser where there is no screen."""
    screen = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    return ["--no-browser"] if sys.platform == "linux" and not screen else []


def become(arguments: list) -> int:
    """Run a program in our place, so that it alone answers to Ctrl-C."""
    os.chdir(str(ROOT))
    if os.name != "nt":
        os.execv(arguments[0], arguments)
    signal.signal(signal.SIGINT, lambda *_: None)
    return subprocess.call(arguments)


def lab(python: str, options: argparse.Namespace) -> int:
    """Open the workbook in JupyterLab."""
    port = choose_port(options.port, 8888)
    flags = [
        f"--port={port}",
        "--ServerApp.port_retries=0",
        f"--ServerApp.root_dir={ROOT}",
        "--LabApp.default_url=/lab/tree/" + START,
        # Nothing calls out: no news, no search for updates or extensions.
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.extension_manager=readonly",
    ]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        flags.append("--allow-root")
    return become([python, "-m", "jupyterlab", *flags, *without_browser(), *options.rest])


def app(python: str, options: argparse.Namespace) -> int:
    """Show the lessons as pages, no code in sight."""
    port = choose_port(options.port, 8866)
    flags = [f"--port={port}", "--Voila.port_retries=0", "--strip_sources=True"]
    return become([python, "-m", "voila", "notebooks", *flags, *without_browser(), *options.rest])


def test(python: str, options: argparse.Namespace) -> int:
    """Check style, then behaviour."""
    for style in (["check", "."], ["format", "--check", "."]):
        code = subprocess.call([python, "-m", "ruff", *style], cwd=str(ROOT))
        if code:
            return code
    return become([python, "-m", "pytest", *options.rest])


def pins(python: str, options: argparse.Namespace) -> int:
    """Write the pin files; versions move only with --upgrade or where pyproject.toml asks."""
    compile_pins = [python, "-m", "uv", "pip", "compile", "-", "--quiet", "--no-header"]
    compile_pins += ["--universal", "--python-version", "3.11", "--fork-strategy", "fewest"]
    compile_pins += ["--generate-hashes", "--annotation-style", "line"]
    compile_pins += ["--no-emit-package", "rupture-repair", *options.rest]
    extras = ".[lab,teaching]"
    roles = {
        "maintainer": (extras, ["--group", "dev", "--group", "bench", "--group", "maintain"]),
        "developer": (extras, ["--group", "dev", "--constraints", PINS["maintainer"]]),
        "learner": (".", ["--constraints", PINS["developer"]]),
    }
    for role, (project, flags) in roles.items():
        command = [*compile_pins, *flags, "--output-file", PINS[role]]
        done = subprocess.run(command, input=project.encode(), cwd=str(ROOT))
        if done.returncode:
            return done.returncode
        path = ROOT / PINS[role]
        kept = path.read_text(encoding="utf-8").partition("\n# The following packages were")[0]
        path.write_text(HEADER + kept.rstrip() + "\n", encoding="utf-8", newline="\n")
    return 0


def run(python: str, options: argparse.Namespace) -> int:
    """Run the environment's Python with the arguments that follow."""
    return become([python, *options.rest])


def setup(python: str, options: argparse.Namespace) -> int:
    """Set up, and start nothing."""
    print("The workbook is set up.")
    return 0


def maintain(python: str, options: argparse.Namespace) -> int:
    """Add what only maintainers need: the real nbgrader, repo2docker, Mesa, axe."""
    npm = shutil.which("npm")
    if not npm:
        raise Trouble("npm is missing; it comes with Node.js. The Python tools are installed.")
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    code = subprocess.call(command, cwd=str(ROOT / "tests" / "npm"))
    if code:
        raise Trouble("npm could not install what tests/npm/package-lock.json pins.")
    return setup(python, options)


def clean(python: str, options: argparse.Namespace) -> int:
    """Remove what set-up and tests made; what learners wrote stays."""
    for name in LEFTOVERS:
        shutil.rmtree(str(ROOT / name), ignore_errors=True)
    return 0


COMMANDS = {f.__name__: f for f in (lab, app, test, pins, run, setup, maintain, clean)}


def main(arguments: list) -> int:
    """Do what the command line asks; return the exit code."""
    parser = argparse.ArgumentParser(prog="workbook.py", description="Set up and start.")
    parser.add_argument("--port", default=os.environ.get("PORT", ""), help="for lab and app")
    parser.add_argument("command", choices=sorted(COMMANDS))
    parser.add_argument("rest", nargs=argparse.REMAINDER, help="handed on to what is started")
    options = parser.parse_args(arguments)
    role = "maintainer" if options.command == "maintain" else "developer"
    try:
        check_python(sys.version_info)
        python = "" if options.command == "clean" else Environment(ROOT).set_up(role)
        return COMMANDS[options.command](python, options)
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
