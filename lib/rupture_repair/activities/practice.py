"""Practice on a scene: decide, say it aloud, or write; feedback on every answer, then again."""

from __future__ import annotations

from typing import Any

from ..curriculum.practice import PracticeItem, practice_item
from .html import inline, paragraphs
from .view import Activity, Shown, View, open_view
from .writing import Writing, privacy_block

__all__ = ["Decision", "Reflection", "SayAloud", "Written", "practise", "reflect", "worked"]

BODY = (
    ("breath", "held my breath"),
    ("tight", "tightened somewhere"),
    ("warm", "went warm or flushed"),
    ("forward", "leaned in"),
    ("away", "leaned away"),
    ("fast", "spoke faster than usual"),
    ("none", "nothing I noticed"),
)


_ELSEWHERE = """
Worked responses stand in the solution that goes with this exercise, with what each gains and costs.
Read them after your own, not before.
"""


class _OnItem(Activity):
    def __init__(self, item: PracticeItem) -> None:
        self.item = item
        self.title = item.title
        self.key = f"practice/{item.lesson}/{item.key}"

    def _opening(self) -> list[dict]:
        scene = paragraphs(self.item.scene)
        return [
            {"kind": "heading", "html": inline(self.item.title)},
            *([{"kind": "text", "html": scene}] if scene else []),
        ]

    def sentence(self) -> str:
        stop = "" if self.item.title.endswith(("?", "!", "…")) else "."
        return inline_text(f"{self.item.title}{stop} {self.item.question}")


class Decision(_OnItem):
    """A scene, plausible ways to go on, and what each would do."""

    def __init__(self, item: PracticeItem) -> None:
        super().__init__(item)
        self._chosen: str | None = None
        self._tried: list[str] = []

    def blocks(self) -> list[dict]:
        options = [[str(n), inline_text(o.text)] for n, o in enumerate(self.item.options)]
        return [
            *self._opening(),
            {"kind": "choice", "name": "answer", "label": self.item.question, "options": options},
            {"kind": "slot", "name": "feedback"},
        ]

    def set(self, name: str, value: Any) -> None:
        if name != "answer" or str(value) not in {str(n) for n in range(len(self.item.options))}:
            raise ValueError("That is none of the answers.")
        self._chosen = str(value)
        if self._chosen not in self._tried:
            self._tried.append(self._chosen)

    def shown(self) -> Shown:
        shown = Shown(values={"answer": self._chosen})
        if self._chosen is None:
            return shown
        option = self.item.options[int(self._chosen)]
        look = "good" if option.good else "poor"
        blocks = [{"kind": "text", "look": look, "html": paragraphs(option.feedback)}]
        if len(self._tried) < len(self.item.options):
            again = "Try another answer and see what it would do."
            blocks.append({"kind": "text", "look": "quiet", "html": again})
        elif self.item.after:
            blocks.append({"kind": "text", "html": paragraphs(self.item.after)})
        shown.slots["feedback"] = blocks
        shown.text["~"] = inline(option.feedback)
        return shown


class SayAloud(_OnItem):
    """Say it within ten seconds, notice the body, say it again, then compare."""

    def __init__(self, item: PracticeItem) -> None:
        super().__init__(item)
        self._step = 0
        self._body: list[str] = []

    def blocks(self) -> list[dict]:
        return [
            *self._opening(),
            {"kind": "text", "html": paragraphs(self.item.question)},
            {
                "kind": "group",
                "look": "row",
                "blocks": [
                    {"kind": "timer", "name": "said", "label": "Say it aloud: ten seconds",
                     "seconds": 10},
                    {"kind": "button", "name": "on", "label": "I have said it"},
                ],
            },
            {"kind": "slot", "name": "next"},
        ]  # fmt: skip

    def set(self, name: str, value: Any) -> None:
        if name != "body":
            raise ValueError("That is none of the answers.")
        self._body = [str(one) for one in value]

    def press(self, name: str, detail: Any = None) -> None:
        if name in ("said", "on"):
            self._step = max(self._step, 1)
        elif name in ("again", "compare"):
            self._step = 2
        else:
            super().press(name, detail)

    def shown(self) -> Shown:
        blocks: list[dict] = []
        if self._step >= 1:
            blocks += [
                {"kind": "choice", "name": "body", "label": "What did your body do?",
                 "many": True, "look": "line", "options": [list(pair) for pair in BODY]},
                {"kind": "text", "look": "quiet",
                 "html": "Nobody keeps this. Breathe out once, and say it again, slower."},
                {"kind": "group", "look": "row", "blocks": [
                    {"kind": "timer", "name": "again", "label": "Say it again", "seconds": 10},
                    {"kind": "button", "name": "compare", "label": "Compare"},
                ]},
            ]  # fmt: skip
        if self._step >= 2:
            blocks += worked(self.item)
        return Shown(values={"body": self._body}, slots={"next": blocks})


