"""What a setting and chance bring to each session, before anyone reacts to it.

Lapses and how much they hurt, whether hurt would be noticed, how good a repair would be offered,
and what each client brings along. None of it depends on how the course goes, so it is computed for
all sessions at once, and only along the axes that it varies with.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

import numpy as np

from . import steering
from .chance import Draws
from .setting import Setting

__all__ = [
    "FADE",
    "FIRST_GOOD",
    "FIRST_LAPSES",
    "MIDDLING",
    "Events",
    "Values",
    "events",
    "start",
]

Array = np.ndarray

FADE = 0.97  # share of old evidence that still counts a session later
GOOD = 0.6  # a session without a lapse, as evidence; a lapse counts 1
FIRST_LAPSES, FIRST_GOOD = 1.0, 4.0  # evidence of reliability that everyone brings along
MIDDLING = 0.6  # the alliance at which `response` and `leaving_base` are defined


class Values:
    """A setting's numbers; those that are varied, as columns along their own axis."""

    def __init__(self, setting: Setting, vary: Mapping[str, Array]):
        self.setting = setting
        self.grid = tuple(len(values) for values in vary.values())
        self.columns: dict[str, Array] = {}
        for place, (name, values) in enumerate(vary.items()):
            shape = [1] * (len(vary) + 1)
            shape[place] = len(values)
            self.columns[name] = np.asarray(values, np.float32).reshape(shape)

    def __getitem__(self, name: str) -> Array | np.float32:
        if name not in self.columns:
            self.columns[name] = np.float32(self.setting[name])
        return self.columns[name]

    def cut(self, part: tuple[slice, ...]) -> Values:
        """Return the values of a part of the varied axes."""
        cut = Values(self.setting, {})
        cut.columns = {
            name: _cut(column, part) if np.ndim(column) else column
            for name, column in self.columns.items()
        }
        cut.grid = tuple(len(range(*p.indices(n))) for p, n in zip(part, self.grid, strict=True))
        return cut


@dataclass(frozen=True, eq=False)
class Events:
    """Arrays by (session, varied axes, client); an axis that does not matter has length 1.

    lapse: hurt done. good, bad: the session as evidence, and the evidence of lapses after it.
    offer: quality of a repair if hurt is noticed. seen: whether it would be.
    worth: what the offer is worth before credibility; 0 where nothing is seen.
    symptom: the noise in symptoms. trust, expectation, response: by (varied axes, client).
    """

    lapse: Array
    good: Array
    bad: Array
    offer: Array
    seen: Array
    worth: Array
    symptom: Array
    trust: Array
    expectation: Array
    response: Array

    def cut(self, part: tuple[slice, ...]) -> Events:
        """Return the events of a part of the varied axes."""
        return replace(self, **{f.name: _cut(getattr(self, f.name), part) for f in fields(self)})


def _cut(array: Array, part: tuple[slice, ...]) -> Array:
    """Return a part of the varied axes, which come last but for the clients'."""
    lengths = array.shape[-1 - len(part) : -1]
    index = (p if n > 1 else slice(None) for p, n in zip(part, lengths, strict=True))
    return array[(..., *index, slice(None))]


def events(p: Values, draws: Draws, schedule: Array | None = None) -> Events:
    """Return everything that does not depend on how the course goes.

    schedule: hurt per session, (sessions,) or (sessions, clients), in place of chance.
    """
    sessions = int(p.setting.course.sessions)
    ones = (1,) * len(p.grid)

    def by_session(array: Array) -> Array:
        return array[:sessions].reshape(sessions, *ones, -1)

    lapse = by_session(draws.lapse if schedule is None else schedule)
    if schedule is None:
        lapse = _lapses(p, draws, lapse)
    good = np.exp(lapse * (-1 / p["attribution_scale"]))
    bad = np.full_like(good, FIRST_LAPSES)
    if p.setting.world.attribution:
        before = bad[0]
        for t in range(sessions):
            before = bad[t] = FADE * before + (1 - good[t])
    offer = _offers(p, draws, by_session(draws.quality))
    seen = by_session(draws.notice) < _noticing(p, by_session(draws.kind))
    misfit = draws.apology * p["apology_wish_spread"] + p["apology_wish"] - p["apology"]
    fit = np.exp(-(misfit**2) / (2 * np.square(p["apology_width"])))
    expectation, trust = start(p, draws)
    ease = np.exp(p["response_spread"] * draws.response + p["halo"] * draws.skill)
    return Events(
        lapse,
        np.float32(GOOD) * good,
        bad,
        offer,
        seen,
        offer * seen * fit,
        p["symptom_noise"] * by_session(draws.symptom),
        *(np.reshape(a, (*ones, -1)) if a.ndim == 1 else a
          for a in (trust, expectation, p["response"] / np.float32(MIDDLING) * ease)),
    )  # fmt: skip


def _lapses(p: Values, draws: Draws, chance: Array) -> Array:
    """Return the hurt of each session's lapse, 0 for none."""
    scale = p["severity"] / np.float32(steering.SHAPE)
    ordinary = np.exp(p["sensitivity_spread"] * draws.sensitivity)
    hidden = steering.minus_log_survival(p["felt_threshold"] / (scale * ordinary))
    differ = p["frequency_spread"] * draws.rate - p["halo"] * draws.skill
    rate = steering.log_rate(p["rupture_frequency"], differ, hidden)
    return steering.amount(rate + chance) * (p["sensitivity"] * scale * ordinary)


def _offers(p: Values, draws: Draws, chance: Array) -> Array:
    """Return the quality of repair that each session would offer, 0 to 1."""
    spread = np.hypot(p["quality_spread"], p["quality_noise"])
    centre = steering.quality_centre(p["repair_quality"], spread)
    offer = centre + p["quality_spread"] * draws.skill
    offer = offer + p["quality_noise"] * chance
    return np.clip(offer, 0, 1, out=offer)


def _noticing(p: Values, kind: Array) -> Array:
    """Return the chance that hurt is noticed, by how it shows and whether the client says so."""
    hidden, odds = p["noticing"], p["confrontation_odds"]
    shown = hidden * odds / (1 - hidden + hidden * odds)
    unvoiced = np.where(kind < p["withdrawal"], hidden, shown)
    return 1 - (1 - unvoiced) * (1 - p["voicing"])


def start(p: Values, draws: Draws) -> tuple[Array, Array]:
    """Return expectation and trust before the first session."""
    centre = np.clip(p["expectation"], 0.005, 0.995)
    odds = centre / (1 - centre) * np.exp(p["expectation_spread"] * draws.expectation)
    expectation = odds / (1 + odds)
    trust = p["initial_trust"] - 0.1 * (expectation - 0.5) + p["initial_trust_spread"] * draws.trust
    return expectation, np.clip(trust, 0, p["trust_ceiling"])
