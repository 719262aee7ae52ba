"""Content lines of iCalendar (RFC 5545 §3.1): escaped, and folded at 75 octets."""

import re
from datetime import UTC, date, datetime, timedelta
from urllib.parse import quote

_LINE_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_FORBIDDEN = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_UNUSUAL = re.compile("[\x00-\x08\x0b-\x1f\x7f\x85\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_NEEDS_QUOTES = re.compile(r"[:;,=\\]|^\s|\s$")
_WIDTH = 75


def clean(text: str) -> str:
    """Give the text as a calendar can carry it: every line break is a newline, and other control characters are gone.

    TEXT knows no control characters but the tab (RFC 5545 §3.3.11), and XML, in which CalDAV wraps it, knows no U+FFFE
    and U+FFFF. Half a surrogate pair becomes U+FFFD.
    """
    if not _UNUSUAL.search(text):
        return text
    text = _FORBIDDEN.sub("", _LINE_BREAKS.sub("\n", text))
    return _SURROGATES.sub("\ufffd", text)


def escaped(text: str) -> str:
    """Escape a TEXT value (RFC 5545 §3.3.11)."""
    return clean(text).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def quoted(value: str) -> str:
    """Write a parameter's value, with what it may not hold as RFC 6868 says."""
    value = clean(value).replace("^", "^^").replace("\n", "^n").replace('"', "^'")
    return f'"{value}"' if _NEEDS_QUOTES.search(value) else value


def text_line(name: str, text: str, language: str | None = None) -> bytes:
    """Write a TEXT property, with the language that its words are in."""
    return folded(f"{name};LANGUAGE={language}:{escaped(text)}" if language else f"{name}:{escaped(text)}")


def uri(address: str) -> str:
    """Write an address so that only characters stand in it that a URI may have (RFC 3986)."""
    return quote(address, safe="%:/?#[]@!$&'()*+,;=-._~")


def mailto(email: str) -> str:
    """Write the calendar address of a mailbox (RFC 6068)."""
    return "mailto:" + quote(email, safe="@!$'*+-=_.~")


def utc(instant: datetime) -> str:
    """Write an instant in UTC (RFC 5545 §3.3.5, form 2)."""
    return wall(instant.astimezone(UTC)) + "Z"


def wall(moment: datetime) -> str:
    """Write what the clock shows (RFC 5545 §3.3.5, form 1)."""
    return moment.isoformat()[:19].replace("-", "").replace(":", "")


def day(value: date) -> str:
    """Write a DATE value (RFC 5545 §3.3.4)."""
    return value.isoformat().replace("-", "")


def duration(span: timedelta) -> str:
    """Write a DURATION value (RFC 5545 §3.3.6)."""
    seconds = int(abs(span).total_seconds())
    sign = "-" if span < timedelta() else ""
    for size, letter in ((86400, "D"), (3600, "H"), (60, "M")):
        if seconds and seconds % size == 0:
            return f"{sign}P{'' if letter == 'D' else 'T'}{seconds // size}{letter}"
    return f"{sign}PT{seconds}S"


def folded(line: str) -> bytes:
    """Encode a content line and fold it: no line is longer than 75 octets, no character and no escape is split."""
    octets = line.encode()
    if len(octets) <= _WIDTH:
        return octets + b"\r\n"
    pieces = []
    start, room = 0, _WIDTH
    while len(octets) - start > room:
        cut = _cut(octets, start + room)
        pieces.append(octets[start:cut])
        # The space that opens a continuation counts.
        start, room = cut, _WIDTH - 1
    pieces.append(octets[start:])
    return b"\r\n ".join(pieces) + b"\r\n"


def _cut(octets: bytes, at: int) -> int:
    while octets[at] & 0xC0 == 0x80:
        at -= 1
    backslashes = 0
    while octets[at - 1 - backslashes] == 0x5C:
        backslashes += 1
    # Some clients unescape before they unfold, so that a backslash stays with what it escapes.
    return at - backslashes % 2
