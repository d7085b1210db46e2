"""Run the notebooks and store what they show.

Each notebook runs from top to bottom in a fresh kernel, in its own folder, with an empty journal.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import nbclient
import nbformat
from jupyter_client.kernelspec import NoSuchKernel
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

import rupture_repair
from rupture_repair.teaching import compare, stored
from rupture_repair.teaching.stored import NotebookError, Problem

__all__ = ["check", "execute", "kernel_environment", "main", "refresh", "run_with", "workbook"]

FOLDERS = ("notebooks", "solutions")
SECONDS_PER_CELL = 120


@contextmanager
def kernel_environment() -> Iterator[dict[str, str]]:
    """Yield the environment of a kernel that has no past.

    Its journal is empty, nobody's start-up files are read, and it imports the library that is
    running here, wherever the kernel's folder is.
    """
    library = str(Path(rupture_repair.__file__).resolve().parents[1])
    paths = [library, *filter(None, [os.environ.get("PYTHONPATH")])]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        yield os.environ | {
            "PYTHONPATH": os.pathsep.join(paths),
            "RUPTURE_REPAIR_JOURNAL": str(Path(folder, "journal")),
            "IPYTHONDIR": str(Path(folder, "ipython")),
        }


def execute(notebook: NotebookNode, file: Path) -> NotebookNode:
    """Run a notebook and return it in its stored form; the argument is left as it was.

    file: where the notebook lives; the kernel runs in that folder. Raises NotebookError, with file
    and cell, when a cell fails, takes over two minutes, or shows what cannot be stored.
    """
    running = nbformat.from_dict(notebook)
    client = nbclient.NotebookClient(
        running,
        kernel_name="python3",
        timeout=SECONDS_PER_CELL,
        record_timing=False,
        store_widget_state=False,
        resources={"metadata": {"path": str(file.resolve().parent)}},
    )
    try:
        with kernel_environment() as environment:
            client.execute(env=environment, stderr=subprocess.DEVNULL)
    except CellExecutionError as error:
        raise NotebookError(file, _failed(running), f"{error.ename}: {error.evalue}") from None
    except CellTimeoutError:
        raise NotebookError(
            file, _failed(running), f"it runs for over {SECONDS_PER_CELL} seconds."
        ) from None
    except DeadKernelError:
        raise NotebookError(file, _failed(running), "the kernel died.") from None
    except NoSuchKernel:
        raise NotebookError(file, "", "there is no kernel to run it; install ipykernel.") from None
    return stored.normalise(running, file)


def _failed(notebook: NotebookNode) -> str:
    for index, cell in enumerate(notebook.cells):
        if any(output.output_type == "error" for output in cell.get("outputs", [])):
            return stored.cell_name(index, cell)
    return ""


def refresh(path: Path) -> bool:
    """Run a notebook and write it back in its stored form; return whether the file changed."""
    notebook = stored.read(path)
    before = path.read_bytes()
    stored.write(compare.keep_pictures(execute(notebook, path), notebook), path)
    return path.read_bytes() != before


def check(path: Path, tolerance: float = 0.0) -> list[Problem]:
    """Run a notebook without writing and return how the file differs from a fresh one."""
    notebook = stored.read(path)
    return compare.differences(notebook, execute(notebook, path), path, tolerance)


def run_with(path: Path, out: Path, **parameters: object) -> NotebookNode:
    """Run a notebook with other parameters, write it to `out` and return it.

    The notebook names its parameters in a cell tagged `parameters`. Raises ValueError, naming those
    there are, for any other; nothing runs then.
    """
    import papermill

    known = papermill.inspect_notebook(str(path))
    unknown = [name for name in parameters if name not in known]
    if unknown:
        there = f"It has: {', '.join(known)}." if known else "It has none."
        raise ValueError(f"{path.name} has no parameter called {', '.join(unknown)}. {there}")
    with kernel_environment() as environment, _environment(environment):
        return papermill.execute_notebook(
            str(path),
            str(out),
            parameters=parameters,
            kernel_name="python3",
            cwd=str(path.resolve().parent),
            progress_bar=False,
        )


@contextmanager
def _environment(changed: dict[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(changed)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def workbook(folders: Sequence[str], root: Path | None = None) -> list[Path]:
    """Return the notebooks in these folders of the workbook, sorted."""
    root = Path() if root is None else root
    return [path for folder in folders for path in sorted((root / folder).glob("*.ipynb"))]


def main(argv: Sequence[str]) -> int:
    """Run notebooks and store what they show, or with --check report what is out of date."""
    parser = argparse.ArgumentParser(prog="rupture-repair notebooks", description=main.__doc__)
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    parser.add_argument("files", nargs="*", type=Path, help="notebooks; all when none is named")
    options = parser.parse_args(argv)
    files = options.files or workbook(FOLDERS)
    if not files:
        print("Found no notebooks here; run this in the workbook's folder, or name the files.")
        return 2
    failed = False
    for path in files:
        try:
            if options.check:
                problems = check(path)
                print("\n".join(map(str, problems)) or f"{path}: as stored")
                failed |= bool(problems)
            else:
                print(f"{path}: {'written' if refresh(path) else 'unchanged'}")
        except NotebookError as error:
            print(error)
            failed = True
    if failed and options.check:
        print("Run “rupture-repair notebooks” and look at what changed.")
    return int(failed)
