"""The stored ensemble: parameter sets that all agree with what is published, and disagree else."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np

from .chance import Draws, draws
from .fit import measures, search
from .setting import Setting, all_ranges

__all__ = ["FILE", "FIT_SEEDS", "check_on_fresh_seeds", "ensemble", "refit", "simulation_error"]

Array = np.ndarray

FILE = files("rupture_repair.model") / "data" / "ensemble.json"
FIT_SEEDS = {"coarse": 101, "fine": 102, "candidates": (5, 6)}  # never used to check
CLIENTS, SESSIONS, CASELOAD = 20_000, 16, 10  # two thousand therapists
COUNTS = {True: 170, False: 70}  # with and without corrective learning


@cache
def ensemble() -> tuple[Setting, ...]:
    """Return the stored parameter sets, those with corrective learning first."""
    stored = json.loads(FILE.read_text(encoding="utf-8"))
    return tuple(
        Setting().but(
            corrective_learning=bool(learns), **dict(zip(stored["names"], values, strict=True))
        )
        for learns, values in zip(stored["corrective_learning"], stored["sets"], strict=True)
    )


def fresh(seed: int, clients: int = CLIENTS) -> Draws:
    """Return draws for checking. Raises ValueError for a seed that the search has used."""
    if seed in (FIT_SEEDS["coarse"], FIT_SEEDS["fine"]):
        raise ValueError(f"seed {seed} was used in fitting; choose another")
    return draws(clients, SESSIONS, seed, CASELOAD)


def check_on_fresh_seeds(
    sets: Iterable[Setting], seed: int = 2024, clients: int = CLIENTS
) -> Mapping[str, Array]:
    """Return each measure for each set, simulated with chance that no fit has seen."""
    chance = fresh(seed, clients)
    found = [measures(setting, chance) for setting in sets]
    return {name: np.array([one[name] for one in found]) for name in found[0]}


def simulation_error(
    setting: Setting, seeds: Iterable[int] = range(900, 912), clients: int = CLIENTS
) -> Mapping[str, float]:
    """Return the SD of each measure from one seed to another: the simulation's own error."""
    found = [measures(setting, fresh(seed, clients)) for seed in seeds]
    return {name: float(np.std([one[name] for one in found], ddof=1)) for name in found[0]}


def refit(path: Path, counts: Mapping[bool, int] = COUNTS) -> Mapping[bool, int]:
    """Search for the ensemble anew, store it, and return how many candidates each world took."""
    coarse = draws(6000, SESSIONS, FIT_SEEDS["coarse"], 6)
    fine = draws(CLIENTS, SESSIONS, FIT_SEEDS["fine"], CASELOAD)
    names, learns, sets, tried = list(all_ranges()), [], [], {}
    for (learning, count), seed in zip(counts.items(), FIT_SEEDS["candidates"], strict=True):
        for setting, candidates in search(count, learning, coarse, fine, seed):
            learns.append(int(learning))
            sets.append([float(f"{setting[name]:.4g}") for name in names])
            tried[learning] = candidates
    lines = ",\n".join(json.dumps(values) for values in sets)
    head = json.dumps({"names": names, "corrective_learning": learns})
    path.write_text(f'{head[:-1]}, "sets": [\n{lines}\n]}}\n', encoding="utf-8")
    return tried
