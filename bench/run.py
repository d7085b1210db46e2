"""Measure how fast the workbook answers, in a real browser and beside what it replaces.

`make bench` runs everything and prints one table; the same numbers go to bench/results as JSON.
Names given as arguments choose parts: browser, drag, memory, import, model.
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import nbformat

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "tests" / "browser"), str(ROOT / "lib"), str(ROOT / "bench")]

import servers  # noqa: E402

PRESSES, REST = 60, 180  # key presses a widget, and milliseconds between them

LABEL = """
import ipywidgets as w
slider, label = w.IntSlider(max=200), w.Label("0")
slider.observe(lambda change: setattr(label, "value", str(change["new"])), "value")
w.VBox([slider, label])
"""
INTERACT = """
import matplotlib.pyplot as plt, numpy as np, ipywidgets as w
%matplotlib inline
def draw(x=0):
    fig, ax = plt.subplots(figsize=(6, 4))
    ax.fill_between(range(17), 0.4 + x / 1000, 0.6)
    ax.plot(np.random.default_rng(x).random((17, 12)), lw=0.9)
    ax.set(ylim=(0, 1), xlabel="session", ylabel="trust")
    plt.show()
w.interact(draw, x=w.IntSlider(max=200, description="x"))
"""
REUSED = """
import ipywidgets as w, numpy as np
from matplotlib.figure import Figure
from IPython.display import display
%matplotlib inline
fig = Figure(figsize=(6, 4)); ax = fig.add_subplot()
lines = ax.plot(np.random.default_rng(0).random((17, 12)), lw=0.9)
ax.set(ylim=(0, 1), xlabel="session", ylabel="trust")
out, slider = w.Output(), w.IntSlider(max=200)
def draw(change):
    for n, line in enumerate(lines):
        line.set_ydata(np.random.default_rng(n).random(17) * (0.5 + change["new"] / 400))
    with out:
        out.clear_output(wait=True)
        display(fig)
slider.observe(draw, "value"); draw({"new": 0})
w.VBox([slider, out])
"""
EXPLORER = """
from rupture_repair.activities import explore
explore("02")
"""
PID = "import os; print('kernel', os.getpid())"


@dataclass
class Row:
    """One line of the table: what was measured, how much, and what was hoped for."""

    what: str
    value: str
    aim: str = ""
    met: bool | None = None


def notebook(folder: Path, name: str, *cells: str) -> None:
    made = [nbformat.v4.new_code_cell(source.strip()) for source in cells]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(nbformat.v4.new_notebook(cells=made, metadata=kernel), folder / name)


def open_notebook(page, address: str, name: str) -> None:
    servers.open_notebook(page, address, name)
    page.add_script_tag(path=str(ROOT / "bench" / "page.js"))


def quantiles(times: list[float]) -> tuple[float, float]:
    ordered = sorted(times)
    return statistics.median(ordered), ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]


def presses(page, handle, kind: str) -> list[float]:
    """Press an arrow key again and again; return milliseconds to the painted change."""
    page.evaluate("kind => rrBench.start(document.querySelector('.jp-Notebook'), kind)", kind)
    handle.focus()
    for n in range(PRESSES + 5):
        if n == 5:
            page.evaluate("rrBench.clear()")
        page.keyboard.press("ArrowRight" if n % 20 < 10 else "ArrowLeft")
        page.wait_for_timeout(REST)
        if kind == "slow":
            page.wait_for_timeout(4 * REST)
    return page.evaluate("rrBench.times()")


def resident(pid: int) -> float:
    """Return the resident memory of a process in MB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(next(line for line in status.splitlines() if "VmRSS" in line).split()[1]) / 1024


def kernel_pid(page) -> int:
    text = page.locator(".jp-OutputArea-output", has_text="kernel ").first.inner_text()
    return int(text.split("kernel ")[1].split()[0])


