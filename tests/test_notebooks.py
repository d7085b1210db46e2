"""Every notebook of the workbook is run, compared and checked; every check is seen to fail."""

import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import nbconvert
import nbformat
import pytest
import rupture_repair
from rupture_repair.teaching import checks, compare, notebooks, prose, saving, stored
from rupture_repair.teaching.lesson import HEADINGS, readability, shape
from rupture_repair.teaching.links import links

ROOT = Path(__file__).parents[1]
FIXTURES = ROOT / "tests" / "fixtures" / "notebooks"
WORKBOOK = notebooks.workbook(("notebooks", "solutions", "exercises"), ROOT)
MADE = notebooks.workbook(("notebooks", "solutions"), ROOT)  # exercises: tests/test_exercises.py
NAMES = [str(path.relative_to(ROOT)) for path in WORKBOOK]
PAGES = checks.pages(ROOT)
EACH = pytest.mark.parametrize("path", WORKBOOK, ids=NAMES)


def nbval(tmp_path, *paths, tolerant=False):
    """Run nbval in a process of its own, with an empty journal."""
    settings = tmp_path / "pytest.ini"
    settings.write_text("[pytest]\n")
    plugins = ["nbval.plugin", "no:cacheprovider"] + ["nbval_tolerant"] * tolerant
    command = [sys.executable, "-m", "pytest", "-vv", "--nbval", "--nbval-current-env"]
    command += [word for plugin in plugins for word in ("-p", plugin)]
    command += ["-c", settings, "--color=no", *paths]
    with notebooks.kernel_environment() as environment:
        environment["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
        environment["PYTHONPATH"] += os.pathsep + str(ROOT / "tests")
        return subprocess.run(
            command, env=environment, cwd=tmp_path, capture_output=True, text=True
        )


def load(name):
    return stored.read(FIXTURES / name)


def messages(problems):
    return "\n".join(map(str, problems))


# The workbook itself


def run(name, path, tolerance, folder):
    """Do what one of the two tests below asks for; return what differed, nothing if all is well."""
    if name == "test_the_file_is_as_the_notebooks_command_writes_it":
        return messages(notebooks.check(path, tolerance))
    result = nbval(folder, path, tolerant=bool(tolerance))
    return "" if result.returncode == 0 else result.stdout + result.stderr


@pytest.fixture(scope="module")
def runs(request, tmp_path_factory):
    """What came of the runs that the selected tests ask for, two at a time: kernels mostly wait."""
    tolerance = 1e-2 if request.config.getoption("--tolerant") else 0.0
    asked = [
        (item.originalname, item.callspec.params["path"])
        for item in request.session.items
        if item.path == request.path and "runs" in item.fixturenames
    ]
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        yield {
            one: pool.submit(run, *one, tolerance, tmp_path_factory.mktemp("run")) for one in asked
        }


@EACH
def test_a_fresh_run_says_what_is_stored(path, runs):
    assert runs["test_a_fresh_run_says_what_is_stored", path].result() == ""


@pytest.mark.parametrize("path", MADE, ids=[str(path.relative_to(ROOT)) for path in MADE])
def test_the_file_is_as_the_notebooks_command_writes_it(path, runs):
    assert runs["test_the_file_is_as_the_notebooks_command_writes_it", path].result() == ""


@pytest.mark.parametrize("path", [*WORKBOOK, *PAGES], ids=lambda path: path.name)
def test_a_reader_meets_no_problem(path):
    assert messages(checks.problems(path)) == ""


def test_the_workbook_is_found():
    assert "notebooks/00_start_here.ipynb" in [p.relative_to(ROOT).as_posix() for p in WORKBOOK]
    assert ROOT / "README.md" in PAGES


def test_no_cell_is_excused_from_comparison_without_a_reason():
    found = [(stored.read(path), path.relative_to(ROOT).as_posix()) for path in WORKBOOK]
    assert messages(checks.excuses(found, ROOT / "tests" / "notebooks_excused.toml")) == ""


# nbval sees what it should


def test_nbval_accepts_the_good_and_refuses_what_differs(tmp_path):
    assert nbval(tmp_path, FIXTURES / "good.ipynb").returncode == 0
    names = ["wrong_number.ipynb", "wrong_line.ipynb", "stops.ipynb"]
    result = nbval(tmp_path, *(FIXTURES / name for name in names))
    assert result.returncode == 1 and "3 failed" in result.stdout, result.stdout + result.stderr
    for wrong in ("Trust ends at 0.72.", "72% of clients stay.", "ZeroDivisionError"):
        assert wrong in result.stdout


def test_tolerance_lets_a_number_be_close_but_no_further(tmp_path):
    shutil.copy(FIXTURES / "stock.py", tmp_path)
    for said in ("71.5", "74"):
        notebook = load("good.ipynb")
        notebook.cells[3].outputs[0].text = f"{said}% of clients stay.\n"
        stored.write(notebook, tmp_path / f"{said}.ipynb")
    close, far = tmp_path / "71.5.ipynb", tmp_path / "74.ipynb"
    assert nbval(tmp_path, close).returncode == 1
    last_place = FIXTURES / "wrong_number.ipynb"
    assert nbval(tmp_path, close, last_place, tolerant=True).returncode == 0
    assert nbval(tmp_path, far, tolerant=True).returncode == 1


@pytest.mark.parametrize(
    "text, reference, snapped",
    [
        ("ends at 0.710", "ends at 0.714", "ends at 0.714"),
        ("ends at 0.21", "ends at 0.22", "ends at 0.22"),
        ("ends at 0.21", "ends at 0.23", "ends at 0.21"),
        ("12% leave", "13% leave", "13% leave"),
        ("12% leave", "14% leave", "12% leave"),
        ("4 lapses", "5 lapses", "4 lapses"),
        ("0.71 and 12%", "0.71", "0.71 and 12%"),
        ("moves by −1.000", "moves by -1.001", "moves by -1.001"),
        ("step_2 is 100", "step_2 is 100.5", "step_2 is 100.5"),
    ],
)
def test_snapping_numbers(text, reference, snapped):
    assert compare.snap_numbers(text, reference, 1e-2) == snapped
    assert compare.snap_numbers(text, reference, 0.0) == text


def test_an_excuse_needs_a_reason_and_a_reason_an_excuse(tmp_path):
    notebook = load("excused.ipynb")
    table = tmp_path / "excused.toml"
    table.write_text("")
    assert [p.cell for p in checks.excuses([(notebook, "n.ipynb")], table)] == [
        "ignored",
        "skipped",
    ]
    row = '[[excused]]\nnotebook = "n.ipynb"\ncell = "{}"\nreason = "{}"\n'
    table.write_text(row.format("ignored", "it shows the time") + row.format("skipped", ""))
    assert [p.cell for p in checks.excuses([(notebook, "n.ipynb")], table)] == ["skipped"]
    table.write_text(row.format("gone", "it shows the time"))
    assert "not excused" in messages(checks.excuses([], table))


# What is stored


def test_the_good_notebook_is_as_the_command_writes_it(tmp_path):
    for name in ("good.ipynb", "stock.py"):
        shutil.copy(FIXTURES / name, tmp_path)
    path = tmp_path / "good.ipynb"
    assert notebooks.check(path) == []
    assert notebooks.refresh(path) is False
    assert path.read_bytes() == (FIXTURES / "good.ipynb").read_bytes()


@pytest.mark.parametrize(
    "name, cell, message",
    [
        ("wrong_number.ipynb", "3 (picture)", "0.72"),
        ("wrong_line.ipynb", "4 (line)", "72%"),
        ("stale_picture.ipynb", "3 (picture)", "looks different"),
        ("stale_alternative.ipynb", "3 (picture)", "alternative text"),
        ("as_lab_saves.ipynb", "3 (picture)", "not in the stored form"),
    ],
)
def test_drift_is_found(name, cell, message):
    problems = notebooks.check(FIXTURES / name)
    assert cell in [problem.cell for problem in problems] and message in messages(problems)


def test_refresh_mends_what_drifted_and_takes_out_what_belongs_to_one_run(tmp_path):
    shutil.copy(FIXTURES / "stock.py", tmp_path)
    for name in ("as_lab_saves.ipynb", "wrong_number.ipynb", "stale_alternative.ipynb"):
        path = tmp_path / name
        shutil.copy(FIXTURES / name, path)
        assert notebooks.refresh(path) is True
        assert path.read_bytes() == (FIXTURES / "good.ipynb").read_bytes()


def test_a_cell_that_stops_is_named():
    with pytest.raises(stored.NotebookError, match=r"stops\.ipynb, cell 2 \(stops\): ZeroDivision"):
        notebooks.check(FIXTURES / "stops.ipynb")


def test_ids_are_kept_or_made_from_the_text(tmp_path):
    notebook = load("good.ipynb")
    notebook.cells[1]["id"] = notebook.cells[2]["id"] = "twice"
    del notebook.cells[3]["id"]
    path = tmp_path / "ids.ipynb"
    path.write_text(json.dumps(notebook))
    ids = [cell.id for cell in stored.read(path).cells]
    assert ids[:2] == ["title", "twice"] and len(set(ids)) == 4
    assert ids == [cell.id for cell in stored.read(path).cells]


@pytest.mark.parametrize(
    "output, message",
    [
        ({"output_type": "stream", "name": "stderr", "text": "careful"}, "standard error: careful"),
        (
            {
                "output_type": "display_data",
                "data": {"application/javascript": "1"},
                "metadata": {},
            },
            "application/javascript",
        ),
        (
            {
                "output_type": "display_data",
                "data": {"text/plain": "<Thing at 0x7f3a12345678>"},
                "metadata": {},
            },
            "memory address",
        ),
        (
            {
                "output_type": "display_data",
                "data": {"image/png": "A" * 134_000},
                "metadata": {},
            },
            "100,500 bytes",
        ),
    ],
)
def test_what_cannot_be_stored_is_refused(output, message):
    notebook = load("good.ipynb")
    notebook.cells[1].outputs = [nbformat.from_dict(output)]
    with pytest.raises(stored.NotebookError, match=rf"cell 2 \(settings\).*{message}"):
        stored.normalise(notebook, "good.ipynb")


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"nbformat": 3}'])
def test_what_is_no_notebook_is_said_to_be_none(text, tmp_path):
    (tmp_path / "x.ipynb").write_text(text)
    with pytest.raises(stored.NotebookError, match="no notebook"):
        stored.read(tmp_path / "x.ipynb")


