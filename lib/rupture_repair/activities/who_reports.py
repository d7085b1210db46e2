"""Client, therapist and observer look at the same sessions: who reports a rupture, and in which?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import numpy as np

from ..curriculum.explorers import ExplorerPlan, explorer_plan
from ..figures.rows import Rows
from ..figures.style import DISCLAIMER
from ..model import Setting, draws, simulate
from ..model.reporting import agreement, reports
from .course import CLIENTS, SEED, SESSIONS
from .html import inline, paragraphs, table
from .planned import Planned, open_after
from .prediction import Prediction
from .view import Shown, View

__all__ = ["ASKED", "Reported", "WhoReports", "reported", "who_reports"]

ASKED = 0.5
"""Teaching assumption: of hurt clients who would keep quiet, the share who speak when asked."""
COLUMNS = 40
_PEOPLE = ("client", "therapist", "observer")
_LABELS = (
    "Client, on a form that nobody else sees",
    "Therapist, on a form of their own",
    "Observer, from a recording",
)
_SETTINGS = (  # noticing, voicing, threshold
    (0.2, 0.15, 0.25), (0.6, 0.15, 0.25), (0.2, 0.15, 0.05), (0.2, 0.15, 0.8), (0.2, 0.6, 0.25),
    (0.6, 0.5, 0.25), (0.0, 0.0, 0.25), (0.9, 0.3, 0.25),
)  # fmt: skip
_HANDFULS = 300
_ALL_STAY = {"leaving_base": -12.0, "leaving_alliance": 0.0, "leaving_hurt": 0.0}
_LEAVES_OUT = """
The client’s form is honest here. In life it need not be, least of all where the therapist reads it.

That asking wins over half of those who would have kept quiet is our assumption. The model does not
know how one asks, who asks whom, or what it cost the last time someone answered. Nor does it know
what the answer costs the client who gives it.

Nobody leaves in this picture, so that the sliders always change the same sessions. And the
observer is no judge: they mark small signs that the client may not have minded.
"""


@dataclass(frozen=True, eq=False)
class Reported:
    """Who reports what, in one setting.

    by: "client", "therapist", "observer" to bools, shape (sessions, clients).
    withdrawal: where hurt would show as withdrawal, of that shape.
    kappa: agreement of client and therapist beyond chance.
    """

    by: Mapping[str, np.ndarray]
    withdrawal: np.ndarray
    kappa: float

    def share(self, who: str) -> float:
        """Return the share of all sessions that one of them reports."""
        return float(self.by[who].mean())

    def told(self, where: np.ndarray | None = None) -> float:
        """Return the share of what the client felt that the therapist reports too.

        where: bools; only these sessions count, if given.
        """
        felt = self.by["client"] if where is None else self.by["client"] & where
        return float(self.by["therapist"][felt].mean())

    def elsewhere(self) -> float:
        """Return the share of the therapist's reports from sessions that the client left alone."""
        return float((~self.by["client"])[self.by["therapist"]].mean())


@lru_cache(maxsize=256)
def reported(noticing: float, voicing: float, threshold: float, asks: bool = False) -> Reported:
    """Return who reports what where hurt behind withdrawal is noticed, or voiced, so often.

    noticing, voicing: probabilities per session; threshold: hurt, from which the therapist calls
    it a rupture; asks: whether the therapist asks for the negative, which raises voicing.
    """
    said = voicing + ASKED * (1 - voicing) * asks
    setting = Setting().but(
        noticing=noticing, voicing=said, reporting_threshold=threshold, **_ALL_STAY
    )
    chance = draws(CLIENTS, SESSIONS, SEED)
    keep = ("felt", "any", "noticed", "hurt_before", "present", "withdrawal")
    result = simulate(setting, chance, keep=keep)
    by = reports(setting, chance, result)
    return Reported(by, result["withdrawal"], agreement(by["client"], by["therapist"], result))


@cache
def _groups() -> tuple[tuple[str, np.ndarray], ...]:
    """Return runs of sessions, by what happened in them, forty in the proportions of all.

    Each is a name and the places of its sessions among all of them. Of many handfuls taken by
    chance it is the one whose reports are most like those of all such sessions, wherever the
    sliders stand.
    """
    some = [reported(*setting) for setting in _SETTINGS]
    felt, hidden = some[0].by["client"].ravel(), some[0].withdrawal.ravel()
    told = np.array([one.by[who].ravel() for one in some for who in ("therapist", "observer")])
    rng = np.random.default_rng(SEED)
    kinds = {
        "felt, behind\nwithdrawal": felt & hidden,
        "felt,\nshown": felt & ~hidden,
        "not felt as a rupture": ~felt,
    }
    runs, left = [], COLUMNS
    for name, where in kinds.items():
        last = len(runs) == len(kinds) - 1
        count = left if last else round(COLUMNS * float(where.mean()))
        places, like = np.flatnonzero(where), told[:, where].mean(axis=1)
        handfuls = (np.sort(rng.choice(places, count, replace=False)) for _ in range(_HANDFULS))
        best = min(handfuls, key=lambda one: float(((told[:, one].mean(axis=1) - like) ** 2).sum()))
        runs.append((name, best))
        left -= count
    return tuple(runs)


