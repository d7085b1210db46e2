"""Lesson 02 in a real browser: what a learner does, and what the page then shows.

Needs Chromium (Debian's, or any on the path). Screenshots land in `screenshots`, which git ignores.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
from pathlib import Path

import pytest
import servers
from playwright.sync_api import expect

ROOT = Path(__file__).parents[2]
LESSON = "notebooks/02_occasional_or_habitual.ipynb"
AXE = Path(__file__).parents[1] / "npm" / "node_modules" / "axe-core" / "axe.min.js"
FREQUENCY, QUALITY = "How often a rupture is felt", "How well a noticed rupture is repaired"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        servers.chromium() is None and "CI" not in os.environ,
        reason="Chromium is missing: apt-get install chromium",
    ),
    pytest.mark.filterwarnings("ignore"),
]


@pytest.fixture(scope="module")
def chromium():
    with servers.browser() as found:
        yield found


def copies(folder: Path) -> Path:
    for name in ("notebooks", "exercises", "solutions"):
        shutil.copytree(ROOT / name, folder / name)
    return folder


@pytest.fixture(scope="module", params=["lab", "voila"])
def place(request, tmp_path_factory):
    """A server with the notebooks, by name, folder and address."""
    folder = copies(tmp_path_factory.mktemp(request.param))
    start = servers.lab if request.param == "lab" else servers.voila
    with start(folder) as address:
        yield request.param, folder, address


class Lesson:
    """A page with a lesson open and all its cells run."""

    def __init__(self, browser, place, path=LESSON, **context):
        self.name, self.folder, self.address = place
        self.context = browser.new_context(viewport={"width": 1280, "height": 1000}, **context)
        self.page = self.context.new_page()
        self.page.set_default_timeout(120_000)
        self.trouble: list[str] = []
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.trouble.append(str(error)))
        self.open(path)

    def _heard(self, message):
        if message.type == "error":
            self.trouble.append(message.text)

    def open(self, path):
        if self.name == "lab":
            servers.open_notebook(self.page, self.address, path)
            servers.run_all(self.page)
            servers.wait_until_run(self.page)
            servers.scroll_to_top(self.page)
        else:
            self.page.goto(f"{self.address}/voila/render/{path}")
        self.page.get_by_role("button", name="This is my guess").or_(
            self.page.get_by_text("You said")
        ).or_(self.page.get_by_text("Skipped.")).first.wait_for()

    def region(self, name):
        found = self.page.get_by_role("region", name=name)
        found.first.scroll_into_view_if_needed()
        return found.first

    def shot(self, name):
        servers.SCREENSHOTS.mkdir(exist_ok=True)
        self.page.screenshot(path=servers.SCREENSHOTS / f"{self.name}-{name}.png")

    def close(self):
        self.context.close()


@pytest.fixture(scope="module")
def lesson(chromium, place):
    opened = Lesson(chromium, place)
    yield opened
    opened.close()


def settled(locator, old, timeout=20_000):
    """Wait until a text differs from `old`, and return it."""
    page = locator.page
    for _ in range(timeout // 50):
        text = locator.inner_text()
        if text != old:
            return text
        page.wait_for_timeout(50)
    raise AssertionError(f"Nothing changed; it still says: {old}")


def test_no_console_error_after_run_all(lesson):
    assert lesson.trouble == []


def test_no_code_in_sight_in_the_app(lesson):
    if lesson.name == "voila":
        assert "rupture_repair" not in lesson.page.locator("body").inner_text()
        assert lesson.page.locator(".jp-InputArea-editor:visible").count() == 0


def test_the_prediction_comes_first_and_opens_the_explorer(lesson):
    asked = lesson.region("Prediction: where will trust end?")
    explorer = lesson.region("Explorer: how often, and how well repaired")
    slider = explorer.get_by_label(FREQUENCY)
    assert slider.is_disabled()
    assert asked.locator("img").count() == 0
    guess = asked.get_by_role("slider")
    guess.focus()
    guess.press("ArrowRight")
    asked.get_by_role("button", name="This is my guess").click()
    asked.get_by_text("You said 0.55").wait_for()
    explorer.get_by_role("button", name="Mike’s therapist", pressed=True).wait_for()
    assert slider.is_enabled()
    lesson.shot("prediction")


@pytest.mark.parametrize("name", [FREQUENCY, QUALITY])
def test_a_slider_moved_by_key_moves_picture_sentence_and_mark_together(lesson, name):
    explorer = lesson.region("Explorer: how often, and how well repaired")
    slider = explorer.get_by_label(name)
    picture = explorer.locator("img.rr-live").first
    mark = explorer.locator(".rr-here").first
    sentence = explorer.locator(".rr-sentence").first
    slider.focus()
    before = sentence.inner_text(), picture.get_attribute("src"), mark.get_attribute("style")
    value = float(slider.input_value())
    slider.press("ArrowRight")
    text = settled(sentence, before[0])
    assert float(slider.input_value()) == pytest.approx(value + 0.05)
    assert picture.get_attribute("src") != before[1]
    assert mark.get_attribute("style") != before[2]
    shown = float(slider.input_value())
    twentieths = round(shown * 20)
    often = f"{twentieths} of 20" if twentieths % 2 else f"{twentieths // 2} of 10"
    said = often if name == FREQUENCY else f"{shown:.2f}"
    assert said in text
    assert picture.get_attribute("alt").endswith(text)
    spot = mark.evaluate("e => [parseFloat(e.style.left), parseFloat(e.style.top)]")
    where = explorer.evaluate(
        """(root, names) => names.map(name => [...root.querySelectorAll('label')]
        .find(label => label.textContent === name).parentElement
        .querySelector('input').valueAsNumber)
        """,
        [FREQUENCY, QUALITY],
    )
    assert spot[0] == pytest.approx(100 * (60 + 296 * where[0]) / 400, abs=0.5)
    assert spot[1] == pytest.approx(100 * (40 + 296 * (1 - where[1])) / 400, abs=0.5)
    assert slider.evaluate("e => document.activeElement === e")
    lesson.shot(f"explorer-{'frequency' if name == FREQUENCY else 'quality'}")


def test_nothing_jumps_while_a_slider_moves(lesson):
    explorer = lesson.region("Explorer: how often, and how well repaired")
    slider = explorer.get_by_label(QUALITY)
    slider.focus()
    heights = set()
    for key in ["Home", *["ArrowRight"] * 6, "End"]:
        slider.press(key)
        lesson.page.wait_for_timeout(250)
        heights.add(
            explorer.locator(".rr-pictures").bounding_box()["y"] - explorer.bounding_box()["y"]
        )
    assert len(heights) == 1


def test_the_last_value_wins_in_a_fast_drag(lesson):
    explorer = lesson.region("Explorer: how often, and how well repaired")
    slider = explorer.get_by_label(QUALITY)
    slider.focus()
    slider.press("Home")
    for _ in range(12):
        slider.press("ArrowRight", delay=0)
    explorer.get_by_text("repaired at 0.60").wait_for()
    lesson.page.wait_for_timeout(600)
    assert "repaired at 0.60" in explorer.locator(".rr-sentence").inner_text()
    spoken = explorer.locator("[role=status]").inner_text()
    assert "repaired at 0.60" in spoken


def test_the_table_opens_and_follows(lesson):
    explorer = lesson.region("Explorer: how often, and how well repaired")
    explorer.get_by_text("The same as a table").click()
    table = explorer.get_by_role("table")
    table.wait_for()
    last = table.get_by_role("row").last.inner_text()
    half = re.search(r"Trust ends at (\d\.\d\d)", explorer.locator(".rr-sentence").inner_text())
    assert half.group(1) in last


def test_enter_breaks_a_line_and_presses_a_button(lesson):
    region = lesson.region("Mike finds the words")
    field = region.get_by_role("textbox").first
    field.click()
    for key in ("o", "n", "e", "Enter", "t", "w", "o"):
        lesson.page.keyboard.press(key)
    assert field.input_value().endswith("one\ntwo")
    explorer = lesson.region("Explorer: how often, and how well repaired")
    button = explorer.get_by_role("button", name="Reset")
    button.focus()
    lesson.page.keyboard.press("Enter")
    explorer.get_by_text("repaired at 0.60").first.wait_for()


def save(page, file):
    """Press Ctrl+S, and wait until the file is written."""
    old = file.stat().st_mtime_ns
    page.keyboard.press("Control+s")
    for _ in range(100):
        if file.stat().st_mtime_ns != old:
            return
        page.wait_for_timeout(100)
    raise AssertionError("Ctrl+S did not save the page.")


CELLS = """() => [...document.querySelectorAll('.jp-NotebookPanel .jp-Cell')].map(
  cell => ['jp-CodeCell', 'jp-mod-rendered'].map(name => cell.classList.contains(name))
).concat([document.querySelector('.jp-NotebookPanel .jp-mod-editMode') !== null])"""


@pytest.mark.parametrize("place", ["lab"], indirect=True)  # the app has no such keys
def test_keys_pressed_in_an_activity_do_nothing_to_the_notebook(chromium, place):
    lesson = Lesson(chromium, place, "notebooks/07_mae_west_examined.ipynb")
    page, before = lesson.page, lesson.page.evaluate(CELLS)

    def type_commands(where):
        for key in ("1", "x", "d", "d", "Escape", "Enter", "a"):
            page.keyboard.press(key)
        page.wait_for_timeout(300)
        assert page.evaluate(CELLS) == before, f"Keys in {where} changed the notebook"

    try:
        lesson.region("A small let-down").get_by_text("You supervise Inés").click()
        type_commands("plain text")
        asked = page.locator(".rr-activity").first
        asked.get_by_role("button", name="This is my guess").click()
        asked.get_by_text("You said").wait_for()
        type_commands("a button that went away")
        explorer = page.locator(".rr-activity").nth(1)
        left_out = explorer.get_by_text("What the model leaves out")
        left_out.focus()
        page.keyboard.press("Enter")
        assert left_out.evaluate("e => e.parentElement.open")
        page.keyboard.press("Enter")
        type_commands("a fold")
        explorer.get_by_text("The same as a table").click()
        explorer.locator(".rr-table").focus()
        type_commands("a table")
        field = lesson.region("Would we have?").get_by_role("textbox").first
        field.click()
        page.keyboard.type("One 1 d d")
        save(page, place[1] / "notebooks" / "07_mae_west_examined.ipynb")
        assert field.input_value() == "One 1 d d"
    finally:
        lesson.close()


@pytest.mark.parametrize("place", ["lab"], indirect=True)  # the app saves no pages
def test_a_page_that_was_saved_shows_sentences_and_pictures_when_opened_again(lesson):
    lesson.region("Mike finds the words").get_by_role("textbox").first.click()
    save(lesson.page, lesson.folder / LESSON)
    assert lesson.page.locator(".rr-activity").count() > 5
    again = lesson.context.new_page()
    try:
        servers.open_notebook(again, lesson.address, LESSON)
        shown = again.locator(".jp-OutputArea-output")
        shown.filter(has_text="Trust ends at").first.wait_for()
        shown.locator("img").first.wait_for()  # the lab draws only what is in the window
        assert again.locator(".rr-activity").count() == 0
        assert "model not found" not in " ".join(shown.all_inner_texts())
    finally:
        again.close()


def test_every_answer_of_a_question_gets_feedback(lesson):
    region = lesson.region("Check: questions to remember by")
    first = region.get_by_role("group", name="Answers to question 1")
    said = set()
    for radio in first.get_by_role("radio").all():
        radio.check()
        word = region.locator(".rr-good, .rr-poor").first
        word.wait_for()
        lesson.page.wait_for_timeout(400)
        said.add(word.inner_text())
    assert len(said) == 4
    lesson.shot("questions")


def test_the_whole_page_can_be_tabbed_through(lesson):
    page = lesson.page
    page.locator(".rr-activity input, .rr-activity button").first.focus()
    seen = []
    for _ in range(200):
        page.keyboard.press("Tab")
        name = page.evaluate(
            """() => {
              const e = document.activeElement, root = e.closest('.rr-activity');
              if (!root) return null;
              const style = getComputedStyle(e);
              return [root.getAttribute('aria-label'), style.outlineStyle !== 'none'
                || e.type === 'file' || style.boxShadow !== 'none'];
            }"""
        )
        if name:
            seen.append(tuple(name))
    regions = {region for region, _ in seen}
    assert "Check: questions to remember by" in regions
    assert "Your own small lapses" in regions
    assert all(visible for _, visible in seen), [r for r, visible in seen if not visible]


def test_every_label_belongs_to_one_control_of_its_own(lesson):
    names = lesson.page.evaluate(
        """() => [...document.querySelectorAll('.rr-activity :is(input, select, textarea)')].map(
             e => [e.id, [...e.labels].map(label => label.textContent.trim())])"""
    )
    assert len({ident for ident, _ in names}) == len(names), "Two controls share an id."
    assert [name for name in names if len(name[1]) != 1] == []


@pytest.mark.skipif(
    not AXE.exists() and "CI" not in os.environ, reason="axe-core is missing: make maintain"
)
def test_axe_finds_nothing_in_our_own_view_nor_on_a_whole_page_of_the_app(lesson):
    page = lesson.page
    page.evaluate("source => { window.module = undefined; (0, eval)(source) }", AXE.read_text())
    result = page.evaluate(
        """() => axe.run({ include: [['.rr-activity']] }, { runOnly: ['wcag2a', 'wcag2aa',
        'wcag21a', 'wcag21aa', 'wcag22aa'], resultTypes: ['violations'] })"""
        if lesson.name == "lab"
        else "() => axe.run({ resultTypes: ['violations'] })"
    )
    found = [(v["id"], [n["html"][:200] for n in v["nodes"]]) for v in result["violations"]]
    assert found == [], json.dumps(found, indent=1)


def test_what_was_written_survives_a_killed_kernel_and_a_reload(chromium, tmp_path):
    folder = copies(tmp_path)
    with servers.lab(folder) as address:
        lesson = Lesson(chromium, ("lab", folder, address))
        words = "It was the third time, and I had not counted."
        region = lesson.region("Mike finds the words")
        field = region.get_by_role("textbox").first
        field.fill(words)
        region.get_by_text("Not saved yet").wait_for()
        region.get_by_text("Saved in your journal").wait_for()
        kept = [json.loads(line) for file in (folder / "journal").iterdir()
                for line in file.read_text().splitlines() if line]  # fmt: skip
        assert words in [entry.get("text") for entry in kept]
        for pid in servers.kernels(folder):
            os.kill(pid, signal.SIGKILL)
        unsaved = words + " Now I do."
        field.fill(unsaved)  # the kernel is dead: this can only be kept in the browser
        lesson.page.wait_for_timeout(1500)
        assert region.get_by_text("Not saved yet").is_visible()
        lesson.page.on("dialog", lambda dialog: dialog.accept())
        lesson.open(LESSON)
        region = lesson.region("Mike finds the words")
        again = region.get_by_role("textbox").first
        region.get_by_text("Saved in your journal").wait_for()
        assert again.input_value() == unsaved
        lesson.shot("restored")
        lesson.close()


@pytest.mark.parametrize("place", ["voila"], indirect=True)
def test_a_button_that_goes_out_keeps_the_focus_until_it_is_left(chromium, place):
    page = chromium.new_page()
    page.set_default_timeout(120_000)
    page.goto(f"{place[2]}/voila/render/notebooks/00_start_here.ipynb")
    check = page.get_by_role("region", name="Self-check before the course")
    check.get_by_role("button", name="Begin").click()
    forth = check.get_by_role("button", name="Next")
    forth.focus()
    last = check.get_by_text("Question 20 of 20")
    for _ in range(60):
        if last.count():
            break
        page.keyboard.press("Enter")
        page.wait_for_timeout(100)
    expect(forth).to_be_disabled()
    assert forth.evaluate("button => button === document.activeElement")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(check.get_by_text("Question 19 of 20")).to_be_visible()
    page.close()


@pytest.mark.parametrize("place", ["voila"], indirect=True)
def test_one_sees_the_focus_where_a_key_moves_it_to_words(chromium, place):
    page = chromium.new_page()
    page.set_default_timeout(120_000)
    page.goto(f"{place[2]}/voila/render/notebooks/practice_room.ipynb")
    page.get_by_role("button", name="Begin").first.focus()
    page.keyboard.press("1")
    expect(page.locator("[data-rr-scroll] [tabindex='-1']:focus")).to_have_css(
        "outline-style", "solid"
    )
    page.close()


@pytest.mark.parametrize("place", ["voila"], indirect=True)
def test_the_app_leads_from_its_front_door_to_an_exercise_and_back(chromium, place):
    _, _, address = place
    page = chromium.new_page()
    page.set_default_timeout(120_000)
    page.goto(address)
    page.get_by_role("link", name="exercise 02").click()
    page.wait_for_url("**/exercises/02_*")
    expect(page).to_have_title("Exercise 02: what Mike counted")
    page.get_by_role("link", name="Start here, and all lessons").click()
    page.wait_for_url("**/notebooks/00_start_here.ipynb")
    expect(page).to_have_title("Rupture and repair")
    page.close()


@pytest.mark.parametrize("place", ["voila"], indirect=True)  # what phones see
@pytest.mark.parametrize(
    ("width", "scheme", "path"),
    [
        (1280, "light", LESSON),
        (390, "light", LESSON),
        (1280, "dark", LESSON),
        (390, "dark", LESSON),
        (390, "light", "exercises/02_occasional_or_habitual.ipynb"),
        (390, "light", "notebooks/00_start_here.ipynb"),
    ],
)
def test_nothing_is_wider_than_the_page(chromium, place, width, scheme, path):
    _name, _folder, address = place
    page = chromium.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page.set_default_timeout(120_000)
    theme = "?theme=dark" if scheme == "dark" else ""
    page.goto(f"{address}/voila/render/{path}{theme}")
    page.locator(".rr-activity").first.wait_for(timeout=120_000)
    page.wait_for_timeout(4000)
    servers.SCREENSHOTS.mkdir(exist_ok=True)
    stem = Path(path).stem[:2] + Path(path).parent.name
    page.set_viewport_size({"width": width, "height": 9000})  # the page scrolls inside itself
    page.wait_for_timeout(1000)
    page.screenshot(path=servers.SCREENSHOTS / f"{stem}-{width}-{scheme}.png")
    wide = page.evaluate(
        """() => [...document.querySelectorAll('.rr-activity *')].filter(e => {
          const box = e.getBoundingClientRect();
          return box.width && box.right > innerWidth + 1 && !e.closest('.rr-table');
        }).map(e => e.outerHTML.slice(0, 120))"""
    )
    assert wide == []
    page.close()
