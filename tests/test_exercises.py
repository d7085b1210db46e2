"""Exercises come from solutions, and nbgrader accepts what is exported for it."""

import ast
import builtins
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from rupture_repair import cli
from rupture_repair.teaching import exercises, nbgrader, notebooks, stored

ROOT = Path(__file__).parents[1]
FIXTURES = ROOT / "tests" / "fixtures" / "notebooks"
SOLUTIONS = notebooks.workbook(("solutions",), ROOT)
EACH = pytest.mark.parametrize("solution", SOLUTIONS, ids=[path.name for path in SOLUTIONS])


@pytest.fixture
def workbook(tmp_path, monkeypatch):
    """A workbook with one solution and its exercise."""
    for folder in ("solutions", "exercises"):
        (tmp_path / folder).mkdir()
        shutil.copy(FIXTURES / "stock.py", tmp_path / folder)
    shutil.copy(FIXTURES / "solution.ipynb", tmp_path / "solutions" / "02_x.ipynb")
    monkeypatch.chdir(tmp_path)
    return tmp_path


# The workbook itself


@EACH
def test_the_exercise_is_as_its_solution_says(solution, tolerance):
    exercise = ROOT / "exercises" / solution.name
    assert "\n".join(map(str, exercises.check(solution, exercise, tolerance))) == ""


def test_no_exercise_and_no_solution_stands_alone():
    assert exercises.orphans(ROOT / "solutions", ROOT / "exercises") == []


@EACH
def test_the_solution_makes_an_assignment(solution):
    """Every activity of the exercise is in it, and nothing in it names what was not imported."""
    written = stored.read(solution)
    made = nbgrader.assignment(written, solution)
    code = "\n".join(cell.source for cell in made.cells if cell.cell_type == "code")
    for cell in exercises.from_solution(written, solution).cells:
        assert cell.cell_type == "markdown" or "coding" in stored.tags(cell) or cell.source in code
    loaded, known = set(), set(dir(builtins))
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Name):
            (loaded if isinstance(node.ctx, ast.Load) else known).add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.arg | ast.alias):
            known.add(getattr(node, "name", None) or node.arg)
    assert loaded <= known
    answers = [cell for cell in made.cells if cell.metadata.nbgrader.solution]
    assert not any("jupyter" in cell.metadata for cell in answers)  # none is folded away


# From solution to exercise


def test_answers_and_notes_stay_behind_and_the_rest_still_runs(workbook):
    assert exercises.main([]) == 0
    made = stored.read(workbook / "exercises" / "02_x.ipynb")
    assert " ".join(cell.id for cell in made.cells) == "title picture task answer coding try"
    text = json.dumps(made)
    for secret in ("One answer", "What it costs", "Leave silence", "noticed * quality", "assert"):
        assert secret not in text
    coding = made.cells[4]
    assert coding.source.endswith('two probabilities."""\n    ...')
    assert coding.metadata.tags == ["coding"] and "jupyter" not in coding.metadata
    assert made.cells[5].outputs[0].text == "Not filled in yet.\n"
    assert made.cells[1].outputs[1].data["text/plain"] == "Trust ends at 0.71."


def test_check_finds_an_exercise_edited_by_hand(workbook, capsys):
    assert exercises.main([]) == 0
    assert exercises.main(["--check"]) == 0
    path = workbook / "exercises" / "02_x.ipynb"
    path.write_text(path.read_text().replace("two or three sentences", "one sentence"))
    assert exercises.main(["--check"]) == 1
    assert "02_x.ipynb, cell 3 (task)" in capsys.readouterr().out
    path.write_text(path.read_text().replace("in yet.\\n", "in by you.\\n"))
    assert exercises.main(["--check"]) == 1
    assert "“Not filled in by you." in capsys.readouterr().out


def test_orphans_are_refused_either_way(workbook, capsys):
    assert exercises.main(["--check"]) == 1
    assert "its exercise has not been written yet" in capsys.readouterr().out
    shutil.copy(FIXTURES / "good.ipynb", workbook / "exercises" / "03_y.ipynb")
    assert exercises.main([]) == 1
    assert "03_y.ipynb: no solution has this name" in capsys.readouterr().out
    assert exercises.main(["--check"]) == 1


