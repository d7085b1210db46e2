"""Sort what happened: one card at a time, with a word on everything that was chosen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..curriculum.practice import Card, Option, practice_item
from ..curriculum.scenes import CATEGORIES, load_scenes
from ..journal import Journal, JournalError
from .html import inline, paragraphs
from .practice import inline_text
from .view import Activity, Shown, View, open_view

__all__ = ["Sorting", "sort", "sort_scenes"]


class Sorting(Activity):
    """Cards to sort; on each, one or two headings fit and the others are tempting.

    lesson, key: where what was chosen is kept in the journal.
    """

    def __init__(
        self, lesson: str, key: str, title: str, opening: str, question: str, cards: Sequence[Card]
    ) -> None:
        self.title = title
        self.key = f"sorting/{lesson}/{key}"
        self._lesson, self._prompt = lesson, key
        self._opening, self._question = opening, question
        self.cards = list(cards)
        self.at = 0
        self._picked: dict[int, list[int]] = {}
        self._told: set[int] = set()
        self._trouble = ""
        entry = Journal().latest(lesson, key)
        for card, picks in (entry.data.get("picked", {}) if entry else {}).items():
            if int(card) < len(self.cards):
                offered = range(len(self.cards[int(card)].options))
                self._picked[int(card)] = [one for one in picks if one in offered]
                self._told.add(int(card))

    def blocks(self) -> list[dict]:
        return [
            {"kind": "heading", "html": inline(self.title)},
            {"kind": "text", "html": paragraphs(self._opening)},
            {"kind": "text", "name": "count", "look": "quiet"},
            {"kind": "slot", "name": "card"},
            {"kind": "slot", "name": "word"},
            {"kind": "group", "look": "row", "blocks": [
                {"kind": "button", "name": "tell", "label": "What do the authors say?",
                 "look": "main"},
                {"kind": "button", "name": "back", "label": "Back"},
                {"kind": "button", "name": "next", "label": "Next"},
            ]},
        ]  # fmt: skip

    def set(self, name: str, value: Any) -> None:
        if name != f"pick-{self.at}":
            raise ValueError("That is none of the headings.")
        picks = [int(one) for one in value]
        if not set(picks) <= set(range(len(self.cards[self.at].options))):
            raise ValueError("That is none of the headings.")
        self._picked[self.at] = picks
        self._told.discard(self.at)

    def press(self, name: str, detail: Any = None) -> None:
        if name == "tell":
            self._told.add(self.at)
            self._keep()
        elif name == "back":
            self.at = max(self.at - 1, 0)
        elif name == "next":
            self.at = min(self.at + 1, len(self.cards) - 1)
        else:
            super().press(name, detail)

    def _keep(self) -> None:
        picked = {str(card): self._picked.get(card, []) for card in sorted(self._told)}
        words = "\n".join(self._in_words(card) for card in sorted(self._told))
        try:
            Journal().write(
                self._lesson, self._prompt, words, kind="sorting",
                question=f"{self.title}: {self._question}", picked=picked,
            )  # fmt: skip
            self._trouble = ""
        except JournalError as error:
            self._trouble = str(error)

    def _in_words(self, card: int) -> str:
        """Return what was chosen on one card, as it stands in the journal."""
        headings = [self.cards[card].options[n].text for n in sorted(self._picked.get(card, []))]
        return f"{card + 1}. {'; '.join(headings) or 'nothing chosen'}"

    def shown(self) -> Shown:
        card = self.cards[self.at]
        picks = self._picked.get(self.at, [])
        hint = self._trouble or ("" if picks else "Choose at least one first.")
        name = f"pick-{self.at}"
        options = [[str(n), inline_text(o.text)] for n, o in enumerate(card.options)]
        shown = Shown(
            values={name: [str(one) for one in picks]},
            text={"count": f"{self.at + 1} of {len(self.cards)}. {inline(hint)}"},
            slots={"card": [
                {"kind": "text", "look": "card", "html": paragraphs(card.text)},
                {"kind": "choice", "name": name, "label": self._question, "many": True,
                 "options": options},
            ]},
            flags={
                "tell": {"disabled": not picks or self.at in self._told},
                "back": {"disabled": self.at == 0},
                "next": {"disabled": self.at == len(self.cards) - 1},
            },
        )  # fmt: skip
        if self.at in self._told:
            shown.slots["word"], shown.text["~"] = _word(card, picks)
            shown.flags[name] = {
                "marks": {str(n): "right" if card.options[n].good else "wrong" for n in picks}
            }
        return shown

    def sentence(self) -> str:
        return f"{self.title}: {len(self.cards)} cards to sort, with a word on each."


def _word(card: Card, picks: Sequence[int]) -> tuple[list[dict], str]:
    """Return feedback on what was picked, what was missed, and why it fits."""
    blocks = []
    for n in picks:
        option = card.options[n]
        if option.feedback:
            look = "good" if option.good else "poor"
            html = paragraphs(f"{option.text}. {option.feedback}")
            blocks.append({"kind": "text", "look": look, "html": html})
    missed = [o.text for n, o in enumerate(card.options) if o.good and n not in picks]
    why = card.why
    if missed:
        also = "also " * any(card.options[n].good for n in picks)
        why = f"We would {also}choose: {'; '.join(missed)}. {why}"
    elif not blocks or all(card.options[n].good for n in picks):
        why = f"So would we. {why}"
    blocks.append({"kind": "text", "look": "seam", "html": paragraphs(why)})
    return blocks, why


def sort(lesson: str, key: str) -> View:
    """Return the sorting called `key` of a lesson numbered such as "02"."""
    item = practice_item(lesson, key)
    return open_view(Sorting(lesson, key, item.title, item.scene, item.question, item.cards))


def sort_scenes(lesson: str) -> View:
    """Return the twenty short scenes, to be sorted under the forms of empathic failure."""
    cards = []
    for scene in load_scenes():
        offered = dict.fromkeys(scene.fits, "") | dict(scene.tempting)
        names = sorted(offered, key=list(CATEGORIES).index)
        options = tuple(
            Option(CATEGORIES[name].title, offered[name], name in scene.fits) for name in names
        )
        cards.append(Card(scene.text, scene.why, options))
    return open_view(
        Sorting(
            lesson, "scenes", "Twenty short scenes",
            "Each scene fits one or two of the headings below it. Choose, then see what the "
            "authors would say. Where you differ, you may be the one who is right.",
            "What is this?", cards,
        )
    )  # fmt: skip
