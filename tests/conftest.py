from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FIXTURES = ROOT / "tests" / "fixtures" / "notebooks"


def pytest_addoption(parser):
    parser.addoption(
        "--tolerant",
        action="store_true",
        help="let numbers in stored notebooks differ by 1 in 100 (for macOS and Windows)",
    )


@pytest.fixture
def tolerance(request) -> float:
    return 1e-2 if request.config.getoption("--tolerant") else 0.0


@pytest.fixture
def root() -> Path:
    return ROOT


@pytest.fixture
def fixtures() -> Path:
    return FIXTURES
