import math
from dataclasses import fields

import numpy as np
import pytest
from rupture_repair.model import SERIES, Setting, draws, simulate, steering
from rupture_repair.model.reporting import agreement, reports, share_of_sessions

CHANCE = draws(2000, 16, 7)
SETTING = Setting()
STAY = {"leaving_base": -12.0, "leaving_alliance": 0.0, "leaving_hurt": 0.0}


def mean(name, setting, **options):
    return float(simulate(setting, CHANCE, keep=(), **options).means[name])


def test_severity_is_a_gamma_met_with_the_given_probability():
    chance = -np.log(1 - (np.arange(200_000) + 0.5) / 200_000).astype(np.float32)
    for rate in (0.2, 0.9):
        hurt = steering.amount(np.float32(math.log(rate)) + chance)
        assert (hurt > 0).mean() == pytest.approx(rate, abs=0.004)
        assert hurt[hurt > 0].mean() == pytest.approx(1.5, abs=0.01)
        assert hurt[hurt > 0].var() == pytest.approx(1.5, abs=0.04)


def test_minus_log_survival_is_the_gamma_tail():
    for x in (0.1, 1.0, 4.0):
        tail = math.erfc(math.sqrt(x)) + 2 * math.sqrt(x / math.pi) * math.exp(-x)
        assert float(steering.minus_log_survival(x)) == pytest.approx(-math.log(tail), abs=1e-4)


@pytest.mark.parametrize("frequency", [0, 0.05, 0.19, 0.3, 0.6, 0.9, 1])
@pytest.mark.parametrize("change", [{}, {"severity": 0.9}, {"frequency_spread": 1.2}])
def test_felt_frequency_is_met(frequency, change):
    setting = SETTING.but(rupture_frequency=frequency, **STAY, **change)
    result = simulate(setting, CHANCE, keep=("felt", "present"))
    assert result.share("felt") == pytest.approx(frequency, abs=0.01)


def test_sensitivity_makes_the_same_therapist_hurt_more():
    felt = [
        simulate(SETTING.but(sensitivity=s), CHANCE, keep=("felt", "present")).share("felt")
        for s in (0.5, 1, 2)
    ]
    assert felt[0] < felt[1] < felt[2]


@pytest.mark.parametrize("quality", [0, 0.1, 0.5, 0.9, 1])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_offered_quality_is_the_slider(quality, seed):
    # Over ruptures as they are felt: hurt that was mended badly is noticed again, and again badly.
    setting = SETTING.but(repair_quality=quality, **STAY)
    result = simulate(setting, draws(2000, 16, seed), keep=("offered", "felt"))
    assert np.nanmean(result["offered"][result["felt"]]) == pytest.approx(quality, abs=0.01)


def test_same_seed_same_numbers_and_another_seed_others():
    one = simulate(SETTING, draws(300, 16, 1))
    draws.cache_clear()
    two = simulate(SETTING, draws(300, 16, 1))
    for name in SERIES:
        np.testing.assert_array_equal(one[name], two[name])
    other = simulate(SETTING, draws(300, 16, 2))
    assert (one["trust"] != other["trust"]).any()


def test_a_grid_equals_single_runs_whatever_is_varied(monkeypatch):
    chance = draws(60, 8, 3)
    setting = SETTING.but(sessions=8)
    vary = {"noticing": [0.1, 0.8], "rupture_frequency": [0.0, 0.3, 1.0], "trust_loss": [0.02, 0.1]}
    for most in (1, 130, 10_000):  # many small pieces or one
        monkeypatch.setattr("rupture_repair.model.simulation._CACHE", most)
        monkeypatch.setattr("rupture_repair.model.simulation._EVENTS", 40 * most)
        grid = simulate(setting, chance, vary=vary, keep=("trust", "felt", "left"))
        assert grid.dims("trust") == ("session", *vary, "client")
        assert grid["left"].shape == (2, 3, 2, 60)
        for i, a in enumerate(vary["noticing"]):
            for j, b in enumerate(vary["rupture_frequency"]):
                for k, c in enumerate(vary["trust_loss"]):
                    now = setting.but(noticing=a, rupture_frequency=b, trust_loss=c)
                    one = simulate(now, chance)
                    for name in ("trust", "felt"):
                        np.testing.assert_allclose(
                            grid[name][:, i, j, k], one[name], rtol=1e-5, atol=1e-6
                        )
                    np.testing.assert_array_equal(grid["left"][i, j, k], one["left"])
                    for name, value in one.means.items():
                        assert grid.means[name][i, j, k] == pytest.approx(float(value), abs=1e-5)


def test_every_number_can_be_varied():
    chance = draws(40, 4, 5)
    setting = SETTING.but(sessions=4)
    for part in fields(setting):
        for f in fields(getattr(setting, part.name)):
            if f.name in ("sessions", "corrective_learning", "attribution"):
                continue
            low, high = f.metadata["plausible"]
            grid = simulate(setting, chance, vary={f.name: [low, high]})
            for i, value in enumerate((low, high)):
                one = simulate(setting.but(**{f.name: value}), chance, keep=())
                assert grid.means["trust"][i] == pytest.approx(float(one.means["trust"]), abs=1e-5)


def test_better_repair_means_more_trust_and_fewer_leaving():
    grid = simulate(SETTING, CHANCE, vary={"repair_quality": np.linspace(0, 1, 11)})
    assert (np.diff(grid.means["trust"]) > 0).all()
    assert (np.diff(grid.means["improvement"]) > 0).all()
    assert grid.means["left"][0] > grid.means["left"][-1] + 0.1


