"""The activities as plain objects: values in, what to show out. No browser, no widget."""

import re

import numpy as np
import pytest
from rupture_repair.activities import explorer as explorer_module
from rupture_repair.activities import view as view_module
from rupture_repair.activities.course import SESSIONS, TrustCourse
from rupture_repair.activities.denominator import Denominator, at_least_one
from rupture_repair.activities.doubt import Doubt
from rupture_repair.activities.explorer import Explorer, explore
from rupture_repair.activities.forest import Forest
from rupture_repair.activities.html import inline, paragraphs, table
from rupture_repair.activities.lookback import LookBack
from rupture_repair.activities.practice import Decision, Reflection, SayAloud, Written
from rupture_repair.activities.prediction import TrustPrediction, predict
from rupture_repair.activities.quiz import Quiz
from rupture_repair.activities.spread import Spread
from rupture_repair.activities.view import Activity, View, open_view
from rupture_repair.activities.worlds import in_every_world
from rupture_repair.curriculum.explorers import explorer_plan
from rupture_repair.curriculum.practice import practice_item, practice_items
from rupture_repair.curriculum.quiz import items
from rupture_repair.journal import Journal


@pytest.fixture(autouse=True)
def journal_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("RUPTURE_REPAIR_JOURNAL", str(tmp_path / "journal"))
    view_module._views.clear()
    return tmp_path / "journal"


def make_prediction() -> TrustPrediction:
    return TrustPrediction("02", explorer_plan("02").prediction)


def names(blocks) -> set[str]:
    found = set()
    for block in blocks:
        if "name" in block:
            found.add(block["name"])
        found |= names(block.get("blocks", []))
    return found


def numbers(text: str) -> list[float]:
    return [float(one) for one in re.findall(r"\d+\.\d+", text)]


# ---- explorer -----------------------------------------------------------------------------------


def test_each_slider_moves_picture_sentence_and_mark():
    explorer = Explorer(explorer_plan("02"))
    before = explorer.shown()
    for name, value in (("rupture_frequency", 0.8), ("repair_quality", 0.1)):
        explorer.set(name, value)
        after = explorer.shown()
        assert after.values[name] == value
        assert after.pictures["fan"] != before.pictures["fan"]
        assert after.text["sentence"] != before.text["sentence"]
        assert after.text["fan.alt"].endswith(explorer.sentence())
        assert after.marks["map"] != before.marks["map"]
        assert after.frames == before.frames  # what stands still is not sent again
        before = after


@pytest.mark.parametrize("name", ["noticing", "expectation", "severity"])
def test_a_further_variable_redraws_the_map(name):
    explorer = Explorer(explorer_plan("02"))
    before = explorer.shown()
    explorer.set(name, 0.1)
    coarse = explorer.shown()
    explorer.press("settled", name)
    fine = explorer.shown()
    assert coarse.frames["map"] != before.frames["map"]
    assert fine.frames["map"] != coarse.frames["map"]
    assert fine.pictures["fan"] == coarse.pictures["fan"] != before.pictures["fan"]


def test_the_sentence_says_what_the_simulation_gave():
    explorer = Explorer(explorer_plan("02"))
    explorer.set("rupture_frequency", 0.4)
    explorer.set("repair_quality", 0.7)
    low, half, high = np.quantile(explorer.course.trust[-1], [0.25, 0.5, 0.75])
    told = explorer.sentence()
    assert "4 of 10 sessions" in told and "repaired at 0.70" in told and "(simulated)" in told
    assert numbers(told)[1:] == pytest.approx([half, low, high], abs=0.006)
    assert f"{explorer.course.summary.left:.0%} leave early" in told


def test_beyond_the_plausible_the_sentence_says_so():
    explorer = Explorer(explorer_plan("02"))
    assert "Beyond what is plausible" not in explorer.sentence()
    explorer.set("rupture_frequency", 0.95)
    assert "plausible for therapy at large: how often a rupture is felt." in explorer.sentence()


