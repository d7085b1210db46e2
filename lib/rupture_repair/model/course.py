"""How courses go, session by session. Equation numbers are those of docs/model-card.md.

The arithmetic is written in place (`out=`), since most of its cost is moving memory.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from .chance import Draws
from .events import FADE, FIRST_GOOD, FIRST_LAPSES, MIDDLING, Events, Values

__all__ = ["NOTICEABLE", "run"]

Array = np.ndarray
f32 = np.float32

NOTICEABLE = 0.05  # hurt below this is not there to be noticed
SETTLED = FIRST_GOOD / (FIRST_LAPSES + FIRST_GOOD)  # reliability before the first session
MOST_HURT = 1.5  # hurt beyond this costs no more trust


def run(p: Values, met: Events, draws: Draws, kept: Mapping[str, Array]) -> dict[str, Array]:
    """Simulate one block of settings; write series into `kept` and return the last values.

    kept: name to a view of shape (session, varied axes, client). Returned arrays have shape
    (varied axes, client): trust, expectation, improvement, attended, left (0 for who stayed).
    """
    sessions = len(met.lapse)
    world = p.setting.world
    shape = (*p.grid, draws.clients)

    def state(start: Array | float) -> Array:
        array = np.empty(shape, np.float32)
        array[...] = start
        return array

    trust, expectation, symptoms = state(met.trust), state(met.expectation), state(1)
    hurt, gain, good, attended, here = state(0), state(0), state(FIRST_GOOD), state(0), state(1)
    received, a, b, c = state(0), state(0), state(0), state(0)

    doubt = p["credibility"] if world.attribution else f32(0)
    steady = 1 - f32(1 - SETTLED) * doubt
    shaken = (
        f32(SETTLED) * doubt * np.concatenate([np.full_like(met.bad[:1], FIRST_LAPSES), met.bad])
    )
    swing = -2 * p["learning_benefit"]
    neutral = 1 + p["learning_benefit"]
    leave = p["leaving_base"] + f32(MIDDLING) * p["leaving_alliance"]

    for t in range(sessions):
        attended += here
        hurt *= p["hurt_memory"]
        hurt += met.lapse[t]
        if kept:
            noticed = met.seen[t] & (hurt > NOTICEABLE) & (here > 0)
            hurt_before = hurt.copy()

        # (3) Credibility: good / (good + g (.8 (bad + good) - good)), at most 1.
        np.multiply(good, steady, out=a)
        a += shaken[t]
        np.divide(good, a, out=a)
        np.minimum(a, 1, out=a)
        np.multiply(a, met.worth[t], out=received)

        np.minimum(hurt, 1, out=a)
        if world.corrective_learning:
            # (4) Expectation moves to how this hurt was met; unnoticed hurt confirms it.
            np.add(received, expectation, out=b)
            np.subtract(1, b, out=b)
            b *= a
            b *= p["learning"]
            np.multiply(trust, expectation, out=c)
            c *= p["quiet_learning"]
            b -= c
            b *= here
            expectation += b
        if world.attribution:
            # (5) Evidence of being reliable: sessions without a lapse, and hurt that was mended.
            a *= received
            good *= f32(FADE)
            good += met.good[t]
            good += a

        # (6) Hurt is mended in the measure of the repair's quality.
        np.multiply(hurt, received, out=a)
        hurt -= a

        # (7) Trust moves to what the evidence supports; mending adds, open hurt takes away.
        a *= p["trust_gain"]
        np.add(good, met.bad[t], out=b)
        np.divide(good, b, out=b)
        b -= trust
        b *= p["trust_pull"]
        b += a
        np.minimum(hurt, MOST_HURT, out=a)
        a *= p["trust_loss"]
        b -= a
        gain *= p["symptom_to_trust"]
        b += gain
        b *= here
        trust += b
        np.maximum(trust, 0, out=trust)
        np.minimum(trust, p["trust_ceiling"], out=trust)

        # (8) The alliance: open hurt pulls it under trust.
        np.add(hurt, 1, out=a)
        np.divide(hurt, a, out=a)
        np.multiply(a, p["alliance_dip"], out=b)
        np.subtract(trust, b, out=b)
        np.maximum(b, 0, out=b)

        # (9) Symptoms ease with the alliance, faster where being hurt is not expected.
        np.multiply(expectation, swing, out=c)
        c += neutral
        c *= symptoms
        c *= b
        c *= met.response
        np.subtract(c, met.symptom[t], out=gain)
        gain *= here
        symptoms -= gain
        np.maximum(symptoms, 0, out=symptoms)

        if kept:
            present = here > 0
            state_now = {
                "trust": trust,
                "expectation": expectation,
                "symptoms": symptoms,
                "hurt": hurt,
                "hurt_before": hurt_before,
                "alliance": b,
                "received": received,
                "noticed": noticed,
                "present": present,
            }
            _record(t, state_now, p, met, draws, kept)

        # (10) Leaving, after any session but the last.
        if t < sessions - 1:
            np.multiply(hurt, p["leaving_hurt"], out=a)
            b *= p["leaving_alliance"]
            a -= b
            a += leave
            np.copyto(here, 0, where=a > draws.leave[t])

    return {
        "trust": trust,
        "expectation": expectation,
        "improvement": 1 - symptoms,
        "attended": attended,
        "left": np.where(attended < sessions, attended, 0),
    }


def _record(
    t: int, now: dict[str, Array], p: Values, met: Events, draws: Draws, kept: Mapping[str, Array]
) -> None:
    """Write one session into `kept`: nothing happens to those who have left."""
    present, noticed = now["present"], now["noticed"]
    away = np.where(present, f32(0), f32(np.nan))
    unseen = np.where(noticed, f32(0), f32(np.nan))

    def rated() -> Array:
        style = p["rating_style"] * draws.style + p["rating_noise"] * draws.rating[t]
        return np.clip(now["alliance"] + style, 0, 1) + away

    made = {
        "hurt": lambda: now["hurt"] + away,
        "hurt_before": lambda: now["hurt_before"] + away,
        "alliance": lambda: now["alliance"] + away,
        "rated": rated,
        "lapse": lambda: met.lapse[t] + away,
        "felt": lambda: (met.lapse[t] > p["felt_threshold"]) & present,
        "any": lambda: (met.lapse[t] > 0) & present,
        "withdrawal": lambda: draws.kind[t] < p["withdrawal"],
        "offered": lambda: met.offer[t] + unseen,
        "received": lambda: now["received"] + unseen,
    }
    for name in kept:
        if name in made:
            kept[name][t] = made[name]()
        elif name in now:
            kept[name][t] = now[name]
