"""The command `rupture-repair calibrate`: what the model was fitted to, and how well it does."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from . import ensemble as sets
from . import results as stored

__all__ = ["main"]


def main(argv: Sequence[str] | None = None) -> int:
    """Print targets, predictions and claims; return 0 if every target is met, else 1.

    --json: the same for machines. --refit: search for the ensemble anew and store it, about ten
    minutes on one core.
    """
    parser = argparse.ArgumentParser(
        prog="rupture-repair calibrate",
        description="Published figures beside those of the model: median and 5th to 95th"
        " percentile over an ensemble of parameter sets, simulated on a seed no fit has seen.",
    )
    parser.add_argument("--json", action="store_true", help="print JSON for machines")
    parser.add_argument("--refit", action="store_true", help="repeat the search, and store it")
    options = parser.parse_args(argv)
    if options.refit:
        print("Searching; this takes about ten minutes on one core.", file=sys.stderr)
        tried = sets.refit(Path(str(sets.FILE)))
        sets.ensemble.cache_clear()
        stored.compute(sets.ensemble(), Path(str(stored.FILE)))
        stored.results.cache_clear()
        print(f"Tried {sum(tried.values())} candidates.", file=sys.stderr)
    targets, predictions = stored.rows()
    claims = stored.held()
    met = all(row.met and row.inside >= 0.95 for row in targets)
    if options.json:
        table = {
            "sets": len(sets.ensemble()),
            "targets": [_plain(row) for row in targets],
            "predictions": [_plain(row) for row in predictions],
            "claims": [asdict(claim) for claim in claims],
        }
        print(json.dumps(table, indent=1, ensure_ascii=False))
        return 0 if met else 1
    print(_text(targets, predictions, claims))
    return 0 if met else 1


def _plain(row: stored.Row) -> dict[str, object]:
    about = asdict(row)
    published = about.pop("published")
    return {k: v for k, v in published.items() if v not in (float("inf"), -float("inf"))} | about


def _text(
    targets: Sequence[stored.Row],
    predictions: Sequence[stored.Row],
    claims: Sequence[stored.Holds],
) -> str:
    worlds = sets.ensemble()
    without = sum(not one.world.corrective_learning for one in worlds)
    lines = [
        f"{len(worlds)} parameter sets, {without} of them without corrective learning; simulated"
        f" on seed {stored.results()['seed']}, which no fit has seen.",
        "",
        "FITTED TO: published | simulated median (5th to 95th percentile) | sets inside | met",
        *(_line(row) for row in targets),
        "  Sets count as inside up to two SDs of the simulation's own error beyond the interval.",
        "",
        "NOT TUNED FOR: published | simulated | sets that agree | agrees",
        *(_line(row) for row in predictions),
        "",
        "WHAT HOLDS: share of the sets | effect (5th to 95th percentile) | most decided by",
        *(
            f"  {claim.says}\n    {claim.share:.0%} | {claim.median:.3f} ({claim.low:.3f} to"
            f" {claim.high:.3f}) {claim.unit} | {claim.decided_by}"
            f" (rank correlation {claim.correlation:+.2f})"
            for claim in claims
        ),
    ]
    return "\n".join(lines)


def _line(row: stored.Row) -> str:
    mark = {True: "yes", False: "NO", None: "shown only"}[row.met]
    inside = "" if row.inside is None else f" | {row.inside:.0%}"
    about = row.published
    source = f" [{about.citation}, {about.mark}]" if about.citation else ""
    return (
        f"  {about.title}\n    {about.published}{source} | {row.median:.3f}"
        f" ({row.low:.3f} to {row.high:.3f}){inside} | {mark}"
    )
