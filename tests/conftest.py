import pytest


def pytest_addoption(parser):
    parser.addoption(
        "--tolerant",
        action="store_true",
        help="let numbers in stored notebooks differ by 1 in 100 (for macOS and Windows)",
    )


@pytest.fixture
def tolerance(request) -> float:
    """Relative difference that numbers in stored notebooks may have from those of a fresh run."""
    return 1e-2 if request.config.getoption("--tolerant") else 0.0