def measure_presses(address: str, browser) -> list[Row]:
    got: dict[str, tuple[float, float]] = {}
    for name in ("label", "interact", "reused", "explorer"):
        page = browser.new_page(viewport={"width": 1280, "height": 1000})
        open_notebook(page, address, f"{name}.ipynb")
        servers.run_all(page)
        if name == "explorer":
            page.wait_for_selector("img.rr-live[src^=data]", timeout=60_000)
            handle = page.locator("input[type=range]").first
            page.locator(".rr-activity").first.scroll_into_view_if_needed()
        else:
            handle = page.locator(".noUi-handle, input[type=range]").first
            handle.wait_for(timeout=60_000)
            # JupyterLab would otherwise take the arrow keys for itself.
            handle.evaluate("e => e.setAttribute('data-lm-suppress-shortcuts', 'true')")
        page.wait_for_timeout(3000)
        if name == "label":
            page.locator(".widget-label").last.evaluate("e => e.dataset.benchLabel = 1")
        kind = "label" if name == "label" else "slow" if name == "interact" else "image"
        got[name] = quantiles(presses(page, handle, kind))
        page.close()
    label = got["label"][0]
    names = {"label": "empty label", "interact": "interact, new figure",
             "reused": "reused figure in an Output", "explorer": "explorer with map"}  # fmt: skip
    rows = [
        Row(f"{names[name]}, p50 / p95", f"{half:.0f} / {most:.0f} ms")
        for name, (half, most) in got.items()
    ]
    slower, faster = got["explorer"][0] / label, got["interact"][0] / got["explorer"][0]
    rows += [
        Row("explorer against the label", f"{slower:.2f} times", "at most 1.6", slower <= 1.6),
        Row("interact against the explorer", f"{faster:.1f} times", "at least 5", faster >= 5),
    ]
    return rows


def measure_drag(address: str, browser) -> list[Row]:
    rows = []
    for scale in (1, 2):
        context = browser.new_context(
            viewport={"width": 1280, "height": 1000}, device_scale_factor=scale
        )
        page = context.new_page()
        open_notebook(page, address, "explorer.ipynb")
        servers.run_all(page)
        page.wait_for_selector("img.rr-live[src^=data]", timeout=60_000)
        page.wait_for_timeout(3000)
        box = page.locator("input[type=range]").first.bounding_box()
        page.evaluate("rrBench.start(document.querySelector('.jp-Notebook'), 'image')")
        middle = box["y"] + box["height"] / 2
        page.mouse.move(box["x"] + box["width"] * 0.3, middle)
        page.mouse.down()
        begun = time.perf_counter()
        moves = 90
        for n in range(moves):
            across = 0.1 + 0.8 * abs((n / 30) % 2 - 1)
            page.mouse.move(box["x"] + box["width"] * across, middle)
            time.sleep(max(0.0, begun + (n + 1) / 30 - time.perf_counter()))
        last = page.evaluate("performance.now()")
        page.wait_for_timeout(1500)
        page.mouse.up()
        painted = page.evaluate("rrBench.painted()")
        first = last - 3000
        during = [at for at in painted if first <= at <= last]
        after = max((at for at in painted), default=last) - last
        rate = len(during) / 3
        rows += [
            Row(f"drag at scale {scale}: pictures a second", f"{rate:.0f}", "at least 15",
                rate >= 15),
            Row(f"drag at scale {scale}: last picture after", f"{max(after, 0):.0f} ms"),
        ]  # fmt: skip
        context.close()
    return rows


