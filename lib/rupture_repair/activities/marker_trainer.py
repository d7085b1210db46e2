"""Training the ear: a few lines of talk; is this a rupture, of which kind, and how sure are you?"""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import Any

from ..curriculum.ear import Ear
from ..curriculum.excerpts import LABELS, MEANINGS, Excerpt, load_excerpts
from ..curriculum.hearing import CONFIDENCE, Answer, change, feedback
from ..journal import Entry, Journal, JournalError
from .hearing_sums import Sums
from .hearing_words import dialogue, points, word
from .html import inline, paragraphs
from .view import Activity, Shown, View, open_view
from .writing import Writing, privacy_block

__all__ = ["MarkerTrainer", "train_ear"]

TITLES = {"practice": "Train your ear", "A": "Your ear, form A", "B": "Your ear, form B"}
KINDS = ("withdrawal", "confrontation", "both")
BLOCK = {"practice": 6, "A": 14, "B": 14}

_OPENING = """
Read the lines. Do you hear a rupture, of which kind, and how sure are you? Then you see how the
authors read them, and why.

Their reading is one reading, and nobody outside the project has checked it yet. Where you differ,
you may be the one who is right. Some of these lines settle nothing, and then “cannot tell” is their
answer too.
"""
_ADAPTS = """
When you agree twice running, the next lines are subtler; after a difference, plainer, as long as
there are plainer ones left.
"""


