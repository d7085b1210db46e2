"""The explorer: how often ruptures happen against how well they are repaired."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ..curriculum.explorers import ExplorerPlan, explorer_plan
from ..figures.fan import Fan
from ..figures.field import Field
from ..figures.picture import beside, png
from ..model import Setting, beyond_plausible, draws, simulate
from ..model.setting import check
from .course import CLIENTS, SEED, SESSIONS, TrustCourse, describe
from .html import inline, paragraphs, table
from .planned import Planned, open_after
from .prediction import Prediction
from .view import Shown, View

__all__ = ["CONTROLS", "Explorer", "explore"]

_FULL, _COARSE = (31, 200), (9, 80)  # settings along each side of the map, clients

CONTROLS: dict[str, dict[str, Any]] = {
    "rupture_frequency": {
        "label": "How often a rupture is felt",
        "format": "tenths",
        "ends": ["in no session", "in every session"],
    },
    "repair_quality": {
        "label": "How well a noticed rupture is repaired",
        "format": "decimal",
        "ends": ["as if nothing were done", "as well as can be"],
    },
    "noticing": {
        "label": "How often hurt behind withdrawal is noticed",
        "format": "tenths",
        "unit": "times",
        "ends": ["never", "always"],
    },
    "expectation": {
        "label": "How surely the client expects to be brushed aside",
        "format": "decimal",
        "ends": ["not at all", "for certain"],
    },
    "severity": {
        "label": "How much a lapse hurts",
        "format": "decimal",
        "ends": ["a scratch", "a blow"],
        "min": 0.3,
        "max": 0.9,
        "help": "How often ruptures are felt stays as it is, so milder lapses come more often.",
    },
}

# What a repair of this quality may sound like: the words are the workbook's own.
_VOICES = (
    (0.1, "“Well, I’m sorry if that came across badly. Shall we get on?”",
     "A condition, and a closed door."),
    (0.5, "“I was late, and I’m sorry. It’s been one of those weeks. Is that all right?”",
     "It owns the lapse, then explains it, then asks to be let off."),
    (0.9, "“I left you waiting, and that was my doing. I’m sorry. What was it like, out there?”",
     "It names what happened, owns it, and makes room. Then it stops."),
)  # fmt: skip

_LEAVES_OUT = """
The model knows one number for trust and one for hurt. It knows nothing of what was said, of who
these two people are, of power, culture or money, of the life outside the room, or of the many
things other than ruptures that help or harm. It was built to think with. It was not fitted to
clients, and no setting of its sliders is advice about one.
"""


class Explorer(Planned):
    """Sliders, a fan of trust, and a map with “you are here” on it."""

    title = "Explorer: how often, and how well repaired"

    def __init__(
        self,
        plan: ExplorerPlan,
        asked: Prediction | None = None,
        opening: Mapping[str, float] | None = None,
    ) -> None:
        self.key = f"explorer/{plan.lesson}"
        self._names = ("rupture_frequency", "repair_quality", *plan.more)
        base = Setting()
        super().__init__(plan, {name: float(base[name]) for name in self._names}, asked)
        for name, value in (opening or {}).items():
            self._home[name] = float(base.but(**{name: value})[name])
        self.values = dict(self._home)
        self._size = 1.0
        self._chance = draws(CLIENTS, SESSIONS, SEED)
        self._fan = Fan(SESSIONS)
        self._map = Field("Trust at the end", "how often a rupture is felt", "how well repaired",
                          limits=(0.0, 0.9))  # fmt: skip
        self._mapped: tuple | None = None
        self._moving = False
        self._after_change()

    # ---- state --------------------------------------------------------------------------------

    def press(self, name: str, detail: Any = None) -> None:
        self._moving = False
        if name != "settled":
            super().press(name, detail)

    def scale(self, scale: float) -> None:
        if scale != self._size:
            self._size = scale
            self._fan.picture.rescale(scale)
            self._map.picture.rescale(scale)

    def _take(self, name: str, value: Any) -> float:
        check(name, float(value))
        self._moving = name in self.plan.more
        return float(value)

    def _changed(self) -> None:
        self.setting = Setting().but(**self.values)
        self.course = TrustCourse(self.setting, self._chance)

    def _results(self) -> Mapping[str, float]:
        summary = self.course.summary
        return {"trust": summary.end[1], "left": summary.left}

    # ---- what is shown ------------------------------------------------------------------------

    def sentence(self) -> str:
        told = f"{describe(self.values)} {self.course.summary.sentence()}"
        odd = [
            CONTROLS[name]["label"].lower()
            for name in beyond_plausible(self.setting)
            if name in CONTROLS
        ]
        if odd:
            names = ", ".join([*odd[:-2], " and ".join(odd[-2:])])
            told += f" Beyond what is plausible for therapy at large: {names}."
        return told

    def blocks(self) -> list[dict]:
        more = [_control(name) | {"settle": True} for name in self.plan.more]
        fan, field = self._fan.picture, self._map.picture
        return [
            self.gate_block(),
            {"kind": "group", "look": "columns",
             "blocks": [_control(name) for name in self._names[:2]]},
            *self.preset_blocks(),
            {"kind": "group", "look": "pictures", "blocks": [
                {"kind": "picture", "name": "fan", "size": list(fan.base_size),
                 "box": list(fan.base_box)},
                {"kind": "picture", "name": "map", "size": list(field.base_size), "mark": True},
            ]},
            {"kind": "text", "name": "sentence", "look": "sentence"},
            {"kind": "text", "name": "voice", "look": "voice"},
            self.mission_block(),
            {"kind": "group", "folded": True, "label": "One more variable at a time",
             "blocks": [{"kind": "group", "look": "columns", "blocks": more}]},
            {"kind": "table", "name": "table", "label": "The same as a table"},
            {"kind": "group", "folded": True, "label": "What the model leaves out",
             "blocks": [{"kind": "text", "html": paragraphs(_LEAVES_OUT)}]},
        ]  # fmt: skip

    def shown(self) -> Shown:
        self.course.draw(self._fan, self._guess())
        sentence = self.sentence()
        closed = self.locked
        shown = Shown(
            text={
                "sentence": inline(sentence),
                "voice": self._voice(),
                "fan.alt": f"Fan chart of trust over {SESSIONS} sessions. {sentence}",
                "table": self._table() if self._open_table else "",
            },
            frames={"fan": self._fan.picture.frame()},
            pictures={"fan": self._fan.picture.live()},
        )
        shown.flags["map"] = {"hidden": closed}  # one could read the asked result off it
        if not closed:
            self._draw_map()
            shown.text["map.alt"] = self._map_alt()
            shown.marks["map"] = self._map.place(*self._here())
            shown.frames["map"] = self._map.picture.frame()
        return self.fill(shown)

    def picture(self) -> bytes:
        self.course.draw(self._fan, self._guess())
        if self.locked:
            return self._fan.picture.stored()
        self._draw_map()
        self._map.place(*self._here())
        return png(beside(self._fan.picture.whole(), self._map.picture.whole()))

    def alt(self) -> str:
        fan = f"fan chart of trust over {SESSIONS} sessions. {self.sentence()}"
        if self.locked:
            return f"F{fan[1:]}"
        self._draw_map()
        field = self._map_alt()
        return f"Left, a {fan} Right, {field[0].lower()}{field[1:]}"

    def _here(self) -> tuple[float, float]:
        return self.values["rupture_frequency"], self.values["repair_quality"]

    def _guess(self) -> float | None:
        asked = self.asked
        if asked is None or asked.guess is None:
            return None
        same = all(abs(self.values[k] - v) < 1e-9 for k, v in asked.plan.settings.items())
        return asked.guess if same else None

    def _draw_map(self) -> None:
        others = tuple(self.values[name] for name in self.plan.more)
        points, clients = _COARSE if self._moving else _FULL
        if self._mapped == (others, points):
            return
        axis = np.linspace(0, 1, points)
        result = simulate(
            self.setting,
            draws(clients, SESSIONS, SEED),
            vary={"rupture_frequency": axis, "repair_quality": axis},
        )
        self._ends = result.means["trust"].T
        self._map.show(axis, axis, self._ends, levels=(0.2, 0.4, 0.6, 0.8))
        self._mapped = (others, points)

    def _map_alt(self) -> str:
        ends = self._ends
        return (
            "Map of mean trust at the end over how often a rupture is felt and how well it is "
            f"repaired: {ends[-1, 0]:.2f} with none, {ends[0, -1]:.2f} with one in every session "
            f"repaired badly, {ends[-1, -1]:.2f} with one in every session repaired well "
            "(simulated). A ring marks where the sliders stand."
        )

    def _voice(self) -> str:
        quality = self.values["repair_quality"]
        at, words, note = min(_VOICES, key=lambda voice: abs(voice[0] - quality))
        return (
            f"<p>A repair in this range, near {at:.1f}, may sound like this:</p>"
            f"<p><em>{inline(words)}</em></p>"
            f'<p class="rr-quiet">{inline(note)}</p>'
        )

    def _table(self) -> str:
        head = ("session", "median trust", "middle half", "still in therapy")
        return table("Simulated trust by session", head, self.course.summary.rows())


def _control(name: str) -> dict:
    return {"kind": "range", "name": name, "min": 0, "max": 1, "step": 0.05} | CONTROLS[name]


def explore(lesson: str, after: View | None = None, **opening: float) -> View:
    """Return the explorer of a lesson numbered such as "02".

    after: the view of the prediction that has to be answered or skipped first.
    opening: where the sliders stand at first, by the model's names.
    Raises ValueError for a setting outside its legal range, KeyError for an unknown name.
    """
    asked = after.activity if after is not None else None
    return open_after(Explorer(explorer_plan(lesson), asked, opening), after)
