"""Who may import whom inside the library, read from the source without running it."""

import ast
import sys
from pathlib import Path

import pytest

LIBRARY = Path(__file__).resolve().parent.parent / "lib" / "rupture_repair"

BASE = {"vocabulary", "scoring", "model"}
MIDDLE = {"curriculum", "stories", "coach", "summaries"}
MAY_IMPORT = {
    "__init__": set(),
    "vocabulary": set(),
    "scoring": set(),
    "model": {"vocabulary"},
    **dict.fromkeys(MIDDLE, BASE),
    "figures": set(),
    "journal": set(),
    "activities": BASE | MIDDLE | {"figures", "journal"},
    "teaching": BASE | MIDDLE | {"figures", "journal"},
    "cli": BASE | MIDDLE | {"figures", "journal", "teaching"},
}
WIDGETS = {"ipywidgets", "anywidget"}
# What a learner has: the four packages, and three that come with them.
LEARNER_HAS = WIDGETS | {"numpy", "matplotlib", "traitlets", "IPython", "PIL"}


def imported_names(source: str, package: list[str]) -> set[str]:
    """Return the dotted names a module imports, anywhere in it, relative ones resolved."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            parents = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*parents, *([node.module] if node.module else [])])
            names |= {f"{module}.{alias.name}" for alias in node.names}
    return names


def faults(library: Path) -> list[str]:
    """Return one line for each import that goes against the layers."""
    found = []
    for path in sorted(library.rglob("*.py")):
        where = path.relative_to(library)
        room = where.parts[0].removesuffix(".py")
        if room not in MAY_IMPORT:
            found.append(f"{where}: the layers do not know {room}")
            continue
        package = ["rupture_repair", *where.parent.parts]
        for name in sorted(imported_names(path.read_text(encoding="utf-8"), package)):
            top, _, rest = name.partition(".")
            if top == "rupture_repair":
                other = rest.partition(".")[0]
                wrong = other in MAY_IMPORT and other != room and other not in MAY_IMPORT[room]
            else:
                outside = top not in sys.stdlib_module_names
                learner = room not in {"teaching", "cli"}
                wrong = (
                    name.startswith(("matplotlib.pyplot", "pylab", "matplotlib.pylab"))
                    or (top in WIDGETS and room != "activities")
                    or (room == "model" and outside and top != "numpy")
                    or (learner and outside and top not in LEARNER_HAS)
                )
            if wrong:
                found.append(f"{where} imports {name}")
    return found


def test_imports_point_downwards():
    assert faults(LIBRARY) == []


def test_the_library_is_there():
    assert len(list(LIBRARY.rglob("*.py"))) > 8


@pytest.mark.parametrize(
    "where, source",
    [
        ("vocabulary.py", "import rupture_repair.model"),
        ("scoring.py", "from . import vocabulary"),
        ("model/step.py", "from ..coach import read"),
        ("model/step.py", "from rupture_repair import summaries"),
        ("model/step.py", "import matplotlib"),
        ("model/step.py", "import scipy.special"),
        ("coach/rules.py", "def late():\n    from rupture_repair.activities import explorer"),
        ("stories/walk.py", "from ..coach import read"),
        ("figures/fan.py", "from rupture_repair.model import simulate"),
        ("figures/fan.py", "from matplotlib import pyplot"),
        ("figures/fan.py", "import matplotlib.pyplot as plt"),
        ("activities/quiz.py", "from matplotlib.pyplot import subplots"),
        ("activities/quiz.py", "from ..teaching import packets"),
        ("activities/quiz.py", "import nbformat"),
        ("teaching/packets.py", "from rupture_repair.activities import quiz"),
        ("teaching/packets.py", "import ipywidgets"),
        ("summaries.py", "from anywidget import AnyWidget"),
        ("journal.py", "import rupture_repair.coach"),
        ("extras.py", ""),
    ],
)
def test_an_import_that_points_upwards_is_found(tmp_path, where, source):
    path = tmp_path / where
    path.parent.mkdir(exist_ok=True)
    path.write_text(source)
    assert len(faults(tmp_path)) == 1


@pytest.mark.parametrize(
    "where, source",
    [
        ("model/step.py", "import math\nimport numpy as np\nfrom ..vocabulary import MOVES"),
        ("model/step.py", "from .course import Course\nfrom rupture_repair.model import data"),
        ("coach/rules.py", "from rupture_repair import vocabulary"),
        ("figures/fan.py", "from matplotlib.figure import Figure\nimport rupture_repair"),
        ("activities/quiz.py", "import anywidget\nfrom .. import journal, figures"),
        ("teaching/packets.py", "import nbformat\nfrom ..scoring import kappa"),
    ],
)
def test_an_import_that_points_downwards_is_allowed(tmp_path, where, source):
    path = tmp_path / where
    path.parent.mkdir(exist_ok=True)
    path.write_text(source)
    assert faults(tmp_path) == []
