"""The marker trainer, the self-check and blind coding: values in, what to show out."""

import csv
import io
import re

import numpy as np
import pytest
from rupture_repair import cli
from rupture_repair.activities import selfcheck as selfcheck_module
from rupture_repair.activities import view as view_module
from rupture_repair.activities.hearing_words import adding_up, dialogue, signed, word
from rupture_repair.activities.marker_trainer import MarkerTrainer, train_ear
from rupture_repair.activities.selfcheck import SelfCheck, compared, self_check
from rupture_repair.curriculum import quiz
from rupture_repair.curriculum.coding import coding_key, coding_sheet
from rupture_repair.curriculum.excerpts import LABELS, load_excerpts
from rupture_repair.curriculum.hearing import Answer, feedback, summarise
from rupture_repair.figures.shares import Shares
from rupture_repair.journal import Journal, JournalError, drafts
from rupture_repair.scoring import gain, proportion
from rupture_repair.teaching import ear as command

EXCERPTS = load_excerpts()
BY_ID = {e.id: e for e in EXCERPTS}


@pytest.fixture(autouse=True)
def journal_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("RUPTURE_REPAIR_JOURNAL", str(tmp_path / "journal"))
    view_module._views.clear()
    return tmp_path / "journal"


def no_disk(*_, **__):
    raise JournalError("The disk is full.")


def choose(trainer, label, sure="0.6"):
    n = len(trainer.ear.answers)
    trainer.set(f"heard-{n}", label if label in ("none", "cannot_tell") else "rupture")
    if label not in ("none", "cannot_tell"):
        trainer.set(f"kind-{n}", label)
    trainer.set(f"sure-{n}", sure)


def hear(trainer, label=None, sure="0.6"):
    """Answer the excerpt on show, by default as the authors do; return what is then shown."""
    choose(trainer, label or trainer.now.label, sure)
    trainer.press("tell")
    return trainer.shown()


def finish(trainer, label=None, sure="0.6"):
    while trainer.now is not None:
        hear(trainer, label, sure)
        trainer.press("next")
    return trainer.shown()


def at(form, wanted):
    """A trainer whose next excerpt has the label `wanted`."""
    trainer = MarkerTrainer("04", form)
    while trainer.now.label != wanted:
        hear(trainer)
        trainer.press("next")
    return trainer


def page_html(shown):
    return " ".join(block.get("html", "") for block in shown.slots["page"])


def page_names(shown):
    return [block["name"] for block in shown.slots["page"] if "name" in block]


# ---- one excerpt --------------------------------------------------------------------------------


def test_nothing_of_the_authors_reading_shows_before_the_answer():
    for excerpt in EXCERPTS:
        html = dialogue(excerpt)
        assert "<mark>" not in html
        assert excerpt.why not in html
        assert excerpt.id not in html


@pytest.mark.parametrize("excerpt", EXCERPTS, ids=lambda e: e.id)
def test_every_word_that_shows_it_is_marked_and_named(excerpt):
    marked = re.findall("<mark>(.*?)</mark>", dialogue(excerpt, mark=True))
    html = word(feedback(excerpt, excerpt.label))
    for words in excerpt.shows:
        plain = words.replace("&", "&amp;")
        assert any(plain in one for one in marked), words
        assert plain.rstrip(".") in html
    assert not re.search("[.?!…]”[.]", html)
    assert re.sub("</?mark>", "", dialogue(excerpt, mark=True)) == dialogue(excerpt)


def test_kinds_are_asked_of_a_rupture_and_a_question_of_cannot_tell():
    trainer = MarkerTrainer("04", "practice")
    assert page_names(trainer.shown()) == ["heard-0", "sure-0", "tell"]
    trainer.set("heard-0", "rupture")
    assert page_names(trainer.shown()) == ["heard-0", "kind-0", "sure-0", "tell"]
    trainer.set("heard-0", "cannot_tell")
    names = page_names(trainer.shown())
    assert names == ["heard-0", f"ask-{trainer.now.id}", "sure-0", "tell"]


