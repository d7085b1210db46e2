"""The scenes of practice and reflection, lesson by lesson, as data."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

__all__ = ["Card", "Option", "PracticeItem", "Response", "practice_item", "practice_items"]


@dataclass(frozen=True)
class Option:
    """One way to go on, what it would do, and whether the authors would go that way."""

    text: str
    feedback: str
    good: bool


@dataclass(frozen=True)
class Response:
    """One worked answer, with what it gains and what it costs."""

    text: str
    comment: str


@dataclass(frozen=True)
class Card:
    """Something to sort: headings that fit and headings that tempt, each with a word on it."""

    text: str
    why: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class PracticeItem:
    """One scene to practise on.

    kind: "decide", "say", "write", "reflect" or "sort".
    exercise: whether it belongs to the exercise rather than to the lesson. An exercise may leave
        the responses out; they then stand in its solution.
    alternative: for a reflection, the fictional way to do it.
    after: what is said once every answer has been tried or compared.
    """

    lesson: str
    key: str
    kind: str
    title: str
    question: str
    concepts: tuple[str, ...]
    minutes: int
    scene: str = ""
    alternative: str = ""
    after: str = ""
    options: tuple[Option, ...] = ()
    responses: tuple[Response, ...] = ()
    cards: tuple[Card, ...] = ()
    exercise: bool = False


@cache
def practice_items(lesson: str) -> tuple[PracticeItem, ...]:
    """Return the practice of a lesson numbered such as "02", in the order of the lesson."""
    source = files(__package__) / "practice" / f"{lesson}.toml"
    if not source.is_file():
        raise ValueError(f"There is no practice for lesson {lesson!r}.")
    data = tomllib.loads(source.read_text(encoding="utf-8"))
    return tuple(_item(lesson, raw) for raw in data["item"])


def practice_item(lesson: str, key: str) -> PracticeItem:
    """Return one item. Raises ValueError with the keys that exist for any other key."""
    items = {item.key: item for item in practice_items(lesson)}
    try:
        return items[key]
    except KeyError:
        known = ", ".join(items)
        raise ValueError(f"Lesson {lesson} has no practice {key!r}. It has: {known}.") from None


def _item(lesson: str, raw: dict[str, Any]) -> PracticeItem:
    name = f"practice/{lesson}.toml, item {raw.get('key', '?')!r}"
    rest = dict(raw)
    options = tuple(Option(**option) for option in rest.pop("options", ()))
    responses = tuple(Response(**response) for response in rest.pop("responses", ()))
    concepts = tuple(rest.pop("concepts", ()))
    cards = tuple(
        Card(card["text"], card["why"], tuple(Option(**option) for option in card["options"]))
        for card in rest.pop("cards", ())
    )
    try:
        item = PracticeItem(
            lesson=lesson,
            options=options,
            responses=responses,
            concepts=concepts,
            cards=cards,
            **rest,
        )
    except TypeError as error:
        raise ValueError(f"{name}: {error}") from None
    needs = {
        "decide": bool(options),
        "say": bool(responses) or item.exercise,
        "write": bool(responses) or item.exercise,
        "sort": bool(cards),
        "reflect": bool(item.alternative),
    }
    if item.kind not in needs:
        raise ValueError(f"{name}: kind must be one of {', '.join(needs)}.")
    if not needs[item.kind]:
        raise ValueError(f"{name}: a {item.kind!r} lacks options, responses, cards or alternative.")
    return item
