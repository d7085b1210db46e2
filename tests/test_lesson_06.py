"""Lesson 06: a repair to build from sentences, a limit to hold, a dose of apology to find."""

import re
from itertools import permutations
from pathlib import Path

import nbformat
import numpy as np
import pytest
from rupture_repair.activities import apology_dose, build_repair, check_task, predict, sort
from rupture_repair.activities.builder import Builder
from rupture_repair.activities.dose import ApologyDose
from rupture_repair.activities.reply import EXPLORES, MEETS, reply
from rupture_repair.curriculum.evidence import cite
from rupture_repair.curriculum.explorers import explorer_plan
from rupture_repair.curriculum.practice import practice_items
from rupture_repair.curriculum.replies import ReplyScene, reply_scenes
from rupture_repair.model import repair
from rupture_repair.model.repair import repair_quality
from rupture_repair.model.results import held
from rupture_repair.stories import load
from rupture_repair.stories.trust import Traits
from rupture_repair.vocabulary import MOVES, PITFALLS

ROOT = Path(__file__).parents[1]
CORE = ["owns", "validates", "invites"]
TRAITS = Traits(sensitivity=1.6, expectation=0.75, initial_trust=0.6, voicing=0.3)
AT_FIRST = {"erred": True, "fresh": True, "danger": False}


@pytest.fixture(autouse=True)
def own_journal(tmp_path, monkeypatch):
    monkeypatch.setenv("RUPTURE_REPAIR_JOURNAL", str(tmp_path / "journal"))


@pytest.fixture
def builder():
    made = Builder(explorer_plan("06"))
    made.press("preset-1")
    made.press("empty/")
    return made


def say(builder, *names):
    for name in names:
        builder.press(f"say/{name}")
    return builder


def lesson(folder="notebooks"):
    notebook = nbformat.read(ROOT / folder / "06_anatomy_of_a_repair.ipynb", as_version=4)
    return {cell.id: cell for cell in notebook.cells}


# ---- a reply and what it does --------------------------------------------------------------------


def test_silence_after_a_hurt_costs_trust_and_a_good_reply_gives_some_back():
    silent, good = (reply(said, TRAITS, "hurt-grave", **AT_FIRST) for said in ([], CORE))
    before, low, after = silent.trust
    assert before > low > after
    assert silent.mended[1] < 0.1 < good.mended[1]
    assert low < good.trust[-1] < before
    assert len(good.trust) == 2 + len(CORE)
    assert not good.lifted[1] and good.lifted[-1]


def test_each_point_of_the_line_is_the_reply_that_stopped_there():
    nine = explorer_plan("06").prediction.settings["reply"]
    whole = reply(nine, TRAITS, "hurt", **AT_FIRST)
    for end in range(1, len(nine) + 1):
        part = reply(nine[:end], TRAITS, "hurt", **AT_FIRST)
        assert part.trust[-1] == whole.trust[1 + end]
    assert whole.best < len(nine)
    assert whole.trust[1 + whole.best] > whole.trust[-1]


def test_a_stop_gives_a_fresh_start_and_what_was_owned_stays_owned():
    nine = explorer_plan("06").prediction.settings["reply"]
    once, stopped = (reply(said, TRAITS, "hurt-grave", **AT_FIRST)
                     for said in (nine, [*CORE, "pause-1"]))  # fmt: skip
    assert stopped.trust[-1] > once.trust[-1]
    more = ["asks_need", "commits_change", "names_between"]
    paused = reply([*CORE, "pause-1", *more], TRAITS, "hurt-grave", **AT_FIRST)
    assert len(paused.parts) == 2 and len(paused.repairs) == 2
    fixing = paused.repairs[1]
    assert not any("before owning" in reason.why for reason in fixing.reasons)
    assert fixing.quality == repair_quality(more, before=CORE).quality


def test_pauses_that_divide_nothing_change_nothing():
    plain = reply(CORE, TRAITS, "hurt", **AT_FIRST)
    for said in (["pause-1", *CORE], [*CORE, "pause-1"]):
        assert np.array_equal(reply(said, TRAITS, "hurt", **AT_FIRST).trust, plain.trust)


