"""The same course in plain Python, one client at a time: a reference to test and time against."""

from __future__ import annotations

from dataclasses import dataclass, field

from rupture_repair.model.chance import Draws
from rupture_repair.model.events import Events, Values, events
from rupture_repair.model.setting import Setting


@dataclass
class PlainClient:
    """One client's state; `meet` is one session, written as docs/model-card.md has it."""

    trust: float
    expectation: float
    response: float
    symptoms: float = 1.0
    hurt: float = 0.0
    good: float = 4.0
    bad: float = 1.0
    gain: float = 0.0
    here: bool = True
    attended: int = 0
    path: list[float] = field(default_factory=list)

    def meet(self, w, lapse, good, worth, symptom_noise, leave) -> None:
        if not self.here:
            self.path.append(self.trust)
            return
        self.attended += 1
        hurt = w.hurt_memory * self.hurt + lapse
        doubt = w.credibility if w.attribution else 0.0
        credibility = min(self.good / (self.good * (1 - 0.2 * doubt) + 0.8 * doubt * self.bad), 1.0)
        quality = worth * credibility
        if w.corrective_learning:
            learned = w.learning * min(hurt, 1.0) * (1 - quality - self.expectation)
            self.expectation += learned - w.quiet_learning * self.trust * self.expectation
        if w.attribution:
            self.bad = 0.97 * self.bad + 1 - good / 0.6
            self.good = 0.97 * self.good + good + min(hurt, 1.0) * quality
        mended = hurt * quality
        self.hurt = hurt - mended
        reliable = self.good / (self.good + self.bad)
        self.trust += (
            w.trust_pull * (reliable - self.trust)
            + w.trust_gain * mended
            - w.trust_loss * min(self.hurt, 1.5)
            + w.symptom_to_trust * self.gain
        )
        self.trust = min(max(self.trust, 0.0), w.trust_ceiling)
        openness = self.hurt / (1 + self.hurt)
        alliance = max(self.trust - w.alliance_dip * openness, 0.0)
        ease = 1 - w.learning_benefit * (2 * self.expectation - 1)
        self.gain = ease * self.symptoms * alliance * self.response - symptom_noise
        self.symptoms = max(self.symptoms - self.gain, 0.0)
        odds = w.leaving_base - w.leaving_alliance * (alliance - 0.6) + w.leaving_hurt * self.hurt
        self.here = odds <= leave
        self.path.append(self.trust)


def start(setting: Setting, draws: Draws) -> tuple[Events, list[PlainClient]]:
    met = events(Values(setting, {}), draws)
    first = zip(met.trust, met.expectation, met.response, strict=True)
    return met, [PlainClient(*map(float, one)) for one in first]


def run_plain(setting: Setting, draws: Draws) -> list[PlainClient]:
    met, clients = start(setting, draws)
    for t in range(len(met.lapse)):
        for i, client in enumerate(clients):
            client.meet(
                setting.world,
                float(met.lapse[t, i]),
                float(met.good[t, i]),
                float(met.worth[t, i]),
                float(met.symptom[t, i]),
                float(draws.leave[t, i]),
            )
    return clients


def run_mesa(setting: Setting, draws: Draws) -> list[PlainClient]:
    """Run the same course as a Mesa model, one agent a client."""
    import mesa

    met, clients = start(setting, draws)

    class Agent(mesa.Agent):
        def __init__(self, model, place, state):
            super().__init__(model)
            self.place, self.state = place, state

        def step(self):
            t, i = self.model.session, self.place
            self.state.meet(
                setting.world,
                float(met.lapse[t, i]),
                float(met.good[t, i]),
                float(met.worth[t, i]),
                float(met.symptom[t, i]),
                float(draws.leave[t, i]),
            )

    class Therapy(mesa.Model):
        def __init__(self):
            super().__init__()
            self.session = 0
            for i, state in enumerate(clients):
                Agent(self, i, state)

        def step(self):
            self.agents.do("step")
            self.session += 1

    model = Therapy()
    for _ in range(len(met.lapse)):
        model.step()
    return clients
