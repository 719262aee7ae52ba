"""Cuts parts out of fallback fonts, by HarfBuzz: fontTools would read a Chinese font for a quarter of a second."""

from typing import NamedTuple

import uharfbuzz as harfbuzz

from events_service.typesetting.fallback_fonts import FallbackFont

_UNUSED = (b"BASE", b"GDEF", b"GPOS", b"GSUB", b"STAT", b"VORG", b"gasp", b"vhea", b"vmtx")
"""Tables that a PDF does not read."""


class Part(NamedTuple):
    """A part of a font: the file's bytes, and new numbers of glyphs by old ones.

    Of PostScript outlines it is the table alone (CFF), which leads from the old numbers to the new ones by itself.
    """

    octets: bytes
    numbers: dict[int, int]


def part_of(font: FallbackFont, glyphs: set[int]) -> Part:
    """Cut the part of a font that draws some glyphs, at the font's weight."""
    face = font.shaper.face
    wanted = harfbuzz.SubsetInput()
    wanted.glyph_set.update(glyphs)
    wanted.drop_table_tag_set.update(int.from_bytes(tag, "big") for tag in _UNUSED)
    flags = harfbuzz.SubsetFlags
    wanted.flags = flags.NO_HINTING | flags.NOTDEF_OUTLINE | flags.NO_LAYOUT_CLOSURE
    if font.weight is not None:
        wanted.pin_all_axes_to_default(face)
        wanted.pin_axis_location(face, "wght", font.weight)
    plan = harfbuzz.SubsetPlan(face, wanted)
    part = plan.execute()
    octets = (part.reference_table("CFF ") if font.postscript else part.blob).data
    return Part(octets, dict(plan.old_to_new_glyph_mapping))
