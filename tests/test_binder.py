"""Binder: what it would build from this repository, and that a lesson runs on just that."""

import importlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
BINDER = ROOT / "binder"
OFFLINE = re.compile("dns error|name resolution|client error|error sending request|NewConnection")

# Runs the code cells of a notebook as a kernel would, without any server.
RUN_CELLS = """
import json, sys
from IPython.core.interactiveshell import InteractiveShell

shell = InteractiveShell.instance()
with open(sys.argv[1], encoding="utf-8") as file:
    cells = json.load(file)["cells"]
for cell in cells:
    if cell["cell_type"] == "code":
        shell.run_cell("".join(cell["source"])).raise_error()
"""


@pytest.mark.maintainer
def test_repo2docker_finds_the_python_the_packages_and_the_project():
    program = shutil.which("repo2docker")
    if program is None:
        pytest.skip("repo2docker is not installed; `make maintain` adds it")
    done = subprocess.run(
        [program, "--no-build", "--debug", str(ROOT)],
        capture_output=True,
        text=True,
    )
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    wanted = (BINDER / "runtime.txt").read_text(encoding="utf-8").strip()
    assert re.fullmatch(r"python-3\.1[1-4]", wanted)
    assert f"Building conda environment for python={wanted.removeprefix('python-')}\n" in said
    assert re.search(r"pip install --no-cache-dir -r \"?binder/requirements\.txt", said)
    assert "RUN ./binder/postBuild" in said


def test_post_build_can_be_executed():
    listed = ["git", "ls-files", "--stage", "binder/postBuild"]
    stored = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert stored.startswith("100755 ")


def test_post_build_has_the_server_save_pages_that_can_be_read(tmp_path):
    for name, does in {"pip": "exit 0", "python": f"echo '{tmp_path}'"}.items():
        stub = tmp_path / name
        stub.write_text(f"#!/bin/sh\n{does}\n")
        stub.chmod(0o755)
    environment = os.environ | {"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}
    subprocess.run([BINDER / "postBuild"], cwd=tmp_path, env=environment, check=True)
    written = tmp_path / "etc" / "jupyter" / "jupyter_server_config.d" / "rupture_repair.json"
    hook = json.loads(written.read_text())["ContentsManager"]["pre_save_hook"]
    module, _, function = hook.rpartition(".")
    assert callable(getattr(importlib.import_module(module), function))


def stored_sentences(notebook: dict) -> list[str]:
    """Return what the stored outputs say as plain text, without the digits."""
    texts = []
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            texts.append("".join(output.get("text", output.get("data", {}).get("text/plain", ""))))
    return [without_digits(text) for text in texts if text.strip()]


def without_digits(text: str) -> str:
    return " ".join(re.sub(r"[\d.]+", "#", text).split())


@pytest.fixture(scope="module")
def binder_python(tmp_path_factory) -> Path:
    """The Python of an environment that holds what Binder installs, and nothing else."""
    folder = tmp_path_factory.mktemp("binder") / "environment"
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    scripts = folder / ("Scripts" if os.name == "nt" else "bin")
    python = scripts / ("python.exe" if os.name == "nt" else "python")
    sync = ["pip", "sync", "--python", str(python), "--require-hashes"]
    environment = {**os.environ, "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}"}
    environment.pop("PYTHONPATH", None)
    for command in (
        [sys.executable, "-m", "uv", *sync, str(BINDER / "requirements.txt")],
        [shutil.which("sh"), str(BINDER / "postBuild")],
    ):
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
        said = done.stdout + done.stderr
        if done.returncode and "CI" not in os.environ and OFFLINE.search(said):
            pytest.skip("needs the internet, to fetch what Binder installs")
        assert done.returncode == 0, said
    return python


@pytest.mark.skipif(not shutil.which("sh"), reason="postBuild needs a shell; Binder has one")
@pytest.mark.parametrize("lesson", ["02"])
def test_a_lesson_runs_on_what_binder_installs(binder_python, tmp_path, lesson):
    (path,) = (ROOT / "notebooks").glob(f"{lesson}_*.ipynb")
    sentences = stored_sentences(json.loads(path.read_text(encoding="utf-8")))
    assert sentences, f"{path.name} stores no sentence"
    home = {"HOME": str(tmp_path), "USERPROFILE": str(tmp_path), "PYTHONPATH": ""}
    done = subprocess.run(
        [binder_python, "-c", RUN_CELLS, path],
        cwd=tmp_path,
        env={**os.environ, **home},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stdout + done.stderr
    said = without_digits(done.stdout)
    for sentence in sentences:
        assert sentence in said