@pytest.mark.parametrize(
    "settings, lacks",
    [
        ({}, "whether"),
        ({"heard-0": "rupture"}, "which kind"),
        ({"heard-0": "rupture", "kind-0": "both"}, "how sure"),
        ({"heard-0": "none"}, "how sure"),
    ],
)
def test_an_answer_that_is_not_whole_is_not_taken(settings, lacks):
    trainer = MarkerTrainer("04", "practice")
    for name, value in settings.items():
        trainer.set(name, value)
    trainer.press("tell")
    shown = trainer.shown()
    assert lacks in page_html(shown) and lacks in shown.text["~"]
    assert trainer.ear.answers == () and Journal().entries() == []


@pytest.mark.parametrize(
    "name, value",
    [
        ("heard-0", "withdrawal"),
        ("kind-0", "none"),
        ("sure-0", "0.5"),
        ("heard-1", "none"),
        ("other", 1),
    ],
)
def test_what_is_no_answer_is_refused(name, value):
    with pytest.raises(ValueError):
        MarkerTrainer("04", "practice").set(name, value)


def test_after_the_answer_the_reading_stands_and_the_answer_stays():
    trainer = MarkerTrainer("04", "A")
    excerpt = trainer.now
    shown = hear(trainer, "none" if excerpt.label != "none" else "both")
    html = page_html(shown)
    assert "<mark>" in html and excerpt.why in html.replace("&amp;", "&")
    assert shown.flags["heard-0"]["disabled"] and shown.flags["sure-0"]["disabled"]
    assert excerpt.why in shown.text["~"]
    with pytest.raises(ValueError, match="already"):
        trainer.set("heard-0", "none")
    trainer.press("tell")  # a slow page may send it twice
    assert len(trainer.ear.answers) == 1
    trainer.press("next")
    trainer.press("next")
    assert trainer.now.id != excerpt.id
    assert "1 of" not in trainer.shown().text["count"]


def test_what_one_would_ask_is_kept_and_set_beside_the_authors_question():
    trainer = at("A", "cannot_tell")
    excerpt = trainer.now
    trainer.set(f"heard-{len(trainer.ear.answers)}", "cannot_tell")
    trainer.set(f"ask-{excerpt.id}", "How is the quiet for you?")
    html = page_html(hear(trainer, "cannot_tell"))
    assert excerpt.ask in html and "You would ask: “How is the quiet for you?”" in html
    kept = Journal().latest("04", f"ear/ask-{excerpt.id}")
    assert (
        kept.text == "How is the quiet for you?" and "what would you ask" in kept.data["question"]
    )


# ---- a run --------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["practice", "A", "B"])
def test_a_run_shows_every_excerpt_and_comes_back(form):
    trainer = MarkerTrainer("04", form)
    seen = []
    while trainer.now is not None:
        seen.append(trainer.now.id)
        hear(trainer, sure="0.95")
        if len(seen) == 5:
            again = MarkerTrainer("04", form)
            assert again.ear == trainer.ear
            trainer.press("next")
            assert again.now == trainer.now
        else:
            trainer.press("next")
    assert sorted(seen) == sorted(e.id for e in EXCERPTS if e.form == form)
    back = MarkerTrainer("04", form)
    assert back.now is None and back.ear == trainer.ear
    assert f"agree on {len(seen)} of {len(seen)}" in back.shown().text["total"]
    assert len(drafts(Journal().entries("04"))) == 1  # one line in the journal, not one an answer


def test_forms_do_not_adapt_and_practice_does():
    assert MarkerTrainer("04", "practice").ear.adaptive
    assert not MarkerTrainer("04", "A").ear.adaptive


def test_beginning_again_leaves_the_run_before_in_the_journal():
    trainer = MarkerTrainer("04", "practice")
    finish(trainer)
    trainer.press("again")
    assert trainer.ear.answers == () and trainer.now is not None
    hear(trainer)
    assert len(MarkerTrainer("04", "practice").ear.answers) == 1
    assert len(Journal().entries("04")) == 17


