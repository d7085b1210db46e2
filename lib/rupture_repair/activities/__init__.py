"""The live things that notebooks show: each function returns one widget."""

from .afterwards import afterwards
from .coach import coach
from .contents import contents
from .denominator import denominator
from .distance import distance
from .door import at_the_door
from .doubt import when_to_doubt
from .expectation import back_at_home, two_rules
from .explorer import explore
from .forest import published
from .history import history_foretells
from .lapse import one_event
from .lookback import journal
from .looking_back import look_back
from .marker_trainer import train_ear
from .practice import practise, reflect
from .prediction import predict
from .quiz import quiz
from .roleplay import play
from .selfcheck import self_check
from .sorting import sort, sort_scenes
from .spread import one_or_many
from .task import check_task
from .town import wider_circle
from .week import week
from .worlds import in_every_world

__all__ = [
    "afterwards",
    "at_the_door",
    "back_at_home",
    "check_task",
    "coach",
    "contents",
    "denominator",
    "distance",
    "explore",
    "history_foretells",
    "in_every_world",
    "journal",
    "look_back",
    "one_event",
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
    "two_rules",
    "week",
    "when_to_doubt",
    "wider_circle",
]
