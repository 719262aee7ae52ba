"""Cancel: a participant or an organiser gives a place back, and whoever waited longest gets it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from events_service.access.records import Account
from events_service.database import Database
from events_service.programme.finding import get_any_event
from events_service.registrations.finding import UnknownRegistration, get_registration
from events_service.registrations.holding import Held, changing_one
from events_service.registrations.letters.occasions import Occasion
from events_service.registrations.places import seats
from events_service.registrations.places.settling import settle
from events_service.registrations.records import Registration, Status
from events_service.registrations.refusals import EventOver, NotPending
from events_service.registrations.tables import RegistrationRow
from events_service.registrations.window import is_over
from events_service.settings import Settings


def may_take_back(registrant: Registration, colleague: Registration, *, over: bool) -> bool:
    """Decide whether somebody may cancel a registration that they made for a colleague: until the event is `over`.

    One that is cancelled already is left as it is. Raises UnknownRegistration where they did not make it.
    """
    if colleague.party != registrant.id:
        raise UnknownRegistration
    return colleague.status is not Status.CANCELLED and not over


async def cancel_colleague(
    database: Database, settings: Settings, registrant: Registration, id_: UUID, *, now: datetime
) -> None:
    """Cancel a registration that somebody made for a colleague, who is told. Raises UnknownRegistration."""
    async with database.reading() as session:
        colleague = await get_registration(session, id_)
        found = await get_any_event(session, colleague.event)
    if may_take_back(registrant, colleague, over=is_over(found, now)):
        await cancel(database, settings, id_, now=now)


async def cancel(
    database: Database,
    settings: Settings,
    id_: UUID,
    *,
    now: datetime,
    account: Account | None = None,
    occasion: Occasion = Occasion.CANCELLED,
) -> Registration:
    """Cancel a registration; one that is cancelled already stays as it is, and nobody is told twice.

    `account`: the organiser who does it, None for the participant. Who is declined must still
    wait for approval. Raises UnknownRegistration, NotAllowed, EventOver, NotPending.
    """
    async with changing_one(database, settings, id_, now, account=account) as (held, row):
        if occasion is Occasion.DECLINED and row.status != Status.PENDING:
            raise NotPending
        if row.status == Status.CANCELLED:
            return await get_registration(held.session, id_)
        if account is None and is_over(held.found, now):
            raise EventOver
        await cancel_all(held, [row], occasion)
        return await get_registration(held.session, id_)


async def cancel_all(held: Held, rows: Sequence[RegistrationRow], occasion: Occasion) -> Mapping[UUID, Occasion]:
    """Cancel registrations of an event that is held, and give who moves up; call it once, and last."""
    for row in rows:
        await give_up(held, row)
    ids = [row.id for row in rows]
    entries = [held.entry(f"registration.{occasion.value}", f"registration:{id_}") for id_ in ids]
    return await settle(held, entries, dict.fromkeys(ids, occasion))


async def give_up(held: Held, row: RegistrationRow) -> None:
    """Cancel one registration of an event that is held; who moves up and who is told is for `settle`."""
    await seats.give_back(held.session, held.event, row)
    row.status, row.offered_until = Status.CANCELLED, None
    row.cancelled_at = row.changed_at = held.now
