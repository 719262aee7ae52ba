"""The door for text that comes in: its encoding known, composed, with one kind of line break, nothing unseen in it."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

_LINE_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")

# Nothing is lost with these: marks of word processors, and of an order of letters that is plain without them.
_NEEDLESS = re.compile("[\xad\u034f\u180e\u200b\u202a-\u202c\u2060-\u2064\u2066-\u206f\ufeff]")
_DIRECTION_MARKS = re.compile("[\u061c\u200e\u200f]")
_JOINERS = re.compile("[\u200c\u200d]")
_VARIATIONS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]+")
_WRITTEN_TO_THE_LEFT = re.compile(
    "[\u0590-\u061b\u061d-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)

# What nobody can see though it stands for something, turns the order of letters around, or is no character of text.
_UNFIT = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u115f\u1160\u17b4\u17b5\u2800\u202d\u202e\u3164\ud800-\uf8ff\ufdd0-\ufdef"
    "\uffa0\ufff0-\uffff\U000e0000-\U000e00ff\U000e01f0-\U000e0fff\U000f0000-\U0010ffff]"
    "|[\U0001fffe\U0001ffff\U0002fffe\U0002ffff]"
)
_FLAG = re.compile("\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f")
"""Flags of parts of countries, such as Scotland's, are spelled with characters that have no picture of their own."""

_PLAIN = re.compile(r"[\t\n -~]*")
_LETTER = re.compile(r"[^\W\d_]")
_BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


class UnknownEncoding(ValueError):
    """Octets are text in none of the encodings that can be told with certainty."""


def decoded(octets: bytes) -> str:
    """Read octets as UTF-8, or as UTF-16 with its byte order mark (RFC 3629; RFC 2781 §3.2), without the mark.

    No other encoding can be told from the rest with certainty, and a wrong guess spoils names: UTF-16 without its mark
    passes for UTF-8 with zeros between its letters. Raises UnknownEncoding.
    """
    mark = next((mark for mark in _BYTE_ORDER_MARKS if octets.startswith(mark)), b"")
    try:
        text = octets[len(mark) :].decode(_BYTE_ORDER_MARKS.get(mark, "utf-8"))
    except UnicodeDecodeError as error:
        raise UnknownEncoding(f"octet {error.start + len(mark)} is not {error.encoding.upper()}") from None
    if "\0" in text:
        raise UnknownEncoding("no text holds a zero")
    return text


def composed(text: str) -> str:
    r"""Give a text in its composed form (NFC, UAX #15), each line break as "\n", without what nobody can see.

    Only characters go that nothing is lost with; for the others there is `unfit`.
    """
    if _PLAIN.fullmatch(text):
        return text
    text = _NEEDLESS.sub("", _LINE_BREAKS.sub("\n", text))
    if not _WRITTEN_TO_THE_LEFT.search(text):
        text = _DIRECTION_MARKS.sub("", text)
    text = _VARIATIONS.sub(lambda found: found[0] if _varies(text, found.start()) else "", text)
    text = _JOINERS.sub(lambda found: found[0] if _joins(text, found.start()) else "", text)
    return unicodedata.normalize("NFC", text)


def composed_within(received: Any) -> Any:
    """Give what was received with every text in it composed: values and keys of mappings, and items of lists."""
    if isinstance(received, str):
        return composed(received)
    if isinstance(received, Mapping):
        return {composed_within(key): composed_within(value) for key, value in received.items()}
    return [composed_within(each) for each in received] if isinstance(received, list) else received


def unfit(text: str) -> str | None:
    """Name the first character, such as U+202E, for which a text cannot be taken; None where there is none."""
    if _PLAIN.fullmatch(text):
        return None
    found = _UNFIT.search(_FLAG.sub("", text))
    return f"U+{ord(found[0]):04X}" if found else None


def cleaned(text: str) -> str:
    """Give a text composed and without unfit characters, where nobody is there to be asked what was meant."""
    text = composed(text)
    return "".join(part if _FLAG.fullmatch(part) else _UNFIT.sub("", part) for part in _parted(text))


def has_letter(text: str) -> bool:
    """Tell whether a letter stands in a text that somebody can see."""
    return bool(_LETTER.search(_UNFIT.sub("", text)))


def _parted(text: str) -> list[str]:
    return re.split(f"({_FLAG.pattern})", text)


def _joins(text: str, place: int) -> bool:
    """Tell whether a joiner stands between letters of a script that needs it, or between the parts of a picture."""
    around = text[max(0, place - 1) : place] + text[place + 1 : place + 2]
    return len(around) == 2 and all(unicodedata.category(each) in {"Lo", "Mn", "Mc", "So", "Sk"} for each in around)


def _varies(text: str, place: int) -> bool:
    """Tell whether a selector chooses the form of the character before it; Latin, Greek and Cyrillic have no forms."""
    return place > 0 and unicodedata.category(text[place - 1]) in {"Lo", "So", "Sm", "Po", "Nd", "Mn"}
