"""Everything that can be set in the model.

Each field has a *legal* range (what the equations allow; beyond it the value is refused by name)
and a *plausible* one (what the evidence allows), a unit, a meaning and a source; without a source
it is a teaching assumption. The defaults of `World` lie at the middle of the fitted ensemble, with
the fitted ones solved again so that the defaults meet the published figures too.
"""

from __future__ import annotations

from dataclasses import dataclass

from .ranges import Checked, number

__all__ = ["Client", "Course", "Therapist", "World"]

FITTED = "fitted to the published figures (see the model card)"

# fmt: off


@dataclass(frozen=True)
class Client(Checked):
    """The people a therapist may meet: centres and spreads, never a type."""

    sensitivity: float = number(1.0, (0.1, 5), (0.5, 2), "times ordinary",
        "how much the same lapse hurts this client, against an ordinary one")
    sensitivity_spread: float = number(0.35, (0, 1), (0.2, 0.6), "SD of the logarithm",
        "how much clients differ in sensitivity",
        "teaching assumption, kept weak: attachment and alliance correlate at -.09 and -.13"
        " (Notsu 2024)")
    expectation: float = number(0.5, (0, 1), (0.2, 0.8), "probability",
        "how surely the client expects hurt feelings to be brushed aside")
    expectation_spread: float = number(0.7, (0, 2), (0.4, 1.2), "SD of the log odds",
        "how much clients differ in expectation")
    initial_trust: float = number(0.62, (0, 1), (0.45, 0.8), "0 to 1",
        "trust before the first session")
    initial_trust_spread: float = number(0.12, (0, 0.4), (0.05, 0.2), "SD",
        "how much clients differ in initial trust")
    voicing: float = number(0.35, (0, 1), (0.1, 0.6), "probability per session",
        "the chance that a hurt client says so",
        "teaching assumption, low because clients hide much (Blanchard & Farber 2016)")
    withdrawal: float = number(0.65, (0, 1), (0.5, 0.8), "share",
        "how often hurt shows as withdrawal; the rest is confrontation")
    felt_threshold: float = number(0.35, (0.05, 1.5), (0.25, 0.45), "hurt",
        "the hurt from which a client reports a rupture")
    response: float = number(0.075, (0, 0.3), (0.05, 0.1), "share of symptoms per session",
        "how fast symptoms ease at an alliance of .6")
    response_spread: float = number(0.57, (0, 1.5), (0.3, 0.9), "SD of the logarithm",
        "how much clients differ in response")
    apology_wish: float = number(0.5, (0, 1), (0.3, 0.7), "dose",
        "the dose of apology that suits; .5 is one plain apology")
    apology_wish_spread: float = number(0.15, (0, 0.5), (0, 0.3), "SD of the dose",
        "how much clients differ in that", "teaching assumption; fit matters (Fehr & Gelfand 2010)")


@dataclass(frozen=True)
class Therapist(Checked):
    """A therapist, or the centre and spread of many."""

    rupture_frequency: float = number(0.3, (0, 1), (0.19, 0.42), "probability per session",
        "the chance that a client of ordinary sensitivity feels a rupture in a session",
        "19 to 42% of sessions, as reported in a post quoting S. D. Miller")
    frequency_spread: float = number(0.4, (0, 1.5), (0.2, 0.6), "SD of the logarithm",
        "how much therapists differ in that")
    severity: float = number(0.47, (0.05, 2), (0.3, 0.6), "hurt",
        "the mean hurt of a lapse to an ordinary client")
    noticing: float = number(0.4, (0, 1), (0.2, 0.6), "probability per session",
        "the chance that hurt which is hidden behind withdrawal is noticed",
        "teaching assumption; negative reactions are hidden, and matched worst (Hill 1992)")
    confrontation_odds: float = number(10.0, (1, 50), (2, 25), "times the odds",
        "how much easier hurt is to notice when it shows as confrontation")
    repair_quality: float = number(0.6, (0, 1), (0.3, 0.8), "0 to 1",
        "the mean quality of repair offered for a felt and noticed rupture, before credibility"
        " discounts it")
    quality_spread: float = number(0.17, (0, 0.4), (0.1, 0.25), "SD",
        "how much therapists differ in that",
        "chosen so that therapists make about 5% of outcome (Johns 2019)")
    quality_noise: float = number(0.12, (0, 0.4), (0.05, 0.2), "SD",
        "how much one therapist's repairs differ")
    apology: float = number(0.5, (0, 1), (0.3, 0.7), "dose",
        "how much apology: 0 none, .5 once and plainly, 1 abject")
    reporting_threshold: float = number(0.25, (0, 2), (0.1, 0.35), "hurt",
        "the hurt from which a therapist who notices it reports a rupture")
    false_alarms: float = number(0.13, (0, 1), (0.05, 0.3), "probability per session",
        "the chance that the therapist reports a rupture where there is none")


