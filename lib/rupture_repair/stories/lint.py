"""What a story must be, rule by rule: each fault names its line and says what to do."""

from __future__ import annotations

import json
import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from pathlib import Path

from rupture_repair.model.repair import repair_quality
from rupture_repair.stories.story import (
    ENDINGS,
    EVENTS,
    IN_THE_ROOM,
    KINDS,
    MANNERS,
    MOMENTS,
    Client,
    Scene,
    Story,
    assemble,
    client_from,
)
from rupture_repair.stories.twee import Fault, Passage, StoryError, decode, split
from rupture_repair.vocabulary import LABELS

__all__ = ["check", "examine", "read"]

CHOICES = (3, 4)
PASSAGES, DECISIONS = 30, 8
WORDS_ON_A_BUTTON = (2, 60)
WORDS_OF_FEEDBACK = (12, 110)
GIVEAWAY_FROM = 4  # decisions with one best choice, before a habit can be told from chance

_IFID = re.compile(r"[0-9A-F]{8}-([0-9A-F]{4}-){3}[0-9A-F]{12}")
_MARKUP = re.compile(r"[<>{}$*_#~|\\`]|//|''")
_STRAIGHT = re.compile(r"[\"']")


def read(path: Path | str) -> Story:
    """Return the story in the file. Raises StoryError with every fault if there is any."""
    story, faults = examine(Path(path).read_bytes(), str(path))
    if story is None:
        raise StoryError(path, faults)
    return story


def check(path: Path | str) -> list[Fault]:
    """Return every fault in the file, by line; none for a story that can be played."""
    return examine(Path(path).read_bytes(), str(path))[1]


def examine(raw: bytes, file: str = "story.twee") -> tuple[Story | None, list[Fault]]:
    """Return the story, or None and the faults, sorted by line."""
    text, faults = decode(raw)
    if faults:
        return None, faults
    passages, faults = split(text)
    title, ifid = "", ""
    title_at = passages.get("StoryTitle")
    if title_at and len(title_at.lines) == 1:
        title = title_at.lines[0][1]
    else:
        faults.append(Fault(1, "title", "The passage StoryTitle holds one line, the title."))
    ifid, found = _data(passages.get("StoryData"))
    faults += found
    client: Client | None = None
    if "Client" in passages:
        client, found = client_from(passages["Client"])
        faults += found
    else:
        says = "There is no passage `Client`: add one with this client’s history in TOML."
        faults.append(Fault(1, "client", says))
    scenes, found = assemble(passages, set(client.cast.values()) if client else set())
    faults += found
    roles = set(client.cast) if client else None
    for rules in (_tags(scenes.values(), roles), _texts(scenes.values()), _shape(scenes)):
        faults += rules
    faults += _giveaways(scenes)
    if not (client and client.short):
        faults += _size(scenes)
    if faults or client is None:
        return None, sorted(set(faults))
    return Story(file, title, ifid, client, scenes), []


def _data(passage: Passage | None) -> tuple[str, list[Fault]]:
    if passage is None:
        return "", [Fault(1, "data", "There is no StoryData: add it with an IFID, in JSON.")]
    try:
        data = json.loads("\n".join(text for _, text in passage.lines))
        ifid, start = str(data["ifid"]), data["start"]
    except (ValueError, KeyError, TypeError):
        says = "StoryData is a JSON object with at least “ifid” and “start”."
        return "", [Fault(passage.line, "data", says)]
    if not _IFID.fullmatch(ifid):
        says = "The IFID is a version 4 UUID in capitals: make a new one, once."
        return "", [Fault(passage.line, "data", says)]
    if start != "Contents":
        return "", [Fault(passage.line, "data", "StoryData must start at “Contents”.")]
    return ifid, []