@pytest.mark.parametrize("value", [1.4, -0.1])
def test_a_value_outside_the_legal_range_is_refused_by_name_and_changes_nothing(value):
    explorer = Explorer(explorer_plan("02"))
    before = dict(explorer.values)
    with pytest.raises(ValueError, match="repair_quality must lie in 0 to 1"):
        explorer.set("repair_quality", value)
    assert explorer.values == before


def test_every_control_survives_both_ends():
    explorer = Explorer(explorer_plan("02"))
    for name in explorer._names:
        for value in (explorer_module.CONTROLS[name].get("min", 0), 1):
            explorer.set(name, value)
            assert np.isfinite(explorer.course.summary.quartiles).all()
            assert explorer.shown().pictures["fan"].startswith(b"\x89PNG")


def test_presets_and_reset():
    explorer = Explorer(explorer_plan("02"))
    opening = dict(explorer.values)
    for n, preset in enumerate(explorer.plan.presets):
        explorer.press(f"preset-{n}")
        assert {k: explorer.values[k] for k in preset.settings} == dict(preset.settings)
        shown = explorer.shown()
        assert shown.text["note"] == inline(preset.note)
        assert shown.flags[f"preset-{n}"]["pressed"] == "true"
    explorer.set("repair_quality", 0.5)
    assert explorer.shown().flags["preset-0"]["pressed"] == "false"
    explorer.press("reset")
    assert explorer.values == opening


def test_the_mission_notices_when_it_is_met_and_can_be_met_only_by_the_sliders():
    explorer = Explorer(explorer_plan("02"))
    assert "Not found yet" in explorer.shown().text["mission"]
    for n in range(2):
        explorer.press(f"preset-{n}")
        assert "Not found yet" in explorer.shown().text["mission"]
    explorer.set("rupture_frequency", 0.5)
    explorer.set("repair_quality", 1.0)
    assert "Found." in explorer.shown().text["mission"]


def test_the_mission_is_not_met_where_trust_is_too_low():
    mission = explorer_plan("02").mission
    assert not mission.met({"rupture_frequency": 0.6, "trust": 0.59, "left": 0.1})
    assert not mission.met({"rupture_frequency": 0.4, "trust": 0.9, "left": 0.1})
    assert mission.met({"rupture_frequency": 0.5, "trust": 0.6, "left": 0.9})


def test_the_voice_follows_repair_quality():
    explorer = Explorer(explorer_plan("02"))
    heard = []
    for quality in (0.1, 0.5, 0.9):
        explorer.set("repair_quality", quality)
        heard.append(explorer.shown().text["voice"])
        assert f"near {quality:.1f}" in heard[-1]
    assert len(set(heard)) == 3


def test_the_table_is_sent_only_while_it_is_open():
    explorer = Explorer(explorer_plan("02"))
    assert explorer.shown().text["table"] == ""
    explorer.set("table", True)
    rows = explorer.shown().text["table"].count("<tr>")
    assert rows == SESSIONS + 2  # a head, before the first session, and each session
    explorer.set("table", False)
    assert explorer.shown().text["table"] == ""


def test_a_parameter_of_the_notebook_sets_the_opening_and_an_unknown_one_is_refused():
    view = explore("02", repair_quality=0.9)
    assert view.values["repair_quality"] == 0.9
    view.activity.set("repair_quality", 0.1)
    view.activity.press("reset")
    assert view.activity.values["repair_quality"] == 0.9
    with pytest.raises(KeyError, match="warmth"):
        explore("02", warmth=0.5)


def test_a_finer_screen_gets_a_finer_picture():
    from io import BytesIO

    from PIL import Image

    explorer = Explorer(explorer_plan("02"))
    plain = Image.open(BytesIO(explorer.shown().pictures["fan"])).size
    explorer.scale(2.0)
    fine = Image.open(BytesIO(explorer.shown().pictures["fan"])).size
    assert fine == (2 * plain[0], 2 * plain[1])


