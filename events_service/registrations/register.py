"""Register: whether an application can be accepted now, and the transaction that makes a registration of it."""

import hashlib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct, convert
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
from events_service.registrations.answer_files import keep_answers
from events_service.registrations.applying import consent_faults, decode_application
from events_service.registrations.companions import applications_of, at_place, party_faults
from events_service.registrations.day_modes import NOT_OFFERED, absent_faults, day_mode_faults, every_day, on_the_whole
from events_service.registrations.finding import get_registration, list_party
from events_service.registrations.forgetting import confirm_until, forget_address
from events_service.registrations.invitation_links import InvitationLink, usable_link
from events_service.registrations.letters import Occasion
from events_service.registrations.notices import keep_notice
from events_service.registrations.questions import settle
from events_service.registrations.records import PARTNER_CATEGORIES, Application, GivenAnswer, Registration, Status
from events_service.registrations.refusals import (
    AlreadyRegistered,
    EventFull,
    InvitationFull,
    KeyUsedDifferently,
    TooFewSeats,
)
from events_service.registrations.special_needs import SpecialNeeds, encrypt
from events_service.registrations.tables import ChosenSessionRow, RegistrationRow
from events_service.registrations.tokens import hashed, make_badge_code, manage_token
from events_service.registrations.waiting_list import promote, record_promotions, tell
from events_service.registrations.window import require_open
from events_service.settings import Settings
from events_service.web.errors import FaultyFields, FieldFault
from events_service.web.i18n import N_

UNCONFIRMED = Status.UNCONFIRMED.value
REGISTERED_ALREADY = N_("This address is registered for the event already; leave this colleague out.")


class Registered(Struct, frozen=True, kw_only=True):
    """What became of an application; `token` opens the personal page. `companions`: the colleagues registered along."""

    registration: Registration
    token: str
    companions: tuple[Registration, ...] = ()


def decide(
    found: FoundEvent,
    application: Application,
    now: datetime,
    *,
    by_organiser: bool = False,
    link: InvitationLink | None = None,
) -> Status:
    """Decide in which state an application arrives: unconfirmed, pending, or in line for the seats handed out next.

    An organiser enters people outside the window, without approval, and answers for the notice having been shown;
    whoever comes by a `link` may register outside the window, too, and for what is for partners only.
    Raises a RegistrationClosed, EventFull, InvitationFull, or FaultyFields with all faults, those of colleagues as
    `companions.N.…`.
    """
    if not by_organiser:
        require_open(found, now, invited=link is not None)
    needs = bool(application.dietary_needs or application.access_needs)
    faults = consent_faults(application.consents, needs=needs, by_organiser=by_organiser)
    faults += link_faults(application, link)
    invited = link is not None
    faults += choice_faults(found, application, by_organiser=by_organiser, invited=invited)
    faults += party_faults(found, application)
    colleagues = applications_of(application, closed_sessions(found))
    for place, each in enumerate(colleagues):
        own = choice_faults(found, each, by_organiser=by_organiser, invited=invited, complete=False)
        faults += at_place(own, place)
    faults += crowded_faults(found, [application, *colleagues])
    if faults:
        raise FaultyFields(faults)
    if not (found.event.registration.waiting_list or found.event.registration.approval):
        require_seats(found, link, 1 + len(colleagues))
    if by_organiser:
        return Status.WAITLISTED
    if found.event.registration.confirm_address:
        return Status.UNCONFIRMED
    return Status.PENDING if found.event.registration.approval else Status.WAITLISTED


def link_faults(application: Application, link: InvitationLink | None) -> list[FieldFault]:
    """Say what does not go with a personal invitation: another address, or colleagues."""
    if link is None or link.email is None:
        return []
    faults = []
    if not link.is_for(application.email):
        faults.append(FieldFault("email", N_("This invitation is for another address; write the one it was sent to.")))
    if application.companions:
        faults.append(FieldFault("companions", N_("This invitation is for you alone; leave your colleagues out.")))
    return faults


def require_seats(found: FoundEvent, link: InvitationLink | None, wanted: int) -> None:
    """Refuse a party where nobody can wait for a seat. Raises EventFull, InvitationFull."""
    of_group = link.left if link else None
    for free, refusal in ((found.seats.free, EventFull), (of_group, InvitationFull)):
        if free is not None and free < wanted:
            raise TooFewSeats(free=str(free)) if free else refusal()


def choice_faults(
    found: FoundEvent, application: Application, *, by_organiser: bool, invited: bool = False, complete: bool = True
) -> list[FieldFault]:
    """Say what this event does not offer to this person; those `invited` may come to what is for partners only.

    `complete`: all questions that must be answered have to be; a colleague answers them on their own page.
    """
    event, faults = found.event, []
    is_partner = application.category in PARTNER_CATEGORIES or by_organiser
    if event.access is EventAccess.PARTNERS and not is_partner and not invited:
        faults.append(
            FieldFault(
                "category", N_("This event is for the project's partners only. Others need to be entered by us.")
            )
        )
    if application.attendance_mode not in event.attendance_modes:
        faults.append(FieldFault("attendance_mode", NOT_OFFERED))
    faults += day_mode_faults(event, application.day_modes)
    faults += absent_faults(event, application.day_modes, application.sessions)
    try:
        settle(event.registration.questions, application.answers, {}, complete=complete and not by_organiser)
    except FaultyFields as refusal:
        faults += refusal.faults
    return faults + session_faults(found, application.sessions, is_partner=is_partner, held=())


