"""The marker trainer's state: which excerpt comes next.

No widgets. An `Ear` is a value: excerpts, a seed and the answers so far. The same three give the
same next excerpt, so a notebook that is opened again goes on where it was left.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rupture_repair.curriculum.excerpts import Excerpt
from rupture_repair.curriculum.hearing import Answer, Summary, summarise

__all__ = ["Ear"]

GRADES = (1, 2, 3)


@dataclass(frozen=True)
class Ear:
    """A run of the trainer.

    excerpts: what may be drawn, each once.
    adaptive: whether the grade follows performance (training) or not (a matched form before and
        after, which must not depend on how one does).
    block: answers per block; 14 divides a form into three.
    """

    excerpts: tuple[Excerpt, ...]
    seed: int = 0
    adaptive: bool = True
    block: int = 14
    answers: tuple[Answer, ...] = ()

    @classmethod
    def of_form(
        cls,
        excerpts: Iterable[Excerpt],
        form: str,
        seed: int = 0,
        answers: Sequence[Answer] = (),
        adaptive: bool = True,
    ) -> Ear:
        """A run over one form, taken up after `answers`.

        Answers to excerpts that are not in the form (or no longer exist) are left aside, and of
        several answers to one excerpt the first counts.
        """
        chosen = tuple(e for e in excerpts if e.form == form)
        if not chosen:
            raise ValueError(f"No excerpt belongs to a form called {form!r}: try A, B or practice.")
        ids = {e.id for e in chosen}
        first = {a.excerpt: a for a in reversed(answers) if a.excerpt in ids}
        kept = tuple(a for a in answers if first.get(a.excerpt) is a)
        return cls(chosen, seed, adaptive, answers=kept)

    @property
    def grade(self) -> int:
        """The grade aimed at now.

        Two agreements in a row raise it and one disagreement lowers it (the transformed up-down
        rule, Levitt 1971). It settles where both moves are equally likely, at p² = ½, so that a
        person agrees about 71 times in 100, as far as three grades allow.
        """
        known, grade, run = {e.id: e.label for e in self.excerpts}, GRADES[0], 0
        for answer in self.answers:
            if answer.label != known[answer.excerpt]:
                grade, run = max(GRADES[0], grade - 1), 0
            elif run:
                grade, run = min(GRADES[-1], grade + 1), 0
            else:
                run = 1
        return grade

    def _labels(self) -> list[str]:
        """The labels of all excerpts in the order of showing, each spread evenly over the run."""
        rng = random.Random(self.seed)
        slots = [
            ((i + rng.random()) / count, label)
            for label, count in sorted(Counter(e.label for e in self.excerpts).items())
            for i in range(count)
        ]
        return [label for _, label in sorted(slots)]

    def next(self) -> Excerpt | None:
        """The excerpt to show now; None when all have been answered.

        The order of labels is drawn once, whatever the answers; only the grade follows performance.
        So no label tells how one is doing.
        """
        known, labels = {e.id: e for e in self.excerpts}, self._labels()
        for answer in self.answers:
            labels.remove(known.pop(answer.excerpt).label)
        if not labels:
            return None
        alike = [e for e in known.values() if e.label == labels[0]]
        if self.adaptive:
            nearest = min(abs(e.grade - self.grade) for e in alike)
            alike = [e for e in alike if abs(e.grade - self.grade) == nearest]
        return random.Random(f"{self.seed}/{len(self.answers)}").choice(alike)

    def answer(self, label: str, confidence: float) -> Ear:
        """The run after this answer to the excerpt that `next` shows."""
        shown = self.next()
        if shown is None:
            raise ValueError("All the excerpts of this form have been answered.")
        return replace(self, answers=(*self.answers, Answer(shown.id, label, confidence)))

    def blocks(self) -> list[Summary]:
        """One summary per block, in order; the last may be unfinished."""
        starts = range(0, len(self.answers), self.block)
        return [summarise(self.excerpts, self.answers[i : i + self.block]) for i in starts]

    def summary(self) -> Summary:
        """All answers together."""
        return summarise(self.excerpts, self.answers)