def test_cracks_stand_where_ruptures_were_felt_and_seams_only_where_one_was_repaired():
    from rupture_repair.model import Setting, draws

    course = TrustCourse(Setting().but(rupture_frequency=0.5), draws(200, SESSIONS, 3))
    assert course.ruptured.any() and course.repaired.any()
    assert not (course.repaired & ~course.ruptured).any()
    none = TrustCourse(Setting().but(rupture_frequency=0.0), draws(200, SESSIONS, 3))
    assert not none.ruptured.any()


# ---- prediction ---------------------------------------------------------------------------------


def test_nothing_gives_the_answer_away_before_it_is_given():
    prediction = make_prediction()
    shown = prediction.shown()
    assert not shown.pictures and not shown.frames and prediction.picture() is None
    assert "Not answered yet" in prediction.sentence()
    asked = prediction.plan.settings
    opening = explorer_plan("02").opening
    assert any(opening[name] != value for name, value in asked.items())


def test_the_explorer_stays_closed_until_the_prediction_is_answered_or_skipped():
    for way in ("commit", "skip"):
        view_module._views.clear()
        Journal().delete_everything() if Journal().entries() else None
        guess = predict("02")
        view = explore("02", after=guess)
        assert view.flags["rupture_frequency"]["disabled"]
        with pytest.raises(ValueError, match="Answer or skip"):
            view.activity.set("rupture_frequency", 0.6)
        with pytest.raises(ValueError, match="Answer or skip"):
            view.activity.press("preset-0")
        guess.activity.press(way)
        assert not view.flags["rupture_frequency"]["disabled"]
        assert not view.activity.locked


def test_the_guess_is_drawn_on_the_result_told_and_kept():
    prediction = make_prediction()
    prediction.set("guess", 0.9)
    prediction.press("commit")
    shown = prediction.shown()
    assert "You said 0.90" in shown.text["told"] and "(simulated)" in shown.text["told"]
    assert prediction.plan.higher in prediction.sentence()
    again = make_prediction()
    assert again.settled and again.guess == 0.9
    plain = make_prediction()
    plain.guess = None
    assert plain.shown().pictures["answer"] != shown.pictures["answer"]


@pytest.mark.parametrize(("guess", "told"), [(0.0, "lower"), (1.0, "higher")])
def test_feedback_on_a_guess_points_the_right_way(guess, told):
    prediction = make_prediction()
    prediction.set("guess", guess)
    prediction.press("commit")
    assert getattr(prediction.plan, told) in prediction.sentence()


# ---- the smaller explorers ----------------------------------------------------------------------


def test_the_switch_decides_whether_many_lapses_cost_more_trust_than_one():
    spread = Spread("02")
    ends = {}
    for attribution in (True, False):
        spread.set("attribution", attribution)
        for lapses in (1, 15):
            spread.set("lapses", lapses)
            ends[attribution, lapses] = spread.course.summary.end[1]
    counted = ends[True, 1] - ends[True, 15]
    uncounted = ends[False, 1] - ends[False, 15]
    assert counted > 3 * uncounted > 0


def test_one_blow_loses_more_clients_than_a_few_lapses_with_the_same_hurt():
    spread = Spread("02")
    left = {}
    for lapses in (1, 3, 5):
        spread.set("lapses", lapses)
        left[lapses] = spread.course.summary.left
    assert left[1] > left[3] and left[1] > left[5]


def test_the_denominator_turns_a_share_of_sessions_into_a_share_of_clients():
    assert at_least_one(0.19, 10) == pytest.approx(0.8784, abs=1e-4)
    assert at_least_one(0.42, 10) == pytest.approx(0.9957, abs=1e-4)
    denominator = Denominator("02")
    denominator.press("low")
    assert "88% of clients within 10 sessions" in denominator.sentence()
    denominator.press("high")
    assert "99.6% of clients" in denominator.sentence()
    denominator.set("share", 0)
    assert "no client" in denominator.sentence()
    with pytest.raises(ValueError, match="sessions"):
        denominator.set("sessions", 400)


