"""Walk a story: every choice once, and thousands of seeded random plays."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass

from rupture_repair.stories.play import enter, first_turn
from rupture_repair.stories.story import Scene, Story

__all__ = ["Walk", "paths", "report", "walk"]

LONGEST = 400  # passages in one play; only a story that circles gets there


@dataclass(frozen=True)
class Walk:
    """What the plays of one story showed.

    plays: how many random plays. hits: passage to how many of them came by. every_choice: choice to
    the ending that a play through it reached. trust: ending to where trust ended, play by play.
    decisions: how many choices each play asked for.
    """

    story: Story
    plays: int
    hits: Counter[str]
    every_choice: dict[str, str]
    trust: dict[str, list[float]]
    decisions: list[int]

    @property
    def complaints(self) -> list[str]:
        """What is wrong with the story as played; empty for a sound one."""
        found = [
            f"no play came by “{name}”"
            for name, scene in self.story.scenes.items()
            if not self.hits[name] and scene.kind != "way-round"
        ]
        mean = {
            kind: sum(ends) / len(ends)
            for kind in ("holds", "drift")
            if (ends := [t for name, ts in self.trust.items() for t in ts
                         if self.story.scenes[name].ending == kind])
        }  # fmt: skip
        if len(mean) == 2 and mean["holds"] <= mean["drift"]:
            found.append("trust ends no higher where the repair holds than where they drift apart")
        return found


def paths(story: Story) -> dict[str, list[Scene]]:
    """Return the shortest way from the start to each passage, both ends included."""
    ways = {story.start: [story.scenes[story.start]]}
    queue = [story.start]
    for name in queue:
        for link in story.scenes[name].links:
            if link.to not in ways:
                ways[link.to] = [*ways[name], story.scenes[link.to]]
                queue.append(link.to)
    return ways


def walk(story: Story, plays: int = 10_000, seed: int = 1) -> Walk:
    """Play every choice, then `plays` random plays; the same seed gives the same walk."""
    every_choice = {
        name: _onward(story, way[-1])
        for name, way in paths(story).items()
        if way[-1].kind == "choice"
    }
    rng = random.Random(seed)
    traits = story.client.traits
    hits: Counter[str] = Counter()
    trust: dict[str, list[float]] = {s.name: [] for s in story.scenes.values() if s.ending}
    decisions = []
    for _ in range(plays):
        turn, asked = first_turn(story), 0
        seen = {turn.passage}
        scene = story.scenes[story.scenes[turn.passage].links[0].to]
        turn = enter(turn, scene, traits)
        seen.add(scene.name)
        for _ in range(LONGEST):
            if not scene.links:
                break
            asked += scene.is_decision
            scene = story.scenes[rng.choice(scene.links).to]
            turn = enter(turn, scene, traits)
            seen.add(scene.name)
        hits.update(seen)
        if scene.ending:
            trust[scene.name].append(turn.trust)
            decisions.append(asked)
    return Walk(story, plays, hits, every_choice, trust, decisions)


def _onward(story: Story, scene: Scene) -> str:
    """Return the ending reached by taking the first way on, or the last where that circles."""
    for place in (0, -1):
        at = scene
        for _ in range(LONGEST):
            if not at.links:
                return at.name
            at = story.scenes[at.links[place].to]
    return ""


def report(walked: Walk) -> str:
    """Return the walk as text for a terminal."""
    story, plays = walked.story, walked.plays
    decisions = sum(1 for _ in story.decisions())
    words = sum(len(b.text.split()) for s in story.scenes.values() for b in s.beats)
    words += sum(len(link.text.split()) for s in story.scenes.values() for link in s.links)
    played = sum(bool(end) for end in walked.every_choice.values())
    asked = sorted(walked.decisions)
    lines = [
        f"{story.title} ({story.file})",
        f"  {len(story.scenes)} passages, {decisions} decisions, {words} words,"
        f" {len(walked.every_choice)} choices, {len(walked.trust)} endings",
        f"  choices played to an ending: {played} of {len(walked.every_choice)}",
        f"  {plays} random plays; decisions in a play: {asked[0]} to {asked[-1]},"
        f" median {asked[len(asked) // 2]}",
    ]
    for name, ends in sorted(walked.trust.items(), key=lambda item: -len(item[1])):
        where = f"trust ended {min(ends):.2f} to {max(ends):.2f}" if ends else "never reached"
        lines.append(f"    {story.scenes[name].ending:<11}{len(ends):>6}  {where}  {name}")
    rarest = sorted(walked.hits, key=lambda name: walked.hits[name])[:3]
    lines.append("  rarest: " + ", ".join(f"{name} ({walked.hits[name]})" for name in rarest))
    return "\n".join([*lines, *(f"  FAULT: {what}" for what in walked.complaints)])