def test_an_entry_that_is_not_understood_costs_only_itself():
    answers = [["a01", "none", 0.6], ["gone", "none", 0.6], ["a02", "boredom", 0.6], "x", None]
    Journal().write("04", "ear/A", "", kind="practice", seed=4, answers=answers)
    assert [a.excerpt for a in MarkerTrainer("04", "A").ear.answers] == ["a01"]


def test_a_full_disk_is_told_and_the_run_goes_on(monkeypatch):
    monkeypatch.setattr(Journal, "write", no_disk)
    trainer = MarkerTrainer("04", "A")
    assert "The disk is full." in hear(trainer).text["count"]
    trainer.press("next")
    assert trainer.now is not None


def test_an_unknown_form_or_button_is_refused():
    with pytest.raises(ValueError, match="practice"):
        train_ear("04", "C")
    with pytest.raises(ValueError, match="button"):
        MarkerTrainer("04", "A").press("nothing")


def test_running_the_cell_twice_leaves_one_activity():
    first, second = train_ear("04"), train_ear("04")
    assert first is not second and first.comm is None


def test_the_stored_sentence_holds_nothing_of_the_learner():
    trainer = MarkerTrainer("04", "A")
    before = trainer.sentence()
    finish(trainer)
    assert trainer.sentence() == before and "42 excerpts" in before
    assert trainer.picture() is None


# ---- how it adds up -----------------------------------------------------------------------------


def test_sums_open_after_a_block_and_can_be_opened_before():
    trainer = MarkerTrainer("04", "practice")
    assert trainer.shown().flags["sums"]["hidden"]
    shown = hear(trainer)
    assert shown.flags["adds"]["hidden"] and "sure" not in shown.pictures
    trainer.press("sums")
    assert not trainer.shown().flags["adds"]["hidden"]
    trainer.press("sums")
    for _ in range(5):  # the lesson asks for six
        trainer.press("next")
        shown = hear(trainer)
    assert not shown.flags["adds"]["hidden"] and {"sure", "course"} <= set(shown.pictures)
    trainer.press("next")
    assert trainer.shown().flags["adds"]["hidden"]
    assert not finish(trainer).flags["adds"]["hidden"]


def test_words_tables_and_pictures_say_the_same():
    trainer = MarkerTrainer("04", "B")
    labels = ["none", "withdrawal", "cannot_tell", "both", "confrontation"]
    sure = ["0.2", "0.4", "0.6", "0.8", "0.95"]
    for n in range(42):
        hear(trainer, labels[n % 5] if n % 3 else None, sure[n % 4])
        trainer.press("next")
    trainer.set("table", True)
    trainer.set("steps", True)
    shown, total = trainer.shown(), trainer.ear.summary()
    told = shown.text["total"]
    table, steps = (shown.text[name].replace("\xa0", " ") for name in ("table", "steps"))
    d = total.detection
    assert f"agree on {total.agreed} of 42" in told
    for count, name in ((d.hits, "hit"), (d.misses, "miss"), (d.false_alarms, "false alarm")):
        assert f"{count} {name}" in told
    assert f"Bias c is {signed(d.criterion.value)}" in told and "d′ is" in told
    assert f"“cannot tell” {total.undecided} times" in told
    for n, block in enumerate(trainer.ear.blocks(), start=1):
        assert f"block {n}, {block.agreement.value:.0%} of 14" in shown.text["course.alt"]
        assert f"{block.agreement.low:.0%} to {block.agreement.high:.0%}" in table
    for step in total.calibration.bins:
        assert f"{step.confidence:.0%} sure, {step.right.value:.0%}" in shown.text["sure.alt"]
        assert f"{step.right.low:.0%} to {step.right.high:.0%}" in steps
    assert "nan" not in " ".join(shown.text.values())
    trainer.set("table", False)
    assert trainer.shown().text["table"] == ""


def summary_of(form, label, confidence):
    chosen = [e for e in EXCERPTS if e.form == form]
    return summarise(chosen, [Answer(e.id, label(e), confidence) for e in chosen])