def test_with_somebody_overwhelmed_what_is_needed_comes_first():
    now = AT_FIRST | {"danger": True}
    early = reply(CORE, TRAITS, "hurt", **now)
    safe = reply(["asks_need", *CORE], TRAITS, "hurt", **now)
    later = reply(["asks_need", "pause-1", *CORE], TRAITS, "hurt", **now)
    assert early.repairs[0].quality <= 0.30 < safe.repairs[0].quality
    assert later.repairs[1].quality > 0.30


def test_the_two_strategies_share_no_move():
    assert not set(MEETS) & set(EXPLORES)
    assert set(MEETS) | set(EXPLORES) | {"validates", "asks_need"} == set(MOVES)


# ---- the scenes ----------------------------------------------------------------------------------


def test_every_scene_tempts_agrees_with_its_story_and_gives_nothing_away_by_order():
    for key, scene in reply_scenes().items():
        cast = load(scene.story).client.cast
        assert (scene.client, scene.therapist) == (cast["client"], cast["therapist"]), key
        assert sum(name in PITFALLS for name in scene.says) == 6
        assert len(set(scene.says.values())) == len(scene.says)
        names = [name for name in scene.says if name in MOVES]
        assert names != list(MOVES)
        assert {scene.hears_much, scene.hears_some, scene.hears_little}.isdisjoint(
            scene.says.values()
        )
    assert [scene.erred for scene in reply_scenes().values()] == [True, True, False]


def test_a_scene_without_words_for_a_move_is_refused():
    known = reply_scenes()["sarah"]
    says = {name: words for name, words in known.says.items() if name != "owns"}
    with pytest.raises(ValueError, match="Missing: owns"):
        ReplyScene(**{**vars(known), "says": says})


# ---- the builder ---------------------------------------------------------------------------------


def test_sentences_are_said_moved_and_taken_away_by_buttons(builder):
    say(builder, "invites", "owns", "validates")
    worth = builder.reply.repairs[0].quality
    line = builder.shown().pictures["line"]
    builder.press("up/owns")
    assert builder.said == ["owns", "invites", "validates"]
    assert builder.reply.repairs[0].quality > worth
    assert builder.shown().pictures["line"] != line
    builder.press("up/owns")
    assert builder.said[0] == "owns"
    builder.press("down/owns")
    builder.press("down/owns")
    builder.press("down/owns")
    assert builder.said == ["invites", "validates", "owns"]
    builder.press("away/invites")
    builder.press("say/validates")
    assert builder.said == ["owns"]
    with pytest.raises(ValueError, match="none of the sentences"):
        builder.press("up/invites")
    with pytest.raises(ValueError, match="none of the sentences"):
        builder.press("say/self_focus")


def test_every_button_has_a_name_of_its_own_for_those_who_cannot_see_the_row(builder):
    say(builder, *CORE)
    rows = builder.shown().slots["reply"][:-1]
    names = [
        re.sub(r"<span aria.*?</span>|<[^>]*>", "", b["html"])
        for row in rows
        for b in row["blocks"][1]["blocks"]
    ]
    assert len(names) == len(set(names)) == 9
    assert "Up: 2, Validates" in names
    said = builder.shown().text["~"]
    assert said.startswith("Added as number 3: Invites feelings.") and "0.74" in said


def focused(builder):
    """Return the name of the button that takes the focus when another has gone."""
    rows = builder.shown().slots["reply"][:-1]
    return [b["name"] for row in rows for b in row["blocks"][1]["blocks"] if b["focus"]]


def test_who_takes_sentences_away_from_the_end_by_keyboard_stays_at_the_end(builder):
    say(builder, "names_event", *CORE)
    builder.press("away/invites")
    assert focused(builder) == ["away/validates"]
    builder.press("away/validates")
    assert focused(builder) == ["away/owns"]
    say(builder, "apologises")
    assert focused(builder) == ["away/owns"], "what was not touched stays as it is"
    builder.press("away/names_event")
    assert focused(builder) == ["away/owns"]


