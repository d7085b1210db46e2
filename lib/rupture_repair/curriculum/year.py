"""The year of lesson 12 as data: what one can reply, what goes wrong, and whom one meets."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from ..vocabulary import label

__all__ = ["Lapse", "NewClient", "Reply", "YearPlan", "year_plan"]

LINES = ("ordinary", "quiet", "still", "fine")


@dataclass(frozen=True)
class Reply:
    """One thing to do in a session: its words, a short form for tables, its labels in order."""

    key: str
    words: str
    short: str
    labels: tuple[str, ...]


@dataclass(frozen=True)
class Lapse:
    """Something the therapist did, how a client tells it, and how it comes out as a complaint."""

    what: str
    told: str
    protest: str


@dataclass(frozen=True, eq=False)
class NewClient:
    """A person one meets, and what the learner does not see until the year is over.

    who: two or three sentences. brings: the hidden numbers in words. left: how they stop coming.
    ordinary, quiet, still, fine: lines for a session of that kind; `fine` answers who has asked.
    setting, supposed: parameters of the model, and of what is supposed of this client.
    """

    key: str
    name: str
    who: str
    brings: str
    left: str
    lines: Mapping[str, tuple[str, ...]]
    setting: Mapping[str, float]
    supposed: Mapping[str, float]


@dataclass(frozen=True)
class YearPlan:
    """Everything the year is made of."""

    replies: tuple[Reply, ...]
    lapses: tuple[Lapse, ...]
    clients: tuple[NewClient, ...]


@cache
def year_plan() -> YearPlan:
    """Return the year's data. Raises KeyError for a reply with an unknown label."""
    source = files(__package__) / "year.toml"
    raw = tomllib.loads(source.read_text(encoding="utf-8"))
    replies = [Reply(**one | {"labels": tuple(one["labels"])}) for one in raw["reply"]]
    for reply in replies:
        for name in reply.labels:
            label(name)
    return YearPlan(
        tuple(replies),
        tuple(Lapse(**one) for one in raw["lapse"]),
        tuple(_client(one) for one in raw["client"]),
    )


def _client(raw: dict[str, Any]) -> NewClient:
    rest = dict(raw)
    lines = {kind: tuple(rest.pop(kind)) for kind in LINES}
    return NewClient(lines=lines, **rest)
