"""Every text that the workbook cites."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from ._toml import pick, read_records

__all__ = ["Reference", "reference", "references"]

FILE = "references.toml"


@dataclass(frozen=True)
class Reference:
    """One text.

    key: the name that data and lessons use; S0 to S4 are the five texts the course grew from.
    kind: what sort of text it is.
    authors: surnames or an institution; empty where the author is not named.
    et_al: True where there are more authors than are listed.
    year: year of publication, None where it is not known.
    title: title, empty where it was not confirmed; then `about` says what the text is.
    venue: journal, publisher or site, without volume and pages.
    doi, pmc: identifiers, given only where they were confirmed.
    """

    key: str
    kind: Literal["article", "book", "chapter", "dissertation", "web", "source"]
    authors: tuple[str, ...] = ()
    et_al: bool = False
    year: int | None = None
    title: str = ""
    about: str = ""
    venue: str = ""
    doi: str = ""
    pmc: str = ""

    def __post_init__(self) -> None:
        if not (self.title or self.about):
            raise ValueError("has neither title nor about; give the title, or say what it is.")
        if self.doi and not self.doi.startswith("10."):
            raise ValueError(f"doi must start with '10.', got {self.doi!r}; drop any prefix.")
        if self.pmc and not self.pmc.startswith("PMC"):
            raise ValueError(f"pmc must start with 'PMC', got {self.pmc!r}.")

    @property
    def names(self) -> str:
        """The authors as one reads them aloud: “Fowler and Christakis”, “Chen et al.”."""
        if not self.authors:
            head = f"“{self.title.partition(':')[0]}”"
            return head if self.title else self.about[0].lower() + self.about[1:]
        if self.et_al:
            return f"{', '.join(self.authors)} et al."
        *most, last = self.authors
        return f"{', '.join(most)} and {last}" if most else last

    @property
    def short(self) -> str:
        """The citation for running text: “Eubanks, Muran and Safran, 2018”."""
        return f"{self.names}, {self.year}" if self.year else self.names

    @property
    def url(self) -> str:
        """An address that leads to the text, empty where none was confirmed."""
        if self.doi:
            return f"https://doi.org/{self.doi}"
        return f"https://pmc.ncbi.nlm.nih.gov/articles/{self.pmc}/" if self.pmc else ""

    @property
    def full(self) -> str:
        """The entry of a reference list, as one plain line."""
        year = f" ({self.year})" if self.year else ""
        names = self.names if self.authors else "Author not named"
        parts = [f"{names}{year}", *(part for part in (self.title, self.about, self.venue) if part)]
        line = " ".join(part if part[-1] in ".?!" else f"{part}." for part in parts)
        return f"{line} {self.url}".strip()


@cache
def references() -> Mapping[str, Reference]:
    """Return all references by key: the five sources first, then by author."""
    return read_records(FILE, Reference)


def reference(key: str) -> Reference:
    """Return one reference; KeyError lists the keys that exist."""
    return pick(FILE, references(), key)