def test_every_move_says_whether_it_meets_the_rupture_or_looks_into_it(builder):
    say(builder, *(name for name in builder.scene.says if name in MOVES), "justifies")
    *moves, pitfall = [row["blocks"][0]["html"] for row in builder.shown().slots["reply"][:-1]]
    for html in moves:
        assert re.search("meets it at once|looks into it|does both", html), html
    assert not re.search("meets it at once|looks into it|does both", pitfall)


def test_a_stop_is_heard_and_the_client_answers_by_what_was_said(builder):
    builder.press("stop/")
    assert builder.said == [] and "first" in builder.shown().text["did"]
    say(builder, *CORE).press("stop/")
    scene = builder.scene
    assert scene.hears_much in builder.shown().text["spoken"]
    builder.press("stop/")
    assert builder.said == [*CORE, "pause-1"]
    say(builder, "commits_change")
    spoken = builder.shown().text["spoken"]
    assert spoken.index(scene.says["invites"]) < spoken.index(scene.hears_much)
    assert spoken.index(scene.hears_much) < spoken.index(scene.says["commits_change"])
    builder.press("empty/")
    say(builder, "justifies", "hurries_on").press("stop/")
    assert scene.hears_little in builder.shown().text["spoken"]


def test_every_reason_is_explained_and_they_add_up(builder):
    builder.set("table", True)
    say(builder, "commits_change", "owns", "links_pattern", "validates", "justifies")
    made = builder.reply.repairs[0]
    text = builder.shown().text["table"]
    for reason in made.reasons:
        assert reason.why in text
    shown = "".join(row["blocks"][0]["html"] for row in builder.shown().slots["reply"][:-1])
    for words in ("comes before owning", "early while the rupture is fresh"):
        assert words in shown
    assert f"{made.quality:.2f}" in text
    assert sum(r.effect for r in made.reasons) == pytest.approx(made.quality, abs=1e-4)


def test_what_nobody_owned_is_said_of_the_whole(builder):
    say(builder, "validates", "invites", "names_impact", "names_event")
    assert "nobody has owned it yet" in builder.shown().slots["reply"][-1]["html"]
    say(builder, "owns")
    assert "nobody has owned it yet" not in builder.shown().slots["reply"][-1]["html"]
    builder.set("danger", True)
    assert "safety comes first" in builder.shown().slots["reply"][-1]["html"]


def test_each_switch_changes_what_the_same_words_are_worth(builder):
    say(builder, *CORE, "links_pattern")
    first = builder.sentence()
    for name in ("suppose", "later", "danger"):
        builder.set(name, True)
        assert builder.sentence() != first, name
        assert builder.said == [*CORE, "links_pattern"]
        builder.set(name, False)
        assert builder.sentence() == first
    builder.set("later", True)
    assert builder.reply.repairs[0].quality > repair_quality([*CORE, "links_pattern"]).quality


def test_another_scene_keeps_the_moves_and_has_its_own_words(builder):
    say(builder, "owns", "premature_interpretation", "overpromises")
    builder.set("scene", "david")
    assert builder.said == ["owns"]
    assert "I lost it, and that is on me." in builder.shown().text["spoken"]
    assert builder.erred
    builder.set("scene", "limit")
    assert not builder.erred
    with pytest.raises(ValueError, match="none of the scenes"):
        builder.set("scene", "nobody")


def test_the_longest_reply_is_still_drawn_and_told(builder):
    builder.set("table", True)
    say(builder, *builder.scene.says)
    shown = builder.shown()
    assert len(shown.slots["reply"]) == 18 + 1
    assert shown.pictures["line"] and shown.text["table"]
    assert "worth 0.00" in builder.sentence()


def test_the_mission_counts_what_it_says(builder):
    say(builder, *CORE)
    assert not builder._found
    say(builder, "over_apologises", "names_event")
    assert not builder._found
    builder.press("away/over_apologises")
    assert builder.reply.moves == 4 and builder._found


def test_the_mission_is_not_met_by_a_fifth_move_nor_where_nobody_erred(builder):
    builder.set("suppose", True)
    say(builder, "validates", "invites", "names_between", "clarifies")
    assert not builder._found
    builder.set("suppose", False)
    builder.press("empty/")
    say(builder, "owns", "apologises", "commits_change", "names_impact", "validates", "invites")
    assert builder.reply.repairs[0].quality >= 0.8 and not builder._found


