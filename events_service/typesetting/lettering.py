"""Sets text: the largest size at which it fits a box, good line breaks, and the drawing of lines."""

import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from enum import Enum
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from events_service.typesetting import fallback_fonts
from events_service.typesetting.fonts import Weight, drawable
from events_service.typesetting.ink import Box, write
from events_service.typesetting.line_breaking import balanced, broken, measured
from events_service.typesetting.shaping import JOINERS, width
from events_service.typesetting.tagging import TaggedCanvas

INK = "#1A1A1A"
MUTED = "#55595F"
EU_BLUE = "#003399"

_INVISIBLE = {"Cc", "Cf"}
_ARABIC_LEADING = 1.75


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
    """How text is set: sizes in points, `leading` as a multiple of the size, at most `lines` lines.

    The parts of a text (first name, last name) may share a line when all fit on one, unless `apart`. Small words stay
    with the word after them if `keep_small`, as they do in names.
    """

    size: float
    smallest: float = 6
    lines: int = 1
    weight: Weight = Weight.REGULAR
    colour: str = INK
    leading: float = 1.2
    align: Align = Align.LEFT
    apart: bool = False
    keep_small: bool = True


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
    lettering = roomy(lettering, parts)
    missing = _undrawable(parts)
    whole = _largest(parts, lettering, box_width, box_height, at_hyphens=False)
    if whole is None or whole.size < 0.6 * lettering.size:
        split = _largest(parts, lettering, box_width, box_height, at_hyphens=True)
        if split is not None and (whole is None or split.size > 1.25 * whole.size):
            whole = split
    return replace(whole or _cut(" ".join(parts), lettering, box_width, box_height), missing=missing)


def undrawable(*parts: str) -> str:
    """Give the letters of a text that no installed font draws."""
    return _undrawable(tuple(map(_cleaned, parts)))


def _undrawable(parts: tuple[str, ...]) -> str:
    foreign = set().union(*parts) - drawable()
    return "".join(sorted(letter for letter in foreign if not fallback_fonts.draws(letter)))


def draw(
    canvas: TaggedCanvas, box: Box, lettering: Lettering, *parts: str, vertical: float = 0.5, kind: str = "P"
) -> Set:
    """Set text into a box and draw it as an element of a kind, such as P or H1.

    `vertical` is 0 for the top of the box, 0.5 for its middle, 1 for its foot.
    """
    done = fit(parts, lettering, box.width, box.height)
    if done.missing or not done.fits:
        _report(parts, done, lettering)
    if not done.lines:
        return done
    lettering = roomy(lettering, done.lines)
    leading = done.size * lettering.leading
    above = (box.height - leading * len(done.lines)) * vertical
    # The first baseline: capitals stand in the middle of their line.
    y = box.y + box.height - above - leading / 2 - 0.36 * done.size
    canvas.begin(kind)
    for line in done.lines:
        x = box.x
        if lettering.align is not Align.LEFT:
            free = box.width - width(line, lettering.weight, done.size)
            x += free / 2 if lettering.align is Align.CENTRE else free
        write(canvas, line, x, y, weight=lettering.weight, size=done.size, colour=lettering.colour)
        y -= leading
    canvas.end()
    return done


def roomy(lettering: Lettering, texts: Sequence[str]) -> Lettering:
    """Give Arabic letters, which reach far below their line, room that other letters do not need."""
    if any(map(fallback_fonts.joins, texts)):
        return replace(lettering, leading=max(lettering.leading, _ARABIC_LEADING))
    return lettering


def _report(parts: tuple[str, ...], done: Set, lettering: Lettering) -> None:
    misfits = _watched.get()
    if misfits is not None:
        text = " ".join(filter(None, map(_cleaned, parts)))
        misfits.append(Misfit(text=text, too_long=not done.fits, missing=done.missing, smallest=lettering.smallest))


def _cleaned(part: str) -> str:
    """Join letters with accents written apart, and drop invisible characters and doubled spaces."""
    text = " ".join(unicodedata.normalize("NFC", part).split())
    kept = JOINERS if fallback_fonts.joins(text) else ""
    return "".join([letter for letter in text if letter in kept or unicodedata.category(letter) not in _INVISIBLE])


def _largest(
    parts: Sequence[str], lettering: Lettering, box_width: float, box_height: float, *, at_hyphens: bool
) -> Set | None:
    """Find the largest size, in half points, at which the text fits; None where even the smallest does not."""
    text = measured(
        parts, lettering.weight, apart=lettering.apart, at_hyphens=at_hyphens, keep_small=lettering.keep_small
    )
    low, high = int(2 * lettering.smallest), int(2 * lettering.size)
    size = high / 2  # most texts fit at their largest size
    found: tuple[float, int] | None = None
    while low <= high:
        allowed = min(lettering.lines, int(box_height / (size * lettering.leading) + 1e-6))
        lines = broken(text, box_width / size, allowed)
        if lines is None:
            high = int(2 * size) - 1
        else:
            low = int(2 * size) + 1
            found = size, len(lines)
        size = ((low + high) // 2) / 2
    if found is None:
        return None
    size, count = found
    return Set(size, tuple(balanced(text, box_width / size, count)), True)


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
