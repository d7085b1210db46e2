"""The one widget that every activity shares, and the plain object behind it.

An `Activity` holds values and answers what to show; it knows no widget and is tested without a
browser. A `View` carries it to the page and back.
"""

from __future__ import annotations

import base64
import threading
import traceback
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import anywidget
import traitlets

__all__ = ["Activity", "Shown", "View", "open_view"]

_HERE = Path(__file__).parent
_KEPT = ("slots", "values", "text", "flags", "marks", "frames", "pictures")


@dataclass
class Shown:
    """What an activity shows now; every part maps the name of a block to its content.

    slots: blocks inside a slot; values: what the controls stand at; text: HTML of texts, tables
    and alternative texts ("NAME.alt"); flags: hidden, disabled and the like; marks: where a mark
    lies on a picture, as fractions from the top left; frames and pictures: PNG bytes.
    """

    slots: dict[str, list[dict]] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    text: dict[str, str] = field(default_factory=dict)
    flags: dict[str, dict] = field(default_factory=dict)
    marks: dict[str, tuple[float, float]] = field(default_factory=dict)
    frames: dict[str, bytes] = field(default_factory=dict)
    pictures: dict[str, bytes] = field(default_factory=dict)


class Activity:
    """Something live on the page: values go in, what to show comes out.

    title: the name that a screen reader gives to the region.
    key: what makes it the same activity when its cell is run again.
    """

    title = "Activity"
    key = ""

    def blocks(self) -> list[dict]:
        """Return the layout: a list of blocks, each with `kind` and mostly `name` and `label`."""
        raise NotImplementedError

    def set(self, name: str, value: Any) -> None:
        """Take the value of a control. Raises ValueError for one it cannot use."""
        raise ValueError(f"{self.title} has no control called {name!r}.")

    def press(self, name: str, detail: Any = None) -> None:
        """Take the press of a button. Raises ValueError for one it does not have."""
        raise ValueError(f"{self.title} has no button called {name!r}.")

    def scale(self, scale: float) -> None:
        """Take the number of screen pixels for one picture pixel, 1 to 2."""

    def shown(self) -> Shown:
        """Return what to show now."""
        raise NotImplementedError

    def sentence(self) -> str:
        """Return what is shown in words: the stored text of the activity."""
        raise NotImplementedError

    def picture(self) -> bytes | None:
        """Return the stored picture as PNG, or None where there is nothing to see."""
        return None

    def alt(self) -> str:
        """Return the alternative text of the stored picture."""
        return self.sentence()


class View(anywidget.AnyWidget):
    """An activity on the page."""

    _esm = _HERE / "view.js"
    _css = _HERE / "view.css"
    title = traitlets.Unicode().tag(sync=True)
    blocks = traitlets.List().tag(sync=True)
    slots = traitlets.Dict().tag(sync=True)
    values = traitlets.Dict().tag(sync=True)
    text = traitlets.Dict().tag(sync=True)
    flags = traitlets.Dict().tag(sync=True)
    marks = traitlets.Dict().tag(sync=True)
    frames = traitlets.Dict().tag(sync=True)
    pictures = traitlets.Dict().tag(sync=True)
    ack = traitlets.Dict().tag(sync=True)
    tick = traitlets.Int(0).tag(sync=True)

    def __init__(self, activity: Activity) -> None:
        self.activity = activity
        self._lock = threading.RLock()
        shown = activity.shown()
        super().__init__(
            title=activity.title,
            blocks=activity.blocks(),
            **{name: getattr(shown, name) for name in _KEPT},
        )
        self.on_msg(self._receive)

    def refresh(self) -> None:
        """Show what the activity shows now; for changes that did not come from this view."""
        with self._lock:
            self._show(self.activity.shown())

    def _receive(self, _: Any, message: dict, __: Any) -> None:
        with self._lock:
            try:
                if message["kind"] == "set":
                    for name, value in message["changes"].items():
                        self.activity.set(name, value)
                elif message["kind"] == "press":
                    self.activity.press(message["name"], message.get("detail"))
                elif message["kind"] == "screen":
                    self.activity.scale(float(message["scale"]))
                shown = self.activity.shown()
            except Exception as error:
                shown = self._trouble(error)
            self._show(shown, {"view": message["view"], "seq": message["seq"]})

    def _trouble(self, error: Exception) -> Shown:
        """Return what was on show, with one kind line about what went wrong."""
        told = str(error) if isinstance(error, ValueError) else "That did not work."
        line = f"{told} Nothing you wrote is lost; try once more, or run the cell again."
        shown = Shown(**{name: dict(getattr(self, name)) for name in _KEPT})
        shown.text["!"] = f"{line}\n{traceback.format_exc()}"
        return shown

    def _show(self, shown: Shown, ack: dict | None = None) -> None:
        with self.hold_sync():
            for name in _KEPT:
                value = getattr(shown, name)
                if value != getattr(self, name):
                    setattr(self, name, value)
            if ack is not None:
                self.ack = ack
            self.tick += 1

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict, dict]:
        """Return the live widget, and for readers without a kernel a picture and a sentence."""
        bundle = super()._repr_mimebundle_(**kwargs)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle or {}, {})
        data, metadata = dict(data), dict(metadata)
        data["text/plain"] = self.activity.sentence()
        picture = self.activity.picture()
        if picture is not None:
            data["image/png"] = base64.b64encode(picture).decode("ascii")
            metadata["image/png"] = {"alt": self.activity.alt()}
        return data, metadata


_views: dict[str, View] = {}


def open_view(activity: Activity) -> View:
    """Return a view of `activity`; one opened before under the same key is closed."""
    old = _views.pop(activity.key, None)
    if old is not None:
        old.close()
    view = _views[activity.key] = View(activity)
    return view
