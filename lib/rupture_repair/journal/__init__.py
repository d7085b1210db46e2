"""What a learner writes: kept on the learner's machine, append-only, exportable.

`Journal` writes and reads; `page` prints; `where()` says in words whose machine it is. Nothing here
knows of Jupyter, and nothing here sends anything anywhere.
"""

from rupture_repair.journal.archive import read_shared
from rupture_repair.journal.entry import Entry, JournalError, drafts
from rupture_repair.journal.grouped import Page, pages
from rupture_repair.journal.place import CONFIDENTIALITY, Place
from rupture_repair.journal.printout import page
from rupture_repair.journal.store import Journal, Restored

__all__ = [
    "CONFIDENTIALITY",
    "Entry",
    "Journal",
    "JournalError",
    "Page",
    "Place",
    "Restored",
    "drafts",
    "page",
    "pages",
    "read_shared",
]
