"""Change: a participant corrects what they said of themselves; an organiser corrects anything but the status."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from msgspec import UNSET
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service import audit
from events_service.access.records import Account
from events_service.database import Database
from events_service.mailboxes import folded_address
from events_service.programme.finding import FoundEvent
from events_service.registrations.asking.answer_files import keep_answers
from events_service.registrations.asking.chosen_sessions import Presence, sessions_after
from events_service.registrations.asking.questions import settle_answers
from events_service.registrations.finding import get_registration
from events_service.registrations.holding import Held, changing_one
from events_service.registrations.letters.occasions import Occasion
from events_service.registrations.places import seats
from events_service.registrations.places.changing_ways import change_ways
from events_service.registrations.places.deciding import session_faults
from events_service.registrations.places.left_behind import leaving
from events_service.registrations.places.proving import leaving_faults, proof_by_mailbox, proof_of
from events_service.registrations.places.settling import settle
from events_service.registrations.records import (
    Category,
    Changes,
    GivenAnswer,
    Registration,
    Status,
)
from events_service.registrations.refusals import AlreadyCancelled, AlreadyRegistered, EventOver
from events_service.registrations.tables import ONE_FOR_EACH_ADDRESS, ChosenSessionRow, RegistrationRow
from events_service.registrations.window import is_over
from events_service.settings import Settings
from events_service.uniqueness import refusing
from events_service.web.errors import FaultyFields

PLAIN = ("first_name", "last_name", "latin_name", "email", "organisation", "country", "category", "language")


async def change(
    database: Database,
    settings: Settings,
    id_: UUID,
    changes: Changes,
    *,
    now: datetime,
    account: Account | None = None,
) -> Registration:
    """Change a registration and tell the participant; a change to what it is already changes nothing.

    Raises UnknownRegistration, NotAllowed, AlreadyCancelled, AlreadyRegistered, FaultyFields.
    """
    with refusing(ONE_FOR_EACH_ADDRESS, AlreadyRegistered()):
        async with changing_one(database, settings, id_, now, account=account) as (held, row):
            if account is None and row.status != Status.CANCELLED and is_over(held.found, now):
                raise EventOver
            return await _change(held, row, changes, by_organiser=account is not None)


async def correct(
    database: Database, settings: Settings, id_: UUID, changes: Changes, *, now: datetime, account: Account
) -> Registration:
    """Change a registration as `change` does, and tell nobody where a typing error in who they are was corrected.

    Raises what `change` raises.
    """
    with refusing(ONE_FOR_EACH_ADDRESS, AlreadyRegistered()):
        async with changing_one(database, settings, id_, now, account=account) as (held, row):
            return await _change(held, row, changes, by_organiser=True, quietly=True)


async def _change(
    held: Held, row: RegistrationRow, changes: Changes, *, by_organiser: bool, quietly: bool = False
) -> Registration:
    if row.status == Status.CANCELLED:
        raise AlreadyCancelled
    if changed := await apply(held, row, changes, by_organiser=by_organiser):
        letters = {} if quietly and is_typing_error(changed) else {row.id: Occasion.CHANGED}
        await settle(held, [change_entry(held, row, changed)], letters, told=[row.id])
    return await get_registration(held.session, row.id)


def is_typing_error(changed: Collection[str]) -> bool:
    """Tell whether a change may be a corrected typing error, of which nobody needs to hear."""
    return {"first_name", "last_name", "latin_name", "organisation"}.issuperset(changed)


async def apply(held: Held, row: RegistrationRow, changes: Changes, *, by_organiser: bool = False) -> list[str]:
    """Apply changes in the caller's transaction and give the names of the fields that differ now."""
    session, found, now = held.session, held.found, held.now
    before = row.category
    with leaving(found.event, row):
        changed = [name for name in PLAIN if _set(row, name, getattr(changes, name))]
        _prove_again(found, row, changed, by_organiser=by_organiser)
    changed += await change_ways(held, row, changes)
    if changes.answers is not UNSET and await _answer(session, found, row, changes.answers, now, by_organiser):
        changed.append("answers")
    if "email" in changed:
        row.email_folded = folded_address(row.email)
    moved = not {"attendance_mode", "day_modes"}.isdisjoint(changed)
    if moved or changes.sessions is not UNSET:
        partner = by_organiser or row.is_partner
        chosen = await _chosen_of(session, row)
        wanted = _wanted(found, row, chosen, changes, moved=moved, is_partner=partner)
        if await _choose(session, row, chosen, wanted, now):
            changed.append("sessions")
    if "category" in changed and not by_organiser:
        await _require_leave(session, found, row, before)
    if changed:
        row.changed_at = now
    await session.flush()
    return changed


