"""One client's year: the big model's equations, one reply at a time."""

import numpy as np
import pytest
from rupture_repair.model import Setting, draws, simulate
from rupture_repair.model.policies import POLICIES, Seen, Supposed
from rupture_repair.model.year import begin_year, follow

STAYING = {"leaving_base": -12.0, "leaving_alliance": 0.0, "leaving_hurt": 0.0}
SETTING = Setting().but(sessions=20, **STAYING)


def quiet_year(setting=SETTING, supposed=None, seed=7):
    year = begin_year(setting, supposed or Supposed(), seed)
    while not year.over:
        year = year.answer(())
    return year


def test_a_year_without_answers_is_a_simulated_course_without_repairs():
    year = quiet_year()
    chance = draws(1, 20, 7)
    blind = SETTING.but(noticing=0.0, voicing=0.0, confrontation_odds=1.0)
    course = simulate(blind, chance)
    np.testing.assert_allclose(year.course["trust"], course["trust"][:, 0], atol=1e-6)
    np.testing.assert_allclose(year.lapses, course["lapse"][:, 0], atol=1e-6)


def test_the_same_seed_and_replies_give_the_same_year():
    def way():
        year = begin_year(SETTING, Supposed(), 12)
        for labels in ((), ("owns",), (), ("apologises",)):
            year = year.answer(labels)
        return year

    first, second = way(), way()
    assert first.shown == second.shown and first.lapses == second.lapses
    assert begin_year(SETTING, Supposed(), 13).ordinary[:5].tolist() != first.ordinary[:5].tolist()


def test_a_good_answer_to_a_hurt_is_worth_trust_and_one_to_nothing_is_not():
    year = begin_year(SETTING, Supposed(), 7)
    while not year.hurts:
        quiet, spoken = year.answer(()), year.answer(("owns", "validates", "invites"))
        assert spoken.course["trust"][-2] == pytest.approx(quiet.course["trust"][-2], abs=0.01)
        year = quiet
    good = year.answer(("owns", "validates", "invites"))
    poor = year.answer(("justifies",))
    none = year.answer(())
    now = len(year.replies)
    assert good.course["trust"][now] > poor.course["trust"][now] == none.course["trust"][now]
    assert good.course["received"][now] > 0.6


def test_asking_brings_out_a_hurt_as_often_as_is_supposed_and_nothing_where_none_is():
    came = {0.0: set(), 1.0: set()}
    for opens, found in came.items():
        for seed in range(12):
            year = begin_year(SETTING, Supposed(asking_opens=opens), seed)
            for _ in range(6):
                found.add((year.hurts, year.ask().asked[-1]))
                year = year.answer(())
    assert came[0.0] == {(True, "fine"), (False, "fine")}
    assert came[1.0] == {(True, "told"), (False, "fine")}


def test_who_asked_and_says_no_more_has_invited_and_what_follows_keeps_its_worth():
    year = begin_year(SETTING, Supposed(), 7)
    assert year.ask().answer(()).replies == (("invites",),)
    assert year.answer(()).replies == ((),)
    owned = ("owns", "validates", "invites")
    assert year.ask().answer(owned).qualities == year.answer(owned).qualities


def test_a_change_makes_later_lapses_smaller_only_after_a_hurt():
    change = ("owns", "validates", "invites", "commits_change")
    year = begin_year(SETTING, Supposed(change_works=0.5), 7)
    assert not year.hurts and year.answer(change).smaller == 0
    while not year.hurts:
        year = year.answer(())
    changed = year.answer(change)
    assert changed.smaller == 0.5
    while not changed.over:
        changed = changed.answer(())
    now = len(year.replies) + 1
    np.testing.assert_allclose(changed.lapses[now:], year.ordinary[now:] / 2, atol=1e-6)


def test_every_answer_stings_where_that_is_supposed():
    year = begin_year(SETTING, Supposed(answers_sting=0.3), 7)
    plain = float(year.ordinary[1])
    assert year.answer(("invites",)).lapses[1] == pytest.approx(plain + 0.3)
    assert year.answer(()).lapses[1] == pytest.approx(plain)


def test_signs_come_only_from_hurt_and_false_alarms_only_without():
    shown = {True: set(), False: set()}
    for seed in range(30):
        year = begin_year(SETTING.but(false_alarms=0.5), Supposed(), seed)
        while not year.over:
            shown[year.hurts].add(year.sign)
            year = year.answer(())
    assert shown[False] == {"still", "ordinary"}
    assert shown[True] == {"told", "protest", "quiet", "ordinary"}


def test_a_silence_looks_to_a_policy_like_a_withdrawal():
    always = SETTING.but(false_alarms=1.0, rupture_frequency=0.0)
    year = begin_year(always, Supposed(), 3)
    assert year.sign == "still" and year.seen == Seen(True, False, False, 0)
    assert year.answer(()).seen.before == 1


def test_clients_may_leave_and_then_the_year_is_over():
    going = Setting().but(sessions=20, leaving_base=2.0)
    year = quiet_year(going)
    assert year.left and len(year.replies) < 20
    with pytest.raises(ValueError, match="over"):
        year.answer(())
    assert not quiet_year().left and len(quiet_year().replies) == 20


def test_six_policies_order_themselves_as_with_many_clients():
    ends = {}
    for name in ("never notices", "waits to be told", "asks and listens"):
        years = [follow(begin_year(SETTING, Supposed(), seed), POLICIES[name]) for seed in range(8)]
        ends[name] = np.mean([year.course["trust"][-1] for year in years])
    assert ends["never notices"] < ends["waits to be told"] < ends["asks and listens"]


def test_a_label_outside_the_vocabulary_is_refused():
    with pytest.raises(KeyError, match="No move or pitfall"):
        begin_year(SETTING, Supposed(), 7).answer(("smiles",))
