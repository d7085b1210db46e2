"""One play of a story, step by step: a value in, the next value out.

play = begin(read("sarah.twee"))
while not play.over:
    play = play.go(0)          # the first way on, at every turn
[turn.trust for turn in play.turns]
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from rupture_repair.model.repair import Repair, repair_quality
from rupture_repair.stories.story import IN_THE_ROOM, SEVERITY, Link, Scene, Story
from rupture_repair.stories.trust import Bond, Traits, answer, hurt, keep_faith, start
from rupture_repair.vocabulary import PITFALLS

__all__ = ["Play", "Turn", "begin", "enter", "first_turn"]


class Turn(NamedTuple):
    """Where a play stands in one passage, after what happened there.

    passage: its name. bond: trust, unresolved hurt, expectation. repair: what the reply was worth,
    or None where nothing was answered. said: what the therapist has said since the last hurt.
    safe: whether somebody who was in danger is safe now. moment: tags of the latest scene.
    """

    passage: str
    bond: Bond
    repair: Repair | None = None
    said: frozenset[str] = frozenset()
    safe: bool = False
    moment: tuple[str, ...] = ()

    @property
    def trust(self) -> float:
        """Trust, 0 to 1."""
        return self.bond.trust


@lru_cache(maxsize=4096)
def _worth(
    labels: tuple[str, ...], moment: tuple[str, ...], safe: bool, before: frozenset[str]
) -> Repair:
    return repair_quality(
        labels,
        erred="no-error" not in moment,
        fresh="later" not in moment,
        danger="danger" in moment,
        made_safe=safe,
        before=sorted(before),
    )


def first_turn(story: Story) -> Turn:
    """Return the turn at the story's start."""
    return Turn(story.start, start(story.client.model))


def enter(turn: Turn, scene: Scene, traits: Traits) -> Turn:
    """Return the turn after entering `scene`. Pure; the order is safety, reply, promise, hurt.

    What is said in the room or left unsaid is answered; anything else counts only where it carries
    moves or pitfalls.
    """
    _, bond, _, said, safe, moment = turn
    repair = None
    safe = safe or "made-safe" in scene.tags
    if scene.kind == "scene":
        moment = scene.tags
    if scene.kind == "choice" and (scene.labels or scene.manner in IN_THE_ROOM):
        repair = _worth(scene.labels, moment, safe, said)
        pitfalls = sum(label in PITFALLS for label in scene.labels)
        bond = answer(bond, traits, repair.quality, pitfalls)
        said = said.union(scene.labels)
    if "kept" in scene.tags:
        bond = keep_faith(bond)
    for tag in scene.tags:
        if tag in SEVERITY:
            bond, said = hurt(bond, traits, SEVERITY[tag]), frozenset()
    return Turn(scene.name, bond, repair, said, safe, moment)


@dataclass(frozen=True)
class Play:
    """A story and the turns taken in it so far, the latest last."""

    story: Story
    turns: tuple[Turn, ...]

    @property
    def here(self) -> Scene:
        """The passage reached."""
        return self.story.scenes[self.turns[-1].passage]

    @property
    def options(self) -> tuple[Link, ...]:
        """The ways on; none at an ending."""
        return self.here.links

    @property
    def over(self) -> bool:
        """Whether the story has ended."""
        return not self.options

    def go(self, option: int = 0) -> Play:
        """Return the play after taking an option (from 0). Raises IndexError if there is none."""
        scene = self.story.scenes[self.options[option].to]
        turn = enter(self.turns[-1], scene, self.story.client.model)
        return Play(self.story, (*self.turns, turn))

    def back_to(self, passage: str) -> Play:
        """Return the play as it stood when `passage` was last reached.

        Raises ValueError if this play has not been there.
        """
        for count in range(len(self.turns), 0, -1):
            if self.turns[count - 1].passage == passage:
                return Play(self.story, self.turns[:count])
        raise ValueError(f"This play has not been in {passage!r}.")


def begin(story: Story) -> Play:
    """Return a play that stands at the contents line."""
    return Play(story, (first_turn(story),))
