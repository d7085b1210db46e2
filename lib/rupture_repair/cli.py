"""The command `rupture-repair`: a table of names, each leading to a function.

The function is imported when its name is asked for. It takes the remaining arguments as a list of
words and returns an exit code: 0 when all is well, 1 when it found something to mend, 2 when it was
asked for something it does not know.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Sequence

from rupture_repair import __version__

__all__ = ["COMMANDS", "available", "main"]

COMMANDS: dict[str, tuple[str, str]] = {
    "notebooks": (
        "rupture_repair.teaching.notebooks:main",
        "run every lesson and solution and store what it shows",
    ),
    "exercises": (
        "rupture_repair.teaching.exercises:main",
        "write the exercises from the solutions",
    ),
    "nbgrader": (
        "rupture_repair.teaching.nbgrader:main",
        "export the exercises as assignments for nbgrader",
    ),
    "checks": (
        "rupture_repair.teaching.checks:main",
        "check the shape, links, pictures and language of the lessons",
    ),
    "calibrate": (
        "rupture_repair.model.calibrate:main",
        "compare the model with the literature",
    ),
    "stories": ("rupture_repair.stories.commands:main", "lint and walk the stories"),
    "coach": ("rupture_repair.coach.command:main", "find moves and pitfalls in statements"),
    "ear": (
        "rupture_repair.teaching.ear:main",
        "export the excerpts for blind double coding and compare two readers",
    ),
}


def _exists(target: str) -> bool:
    try:
        return importlib.util.find_spec(target.partition(":")[0]) is not None
    except ModuleNotFoundError:
        return False


def available() -> list[str]:
    """Return the names of the commands whose module is installed, in the order of the table."""
    return [name for name, (target, _) in COMMANDS.items() if _exists(target)]


def _help() -> str:
    lines = [f"  {name:<12}{COMMANDS[name][1]}" for name in available()]
    return "\n".join(
        [
            "usage: rupture-repair COMMAND [OPTIONS]",
            "",
            "Tools for the interactive workbook on alliance rupture and repair.",
            "",
            *lines,
            "",
            "rupture-repair COMMAND --help says more about one; --version prints the version.",
        ]
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    if not words or words[0] in ("-h", "--help"):
        print(_help())
        return 0
    name, rest = words[0], words[1:]
    if name == "--version":
        print(f"rupture-repair {__version__}")
        return 0
    if name not in available():
        known = ", ".join(available())
        print(f"rupture-repair has no command “{name}”; it has: {known}.", file=sys.stderr)
        return 2
    module, _, function = COMMANDS[name][0].partition(":")
    try:
        command = getattr(importlib.import_module(module), function)
    except ModuleNotFoundError as missing:
        if missing.name is None or missing.name.split(".")[0] == "rupture_repair":
            raise
        print(
            f"rupture-repair {name} needs the package “{missing.name}”. "
            "Install the tools for instructors: pip install 'rupture-repair[teaching]'.",
            file=sys.stderr,
        )
        return 2
    return command(rest)


if __name__ == "__main__":
    sys.exit(main())
