"""Noto fonts for scripts that Noto Sans itself does not draw, taken where they are installed.

They are looked for in the package's own files, in installed Python packages, and in the folders where systems keep
fonts (Debian's fonts-noto-core and fonts-noto-cjk); EVENTS_FONTS names other folders, parted as PATH is. None is used
without uharfbuzz and python-bidi, which join and order letters: `pip install "events-service[scripts]"`.
"""

import sys
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache, cached_property, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from msgspec import Struct

from events_service.settings import font_folders, resource_dir
from events_service.typesetting.fonts import COORDINATES, Weight

try:
    import uharfbuzz as harfbuzz
except ImportError:  # an optional package
    harfbuzz = None

_CHINESE, _JAPANESE, _KOREAN = (
    ("sc", "cjksc", "cjk", "jp", "cjkjp", "tc", "cjktc", "kr", "cjkkr"),
    ("jp", "cjkjp", "cjk", "sc", "cjksc"),
    ("kr", "cjkkr", "cjk"),
)
_SCRIPTS = (
    (0x0530, 0x058F, ("armenian",)),
    (0x0590, 0x05FF, ("hebrew",)),
    (0x0600, 0x06FF, ("arabic",)),
    (0x0750, 0x077F, ("arabic",)),
    (0x08A0, 0x08FF, ("arabic",)),
    (0x10A0, 0x10FF, ("georgian",)),
    (0x1100, 0x11FF, _KOREAN),
    (0x1C90, 0x1CBF, ("georgian",)),
    (0x200C, 0x200D, ("arabic",)),
    (0x2D00, 0x2D2F, ("georgian",)),
    (0x2E80, 0x2FDF, _CHINESE),
    (0x2FF0, 0x303F, _CHINESE),
    (0x3040, 0x30FF, _JAPANESE),
    (0x3100, 0x312F, _CHINESE),
    (0x3130, 0x318F, _KOREAN),
    (0x31A0, 0x31BF, _CHINESE),
    (0x31F0, 0x31FF, _JAPANESE),
    (0x3200, 0x9FFF, _CHINESE),
    (0xA960, 0xA97F, _KOREAN),
    (0xAC00, 0xD7FF, _KOREAN),
    (0xF900, 0xFAFF, _CHINESE),
    (0xFB13, 0xFB17, ("armenian",)),
    (0xFB1D, 0xFB4F, ("hebrew",)),
    (0xFB50, 0xFDFF, ("arabic",)),
    (0xFE30, 0xFE4F, _CHINESE),
    (0xFE70, 0xFEFC, ("arabic",)),
    (0xFF00, 0xFFEF, _CHINESE),
    (0x20000, 0x3FFFF, _CHINESE),
)
"""Blocks of code points, with the endings of the font families that draw them, the best first."""

_STARTS = [first for first, _, _ in _SCRIPTS]
_IN_COLLECTION = {_JAPANESE: 0, _KOREAN: 1, _CHINESE: 2}
"""Where a language's shapes stand in NotoSansCJK's collection of fonts."""


class FallbackFont(Struct, frozen=True, dict=True):
    """A font file at one weight: its path, its place in a collection, and the coordinate on `wght` if it varies."""

    path: Path
    index: int
    weight: float | None

    @cached_property
    def name(self) -> str:
        """The name in the PDF."""
        stem = self.path.name.split(".")[0].split("[")[0]
        return f"{stem}{'' if self.weight is None else f'-{self.weight:g}'}"

    @cached_property
    def octets(self) -> bytes:
        """The file as OpenType; fonts for the web come compressed."""
        if self.path.suffix != ".woff2":
            return self.path.read_bytes()
        from events_service.typesetting.font_cutting import opened_for_the_web  # noqa: PLC0415  (fontTools is slow to import)

        return opened_for_the_web(self.path)

    @cached_property
    def shaper(self) -> Any:
        """The font in uharfbuzz, at its weight."""
        font = harfbuzz.Font(harfbuzz.Face(harfbuzz.Blob(self.octets), self.index))
        if self.weight is not None:
            font.set_variations({"wght": self.weight})
        return font

    def shaped(self, text: str, *, right_to_left: bool) -> Any:
        """Give a buffer of uharfbuzz with the glyphs of a text in one script, from left to right."""
        buffer = harfbuzz.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        buffer.direction = "rtl" if right_to_left else "ltr"
        harfbuzz.shape(self.shaper, buffer)
        return buffer

    @cached_property
    def units(self) -> int:
        """Units of the font's design to its size."""
        return int(self.shaper.face.upem)

    @cached_property
    def postscript(self) -> bool:
        """Whether its outlines are PostScript's (CFF), not TrueType's."""
        collected = 12 + 4 * self.index
        at = int.from_bytes(self.octets[collected : collected + 4], "big") if self.octets[:4] == b"ttcf" else 0
        return self.octets[at : at + 4] == b"OTTO"

    @cached_property
    def letters(self) -> frozenset[int]:
        """The code points that the font draws."""
        return frozenset(self.shaper.face.unicodes)


