"""Write the tables of docs/model-card.md from the code and its stored results.

`python docs/write_model_card.py` writes, `--check` returns 1 if anything would change.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from rupture_repair.model.ensemble import ensemble
from rupture_repair.model.parameters import Client, Course, Therapist, World
from rupture_repair.model.ranges import ranges
from rupture_repair.model.results import Row, held, results, rows

CARD = Path(__file__).with_name("model-card.md")


def table(head: str, lines: Iterable[str]) -> str:
    """Return a Markdown table."""
    columns = head.count("|") - 1
    return "\n".join([head, "|" + " --- |" * columns, *lines])


def span(low: float, high: float) -> str:
    """Return a range in words."""
    return f"{low:.3g} to {high:.3g}"


def parameters() -> str:
    """Return the table of parameters."""
    lines = []
    for part in (Client, Therapist, Course, World):
        for name, one in ranges(part).items():
            values = [setting[name] for setting in ensemble()]
            low, high = np.quantile(values, [0.05, 0.95])
            lines.append(
                f"| `{name}` | {one.means} | {one.default:g} | {span(*one.legal)} |"
                f" {span(*one.plausible)} | {span(low, high) if high > low else 'fixed'} |"
                f" {one.unit} | {one.source} |"
            )
    head = "| name | means | default | legal | plausible | ensemble | unit | source |"
    return table(head, lines)


def figures(found: Iterable[Row], measured: bool) -> str:
    """Return a table of published against simulated figures."""
    lines = []
    for row in found:
        p = row.published
        source = " ".join(filter(None, [p.citation, f"[{p.mark}]" if p.mark != "none" else ""]))
        inside = "" if row.inside is None else f"{row.inside:.0%}"
        met = {True: "yes", False: "**no**", None: "shown only"}[row.met]
        extra = f" {p.measured_as} | {row.error:.3f} |" if measured else ""
        lines.append(
            f"| {p.title} | {p.published} | {source} | {row.median:.3f}"
            f" ({row.low:.3f} to {row.high:.3f}) | {inside} | {met} |{extra}"
        )
    head = "| figure | published | source | simulated median (5th to 95th percentile) |"
    head += " sets inside | met |" if measured else " sets that agree | agrees |"
    return table(head + (" measured as | simulation's own SD |" if measured else ""), lines)


def claims() -> str:
    """Return the table of claims."""
    lines = [
        f"| {c.says} | {c.share:.0%} | {c.median:.3f} ({c.low:.3f} to {c.high:.3f}) {c.unit} |"
        f" `{c.decided_by}` ({c.correlation:+.2f}) |"
        for c in held()
    ]
    head = "| claim | holds in | effect: median (5th to 95th percentile) | moved most by (rank r) |"
    return table(head, lines)


def worlds() -> str:
    """Return what is said of two worlds, and of the quality that repair would need."""
    found = results()["two_worlds"]
    learns = np.array([setting.world.corrective_learning for setting in ensemble()])
    gains = np.array(found["gains"])
    (r1, r2), (g1, g2) = found["resolution_outcome"], found["gain"]
    return (
        f"**Two worlds with the same correlation.** In set {found['sets'][0]} expectations learn,"
        f" in set {found['sets'][1]} nobody's does, and better repairers are better at everything."
        f" Resolution and outcome correlate at {r1:.3f} and {r2:.3f}. Raising the mean quality of"
        f" repair by .2 adds {g1:.3f} to improvement in the first and {g2:.3f} in the second; over"
        f" the ensemble, {np.median(gains[learns]):.3f} and {np.median(gains[~learns]):.3f}. The"
        " correlation cannot tell the two apart, and so cannot say what training would do.\n\n"
        + _needed(learns)
    )


def _needed(learns: np.ndarray) -> str:
    least = np.array([np.inf if q is None else q for q in results()["quality_needed"]], float)

    def words(which: np.ndarray) -> str:
        middle = np.quantile(least[which], 0.5, method="lower")
        never = np.isinf(least[which]).mean()
        usual = f"{middle:.2f}" if np.isfinite(middle) else "none at all"
        return f"{usual} at the median, and in {never:.0%} of sets no quality was enough"

    return (
        "**How good would repair have to be?** The least quality at which two ruptures end in as"
        f" much improvement as none: with corrective learning {words(learns)}; without it"
        f" {words(~learns)}."
    )


def written(card: str) -> str:
    """Return the card with its tables written anew."""
    targets, predictions = rows()
    without = sum(not setting.world.corrective_learning for setting in ensemble())
    intro = (
        f"{len(ensemble())} sets, {without} of them without corrective learning, simulated with"
        f" 20,000 clients and 2,000 therapists on seed {results()['seed']}, never used in fitting."
        " A set counts as inside up to two of the simulation's own SDs beyond the interval.\n\n"
    )
    parts = {
        "parameters": parameters(),
        "targets": intro + figures(targets, True),
        "predictions": figures(predictions, False),
        "claims": claims(),
        "worlds": worlds(),
    }
    for name, text in parts.items():
        pattern = rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)"
        card = re.sub(pattern, lambda m, t=text: m[1] + t + "\n" + m[2], card, flags=re.DOTALL)
    return card


def main(argv: list[str]) -> int:
    """Write the card, or check it; return an exit status."""
    old = CARD.read_text(encoding="utf-8")
    new = written(old)
    if "--check" in argv:
        return int(new != old)
    CARD.write_text(new, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
