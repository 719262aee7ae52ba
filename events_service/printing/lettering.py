"""Sets text: the largest size at which it fits a box, good line breaks, and the drawing of lines."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from enum import Enum
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace
from reportlab.pdfgen.canvas import Canvas

from events_service.printing.fonts import Weight, can_draw, width

INK = "#1A1A1A"
MUTED = "#55595F"
EU_BLUE = "#003399"

_INVISIBLE = {"Cc", "Cf"}
_break_inside = re.compile(r"(?<=[-/–])(?=\w)")


class Align(Enum):
    """Where a line stands in its box."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


class Set(Struct, frozen=True):
    """Text that was set: its size in points, its lines, whether all of it fits, and the letters no font can draw."""

    size: float
    lines: tuple[str, ...]
    fits: bool
    missing: str = ""


class Misfit(Struct, frozen=True, kw_only=True):
    """A text that was not printed as it should be: too long at `smallest` points, or with letters no font can draw."""

    text: str
    too_long: bool
    missing: str
    smallest: float


_watched: ContextVar[list[Misfit] | None] = ContextVar("watched", default=None)


@contextmanager
def watching() -> Iterator[list[Misfit]]:
    """Collect the misfits of everything that is drawn inside the block."""
    misfits: list[Misfit] = []
    token = _watched.set(misfits)
    try:
        yield misfits
    finally:
        _watched.reset(token)


class Lettering(Struct, frozen=True, kw_only=True):
    """How text is set: sizes in points, `leading` as a multiple of the size, at most `lines` lines."""

    size: float
    smallest: float = 6
    lines: int = 1
    weight: Weight = Weight.REGULAR
    colour: str = INK
    leading: float = 1.2
    align: Align = Align.LEFT


class Box(Struct, frozen=True):
    """A rectangle on the page in points; (x, y) is its lower left corner."""

    x: float
    y: float
    width: float
    height: float


@lru_cache(maxsize=4096)
def fit(parts: tuple[str, ...], lettering: Lettering, box_width: float, box_height: float) -> Set:
    """Set text at the largest size at which it fits a box, both in points.

    Where one line does not hold it, each of `parts` (first name, last name) begins a line. Lines break between words,
    after hyphens only if the size gains much by it, inside words never, unless the smallest size is still too large:
    then the text is cut with an ellipsis and `fits` is false.
    """
    parts = tuple(filter(None, map(_cleaned, parts)))
    if not parts:
        return Set(lettering.size, (), True)
    missing = "".join(sorted({letter for part in parts for letter in part if not can_draw(letter)}))
    words = [[(piece, True) for piece in _pieces(part)] for part in parts]
    whole = _largest(words, lettering, box_width, box_height)
    if whole is None or whole.size < 0.6 * lettering.size:
        shards = [[shard for piece, _ in part for shard in _shards(piece)] for part in words]
        split = _largest(shards, lettering, box_width, box_height)
        if split is not None and (whole is None or split.size > 1.25 * whole.size):
            whole = split
    return replace(whole or _cut(" ".join(parts), lettering, box_width, box_height), missing=missing)


def draw(canvas: Canvas, box: Box, lettering: Lettering, *parts: str, vertical: float = 0.5) -> Set:
    """Set text into a box and draw it; `vertical` is 0 for the top of the box, 0.5 for its middle, 1 for its foot."""
    done = fit(parts, lettering, box.width, box.height)
    if done.missing or not done.fits:
        _report(parts, done, lettering)
    leading = done.size * lettering.leading
    free = box.height - leading * len(done.lines)
    # The first baseline: capitals stand in the middle of their line.
    y = box.y + box.height - free * vertical - leading / 2 - 0.36 * done.size
    for line in done.lines:
        draw_line(canvas, line, box.x, y, lettering=lettering, size=done.size, room=box.width)
        y -= leading
    return done


def draw_line(
    canvas: Canvas, text: str, x: float, y: float, *, lettering: Lettering, size: float | None = None, room: float = 0
) -> None:
    """Draw one line with its baseline at y, aligned in `room` points from x on."""
    size = size or lettering.size
    if lettering.align is not Align.LEFT:
        free = room - width(text, lettering.weight, size)
        x += free / 2 if lettering.align is Align.CENTRE else free
    canvas.setFillColor(lettering.colour)
    canvas.setFont(lettering.weight.value, size)
    canvas.drawString(x, y, text)


