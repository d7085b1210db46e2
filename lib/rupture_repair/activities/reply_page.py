"""A reply on the page: sentences to choose, what was said, what it did and why."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from ..curriculum.replies import ReplyScene
from ..model.repair import Reason, Repair
from ..vocabulary import LABELS, PITFALLS
from .html import table
from .reply import EXPLORES, MEETS, Reply, is_pause

__all__ = ["ACTS", "name_of", "pool", "reasons", "rows", "spoken", "switches", "told"]

ACTS = {"up": ("↑", "Up"), "down": ("↓", "Down"), "away": ("✕", "Take away")}
"""What may be done to a sentence, as the buttons show it and as it is spoken."""

_MUCH, _SOME = 0.6, 0.3  # from which quality on a client answers much, and some
_EMPTY = "Nothing is said yet. Choose a sentence; press it again to take it back."
_GROUPS = {
    "About what happened": (
        "names_event", "owns", "apologises", "clarifies", "over_apologises", "conditional_apology",
        "justifies", "minimises", "blames_client", "silver_lining",
    ),
    "About the other person": (
        "names_impact", "validates", "invites", "links_pattern", "asserts_feeling",
        "premature_interpretation", "self_focus",
    ),
    "About the two of you, and from here on": (
        "asks_need", "commits_change", "names_between", "holds_limit", "hurries_on", "overpromises",
        "seeks_absolution",
    ),
}  # fmt: skip


def name_of(entry: str) -> str:
    """Return what a learner reads for a label or a stop."""
    return "the stop" if is_pause(entry) else LABELS[entry].title


def switches(scene: ReplyScene) -> dict:
    """Return the facts that may be turned round."""
    labels = {
        "suppose": scene.suppose,
        "later": "Some sessions later: the rupture is no longer fresh",
        "danger": f"{scene.client} is overwhelmed: safety first",
    }
    return {"kind": "group", "look": "columns", "label": "What is the case", "blocks": [
        {"kind": "switch", "name": name, "label": label} for name, label in labels.items()
    ]}  # fmt: skip


def pool(scene: ReplyScene) -> list[dict]:
    """Return the sentences to choose from; nothing tells moves and pitfalls apart."""
    return [
        {"kind": "group", "label": title, "look": "pool", "blocks": [
            {"kind": "text", "tag": "p", "look": "asked", "html": title},
            *({"kind": "button", "name": f"say/{name}", "label": f"“{words}”"}
              for name, words in scene.says.items() if name in labels),
        ]}
        for title, labels in _GROUPS.items()
    ]  # fmt: skip


def rows(scene: ReplyScene, said: Sequence[str], reply: Reply, near: int = 0) -> list[dict]:
    """Return what was said, in order, each with what it did and with buttons to move it.

    near: the place, from 0, that takes the focus when the button that had it is gone.
    """
    if not said:
        return [{"kind": "text", "look": "quiet", "html": _EMPTY}]
    why = {
        name: _why(name, repair)
        for part, repair in zip(reply.parts, reply.repairs, strict=True)
        for name in part
    }
    made = [
        _row(scene, place + 1, name, why.get(name, ""), focus=place == near)
        for place, name in enumerate(said)
    ]
    return [*made, {"kind": "text", "look": "quiet", "html": escape(_whole(reply))}]


def _row(scene: ReplyScene, number: int, name: str, why: str, *, focus: bool) -> dict:
    stop = is_pause(name)
    title = "Stop" if stop else name_of(name)
    words = f"{scene.client} may speak." if stop else f"“{scene.says[name]}”"
    text = f"<p><strong>{number}. {title}.</strong> {escape(words, quote=False)}</p>"
    if why:
        text += f'<p class="rr-quiet">{escape(why)}</p>'
    look = "poor" if name in PITFALLS else "crack" if stop else "good"
    return {"kind": "group", "look": f"sentence-row rr-{look}", "blocks": [
        {"kind": "text", "html": text},
        {"kind": "group", "look": "row", "blocks": [
            {"kind": "button", "name": f"{act}/{name}", "focus": focus and act == "away",
             "html": f'<span aria-hidden="true">{sign}</span>'
             f'<span class="rr-hidden">{word}: {number}, {title}</span>'}
            for act, (sign, word) in ACTS.items()
        ]},
    ]}  # fmt: skip


def _why(name: str, repair: Repair) -> str:
    """Return what a sentence did: its strategy, its effects, and why where that is unusual."""
    effects = [_effect(reason) for reason in repair.reasons if reason.label == name]
    if name in PITFALLS:
        return " · ".join(effects)
    meets, looks = name in MEETS, name in EXPLORES
    does = "meets it at once" if meets else "looks into it" if looks else "does both"
    return " · ".join([does, *effects])


def _effect(reason: Reason) -> str:
    if not reason.effect:
        return "0.00 nobody erred" if reason.label == "apologises" else "0.00 no limit is asked"
    ordinary = reason.effect > 0 and reason.why == LABELS[reason.label].means
    return _signed(reason.effect) + f" {reason.why}" * (not ordinary)


def _whole(reply: Reply) -> str:
    """Return what counts for each reply as a whole."""
    told = [
        "; ".join(f"{_signed(r.effect)} {r.why}" for r in repair.reasons if r.label not in part)
        for part, repair in zip(reply.parts, reply.repairs, strict=True)
    ]
    if len(told) == 1:
        return f"For the whole: {told[0]}."
    return " ".join(f"Reply {n}, for the whole: {one}." for n, one in enumerate(told, 1))


def spoken(scene: ReplyScene, said: Sequence[str], reply: Reply) -> str:
    """Return the talk as HTML; the client answers wherever the therapist stopped."""
    lines = []
    for part, repair in zip(reply.parts, reply.repairs, strict=True):
        lines.append((scene.therapist, " ".join(scene.says[name] for name in part) or "…"))
        lines.append((scene.client, _answer(scene, repair.quality)))
    if said and not is_pause(said[-1]):
        lines.pop()
    return "".join(
        f"<p><strong>{escape(who)}:</strong> {escape(words, quote=False)}</p>"
        for who, words in lines
    )


def _answer(scene: ReplyScene, quality: float) -> str:
    if quality >= _MUCH:
        return scene.hears_much
    return scene.hears_some if quality >= _SOME else scene.hears_little


def told(scene: ReplyScene, reply: Reply) -> str:
    """Return in a sentence what the reply is worth and what trust did."""
    before, low, now = reply.trust[0], reply.trust[1], reply.trust[-1]
    if not reply.parts[0]:
        return (
            f"Nothing is said. {scene.client}’s trust (simulated) was {before:.2f}, fell to "
            f"{low:.2f} with the hurt, and falls to {now:.2f} with the silence."
        )
    worth = ", then ".join(f"{repair.quality:.2f}" for repair in reply.repairs)
    what = "This reply is" if len(reply.repairs) == 1 else "These replies are"
    told = (
        f"{what} worth {worth} of 1 (simulated). {scene.client}’s trust was {before:.2f}, fell to "
        f"{low:.2f}, and stands at {now:.2f}; {reply.mended[1]:.0%} of the hurt is mended."
    )
    length = len(reply.parts[0])
    if reply.best < length:
        told += f" Trust stood highest after sentence {reply.best} of {length}."
    return told


def reasons(reply: Reply) -> str:
    """Return every reason, and trust after every sentence, as tables."""
    why = []
    for number, repair in enumerate(reply.repairs, start=1):
        for reason in repair.reasons:
            what = name_of(reason.label) if reason.label else "the whole"
            why.append((what, number, _signed(reason.effect), reason.why))
        why.append(("Quality", number, f"{repair.quality:.2f}", "the sum, held in 0 to 1"))
    steps = ["nothing yet", "the hurt"]
    for number, part in enumerate(reply.parts):
        steps += ["a stop"] * bool(number) + ([name_of(name) for name in part] or ["silence"])
    trust = zip(steps, (f"{value:.2f}" for value in reply.trust), strict=True)
    worth = table("What the reply is worth (simulated)", ("what", "reply", "effect", "why"), why)
    line = table("Trust, if the reply stopped here (simulated)", ("after", "trust"), trust)
    return f'<div class="rr-words">{worth}{line}</div>'


def _signed(effect: float) -> str:
    return f"{effect:+.2f}".replace("-", "−")