@pytest.mark.parametrize(
    "label, confidence, words",
    [
        (lambda e: "both", 0.95, ["more readily", "surer than the agreement"]),
        (lambda e: "none", 0.95, ["hold back more", "surer than the agreement"]),
        (lambda e: e.label, 0.2, ["no clear lean", "more often than you thought"]),
    ],
)
def test_bias_and_confidence_are_told_by_their_intervals(label, confidence, words):
    told = " ".join(adding_up(summary_of("A", label, confidence)))
    for one in words:
        assert one in told


def test_one_answer_adds_up_without_undefined_numbers():
    for excerpt in EXCERPTS:
        told = " ".join(adding_up(summarise([excerpt], [Answer(excerpt.id, "both", 0.4)])))
        assert "nan" not in told and "–" not in told


def test_a_change_of_grade_is_told_in_practice_only():
    practice, form = MarkerTrainer("04", "practice"), MarkerTrainer("04", "A")
    assert "mean grade, from 1 for plain lines" in finish(practice).text["total"]
    told = finish(form).text["total"]
    assert "From block 1 to block 3" in told and "mean grade" not in told


def test_the_two_forms_stand_side_by_side_once_both_are_done():
    assert "matched forms" not in finish(MarkerTrainer("04", "B"), "none").text["total"]
    second = MarkerTrainer("04", "A")
    told = finish(second).text["total"]
    assert "14 of 42 in the first and 42 of 42 in the second" in told
    assert re.search(r"points is 67 \(95% interval \d+ to \d+\)\. Is it", told)
    first = MarkerTrainer("04", "B").shown().text["total"]
    assert "14 of 42 in the first and 42 of 42 in the second" in first


def test_nothing_ranks_or_judges():
    trainer = MarkerTrainer("04", "A")
    told = finish(trainer, "none").text["total"].lower()
    for wanted in ("score", "percentile", "better than", "average learner", "wrong", "fail"):
        assert wanted not in told


# ---- the picture --------------------------------------------------------------------------------


def shares():
    return Shares(
        "t", "x", "y", [(0.2, "a"), (0.5, "b"), (0.9, "c")], span=(0, 1.1), note="n", stated=True,
        sides=("below", "above"),
    )  # fmt: skip


def draw(figure, at, share):
    n = len(at)
    arrays = (np.array(at), np.array(share), np.zeros(n), np.ones(n), np.full(n, 7))
    figure.show(*arrays)
    return figure.picture.whole()


def test_points_stand_where_they_should_and_take_their_words_along():
    figure = shares()
    three = draw(figure, [0.2, 0.5, 0.9], [0.3, 0.6, 0.8])
    one = draw(figure, [0.5], [0.6])
    assert not np.array_equal(three, one)
    assert np.array_equal(one, draw(shares(), [0.5], [0.6]))  # nothing is left of the other points
    across, down = figure.picture.place(0.5, 0.6)
    width, height = figure.picture.size
    blue = one[round(down * height), round(across * width)]
    assert blue[2] > 120 and blue[0] < 60
    assert len(figure.picture.stored()) < 100_000


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_a_point_at_the_edge_is_whole(share):
    figure = shares()
    drawn = draw(figure, [0.5], [share])
    across, down = figure.picture.place(0.5, share)
    width, height = figure.picture.size
    x, y = round(across * width), round(down * height)
    for above in (-4, 4):
        pixel = drawn[y + above, x + 2]
        assert pixel[2] > 120 and pixel[0] < 60


def test_the_frame_is_sent_once():
    trainer = MarkerTrainer("04", "A")
    first = finish(trainer)
    second = trainer.shown()
    assert first.frames["sure"] == second.frames["sure"]
    trainer.scale(2.0)
    assert trainer.shown().frames["sure"] != first.frames["sure"]


# ---- self-check ---------------------------------------------------------------------------------


def answer_all(check, right=lambda n: True):
    if not check.items:
        check.press("begin")
    for n, item in enumerate(check.items):
        check.at = n
        check.set(item.key, str(item.right if right(n) else item.right % 4 + 1))
    check.press("finish")
    return check


