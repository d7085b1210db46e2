"""The science: one simulation of rupture and repair, and some smaller models. NumPy only.

A teaching model, not fitted to clients. docs/model-card.md says what it is for and not for.
"""

from .chance import Draws, draws
from .parameters import Client, Course, Therapist, World
from .ranges import Range, ranges
from .repair import Reason, Repair, repair_quality
from .setting import Setting, all_ranges, beyond_plausible
from .simulation import ENDS, SERIES, Result, simulate

__all__ = [
    "ENDS",
    "SERIES",
    "Client",
    "Course",
    "Draws",
    "Range",
    "Reason",
    "Repair",
    "Result",
    "Setting",
    "Therapist",
    "World",
    "all_ranges",
    "beyond_plausible",
    "draws",
    "ranges",
    "repair_quality",
    "simulate",
]
