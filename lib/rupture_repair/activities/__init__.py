"""The live things that notebooks show: each function returns one widget."""

from .contents import contents
from .denominator import denominator
from .doubt import when_to_doubt
from .explorer import explore
from .lookback import journal
from .practice import practise, reflect
from .prediction import predict
from .quiz import quiz
from .spread import one_or_many

__all__ = [
    "contents",
    "denominator",
    "explore",
    "journal",
    "one_or_many",
    "practise",
    "predict",
    "quiz",
    "reflect",
    "when_to_doubt",
]
