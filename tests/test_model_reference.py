"""The vectorised model against the same equations in plain Python, one client at a time."""

import sys
from pathlib import Path

import numpy as np
import pytest
from rupture_repair.model import Setting, draws, simulate

sys.path.insert(0, str(Path(__file__).parents[1] / "bench"))
from plain_model import run_plain


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"credibility": 2.0, "rupture_frequency": 0.8, "severity": 1.2},
        {"attribution": False},
        {"corrective_learning": False, "halo": 0.15},
        {"trust_ceiling": 0.5, "symptom_to_trust": 0.2, "leaving_base": -2.0},
    ],
)
def test_vectorised_courses_equal_plain_ones(change):
    setting, chance = Setting().but(**change), draws(150, 16, 5)
    fast, plain = simulate(setting, chance), run_plain(setting, chance)
    left = np.array([c.attended if not c.here and c.attended < 16 else 0 for c in plain])
    np.testing.assert_array_equal(fast["left"], left)
    np.testing.assert_allclose(fast["trust"], np.array([c.path for c in plain]).T, atol=2e-5)
    improvement = [1 - c.symptoms for c in plain]
    np.testing.assert_allclose(fast["improvement"], improvement, atol=2e-5)
    expectation = [c.expectation for c in plain]
    np.testing.assert_allclose(fast["expectation"][-1], expectation, atol=2e-5)
