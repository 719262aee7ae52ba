"""Enter applications: a row at the end of the line for each person, in a transaction that then hands out the seats."""

import hashlib
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from events_service import audit
from events_service.database import new_id
from events_service.mailboxes import folded_address
from events_service.programme.finding import FoundEvent
from events_service.programme.tables import EventRow
from events_service.registrations.asking.answer_files import keep_answers
from events_service.registrations.asking.companions import applications_of
from events_service.registrations.asking.day_modes import every_day, on_the_whole
from events_service.registrations.asking.questions import settle_answers
from events_service.registrations.holding import Held
from events_service.registrations.places import seats
from events_service.registrations.places.deciding import closed_sessions, decide
from events_service.registrations.places.forgetting import confirm_until, forget_address
from events_service.registrations.places.invitation_links import usable_link
from events_service.registrations.privacy.special_needs import SpecialNeeds, encrypt
from events_service.registrations.records import Application, Status
from events_service.registrations.refusals import (
    AlreadyRegistered,
)
from events_service.registrations.tables import ChosenSessionRow, RegistrationRow
from events_service.registrations.tokens import make_badge_code, manage_token
from events_service.secrets import hashed
from events_service.settings import Settings
from events_service.web.errors import FaultyFields, FieldFault
from events_service.web.i18n import N_

REGISTERED_ALREADY = N_("This address is registered for the event already; leave this colleague out.")


async def enter(
    session: AsyncSession,
    settings: Settings,
    event: EventRow,
    found: FoundEvent,
    application: Application,
    now: datetime,
    *,
    by_organiser: bool,
    idempotency_key: str | None = None,
) -> RegistrationRow:
    """Put an application at the end of the line, in the caller's transaction, which then hands out the seats.

    The database says whether the address is new to the event. Raises AlreadyRegistered and what `usable_link` and
    `decide` raise.
    """
    link = await usable_link(session, found, application.invitation, now) if application.invitation else None
    status = decide(found, application, now, by_organiser=by_organiser, link=link)
    return await _enter(
        session,
        settings,
        event,
        found,
        application,
        status,
        now,
        complete=not by_organiser,
        link=link.id if link else None,
        idempotency_key=idempotency_key,
    )


async def known_colleagues(session: AsyncSession, event_key: str, application: Application) -> dict[str, UUID]:
    """Give the colleagues who are registered already, by folded address: a refusal would tell who is.

    The event's row is locked, so nobody can become one meanwhile.
    """
    addresses = [folded_address(each.email) for each in application.companions]
    rows = await session.execute(
        select(RegistrationRow.email_folded, RegistrationRow.id).where(
            RegistrationRow.event_key == event_key,
            RegistrationRow.email_folded.in_(addresses),
            RegistrationRow.status.not_in([Status.UNCONFIRMED, Status.CANCELLED]),
        )
    )
    return {row.email_folded: row.id for row in rows}


async def enter_companions(
    session: AsyncSession,
    settings: Settings,
    event: EventRow,
    found: FoundEvent,
    application: Application,
    status: Status,
    now: datetime,
    *,
    party: UUID,
    link: UUID | None,
    leave_out: Collection[str],
) -> list[RegistrationRow]:
    """Put colleagues in line behind the `party` they belong to. Raises FaultyFields where one is registered."""
    rows = []
    for place, each in enumerate(applications_of(application, closed_sessions(found))):
        if folded_address(each.email) in leave_out:
            continue
        try:
            row = await _enter(
                session, settings, event, found, each, status, now, party=party, complete=False, link=link
            )
            rows.append(row)
        except AlreadyRegistered as refusal:
            raise FaultyFields([FieldFault(f"companions.{place}.email", REGISTERED_ALREADY)]) from refusal
    return rows


async def _enter(
    session: AsyncSession,
    settings: Settings,
    event: EventRow,
    found: FoundEvent,
    application: Application,
    status: Status,
    now: datetime,
    *,
    complete: bool,
    party: UUID | None = None,
    link: UUID | None = None,
    idempotency_key: str | None = None,
) -> RegistrationRow:
    """Put somebody at the end of the line in a state that was decided. Raises AlreadyRegistered."""
    row = _row_of(application, settings, event.key, status, now)
    row.idempotency_key = idempotency_key
    row.application_digest = digest_of(application) if idempotency_key else None
    await forget_address(session, event.key, row.email_folded, now)
    if status is Status.UNCONFIRMED:
        row.confirm_by = confirm_until(found, now, invited=link is not None)
    row.day_modes = every_day(found.event, application.day_modes, application.attendance_mode) or None
    row.attendance_mode = on_the_whole(row.day_modes or {}, application.attendance_mode)
    row.number, row.party, row.invitation_link = await seats.next_number(session, event), party, link
    settled = settle_answers(found.event.registration.questions, application.answers, {}, complete=complete)
    session.add(row)
    try:
        await session.flush()
    except IntegrityError as error:
        raise AlreadyRegistered from error
    await keep_answers(session, row, settled, now)
    for key in sorted(set(application.sessions)):
        session.add(
            ChosenSessionRow(registration_id=row.id, session_key=key, event_key=event.key, status=status, asked_at=now)
        )
    await session.flush()
    return row


def _row_of(
    application: Application, settings: Settings, event_key: str, status: Status, now: datetime
) -> RegistrationRow:
    id_ = new_id()
    needs = SpecialNeeds(dietary=application.dietary_needs, access=application.access_needs)
    return RegistrationRow(
        id=id_,
        event_key=event_key,
        status=status,
        first_name=application.first_name,
        last_name=application.last_name,
        email=application.email,
        email_folded=folded_address(application.email),
        organisation=application.organisation,
        country=application.country,
        category=application.category,
        language=application.language,
        attendance_mode=application.attendance_mode,
        consents=application.consents,
        special_needs=encrypt(needs, secret_key=settings.secret_key, registration=id_),
        badge_code=make_badge_code(),
        manage_hash=hashed(manage_token(settings.secret_key, id_)),
        created_at=now,
        changed_at=now,
    )


def entry_of(held: Held, row: RegistrationRow) -> audit.Entry:
    """Give what the audit log is to know of a new registration."""
    return held.entry(
        "registration.created",
        f"registration:{row.id}",
        facts={"event": row.event_key, "number": str(row.number)},
        personal={"name": f"{row.first_name} {row.last_name}", "email": row.email},
    )


def digest_of(application: Application) -> str:
    """Give the SHA-256 of an application's content, the same for the same content."""
    return hashlib.sha256(msgspec.json.encode(application, order="deterministic")).hexdigest()
