"""Give a draft another key, which its addresses and files are made of: until it is published, nobody else has it."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from msgspec.structs import replace
from sqlalchemy import Column, delete, exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service import audit
from events_service.access.accounts import entry_about
from events_service.access.records import Account
from events_service.access.tables import AccountRow, ColleagueInvitationRow
from events_service.database import Base, Database, table_of
from events_service.files.keeping import note_uses
from events_service.programme.changing import decide_new
from events_service.programme.faults import Problem
from events_service.programme.finding import projects_by_key
from events_service.programme.inviting import entry_of_invitation
from events_service.programme.loading import save_event
from events_service.programme.organising import get_organised_event
from events_service.programme.record_checks import key_taken
from events_service.programme.records import EventStatus
from events_service.programme.tables import EventRow, EventVersionRow, ProjectRow, RevisionRow, SessionRow
from events_service.web.errors import NotAllowed, Refusal
from events_service.web.i18n import N_

MADE_ANEW = (EventVersionRow, SessionRow, RevisionRow)
"""What is kept of an event that holds nothing but its definition."""


class AddressStays(Refusal):
    """The event was published, so that people and calendars know its address."""

    status = 409
    slug = "address-stays"
    message = N_("This event has been published: people and calendars have its address, so it stays.")


class AddressInUse(Refusal):
    """Somebody was registered or invited, or has a link of another kind."""

    status = 409
    slug = "address-in-use"
    message = N_("Somebody was invited or registered already: their links lead to this address, so it stays.")


async def rename(database: Database, key: str, account: Account, *, to: str, now: datetime) -> Sequence[Problem]:
    """Give a draft another key with all its versions, or say what is wrong with that key; the same key changes nothing.

    Those who work on this event alone go on working on it. Raises UnknownEvent, NotAllowed, AddressStays,
    AddressInUse.
    """
    async with database.transaction() as session:
        found = await get_organised_event(session, key, account)
        if not account.hosts(found.event.project, found.event.host):
            raise NotAllowed
        await session.get(ProjectRow, found.event.project, with_for_update=True)
        row = await session.get_one(EventRow, key, with_for_update=True)
        renamed = replace(row.definition, key=to)
        if to == key:
            return ()
        if problems := decide_new(renamed, await projects_by_key(session), account).problems:
            return problems
        if await session.get(EventRow, to) is not None:
            return (key_taken(to),)
        versions = (await session.scalars(select(EventVersionRow).where(EventVersionRow.event_key == key))).all()
        await _require_draft(session, row, versions)
        await save_event(session, renamed, actor=account.actor, now=now)
        await _take_along(session, row, versions, to)
        for table in (SessionRow, RevisionRow):
            await session.execute(delete(table).where(table.event_key == key))
        await note_uses(session, f"event:{key}", (), now)
        await session.delete(row)
        entries = await _follow(session, key, to, account, now)
        facts = {"to": to}
        gone = audit.Entry(
            at=now, actor=account.actor, action="definition.renamed", subject=f"event:{key}", facts=facts
        )
        await audit.append_all(session, [*entries, gone])
    return ()


async def _require_draft(session: AsyncSession, row: EventRow, versions: Sequence[EventVersionRow]) -> None:
    if any(version.definition.status is not EventStatus.DRAFT for version in versions):
        raise AddressStays
    for leads_here in _references():
        if await session.scalar(select(exists().where(leads_here == row.key))):
            raise AddressInUse


def _references() -> Iterator[Column[str]]:
    """Give the columns of all tables that name an event, but for those that are made anew."""
    key = table_of(EventRow).c.key
    anew = {table_of(each) for each in MADE_ANEW}
    for table in Base.metadata.sorted_tables:
        if table not in anew:
            yield from (column for column in table.columns if any(each.column is key for each in column.foreign_keys))


async def _take_along(session: AsyncSession, row: EventRow, versions: Sequence[EventVersionRow], to: str) -> None:
    """Put the earlier versions before the one that has just been saved under the new key."""
    saved = await session.get_one(EventRow, to)
    latest = await session.get_one(EventVersionRow, (to, saved.version))
    saved.version = row.version + 1
    await _move(session, latest, version=saved.version)
    for version in versions:
        await _move(session, version, event_key=to, definition=replace(version.definition, key=to))


async def _move(session: AsyncSession, row: EventVersionRow, **changes: object) -> None:
    """Put a version elsewhere as a row of its own: the log holds each row by its key, and tells of one that goes."""
    held = {each.key: getattr(row, each.key) for each in EventVersionRow.__mapper__.column_attrs}
    await session.delete(row)
    await session.flush()
    session.add(EventVersionRow(**held | changes))
    await session.flush()


async def _follow(session: AsyncSession, key: str, to: str, by: Account, now: datetime) -> list[audit.Entry]:
    """Let those who work on this event alone, and those who are invited to, work on it under its new key."""
    entries = []
    for account in await session.scalars(select(AccountRow).order_by(AccountRow.id)):
        if key in account.event_keys:
            account.event_keys = _exchanged(account.event_keys, key, to)
            entries.append(entry_about(account, "account.change", now, by.actor))
    for invited in await session.scalars(select(ColleagueInvitationRow).order_by(ColleagueInvitationRow.id)):
        if key in invited.event_keys:
            invited.event_keys = _exchanged(invited.event_keys, key, to)
            entries.append(entry_of_invitation(invited, by, now))
    return entries


def _exchanged(keys: Sequence[str], key: str, to: str) -> tuple[str, ...]:
    return tuple(sorted(to if each == key else each for each in keys))
