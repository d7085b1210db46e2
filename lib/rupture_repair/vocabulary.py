"""The moves and pitfalls that the whole workbook speaks.

A statement is one to eight sentences that a therapist says in a rupture. Each label is present or
absent on its own; a statement may carry many or none. The tags on a choice in a story, the labels
that the coach finds, the input to the model's repair quality and the rows of a rubric all use the
names defined here, and nothing else defines them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["LABELS", "MOVES", "PITFALLS", "Label", "label"]


@dataclass(frozen=True)
class Label:
    """One thing that a therapist's words can do.

    name: the key used in tags, data and code.
    title: what a learner reads.
    kind: "move" (can help) or "pitfall" (tends to hurt).
    means: when the label is present, in one line.
    unless: what is easily mistaken for it, in one line; empty where nothing is.
    """

    name: str
    title: str
    kind: Literal["move", "pitfall"]
    means: str
    unless: str = ""


_MOVES = (
    (
        "names_event",
        "Names what happened",
        "says concretely what they did or left undone",
        "speaks only of “what happened” or “the mistake”, or in the passive with nobody acting",
    ),
    (
        "owns",
        "Owns it",
        "says that the fault or the responsibility is theirs, or refuses to excuse it",
        "merely tells the event, or shares the fault out",
    ),
    (
        "apologises",
        "Apologises",
        "is sorry for their own act, without a condition",
        "offers sympathy, apologises “if”, or lets an office regret",
    ),
    (
        "names_impact",
        "Names the impact",
        "says, or tentatively guesses, what it did to the client",
        "names only the event, or only their own feelings",
    ),
    (
        "validates",
        "Validates",
        "says that the reaction makes sense, is allowed or is welcome",
        "says no more than “I hear you”",
    ),
    (
        "invites",
        "Invites feelings",
        "asks for feelings or thoughts, or gives leave to voice them, anger included",
        "puts a closed check that wants a yes",
    ),
    (
        "asks_need",
        "Asks about needs",
        "asks what the client needs or wanted, or what would help",
        "offers a fix without asking",
    ),
    (
        "commits_change",
        "Commits to a change",
        "says concretely what will be, or already is, different",
        "promises to try to do better",
    ),
    (
        "names_between",
        "Names what passes between us",
        "talks, from inside it, about what is passing between the two now",
        "describes last week’s event",
    ),
    (
        "clarifies",
        "Clarifies",
        "clears up a misunderstanding, or gives the reason for a task or limit, without an excuse",
        "gives a reason that lightens their own fault",
    ),
    (
        "holds_limit",
        "Holds a limit",
        "keeps a limit, kindly and plainly, while the relation stays open",
        "refuses coldly, or gives the limit up",
    ),
    (
        "links_pattern",
        "Links to a pattern",
        "wonders, tentatively, about a link to earlier experience or to a pattern",
        "states the link as a fact",
    ),
)

_PITFALLS = (
    (
        "conditional_apology",
        "Conditional apology",
        "makes the apology depend on the client or on chance",
    ),
    (
        "justifies",
        "Justifies",
        "gives an excuse, intention or reason that weakens the owning, or defends their record",
    ),
    ("minimises", "Minimises", "makes it small"),
    ("blames_client", "Blames the client", "hands the fault, or a share of it, to the client"),
    (
        "over_apologises",
        "Over-apologises",
        "piles up apologies or self-abasement until the client has to look after them",
    ),
    (
        "hurries_on",
        "Hurries on",
        "leaves the subject, or jumps to a fix or advice, before the client has had room",
    ),
    ("self_focus", "Turns to self", "turns to their own life, story or feelings beyond owning"),
    (
        "asserts_feeling",
        "Asserts a feeling",
        "tells the client, as a fact, what they felt, instead of asking or guessing",
    ),
    (
        "premature_interpretation",
        "Interprets too early",
        "asserts what the reaction really means or where it comes from",
    ),
    (
        "silver_lining",
        "Finds a silver lining",
        "sells the rupture as good for the client or for the work",
    ),
    ("overpromises", "Overpromises", "promises what nobody can keep"),
    ("seeks_absolution", "Seeks absolution", "asks to be forgiven, reassured or agreed with"),
)

MOVES: dict[str, Label] = {n: Label(n, t, "move", m, u) for n, t, m, u in _MOVES}
PITFALLS: dict[str, Label] = {n: Label(n, t, "pitfall", m) for n, t, m in _PITFALLS}
LABELS: dict[str, Label] = MOVES | PITFALLS


def label(name: str) -> Label:
    """Return the label called `name`.

    Raises KeyError, with the names that exist, for any other name.
    """
    try:
        return LABELS[name]
    except KeyError:
        known = ", ".join(LABELS)
        raise KeyError(f"No move or pitfall is called {name!r}. The names are: {known}.") from None