class WhoReports(Planned):
    """Forty sessions in three rows, and the shares of all of them."""

    title = "Explorer: who reports what"

    def __init__(self, plan: ExplorerPlan, asked: Prediction | None = None) -> None:
        self.key = f"who-reports/{plan.lesson}"
        home = {"noticing": 0.4, "voicing": 0.35, "threshold": 0.25, "asks": False}
        super().__init__(plan, home, asked)
        groups = [(name, len(places)) for name, places in _groups()]
        self._rows = Rows(
            f"The same {COLUMNS} simulated sessions; a full box is a reported rupture",
            _LABELS, groups, note=DISCLAIMER,
        )  # fmt: skip

    @property
    def now(self) -> Reported:
        """Who reports what where the sliders stand."""
        return reported(**self.values)

    def _take(self, name: str, value: Any) -> Any:
        if name == "asks":
            return bool(value)
        low, high = (0.05, 1.0) if name == "threshold" else (0.0, 1.0)
        if not low <= float(value) <= high:
            raise ValueError(f"{name} must lie in {low:g} to {high:g}.")
        return round(float(value), 2)

    def _results(self) -> Mapping[str, float]:
        return {"told": self.now.told()}

    def scale(self, scale: float) -> None:
        self._rows.picture.rescale(scale)

    def sentence(self) -> str:
        now = self.now
        return (
            f"The client marks {now.share('client'):.0%} of all sessions, the therapist "
            f"{now.share('therapist'):.0%}, the observer {now.share('observer'):.0%}. Of the "
            f"sessions that the client marks, the therapist reports {now.told():.0%}: "
            f"{now.told(now.withdrawal):.0%} where hurt hid behind withdrawal, "
            f"{now.told(~now.withdrawal):.0%} where it was shown. Of the therapist’s reports, "
            f"{now.elsewhere():.0%} fall where the client marks nothing.{self._guessed()} "
            "(simulated)"
        )

    def _guessed(self) -> str:
        """Return the learner's guess, while the setting stands that it was made for."""
        if self.asked is None or self.asked.guess is None or self._preset != 0:
            return ""
        return f" You had said {self.asked.guess:.0%} for the sessions that both report."

    def blocks(self) -> list[dict]:
        picture = self._rows.picture
        return [
            self.gate_block(),
            {"kind": "group", "look": "columns", "blocks": [
                {"kind": "range", "name": "noticing", "min": 0, "max": 1, "step": 0.05,
                 "format": "percent", "label": "How often hurt behind withdrawal is noticed"},
                {"kind": "range", "name": "voicing", "min": 0, "max": 1, "step": 0.05,
                 "format": "percent", "label": "How often a hurt client says so unasked"},
                {"kind": "switch", "name": "asks", "label": "The therapist asks for the negative",
                 "help": "Our assumption: half of those who would keep quiet now speak."},
            ]},
            {"kind": "group", "folded": True, "label": "One more variable", "blocks": [
                {"kind": "range", "name": "threshold", "min": 0.05, "max": 1, "step": 0.05,
                 "format": "decimal", "label": "The least hurt that the therapist calls a rupture",
                 "ends": ["the least thing", "great hurt"]},
            ]},
            *self.preset_blocks(),
            {"kind": "picture", "name": "rows", "size": list(picture.base_size),
             "box": list(picture.base_box)},
            {"kind": "text", "name": "sentence", "look": "sentence"},
            {"kind": "table", "name": "table", "label": "The same as a table"},
            self.mission_block(),
            {"kind": "group", "folded": True, "label": "What the model leaves out",
             "blocks": [{"kind": "text", "html": paragraphs(_LEAVES_OUT)}]},
        ]  # fmt: skip

    def _draw(self) -> None:
        places = np.concatenate([where for _, where in _groups()])
        by = self.now.by
        self._rows.show(np.array([by[who].ravel()[places] for who in _PEOPLE]))

    def shown(self) -> Shown:
        self._draw()
        shown = Shown(
            text={
                "sentence": inline(self.sentence()),
                "rows.alt": self.alt(),
                "table": self._table() if self._open_table else "",
            },
            frames={"rows": self._rows.picture.frame()},
            pictures={"rows": self._rows.picture.live()},
        )
        return self.fill(shown)

    def _table(self) -> str:
        now = self.now
        client, therapist = now.by["client"], now.by["therapist"]
        rows = [
            ("client and therapist", f"{(client & therapist).mean():.0%}"),
            ("client alone", f"{(client & ~therapist).mean():.0%}"),
            ("therapist alone", f"{(therapist & ~client).mean():.0%}"),
            ("neither", f"{(~client & ~therapist).mean():.0%}"),
            ("agreement beyond chance (Cohen’s kappa, 1 is perfect)", f"{now.kappa:.2f}"),
        ]
        return table("Who reports a rupture (simulated)", ("report", "share of all sessions"), rows)

    def picture(self) -> bytes:
        self._draw()
        return self._rows.picture.stored()

    def alt(self) -> str:
        counts = "; ".join(f"{len(where)} {' '.join(name.split())}" for name, where in _groups())
        return f"Three rows of {COLUMNS} boxes, one a session ({counts}). {self.sentence()}"


def who_reports(lesson: str, after: View | None = None) -> View:
    """Return the explorer of who reports what for a lesson numbered such as "04".

    after: the lesson's prediction; the sliders open once it is answered or skipped.
    """
    asked = None if after is None else after.activity
    return open_after(WhoReports(explorer_plan(lesson), asked), after)
