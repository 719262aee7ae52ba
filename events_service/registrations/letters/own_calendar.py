"""A participant's own feed: the sessions they attend, without anything that tells whose calendar it is."""

from collections.abc import Awaitable, Callable, Collection, Iterable
from datetime import datetime

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.access.feed_tokens import feed_token, read_feed_token
from events_service.calendars.entries import Grain, Reader, of_event
from events_service.calendars.gathering import answering, revisions_of
from events_service.calendars.records import Entry, Feed, Status
from events_service.calendars.versions import Asking, Version, ask_event
from events_service.programme.finding import FoundEvent, get_any_event
from events_service.programme.parts import Part, uid_of
from events_service.programme.records import Event
from events_service.programme.revisions import Revision
from events_service.programme.words import in_language
from events_service.registrations.asking.chosen_sessions import own_sessions
from events_service.registrations.finding import UnknownRegistration, record_of
from events_service.registrations.letters.joining import online_days
from events_service.registrations.letters.reminding import remind
from events_service.registrations.records import Registration
from events_service.registrations.records import Status as RegistrationStatus
from events_service.registrations.tables import RegistrationRow
from events_service.settings import Settings
from events_service.web.i18n import or_english

Finding = Callable[[AsyncSession], Awaitable[RegistrationRow]]


async def find_by_feed_token(session: AsyncSession, secret_key: str, token: str) -> RegistrationRow:
    """Give the registration whose calendar this token opens. Raises UnknownRegistration."""
    read = read_feed_token(token)
    row = await session.get(RegistrationRow, read.owner) if read else None
    if read is None or row is None or not read.proves(secret_key, row.feed_generation):
        raise UnknownRegistration
    return row


def feed_address(settings: Settings, registration: Registration) -> str:
    """Give the address of a participant's own calendar."""
    token = feed_token(settings.secret_key, registration.id, registration.feed_generation)
    return f"{settings.base_url}/feeds/{token}/calendar.ics"


async def own_feed(session: AsyncSession, settings: Settings, row: RegistrationRow, grain: Grain) -> Feed:
    """Give a participant's own feed; what they gave up stays, as cancelled, and after a cancellation all of it."""
    registration = await record_of(session, row)
    found = await get_any_event(session, registration.event)
    reader = answering(reader_of(registration, found, settings), found)
    revisions = (await revisions_of(session, [found.event.key]))[found.event.key]
    away = _days_away(found.event, registration)
    entries = [entry for entry in of_event(found.event, revisions, reader, grain) if entry.uid not in away]
    if grain is Grain.SESSIONS:
        entries = _framed(frame_of(found.event, revisions, reader, registration), entries, row.remind_minutes)
    else:
        entries = remind(entries, row.remind_minutes)
    entries += _left(found.event, revisions, reader, registration, row.left_parts or (), grain)
    feed = Feed(
        name=in_language(found.event.title, reader.language),
        language=reader.language,
        url=f"{settings.base_url}/events/{found.event.key}",
        color=reader.color,
        entries=tuple(sorted(entries, key=lambda entry: (entry.starts.isoformat(), entry.uid))),
        personal=True,
    )
    return standing(feed, registration, row.changed_at)


def reader_of(registration: Registration, found: FoundEvent, settings: Settings) -> Reader:
    """Say what a participant's own calendar shows, and in which language."""
    confirmed = {one.key for one in registration.sessions if one.status is RegistrationStatus.CONFIRMED}
    return Reader(
        language=or_english(registration.language),
        base_url=settings.base_url,
        chosen=frozenset(confirmed.union(each.key for each in own_sessions(found.event, registration))),
        partner=registration.is_partner,
        online=online_days(registration, found.event),
    )


def standing(feed: Feed, registration: Registration, changed_at: datetime) -> Feed:
    """Show where the registration stands: tentative until it is confirmed, cancelled after its cancellation.

    `changed_at` is the registration's: the later instant tells clients that this comes after (RFC 5546 §2.1.5). A
    raised SEQUENCE would do so, too, but it would outrank the entry of somebody who registers again.
    """
    statuses = {RegistrationStatus.CONFIRMED: None, RegistrationStatus.CANCELLED: Status.CANCELLED}
    status = statuses.get(registration.status, Status.TENTATIVE)
    entries = tuple(_standing(entry, status, changed_at.replace(microsecond=0)) for entry in feed.entries)
    return msgspec.structs.replace(feed, entries=entries)


