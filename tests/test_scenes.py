"""The scenes to sort: every form of failure once, and an answer to every choice."""

from __future__ import annotations

from collections import Counter
from importlib.resources import files

import pytest
from rupture_repair.curriculum.scenes import CATEGORIES, load_scenes, read_scenes

SCENES = load_scenes()
TEXT = (files("rupture_repair.curriculum") / "scenes.toml").read_text(encoding="utf-8")
FIRST = TEXT[TEXT.index("[[scene]]") : TEXT.index("[[scene]]", TEXT.index("[[scene]]") + 1)]


def test_every_category_is_met_and_every_scene_is_short():
    fits = Counter(c for s in SCENES for c in s.fits)
    assert len(SCENES) == 20
    assert set(fits) == set(CATEGORIES)
    assert min(fits[c] for c in ("withdrawal", "confrontation", "nobodys_error")) >= 3
    assert all(20 <= len(s.text.split()) <= 70 for s in SCENES)
    assert any(len(s.fits) == 2 for s in SCENES)


@pytest.mark.parametrize("scene", SCENES, ids=lambda s: s.id)
def test_every_choice_is_answered(scene):
    told = {}
    for category in scene.options(seed=3):
        fits, told[category] = scene.feedback(category)
        assert fits == (category in scene.fits)
        assert len(told[category].split()) >= 5
    assert len(told) == 4
    assert len(set(told.values())) == 4
    with pytest.raises(KeyError):
        scene.feedback("sulking")


def test_the_place_of_an_option_gives_nothing_away():
    first = Counter(s.options(seed)[0] in s.fits for s in SCENES for seed in range(50))
    share = sum(len(s.fits) for s in SCENES) / sum(len(s.options(0)) for s in SCENES)
    assert abs(first[True] / first.total() - share) < 0.06
    assert SCENES[0].options(1) == SCENES[0].options(1)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('id = "boat"\n', "", "missing"),
        ('fits = ["forgets_detail", "withdrawal"]', 'fits = ["sulks"]', "no category"),
        ('fits = ["forgets_detail", "withdrawal"]', "fits = []", "one or two"),
        ('"forgets_detail", "withdrawal"', '"nobodys_error"', "named twice"),
        ("nobodys_error =", "nothing = 1 #", "no category"),
        ("fits = [", "fits = [[", "no readable"),
    ],
)
def test_what_is_wrong_is_refused_and_named(old, new, message):
    assert old in FIRST
    with pytest.raises(ValueError, match=message):
        read_scenes(FIRST.replace(old, new))


def test_an_id_is_used_once():
    with pytest.raises(ValueError, match="same id"):
        read_scenes(FIRST + FIRST)
