"""Tell participants of what has changed at an event: what concerns each alone, or all where its organisers want that.

Organisers who release a version say so, and it is told at once. What was changed in another way, by a file or by who
postpones the event, is told once it has been quiet for a while: who corrects it may do so more than once.

What is told follows from the difference between what somebody was last told and what holds now. So changes that come
one after the other are one mail, one that was taken back is none, and it does not matter who sweeps, or how often.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.database import Database
from events_service.programme.finding import FoundEvent, get_any_event
from events_service.programme.records import EventStatus
from events_service.programme.release_records import Reach, Wish
from events_service.programme.tables import EventRow, EventVersionRow
from events_service.registrations.finding import list_registrations
from events_service.registrations.holding import lock
from events_service.registrations.letters.differing import differences, occasion_of
from events_service.registrations.letters.facts import facts_of
from events_service.registrations.letters.lines import takes_place
from events_service.registrations.letters.occasions import Occasion
from events_service.registrations.letters.sending import Addressed, send_letters, tell, told_of
from events_service.registrations.records import Registration, Status
from events_service.registrations.window import is_over
from events_service.settings import Settings

QUIET = timedelta(minutes=10)
"""How long an event has to be left alone before its participants are told: who corrects it saves more than once."""

AT_ONCE = 100
"""People who are told in one transaction: others wait for the event's lock meanwhile."""

_LATEST = and_(EventVersionRow.event_key == EventRow.key, EventVersionRow.version == EventRow.version)

LIVE = (Status.PENDING, Status.OFFERED, Status.CONFIRMED, Status.WAITLISTED)


async def tell_of_changes(database: Database, settings: Settings, now: datetime) -> int:
    """Sweep the events that were released, or changed and have been quiet since; give how many people were mailed."""
    changed = (
        select(EventRow.key)
        .outerjoin(EventVersionRow, _LATEST)
        .where(text("invited_version < events.version"))
        .where(or_(EventRow.changed_at <= now - QUIET, EventVersionRow.reach.is_not(None)))
        .order_by(EventRow.key)
    )
    async with database.reading() as session:
        keys = (await session.scalars(changed)).all()
    told = 0
    for key in keys:
        told += await _tell_all(database, settings, key, now)
    return told


async def _tell_all(database: Database, settings: Settings, key: str, now: datetime) -> int:
    """Go through the participants by their numbers; whoever begins anew after a fall tells nobody twice."""
    told, last = 0, 0
    while True:
        async with database.transaction() as session:
            event = await lock(session, key)
            released = await session.get(EventVersionRow, (key, event.version))
            asked_for = released is not None and released.reach is not None
            if event.invited_version >= event.version or not (asked_for or event.changed_at <= now - QUIET):
                return told
            found = await get_any_event(session, key)
            people = await _next(session, found, last, now)
            if not people:
                event.invited_version = event.version
                return told
            due = await _due(session, found, people, _wish_of(released))
            await send_letters(session, settings, found, due, now)
            told, last = told + len(due), people[-1].number


def _wish_of(released: EventVersionRow | None) -> Wish:
    if released is None or released.reach is None:
        return Wish()
    return Wish(reach=released.reach, note=released.note or {})


async def _next(session: AsyncSession, found: FoundEvent, last: int, now: datetime) -> Sequence[Registration]:
    if found.event.status is EventStatus.DRAFT or is_over(found, now):
        return []
    return await list_registrations(session, found.event.key, statuses=LIVE, after=last, limit=AT_ONCE)


async def _due(session: AsyncSession, found: FoundEvent, people: Sequence[Registration], wish: Wish) -> list[Addressed]:
    """Give who is to be told of what; the others know by now how it is, unless it does not take place."""
    told = await told_of(session, found, people)
    due = [
        addressed
        for each in people
        if (addressed := letter_due(told.get(each.id, found), found, each, wish)) is not None
    ]
    if takes_place(found):
        informed = {each.registration.id for each in due}
        await tell(session, found, [each for each in people if each.id not in informed])
    return due


def letter_due(told: FoundEvent, found: FoundEvent, reader: Registration, wish: Wish) -> Addressed | None:
    """Decide whether somebody who was last `told` of an event gets a letter about it as it is now, and which."""
    before, holds = facts_of(told, reader), facts_of(found, reader)
    if wish.reach is Reach.NOBODY:
        return None
    if differing := differences(before, holds):
        occasion = occasion_of(differing, before, holds)
        return Addressed(registration=reader, occasion=occasion, note=wish.note)
    if wish.reach is Reach.ALL and told.version != found.version and takes_place(found):
        return Addressed(registration=reader, occasion=Occasion.PROGRAMME_RELEASED, note=wish.note)
    return None