def _tags(scenes: Iterable[Scene], roles: set[str] | None) -> Iterator[Fault]:
    """Every tag is known and stands where it means something."""
    for scene in scenes:

        def fault(rule: str, says: str, line: int = scene.line) -> Fault:
            return Fault(line, rule, says)

        kinds = [tag for tag in scene.tags if tag in KINDS]
        if len(kinds) != 1:
            yield fault("kind", f"“{scene.name}” needs exactly one tag of {', '.join(KINDS)}.")
            continue
        allowed = {
            "scene": {*MOMENTS, *EVENTS},
            "choice": {*MANNERS, *EVENTS, *LABELS, *(roles or ())},
            "ending": {*ENDINGS, *EVENTS},
        }.get(scene.kind, set())
        for tag in scene.tags:
            if tag not in allowed | {scene.kind} and not (roles is None and scene.kind == "choice"):
                yield fault("tag", f"A {scene.kind} has no tag “{tag}”: see docs/story-format.md.")
        if len(set(scene.tags)) < len(scene.tags) and scene.labels.count("apologises") < 2:
            yield fault("tag", f"“{scene.name}” has a tag twice: take one away.")
        if scene.kind == "ending" and len([t for t in scene.tags if t in ENDINGS]) != 1:
            yield fault("ending", f"An ending says which it is: one of {', '.join(ENDINGS)}.")
        if scene.kind == "choice":
            if len([tag for tag in scene.tags if tag in MANNERS]) != 1:
                yield fault("manner", f"A choice is one of {', '.join(MANNERS)}: tag it.")
            if roles and len([tag for tag in scene.tags if tag in roles]) != 1:
                who = ", ".join(sorted(roles))
                yield fault("who", f"Tag the choice with the one who makes it: {who}.")


def _texts(scenes: Iterable[Scene]) -> Iterator[Fault]:
    """Lines are plain words; choices say why, and what went unsaid."""
    for scene in scenes:
        for line, text in [(beat.line, beat.text) for beat in scene.beats] + [
            (link.line, link.text) for link in scene.links
        ]:
            if found := _MARKUP.search(text):
                yield Fault(line, "markup", f"“{found[0]}” may be a command in Twine: use words.")
            if _STRAIGHT.search(text):
                yield Fault(line, "quotes", "Write curly quotes and apostrophes: “ ” ‘ ’.")
        if not scene.beats:
            yield Fault(scene.line, "empty", f"“{scene.name}” has no words: write some.")
        if scene.kind != "choice":
            continue
        low, high = WORDS_OF_FEEDBACK
        if not low <= len(scene.feedback.split()) <= high:
            says = f"A choice has a line “Feedback: …” of {low} to {high} words that says why."
            yield Fault(scene.line, "feedback", says)
        if scene.manner in IN_THE_ROOM and not any(beat.kind == "unspoken" for beat in scene.beats):
            says = "What went unsaid here? Add a line “Name (unspoken): …”."
            yield Fault(scene.line, "unspoken", says)


def _shape(scenes: dict[str, Scene]) -> Iterator[Fault]:
    """Every way leads on, every passage is on a way, and every way can end."""
    into: Counter[str] = Counter()
    for scene in scenes.values():
        yield from _links_out(scene, scenes)
        into.update(link.to for link in scene.links)
    for scene in scenes.values():
        if scene.kind == "choice" and into[scene.name] > 1:
            says = f"“{scene.name}” is reached from {into[scene.name]} places: write one for each."
            yield Fault(scene.line, "shared-choice", says)
    start = scenes.get("Contents")
    if start is None or start.kind != "contents":
        says = "There is no passage “Contents [contents]” with a contents line: add it."
        yield Fault(start.line if start else 1, "contents", says)
        return
    reached = _reach({"Contents"}, {s.name: [k.to for k in s.links] for s in scenes.values()})
    back: dict[str, list[str]] = {name: [] for name in scenes}
    for scene in scenes.values():
        for link in scene.links:
            back.setdefault(link.to, []).append(scene.name)
    stops = {s.name for s in scenes.values() if not s.links or s.kind in ("ending", "way-round")}
    ends = _reach(stops, back)
    for scene in scenes.values():
        if scene.name not in reached:
            says = f"Nothing leads to “{scene.name}”: link to it, or take it away."
            yield Fault(scene.line, "unreachable", says)
        elif scene.name not in ends and all(link.to in scenes for link in scene.links):
            says = f"From “{scene.name}” no ending can be reached: give the loop a way out."
            yield Fault(scene.line, "no-ending", says)