def test_a_limit_is_held_in_contact_and_not_alone():
    made = Builder(explorer_plan("06_limit"))
    made.press("preset-1")
    assert made.said == ["holds_limit"] and not made._found
    made.press("empty/")
    say(made, "validates", "invites", "names_between", "clarifies")
    assert not made._found
    made.press("empty/")
    say(made, "validates", "holds_limit", "invites")
    assert made._found
    sorry, plain = (
        repair_quality(said, erred=False).quality
        for said in (["apologises", "owns"], ["holds_limit"])
    )
    assert sorry < plain
    made.press("preset-3")
    assert made.erred


def test_the_exercise_asks_for_an_order_and_any_sound_one_will_do():
    made = Builder(explorer_plan("06_order"))
    assert not made._found
    five = made.said
    for order in permutations(five):
        sound = order.index("owns") < order.index("invites") < order.index("commits_change")
        assert (repair_quality(order).quality >= 0.85) == sound
    for name, times in (("owns", 3), ("commits_change", 0)):
        for _ in range(times):
            made.press(f"up/{name}")
    for _ in five:
        made.press("down/commits_change")
    assert made._found and len(made.said) == 5


def test_there_is_room_for_three_stops(builder):
    for name in (*CORE, "names_event"):
        say(builder, name).press("stop/")
    assert sum(name.startswith("pause") for name in builder.said) == 3
    assert "3 stops" in builder.shown().text["did"]
    assert len(builder.reply.parts) == 4


# ---- the prediction ------------------------------------------------------------------------------


def test_nothing_shows_the_answer_before_the_guess_and_the_guess_stays_beside_it():
    asked = predict("06")
    view = build_repair("06", after=asked)
    made = view.activity
    right = repair_quality(made.plan.prediction.settings["reply"]).quality
    assert made.locked and made.values["scene"] != "sarah"
    for part in (asked.activity.sentence(), made.sentence(), made.shown().text["spoken"]):
        assert f"{right:.2f}" not in part
    for act in ("say/owns", "preset-0", "empty/", "stop/"):
        with pytest.raises(ValueError, match="prediction first"):
            made.press(act)
    assert made.shown().flags["say/owns"]["disabled"]
    asked.activity.set("guess", 0.9)
    asked.activity.press("commit")
    assert f"{right:.2f}" in asked.activity.sentence()
    assert made.reply.repairs[0].quality == right
    assert "You had said 0.90." in made.sentence()
    made.press("away/links_pattern")
    assert "You had said" not in made.sentence()


def test_the_first_preset_is_the_setting_that_was_asked_about():
    plan = explorer_plan("06")
    assert plan.presets[0].settings["reply"] == plan.prediction.settings["reply"]
    assert len(set(plan.presets[0].settings["reply"])) == 9
    assert set(plan.presets[0].settings["reply"]) < set(MOVES)


def test_numbers_in_the_question_and_in_the_text_are_those_of_the_model():
    asked = explorer_plan("06").prediction
    three = f"{repair_quality(CORE).quality:.2f}"
    assert f"worth {three}," in asked.question and f"the three {three}" in asked.told
    best = [repair_quality(asked.settings["reply"][:n]).quality for n in range(10)]
    assert int(np.argmax(best)) == 6 and "first six" in asked.lower
    text = lesson()["understand"].source
    for number in (repair.SAID_NOTHING, *repair._DOSE[4:], repair._DOSE_BEYOND,
                   repair._NOT_OWNED, repair._NOT_SAFE, min(repair._COST.values()),
                   max(repair._COST.values())):  # fmt: skip
        assert f"{number:.2f}" in text, number
    assert repair._DOSE[:4] == (0.0,) * 4 and repair._TOO_SOON == 2 / 5


# ---- the dose ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def dose():
    return ApologyDose(explorer_plan("06_dose"))


def test_each_slider_moves_picture_and_sentence(dose):
    for name, value in (("dose", 0.8), ("wish", 0.3), ("width", 0.2)):
        dose.press("reset")
        before = dose.shown()
        dose.set(name, value)
        after = dose.shown()
        assert after.pictures["curve"] != before.pictures["curve"], name
        assert after.text["sentence"] != before.text["sentence"], name


