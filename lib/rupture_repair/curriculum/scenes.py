"""Twenty short scenes to sort, read from `scenes.toml` and checked as they are read."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Literal

__all__ = ["CATEGORIES", "Category", "Scene", "load_scenes", "read_scenes"]


@dataclass(frozen=True)
class Category:
    """A heading to sort under: its name in the data, what the learner reads, and its kind.

    kind: "failure" (what a therapist does or leaves undone), "rupture" (what happens in the
    alliance), or "no error" (a rupture that is nobody's fault).
    """

    name: str
    title: str
    kind: Literal["failure", "rupture", "no error"]


_CATEGORIES = (
    ("forgets_detail", "Forgets an important detail", "failure"),
    ("mixes_up_clients", "Mixes up two clients’ histories", "failure"),
    ("forgets_said", "Forgets what was said in an earlier session", "failure"),
    ("forgets_appointment", "Forgets an appointment", "failure"),
    ("does_not_turn_up", "Does not turn up, time and again", "failure"),
    ("falls_asleep", "Falls asleep", "failure"),
    ("double_books", "Gives one hour to two people", "failure"),
    ("turns_to_self", "Turns to their own life", "failure"),
    ("projects", "Takes their own wishes or problems for the client’s", "failure"),
    ("dismisses_need", "Dismisses what the client needs", "failure"),
    ("misses_emotion", "Misses a feeling", "failure"),
    ("misnames_emotion", "Names the wrong feeling", "failure"),
    ("does_not_own", "Takes no responsibility", "failure"),
    ("style_mismatch", "Comforts where challenge is due, or the reverse", "failure"),
    ("interrupts_with_solutions", "Interrupts with solutions", "failure"),
    ("over_identifies", "Over-identifies", "failure"),
    ("too_distant", "Is too distant", "failure"),
    ("overwhelms", "Overwhelms", "failure"),
    ("withdrawal", "Withdrawal", "rupture"),
    ("confrontation", "Confrontation", "rupture"),
    ("nobodys_error", "Nobody’s error", "no error"),
)

CATEGORIES: dict[str, Category] = {c[0]: Category(*c) for c in _CATEGORIES}


@dataclass(frozen=True)
class Scene:
    """A scene, the categories it fits (one or two), and what to say to each other choice."""

    id: str
    text: str
    fits: tuple[str, ...]
    why: str
    tempting: Mapping[str, str]

    def options(self, seed: int) -> tuple[str, ...]:
        """The categories offered with this scene, in an order that gives nothing away."""
        names = sorted([*self.fits, *self.tempting])
        random.Random(f"{seed}/{self.id}").shuffle(names)
        return tuple(names)

    def feedback(self, chosen: str) -> tuple[bool, str]:
        """Whether `chosen` fits, and why or why not. Raises KeyError if it was not offered."""
        if chosen in self.fits:
            others = [CATEGORIES[c].title for c in self.fits if c != chosen]
            also = f" It also fits “{others[0]}”." if others else ""
            return True, self.why + also
        return False, self.tempting[chosen]


def _scene(entry: Mapping[str, Any], source: str) -> Scene:
    where = f"{source}, scene {entry.get('id', 'without an id')}"
    fields = set(Scene.__dataclass_fields__)
    if set(entry) != fields:
        odd = ", ".join(sorted(fields ^ set(entry)))
        raise ValueError(f"{where}: these entries are missing or not known: {odd}.")
    fits, tempting = tuple(entry["fits"]), dict(entry["tempting"])
    named = [*fits, *tempting]
    strange = [c for c in named if c not in CATEGORIES]
    if strange:
        raise ValueError(f"{where}: no category is called {', '.join(strange)}.")
    if len(set(named)) < len(named):
        raise ValueError(f"{where}: a category is named twice.")
    if not 1 <= len(fits) <= 2 or len(tempting) < 2:
        raise ValueError(f"{where}: it fits one or two categories and offers two or more others.")
    return Scene(entry["id"], entry["text"], fits, entry["why"], MappingProxyType(tempting))


def read_scenes(text: str, source: str = "scenes.toml") -> tuple[Scene, ...]:
    """Scenes from TOML; ValueError says what is wrong and where. Nothing half-loads."""
    try:
        entries = tomllib.loads(text)["scene"]
    except (tomllib.TOMLDecodeError, KeyError) as problem:
        raise ValueError(f"{source} holds no readable [[scene]]: {problem}") from problem
    scenes = tuple(_scene(entry, source) for entry in entries)
    if len({s.id for s in scenes}) < len(scenes):
        raise ValueError(f"{source}: two scenes have the same id.")
    return scenes


@cache
def load_scenes() -> tuple[Scene, ...]:
    """All scenes that come with the workbook, in the order of the file."""
    return read_scenes((files(__package__) / "scenes.toml").read_text(encoding="utf-8"))
