"""References, evidence and claims: printed figures are confirmed ones, and the ones in the row."""

import re
from dataclasses import replace
from math import atanh, sqrt, tanh

import pytest
from rupture_repair.curriculum._toml import CurriculumError
from rupture_repair.curriculum.claims import claims
from rupture_repair.curriculum.concepts import concepts
from rupture_repair.curriculum.evidence import (
    cite,
    finding,
    findings,
    mention,
    printed,
    with_intervals,
)
from rupture_repair.curriculum.references import reference, references

NUMBER = re.compile(r"(?<![\w.])[−-]?(?:\d[\d,]*)?\.?\d+")
SPELLED = re.compile(
    r"\b(two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|twice|thirds?|quarters?)\b"
)


def numbers_in(text):
    return {float(found.replace(",", "").replace("−", "-")) for found in NUMBER.findall(text)}


def numbers_of(found):
    single = (found.value, found.n, found.k, *(found.interval or ()), *found.also.values())
    level = {95.0} if (found.interval_is or "").startswith("95%") else set()
    return {float(number) for number in single if number is not None} | level


@pytest.mark.parametrize("key", findings())
def test_every_printed_number_stands_in_its_row(key):
    found = finding(key)
    text = f"{found.claim} {found.caution}"
    assert numbers_in(text) <= numbers_of(found)
    assert not SPELLED.search(found.claim), "write numbers as figures, so that they are checked"


@pytest.mark.parametrize("key", findings())
def test_a_row_prints_its_figure_or_is_forbidden_to(key):
    found = finding(key)
    figure = {found.value, *(found.interval or ())} - {None}
    if found.mark == "unchecked":
        assert not numbers_in(found.claim)
        with pytest.raises(CurriculumError, match=rf"mention\('{key}'\)"):
            cite(key)
        assert "not confirmed" in mention(key)
        assert not numbers_in(mention(key)) - {float(reference(found.reference).year or 0)}
    else:
        assert figure <= numbers_in(found.claim)
        sentence = cite(key)
        assert sentence.endswith(f"{found.citation}).")
        with pytest.raises(CurriculumError, match="use cite"):
            mention(key)
    assert (found.unit == "direction only") == (not figure)


@pytest.mark.parametrize("key", findings())
def test_second_hand_says_reported_in_and_checked_names_the_source(key):
    found = finding(key)
    if found.mark == "second-hand":
        assert "(reported in " in cite(key)
    elif found.mark == "checked":
        assert "reported in" not in cite(key).replace(found.claim.rstrip("."), "")
        assert reference(found.reference).short in cite(key)
    elif found.mark == "derived":
        assert "our arithmetic on" in cite(key)


def test_a_prototype_is_never_printed():
    found = replace(finding("dropout"), mark="prototype")
    with pytest.raises(CurriculumError, match="call its output simulated"):
        printed(found)


def test_arithmetic_on_second_hand_figures_says_so():
    assert "our arithmetic on figures reported in" in cite("at_least_one_in_ten")


def test_derived_figures_are_the_arithmetic_they_claim_to_be():
    assert finding("alliance_variance_shared").value == pytest.approx(100 * 0.278**2, abs=0.05)
    felt = finding("ruptures_client").interval
    chance = [100 * (1 - (1 - rate / 100) ** 10) for rate in felt]
    assert finding("at_least_one_in_ten").interval == pytest.approx(chance, abs=0.2)
    base, spread = finding("resolution_outcome"), finding("resolution_spread")
    low, high = map(atanh, base.interval)
    error = (high - low) / (2 * 1.96)
    within = base.k / (base.n - 3 * base.k)
    tau = sqrt(base.k * error**2 - within)
    assert spread.also["se_z"] == pytest.approx(error, abs=0.005)
    assert spread.also["tau_z"] == pytest.approx(tau, abs=0.01)
    reach = 2.262 * sqrt(tau**2 + error**2)
    predicted = [tanh(atanh(base.value) + sign * reach) for sign in (-1, 1)]
    assert spread.interval == pytest.approx(predicted, abs=0.02)


def test_intervals_hold_their_value_and_counts_agree():
    for found in findings().values():
        if found.value is not None and found.interval:
            assert found.interval[0] < found.value < found.interval[1]
        if found.unit.startswith("percent"):
            assert all(0 <= number <= 100 for number in (found.value or 0, *(found.interval or ())))
    lasting = finding("lasting_bad_effects")
    assert lasting.value == pytest.approx(100 * lasting.also["count"] / lasting.n, abs=0.05)
    shares = ("larsson_no_rupture", "larsson_repair", "larsson_rupture")
    assert sum(finding(key).value for key in shares) == pytest.approx(100, abs=0.2)


def test_sessions_and_clients_are_kept_apart():
    for found in findings().values():
        if found.unit == "percent of sessions":
            assert "% of sessions" in found.claim or found.mark == "unchecked"
        if found.unit == "percent of clients":
            assert "% of sessions" not in found.claim


def test_the_forest_plot_gets_the_published_summaries():
    rows = with_intervals("r")
    assert {"alliance_outcome", "resolution_outcome", "training_effect"} <= {f.key for f in rows}
    assert "resolution_spread" not in {f.key for f in rows}
    assert all(f.printable and f.value is not None for f in rows)


def test_all_keys_that_point_somewhere_arrive():
    for found in findings().values():
        assert found.reference in references()
        if found.derived_from:
            assert finding(found.derived_from).printable
    for one in claims().values():
        assert set(one.sources) <= {"S0", "S1", "S2", "S3", "S4"}
        assert set(one.findings) <= set(findings())
        assert set(one.concepts) <= set(concepts())


def test_claims_give_two_sides_and_no_figures():
    for one in claims().values():
        assert one.for_it != one.against_it
        assert not numbers_in(f"{one.claim} {one.for_it} {one.against_it} {one.verdict}")
    contested = {key for key, one in claims().items() if one.standing == "contested"}
    assert {"mae_west", "reconsolidation_only", "tiny_error_rate", "ripples"} <= contested


def test_references_can_be_cited_without_confusion():
    shorts = [one.short for one in references().values()]
    assert len(shorts) == len(set(shorts))
    assert list(references())[:5] == ["S0", "S1", "S2", "S3", "S4"]
    for one in references().values():
        assert one.full.endswith((".", "?", one.url or "."))
        assert str(one.year or "") in one.full
    flat = reference("fluckiger_2018")
    assert flat.short == "Flückiger et al., 2018"
    assert flat.full.endswith("https://doi.org/10.1037/pst0000172")


def test_a_missing_key_is_told_what_exists():
    with pytest.raises(KeyError, match=r"evidence\.toml has no entry 'nonesuch'.*alliance_outcome"):
        finding("nonesuch")
