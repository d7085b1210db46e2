"""The live things that notebooks show: each function returns one widget."""

from .coach import coach
from .contents import contents
from .denominator import denominator
from .doubt import when_to_doubt
from .expectation import back_at_home, two_rules
from .explorer import explore
from .forest import published
from .leaving import stay_or_leave
from .lookback import journal
from .looking_back import look_back
from .marker_trainer import train_ear
from .opinions import second_opinions
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
    "back_at_home",
    "check_task",
    "coach",
    "contents",
    "denominator",
    "explore",
    "in_every_world",
    "journal",
    "look_back",
    "one_or_many",
    "play",
    "practise",
    "predict",
    "published",
    "quiz",
    "reflect",
    "second_opinions",
    "self_check",
    "sort",
    "sort_scenes",
    "stay_or_leave",
    "train_ear",
    "two_rules",
    "when_to_doubt",
]