class Written(_OnItem):
    """Write an answer, compare it with worked ones, write it again."""

    def __init__(self, item: PracticeItem) -> None:
        super().__init__(item)
        question = f"{item.title}: {item.question}"
        self._writing = Writing(
            item.lesson,
            {"draft": question, "second": f"{question} (second draft)"},
            prefix=item.key,
            kind="practice",
        )
        self._compared = bool(self._writing.text("second"))
        self._compare = "Compare with other answers" if item.responses else "Write it again"

    def blocks(self) -> list[dict]:
        return [
            *self._opening(),
            self._writing.block("draft", self.item.question),
            privacy_block(),
            {"kind": "button", "name": "compare", "label": self._compare},
            {"kind": "slot", "name": "others"},
            {"kind": "slot", "name": "again"},
        ]

    def set(self, name: str, value: Any) -> None:
        if name not in self._writing:
            raise ValueError("There is no such field here.")
        self._writing.set(name, value)

    def press(self, name: str, detail: Any = None) -> None:
        if name != "compare":
            super().press(name, detail)
        self._compared = True

    def shown(self) -> Shown:
        shown = Shown()
        if self._compared:
            shown.slots["others"] = worked(self.item)
            shown.slots["again"] = [
                self._writing.block("second", "Write it again, keeping what was yours")
            ]
        self._writing.show(shown)
        return shown


class Reflection(_OnItem):
    """A question about one's own practice, with a fictional alternative and a skip."""

    def __init__(self, item: PracticeItem) -> None:
        super().__init__(item)
        self._writing = Writing(
            item.lesson, {"own": item.question, "fiction": item.alternative}, prefix=item.key
        )
        self._way = "fiction" if self._writing.text("fiction") else "own"

    def blocks(self) -> list[dict]:
        ways = [["own", "From my own practice"], ["fiction", "From a story"], ["skip", "Skip this"]]
        return [
            {"kind": "heading", "html": inline(self.item.title)},
            {"kind": "choice", "name": "way", "label": "How would you like to do this?",
             "look": "line", "options": ways},
            {"kind": "slot", "name": "page"},
            privacy_block(),
        ]  # fmt: skip

    def set(self, name: str, value: Any) -> None:
        if name == "way" and value in ("own", "fiction", "skip"):
            self._way = value
        elif name in self._writing:
            self._writing.set(name, value)
        else:
            raise ValueError("There is no such field here.")

    def shown(self) -> Shown:
        shown = Shown(values={"way": self._way})
        if self._way == "skip":
            shown.slots["page"] = [
                {"kind": "text", "html": "Skipped. You can come back whenever you like."}
            ]
        else:
            asked = self.item.question if self._way == "own" else self.item.alternative
            shown.slots["page"] = [
                {"kind": "text", "html": paragraphs(asked)},
                self._writing.block(self._way, "Your words", rows=6),
            ]
        self._writing.show(shown)
        return shown


def worked(item: PracticeItem) -> list[dict]:
    """Return the worked answers, or where they stand, and what is said after them."""
    blocks = []
    if not item.responses:
        blocks.append({"kind": "text", "html": paragraphs(_ELSEWHERE)})
    for response in item.responses:
        # A text that begins with a label tells who speaks, and brings its own quotation marks.
        said = response.text if response.text.startswith("*") else f"“{response.text}”"
        html = f"<p>{inline(said)}</p>" + paragraphs(response.comment, "rr-quiet")
        blocks.append({"kind": "text", "look": "seam", "html": html})
    if item.after:
        blocks.append({"kind": "text", "html": paragraphs(item.after)})
    return blocks


def inline_text(text: str) -> str:
    """Return `text` on one line; options are set as text, never as HTML."""
    return " ".join(text.split())


_KINDS = {"decide": Decision, "say": SayAloud, "write": Written, "reflect": Reflection}


def practise(lesson: str, key: str) -> View:
    """Return the practice called `key` in the lesson numbered `lesson`, such as "02"."""
    item = practice_item(lesson, key)
    return open_view(_KINDS[item.kind](item))


reflect = practise
