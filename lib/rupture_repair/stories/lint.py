"""What a story must be, rule by rule: each fault names its line and says what to do."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from rupture_repair.model.repair import repair_quality
from rupture_repair.stories.reader import (
    Fault,
    StoryError,
    client_from,
    ifid_from,
    scene_from,
    split,
)
from rupture_repair.stories.story import (
    ENDINGS,
    EVENTS,
    IN_THE_ROOM,
    KINDS,
    MANNERS,
    MOMENTS,
    SPOKEN,
    Client,
    Scene,
    Story,
)
from rupture_repair.vocabulary import LABELS

__all__ = ["check", "read"]

CHOICES = (3, 4)
PASSAGES, DECISIONS = 30, 8
WORDS_ON_A_BUTTON = (2, 60)
WORDS_OF_FEEDBACK = (12, 110)
GIVEAWAY_FROM = 4  # decisions with one best choice, before a habit can be told from chance

_MARKUP = re.compile(r"[<>{}$*_#~|\\`]|//|''")


def read(path: Path | str) -> Story:
    """Return the story in the file. Raises StoryError with every fault if there is any."""
    story, faults = _examine(Path(path))
    if story is None:
        raise StoryError(path, faults)
    return story


def check(path: Path | str) -> list[Fault]:
    """Return every fault in the file, by line; none for a story that can be played."""
    return _examine(Path(path))[1]


def _examine(path: Path) -> tuple[Story | None, list[Fault]]:
    passages, faults = split(path.read_bytes())
    if any(fault.rule == "encoding" for fault in faults):
        return None, faults
    special = {name: passages.pop(name, None) for name in ("StoryTitle", "StoryData", "Client")}
    for name, passage in special.items():
        if passage is None:
            faults.append(Fault(1, "special", f"There is no passage {name}: add it."))
    title, data, about = special.values()
    if title and len(title.lines) != 1:
        faults.append(Fault(title.line, "special", "StoryTitle holds one line, the title."))
    ifid = data and ifid_from(data)
    client = about and client_from(about)
    faults += [found for found in (ifid, client) if isinstance(found, Fault)]
    known = isinstance(client, Client)
    scenes: dict[str, Scene] = {}
    for passage in passages.values():
        scene, found = scene_from(passage, set(client.cast.values()) if known else set())
        scenes[scene.name] = scene
        faults += [*found, *_tags(scene, set(client.cast) if known else None), *_words(scene)]
        faults += _ways_on(scene, passages.keys())
    faults += [*_choices(scenes), *_map(scenes), *_giveaways(scenes)]
    if known and not client.short:
        faults += _size(scenes)
    if faults:
        return None, sorted(set(faults))
    return Story(str(path), title.lines[0][1], ifid, client, scenes), []


def _tags(scene: Scene, roles: set[str] | None) -> Iterator[Fault]:
    """Every tag is known and stands where it means something; roles None: the cast is unknown."""

    def one_of(names: tuple[str, ...] | set[str], rule: str, of: str) -> Iterator[Fault]:
        if sum(tag in names for tag in scene.tags) != 1:
            says = f"{of} “{scene.name}” needs one tag of these: {', '.join(sorted(names))}."
            yield Fault(scene.line, rule, says)

    yield from one_of(KINDS, "kind", "The passage")
    kind = scene.kind
    known = {"scene": {*MOMENTS, *EVENTS}, "ending": {*ENDINGS, *EVENTS}}.get(kind, set())
    if kind == "ending":
        yield from one_of(ENDINGS, "ending", "The ending")
    if kind == "choice":
        known = {*MANNERS, *EVENTS, *LABELS, *(scene.tags if roles is None else roles)}
        yield from one_of(MANNERS, "manner", "The choice")
        if roles:
            yield from one_of(roles, "who", "The choice")
    for tag in scene.tags if kind else ():
        if tag not in known and tag not in KINDS:
            says = f"A {kind} has no tag “{tag}”: docs/story-format.md lists those it may have."
            yield Fault(scene.line, "tag", says)
        elif scene.tags.count(tag) > 1 and tag != "apologises":
            yield Fault(scene.line, "tag", f"The tag “{tag}” stands twice: take one away.")


def _words(scene: Scene) -> Iterator[Fault]:
    """Lines are plain words; choices say why, and what went unsaid."""
    for part in (*scene.beats, *scene.links):
        if found := _MARKUP.search(part.text):
            yield Fault(part.line, "markup", f"“{found[0]}” is a command in Twine: use words.")
        if '"' in part.text or "'" in part.text:
            yield Fault(part.line, "quotes", "Write curly quotes and apostrophes: “ ” ‘ ’.")
    if not scene.beats:
        yield Fault(scene.line, "empty", f"“{scene.name}” has no words: write some.")
    if scene.kind == "choice":
        low, high = WORDS_OF_FEEDBACK
        if not low <= len(scene.feedback.split()) <= high:
            says = f"A choice has a line “Feedback: …” of {low} to {high} words that says why."
            yield Fault(scene.line, "feedback", says)
        unspoken = any(beat.kind == "unspoken" for beat in scene.beats)
        if scene.manner in IN_THE_ROOM and not unspoken:
            says = "What went unsaid here? Add a line “Name (unspoken): …”."
            yield Fault(scene.line, "unspoken", says)


def _ways_on(scene: Scene, names: set[str]) -> Iterator[Fault]:
    """Links lead somewhere, and there are as many as this kind of passage has."""
    for link in scene.links:
        if link.to not in names:
            says = f"There is no passage “{link.to}”: write it, or mend the link."
            yield Fault(link.line, "dangling", says)
    count = len(scene.links)
    if scene.kind in ("ending", "way-round"):
        if count:
            says = "The story stops here: take the links away, or the tag."
            yield Fault(scene.links[0].line, "dead-end", says)
    elif count == 0 and scene.kind:
        says = f"“{scene.name}” leads nowhere and is no ending: link on, or tag it as an ending."
        yield Fault(scene.line, "dead-end", says)
    elif scene.kind == "choice" and count > 1:
        says = "A choice leads on by one link: let the next passage be the decision."
        yield Fault(scene.line, "choice-count", says)
    elif scene.is_decision and count not in CHOICES:
        says = f"A decision offers three or four choices, and “{scene.name}” has {count}."
        yield Fault(scene.line, "choice-count", says)


def _choices(scenes: dict[str, Scene]) -> Iterator[Fault]:
    """Every choice leads to a passage of its own, and its button fits how it is made."""
    into = Counter(link.to for scene in scenes.values() for link in scene.links)
    low, high = WORDS_ON_A_BUTTON
    for scene in scenes.values():
        if scene.kind == "choice" and into[scene.name] > 1:
            says = f"“{scene.name}” is reached from {into[scene.name]} places: write one for each."
            yield Fault(scene.line, "own-passage", says)
        for link in scene.links if scene.is_decision else ():
            target = scenes.get(link.to)
            if target and target.kind != "choice":
                says = f"A choice leads to a passage of its own: tag “{link.to}” as a choice."
                yield Fault(link.line, "own-passage", says)
            elif target and (target.manner in SPOKEN) != link.text.startswith("“"):
                says = "What is said stands in “…” on the button; acts and silences do not."
                yield Fault(link.line, "button", says)
            if not low <= len(link.text.split()) <= high:
                says = f"A button holds what is said or done, in {low} to {high} words."
                yield Fault(link.line, "button", says)


def _map(scenes: dict[str, Scene]) -> Iterator[Fault]:
    """The story opens with a contents line, everything is on a way, and every way can end."""
    start = scenes.get("Contents")
    if start is None or start.kind != "contents":
        says = "There is no passage “Contents [contents]” with a contents line: add it."
        yield Fault(start.line if start else 1, "contents", says)
        return
    round_ = scenes.get(start.links[-1].to) if len(start.links) == 2 else start
    if round_ and round_.kind != "way-round":
        says = "Contents has two links: into the story, then to a passage tagged way-round."
        yield Fault(start.line, "contents", says)
    ways = {name: {link.to for link in scene.links} for name, scene in scenes.items()}
    back = {name: {other for other in ways if name in ways[other]} for name in ways}
    reached = _reach({"Contents"}, ways)
    ends = _reach({name for name in ways if not ways[name] & ways.keys()}, back)
    for name, scene in scenes.items():
        if name not in reached:
            says = f"Nothing leads to “{name}”: link to it, or take it away."
            yield Fault(scene.line, "unreachable", says)
        elif name not in ends:
            says = f"From “{name}” no ending can be reached: give the circle a way out."
            yield Fault(scene.line, "no-ending", says)


def _reach(names: set[str], ways: dict[str, set[str]]) -> set[str]:
    """Return `names` and all that can be reached from them."""
    seen, new = set(names), set(names)
    while new:
        new = set().union(*(ways.get(name, ()) for name in new)) - seen
        seen |= new
    return seen


def _giveaways(scenes: dict[str, Scene]) -> Iterator[Fault]:
    """The best choice must not be told by its length or its place."""
    habits: Counter[str] = Counter()
    told: list[int] = []
    for scene in scenes.values():
        targets = [scenes[link.to] for link in scene.links if link.to in scenes]
        if not scene.is_decision or len(targets) < len(scene.links):
            continue
        moment = {"erred": "no-error" not in scene.tags, "fresh": "later" not in scene.tags}
        worth = [repair_quality(target.labels, **moment).quality for target in targets]
        if worth.count(max(worth)) == 1:
            told.append(scene.line)
            best, sizes = worth.index(max(worth)), [len(link.text) for link in scene.links]
            habits[f"stands in place {best + 1}"] += 1
            habits["is the longest"] += sizes[best] == max(sizes)
            habits["is the shortest"] += sizes[best] == min(sizes)
    for habit, times in habits.items():
        if len(told) >= GIVEAWAY_FROM and times * 2 > len(told):
            says = f"The best choice {habit} in {times} of {len(told)} decisions: vary it."
            yield Fault(told[0], "giveaway", says)


def _size(scenes: dict[str, Scene]) -> Iterator[Fault]:
    decisions = sum(scene.is_decision for scene in scenes.values())
    missing = set(ENDINGS) - {scene.ending for scene in scenes.values()}
    if len(scenes) < PASSAGES or decisions < DECISIONS or missing:
        says = (
            f"A story has {PASSAGES} passages and {DECISIONS} decisions; this has {len(scenes)} and"
            f" {decisions}. Endings missing: {', '.join(sorted(missing)) or 'none'}."
        )
        yield Fault(1, "size", says)
