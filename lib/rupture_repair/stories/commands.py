"""`rupture-repair stories check|walk|text|cards [FILE...]`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from rupture_repair.stories.lint import check, read
from rupture_repair.stories.paper import cards, text_twin
from rupture_repair.stories.walk import report, walk

__all__ = ["main"]

_HELP = {
    "check": "print every fault with its file and line",
    "walk": "play every choice and 10,000 random plays, and print what they reached",
    "text": "print a text to read aloud, with numbered passages",
    "cards": "print cards for three people: therapist, client with a secret, observer",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; return 0 if every story is sound, 1 if one is not, 2 if it is not there."""
    parser = argparse.ArgumentParser(prog="rupture-repair stories", description=__doc__)
    what = "; ".join(f"{name}: {does}" for name, does in _HELP.items())
    parser.add_argument("do", choices=list(_HELP), help=what)
    parser.add_argument("file", nargs="*", type=Path, help="story files; all of ours if none")
    parser.add_argument("--plays", type=int, default=10_000, help="random plays in a walk")
    parser.add_argument("--seed", type=int, default=1, help="seed of the random plays")
    said = parser.parse_args(argv)
    bad = 0
    for path in said.file or sorted(Path(__file__).parent.glob("*.twee")):
        if not path.is_file():
            print(f"{path}: there is no such file.", file=sys.stderr)
            return 2
        if faults := check(path):
            bad = 1
            print(*(fault.at(path) for fault in faults), sep="\n")
        elif said.do == "check":
            print(f"{path}: sound")
        elif said.do == "walk":
            walked = walk(read(path), said.plays, said.seed)
            bad = bad or bool(walked.complaints)
            print(report(walked), end="\n\n")
        else:
            print(cards(read(path)) if said.do == "cards" else text_twin(read(path)))
    return int(bad)


if __name__ == "__main__":
    sys.exit(main())
