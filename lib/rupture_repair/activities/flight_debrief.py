"""After the year: what was there, what one saw of it, and what others would have come to."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from ..curriculum.year import NewClient, Reply
from ..figures.picture import Picture
from ..figures.yearline import year_line
from ..model.policies import POLICIES
from ..model.year import Year, follow
from .flight_words import SHOWED, lapse
from .html import inline, paragraphs, table
from .view import Shown

__all__ = ["blocks", "fill", "hurts", "missed", "sentence"]

Steps = Sequence[tuple[bool, Reply]]

_ROWS = {"told": 0, "protest": 1, "quiet": 2, "still": 2}
_WORDS = ("three", "four", "five", "six", "seven", "eight", "nine")
_CAUTION = """
One simulated year, one run of chance. With other dice the rows change places, and with another
client other rows win. It measures nobody. What it can do is show you where you did not look.
"""
_OTHERS = "The same client and the same chance, met in six fixed ways (simulated)"


def trust(year: Year) -> np.ndarray:
    """Return trust from before the first session to the last one attended."""
    past = len(year.replies)
    return np.concatenate([year.course["start"], year.course["trust"][:past]]).astype(float)


def hurts(year: Year) -> list[int]:
    """Return the sessions, counted from 0, in which a lapse hurt enough to be felt."""
    return [n for n in range(len(year.replies)) if year.lapses[n] > year.threshold]


def missed(year: Year) -> list[int]:
    """Return those hurts to which nothing was said in their session or the next."""
    said = [bool(labels) for labels in (*year.replies, ())]
    return [n for n in hurts(year) if not said[n] and not said[n + 1]]


def sentence(year: Year, client: NewClient) -> str:
    """Return how the year went, in words."""
    name, past, line = client.name, len(year.replies), trust(year)
    landed, lost = hurts(year), missed(year)
    silences = [n for n in range(past) if year.shown[n] == "still"]
    stayed = f"left after session {past}" if year.left else f"came to all {past} sessions"
    eased = 1 - float(year.course["symptoms"][past - 1])
    told = [
        f"{name} {stayed} (simulated).",
        f"Trust began at {line[0]:.2f} and ended at {line[-1]:.2f}; "
        + (f"{eased:.0%} of the distress eased." if eased >= 0 else "the distress grew."),
        f"A lapse of yours hurt {_times(len(landed))}." if landed else "No lapse of yours hurt.",
    ]
    if landed and not lost:
        told.append("You said something each time, then or in the next session.")
    elif lost:
        went = f"in session{'s' * (len(lost) > 1)} {_list([n + 1 for n in lost])}"
        said = len(landed) - len(lost)
        told += (
            [f"{_times(said).capitalize()} you said something, then or in the next session.",
             f"{_times(len(lost)).capitalize()} it went by: {went}."]
            if said else [f"You said nothing, then or in the next session: it went by {went}."]
        )  # fmt: skip
    if silences:
        answered = sum(bool(year.replies[n]) for n in silences)
        told.append(
            f"{_times(len(silences)).capitalize()} a silence was only a silence; "
            f"you {_answered(answered, len(silences))}."
        )
    return " ".join(told)


def blocks(first: Year, year: Year, client: NewClient, *, others: bool) -> list[dict]:
    """Return what is shown once the year is over.

    first: the same year before its first session, for the six policies. others: whether to show
        what these came to, which takes a moment to compute.
    """
    line = picture(year, client)
    return [
        {"kind": "heading", "html": "What you could not see"},
        {"kind": "picture", "name": "line", "size": list(line.base_size)},
        {"kind": "text", "look": "quiet", "html": "A bar without a dot is a hurt that did not "
         "show. A dot without a bar is a silence and no more. Where a bar has no gold, your reply "
         "mended nothing: what a reply is worth depends on its parts, and on the client."},
        {"kind": "text", "look": "sentence", "html": inline(sentence(year, client))},
        {"kind": "table", "name": "table", "label": "The same as a table, session by session"},
        *_went_by(year, client),
        {"kind": "text", "look": "seam", "html": paragraphs(client.brings)},
        {"kind": "group", "look": "row", "blocks": [
            {"kind": "button", "name": "others", "label": "See what six others would have come to"},
            {"kind": "button", "name": "again", "label": "Play the same year again"},
            {"kind": "button", "name": "another", "label": "Meet another client"},
        ]},
        *_beside(first, year, others),
    ]  # fmt: skip


def fill(shown: Shown, year: Year, client: NewClient, steps: Steps, open_table: bool) -> None:
    """Put the picture and the table on show."""
    shown.frames["line"] = picture(year, client).frame()
    shown.text["line.alt"] = (
        "A line of trust, session by session; below it the hurt that was open, and what showed. "
        + sentence(year, client)
    )
    shown.text["table"] = _table(year, client, steps) if open_table else ""


@lru_cache(maxsize=4)
def picture(year: Year, client: NewClient) -> Picture:
    """Return the year as a picture."""
    past = len(year.replies)
    hurt, received = year.course["hurt_before"][:past], year.course["received"][:past]
    hurt = np.where(hurt > year.threshold, hurt, 0.0)  # as in the table: less is not felt
    rows = [_ROWS.get(sign, -1) for sign in year.shown]
    rows = [0 if came == "told" else row for row, came in zip(rows, year.asked, strict=False)]
    title = f"{client.name}’s year, simulated"
    return year_line(title, trust(year), hurt, hurt * np.nan_to_num(received), hurts(year), rows)


def _went_by(year: Year, client: NewClient) -> list[dict]:
    rows = []
    for n in missed(year):
        did = lapse(year, n).what.format(name=client.name) if year.ordinary[n] > 0 else _STUNG
        showed = SHOWED[year.shown[n]]
        rows.append(f"<li>Session {n + 1}. {inline(did)} What showed: {showed}.</li>")
    if not rows:
        return []
    return [{"kind": "text", "html": f"<p>What went by:</p><ul>{''.join(rows)}</ul>"}]


_STUNG = "To be answered once more, without having said anything, was a small hurt by itself."


def _table(year: Year, client: NewClient, steps: Steps) -> str:
    opened, received = year.course["hurt_before"], np.nan_to_num(year.course["received"])
    landed, line, rows = hurts(year), trust(year), []
    for n, (asked, reply) in enumerate(steps):
        showed = SHOWED[year.shown[n]]
        did = f"asked, then {reply.short}" if asked else reply.short
        if asked:
            showed += "; asked, " + ("told you" if year.asked[n] == "told" else "said it was fine")
        hurt = opened[n] > year.threshold
        was = "new" if n in landed else "from before" if hurt else ""
        rows.append(
            (n + 1, showed, did, f"{opened[n]:.2f} {was}".strip() if hurt else "none",
             f"{received[n]:.2f}" if hurt else "—", f"{line[n + 1]:.2f}")
        )  # fmt: skip
    head = ("session", "what you saw", "what you did", "open hurt", "worth of your reply", "trust")
    return table(f"The year with {client.name}, simulated", head, rows)


def _beside(first: Year, year: Year, others: bool) -> list[dict]:
    if not others:
        return []
    return [
        {"kind": "heading", "html": "What six others would have come to"},
        {"kind": "text", "html": f'<div class="rr-table">{_others(first, year)}</div>'},
        {"kind": "text", "html": paragraphs(_CAUTION)},
    ]


def _others(first: Year, year: Year) -> str:
    rows = [("you, this time", *_ends(year)), *_policies(first)]
    head = ("who answers", "sessions", "trust at the end", "distress eased")
    return table(_OTHERS, head, rows)


@lru_cache(maxsize=8)
def _policies(first: Year) -> tuple[tuple[str, ...], ...]:
    return tuple((name, *_ends(follow(first, policy))) for name, policy in POLICIES.items())


def _ends(year: Year) -> tuple[str, str, str]:
    past = len(year.replies)
    eased = 1 - float(year.course["symptoms"][past - 1])
    return f"{past}{' (left)' * year.left}", f"{trust(year)[-1]:.2f}", f"{eased:.0%}"


def _answered(answered: int, silences: int) -> str:
    if answered in (0, silences):
        one = "it" if silences == 1 else "each of them"
        return f"answered {one}" if answered else "let it be"
    return f"answered {_times(answered)}"


def _times(count: int) -> str:
    """Return a count of at least one in words."""
    if count < 3:
        return ("once", "twice")[count - 1]
    return f"{_WORDS[count - 3] if count < 10 else count} times"


def _list(numbers: Sequence[int]) -> str:
    *rest, last = map(str, numbers)
    return f"{', '.join(rest)} and {last}" if rest else last
