"""Twenty sessions with a new client, of whom one sees a part; what one missed comes at the end."""

from __future__ import annotations

from typing import Any

from ..curriculum.year import NewClient, Reply, year_plan
from ..journal import Journal, JournalError
from ..model import Setting
from ..model.policies import Supposed
from ..model.year import Year, begin_year
from . import flight_debrief as debrief
from .flight_words import asked_line, line
from .html import inline
from .view import Activity, Shown, View, open_view

__all__ = ["SESSIONS", "Flight", "fly"]

SESSIONS = 20
STRETCH = 5
_SEED = 7
_ASK = "ask"
_INTRO = (
    "You see what a therapist might see. Decide with the keys 1 to 6 or the mouse. Where nothing "
    "shows you can let up to five sessions go by at once."
)
_FORM = "A short form after each hour: how was it between us, 0 to 10?"


class Flight(Activity):
    """A year with one client, played session by session and kept in the journal.

    year: the simulated year so far. way: for each session past, whether one asked, and the reply.
    number: which year it is, 1 and up; client and chance follow from it.
    """

    title = "Flight simulator: a year of sessions"

    def __init__(self, lesson: str) -> None:
        self.lesson = lesson
        self.key = f"flight/{lesson}"
        self._plan = year_plan()
        self._replies = {reply.key: reply for reply in self._plan.replies}
        self._journal = Journal()
        self._trouble = ""
        self._moves = 0
        self._table = False
        self.form = False
        self.number = 0
        self.begin(1, 0)
        self._restore()

    # ---- where it stands -------------------------------------------------------------------------

    def begin(self, number: int, chance: int) -> None:
        """Begin the year of this number; the same `chance` brings the same client and dice."""
        self.number, self.chance = number, chance
        self.client: NewClient = self._plan.clients[chance % len(self._plan.clients)]
        setting = Setting().but(sessions=SESSIONS, symptom_noise=0.0, **self.client.setting)
        self.year = self.first = _calm_start(setting, Supposed(**self.client.supposed), chance)
        self.way: list[tuple[bool, str]] = []
        self._since = 0  # the first session of the latest stretch
        self._others = False  # whether six others are shown beside it

    @property
    def session(self) -> int:
        """The number of the session that waits for an answer, 1 and up."""
        return len(self.way) + 1

    def _restore(self) -> None:
        """Go the way that the journal kept last, as far as the data still have it."""
        kept = [
            entry
            for entry in self._journal.entries(self.lesson)
            if entry.prompt.startswith("year/") and isinstance(entry.data.get("way"), list)
        ]
        if not kept:
            return
        data = kept[-1].data
        self.form = bool(data.get("form"))
        self.begin(int(data.get("number", 1)), int(data.get("chance", 0)))
        for asked, reply in data["way"]:
            if self.year.over or reply not in self._replies:
                break
            if asked:
                self.year = self.year.ask()
            self._answer(reply)
        self._since = len(self.way)

    def _keep(self) -> None:
        past = len(self.way)
        told = debrief.sentence(self.year, self.client) if self.year.over else ""
        text = f"A simulated year with {self.client.name}: {past} of {SESSIONS} sessions. {told}"
        try:
            self._journal.write(
                self.lesson, f"year/{self.number}", text.strip(), kind="practice",
                question=self.title, number=self.number, chance=self.chance, form=self.form,
                client=self.client.key, way=[list(step) for step in self.way],
            )  # fmt: skip
        except JournalError as error:
            self._trouble = str(error)
        else:
            self._trouble = ""

    # ---- what the learner does -------------------------------------------------------------------

    def set(self, name: str, value: Any) -> None:
        if name == "form":
            self.form = bool(value)
        elif name == "table":
            self._table = bool(value)
        else:
            super().set(name, value)

    def press(self, name: str, detail: Any = None) -> None:
        if name in ("again", "another"):
            self.begin(self.number + 1, self.chance + (name == "another"))
            self._moves += 1
            return
        if name == "others" and self.year.over:
            self._others = True
            return
        if name not in (_ASK, "stretch", *self._replies):
            super().press(name, detail)
        if self.year.over:  # a click that came after the last session
            return
        if name == _ASK:
            if not self.year.asked[-1]:  # once a session; the button keeps the focus
                self.year = self.year.ask()
            return
        self._since = len(self.way)
        if name == "stretch":
            self._stretch()
        else:
            self._answer(name)
            self._since = len(self.way)
        self._keep()
        self._moves += self.year.over

    def _answer(self, reply: str) -> None:
        asked = bool(self.year.asked[-1])
        self.year = self.year.answer(self._replies[reply].labels)
        self.way.append((asked, reply))

    def _stretch(self) -> None:
        """Go on until something shows, for five sessions at most."""
        for _ in range(STRETCH):
            self._answer("go_on")
            if self.year.over or self.year.sign != "ordinary":
                return

    # ---- what is shown ---------------------------------------------------------------------------

    def blocks(self) -> list[dict]:
        return [
            {"kind": "slot", "name": "client"},
            {"kind": "switch", "name": "form", "label": _FORM},
            {"kind": "group", "keys": True, "blocks": [
                {"kind": "slot", "name": "page"},
                {"kind": "slot", "name": "ways"},
            ]},
            {"kind": "text", "name": "trouble", "look": "crack"},
            {"kind": "slot", "name": "after"},
            {"kind": "text", "look": "quiet", "html": inline(
                "Clients and sessions are invented, and what comes of them is simulated. Your "
                "journal keeps the way you went. Nothing here is a score.")},
        ]  # fmt: skip

    def shown(self) -> Shown:
        year, client = self.year, self.client
        shown = Shown(
            values={"form": self.form},
            text={"trouble": inline(self._trouble), "~": self._spoken()},
            flags={
                "trouble": {"hidden": not self._trouble},
                "ask": {"pressed": str(bool(year.asked[-1])).lower()},
                "others": {"pressed": str(self._others).lower()},
                "focus": {"place": "after" if year.over else "page", "number": self._moves},
            },
        )
        shown.slots["client"] = [
            {"kind": "heading", "html": inline(f"A year with {client.name}")},
            {"kind": "text", "html": inline(client.who)},
            {"kind": "text", "look": "quiet", "html": inline(_INTRO)},
        ]
        shown.slots["page"] = self._page()
        shown.slots["ways"] = [] if year.over else self._ways()
        if year.over:
            shown.slots["after"] = debrief.blocks(self.first, year, client, others=self._others)
            debrief.fill(shown, year, client, self._steps(), self._table)
        return shown

    def _page(self) -> list[dict]:
        year, now = self.year, len(self.way)
        blocks: list[dict] = []
        passed = range(self._since, now)
        if len(passed) > 1 or (passed and year.over):
            lines = "".join(f"<li>{inline(line(year, self.client, n))}</li>" for n in passed)
            blocks.append({"kind": "text", "html":
                           f"<p>{_sessions(self._since + 1, now)}, in passing:</p>"
                           f"<ul>{lines}</ul>"})  # fmt: skip
        if year.over:
            left = self.client.left if year.left else f"The last session with {self.client.name}."
            told = f"After session {now}: {left}" if year.left else left
            return [*blocks, {"kind": "text", "look": "card", "html": inline(told)}]
        html = f"<p><strong>Session {self.session} of {SESSIONS}.</strong></p>"
        html += f"<p>{inline(line(year, self.client, now))}</p>"
        if year.asked[-1]:
            asked = f"You ask how things are between you. {asked_line(year, self.client)}"
            html += f"<p>{inline(asked)}</p>"
        if self.form and now:
            rated = round(10 * float(year.course["rated"][now - 1]))
            html += f'<p class="rr-quiet">The form after session {now}: {rated} out of 10.</p>'
        return [*blocks, {"kind": "text", "look": "card", "html": html}]

    def _ways(self) -> list[dict]:
        options = [
            {"kind": "button", "name": _ASK, "label": "Ask how things are between the two of you",
             "look": "option", "digit": 1},
            *(
                {"kind": "button", "name": reply.key, "label": reply.words, "look": "option",
                 "digit": n}
                for n, reply in enumerate(self._plan.replies, 2)
            ),
        ]  # fmt: skip
        return [
            {"kind": "text", "tag": "p", "look": "asked", "html": "What do you do?"},
            {"kind": "group", "look": "columns", "blocks": options},
            {"kind": "button", "name": "stretch",
             "label": "Go on, and let ordinary sessions pass (up to five)"},
        ]  # fmt: skip

    def _steps(self) -> list[tuple[bool, Reply]]:
        return [(asked, self._replies[reply]) for asked, reply in self.way]

    def _spoken(self) -> str:
        """Return for the live region what is new."""
        if self.year.over:
            return debrief.sentence(self.year, self.client)
        told = f"Session {self.session}. {line(self.year, self.client, len(self.way))}"
        if self.year.asked[-1]:
            told = asked_line(self.year, self.client)
        return inline(told)

    def sentence(self) -> str:
        """Return what this is; what was played is private."""
        return f"{self.title}. Twenty simulated sessions, a part of which one sees."


def _calm_start(setting: Setting, supposed: Supposed, chance: int) -> Year:
    """Return a year that does not open with a felt lapse: one would not know whom one has hurt."""
    year = begin_year(setting, supposed, seed := _SEED + 100 * chance)
    while year.hurts:
        year = begin_year(setting, supposed, seed := seed + 1)
    return year


def _sessions(first: int, last: int) -> str:
    between = "and" if last == first + 1 else "to"
    return f"Session {first}" if first == last else f"Sessions {first} {between} {last}"


def fly(lesson: str) -> View:
    """Return the flight simulator for a lesson numbered such as "12"."""
    return open_view(Flight(lesson))
