"""Text of programs that write no Unicode: read in the one code page that its headings and letters tell. Pure."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence

_CENTRAL = "ăâîșțşţáéíóöőúüűąćęłńśźż"
_WESTERN = "áéíóúüñçàâãêôõäöëïèìòùîûœæåøßªº"
_BALTIC = "āčēģīķļņōŗšūžäöüõ"
_CYRILLIC = "абвгдежзийклмнопрстуфхцчшщъыьэюяѝё"
_GREEK = "αβγδεζηθικλμνξοπρστυφχψωςάέήίόύώϊϋΐΰ"
_LETTERS: Mapping[str, str] = {
    **dict.fromkeys(("cp1250", "iso8859_2", "iso8859_16"), _CENTRAL),
    **dict.fromkeys(("cp1252", "iso8859_15"), _WESTERN),
    **dict.fromkeys(("cp1257", "iso8859_13", "iso8859_4"), _BALTIC),
    **dict.fromkeys(("cp1251", "iso8859_5"), _CYRILLIC),
    **dict.fromkeys(("cp1253", "iso8859_7"), _GREEK),
}
"""The code pages of Windows and of ISO 8859, each with the letters of the service's languages that it was made for."""

CODE_PAGES = tuple(_LETTERS)
_SIGNS = frozenset("\xa0«»„“”‘’‚‹›–—…§°€№·´")
_A_CONTROL = 100
_ODD = re.compile(r"(?<!\w)’(?=\w)|(?<=[α-ωάέήίόύώ])Ά")
"""A mark before a word, and a capital within one: the two Greek code pages have them in each other's places."""

_LITTLE_ENDIAN, _BIG_ENDIAN = "utf-16-le", "utf-16-be"


def unmarked(content: bytes) -> str | None:
    """Read UTF-16 that bears no mark: only in the right order of octets does it have line breaks. None: it is none."""
    if b"\0" not in content[:1000] or content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None
    for encoding in (_LITTLE_ENDIAN, _BIG_ENDIAN):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\n" in text and "\0" not in text:
            return text
    return None


def by_its_headings(
    content: bytes, labels: Mapping[str, Sequence[str]], headings_of: Callable[[str], Collection[str]]
) -> str | None:
    """Read a text in the code page in which most headings are known ones and most letters those of its place.

    Where two readings are as good and differ, nothing is certain: None. `labels` are headings with their code pages.
    """
    readings: dict[str, tuple[int, int, bool]] = {}
    for page in CODE_PAGES:
        try:
            text = content.decode(page)
        except UnicodeDecodeError:
            continue
        known = sum(page in labels.get(heading, ()) for heading in headings_of(text))
        # Where the rest is the same, Romanian headings mean the letters with a comma, not those with a cedilla.
        rank = known, -_strangeness(text, page), page == "iso8859_16"
        readings[text] = max(readings.get(text, rank), rank)
    best = max(readings.values(), default=(0, 0, False))
    likely = [text for text, rank in readings.items() if rank == best]
    return likely[0] if best[0] and len(likely) == 1 else None


def _strangeness(text: str, page: str) -> int:
    """Count what nobody writes in a code page: controls most of all, and letters and signs of other places."""
    usual = {*_LETTERS[page], *_SIGNS}
    strange = [each for each in text if not each.isascii() and each.lower() not in usual]
    return sum(_A_CONTROL if each < "\xa0" else 1 for each in strange) + len(_ODD.findall(text))