@pytest.mark.parametrize(
    "name, message",
    [
        ("unclosed.ipynb", "cell 2 (unclosed): the solution that begins in line 3 never ends"),
        ("nested.ipynb", "cell 2 (nested): line 4 opens a solution inside the one of line 2"),
        ("never_began.ipynb", "cell 2 (ended): line 3 ends a solution that never began"),
        ("misspelt.ipynb", "cell 2 (misspelt): line 2 should read “### BEGIN SOLUTION”"),
        ("breaks.ipynb", "cell 2 (breaks): without its solution the code is broken"),
        ("ends_in_dots.ipynb", "cell 2 (dots): without its solution the cell ends in"),
    ],
)
def test_a_marker_out_of_place_is_refused_by_file_and_cell(name, message, workbook, capsys):
    shutil.copy(FIXTURES / name, workbook / "solutions")
    assert exercises.main([]) == 1
    assert f"{name}, {message}" in capsys.readouterr().out
    assert not (workbook / "exercises" / name).exists()
    with pytest.raises(stored.NotebookError, match="cell 2"):
        nbgrader.assignment(stored.read(FIXTURES / name), name)


def test_a_misspelt_tag_gives_no_answer_away():
    solution = stored.read(FIXTURES / "solution.ipynb")
    solution.cells[4].metadata.tags = ["Solution"]
    with pytest.raises(stored.NotebookError, match=r"cell 5 \(worked\): .* unknown tag, Solution"):
        exercises.from_solution(solution, "x.ipynb")


def test_an_exercise_that_does_not_run_is_refused(workbook, capsys):
    path = workbook / "solutions" / "02_x.ipynb"
    solution = stored.read(path)
    solution.cells[8].source = "# See whether it works\nrepaired(10, 0.5, 0.6) + 1"
    stored.write(solution, path)
    assert exercises.main([]) == 1
    assert "exercises/02_x.ipynb, cell 6 (try): TypeError" in capsys.readouterr().out
    assert not (workbook / "exercises" / "02_x.ipynb").exists()


def test_markers_in_text_are_refused():
    solution = stored.read(FIXTURES / "solution.ipynb")
    solution.cells[2].source = "### BEGIN SOLUTION\nAn answer\n### END SOLUTION"
    with pytest.raises(stored.NotebookError, match=r"cell 3 \(task\): .* not in text"):
        exercises.from_solution(solution, "x.ipynb")


# Assignments


def test_the_parts_of_an_assignment():
    made = nbgrader.assignment(stored.read(FIXTURES / "solution.ipynb"), "x.ipynb")
    parts = {
        cell.id: [k for k in ("grade", "solution", "locked") if cell.metadata.nbgrader[k]]
        for cell in made.cells
    }
    assert parts == {
        "title": ["locked"],
        "picture": ["locked"],
        "task": ["locked"],
        "answer-activity": ["locked"],
        "answer": ["grade", "solution"],
        "coding": ["solution"],
        "try": ["locked"],
        "tests": ["grade", "locked"],
    }
    by_id = {cell.id: cell for cell in made.cells}
    assert by_id["answer-activity"].source == '# Write here\nprint("Write here.")'
    assert by_id["answer"].cell_type == "markdown"
    assert by_id["answer"].metadata.nbgrader.points == 4
    assert "That was my doing" in by_id["answer"].source
    assert "What it costs" in by_id["answer"].source
    assert by_id["tests"].metadata.nbgrader.points == 2
    assert "Leave silence" not in json.dumps(made)


@pytest.mark.parametrize(
    "drop, message",
    [(("answer", "tests", "coding"), "nothing to grade"), (("tests",), "no cell tagged “tests”")],
)
def test_an_assignment_needs_something_to_grade(drop, message):
    solution = stored.read(FIXTURES / "solution.ipynb")
    solution.cells = [cell for cell in solution.cells if cell.id not in drop]
    with pytest.raises(stored.NotebookError, match=message):
        nbgrader.assignment(solution, "x.ipynb")