def test_opening_it_tosses_nothing_and_keeps_nothing(journal_folder):
    check = SelfCheck("before")
    assert check.items == () and [b["name"] for b in check.shown().slots["page"]] == ["begin"]
    assert not journal_folder.exists()


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("order", [("before", "after"), ("after", "before")])
def test_the_toss_decides_and_the_other_form_follows(monkeypatch, seed, order):
    monkeypatch.setattr(selfcheck_module.secrets, "randbelow", lambda _: seed)
    forms = {}
    for when in order:
        check = SelfCheck(when)
        check.press("begin")
        forms[when] = check.form
        assert SelfCheck(when).form == check.form
    assert (forms["before"], forms["after"]) == quiz.counterbalanced(seed)


def test_answers_come_back_and_may_change_until_the_end():
    check = SelfCheck("before")
    check.press("begin")
    key = check.items[0].key
    check.set(key, "2")
    check.set(key, "3")
    check.press("next")
    back = SelfCheck("before")
    assert back.answers == {key: 3} and back.at == 1
    back.press("back")
    assert back.shown().values[key] == "3"
    back.press("clear")
    assert SelfCheck("before").answers == {}
    with pytest.raises(ValueError):
        back.set(back.items[1].key, "1")  # not the question on show
    with pytest.raises(ValueError):
        back.set(key, "5")
    back.press("really")
    with pytest.raises(ValueError):
        back.set(key, "1")


def test_who_left_questions_out_is_asked_before_the_end():
    check = SelfCheck("before")
    check.press("begin")
    check.set(check.items[0].key, "1")
    check.press("finish")
    assert not check.finished and "19 questions have no answer yet" in page_html(check.shown())
    check.press("more")
    assert "no answer yet" not in page_html(check.shown())
    check.press("finish")
    check.press("finish")  # the same key twice is no answer to the question
    assert not check.finished
    check.press("really")
    assert check.finished and "opening" not in check.shown().slots


def test_nothing_is_told_of_right_and_wrong_before_the_end():
    check = SelfCheck("before")
    check.press("begin")
    check.set(check.items[0].key, "1")
    shown = check.shown()
    assert "marks" not in shown.flags.get(check.items[0].key, {})
    assert "thought" not in page_names(shown)
    why = check.items[0].options[0].why
    assert why not in str(shown)
    check.press("really")
    shown = check.shown()
    assert "right" in shown.flags[check.items[0].key]["marks"].values()
    assert why in page_html(shown).replace("&amp;", "&") and "thought" in page_names(shown)
    assert SelfCheck("before").finished


@pytest.mark.parametrize("seed", [0, 1])
def test_nobody_who_chose_otherwise_is_told_yes(monkeypatch, seed):
    monkeypatch.setattr(selfcheck_module.quiz, "counterbalanced", lambda _: ["AB", "BA"][seed])
    check = answer_all(SelfCheck("before"), lambda n: n % 2 == 0)
    for n, item in enumerate(check.items):
        check.at = n
        html = page_html(check.shown()).partition("The authors’ answer")[2]
        assert (html == "") == (check.answers[item.key] == item.right)
        assert not re.search(r"\bYes[.:]", html) and ".”." not in html


def test_the_result_counts_and_gives_its_interval():
    check = answer_all(SelfCheck("before"), lambda n: n < 12)
    low, high = proportion(12, 20)[1:]
    told = check.result()
    assert "in 12 of 20 and left out 0" in told
    assert f"from {low * 20:.0f} to {high * 20:.0f}" in told and "set out from" in told


def test_both_forms_are_set_side_by_side_as_a_question():
    answer_all(SelfCheck("before"), lambda n: n < 10)
    after = SelfCheck("after")
    after.press("begin")
    told = answer_all(after, lambda n: n < 15).result()
    change = gain([1] * 10 + [0] * 10, [1] * 15 + [0] * 5).difference
    assert "20 questions have an answer both before and after" in told
    assert "10 times before and 15 times now: 5 more" in told
    assert f"from {signed(20 * change.low, 0)} to {signed(20 * change.high, 0)} questions" in told
    assert told.endswith("?") and "Is that learning?" in told


