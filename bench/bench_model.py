"""How fast the model is: `python bench/bench_model.py`. Best of several runs; nothing is asserted.

The numba version is the limit to compare with and is timed only where numba is installed; the
library never needs it.
"""

from __future__ import annotations

import platform
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


def main() -> None:
    print(f"Python {platform.python_version()}, NumPy {np.__version__}, {platform.machine()}")
    chance = draws(500, 16, 1)
    simulate(SETTING, chance)
    single = best(lambda: simulate(SETTING, chance))
    print(f"explorer, 500 clients x 16 sessions, all kept: {single:.1f} ms")
    keep = ("trust", "felt", "received")
    print(f"the same, three kept: {best(lambda: simulate(SETTING, chance, keep=keep)):.1f} ms")

    ten = draws(10_000, 16, 1)
    fast = best(lambda: simulate(SETTING, ten, keep=()))
    print(f"10,000 clients x 16 sessions: {fast:.1f} ms")
    plain = best(lambda: run_plain(SETTING, ten), 1)
    print(f"  plain Python: {plain:.0f} ms, {plain / fast:.0f} times as long")
    try:
        mesa = best(lambda: run_mesa(SETTING, ten), 1)
        print(f"  Mesa: {mesa:.0f} ms, {mesa / fast:.0f} times as long")
    except ImportError:
        print("  Mesa: not installed")

    people, few = draws(300, 16, 1), draws(150, 16, 1)
    preview = best(lambda: simulate(SETTING, few, vary=grid(21)))
    print(f"preview, 21 x 21 settings x 150 clients: {preview:.0f} ms (aim: under 50)")
    whole = best(lambda: simulate(SETTING, people, vary=grid(41)))
    print(f"map, 41 x 41 settings x 300 clients: {whole:.0f} ms (aim: under 250)")
    compiled = numba_map()
    if compiled is None:
        print("  numba: not installed")
    else:
        gap = np.abs(
            compiled(grid(41), people) - simulate(SETTING, people, vary=grid(41)).means["trust"]
        )
        limit = whole = float("inf")
        for _ in range(7):  # in turn, so that a busy machine slows both
            limit = min(limit, best(lambda: compiled(grid(41), people), 1))
            whole = min(whole, best(lambda: simulate(SETTING, people, vary=grid(41)), 1))
        print(
            f"  numba: {limit:.0f} ms, ours {whole:.0f}: {whole / limit:.1f} times as long"
            f" (aim: 2.5); greatest difference {gap.max():.1e}"
        )

    print("cost and memory by number of settings, 300 clients x 16 sessions:")
    for steps in (10, 20, 40, 80):
        took = best(lambda n=steps: simulate(SETTING, people, vary=grid(n)), 3)
        tracemalloc.start()
        simulate(SETTING, people, vary=grid(steps))
        peak = tracemalloc.get_traced_memory()[1] / 1e6
        tracemalloc.stop()
        each = took * 1e6 / (steps**2 * 300 * 16)
        print(f"  {steps} x {steps}: {took:.0f} ms, {each:.0f} ns each, peak {peak:.0f} MB")


if __name__ == "__main__":
    main()