def _links_out(scene: Scene, scenes: dict[str, Scene]) -> Iterator[Fault]:
    for link in scene.links:
        if link.to not in scenes:
            says = f"There is no passage “{link.to}”: write it, or mend the link."
            yield Fault(link.line, "dangling", says)
    count = len(scene.links)
    if scene.kind in ("ending", "way-round"):
        if count:
            says = "The story stops here: take the links away, or the tag."
            yield Fault(scene.links[0].line, "dead-end", says)
    elif count == 0:
        if scene.kind:
            says = (
                f"“{scene.name}” leads nowhere and is no ending: link on, or tag it as an ending."
            )
            yield Fault(scene.line, "dead-end", says)
    elif scene.kind == "contents":
        target = scenes.get(scene.links[-1].to)
        if count != 2 or (target and target.kind != "way-round"):
            says = "Contents has two links: into the story, then to a passage tagged way-round."
            yield Fault(scene.line, "way-round", says)
    elif scene.kind == "choice" and count > 1:
        says = "A choice leads on by one link: let the next passage be the decision."
        yield Fault(scene.line, "choice-count", says)
    elif scene.kind == "scene" and count > 1:
        yield from _buttons(scene, scenes)


def _buttons(scene: Scene, scenes: dict[str, Scene]) -> Iterator[Fault]:
    low, high = CHOICES
    if not low <= len(scene.links) <= high:
        says = f"A decision offers {low} or {high} choices; “{scene.name}” has {len(scene.links)}."
        yield Fault(scene.line, "choice-count", says)
    for link in scene.links:
        target = scenes.get(link.to)
        if target is None:
            continue
        if target.kind != "choice":
            says = f"A choice leads to a passage of its own: tag “{link.to}” as choice, or add one."
            yield Fault(link.line, "not-a-choice", says)
        elif (target.manner in ("said", "elsewhere")) != link.text.startswith("“"):
            says = "Words that are said stand in “…” on the button; acts and silences do not."
            yield Fault(link.line, "spoken", says)
        least, most = WORDS_ON_A_BUTTON
        if not least <= len(link.text.split()) <= most:
            yield Fault(link.line, "button", f"A button holds {least} to {most} words.")


def _reach(start: set[str], ways: dict[str, list[str]]) -> set[str]:
    seen, queue = set(start), deque(start)
    while queue:
        for name in ways.get(queue.popleft(), ()):
            if name not in seen:
                seen.add(name)
                queue.append(name)
    return seen


def _giveaways(scenes: dict[str, Scene]) -> Iterator[Fault]:
    """The best choice must not be told by its length or its place."""
    habits: Counter[str] = Counter()
    told, first = 0, 1
    for scene in scenes.values():
        targets = [scenes[link.to] for link in scene.links if link.to in scenes]
        known = all(label in LABELS for target in targets for label in target.labels)
        if not scene.is_decision or len(targets) < len(scene.links) or not known:
            continue
        flags = {"erred": "no-error" not in scene.tags, "fresh": "later" not in scene.tags}
        worth = [repair_quality(target.labels, **flags).quality for target in targets]
        if worth.count(max(worth)) > 1:
            continue
        best, told, first = worth.index(max(worth)), told + 1, first or scene.line
        sizes = [len(link.text) for link in scene.links]
        habits[f"stands in place {best + 1}"] += 1
        habits["is the longest"] += sizes[best] == max(sizes)
        habits["is the shortest"] += sizes[best] == min(sizes)
    for habit, times in habits.items():
        if told >= GIVEAWAY_FROM and times * 2 > told:
            says = f"The best choice {habit} in {times} of {told} decisions: vary it."
            yield Fault(first, "giveaway", says)


def _size(scenes: dict[str, Scene]) -> Iterator[Fault]:
    decisions = sum(scene.is_decision for scene in scenes.values())
    missing = set(ENDINGS) - {scene.ending for scene in scenes.values()}
    if len(scenes) < PASSAGES or decisions < DECISIONS or missing:
        says = (
            f"A story has {PASSAGES} passages and {DECISIONS} decisions; this has {len(scenes)} and"
            f" {decisions}. Endings missing: {', '.join(sorted(missing)) or 'none'}."
        )
        yield Fault(1, "size", says)
