"""Enter whom was decided on: a row at the end of the line for each, in a transaction that then hands out the seats."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select

from events_service import audit
from events_service.database import new_id
from events_service.registrations.asking.answer_files import keep_answers
from events_service.registrations.holding import Held
from events_service.registrations.places import seats
from events_service.registrations.places.asked import Asked
from events_service.registrations.places.decided import Decided, Newcomer
from events_service.registrations.places.deciding import decide
from events_service.registrations.places.forgetting import forget_address, forget_addresses
from events_service.registrations.places.invitation_links import usable_link
from events_service.registrations.privacy.notices import keep_notice
from events_service.registrations.privacy.special_needs import SpecialNeeds, encrypt
from events_service.registrations.records import Status
from events_service.registrations.refusals import AlreadyRegistered
from events_service.registrations.tables import ONE_FOR_EACH_ADDRESS, ChosenSessionRow, RegistrationRow
from events_service.registrations.tokens import certificate_number, make_badge_code, manage_token
from events_service.secrets import hashed
from events_service.uniqueness import refusing
from events_service.web.errors import FaultyFields, FieldFault
from events_service.web.i18n import N_

REGISTERED_ALREADY = N_("This address is registered for the event already; leave this colleague out.")
AT_ONCE = 200
"""People who are written by one statement; between two of them the process serves others."""


class ColleagueKnown(FaultyFields):
    """A colleague is registered already, at an event that does not confirm addresses."""


async def decide_on(held: Held, asked: Asked) -> Decided:
    """Decide on an application from what is known of the event and of the link. Raises as usable_link and decide do."""
    token = asked.application.invitation
    link = await usable_link(held.session, held.found, token, held.now) if token else None
    return decide(held.found, asked.application, link, held.now, by_organiser=asked.by_organiser)


async def enter_first(held: Held, decided: Decided, asked: Asked, *, badge_code: str | None = None) -> RegistrationRow:
    """Enter whom the application is for; an organiser answers for the notice having been shown.

    `badge_code` is that of the badge which they have in their hands. The database says whether the address is new to
    the event. Raises AlreadyRegistered.
    """
    language = asked.notice_language or asked.application.language
    row = _row_of(held, decided, decided.first)
    row.notice_version = None if asked.by_organiser else await keep_notice(held.session, held.found, language, held.now)
    row.idempotency_key, row.application_digest = asked.once, asked.digest if asked.once else None
    row.badge_code = badge_code or row.badge_code
    await _enter(held, row, decided.first)
    return row


async def enter_unasked(held: Held, decided: Sequence[Decided]) -> list[RegistrationRow]:
    """Enter many whom an organiser brings, in their order, by a few statements for each `AT_ONCE` of them.

    Raises AlreadyRegistered.
    """
    rows = []
    await forget_addresses(held.session, held.event.key, {each.first.email_folded for each in decided}, held.now)
    for start in range(0, len(decided), AT_ONCE):
        rows += await _enter_part(held, decided[start : start + AT_ONCE])
    return rows


async def _enter_part(held: Held, decided: Sequence[Decided]) -> list[RegistrationRow]:
    rows = [_row_of(held, each, each.first) for each in decided]
    await _add(held, rows, [each.first for each in decided])
    return rows


async def known_colleagues(held: Held, decided: Decided) -> dict[str, UUID]:
    """Give the colleagues who are registered already, by folded address: a refusal would tell who is.

    The event's row is locked, so nobody can become one meanwhile.
    """
    rows = await held.session.execute(
        select(RegistrationRow.email_folded, RegistrationRow.id).where(
            RegistrationRow.event_key == held.event.key,
            RegistrationRow.email_folded.in_([each.email_folded for each in decided.colleagues]),
            RegistrationRow.status.not_in([Status.UNCONFIRMED, Status.CANCELLED]),
        )
    )
    return {row.email_folded: row.id for row in rows}


async def enter_colleagues(
    held: Held, decided: Decided, party: UUID, leave_out: Collection[str], *, key: tuple[str, str] | None = None
) -> list[RegistrationRow]:
    """Enter colleagues behind the `party` they belong to. Raises ColleagueKnown where one is registered.

    `key`: the key and the digest of the application that the first of them keeps, where who asked is no newcomer.
    """
    rows: list[RegistrationRow] = []
    for place, each in enumerate(decided.colleagues):
        if each.email_folded in leave_out:
            continue
        row = _row_of(held, decided, each)
        row.party = party
        if key is not None and not rows:
            row.idempotency_key, row.application_digest = key
        row.notice_version = await keep_notice(held.session, held.found, each.application.language, held.now)
        try:
            await _enter(held, row, each)
        except AlreadyRegistered as refusal:
            raise ColleagueKnown([FieldFault(f"companions.{place}.email", REGISTERED_ALREADY)]) from refusal
        rows.append(row)
    return rows


async def _enter(held: Held, row: RegistrationRow, newcomer: Newcomer) -> None:
    """Put a row at the end of the line; who began under its address and did not confirm is forgotten.

    Raises AlreadyRegistered.
    """
    await forget_address(held.session, held.event.key, row.email_folded, held.now)
    await _add(held, [row], [newcomer])


async def _add(held: Held, rows: Sequence[RegistrationRow], newcomers: Sequence[Newcomer]) -> None:
    """Put rows at the end of the line, each with what was answered and chosen. Raises AlreadyRegistered."""
    session, now = held.session, held.now
    first = await seats.next_number(session, held.event, of=len(rows))
    for number, row in enumerate(rows, start=first):
        row.number = number
    session.add_all(rows)
    with refusing(ONE_FOR_EACH_ADDRESS, AlreadyRegistered()):
        await session.flush()
    for row, newcomer in zip(rows, newcomers, strict=True):
        await keep_answers(session, row, newcomer.answers, now)
        session.add_all(
            ChosenSessionRow(
                registration_id=row.id, session_key=key, event_key=row.event_key, status=row.status, asked_at=now
            )
            for key in newcomer.sessions
        )
    await session.flush()


def _row_of(held: Held, decided: Decided, newcomer: Newcomer) -> RegistrationRow:
    id_, application, key = new_id(), newcomer.application, held.settings.secret_key
    needs = SpecialNeeds(dietary=application.dietary_needs, access=application.access_needs)
    return RegistrationRow(
        id=id_,
        event_key=held.event.key,
        status=decided.status,
        first_name=application.first_name,
        last_name=application.last_name,
        email=application.email,
        email_folded=newcomer.email_folded,
        organisation=application.organisation,
        country=application.country,
        category=application.category,
        language=application.language,
        attendance_mode=newcomer.attendance_mode,
        day_modes=dict(newcomer.day_modes) or None,
        invitation_link=decided.link,
        partner_proof=newcomer.proof,
        confirm_by=decided.confirm_by,
        consents=application.consents,
        special_needs=encrypt(needs, secret_key=key, registration=id_),
        badge_code=make_badge_code(),
        certificate_number=certificate_number(key, id_),
        manage_hash=hashed(manage_token(key, id_)),
        created_at=held.now,
        changed_at=held.now,
    )


def entry_of(held: Held, row: RegistrationRow, action: str = "registration.created") -> audit.Entry:
    """Give what the audit log is to know of a new registration, or of one that was asked for again."""
    return held.entry(
        action,
        f"registration:{row.id}",
        facts={"event": row.event_key, "number": str(row.number)},
        personal={"name": f"{row.first_name} {row.last_name}", "email": row.email},
    )