def test_a_history_of_neglect_moves_the_line_of_doubt_and_the_sentence_tells():
    doubt = Doubt("02")
    told = doubt.sentence()
    doubt.press("attended")
    without = doubt.sentence()
    lines = [int(n) for n in re.findall(r"from (\d+) lapses on", told)]
    assert lines[0] < lines[1]
    same = [int(n) for n in re.findall(r"from (\d+) lapses on", without)]
    assert same[0] == same[1] == lines[0]
    doubt.set("history_weight", 1)
    doubt.set("history", 0.9)
    assert "Mike would not come to doubt" in doubt.sentence()
    with pytest.raises(ValueError, match="history"):
        doubt.set("history", 1.5)


def test_the_forest_plot_prints_only_checked_summaries_with_their_cautions():
    plot = Forest("07")
    assert len(plot.findings) >= 6
    assert all(one.mark == "checked" and one.interval_is == "95% CI" for one in plot.findings)
    assert "training therapists in repair .11 (−.09 to .30)" in plot.sentence()
    for one in plot.findings:
        plot.set("picked", one.key)
        told = plot.shown().text["row"]
        assert inline(one.caution) in told and f"Standing: {one.standing}" in told
    assert plot.shown().text["table"].count("<tr>") == len(plot.findings) + 1
    assert len(plot.picture()) < 100_000
    with pytest.raises(ValueError):
        plot.set("picked", "stiles_v_shapes")


def test_claims_are_quoted_with_the_share_of_worlds_in_which_they_hold():
    from rupture_repair.model.results import held

    names = ("habitual_costs_more_trust", "habitual_loses_more_clients")
    told = in_every_world("02", *names).activity.sentence()
    for claim in held():
        assert (f"{claim.says} Holds in {claim.share:.0%} of worlds." in told) is (
            claim.name in names
        )
    with pytest.raises(ValueError, match="There is no claim 'x'"):
        in_every_world("02", "x")


@pytest.mark.parametrize("make", [Spread, Denominator, Doubt])
def test_every_picture_has_words_and_a_table(make):
    activity = make("02")
    activity.set("table", True)
    shown = activity.shown()
    assert shown.text["table"].startswith("<table>")
    for name in shown.frames:
        assert len(shown.text[f"{name}.alt"]) > 40
    assert activity.picture().startswith(b"\x89PNG")
    assert len(activity.picture()) < 100_000


# ---- practice, reflection, questions ------------------------------------------------------------


def test_every_answer_of_a_decision_gets_its_own_feedback_and_another_try():
    item = practice_item("02", "what-larry-asks")
    decision = Decision(item)
    assert not decision.shown().slots
    for n, option in enumerate(item.options):
        decision.set("answer", str(n))
        blocks = decision.shown().slots["feedback"]
        assert paragraphs(option.feedback) == blocks[0]["html"]
        assert blocks[0]["look"] == ("good" if option.good else "poor")
    assert item.after.split()[0] in blocks[-1]["html"]
    with pytest.raises(ValueError):
        decision.set("answer", "9")


def test_a_piece_of_practice_without_a_scene_leaves_no_gap():
    written = Written(practice_item("04", "held-back"))
    assert all(block.get("html") != "" for block in written.blocks())


def test_feedback_is_spoken_without_its_marks_of_emphasis():
    decision = Decision(practice_item("05", "angry-too"))
    decision.set("answer", "1")
    assert "*" not in decision.shown().text["~"]


def test_an_empty_corner_of_a_table_is_no_heading():
    assert '<th scope="col"></th>' not in table("Caption", ("", "number"), [("row", 1)])


def test_saying_aloud_goes_step_by_step():
    said = SayAloud(practice_item("02", "the-wrong-hour"))
    assert not said.shown().slots["next"]
    said.press("said")
    first = said.shown().slots["next"]
    said.set("body", ["breath"])
    said.press("compare")
    second = said.shown().slots["next"]
    assert len(second) == len(first) + len(said.item.responses) + 1


