"""The reader of the curriculum's files refuses what does not fit, and says where and what to do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

import pytest
from rupture_repair.curriculum import _toml
from rupture_repair.curriculum._toml import CurriculumError, read_records


class Pair(NamedTuple):
    left: str
    right: str


@dataclass(frozen=True)
class Thing:
    key: str
    name: str
    size: float
    kind: Literal["cup", "bowl"] = "cup"
    span: tuple[float, float] | None = None
    tags: tuple[str, ...] = ()
    pairs: tuple[Pair, ...] = ()
    parts: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self):
        if self.size < 0:
            raise ValueError("size must not be negative.")


@pytest.fixture
def read(tmp_path, monkeypatch):
    monkeypatch.setattr(_toml.resources, "files", lambda package: tmp_path)

    def read(text):
        (tmp_path / "things.toml").write_text(text, encoding="utf-8")
        return read_records("things.toml", Thing)

    return read


def test_a_sound_file_becomes_frozen_records(read):
    things = read(
        '[mug]\nname = "Mug"\nsize = 3\nkind = "bowl"\nspan = [1, 2.5]\ntags = ["a"]\n'
        'pairs = [["l", "r"]]\nparts = { ear = 1 }\n'
    )
    mug = things["mug"]
    assert mug == Thing(
        "mug", "Mug", 3.0, "bowl", (1.0, 2.5), ("a",), (Pair("l", "r"),), {"ear": 1}
    )
    assert mug.pairs[0].right == "r"
    for frozen in (things, mug.parts):
        with pytest.raises(TypeError):
            frozen["x"] = 1


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[mug]\nname = "Mug"', "'size' is missing"),
        (
            '[mug]\nname = "Mug"\nsize = 1\ncolour = "red"',
            "unknown field 'colour'.*use one of name",
        ),
        ('[mug]\nname = "Mug"\nsize = "big"', "size must be float, got 'big'"),
        ('[mug]\nname = "Mug"\nsize = true', "size must be float, got True"),
        ('[mug]\nname = ""\nsize = 1', "name is empty"),
        ('[mug]\nname = "Mug"\nsize = 1\nkind = "pot"', "one of 'cup', 'bowl', got 'pot'"),
        ('[mug]\nname = "Mug"\nsize = 1\nspan = [1]', "span must have 2 parts, got 1"),
        ('[mug]\nname = "Mug"\nsize = 1\ntags = "a"', "tags must be tuple, got 'a'"),
        ('[mug]\nname = "Mug"\nsize = 1\npairs = [["l"]]', "needs parts left, right"),
        ('[mug]\nname = "Mug"\nsize = 1\npairs = [["l", 2]]', "pairs must be str, got 2"),
        ('[mug]\nname = "Mug"\nsize = 1\nparts = { ear = 0.5 }', "parts must be int"),
        ('[mug]\nname = "Mug"\nsize = -1', "size must not be negative"),
        ('[mug\nname = "Mug"', "not valid TOML"),
        ("mug = 3", "must be a table"),
    ],
)
def test_what_does_not_fit_is_refused_with_file_key_and_remedy(read, text, says):
    with pytest.raises(CurriculumError, match=says) as error:
        read(text)
    assert str(error.value).startswith("curriculum/things.toml, [")
