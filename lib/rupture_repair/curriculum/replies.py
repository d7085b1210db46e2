"""Scenes with sentences out of which a learner builds a reply, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from rupture_repair.vocabulary import LABELS, MOVES

from ._toml import read_records

__all__ = ["ReplyScene", "reply_scenes"]


@dataclass(frozen=True)
class ReplyScene:
    """A moment in which a therapist answers, and what they could say.

    name: what the learner reads. story: whose people they are. hurt: how grave what happened is, as
    the stories tag it. erred: whether the therapist was at fault. suppose: the one fact that would
    turn this round. hears_much, hears_some, hears_little: what the client may answer to a good, a
    middling and a poor reply. says: a sentence for each move, and for some pitfalls, by label, in
    the order shown.
    """

    key: str
    name: str
    story: str
    therapist: str
    client: str
    hurt: str
    erred: bool
    scene: str
    suppose: str
    hears_much: str
    hears_some: str
    hears_little: str
    says: Mapping[str, str]

    def __post_init__(self) -> None:
        missing = [name for name in MOVES if name not in self.says]
        unknown = [name for name in self.says if name not in LABELS]
        if missing or unknown:
            raise ValueError(
                "every move has one sentence, under a label that exists. "
                f"Missing: {', '.join(missing) or 'none'}. Unknown: {', '.join(unknown) or 'none'}"
            )


@cache
def reply_scenes() -> Mapping[str, ReplyScene]:
    """Return the scenes by key, such as "sarah"."""
    return read_records("replies.toml", ReplyScene)
