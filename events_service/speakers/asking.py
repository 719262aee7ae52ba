"""Ask a speaker to look at their sessions and confirm: where to write to is kept, the link sent by mail or copied."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from events_service.access.records import Account
from events_service.database import Database
from events_service.programme.organising import get_working_event
from events_service.programme.speaker_steps import get_speaker
from events_service.registrations.holding import lock
from events_service.settings import Settings
from events_service.speakers.finding import find_row, get_own
from events_service.speakers.letters import SpeakerOccasion, tell
from events_service.speakers.noting import note
from events_service.speakers.records import Contact, Who, schedule_of
from events_service.speakers.refusals import NoAddress, NothingToConfirm
from events_service.speakers.tables import SpeakerRow


async def keep_contact(database: Database, who: Who, account: Account, contact: Contact, *, now: datetime) -> None:
    """Keep where and in which language a speaker is written to; their address stands in no definition.

    Raises UnknownEvent, NotAllowed, NoSuchSpeaker.
    """
    async with database.transaction() as session:
        row = await _row(session, who, account)
        if (row.email, row.language) != (contact.email, contact.language):
            row.email, row.language = contact.email, contact.language
            await note(session, "speaker.contact", row, account.actor, now)


async def ask(
    database: Database, settings: Settings, who: Who, account: Account, *, by_mail: bool, now: datetime
) -> None:
    """Ask a speaker, by a mail with their link or with one that is copied; who answered is asked anew.

    Raises UnknownEvent, NotAllowed, NoSuchSpeaker, NoAddress, NothingToConfirm.
    """
    async with database.transaction() as session:
        row = await _row(session, who, account)
        if by_mail and not row.email:
            raise NoAddress
        own = await get_own(session, row)
        planned = schedule_of(own.found, who.key)
        if not planned:
            raise NothingToConfirm
        row.asked_at, row.told, row.told_version = now, planned, own.found.version
        if by_mail:
            await tell(session, settings, own, SpeakerOccasion.ASKED, now)
        await note(session, "speaker.ask", row, account.actor, now)


async def _row(session: AsyncSession, who: Who, account: Account) -> SpeakerRow:
    """Hold the row of one of the event's speakers, made where there is none."""
    await lock(session, who.event)
    get_speaker((await get_working_event(session, who.event, account)).event, who.key)
    row = await find_row(session, who.event, who.key, lock=True)
    if row is None:
        row = SpeakerRow(event_key=who.event, key=who.key, told={}, answered={})
        session.add(row)
        await session.flush()
    return row
