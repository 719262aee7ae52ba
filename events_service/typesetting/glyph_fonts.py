"""Embeds parts of fallback fonts by glyph (ISO 32000-1 §9.7): only the glyphs drawn, each leading back to its text."""

from itertools import groupby
from typing import Any

from reportlab.pdfbase import pdfdoc

from events_service.typesetting.fallback_fonts import FallbackFont
from events_service.typesetting.shaping import Glyph

Drawn = tuple[int, str]
"""A glyph's number in its font, and the letters that it stands for where it is drawn."""


class GlyphFonts:
    """The fallback fonts of a document, each with the codes under which page content asks for its glyphs.

    A glyph that stands for different letters, as Arabic shapes whose dots are drawn apart, has a code for each.
    """

    def __init__(self) -> None:
        """Begin without any."""
        self._codes: dict[FallbackFont, dict[Drawn, int]] = {}

    def name(self, font: FallbackFont) -> str:
        """Give the name by which page content asks for a font."""
        self._codes.setdefault(font, {})
        return f"/N{list(self._codes).index(font)}"

    def code(self, font: FallbackFont, glyph: Glyph) -> int:
        """Give the code by which page content asks for a glyph of a font."""
        codes = self._codes[font]
        # PostScript outlines lead from codes to glyphs by themselves (§9.7.4.2), so that theirs are given.
        return codes.setdefault((glyph.number, glyph.letters), glyph.number if font.postscript else len(codes) + 1)

    def embed(self, document: Any) -> None:
        """Write the parts of the fonts into a document."""
        if not self._codes:
            return
        # Imported here because uharfbuzz is an optional package, without which there are no fallback fonts.
        from events_service.typesetting.font_parts import part_of  # noqa: PLC0415  (an optional package)

        named = document.idToObject["BasicFonts"].dict
        for index, (font, codes) in enumerate(self._codes.items()):
            part = part_of(font, {number for number, _ in codes})
            # A part has a name of its own (§9.6.4): six capitals say that it is one.
            base = pdfdoc.PDFName(f"EVENT{chr(65 + index)}+{font.name}")
            file = (
                _stream(part.octets, Subtype=pdfdoc.PDFName("CIDFontType0C"))
                if font.postscript
                else _stream(part.octets, Length1=len(part.octets))
            )
            key = "FontFile3" if font.postscript else "FontFile2"
            described = _reference(document, {**_description(font), "FontName": base, key: document.Reference(file)})
            descendant: dict[str, Any] = {
                "Type": pdfdoc.PDFName("Font"),
                "Subtype": pdfdoc.PDFName("CIDFontType0" if font.postscript else "CIDFontType2"),
                "BaseFont": base,
                "CIDSystemInfo": pdfdoc.PDFDictionary(
                    {"Registry": pdfdoc.PDFString("Adobe"), "Ordering": pdfdoc.PDFString("Identity"), "Supplement": 0}
                ),
                "FontDescriptor": described,
                "DW": 1000,
                "W": pdfdoc.PDFArray(_widths(font, codes)),
            }
            if not font.postscript:
                descendant["CIDToGIDMap"] = document.Reference(_stream(_leading(part.numbers, codes)))
            named[f"N{index}"] = _reference(
                document,
                {
                    "Type": pdfdoc.PDFName("Font"),
                    "Subtype": pdfdoc.PDFName("Type0"),
                    "BaseFont": base,
                    "Encoding": pdfdoc.PDFName("Identity-H"),
                    "DescendantFonts": pdfdoc.PDFArray([_reference(document, descendant)]),
                    "ToUnicode": document.Reference(_stream(_to_unicode(codes))),
                },
            )


def _reference(document: Any, entries: dict[str, Any]) -> Any:
    return document.Reference(pdfdoc.PDFDictionary(entries))


def _stream(octets: bytes, **entries: Any) -> pdfdoc.PDFStream:
    return pdfdoc.PDFStream(pdfdoc.PDFDictionary(entries), octets, filters=[pdfdoc.PDFZCompress])


def _description(font: FallbackFont) -> dict[str, Any]:
    extents, scale = font.shaper.get_font_extents("ltr"), 1000 / font.units
    ascent, descent = round(extents.ascender * scale), round(extents.descender * scale)
    return {
        "Type": pdfdoc.PDFName("FontDescriptor"),
        "Flags": 4,  # letters beyond the standard Latin ones
        "FontBBox": pdfdoc.PDFArray([-1000, descent, 3000, ascent]),
        "ItalicAngle": 0,
        "Ascent": ascent,
        "Descent": descent,
        "CapHeight": ascent,
        "StemV": 120 if (font.weight or 400) > 400 else 80,
    }


def _widths(font: FallbackFont, codes: dict[Drawn, int]) -> list[Any]:
    """Give the widths of glyphs in thousandths (§9.7.4.3), each run of codes with its array."""
    advances = {
        code: round(font.shaper.get_glyph_h_advance(number) * 1000 / font.units) for (number, _), code in codes.items()
    }
    entries: list[Any] = []
    for _, run in groupby(enumerate(sorted(advances)), key=lambda pair: pair[1] - pair[0]):
        shown = [code for _, code in run]
        entries += [shown[0], pdfdoc.PDFArray([advances[code] for code in shown])]
    return entries


def _leading(numbers: dict[int, int], codes: dict[Drawn, int]) -> bytes:
    """Give the map from codes to the numbers of glyphs in the font's part (§9.7.4.2, CIDToGIDMap)."""
    found = {code: numbers[number] for (number, _), code in codes.items()}
    return b"".join(found.get(code, 0).to_bytes(2, "big") for code in range(max(found) + 1))


def _to_unicode(codes: dict[Drawn, int]) -> bytes:
    """Give the map from codes back to the letters they stand for (§9.10.3)."""
    known = [(code, letters) for (_, letters), code in codes.items() if letters]
    lines = []
    for start in range(0, len(known), 100):
        hundred = known[start : start + 100]
        lines.append(f"{len(hundred)} beginbfchar")
        lines += [f"<{number:04X}> <{letters.encode('utf-16-be').hex().upper()}>" for number, letters in hundred]
        lines.append("endbfchar")
    return "\n".join(
        [
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
            "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
            "1 begincodespacerange <0000> <FFFF> endcodespacerange",
            *lines,
            "endcmap CMapName currentdict /CMap defineresource pop end end",
        ]
    ).encode()
