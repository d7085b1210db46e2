import pytest
from rupture_repair.model import Client, Course, Setting, Therapist, World, all_ranges, ranges
from rupture_repair.model.attention import Self
from rupture_repair.model.distance import Pair
from rupture_repair.model.policies import Supposed
from rupture_repair.model.ranges import Range
from rupture_repair.model.reliability import Observer
from rupture_repair.model.setting import beyond_plausible

# Legal and plausible ranges as decided. Widening one is a decision about evidence: change it here
# too, and say why in docs/model-card.md.
DECIDED = {
    "sensitivity": ((0.1, 5), (0.5, 2)),
    "sensitivity_spread": ((0, 1), (0.2, 0.6)),
    "expectation": ((0, 1), (0.2, 0.8)),
    "expectation_spread": ((0, 2), (0.4, 1.2)),
    "initial_trust": ((0, 1), (0.45, 0.8)),
    "initial_trust_spread": ((0, 0.4), (0.05, 0.2)),
    "voicing": ((0, 1), (0.1, 0.6)),
    "withdrawal": ((0, 1), (0.5, 0.8)),
    "felt_threshold": ((0.05, 1.5), (0.25, 0.45)),
    "response": ((0, 0.3), (0.05, 0.1)),
    "response_spread": ((0, 1.5), (0.3, 0.9)),
    "apology_wish": ((0, 1), (0.3, 0.7)),
    "apology_wish_spread": ((0, 0.5), (0, 0.3)),
    "rupture_frequency": ((0, 1), (0.19, 0.42)),
    "frequency_spread": ((0, 1.5), (0.2, 0.6)),
    "severity": ((0.05, 2), (0.3, 0.6)),
    "noticing": ((0, 1), (0.2, 0.6)),
    "confrontation_odds": ((1, 50), (2, 25)),
    "repair_quality": ((0, 1), (0.3, 0.8)),
    "quality_spread": ((0, 0.4), (0.1, 0.25)),
    "quality_noise": ((0, 0.4), (0.05, 0.2)),
    "apology": ((0, 1), (0.3, 0.7)),
    "reporting_threshold": ((0, 2), (0.1, 0.35)),
    "false_alarms": ((0, 1), (0.05, 0.3)),
    "sessions": ((1, 60), (4, 40)),
    "learning": ((0, 1), (0, 0.6)),
    "learning_benefit": ((0, 1), (0, 0.8)),
    "quiet_learning": ((0, 0.1), (0, 0.03)),
    "hurt_memory": ((0, 1), (0.7, 0.95)),
    "attribution_scale": ((0.05, 5), (0.3, 1)),
    "credibility": ((0, 4), (0, 2)),
    "trust_pull": ((0, 1), (0.03, 0.15)),
    "trust_loss": ((0, 0.5), (0.01, 0.15)),
    "trust_gain": ((0, 0.5), (0, 0.1)),
    "alliance_dip": ((0, 1), (0.2, 0.8)),
    "symptom_to_trust": ((0, 0.5), (0, 0.2)),
    "leaving_base": ((-12, 2), (-7, -3)),
    "leaving_alliance": ((0, 12), (1, 6)),
    "leaving_hurt": ((0, 6), (0, 1.5)),
    "halo": ((0, 1), (0, 0.2)),
    "trust_ceiling": ((0, 1), (0.5, 1)),
    "apology_width": ((0.05, 2), (0.2, 0.5)),
    "rating_noise": ((0, 0.3), (0.04, 0.15)),
    "rating_style": ((0, 0.3), (0, 0.2)),
    "symptom_noise": ((0, 0.3), (0.02, 0.1)),
    "outcome_noise": ((0, 1), (0.1, 0.35)),
    "observer": ((0, 1), (0.6, 1)),
    "prior": ((0.001, 0.999), (0.02, 0.5)),
    "reliable": ((0.001, 0.9), (0.01, 0.15)),
    "habitual": ((0.01, 0.999), (0.2, 0.8)),
    "history": ((0, 0.999), (0, 0.6)),
    "history_weight": ((0, 1), (0, 0.8)),
    "warmth": ((0, 1), (0.2, 0.9)),
    "boundary": ((0, 1), (0.2, 0.95)),
    "shame": ((0, 2), (0, 1.5)),
    "reaching": ((0, 1), (0.2, 0.8)),
    "tolerance": ((0, 1), (0.1, 0.7)),
    "criticism": ((0, 1), (0, 0.9)),
    "accountability": ((0, 1), (0.2, 1)),
    "distress": ((0, 2), (0.2, 1.5)),
    "asking_opens": ((0, 1), (0, 0.6)),
    "unbidden_fails": ((0, 1), (0, 0.3)),
    "answers_sting": ((0, 1), (0, 0.3)),
    "change_works": ((0, 1), (0, 0.8)),
    "clarity_works": ((0, 1), (0, 0.8)),
    "sorry_heals": ((0, 1), (0, 0.5)),
}
SMALL = (Observer, Pair, Self, Supposed)
EVERY = all_ranges() | {name: one for part in SMALL for name, one in ranges(part).items()}


def test_no_range_was_widened_or_left_undecided():
    assert {name: (one.legal, one.plausible) for name, one in EVERY.items()} == DECIDED


@pytest.mark.parametrize("one", EVERY.values(), ids=EVERY)
def test_ranges_are_nested_and_say_where_they_come_from(one: Range):
    (least, most), (low, high) = one.legal, one.plausible
    assert least <= low < high <= most
    assert low <= one.default <= high
    assert one.unit
    assert one.means
    assert one.source


@pytest.mark.parametrize("part", [Client, Therapist, Course, World, *SMALL])
def test_beyond_the_legal_range_every_number_is_refused_by_name(part):
    for name, one in ranges(part).items():
        for value in (one.legal[0] - 0.001, one.legal[1] + 0.001, float("nan"), "much"):
            with pytest.raises(ValueError, match=f"^{name} must lie in"):
                part(**{name: value})
        assert getattr(part(**{name: one.legal[1]}), name) == one.legal[1]


def test_the_refusal_reads_well():
    with pytest.raises(ValueError, match=r"^repair_quality must lie in 0 to 1, got 1\.4$"):
        Therapist(repair_quality=1.4)
    with pytest.raises(ValueError, match="sessions must be a whole number"):
        Course(sessions=7.5)


def test_a_setting_changes_any_part_by_name():
    setting = Setting().but(repair_quality=0.9, sensitivity=2, attribution=False)
    assert setting.therapist.repair_quality == setting["repair_quality"] == 0.9
    assert setting.client.sensitivity == 2
    assert not setting.world.attribution
    assert Setting()["repair_quality"] != 0.9
    with pytest.raises(KeyError, match="No parameter is called 'skill'"):
        setting.but(skill=1)
    with pytest.raises(ValueError, match="sensitivity must lie in"):
        setting.but(sensitivity=9)


def test_what_lies_beyond_plausible_is_named():
    assert beyond_plausible(Setting()) == []
    assert beyond_plausible(Setting().but(repair_quality=0.95, noticing=0.9)) == [
        "noticing",
        "repair_quality",
    ]
