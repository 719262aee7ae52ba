"""Addresses that are to be confirmed: a registration counts only once its holder has opened the link in the mail.

Until then it holds no seat and no place in line, and nobody but the holder of the mailbox learns anything: whoever
registers gets the same answer whether the address is known to the event or not.
"""

from datetime import datetime
from uuid import UUID

from msgspec import Struct
from sqlalchemy import select, update

from events_service.database import Database
from events_service.mailboxes import folded_address
from events_service.programme.finding import FoundEvent
from events_service.registrations import limits
from events_service.registrations.finding import get_registration
from events_service.registrations.holding import Held, changing_one, hold
from events_service.registrations.places import seats
from events_service.registrations.places.asked import Asked
from events_service.registrations.places.decided import Decided
from events_service.registrations.places.deciding import decide, may_wait, once_confirmed
from events_service.registrations.places.forgetting import forget
from events_service.registrations.places.invitation_links import usable_link
from events_service.registrations.places.known_address import counting_known, receive
from events_service.registrations.places.lost_link import tell_known
from events_service.registrations.places.proving import needs_proof, proof_by_mailbox
from events_service.registrations.places.register import Registered, register
from events_service.registrations.places.settling import settle
from events_service.registrations.records import Application, Registration, Status
from events_service.registrations.refusals import AlreadyRegistered, EventFull
from events_service.registrations.tables import ChosenSessionRow, RegistrationRow
from events_service.registrations.tokens import BADGE_CODE_LENGTH
from events_service.registrations.window import require_open
from events_service.secrets import code_of, signed
from events_service.settings import Settings


class Receipt(Struct, frozen=True, kw_only=True):
    """What a program is told until the address is confirmed: names that open nothing and tell nothing."""

    id: UUID
    badge_code: str


async def apply_for_place(
    database: Database, settings: Settings, found: FoundEvent, asked: Asked, *, now: datetime
) -> Registered | None:
    """Register, or give None where the address is to be confirmed first: the mail says how things stand.

    It is counted beforehand, in a transaction of its own, so that what is refused counts as well: a refusal may tell
    who is registered. Raises TooOften and what `register` raises; AlreadyRegistered and KeyUsedDifferently only where
    no confirmation is asked for.
    """
    application, event = asked.application, found.event.key
    async with database.transaction() as session:
        await limits.require_few(
            session,
            event=event,
            mailboxes=map(folded_address, (application.email, *(each.email for each in application.companions))),
            network=asked.network,
            once=f"{asked.once}:{asked.digest}" if asked.once else None,
            now=now,
        )
    if not found.event.registration.confirm_address:
        try:
            async with counting_known(database, asked.network, now):
                registered = await register(database, settings, event, asked, now=now)
        except AlreadyRegistered:
            await tell_known(database, settings, event, application.email, now=now, network=asked.network)
            raise
        return None if registered.registration.status is Status.UNCONFIRMED else registered
    await receive(database, settings, event, asked, now=now)
    return None


async def foresee(database: Database, found: FoundEvent, application: Application, *, now: datetime) -> Decided:
    """Decide as registering would, for whoever looks over their answers first; nothing is entered, nothing told.

    Whether the address is registered already is not looked at. Raises what `decide` and `usable_link` raise.
    """
    async with database.reading() as session:
        token = application.invitation
        link = await usable_link(session, found, token, now) if token else None
    return decide(found, application, link, now)


def receipt(settings: Settings, event: str, asked: Asked) -> Receipt:
    """Give a receipt, for a key that is sent again the same one, without a look at who is registered."""
    named = f"{event}\n{asked.once}\n{asked.digest}".encode()
    digest = signed(settings.secret_key, "receipt", named)
    return Receipt(id=UUID(bytes=digest[:16], version=4), badge_code=code_of(digest[16 : 16 + BADGE_CODE_LENGTH]))


async def confirm(database: Database, settings: Settings, id_: UUID, *, now: datetime) -> Registration:
    """Let a registration count from now on: it gets its number in the order of arrival, then what all others get.

    Confirmed already, it stays as it is. Raises UnknownRegistration, EventFull and what `require_open` raises.
    """
    async with changing_one(database, settings, id_, now) as (held, row):
        if row.status != Status.UNCONFIRMED:
            return await get_registration(held.session, id_)
        require_open(held.found, now, invited=row.invitation_link is not None)
        if not may_wait(held.found) and held.found.is_full_for(row.ways):
            raise EventFull
        row.partner_proof = row.partner_proof or proof_by_mailbox(held.found.project, row.category, row.email)
        row.status = once_confirmed(held.found, unproven=await _is_unproven(held, row))
        row.number = await seats.next_number(held.session, held.event)
        row.confirm_by, row.changed_at = None, now
        await held.session.execute(
            update(ChosenSessionRow)
            .where(ChosenSessionRow.registration_id == id_, ChosenSessionRow.status == Status.UNCONFIRMED)
            .values(status=row.status, asked_at=now)
        )
        facts = {"number": str(row.number)}
        entry = held.entry("registration.address_confirmed", f"registration:{id_}", facts=facts)
        await settle(held, [entry], {id_: None}, arrived=[row])
        return await get_registration(held.session, id_)


async def _is_unproven(held: Held, row: RegistrationRow) -> bool:
    """Tell whether somebody asks for what is for partners only, and nothing proves that they are one."""
    chosen = select(ChosenSessionRow.session_key).where(ChosenSessionRow.registration_id == row.id)
    sessions = (await held.session.scalars(chosen)).all()
    return row.partner_proof is None and needs_proof(held.found, sessions, invited=row.invitation_link is not None)


async def forget_own(database: Database, id_: UUID, *, now: datetime) -> None:
    """Forget a registration on the wish of whoever got the mail. Raises UnknownRegistration."""
    async with database.transaction() as session:
        _, row = await hold(session, id_, None)
        if row.status == Status.UNCONFIRMED:
            await forget(session, row, now)