@dataclass(frozen=True)
class Course(Checked):
    """A course of therapy."""

    sessions: int = number(16, (1, 60), (4, 40), "sessions",
        "the planned number of sessions")

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "sessions", int(self.sessions))


@dataclass(frozen=True)
class World(Checked):
    """How the world works: mechanisms nobody steers, and two switches that turn them off.

    corrective_learning: whether the client's expectation changes with what happens.
    attribution: whether lapses and good sessions are counted as evidence of how reliable the
        therapist is; without it that evidence stays where it began, and repairs keep their worth.
    """

    learning: float = number(0.3, (0, 1), (0, 0.6), "per session",
        "how fast a hurt session moves the expectation")
    learning_benefit: float = number(0.38, (0, 1), (0, 0.8), "share",
        "how much the expectation slows or speeds change", FITTED)
    quiet_learning: float = number(0.014, (0, 0.1), (0, 0.03), "per session",
        "how fast trust alone wears the expectation down")
    hurt_memory: float = number(0.8, (0, 1), (0.7, 0.95), "share per session",
        "how much unrepaired hurt is carried on")
    attribution_scale: float = number(0.65, (0.05, 5), (0.3, 1), "hurt",
        "the hurt from which a session counts as a lapse")
    credibility: float = number(1.0, (0, 4), (0, 2), "factor",
        "how much repeated lapses take from a repair's worth")
    trust_pull: float = number(0.085, (0, 1), (0.03, 0.15), "per session",
        "how fast trust moves to what evidence supports")
    trust_loss: float = number(0.07, (0, 0.5), (0.01, 0.15), "per unit of hurt",
        "how much unrepaired hurt costs trust")
    trust_gain: float = number(0.045, (0, 0.5), (0, 0.1), "per unit of hurt",
        "how much a mended hurt adds to trust")
    alliance_dip: float = number(0.5, (0, 1), (0.2, 0.8), "0 to 1",
        "how far hurt pulls the rated alliance under trust")
    symptom_to_trust: float = number(0.1, (0, 0.5), (0, 0.2), "per unit of symptoms",
        "how much feeling better adds to trust",
        "above zero: effects run both ways (Flückiger 2020)")
    leaving_base: float = number(-5.05, (-12, 2), (-7, -3), "log odds per session",
        "leaving, at an alliance of .6", FITTED)
    leaving_alliance: float = number(2.83, (0, 12), (1, 6), "log odds",
        "how much a weak alliance makes leaving likelier", FITTED)
    leaving_hurt: float = number(0.65, (0, 6), (0, 1.5), "log odds",
        "how much open hurt makes leaving likelier")
    halo: float = number(0.0, (0, 1), (0, 0.2), "SD of the logarithm",
        "how much those who repair well are also better at everything else")
    trust_ceiling: float = number(1.0, (0, 1), (0.5, 1), "0 to 1",
        "the most that trust can return to",
        "teaching assumption; after deception it never came back whole (Schweitzer 2006)")
    apology_width: float = number(0.37, (0.05, 2), (0.2, 0.5), "dose",
        "how far an apology may miss the dose that suits")
    rating_noise: float = number(0.09, (0, 0.3), (0.04, 0.15), "SD",
        "noise in one session's alliance rating")
    rating_style: float = number(0.146, (0, 0.3), (0, 0.2), "SD",
        "how much clients differ in how they use the rating scale", FITTED)
    symptom_noise: float = number(0.055, (0, 0.3), (0.02, 0.1), "SD per session",
        "ups and downs of symptoms")
    outcome_noise: float = number(0.23, (0, 1), (0.1, 0.35), "SD",
        "noise in the outcome measure")
    observer: float = number(0.86, (0, 1), (0.6, 1), "probability",
        "the chance that an observer codes a rupture")
    corrective_learning: bool = True
    attribution: bool = True