def test_a_kernel_has_an_empty_journal_and_this_library(tmp_path):
    source = """# Look at the journal's folder, then make it
import os, pathlib, rupture_repair
folder = pathlib.Path(os.environ["RUPTURE_REPAIR_JOURNAL"])
print(folder.exists(), pathlib.Path(rupture_repair.__file__).resolve())
folder.mkdir()"""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source, id="journal")])
    here = Path(rupture_repair.__file__).resolve()
    for _ in range(2):
        run = notebooks.execute(notebook, tmp_path / "journal.ipynb")
        assert run.cells[0].outputs[0].text == f"False {here}\n"


# Other parameters


def test_run_with_other_parameters(tmp_path):
    out = tmp_path / "out.ipynb"
    run = notebooks.run_with(FIXTURES / "good.ipynb", out, number=0.5)
    assert run.cells[-1].outputs[0].text == "50% of clients stay.\n" and out.exists()


def test_an_unknown_parameter_is_refused_before_anything_runs(tmp_path):
    out = tmp_path / "out.ipynb"
    with pytest.raises(ValueError, match=r"no parameter called numbre\. It has: number, shade\."):
        notebooks.run_with(FIXTURES / "good.ipynb", out, numbre=0.5)
    with pytest.raises(ValueError, match="It has none"):
        notebooks.run_with(FIXTURES / "excused.ipynb", out, number=0.5)
    assert not out.exists()


