"""How sure the field is of a statement: five words that every lesson uses in the same sense."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

__all__ = ["STANDINGS", "Standing"]

Standing = Literal["well supported", "mixed", "contested", "clinical opinion", "our assumption"]

STANDINGS: Mapping[Standing, str] = MappingProxyType(
    {
        "well supported": "Several studies, or a large summary of them, point the same way; "
        "for a rule of conduct, the professional codes do.",
        "mixed": "There is evidence, and it is small, indirect, or points in more than one way.",
        "contested": "Informed people disagree, and the evidence does not settle it.",
        "clinical opinion": "Experienced clinicians say so; we found no study that tests it.",
        "our assumption": "We chose it for teaching; another choice would be as defensible.",
    }
)
