"""Register: whether an application can be accepted now, and the transaction that makes a registration of it."""

import hashlib
from datetime import datetime

import msgspec
from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from events_service import audit
from events_service.access.records import Account
from events_service.database import Database, new_id
from events_service.programme.finding import FoundEvent, UnknownEvent, get_any_event, may_see
from events_service.programme.records import EventAccess, Session, SessionAccess, SessionKind
from events_service.programme.tables import EventRow
from events_service.registrations import limits, seats
from events_service.registrations.applying import consent_faults
from events_service.registrations.finding import get_registration
from events_service.registrations.notices import keep_notice
from events_service.registrations.records import PARTNER_CATEGORIES, Application, Registration, Status
from events_service.registrations.refusals import AlreadyRegistered, EventFull, KeyUsedDifferently
from events_service.registrations.special_needs import SpecialNeeds, encrypt
from events_service.registrations.tables import ChosenSessionRow, RegistrationRow
from events_service.registrations.tokens import hashed, make_badge_code, manage_token
from events_service.registrations.waiting_list import promote, record_promotions, tell
from events_service.registrations.window import require_open
from events_service.settings import Settings
from events_service.web.errors import FaultyFields, FieldFault
from events_service.web.i18n import N_


class Registered(Struct, frozen=True, kw_only=True):
    """What became of an application; `token` opens the personal page."""

    registration: Registration
    token: str


def decide(found: FoundEvent, application: Application, now: datetime, *, by_organiser: bool = False) -> Status:
    """Decide in which state an application arrives: pending, or in line for the seats that are handed out next.

    An organiser enters people outside the window, without approval, and answers for the notice having been shown.
    Raises a RegistrationClosed, EventFull, or FaultyFields with all faults.
    """
    if not by_organiser:
        require_open(found, now)
    needs = bool(application.dietary_needs or application.access_needs)
    faults = consent_faults(application.consents, needs=needs, by_organiser=by_organiser)
    faults += choice_faults(found, application, by_organiser)
    if faults:
        raise FaultyFields(faults)
    if found.seats.free == 0 and not found.event.registration.waiting_list and not found.event.registration.approval:
        raise EventFull
    return Status.PENDING if found.event.registration.approval and not by_organiser else Status.WAITLISTED


def choice_faults(found: FoundEvent, application: Application, by_organiser: bool) -> list[FieldFault]:
    """Say what this event does not offer to this person."""
    event, faults = found.event, []
    is_partner = application.category in PARTNER_CATEGORIES or by_organiser
    if event.access is EventAccess.PARTNERS and not is_partner:
        faults.append(
            FieldFault(
                "category", N_("This event is for the project's partners only. Others need to be entered by us.")
            )
        )
    if application.attendance_mode not in event.attendance_modes:
        faults.append(FieldFault("attendance_mode", N_("The event does not offer this; choose another way to attend.")))
    return faults + session_faults(found, application.sessions, is_partner=is_partner, held=())


def session_faults(found: FoundEvent, keys: list[str], *, is_partner: bool, held: tuple[str, ...]) -> list[FieldFault]:
    """Say what is wrong with a choice of sessions; places that are `held` already are not asked for again."""
    offered = {planned.key: planned for planned in found.event.sessions}
    faults = []
    for key in dict.fromkeys(keys):
        planned = offered.get(key)
        if planned is None:
            faults.append(FieldFault("sessions", N_("One of the sessions is not on the agenda; choose from it.")))
        elif closed_to_others(planned) and not is_partner:
            faults.append(FieldFault("sessions", N_("One of the sessions is for the project's partners only.")))
        elif key not in held and not found.event.registration.waiting_list and _is_full(found, key):
            faults.append(FieldFault("sessions", N_("One of the sessions has no places left; choose another.")))
    return faults


def closed_to_others(planned: Session) -> bool:
    """Tell whether only partners may join a session; a steering group always sits among itself."""
    return planned.access is SessionAccess.PARTNERS or planned.kind is SessionKind.STEERING_GROUP


def _is_full(found: FoundEvent, key: str) -> bool:
    places = found.session_seats.get(key)
    return places is not None and places.free == 0


