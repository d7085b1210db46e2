"""The words of a simulated session: what a client says and does, as far as it shows."""

from __future__ import annotations

import numpy as np

from ..curriculum.year import Lapse, NewClient, year_plan
from ..model.year import Sign, Year

__all__ = ["SHOWED", "asked_line", "culprit", "lapse", "line", "signs"]

SHOWED: dict[Sign, str] = {
    "told": "told you that something hurt",
    "protest": "complained",
    "quiet": "withdrew",
    "still": "was silent",
    "ordinary": "nothing to note",
}
_TOLD = ("{name} waits a little, then says:", "At the door, almost, {name} says:",
         "{name} takes a breath.")  # fmt: skip
_PROTEST = ("{name} sits up.", "{name}’s voice has changed.", "{name} does not let you finish.")
_AGAIN = "{name} comes back to it."
_JUST_SAID = "“I have just told you,” says {name}, and waits."


def signs(year: Year) -> tuple[Sign, ...]:
    """Return what each session showed, the present one included."""
    return year.shown if year.over else (*year.shown, year.sign)


def line(year: Year, client: NewClient, session: int) -> str:
    """Return what one sees in a session, counted from 0."""
    shown = signs(year)
    sign = shown[session]
    before = [n for n in range(session) if shown[n] == sign]
    if sign in ("told", "protest"):
        leads = _TOLD if sign == "told" else _PROTEST
        lead, at = leads[len(before) % len(leads)], culprit(year, session)
        spoke = [n for n in range(session) if shown[n] in ("told", "protest")]
        again = sum(culprit(year, n) == at for n in spoke)
        gently = (sign == "told") ^ (again % 2)  # the same words do not come twice running
        said = lapse(year, at).told if gently else lapse(year, at).protest
        return f"{(_AGAIN if again else lead).format(name=client.name)} {said}"
    lines = client.lines[sign]
    return lines[(year.chance.seed + len(before)) % len(lines)]


def asked_line(year: Year, client: NewClient) -> str:
    """Return the client's answer to the question how things are, in the present session."""
    if year.sign in ("told", "protest"):
        return _JUST_SAID.format(name=client.name)
    if year.asked[-1] == "told":
        told = lapse(year, culprit(year, len(year.lapses) - 1)).told
        return f"A pause. Then {client.name} says: {told}"
    before = sum(came == "fine" for came in year.asked[:-1])
    return client.lines["fine"][before % len(client.lines["fine"])]


def culprit(year: Year, session: int) -> int:
    """Return the session, counted from 0, whose lapse weighs most in this one."""
    ago = session - np.arange(session + 1)
    weight = np.asarray(year.lapses[: session + 1]) * float(year.setting["hurt_memory"]) ** ago
    return int(weight.argmax())


def lapse(year: Year, session: int) -> Lapse:
    """Return what the therapist did in a session: each comes once before any comes again."""
    lapses = year_plan().lapses
    order = np.random.default_rng(year.chance.seed).permutation(len(lapses))
    count = int((year.ordinary[: session + 1] > 0).sum())
    return lapses[order[max(count - 1, 0) % len(lapses)]]