def _report(parts: tuple[str, ...], done: Set, lettering: Lettering) -> None:
    misfits = _watched.get()
    if misfits is not None:
        text = " ".join(filter(None, map(_cleaned, parts)))
        misfits.append(Misfit(text=text, too_long=not done.fits, missing=done.missing, smallest=lettering.smallest))


def _cleaned(part: str) -> str:
    """Join letters with accents written apart, and drop invisible characters and doubled spaces."""
    shown = [
        c for c in " ".join(unicodedata.normalize("NFC", part).split()) if unicodedata.category(c) not in _INVISIBLE
    ]
    return "".join(shown)


def _pieces(part: str) -> Iterator[str]:
    """Give the words of a part; a small word (van, der, de) stays with the one after it."""
    held = ""
    words = part.split(" ")
    for index, word in enumerate(words):
        if word[:1].islower() and len(word) <= 3 and index < len(words) - 1:
            held += word + " "
            continue
        yield held + word
        held = ""


def _shards(piece: str) -> Iterator[tuple[str, bool]]:
    """Give the parts of a word between its hyphens, each with whether a space stands before it."""
    for index, shard in enumerate(_break_inside.split(piece)):
        yield shard, index == 0


def _largest(
    words: Sequence[Sequence[tuple[str, bool]]], lettering: Lettering, box_width: float, box_height: float
) -> Set | None:
    """Find the largest size, in half points, at which the words fit; None where even the smallest does not."""
    measured = [[(piece, width(piece, lettering.weight, 1), spaced) for piece, spaced in part] for part in words]
    space = width(" ", lettering.weight, 1)
    low, high = int(2 * lettering.smallest), int(2 * lettering.size)
    best: Set | None = None
    while low <= high:
        size = ((low + high) // 2) / 2
        allowed = min(lettering.lines, int(box_height / (size * lettering.leading) + 1e-6))
        lines = _broken(measured, space, box_width / size, allowed)
        if lines is None:
            high = int(2 * size) - 1
        else:
            low = int(2 * size) + 1
            best = Set(size, tuple(lines), True)
    return best and Set(best.size, tuple(_balanced(measured, space, box_width / best.size, len(best.lines))), True)


_Piece = tuple[str, float, bool]
_Measured = Sequence[Sequence[_Piece]]


def _broken(parts: _Measured, space: float, room: float, allowed: int) -> list[str] | None:
    """Break into at most `allowed` lines of at most `room`; each part begins a line unless all stand on one."""
    lines = _filled([piece for part in parts for piece in part], space, room)
    if len(parts) > 1 and (lines is None or len(lines) > 1):
        lines = []
        for part in parts:
            filled = _filled(part, space, room)
            if filled is None:
                return None
            lines += filled
    return lines if lines is not None and len(lines) <= allowed else None


def _balanced(parts: _Measured, space: float, room: float, count: int) -> list[str]:
    """Break into `count` lines that are as even as they can be."""
    low, high = 0.0, room
    lines = _broken(parts, space, room, count) or []
    if count == 1:
        return lines
    for _ in range(8):
        middle = (low + high) / 2
        narrower = _broken(parts, space, middle, count)
        if narrower is None:
            low = middle
        else:
            high, lines = middle, narrower
    return lines


def _filled(pieces: Sequence[_Piece], space: float, room: float) -> list[str] | None:
    """Fill lines with pieces one after the other; None where a piece is wider than a line."""
    lines: list[str] = []
    used = 0.0
    for piece, piece_width, spaced in pieces:
        if piece_width > room + 1e-9:
            return None
        gap = space if spaced else 0.0
        if lines and used + gap + piece_width <= room + 1e-9:
            lines[-1] += (" " if spaced else "") + piece
            used += gap + piece_width
        else:
            lines.append(piece)
            used = piece_width
    return lines


def _cut(text: str, lettering: Lettering, box_width: float, box_height: float) -> Set:
    """Set at the smallest size, breaking anywhere, and end with an ellipsis where the box is full."""
    size = lettering.smallest
    allowed = max(1, min(lettering.lines, int(box_height / (size * lettering.leading) + 1e-6)))
    lines = [""]
    for letter in text:
        if width(lines[-1] + letter, lettering.weight, size) > box_width:
            if len(lines) == allowed:
                while lines[-1] and width(lines[-1] + "…", lettering.weight, size) > box_width:
                    lines[-1] = lines[-1][:-1]
                lines[-1] = lines[-1].rstrip() + "…"
                return Set(size, tuple(lines), False)
            lines.append("")
            if letter == " ":
                continue
        lines[-1] += letter
    return Set(size, tuple(lines), False)
