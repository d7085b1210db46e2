"""A story as data: what its passages, lines, tags and client are. docs/story-format.md explains."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import MISSING, dataclass, fields
from typing import Any, NamedTuple

from rupture_repair.stories.trust import SEVERITY, Traits
from rupture_repair.vocabulary import LABELS

__all__ = ["Beat", "Client", "Link", "Scene", "Story"]

KINDS = ("contents", "way-round", "scene", "choice", "ending")
ENDINGS = ("holds", "drift", "not-enough", "own")
SPOKEN = ("said", "elsewhere")
IN_THE_ROOM = ("said", "silence")
MANNERS = ("said", "elsewhere", "act", "silence")
MOMENTS = ("later", "no-error", "danger")
EVENTS = (*SEVERITY, "kept", "made-safe", "withdrawal", "confrontation")
CARDS = ("scene", "therapist", "client", "observer")


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
    """A passage: its tags in order, its beats in order, and its ways on."""

    name: str
    line: int
    tags: tuple[str, ...]
    beats: tuple[Beat, ...]
    links: tuple[Link, ...]

    def _one_of(self, names: tuple[str, ...]) -> str:
        return next((tag for tag in self.tags if tag in names), "")

    @property
    def kind(self) -> str:
        """One of KINDS."""
        return self._one_of(KINDS)

    @property
    def ending(self) -> str:
        """One of ENDINGS, or "" for a passage that is none."""
        return self._one_of(ENDINGS)

    @property
    def manner(self) -> str:
        """How a choice is made, one of MANNERS; "" for a passage that is no choice."""
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

    concepts: ids of what the story teaches. minutes: how long one play takes. ours: what the source
    does not tell. short: whether the story may be small. cast: role to name, "client" among the
    roles. model: the client's history as numbers. cards: what each of three players reads.

    Raises ValueError, naming the field, for one that is missing or not what it should be.
    """

    concepts: tuple[str, ...]
    minutes: int
    history: str
    secret: str
    cast: dict[str, str]
    model: Traits
    cards: dict[str, str]
    ours: str = ""
    short: bool = False

    @classmethod
    def from_toml(cls, data: dict[str, Any]) -> Client:
        """Return the client that parsed TOML describes. Raises ValueError naming a bad field."""
        kinds = {"concepts": list, "minutes": int, "short": bool} | dict.fromkeys(
            ("cast", "model", "cards"), dict
        )
        known = {field.name: field for field in fields(cls)}
        for name in [*data, *known]:
            if name not in known:
                raise ValueError(f"{name!r} is no field; they are {', '.join(known)}")
            if name not in data and known[name].default is MISSING:
                raise ValueError(f"{name!r} is missing: add it")
            kind = kinds.get(name, str)
            if name in data and (type(data[name]) is not kind or data[name] in ("", [])):
                raise ValueError(f"{name!r} must be a {kind.__name__} and not empty")
        words = [*data["concepts"], *data["cast"].values(), *data["cards"].values()]
        if not all(isinstance(word, str) and word for word in words):
            raise ValueError("concepts, cast and cards hold text that is not empty")
        if "client" not in data["cast"] or data["cards"].keys() != set(CARDS):
            raise ValueError(f"[cast] needs a client, and [cards] has {', '.join(CARDS)}")
        taken = {*KINDS, *ENDINGS, *MANNERS, *MOMENTS, *EVENTS, *LABELS} & data["cast"].keys()
        if taken:
            raise ValueError(f"[cast] has a role {min(taken)!r}, which is a tag: call it otherwise")
        try:
            model = Traits(**data["model"])
        except TypeError:
            names = ", ".join(field.name for field in fields(Traits))
            raise ValueError(f"[model] has exactly {names}") from None
        return cls(**data | {"model": model, "concepts": tuple(data["concepts"])})


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
