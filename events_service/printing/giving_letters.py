"""Give letters of invitation: to whom, what each says, and that it was given, with its number."""

from collections.abc import Collection, Sequence
from datetime import datetime
from enum import Enum
from uuid import UUID

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service import audit
from events_service.complete import for_each
from events_service.database import Database
from events_service.documents.letter_records import InvitationLetter
from events_service.mail import outbox
from events_service.printing.invitation_letters import Issued, LetterWish, letter_of, require_letters
from events_service.printing.letter_tables import InvitationLetterRow, LetterState
from events_service.printing.preparing import by_name
from events_service.programme.finding import FoundEvent, get_any_event
from events_service.programme.records import EventStatus, InvitationLetters, LetterKind
from events_service.registrations.finding import get_registrations, list_registrations
from events_service.registrations.holding import Held, changing
from events_service.registrations.letters.lines import comes
from events_service.registrations.letters.occasions import Occasion
from events_service.registrations.letters.writing import write_letter
from events_service.registrations.records import Registration, Status
from events_service.registrations.tokens import letter_number
from events_service.registrations.window import is_over
from events_service.settings import Settings
from events_service.web.errors import Refusal
from events_service.web.i18n import N_


class NobodyToInvite(Refusal):
    """There is nobody to whom a letter could be given."""

    status = 409
    slug = "nobody-to-invite"
    message = N_("Nobody among them comes in person and has a place, so there are no letters to print.")


class Hindrance(Enum):
    """Why somebody gets no letter."""

    NOT_HELD = "not_held"
    OVER = "over"
    NO_PLACE = "no_place"
    ONLINE = "online"


HINDRANCES = for_each(
    Hindrance,
    {
        Hindrance.NOT_HELD: N_("There are no letters of invitation until it is settled that the event takes place."),
        Hindrance.OVER: N_("The event is over, so there are no more letters of invitation."),
        Hindrance.NO_PLACE: N_("You can have a letter of invitation as soon as you have a place."),
        Hindrance.ONLINE: N_("Letters of invitation are for whoever comes in person."),
    },
)


class Step(Enum):
    """What somebody can do about a letter: make it, ask the host for it, or wait; or the host gives none."""

    MAKE = "make"
    ASK = "ask"
    WAIT = "wait"
    NONE = "none"


_STEPS = for_each(
    LetterState,
    {
        LetterState.ASKED: Step.WAIT,
        LetterState.GRANTED: Step.MAKE,
        LetterState.DECLINED: Step.NONE,
        LetterState.ISSUED: Step.MAKE,
    },
)


class Given(Struct, frozen=True, kw_only=True):
    """A letter of somebody, as far as it is."""

    registration: UUID
    kind: LetterKind
    state: LetterState
    number: str
    issued_at: datetime | None


class Made(Struct, frozen=True, kw_only=True):
    """Letters of a kind that were made for people, and by whom."""

    people: Sequence[UUID]
    kind: LetterKind
    actor: str = audit.OPERATOR


def hindrance(found: FoundEvent, registration: Registration, now: datetime) -> Hindrance | None:
    """Decide why somebody gets no letter; None: they may have one."""
    if found.event.status is not EventStatus.PUBLISHED:
        return Hindrance.NOT_HELD
    if is_over(found, now):
        return Hindrance.OVER
    if registration.status is not Status.CONFIRMED:
        return Hindrance.NO_PLACE
    return None if comes(found, registration) else Hindrance.ONLINE


def step_of(letters: InvitationLetters, kind: LetterKind, given: Given | None) -> Step:
    """Decide what somebody who may have letters can do about one of a kind."""
    if kind is LetterKind.MISSION or not letters.approval:
        return Step.MAKE
    return _STEPS[given.state] if given else Step.ASK


