"""Approval: an organiser accepts pending registrations, which then take their turn for a seat, or declines them.

Whoever is approved as a partner is known to be one.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct
from sqlalchemy import select, update

from events_service.access.records import Account
from events_service.database import Database
from events_service.programme.organising import require_organiser
from events_service.registrations.finding import get_registration, get_registrations
from events_service.registrations.holding import Held, actor_of, changing, changing_one
from events_service.registrations.letters.occasions import Occasion
from events_service.registrations.places import seats
from events_service.registrations.places.cancel import cancel
from events_service.registrations.places.proving import proof_of
from events_service.registrations.places.settling import settle
from events_service.registrations.records import Registration, Status
from events_service.registrations.refusals import NotPending
from events_service.registrations.tables import ChosenSessionRow, RegistrationRow
from events_service.settings import Settings


class Answer(Struct, frozen=True, kw_only=True):
    """The organisers' answer to people who wait for approval."""

    people: frozenset[UUID]
    accepted: bool


async def approve(
    database: Database, settings: Settings, id_: UUID, *, account: Account, now: datetime
) -> Registration:
    """Accept a pending registration. Raises UnknownRegistration, NotAllowed, NotPending, EventFull."""
    async with changing_one(database, settings, id_, now, account=account) as (held, row):
        if row.status != Status.PENDING:
            raise NotPending
        await _accept(held, [row])
        return await get_registration(held.session, id_)


async def decline(
    database: Database, settings: Settings, id_: UUID, *, account: Account, now: datetime
) -> Registration:
    """Decline a pending registration. Raises UnknownRegistration, NotAllowed, NotPending."""
    return await cancel(database, settings, id_, now=now, account=account, occasion=Occasion.DECLINED)


async def answer_all(
    database: Database, settings: Settings, event_key: str, answer: Answer, *, account: Account, now: datetime
) -> list[Registration]:
    """Accept or decline several at once, in the order of their arrival, and give those who waited for an answer.

    All get it, or none. Raises UnknownEvent, NotAllowed, EventFull.
    """
    async with changing(database, settings, event_key, now, actor=actor_of(account)) as held:
        require_organiser(account, held.found.event)
        waiting = (
            select(RegistrationRow)
            .where(RegistrationRow.event_key == event_key, RegistrationRow.id.in_(answer.people))
            .where(RegistrationRow.status == Status.PENDING)
            .order_by(RegistrationRow.number)
            .with_for_update()
        )
        rows = (await held.session.scalars(waiting)).all()
        await (_accept if answer.accepted else _decline)(held, rows)
        return await get_registrations(held.session, [row.id for row in rows])


async def _accept(held: Held, rows: Sequence[RegistrationRow]) -> None:
    for row in rows:
        row.status, row.changed_at = Status.WAITLISTED, held.now
        row.partner_proof = row.partner_proof or proof_of(row.category, invited=False, by_organiser=True)
    ids = [row.id for row in rows]
    await held.session.execute(
        update(ChosenSessionRow)
        .where(ChosenSessionRow.registration_id.in_(ids), ChosenSessionRow.status == Status.PENDING)
        .values(status=Status.WAITLISTED)
    )
    entries = [held.entry("registration.approved", f"registration:{id_}") for id_ in ids]
    await settle(held, entries, dict.fromkeys(ids), arrived=rows)


async def _decline(held: Held, rows: Sequence[RegistrationRow]) -> None:
    for row in rows:
        await seats.give_back(held.session, held.event, row)
        row.status, row.cancelled_at, row.changed_at = Status.CANCELLED, held.now, held.now
    ids = [row.id for row in rows]
    entries = [held.entry(f"registration.{Occasion.DECLINED.value}", f"registration:{id_}") for id_ in ids]
    await settle(held, entries, dict.fromkeys(ids, Occasion.DECLINED))
