"""What is in the repository, and what must never be; and that the documents tell the truth."""

import json
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LARGEST = 1_000_000
# In two parts each, so that this file does not find itself.
INDEX_HOSTS = [
    "pypi" + ".org",
    "pypi" + ".python.org",
    "python" + "hosted.org",
    "npm" + "js.org",
    "npm" + "js.com",
    "yarn" + "pkg.com",
    "npm" + "mirror.com",
    "anaconda" + ".org",
    "anaconda" + ".com",
    "deb" + ".debian.org",
    "--index" + "-url",
    "--extra-index" + "-url",
]
MACHINE_PATH = re.compile(
    r"(?<![\w.])(/(root|work|(home|Users)/(?!me/|jovyan/)\w+)/|[A-Z]:\\\\?Users\\\\?\w)"
)
DOCUMENTS = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"]


def tracked() -> list[Path]:
    """Return the files that git keeps or would take up."""
    if not (ROOT / ".git").exists():
        pytest.skip("this copy was not made by git clone")
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    paths = [ROOT / name for name in listing.stdout.decode().split("\0") if name]
    return [path for path in paths if path.is_file()]


def text_faults(text: str) -> list[str]:
    """Return the package indexes and machine paths that a text names."""
    found = [host for host in INDEX_HOSTS if host in text]
    return found + [match.group() for match in MACHINE_PATH.finditer(text)]


def notebook_faults(notebook: dict) -> list[str]:
    """Return what a stored notebook must not hold: widget state, views, errors."""
    found = ["widget state"] if "widgets" in notebook["metadata"] else []
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            if output["output_type"] == "error":
                found.append(f"an error: {output['ename']}")
            if any("jupyter.widget" in kind for kind in output.get("data", {})):
                found.append("a widget view")
    return found


def test_no_file_names_a_package_index_or_a_machine():
    found = {}
    for path in tracked():
        faults = text_faults(path.read_bytes().decode("utf-8", errors="ignore"))
        if faults:
            found[str(path.relative_to(ROOT))] = faults
    assert found == {}


@pytest.mark.parametrize(
    "text",
    [
        "--index" + "-url here",
        "see https://pypi" + ".org/simple",
        '"resolved": "https://registry.npm' + 'js.org/x"',
        "at /ro" + "ot/x.py",
        "open('/ho" + "me/ana/x')",
        "C:\\Us" + "ers\\ana",
    ],
)
def test_an_index_or_a_machine_is_found(text):
    assert len(text_faults(text)) == 1


def test_notebooks_are_stored_clean():
    notebooks = [path for path in tracked() if path.suffix == ".ipynb"]
    found = {}
    for path in notebooks:
        faults = notebook_faults(json.loads(path.read_text(encoding="utf-8")))
        if faults and "fixtures" not in path.parts:
            found[str(path.relative_to(ROOT))] = faults
    assert found == {}


def test_a_notebook_that_is_not_clean_is_found():
    view = {"application/vnd.jupyter.widget-view+json": {}}
    outputs = [
        {"output_type": "error", "ename": "NameError"},
        {"output_type": "display_data", "data": view},
    ]
    notebook = {"metadata": {"widgets": {}}, "cells": [{"outputs": outputs}]}
    assert len(notebook_faults(notebook)) == 3


def test_files_are_small():
    large = {path.name: path.stat().st_size for path in tracked()}
    assert {name: size for name, size in large.items() if size > LARGEST} == {}


def test_nothing_that_belongs_to_one_machine_or_person_is_kept():
    unwanted = {"uv.lock", ".venv", "node_modules", "rupture-repair-journal", "gradebook.db"}
    assert [path for path in tracked() if unwanted & set(path.relative_to(ROOT).parts)] == []


def anchor(heading: str) -> str:
    """Return the anchor that a Markdown heading gets on the web."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_link_inside_the_repository_leads_somewhere(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"https?:|mailto:", target):
            continue
        path, _, section = target.partition("#")
        page = ROOT / path if path else ROOT / name
        if not page.exists():
            broken.append(target)
        elif section:
            headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
            if section not in {anchor(heading) for heading in headings}:
                broken.append(target)
    assert broken == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_command_in_the_documents_exists(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    code = "\n".join(re.findall(r"```.*?```|`[^`\n]+`", text, re.DOTALL))
    assert set(re.findall(r"\bmake (\w+)", code)) <= set(targets)
    script = (ROOT / "scripts" / "workbook.py").read_text(encoding="utf-8")
    for command in re.findall(r"workbook\.py (?:--port \d+ )?(\w+)", code):
        assert f"def {command}(" in script


def test_the_citation_names_this_version():
    version = re.compile(r'^version(?: =|:) "?([\d.]+)"?$', re.MULTILINE)
    project = version.search((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    citation = version.search((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert project.group(1) == citation.group(1)
