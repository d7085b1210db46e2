"""A story played in a real browser: by number keys in JupyterLab, and on a phone in the app.

Needs Chromium (Debian's, or any on the path). Screenshots land in `screenshots`, which git ignores.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
import servers

AXE = Path(__file__).parents[1] / "npm" / "node_modules" / "axe-core" / "axe.min.js"
PAGE = "story.ipynb"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        servers.chromium() is None and "CI" not in os.environ,
        reason="Chromium is missing: apt-get install chromium",
    ),
    pytest.mark.filterwarnings("ignore"),
]


def write_notebook(folder: Path) -> None:
    code = 'from rupture_repair.activities import play\n\nplay("sarah")'
    cells = [
        {"cell_type": "markdown", "id": "a", "metadata": {}, "source": "# A story"},
        {"cell_type": "code", "id": "b", "metadata": {}, "source": code,
         "execution_count": None, "outputs": []},
    ]  # fmt: skip
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = {
        "cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5,
    }  # fmt: skip
    (folder / PAGE).write_text(json.dumps(notebook))


@pytest.fixture(scope="module")
def chromium():
    with servers.browser() as found:
        yield found


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lab")
    write_notebook(folder)
    with servers.lab(folder) as address:
        yield address


@pytest.fixture
def page(chromium, lab):
    """The story in JupyterLab, just begun to be looked at."""
    page = chromium.new_page(viewport={"width": 1280, "height": 1000})
    page.set_default_timeout(120_000)
    run(page, lab)
    yield page
    page.close()


def run(page, lab):
    servers.open_notebook(page, lab, PAGE)
    servers.run_all(page)
    servers.wait_until_run(page)
    page.get_by_role("region", name="Story: ").wait_for()


def shot(page, name, **how):
    servers.SCREENSHOTS.mkdir(exist_ok=True)
    page.screenshot(path=servers.SCREENSHOTS / f"roleplay-{name}.png", **how)


def axe(page):
    if not AXE.exists():
        pytest.skip("axe-core is missing: make maintain")
    page.evaluate("source => { window.module = undefined; (0, eval)(source) }", AXE.read_text())
    result = page.evaluate(
        """() => axe.run({ include: [['.rr-activity']] }, { runOnly: ['wcag2a', 'wcag2aa',
        'wcag21a', 'wcag21aa', 'wcag22aa'], resultTypes: ['violations'] })"""
    )
    return [(v["id"], [n["html"][:200] for n in v["nodes"]]) for v in result["violations"]]


def ways(page):
    return page.locator(".rr-ways button:visible")


def wait_for_change(page, before):
    page.wait_for_function(
        "before => document.querySelector('.rr-pane').innerText !== before", arg=before
    )


def press_on(page, key):
    """Press a key, and wait until the story has gone on."""
    before = page.locator(".rr-pane").inner_text()
    page.keyboard.press(key)
    wait_for_change(page, before)


def play_to_the_end(page, keys="123"):
    """Play from where the story stands with the keyboard alone; return how often a digit chose."""
    chosen = 0
    for _ in range(200):
        if page.get_by_role("button", name="See what you could not see").count():
            return chosen
        if page.locator("[data-rr-digit]:visible").count():
            press_on(page, keys[chosen % len(keys)])
            chosen += 1
        else:
            press_on(page, "Enter")
    raise AssertionError("The story did not end.")


def test_a_story_is_played_to_its_end_with_the_keyboard_alone(page):
    region = page.get_by_role("region", name="Story: Sarah")
    line = region.locator("img.rr-live")
    box = region.locator(".rr-picture").bounding_box()
    first = line.get_attribute("src")
    shot(page, "opening")
    region.locator(".rr-quiet").first.click()  # on plain text: the keys must work from here, too
    press_on(page, "1")
    while not page.locator("[data-rr-digit]:visible").count():
        press_on(page, "Enter")
    page.wait_for_timeout(800)
    shot(page, "choices")
    assert axe(page) == []
    chosen = play_to_the_end(page, "22")
    assert chosen >= 3
    assert line.get_attribute("src") != first
    assert line.get_attribute("alt").startswith("A line of trust")
    after = region.locator(".rr-picture").bounding_box()
    assert (box["width"], box["height"]) == (after["width"], after["height"])
    page.wait_for_timeout(800)
    shot(page, "ended")
    assert axe(page) == []
    page.keyboard.press("Enter")
    region.get_by_role("heading", name="What you could not see").wait_for()
    page.wait_for_timeout(1000)
    assert region.get_by_role("heading", name="What you could not see").is_visible()
    shot(page, "debriefing")
    for words in region.locator(".rr-said p:visible").all()[:8]:
        assert words.bounding_box()["width"] > 200, words.inner_text()
    region.get_by_role("heading", name="Your path").scroll_into_view_if_needed()
    page.wait_for_timeout(500)
    shot(page, "path")
    assert axe(page) == []
    # JupyterLab would have made a heading of the cell, or run it, had it seen the keys
    assert page.locator(".jp-CodeCell").count() == 1

    # In a field, digits are digits.
    field = region.get_by_role("textbox")
    field.click()
    before = region.locator(".rr-pane").inner_text()
    page.keyboard.type("At 12, then 3.")
    region.get_by_text("Saved in your journal").wait_for()
    assert field.input_value() == "At 12, then 3."
    assert region.locator(".rr-pane").inner_text() == before

    # The cell run again: the same play, at its end; then back to the first choice.
    servers.run_all(page)
    servers.wait_until_run(page)
    region.get_by_role("heading", name="What you could not see").wait_for()
    page.wait_for_function(
        """() => { const e = document.querySelector('.rr-pane');
        return e.scrollTop > 100 && e.scrollTop + e.clientHeight > e.scrollHeight - 2 }"""
    )
    back = region.get_by_role("button", name="Go back to this choice").first
    assert region.get_by_role("textbox").input_value() == "At 12, then 3."
    back.click()
    page.locator("[data-rr-digit]:visible").first.wait_for()
    assert not region.get_by_role("heading", name="What you could not see").is_visible()
    page.wait_for_timeout(800)
    shot(page, "back")
    press_on(page, "2")  # the focus has come back, too


def test_say_it_aloud_first(page):
    region = page.get_by_role("region", name="Story: Sarah")
    region.get_by_label("Say it aloud first").check()
    region.get_by_role("button", name="I have said it").or_(
        region.get_by_role("button", name="Continue")
    ).first.wait_for()
    for _ in range(20):
        if region.get_by_role("button", name="I have said it").count():
            break
        before = page.locator(".rr-pane").inner_text()
        region.get_by_role("button", name="Continue").click()
        wait_for_change(page, before)
    shot(page, "aloud")
    region.get_by_role("button", name="I have said it").click()
    region.get_by_text("Which is nearest").wait_for()


def test_on_a_phone_nothing_is_wider_than_the_page(chromium, tmp_path):
    write_notebook(tmp_path)
    with servers.voila(tmp_path) as address:
        page = chromium.new_page(viewport={"width": 390, "height": 844})
        page.set_default_timeout(120_000)
        page.goto(f"{address}/voila/render/{PAGE}")
        region = page.get_by_role("region", name="Story: Sarah")
        region.wait_for(timeout=120_000)
        region.get_by_role("button", name="Begin").click()
        for _ in range(20):
            if page.locator("[data-rr-digit]:visible").count() > 2:
                break
            if region.get_by_role("button", name="Continue").count():
                before = page.locator(".rr-pane").inner_text()
                region.get_by_role("button", name="Continue").click()
                wait_for_change(page, before)
        page.wait_for_timeout(900)
        shot(page, "phone")
        region.locator(".rr-pane").click(position={"x": 8, "y": 8})
        play_to_the_end(page, "3")
        region.get_by_role("button", name="See what you could not see").click()
        region.get_by_role("heading", name="What you could not see").wait_for()
        page.wait_for_timeout(900)
        shot(page, "phone-debriefing")
        shot(page, "phone-whole", full_page=True)
        wide = page.evaluate(
            """() => [...document.querySelectorAll('.rr-activity *')].filter(e => {
              const box = e.getBoundingClientRect();
              return box.width && box.right > innerWidth + 1 && !e.closest('.rr-table');
            }).map(e => e.outerHTML.slice(0, 120))"""
        )
        assert wide == []
        assert axe(page) == []
        page.close()
