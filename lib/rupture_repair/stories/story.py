"""A story as data: passages with their lines and links, the client, and what each tag means.

`read` returns a whole, valid story or raises `StoryError` with every fault: nothing half-loads.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from rupture_repair.stories.trust import SEVERITY, Traits
from rupture_repair.stories.twee import Fault, Passage
from rupture_repair.vocabulary import LABELS

__all__ = ["Beat", "Client", "Link", "Scene", "Story", "assemble", "client_from"]

KINDS = ("contents", "way-round", "scene", "choice", "ending")
ENDINGS = ("holds", "drift", "not-enough", "own")
MANNERS = ("said", "elsewhere", "act", "silence")
IN_THE_ROOM = ("said", "silence")
MOMENTS = ("later", "no-error", "danger")
EVENTS = (*SEVERITY, "kept", "made-safe", "withdrawal", "confrontation")
SPECIAL = ("StoryTitle", "StoryData", "Client")

_LINK = re.compile(r"\[\[(?:(.+?)->)?([^\[\]|<>]+?)\]\]")
_SAYS = re.compile(r"([A-Z][\w’-]*(?: [A-Z][\w’-]*)?)( \(unspoken\))?: (.+)")


class Beat(NamedTuple):
    """One line of a passage. kind: "told", "said", "unspoken" or "feedback"; who: a name or ""."""

    kind: str
    who: str
    text: str
    line: int


class Link(NamedTuple):
    """A way on: the words on the button (“…” when they are spoken), and where it leads."""

    text: str
    to: str
    line: int


@dataclass(frozen=True)
class Scene:
    """A passage, read. Its tags are split by what they mean; `labels` keep the order spoken."""

    name: str
    line: int
    tags: tuple[str, ...]
    beats: tuple[Beat, ...]
    links: tuple[Link, ...]

    def _one_of(self, names: tuple[str, ...]) -> str:
        return next((tag for tag in self.tags if tag in names), "")

    @property
    def kind(self) -> str:
        """One of KINDS, or "" where the tag is missing."""
        return self._one_of(KINDS)

    @property
    def ending(self) -> str:
        """One of ENDINGS, or "" elsewhere."""
        return self._one_of(ENDINGS)

    @property
    def manner(self) -> str:
        """How the choice is made: one of MANNERS, or "" where the tag is missing."""
        return self._one_of(MANNERS)

    @property
    def labels(self) -> tuple[str, ...]:
        """Moves and pitfalls, in the order spoken."""
        return tuple(tag for tag in self.tags if tag in LABELS)

    @property
    def feedback(self) -> str:
        """Why this choice did what it did."""
        return "\n\n".join(beat.text for beat in self.beats if beat.kind == "feedback")

    @property
    def is_decision(self) -> bool:
        """Whether the reader chooses here, rather than going on."""
        return self.kind == "scene" and len(self.links) > 1


@dataclass(frozen=True)
class Client:
    """The passage `Client`: who this is, in words and in numbers.

    cast: role to name, with "client" among the roles. cards: texts for the three of a role-play,
    under "scene", "therapist", "client" and "observer".
    """

    concepts: tuple[str, ...]
    minutes: int
    history: str
    secret: str
    cast: dict[str, str]
    traits: Traits
    cards: dict[str, str]
    ours: str = ""
    short: bool = False


@dataclass(frozen=True)
class Story:
    """A whole story. `scenes` are its passages by name, without the three special ones."""

    file: str
    title: str
    ifid: str
    client: Client
    scenes: dict[str, Scene]
    start: str = "Contents"

    def decisions(self) -> Iterator[Scene]:
        """Yield the passages at which the reader chooses."""
        return (scene for scene in self.scenes.values() if scene.is_decision)


_FIELDS = {
    "concepts": list, "minutes": int, "history": str, "secret": str,
    "cast": dict, "model": dict, "cards": dict, "ours": str, "short": bool,
}  # fmt: skip
_CARDS = {"scene", "therapist", "client", "observer"}


def client_from(passage: Passage) -> tuple[Client | None, list[Fault]]:
    """Return the client that the TOML of the passage `Client` describes, or its faults."""
    first = passage.lines[0][0] if passage.lines else passage.line
    rows = dict(passage.lines)
    text = "\n".join(rows.get(number, "") for number in range(first, max(rows, default=first) + 1))
    if "[[" in text:
        line = next(number for number, row in passage.lines if "[[" in row)
        return None, [Fault(line, "toml", "Twine takes [[ for a link: write one table, [name].")]
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        line = first + int(found[1]) - 1 if found else passage.line
        return None, [Fault(line, "toml", f"The client's TOML cannot be read: {error}.")]

    def wrong(says: str) -> tuple[None, list[Fault]]:
        return None, [Fault(passage.line, "client-field", says)]

    if unknown := sorted(data.keys() - _FIELDS.keys()):
        return wrong(f"`Client` has no field {unknown[0]!r}; it has {', '.join(_FIELDS)}.")
    for name, kind in _FIELDS.items():
        if name not in data and name not in ("ours", "short"):
            return wrong(f"`Client` lacks {name!r}: add it.")
        if name in data and (type(data[name]) is not kind or (kind is str and not data[name])):
            return wrong(f"`Client`: {name!r} must be a {kind.__name__} and not empty.")
    words = [*data["concepts"], *data["cast"].values(), *data["cards"].values()]
    if not data["concepts"] or not all(isinstance(word, str) and word for word in words):
        return wrong("`Client`: concepts, cast and cards hold text, and concepts at least one.")
    if "client" not in data["cast"] or data["cards"].keys() != _CARDS:
        return wrong(f"`Client`: [cast] names a client, [cards] has {', '.join(sorted(_CARDS))}.")
    try:
        traits = Traits(**data.pop("model"))
    except (TypeError, ValueError) as error:
        return wrong(f"`Client`, [model]: {error}.")
    data["concepts"] = tuple(data["concepts"])
    return Client(traits=traits, **data), []


def assemble(passages: dict[str, Passage], names: set[str]) -> tuple[dict[str, Scene], list[Fault]]:
    """Return the passages read line by line, and the faults in their lines.

    names: the people who may speak. An empty set lets anyone (the client could not be read).
    """
    scenes: dict[str, Scene] = {}
    faults: list[Fault] = []
    for passage in passages.values():
        if passage.name in SPECIAL:
            continue
        beats: list[Beat] = []
        links: list[Link] = []
        for number, text in passage.lines:
            if match := _LINK.fullmatch(text):
                links.append(Link((match[1] or "").strip(), match[2].strip(), number))
            elif "[[" in text or "]]" in text:
                says = "A link is a line of its own: [[What one reads->Passage]] or [[Passage]]."
                faults.append(Fault(number, "link", says))
            elif links:
                says = "Text stands after a link: put every link at the end of its passage."
                faults.append(Fault(number, "link", says))
            elif text.startswith("Feedback: "):
                beats.append(Beat("feedback", "", text.removeprefix("Feedback: "), number))
            elif match := _SAYS.fullmatch(text):
                beats.append(Beat("unspoken" if match[2] else "said", match[1], match[3], number))
                if names and match[1] not in names:
                    says = f"{match[1]} is not in the cast: add the name, or reword the colon away."
                    faults.append(Fault(number, "speaker", says))
            else:
                beats.append(Beat("told", "", text, number))
        scenes[passage.name] = Scene(
            passage.name, passage.line, passage.tags, tuple(beats), tuple(links)
        )
    return scenes, faults
