"""Invitations by mail: what is due to a participant, how it goes with a letter, and what is kept of it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from email.utils import parseaddr
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.calendars.entries import Grain, Reader, every_entry, of_event
from events_service.calendars.gathering import answering
from events_service.calendars.invitations import Attendee, Method, Told, due, message
from events_service.calendars.records import Entry, Organizer
from events_service.complete import for_each
from events_service.database import table_of
from events_service.mail.records import Attachment, Letter
from events_service.mailboxes import ascii_address
from events_service.programme.finding import FoundEvent
from events_service.programme.parts import Part, uid_of
from events_service.programme.records import EventStatus
from events_service.programme.revisions import Revision
from events_service.registrations.letters.own_calendar import frame_of, reader_of
from events_service.registrations.records import Registration, Status
from events_service.registrations.tables import InvitationRow, RegistrationRow
from events_service.settings import Settings

FILES = for_each(Method, {Method.REQUEST: "invitation{number}.ics", Method.CANCEL: "cancellation{number}.ics"})

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
    """Give what is due to a participant, invitations first; `invited` holds what they were told, by UID.

    People are invited to the event, or to each day of it on which they take part, with its hours, and to the sessions
    for which they signed up: one for every talk would be more than anybody wants. Who wants no invitations, or has no
    place any more, gets back what was sent.
    """
    invites = registration.status is Status.CONFIRMED and registration.invited_by_mail
    if invites and found.event.status is EventStatus.DRAFT:
        return []  # what it says is not settled; what was told before still counts
    revisions = list(revisions)
    reader = answering(reader_of(registration, found, settings), found)
    wanted = _wanted(found, revisions, registration, reader) if invites else []
    attendee = Attendee(name=registration.name, email=ascii_address(registration.email))
    organizer = organizer_of(found, settings)
    listed = [
        Message(method=method, entry=entry, octets=message(method, entry, attendee, organizer, now))
        for method, entry in due(_every(found, revisions, reader), wanted, invited)
    ]
    return sorted(listed, key=lambda each: each.method is Method.CANCEL)


def organizer_of(found: FoundEvent, settings: Settings) -> Organizer:
    """Give who invites: under the contact's name, from the mailbox that sends, and whose replies `mail-in` reads."""
    contact = found.contact
    return Organizer(
        name=contact.name if contact else found.project.acronym, email=parseaddr(settings.mail_from)[1].lower()
    )


def _wanted(found: FoundEvent, revisions: list[Revision], registration: Registration, reader: Reader) -> list[Entry]:
    signed_up = {
        uid_of(Part.SESSION, found.event.key, chosen.key)
        for chosen in registration.sessions
        if chosen.status is Status.CONFIRMED
    }
    sessions = of_event(found.event, revisions, reader, Grain.SESSIONS)
    frame = frame_of(found.event, revisions, reader, registration)
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


def attached(letter: Letter, due_now: Sequence[Message]) -> Letter:
    """Give the letter with all messages that are due to its reader.

    Mail programs show buttons for one entry of a mail, and RFC 5546 §3.2.2 puts no more into a message: the first has
    them, and each is a file as well, which a calendar program opens.
    """
    if not due_now:
        return letter
    first = due_now[0]
    files = [
        # As a file it is no second invitation but one to open by hand, hence not text/calendar again.
        Attachment(name=_name_of(each, place, len(due_now)), media_type="application/ics", content=each.octets)
        for place, each in enumerate(due_now, start=1)
    ]
    attachments = (*letter.attachments, *files)
    return replace(letter, calendar=first.octets, method=first.method.value, attachments=attachments)


def _name_of(each: Message, place: int, of: int) -> str:
    return FILES[each.method].format(number=f"-{place}" if of > 1 else "")


async def keep(session: AsyncSession, sent: Iterable[tuple[UUID, Sequence[Message]]], now: datetime) -> None:
    """Keep which messages were sent to whom."""
    told = {id_: due_now for id_, due_now in sent if due_now}
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
