"""Certificates of attendance: only for those whose presence the record shows, with numbers that cannot be guessed."""

import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime, timedelta

from msgspec import Struct

from events_service.attendance.record import present_at
from events_service.attendance.records import AttendanceRecord, Attendee, RecordCheckpoint
from events_service.checkin.checkpoints import CheckpointKind
from events_service.printing.preparing import place_of, visibility
from events_service.printing.records import Certificate
from events_service.programme.finding import FoundEvent
from events_service.programme.labels import kind_name
from events_service.programme.words import in_language
from events_service.registrations.records import Registration, RegistrationId
from events_service.web.i18n import clock_time, country_name, day_range, long_day, short_day

_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


class Attended(Struct, frozen=True, kw_only=True):
    """Who was at an event and when: what a certificate says. `hours` sums the programme of the days attended."""

    registration: RegistrationId
    name: str
    organisation: str
    days: tuple[RecordCheckpoint, ...]
    hours: timedelta


def attended(record: AttendanceRecord) -> list[Attended]:
    """Give everyone whose presence on at least one day is on the record."""
    return [one for one in (_attended(person, record) for person in record.attendees) if one.days]


def _attended(person: Attendee, record: AttendanceRecord) -> Attended:
    days = tuple(
        point
        for point in record.checkpoints
        if point.kind is CheckpointKind.DAY and present_at(person, point, record.checkpoints)
    )
    return Attended(
        registration=person.registration,
        name=person.name,
        organisation=person.organisation,
        days=days,
        hours=sum((point.ends - point.starts for point in days), timedelta()),
    )


def serial_of(secret_key: str, registration: RegistrationId) -> str:
    """Give a certificate's number: the same at each print, and not to be guessed from another one."""
    digest = hmac.new(secret_key.encode(), f"certificate:{registration}".encode(), hashlib.sha256).digest()
    return "".join(_LETTERS[byte % len(_LETTERS)] for byte in digest[:12])


def certificates_of(
    found: FoundEvent,
    people: Iterable[Attended],
    registrations: Iterable[Registration],
    *,
    base_url: str,
    secret_key: str,
    now: datetime,
) -> list[Certificate]:
    """Give the certificates, each in its participant's own language, by name."""
    by_id = {registration.id: registration for registration in registrations}
    ordered = sorted(people, key=lambda one: (by_id[one.registration].last_name.casefold(), one.name))
    return [
        _certificate(found, one, by_id[one.registration], base_url, serial_of(secret_key, one.registration), now)
        for one in ordered
    ]


def _certificate(
    found: FoundEvent, one: Attended, registration: Registration, base_url: str, serial: str, now: datetime
) -> Certificate:
    event, language = found.event, registration.language
    place = place_of(event, language)
    return Certificate(
        language=language,
        visibility=visibility(found.project, language),
        name=one.name,
        organisation=one.organisation,
        country=country_name(registration.country, language),
        event_title=in_language(event.title, language),
        event_type=kind_name(event.type, language),
        theme=in_language(event.theme, language) if event.theme else "",
        dates=day_range(min(event.days), max(event.days), language),
        place=place,
        host=in_language(found.host.name, language),
        attended=tuple(day_line(point, language, found) for point in one.days),
        hours=hours_text(one.hours),
        serial=serial,
        payload=f"{base_url}/c/{event.key}/{serial}".upper(),
        issued=", ".join(part for part in (place, short_day(now.astimezone(found.zone).date(), language)) if part),
    )


def day_line(point: RecordCheckpoint, language: str, found: FoundEvent) -> str:
    """Write a day attended with its hours, on the clock at the event."""
    starts, ends = point.starts.astimezone(found.zone), point.ends.astimezone(found.zone)
    return f"{long_day(point.day, language)}, {clock_time(starts, language)}–{clock_time(ends, language)}"


def hours_text(hours: timedelta) -> str:
    """Write a duration in the units that all languages share: 11 h 30 min."""
    minutes = int(hours.total_seconds() // 60)
    return f"{minutes // 60} h {minutes % 60} min" if minutes % 60 else f"{minutes // 60} h"
