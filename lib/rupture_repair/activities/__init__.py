"""The live things that notebooks show: each function returns one widget."""

from .afterwards import afterwards
from .builder import build_repair
from .coach import coach
from .contents import contents
from .count_whom import count_whom
from .counting import count_ruptures
from .denominator import denominator
from .distance import distance
from .door import at_the_door
from .dose import apology_dose
from .doubt import when_to_doubt
from .expectation import back_at_home, two_rules
from .explorer import explore
from .flight import fly
from .forest import published
from .guess import guess_feeling
from .handbook import handbook
from .hidden import hidden_ruptures
from .history import history_foretells
from .lapse import one_event
from .leaving import stay_or_leave
from .lookback import journal
from .looking_back import look_back
from .mae_west import mae_west
from .marker_trainer import train_ear
from .opinions import second_opinions
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
from .town import wider_circle
from .two_worlds import two_worlds
from .unnoticed import unnoticed
from .v_shapes import v_shapes
from .week import week
from .who_reports import who_reports
from .worlds import in_every_world

__all__ = [
    "afterwards",
    "apology_dose",
    "at_the_door",
    "back_at_home",
    "build_repair",
    "check_task",
    "coach",
    "contents",
    "count_ruptures",
    "count_whom",
    "denominator",
    "distance",
    "explore",
    "fly",
    "guess_feeling",
    "handbook",
    "hidden_ruptures",
    "history_foretells",
    "in_every_world",
    "journal",
    "look_back",
    "mae_west",
    "one_event",
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
    "second_opinions",
    "self_check",
    "sort",
    "sort_scenes",
    "stay_or_leave",
    "train_ear",
    "two_rules",
    "two_worlds",
    "unnoticed",
    "v_shapes",
    "week",
    "when_to_doubt",
    "who_reports",
    "wider_circle",
]