def test_trust_peaks_at_the_wish_and_falls_to_both_ends(dose):
    for wish in (0.2, 0.5, 0.8):
        dose.press("reset")
        dose.set("wish", wish)
        found = {}
        for value in (0.0, wish, 1.0):
            dose.set("dose", value)
            found[value] = dose._results()["trust"]
        assert found[wish] > max(found[0.0], found[1.0])
        assert f"peaks at {wish:.2f}" in dose.sentence()
        assert ("beyond" in dose.sentence()) == (wish != 0.5)


def test_words_change_with_the_dose_and_the_ends_are_refused_beyond(dose):
    words = []
    for value in (0.0, 0.2, 0.5, 0.8, 1.0):
        dose.set("dose", value)
        words.append(dose.shown().text["voice"])
    assert len(set(words)) == 5
    assert "indifference" in words[0] and "comfort the therapist" in words[-1]
    for name, value in (("dose", 1.2), ("wish", 0.0), ("width", 2.0)):
        with pytest.raises(ValueError, match=name):
            dose.set(name, value)


def test_the_mission_needs_clients_who_wish_for_more():
    made = ApologyDose(explorer_plan("06_dose"))
    made.set("dose", 0.75)
    assert not made._found
    made.set("wish", 0.7)
    assert made._found


def test_the_claim_that_holds_everywhere_is_said_to_be_built_in():
    claim = next(c for c in held() if c.name == "too_much_apology_costs_trust")
    assert claim.share == 1
    assert "built into all of them" in lesson()["worlds-after"].source
    assert "because it was built so" in ApologyDose(explorer_plan("06_dose")).sentence()


def test_the_functions_return_views():
    for view in (build_repair("06", "limit"), build_repair("06", "order"), apology_dose("06")):
        bundle, _ = view._repr_mimebundle_()
        assert "simulated" in bundle["text/plain"] and bundle["image/png"]


# ---- the words -----------------------------------------------------------------------------------


def test_every_figure_of_the_page_is_in_the_evidence():
    text = lesson()["understand"].source
    told = "".join(cite(key) for key in ("training_effect", "apology_parts", "expert_timing"))
    for figure in ("r = .11", "95% CI −.09 to .30", "276 trainees", "755 people", "134 experts"):
        assert figure in text
        assert figure.removesuffix(" people").removesuffix(" experts") in told


def test_the_exercise_practises_every_concept_of_the_lesson():
    items = [item for item in practice_items("06") if item.exercise]
    practised = {concept for item in items for concept in item.concepts}
    assert practised >= {"D1", "D2", "D3", "D4", "D5", "R5", "R6"}
    for item in practice_items("06"):
        for card in item.cards:
            assert any(o.good for o in card.options) and not all(o.good for o in card.options)


def test_the_task_accepts_the_right_answer_and_tells_a_wrong_one():
    def best_reply(replies, erred):
        return max(replies, key=lambda one: repair_quality(one, erred=erred).quality)

    assert check_task(best_reply).passed

    def longest(replies, erred):
        return max(replies, key=len)

    longest.__name__ = "best_reply"
    assert not check_task(longest).passed

    def deaf(replies, erred):
        return max(replies, key=lambda one: repair_quality(one).quality)

    deaf.__name__ = "best_reply"
    assert "False" in check_task(deaf).told


def test_every_say_aloud_and_written_task_has_worked_responses_in_the_solution():
    cells = lesson("solutions")
    for key in ("sarah", "back", "euan", "aloud", "note"):
        assert cells[f"{key}-solution"].source.startswith("### Three worked")
        assert cells[f"{key}-solution"].source.count("*Gains:*") == 3
        assert f"{key}-solution" not in lesson("exercises")


def test_a_sorting_says_also_only_where_something_chosen_would_do():
    cards = sort("06", "stay-or-go-back").activity
    cards.set("pick-0", ["0"])
    cards.press("tell")
    assert "We would choose: Meet it at once" in cards.shown().text["~"]
    cards.press("next")
    cards.press("next")
    cards.set("pick-2", ["1"])
    cards.press("tell")
    assert "We would also choose: Meet it at once" in cards.shown().text["~"]