async def register(
    database: Database,
    settings: Settings,
    event_key: str,
    application: Application,
    *,
    now: datetime,
    account: Account | None = None,
    by_organiser: bool = False,
    idempotency_key: str | None = None,
    network: str | None = None,
    notice_language: str | None = None,
) -> Registered:
    """Register for an event; the same `idempotency_key` with the same application gives the same registration.

    `network` is the address that asks, for the limits; `notice_language` the one the privacy notice was read in, else
    the participant's. Raises UnknownEvent, AlreadyRegistered, KeyUsedDifferently, TooOften and what `decide` raises.
    """
    async with database.transaction() as session:
        event = await seats.lock(session, event_key)
        if not may_see(account, event.definition):
            raise UnknownEvent
        if idempotency_key and (repeated := await _find_repeated(session, event_key, idempotency_key, application)):
            return _registered(repeated, settings)
        found = await get_any_event(session, event_key)
        row = await enter(
            session,
            settings,
            event,
            found,
            application,
            now,
            by_organiser=by_organiser,
            idempotency_key=idempotency_key,
        )
        if not by_organiser:
            await keep_notice(session, found, row, notice_language or application.language, now)
            await _require_few(session, row, network, now)
        promoted = await promote(session, event, found, now, arrived=[row.id])
        await tell(session, settings, found, {row.id: None, **promoted}, now)
        actor = f"account:{account.id}" if account and by_organiser else "participant"
        await record_entry(session, row, actor, now)
        await record_promotions(session, promoted, now)
        return _registered(await get_registration(session, row.id), settings)


async def _require_few(session: AsyncSession, row: RegistrationRow, network: str | None, now: datetime) -> None:
    """Count what an abuser would repeat: from one network, for one event, to one mailbox. Raises TooOften."""
    await limits.require(session, limits.FROM_ONE_NETWORK, network, now)
    await limits.require(session, limits.FOR_ONE_EVENT, row.event_key, now)
    await limits.require(session, limits.TO_ONE_MAILBOX, row.email_folded, now)


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

    The database says whether the address is new to the event. Raises AlreadyRegistered and what `decide` raises.
    """
    status = decide(found, application, now, by_organiser=by_organiser)
    row = _row_of(application, settings, event.key, status, now)
    row.number = await seats.next_number(session, event)
    row.idempotency_key = idempotency_key
    row.application_digest = digest_of(application) if idempotency_key else None
    session.add(row)
    try:
        await session.flush()
    except IntegrityError as error:
        raise AlreadyRegistered from error
    for key in sorted(set(application.sessions)):
        session.add(
            ChosenSessionRow(
                registration_id=row.id, session_key=key, event_key=event.key, status=status.value, asked_at=now
            )
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
        status=status.value,
        first_name=application.first_name,
        last_name=application.last_name,
        email=application.email,
        email_folded=application.email.casefold(),
        organisation=application.organisation,
        country=application.country,
        category=application.category.value,
        language=application.language,
        attendance_mode=application.attendance_mode.value,
        consents=application.consents,
        special_needs=encrypt(needs, secret_key=settings.secret_key, registration=id_),
        badge_code=make_badge_code(),
        manage_hash=hashed(manage_token(settings.secret_key, id_)),
        created_at=now,
        changed_at=now,
    )


async def record_entry(session: AsyncSession, row: RegistrationRow, actor: str, now: datetime) -> None:
    """Write a new registration to the audit log; call it last in a transaction."""
    await audit.append(
        session,
        at=now,
        actor=actor,
        action="registration.created",
        subject=f"registration:{row.id}",
        facts={"event": row.event_key, "number": str(row.number), "status": row.status},
        personal={"name": f"{row.first_name} {row.last_name}", "email": row.email},
    )


def digest_of(application: Application) -> str:
    """Give the SHA-256 of an application's content, the same for the same content."""
    return hashlib.sha256(msgspec.json.encode(application, order="deterministic")).hexdigest()


async def _find_repeated(
    session: AsyncSession, event_key: str, idempotency_key: str, application: Application
) -> Registration | None:
    """Give the registration that this key made; the event's lock is held, so none can be in the making."""
    row = await session.scalar(
        select(RegistrationRow).where(
            RegistrationRow.event_key == event_key, RegistrationRow.idempotency_key == idempotency_key
        )
    )
    if row is None:
        return None
    if row.application_digest != digest_of(application):
        raise KeyUsedDifferently
    return await get_registration(session, row.id)


def _registered(registration: Registration, settings: Settings) -> Registered:
    return Registered(registration=registration, token=manage_token(settings.secret_key, registration.id))
