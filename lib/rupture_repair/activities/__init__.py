"""The live things that notebooks show: each function returns one widget."""

from .coach import coach
from .contents import contents
from .count_whom import count_whom
from .denominator import denominator
from .doubt import when_to_doubt
from .explorer import explore
from .forest import published
from .lookback import journal
from .mae_west import mae_west
from .marker_trainer import train_ear
from .practice import practise, reflect
from .prediction import predict
from .quiz import quiz
from .roleplay import play
from .selfcheck import self_check
from .sorting import sort, sort_scenes
from .spread import one_or_many
from .task import check_task
from .two_worlds import two_worlds
from .v_shapes import v_shapes
from .worlds import in_every_world

__all__ = [
    "check_task",
    "coach",
    "contents",
    "count_whom",
    "denominator",
    "explore",
    "in_every_world",
    "journal",
    "mae_west",
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
    "two_worlds",
    "v_shapes",
    "when_to_doubt",
]
