"""Content lines of a calendar file into components (RFC 5545 §3.1), as other programs write them."""

import quopri
import re
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum

from icalendar.parser import Contentline
from msgspec import Struct
from msgspec import field as struct_field

from events_service.web.text import UnknownEncoding, cleaned, decoded

MOST_LINES = 100_000
DEEPEST = 10
LONGEST_TEXT = 20_000

_FOLD = re.compile(rb"\r?\n[ \t]")
_FOLD_IN_TEXT = re.compile(r"\r?\n[ \t]")
_NAME = re.compile(r"([A-Z][A-Z0-9-]*)[;:]")
_CHARSETS = re.compile(r"(utf-8|us-ascii|iso-8859-\d+|windows-125\d)", re.IGNORECASE)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_KNOWN = frozenset(
    {
        *(
            "BEGIN",
            "END",
            "CALSCALE",
            "METHOD",
            "PRODID",
            "VERSION",
            "NAME",
            "REFRESH-INTERVAL",
            "SOURCE",
            "COLOR",
            "IMAGE",
        ),
        *(
            "ATTACH",
            "CATEGORIES",
            "CLASS",
            "COMMENT",
            "CONFERENCE",
            "DESCRIPTION",
            "GEO",
            "LOCATION",
            "PERCENT-COMPLETE",
        ),
        *("PRIORITY", "RESOURCES", "STATUS", "SUMMARY", "COMPLETED", "DTEND", "DUE", "DTSTART", "DURATION", "FREEBUSY"),
        *("TRANSP", "TZID", "TZID-ALIAS-OF", "TZNAME", "TZOFFSETFROM", "TZOFFSETTO", "TZUNTIL", "TZURL", "ATTENDEE"),
        *("CONTACT", "ORGANIZER", "RECURRENCE-ID", "RELATED-TO", "URL", "UID", "EXDATE", "EXRULE", "RDATE", "RRULE"),
        *("ACTION", "REPEAT", "TRIGGER", "CREATED", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "REQUEST-STATUS"),
        *("ACKNOWLEDGED", "PROXIMITY", "STRUCTURED-DATA", "STYLED-DESCRIPTION", "CONCEPT", "LINK", "REFID"),
    }
)
_TEXTS = frozenset({"COMMENT", "CONTACT", "DESCRIPTION", "LOCATION", "NAME", "STYLED-DESCRIPTION", "SUMMARY"})


class Why(Enum):
    """Why a file cannot be read as a calendar."""

    NO_UNICODE = "no unicode"
    NO_CALENDAR = "no calendar"
    NO_ENTRIES = "no entries"
    TOO_MANY_LINES = "too many lines"


