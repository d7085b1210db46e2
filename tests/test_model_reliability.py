import numpy as np
import pytest
from rupture_repair.model.reliability import (
    Observer,
    doubt,
    lapses_until_doubt,
    weight_of_a_lapse,
)

FAIR = Observer()
NEGLECTED = Observer(history=0.5, history_weight=0.5)


def test_doubt_is_bayes_rule():
    belief = doubt([True, False], Observer(prior=0.2, reliable=0.1, habitual=0.5))
    after_one = 0.2 * 0.5 / (0.2 * 0.5 + 0.8 * 0.1)
    after_two = after_one * 0.5 / (after_one * 0.5 + (1 - after_one) * 0.9)
    np.testing.assert_allclose(belief, [0.2, after_one, after_two])


def test_the_line_is_where_doubt_crosses_it():
    for sessions in (4, 10, 16):
        for observer in (FAIR, NEGLECTED):
            fewest = float(lapses_until_doubt(sessions, observer))
            for lapses in range(sessions + 1):
                final = doubt(np.arange(sessions) < lapses, observer)[-1]
                assert (final >= 0.5) == (lapses >= fewest)


def test_the_order_of_lapses_does_not_matter_to_a_fair_observer():
    early, late = np.zeros((2, 10), bool)
    early[:3], late[-3:] = True, True
    assert doubt(early, FAIR)[-1] == pytest.approx(doubt(late, FAIR)[-1])


def test_a_history_of_neglect_moves_the_line():
    assert weight_of_a_lapse(NEGLECTED) < weight_of_a_lapse(FAIR)
    assert lapses_until_doubt(10, NEGLECTED) > lapses_until_doubt(10, FAIR)
    blind = Observer(history=0.6, history_weight=0.8)
    assert weight_of_a_lapse(blind) == 1
    assert np.isinf(lapses_until_doubt([1, 10, 40], blind)).all()


def test_a_good_history_does_not_make_a_fair_observer_harsher():
    assert Observer(history=0.0, history_weight=0.8).normal == FAIR.normal


def test_the_line_must_be_a_probability():
    with pytest.raises(ValueError, match="line must lie between 0 and 1"):
        lapses_until_doubt(5, FAIR, line=1)
