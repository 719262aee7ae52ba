"""Shapes a line: which font draws each part of it, in which order from left to right, with which glyphs."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from events_service.typesetting.fallback_fonts import FallbackFont, font_of, script
from events_service.typesetting.fonts import Weight, face
from events_service.typesetting.fonts import width as plain_width

JOINERS = "\u200c\u200d"
"""Invisible characters that say whether letters join, as Persian names need them."""


class Glyph(NamedTuple):
    """A glyph of a fallback font: its number, its place from the run's start, and the letters that it stands for.

    Measures at a size of one point.
    """

    number: int
    x: float
    y: float
    letters: str


class Run(NamedTuple):
    """A part of a line in one font: its letters in the order they are spoken, its width at one point, its glyphs.

    Without a font it is drawn in Noto Sans, and `text` is in the order in which it is drawn.
    """

    font: FallbackFont | None
    text: str
    width: float
    glyphs: tuple[Glyph, ...] = ()


def width(text: str, weight: Weight, size: float) -> float:
    """Give the width in points of `text`, set in `weight` at `size` points, in whichever fonts draw it."""
    widths = face(weight).face.charWidths
    try:
        return float(sum([widths[ord(letter)] for letter in text])) * size / 1000
    except KeyError:
        return sum(run.width for run in runs(text, weight)) * size


def is_plain(text: str, weight: Weight) -> bool:
    """Tell whether Noto Sans alone draws a text."""
    return text.isascii() or all(map(face(weight).face.charWidths.__contains__, map(ord, text)))


@lru_cache(maxsize=4096)
def runs(text: str, weight: Weight) -> tuple[Run, ...]:
    """Give the runs of a line from left to right, ordered by the Unicode Bidirectional Algorithm (UAX #9)."""
    levels = _levels(text)
    plain = face(weight).face.charWidths
    parts = []
    start = 0
    scripts = ["" if ord(letter) in plain else script(letter) for letter in text]
    for (level, foreign), alike in groupby(zip(levels, scripts, strict=True)):
        end = start + len(list(alike))
        font = font_of(text[start:end], weight) if foreign else None
        parts.append((level, font, text[start:end]))
        start = end
    return tuple(_run(font, part, weight, right_to_left=level % 2 == 1) for level, font, part in _from_left(parts))


def _run(font: FallbackFont | None, text: str, weight: Weight, *, right_to_left: bool) -> Run:
    if font is not None:
        return _shaped(font, text, right_to_left=right_to_left)
    if right_to_left:
        text = _mirrored(text)
    return Run(None, text, plain_width(text, weight, 1))


def _shaped(font: FallbackFont, text: str, *, right_to_left: bool) -> Run:
    buffer = font.shaped(text, right_to_left=right_to_left)
    starts = sorted({info.cluster for info in buffer.glyph_infos})
    ends = dict(zip(starts, [*starts[1:], len(text)], strict=True))
    pairs = list(zip(buffer.glyph_infos, buffer.glyph_positions, strict=True))
    # The widest glyph of a cluster stands for all of its letters; the others are its marks and dots.
    widest = {info.cluster: info for info, _ in sorted(pairs, key=lambda pair: int(pair[1].x_advance))}
    glyphs, x = [], 0.0
    for info, place in pairs:
        letters = text[info.cluster : ends[info.cluster]] if widest[info.cluster] is info else ""
        at = (x + place.x_offset) / font.units, place.y_offset / font.units
        glyphs.append(Glyph(info.codepoint, *at, letters))
        x += place.x_advance
    return Run(font, text, x / font.units, tuple(glyphs))


def _levels(text: str) -> list[int]:
    """Give the embedding level of each letter: odd ones run from right to left."""
    try:
        from bidi import algorithm  # noqa: PLC0415  (an optional package)
    except ImportError:
        return [0] * len(text)
    storage = algorithm.get_empty_storage()
    storage["base_level"] = algorithm.get_base_level(text)
    storage["base_dir"] = ("L", "R")[storage["base_level"]]
    # A joiner has the direction of the letter before it; the algorithm takes it out (X9).
    algorithm.get_embedding_levels("".join(letter for letter in text if letter not in JOINERS), storage)
    algorithm.explicit_embed_and_overrides(storage)
    algorithm.resolve_weak_types(storage)
    algorithm.resolve_neutral_types(storage, False)
    algorithm.resolve_implicit_levels(storage, False)
    found = iter(storage["chars"])
    levels: list[int] = []
    for letter in text:
        levels.append(levels[-1] if letter in JOINERS and levels else next(found)["level"])
    return levels


def _mirrored(text: str) -> str:
    from bidi.mirror import MIRRORED  # noqa: PLC0415  (an optional package)

    return "".join(MIRRORED.get(letter, letter) for letter in reversed(text))


_Part = tuple[int, FallbackFont | None, str]


def _from_left(parts: list[_Part]) -> Iterator[_Part]:
    """Order parts from left to right by their levels (UAX #9, rule L2)."""
    highest = max((level for level, _, _ in parts), default=0)
    for floor in range(highest, 0, -1):
        turned: list[_Part] = []
        for above, group in groupby(parts, key=lambda part: part[0] >= floor):
            same = list(group)
            turned += reversed(same) if above else same
        parts = turned
    yield from parts
