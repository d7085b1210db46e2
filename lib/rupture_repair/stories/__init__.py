"""The vignettes as stories to play (`*.twee`), their reader, linter, walker and paper twin.

    from rupture_repair.stories import begin, load
    play = begin(load("sarah"))

`load` gives a valid story or raises `StoryError`. `begin`, `Play.go` and `Play.back_to` play it.
"""

from __future__ import annotations

from pathlib import Path

from rupture_repair.stories.lint import check, read
from rupture_repair.stories.play import Play, Turn, begin
from rupture_repair.stories.reader import StoryError
from rupture_repair.stories.story import Client, Scene, Story

__all__ = ["Client", "Play", "Scene", "Story", "StoryError", "Turn", "begin", "check", "load",
           "names", "read"]  # fmt: skip

_HERE = Path(__file__).parent


def names() -> list[str]:
    """Return the names of the stories that come with the workbook."""
    return sorted(path.stem for path in _HERE.glob("*.twee"))


def load(name: str) -> Story:
    """Return one of the workbook's stories, such as "sarah". KeyError lists the names there are."""
    if name not in names():
        raise KeyError(f"No story is called {name!r}. The names are: {', '.join(names())}.")
    return read(_HERE / f"{name}.twee")
