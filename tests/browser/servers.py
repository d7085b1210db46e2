"""Start JupyterLab or Voilà for a test, and a browser to look at it."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page, TimeoutError, sync_playwright

ROOT = Path(__file__).parents[2]
SCREENSHOTS = ROOT / "screenshots"
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_QUIET = {
    "@jupyterlab/apputils-extension:notification": {
        "fetchNews": "false",
        "checkForUpdates": False,
    },
    "@jupyterlab/docmanager-extension:plugin": {"autosave": False},
}


def chromium() -> str | None:
    """Return where Chromium is, or None."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def serving(command: list[str], path: str, environment: dict[str, str]) -> Iterator[str]:
    """Run a server on a free port until it answers; yield its address."""
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    log = Path(environment["HOME"]) / "server.log"
    with log.open("w") as out:
        process = subprocess.Popen(
            [part.format(port=port) for part in command],
            env=os.environ | environment,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
        try:
            for _ in range(600):
                if process.poll() is not None:
                    raise RuntimeError(f"The server stopped:\n{log.read_text()}")
                with contextlib.suppress(OSError):
                    urllib.request.urlopen(address + path, timeout=2).close()
                    break
                time.sleep(0.1)
            else:
                raise RuntimeError(f"The server did not answer:\n{log.read_text()}")
            yield address
        finally:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(10)
            process.kill()


def _home(folder: Path) -> dict[str, str]:
    """Return an environment in which nothing of the machine's own Jupyter is read or written."""
    settings = folder / "config" / "labconfig"
    settings.mkdir(parents=True, exist_ok=True)
    overrides = folder / "overrides"
    overrides.mkdir(exist_ok=True)
    (overrides / "overrides.json").write_text(json.dumps(_QUIET))
    return {
        "HOME": str(folder),
        "JUPYTER_CONFIG_DIR": str(folder / "config"),
        "JUPYTER_DATA_DIR": str(folder / "data"),
        "JUPYTER_RUNTIME_DIR": str(folder / "runtime"),
        "IPYTHONDIR": str(folder / "ipython"),
        "RUPTURE_REPAIR_JOURNAL": str(folder / "journal"),
        "PYTHONPATH": str(ROOT / "lib"),
        "MPLCONFIGDIR": str(folder / "mpl"),
    }


@contextlib.contextmanager
def lab(folder: Path) -> Iterator[str]:
    """Serve the notebooks in `folder` with JupyterLab; yield the address."""
    environment = _home(folder)
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1",
        "--port={port}", f"--ServerApp.root_dir={folder}", "--IdentityProvider.token=",
        "--LabApp.news_url=None", f"--LabApp.app_settings_dir={folder / 'overrides'}",
        "--LabApp.extension_manager=readonly", "--ServerApp.disable_check_xsrf=True",
        "--ContentsManager.pre_save_hook=rupture_repair.teaching.saving.without_views",
    ]  # fmt: skip
    with serving(command, "/api", environment) as address:
        yield address


@contextlib.contextmanager
def voila(folder: Path) -> Iterator[str]:
    """Serve the notebooks in `folder` with Voilà; yield the address."""
    environment = _home(folder) | {"JUPYTER_PATH": str(ROOT / "scripts")}
    command = [
        sys.executable, "-m", "voila", str(folder), "--no-browser", "--port={port}",
        "--Voila.ip=127.0.0.1", "--strip_sources=True", "--template=workbook",
    ]  # fmt: skip
    with serving(command, "/voila/static/voila.js", environment) as address:
        yield address


@contextlib.contextmanager
def browser() -> Iterator[Browser]:
    """Start headless Chromium."""
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_FLAGS)
        try:
            yield found
        finally:
            found.close()


def open_notebook(page: Page, address: str, path: str) -> None:
    """Open a notebook in JupyterLab and wait for its kernel."""
    page.goto(f"{address}/lab/tree/{path}?reset")
    page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=120_000)
    # Before there is a kernel the indicator says idle, too.
    page.wait_for_function(
        "document.querySelector('.jp-NotebookPanel .jp-Notebook-ExecutionIndicator')"
        "?.dataset.status === 'idle'"
        " && !/No Kernel/.test(document.querySelector('.jp-Toolbar-kernelName')?.textContent)",
        timeout=120_000,
    )


def run_all(page: Page) -> None:
    """Choose Run, Run All Cells; a click that comes before the page is ready is made again."""
    begun = (
        "document.querySelector('.jp-NotebookPanel .jp-Notebook-ExecutionIndicator')"
        "?.dataset.status === 'busy'"
    )
    for _ in range(6):
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        with contextlib.suppress(TimeoutError):
            page.wait_for_function(begun, timeout=10_000)
            return
    raise RuntimeError("JupyterLab does not run the notebook.")


def wait_until_run(page: Page) -> None:
    """Wait until no cell is running or waiting to run."""
    page.wait_for_function(
        "document.querySelector('.jp-NotebookPanel .jp-Notebook-ExecutionIndicator')"
        "?.dataset.status === 'idle' && document.querySelector('.rr-activity')"
        " && ![...document.querySelectorAll('.jp-InputPrompt, .jp-OutputPrompt')]"
        ".some(prompt => prompt.textContent.includes('*'))",
        timeout=180_000,
    )


def scroll_to_top(page: Page) -> None:
    """Go back to the top: JupyterLab scrolls to the last cell that it ran."""
    page.evaluate(
        "document.querySelectorAll('.jp-WindowedPanel-outer').forEach(e => (e.scrollTop = 0))"
    )


def kernels(folder: Path) -> list[int]:
    """Return the process numbers of the kernels that a server in `folder` has started."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                command = (entry / "cmdline").read_bytes().decode(errors="replace")
                if "ipykernel_launcher" in command and str(folder / "runtime") in command:
                    found.append(int(entry.name))
    return found
