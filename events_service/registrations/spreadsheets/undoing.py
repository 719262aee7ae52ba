"""Undo an import, whole, as long as nobody acted on any of its people: as if the file had never been sent."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from events_service import audit
from events_service.access.records import Account
from events_service.database import Database
from events_service.mail.tables import MailRow
from events_service.programme.organising import require_organiser
from events_service.registrations.holding import Held, changing
from events_service.registrations.import_tables import ImportedPersonRow, ImportRow
from events_service.registrations.letters.occasions import Occasion
from events_service.registrations.places import seats
from events_service.registrations.places.cancel import give_up
from events_service.registrations.places.change import apply
from events_service.registrations.places.forgetting import forget
from events_service.registrations.places.settling import Letters, settle
from events_service.registrations.records import Status
from events_service.registrations.spreadsheets.imports import UnknownImport
from events_service.registrations.tables import RegistrationRow
from events_service.registrations.window import is_over
from events_service.settings import Settings
from events_service.web.errors import FaultyFields, Refusal
from events_service.web.i18n import N_

Acted = Callable[[AsyncSession, Collection[UUID]], Awaitable[bool]]
"""Tells whether anybody printed a badge of some people, scanned it or noted that they came; only rooms below know."""


class ActedOn(Refusal):
    """Somebody built on what the import brought."""

    status = 409
    slug = "import-acted-on"
    message = N_(
        "This import can no longer be undone: since then somebody of it was changed, written to, moved up, checked in"
        " or had a badge printed, or the event is over. Change or cancel single registrations instead."
    )


async def undo_import(
    database: Database, settings: Settings, id_: UUID, *, account: Account | None, acted: Acted, now: datetime
) -> None:
    """Take back all that an import did, in one transaction; one that was undone stays so. No account: the operator.

    Whom it brought and nobody was told is forgotten, who was told is cancelled and told so; whom it corrected gets back
    what they said before. Raises UnknownImport, ActedOn, NotAllowed.
    """
    async with database.reading() as session:
        event_key = await session.scalar(select(ImportRow.event_key).where(ImportRow.id == id_))
    if event_key is None:
        raise UnknownImport
    async with changing(database, settings, event_key, now, actor=account.actor if account else audit.OPERATOR) as held:
        if account is not None:
            require_organiser(account, held.found.event)
        done = await held.session.get_one(ImportRow, id_, populate_existing=True)
        if done.undone_at is None:
            await _undo(held, done, acted)


async def _undo(held: Held, done: ImportRow, acted: Acted) -> None:
    session = held.session
    people = (await session.scalars(select(ImportedPersonRow).where(ImportedPersonRow.import_id == done.id))).all()
    rows = await _untouched(held, done, [each.registration_id for each in people], acted)
    corrected = {each.registration_id: each.before for each in people if each.before is not None}
    # Of those who are cancelled it stays known that a file brought them: the corrected file may bring them again.
    gone = ImportedPersonRow.before.is_not(None) if done.mailed else true()
    letters: dict[UUID, Occasion | None] = {}
    for row in rows:
        before = corrected.get(row.id)
        if before is not None:
            try:
                await apply(held, row, before, by_organiser=True)
            except FaultyFields as refusal:
                raise ActedOn from refusal
        else:
            letters |= await _take_out(held, row, told=done.mailed)
    done.undone_at = held.now
    await session.execute(delete(ImportedPersonRow).where(ImportedPersonRow.import_id == done.id, gone))
    facts = {"event": done.event_key, "entered": str(done.entered), "updated": str(done.updated)}
    await settle(held, [held.entry("import.undone", f"import:{done.id}", facts=facts)], letters, told=[*corrected])


async def _take_out(held: Held, row: RegistrationRow, *, told: bool) -> Letters:
    """Take out somebody whom the import brought, and give what they are to hear."""
    if told:
        await give_up(held, row)
        return {row.id: Occasion.CANCELLED}
    await seats.give_back(held.session, held.event, row)
    await forget(held.session, row, held.now)
    return {}


async def _untouched(held: Held, done: ImportRow, ids: Sequence[UUID], acted: Acted) -> Sequence[RegistrationRow]:
    """Give the registrations of an import as it left them. Raises ActedOn."""
    session = held.session
    rows = (await session.scalars(select(RegistrationRow).where(RegistrationRow.id.in_(ids)))).all()
    as_left = len(rows) == len(ids) and all(is_as_left(row, done.imported_at) for row in rows)
    if (
        not as_left
        or is_over(held.found, held.now)
        or await _written_to(session, done, ids)
        or await acted(session, ids)
    ):
        raise ActedOn
    return rows


def is_as_left(row: RegistrationRow, imported_at: datetime) -> bool:
    """Tell whether nothing of a registration changed since an import, by anybody."""
    return row.changed_at == imported_at and row.status is not Status.CANCELLED and not (row.remark or row.seen_at)


async def _written_to(session: AsyncSession, done: ImportRow, ids: Sequence[UUID]) -> bool:
    """Tell whether anybody got a mail since, beyond the first that the import itself sent."""
    later = select(func.count()).where(MailRow.registration_id.in_(ids), MailRow.created_at > done.imported_at)
    return bool(await session.scalar(later))
