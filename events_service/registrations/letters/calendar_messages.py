"""Invitations by mail: put into the letters of a registration, and sent anew when the programme changes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from email.utils import parseaddr
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.calendars.entries import Grain, Reader, every_entry, of_event
from events_service.calendars.gathering import answering, revisions_of
from events_service.calendars.invitations import Attendee, Method, Told, due, message
from events_service.calendars.records import Entry, Organizer
from events_service.complete import for_each
from events_service.database import table_of
from events_service.mail import outbox
from events_service.mail.records import Attachment, Letter, MailKind
from events_service.mailboxes import ascii_address
from events_service.programme.finding import FoundEvent
from events_service.programme.parts import Part, uid_of
from events_service.programme.revisions import Revision
from events_service.registrations.letters.occasions import Occasion
from events_service.registrations.letters.own_calendar import reader_of
from events_service.registrations.letters.writing import write_letter
from events_service.registrations.records import Registration, Status
from events_service.registrations.tables import InvitationRow, RegistrationRow
from events_service.settings import Settings

FILES = for_each(Method, {Method.REQUEST: "invitation.ics", Method.CANCEL: "cancellation.ics"})

_SENT = table_of(InvitationRow).c
_STANDING = select(_SENT.registration_id, _SENT.uid, _SENT.sequence, _SENT.conference).where(
    _SENT.registration_id.in_(bindparam("registrations", expanding=True)), _SENT.withdrawn_at.is_(None)
)
_EVER_SENT = select(InvitationRow).where(InvitationRow.registration_id.in_(bindparam("registrations", expanding=True)))


class Message(Struct, frozen=True, kw_only=True):
    """One iTIP message that is due to a participant."""

    method: Method
    entry: Entry
    octets: bytes


def messages(
    found: FoundEvent,
    revisions: Iterable[Revision],
    registration: Registration,
    invited: Mapping[str, Told],
    settings: Settings,
    now: datetime,
) -> list[Message]:
    """Give what is due to a participant, the event itself first; `invited` holds what they were told, by UID.

    People are invited to the event, or to each of its days where they do not follow one another, and to the sessions
    for which they signed up: a mail for every talk would be more than anybody wants. Who wants no invitations, or has
    no place any more, gets back what was sent.
    """
    revisions = list(revisions)
    reader = answering(reader_of(registration, found, settings), found)
    wanted = _wanted(found, revisions, registration, reader) if registration.invited_by_mail else []
    attendee = Attendee(name=registration.name, email=ascii_address(registration.email))
    organizer = organizer_of(found, settings)
    return [
        Message(method=method, entry=entry, octets=message(method, entry, attendee, organizer, now))
        for method, entry in due(_every(found, revisions, reader), wanted, invited)
    ]


def organizer_of(found: FoundEvent, settings: Settings) -> Organizer:
    """Give who invites: under the contact's name, from the mailbox that sends, and whose replies `mail-in` reads."""
    contact = found.contact
    return Organizer(
        name=contact.name if contact else found.project.acronym, email=parseaddr(settings.mail_from)[1].lower()
    )


def _wanted(found: FoundEvent, revisions: list[Revision], registration: Registration, reader: Reader) -> list[Entry]:
    if registration.status is not Status.CONFIRMED:
        return []
    signed_up = {
        uid_of(Part.SESSION, found.event.key, chosen.key)
        for chosen in registration.sessions
        if chosen.status is Status.CONFIRMED
    }
    sessions = of_event(found.event, revisions, reader, Grain.SESSIONS)
    frame = of_event(found.event, revisions, reader, Grain.EVENTS)
    return frame + [entry for entry in sessions if entry.uid in signed_up]


def _every(found: FoundEvent, revisions: list[Revision], reader: Reader) -> list[Entry]:
    parts = list(Part)
    order = {revision.uid: parts.index(revision.part) for revision in revisions}
    return sorted(every_entry(found.event, revisions, reader), key=lambda entry: order[entry.uid])


