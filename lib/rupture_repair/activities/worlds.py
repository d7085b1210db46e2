"""What holds in every world: the share of fitting parameter sets in which a claim holds."""

from __future__ import annotations

from collections.abc import Sequence

from ..model import all_ranges
from ..model.ensemble import ensemble
from ..model.results import Holds, held
from .html import inline, table
from .view import Activity, Shown, View, open_view

__all__ = ["Worlds", "in_every_world"]

_SWITCHES = {"corrective_learning": "whether expectations can be corrected at all"}


class Worlds(Activity):
    """Claims of a lesson, each with the share of simulated worlds in which it holds."""

    title = "What holds in every world"

    def __init__(self, lesson: str, claims: Sequence[Holds]) -> None:
        self.key = f"worlds/{lesson}/{'/'.join(claim.name for claim in claims)}"
        self.claims = list(claims)

    def blocks(self) -> list[dict]:
        head = ("claim", "holds in", "what decides it most")
        rows = [(c.says, f"{c.share:.0%}", decided_by(c)) for c in self.claims]
        caption = (
            f"Out of {len(ensemble())} sets of assumptions that fit what is published (simulated)"
        )
        html = f'<div class="rr-table rr-words">{table(caption, head, rows)}</div>'
        return [{"kind": "text", "html": html}]

    def shown(self) -> Shown:
        return Shown()

    def sentence(self) -> str:
        told = " ".join(f"{c.says} Holds in {c.share:.0%} of worlds." for c in self.claims)
        return f"{told} (simulated)"


def decided_by(claim: Holds) -> str:
    """Return in words the parameter that most decides whether a claim holds, if anything does."""
    if claim.share in (0, 1):
        return "nothing that was varied"
    name = claim.decided_by
    return inline(all_ranges()[name].means if name in all_ranges() else _SWITCHES.get(name, name))


def in_every_world(lesson: str, *names: str) -> View:
    """Return the claims called `names`, each with the share of worlds in which it holds.

    Raises ValueError, with the names that exist, for any other name.
    """
    known = {claim.name: claim for claim in held()}
    missing = [name for name in names if name not in known]
    if missing:
        raise ValueError(f"There is no claim {missing[0]!r}. There are: {', '.join(known)}.")
    return open_view(Worlds(lesson, [known[name] for name in names]))
