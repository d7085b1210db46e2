import numpy as np
import pytest
from rupture_repair.model import Setting, detect, draws, simulate
from rupture_repair.model.attention import Self, after_a_lapse
from rupture_repair.model.distance import Pair, regulate
from rupture_repair.model.learning_rules import pearce_hall, rescorla_wagner
from rupture_repair.model.network import WIRINGS, spread, wiring
from rupture_repair.model.policies import POLICIES, WORLDS, Seen, play

CHANCE = draws(800, 16, 3)


def test_rescorla_wagner_learns_a_fixed_share_of_the_surprise():
    expected = rescorla_wagner([0, 0, 1], rate=0.5, start=0.8)
    np.testing.assert_allclose(expected, [0.8, 0.4, 0.2, 0.6])
    many = rescorla_wagner(np.zeros((2, 60)))
    assert many.shape == (2, 61)
    assert many[:, -1].max() < 1e-6


def test_pearce_hall_learns_faster_after_surprise_than_after_sameness():
    same, mixed = np.ones(8), np.array([1, 0] * 4)
    after_same, attention_same = pearce_hall(np.append(same, 0), start=1.0)
    after_mixed, attention_mixed = pearce_hall(np.append(mixed, 0), start=1.0)
    assert attention_same[8] < attention_mixed[8]
    drop_same = (after_same[8] - after_same[9]) / after_same[8]
    drop_mixed = (after_mixed[8] - after_mixed[9]) / after_mixed[8]
    assert drop_same < drop_mixed
    constant = rescorla_wagner(np.append(same, 0), start=1.0)
    assert (constant[8] - constant[9]) / constant[8] == pytest.approx(0.3)


@pytest.mark.parametrize("rule", [rescorla_wagner, pearce_hall])
def test_learning_rules_refuse_what_is_no_probability(rule):
    with pytest.raises(ValueError, match="rate must lie in 0 to 1"):
        rule([0, 1], rate=1.5)
    with pytest.raises(ValueError, match="outcomes must lie in 0 to 1"):
        rule([0, 2])


def last(**pair):
    return {name: path[-1] for name, path in regulate(Pair(**pair)).items()}


def test_shame_hides_warmth_and_the_client_reaches_less():
    calm, ashamed = last(shame=0, boundary=0.5), last(shame=1.5, boundary=0.5)
    assert ashamed["shown"] < calm["shown"] - 0.1
    assert ashamed["felt"] > ashamed["shown"] + 0.1
    assert ashamed["reached"] < calm["reached"]
    assert ashamed["hurt"] > calm["hurt"]


def test_a_clear_boundary_lets_warmth_show():
    assert last(shame=1.5, boundary=0.9)["shown"] > last(shame=1.5, boundary=0.2)["shown"] + 0.1


def test_closer_is_not_kinder():
    close, warm = last(shame=0, boundary=0.1, warmth=1), last(shame=0, boundary=0.9, warmth=1)
    assert close["reached"] < warm["reached"]
    some = last(shame=0, boundary=0.1, warmth=0.4)
    assert some["reached"] > close["reached"]


def test_distance_stays_in_range_and_refuses_no_moments():
    for path in regulate(Pair(warmth=1, boundary=0, shame=2, reaching=1, tolerance=0)).values():
        assert path.min() >= 0
        assert path.max() <= 1
    with pytest.raises(ValueError, match="moments must be at least 1"):
        regulate(Pair(), 0)


def test_self_criticism_narrows_attention_and_accountability_with_kindness_repairs_best():
    denial = after_a_lapse(Self(criticism=0, accountability=0.1))
    attack = after_a_lapse(Self(criticism=1, accountability=0.9))
    kind = after_a_lapse(Self(criticism=0.2, accountability=0.9))
    assert attack["attention"][-1] < kind["attention"][-1]
    assert attack["missed"][-1] > kind["missed"][-1]
    assert kind["repair"][-1] > max(attack["repair"][-1], denial["repair"][-1])
    with pytest.raises(ValueError, match="minutes must be at least 1"):
        after_a_lapse(Self(), 0)


