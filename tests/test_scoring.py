"""Scores against worked values from the literature, and properties that must always hold."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rupture_repair.scoring import (
    balanced_gain,
    calibration,
    cohen_kappa,
    difference_of_proportions,
    gain,
    item_statistics,
    mean,
    percent_agreement,
    proportion,
    signal_detection,
    t_quantile,
)

counts = st.integers(0, 60)


def rounded(estimate, digits):
    return tuple(round(x, digits) for x in estimate)


# -- Worked values -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("p", "df", "expected"),
    [
        (0.975, 1, 12.7062),
        (0.975, 2, 4.3027),
        (0.975, 10, 2.2281),
        (0.95, 30, 1.6973),
        (0.995, 4, 4.6041),
        (0.025, 10, -2.2281),
        (0.975, 1000, 1.9623),
    ],
)
def test_t_quantile_matches_the_printed_table(p, df, expected):
    assert t_quantile(p, df) == pytest.approx(expected, abs=5e-5)


def test_wilson_interval_matches_newcombe_1998_table_1():
    assert rounded(proportion(81, 263), 4) == (0.3080, 0.2553, 0.3662)
    assert rounded(proportion(15, 148), 4) == (0.1014, 0.0624, 0.1605)
    assert rounded(proportion(0, 20), 4) == (0.0, 0.0, 0.1611)
    assert rounded(proportion(1, 29), 4) == (0.0345, 0.0061, 0.1718)


def test_difference_matches_newcombe_1998_method_10():
    assert rounded(difference_of_proportions(56, 70, 48, 80), 4) == (0.2, 0.0524, 0.3339)
    assert rounded(difference_of_proportions(10, 10, 0, 10), 4) == (1.0, 0.6075, 1.0)


def test_sensitivity_of_a_hand_worked_case():
    # 20 of 25 hits, 10 of 25 false alarms; corrected rates 20.5/26 and 10.5/26, read from a table.
    s = signal_detection(20, 5, 10, 15)
    assert (s.hit_rate.value, s.false_alarm_rate.value) == (0.8, 0.4)
    assert s.d_prime.value == pytest.approx(0.8013 + 0.2435, abs=1e-3)
    assert s.criterion.value == pytest.approx(-(0.8013 - 0.2435) / 2, abs=1e-3)
    # By hand: .7885*.2115/(26*.2894^2) + .4038*.5962/(26*.3873^2) = .1383, its root .3719
    assert s.d_prime.high - s.d_prime.value == pytest.approx(1.96 * 0.3719, abs=2e-3)


def test_kappa_matches_the_worked_example_of_fleiss():
    # Fleiss (1981): 100 people, two raters, three diagnoses; kappa .676, standard error .088.
    table = {("p", "p"): 75, ("p", "n"): 1, ("p", "o"): 4, ("n", "p"): 5, ("n", "n"): 4,
             ("n", "o"): 1, ("o", "o"): 10}  # fmt: skip
    first = [a for (a, _), k in table.items() for _ in range(k)]
    second = [b for (_, b), k in table.items() for _ in range(k)]
    kappa = cohen_kappa(first, second)
    assert kappa.value == pytest.approx(0.676, abs=5e-4)
    assert (kappa.high - kappa.low) / (2 * 1.96) == pytest.approx(0.088, abs=1e-3)
    assert percent_agreement(first, second).value == pytest.approx(0.89)


def test_the_variance_of_kappa_is_what_the_delta_method_gives():
    counts = np.array([[30, 2, 9], [1, 10, 20], [3, 0, 25]])
    first, second = np.nonzero(np.ones((3, 3)))
    n = int(counts.sum())

    def kappa(p):
        chance = p.sum(axis=1) @ p.sum(axis=0) / p.sum() ** 2
        return (np.trace(p) / p.sum() - chance) / (1 - chance)

    p, step = counts / n, 1e-6
    slope = np.zeros((3, 3))
    for i, j in zip(first, second, strict=True):
        nudge = np.zeros((3, 3))
        nudge[i, j] = step
        slope[i, j] = (kappa(p + nudge) - kappa(p - nudge)) / (2 * step)
    error = math.sqrt((np.sum(p * slope**2) - np.sum(p * slope) ** 2) / n)
    estimate = cohen_kappa(
        np.repeat(first, counts.ravel()).tolist(), np.repeat(second, counts.ravel()).tolist()
    )
    assert estimate.value == pytest.approx(kappa(p))
    assert estimate.high - estimate.value == pytest.approx(1.959964 * error, rel=1e-5)


def test_brier_score_and_overconfidence_by_hand():
    c = calibration([0.9, 0.9, 0.6, 0.6], [1, 0, 1, 0])
    assert c.brier == pytest.approx((0.01 + 0.81 + 0.16 + 0.36) / 4)
    assert c.overconfidence.value == pytest.approx(0.25)
    assert [(b.low, b.high, b.n) for b in c.bins] == [(0.6, 0.8, 2), (0.9, 1.0, 2)]
    assert [b.right.value for b in c.bins] == [0.5, 0.5]


def test_item_statistics_by_hand():
    right = [[1, 1, 0, 1], [1, 0, 0, 1], [0, 0, 0, 1], [1, 1, 1, 1]]
    items = item_statistics(right)
    assert [d.value for d in items.difficulty] == [0.75, 0.5, 0.25, 1.0]
    # Item 1 (1,1,0,1) against the rest (2,1,1,3).
    assert items.discrimination[0] == pytest.approx(np.corrcoef([1, 1, 0, 1], [2, 1, 1, 3])[0, 1])
    assert math.isnan(items.discrimination[3])
    # KR-20: 4/3 * (1 - (.1875+.25+.1875)/1.25) with the totals 3, 2, 1, 4.
    assert items.reliability == pytest.approx(4 / 3 * (1 - 0.625 / 1.25))


def test_gain_by_hand():
    g = gain([0.4, 0.5, 0.6], [0.6, 0.6, 0.9])
    assert g.n == 3
    # Changes .2, .1, .3: mean .2, standard error .1/sqrt(3), t(2) = 4.3027.
    assert rounded(g.difference, 3) == (0.2, -0.048, 0.448)
    assert g.normalised.value == pytest.approx(0.2 / 0.5)
    assert g.normalised.low < 0.4 < g.normalised.high


def test_the_bootstrap_of_many_people_agrees_with_the_normal_approximation():
    rng = np.random.default_rng(5)
    before = rng.uniform(0.3, 0.6, 300)
    after = before + 0.4 * (1 - before) + rng.normal(0, 0.1, 300).clip(-0.1, 0.1)
    g = gain(before, after).normalised
    # Delta method for a ratio of means: residuals of change on room, over the mean room.
    rest = (after - before) - g.value * (1 - before)
    error = rest.std(ddof=1) / math.sqrt(300) / (1 - before).mean()
    assert (g.high - g.low) / 2 == pytest.approx(1.96 * error, rel=0.08)


def test_balanced_gain_cancels_an_easier_form():
    # True gain .1; form B is .2 easier, so who meets A first seems to gain .3, the others lose .1.
    noise = np.array([-0.02, 0.0, 0.02])
    estimate = balanced_gain(0.3 + noise, -0.1 + noise)
    assert estimate.value == pytest.approx(0.1)
    # Standard error ½·sqrt(2·.0004/3) = .00816, four degrees of freedom, t = 2.7764.
    assert estimate.high - estimate.value == pytest.approx(0.00816 * 2.7764, abs=1e-4)


# -- Properties --------------------------------------------------------------------------------


@settings(deadline=None)
@given(counts, counts, st.sampled_from([0.5, 0.8, 0.95, 0.99]))
def test_a_proportion_lies_in_its_interval_and_in_the_unit(successes, failures, level):
    n = successes + failures
    p = proportion(successes, n, level)
    if n == 0:
        assert all(math.isnan(x) for x in p)
        return
    assert 0 <= p.low <= p.value <= p.high <= 1
    mirrored = proportion(failures, n, level)
    assert (1 - mirrored.high, 1 - mirrored.low) == pytest.approx((p.low, p.high))


@settings(deadline=None)
@given(counts, counts, counts, counts)
def test_a_difference_turns_its_sign_when_the_groups_swap(a, b, c, d):
    if a + b == 0 or c + d == 0:
        return
    there = difference_of_proportions(a, a + b, c, c + d)
    back = difference_of_proportions(c, c + d, a, a + b)
    assert (-back.value, -back.high, -back.low) == pytest.approx(tuple(there))
    assert there.low >= -1 - 1e-12
    assert there.high <= 1 + 1e-12


@settings(deadline=None)
@given(counts, counts, counts, counts)
def test_detection_is_finite_and_symmetric(hits, misses, alarms, rejections):
    s = signal_detection(hits, misses, alarms, rejections)
    if hits + misses == 0 or alarms + rejections == 0:
        assert math.isnan(s.d_prime.value)
        return
    assert math.isfinite(s.d_prime.value)
    assert s.d_prime.low < s.d_prime.value < s.d_prime.high
    # Calling signal noise and "yes" "no" keeps the sensitivity and turns the bias round.
    turned = signal_detection(rejections, alarms, misses, hits)
    assert turned.d_prime.value == pytest.approx(s.d_prime.value, abs=1e-9)
    assert turned.criterion.value == pytest.approx(-s.criterion.value, abs=1e-9)


@settings(deadline=None)
@given(st.integers(0, 59), counts, counts)
def test_one_more_hit_never_lowers_sensitivity(hits, alarms, rejections):
    if alarms + rejections == 0:
        return
    less = signal_detection(hits, 60 - hits, alarms, rejections).d_prime.value
    more = signal_detection(hits + 1, 59 - hits, alarms, rejections).d_prime.value
    assert more > less


def test_saying_yes_to_everything_is_bias_and_no_sensitivity():
    s = signal_detection(20, 0, 20, 0)
    assert s.d_prime.value == pytest.approx(0)
    assert s.criterion.value < -1


readers = st.lists(st.tuples(st.sampled_from("wcbn"), st.sampled_from("wcbn")), max_size=60)


@settings(deadline=None)
@given(readers)
def test_kappa_is_symmetric_and_no_more_than_the_agreement(pairs):
    first, second = [a for a, _ in pairs], [b for _, b in pairs]
    kappa = cohen_kappa(first, second)
    if len({*first, *second}) < 2:
        assert math.isnan(kappa.value)
        return
    assert tuple(cohen_kappa(second, first)) == pytest.approx(tuple(kappa))
    assert -1 <= kappa.low <= kappa.value <= kappa.high <= 1
    assert kappa.value <= percent_agreement(first, second).value + 1e-12


def test_kappa_of_perfect_agreement_is_one():
    assert tuple(cohen_kappa(list("wcnn"), list("wcnn"))) == pytest.approx((1, 1, 1))


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=40))
def test_every_answer_is_in_one_bin(answers):
    c = calibration([p for p, _ in answers], [x for _, x in answers])
    assert sum(b.n for b in c.bins) == len(answers)
    assert all(b.low - 1e-12 <= b.confidence <= b.high + 1e-12 for b in c.bins)
    assert 0 <= c.brier <= 1
    assert -1 <= c.overconfidence.value <= 1


@settings(deadline=None)
@given(st.integers(2, 30), st.integers(2, 12), st.integers(0, 2**32 - 1))
def test_item_statistics_keep_their_ranges(people, items, seed):
    right = np.random.default_rng(seed).integers(0, 2, (people, items))
    found = item_statistics(right)
    known = found.discrimination[~np.isnan(found.discrimination)]
    assert np.all(np.abs(known) <= 1 + 1e-12)
    assert [d.value for d in found.difficulty] == pytest.approx(list(right.mean(axis=0)))
    assert math.isnan(found.reliability) or found.reliability <= 1 + 1e-12


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=2, max_size=20))
def test_gain_reverses_with_time_and_repeats_itself(scores):
    before, after = [a for a, _ in scores], [b for _, b in scores]
    there = gain(before, after, resamples=200)
    back = gain(after, before, resamples=200)
    assert there.difference.value == pytest.approx(-back.difference.value, abs=1e-12)
    again = gain(before, after, resamples=200)
    assert tuple(there.normalised) == pytest.approx(tuple(again.normalised), nan_ok=True)


def test_the_intervals_hold_what_they_promise():
    """In simulated data with known answers, 95% intervals hold the truth 92 to 98 times in 100."""
    rng = np.random.default_rng(7)
    h, f, n = 0.75, 0.3, 40
    true = 0.6744898 + 0.5244005
    hits, alarms = rng.binomial(n, h, 1500), rng.binomial(n, f, 1500)
    inside = [
        (d := signal_detection(a, n - a, b, n - b).d_prime).low <= true <= d.high
        for a, b in zip(hits.tolist(), alarms.tolist(), strict=True)
    ]
    assert 0.92 < np.mean(inside) < 0.98
    samples = rng.normal(3, 2, (1500, 6))
    held = [(m := mean(s)).low <= 3 <= m.high for s in samples]
    assert 0.92 < np.mean(held) < 0.98
    cells = np.array([[0.35, 0.05, 0.05], [0.02, 0.20, 0.08], [0.10, 0.03, 0.12]])
    chance = cells.sum(axis=1) @ cells.sum(axis=0)
    kappa = (np.trace(cells) - chance) / (1 - chance)
    drawn = rng.choice(9, (1000, 100), p=cells.ravel())
    covered = [
        (k := cohen_kappa((row // 3).tolist(), (row % 3).tolist())).low <= kappa <= k.high
        for row in drawn
    ]
    assert 0.92 < np.mean(covered) < 0.98


def test_what_is_undefined_is_said_to_be_so():
    assert math.isnan(mean([]).value)
    assert mean([0.5]).value == 0.5
    assert math.isnan(mean([0.5]).low)
    assert math.isnan(gain([1.0, 1.0], [1.0, 1.0]).normalised.value)
    assert math.isnan(calibration([], []).brier)
    assert math.isnan(balanced_gain([0.1], [0.2, 0.3]).value)


@pytest.mark.parametrize(
    "call",
    [
        lambda: proportion(5, 4),
        lambda: proportion(1, 4, level=95),
        lambda: signal_detection(-1, 2, 3, 4),
        lambda: calibration([1.2], [1]),
        lambda: calibration([0.5], [2]),
        lambda: calibration([0.5, 0.6], [1]),
        lambda: calibration([0.5], [1], edges=(0, 0.5)),
        lambda: item_statistics([[0, 2]]),
        lambda: gain([0.5], [1.5]),
        lambda: gain([0.5, 0.6], [0.5]),
        lambda: percent_agreement("ab", "a"),
        lambda: t_quantile(0.5, 0),
    ],
)
def test_nonsense_is_refused(call):
    with pytest.raises(ValueError, match=r"\w"):
        call()