def test_what_is_written_is_on_disk_when_it_says_so_and_comes_back():
    item = practice_item("02", "first-words")
    written = Written(item)
    assert written.shown().text["draft.saved"] == ""
    written.set("draft", "When you fell asleep …")
    shown = written.shown()
    assert shown.text["draft.saved"].startswith("Saved in your journal")
    assert shown.flags["draft"]["kept"] == "When you fell asleep …"
    entry = Journal().latest("02", "first-words/draft")
    assert entry.text == "When you fell asleep …" and entry.data["question"]
    again = Written(item)
    assert again.shown().values["draft"] == "When you fell asleep …"
    assert "second" not in str(again.shown().slots)
    again.press("compare")
    again.set("second", "Better.")
    assert Written(item).shown().slots["again"]


def test_a_journal_that_cannot_be_written_says_so_and_keeps_the_words_unsaved(
    journal_folder,
):
    journal_folder.write_text("a file where the folder should be")
    written = Written(practice_item("02", "first-words"))
    written.set("draft", "words")
    shown = written.shown()
    assert shown.flags["draft"].get("kept") != "words"
    assert shown.flags["draft"]["failed"] == "words"
    assert "still on the page" in shown.text["draft.saved"]


def test_a_reflection_has_a_fictional_way_and_a_skip():
    item = practice_item("02", "own-lapses")
    reflection = Reflection(item)
    asked = set()
    for way in ("own", "fiction", "skip"):
        reflection.set("way", way)
        asked.add(str(reflection.shown().slots["page"]))
    assert len(asked) == 3
    reflection.set("fiction", "Dear diary")
    assert Reflection(item).shown().values["way"] == "fiction"


def test_practice_covers_minutes_of_its_lesson():
    from rupture_repair.curriculum.lessons import lesson

    minutes = lesson(2).minutes
    spent = {"reflect": 0, "practise": 0}
    for item in practice_items("02"):
        if item.exercise:
            continue
        spent["reflect" if item.kind == "reflect" else "practise"] += item.minutes
    assert spent == {"reflect": minutes["reflect"], "practise": minutes["practise"]}


def test_questions_give_feedback_on_each_option_and_remember_the_answer():
    questions = items(2)
    quiz = Quiz(2, questions)
    item = questions[0]
    wrong = next(n for n in range(1, 5) if n != item.right)
    quiz.set(item.key, str(wrong))
    shown = quiz.shown()
    slot = shown.slots[f"feedback-{item.key}"][0]
    assert slot["look"] == "poor" and "Try again" in slot["html"]
    assert shown.flags[item.key]["marks"] == {str(wrong - 1): "wrong"}
    quiz.set(item.key, str(item.right))
    again = Quiz(2, questions).shown()
    assert again.values[item.key] == str(item.right)
    assert again.slots[f"feedback-{item.key}"][0]["look"] == "good"
    with pytest.raises(ValueError):
        quiz.set(item.key, "7")


# ---- the journal's page -------------------------------------------------------------------------


def test_looking_back_downloading_restoring_and_deleting():
    Journal().write("02", "first-words/draft", "one", kind="practice")
    Journal().write("02", "own-lapses/own", "two")
    look = LookBack()
    options = look.shown().slots["list"][0]["options"]
    assert (
        len(options) == 2 and "one" in options[0][1] and "Occasional or habitual" in options[0][1]
    )
    look.press("ticked")
    shown = look.shown()
    assert "Tick what you want" in shown.text["told"] and "ticked" not in shown.flags
    look.set("ticks", [options[1][0]])
    look.press("ticked")
    shared = look.shown().flags["ticked"]["file"]["text"]
    assert "two" in shared and '"one"' not in shared
    look.press("all")
    everything = look.shown().flags["all"]["file"]
    assert everything["type"] == "application/json"
    assert "file" not in look.shown().flags.get("all", {})  # handed over once
    look.press("page")
    assert "<html" in look.shown().flags["page"]["file"]["text"]
    look.press("delete")
    assert Journal().entries()  # asked, not done
    look.press("really")
    assert not Journal().entries()
    assert look.shown().flags["forget"]["number"] == 1
    look.press("restore", {"name": "x.json", "text": everything["text"]})
    assert len(Journal().entries()) == 2 and "2 entries brought back" in look.shown().text["told"]
    with pytest.raises(ValueError):
        look.press("restore", {"name": "x.json", "text": "not a journal"})
    assert len(Journal().entries()) == 2


