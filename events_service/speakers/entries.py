"""The sessions of a speaker as a calendar file, under the UIDs that they have in all feeds."""

from sqlalchemy.ext.asyncio import AsyncSession

from events_service.calendars.entries import Reader, of_event
from events_service.calendars.feed import write
from events_service.calendars.gathering import answering, revisions_of
from events_service.calendars.records import Feed
from events_service.programme.parts import Part
from events_service.programme.speakers import sessions_with
from events_service.programme.words import in_language
from events_service.settings import Settings
from events_service.speakers.finding import Own

FILE_NAME = "my-sessions.ics"


async def sessions_file(session: AsyncSession, settings: Settings, own: Own, language: str) -> bytes:
    """Write the sessions in which a speaker speaks; what was cancelled stays, as cancelled."""
    event = own.found.event
    mine = frozenset(each.key for each in sessions_with(event, own.person.key))
    revisions = (await revisions_of(session, [event.key]))[event.key]
    shown = [each for each in revisions if each.part is Part.SESSION and each.key in mine]
    reader = Reader(language=language, base_url=settings.base_url, drafts=True, chosen=mine)
    entries = of_event(event, shown, answering(reader, own.found))
    name = in_language(event.title, language)
    return write(Feed(name=name, language=language, url=settings.base_url, entries=tuple(entries), personal=True))
