"""The look-back page: by lesson and by date, first drafts beside later ones, nothing unescaped."""

from datetime import UTC, datetime, timedelta

import pytest
from rupture_repair.activities import look_back, looking_back, sort
from rupture_repair.journal import Entry, Journal, pages

AGAIN = "At the door: say it (second draft)"
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def journal_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("RUPTURE_REPAIR_JOURNAL", str(tmp_path / "journal"))


def entry(days, lesson, prompt, text, kind="practice", **data):
    time = (START + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return Entry(f"{days}{lesson}{prompt}", time, lesson, prompt, kind, text, data)


def html(view):
    def walk(blocks):
        for block in blocks:
            yield block.get("label", "")
            yield block.get("html", "")
            yield from walk(block.get("blocks", ()))

    return "".join(walk(view.slots["pages"]))


def test_the_two_fields_of_a_task_are_one_page_and_sittings_stand_apart():
    found = pages(
        [
            entry(0, "02", "own", "About me", kind="reflection", question="And you?"),
            entry(1, "02", "door/draft", "Sorry.", question="At the door: say it"),
            entry(1, "Stories", "mike", "", kind="play", question="Mike"),
            entry(
                2,
                "02",
                "door/second",
                "That was me.",
                question=AGAIN,
            ),
            entry(9, "01", "dog/draft", "Oh no.", question="The dog"),
            entry(
                16,
                "02",
                "door/second",
                "I left you.",
                question=AGAIN,
            ),
        ]
    )
    assert [(p.lesson, p.question, [e.text for e in p.entries]) for p in found] == [
        ("01", "The dog", ["Oh no."]),
        ("02", "And you?", ["About me"]),
        ("02", "At the door: say it", ["Sorry.", "That was me.", "I left you."]),
        ("Stories", "Mike", [""]),
    ]


def test_drafts_of_one_sitting_count_as_one():
    typed = [entry(n / 1440, "03", "a/draft", "x" * n) for n in (1, 2, 3)]
    assert [[e.text for e in p.entries] for p in pages(typed)] == [["xxx"]]


def test_an_empty_journal_says_so():
    assert "Nothing is written yet" in html(look_back())


def test_the_page_shows_lessons_then_dates_and_escapes_what_was_typed():
    journal = Journal()
    journal.write("02", "door/draft", "<b>Sorry</b>", kind="practice", question="The door")
    journal.write("02", "door/second", "That was me.", kind="practice",
                  question="The door (second draft)")  # fmt: skip
    journal.write("01", "prediction", "0.40", kind="prediction", question="Where?")
    view = look_back()
    by_lesson = html(view)
    assert by_lesson.index("01 Empathy") < by_lesson.index("02 Occasional")
    assert "&lt;b&gt;Sorry&lt;/b&gt;" in by_lesson and "<b>Sorry" not in by_lesson
    assert by_lesson.index("First, ") < by_lesson.index("Latest, ")
    view.activity.set("order", "date")
    view.refresh()
    by_date = html(view)
    assert by_date.index("0.40") < by_date.index("That was me.") < by_date.index("Sorry")
    assert "your guess" in by_date


def test_what_is_written_meanwhile_shows_when_asked():
    view = look_back()
    Journal().write("05", "own", "Later words", kind="reflection", question="And now?")
    assert "Later words" not in html(view)
    view.activity.press("refresh")
    view.refresh()
    assert "Later words" in html(view)


def test_a_plan_stands_beside_what_came_of_it_and_asks_when_nothing_did(monkeypatch):
    journal = Journal()
    journal.write("12", "plan/1", "When: Monday.", kind="plan", question="One plan", number=1)
    journal.write("12", "return/1", "Twice.", kind="return", question="And?", came="once")
    journal.write("12", "plan/2", "When: Friday.", kind="plan", question="One plan", number=2)
    view = look_back()
    told = html(view)
    assert told.index("When: Monday.") < told.index("I did it once or twice") < told.index("Twice.")
    assert told.index("Twice.") < told.index("When: Friday.")
    assert "have not passed yet" in told
    monkeypatch.setattr(looking_back, "WAIT", timedelta(0))
    view.refresh()
    assert "Two weeks have passed" in html(view)


@pytest.mark.parametrize("name, value", [("order", "length"), ("pages", "x")])
def test_another_order_is_refused(name, value):
    with pytest.raises(ValueError):
        look_back().activity.set(name, value)


def test_a_sorting_stands_once_with_its_headings_in_words():
    cards = sort("02", "five-events").activity
    for card, picks in enumerate((["0", "2"], ["1"])):
        cards.set(f"pick-{card}", picks)
        cards.press("tell")
        cards.press("next")
    (page,) = pages(Journal().entries())
    (once,) = page.entries
    first, second = ([o.text for o in card.options] for card in cards.cards[:2])
    assert once.text == f"1. {first[0]}; {first[2]}\n2. {second[1]}"
    assert page.question.startswith("Five things that happened: ")


def test_stress_in_a_question_is_shown_as_stress_and_the_rest_escaped():
    Journal().write("02", "p", "words", kind="practice", question="Was it *yes* or <b>no</b>?")
    (group,) = look_back().activity.shown().slots["pages"]
    assert "<em>yes</em> or &lt;b&gt;no&lt;/b&gt;" in group["blocks"][0]["html"]


def test_a_question_is_a_heading_right_below_those_of_the_page():
    Journal().write("02", "own", "About me", kind="reflection", question="And you?")
    told = html(look_back().activity.shown())
    assert "<h3" in told and "<h4" not in told
