"""An independent Twee tool opens and compiles every story, and what comes back is the same story.

Needs `npm ci` in tests/twee, once.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
import rupture_repair.stories
from rupture_repair.stories import read

HERE = Path(__file__).parent
TOOL = HERE / "twee"
STORIES = sorted(Path(rupture_repair.stories.__file__).parent.glob("*.twee"))

pytestmark = [
    pytest.mark.maintainer,
    pytest.mark.skipif(
        not (shutil.which("node") and (TOOL / "node_modules/extwee").is_dir()),
        reason="run `npm ci` in tests/twee first",
    ),
]


def there_and_back(text: str) -> str:
    """Return Twee text as it comes back from Twine's own HTML."""
    done = subprocess.run(
        ["node", str(TOOL / "compile.mjs")],
        input=text, capture_output=True, text=True, encoding="utf-8", cwd=TOOL,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def in_words(story):
    """Return what a reader meets, without line numbers and without the order of passages."""
    return {
        scene.name: (
            scene.tags,
            [beat[:3] for beat in scene.beats],
            [link[:2] for link in scene.links],
        )
        for scene in story.scenes.values()
    }


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_another_tool_compiles_the_story_and_gives_it_back_whole(path, tmp_path):
    back = tmp_path / path.name
    back.write_text(there_and_back(path.read_text(encoding="utf-8")), encoding="utf-8")
    before, after = read(path), read(back)
    assert in_words(after) == in_words(before)
    assert replace(after, scenes={}, file="") == replace(before, scenes={}, file="")


def test_the_example_in_the_documentation_compiles_too(tmp_path):
    text = (HERE.parent / "docs/story-format.md").read_text(encoding="utf-8")
    back = tmp_path / "example.twee"
    back.write_text(there_and_back(re.search(r"```twee\n(.*?)```", text, re.DOTALL)[1]), "utf-8")
    assert read(back).title == "The clock"
