"""The live things that notebooks show: each function returns one widget."""

from .builder import build_repair
from .coach import coach
from .contents import contents
from .denominator import denominator
from .dose import apology_dose
from .doubt import when_to_doubt
from .explorer import explore
from .forest import published
from .lookback import journal
from .marker_trainer import train_ear
from .practice import practise, reflect
from .prediction import predict
from .quiz import quiz
from .roleplay import play
from .selfcheck import self_check
from .sorting import sort, sort_scenes
from .spread import one_or_many
from .task import check_task
from .worlds import in_every_world

__all__ = [
    "apology_dose",
    "build_repair",
    "check_task",
    "coach",
    "contents",
    "denominator",
    "explore",
    "in_every_world",
    "journal",
    "one_or_many",
    "play",
    "practise",
    "predict",
    "published",
    "quiz",
    "reflect",
    "self_check",
    "sort",
    "sort_scenes",
    "train_ear",
    "when_to_doubt",
]