def test_every_wiring_is_symmetric_and_nobody_knows_only_themself():
    ties = {}
    for kind in WIRINGS:
        knows = wiring(kind, seed=2)
        assert (knows == knows.T).all()
        assert not knows.diagonal().any()
        ties[kind] = knows.sum() / 2
    assert max(ties.values()) < 1.5 * min(ties.values())


def test_how_far_attention_spreads_depends_on_the_wiring():
    ends = {kind: spread(wiring(kind), confidence=0.6)[-1].mean() for kind in WIRINGS}
    assert max(ends.values()) > min(ends.values()) + 0.15
    heard = [spread(wiring("random"), confidence=c)[-1].mean() for c in (0.1, 0.6)]
    assert heard[0] < heard[1]


def test_listeners_keep_listening_and_nonsense_is_refused():
    path = spread(wiring("ring"), listeners=2)
    assert (path[:, :2] == 1).all()
    assert path.min() >= 0
    assert path.max() <= 1
    with pytest.raises(ValueError, match="wiring must be one of"):
        wiring("star")
    with pytest.raises(ValueError, match="people must be at least 12"):
        wiring("ring", 3)
    with pytest.raises(ValueError, match="confidence must lie in 0 to 1"):
        spread(wiring("ring"), confidence=2)
    with pytest.raises(ValueError, match="listeners must lie in"):
        spread(wiring("ring"), listeners=99)


def series(*ratings):
    return np.array(ratings, float)[:, None]


def test_detectors_find_what_they_are_meant_to_find():
    dip = series(0.7, 0.72, 0.7, 0.4, 0.69, 0.71, 0.7, 0.7)
    assert np.flatnonzero(detect.criterion(dip)).tolist() == [3]
    assert np.flatnonzero(detect.v_shape(dip)).tolist() == [3]
    steady = series(0.7, 0.71, 0.7, 0.69, 0.7, 0.71, 0.7, 0.69, 0.55)
    assert np.flatnonzero(detect.control_chart(steady)).tolist() == [8]
    lasting = series(0.7, 0.72, 0.7, 0.4, 0.41, 0.4, 0.42, 0.4)
    assert detect.criterion(lasting).any()
    assert not detect.v_shape(lasting).any()


def test_stricter_criteria_find_fewer_and_the_score_knows_the_truth():
    result = simulate(Setting(), CHANCE)
    found = [detect.criterion(result["rated"], size) for size in (1, 1.5, 2)]
    counts = [one.sum() for one in found]
    assert counts[0] > counts[1] > counts[2]
    loose, strict = (
        detect.score(one, result["felt"], result["present"]) for one in (found[0], found[2])
    )
    assert loose["sensitivity"] > strict["sensitivity"]
    assert loose["precision"] < strict["precision"]
    truth = detect.score(result["felt"], result["felt"], result["present"], within=0)
    assert truth["sensitivity"] == truth["precision"] == 1
    assert (found[0] & ~result["present"]).sum() == 0


def test_each_policy_wins_in_the_world_made_for_it_and_none_in_all():
    assert WORLDS.keys() == POLICIES.keys()
    for name, supposed in WORLDS.items():
        trust = {
            other: play(policy, Setting(), CHANCE, supposed)["trust"]
            for other, policy in POLICIES.items()
        }
        assert max(trust, key=trust.get) == name


def test_a_seventh_policy_can_be_played_and_sees_only_what_shows():
    seen = set()

    def curious(what: Seen):
        seen.add(what)
        return ("owns", "validates", "invites") if what.quiet else ()

    ends = play(curious, Setting(), CHANCE)
    assert 0 < ends["trust"] < 1
    assert Seen(False, False, False, 0) in seen
    assert any(what.quiet for what in seen)
    assert {what.before for what in seen} == {0, 1, 2, 3}
    with pytest.raises(KeyError, match="No move or pitfall"):
        play(lambda what: ("smiles",), Setting(), CHANCE)
