"""What the marker trainer says: an excerpt with its marks, feedback, and how answers add up."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from ..curriculum.excerpts import Excerpt, Line
from ..curriculum.hearing import Feedback, Summary
from ..scoring import Estimate
from .html import inline, paragraphs, table

__all__ = ["adding_up", "blocks_table", "dialogue", "points", "signed", "steps_table", "word"]


def dialogue(excerpt: Excerpt, mark: bool = False) -> str:
    """Return what came before and the lines as HTML; with `mark`, what shows it is marked."""
    shows = excerpt.shows if mark else ()
    lines = "".join(f"<p>{_line(line, shows)}</p>" for line in excerpt.lines)
    before = f'<p class="rr-quiet">{inline(excerpt.setting)}. {inline(excerpt.context)}</p>'
    return before + lines


def _line(line: Line, shows: Sequence[str]) -> str:
    words = inline(line.words)
    if shows:
        # Longest first, so that words that contain others are marked whole.
        every = "|".join(re.escape(inline(w)) for w in sorted(shows, key=len, reverse=True))
        words = re.sub(every, lambda found: f"<mark>{found[0]}</mark>", words)
    return f"<strong>{inline(line.speaker)}:</strong> {words}"


def word(told: Feedback, asked: str = "") -> str:
    """Return the feedback on one answer as HTML. asked: the question the learner wrote."""
    shows = "; ".join(f"“{words.rstrip('.')}”" for words in told.shows)
    stop = "" if shows.endswith(("?”", "!”", "…”")) else "."
    parts = [
        f"*{told.headline}* {told.why}",
        f"The words this rests on, marked above: {shows}{stop}",
    ]
    html = paragraphs("\n\n".join(parts))
    if told.markers:
        names = "".join(f"<li>{inline(f'*{name}*: {means}')}.</li>" for name, means in told.markers)
        html += f"<p>What one can hear in them:</p><ul>{names}</ul>"
    if told.ask:
        html += paragraphs(f"The authors would ask: “{told.ask}”")
    if asked:
        html += paragraphs(f"You would ask: “{asked}”")
    return html


# -- How it adds up ----------------------------------------------------------------------------


def signed(value: float, digits: int = 1) -> str:
    """Return a number with a true minus sign, never “−0.0”; a dash where it is undefined."""
    if math.isnan(value):
        return "–"
    return f"{round(value, digits) + 0.0:.{digits}f}".replace("-", "−")


def _with_interval(estimate: Estimate) -> str:
    value, low, high = estimate
    return "–" if math.isnan(value) else f"{signed(value)} ({signed(low)} to {signed(high)})"


def _share(estimate: Estimate) -> str:
    value, low, high = estimate
    return "–" if math.isnan(value) else f"{value:.0%} ({low:.0%} to {high:.0%})"


def points(estimate: Estimate) -> str:
    """Return a difference of shares in percentage points, with its interval if it has one."""
    value, low, high = (signed(100 * part, 0) for part in estimate)
    return value if math.isnan(estimate.low) else f"{value} (95% interval {low} to {high})"


def adding_up(summary: Summary) -> list[str]:
    """Return sentences: agreement and sensitivity, bias, kinds, what was left open, confidence."""
    told, d = [summary.sentence], summary.detection
    if not math.isnan(d.criterion.value):
        low, high = d.criterion.low, d.criterion.high
        lean = (
            "beyond chance, you call a rupture more readily than the authors" if high < 0
            else "beyond chance, you hold back more than the authors" if low > 0
            else "that is no clear lean either way"
        )  # fmt: skip
        told.append(
            f"That makes {_count(d.hits, 'hit')}, {_count(d.misses, 'miss', 'misses')} and "
            f"{_count(d.false_alarms, 'false alarm')}. Sensitivity is 0 for guessing, grows as "
            f"ruptures are told from the rest, and falls below 0 where the calls run against the "
            f"authors’. Bias c is {signed(d.criterion.value)} "
            f"({signed(low)} to {signed(high)}): below 0 one calls ruptures readily, above 0 one "
            f"holds back; {lean}."
        )
    rest = []
    if not math.isnan(summary.kind.value):
        rest.append(f"Where you both hear a rupture you call it alike in {_share(summary.kind)}.")
    if not math.isnan(summary.open_kept.value):
        rest.append(f"Of what they leave open you left open {_share(summary.open_kept)}.")
    if summary.undecided:
        times = "once" if summary.undecided == 1 else f"{summary.undecided} times"
        rest.append(
            f"You answered “cannot tell” {times} where they commit themselves; among the counts "
            "above that stands as not calling a rupture."
        )
    if rest:
        told.append(" ".join(rest))
    return [*told, _confidence(summary)]


def _count(n: int, one: str, many: str = "") -> str:
    return f"{n} {one if n == 1 else many or one + 's'}"


def _confidence(summary: Summary) -> str:
    over = summary.calibration.overconfidence
    stated = summary.agreement.value + over.value
    told = (
        f"On average you thought agreement {stated:.0%} likely, and it came in "
        f"{summary.agreement.value:.0%}. The difference in percentage points is {points(over)}."
    )
    if math.isnan(over.low):
        return told
    if over.low > 0:
        return f"{told} You were surer than the agreement bears out."
    if over.high < 0:
        return f"{told} You agreed more often than you thought you would."
    return f"{told} So few answers do not show whether you are too sure or not sure enough."


def blocks_table(blocks: Sequence[Summary], total: Summary) -> str:
    """Return one row a block and one for all: counts, sensitivity, bias and confidence."""
    head = (
        "block", "excerpts", "mean grade", "agreed", "hits", "misses", "false alarms",
        "rightly none", "sensitivity d′", "bias c", "too sure by (points)",
    )  # fmt: skip
    rows = [(str(n), *_row(block)) for n, block in enumerate(blocks, start=1)]
    caption = (
        "Agreement with the authors, with 95% intervals. Grade: how hard the authors think the "
        "excerpts are, 1 to 3."
    )
    return table(caption, head, [*rows, ("all", *_row(total))])


def _row(s: Summary) -> tuple[str, ...]:
    d, over = s.detection, s.calibration.overconfidence
    apart = signed(100 * over.value, 0)
    if not math.isnan(over.low):
        apart += f" ({signed(100 * over.low, 0)} to {signed(100 * over.high, 0)})"
    counts = (d.hits, d.misses, d.false_alarms, d.correct_rejections)
    return (
        str(s.n), signed(s.mean_grade), _whole(_share(s.agreement)), *map(str, counts),
        _whole(_with_interval(d.d_prime)), _whole(_with_interval(d.criterion)), _whole(apart),
    )  # fmt: skip


def _whole(cell: str) -> str:
    """Keep an interval on one line of a narrow cell."""
    return cell.replace(" to ", "\N{NO-BREAK SPACE}to\N{NO-BREAK SPACE}")


def steps_table(summary: Summary) -> str:
    """Return one row for each step of confidence: how often it was used, how often agreed."""
    rows = [
        (f"{step.confidence:.0%}", step.n, _whole(_share(step.right)))
        for step in summary.calibration.bins
    ]
    caption = "Stated confidence and the share agreed, with 95% intervals"
    return table(caption, ("how sure", "answers", "agreed with the authors"), rows)
