"""What an answer to an excerpt earns: feedback, and how answers add up.

What is counted is agreement with the authors of the excerpts, who may be wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rupture_repair.curriculum.excerpts import LABELS, MARKERS, Excerpt
from rupture_repair.scoring import (
    Calibration,
    Estimate,
    SignalDetection,
    calibration,
    cohen_kappa,
    difference_of_proportions,
    mean,
    percent_agreement,
    proportion,
    signal_detection,
)

__all__ = ["CONFIDENCE", "Answer", "Feedback", "Summary", "change", "feedback", "summarise"]

CONFIDENCE: dict[float, str] = {
    0.2: "a guess",
    0.4: "unsure",
    0.6: "fairly sure",
    0.8: "sure",
    0.95: "nearly certain",
}
"""Steps for “how likely is it that the authors chose the same?”; a guess among five is 0.2."""


@dataclass(frozen=True)
class Answer:
    """What the learner said of one excerpt: a key of `LABELS`, and confidence from 0 to 1."""

    excerpt: str
    label: str
    confidence: float

    def __post_init__(self) -> None:
        if self.label not in LABELS:
            raise ValueError(f"{self.label!r} is no answer; the answers are {', '.join(LABELS)}.")
        if not 0 <= self.confidence <= 1:
            raise ValueError(f"Confidence lies between 0 and 1, not at {self.confidence}.")


# -- Feedback ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Feedback:
    """What the learner reads after an answer.

    headline: how the two readings compare. shows: the words on which the authors' reading rests.
    markers: their titles, with what each means. ask: where nobody could tell, what they would ask.
    """

    agrees: bool
    headline: str
    shows: tuple[str, ...]
    markers: tuple[tuple[str, str], ...]
    why: str
    ask: str


def feedback(excerpt: Excerpt, label: str) -> Feedback:
    """Compare the learner's label with the authors'; it explains in either case."""
    theirs = LABELS[excerpt.label].lower()
    agrees, open_answer = label == excerpt.label, label == "cannot_tell"
    if agrees:
        headline = {
            "none": "The authors hear no rupture either.",
            "cannot_tell": "The authors cannot tell either: this much does not settle it.",
        }.get(excerpt.label, f"The authors hear {theirs} too.")
    elif excerpt.rupture is None:
        headline = "The authors would not decide this from so little."
    elif not excerpt.rupture:
        headline = "The authors hear no rupture here" + (
            ", and think the words are enough to say so." if open_answer else "."
        )
    elif open_answer:
        headline = f"The authors hear {theirs}, and think the words are enough to say so."
    elif label == "none":
        headline = f"The authors hear {theirs} here."
    else:
        headline = f"You and the authors both hear a rupture; they call it {theirs}."
    markers = tuple((MARKERS[m].title, MARKERS[m].means) for m in excerpt.markers)
    return Feedback(agrees, headline, excerpt.shows, markers, excerpt.why, excerpt.ask)


# -- Adding up ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Summary:
    """Agreement with the authors over some answers; every figure carries its interval.

    agreement: share of answers equal to the authors' label. agreed: how many.
    kappa: the same beyond chance.
    detection: rupture or none, over the excerpts on which the authors commit themselves. To answer
        “cannot tell” there counts as not calling a rupture; `undecided` says how often that was.
    kind: of the ruptures both hear, the share called by the same kind.
    open_kept: of the excerpts that nobody could tell, the share left open.
    calibration: confidence against agreement. mean_grade: how hard the excerpts were, 1 to 3.
    """

    n: int
    agreed: int
    agreement: Estimate
    kappa: Estimate
    detection: SignalDetection
    undecided: int
    kind: Estimate
    open_kept: Estimate
    calibration: Calibration
    mean_grade: float

    @property
    def sentence(self) -> str:
        """The result in words."""
        if not self.n:
            return "No excerpt has been answered yet."
        d, share = self.detection, self.agreement
        parts = [
            f"You and the authors agree on {self.agreed} of {self.n} excerpts "
            f"({share.value:.0%}; 95% interval {share.low:.0%} to {share.high:.0%})."
        ]
        signal, noise = d.hits + d.misses, d.false_alarms + d.correct_rejections
        if signal:
            parts.append(f"Of {signal} that they call ruptures you called {d.hits}.")
        if noise:
            parts.append(f"Of {noise} in which they hear none you called {d.false_alarms}.")
        if signal and noise:
            parts.append(
                f"Sensitivity d′ is {_signed(d.d_prime.value)} "
                f"({_signed(d.d_prime.low)} to {_signed(d.d_prime.high)})."
            )
        return " ".join(parts)


def _signed(value: float) -> str:
    return f"{round(value, 1) + 0.0:.1f}".replace("-", "−")


def summarise(excerpts: Iterable[Excerpt], answers: Sequence[Answer]) -> Summary:
    """Add up `answers`; each must name one of `excerpts`."""
    known = {e.id: e for e in excerpts}
    pairs = [(known[a.excerpt], a) for a in answers]
    mine, theirs = [a.label for _, a in pairs], [e.label for e, _ in pairs]
    called = [(e.rupture, a.label not in ("none", "cannot_tell")) for e, a in pairs]
    both_hear = [(e, a) for e, a in pairs if e.rupture and a.label not in ("none", "cannot_tell")]
    unsettled = [a for e, a in pairs if e.rupture is None]
    right = [a == b for a, b in zip(mine, theirs, strict=True)]
    return Summary(
        n=len(pairs),
        agreed=sum(right),
        agreement=percent_agreement(mine, theirs),
        kappa=cohen_kappa(mine, theirs),
        detection=signal_detection(
            called.count((True, True)),
            called.count((True, False)),
            called.count((False, True)),
            called.count((False, False)),
        ),
        undecided=sum(e.rupture is not None and a.label == "cannot_tell" for e, a in pairs),
        kind=proportion(sum(e.label == a.label for e, a in both_hear), len(both_hear)),
        open_kept=proportion(sum(a.label == "cannot_tell" for a in unsettled), len(unsettled)),
        calibration=calibration([a.confidence for a in answers], right),
        mean_grade=mean([e.grade for e, _ in pairs]).value,
    )


def change(before: Summary, after: Summary) -> Estimate:
    """Agreement after minus before, with Newcombe's interval.

    Fair between the two matched forms taken without adapting. Between blocks of an adaptive run the
    excerpts grow harder as one improves, so read it beside `mean_grade`.
    """
    return difference_of_proportions(after.agreed, after.n, before.agreed, before.n)