# ---- the view -----------------------------------------------------------------------------------


class Fragile(Activity):
    title, key = "Fragile", "fragile"

    def blocks(self):
        return []

    def set(self, name, value):
        if value == "known":
            raise ValueError("That cannot be.")
        raise ZeroDivisionError("deep inside")

    def shown(self):
        return view_module.Shown(values={"x": 1})

    def sentence(self):
        return "A sentence."


def receive(view: View, **message):
    view._receive(view, {"view": "v", "seq": 1} | message, [])


@pytest.mark.parametrize(("value", "line"), [("known", "That cannot be."), ("x", "did not work")])
def test_an_error_shows_one_kind_line_with_a_folded_detail_and_loses_nothing(value, line):
    view = View(Fragile())
    receive(view, kind="set", changes={"x": value})
    first, *detail = view.text["!"].split("\n")
    assert line in first and "Traceback" not in first and "Traceback" in "\n".join(detail)
    assert view.values == {"x": 1} and view.ack == {"view": "v", "seq": 1}


def test_running_a_cell_twice_leaves_one_activity():
    first = open_view(Fragile())
    second = open_view(Fragile())
    assert first.comm is None and second.comm is not None


def test_a_change_is_answered_with_its_number_in_one_go():
    view = View(Explorer(explorer_plan("02")))
    before = view.tick
    receive(view, kind="set", changes={"repair_quality": 0.2, "rupture_frequency": 0.9}, seq=7)
    assert view.ack == {"view": "v", "seq": 7} and view.tick == before + 1
    assert "0.20" in view.text["sentence"] and "9 of 10" in view.text["sentence"]


def test_what_is_stored_is_a_picture_with_its_words():
    view = View(Explorer(explorer_plan("02")))
    data, metadata = view._repr_mimebundle_()
    assert data["text/plain"] == view.activity.sentence()
    assert "application/vnd.jupyter.widget-view+json" in data
    assert metadata["image/png"]["alt"] == view.activity.alt()
    assert len(data["image/png"]) < 100_000


def test_every_control_has_a_name():
    activities = [
        Explorer(explorer_plan("02")), make_prediction(), Spread("02"), Denominator("02"),
        Doubt("02"), Quiz(2, items(2)), LookBack(),
        *(kind(practice_item("02", key)) for kind, key in (
            (Decision, "what-larry-asks"), (SayAloud, "the-wrong-hour"),
            (Written, "first-words"), (Reflection, "own-lapses"))),
    ]  # fmt: skip
    speaking = {"range", "choice", "switch", "select", "button", "write", "timer", "table",
                "download", "upload"}  # fmt: skip

    def check(blocks):
        for block in blocks:
            if block["kind"] in speaking:
                assert block["label"].strip(), block
            check(block.get("blocks", []))

    for activity in activities:
        check(activity.blocks())
        for blocks in activity.shown().slots.values():
            check(blocks)


# ---- words --------------------------------------------------------------------------------------


def test_text_is_escaped_before_it_becomes_html():
    assert inline("a < b & *c*") == "a &lt; b &amp; <em>c</em>"
    assert paragraphs("<script>\n\nx") == "<p>&lt;script&gt;</p><p>x</p>"
    assert "&lt;b&gt;" in table("t", ("a", "b"), [("<b>", 1)])
