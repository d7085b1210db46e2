"""From what a therapist said to how good a repair it was.

Stories, the coach and the simulation all use `repair_quality`, so a choice in a role play, a
sentence that a learner types and a slider move the same curve. The rules follow the codebook
(order, fit and dose matter; quality is no count of moves). Their direction has expert consensus
behind it (Eubanks, Burckell & Goldfried 2018); every number below is a teaching assumption.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rupture_repair.vocabulary import MOVES, label

__all__ = ["Reason", "Repair", "repair_quality"]

SAID_NOTHING = 0.10
"""Worth of a reply that neither helps nor harms: someone is there, and says nothing of it."""

# Worth of each move after an error, and where nobody erred (a limit, a disagreement, an attack).
_WORTH = {
    "names_event": (0.10, 0.05),
    "owns": (0.24, 0.05),
    "apologises": (0.08, 0.00),
    "names_impact": (0.10, 0.08),
    "validates": (0.20, 0.24),
    "invites": (0.20, 0.22),
    "asks_need": (0.06, 0.08),
    "commits_change": (0.08, 0.02),
    "names_between": (0.06, 0.10),
    "clarifies": (0.04, 0.12),
    "holds_limit": (0.00, 0.24),
    "links_pattern": (0.06, 0.06),
}
_COST = {
    "conditional_apology": 0.25,
    "justifies": 0.22,
    "minimises": 0.28,
    "blames_client": 0.40,
    "over_apologises": 0.22,
    "hurries_on": 0.24,
    "self_focus": 0.20,
    "asserts_feeling": 0.15,
    "premature_interpretation": 0.26,
    "silver_lining": 0.18,
    "overpromises": 0.12,
    "seeks_absolution": 0.20,
}
_EXPLAINS_OR_FIXES = ("clarifies", "commits_change", "links_pattern")
_ASKS = ("invites", "asks_need")
_TOO_SOON = 0.4  # share of its worth that a move keeps when it comes before its turn
_EARLY_LINK = 0.12
_DOSE = (0.0, 0.0, 0.0, 0.0, 0.05, 0.10)  # cost of the first, second, … move; then:
_DOSE_BEYOND = 0.13
_NOT_OWNED = 0.50  # an error that nobody owns can be repaired no better than this
_NOT_SAFE = 0.30
_SORRY_AGAIN = 0.05


@dataclass(frozen=True)
class Reason:
    """One step on the way to a quality: `label` (empty for the whole), `effect`, and why."""

    label: str
    effect: float
    why: str


@dataclass(frozen=True)
class Repair:
    """What a reply is worth.

    quality: 0 (harm, or nothing) to 1.
    apology_dose: 0 (none) to 1 (self-abasement); about .5 is one plain apology that is owned. The
        quality has already taken the dose into account: it is here to be shown.
    reasons: their effects add up to the quality before it is held inside 0 to 1.
    """

    quality: float
    apology_dose: float
    reasons: tuple[Reason, ...]


def repair_quality(
    labels: Iterable[str],
    *,
    erred: bool = True,
    fresh: bool = True,
    danger: bool = False,
    made_safe: bool = False,
    before: Sequence[str] = (),
) -> Repair:
    """Return what a reply is worth as a repair.

    labels: names of moves and pitfalls in the order spoken. Repeats add nothing, save that a third
        apology costs.
    erred: whether the therapist was at fault. Where nobody was, owning is not asked for, and
        holding the limit while the relation stays open is.
    fresh: whether the rupture is new, so that a link to the past comes early.
    danger: whether somebody is in danger or overwhelmed. Safety then comes first: `made_safe`, or
        a reply that opens with what is needed or with a limit.
    before: what was said earlier in the same rupture. It counts for order and for having been
        owned, not for worth or dose.

    Raises KeyError, with the names that exist, for an unknown label.
    """
    spoken = [label(name).name for name in labels]
    said = {label(name).name for name in before}
    moves = [name for name in dict.fromkeys(spoken) if name in MOVES]
    pitfalls = [name for name in dict.fromkeys(spoken) if name not in MOVES]

    reasons = [Reason("", SAID_NOTHING, "you are there")]
    heard = set(said)
    for place, name in enumerate(moves):
        reasons.append(_worth(name, heard, erred=erred, fresh=fresh, owned_later="owns" in moves))
        heard.add(name)
        dose = _DOSE[place] if place < len(_DOSE) else _DOSE_BEYOND
        if dose:
            reasons.append(Reason(name, -dose, "a lot to take in at once"))

    sorries = spoken.count("apologises")
    if sorries > 2:
        cost = _SORRY_AGAIN * (sorries - 2)
        reasons.append(Reason("apologises", -cost, "sorry again, and again"))
    if erred and "owns" not in heard:
        _cap(reasons, _NOT_OWNED, "owns", "nobody has owned it yet")
    opens_safely = bool(moves) and moves[0] in ("asks_need", "holds_limit")
    if danger and not (made_safe or opens_safely):
        _cap(reasons, _NOT_SAFE, "", "safety comes first")
    reasons += [Reason(name, -_COST[name], label(name).means) for name in pitfalls]

    quality = min(max(sum(reason.effect for reason in reasons), 0.0), 1.0)
    return Repair(round(quality, 4), _apology_dose(spoken), tuple(reasons))


def _worth(name: str, heard: set[str], *, erred: bool, fresh: bool, owned_later: bool) -> Reason:
    """Return the worth of a move, given what the client has `heard` until then."""
    worth = _WORTH[name][0 if erred else 1]
    if name == "links_pattern" and fresh:
        return Reason(name, -_EARLY_LINK, "a link to the past is early while the rupture is fresh")
    ready = "owns" in heard if erred else not heard.isdisjoint(("validates", "invites"))
    if name in _EXPLAINS_OR_FIXES and not ready:
        first = "owning" if erred else "validating"
        return Reason(name, worth * _TOO_SOON, f"comes before {first}, and is heard less")
    if name in _ASKS and erred and not ready and owned_later:
        return Reason(name, worth * _TOO_SOON, "asked before owning: the light turns on the client")
    if name == "commits_change" and erred and fresh and "invites" not in heard:
        return Reason(name, worth * _TOO_SOON, "a change is offered before feelings are invited")
    return Reason(name, worth, label(name).means)


def _cap(reasons: list[Reason], most: float, name: str, why: str) -> None:
    """Hold the sum so far at or under `most`, and say so."""
    excess = sum(reason.effect for reason in reasons) - most
    if excess > 0:
        reasons.append(Reason(name, -excess, why))


def _apology_dose(spoken: Sequence[str]) -> float:
    dose = 0.15 * ("owns" in spoken) + 0.15 * ("conditional_apology" in spoken)
    dose += min(0.35 * spoken.count("apologises"), 0.70) + 0.60 * ("over_apologises" in spoken)
    return round(min(dose, 1.0), 4)
