"""One reply, sentence by sentence: what it is worth, and how the client's trust answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from ..model.repair import Repair, repair_quality
from ..stories.trust import SEVERITY, Bond, Traits, answer, hurt, start
from ..vocabulary import MOVES, PITFALLS

__all__ = ["EXPLORES", "MEETS", "Reply", "is_pause", "reply"]

MEETS = ("names_event", "owns", "apologises", "commits_change", "clarifies", "holds_limit")
"""Moves that meet a rupture at once; the sorting is ours, after the immediate strategies."""
EXPLORES = ("names_impact", "invites", "names_between", "links_pattern")
"""Moves that look into it. Validating and asking about needs serve both."""


@dataclass(frozen=True)
class Reply:
    """What was said, cut where the therapist stopped to let the client speak.

    parts: labels between pauses, in the order spoken, at least one part; an empty one is silence.
    repairs: what each part is worth. trust, mended, lifted: as `TrustLine.show` takes them; the
    first turn is before anything happened, the second the hurt, and each later one a sentence,
    given that the reply stopped there, or a pause.
    bond: where the two stand at the end.
    """

    parts: tuple[tuple[str, ...], ...]
    repairs: tuple[Repair, ...]
    trust: np.ndarray
    mended: np.ndarray
    lifted: np.ndarray
    bond: Bond

    @property
    def moves(self) -> int:
        """The number of moves before the first pause."""
        return sum(name in MOVES for name in self.parts[0])

    @property
    def best(self) -> int:
        """After which sentence before the first pause trust stood highest, from 1; 0 if none."""
        said = self.trust[2 : 2 + len(self.parts[0])]
        return int(said.argmax()) + 1 if len(said) else 0


def is_pause(name: str) -> bool:
    """Return whether an entry of a reply is a stop rather than a label."""
    return name.startswith("pause")


def reply(
    said: Sequence[str], traits: Traits, severity: str, *, erred: bool, fresh: bool, danger: bool
) -> Reply:
    """Return what a reply is worth to a client, from before the hurt to its last sentence.

    said: labels and pauses ("pause-1", …) in the order spoken. severity: a key of `SEVERITY`.
    After a pause the dose begins anew, and what was said before counts as said.
    """
    before = start(traits)
    bond = hurt(before, traits, SEVERITY[severity])
    felt, trust = bond.unresolved, [before.trust, bond.trust]
    runs = [(stop, tuple(run)) for stop, run in groupby(said, is_pause)]
    parts = [run for stop, run in runs if not stop] or [()]
    repairs: list[Repair] = []
    earlier: list[str] = []
    safe = False
    for number, part in enumerate(parts):
        if number:
            trust.append(bond.trust)
        reached = bond
        for end in range(min(1, len(part)), len(part) + 1):
            worth = repair_quality(
                part[:end], erred=erred, fresh=fresh, danger=danger, made_safe=safe, before=earlier
            )
            pitfalls = sum(name in PITFALLS for name in part[:end])
            reached = answer(bond, traits, worth.quality, pitfalls)
            trust.append(reached.trust)
        repairs.append(worth)
        bond = reached
        earlier += part
        moves = [name for name in part if name in MOVES]
        safe = safe or (bool(moves) and moves[0] in ("asks_need", "holds_limit"))
    line = np.array(trust)
    mended = np.full(len(line), np.nan)
    mended[1] = float(np.clip(1 - bond.unresolved / felt, 0, 1))
    lifted = np.diff(line, prepend=line[0]) > 1e-9
    return Reply(tuple(parts), tuple(repairs), line, mended, lifted, bond)
