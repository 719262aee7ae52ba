"""Take what a speaker wants to be written of them into the event, or set it aside."""

from datetime import datetime

from msgspec.structs import replace
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.access.records import Account
from events_service.database import Database
from events_service.programme.changing import Changed, change
from events_service.programme.organising import get_working_event
from events_service.programme.records import EventSpeaker
from events_service.programme.speaker_steps import get_speaker, put_speaker
from events_service.programme.translations import reworded
from events_service.speakers.finding import find_row
from events_service.speakers.noting import note
from events_service.speakers.records import Proposal, Who
from events_service.speakers.refusals import NothingProposed
from events_service.speakers.tables import SpeakerRow


def as_proposed(person: EventSpeaker, wanted: Proposal) -> EventSpeaker:
    """Give a speaker as they propose; their text in other languages stays, for it is translated by others."""
    return replace(
        person,
        name=wanted.name or person.name,
        organisation=wanted.organisation or None,
        about=reworded(person.about, {wanted.language: wanted.about}, wanted.language),
    )


async def accept(database: Database, who: Who, account: Account, *, now: datetime) -> Changed:
    """Write of a speaker what they propose, as a change of the event like any other.

    Raises UnknownEvent, NotAllowed, NoSuchSpeaker, NothingProposed.
    """
    async with database.reading() as session:
        working = await get_working_event(session, who.event, account)
        wanted = (await _proposing(session, who)).proposal
    if wanted is None:
        raise NothingProposed
    changed = put_speaker(working.event, as_proposed(get_speaker(working.event, who.key), wanted))
    saved = await change(database, who.event, account, version=working.version, changed=changed, now=now)
    if saved.saved:
        await _settle(database, who, account, wanted, "speaker.accept", now)
    return saved


async def set_aside(database: Database, who: Who, account: Account, *, now: datetime) -> None:
    """Leave what is written of a speaker as it is. Raises UnknownEvent, NotAllowed, NothingProposed."""
    async with database.reading() as session:
        await get_working_event(session, who.event, account)
        wanted = (await _proposing(session, who)).proposal
    if wanted is not None:
        await _settle(database, who, account, wanted, "speaker.set_aside", now)


async def _settle(database: Database, who: Who, account: Account, wanted: Proposal, action: str, now: datetime) -> None:
    """Forget a proposal, unless the speaker has sent another one meanwhile."""
    async with database.transaction() as session:
        row = await _proposing(session, who, lock=True)
        if row.proposal == wanted:
            row.proposal = None
            await note(session, action, row, account.actor, now)


async def _proposing(session: AsyncSession, who: Who, *, lock: bool = False) -> SpeakerRow:
    row = await find_row(session, who.event, who.key, lock=lock)
    if row is None:
        raise NothingProposed
    return row
