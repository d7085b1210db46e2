"""Stories without a screen: a text to read aloud or print, and cards for three people."""

from __future__ import annotations

import random
import textwrap

from rupture_repair.stories.story import Scene, Story
from rupture_repair.vocabulary import LABELS

__all__ = ["cards", "text_twin"]

_ENDINGS = {
    "holds": "a repair that holds",
    "drift": "a polite drift apart",
    "not-enough": "a sound repair that is not enough",
    "own": "this story’s own ending",
}


def _wrap(text: str, indent: str = "") -> str:
    hang = " " * len(indent)
    return textwrap.fill(text, 88, initial_indent=indent, subsequent_indent=hang)


def text_twin(story: Story) -> str:
    """Return the story as numbered passages: choose, and turn to the number.

    Feedback stands with the choice. What went unsaid is kept for the last pages, by number.
    """
    number = _numbers(story)
    parts = [story.title.upper(), _wrap("Start at 1. Leave the last pages until you have ended.")]
    unsaid = ["WHAT YOU COULD NOT SEE"]
    for name in number:
        scene = story.scenes[name]
        parts.append(_passage(scene, number))
        for beat in scene.beats:
            if beat.kind == "unspoken":
                unsaid.append(_wrap(f"{number[scene.name]}. {beat.who}: {beat.text}"))
    return "\n\n".join([*parts, *unsaid]) + "\n"


def _numbers(story: Story) -> dict[str, int]:
    """Return passage to number, in order: the start is 1, the rest shuffled, always alike."""
    rest = [name for name in story.scenes if name != story.start]
    random.Random(story.ifid).shuffle(rest)
    return {name: count for count, name in enumerate([story.start, *rest], 1)}


def _passage(scene: Scene, number: dict[str, int]) -> str:
    rows = [f"{number[scene.name]}."]
    for beat in scene.beats:
        if beat.kind == "told":
            rows.append(_wrap(beat.text))
        elif beat.kind == "said":
            rows.append(_wrap(f"{beat.who}: {beat.text}", "  "))
        elif beat.kind == "feedback":
            rows.append(_wrap(f"Why: {beat.text}", "    "))
    if scene.labels:
        rows.append(_wrap("Heard here: " + ", ".join(_title(n) for n in scene.labels), "    "))
    for link in scene.links:
        words = link.text or "Go on"
        rows.append(_wrap(f"{words} (turn to {number[link.to]})", "  > "))
    if scene.ending:
        rows.append(f"    The end: {_ENDINGS[scene.ending]}.")
    return "\n".join(rows)


def _title(name: str) -> str:
    return LABELS[name].title.lower()


def cards(story: Story) -> str:
    """Return three cards and the scene they share: therapist, client with a secret, observer."""
    client = story.client
    name = client.cast["client"]
    sheets = [
        ("The scene (read it aloud to all three)", client.cards["scene"]),
        ("Card 1, the therapist", f"{client.history} {client.cards['therapist']}"),
        (
            f"Card 2, {name} (show nobody)",
            f"{client.cards['client']} What you have told nobody: {client.secret}",
        ),
        ("Card 3, the observer", client.cards["observer"]),
    ]
    closing = (
        "Play for five minutes, then stop. The client speaks first, then the therapist, then the "
        "observer. Change places. Anyone may stop at any time."
    )
    rows = [story.title.upper()]
    rows += [f"{title}\n{'-' * len(title)}\n{_wrap(body)}" for title, body in sheets]
    return "\n\n".join([*rows, _wrap(closing)]) + "\n"
