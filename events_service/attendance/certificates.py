"""Certificates of attendance: only for those whose presence the record shows, with numbers that cannot be guessed."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from babel.units import format_unit
from msgspec import Struct

from events_service.attendance.record import present_at
from events_service.attendance.records import AttendanceRecord, Attendee, RecordCheckpoint
from events_service.checkin.checkpoints import CheckpointKind
from events_service.documents.naming import latin_line
from events_service.documents.records import Certificate
from events_service.printing.preparing import visibility
from events_service.programme.finding import FoundEvent
from events_service.programme.labels import kind_name
from events_service.programme.places import city_line
from events_service.programme.records import CertificateRule, Event, Session, SessionKind
from events_service.programme.words import in_language, name_then
from events_service.registrations.records import Registration, RegistrationId, Status
from events_service.registrations.tokens import certificate_number
from events_service.web.i18n import clock_time, country_name, day_range, locale_of, long_day, short_day

_REST = frozenset(
    {SessionKind.BREAK, SessionKind.MEAL, SessionKind.TRANSFER, SessionKind.SOCIAL, SessionKind.REGISTRATION}
)


class Attended(Struct, frozen=True, kw_only=True):
    """Who was at an event, on which of its days, and at which sessions where attendance is taken."""

    registration: RegistrationId
    name: str
    organisation: str
    days: tuple[date, ...]
    sessions: frozenset[str]


def attended(record: AttendanceRecord, rule: CertificateRule) -> list[Attended]:
    """Give everyone whose presence on the record reaches the event's rule: at least one day, and what it asks for."""
    people = [person for person in record.attendees if reaches(person, record, rule)]
    return [one for one in (_attended(person, record) for person in people) if one.days]


def reaches(person: Attendee, record: AttendanceRecord, rule: CertificateRule) -> bool:
    """Tell whether a person's presence reaches a rule; whom nobody has approved gets nothing if it does not say so.

    Of the sessions with limited places only those count in which the person had a place.
    """

    def present(point: RecordCheckpoint) -> bool:
        return present_at(person, point, record.checkpoints)

    if person.status is Status.PENDING and not rule.unapproved:
        return False
    days = [point for point in record.checkpoints if point.kind is CheckpointKind.DAY]
    if rule.all_days and not all(present(point) for point in days):
        return False
    if rule.share_of_sessions is None:
        return True
    expected = {presence.checkpoint for presence in person.presences if presence.expected or presence.present}
    sessions = [point for point in record.checkpoints if point.kind is CheckpointKind.SESSION and point.key in expected]
    # Compared as whole sessions: 0.8 of five are four, whatever floating point makes of it.
    return sum(present(point) for point in sessions) >= round(rule.share_of_sessions * len(sessions), 6)


def _attended(person: Attendee, record: AttendanceRecord) -> Attended:
    days = tuple(
        point.day
        for point in record.checkpoints
        if point.kind is CheckpointKind.DAY and present_at(person, point, record.checkpoints)
    )
    return Attended(
        registration=person.registration,
        name=person.name,
        organisation=person.organisation,
        days=days,
        sessions=frozenset(presence.checkpoint for presence in person.presences if presence.present),
    )


def working_sessions(event: Event, one: Attended, registration: Registration) -> list[Session]:
    """Give a person's own sessions without breaks, meals, transfers and social programme: the hours that count.

    What somebody was at is their own, whether they had a place there or not, and however they had meant to take part.
    """
    return [
        session
        for session in event.held_sessions
        if session.kind not in _REST
        and (registration.holds(session) or registration.may_follow(session) or session.key in one.sessions)
    ]


def hours_on(days: Iterable[date], working: Iterable[Session]) -> timedelta:
    """Sum the working hours of days; time in which sessions run side by side counts once."""
    total = timedelta()
    ordered = sorted(working, key=lambda one: one.start)
    for day in days:
        until = datetime.combine(day, time.min)
        for session in (one for one in ordered if one.start.date() == day):
            total += max(timedelta(), session.end - max(session.start, until))
            until = max(until, session.end)
    return total


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
    return [_certificate(found, one, by_id[one.registration], base_url, secret_key, now) for one in ordered]


def _certificate(
    found: FoundEvent, one: Attended, registration: Registration, base_url: str, secret_key: str, now: datetime
) -> Certificate:
    event, language = found.event, registration.language
    serial = certificate_number(secret_key, one.registration)
    place = city_line(event.venue, language)
    working = working_sessions(event, one, registration)
    return Certificate(
        language=language,
        visibility=visibility(found.project, language),
        name=one.name,
        latin_name=latin_line(one.name, registration.latin_name),
        organisation=one.organisation,
        country=country_name(registration.country, language),
        event_title=in_language(event.title, language),
        event_type=kind_name(event.type, language),
        theme=in_language(event.theme, language) if event.theme else "",
        dates=day_range(min(event.days), max(event.days), language),
        place=place,
        host=in_language(name_then(found.host, min(event.days)), language),
        attended=tuple(day_line(day, working, language) for day in one.days),
        hours=hours_text(hours_on(one.days, working), language),
        serial=serial,
        payload=f"{base_url}/c/{event.key}/{serial}".upper(),
        issued=", ".join(part for part in (place, short_day(now.astimezone(found.zone).date(), language)) if part),
    )


def day_line(day: date, working: Iterable[Session], language: str) -> str:
    """Write a day attended with the hours of its programme, on the clock at the event."""
    sessions = [session for session in working if session.start.date() == day]
    if not sessions:
        return long_day(day, language)
    starts, ends = min(one.start for one in sessions), max(one.end for one in sessions)
    return f"{long_day(day, language)}, {clock_time(starts, language)}–{clock_time(ends, language)}"


def hours_text(hours: timedelta, language: str) -> str:
    """Write a duration as a language abbreviates it: 11 h 30 min, 11 ó 30 p."""
    whole, minutes = divmod(int(hours.total_seconds() // 60), 60)
    parts = [(whole, "hour", "h"), (minutes, "minute", "min")] if minutes else [(whole, "hour", "h")]
    if language == "en":  # the abbreviations of English count its words (6 hrs), the symbols of units do not
        return " ".join(f"{number} {symbol}" for number, _, symbol in parts)
    locale = locale_of(language)
    return " ".join(format_unit(number, unit, length="short", locale=locale) for number, unit, _ in parts)
