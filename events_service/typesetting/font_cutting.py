"""Cuts static weights out of fonts and opens those for the web; slow to import, so only where it is done."""

import io
from pathlib import Path

import fontpkg_noto_sans
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

_KEPT = ((0x0000, 0x024F), (0x02B0, 0x052F), (0x1E00, 0x21FF), (0x25CC, 0x25CF), (0xFFFD, 0xFFFD))
"""Code points: Latin with all diacritics, marks, Greek (polytonic too), Cyrillic, punctuation, currency, arrows."""


_UNUSED = ["BASE", "GDEF", "GPOS", "GSUB", "HVAR", "MVAR", "STAT", "VORG", "VVAR", "gasp", "prep", "vhea", "vmtx"]


def cut(weights: dict[str, float]) -> dict[str, bytes]:
    """Give a TrueType font for each PostScript name and its coordinate on the axis `wght` (400 regular, 700 bold)."""
    # The width is pinned first and once: that halves the work of each weight.
    normal_width = _saved(instantiateVariableFont(_opened(_subset()), {"wdth": 100}, inplace=True))
    fonts = {}
    for name, coordinate in weights.items():
        font = instantiateVariableFont(_opened(normal_width), {"wght": coordinate}, inplace=True)
        font["name"].setName(name, 6, 3, 1, 0x409)
        fonts[name] = _saved(font)
    return fonts


def opened_for_the_web(path: Path) -> bytes:
    """Give a font that is compressed for the web (WOFF2) as OpenType."""
    with TTFont(path, recalcTimestamp=False) as font:
        font.flavor = None
        return _saved(font)


def _subset() -> bytes:
    path = Path(fontpkg_noto_sans.ROOT) / "files" / "NotoSans[wdth,wght].ttf"
    options = Options(layout_features=[], hinting=False, notdef_outline=True, glyph_names=False)
    options.drop_tables += _UNUSED
    with TTFont(path, lazy=True, recalcTimestamp=False) as font:
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=[code for first, last in _KEPT for code in range(first, last + 1)])
        subsetter.subset(font)
        return _saved(font)


def _opened(data: bytes) -> TTFont:
    return TTFont(io.BytesIO(data), recalcTimestamp=False)


def _saved(font: TTFont) -> bytes:
    buffer = io.BytesIO()
    font.save(buffer)
    return buffer.getvalue()
