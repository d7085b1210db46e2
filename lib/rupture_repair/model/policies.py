"""Ways of being a therapist, as small functions from what one can see to the moves one makes.

A policy takes what a therapist can see (`Seen`) and returns labels of the vocabulary in the order
spoken, or nothing. Six are given; write a seventh and hand it to `play`. Which one does best is
decided by what is assumed about clients, so each comes with a world in which it wins (`WORLDS`):
that shows how far a conclusion can rest on its assumptions, and says nothing about which is true.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from .chance import Draws
from .course import run
from .events import Values, events
from .ranges import Checked, number
from .repair import repair_quality
from .setting import Setting

__all__ = ["POLICIES", "WORLDS", "Policy", "Seen", "Supposed", "play"]


@dataclass(frozen=True)
class Seen:
    """What a therapist can see in a session.

    quiet: the client has withdrawn, and it shows. protest: the client confronts. told: the client
    says that something hurt. before: sessions, so far, in which any of these was so (at most 3).
    """

    quiet: bool
    protest: bool
    told: bool
    before: int


Policy = Callable[[Seen], Sequence[str]]


def never_notices(seen: Seen) -> Sequence[str]:
    """Carries on, whatever shows."""
    return ()


def always_apologises(seen: Seen) -> Sequence[str]:
    """Says sorry in every session, seen or not."""
    return ("apologises",)


def waits_to_be_told(seen: Seen) -> Sequence[str]:
    """Repairs well, once told."""
    return ("names_event", "owns", "validates", "invites") if seen.told else ()


def asks_and_listens(seen: Seen) -> Sequence[str]:
    """Asks in every session how things are between us, and owns what comes."""
    if seen.quiet or seen.protest or seen.told:
        return ("owns", "validates", "invites")
    return ("invites",)


def explains(seen: Seen) -> Sequence[str]:
    """Gives the reasons."""
    return ("validates", "clarifies") if seen.quiet or seen.protest or seen.told else ()


def repairs_then_changes(seen: Seen) -> Sequence[str]:
    """Owns, makes room, and then does something differently."""
    if seen.quiet or seen.protest or seen.told:
        return ("owns", "validates", "invites", "commits_change")
    return ()


POLICIES: Mapping[str, Policy] = {
    "never notices": never_notices,
    "always apologises": always_apologises,
    "waits to be told": waits_to_be_told,
    "asks and listens": asks_and_listens,
    "explains": explains,
    "repairs, then changes": repairs_then_changes,
}


@dataclass(frozen=True)
class Supposed(Checked):
    """What is supposed of clients and of change, beyond a `Setting`: all teaching assumptions."""

    asking_opens: float = number(
        0.4, (0, 1), (0, 0.6), "share", "unvoiced hurt that comes out when one is asked"
    )
    unbidden_fails: float = number(
        0.0, (0, 1), (0, 0.3), "share", "how much of a repair is lost if nobody asked for it"
    )
    answers_sting: float = number(
        0.0, (0, 1), (0, 0.3), "hurt", "hurt from being answered at all, told or not"
    )
    change_works: float = number(
        0.5, (0, 1), (0, 0.8), "share", "how much smaller lapses are after a change was promised"
    )
    clarity_works: float = number(
        0.0, (0, 1), (0, 0.8), "share", "how much smaller they are after a reason was given"
    )
    sorry_heals: float = number(
        0.0, (0, 1), (0, 0.5), "quality", "what a bare apology is worth beyond the vocabulary's"
    )
    nobody_erred: bool = False
    setting: Mapping[str, float] = field(default_factory=dict)


WORLDS: Mapping[str, Supposed] = {
    "never notices": Supposed(
        answers_sting=1.0,
        change_works=0.0,
        setting={"hurt_memory": 0.0, "trust_gain": 0.0, "voicing": 0.2},
    ),
    "always apologises": Supposed(
        asking_opens=0.0, sorry_heals=0.5, setting={"noticing": 0.0, "voicing": 0.0}
    ),
    "waits to be told": Supposed(
        unbidden_fails=1.0, asking_opens=0.0, change_works=0.0, setting={"voicing": 0.6}
    ),
    "asks and listens": Supposed(asking_opens=0.9, setting={"noticing": 0.1, "voicing": 0.1}),
    "explains": Supposed(nobody_erred=True, asking_opens=0.0, change_works=0.0, clarity_works=0.9),
    "repairs, then changes": Supposed(asking_opens=0.1, change_works=0.8),
}
"""Policy to a world in which it does best of the six."""


def play(
    policy: Policy, setting: Setting, draws: Draws, supposed: Supposed | None = None
) -> Mapping[str, float]:
    """Let a policy meet every client of `draws`; return trust, improvement and left, averaged.

    Lapses come by chance and show, or not, as the setting says; what the policy then says has the
    quality that `repair_quality` gives it. Raises KeyError for labels outside the vocabulary.
    """
    supposed = supposed or Supposed()
    setting = setting.but(**supposed.setting)
    p = Values(setting, {})
    met = events(p, draws)
    lapse, offer, seen = met.lapse.copy(), met.offer.copy(), np.zeros(met.seen.shape, bool)
    hidden = draws.kind[: len(lapse)] < p["withdrawal"]
    noticed = np.where(hidden, p["noticing"], min(2 * p["noticing"], 1))
    asks = "invites" in policy(Seen(False, False, False, 0))
    voiced = p["voicing"] + (1 - p["voicing"]) * supposed.asking_opens * asks
    chance = np.random.default_rng(draws.seed + 1).random((2, *lapse.shape))
    clients = lapse.shape[-1]
    before, smaller, sting = np.zeros(clients, int), np.zeros(clients), np.zeros(clients)
    hurt = np.zeros(clients)

    for t in range(len(lapse)):
        lapse[t] = lapse[t] * (1 - smaller) + sting
        hurt = np.maximum(hurt * p["hurt_memory"], lapse[t])
        hurts = hurt > p["felt_threshold"] / 2
        told = hurts & (chance[0, t] < voiced)
        shows = hurts & (chance[1, t] < noticed[t])
        seeing = (shows & hidden[t]) + 2 * (shows & ~hidden[t]) + 4 * told + 8 * before
        for code in np.unique(seeing):
            who = seeing == code
            what = Seen(bool(code & 1), bool(code & 2), bool(code & 4), int(code // 8))
            labels = tuple(policy(what))
            quality = repair_quality(labels, erred=not supposed.nobody_erred).quality
            quality += supposed.sorry_heals * ("apologises" in labels and "owns" not in labels)
            quality *= 1 - supposed.unbidden_fails * (not what.told)
            seen[t, who], offer[t, who] = bool(labels), min(quality, 1)
            sting[who] = supposed.answers_sting * bool(labels)
            works = supposed.change_works * ("commits_change" in labels)
            works = max(works, supposed.clarity_works * ("clarifies" in labels))
            smaller[who] = np.maximum(smaller[who], works)
        hurt = hurt * (1 - seen[t] * offer[t])
        before = np.minimum(before + (told | shows), 3)

    again = events(p, draws, lapse)
    ends = run(p, replace(again, offer=offer, seen=seen, worth=offer * seen), draws, {})
    means = {name: float(ends[name].mean()) for name in ("trust", "improvement")}
    return {**means, "left": float((ends["left"] > 0).mean())}
