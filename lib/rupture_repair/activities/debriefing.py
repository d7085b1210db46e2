"""After a story: what went unsaid, the path beside the others, and the play as readable text."""

from __future__ import annotations

import textwrap
from collections.abc import Collection

from ..stories import Play, Scene
from ..stories.story import SPOKEN
from .chat import heard, why, words_of
from .html import inline, paragraphs
from .writing import privacy_block

__all__ = ["ENDINGS", "decisions", "page", "path", "transcript"]

ENDINGS = {
    "holds": "a repair that holds",
    "drift": "a polite drift apart",
    "not-enough": "a sound repair that is not enough",
    "own": "this story’s own ending",
}
_UNSAID = """
Here is what went on in the other chair, beside what was said. In a real session nobody sees this.
One can ask.
"""
_OTHERS = """
Every choice you made, with the ways you did not take. All of them are invented, and with another
person each might go otherwise. Go back to any choice, as often as you like.
"""
SHOWS = {"withdrawal": "a withdrawal", "confrontation": "a confrontation"}


def decisions(play: Play) -> list[int]:
    """Return the turns at which the learner has chosen, as indices into `play.turns`."""
    scenes = play.story.scenes
    return [turn for turn, taken in enumerate(play.turns[:-1]) if scenes[taken.passage].is_decision]


def page(play: Play, seen: Collection[str], writing: dict) -> list[dict]:
    """Return what is shown after an ending.

    seen: passages that the learner has been to, in this play or an earlier one.
    writing: the block of the field to write in.
    """
    ours = play.story.client.ours
    return [
        {"kind": "heading", "html": "What you could not see"},
        {"kind": "text", "html": paragraphs(_UNSAID)},
        {"kind": "text", "html": unsaid(play)},
        {"kind": "heading", "html": "Your path, and the others"},
        {"kind": "text", "html": paragraphs(_OTHERS)},
        *path(play, seen, whole=True),
        {"kind": "heading", "html": "Where it can end"},
        {"kind": "text", "html": endings(play, seen)},
        {"kind": "heading", "html": "A place to write"},
        writing,
        privacy_block(),
        *([{"kind": "text", "look": "quiet", "html": paragraphs(ours)}] if ours else []),
    ]


def unsaid(play: Play) -> str:
    """Return, turn by turn, what was said beside what went unsaid, as HTML."""
    rows = []
    for turn, taken in enumerate(play.turns):
        scene = play.story.scenes[taken.passage]
        hidden = [beat for beat in scene.beats if beat.kind == "unspoken"]
        if not hidden:
            continue
        said = []
        if scene.kind == "choice":
            said.append(f"<p><strong>You:</strong> {inline(words_of(play, turn))}</p>")
        for beat in scene.beats:
            if beat.kind == "said":
                said.append(f"<p><strong>{inline(beat.who)}:</strong> {inline(beat.text)}</p>")
            elif beat.kind == "told":
                said.append(f'<p class="rr-quiet">{inline(beat.text)}</p>')
        shows = " and ".join(words for tag, words in SHOWS.items() if tag in scene.tags)
        if shows:
            said.append(f'<p class="rr-quiet">The answer shows {shows}.</p>')
        thoughts = "".join(
            f'<p><span class="rr-who">{inline(beat.who)}, unspoken</span>{inline(beat.text)}</p>'
            for beat in hidden
        )
        rows.append(
            f'<li><p class="rr-name">{inline(scene.name)}</p><div class="rr-said">{"".join(said)}'
            f'</div><div class="rr-thought">{thoughts}</div></li>'
        )
    return f'<ol class="rr-unsaid">{"".join(rows)}</ol>'


def path(play: Play, seen: Collection[str], *, whole: bool) -> list[dict]:
    """Return a card for each decision taken, with its way back.

    seen: passages that the learner has been to, in this play or an earlier one.
    whole: whether the card shows the ways not taken, too, and why.
    """
    scenes = play.story.scenes
    blocks: list[dict] = []
    for turn in decisions(play):
        scene, taken = scenes[play.turns[turn].passage], scenes[play.turns[turn + 1].passage]
        links = scene.links if whole else [link for link in scene.links if link.to == taken.name]
        rows = "".join(_way(scenes[link.to], link.text, taken, seen, whole) for link in links)
        html = f'<p class="rr-name">{inline(scene.name)}</p><ul class="rr-paths">{rows}</ul>'
        if whole:
            html += (
                f"<details><summary>Why your choice did what it did</summary>{why(taken)}</details>"
            )
        blocks.append({"kind": "group", "look": "card", "blocks": [
            {"kind": "text", "html": html},
            {"kind": "button", "name": f"back-{turn}",
             "label": f"Go back to this choice: {scene.name}"},
        ]})  # fmt: skip
    return blocks


def _way(choice: Scene, words: str, taken: Scene, seen: Collection[str], whole: bool) -> str:
    mine = choice.name == taken.name
    note = (
        "you chose this" if mine else "tried another time" if choice.name in seen else "not taken"
    )
    leads = f" It leads on to <em>{inline(choice.links[0].to)}</em>." if whole else ""
    look = ' class="rr-taken"' if mine else ""
    return f"<li{look}><strong>{inline(choice.name)}</strong> ({note}): {inline(words)}{leads}</li>"


def endings(play: Play, seen: Collection[str]) -> str:
    """Return the story's endings as HTML; those not seen yet keep their names to themselves."""
    rows = []
    for scene in play.story.scenes.values():
        if scene.ending:
            kind = ENDINGS[scene.ending]
            if scene.name == play.here.name:
                rows.append(
                    f"<li><strong>{inline(scene.name)}</strong>: {kind}. You are here.</li>"
                )
            elif scene.name in seen:
                rows.append(f"<li><strong>{inline(scene.name)}</strong>: {kind}. Seen before.</li>")
            else:
                rows.append(f"<li>Not seen yet: {kind}.</li>")
    return f"<ul>{''.join(rows)}</ul>"


def transcript(play: Play, written: str = "") -> str:
    """Return the play as text to read or print; thoughts and trust only once it has ended.

    written: what the learner wrote about it, or "".
    """
    story = play.story
    parts = [story.title.upper()]
    for turn, taken in enumerate(play.turns):
        scene = story.scenes[taken.passage]
        rows = [f"{scene.name} (trust {taken.trust:.2f}, simulated)" if play.over else scene.name]
        if scene.kind == "choice":
            verb = "You say" if scene.manner in SPOKEN else "You choose"
            rows.append(_wrap(f"{verb}: {words_of(play, turn)}", "> "))
        for beat in scene.beats:
            if beat.kind == "said":
                rows.append(_wrap(f"{beat.who}: {beat.text}", "  "))
            elif beat.kind == "told":
                rows.append(_wrap(beat.text))
            elif beat.kind == "unspoken" and play.over:
                rows.append(_wrap(f"({beat.who}, unspoken: {beat.text})", "      "))
            elif beat.kind == "feedback":
                rows.append(_wrap(f"Why: {beat.text}", "    "))
        if scene.labels:
            rows.append(_wrap(f"Heard here: {heard(scene)}.", "    "))
        if scene.ending:
            rows.append(f"The end: {ENDINGS[scene.ending]}.")
        parts.append("\n".join(rows))
    if not play.over:
        parts.append("The story goes on from here.")
    if written:
        parts.append(f"What you wrote\n{written}")
    return "\n\n".join(parts) + "\n"


def _wrap(text: str, indent: str = "") -> str:
    hang = " " * len(indent)
    return textwrap.fill(text, 88, initial_indent=indent, subsequent_indent=hang)
