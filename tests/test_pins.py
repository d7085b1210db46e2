"""The pin files: complete on every platform and Python, contained in each other, with hashes."""

import itertools
import re
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LEARNER, DEVELOPER, MAINTAINER = (
    ROOT / "binder" / "requirements.txt",
    ROOT / "requirements-dev.txt",
    ROOT / "requirements-maintain.txt",
)
SYSTEMS = {
    "linux": ("linux", "Linux", "posix", "x86_64"),
    "linux-arm": ("linux", "Linux", "posix", "aarch64"),
    "mac-arm": ("darwin", "Darwin", "posix", "arm64"),
    "mac-intel": ("darwin", "Darwin", "posix", "x86_64"),
    "windows": ("win32", "Windows", "nt", "AMD64"),
}
PYTHONS = ("3.11", "3.12", "3.13", "3.14")


def read_pins(path: Path) -> dict[str, tuple[Requirement, frozenset[str]]]:
    """Return name: (requirement, hashes); each name stands in the file once."""
    pins = {}
    for block in re.split(r"\n(?=[a-z0-9])", path.read_text(encoding="utf-8")):
        if block.startswith("#") and "\n" not in block:
            continue
        line = block.partition("\\")[0]
        requirement = Requirement(line)
        assert requirement.name not in pins, f"{requirement.name} is pinned twice in {path.name}"
        pins[requirement.name] = requirement, frozenset(re.findall(r"--hash=(\S+)", block))
    return pins


def asked_for(*groups: str) -> list[str]:
    """Return what pyproject.toml asks for: the project's own needs and those of these groups."""
    asked = list(PROJECT["project"]["dependencies"])
    for group in groups:
        asked += PROJECT["dependency-groups"][group]
    for extra in PROJECT["project"]["optional-dependencies"].values() if groups else ():
        asked += extra
    return [line for line in asked if not line.startswith("rupture-repair")]


def environment(system: str, python: str) -> dict[str, str]:
    platform, name, os_name, machine = SYSTEMS[system]
    return {
        **default_environment(),
        "sys_platform": platform,
        "platform_system": name,
        "os_name": os_name,
        "platform_machine": machine,
        "python_version": python,
        "python_full_version": f"{python}.5",
        "implementation_version": f"{python}.5",
    }


def needed(asked: list[str], pins: dict, target: dict[str, str]) -> set[str]:
    """Walk from what is asked for to all that it needs there; every step must be pinned.

    What a package needs is read from the installed one. A package that only other platforms
    have must be pinned too, and is not walked further.
    """
    seen: set[tuple[str, str]] = set()
    queue = [(Requirement(line), "") for line in asked]
    while queue:
        requirement, of_extra = queue.pop()
        if requirement.marker and not requirement.marker.evaluate({**target, "extra": of_extra}):
            continue
        name = canonicalize_name(requirement.name)
        assert name in pins, f"{requirement} is not pinned"
        pin = pins[name][0]
        assert pin.marker is None or pin.marker.evaluate(target), f"{name} is left out"
        version = str(pin.specifier).removeprefix("==")
        assert requirement.specifier.contains(version, prereleases=True), f"{requirement}: {pin}"
        for extra in {"", *requirement.extras} - {e for n, e in seen if n == name}:
            seen.add((name, extra))
            try:
                lines = metadata.requires(name) or []
            except metadata.PackageNotFoundError:
                lines = []
            queue += [(Requirement(line), extra) for line in lines]
    return {name for name, _ in seen}


@pytest.mark.parametrize(
    "path, groups",
    [(LEARNER, ()), (DEVELOPER, ("dev",)), (MAINTAINER, ("dev", "bench", "maintain"))],
    ids=["learner", "developer", "maintainer"],
)
@pytest.mark.parametrize("system, python", list(itertools.product(SYSTEMS, PYTHONS)))
def test_all_that_is_asked_for_is_pinned_everywhere(path, groups, system, python):
    pins = read_pins(path)
    target = environment(system, python)
    found = needed(asked_for(*groups), pins, target)
    if path == LEARNER:
        here = {n for n, (pin, _) in pins.items() if not pin.marker or pin.marker.evaluate(target)}
        assert here == found, "binder/requirements.txt holds more than learners need"


@pytest.mark.parametrize("smaller, larger", [(LEARNER, DEVELOPER), (DEVELOPER, MAINTAINER)])
def test_the_larger_file_contains_the_smaller(smaller, larger):
    inside, outside = read_pins(smaller), read_pins(larger)
    for name, (pin, hashes) in inside.items():
        assert str(outside[name][0].specifier) == str(pin.specifier)
        assert outside[name][1] == hashes


@pytest.mark.parametrize("path", [LEARNER, DEVELOPER, MAINTAINER], ids=lambda path: path.name)
def test_every_pin_is_exact_and_hashed(path):
    for pin, hashes in read_pins(path).values():
        assert re.fullmatch(r"==[\w.+!]+", str(pin.specifier)), pin
        assert hashes and all(re.fullmatch("sha256:[0-9a-f]{64}", value) for value in hashes), pin


def test_a_missing_pin_is_noticed():
    pins = read_pins(LEARNER)
    del pins["traitlets"]
    with pytest.raises(AssertionError, match="traitlets"):
        needed(asked_for(), pins, environment("linux", "3.11"))
