"""How fast the model is: `python bench/bench_model.py`. Best of several runs; nothing is asserted.

The numba version is the limit to compare with and is timed only where numba is installed; the
library never needs it.
"""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable

import numpy as np
from plain_model import run_mesa, run_plain
from rupture_repair.model import Setting, draws, simulate
from rupture_repair.model.events import Values, events

SETTING = Setting()


def best(work: Callable[[], object], runs: int = 7) -> float:
    """Return the least of several times, ms."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times) * 1e3


def grid(steps: int) -> dict[str, np.ndarray]:
    line = np.linspace(0, 1, steps)
    return {"rupture_frequency": line, "repair_quality": line}


def numba_map():
    """Return a function that computes the map's mean trust with a compiled loop, or None."""
    try:
        from numba import njit
    except ImportError:
        return None

    @njit(fastmath=True)
    def loop(lapse, good, bad, worth, symptom, trust0, expect0, response, leave, k, out):
        sessions, rows, _, clients = lapse.shape
        for f in range(rows):
            for q in range(worth.shape[2]):
                total = 0.0
                for i in range(clients):
                    trust, expect, symptoms = trust0[i], expect0[i], np.float32(1)
                    hurt, gain, reliable = np.float32(0), np.float32(0), np.float32(4)
                    before = np.float32(1)
                    for t in range(sessions):
                        hurt = hurt * k[0] + lapse[t, f, 0, i]
                        c = reliable / (reliable * (1 - k[1] / 5) + k[1] * 4 / 5 * before)
                        got = min(c, np.float32(1)) * worth[t, 0, q, i]
                        some = min(hurt, np.float32(1))
                        expect += k[2] * some * (1 - got - expect) - k[3] * trust * expect
                        reliable = k[14] * reliable + good[t, f, 0, i] + some * got
                        before = bad[t, f, 0, i]
                        mended = hurt * got
                        hurt -= mended
                        trust += (
                            k[4] * (reliable / (reliable + before) - trust)
                            + k[5] * mended
                            - k[6] * min(hurt, np.float32(1.5))
                            + k[7] * gain
                        )
                        trust = min(max(trust, np.float32(0)), k[8])
                        openness = hurt / (1 + hurt)
                        alliance = max(trust - k[9] * openness, np.float32(0))
                        gain = (1 + k[10] - 2 * k[10] * expect) * symptoms * alliance * response[i]
                        gain -= symptom[t, 0, 0, i]
                        symptoms = max(symptoms - gain, np.float32(0))
                        if k[11] - k[12] * (alliance - k[15]) + k[13] * hurt > leave[t, i]:
                            break
                    total += trust
                out[f, q] = total / clients

    names = (
        "hurt_memory", "credibility", "learning", "quiet_learning", "trust_pull", "trust_gain",
        "trust_loss", "symptom_to_trust", "trust_ceiling", "alliance_dip", "learning_benefit",
        "leaving_base", "leaving_alliance", "leaving_hurt",
    )  # fmt: skip
    k = np.array([SETTING[name] for name in names] + [0.97, 0.6], np.float32)

    def work(vary, chance):
        met = events(Values(SETTING, vary), chance)
        out = np.empty(tuple(map(len, vary.values())))
        loop(
            met.lapse, met.good, met.bad, met.worth, met.symptom, met.trust[0, 0],
            met.expectation[0, 0], met.response[0, 0], chance.leave, k, out,
        )  # fmt: skip
        return out

    return work


def rows() -> list[dict[str, object]]:
    """Return what was measured, as rows of the bench's table."""
    made: list[dict[str, object]] = []

    def row(what: str, value: str, aim: str = "", met: bool | None = None) -> None:
        made.append({"what": what, "value": value, "aim": aim, "met": met})

    for clients in (500, 2_000, 10_000):
        chance = draws(clients, 16, 1)
        cached = best(lambda chance=chance: simulate(SETTING, chance, keep=()))
        fresh = best(lambda n=clients: simulate(SETTING, draws.__wrapped__(n, 16, 1), keep=()), 3)
        name = f"{clients:,} clients x 16 sessions"
        row(f"{name}, arrays cached / drawn anew", f"{cached:.1f} / {fresh:.1f} ms")
    plain = best(lambda: run_plain(SETTING, chance), 1)
    row("the same, plain Python", f"{plain / cached:.0f} times")
    try:
        mesa = best(lambda: run_mesa(SETTING, chance), 1)
        row("the same, agents in Mesa", f"{mesa / cached:.0f} times", "at least 60",
            mesa >= 60 * cached)  # fmt: skip
    except ImportError:
        row("the same, agents in Mesa", "not installed", "at least 60", False)

    people, few = draws(300, 16, 1), draws(150, 16, 1)
    preview = best(lambda: simulate(SETTING, few, vary=grid(21)))
    row("map preview, 21 x 21 x 150 clients", f"{preview:.0f} ms", "under 50", preview < 50)
    whole = best(lambda: simulate(SETTING, people, vary=grid(41)))
    row("map, 41 x 41 x 300 clients", f"{whole:.0f} ms", "under 250", whole < 250)
    compiled = numba_map()
    if compiled is None:
        row("map against numba", "not installed", "at most 2.5", False)
    else:
        limit = whole = float("inf")
        for _ in range(7):  # in turn, so that a busy machine slows both
            limit = min(limit, best(lambda: compiled(grid(41), people), 1))
            whole = min(whole, best(lambda: simulate(SETTING, people, vary=grid(41)), 1))
        ratio = whole / limit
        row("map against numba", f"{ratio:.1f} times", "at most 2.5", ratio <= 2.5)
    for steps in (10, 20, 40, 80):
        took = best(lambda n=steps: simulate(SETTING, people, vary=grid(n)), 3)
        tracemalloc.start()
        simulate(SETTING, people, vary=grid(steps))
        peak = tracemalloc.get_traced_memory()[1] / 1e6
        tracemalloc.stop()
        each = took * 1e6 / (steps**2 * 300 * 16)
        row(f"map {steps} x {steps} x 300, each step / peak", f"{each:.0f} ns / {peak:.0f} MB")
    return made


if __name__ == "__main__":
    for one in rows():
        print(*one.values())
