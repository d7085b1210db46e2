"""The published figures that the model was fitted to, each with its tolerance and its measure."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["TARGETS", "Target"]


@dataclass(frozen=True)
class Target:
    """One figure: `low` to `high` is what counts as met.

    name: the key in `measures.measure`. published: the figure as printed. mark: how it was read
    ("checked" in the source, "second-hand", or "teaching range"). measured_as: the model's side.
    """

    name: str
    title: str
    published: str
    low: float
    high: float
    citation: str
    mark: str
    measured_as: str

    def met(self, value: float, slack: float = 0.0) -> bool:
        """Return whether a value lies within the tolerance, widened by `slack` on both sides."""
        return self.low - slack <= value <= self.high + slack


TARGETS = (
    Target(
        "alliance_outcome",
        "Alliance and outcome",
        "r .278 (.256 to .299)",
        0.256,
        0.299,
        "Flückiger 2018",
        "checked",
        "mean rated alliance of sessions 3 to 5 against improvement at the end, "
        "for everyone who reached session 5",
    ),
    Target(
        "resolution_outcome",
        "Rupture resolution and outcome",
        "r .29 (.10 to .47)",
        0.10,
        0.47,
        "Eubanks 2018",
        "checked",
        "repaired against unrepaired, clients with a felt rupture",
    ),
    Target(
        "dropout",
        "Drop-out",
        "19.7% (18.7 to 20.7)",
        0.187,
        0.207,
        "Swift & Greenberg 2012",
        "checked",
        "share who left before the planned end of 16 sessions",
    ),
    Target(
        "alliance_dropout",
        "Alliance and drop-out",
        "d .55 (accepted: .40 to .70)",
        0.40,
        0.70,
        "Sharf 2010",
        "checked",
        "mean alliance of sessions 3 to 5 (last known if earlier), stayers against leavers",
    ),
    Target(
        "felt_by_clients",
        "Ruptures felt by clients",
        "19 to 42% of sessions",
        0.19,
        0.42,
        "a post quoting S. D. Miller",
        "second-hand",
        "sessions with a lapse that hurt more than the threshold",
    ),
    Target(
        "coded_by_observers",
        "Ruptures coded by observers",
        "41 to 100% of sessions",
        0.41,
        1.0,
        "a post quoting S. D. Miller",
        "second-hand",
        "sessions with any lapse that an observer codes",
    ),
    Target(
        "noticed_by_therapists",
        "Ruptures noticed by therapists",
        "40 to 60% of sessions",
        0.40,
        0.60,
        "a range chosen for teaching",
        "teaching range",
        "sessions in which the therapist notices more than a trifle, or raises a false alarm",
    ),
    Target(
        "therapist_share",
        "Share of outcome due to therapists",
        "5% (accepted: 2 to 9%)",
        0.02,
        0.09,
        "Johns 2019",
        "checked",
        "variance of outcome between therapists, 2,000 of them",
    ),
)
