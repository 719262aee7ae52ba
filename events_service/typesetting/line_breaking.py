"""Breaks text into lines: between words, after hyphens where asked, never before the word a small one belongs to."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from events_service.typesetting.fonts import Weight
from events_service.typesetting.shaping import width

_inside_word = re.compile(r"(?<=[-/–])(?=\w)")


class Piece(NamedTuple):
    """What no break may part: its text, its width at a size of one point, whether a space stands before it."""

    text: str
    width: float
    spaced: bool


class Measured(NamedTuple):
    """A text ready to be broken: the pieces of its parts, the width of a space, and whether parts never share lines."""

    parts: Sequence[Sequence[Piece]]
    space: float
    apart: bool


def measured(
    parts: Sequence[str], weight: Weight, *, apart: bool, at_hyphens: bool, keep_small: bool = True
) -> Measured:
    """Measure parts of a text whose lines may break between words, and inside words after hyphens if asked.

    Small words (van, der, de) stay with the word after them if `keep_small`.
    """
    pieces = [
        [
            Piece(shard, width(shard, weight, 1), index == 0)
            for word in (_words(part) if keep_small else part.split(" "))
            for index, shard in enumerate(_inside_word.split(word) if at_hyphens else (word,))
        ]
        for part in parts
    ]
    return Measured(pieces, width(" ", weight, 1), apart)


def _words(part: str) -> Iterator[str]:
    """Give the words of a part; a small word (van, der, de) stays with the one after it."""
    held = ""
    words = part.split(" ")
    for index, word in enumerate(words):
        if word[:1].islower() and len(word) <= 3 and index < len(words) - 1:
            held += word + " "
            continue
        yield held + word
        held = ""


def broken(text: Measured, room: float, allowed: int) -> list[str] | None:
    """Break into at most `allowed` lines of at most `room`, both at a size of one point; None where that cannot be.

    Each part begins a line, unless all parts stand on one and need not be apart.
    """
    if len(text.parts) == 1 or not text.apart:
        together = _filled([piece for part in text.parts for piece in part], text.space, room)
        if together is not None and (len(together) == 1 or len(text.parts) == 1):
            return together if len(together) <= allowed else None
    lines: list[str] = []
    for part in text.parts:
        filled = _filled(part, text.space, room)
        if filled is None:
            return None
        lines += filled
    return lines if len(lines) <= allowed else None


def balanced(text: Measured, room: float, count: int) -> list[str]:
    """Break into `count` lines, which `room` allows, as even as they can be."""
    low, high = 0.0, room
    lines = broken(text, room, count) or []
    if count == len(text.parts):
        return lines
    for _ in range(8):
        middle = (low + high) / 2
        narrower = broken(text, middle, count)
        if narrower is None:
            low = middle
        else:
            high, lines = middle, narrower
    return lines


def _filled(pieces: Sequence[Piece], space: float, room: float) -> list[str] | None:
    """Fill lines with pieces one after the other; None where a piece is wider than a line."""
    lines: list[str] = []
    used = 0.0
    room += 1e-9
    for text, piece_width, spaced in pieces:
        if piece_width > room:
            return None
        gap = space if spaced else 0.0
        if lines and used + gap + piece_width <= room:
            lines[-1] += f" {text}" if spaced else text
            used += gap + piece_width
        else:
            lines.append(text)
            used = piece_width
    return lines