def decode_on_form(received: Mapping[str, Any], found: FoundEvent) -> Application:
    """Decode an application for an event that is known, so that faulty answers show up along with all other faults.

    Raises FaultyFields.
    """
    try:
        return decode_application(received)
    except FaultyFields as refusal:
        known = {fault.field for fault in refusal.faults}
        if any(name.startswith("answers") for name in known):
            raise
        given = convert(received.get("answers", {}), dict[str, GivenAnswer])
        try:
            settle(found.event.registration.questions, given, {}, complete=True)
        except FaultyFields as more:
            raise FaultyFields(refusal.faults + more.faults) from None
        raise


def crowded_faults(found: FoundEvent, party: Sequence[Application]) -> list[FieldFault]:
    """Say which sessions have places for some of a party, but not for all, where nobody can wait for one."""
    if len(party) == 1 or found.event.registration.waiting_list:
        return []
    wanted = Counter(key for each in party for key in set(each.sessions))
    free = {key: places.free for key, places in found.session_seats.items()}
    few = [key for key, number in wanted.items() if free.get(key) is not None and 0 < (free[key] or 0) < number]
    return [FieldFault("sessions", N_("One of the sessions has too few places left for all of you."))] if few else []


def closed_sessions(found: FoundEvent) -> list[Session]:
    """Give the sessions that only partners may join."""
    return [planned for planned in found.event.sessions if closed_to_others(planned)]


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
    the participant's. Raises UnknownEvent, AlreadyRegistered, KeyUsedDifferently, TooOften and what `enter` raises.
    """
    async with database.transaction() as session:
        event = await seats.lock(session, event_key)
        if not may_see(account, event.definition):
            raise UnknownEvent
        if idempotency_key and (repeated := await _find_repeated(session, event_key, idempotency_key, application)):
            return await _registered(session, repeated, settings)
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
        known = await known_colleagues(session, event_key, application) if row.status == UNCONFIRMED else {}
        companions = await enter_companions(
            session,
            settings,
            event,
            found,
            application,
            Status(row.status),
            now,
            party=row.id,
            link=row.invitation_link,
            leave_out=known.keys(),
        )
        rows = [row, *companions]
        for each in rows if not by_organiser else companions:
            language = notice_language if each is row and notice_language else each.language
            await keep_notice(session, found, each, language, now)
        if not by_organiser:
            for each in rows:
                mailbox = each.email_folded
                await limits.require_few(session, event=event_key, mailbox=mailbox, network=network, now=now)
        letters: dict[UUID, Occasion | None] = dict.fromkeys(each.id for each in rows)
        if row.status == UNCONFIRMED:
            if await limits.is_flooded(session, event_key, row.email_folded, now):
                raise AlreadyRegistered  # what stands is kept
            for email, id_ in known.items():
                if not await limits.is_flooded(session, event_key, email, now):
                    letters[id_] = Occasion.ALREADY_REGISTERED
        promoted = await promote(session, event, found, now, arrived=[each.id for each in rows])
        require_places(found, rows)
        await tell(session, settings, found, {**letters, **promoted}, now)
        actor = f"account:{account.id}" if account and by_organiser else "participant"
        for each in rows:
            await record_entry(session, each, actor, now)
        await record_promotions(session, promoted, now)
        return await _registered(session, await get_registration(session, row.id), settings)


async def known_colleagues(session: AsyncSession, event_key: str, application: Application) -> dict[str, UUID]:
    """Give the colleagues who are registered already, by folded address: a refusal would tell who is.

    The event's row is locked, so nobody can become one meanwhile.
    """
    addresses = [each.email.casefold() for each in application.companions]
    rows = await session.execute(
        select(RegistrationRow.email_folded, RegistrationRow.id).where(
            RegistrationRow.event_key == event_key,
            RegistrationRow.email_folded.in_(addresses),
            RegistrationRow.status.not_in([UNCONFIRMED, Status.CANCELLED.value]),
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
        if each.email.casefold() in leave_out:
            continue
        try:
            row = await _enter(
                session, settings, event, found, each, status, now, party=party, complete=False, link=link
            )
            rows.append(row)
        except AlreadyRegistered as refusal:
            raise FaultyFields([FieldFault(f"companions.{place}.email", REGISTERED_ALREADY)]) from refusal
    return rows


def require_places(found: FoundEvent, rows: Sequence[RegistrationRow]) -> None:
    """Refuse those who would have to wait where nobody waits. Raises EventFull."""
    waiting = any(row.status == Status.WAITLISTED.value for row in rows)
    if waiting and not found.event.registration.waiting_list:
        raise EventFull


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
    complete, came_by = not by_organiser, link.id if link else None
    row = await _enter(session, settings, event, found, application, status, now, complete=complete, link=came_by)
    row.idempotency_key = idempotency_key
    row.application_digest = digest_of(application) if idempotency_key else None
    return row


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
) -> RegistrationRow:
    """Put somebody at the end of the line in a state that was decided. Raises AlreadyRegistered."""
    row = _row_of(application, settings, event.key, status, now)
    await forget_address(session, event.key, row.email_folded, now)
    if status is Status.UNCONFIRMED:
        row.confirm_by = confirm_until(found, now)
    row.day_modes = every_day(found.event, application.day_modes, application.attendance_mode) or None
    row.attendance_mode = on_the_whole(row.day_modes or {}, application.attendance_mode).value
    row.number, row.party, row.invitation_link = await seats.next_number(session, event), party, link
    settled = settle(found.event.registration.questions, application.answers, {}, complete=complete)
    session.add(row)
    try:
        await session.flush()
    except IntegrityError as error:
        raise AlreadyRegistered from error
    await keep_answers(session, row, settled, now)
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


async def _registered(session: AsyncSession, registration: Registration, settings: Settings) -> Registered:
    return Registered(
        registration=registration,
        token=manage_token(settings.secret_key, registration.id),
        companions=tuple(await list_party(session, registration.id)),
    )