def test_lesson_02_runs_with_other_parameters_and_refuses_unknown_ones(tmp_path):
    path = ROOT / "notebooks" / "02_occasional_or_habitual.ipynb"
    out = tmp_path / "out.ipynb"
    run = notebooks.run_with(path, out, rupture_frequency=0.8, repair_quality=0.1)
    shown = "\n".join(stored.text_of(o) for cell in run.cells for o in cell.get("outputs", []))
    assert "A rupture is felt in 8 of 10 sessions; a noticed one is repaired at 0.10." in shown
    with pytest.raises(ValueError, match="no parameter called rupture_quality"):
        notebooks.run_with(path, out, rupture_quality=0.1)


# What a reader meets


def lesson(**change):
    """Make a lesson in good shape, or with some of its parts changed."""
    parts = {
        "title": "# Occasional or habitual",
        "minutes": "About 75 minutes.",
        "objectives": "- Describe two forms\n- Predict how trust moves",
        "content": "It touches neglect; you may skip the scene.",
        "steps": HEADINGS,
        "sentences": 190,
    } | change
    body = "\n\n".join(f"## {step}\n\nText." for step in parts["steps"])
    opening = [parts[name] for name in ("title", "minutes", "objectives", "content")]
    words = " ".join(["The client waits and then she speaks."] * parts["sentences"])
    cells = [nbformat.v4.new_markdown_cell(text) for text in ("\n\n".join(opening), body, words)]
    return nbformat.v4.new_notebook(cells=cells)


