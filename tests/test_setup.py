"""Set-up: from nothing to ready, from ready to running, and what is said when it cannot be.

The real script and Makefile run in a small project of their own, under a path with spaces and
without any network: `uv` is played by a wheel that writes down how it was called.
"""

import ast
import hashlib
import importlib
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
import zipfile
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parent.parent
SCRIPTS = ROOT / "scripts"
PYTHON = getattr(sys, "_base_executable", sys.executable)

PLAYED_UV = """
import os, sys
with open(os.environ["UV_SEEN"], "a") as seen:
    seen.write(sys.argv[2] + "\\n")
says = os.environ.get("UV_SAYS", "")
print(says, file=sys.stderr)
sys.exit(bool(says))
"""


@pytest.fixture(scope="session")
def uv_pin(tmp_path_factory) -> tuple[Path, str]:
    """A folder with the wheel that plays `uv`, and its line for a pin file."""
    folder = tmp_path_factory.mktemp("wheels")
    wheel = folder / "uv-0.1-py3-none-any.whl"
    info = "uv-0.1.dist-info/"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("uv/__main__.py", PLAYED_UV)
        archive.writestr(info + "METADATA", "Metadata-Version: 2.1\nName: uv\nVersion: 0.1\n")
        wheel_file = (
            "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr(info + "WHEEL", wheel_file)
        archive.writestr(info + "RECORD", "")
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    return folder, f"uv==0.1 \\\n    --hash=sha256:{digest}\n"


class Project:
    """A folder with the real script and Makefile, and pins of nothing but the played uv."""

    def __init__(self, folder: Path, wheels: Path, pin: str) -> None:
        self.folder = folder
        self.seen = folder.parent / "seen.txt"
        self.dev_pins = folder / "requirements-dev.txt"
        shutil.copytree(ROOT / "scripts", folder / "scripts")
        shutil.copy(ROOT / "Makefile", folder)
        shutil.copy(ROOT / "pyproject.toml", folder)
        for name in ("requirements-dev.txt", "requirements-maintain.txt"):
            (folder / name).write_text(pin)
        (folder / "tests" / "npm").mkdir(parents=True)
        self.environment = {
            **os.environ,
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(wheels),
            "UV_SEEN": str(self.seen),
            "PYTHONPATH": "",
        }

    def workbook(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess:
        return self.run(PYTHON, "scripts/workbook.py", *arguments, **environment)

    def run(self, *command: str, **environment: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            command,
            cwd=self.folder,
            env={**self.environment, **environment},
            capture_output=True,
            text=True,
        )

    def uv_calls(self) -> list[str]:
        calls = self.seen.read_text().split() if self.seen.exists() else []
        self.seen.unlink(missing_ok=True)
        return calls


@pytest.fixture
def project(tmp_path, uv_pin) -> Project:
    return Project(tmp_path / "a path with spaces", *uv_pin)


@pytest.fixture(scope="module")
def shared(tmp_path_factory, uv_pin) -> Project:
    return Project(tmp_path_factory.mktemp("shared") / "a path with spaces", *uv_pin)


@pytest.fixture
def ready(shared) -> Project:
    """A project that is set up already, shared by tests that leave it so."""
    result = shared.workbook("setup")
    assert result.returncode == 0, result.stdout + result.stderr
    shared.uv_calls()
    return shared


@pytest.fixture
def workbook(monkeypatch):
    """The script as a module, which starts nothing: it tells what it would have started."""
    monkeypatch.syspath_prepend(str(SCRIPTS))
    module = importlib.import_module("workbook")
    monkeypatch.setattr(module, "become", lambda arguments: arguments)
    monkeypatch.setattr(module.Environment, "set_up", lambda self: self.folder.name)
    return module


def assert_one_sentence(result: subprocess.CompletedProcess, *words: str) -> None:
    assert result.returncode == 1
    assert "Traceback" not in result.stdout + result.stderr
    lines = result.stderr.strip().splitlines()
    assert len(lines) == 1, result.stderr
    for word in words:
        assert word in lines[0]


@pytest.mark.skipif(not shutil.which("make"), reason="make is missing, as on Windows")
def test_the_second_start_needs_no_network_and_does_nothing(ready):
    second = ready.run("make", "setup", PIP_FIND_LINKS="", UV_SAYS="dns error")
    assert second.returncode == 0, second.stdout + second.stderr
    assert ready.uv_calls() == []


def test_changed_pins_are_brought_up_to_date_in_place(ready):
    ours = ready.folder / ".venv" / "ours"
    ours.touch()
    ready.dev_pins.write_text(ready.dev_pins.read_text() + "# changed\n")
    assert ready.workbook("setup").returncode == 0
    assert ready.uv_calls() == ["sync", "install"]
    assert ours.exists()


@pytest.mark.parametrize("fails", ["pip", "uv"])
def test_without_network_one_sentence_and_the_old_environment_stays_whole(ready, fails):
    before = ready.dev_pins.read_text()
    if fails == "uv":
        ready.dev_pins.write_text(before + "# changed\n")
        refused = ready.workbook("setup", UV_SAYS="error sending request: dns error")
    else:
        ready.dev_pins.write_text(before.replace("uv==0.1", "uv==0.2"))
        nowhere = {"PIP_NO_INDEX": "", "PIP_INDEX_URL": "http://127.0.0.1:9/simple"}
        refused = ready.workbook("setup", **nowhere)
    assert_one_sentence(refused, "could not reach the internet")
    ready.dev_pins.write_text(before)
    ready.uv_calls()
    assert ready.workbook("setup", UV_SAYS="dns error").returncode == 0
    assert ready.uv_calls() == []


def test_the_maintainers_tools_stay_out_of_the_learners_way(project):
    npm_missing = project.workbook("maintain", PATH="")
    assert_one_sentence(npm_missing, "npm is missing")
    assert project.uv_calls() == ["sync", "install"]
    assert (project.folder / ".venv-maintain" / "set-up-complete").exists()
    assert not (project.folder / ".venv").exists()


def test_a_half_made_environment_heals(project):
    (project.folder / ".venv" / "bin").mkdir(parents=True)
    (project.folder / ".venv" / "half").touch()
    assert_one_sentence(project.workbook("setup", UV_SAYS="broken wheel"), "set-up.log says why")
    left = project.folder / ".venv" / "left by the set-up that failed"
    left.touch()
    assert project.workbook("setup").returncode == 0
    assert not left.exists()
    assert not (project.folder / ".venv" / "half").exists()


def test_an_environment_that_was_moved_is_made_anew(ready, project):
    shutil.copytree(ready.folder / ".venv", project.folder / ".venv", symlinks=True)
    assert project.workbook("setup").returncode == 0
    assert project.uv_calls() == ["sync", "install"]
    configured = (project.folder / ".venv" / "pyvenv.cfg").read_text()
    assert str(ready.folder) not in configured


def test_a_python_without_venv_is_named(project):
    shadow = project.folder.parent / "shadow"
    shadow.mkdir()
    (shadow / "ensurepip.py").write_text("raise ImportError")
    assert_one_sentence(project.workbook("setup", PYTHONPATH=str(shadow)), "python3-venv")


def test_a_python_that_is_too_old_is_named(project):
    older = "import sys, runpy; sys.path.insert(0, 'scripts'); sys.version_info = (3, 9, 6);"
    older += "sys.argv = ['workbook.py', 'lab']; "
    older += "runpy.run_path('scripts/workbook.py', run_name='__main__')"
    assert_one_sentence(project.run(PYTHON, "-c", older), "3.11 or newer", "3.9")
    for script in SCRIPTS.glob("*.py"):
        ast.parse(script.read_text(encoding="utf-8"), feature_version=(3, 6))


def test_clean_removes_the_environment_and_nothing_of_the_learner(project):
    (project.folder / ".venv").mkdir()
    kept = project.folder / "rupture-repair-journal" / "mine.jsonl"
    kept.parent.mkdir()
    kept.touch()
    assert project.workbook("clean").returncode == 0
    assert not (project.folder / ".venv").exists()
    assert kept.exists()


@pytest.fixture
def taken_port():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


@pytest.mark.parametrize("command", ["lab", "app"])
def test_a_port_that_is_asked_for_and_taken_is_refused(workbook, taken_port, command, capsys):
    assert workbook.main(["--port", str(taken_port), command]) == 1
    assert f"Port {taken_port} is taken" in capsys.readouterr().err


def test_without_a_wish_the_next_free_port_is_taken(workbook, taken_port):
    assert workbook.choose_port("", taken_port) > taken_port


@pytest.mark.parametrize("asked", ["abc", "80", "70000", "-1", "8888.5"])
def test_a_port_that_is_none_is_refused(workbook, asked):
    with pytest.raises(workbook.Trouble, match="number from 1024 to 65535"):
        workbook.choose_port(asked, 8888)


def test_lab_opens_the_first_notebook_and_allows_root_only_to_root(workbook, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000, raising=False)
    as_user = workbook.main(["lab"])
    monkeypatch.setattr(os, "geteuid", lambda: 0, raising=False)
    as_root = workbook.main(["lab", "--debug"])
    assert "--LabApp.default_url=/lab/tree/notebooks/00_start_here.ipynb" in as_user
    hook = "rupture_repair.teaching.saving.without_views"
    assert f"--ContentsManager.pre_save_hook={hook}" in as_user
    assert "--allow-root" not in as_user
    assert "--allow-root" in as_root
    assert "--debug" in as_root


def test_app_hides_the_code_and_shows_exercises_too(workbook, monkeypatch):
    monkeypatch.setenv("JUPYTER_PATH", "mine")
    _, _, _, folder, *flags = workbook.main(["app"])
    assert "--strip_sources=True" in flags
    assert (ROOT / folder / "notebooks").is_dir() and (ROOT / folder / "exercises").is_dir()
    assert os.environ["JUPYTER_PATH"] == f"{ROOT / 'scripts'}{os.pathsep}mine"


def test_a_page_that_was_left_takes_its_kernel_with_it(workbook, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    cell = nbformat.v4.new_code_cell("import os; print('kernel', os.getpid(), 'here')")
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), tmp_path / "page.ipynb")
    flags = [part for part in workbook.main(["app"])[3:] if part.startswith("--")]
    soon = [re.sub(r"(cull_\w+)=\d+", r"\1=6", flag) for flag in flags]
    address = next(part for part in soon if part.startswith("--port=")).removeprefix("--port=")
    server = subprocess.Popen(
        [sys.executable, "-m", "voila", str(tmp_path), *soon, "--no-browser"],
        env={**os.environ, "HOME": str(tmp_path), "IPYTHONDIR": str(tmp_path / "ipython")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        page = f"http://127.0.0.1:{address}/voila/render/page.ipynb"
        kernel = int(until(lambda: re.search(r"kernel (\d+) here", fetched(page)))[1])
        assert until(lambda: not alive(kernel)), "the kernel goes on"
    finally:
        server.terminate()
        server.wait(20)


def until(condition, seconds: float = 60):
    """Return what `condition` says as soon as it is true, or what it says in the end."""
    end = time.monotonic() + seconds
    while not (found := condition()) and time.monotonic() < end:
        time.sleep(0.2)
    return found


def fetched(address: str) -> str:
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:
            return answer.read().decode()
    except OSError:
        return ""


def alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except OSError:
        return False
    return True


def test_only_bench_and_maintain_use_the_maintainers_environment(workbook):
    assert workbook.main(["bench", "--quick"]) == [".venv-maintain", "bench/run.py", "--quick"]
    assert workbook.main(["run", "-m", "x"]) == [".venv", "-m", "x"]


def test_a_style_fault_fails_the_tests(workbook, monkeypatch):
    monkeypatch.setenv("PATH", os.environ["PATH"])
    monkeypatch.setattr(workbook.subprocess, "call", lambda command, cwd: 1)
    assert workbook.main(["test"]) == 1
    monkeypatch.setattr(workbook.subprocess, "call", lambda command, cwd: 0)
    assert workbook.main(["test", "-x"])[-2:] == ["pytest", "-x"]


@pytest.mark.skipif(not shutil.which("make"), reason="make is missing, as on Windows")
def test_help_lists_every_target():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE).group(1).split()
    written = re.findall(r"^([a-z]\w*):", makefile, re.MULTILINE)
    said = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True).stdout
    assert re.findall(r"make (\w+)\t\w+", said) == written
    assert sorted(targets) == sorted(written)