def measure_memory(address: str, browser) -> list[Row]:
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    open_notebook(page, address, "lesson.ipynb")
    clicked = time.perf_counter()
    servers.run_all(page)
    page.wait_for_function(
        "document.querySelector('.rr-frame')?.naturalWidth > 0"
        " || document.querySelector('.rr-live[src^=data]')", timeout=120_000,
    )  # fmt: skip
    first = time.perf_counter() - clicked
    page.wait_for_selector(".rr-activity >> nth=8", timeout=120_000)
    page.wait_for_timeout(4000)
    page.get_by_role("button", name="Skip").first.click()
    page.wait_for_timeout(1500)
    pid = kernel_pid(page)
    handle = page.get_by_label("How often a rupture is felt").first
    handle.scroll_into_view_if_needed()
    handle.focus()
    for _ in range(20):
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(80)
    before = resident(pid)
    for n in range(300):
        page.keyboard.press("ArrowRight" if n % 20 < 10 else "ArrowLeft")
        page.wait_for_timeout(60)
    page.wait_for_timeout(1000)
    after = resident(pid)
    page.close()
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    open_notebook(page, address, "label.ipynb")
    clicked = time.perf_counter()
    servers.run_all(page)
    page.wait_for_selector("div.widget-label", timeout=60_000)
    plain = time.perf_counter() - clicked
    page.close()
    return [
        Row("kernel with lesson 02 open", f"{before:.0f} MB", "under 160", before < 160),
        Row("growth over 300 redraws", f"{after - before:.1f} MB", "under 1", after - before < 1),
        Row("Run all to first live picture, lesson 02", f"{first:.1f} s"),
        Row("Run all to a notebook with one label", f"{plain:.1f} s"),
    ]


def measure_browser(parts: set[str]) -> list[Row]:
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for name, source in (("label", LABEL), ("interact", INTERACT), ("reused", REUSED),
                             ("explorer", EXPLORER)):  # fmt: skip
            notebook(folder, f"{name}.ipynb", source)
        lesson = nbformat.read(ROOT / "notebooks" / "02_occasional_or_habitual.ipynb", 4)
        lesson.cells.insert(0, nbformat.v4.new_code_cell(PID))
        nbformat.write(lesson, folder / "lesson.ipynb")
        with servers.lab(folder) as address, servers.browser() as browser:
            if "browser" in parts:
                rows += measure_presses(address, browser)
            if "drag" in parts:
                rows += measure_drag(address, browser)
            if "memory" in parts:
                rows += measure_memory(address, browser)
    return rows


def measure_import() -> list[Row]:
    code = (
        "import time, numpy, ipywidgets, anywidget\n"
        "import matplotlib.figure, matplotlib.backends.backend_agg\n"
        "import matplotlib.collections, matplotlib.patheffects, PIL.Image\n"
        "t = time.perf_counter(); import rupture_repair.activities; print(time.perf_counter() - t)"
    )
    times = [
        float(subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True,
            env={"PYTHONPATH": str(ROOT / "lib"), "PATH": "", "HOME": tempfile.gettempdir()},
        ).stdout)
        for _ in range(5)
    ]  # fmt: skip
    best = statistics.median(times)
    return [
        Row("library import beyond the four packages", f"{best:.2f} s", "under 0.3", best < 0.3)
    ]


def measure_model() -> list[Row]:
    import bench_model

    return [Row(**row) for row in bench_model.rows()]


def main() -> int:
    parts = ("browser", "drag", "memory", "import", "model")
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("part", nargs="*", choices=[*parts, []], help="what to measure")
    chosen = set(parser.parse_args().part or parts)
    rows: list[Row] = []
    if chosen & {"browser", "drag", "memory"}:
        rows += measure_browser(chosen)
    if "import" in chosen:
        rows += measure_import()
    if "model" in chosen:
        rows += measure_model()
    width = max(len(row.what) for row in rows)
    for row in rows:
        mark = "" if row.met is None else "met" if row.met else "NOT MET"
        print(f"{row.what:<{width}}  {row.value:>18}  {row.aim:<14} {mark}")
    results = ROOT / "bench" / "results"
    results.mkdir(exist_ok=True)
    record = {"python": platform.python_version(), "rows": [asdict(row) for row in rows]}
    (results / "latest.json").write_text(json.dumps(record, indent=1))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