class CannotRead(Exception):
    """A file is no calendar that can be read."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.value)
        self.why = why


class Property(Struct, frozen=True, kw_only=True):
    """A property as it is written: its parameters by their names in capitals, and its value with all escapes."""

    name: str
    parameters: dict[str, str]
    value: str

    def text(self) -> str:
        """Give a TEXT value (RFC 5545 §3.3.11), cleaned of what nobody can see."""
        return cleaned(_ESCAPED.sub(_unescaped, self._plainly())).strip()[:LONGEST_TEXT]

    def texts(self) -> list[str]:
        """Give several TEXT values, parted by commas that are not escaped."""
        return [cleaned(_ESCAPED.sub(_unescaped, each)).strip() for each in re.split(r"(?<!\\),", self.value)]

    def _plainly(self) -> str:
        """Give the value without the quoted-printable (RFC 2045 §6.7) of vCalendar 1.0, which old phones still send."""
        charset = self.parameters.get("CHARSET", "utf-8")
        quoted = self.parameters.get("ENCODING", "").upper() == "QUOTED-PRINTABLE"
        if not quoted or not _CHARSETS.fullmatch(charset):
            return self.value
        try:
            return quopri.decodestring(self.value.replace("=\\n", "").encode()).decode(charset)
        except (LookupError, UnicodeDecodeError):
            return self.value


class Component(Struct, kw_only=True):
    """A component with its properties and the components within it, in their order."""

    name: str
    properties: list[Property] = struct_field(default_factory=list)
    inner: list["Component"] = struct_field(default_factory=list)

    def all(self, name: str) -> list[Property]:
        """Give each property of a name."""
        return [each for each in self.properties if each.name == name]

    def first(self, name: str) -> Property | None:
        """Give the first property of a name."""
        return next((each for each in self.properties if each.name == name), None)

    def text(self, name: str) -> str:
        """Give the text of the first property of a name, or an empty one."""
        found = self.first(name)
        return found.text() if found else ""


def read_components(octets: bytes) -> list[Component]:
    """Give the calendars of a file. Raises CannotRead."""
    root = Component(name="")
    within = [root]
    for name, parameters, value in _parts(_joined(_lines(octets))):
        if name == "BEGIN":
            if len(within) > DEEPEST:
                raise CannotRead(Why.NO_CALENDAR)
            component = Component(name=value.strip().upper())
            within[-1].inner.append(component)
            within.append(component)
        elif name == "END":
            if within.pop().name != value.strip().upper() or not within:
                raise CannotRead(Why.NO_CALENDAR)
        elif len(within) > 1:
            within[-1].properties.append(Property(name=name, parameters=parameters, value=value))
    # What does not end was cut off on its way, and nobody knows how much is missing.
    if len(within) > 1 or not any(each.name == "VCALENDAR" for each in root.inner):
        raise CannotRead(Why.NO_CALENDAR)
    return [each for each in root.inner if each.name == "VCALENDAR"]


def _lines(octets: bytes) -> list[str]:
    """Unfold lines before they are decoded: a fold may stand within a letter (RFC 5545 §3.1)."""
    wide = octets.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        text = _FOLD_IN_TEXT.sub("", decoded(octets)) if wide else decoded(_FOLD.sub(b"", octets))
    except UnknownEncoding as error:
        begins = octets[:400].replace(b"\0", b"").upper()
        why = Why.NO_UNICODE if b"BEGIN:VCALENDAR" in begins else Why.NO_CALENDAR
        raise CannotRead(why) from error
    lines = re.split("\r\n|\n|\r", text)
    if len(lines) > MOST_LINES:
        raise CannotRead(Why.TOO_MANY_LINES)
    return lines


def _joined(lines: Iterable[str]) -> Iterator[str]:
    """Put lines together that a program broke without saying so: what begins with no property's name goes on.

    Within a text such a break is a line's end that was not escaped.
    """
    gathered, blank, in_capitals = "", 0, True
    for line in lines:
        if line[:15].upper() == "BEGIN:VCALENDAR":
            in_capitals = line[:5] == "BEGIN"
        written = line if in_capitals else line.upper()
        name = _NAME.match(written)
        if name and (name[1] in _KNOWN or name[1].startswith("X-")):
            if gathered:
                yield gathered
            gathered, blank = line, 0
        elif not line.strip():
            blank += 1
        elif gathered:
            gathered += "\\n" * (blank + 1) + line if _holds_text(gathered) else line
            blank = 0
    if gathered:
        yield gathered


def _holds_text(line: str) -> bool:
    name = re.split("[;:]", line, maxsplit=1)[0].upper()
    return name in _TEXTS or name.startswith("X-")


def _parts(lines: Iterable[str]) -> Iterator[tuple[str, dict[str, str], str]]:
    for line in lines:
        parameters: Mapping[str, str | list[str]] = {}
        try:
            name, parameters, value = Contentline(line).raw_parts()  # type: ignore[no-untyped-call]  # its package is not typed
        except ValueError:
            # One that cannot be read at all is kept with all that it says, so that what needs it finds it faulty.
            name, _, value = line.partition(":")
        listed = {
            key.upper(): ",".join(each) if isinstance(each, list) else str(each) for key, each in parameters.items()
        }
        yield re.split(";", name.upper(), maxsplit=1)[0], listed, value


def _unescaped(found: re.Match[str]) -> str:
    return "\n" if found[1] in "nN" else found[1]
