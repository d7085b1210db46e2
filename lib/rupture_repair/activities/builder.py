"""Build a repair: sentences to choose and to order, what they are worth, and what trust does."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from ..curriculum.explorers import ExplorerPlan, explorer_plan
from ..curriculum.replies import ReplyScene, reply_scenes
from ..figures.trustline import TrustLine
from ..stories import load
from ..vocabulary import PITFALLS
from .html import inline, paragraphs
from .planned import Planned, open_after
from .prediction import Prediction
from .reply import Reply, is_pause, reply
from .reply_page import ACTS, name_of, pool, reasons, rows, spoken, switches, told
from .view import Shown, View

__all__ = ["Builder", "build_repair"]

_ROOM = 12  # turns that the picture has room for: before, the hurt, and ten sentences
_TICKS = {0: "before", 2: "1", 4: "3", 6: "5", 8: "7", 10: "9"}
_PAUSES = 3
_LEAVES_OUT = """
Voice, face, timing and silence, which may carry more than the words. Whether the therapist means
it. Who these two are beyond one line of history.

Every weight, and the place where more becomes too much, is a teaching assumption. So is the rule
that each sentence has one job. Experts agree on the direction, and nobody has measured these sizes.
What is said after a stop is judged alone, so a small sentence after a good reply seems to cost
trust; in a room it need not. We wrote the client’s answers, one each for a good, a middling and a
poor reply. A real client may hear the best of replies and still go.
"""


class Builder(Planned):
    """A scene, a reply that grows sentence by sentence, and what it does.

    `values["reply"]` holds labels and pauses in the order spoken.
    """

    def __init__(
        self,
        plan: ExplorerPlan,
        asked: Prediction | None = None,
        title: str = "Explorer: build a repair",
    ) -> None:
        self.title = title
        self.key = f"builder/{plan.lesson}"
        home = {"scene": "sarah", "suppose": False, "later": False, "danger": False, "reply": []}
        super().__init__(plan, home, asked)
        self._line = TrustLine(
            "Trust, if the reply stopped here", _ROOM, size=(440, 300),
            across="sentences and stops", ticks=_TICKS,
        )  # fmt: skip
        self._did = ""
        self._near = 0  # where a sentence was last taken away: the focus stays there

    # ---- what stands -----------------------------------------------------------------------------

    @property
    def scene(self) -> ReplyScene:
        return reply_scenes()[self.values["scene"]]

    @property
    def erred(self) -> bool:
        """Whether the therapist was at fault, given what is supposed."""
        return self.scene.erred != self.values["suppose"]

    @property
    def said(self) -> list[str]:
        """The reply, without what this scene has no words for."""
        return [n for n in self.values["reply"] if is_pause(n) or n in self.scene.says]

    @cached_property
    def reply(self) -> Reply:
        return reply(
            self.said, load(self.scene.story).client.model, self.scene.hurt, erred=self.erred,
            fresh=not self.values["later"], danger=self.values["danger"],
        )  # fmt: skip

    def _changed(self) -> None:
        self.__dict__.pop("reply", None)

    def _results(self) -> Mapping[str, float]:
        first = self.reply.parts[0]
        return {
            "quality": self.reply.repairs[0].quality,
            "moves": self.reply.moves,
            "pitfalls": sum(name in PITFALLS for part in self.reply.parts for name in part),
            "erred": self.erred,
            "limit": "holds_limit" in first,
        }

    # ---- what the learner does -------------------------------------------------------------------

    def _take(self, name: str, value: Any) -> Any:
        if name == "scene":
            if value not in reply_scenes():
                raise ValueError("That is none of the scenes.")
            return value
        if name == "reply":
            raise ValueError("A reply is built with the buttons.")
        return bool(value)

    def press(self, name: str, detail: Any = None) -> None:
        act, _, what = name.partition("/")
        if act not in ("say", "up", "down", "away", "stop", "empty"):
            return super().press(name, detail)
        self._refuse_while_locked()
        said = self.said
        if (act == "say" and what not in self.scene.says) or (
            act in ("up", "down", "away") and (what not in said)
        ):
            raise ValueError("That is none of the sentences.")
        self.values["reply"] = self._after(act, what, said)
        self._preset = None
        self._after_change()

    def _after(self, act: str, what: str, said: list[str]) -> list[str]:
        """Return the reply after an act, and keep in words what it did."""
        if act == "empty":
            self._did = "Nothing is said."
            return []
        if act == "stop":
            free = [f"pause-{n}" for n in range(1, _PAUSES + 1) if f"pause-{n}" not in said]
            if not said or is_pause(said[-1]):
                self._did = "Say something first, and then stop."
                return said
            if not free:
                self._did = f"There is room for {_PAUSES} stops."
                return said
            self._did = f"Sentence {len(said) + 1} is a stop."
            return [*said, free[0]]
        if act == "away" or (act == "say" and what in said):
            self._did = f"Taken away: {name_of(what)}."
            left = [one for one in said if one != what]
            self._near = max(0, min(said.index(what), len(left) - 1))
            return left
        if act == "say":
            self._did = f"Added as number {len(said) + 1}: {name_of(what)}."
            return [*said, what]
        at = said.index(what)
        to = min(max(at + (1 if act == "down" else -1), 0), len(said) - 1)
        rest = [one for one in said if one != what]
        self._did = f"{name_of(what)} is now number {to + 1} of {len(said)}."
        return [*rest[:to], what, *rest[to:]]

    def _go(self, values: Mapping[str, Any], preset: int | None) -> None:
        self._did = ""
        super()._go(values, preset)

    # ---- what is shown ---------------------------------------------------------------------------

    def blocks(self) -> list[dict]:
        line = self._line.picture
        scenes = [[key, scene.name] for key, scene in reply_scenes().items()]
        mission = [self.mission_block()] if self.plan.mission else []
        return [
            self.gate_block(),
            {"kind": "select", "name": "scene", "label": "Scene", "options": scenes},
            {"kind": "text", "name": "setting"},
            {"kind": "slot", "name": "switches"},
            *self.preset_blocks(),
            {"kind": "group", "look": "bench", "blocks": [
                {"kind": "slot", "name": "pool", "look": "pool"},
                {"kind": "group", "blocks": [
                    {"kind": "picture", "name": "line", "size": list(line.base_size),
                     "box": list(line.base_box)},
                    {"kind": "text", "name": "sentence", "look": "sentence"},
                    {"kind": "text", "name": "head", "tag": "p", "look": "asked"},
                    {"kind": "group", "look": "reply", "label": "Sentence by sentence",
                     "scroll": True, "blocks": [
                         {"kind": "slot", "name": "reply", "look": "pool", "follow": "new"},
                     ]},
                    {"kind": "group", "look": "row", "label": "The whole reply", "blocks": [
                        {"kind": "button", "name": "stop/", "label": "Stop, and let them speak"},
                        {"kind": "button", "name": "empty/", "label": "Say nothing"},
                    ]},
                    {"kind": "text", "name": "did", "look": "quiet"},
                ]},
            ]},
            {"kind": "group", "look": "card", "label": "As spoken", "blocks": [
                {"kind": "text", "tag": "p", "look": "asked", "html": "As spoken"},
                {"kind": "text", "name": "spoken"},
            ]},
            {"kind": "table", "name": "table", "label": "Every reason, as a table"},
            *mission,
            {"kind": "group", "folded": True, "label": "What the model leaves out",
             "blocks": [{"kind": "text", "html": paragraphs(_LEAVES_OUT)}]},
        ]  # fmt: skip

    def shown(self) -> Shown:
        self._draw()
        said, scene = self.said, self.scene
        shown = Shown(
            slots={
                "switches": [switches(scene)],
                "pool": pool(scene),
                "reply": rows(scene, said, self.reply, self._near),
            },
            text={
                "setting": paragraphs(scene.scene),
                "head": inline(f"What {scene.therapist} says"),
                "sentence": inline(self.sentence()),
                "did": inline(self._did),
                "spoken": spoken(scene, said, self.reply),
                "line.alt": self.alt(),
                "table": reasons(self.reply) if self._open_table else "",
                "~": inline(f"{self._did} {self.sentence()}"),
            },
            frames={"line": self._line.picture.frame()},
            pictures={"line": self._line.picture.live()},
        )  # fmt: skip
        self.fill(shown)
        closed = self.locked
        for name in scene.says:
            shown.flags[f"say/{name}"] = {"disabled": closed, "pressed": str(name in said).lower()}
        for name in ("stop/", "empty/", *(f"{act}/{n}" for n in said for act in ACTS)):
            shown.flags[name] = {"disabled": closed}
        return shown

    def sentence(self) -> str:
        return told(self.scene, self.reply) + self._guessed()

    def _guessed(self) -> str:
        """Return the learner's guess where the reply on show is the one that was asked about."""
        asked = self.asked
        if asked is None or asked.guess is None or not asked.settled:
            return ""
        same = all(self.values[name] == value for name, value in asked.plan.settings.items())
        return f" You had said {asked.guess:.2f}." if same else ""

    def _draw(self) -> None:
        self._line.show(self.reply.trust, self.reply.mended, self.reply.lifted)

    def scale(self, scale: float) -> None:
        self._line.picture.rescale(scale)

    def picture(self) -> bytes:
        self._draw()
        return self._line.picture.stored()

    def alt(self) -> str:
        return (
            "A line of trust that breaks where the hurt falls, and goes on sentence by sentence. "
            f"{self.sentence()}"
        )


def build_repair(lesson: str, part: str = "", *, after: View | None = None) -> View:
    """Return a repair to build, for a lesson numbered such as "06".

    part: which of the lesson's plans to follow, such as "limit"; the main one if left out.
    after: the prediction to answer or skip before the sentences open.
    """
    plan = explorer_plan(f"{lesson}_{part}" if part else lesson)
    title = f"Explorer: build a repair{', ' if part else ''}{part}"
    return open_after(Builder(plan, after.activity if after else None, title), after)
