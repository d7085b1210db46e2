"""Set the workbook up, then start it: `python scripts/workbook.py COMMAND`.

`make` calls this on Linux and macOS; on Windows one calls it directly. Like
`environment.py` it needs nothing but Python, and may be read by one that is too old.
"""

import argparse
import os
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

from environment import PINS, Environment, Trouble, check_python

ROOT = Path(__file__).resolve().parent.parent
START = "notebooks/00_start_here.ipynb"
HEADER = "# Exact versions and hashes, written by `make pins` from pyproject.toml. Do not edit.\n"
LEFTOVERS = [
    ".venv",
    ".venv-maintain",
    ".stamps",
    ".pytest_cache",
    ".ruff_cache",
    ".hypothesis",
    "build",
    "dist",
    "screenshots",
]


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
        # A page that is saved and opened again shows sentences and pictures until it is run.
        "--ContentsManager.pre_save_hook=rupture_repair.teaching.saving.without_views",
    ]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        flags.append("--allow-root")
    return become([python, "-m", "jupyterlab", *flags, *without_browser(), *options.rest])


def app(python: str, options: argparse.Namespace) -> int:
    """Show the lessons as pages, no code in sight."""
    port = choose_port(options.port, 8866)
    # Our template is Voilà's own, less the icon fonts that it fetches from elsewhere.
    os.environ["JUPYTER_PATH"] = os.pathsep.join(
        [str(ROOT / "scripts"), *filter(None, [os.environ.get("JUPYTER_PATH")])]
    )
    flags = [
        "--template=workbook",
        f"--port={port}",
        "--Voila.port_retries=0",
        "--strip_sources=True",
        # A page that was left leaves its kernel behind, some 130 MB; an open one keeps its own.
        "--MappingKernelManager.cull_idle_timeout=120",
        "--MappingKernelManager.cull_interval=30",
    ]
    return become([python, "-m", "voila", ".", *flags, *without_browser(), *options.rest])


def test(python: str, options: argparse.Namespace) -> int:
    """Check style, then behaviour."""
    for style in (["check", "."], ["format", "--check", "."]):
        code = subprocess.call([python, "-m", "ruff", *style], cwd=str(ROOT))
        if code:
            return code
    # Some tests use the maintainers' programs, if those are there.
    programs = str(Environment(ROOT, "maintainer").programs)
    os.environ["PATH"] = os.pathsep.join([os.environ.get("PATH", ""), programs])
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
    """Set up what only maintainers need, beside the workbook: nbgrader, repo2docker, Mesa, axe."""
    npm = shutil.which("npm")
    if not npm:
        raise Trouble("npm is missing; it comes with Node.js. The Python tools are installed.")
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    for folder in ("npm", "twee"):
        code = subprocess.call(command, cwd=str(ROOT / "tests" / folder))
        if code:
            raise Trouble(f"npm could not install what tests/{folder}/package-lock.json pins.")
    print("The maintainers' tools are set up.")
    return 0


def bench(python: str, options: argparse.Namespace) -> int:
    """Measure, with the maintainers' tools to compare with."""
    return become([python, "bench/run.py", *options.rest])


def clean(python: str, options: argparse.Namespace) -> int:
    """Remove what set-up and tests made; what learners wrote stays."""
    for name in LEFTOVERS:
        shutil.rmtree(str(ROOT / name), ignore_errors=True)
    return 0


COMMANDS = {f.__name__: f for f in (lab, app, test, bench, pins, run, setup, maintain, clean)}


def main(arguments: list) -> int:
    """Do what the command line asks; return the exit code."""
    parser = argparse.ArgumentParser(prog="workbook.py", description="Set up and start.")
    parser.add_argument("--port", default=os.environ.get("PORT", ""), help="for lab and app")
    parser.add_argument("command", choices=sorted(COMMANDS))
    parser.add_argument("rest", nargs=argparse.REMAINDER, help="handed on to what is started")
    options = parser.parse_args(arguments)
    role = "maintainer" if options.command in ("maintain", "bench") else "developer"
    try:
        check_python(sys.version_info)
        python = "" if options.command == "clean" else Environment(ROOT, role).set_up()
        return COMMANDS[options.command](python, options)
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