def test_more_ruptures_and_less_noticing_mean_less_trust():
    grid = simulate(SETTING, CHANCE, vary={"rupture_frequency": [0, 0.2, 0.4, 0.8]})
    assert (np.diff(grid.means["trust"]) < 0).all()
    grid = simulate(SETTING, CHANCE, vary={"noticing": [0, 0.3, 0.6, 1]})
    assert (np.diff(grid.means["trust"]) > 0).all()


def test_a_rupture_can_be_mended_in_its_own_session_and_later():
    schedule = np.zeros(16)
    schedule[4] = 0.8
    result = simulate(SETTING.but(**STAY, repair_quality=0.9), CHANCE, schedule=schedule)
    noticed_at_once = result["noticed"][4]
    noticed_later = ~noticed_at_once & result["noticed"][5]
    hurt = result["hurt"]
    assert hurt[4][noticed_at_once].mean() < 0.3
    assert hurt[4][noticed_later].mean() == pytest.approx(0.8, abs=1e-5)
    assert hurt[5][noticed_later].mean() < 0.3
    dip = result["alliance"][4][noticed_later] - result["alliance"][3][noticed_later]
    back = result["alliance"][5][noticed_later] - result["alliance"][4][noticed_later]
    assert dip.mean() < -0.05
    assert back.mean() > 0.05


def test_schedules_of_the_same_total_hurt_conserve_it():
    for parts in (1, 3, 15):
        schedule = np.zeros(16)
        schedule[np.linspace(0, 15, parts).astype(int)] = 3 / parts
        result = simulate(SETTING.but(**STAY), CHANCE, schedule=schedule)
        np.testing.assert_allclose(result["lapse"].sum(axis=0), 3, rtol=1e-5)


def test_without_attribution_evidence_stays_as_it_began_and_repairs_keep_their_worth():
    setting = SETTING.but(rupture_frequency=0.9, apology_wish_spread=0, **STAY)
    off = simulate(setting.but(attribution=False), CHANCE)
    np.testing.assert_allclose(off["received"], off["offered"], rtol=1e-5)
    on = simulate(setting, CHANCE)
    assert np.nanmean(on["received"]) < np.nanmean(on["offered"]) - 0.1


def test_without_corrective_learning_expectation_never_moves():
    off = simulate(SETTING.but(corrective_learning=False), CHANCE)
    assert np.ptp(off["expectation"], axis=0).max() == 0
    on = simulate(SETTING, CHANCE)
    assert np.ptp(on["expectation"], axis=0).mean() > 0.05


def test_an_apology_that_does_not_fit_is_worth_less():
    trust = simulate(SETTING, CHANCE, vary={"apology": [0, 0.5, 1]}).means["trust"]
    assert trust[1] > trust[0]
    assert trust[1] > trust[2]


def test_a_trust_ceiling_holds():
    result = simulate(SETTING.but(trust_ceiling=0.55), CHANCE)
    assert result["trust"].max() <= 0.55 + 1e-6


def test_after_leaving_nothing_more_happens():
    result = simulate(SETTING.but(rupture_frequency=0.9, repair_quality=0.1), CHANCE)
    gone = ~result["present"]
    assert gone.any()
    for name in ("felt", "any", "noticed"):
        assert not result[name][gone].any()
    assert np.isnan(result["alliance"][gone]).all()
    left = result["left"]
    attended = result["present"].sum(axis=0)
    np.testing.assert_array_equal(attended, np.where(left == 0, 16, left))
    for name in ("trust", "symptoms", "expectation"):
        series = result[name]
        who = np.flatnonzero(left)
        np.testing.assert_array_equal(series[-1, who], series[left[who] - 1, who])
    assert result.means["left"] == pytest.approx((left > 0).mean())


def test_reports_differ_by_who_is_asked():
    result = simulate(SETTING, CHANCE)
    said = reports(SETTING, CHANCE, result)
    share = {who: share_of_sessions(report, result) for who, report in said.items()}
    assert share["client"] == pytest.approx(result.share("felt"))
    assert share["observer"] > share["client"]
    assert not any(report[~result["present"]].any() for report in said.values())
    assert 0 < agreement(said["client"], said["therapist"], result) < 0.8
    assert agreement(said["client"], said["client"], result) == 1


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"vary": {"repair_quality": [0, 1.4]}}, ValueError, r"repair_quality .* got 1\.4"),
        ({"vary": {"charm": [0, 1]}}, KeyError, "No parameter is called 'charm'"),
        ({"keep": ("charm",)}, KeyError, "Cannot keep 'charm'"),
        ({"schedule": np.zeros(3)}, ValueError, "schedule must give hurt"),
        ({"schedule": -np.ones(16)}, ValueError, "schedule must give hurt"),
        ({"vary": {"sessions": [4, 8]}}, ValueError, "sessions cannot be varied"),
    ],
)
def test_what_cannot_be_simulated_is_refused(options, error, words):
    with pytest.raises(error, match=words):
        simulate(SETTING, CHANCE, **options)


def test_draws_must_reach_as_far_as_the_course():
    with pytest.raises(ValueError, match="the draws have 8 sessions, the course has 16"):
        simulate(SETTING, draws(10, 8, 1))
    with pytest.raises(ValueError, match="clients must be at least 1"):
        draws(0, 8, 1)
    with pytest.raises(KeyError, match="'trust' was not kept"):
        simulate(SETTING, CHANCE, keep=("felt",))["trust"]


def test_initial_trust_is_where_a_course_starts():
    still = {"rupture_frequency": 0, "trust_pull": 0, "symptom_to_trust": 0}
    result = simulate(SETTING.but(**still), CHANCE)
    np.testing.assert_allclose(result["trust"][-1], result.initial_trust, atol=1e-6)
