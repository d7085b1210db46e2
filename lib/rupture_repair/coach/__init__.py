"""The coach: finds repair moves and pitfalls in free text, shows the words, and answers kindly.

`read` finds, `advise` answers, `main` is the command. Everything runs on the learner's own machine,
without a network. What it says are prompts for thought, not a measure of skill.
"""

from rupture_repair.coach.advice import Advice, advise
from rupture_repair.coach.command import main
from rupture_repair.coach.reading import NOTICE, Finding, Reading, read

__all__ = ["NOTICE", "Advice", "Finding", "Reading", "advise", "main", "read"]