def families(letter: str) -> tuple[str, ...]:
    """Give the endings of the Noto Sans families that draw a letter's script; none where we know of none."""
    code = ord(letter)
    found = bisect_right(_STARTS, code) - 1
    return _SCRIPTS[found][2] if found >= 0 and code <= _SCRIPTS[found][1] else ()


def script(letter: str) -> str:
    """Name a letter's script by its best family, all of Chinese, Japanese and Korean as one; "" where we know none."""
    known = families(letter)
    return "cjk" if "cjk" in known else next(iter(known), "")


def draws(letter: str) -> bool:
    """Tell whether an installed fallback font draws a letter."""
    return any(ord(letter) in font.letters for font in _installed(families(letter), Weight.REGULAR))


@lru_cache(maxsize=4096)
def joins(text: str) -> bool:
    """Tell whether a text has letters that join their neighbours, so that invisible joiners mean something in it."""
    return not text.isascii() and any("arabic" in families(letter) for letter in text)


def font_of(word: str, weight: Weight) -> FallbackFont | None:
    """Give the font for letters of one script: the one that draws all of them, else most of them.

    A word with kana or hangul has its Chinese letters from the same font, as its readers expect.
    """
    kinds = {families(letter) for letter in word} - {()}
    native = next((kind for kind in (_JAPANESE, _KOREAN) if kind in kinds), next(iter(sorted(kinds)), ()))
    codes = set(map(ord, word))
    fonts = list(_installed(native, weight))
    return max(fonts, key=lambda font: len(codes & font.letters), default=None)


@cache
def _installed(endings: tuple[str, ...], weight: Weight) -> tuple[FallbackFont, ...]:
    if harfbuzz is None or find_spec("bidi") is None:
        return ()
    return tuple(_found(endings, weight))


def _found(endings: tuple[str, ...], weight: Weight) -> Iterator[FallbackFont]:
    index = _IN_COLLECTION.get(endings, 0)
    for ending in endings:
        named = [f"notosans{ending}{rest}" for rest in (weight.name.lower(), "", "regular")]
        for files in _files():
            name = next(filter(files.__contains__, named), None)
            if name is not None:
                path, varies = files[name], name == named[1]
                yield FallbackFont(path, index if path.suffix == ".ttc" else 0, COORDINATES[weight] if varies else None)
                break


@cache
def _files() -> tuple[dict[str, Path], ...]:
    """Give each folder's Noto Sans files by their name in small letters, without hyphens and names of axes."""
    return tuple(filter(None, ({_plain_name(path): path for path in _fonts_in(folder)} for folder in _folders())))


def _fonts_in(folder: Path) -> list[Path]:
    suffixes = {".ttf", ".otf", ".ttc", ".woff2"}
    found = (path for path in folder.rglob("*") if path.suffix in suffixes)
    return sorted(path for path in found if _plain_name(path).startswith("notosans"))


def _plain_name(path: Path) -> str:
    return path.stem.split("[")[0].lower().replace("-", "")


def _folders() -> Iterator[Path]:
    chosen = font_folders()
    if chosen is not None:
        yield from chosen
        return
    yield resource_dir("templates") / "static" / "vendor"
    for place in sys.path:
        for pattern in ("fontpkg_noto_sans_*", "justmytype_intl_*"):
            yield from sorted(Path(place).glob(pattern)) if place else ()
    home = Path.home()
    yield from (home / ".local/share/fonts", home / ".fonts", home / "Library/Fonts")
    yield from map(Path, ("/usr/local/share/fonts", "/usr/share/fonts", "/Library/Fonts", "C:/Windows/Fonts"))