def _prove_again(found: FoundEvent, row: RegistrationRow, changed: Collection[str], *, by_organiser: bool) -> None:
    """Hold what somebody says to be now against what proves it.

    An address that they change is a confirmed one; the one that they registered with may not be, so a category that
    they correct is proved by an invitation or by what was known before, and else waits for the organisers' word.
    """
    if "category" in changed:
        known = None if by_organiser else row.partner_proof
        invited = row.invitation_link is not None
        row.partner_proof = known or proof_of(row.category, invited=invited, by_organiser=by_organiser)
    if not by_organiser and "email" in changed:
        row.partner_proof = row.partner_proof or proof_by_mailbox(found.project, row.category, row.email)


async def _require_leave(session: AsyncSession, found: FoundEvent, row: RegistrationRow, before: Category) -> None:
    """Refuse who would keep as a guest what they have as a partner. Raises FaultyFields."""
    held = _held(await _chosen_of(session, row))
    if faults := leaving_faults(found, before, row.category, held, invited=row.invitation_link is not None):
        raise FaultyFields(faults)


def _set(row: RegistrationRow, name: str, value: object) -> bool:
    if value is UNSET or getattr(row, name) == value:
        return False
    setattr(row, name, value)
    return True


async def _answer(
    session: AsyncSession,
    found: FoundEvent,
    row: RegistrationRow,
    answers: dict[str, GivenAnswer],
    now: datetime,
    by_organiser: bool,
) -> bool:
    """Take answers as given now and keep the others; participants have to answer what is required of them."""
    questions = found.event.registration.questions
    settled = settle_answers(questions, answers, row.answers or {}, complete=not by_organiser)
    return await keep_answers(session, row, settled, now)


async def _chosen_of(session: AsyncSession, row: RegistrationRow) -> dict[str, ChosenSessionRow]:
    """Give the sessions that somebody has chosen, those that they gave up among them, by their keys."""
    rows = await session.scalars(select(ChosenSessionRow).where(ChosenSessionRow.registration_id == row.id))
    return {each.session_key: each for each in rows}


def _held(chosen: Mapping[str, ChosenSessionRow]) -> set[str]:
    return {key for key, each in chosen.items() if each.status != Status.CANCELLED}


def _wanted(
    found: FoundEvent,
    row: RegistrationRow,
    chosen: Mapping[str, ChosenSessionRow],
    changes: Changes,
    *,
    moved: bool,
    is_partner: bool,
) -> frozenset[str]:
    """Give the sessions that somebody is to have after the change. Raises FaultyFields where they cannot."""
    held = _held(chosen)
    asked = held if changes.sessions is UNSET else set(changes.sessions)
    offered = {planned.key for planned in found.event.sessions}
    if faults := session_faults(found, sorted(asked - (held - offered)), is_partner=is_partner, held=held):
        raise FaultyFields(faults)
    presence = Presence(days=row.day_modes or {}, otherwise=row.attendance_mode)
    return sessions_after(found.event, presence, held, asked, moved=moved)


async def _choose(
    session: AsyncSession,
    row: RegistrationRow,
    chosen: Mapping[str, ChosenSessionRow],
    wanted: frozenset[str],
    now: datetime,
) -> bool:
    """Give back what is no longer wanted and ask for what is new; what is kept keeps its place in line."""
    held = _held(chosen)
    await seats.leave_sessions(session, row, held - wanted)
    status = Status.PENDING if row.status == Status.PENDING else Status.WAITLISTED
    for key in sorted(wanted - held):
        if key in chosen:
            chosen[key].status, chosen[key].asked_at = status, now
        else:
            session.add(
                ChosenSessionRow(
                    registration_id=row.id, session_key=key, event_key=row.event_key, status=status, asked_at=now
                )
            )
    await session.flush()
    return held != wanted


def change_entry(held: Held, row: RegistrationRow, changed: list[str]) -> audit.Entry:
    """Give what the audit log is to know of a change: which fields, and the name as it is now."""
    return held.entry(
        "registration.changed",
        f"registration:{row.id}",
        facts={"fields": ", ".join(changed)},
        personal={"name": f"{row.first_name} {row.last_name}", "email": row.email},
    )
