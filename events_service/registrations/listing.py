"""List the registrations of an event: counted and cut into pages by the database, which is sent no more than is shown.

A word is looked for, and names are sorted, as the reader's language has it, which no database knows: then a line of
each is read, and the whole of those alone who stand on the page.
"""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from msgspec import Struct
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.programme.records import Event
from events_service.registrations.asking.day_modes import Alike, DayCount, count_days
from events_service.registrations.finding import COUNTS, get_registrations, list_registrations, records_of
from events_service.registrations.records import Registration, Status
from events_service.registrations.sifting import PAGE_SIZE, Line, Order, Sieve, sift
from events_service.registrations.tables import ChosenSessionRow, RegistrationRow


class Sifted(Struct, frozen=True, kw_only=True):
    """A page of what was found, how many pages there are, and how many registrations each status has in all."""

    items: Sequence[Registration]
    found: int
    pages: int
    counts: Mapping[Status, int]


async def list_sifted(session: AsyncSession, event_key: str, sieve: Sieve) -> Sifted:
    """Give a page of what a sieve lets through; the last one where the list has fewer."""
    counts = await count_statuses(session, event_key)
    if not sieve.word and sieve.order is Order.ARRIVAL:
        found = await _count(session, event_key, sieve) if sieve.narrows else sum(counts.values())
        first, pages = _first_and_pages(found, sieve)
        items = await _list_arrived(session, event_key, sieve, first)
    else:
        lines = await find_lines(session, event_key, sieve)
        found = len(lines)
        first, pages = _first_and_pages(found, sieve)
        items = await get_registrations(session, [line.id for line in lines[first : first + PAGE_SIZE]])
    return Sifted(items=items, found=found, pages=pages, counts=counts)


async def list_found(session: AsyncSession, event_key: str, sieve: Sieve) -> list[Registration]:
    """Give all whom a sieve lets through, on whatever page they stand, in its order."""
    lines = await find_lines(session, event_key, sieve)
    everybody = await list_registrations(session, event_key, statuses=list(Status))
    by_id: dict[UUID, Registration] = {each.id: each for each in everybody}
    return [by_id[line.id] for line in lines]


async def count_statuses(session: AsyncSession, event_key: str) -> dict[Status, int]:
    """Give how many registrations of an event each status has."""
    query = select(RegistrationRow.status, func.count()).where(RegistrationRow.event_key == event_key)
    counted = dict((await session.execute(query.group_by(RegistrationRow.status))).all())
    return {status: counted.get(status, 0) for status in Status}


async def count_by_day(session: AsyncSession, event: Event) -> list[DayCount]:
    """Count the confirmed on each day; none where the event does not ask for days."""
    if not event.registration.mode_per_day:
        return []
    ways = (RegistrationRow.attendance_mode, RegistrationRow.day_modes)
    query = select(*ways, func.count()).where(
        RegistrationRow.event_key == event.key, RegistrationRow.status == Status.CONFIRMED
    )
    counted = await session.execute(query.group_by(*ways))
    alike = [Alike(attendance_mode=mode, day_modes=days or {}, people=people) for mode, days, people in counted]
    return count_days(event, alike)


async def find_lines(session: AsyncSession, event_key: str, sieve: Sieve) -> list[Line]:
    """Give what those are found and sorted by whom a sieve lets through, in its order."""
    return sift(await _lines(session, _let_through(event_key, sieve)), sieve)


async def list_lines(session: AsyncSession, event_key: str) -> list[Line]:
    """Give what all are found by who count, which those with an unconfirmed address do not, in the order of arrival."""
    return await _lines(session, [RegistrationRow.event_key == event_key, COUNTS])


async def _lines(session: AsyncSession, through: Iterable[ColumnElement[bool]]) -> list[Line]:
    query = select(
        RegistrationRow.id,
        RegistrationRow.number,
        RegistrationRow.status,
        RegistrationRow.first_name,
        RegistrationRow.last_name,
        RegistrationRow.latin_name,
        RegistrationRow.organisation,
        RegistrationRow.email,
        RegistrationRow.badge_code,
        RegistrationRow.country,
    )
    rows = await session.execute(query.where(*through).order_by(RegistrationRow.number))
    names = list(rows.keys())
    return [Line(**dict(zip(names, row, strict=True))) for row in rows]


def _let_through(event_key: str, sieve: Sieve) -> list[ColumnElement[bool]]:
    """Give whom a sieve lets through, but for the word, which no database reads as people do."""
    through: list[ColumnElement[bool]] = [RegistrationRow.event_key == event_key]
    if sieve.status:
        through.append(RegistrationRow.status == sieve.status)
    if sieve.mode:
        through.append(RegistrationRow.attendance_mode == sieve.mode)
    if sieve.category:
        through.append(RegistrationRow.category == sieve.category)
    if sieve.session:
        of_session = (ChosenSessionRow.session_key == sieve.session, ChosenSessionRow.status != Status.CANCELLED)
        through.append(RegistrationRow.id.in_(select(ChosenSessionRow.registration_id).where(*of_session)))
    return through


async def _count(session: AsyncSession, event_key: str, sieve: Sieve) -> int:
    counted = select(func.count()).select_from(RegistrationRow).where(*_let_through(event_key, sieve))
    return await session.scalar(counted) or 0


async def _list_arrived(session: AsyncSession, event_key: str, sieve: Sieve, first: int) -> list[Registration]:
    query = select(RegistrationRow).where(*_let_through(event_key, sieve))
    page = query.order_by(RegistrationRow.number).offset(first).limit(PAGE_SIZE)
    return await records_of(session, (await session.scalars(page)).all())


def _first_and_pages(found: int, sieve: Sieve) -> tuple[int, int]:
    """Give where the page begins, and how many pages there are."""
    pages = max(1, -(-found // PAGE_SIZE))
    return (min(sieve.page, pages) - 1) * PAGE_SIZE, pages
