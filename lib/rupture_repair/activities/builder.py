"""Build a repair: sentences to choose and to order, what they are worth, and what trust does."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from html import escape
from typing import Any

from ..curriculum.explorers import ExplorerPlan, explorer_plan
from ..curriculum.replies import ReplyScene, reply_scenes
from ..figures.trustline import TrustLine
from ..model.repair import Reason
from ..stories import load
from ..vocabulary import LABELS, PITFALLS
from .html import inline, paragraphs, table
from .planned import Planned, open_after
from .prediction import Prediction
from .reply import EXPLORES, MEETS, Reply, is_pause, reply
from .trust import TrustSoFar
from .view import Shown, View

__all__ = ["Builder", "build_repair"]

_ROOM = 12  # turns that the picture has room for: before, the hurt, and ten sentences
_TICKS = {0: "before", 2: "1", 4: "3", 6: "5", 8: "7", 10: "9"}
_HEARS = (0.6, 0.3)  # from which quality on a client answers much, and some
_PAUSES = 3
_GROUPS = {
    "About what happened": (
        "names_event", "owns", "apologises", "clarifies", "over_apologises", "conditional_apology",
        "justifies", "minimises", "blames_client", "silver_lining",
    ),
    "About the other person": (
        "names_impact", "validates", "invites", "links_pattern", "asserts_feeling",
        "premature_interpretation", "self_focus",
    ),
    "About the two of you, and from here on": (
        "asks_need", "commits_change", "names_between", "holds_limit", "hurries_on", "overpromises",
        "seeks_absolution",
    ),
}  # fmt: skip
_STRATEGY = {True: "meets it at once", False: "looks into it"}
_LEAVES_OUT = """
Voice, face, timing and silence, which may carry more than the words. Whether the therapist means
it. Who these two are beyond one line of history.