def test_only_questions_answered_both_times_are_compared():
    before = SelfCheck("before")
    before.press("begin")
    for n in range(3):
        before.set(before.items[n].key, str(before.items[n].right))
        before.press("next")
    before.press("finish")
    assert "3 questions have an answer both" in answer_all(SelfCheck("after")).result()


def test_after_alone_says_so():
    assert "no answers from before" in answer_all(SelfCheck("after")).result()


@pytest.mark.parametrize(
    "before, after, words",
    [
        ([0, 1] * 5, [0, 1] * 5, "as many"),
        ([1] * 8, [0] * 8, "8 fewer"),
        ([0], [1], "1 more"),
    ],
)
def test_where_all_moved_alike_no_interval_is_made_up(before, after, words):
    told = compared(before, after)
    assert words in told and "too much alike" in told and "95%" not in told and "nan" not in told


def test_no_change_within_the_interval_is_said():
    assert "No change at all is among them" in compared([1, 0, 0, 1, 0], [1, 1, 0, 0, 1])
    clear = compared([0] * 18 + [1, 1], [1] * 18 + [1, 1])
    assert "No change at all" not in clear


def test_a_thought_is_kept():
    check = answer_all(SelfCheck("before"))
    check.set("thought", "To ask more.")
    check.shown()
    assert SelfCheck("before").shown().values["thought"] == "To ask more."


def test_what_is_read_out_carries_no_signs_of_emphasis():
    for when, right in (("before", False), ("after", True)):
        check = answer_all(SelfCheck(when), lambda n, right=right: right)
        spoken = check.shown().text["~"]
        assert check.items[0].answer.text in spoken and "*" not in spoken


def test_a_self_check_without_a_disk_still_works(monkeypatch):
    monkeypatch.setattr(Journal, "write", no_disk)
    check = SelfCheck("before")
    check.press("begin")
    check.set(check.items[0].key, "1")
    assert "The disk is full." in check.shown().text["count"]


def test_self_check_refuses_another_time():
    with pytest.raises(ValueError, match="before"):
        self_check("between")


# ---- blind coding -------------------------------------------------------------------------------


def filled(path, labels, seed=1, form="A", rewrite=None, delimiter=","):
    rows = coding_sheet([e for e in EXCERPTS if e.form == form], seed)
    for row in rows:
        row["label"] = labels(row["code"])
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0].keys(), delimiter=delimiter)
    writer.writeheader()
    writer.writerows([rewrite(row) for row in rows] if rewrite else rows)
    path.write_text("\ufeff" + out.getvalue(), encoding="utf-8", newline="")
    return path


def key(form="A"):
    return coding_key([e for e in EXCERPTS if e.form == form], 1)


def authors(code):
    return BY_ID[key()[code]].label


def run(*words):
    return cli.main(["ear", *map(str, words)])