async def invited_of(session: AsyncSession, registrations: Iterable[UUID]) -> dict[UUID, dict[str, Told]]:
    """Give what each REQUEST that stands has told, by registration and UID."""
    standing: dict[UUID, dict[str, Told]] = {id_: {} for id_ in registrations}
    await session.flush()
    for id_, uid, sequence, conference in await session.execute(_STANDING, {"registrations": list(standing)}):
        standing[id_][uid] = Told(sequence=sequence, conference=conference)
    return standing


async def queue_with_invitations(
    session: AsyncSession,
    settings: Settings,
    found: FoundEvent,
    letters: Iterable[tuple[Registration, Letter]],
    now: datetime,
) -> None:
    """Queue letters, each with the first message that is due to its reader; each further one gets its own letter."""
    pairs = list(letters)
    revisions = (await revisions_of(session, [found.event.key]))[found.event.key]
    invited = await invited_of(session, [reader.id for reader, _ in pairs])
    sent = [(letter, messages(found, revisions, reader, invited[reader.id], settings, now)) for reader, letter in pairs]
    await send(session, settings, sent, now)


async def bring_up_to_date(
    session: AsyncSession, settings: Settings, found: FoundEvent, registration: Registration, now: datetime
) -> None:
    """Send a participant what is due, if anything is."""
    revisions = (await revisions_of(session, [found.event.key]))[found.event.key]
    invited = (await invited_of(session, [registration.id]))[registration.id]
    due_now = messages(found, revisions, registration, invited, settings, now)
    if due_now:
        letter = write_letter(Occasion.INVITATIONS, found, registration, settings)
        await send(session, settings, [(letter, due_now)], now)


async def send(
    session: AsyncSession, settings: Settings, letters: Sequence[tuple[Letter, list[Message]]], now: datetime
) -> None:
    """Queue letters with their messages, and keep that these were sent; as many statements, however many they are."""
    mails = [mail for letter, due_now in letters for mail in _letters(letter, due_now)]
    await outbox.queue_all(session, mails, sender=settings.mail_from, now=now)
    told = {letter.registration: due_now for letter, due_now in letters if letter.registration and due_now}
    if not told:
        return
    ever_sent = await session.scalars(_EVER_SENT, {"registrations": list(told)})
    rows = {(row.registration_id, row.uid): row for row in ever_sent}
    for id_, due_now in told.items():
        for each in due_now:
            await _keep(session, id_, each, rows.get((id_, each.entry.uid)), now)
    await session.flush()


async def _keep(session: AsyncSession, id_: UUID, sent: Message, row: InvitationRow | None, now: datetime) -> None:
    if row is None:
        row = InvitationRow(registration_id=id_, uid=sent.entry.uid, sequence=-1, sent_at=now)
        session.add(row)
    if sent.method is Method.CANCEL or row.withdrawn_at or row.sequence != sent.entry.sequence:
        # An answer to another time or place says nothing of this one.
        row.answer = row.answered_at = None
        (await session.get_one(RegistrationRow, id_)).answer = None
    row.sequence, row.conference, row.sent_at = sent.entry.sequence, sent.entry.conference, now
    row.withdrawn_at = now if sent.method is Method.CANCEL else None


def _letters(letter: Letter, due_now: list[Message]) -> Iterator[Letter]:
    """Mail programs show buttons for one entry of a mail, and RFC 5546 §3.2.2 puts no more into a message."""
    yield _holding(letter, due_now[0]) if due_now else letter
    for each in due_now[1:]:
        subject = f"{each.entry.summary} – {letter.subject}"
        yield _holding(replace(letter, kind=MailKind.INVITATION, subject=subject), each)


def _holding(letter: Letter, each: Message) -> Letter:
    # As a file it is no second invitation but one to open by hand, hence not text/calendar again.
    file = Attachment(name=FILES[each.method], media_type="application/ics", content=each.octets)
    attachments = (*letter.attachments, file)
    return replace(letter, calendar=each.octets, method=each.method.value, attachments=attachments)