Every weight, and the place where more becomes too much, is a teaching assumption. So is the rule
that each sentence has one job. Experts agree on the direction, and nobody has measured these sizes.
We wrote the client’s answers, one each for a good, a middling and a poor reply. A real client may
hear the best of replies and still go.
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
        self._told = ""

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
            "alone": "holds_limit" in first and self.reply.moves == 1,
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
            self._told = "Nothing is said."
            return []
        if act == "stop":
            free = [f"pause-{n}" for n in range(1, _PAUSES + 1) if f"pause-{n}" not in said]
            if not free or not said or is_pause(said[-1]):
                self._told = "Say something first, and then stop."
                return said
            self._told = f"Sentence {len(said) + 1} is a stop."
            return [*said, free[0]]
        if act == "away" or (act == "say" and what in said):
            self._told = f"Taken away: {_name(what)}."
            return [one for one in said if one != what]
        if act == "say":
            self._told = f"Added as number {len(said) + 1}: {_name(what)}."
            return [*said, what]
        at = said.index(what)
        to = min(max(at + (1 if act == "down" else -1), 0), len(said) - 1)
        rest = [one for one in said if one != what]
        self._told = f"{_name(what)} is now number {to + 1} of {len(said)}."
        return [*rest[:to], what, *rest[to:]]

    def _go(self, values: Mapping[str, Any], preset: int | None) -> None:
        self._told = ""
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
                    {"kind": "group", "look": "in-view", "blocks": [
                        {"kind": "picture", "name": "line", "size": list(line.base_size),
                         "box": list(line.base_box)},
                        {"kind": "text", "name": "sentence", "look": "sentence"},
                    ]},
                    {"kind": "text", "name": "head", "tag": "p", "look": "asked"},
                    {"kind": "slot", "name": "reply", "look": "pool"},
                    {"kind": "group", "look": "row", "label": "The whole reply", "blocks": [
                        {"kind": "button", "name": "stop/", "label": "Stop, and let them speak"},
                        {"kind": "button", "name": "empty/", "label": "Say nothing"},
                    ]},
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
                "switches": [self._switches()],
                "pool": [
                    self._pool(title, labels) for title, labels in _GROUPS.items()
                ],
                "reply": self._rows() if said else [
                    {"kind": "text", "look": "quiet", "html": "Nothing is said yet. Choose a "
                     "sentence; press it again to take it back."}
                ],
            },
            text={
                "setting": paragraphs(scene.scene),
                "head": inline(f"What {scene.therapist} says"),
                "sentence": inline(self.sentence()),
                "spoken": self._spoken(),
                "line.alt": self.alt(),
                "table": self._table() if self._open_table else "",
                "~": inline(f"{self._told} {self.sentence()}"),
            },
            frames={"line": self._line.picture.frame()},
            pictures={"line": self._line.picture.live()},
        )  # fmt: skip
        self.fill(shown)
        closed = self.locked
        for name in scene.says:
            shown.flags[f"say/{name}"] = {"disabled": closed, "pressed": str(name in said).lower()}
        for name in ("stop/", "empty/", *(f"{act}/{n}" for n in said for act in _ACTS)):
            shown.flags[name] = {"disabled": closed}
        return shown

    def _switches(self) -> dict:
        switches = (
            ("suppose", f"{self.scene.suppose}"),
            ("later", "Some sessions later: the rupture is no longer fresh"),
            ("danger", f"{self.scene.client} is overwhelmed: safety first"),
        )
        return {"kind": "group", "look": "columns", "label": "What is the case", "blocks": [
            {"kind": "switch", "name": name, "label": label} for name, label in switches
        ]}  # fmt: skip

    def _pool(self, title: str, labels: tuple[str, ...]) -> dict:
        says = self.scene.says
        return {"kind": "group", "label": title, "look": "pool", "blocks": [
            {"kind": "text", "tag": "p", "look": "asked", "html": title},
            *({"kind": "button", "name": f"say/{name}", "label": f"“{words}”"}
              for name, words in says.items() if name in labels),
        ]}  # fmt: skip

    def _rows(self) -> list[dict]:
        rows, whys = [], self._whys()
        for number, name in enumerate(self.said, start=1):
            title = "Stop" if is_pause(name) else _name(name)
            if is_pause(name):
                words = f"{self.scene.client} may speak."
            else:
                words = f"“{self.scene.says[name]}”"
            text = f"<p><strong>{number}. {title}.</strong> {escape(words, quote=False)}</p>"
            text += f'<p class="rr-quiet">{whys.get(name, "")}</p>' if name in whys else ""
            look = "poor" if name in PITFALLS else "crack" if is_pause(name) else "good"
            rows.append({"kind": "group", "look": f"said rr-{look}", "blocks": [
                {"kind": "text", "html": text},
                {"kind": "group", "look": "row", "blocks": [
                    {"kind": "button", "name": f"{act}/{name}", "html":
                     f'<span aria-hidden="true">{sign}</span>'
                     f'<span class="rr-hidden">{words}: {number}, {title}</span>'}
                    for act, (sign, words) in _ACTS.items()
                ]},
            ]})  # fmt: skip
        return rows

    def _whys(self) -> dict[str, str]:
        """Return for each label what it did and why, as HTML."""
        whys: dict[str, str] = {}
        for part, repair in zip(self.reply.parts, self.reply.repairs, strict=True):
            for name in part:
                reasons = [r for r in repair.reasons if r.label == name]
                does = [_STRATEGY[name in MEETS]] if name in MEETS + EXPLORES else []
                whys[name] = escape(" · ".join([*does, *map(self._why, reasons)]))
        return whys

    def _why(self, reason: Reason) -> str:
        """Return an effect, and why where that is more than the label's own meaning."""
        if not reason.effect:
            return "0.00 nobody erred" if reason.label == "apologises" else "0.00 no limit is asked"
        ordinary = reason.effect > 0 and reason.why == LABELS[reason.label].means
        return _signed(reason.effect) + f" {reason.why}" * (not ordinary)

    def _spoken(self) -> str:
        lines = []
        for part, repair in zip(self.reply.parts, self.reply.repairs, strict=True):
            words = " ".join(self.scene.says[name] for name in part) or "…"
            lines.append((self.scene.therapist, words))
            much, some = _HEARS
            q = repair.quality
            answer = (
                self.scene.hears_much if q >= much
                else self.scene.hears_some if q >= some else self.scene.hears_little
            )  # fmt: skip
            lines.append((self.scene.client, answer))
        if not (self.said and is_pause(self.said[-1])) and len(self.reply.parts[-1]):
            lines.pop()
        return "".join(
            f"<p><strong>{escape(who)}:</strong> {escape(words, quote=False)}</p>"
            for who, words in lines
        )

    def sentence(self) -> str:
        made, client = self.reply, self.scene.client
        before, low, now = made.trust[0], made.trust[1], made.trust[-1]
        if not made.parts[0]:
            return (
                f"Nothing is said. {client}’s trust (simulated) was {before:.2f}, fell to "
                f"{low:.2f} with the hurt, and falls to {now:.2f} with the silence."
            )
        worth = [repair.quality for repair in made.repairs]
        if len(worth) == 1:
            what = f"This reply is worth {worth[0]:.2f} of 1 (simulated)."
        else:
            many = ", then ".join(f"{one:.2f}" for one in worth)
            what = f"These replies are worth {many} of 1 (simulated)."
        mended = f"{made.mended[1]:.0%} of the hurt is mended"
        told = (
            f"{what} {client}’s trust was {before:.2f}, fell to {low:.2f}, and stands at "
            f"{now:.2f}; {mended}."
        )
        best, length = made.best, len(made.parts[0])
        if best < length:
            told += f" It stood highest after sentence {best} of {length}."
        return told + self._guessed()

    def _guessed(self) -> str:
        """Return the learner's guess where the reply on show is the one that was asked about."""
        asked = self.asked
        if asked is None or asked.guess is None or not asked.settled:
            return ""
        same = all(self.values[name] == value for name, value in asked.plan.settings.items())
        return f" You had said {asked.guess:.2f}." if same else ""

    def _table(self) -> str:
        rows = []
        for number, repair in enumerate(self.reply.repairs, start=1):
            for reason in repair.reasons:
                what = _name(reason.label) if reason.label else "the whole"
                rows.append((what, number, _signed(reason.effect), reason.why))
            rows.append(("Quality", number, f"{repair.quality:.2f}", "the sum, held in 0 to 1"))
        head = ("what", "reply", "effect", "why")
        effects = table("What the reply is worth (simulated)", head, rows)
        line = TrustSoFar(
            self.scene.client, self._steps(), self.reply.trust, self.reply.mended, self.reply.lifted
        )
        return effects + line.table()

    def _steps(self) -> tuple[str, ...]:
        """Return a name for each turn of the line."""
        steps = ["before", "the hurt"]
        for number, part in enumerate(self.reply.parts):
            steps += ["a stop"] * bool(number) + ([_name(name) for name in part] or ["silence"])
        return tuple(steps)

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


_ACTS = {"up": ("↑", "Up"), "down": ("↓", "Down"), "away": ("✕", "Take away")}


def _name(label: str) -> str:
    return "the stop" if is_pause(label) else LABELS[label].title


def _signed(effect: float) -> str:
    return f"{effect:+.2f}".replace("-", "−")


def build_repair(lesson: str, part: str = "", *, after: View | None = None) -> View:
    """Return a repair to build, for a lesson numbered such as "06".

    part: which of the lesson's plans to follow, such as "limit"; the main one if left out.
    after: the prediction to answer or skip before the sentences open.
    """
    plan = explorer_plan(f"{lesson}_{part}" if part else lesson)
    title = f"Explorer: build a repair{', ' if part else ''}{part}"
    return open_after(Builder(plan, after.activity if after else None, title), after)