GRADE_BY_HAND = """
import sys
from nbgrader.api import Gradebook
with Gradebook("sqlite:///gradebook.db") as book:
    for student in ("ada", "ben"):
        submission = book.find_submission("02_x", student)
        for grade in submission.notebooks[0].grades:
            print(student, grade.name, grade.auto_score, grade.needs_manual_grade)
            if grade.needs_manual_grade:
                grade.manual_score = 3
                grade.needs_manual_grade = False
                book.db.commit()
        print(student, "total", submission.score, submission.max_score)
"""


@pytest.mark.maintainer
def test_nbgrader_generates_releases_grades_and_gives_feedback(workbook):
    beside = str(Path(sys.executable).parent)
    program = shutil.which("nbgrader", path=os.pathsep.join([beside, os.environ["PATH"]]))
    if program is None:
        pytest.skip("nbgrader is not installed; “make maintain” adds it")
    tools = Path(program).parent
    environment = os.environ | {"PATH": f"{tools}{os.pathsep}{os.environ['PATH']}"}
    course, exchange = workbook / "course", workbook / "exchange"
    exchange.mkdir()
    exchange.chmod(0o777)

    def run(*words):
        result = subprocess.run(
            [str(word) for word in words],
            cwd=course,
            env=environment,
            capture_output=True,
            text=True,
        )
        assert result.returncode == 0, result.stdout + result.stderr
        return result.stdout

    assert cli.main(["nbgrader", str(course)]) == 0
    shutil.copy(FIXTURES / "stock.py", course / "source" / "02_x")
    run(program, "generate_assignment", "02_x")
    run(program, "release_assignment", "02_x", f"--Exchange.root={exchange}")
    released = exchange / "rupture-repair" / "outbound" / "02_x" / "02_x.ipynb"
    text = released.read_text()
    assert "That was my doing" not in text and "assert" not in text and "Leave silence" not in text

    for student in ("ada", "ben"):
        folder = course / "submitted" / student / "02_x"
        shutil.copytree(released.parent, folder)
    answered = json.loads(text)
    for cell in answered["cells"]:
        if cell["id"] == "answer":
            cell["source"] = "I came late, and I am sorry. What was it like to wait?"
        if cell["id"] == "coding":
            stub = "".join(cell["source"])
            cell["source"] = stub.replace("...", "return ruptures * noticed * quality")
    (course / "submitted" / "ada" / "02_x" / "02_x.ipynb").write_text(json.dumps(answered))

    run(program, "autograde", "02_x")
    grades = run(tools / "python", "-c", GRADE_BY_HAND).splitlines()
    assert "ada cell-tests 2.0 False" in grades and "ada cell-answer None True" in grades
    assert "ben cell-tests 0.0 False" in grades
    assert "ada total 5.0 6.0" in grades and "ben total 0.0 6.0" in grades
    run(program, "generate_feedback", "02_x")
    feedback = (course / "feedback" / "ada" / "02_x" / "02_x.html").read_text()
    assert "What was it like to wait?" in feedback and "5.0 / 6.0" in feedback


# The command


def test_the_command_lists_only_what_is_there(capsys, monkeypatch):
    monkeypatch.setitem(cli.COMMANDS, "ghost", ("rupture_repair.no_room.command:main", "haunt"))
    assert cli.main(["--help"]) == 0
    shown = capsys.readouterr().out
    assert "exercises" in shown and "ghost" not in shown
    assert cli.main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("rupture-repair ")
    for name in ("ghost", "exercise"):
        assert cli.main([name]) == 2
        said = capsys.readouterr().err
        assert said.startswith(f"rupture-repair has no command “{name}”; it has: notebooks, ")
        assert said.count("\n") == 1


def test_a_missing_package_is_named(capsys, monkeypatch):
    def absent(name):
        raise ModuleNotFoundError("No module named 'nbclient'", name="nbclient")

    monkeypatch.setattr(cli.importlib, "import_module", absent)
    assert cli.main(["notebooks"]) == 2
    assert "needs the package “nbclient”" in capsys.readouterr().err