class MarkerTrainer(Activity):
    """One form of the excerpts, one after the other; what was answered comes back.

    lesson, form: where answers are kept in the journal. In practice the difficulty follows how
    one does; forms A and B match each other and do not adapt, so that they can be compared.
    """

    def __init__(self, lesson: str, form: str) -> None:
        self.title = TITLES.get(form, form)
        self.key = f"ear/{lesson}/{form}"
        self._lesson, self._form = lesson, form
        self._begin(secrets.randbelow(2**31), ())
        entry = self._entry(form)
        if entry is not None:
            self._begin(entry.data.get("seed", 0), _answers(entry))
        self._open_sums = self.now is None
        self._sums = Sums(-(-len(self.ear.excerpts) // self.ear.block))

    def _begin(self, seed: int, answers: tuple[Answer, ...]) -> None:
        ear = Ear.of_form(
            load_excerpts(), self._form, seed, answers, adaptive=self._form == "practice"
        )
        self.ear = replace(ear, block=BLOCK[self._form])
        self._trouble = ""
        self._turn()

    def _turn(self) -> None:
        """Lay out the next excerpt."""
        self.now: Excerpt | None = self.ear.next()
        self.told = False
        self._heard: str | None = None
        self._kind: str | None = None
        self._sureness: float | None = None
        self._lacks = ""
        self._asking: Writing | None = None
        if self.now is not None:
            who = " and ".join(dict.fromkeys(line.speaker for line in self.now.lines))
            question = f"Cannot tell ({who}): what would you ask?"
            self._asking = Writing(
                self._lesson, {f"ask-{self.now.id}": question}, prefix="ear", kind="practice"
            )

    def _entry(self, form: str) -> Entry | None:
        return Journal().latest(self._lesson, f"ear/{form}")

    @property
    def label(self) -> str | None:
        """The answer as it stands, a key of `LABELS`; None while it is not complete."""
        return self._kind if self._heard == "rupture" else self._heard

    # -- What the learner does -----------------------------------------------------------------

    def set(self, name: str, value: Any) -> None:
        if name in self._sums.tables:
            self._sums.tables[name] = bool(value)
            return
        if self._asking is not None and name in self._asking:
            self._asking.set(name, value)
            return
        control, _, at = name.partition("-")
        if self.now is None or self.told or at != str(len(self.ear.answers)):
            raise ValueError("That excerpt has been answered already.")
        if control == "heard" and value in ("rupture", "none", "cannot_tell"):
            self._heard = value
        elif control == "kind" and value in KINDS:
            self._kind = value
        elif control == "sure" and value in [str(step) for step in CONFIDENCE]:
            self._sureness = float(value)
        else:
            raise ValueError("That is none of the answers.")
        self._lacks = ""

    def press(self, name: str, detail: Any = None) -> None:
        if name == "tell" and self.now is not None and not self.told:
            self._tell()
        elif name == "next" and self.told:
            self._turn()
            if len(self.ear.answers) % self.ear.block == 0:  # it had opened by itself
                self._open_sums = self.now is None
        elif name == "again" and self.now is None:
            self._begin(secrets.randbelow(2**31), ())
            self._open_sums = False
        elif name == "sums":
            self._open_sums = not self._open_sums
        elif name not in ("tell", "next", "again"):  # these may arrive twice from a slow page
            super().press(name, detail)

    def _tell(self) -> None:
        label = self.label
        if label is None:
            self._lacks = "Say first " + (
                "of which kind." if self._heard else "whether you hear a rupture."
            )
        elif self._sureness is None:
            self._lacks = "Say first how sure you are."
        if self._lacks or label is None or self._sureness is None:
            return
        self.ear = self.ear.answer(label, self._sureness)
        self.told = True
        done = len(self.ear.answers)
        if done % self.ear.block == 0 or done == len(self.ear.excerpts):
            self._open_sums = True
        try:
            Journal().write(
                self._lesson, f"ear/{self._form}", self.ear.summary().sentence, kind="practice",
                question=f"{self.title}: do you hear a rupture?", seed=self.ear.seed,
                answers=[[a.excerpt, a.label, a.confidence] for a in self.ear.answers],
            )  # fmt: skip
            self._trouble = ""
        except JournalError as error:
            self._trouble = str(error)

    # -- What is shown -------------------------------------------------------------------------

    def scale(self, scale: float) -> None:
        self._sums.scale(scale)

    def sentence(self) -> str:
        return (
            f"{self.title}: {len(self.ear.excerpts)} excerpts, with the authors’ reading of each."
        )

    def blocks(self) -> list[dict]:
        opening = _OPENING + (f"\n\n{_ADAPTS}" if self.ear.adaptive else "")
        return [
            {"kind": "heading", "html": inline(self.title)},
            {"kind": "text", "html": paragraphs(opening)},
            {"kind": "text", "name": "count", "look": "quiet"},
            {"kind": "slot", "name": "page"},
            {"kind": "button", "name": "sums", "label": "How it adds up so far"},
            {"kind": "group", "name": "adds", "label": "How it adds up",
             "blocks": self._sums.blocks()},
            privacy_block(),
        ]  # fmt: skip

    def shown(self) -> Shown:
        shown, done = Shown(), len(self.ear.answers)
        self._show_page(shown)
        at = min(done + (not self.told), len(self.ear.excerpts))
        shown.text["count"] = inline(f"{at} of {len(self.ear.excerpts)}. {self._trouble}")
        opened = self._open_sums and done > 0
        shown.flags["sums"] = {"hidden": not done, "pressed": str(opened).lower()}
        shown.flags["adds"] = {"hidden": not opened}
        if opened:
            self._sums.show(shown, self.ear, self._other_form())
        return shown

    def _show_page(self, shown: Shown) -> None:
        if self.now is None:
            shown.slots["page"] = [
                {"kind": "text", "html": paragraphs("These were all. Below is how they add up.")},
                {"kind": "button", "name": "again", "label": "Begin again in another order"},
            ]
            shown.text["~"] = "These were all. Below is how they add up."
            return
        n = len(self.ear.answers) - self.told
        card = {"kind": "text", "look": "card", "html": dialogue(self.now, mark=self.told)}
        page = [card, *self._questions(n)]
        shown.values |= {
            f"heard-{n}": self._heard, f"kind-{n}": self._kind,
            f"sure-{n}": None if self._sureness is None else str(self._sureness),
        }  # fmt: skip
        if self._asking is not None:
            self._asking.show(shown)
        if self.told:
            for name in ("heard", "kind", "sure"):
                shown.flags[f"{name}-{n}"] = {"disabled": True}
            page += self._reading(shown)
        else:
            if self._lacks:
                page.append({"kind": "text", "look": "poor", "html": inline(self._lacks)})
            tell = {"kind": "button", "name": "tell", "look": "main",
                    "label": "How do the authors read it?"}  # fmt: skip
            page.append(tell)
            shown.text["~"] = self._lacks
        shown.slots["page"] = page

    def _questions(self, n: int) -> list[dict]:
        asks = [
            {"kind": "choice", "name": f"heard-{n}", "label": "Do you hear a rupture?", "options": [
                ["rupture", "Yes"],
                ["none", f"No: {_first(MEANINGS['none'])}"],
                ["cannot_tell", "Cannot tell: what would you ask?"],
            ]}
        ]  # fmt: skip
        if self._heard == "rupture":
            kinds = [[kind, f"{LABELS[kind]}: {_first(MEANINGS[kind])}"] for kind in KINDS]
            asks.append(
                {"kind": "choice", "name": f"kind-{n}", "label": "Which kind?", "options": kinds}
            )
        elif self._heard == "cannot_tell" and self._asking is not None and self.now is not None:
            label = "What would you ask? (You may leave this empty.)"
            asks.append(self._asking.block(f"ask-{self.now.id}", label, rows=2))
        steps = [[str(p), f"{name} ({p:.0%})"] for p, name in CONFIDENCE.items()]
        asks.append(
            {"kind": "choice", "name": f"sure-{n}", "look": "line", "options": steps,
             "label": "How likely is it that the authors chose the same?"}
        )  # fmt: skip
        return asks

    def _reading(self, shown: Shown) -> list[dict]:
        assert self.now is not None and self._asking is not None
        given = self.ear.answers[-1].label
        told = feedback(self.now, given)
        asked = self._asking.text(f"ask-{self.now.id}") if given == "cannot_tell" else ""
        shown.text["~"] = f"{told.headline} {told.why}"
        look = "good" if told.agrees else "seam"
        last = len(self.ear.answers) == len(self.ear.excerpts)
        return [
            {"kind": "text", "look": look, "html": word(told, asked)},
            {"kind": "button", "name": "next", "look": "main", "focus": "yes",
             "label": "Finish" if last else "Next"},
        ]  # fmt: skip

    def _other_form(self) -> str:
        """Compare the two matched forms, once both are finished."""
        other = {"A": "B", "B": "A"}.get(self._form)
        if other is None or self.now is not None:
            return ""
        here, there = self._entry(self._form), self._entry(other)
        if here is None or there is None:
            return ""
        ear = Ear.of_form(load_excerpts(), other, 0, _answers(there), adaptive=False)
        if ear.next() is not None:
            return ""
        pair = [(there.time, ear.summary()), (here.time, self.ear.summary())]
        before, after = (summary for _, summary in sorted(pair, key=lambda part: part[0]))
        moved = change(before, after)
        means = (
            "Is it the ear that changed, or that you know the authors by now?" if moved.low > 0
            else "Less agreement the second time: a tired evening may do it." if moved.high < 0
            else "Forty-two answers do not show whether anything changed."
        )  # fmt: skip
        return (
            f"Of the two matched forms you agreed on {before.agreed} of {before.n} in the first "
            f"and {after.agreed} of {after.n} in the second. The difference in percentage points "
            f"is {points(moved)}. {means}"
        )


def _answers(entry: Entry) -> tuple[Answer, ...]:
    """Return the answers of an entry; what this version does not understand is left aside."""
    found = []
    for one in entry.data.get("answers", []):
        try:
            found.append(Answer(*one))
        except (TypeError, ValueError):
            continue
    return tuple(found)


def _first(meaning: str) -> str:
    return meaning.partition(":")[0]


def train_ear(lesson: str, form: str = "practice") -> View:
    """Return the marker trainer of a lesson numbered such as "04".

    form: "practice", or one of the two matched forms "A" and "B".
    """
    return open_view(MarkerTrainer(lesson, form))