def test_a_lesson_in_good_shape_passes():
    assert messages(shape(lesson(), "02_x.ipynb")) == ""
    numbered = tuple(f"{n}. {step} Mike" for n, step in enumerate(HEADINGS, start=1))
    assert messages(shape(lesson(steps=numbered), "02_x.ipynb")) == ""


@pytest.mark.parametrize(
    "change, message",
    [
        ({"title": "Occasional or habitual"}, "title"),
        ({"minutes": "It takes a while."}, "minutes"),
        ({"objectives": "- Describe two forms"}, "1 objectives"),
        ({"objectives": "- Describe this\n" * 5}, "5 objectives"),
        ({"objectives": "- Describe this\n- Understand that"}, "observable"),
        ({"content": "Read on."}, "content"),
        ({"steps": HEADINGS[:-1]}, "its steps"),
        ({"steps": HEADINGS[1::-1] + HEADINGS[2:]}, "its steps"),
        ({"steps": (*HEADINGS, "More")}, "its steps"),
        ({"sentences": 150}, "words"),
        ({"sentences": 400}, "words"),
    ],
)
def test_a_lesson_out_of_shape_is_refused(change, message):
    problems = shape(lesson(**change), "02_x.ipynb")
    assert len(problems) == 1 and message in str(problems[0])


def test_only_lessons_need_the_shape_of_a_lesson(tmp_path):
    (tmp_path / "notebooks").mkdir()
    for name, wanted in [("02_x.ipynb", True), ("00_start_here.ipynb", False)]:
        path = tmp_path / "notebooks" / name
        shutil.copy(FIXTURES / "shapeless.ipynb", path)
        assert ("its steps" in messages(checks.problems(path))) is wanted


def test_code_out_of_place_is_found():
    problems = checks.code(load("code_in_view.ipynb"), "x.ipynb")
    found = [(problem.cell.split()[1], problem.message) for problem in problems]
    for cell, message in [
        ("(bare)", "plain comment"),
        ("(bare)", "in view"),
        ("(bare)", "more than two lines"),
        ("(long)", "more than two lines"),
        ("(unrun)", "never run"),
        ("(defines)", "more than two lines"),
    ]:
        assert [c for c, m in found if c == cell and message in m], (cell, message)
    assert len(found) == 6
    assert checks.code(load("good.ipynb"), "x.ipynb") == []


def test_pictures_without_words_are_found():
    assert "no alternative text" in messages(checks.pictures(load("no_alternative.ipynb"), "x"))
    assert len(checks.pictures(load("dead_links.ipynb"), "x")) == 2
    assert checks.pictures(load("good.ipynb"), "x") == []


def test_picture_and_sentence_are_stored_so_that_a_reader_meets_both():
    kinds = [list(output.data) for output in load("good.ipynb").cells[2].outputs]
    assert kinds == [["image/png"], ["text/plain"]]


def a_run_page(source):
    view = {stored.VIEW: {"model_id": "1"}, "image/png": "iVBO", "text/plain": "Trust is 0.5."}
    live = {"output_type": "execute_result", "data": view, "metadata": {}, "execution_count": 3}
    said = {"output_type": "stream", "name": "stdout", "text": "Done."}
    cell = {"cell_type": "code", "source": source, "outputs": [live, said]}
    text = {"cell_type": "markdown", "source": "Words."}
    return {"type": "notebook", "content": {"cells": [text, cell]}}


def test_a_live_widget_is_saved_as_its_picture_and_its_sentence():
    page = a_run_page("from rupture_repair.activities import explore")
    saving.without_views(page, path="lesson.ipynb", contents_manager=None)
    outputs = page["content"]["cells"][1]["outputs"]
    assert [output.get("data") for output in outputs] == [
        {"image/png": "iVBO"},
        {"text/plain": "Trust is 0.5."},
        None,
    ]
    page["content"] |= {"nbformat": 4, "nbformat_minor": 4, "metadata": {}}
    for cell in page["content"]["cells"]:
        cell["metadata"] = {}
    page["content"]["cells"][1]["execution_count"] = 3
    nbformat.validate(nbformat.from_dict(page["content"]))


