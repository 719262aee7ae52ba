"""Import registrations from a spreadsheet: all or nothing, or all but the faulty rows; a second time nothing new."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service import audit
from events_service.access.records import Account
from events_service.database import Database
from events_service.mailboxes import folded_address
from events_service.registrations.holding import Held, changing
from events_service.registrations.import_tables import ImportedPersonRow, ImportRow
from events_service.registrations.places.asked import Asked
from events_service.registrations.places.change import apply, change_entry
from events_service.registrations.places.decided import Decided
from events_service.registrations.places.entering import decide_on, enter_unasked, entry_of
from events_service.registrations.places.settling import settle
from events_service.registrations.records import Changes, Status
from events_service.registrations.refusals import EventFull
from events_service.registrations.shared_mailboxes import shared_key
from events_service.registrations.spreadsheets.corrections import before_of, changes_of, only
from events_service.registrations.spreadsheets.giving_back import given_back
from events_service.registrations.spreadsheets.heading_row import NOTHING, Said
from events_service.registrations.spreadsheets.imported_rows import (
    Candidate,
    FaultyRows,
    Known,
    RowFault,
    Sheet,
    candidates_of,
)
from events_service.registrations.spreadsheets.keeping import keep_import
from events_service.registrations.spreadsheets.known_elsewhere import known_elsewhere
from events_service.registrations.spreadsheets.looking import told_ignored
from events_service.registrations.spreadsheets.namesakes import same_names
from events_service.registrations.spreadsheets.reading import read_spreadsheet
from events_service.registrations.spreadsheets.remembering import remember, remembered
from events_service.registrations.spreadsheets.row_fates import Fate, RowTold, differing, said_of, told_of
from events_service.registrations.spreadsheets.sheet_reading import Row
from events_service.registrations.tables import ChosenSessionRow, RegistrationRow
from events_service.settings import Settings
from events_service.web.errors import FaultyFields


class HandedIn(Struct, frozen=True, kw_only=True):
    """A spreadsheet, and what is wanted of it: `mail` tells those who are new, a `dry_run` changes nothing.

    `leave_out`: faulty rows are left out and given back, and the others come in. `said` is what a human said of it,
    which is remembered for the next file with such a heading; `actor` is whom the audit log names, and `account` whose
    other events may tell of people.
    """

    name: str
    content: bytes
    actor: str = audit.OPERATOR
    dry_run: bool = False
    mail: bool = False
    leave_out: bool = False
    said: Said = NOTHING
    account: Account | None = None


class Imported(Struct, frozen=True, kw_only=True):
    """What an import did. `left`: cancelled registrations that stay so; `ignored`: headers that say nothing to us.

    `told` says of each row that is in order what becomes of it, in the order of the file.
    `namesakes` say which of those who are new bear the name of somebody with another address. `faults` are those of the
    rows that were left out, `given_back` is a CSV of these rows. `kept_as` is an import that changed something.
    """

    confirmed: int = 0
    waitlisted: int = 0
    updated: int = 0
    unchanged: int = 0
    left: int = 0
    ignored: tuple[str, ...] = ()
    told: tuple[RowTold, ...] = ()
    namesakes: tuple[str, ...] = ()
    faults: tuple[RowFault, ...] = ()
    given_back: bytes = b""
    kept_as: UUID | None = None


Updated = tuple[RegistrationRow, list[str]]
"""Somebody who was known, and the names of the fields that differ now."""


async def import_registrations(
    database: Database, settings: Settings, event_key: str, handed_in: HandedIn, *, now: datetime
) -> Imported:
    """Import a spreadsheet in one transaction.

    Raises Unreadable, FaultyRows, UnknownEvent.
    """
    rows = await read_spreadsheet(handed_in.name, handed_in.content)
    return await import_rows(database, settings, event_key, rows, handed_in, now=now)


async def import_rows(
    database: Database, settings: Settings, event_key: str, rows: Sequence[Row], handed_in: HandedIn, *, now: datetime
) -> Imported:
    """Import a spreadsheet that was read before, in one transaction. Raises as import_registrations does."""
    async with changing(database, settings, event_key, now, actor=handed_in.actor) as held:
        chosen = await _chosen(held.session, event_key)
        known = Known(
            sessions=chosen,
            said=handed_in.said,
            remembered=await remembered(held.session, held.found.project.key),
            elsewhere=await known_elsewhere(held.session, held.found.event, handed_in.account),
        )
        sheet = await asyncio.to_thread(candidates_of, handed_in.name, rows, held.found, known)
        if sheet.faulty and not handed_in.leave_out:
            raise FaultyRows([*sheet.faulty])
        imported = await _save(held, sheet, handed_in, chosen)
        if handed_in.dry_run:
            await held.session.rollback()
            return replace(imported, kept_as=None)
        return imported


async def _save(held: Held, sheet: Sheet, handed_in: HandedIn, chosen: Mapping[str, Collection[str]]) -> Imported:
    """Enter who is new, correct who is known, and hand out the seats in the order of the rows."""
    known = await _known(held.session, held.event.key)
    new: dict[int, Decided] = {}
    updated: list[Updated] = []
    before: dict[UUID, Changes] = {}
    faults = [*sheet.faulty]
    told: dict[int, RowTold] = {}
    namesakes = same_names(sheet.candidates, known)
    for candidate in sheet.candidates:
        row = _known_as(candidate, known)
        if row is None:
            asked = Asked(application=candidate.application, by_organiser=True)
            decided = await decide_on(held, asked)
            new[candidate.row] = replace(decided, first=replace(decided.first, email_folded=candidate.key))
        elif row.status == Status.CANCELLED:
            told[candidate.row] = told_of(candidate, Fate.LEFT)
        else:
            said = said_of(row)
            back = before_of(held.found.event, row, candidate, chosen.get(row.email_folded, ()))
            try:
                changed = await _corrected(held, row, candidate)
            except FaultyFields as refusal:
                faults += sheet.faults(candidate.row, refusal)
                continue
            if changed:
                updated.append((row, changed))
                before[row.id] = only(back, changed)
            differences = differing(said, said_of(row), changed)
            told[candidate.row] = told_of(candidate, Fate.UPDATED if changed else Fate.UNCHANGED, differences)
    if faults and not handed_in.leave_out:
        raise FaultyRows(faults)
    entered = dict(zip(new, await enter_unasked(held, list(new.values())), strict=True))
    kept_as = None
    if entered or updated:
        await _settle(held, entered, updated, mail=handed_in.mail)
        kept_as = await keep_import(
            held, handed_in.name, [row.id for row in entered.values()], before, mailed=handed_in.mail
        )
    if handed_in.said.fields is not None:
        await remember(held.session, held.found.project.key, sheet.heading, handed_in.said.fields, held.now)
    for candidate in sheet.candidates:
        if candidate.row in entered:
            waits = entered[candidate.row].status is Status.WAITLISTED
            told[candidate.row] = told_of(candidate, Fate.WAITS if waits else Fate.NEW)
    statuses = [row.status for row in entered.values()]
    fates = [each.fate for each in told.values()]
    return Imported(
        confirmed=statuses.count(Status.CONFIRMED),
        waitlisted=statuses.count(Status.WAITLISTED),
        updated=len(updated),
        unchanged=fates.count(Fate.UNCHANGED),
        left=fates.count(Fate.LEFT),
        told=tuple(told[row] for row in sorted(told)),
        ignored=told_ignored(sheet.heading, sheet.rows),
        kept_as=kept_as,
        namesakes=namesakes,
        faults=tuple(faults),
        given_back=given_back(sheet, faults) if faults else b"",
    )


async def _corrected(held: Held, row: RegistrationRow, candidate: Candidate) -> list[str]:
    """Bring somebody up to date, or not at all where a part of it is faulty. Raises FaultyFields."""
    try:
        async with held.session.begin_nested():
            return await apply(held, row, changes_of(candidate, row), by_organiser=True)
    except FaultyFields:
        await held.session.refresh(row)
        raise


async def _settle(
    held: Held,
    entered: Mapping[int, RegistrationRow],
    updated: Sequence[tuple[RegistrationRow, list[str]]],
    *,
    mail: bool,
) -> None:
    arrived = [*entered.values()]
    letters = dict.fromkeys([row.id for row in arrived]) if mail else {}
    entries = [entry_of(held, row) for row in arrived] + [change_entry(held, row, changed) for row, changed in updated]
    try:
        await settle(held, entries, letters, arrived=arrived, told=[row.id for row, _ in updated])
    except EventFull as full:
        waiting = [number for number, row in entered.items() if row.status == Status.WAITLISTED]
        raise FaultyRows([RowFault(row=number, field=None, message=full.message) for number in waiting]) from full


def _known_as(candidate: Candidate, known: Mapping[str, RegistrationRow]) -> RegistrationRow | None:
    """Give who a row is about: whoever shares a mailbox and is called so, its owner who is, or whom its key means."""
    application = candidate.application
    person = shared_key(application.email, application.first_name, application.last_name)
    owner = known.get(folded_address(application.email))
    if person in known:
        return known[person]
    if owner is not None and shared_key(owner.email, owner.first_name, owner.last_name) == person:
        return owner
    return known.get(candidate.key)


async def _known(session: AsyncSession, event_key: str) -> dict[str, RegistrationRow]:
    """Give the registration of each address, the living one of several.

    What nobody confirmed is not known, nor who was cancelled by undoing an import.
    """
    undone = (
        select(ImportedPersonRow.registration_id)
        .join(ImportRow, ImportRow.id == ImportedPersonRow.import_id)
        .where(ImportRow.event_key == event_key, ImportRow.undone_at.is_not(None))
    )
    query = (
        select(RegistrationRow)
        .where(
            RegistrationRow.event_key == event_key,
            RegistrationRow.status != Status.UNCONFIRMED,
            (RegistrationRow.status != Status.CANCELLED) | RegistrationRow.id.not_in(undone),
        )
        .order_by(RegistrationRow.number)
    )
    known: dict[str, RegistrationRow] = {}
    for row in await session.scalars(query):
        if row.email_folded not in known or row.status != Status.CANCELLED:
            known[row.email_folded] = row
    return known


async def _chosen(session: AsyncSession, event_key: str) -> dict[str, set[str]]:
    """Give the sessions that each address has chosen already: nobody asks for a place in them anew."""
    query = (
        select(RegistrationRow.email_folded, ChosenSessionRow.session_key)
        .join(RegistrationRow, RegistrationRow.id == ChosenSessionRow.registration_id)
        .where(
            ChosenSessionRow.event_key == event_key,
            ChosenSessionRow.status.not_in([Status.CANCELLED, Status.UNCONFIRMED]),
        )
    )
    held: dict[str, set[str]] = {}
    for address, key in await session.execute(query):
        held.setdefault(address, set()).add(key)
    return held
