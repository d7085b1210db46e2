"""One client's year, a session at a time: what is there, what shows of it, and what it is met with.

The equations are those of `course`; what a reply is worth and what is supposed of clients are those
of `repair` and `policies`. Only the order differs: a reply is given once a session has shown what
it shows, by a learner or by a policy (`follow`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import numpy as np

from .chance import Draws, draws
from .course import run
from .events import Values, events
from .policies import Policy, Seen, Supposed
from .repair import repair_quality
from .setting import Setting

__all__ = ["Sign", "Year", "begin_year", "follow"]

Sign = Literal["told", "protest", "quiet", "still", "ordinary"]
"""What a session shows. `still` is a silence with no hurt behind it: a false alarm."""

KEPT = ("trust", "symptoms", "hurt_before", "rated", "received", "present")


@dataclass(frozen=True, eq=False)
class Year:
    """A course with one client up to a session that has not been answered yet.

    ordinary: the hurt that chance brings to each session, were nothing changed; (sessions,).
    replies: the labels said in each session that is past, in the order spoken.
    qualities: what each was worth before credibility, 0 to 1; 0 where nothing was said.
    shown: the signs of these sessions.
    asked: what came of asking in them and in the present session, the last: "told", "fine", or ""
        where nobody asked.
    lapses: hurt done in the same sessions, 0 or more.
    smaller: share by which a change has made later lapses smaller.
    """

    setting: Setting
    supposed: Supposed
    chance: Draws
    ordinary: np.ndarray
    replies: tuple[tuple[str, ...], ...] = ()
    qualities: tuple[float, ...] = ()
    shown: tuple[Sign, ...] = ()
    asked: tuple[str, ...] = ()
    lapses: tuple[float, ...] = ()
    smaller: float = 0.0

    # ---- where it stands -------------------------------------------------------------------------

    @cached_property
    def course(self) -> dict[str, np.ndarray]:
        """What the equations give, by name: (sessions so far,), `start` (trust before) a number.

        The last entry is the present session, as if it were left unanswered.
        """
        now = len(self.lapses)
        p = Values(self.setting.but(sessions=now), {})
        met = events(p, self.chance, np.asarray(self.lapses, np.float32))
        worth = np.append(np.asarray(self.qualities, np.float32), [0] * (now - len(self.replies)))
        worth = worth.astype(np.float32)[:, None]
        met = replace(met, offer=worth, seen=worth > 0, worth=worth)
        kind = {"present": np.bool_}
        kept = {name: np.empty((now, 1), kind.get(name, np.float32)) for name in KEPT}
        run(p, met, self.chance, kept)
        return {name: array[:, 0] for name, array in kept.items()} | {"start": met.trust.ravel()}

    @property
    def over(self) -> bool:
        """Whether the last session is past, or the client has not come to the next."""
        return self.left or len(self.replies) == self.setting.course.sessions

    @property
    def left(self) -> bool:
        """Whether the client stopped coming before the last planned session."""
        return not bool(self.course["present"][-1])

    @property
    def hurts(self) -> bool:
        """Whether enough hurt is open in the present session for the client to feel it."""
        return bool(self.course["hurt_before"][-1] > self.threshold)

    @property
    def threshold(self) -> float:
        """The open hurt from which there is something to show or to tell."""
        return float(self.setting["felt_threshold"]) / 2

    @cached_property
    def sign(self) -> Sign:
        """What the present session shows."""
        now = len(self.lapses) - 1
        if not self.hurts:
            alarm = self.chance.alarm[now, 0] < self.setting["false_alarms"]
            return "still" if alarm else "ordinary"
        if self._die(0) < self.setting["voicing"]:
            return "told"
        hidden = self.chance.kind[now, 0] < self.setting["withdrawal"]
        noticing = float(self.setting["noticing"])
        if self._die(1) >= (noticing if hidden else min(2 * noticing, 1)):
            return "ordinary"
        return "quiet" if hidden else "protest"

    @property
    def seen(self) -> Seen:
        """What a therapist sees in the present session; a false alarm looks like a withdrawal."""
        sign = self.sign
        before = sum(past != "ordinary" for past in self.shown)
        told = sign == "told" or self.asked[-1] == "told"
        return Seen(sign in ("quiet", "still"), sign == "protest", told, min(before, 3))

    # ---- how it goes on --------------------------------------------------------------------------

    def ask(self) -> Year:
        """Ask how things are between the two. Unvoiced hurt comes out, or does not."""
        opens = self._die(2) < self.supposed.asking_opens
        came = "told" if self.hurts and opens else "fine"
        return replace(self, asked=(*self.asked[:-1], came))

    def answer(self, labels: Sequence[str]) -> Year:
        """Answer the present session with moves and pitfalls, or with nothing, and go to the next.

        Who has asked and says no more has said `invites`. A change makes later lapses smaller only
        if there was a hurt to learn from. Raises KeyError for a label outside the vocabulary and
        ValueError once the year is over.
        """
        if self.over:
            raise ValueError("This year is over.")
        said = tuple(labels) or (("invites",) if self.asked[-1] else ())
        what = self.supposed
        quality = repair_quality(said, erred=not what.nobody_erred).quality if said else 0.0
        quality += what.sorry_heals * ("apologises" in said and "owns" not in said)
        quality *= 1 - what.unbidden_fails * (not self.seen.told)
        works = what.change_works * ("commits_change" in said and self.hurts)
        works = max(works, what.clarity_works * ("clarifies" in said and self.hurts))
        past = replace(
            self,
            replies=(*self.replies, said),
            qualities=(*self.qualities, min(quality, 1.0)),
            shown=(*self.shown, self.sign),
            smaller=max(self.smaller, works),
        )
        return past._next(what.answers_sting * bool(said))

    def _next(self, sting: float = 0.0) -> Year:
        """Return the year at its next session, if there is one."""
        now = len(self.replies)
        if now == self.setting.course.sessions:
            return self
        lapse = float(self.ordinary[now]) * (1 - self.smaller) + sting
        return replace(self, lapses=(*self.lapses, lapse), asked=(*self.asked, ""))

    def _die(self, kind: int) -> float:
        """Return a number from 0 to 1 that belongs to this session: the same on every replay."""
        dice = np.random.default_rng(self.chance.seed + 1).random((3, self.chance.sessions))
        return float(dice[kind, len(self.lapses) - 1])


def begin_year(setting: Setting, supposed: Supposed, seed: int) -> Year:
    """Return a year at its first session; the same seed brings the same chance."""
    setting = setting.but(**supposed.setting)
    chance = draws(1, int(setting.course.sessions), seed)
    ordinary = events(Values(setting, {}), chance).lapse[:, 0]
    return Year(setting, supposed, chance, ordinary)._next()


def follow(year: Year, policy: Policy) -> Year:
    """Let a policy answer until the year is over; who invites without owning has asked."""
    while not year.over:
        labels = tuple(policy(year.seen))
        if "invites" in labels and "owns" not in labels and not year.seen.told:
            year = year.ask()
            labels = tuple(policy(year.seen))
        year = year.answer(labels)
    return year
