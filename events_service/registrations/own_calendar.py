"""A participant's own feed: the sessions they attend, without anything that tells whose calendar it is."""

from datetime import datetime
from typing import Any

import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from events_service.calendars.entries import Grain, Reader, sessions_to_attend
from events_service.calendars.pages import grain_of, not_modified, send, unchanged
from events_service.calendars.records import Entry, Feed, Status
from events_service.calendars.serving import etag_of, event_feed, event_version, written
from events_service.database import Database
from events_service.programme.finding import FoundEvent, get_any_event
from events_service.registrations.finding import find_by_manage_token
from events_service.registrations.records import PARTNER_CATEGORIES, Registration
from events_service.registrations.records import Status as RegistrationStatus
from events_service.settings import Settings
from events_service.web.errors import NotFound


@get("/my/{token:str}/calendar.ics")
async def own_calendar(
    request: Request[Any, Any, Any],
    token: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[bytes]:
    """Send a participant's own feed; after a cancellation all of it stays, as cancelled."""
    async with database.reading() as session:
        registration = await find_by_manage_token(session, token)
        if registration is None:
            raise NotFound
        found = await get_any_event(session, registration.event)
        reader = reader_of(registration, found, settings)
        grain = grain_of(request, Grain.SESSIONS)
        version = await event_version(session, registration.event)
        chosen = ",".join(sorted(reader.chosen or ()))
        etag = etag_of(version, registration.status.value, chosen, reader.language, grain.value, settings.base_url)
        if unchanged(request, etag):
            return not_modified(etag)

        async def feed() -> Feed:
            return standing(await event_feed(session, found, reader, grain), registration)

        return send(await written(etag, feed), f"{registration.event}.ics")


def reader_of(registration: Registration, found: FoundEvent, settings: Settings) -> Reader:
    """Say what a participant's own calendar shows, and in which language."""
    confirmed = [one.key for one in registration.sessions if one.status is RegistrationStatus.CONFIRMED]
    partner = registration.category in PARTNER_CATEGORIES
    return Reader(
        language=registration.language,
        base_url=settings.base_url,
        chosen=sessions_to_attend(found.event, confirmed, partner),
        partner=partner,
    )


def standing(feed: Feed, registration: Registration) -> Feed:
    """Show where the registration stands: tentative until it is confirmed, cancelled after its cancellation."""
    match registration.status:
        case RegistrationStatus.CONFIRMED:
            return feed
        case RegistrationStatus.CANCELLED:
            entries = tuple(_with_status(entry, Status.CANCELLED, registration.cancelled_at) for entry in feed.entries)
        case _:
            entries = tuple(_with_status(entry, Status.TENTATIVE, None) for entry in feed.entries)
    return msgspec.structs.replace(feed, entries=entries)


def _with_status(entry: Entry, status: Status, at: datetime | None) -> Entry:
    if entry.status is Status.CANCELLED:
        return entry
    if at is None:
        return msgspec.structs.replace(entry, status=status)
    # The later instant tells clients that this comes after (RFC 5546 §2.1.5). A raised SEQUENCE would do so, too, but
    # it would outrank the entry of somebody who registers again.
    changed_at = max(entry.changed_at, at.replace(microsecond=0))
    return msgspec.structs.replace(entry, status=status, changed_at=changed_at, transparent=True)


ROUTES = [own_calendar]
