"""Fifteen minutes at a door: three moments, a clock, and what the other is left with."""

from __future__ import annotations

from typing import Any

from ..curriculum.door import LEFT, Door, Way, door
from .html import paragraphs, table
from .practice import inline_text
from .view import Activity, Shown, View, open_view

__all__ = ["AtTheDoor", "at_the_door"]

_START = 15 * 3600  # three o'clock, in seconds


class AtTheDoor(Activity):
    """Choose a way at each moment; every way is answered, and the clock goes on."""

    def __init__(self, lesson: str, scene: Door) -> None:
        self.key = f"door/{lesson}"
        self.title = scene.title
        self.scene = scene
        self.chosen: list[Way | None] = [None] * len(scene.moments)

    def set(self, name: str, value: Any) -> None:
        ways = dict(self._ways()).get(name)
        if ways is None or str(value) not in map(str, range(len(ways))):
            raise ValueError("That is none of the ways.")
        self.chosen[int(name.removeprefix("moment-"))] = ways[int(value)]

    def _ways(self) -> list[tuple[str, tuple[Way, ...]]]:
        """Return the moments that have come up, by the name of their control."""
        every = [(f"moment-{n}", moment.ways) for n, moment in enumerate(self.scene.moments)]
        return every[: 1 + sum(way is not None for way in self.chosen)]

    @property
    def taken(self) -> list[Way]:
        """The ways taken so far, in order."""
        return [way for way in self.chosen if way is not None]

    @property
    def seconds(self) -> int:
        """How long it has taken so far."""
        return sum(way.seconds for way in self.taken)

    @property
    def left(self) -> set[str]:
        """What he goes away with, keys of LEFT."""
        left: set[str] = set()
        for way in self.taken:
            left = (left - set(way.takes)) | set(way.gives)
        return left

    def sentence(self) -> str:
        if not self.taken:
            return inline_text(f"{self.title}. {self.scene.moments[0].ask}")
        late = self.seconds - self.scene.seconds
        rest = (
            f"The next hour begins {_span(late)} late." if late > 0
            else f"That leaves {_span(-late)} before the next hour."
        )  # fmt: skip
        return f"It took {_span(self.seconds)}; the clock says {_clock(self.seconds)}. {rest}"

    def blocks(self) -> list[dict]:
        return [
            {"kind": "heading", "level": 3, "html": self.title},
            {"kind": "text", "html": paragraphs(self.scene.scene)},
            {"kind": "slot", "name": "moments"},
            {"kind": "slot", "name": "end"},
        ]

    def shown(self) -> Shown:
        blocks: list[dict] = []
        values = {}
        for n, (name, ways) in enumerate(self._ways()):
            moment, way = self.scene.moments[n], self.chosen[n]
            options = [[str(at), inline_text(one.text)] for at, one in enumerate(ways)]
            blocks.append({"kind": "choice", "name": name, "label": inline_text(moment.ask),
                           "options": options})  # fmt: skip
            values[name] = None if way is None else str(ways.index(way))
            if way is not None:
                blocks.append({"kind": "text", "look": "seam",
                               "html": f"{paragraphs(way.why)}{self._upto(n)}"})  # fmt: skip
        shown = Shown(values=values, slots={"moments": blocks})
        if self.taken:
            shown.text["~"] = f"{inline_text(self.taken[-1].why)} {self.sentence()}"
        if len(self.taken) == len(self.chosen):
            shown.slots["end"] = [{"kind": "text", "look": "card", "html": self._end()}]
        return shown

    def _upto(self, n: int) -> str:
        seconds = sum(way.seconds for way in self.chosen[: n + 1] if way is not None)
        return paragraphs(f"The clock says {_clock(seconds)}.", "rr-quiet")

    def _end(self) -> str:
        rows = [(question, "yes" if key in self.left else "no") for key, question in LEFT.items()]
        late = self.seconds > self.scene.seconds
        rows.append(("Is the next client’s hour whole?", "no" if late else "yes"))
        again = "*Go back up, change one moment, and see what it would have cost.*"
        return (
            paragraphs(self.sentence())
            + table("What is left of it", ("question", "answer"), rows)
            + paragraphs(f"{self.scene.after}\n\n{again}")
        )


def _span(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    parts = [_count(minutes, "minute")] * (minutes > 0) + [_count(rest, "second")] * (rest > 0)
    return " and ".join(parts) or "no time"


def _count(n: int, unit: str) -> str:
    return f"{n} {unit}" if n == 1 else f"{n} {unit}s"


def _clock(seconds: int) -> str:
    minutes, rest = divmod(_START + seconds, 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{rest:02d}"


def at_the_door(lesson: str) -> View:
    """Return the fifteen minutes at the door for a lesson numbered such as "09"."""
    return open_view(AtTheDoor(lesson, door()))
