"""The time zones of one file: as it defines them itself, else by their IANA names, else as Windows calls them."""

import io
from collections.abc import Iterable, Mapping
from datetime import UTC, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from dateutil.tz import tzical
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from events_service.calendars.received.content import Component

_READ = ("DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "RRULE", "RDATE", "TZNAME")


class Zones:
    """What the TZID of a file stand for; no other file's zones are known."""

    def __init__(self, calendars: Iterable[Component]) -> None:
        self._defined = {
            zone.text("TZID").casefold(): zone
            for calendar in calendars
            for zone in calendar.inner
            if zone.name == "VTIMEZONE"
        }
        self._found: dict[str, tzinfo | None] = {"utc": UTC}

    def find(self, name: str) -> tzinfo | None:
        """Give the zone of a TZID, its definition in the file first (RFC 5545 §3.2.19); None for an unknown one.

        Programs write one name now in capitals and now in small letters, and no two zones differ by these alone.
        """
        folded = name.strip().casefold()
        if folded not in self._found:
            own = self._defined.get(folded)
            self._found[folded] = (_defined(own) if own else None) or _published(folded)
        return self._found[folded]


def iana_name(name: str) -> str:
    """Give the IANA name for a TZID: of one as Windows has it, or of one that a program put its own name before."""
    folded, parts = name.strip().casefold(), name.strip().casefold().split("/")
    # America/Argentina/Ushuaia has three parts; what stands before them is a program's own.
    likely = (folded, *("/".join(parts[-count:]) for count in (3, 2) if folded.startswith("/")))
    return next((_names()[each] for each in likely if each in _names()), name)


@cache
def _names() -> Mapping[str, str]:
    """Give the IANA names by what they and those of Windows (CLDR) are in small letters."""
    published = {name.casefold(): name for name in available_timezones()}
    of_windows = {name.casefold(): zone for name, zone in WINDOWS_TO_OLSON.items()}
    return {"tzone://microsoft/utc": "UTC"} | of_windows | published


def _published(name: str) -> tzinfo | None:
    try:
        return ZoneInfo(iana_name(name))
    except (ValueError, OSError, KeyError):
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