def test_what_is_no_page_of_the_workbook_is_saved_as_it_is():
    other, file = a_run_page("import ipywidgets"), {"type": "file", "content": "rupture_repair"}
    saving.without_views(other)
    saving.without_views(file)
    assert other == a_run_page("import ipywidgets")
    assert file == {"type": "file", "content": "rupture_repair"}


def test_the_words_of_a_picture_reach_a_static_page():
    page, _ = nbconvert.HTMLExporter(template_name="classic").from_notebook_node(load("good.ipynb"))
    assert 'alt="A grey square of shade 200"' in page and "Trust ends at 0.71." in page


def test_a_large_picture_is_found():
    notebook = load("good.ipynb")
    notebook.cells[2].outputs[0].data["image/png"] = "A" * 134_000
    assert "100,500 bytes" in messages(checks.pictures(notebook, "x"))


def test_dead_links_are_found(tmp_path):
    path = FIXTURES / "dead_links.ipynb"
    found = messages(links(stored.read(path), path))
    for link in (
        "99_nowhere.ipynb",
        "Good.ipynb",
        "#No-such-heading",
        "good.ipynb#Nor-this",
        "/home/me/notes.ipynb",
        "gone.html",
        "picture.png",
    ):
        assert f"the link {link} leads" in found
    alive = (
        "[a](good.ipynb#A-small-notebook) [b](#Here) [c](https://example.org) [d](../notebooks/)"
    )
    cells = [nbformat.v4.new_markdown_cell(f"# Here\n\n{alive} `[code](gone.html)`")]
    assert links(nbformat.v4.new_notebook(cells=cells), path) == []


def test_pages_are_checked_like_notebooks(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("# The Colour of *Trust*\n\n[up](#the-colour-of-trust), [on](gone.md), color")
    found = messages(checks.problems(page))
    assert "gone.md leads nowhere" in found and "“color”" in found and "#the-colour" not in found


def test_american_spelling_is_found():
    found = messages(checks.language(load("american.ipynb"), "x"))
    for word in ("counselor", "recognizes", "behavior", "minimizes"):
        assert f"“{word}”" in found
    shown = load("good.ipynb")
    shown.cells[2].outputs[1].data["text/plain"] = "The color of trust."
    assert "“color”" in messages(checks.language(shown, "x"))


@pytest.mark.parametrize(
    "text",
    [
        "The size of the prize; colour, behaviour, counsellor, minimise, practising, defence.",
        "`color='gray'` and [the colour](behavior.html)",
        "- Author (2001). Behavior and counseling. *Journal*. https://doi.org/10.1037/x",
    ],
)
def test_british_spelling_and_references_pass(text):
    assert prose.american(text) == []


def test_text_that_is_hard_to_read_is_found():
    assert "reads at grade" in messages(readability(load("hard_to_read.ipynb"), "x"))
    assert readability(lesson(), "x") == []


def test_the_grade_follows_the_formula():
    text = prose.measure("The cat sat on the mat. Patients value therapists.\n\n- A list")
    assert (text.words, text.sentences, text.syllables) == (11, 2, 15)
    assert text.grade == pytest.approx(0.39 * 11 / 2 + 11.8 * 15 / 11 - 15.59)
    assert prose.measure("").grade == 0


def test_the_checks_command_reports_and_fails(capsys, monkeypatch):
    monkeypatch.chdir(FIXTURES)
    assert checks.main(["good.ipynb"]) == 0
    assert checks.main(["american.ipynb", "gone.ipynb"]) == 1
    shown = capsys.readouterr().out
    assert "“behavior” is American" in shown and "gone.ipynb: there is no such file" in shown


def test_the_notebooks_command_reports_and_fails(capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(FIXTURES)
    assert notebooks.main(["--check", "wrong_number.ipynb"]) == 1
    assert "0.72" in capsys.readouterr().out
    assert notebooks.main(["stops.ipynb"]) == 1
    assert "ZeroDivisionError" in capsys.readouterr().out
    assert notebooks.main(["gone.ipynb"]) == 1
    assert "gone.ipynb: there is no such file" in capsys.readouterr().out
    monkeypatch.chdir(tmp_path)
    assert notebooks.main([]) == 2
