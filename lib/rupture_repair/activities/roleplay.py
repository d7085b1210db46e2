"""A story to play: the talk as in a chat, choices to make, and one client's trust beside them."""

from __future__ import annotations

from functools import cache
from typing import Any

from ..figures.trustline import TrustLine
from ..journal import Journal, JournalError
from ..stories import Play, Story, begin, load
from ..stories.paper import cards, text_twin
from . import debriefing
from .chat import breaths, log
from .html import inline
from .trust import TrustSoFar, trust_so_far
from .view import Activity, Shown, View, open_view
from .writing import Writing

__all__ = ["RolePlay", "play"]

LESSON = "Stories"
SECONDS = 10
_FILES = {"story": "the story on paper", "cards": "cards", "record": "my play"}
_ASK = "What stays with you? What would you try, in your own words, in your own room?"


class RolePlay(Activity):
    """One story, played step by step and kept in the journal.

    name: the story's name, such as "sarah". Raises KeyError listing the names there are.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._story = story = load(name)
        self.title = f"Story: {story.title}"
        self.key = f"story/{name}"
        self._journal = Journal()
        self._writing = Writing(
            LESSON, {"after": f"{story.title}: what stays with you?"}, prefix=name
        )
        self._line = TrustLine(f"{story.client.cast['client']}’s trust, simulated", _longest(story))
        self._drawn: tuple[tuple[str, ...], bytes] = ((), b"")  # the passages drawn, as what
        self._aloud, self._feedback, self._table = False, True, False
        self._spoken = False  # whether this decision's words have been said aloud
        self._problem = ""
        self._file: dict[str, Any] | None = None
        self._files = 0
        self._moves: tuple[str, int] = ("", 0)  # where the focus goes, and the how manieth time
        self.play = begin(story)
        self._restore()
        self._step = self._steps
        self._debrief = self._ended

    # ---- where the play stands -------------------------------------------------------------------

    @property
    def _steps(self) -> int:
        """How many steps the latest passage is revealed in."""
        here = self.play.here
        return max(len(breaths(here)) + bool(self._feedback and here.feedback), 1)

    @property
    def _settled(self) -> bool:
        """Whether all that happens in the latest passage is on show, the feedback apart."""
        return self._step >= len(breaths(self.play.here))

    @property
    def _ended(self) -> bool:
        return bool(self.play.here.ending)

    @property
    def _deciding(self) -> bool:
        return self._step >= self._steps and len(self.play.options) > 1

    def _restore(self) -> None:
        """Go the way that the journal kept, as far as the story still has it."""
        self._seen: set[str] = set()
        way: list = []
        for entry in self._journal.entries(LESSON):
            if entry.prompt == self._name and isinstance(entry.data.get("path"), list):
                way = entry.data["path"]
                self._seen.update(map(str, way))
        for name in way[1:]:
            options = [link.to for link in self.play.options]
            if name not in options:
                break
            self.play = self.play.go(options.index(name))

    def _keep(self, told: str) -> None:
        """Write the whole play to the journal; a failure is told and stops nothing."""
        way = [turn.passage for turn in self.play.turns]
        self._seen.update(way)
        try:
            self._journal.write(
                LESSON, self._name, told, kind="play", question=self._story.title,
                path=way, ended=self._ended,
            )  # fmt: skip
        except JournalError as error:
            self._problem = str(error)
        else:
            self._problem = ""

    # ---- what the learner does -------------------------------------------------------------------

    def set(self, name: str, value: Any) -> None:
        if name in self._writing:
            self._writing.set(name, value)
        elif name in ("aloud", "feedback", "table"):
            setattr(self, f"_{name}", bool(value))
            self._step = min(self._step, self._steps)
        else:
            super().set(name, value)

    def press(self, name: str, detail: Any = None) -> None:
        kind, _, rest = name.partition("-")
        if name == "on":
            self._go_on()
        elif name in ("said", "spoken"):
            self._spoken = True
        elif kind == "choose":
            turn, option = map(int, rest.split("-"))
            if turn == len(self.play.turns) - 1:  # a second press on the same button is none
                self._choose(option)
        elif kind == "back":
            self._back_to(int(rest))
        elif name == "again":
            self._back_to(0)
        elif name == "debrief" and self._ended:
            self._debrief = True
            self._focus("after")
        elif name in _FILES:
            self._hand(name)
        else:
            super().press(name, detail)

    def _go_on(self) -> None:
        if self._step < self._steps:
            self._step += 1
        elif len(self.play.options) == 1:
            self._enter(0)
            if self._ended:
                here = self.play.here
                self._keep(f"Ended with “{here.name}”: {debriefing.ENDINGS[here.ending]}.")

    def _choose(self, option: int) -> None:
        if not (self._deciding and 0 <= option < len(self.play.options)):
            raise ValueError("That is none of the choices.")
        at, words = self.play.here, self.play.options[option].text
        self._enter(option)
        if at.kind == "scene":
            self._keep(f"At “{at.name}”: {words}")

    def _enter(self, option: int) -> None:
        self.play = self.play.go(option)
        self._step, self._spoken = 1, False

    def _back_to(self, turn: int) -> None:
        if not 0 <= turn < len(self.play.turns):
            raise ValueError("This play has not been there.")
        played = self.play.here.kind != "way-round"
        self.play = Play(self._story, self.play.turns[: turn + 1])
        self._step, self._spoken, self._debrief = self._steps, False, False
        if played:
            self._keep(f"Back to “{self.play.here.name}”." if turn else "From the beginning again.")
        self._focus("ways")

    def _focus(self, place: str) -> None:
        self._moves = (place, self._moves[1] + 1)

    def _hand(self, name: str) -> None:
        make = {
            "story": lambda: text_twin(self._story),
            "cards": lambda: cards(self._story),
            "record": lambda: debriefing.transcript(self.play, self._writing.text("after")),
        }
        self._files += 1
        file = f"{self._name}, {_FILES[name]}.txt".replace("_", " ")
        self._file = {
            "button": name, "number": self._files, "name": file, "text": make[name](),
            "type": "text/plain",
        }  # fmt: skip

    def trust(self) -> TrustSoFar:
        """Return the client's trust as far as the story is revealed."""
        return trust_so_far(self.play, len(self.play.turns) - (not self._settled))

    # ---- what is shown ---------------------------------------------------------------------------

    def blocks(self) -> list[dict]:
        line = self._line.picture
        return [
            {"kind": "heading", "html": inline(self._story.title)},
            {"kind": "text", "look": "quiet", "html":
             f"About {self._story.client.minutes} minutes. Choose by mouse or by the keys 1 to 4. "
             "Your journal keeps your choices."},
            {"kind": "group", "look": "row rr-settings", "label": "How to play", "blocks": [
                {"kind": "switch", "name": "aloud", "label": "Say it aloud first"},
                {"kind": "switch", "name": "feedback", "label": "Say why after each choice"},
            ]},
            {"kind": "group", "look": "stage", "keys": True, "blocks": [
                {"kind": "group", "look": "pane", "scroll": True, "label": "The story so far",
                 "blocks": [
                    {"kind": "slot", "name": "log", "look": "log", "follow": True},
                    {"kind": "slot", "name": "ways", "look": "ways", "still": True},
                ]},
                {"kind": "picture", "name": "line", "size": list(line.base_size),
                 "box": list(line.base_box)},
                {"kind": "group", "look": "beside", "blocks": [
                    {"kind": "text", "name": "trust"},
                    {"kind": "table", "name": "table", "label": "The same as a table"},
                    {"kind": "text", "name": "problem", "look": "crack"},
                    {"kind": "slot", "name": "path"},
                ]},
            ]},
            {"kind": "slot", "name": "after"},
            {"kind": "group", "folded": True, "label": "Take it with you", "blocks": [
                {"kind": "group", "look": "row", "blocks": [
                    {"kind": "download", "name": "record", "label": "My play as text"},
                    {"kind": "download", "name": "story", "label": "The whole story, for paper"},
                    {"kind": "download", "name": "cards", "label": "Cards for three people"},
                ]},
                {"kind": "text", "look": "quiet", "html":
                 "The story for paper holds every path and what goes unsaid. The cards are for a "
                 "therapist, a client with a secret, and an observer: hand out each alone."},
            ]},
        ]  # fmt: skip

    def _ways(self) -> list[dict]:
        here, at = self.play.here, len(self.play.turns) - 1
        if here.kind == "way-round":
            return [_button("again", "Back to the beginning")]
        if self._ended and self._step >= self._steps:
            end = f"The end: {debriefing.ENDINGS[here.ending]}."
            return [
                {"kind": "text", "look": "quiet", "html": inline(end)},
                _button("debrief", "See what you could not see"),
            ]
        if not self._deciding:
            return [_button("on", "Continue")]
        choosing = here.kind == "scene"
        if choosing and self._aloud and not self._spoken:
            return [
                {"kind": "text", "html": "Before you see the choices: say aloud what you would say "
                 "or do now, as you would in the room."},
                {"kind": "group", "look": "row", "blocks": [
                    {"kind": "timer", "name": "said", "label": "Ten seconds, if that helps",
                     "seconds": SECONDS},
                    {"kind": "button", "name": "spoken", "label": "I have said it", "look": "main"},
                ]},
            ]  # fmt: skip
        asked = "Which is nearest to what you said?" if self._spoken else "What do you do?"
        options = [
            {"kind": "button", "name": f"choose-{at}-{n}", "label": link.text, "look": "option",
             "digit": n + 1}
            for n, link in enumerate(self.play.options)
        ]  # fmt: skip
        asking = {"kind": "text", "tag": "p", "look": "asked", "html": asked}
        return [asking, *options] if choosing else options

    def shown(self) -> Shown:
        trust = self.trust()
        shown = Shown(
            slots={
                "log": log(self.play, self._step, self._feedback),
                "ways": self._ways(),
                "after": [],
                "path": [],
            },
            values={"aloud": self._aloud, "feedback": self._feedback},
            text={
                "trust": inline(trust.sentence()),
                "line.alt": f"A line of trust, turn by turn. {trust.sentence()}",
                "table": trust.table() if self._table else "",
                "problem": inline(self._problem),
                "~": self._spoken_now(),
            },
            flags={
                "problem": {"hidden": not self._problem},
                "record": {"disabled": len(self.play.turns) < 2},
                "focus": {"place": self._moves[0], "number": self._moves[1]},
            },
            frames={"line": self._line.picture.frame()},
            pictures={"line": self._draw(trust)},
        )
        if self._debrief:
            shown.slots["after"] = [
                *debriefing.page(self.play, self._seen, self._writing.block("after", _ASK)),
                _button("again", "Play it again from the beginning"),
            ]
        elif debriefing.decisions(self.play):
            cards_ = debriefing.path(self.play, self._seen, whole=False)
            shown.slots["path"] = [
                {"kind": "group", "folded": True, "label": "Go back to a choice", "blocks": cards_}
            ]
        self._writing.show(shown)
        if self._file is not None:
            file = {key: value for key, value in self._file.items() if key != "button"}
            shown.flags.setdefault(self._file["button"], {})["file"] = file
            self._file = None
        return shown

    def _spoken_now(self) -> str:
        """Return for the live region what was revealed last, and how it goes on."""
        runs = breaths(self.play.here)
        if self._step <= len(runs) and runs:
            said = " ".join(
                f"{beat.who}: {beat.text}" if beat.who else beat.text
                for beat in runs[self._step - 1]
            )
        else:
            said = self.play.here.feedback
        if self._deciding:
            said += f" {len(self.play.options)} choices."
        return inline(said)

    def scale(self, scale: float) -> None:
        self._line.picture.rescale(scale)
        self._drawn = ((), b"")

    def _draw(self, trust: TrustSoFar) -> bytes:
        """Return the line as PNG; most lines of a story leave it as it is."""
        if trust.passages != self._drawn[0]:
            self._line.show(trust.trust, trust.mended, trust.lifted)
            self._drawn = (trust.passages, self._line.picture.live())
        return self._drawn[1]

    def sentence(self) -> str:
        """Return what the story touches and how long it takes; what was played is private."""
        opening = self._story.scenes[self._story.start]
        touches = " ".join(beat.text for beat in opening.beats)
        minutes = self._story.client.minutes
        return f"{self._story.title}. A story to play, about {minutes} minutes. {touches}"


def _button(name: str, label: str) -> dict:
    return {"kind": "button", "name": name, "label": label, "look": "main", "focus": "yes"}


def _longest(story: Story) -> int:
    """Return how many turns the longest way through a story has, no circle taken twice."""
    walked: set[str] = set()

    @cache
    def beyond(name: str) -> int:
        walked.add(name)
        ahead = [link.to for link in story.scenes[name].links]
        longest = max((1 + beyond(other) for other in ahead if other not in walked), default=0)
        walked.discard(name)
        return longest

    return beyond(story.start)


def play(name: str) -> View:
    """Return a story to play, such as "sarah". Raises KeyError listing the names there are."""
    return open_view(RolePlay(name))
