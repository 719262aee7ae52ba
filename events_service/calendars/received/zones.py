"""The time zones of one file: as it defines them itself, else by their IANA names, else as Windows calls them."""

import io
from collections.abc import Iterable
from datetime import UTC, tzinfo
from zoneinfo import ZoneInfo

from dateutil.tz import tzical
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from events_service.calendars.received.content import Component

_READ = ("DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "RRULE", "RDATE", "TZNAME")


class Zones:
    """What the TZID of a file stand for; no other file's zones are known."""

    def __init__(self, calendars: Iterable[Component]) -> None:
        self._defined = {
            zone.text("TZID"): zone for calendar in calendars for zone in calendar.inner if zone.name == "VTIMEZONE"
        }
        self._found: dict[str, tzinfo | None] = {"UTC": UTC}

    def find(self, name: str) -> tzinfo | None:
        """Give the zone of a TZID, its definition in the file first (RFC 5545 §3.2.19); None for an unknown one."""
        if name not in self._found:
            own = self._defined.get(name)
            self._found[name] = (_defined(own) if own else None) or _published(name)
        return self._found[name]


def iana_name(name: str) -> str:
    """Give the IANA name for a TZID: of one as Windows has it, or of one that a program put its own name before."""
    if name in WINDOWS_TO_OLSON:
        return WINDOWS_TO_OLSON[name]
    return "/".join(name.split("/")[-2:]) if name.startswith("/") else name


def _published(name: str) -> tzinfo | None:
    for each in (iana_name(name), "/".join(name.split("/")[-3:])):
        try:
            return ZoneInfo(each)
        except (ValueError, OSError, KeyError):
            continue
    return None


def _defined(zone: Component) -> tzinfo | None:
    """Read a VTIMEZONE (RFC 5545 §3.6.5); None for one that cannot be read, or changes more often than by year."""
    lines = ["BEGIN:VTIMEZONE", "TZID:own"]
    for observance in zone.inner:
        if any("FREQ=YEARLY" not in rule.value.upper() for rule in observance.all("RRULE")):
            return None
        lines.append(f"BEGIN:{observance.name}")
        lines += [f"{each.name}:{each.value}" for each in observance.properties if each.name in _READ]
        lines.append(f"END:{observance.name}")
    try:
        found: tzinfo | None = tzical(io.StringIO("\r\n".join([*lines, "END:VTIMEZONE", ""]))).get("own")
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError):
        return None
    return found
