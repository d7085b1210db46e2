"""Answers a reading: one thing that helps, one to try, and a word on order and dose."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from rupture_repair.coach.reading import NOTICE, Finding, Reading
from rupture_repair.vocabulary import LABELS, MOVES, PITFALLS

__all__ = ["Advice", "advise"]

MANY_MOVES = 5
MANY_WORDS = 130
STOP = "Stop here, and let them speak."
_DANGER = re.compile(
    r"\b(?:suicid\w*|kill (?:yourself|myself|him|her)|overdos\w*|self[- ]harm\w*"
    r"|end (?:your|my) life"
    r"|panic attack|not safe|unsafe tonight|harmed)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Advice:
    """What the coach answers.

    helps: one thing that helps. to_try: one thing to try. order: on order and dose, or "".
    since_first: what changed from the first draft, or "". again, notice: always the same.
    """

    helps: str
    to_try: str
    order: str = ""
    since_first: str = ""
    again: str = "Write it again, in your own words."
    notice: str = NOTICE


@cache
def _sayings() -> dict[str, dict[str, dict[str, str]]]:
    text = files(__package__).joinpath("advice.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def advise(reading: Reading, *, first_draft: Reading | None = None) -> Advice:
    """Return kind and usable advice about the words of `reading`.

    With `first_draft`, the reading of an earlier version, it also says what has changed since.
    """
    return Advice(
        helps=_helps(reading),
        to_try=_to_try(reading),
        order=_order(reading),
        since_first=_since(first_draft, reading) if first_draft else "",
    )


def _quoted(finding: Finding, longest: int = 14) -> str:
    words = finding.words.split()
    shown = " ".join(words[:longest]) + ("…" if len(words) > longest else "")
    return f"“{shown}”"


def _say(saying: str, finding: Finding) -> str:
    return saying.replace("{words}", _quoted(finding))


def _helps(reading: Reading) -> str:
    clean = _clear_of_pitfalls(reading)
    for label, sayings in _sayings()["moves"].items():
        if (finding := _surest(clean, label)) is not None:
            return _say(sayings["helps"], finding)
    for label, sayings in _sayings()["pitfalls"].items():
        if label in reading.pitfalls:
            return sayings["kind"]
    if not reading.text.strip():
        return "Nothing is written yet. It may be clumsy; nobody else will read it."
    return (
        "The coach recognises no move and no pitfall in these words. It knows only some of the "
        "ways people mend things, so trust your own ear as well."
    )


def _to_try(reading: Reading) -> str:
    for label, sayings in _sayings()["pitfalls"].items():
        if (finding := _surest(reading.findings, label)) is not None:
            return _say(sayings["try"], finding)
    if not reading.findings:
        return (
            "If something between you needs mending, one plain sentence about what you did, or "
            "left undone, is a good beginning."
        )
    missing = _missing(reading)
    if missing:
        return _sayings()["moves"][missing]["missing"]
    return "Read it aloud, slowly, and take out whatever you would not say to their face."


def _surest(findings: Iterable[Finding], label: str) -> Finding | None:
    mine = [finding for finding in findings if finding.label == label]
    return max(mine, key=lambda finding: finding.odds, default=None)


def _clear_of_pitfalls(reading: Reading) -> list[Finding]:
    """Return the moves that share no words with a pitfall: only these are praised."""
    pitfalls = [f for f in reading.findings if f.label in PITFALLS]
    return [
        f
        for f in reading.findings
        if f.label in MOVES and not any(p.start < f.end and f.start < p.end for p in pitfalls)
    ]


def _missing(reading: Reading) -> str:
    """Return the move to try next, or "" when enough has been said."""
    moves = set(reading.moves)
    asks = moves & {"invites", "asks_need"}
    lapse = moves & {"names_event", "owns", "apologises"}
    if not lapse and moves & {"names_between", "clarifies"}:
        wanted = ["invites"]
    elif not lapse and "holds_limit" in moves:
        wanted = ["validates", "invites"]
    elif lapse or len(moves) < 2:
        wanted = ["names_event", "owns", "invites"]
    else:
        wanted = ["invites"]
    if asks:
        wanted = [name for name in wanted if name != "invites"] if len(moves) < 4 else []
    told = [f for f in reading.findings if f.label in {"owns", "apologises"}]
    if any(len(f.words.split()) > 4 for f in told) and "names_event" in wanted:
        wanted.remove("names_event")  # “I was wrong to raise the fee by email” has said it
    return next((name for name in wanted if name not in moves), "")


def _order(reading: Reading) -> str:
    moves, place = reading.moves, {}
    for finding in reading.findings:
        place.setdefault(finding.label, finding.start)
    if _DANGER.search(reading.text):
        return "If anyone may be in danger, safety comes first, and everything else can wait."
    own = min((place[m] for m in ("owns", "validates") if m in place), default=None)
    if "links_pattern" in place and not {"invites", "asks_need"} & place.keys():
        return (
            "A link to the past is early in a first reply, even a careful one. It will keep until "
            "they have said what this was like."
        )
    if own is not None and any(place.get(m, own) < own for m in ("clarifies", "commits_change")):
        return "Own it and let the reaction make sense first. Explaining and mending come after."
    if "commits_change" in place and not {"invites", "asks_need"} & place.keys():
        return "The change may be a good one. Ask what it was like before you offer it."
    if len(moves) > MANY_MOVES or len(reading.text.split()) > MANY_WORDS:
        return (
            f"This is a lot to take in at once{_counted(len(moves))}. Three and a pause beat nine: "
            "choose what matters most, then stop, and let them speak."
        )
    asking = [f for f in reading.findings if f.label in {"invites", "asks_need"}]
    if asking and not reading.pitfalls:
        rest = reading.text[max(f.end for f in asking) :]
        if len(rest.split()) > 8:
            return (
                f"After {_quoted(asking[-1])} you go on speaking, and the question may be lost. "
                "Stop there, and let them speak."
            )
        return "" if _missing(reading) else STOP
    if len(moves) >= 3 and not reading.pitfalls and not _missing(reading):
        return f"That is enough for one breath. {STOP}"
    return ""


def _counted(number: int) -> str:
    names = {4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight", 9: "nine"}
    return f", {names.get(number, str(number))} moves together" if number >= 4 else ""


def _since(first: Reading, now: Reading) -> str:
    """Say what came and went between two drafts."""

    def titles(labels: list[str]) -> str:
        names = [f"“{LABELS[label].title}”" for label in labels]
        return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]

    before, after = first.text.split(), now.text.split()
    if before == after:
        return "The two drafts are the same, word for word."
    new = [m for m in now.moves if m not in first.moves]
    lost = [m for m in first.moves if m not in now.moves]
    gone = [p for p in first.pitfalls if p not in now.pitfalls]
    came = [p for p in now.pitfalls if p not in first.pitfalls]
    said = []
    if new:
        said.append(f"The second draft brings in {titles(new)}.")
    if gone:
        said.append(f"{titles(gone)} {'has' if len(gone) == 1 else 'have'} gone.")
    if lost:
        said.append(f"It leaves out {titles(lost)}; that may be a loss, or one move fewer.")
    if came:
        said.append(f"{titles(came)} {'is' if len(came) == 1 else 'are'} new, and worth a look.")
    if not first.findings and not now.findings:
        said.append("The coach recognises nothing in either draft; compare them by ear.")
    elif not said:
        said.append("The wording has changed, and the coach finds the same moves and pitfalls.")
    if len(after) < 0.75 * len(before):
        said.append(f"It is shorter: {len(after)} words, where there were {len(before)}.")
    return " ".join(said)