def test_the_sheet_gives_nothing_away(tmp_path, capsys):
    assert run("sheet", tmp_path / "out", "--form", "A") == 0
    text = (tmp_path / "out/sheet.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 42 and all(row["label"] == "" for row in rows)
    for excerpt in EXCERPTS:
        assert excerpt.id not in text and excerpt.why not in text
    guide = (tmp_path / "out/guide.md").read_text(encoding="utf-8")
    assert all(f"`{label}`" in guide for label in LABELS)
    assert "42 excerpts" in capsys.readouterr().out


def test_a_sheet_that_is_there_is_left_alone(tmp_path, capsys):
    assert run("sheet", tmp_path) == 0
    before = (tmp_path / "sheet.csv").read_bytes()
    assert run("sheet", tmp_path, "--seed", 2) == 1
    assert (tmp_path / "sheet.csv").read_bytes() == before
    assert "left alone" in capsys.readouterr().err


def test_two_readers_are_compared_with_each_other_and_the_authors(tmp_path, capsys):
    first = filled(tmp_path / "1.csv", authors)
    odd = sorted(key())[:6]
    second = filled(
        tmp_path / "2.csv",
        lambda code: (
            ("none" if authors(code) != "none" else "both") if code in odd else authors(code)
        ),
        delimiter=";",
    )
    assert run("agree", first, second, "--form", "A") == 0
    out = capsys.readouterr().out
    assert re.search(r"first and second reader +n = 42 +86% \(72% to 93%\) +kappa 0\.8", out)
    assert re.search(r"first reader and authors +n = 42 +100% .* kappa 1\.00", out)
    assert "6 of 42 to talk over" in out
    for code in odd:
        assert f"{code} ({key()[code]}): {authors(code)}, " in out


def test_rows_not_labelled_are_left_out(tmp_path, capsys):
    first = filled(tmp_path / "1.csv", lambda c: authors(c) if c < "E011" else "")
    second = filled(tmp_path / "2.csv", lambda c: authors(c).upper() if c > "E005" else " ")
    assert run("agree", first, second, "--form", "A") == 0
    out = capsys.readouterr().out
    assert re.search(r"first and second reader +n = 5 ", out)
    assert re.search(r"second reader and authors +n = 37 ", out)


@pytest.mark.parametrize(
    "change, words",
    [
        ({"label": "sad"}, "“sad” is none of"),
        ({"code": "E999"}, "E999 is not on the sheet"),
        ({"code": "E001"}, "comes twice"),
        ({"talk": "Somebody: something else."}, "not on the sheet of this seed"),
    ],
)
def test_a_fault_is_told_with_its_line(tmp_path, capsys, change, words):
    good = filled(tmp_path / "good.csv", authors)
    talkless = {"talk": ""} if "code" in change else {}
    bad = filled(
        tmp_path / "bad.csv", authors,
        rewrite=lambda row: row | talkless | change if row["code"] == "E002" else row,
    )  # fmt: skip
    assert run("agree", good, bad, "--form", "A") == 1
    told = capsys.readouterr().err
    assert words in told and re.search(r"bad\.csv, line \d+: ", told)


def test_a_sheet_of_another_seed_is_found_out(tmp_path, capsys):
    first, second = (filled(tmp_path / f"{n}.csv", authors) for n in (1, 2))
    assert run("agree", first, second, "--form", "A", "--seed", 5) == 1
    assert "seed" in capsys.readouterr().err


@pytest.mark.parametrize(
    "content, code, words",
    [
        (None, 2, "cannot be read"),
        (b"code,label\nE001,\n", 1, "no label yet"),
        (b"a,b\n1,2\n", 1, "no columns"),
        (b"", 1, "no columns"),
        (b"code,label\nE001,caf\xe9\n", 1, "UTF-8"),
    ],
)
def test_a_file_that_is_none_is_told(tmp_path, capsys, content, code, words):
    good = filled(tmp_path / "good.csv", authors)
    bad = tmp_path / "bad.csv"
    if content is not None:
        bad.write_bytes(content)
    assert run("agree", good, bad, "--form", "A") == code
    assert words in capsys.readouterr().err


def test_readers_with_nothing_in_common(tmp_path, capsys):
    first = filled(tmp_path / "1.csv", lambda c: "none" if c == "E001" else "")
    second = filled(tmp_path / "2.csv", lambda c: "none" if c == "E002" else "")
    assert run("agree", first, second, "--form", "A") == 1
    assert "both readers" in capsys.readouterr().err


def test_undefined_agreement_is_called_undefined():
    chosen = [e for e in EXCERPTS if e.form == "A"]
    same = dict.fromkeys(key(), "none")
    told = command.compare(chosen, 1, same, same)
    assert "kappa undefined" in told and "nan" not in told


def test_between_the_two_forms_a_fall_is_not_put_down_to_knowing_the_authors():
    finish(MarkerTrainer("04", "A"))
    told = finish(MarkerTrainer("04", "B"), label="both").text["total"]
    assert "Of the two matched forms" in told
    assert "know the authors by now" not in told


def test_sums_below_guessing_say_what_that_means():
    told = " ".join(adding_up(summary_of("A", lambda e: e.label, 0.6)))
    assert "run against the authors’" in told
