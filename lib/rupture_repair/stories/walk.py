"""Walk a story: every choice once, and thousands of seeded random plays."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass

from rupture_repair.stories.play import enter, first_turn
from rupture_repair.stories.story import Story

__all__ = ["Walk", "report", "walk"]

LONGEST = 400  # passages in one play; only a story that circles gets there


@dataclass(frozen=True)
class Walk:
    """What the plays of one story showed.

    plays: how many random plays. hits: passage to how many of them came by. every_choice: choice to
    the ending that a play through it reached. trust: ending to where trust ended, play by play.
    asked: how many decisions each play asked for.
    """

    story: Story
    plays: int
    hits: Counter[str]
    every_choice: dict[str, str]
    trust: dict[str, list[float]]
    asked: list[int]

    @property
    def complaints(self) -> list[str]:
        """What is wrong with the story as played; empty for a sound one."""
        scenes = self.story.scenes
        found = [f"no play came by “{name}”" for name in scenes if not self.hits[name]]
        kinds: dict[str, list[float]] = {"holds": [], "drift": []}
        for name, ends in self.trust.items():
            kinds.setdefault(scenes[name].ending, []).extend(ends)
        holds, drift = kinds["holds"], kinds["drift"]
        if holds and drift and sum(holds) / len(holds) <= sum(drift) / len(drift):
            found.append("trust ends no higher where the repair holds than where they drift apart")
        return found


def walk(story: Story, plays: int = 10_000, seed: int = 1) -> Walk:
    """Play every choice, then `plays` random plays; the same seed gives the same walk."""
    begin = story.scenes[story.start]
    hits = Counter(dict.fromkeys((begin.name, begin.links[1].to), plays))  # the way round: no play
    trust: dict[str, list[float]] = {s.name: [] for s in story.scenes.values() if s.ending}
    asked = []
    rng = random.Random(seed)
    for _ in range(plays):
        turn, scene = first_turn(story), story.scenes[begin.links[0].to]
        seen: set[str] = set()
        for _ in range(LONGEST):
            turn = enter(turn, scene, story.client.model)
            seen.add(scene.name)
            if not scene.links:
                trust[scene.name].append(turn.trust)
                break
            scene = story.scenes[rng.choice(scene.links).to]
        hits.update(seen)
        asked.append(sum(story.scenes[name].is_decision for name in seen))
    return Walk(story, plays, hits, _every_choice(story), trust, asked)


def _every_choice(story: Story) -> dict[str, str]:
    """Play through every choice, the shortest way in and out; return choice to ending."""
    forward = {name: [link.to for link in scene.links] for name, scene in story.scenes.items()}
    back = {name: [other for other in forward if name in forward[other]] for name in forward}
    way_in = _nearest([story.start], forward)
    way_out = _nearest([name for name in forward if story.scenes[name].ending], back)
    ends = {}
    for choice in (scene for scene in story.scenes.values() if scene.kind == "choice"):
        route = [choice.name]
        while route[0] != story.start:
            route.insert(0, way_in[route[0]])
        while not story.scenes[route[-1]].ending:
            route.append(way_out[route[-1]])
        turn = first_turn(story)
        for name in route[1:]:
            turn = enter(turn, story.scenes[name], story.client.model)
        ends[choice.name] = turn.passage
    return ends


def _nearest(names: list[str], ways: dict[str, list[str]]) -> dict[str, str]:
    """Return, for each passage that `names` reach, the next one on the shortest way to them."""
    towards = dict.fromkeys(names, "")
    for name in (queue := list(names)):
        for other in ways[name]:
            if other not in towards:
                towards[other] = name
                queue.append(other)
    return towards


def report(walked: Walk) -> str:
    """Return the walk as text for a terminal."""
    story, asked = walked.story, sorted(walked.asked)
    words = sum(len(x.text.split()) for s in story.scenes.values() for x in (*s.beats, *s.links))
    lines = [
        f"{story.title} ({story.file})",
        f"  {len(story.scenes)} passages, {sum(1 for _ in story.decisions())} decisions,"
        f" {len(walked.every_choice)} choices, {len(walked.trust)} endings, {words} words",
        f"  {walked.plays} random plays; decisions in a play: {asked[0]} to {asked[-1]},"
        f" median {asked[len(asked) // 2]}",
    ]
    for name, ends in sorted(walked.trust.items(), key=lambda item: -len(item[1])):
        where = f"trust ended {min(ends):.2f} to {max(ends):.2f}" if ends else "never reached"
        lines.append(f"    {story.scenes[name].ending:<11}{len(ends):>6}  {where}  {name}")
    rarest = sorted(story.scenes, key=lambda name: walked.hits[name])[:3]
    lines.append("  rarest: " + ", ".join(f"{name} ({walked.hits[name]})" for name in rarest))
    return "\n".join([*lines, *(f"  FAULT: {what}" for what in walked.complaints)])
