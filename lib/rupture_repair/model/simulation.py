"""The session-level model: many clients, and a grid of settings, in one vectorised pass.

What happens in a session: the hurt left from before fades a little; a lapse may add to it; the
therapist notices it, or does not; a noticed hurt is met with a repair whose worth depends on how
reliable the therapist has been; expectation, evidence, trust and symptoms move; the client may
leave. So a rupture can be mended in its own session or later. docs/model-card.md has the equations.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from .chance import Draws
from .course import run
from .events import Values, events, start
from .setting import Setting, check

__all__ = ["ENDS", "SERIES", "Result", "simulate"]

Array = np.ndarray

SERIES = (
    "trust", "expectation", "symptoms", "hurt_before", "hurt", "alliance", "rated",
    "lapse", "felt", "any", "withdrawal", "noticed", "offered", "received", "present",
)  # fmt: skip
"""What `keep` may name by session and client; see `Result`."""
LASTS = ("improvement", "left")
"""What `keep` may name by client."""
ENDS = ("trust", "expectation", "improvement", "left", "attended")
"""What `Result.means` holds, averaged over clients."""

_EVENTS = 2_000_000  # elements of events held at a time: memory stays flat
_CACHE = 8_000  # elements simulated at a time: working arrays stay in a core's cache


@dataclass(frozen=True, eq=False)
class Result:
    """A simulation's arrays with named axes.

    axes: axis name to its coordinates: "session" (1 to n), "client", and each varied parameter.
    values: what was kept, by (session, varied axes, client); `improvement` and `left` by
        (varied axes, client), where `left` is the session after which the client left, or 0.
    means: end-of-course means over all clients by (varied axes), leavers with their last values:
        trust, expectation, improvement (share of symptoms gone), left (share), attended (sessions).
    initial_trust: trust before the first session, (clients,), or what broadcasts to
        (varied axes, client).

    `hurt_before` is the open hurt that a session meets, `hurt` what is left of it at its end.
    After a client has left, trust, expectation and symptoms keep their last value, events (felt,
    any, noticed, present) are False, all else is NaN. `offered` and `received`, the quality of a
    repair before and after credibility and dose, are NaN where nothing was noticed.
    """

    axes: Mapping[str, Array]
    values: Mapping[str, Array]
    means: Mapping[str, Array]
    initial_trust: Array

    def __getitem__(self, name: str) -> Array:
        """Return a kept array by its name."""
        try:
            return self.values[name]
        except KeyError:
            raise KeyError(f"{name!r} was not kept; kept: {', '.join(self.values)}") from None

    def dims(self, name: str) -> tuple[str, ...]:
        """Return the names of the axes of a kept array."""
        varied = tuple(axis for axis in self.axes if axis not in ("session", "client"))
        return (*varied, "client") if name in LASTS else ("session", *varied, "client")

    def share(self, event: str) -> float:
        """Return the share of attended sessions with an event ("felt", "any", "noticed")."""
        return float(self[event].sum() / self["present"].sum())


def simulate(
    setting: Setting,
    draws: Draws,
    *,
    vary: Mapping[str, Array] | None = None,
    keep: Collection[str] | None = None,
    schedule: Array | None = None,
) -> Result:
    """Simulate every client of `draws` in a setting, or in every combination of varied ones.

    vary: parameter name to a 1-d array of values; each becomes an axis, in the order given.
    keep: which of SERIES and LASTS to keep; by default all of them for a single setting and none
        for a grid, whose memory then does not grow with clients times sessions times settings.
    schedule: hurt per session as felt, shape (sessions,) or (sessions, clients), in place of
        lapses drawn by chance.

    Raises ValueError for a value outside its legal range, or draws that are too short; KeyError
    for an unknown name.
    """
    sessions = int(setting.course.sessions)
    vary = {name: np.atleast_1d(np.asarray(v, float)) for name, v in (vary or {}).items()}
    schedule = _checked(vary, draws, sessions, schedule)
    if keep is None:
        keep = () if vary else (*SERIES, *LASTS)
    for name in keep:
        if name not in (*SERIES, *LASTS):
            known = ", ".join((*SERIES, *LASTS))
            raise KeyError(f"Cannot keep {name!r}. The names are: {known}.")

    grid = tuple(len(values) for values in vary.values())
    kept = {
        name: np.empty((*(() if name in LASTS else (sessions,)), *grid, draws.clients), _kind(name))
        for name in keep
    }
    means = {name: np.empty(grid, np.float64) for name in ENDS}
    whole = Values(setting, vary)
    for block in _pieces(grid, _EVENTS // (sessions * draws.clients)):
        here = whole.cut(block)
        met = events(here, draws, schedule)
        for piece in _pieces(here.grid, _CACHE // draws.clients):
            place = _within(block, piece)
            views = {name: array[(..., *place, slice(None))] for name, array in kept.items()}
            ends = run(here.cut(piece), met.cut(piece), draws, views)
            for name in LASTS:
                if name in views:
                    views[name][...] = ends[name]
            for name, mean in means.items():
                end = ends[name] > 0 if name == "left" else ends[name]
                mean[place] = end.mean(axis=-1, dtype=np.float64)
    axes = {"session": np.arange(1, sessions + 1), **vary, "client": np.arange(draws.clients)}
    return Result(axes, kept, means, start(whole, draws)[1])


def _checked(
    vary: Mapping[str, Array], draws: Draws, sessions: int, schedule: Array | None
) -> Array | None:
    """Raise for anything that cannot be simulated; return the schedule as an array."""
    for name, values in vary.items():
        for value in values:
            check(name, float(value))
    if "sessions" in vary:
        raise ValueError("sessions cannot be varied within one simulation")
    if draws.sessions < sessions:
        raise ValueError(f"the draws have {draws.sessions} sessions, the course has {sessions}")
    if schedule is None:
        return None
    schedule = np.asarray(schedule, np.float32)
    if schedule.shape not in ((sessions,), (sessions, draws.clients)) or schedule.min() < 0:
        raise ValueError(f"schedule must give hurt, 0 or more, for each of {sessions} sessions")
    return schedule


def _pieces(grid: tuple[int, ...], most: int) -> Iterator[tuple[slice, ...]]:
    """Yield parts of a grid with at most `most` settings each (at least one), together all."""
    if not grid:
        yield ()
        return
    rest = int(np.prod(grid[1:]))
    pieces = -(-grid[0] // max(1, most // rest))
    step = -(-grid[0] // pieces)  # pieces of equal size, as nearly as can be
    inner = [tuple(slice(0, n) for n in grid[1:])] if rest <= most else _pieces(grid[1:], most)
    inner = list(inner)
    for first in range(0, grid[0], step):
        for part in inner:
            yield (slice(first, min(first + step, grid[0])), *part)


def _within(block: tuple[slice, ...], piece: tuple[slice, ...]) -> tuple[slice, ...]:
    return tuple(
        slice(b.start + p.start, b.start + p.stop) for b, p in zip(block, piece, strict=True)
    )


def _kind(name: str) -> type:
    if name in ("felt", "any", "withdrawal", "noticed", "present"):
        return np.bool_
    return np.int16 if name == "left" else np.float32
