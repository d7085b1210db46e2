"""The live things that notebooks show: each function returns one widget."""

from .coach import coach
from .contents import contents
from .denominator import denominator
from .doubt import when_to_doubt
from .explorer import explore
from .flight import fly
from .forest import published
from .lookback import journal
from .marker_trainer import train_ear
from .plan import plan
from .policies import policies_and_worlds
from .policy_ends import play_policy
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
    "check_task",
    "coach",
    "contents",
    "denominator",
    "explore",
    "fly",
    "in_every_world",
    "journal",
    "one_or_many",
    "plan",
    "play",
    "play_policy",
    "policies_and_worlds",
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