def _standing(entry: Entry, status: Status | None, changed_at: datetime) -> Entry:
    changed_at = max(entry.changed_at, changed_at)
    if status is None or entry.status is Status.CANCELLED:
        return msgspec.structs.replace(entry, changed_at=changed_at)
    if status is Status.CANCELLED:
        entry = msgspec.structs.replace(entry, transparent=True, alarm=None)
    return msgspec.structs.replace(entry, status=status, changed_at=changed_at)


def frame_of(event: Event, revisions: Iterable[Revision], reader: Reader, registration: Registration) -> list[Entry]:
    """Give the entries to which the mails invite: the event, or each of its days on which somebody takes part.

    What has hours keeps its reader busy, who is at the event; a day without an agenda leaves it to them.
    """
    if len(event.days) == 1:
        entries = of_event(event, revisions, reader, Grain.EVENTS)
    else:
        away = _days_away(event, registration)
        entries = [entry for entry in of_event(event, revisions, reader, Grain.DAYS) if entry.uid not in away]
    return [
        entry if isinstance(entry.starts, datetime) else msgspec.structs.replace(entry, transparent=True)
        for entry in entries
    ]


def _framed(frame: list[Entry], entries: list[Entry], minutes: int | None) -> list[Entry]:
    """Put the frame around the sessions, which remind of themselves where there are any."""
    inner = [entry for entry in entries if isinstance(entry.starts, datetime)]
    return [*frame, *remind(inner, minutes)] if inner else remind(frame, minutes)


def _left(
    event: Event,
    revisions: Iterable[Revision],
    reader: Reader,
    registration: Registration,
    left: Collection[str],
    grain: Grain,
) -> list[Entry]:
    """Give what was in somebody's calendar and they gave up: a program that keeps entries would else show it for ever.

    `left` are the days, by their ISO dates, and the keys of the sessions.
    """
    sessions = frozenset(left) - (reader.chosen or frozenset()) if grain is Grain.SESSIONS else frozenset()
    uids = _days_away(event, registration) & {uid_of(Part.DAY, event.key, day) for day in left}
    uids |= {uid_of(Part.SESSION, event.key, key) for key in sessions}
    given_up = [revision for revision in revisions if revision.uid in uids]
    reader = msgspec.structs.replace(reader, chosen=sessions, online=frozenset())
    entries = [entry for each in (Grain.DAYS, Grain.SESSIONS) for entry in of_event(event, given_up, reader, each)]
    once = {entry.uid: entry for entry in entries}
    return [_standing(entry, Status.CANCELLED, entry.changed_at) for entry in once.values()]


def _days_away(event: Event, registration: Registration) -> set[str]:
    """Give the UIDs of the days on which somebody does not take part."""
    return {uid_of(Part.DAY, event.key, day.isoformat()) for day in event.days if registration.mode_on(day) is None}


def ask_own(find: Finding) -> Asking:
    """Ask for the version of an event together with all that a registration decides of its feed."""

    async def ask(session: AsyncSession) -> Version:
        row = await find(session)
        event = await ask_event(row.event_key)(session)
        registration = await record_of(session, row)
        chosen = ",".join(sorted(f"{one.key}:{one.status.value}" for one in registration.sessions))
        modes = ",".join(f"{day}:{mode and mode.value}" for day, mode in sorted((row.day_modes or {}).items()))
        kinds = (row.status.value, row.category.value, str(registration.is_partner), row.attendance_mode.value)
        shown = (*kinds, row.language, modes, chosen, ",".join(row.left_parts or ()), str(row.remind_minutes))
        decisive = (*shown, str(row.changed_at))
        changed_at = max(row.changed_at, event.changed_at or row.changed_at)
        return Version(text="\n".join((event.text, *decisive)), changed_at=changed_at)

    return ask
