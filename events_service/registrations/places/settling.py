"""Settle a change: free seats are handed out, who is to hear of it is told, and the audit log gets it, in this order.

Whoever changes a registration closes the change here, and nowhere else is anybody moved up or told of it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from msgspec.structs import replace

from events_service import audit
from events_service.database import new_id
from events_service.programme.finding import FoundEvent
from events_service.programme.records import EventStatus
from events_service.registrations.finding import get_registrations
from events_service.registrations.holding import Held
from events_service.registrations.letters.occasions import OF_STATUS, Occasion
from events_service.registrations.letters.sending import Addressed, send_letters
from events_service.registrations.places import seats
from events_service.registrations.records import Registration, Status
from events_service.registrations.refusals import EventFull
from events_service.registrations.tables import RegistrationRow
from events_service.registrations.window import is_over

Letters = Mapping[UUID, Occasion | None]
"""Who is to be told of what; None stands for what fits the registration's status once the seats are handed out."""

BY_ITSELF = "waiting list"
"""Whom the audit log names where nobody did anything: a seat was free."""


async def settle(
    held: Held,
    entries: Iterable[audit.Entry],
    letters: Letters,
    *,
    arrived: Sequence[RegistrationRow] = (),
    told: Collection[UUID] = (),
    came: bool = False,
) -> Mapping[UUID, Occasion]:
    """Close a change within its transaction; call it once, and last. Give who was moved up or asked, and told so.

    Those who `arrived` with it need not be asked whether they still want a seat; their entries say in which state they
    came. They and those who are `told` otherwise hear of no seat that they get. Once the event is over or called off
    nobody is moved up any more, save these. Raises EventFull where somebody arrived who would have to wait, and nobody
    can; whoever `came` is there all the same.
    """
    promoted = await _promote(held, {row.id for row in arrived}, told)
    if not came:
        _require_places(held.found, arrived)
    await _tell(held, {**letters, **promoted})
    held.event.people_state = new_id()
    await audit.append_all(held.session, [*_with_states(entries, arrived), *_moved_up(promoted, held.now)])
    return promoted


async def _promote(held: Held, arrived: Collection[UUID], told: Collection[UUID]) -> Mapping[UUID, Occasion]:
    """Hand out free seats and give who is to hear what of it: those who waited, and whoever has to answer an offer."""
    session, found, now = held.session, held.found, held.now
    silent = {*arrived, *told}
    moves_up = found.event.status is EventStatus.PUBLISHED and not is_over(found, now)
    if not moves_up and not silent:
        return {}
    filled = await seats.fill(session, held.event, found, now, arrived=arrived, among=None if moves_up else silent)
    heard = {id_: Occasion.SESSION_PLACE for id_, _ in filled.sessions}
    heard |= dict.fromkeys(filled.event, Occasion.PROMOTED)
    for id_ in heard:
        (await session.get_one(RegistrationRow, id_)).changed_at = now  # their calendars are no longer the same
    heard = {id_: occasion for id_, occasion in heard.items() if id_ not in silent}
    return heard | dict.fromkeys(filled.offered, Occasion.OFFERED)


def _require_places(found: FoundEvent, arrived: Iterable[RegistrationRow]) -> None:
    waiting = any(row.status == Status.WAITLISTED for row in arrived)
    if waiting and not found.event.registration.waiting_list:
        raise EventFull


async def _tell(held: Held, letters: Letters) -> None:
    """Queue a letter to each; nobody gets mail about an event that is over."""
    if not letters or is_over(held.found, held.now):
        return
    registrations = await get_registrations(held.session, letters)
    registrants = await _registrants(held, [each for each in registrations if letters[each.id] is None])
    addressed = [
        Addressed(
            registration=each,
            occasion=letters[each.id] or OF_STATUS[each.status],
            registered_by=registrants.get(each.id),
        )
        for each in registrations
    ]
    await send_letters(held.session, held.settings, held.found, addressed, held.now)


async def _registrants(held: Held, newcomers: Iterable[Registration]) -> dict[UUID, str]:
    """Give the names of the colleagues who registered them along, by the newcomers' ids."""
    names: dict[UUID, str] = {}
    for each in newcomers:
        registrant = await held.session.get(RegistrationRow, each.party) if each.party else None  # once for a party
        if registrant is not None:
            names[each.id] = f"{registrant.first_name} {registrant.last_name}"
    return names


def _with_states(entries: Iterable[audit.Entry], arrived: Iterable[RegistrationRow]) -> Iterator[audit.Entry]:
    states = {f"registration:{row.id}": row.status.value for row in arrived}
    for entry in entries:
        state = states.get(entry.subject)
        yield replace(entry, facts={**entry.facts, "status": state}) if state else entry


def _moved_up(promoted: Mapping[UUID, Occasion], now: datetime) -> Iterator[audit.Entry]:
    for id_, occasion in promoted.items():
        yield audit.Entry(
            at=now, actor=BY_ITSELF, action=f"registration.{occasion.value}", subject=f"registration:{id_}"
        )
