"""A picture of which only some parts move, drawn as fast as Matplotlib allows.

Everything that stands still is drawn once and kept. On a change the kept pixels are restored, the
moving artists are drawn over them, and only the axes box is encoded, with a palette of 64 colours.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from PIL import Image

from .style import COLOURS, DPI

__all__ = ["Picture", "beside", "png"]

_COLOURS = 64


class Picture:
    """A figure with one axes box in which `moving` artists change.

    figure: the figure, with an Agg canvas.
    axes: the axes whose box is redrawn.
    moving: artists of these axes that change; they are drawn in the order given.
    room: pixels around the box that are redrawn, too, for artists that reach beyond it.
    """

    def __init__(self, figure: Figure, axes: Axes, moving: Sequence[Artist], room: int = 0) -> None:
        self.figure = figure
        self.axes = axes
        self._room = room
        self._moving = list(moving)
        for artist in self._moving:
            artist.set_animated(True)
        self.base_size = self.size
        self.base_box = self.box
        self._still: Any = None
        self._frame: bytes | None = None
        self._palette: _Palette | None = None

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.figure.canvas.get_width_height()

    @property
    def box(self) -> tuple[int, int, int, int]:
        """Left, top, width and height of what is redrawn, in pixels of the whole picture."""
        extent = self.axes.get_window_extent().padded(self._room * self.figure.dpi / DPI)
        left, bottom, right, top = (
            round(edge) for edge in (extent.x0, extent.y0, extent.x1, extent.y1)
        )
        return left, self.size[1] - top, right - left, top - bottom

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Return where (x, y) lies, as fractions of width and height from the top left."""
        across, up = self.axes.transData.transform((x, y))
        width, height = self.size
        return float(across / width), float(1 - up / height)

    def rescale(self, scale: float) -> None:
        """Draw with `scale` screen pixels for one pixel of the base size, for finer screens."""
        self.figure.set_dpi(DPI * scale)
        self.redraw()

    def redraw(self) -> None:
        """Forget what was kept, after something that stands still has changed."""
        self._still = None
        self._frame = None
        self._palette = None

    def frame(self) -> bytes:
        """Return everything that stands still as a PNG of the whole picture."""
        if self._frame is None:
            self._draw_still()
            self._frame = png(self._pixels()[:, :, :3])
        return self._frame

    def live(self) -> bytes:
        """Return the box with what moves, as a PNG in 64 colours."""
        self._draw_all()
        left, top, width, height = self.box
        pixels = self._pixels()[top : top + height, left : left + width]
        if self._palette is None:
            self._palette = _Palette(pixels)
        return self._palette.encode(pixels)

    def whole(self) -> np.ndarray:
        """Return the picture with all its parts: (height, width, 3) of uint8."""
        self._draw_all()
        return self._pixels()[:, :, :3].copy()

    def stored(self) -> bytes:
        """Return the picture with all its parts as a compact PNG."""
        return png(self.whole())

    def _draw_still(self) -> None:
        if self._still is None:
            self.figure.canvas.draw()
            self._still = self.figure.canvas.copy_from_bbox(self.figure.bbox)
        else:
            self.figure.canvas.restore_region(self._still)

    def _draw_all(self) -> None:
        self._draw_still()
        for artist in self._moving:
            self.axes.draw_artist(artist)

    def _pixels(self) -> np.ndarray:
        return np.asarray(self.figure.canvas.buffer_rgba())


class _Palette:
    """The style's colours and the picture's most frequent ones; others take the nearest of them.

    Median cut would grey the white of the paper; counting keeps it. Pixels are (..., 4) of uint8.
    """

    def __init__(self, pixels: np.ndarray, colours: int = _COLOURS) -> None:
        style = np.array([to_rgb(colour) for colour in COLOURS.values()]) * 255
        style = style.round().astype(np.uint8)
        pixels = np.concatenate([_opaque(style), pixels.reshape(-1, 4)])
        keys = _keys(pixels)
        counts = np.bincount(keys, minlength=1 << 15)
        counts[keys[: len(style)]] = keys.size
        common = np.argsort(counts)[::-1][:colours]
        common = common[counts[common] > 0]
        first = np.zeros(1 << 15, np.int64)
        first[keys[::-1]] = np.arange(keys.size)[::-1]
        self.colours = pixels[first[common], :3]
        levels = np.arange(32, dtype=np.int32) * 8 + 4
        blue, green, red = np.meshgrid(levels, levels, levels, indexing="ij")
        every = np.stack([red.ravel(), green.ravel(), blue.ravel()], axis=1).astype(np.float32)
        own = self.colours.astype(np.float32)
        size = (own**2).sum(1)
        self.nearest = np.concatenate(  # in parts: all at once would hold some thirty megabytes
            [(size - 2 * part @ own.T).argmin(1) for part in np.array_split(every, 32)]
        ).astype(np.uint8)
        self.nearest[common] = np.arange(len(common), dtype=np.uint8)

    def encode(self, pixels: np.ndarray, level: int = 1) -> bytes:
        image = Image.fromarray(self.nearest.take(_keys(pixels)))
        image.putpalette(self.colours.tobytes())
        buffer = BytesIO()
        image.save(buffer, "png", compress_level=level)
        return buffer.getvalue()


def _keys(pixels: np.ndarray) -> np.ndarray:
    """Return one number per pixel of (..., 4) of uint8: five bits each of blue, green and red."""
    pairs = pixels.view("<u2")  # a third of the time that single bytes take
    red_green, blue = pairs[..., 0], pairs[..., 1]
    return ((red_green >> 3) & 31) | ((red_green >> 6) & 992) | ((blue << 7) & 31744)


def _opaque(pixels: np.ndarray) -> np.ndarray:
    """Return (..., 3) of uint8 as (..., 4)."""
    return np.concatenate([pixels, np.full_like(pixels[..., :1], 255)], axis=-1)


def png(pixels: np.ndarray) -> bytes:
    """Return (height, width, 3) of uint8 as a compact PNG in at most 255 colours."""
    pixels = _opaque(pixels)
    return _Palette(pixels, 255).encode(pixels, level=9)


def beside(*pictures: np.ndarray, gap: int = 16) -> np.ndarray:
    """Return pictures side by side on one sheet of paper, each (height, width, 3) of uint8."""
    paper = pictures[0][0, 0]
    height = max(picture.shape[0] for picture in pictures)
    width = sum(picture.shape[1] for picture in pictures) + gap * (len(pictures) - 1)
    sheet = np.empty((height, width, 3), np.uint8)
    sheet[:] = paper
    left = 0
    for picture in pictures:
        sheet[: picture.shape[0], left : left + picture.shape[1]] = picture
        left += picture.shape[1] + gap
    return sheet
