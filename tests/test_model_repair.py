from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rupture_repair.model.repair import SAID_NOTHING, repair_quality
from rupture_repair.vocabulary import LABELS, MOVES, PITFALLS

CORE = ["owns", "validates", "invites"]
replies = st.lists(st.sampled_from(list(LABELS)), max_size=14)
contexts = st.fixed_dictionaries(
    {k: st.booleans() for k in ("erred", "fresh", "danger", "made_safe")}
)


def quality(*labels, **context):
    return repair_quality(labels, **context).quality


@settings(max_examples=400, deadline=None)
@given(replies, contexts, st.sampled_from(list(PITFALLS)), st.integers(0, 14))
def test_adding_a_pitfall_never_helps(reply, context, pitfall, place):
    worse = [*reply[:place], pitfall, *reply[place:]]
    assert quality(*worse, **context) <= quality(*reply, **context)


@settings(max_examples=200, deadline=None)
@given(replies, contexts)
def test_effects_explain_the_quality_and_both_numbers_stay_in_range(reply, context):
    result = repair_quality(reply, **context)
    total = sum(reason.effect for reason in result.reasons)
    assert result.quality == pytest.approx(min(max(total, 0), 1), abs=1e-4)
    assert 0 <= result.quality <= 1
    assert 0 <= result.apology_dose <= 1


def test_an_empty_reply_is_worst_but_for_harm():
    assert quality() == SAID_NOTHING
    for move in set(MOVES) - {"links_pattern"}:
        assert quality(move) >= quality()
    for pitfall in PITFALLS:
        assert quality(pitfall) < quality()
    assert quality("links_pattern") < quality() < quality("links_pattern", fresh=False)


def test_three_moves_and_a_pause_beat_all_twelve_and_any_nine():
    best = quality(*CORE)
    assert best > 0.7
    assert best > quality(*MOVES) + 0.2
    order = ["names_event", "owns", "apologises", "names_impact", "validates", "invites"]
    order += [name for name in MOVES if name not in order]
    for nine in combinations(order, 9):
        assert quality(*nine) < best
        assert quality(*nine, fresh=False) < best


def test_every_pitfall_spoils_a_good_reply_and_blame_most():
    costs = {name: quality(*CORE) - quality(*CORE, name) for name in PITFALLS}
    assert min(costs.values()) > 0.1
    assert max(costs, key=costs.get) == "blames_client"


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        (["owns", "validates", "clarifies"], ["clarifies", "owns", "validates"]),
        (["owns", "invites", "commits_change"], ["owns", "commits_change", "invites"]),
        (["owns", "asks_need"], ["asks_need", "owns"]),
        (["owns", "validates", "invites"], ["invites", "owns", "validates"]),
    ],
)
def test_order_matters(good, bad):
    assert quality(*good) > quality(*bad)


def test_a_link_to_the_past_costs_while_fresh_and_helps_later():
    assert quality(*CORE, "links_pattern") < quality(*CORE)
    assert quality(*CORE, "links_pattern", fresh=False) > quality(*CORE)


def test_where_nobody_erred_a_held_limit_is_good_and_owning_is_not_required():
    assert quality("holds_limit", "validates", "invites", erred=False) >= 0.75
    assert quality("holds_limit", "validates", "invites", erred=True) <= 0.5
    assert quality("validates", "clarifies", erred=False) > quality("owns", erred=False)


def test_what_was_said_before_counts_for_order_only():
    assert quality("commits_change", before=CORE) > quality("commits_change")
    assert quality(before=CORE) == quality()


def test_with_danger_safety_comes_first():
    assert quality(*CORE, danger=True) <= 0.3
    assert quality(*CORE, danger=True, made_safe=True) == quality(*CORE)
    assert quality("asks_need", "owns", "validates", danger=True) > 0.3


def test_apology_dose_rises_and_a_third_apology_costs():
    doses = [
        repair_quality(reply).apology_dose
        for reply in ([], ["owns"], ["owns", "apologises"], ["owns", "apologises"] * 2)
    ]
    assert doses == sorted(set(doses))
    assert repair_quality(["over_apologises", "owns", "apologises"]).apology_dose == 1
    twice = ["owns", "apologises", "apologises"]
    assert quality(*twice, "apologises") < quality(*twice)


def test_unknown_labels_are_refused_by_name():
    with pytest.raises(KeyError, match="No move or pitfall is called 'sorry'"):
        repair_quality(["sorry"])
