"""What the ensemble gives: fit on fresh seeds, predictions, claims; computed once and stored.

Lessons quote these results, not one lucky run. `compute` takes some minutes, `results` reads.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from .chance import draws
from .claims import CLAIMS, decider, quality_needed, try_claims
from .ensemble import check_on_fresh_seeds, ensemble, simulation_error
from .predictions import predict
from .setting import Setting
from .simulation import simulate
from .targets import PREDICTIONS, TARGETS, Published

__all__ = ["CHECK_SEED", "Holds", "Row", "compute", "held", "results", "rows", "two_worlds"]

Array = np.ndarray

FILE = files("rupture_repair.model") / "data" / "results.json"
CHECK_SEED = 2024
CLAIM_CLIENTS = 1500
SLACK = 2.0  # tolerance is widened by so many SDs of the simulation's own error


@dataclass(frozen=True)
class Row:
    """A published figure beside the ensemble's: median, 5th and 95th percentile, share that agree.

    met: whether the median lies inside the interval; None where there is nothing to agree with.
    inside: share of sets inside the interval, for targets widened by `error` times SLACK.
    """

    published: Published
    median: float
    low: float
    high: float
    inside: float | None
    met: bool | None
    error: float | None = None


@dataclass(frozen=True)
class Holds:
    """In what share of the ensemble a claim holds, by how much, and what decides it."""

    name: str
    says: str
    unit: str
    share: float
    median: float
    low: float
    high: float
    decided_by: str
    correlation: float


def compute(sets: Sequence[Setting], path: Path | None = None) -> Mapping[str, Any]:
    """Simulate everything anew on fresh seeds; write it to `path` if one is given."""
    foretold = [predict(setting) for setting in sets]
    found = {
        "seed": CHECK_SEED,
        "measures": check_on_fresh_seeds(sets, CHECK_SEED),
        "error": simulation_error(Setting()),
        "predictions": {name: [one[name] for one in foretold] for name in foretold[0]},
        "claims": try_claims(sets, draws(CLAIM_CLIENTS, 16, 321)),
        "quality_needed": [quality_needed(one, draws(CLAIM_CLIENTS, 16, 321)) for one in sets],
    }
    found["two_worlds"] = two_worlds(sets, np.asarray(found["measures"]["resolution_outcome"]))
    tidy = _tidy(found)
    if path is not None:
        path.write_text(json.dumps(tidy) + "\n", encoding="utf-8")
    return tidy


@cache
def results() -> Mapping[str, Any]:
    """Return the stored results, lists by name; see `compute`."""
    return json.loads(FILE.read_text(encoding="utf-8"))


def rows(found: Mapping[str, Any] | None = None) -> tuple[list[Row], list[Row]]:
    """Return the table of targets and that of predictions."""
    found = found or results()
    error, simulated = found["error"], {**found["measures"], **found["predictions"]}
    return (
        [_row(t, simulated[t.name], error[t.name]) for t in TARGETS],
        [_row(p, simulated[p.name]) for p in PREDICTIONS],
    )


def held(found: Mapping[str, Any] | None = None) -> list[Holds]:
    """Return for each claim the share of worlds in which it holds."""
    found, table = found or results(), []
    for claim in CLAIMS:
        effects = np.array(found["claims"][claim.name], float)
        name, rho = decider(effects, ensemble())
        low, middle, high = np.quantile(effects, [0.05, 0.5, 0.95])
        share = float((effects > 0).mean())
        table.append(Holds(claim.name, claim.says, claim.unit, share, middle, low, high, name, rho))
    return table


def two_worlds(sets: Sequence[Setting], resolution: Array, more: float = 0.2) -> Mapping[str, Any]:
    """Return two sets with the same correlation of resolution and outcome, and what differs.

    In the first the client's expectation learns; in the second nobody's does. gain is what raising
    the mean quality of repair by `more` adds to improvement, the same for both if the correlation
    told the whole story; gains gives it for every set.
    """
    learns = np.array([setting.world.corrective_learning for setting in sets])
    gains = []
    for setting in sets:
        better = min(setting["repair_quality"] + more, 1.0)
        vary = {"repair_quality": [setting["repair_quality"], better]}
        ends = simulate(setting, draws(CLAIM_CLIENTS, 16, 321), vary=vary).means["improvement"]
        gains.append(float(ends[1] - ends[0]))
    first, second = np.flatnonzero(learns), np.flatnonzero(~learns)
    apart = np.abs(resolution[first][:, None] - resolution[second])
    alike = np.argwhere(apart < 0.005)
    differ = [gains[first[i]] - gains[second[j]] for i, j in alike]
    pick = alike[int(np.argsort(differ)[len(differ) // 2])] if differ else np.divmod(
        apart.argmin(), len(second)
    )  # fmt: skip
    pair = [int(first[pick[0]]), int(second[pick[1]])]
    return {
        "sets": pair,
        "resolution_outcome": [float(resolution[i]) for i in pair],
        "gain": [gains[i] for i in pair],
        "gains": gains,
    }


def _row(published: Published, values: Sequence[float], error: float | None = None) -> Row:
    known = np.array([value for value in values if value is not None], float)
    low, middle, high = (float(q) for q in np.quantile(known, [0.05, 0.5, 0.95]))
    if not published.judged:
        return Row(published, middle, low, high, None, None)
    slack = SLACK * (error or 0.0)
    inside = float(np.mean([published.met(value, slack) for value in known]))
    return Row(published, middle, low, high, inside, published.met(middle), error)


def _tidy(found: Any) -> Any:
    """Return plain lists and numbers of four figures; None for what is not known."""
    if isinstance(found, Mapping):
        return {key: _tidy(value) for key, value in found.items()}
    if isinstance(found, (list, tuple, np.ndarray)):
        return [_tidy(value) for value in found]
    if isinstance(found, (float, np.floating)):
        return float(f"{found:.4g}") if np.isfinite(found) else None
    return found
