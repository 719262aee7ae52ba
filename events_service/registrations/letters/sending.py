"""Send letters on registrations: each tells how it stands, what was told otherwise before, and brings the calendar."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import BindParameter, bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.calendars.gathering import revisions_of
from events_service.database import table_of
from events_service.mail import outbox
from events_service.mail.records import Letter
from events_service.mail.tables import MailRow
from events_service.programme.finding import FoundEvent
from events_service.programme.records import EventStatus, Words
from events_service.programme.tables import EventVersionRow
from events_service.programme.words import in_language
from events_service.registrations.finding import places_in_sessions
from events_service.registrations.letters.calendar_messages import Message, attached, invited_of, keep, messages
from events_service.registrations.letters.changes import change_lines, lines_of_release
from events_service.registrations.letters.differing import Difference, differences
from events_service.registrations.letters.facts import facts_of
from events_service.registrations.letters.lines import takes_place
from events_service.registrations.letters.occasions import Occasion
from events_service.registrations.letters.writing import Apart, language_of, write_letter
from events_service.registrations.records import Registration
from events_service.registrations.tables import RegistrationRow
from events_service.settings import Settings
from events_service.web.i18n import speaking

_REGISTRATIONS = table_of(RegistrationRow)
_TOLD = select(_REGISTRATIONS.c.id, _REGISTRATIONS.c.told_version, _REGISTRATIONS.c.told_standing).where(
    _REGISTRATIONS.c.id.in_(bindparam("registrations", expanding=True))
)
_DEFINITIONS = select(EventVersionRow.version, EventVersionRow.definition).where(
    EventVersionRow.event_key == bindparam("event"), EventVersionRow.version.in_(bindparam("versions", expanding=True))
)
_READERS = update(_REGISTRATIONS).where(_REGISTRATIONS.c.id.in_(bindparam("registrations", expanding=True)))
_STANDING: BindParameter[EventStatus] = bindparam("standing", type_=_REGISTRATIONS.c.told_standing.type)
_VERSION: BindParameter[int] = bindparam("version")
_TELL = _READERS.values(told_version=_VERSION, told_standing=_STANDING)
_TELL_THAT_IT_IS_OFF = _READERS.values(
    told_version=func.coalesce(_REGISTRATIONS.c.told_version, _VERSION), told_standing=_STANDING
)


class Addressed(Struct, frozen=True, kw_only=True):
    """A letter to be written: to whom, why, and who registered them, where it is the first that they get.

    `note` is what the organisers add, by language.
    """

    registration: Registration
    occasion: Occasion
    registered_by: str | None = None
    note: Words | None = None


async def send_letters(
    session: AsyncSession, settings: Settings, found: FoundEvent, addressed: Sequence[Addressed], now: datetime
) -> None:
    """Queue one letter for each, with the calendar messages that are due to them, and keep that they were told.

    As many statements, however many they are. Whoever came without a mailbox gets none.
    """
    addressed = [each for each in addressed if each.registration.email]
    if not addressed:
        return
    readers = [each.registration for each in addressed]
    told = await told_of(session, found, readers)
    places = await places_in_sessions(session, readers)
    revisions = (await revisions_of(session, [found.event.key]))[found.event.key]
    invited = await invited_of(session, [each.id for each in readers])
    letters, sent = [], []
    for each in addressed:
        reader = each.registration
        before = told.get(reader.id, found)
        with speaking(language_of(reader)):
            changes = change_lines(_differing(before, found, reader), before, found, reader)
            if each.occasion is Occasion.PROGRAMME_RELEASED:
                changes = lines_of_release(before, found, reader)
        apart = Apart(
            changes=changes,
            places=places.get(reader.id, {}),
            registered_by=each.registered_by,
            note=in_language(each.note, language_of(reader)) if each.note else None,
        )
        due = messages(found, revisions, reader, invited[reader.id], settings, now)
        letters.append(attached(write_letter(each.occasion, _as_known(before, found), reader, settings, apart), due))
        sent.append((reader.id, due))
    await outbox.queue_all(session, letters, sender=settings.mail_from, now=now)
    await keep(session, sent, now)
    await tell(session, found, readers)


async def had(
    session: AsyncSession, occasion: Occasion, people: Collection[UUID], since: datetime | None = None
) -> set[UUID]:
    """Give who of some people has had a letter for an occasion, ever or since an instant; a few hundred at once."""
    query = select(MailRow.registration_id).where(MailRow.registration_id.in_(people), MailRow.kind == occasion.value)
    found = await session.scalars(query if since is None else query.where(MailRow.created_at >= since))
    return {id_ for id_ in found if id_ is not None}


async def farewell(
    session: AsyncSession, settings: Settings, found: FoundEvent, leaving: Registration, now: datetime
) -> tuple[Letter, Sequence[Message]]:
    """Write the last letter to somebody whose data are erased, with what takes back the invitations that stand.

    It belongs to no registration and to no event, so that nobody finds the address by them.
    """
    revisions = (await revisions_of(session, [found.event.key]))[found.event.key]
    invited = (await invited_of(session, [leaving.id]))[leaving.id]
    due = messages(found, revisions, replace(leaving, invited_by_mail=False), invited, settings, now)
    letter = attached(write_letter(Occasion.ERASED, found, leaving, settings), due)
    return replace(letter, registration=None, event=None), due


def _differing(before: FoundEvent, found: FoundEvent, reader: Registration) -> tuple[Difference, ...]:
    return differences(facts_of(before, reader), facts_of(found, reader))


def _as_known(before: FoundEvent, found: FoundEvent) -> FoundEvent:
    """Give the event as its letter is to show it: by what was told, where it is off or a draft again."""
    if found.event.status is EventStatus.DRAFT:
        return before
    if takes_place(found):
        return found
    return replace(before, event=replace(before.event, status=found.event.status, reason=found.event.reason))


async def told_of(
    session: AsyncSession, found: FoundEvent, readers: Iterable[Registration]
) -> Mapping[UUID, FoundEvent]:
    """Give the event as each reader was last told of it; nothing of those who were told nothing yet."""
    told = (await session.execute(_TOLD, {"registrations": [each.id for each in readers]})).all()
    earlier = sorted({version for _, version, _ in told if version is not None and version != found.version})
    events = {found.version: found.event}
    if earlier:
        known = await session.execute(_DEFINITIONS, {"event": found.event.key, "versions": earlier})
        events |= dict(known.all())
    return {
        id_: replace(found, event=replace(events[version], status=standing), version=version)
        for id_, version, standing in told
        if version in events and standing is not None
    }


async def tell(session: AsyncSession, found: FoundEvent, readers: Iterable[Registration]) -> None:
    """Keep that these were told how the event is now; of one that does not take place, that alone, of a draft nothing.

    What a draft says is not settled, and who was told otherwise before will hear of it once it is.
    """
    if found.event.status is EventStatus.DRAFT:
        return
    which = {"registrations": [each.id for each in readers], "version": found.version, "standing": found.event.status}
    await session.execute(_TELL if takes_place(found) else _TELL_THAT_IT_IS_OFF, which)
