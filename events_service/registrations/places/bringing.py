"""A colleague who is registered later by somebody who has a registration, from their own page."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from msgspec.structs import replace
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.database import Database
from events_service.mailboxes import folded_address
from events_service.programme.finding import FoundEvent
from events_service.registrations import limits
from events_service.registrations.asking.chosen_sessions import clash_faults
from events_service.registrations.asking.companions import SAME_ADDRESS, applications_of, at_place, known_by
from events_service.registrations.finding import get_registration, list_party
from events_service.registrations.holding import changing_one
from events_service.registrations.letters.occasions import Occasion
from events_service.registrations.places.decided import Decided
from events_service.registrations.places.deciding import (
    arrival,
    closed_now,
    closed_sessions,
    examine,
    may_wait,
    require_seats,
    session_faults,
)
from events_service.registrations.places.entering import enter_colleagues, entry_of, known_colleagues
from events_service.registrations.places.forgetting import confirm_until
from events_service.registrations.places.invitation_links import get_link
from events_service.registrations.places.known_address import counting_known
from events_service.registrations.places.register import letters_to_known
from events_service.registrations.places.settling import settle
from events_service.registrations.records import (
    Application,
    Companion,
    Consents,
    InvitationLink,
    Registration,
    Status,
)
from events_service.registrations.refusals import AlreadyCancelled, PartyComplete
from events_service.registrations.tables import RegistrationRow
from events_service.settings import Settings
from events_service.web.errors import FaultyFields, FieldFault, Refusal


async def bring(
    database: Database, settings: Settings, id_: UUID, companion: Companion, *, network: str | None, now: datetime
) -> None:
    """Register a colleague behind somebody, on their days; one whom they registered already stays as they are.

    Where the event confirms addresses, nothing tells whether the colleague's is known. Raises UnknownRegistration,
    TooOften, what `bringing_refusal` gives, and FaultyFields, the colleague's faults as `companions.0.…`.
    """
    folded = folded_address(companion.email)
    async with database.transaction() as session:
        event = (await get_registration(session, id_)).event
        await limits.require_few(session, event=event, mailboxes=[folded], network=network, once=None, now=now)
    async with counting_known(database, network, now), changing_one(database, settings, id_, now) as (held, row):
        mine = await get_registration(held.session, id_)
        link = await link_of(held.session, row.invitation_link, now)
        if known_by(companion, mine) in {known_by(each, mine) for each in await _living_party(held.session, id_)}:
            return
        decided = decide_on_colleague(
            held.found, mine, companion, link, brought=await count_brought(held.session, id_), now=now
        )
        known = await known_colleagues(held, decided) if decided.status is Status.UNCONFIRMED else {}
        rows = await enter_colleagues(held, decided, id_, known)
        letters: dict[UUID, Occasion | None] = dict.fromkeys(each.id for each in rows)
        letters |= await letters_to_known(held, known)
        await settle(held, [entry_of(held, each) for each in rows], letters, arrived=rows)


def decide_on_colleague(
    found: FoundEvent,
    mine: Registration,
    companion: Companion,
    link: InvitationLink | None,
    *,
    brought: int,
    now: datetime,
) -> Decided:
    """Decide whether somebody may bring one more, who comes as they do. Raises as `bring` does. Pure."""
    if refusal := bringing_refusal(found, mine, link, brought=brought, now=now):
        raise refusal
    application, invited = _as_mine(found, mine, companion), link is not None
    faults, colleague = examine(found, application, by_organiser=False, invited=invited, complete=False)
    colleague = replace(colleague, email_folded=known_by(companion, mine))
    if colleague.email_folded == folded_address(mine.email):
        faults.append(FieldFault("email", SAME_ADDRESS))
    if faults:
        raise FaultyFields(at_place(faults, 0))
    if not may_wait(found):
        require_seats(found, link, [colleague])
    status = arrival(found, [colleague], by_organiser=False, invited=invited)
    return Decided(
        status=status,
        first=colleague,
        colleagues=(colleague,),
        link=link.id if link else None,
        confirm_by=confirm_until(found, now, invited=invited) if status is Status.UNCONFIRMED else None,
    )


async def refusal_to_bring(
    session: AsyncSession, found: FoundEvent, mine: Registration, now: datetime
) -> Refusal | None:
    """Load what `bringing_refusal` decides on, to be shown, and give what it gives."""
    link = await link_of(session, mine.invitation_link, now)
    return bringing_refusal(found, mine, link, brought=await count_brought(session, mine.id), now=now)


def bringing_refusal(
    found: FoundEvent, mine: Registration, link: InvitationLink | None, *, brought: int, now: datetime
) -> Refusal | None:
    """Give why somebody can bring nobody along now, or None where they can; those who were brought cannot. Pure."""
    if mine.status is Status.CANCELLED:
        return AlreadyCancelled()
    personal = link is not None and link.email is not None
    if personal or mine.party is not None or brought >= found.event.registration.companions:
        return PartyComplete()
    return closed_now(found, link, now)


def _as_mine(found: FoundEvent, mine: Registration, companion: Companion) -> Application:
    first = Application(
        first_name=mine.first_name,
        last_name=mine.last_name,
        email=mine.email,
        organisation=mine.organisation,
        country=mine.country,
        category=mine.category,
        language=mine.language,
        attendance_mode=mine.attendance_mode,
        day_modes=dict(mine.day_modes),
        sessions=_still_open(found, mine.living_sessions),
        consents=Consents(privacy_notice=True),
        companions=[companion],
    )
    return applications_of(first, closed_sessions(found))[0]


def _still_open(found: FoundEvent, sessions: Collection[str]) -> list[str]:
    """Give those sessions that somebody new could choose today; what cannot be had is no fault of who is brought."""
    keys = [key for key in sorted(sessions) if not session_faults(found, [key], is_partner=True, held=())]
    return [] if clash_faults(found.event, keys) else keys


async def link_of(session: AsyncSession, id_: UUID | None, now: datetime) -> InvitationLink | None:
    """Give the link that somebody came by, if they did and it still lets others in."""
    link = await get_link(session, id_) if id_ is not None else None
    return None if link is None or link.revoked_at is not None or link.expired(now) else link


async def count_brought(session: AsyncSession, id_: UUID) -> int:
    """Give how many somebody has registered along who have not cancelled, those unconfirmed among them."""
    living = select(func.count()).where(RegistrationRow.party == id_, RegistrationRow.status != Status.CANCELLED)
    return await session.scalar(living) or 0


async def _living_party(session: AsyncSession, id_: UUID) -> list[Registration]:
    return [each for each in await list_party(session, id_) if each.status is not Status.CANCELLED]
