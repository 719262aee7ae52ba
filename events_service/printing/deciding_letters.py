"""Letters for a visa that the host approves by hand: asked for, listed, granted or declined, and told by mail."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from msgspec import Struct
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service import audit
from events_service.access.records import Account
from events_service.database import Database
from events_service.mail import outbox
from events_service.printing.giving_letters import Step, given_of, hindrance, letter_entry, new_row, rows_of, step_of
from events_service.printing.invitation_letters import require_letters
from events_service.printing.letter_tables import InvitationLetterRow, LetterState
from events_service.programme.records import LetterKind
from events_service.registrations.finding import get_registrations, record_of
from events_service.registrations.holding import changing_one
from events_service.registrations.letters.occasions import Occasion
from events_service.registrations.letters.writing import write_letter
from events_service.registrations.records import Registration, RegistrationId, Status
from events_service.registrations.tables import RegistrationRow
from events_service.settings import Settings
from events_service.web.errors import Refusal
from events_service.web.i18n import N_

VISA = LetterKind.VISA


class NotAsked(Refusal):
    """Nobody waits for a decision on this letter."""

    status = 409
    slug = "letter-not-asked"
    message = N_("This letter does not wait for a decision any more: somebody decided on it meanwhile.")


class AskedLetter(Struct, frozen=True, kw_only=True):
    """A letter for a visa that waits for the host."""

    person: Registration
    asked_at: datetime


async def ask(database: Database, settings: Settings, id_: UUID, *, now: datetime) -> None:
    """Ask the host for a letter for a visa; asked twice, it is asked once. Raises UnknownRegistration, NoLetterhead."""
    async with changing_one(database, settings, id_, now) as (held, row):
        letters, person = require_letters(held.found), await record_of(held.session, row)
        before = await _visa_row(held.session, id_)
        step = step_of(letters, VISA, given_of(before) if before else None)
        if hindrance(held.found, person, now) is None and step is Step.ASK:
            held.session.add(new_row(held, id_, VISA))
            await audit.append(held.session, letter_entry(held, "letter.asked", id_, VISA))


async def decide(
    database: Database, settings: Settings, id_: UUID, *, grants: bool, account: Account, now: datetime
) -> None:
    """Grant or decline a letter that somebody asked for, and tell them. Raises NotAsked, NotAllowed."""
    async with changing_one(database, settings, id_, now, account=account) as (held, row):
        asked = await _visa_row(held.session, id_)
        if asked is None or asked.state is not LetterState.ASKED:
            raise NotAsked
        asked.state, asked.decided_at = LetterState.GRANTED if grants else LetterState.DECLINED, now
        occasion = Occasion.VISA_LETTER_GRANTED if grants else Occasion.VISA_LETTER_DECLINED
        letter = write_letter(occasion, held.found, await record_of(held.session, row), settings)
        await outbox.queue(held.session, letter, sender=settings.mail_from, now=now)
        await audit.append(held.session, letter_entry(held, f"letter.{asked.state.value}", id_, VISA))


async def _visa_row(session: AsyncSession, id_: UUID) -> InvitationLetterRow | None:
    return next((each for each in await rows_of(session, [id_]) if each.kind is VISA), None)


async def list_asked(session: AsyncSession, event: str) -> list[AskedLetter]:
    """Give who waits for a letter at an event and has a place, in the order in which they asked."""
    query = (
        select(InvitationLetterRow.registration_id, InvitationLetterRow.asked_at)
        .join(RegistrationRow, RegistrationRow.id == InvitationLetterRow.registration_id)
        .where(RegistrationRow.event_key == event, *_WAITING)
        .order_by(InvitationLetterRow.asked_at, InvitationLetterRow.id)
    )
    asked = dict((await session.execute(query)).all())
    people = {each.id: each for each in await get_registrations(session, list(asked))}
    return [AskedLetter(person=people[RegistrationId(id_)], asked_at=at) for id_, at in asked.items()]


async def count_asked(session: AsyncSession, events: Collection[str]) -> dict[str, int]:
    """Count the letters that wait for the host at events."""
    counted = await session.execute(
        select(RegistrationRow.event_key, func.count())
        .join(InvitationLetterRow, RegistrationRow.id == InvitationLetterRow.registration_id)
        .where(RegistrationRow.event_key.in_(events), *_WAITING)
        .group_by(RegistrationRow.event_key)
    )
    return dict(counted.all())


_WAITING = (InvitationLetterRow.state == LetterState.ASKED, RegistrationRow.status == Status.CONFIRMED)