async def prepare_orders(
    database: Database, settings: Settings, event: str, only: Collection[UUID] | None = None, *, now: datetime
) -> list[InvitationLetter]:
    """Give the letters for a mission order of all who may have one, or of some of them, each in its reader's language.

    Nothing is written: `issue` keeps that they were given. Raises UnknownEvent, NoLetterhead, NobodyToInvite.
    """
    async with database.reading() as session:
        found = await get_any_event(session, event)
        require_letters(found)
        everybody = await list_registrations(session, event, statuses=[Status.CONFIRMED])
        people = [one for one in everybody if (only is None or one.id in only) and not hindrance(found, one, now)]
        if not people:
            raise NobodyToInvite
        before = await given_to(session, [one.id for one in people])
    wish = LetterWish(kind=LetterKind.MISSION)
    return [
        prepare(found, settings, one, wish, before.get((one.id, wish.kind)), now) for one in sorted(people, key=by_name)
    ]


def prepare(
    found: FoundEvent,
    settings: Settings,
    registration: Registration,
    wish: LetterWish,
    given: Given | None,
    now: datetime,
) -> InvitationLetter:
    """Give somebody's letter; it bears the day on which it was `given` first, else today's. Raises NoLetterhead."""
    number = letter_number(settings.secret_key, registration.id, wish.kind.value)
    issued = Issued(number=number, at=(given.issued_at if given else None) or now)
    return letter_of(found, registration, issued, wish, settings.base_url)


async def issue(database: Database, settings: Settings, event: str, made: Made, *, now: datetime) -> None:
    """Keep that letters were made, each with an entry in the log; one made again keeps its first day."""
    async with changing(database, settings, event, now, actor=made.actor) as held:
        await issue_all(held, made.people, made.kind)


async def send_orders(database: Database, settings: Settings, event: str, made: Made, *, now: datetime) -> None:
    """Mail each of some people their letter for a mission order, and keep that it was given."""
    async with changing(database, settings, event, now, actor=made.actor) as held:
        await issue_all(held, made.people, made.kind)
        people = await get_registrations(held.session, made.people)
        letters = [write_letter(Occasion.INVITATION_LETTER, held.found, each, settings) for each in people]
        await outbox.queue_all(held.session, letters, sender=settings.mail_from, now=now)


async def issue_all(held: Held, people: Sequence[UUID], kind: LetterKind) -> None:
    """Keep that letters were made, of an event that is held."""
    rows = {row.registration_id: row for row in await rows_of(held.session, people) if row.kind is kind}
    for id_ in people:
        row = rows.get(id_)
        if row is None:
            row = new_row(held, id_, kind)
            held.session.add(row)
        if row.issued_at is None:
            row.state, row.issued_at = LetterState.ISSUED, held.now
    await audit.append_all(held.session, [letter_entry(held, "letter.issued", id_, kind) for id_ in people])


def new_row(held: Held, id_: UUID, kind: LetterKind) -> InvitationLetterRow:
    """Give the row of a letter that somebody has none of yet."""
    return InvitationLetterRow(
        registration_id=id_,
        kind=kind,
        state=LetterState.ASKED,
        number=letter_number(held.settings.secret_key, id_, kind.value),
        asked_at=held.now,
    )


def letter_entry(held: Held, action: str, id_: UUID, kind: LetterKind) -> audit.Entry:
    """Give the entry for the log of what becomes of a letter."""
    number = letter_number(held.settings.secret_key, id_, kind.value)
    return held.entry(action, f"registration:{id_}", facts={"kind": kind.value, "number": number})


async def rows_of(session: AsyncSession, people: Collection[UUID]) -> Sequence[InvitationLetterRow]:
    """Give the rows of letters of people."""
    query = select(InvitationLetterRow).where(InvitationLetterRow.registration_id.in_(people))
    return (await session.scalars(query.order_by(InvitationLetterRow.id))).all()


async def given_to(session: AsyncSession, people: Collection[UUID]) -> dict[tuple[UUID, LetterKind], Given]:
    """Give the letters of people, by person and kind."""
    return {(row.registration_id, row.kind): given_of(row) for row in await rows_of(session, people)}


def given_of(row: InvitationLetterRow) -> Given:
    """Give a letter from its row."""
    return Given(
        registration=row.registration_id,
        kind=row.kind,
        state=row.state,
        number=row.number,
        issued_at=row.issued_at,
    )
