"""A plugin for nbval: numbers in shown text may differ by one in a hundred or in the last place.

The last bits of `exp` differ between processors, so a count may differ by one elsewhere. Loaded
with `-p nbval_tolerant`; without it the comparison is strict.
"""

from nbval.plugin import IPyNbCell
from rupture_repair.teaching.compare import snap_numbers

TOLERANCE = 1e-2
_strict = IPyNbCell.compare_outputs


def _tolerant(self, test, ref, skip_compare=None):
    """Compare as nbval does, kind by kind over all outputs, after snapping close numbers."""
    for kind in ("text/plain", "text/html"):
        mine, theirs = (
            [o["data"] for o in all_ if kind in o.get("data", {})] for all_ in (test, ref)
        )
        for one, other in zip(mine, theirs, strict=False):
            one[kind] = snap_numbers(one[kind], other[kind], TOLERANCE)
    mine, theirs = ([o for o in outputs if "text" in o] for outputs in (test, ref))
    for one, other in zip(mine, theirs, strict=False):
        one["text"] = snap_numbers(one["text"], other["text"], TOLERANCE)
    return _strict(self, test, ref, skip_compare)


IPyNbCell.compare_outputs = _tolerant
