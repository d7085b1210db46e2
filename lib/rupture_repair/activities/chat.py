"""A play as lines of a chat: which are revealed together, and how each looks."""

from __future__ import annotations

from ..stories import Play, Scene, Story
from ..stories.story import SPOKEN, Beat
from ..vocabulary import LABELS
from .html import inline

__all__ = ["breaths", "heard", "log", "who_chooses", "words_of"]

SILENCE = "…"


def breaths(scene: Scene) -> list[list[Beat]]:
    """Return what is revealed together: a run of lines up to somebody's speech or a silence."""
    runs: list[list[Beat]] = []
    run: list[Beat] = []
    for beat in scene.beats:
        if beat.kind not in ("told", "said"):
            continue
        run.append(beat)
        if beat.kind == "said" or beat.text == SILENCE:
            runs.append(run)
            run = []
    if run:
        runs.append(run)
    return runs


def who_chooses(story: Story, name: str) -> str:
    """Return the name of the person who is "you" in a passage, or "" where nobody is to choose."""
    seen: set[str] = set()
    while name not in seen:
        seen.add(name)
        scene = story.scenes[name]
        if scene.kind == "choice":
            return next(story.client.cast[tag] for tag in scene.tags if tag in story.client.cast)
        if not scene.links:
            break
        name = scene.links[0].to
    return ""


def words_of(play: Play, turn: int) -> str:
    """Return the words with which the learner came to the choice of a turn, as on its button."""
    name = play.turns[turn].passage
    before = play.story.scenes[play.turns[turn - 1].passage]
    return next(link.text for link in before.links if link.to == name)


def heard(scene: Scene) -> str:
    """Return the moves and pitfalls of a choice in words; "" where there are none."""
    return ", ".join(LABELS[name].title.lower() for name in scene.labels)


def log(play: Play, step: int, feedback: bool) -> list[dict]:
    """Return the lines so far: all of earlier passages, and `step` breaths of the latest.

    feedback: whether the feedback stands with each choice, as the breath after its last.
    """
    lines: list[dict] = []
    you = ""
    for turn, taken in enumerate(play.turns):
        scene = play.story.scenes[taken.passage]
        you = who_chooses(play.story, scene.name) or you
        parts: list[tuple[str, str]] = []
        if scene.kind == "scene" and turn:
            parts.append(("break", ""))
        if scene.kind == "choice":
            parts.append(_choice(scene, words_of(play, turn), you))
        runs = breaths(scene)
        latest = turn == len(play.turns) - 1
        for run in runs[:step] if latest else runs:
            parts += [_beat(beat, you) for beat in run]
        if feedback and scene.feedback and (not latest or step > len(runs)):
            parts.append(("why", why(scene)))
        for part, (look, html) in enumerate(parts):
            lines.append(
                {"kind": "text", "name": f"line-{turn}-{part}", "look": look, "html": html}
            )
    return lines


def why(scene: Scene) -> str:
    """Return the feedback on a choice, and what was heard in it, as HTML."""
    labels = heard(scene)
    return f"<p>{inline(scene.feedback)}</p>" + (
        f'<p class="rr-quiet">Heard here: {inline(labels)}.</p>' if labels else ""
    )


def _choice(scene: Scene, words: str, you: str) -> tuple[str, str]:
    if scene.manner in SPOKEN:
        said = words.removeprefix("“").removesuffix("”")
        return "bubble rr-you", f'<span class="rr-who">{inline(you)} (you)</span>{inline(said)}'
    return "deed", f'<span class="rr-who">You chose</span>{inline(words)}'


def _beat(beat: Beat, you: str) -> tuple[str, str]:
    if beat.kind == "told":
        if beat.text == SILENCE:
            return (
                "hush",
                '<span aria-hidden="true">…</span><span class="rr-hidden">Silence.</span>',
            )
        return "told", inline(beat.text)
    mine = beat.who == you
    who = f"{beat.who} (you)" if mine else beat.who
    look = "bubble rr-you" if mine else "bubble"
    return look, f'<span class="rr-who">{inline(who)}</span>{inline(beat.text)}'
