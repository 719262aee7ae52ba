"""The dates of a poll as calendar entries, each tentative until one is chosen: the file in mails, and the feed."""

from collections.abc import Iterable

from sqlalchemy.ext.asyncio import AsyncSession

from events_service.calendars.entries import Reader, of_options
from events_service.calendars.feed import write
from events_service.calendars.records import Feed
from events_service.polls.records import FoundPoll
from events_service.programme.records import Contact
from events_service.programme.revisions import Revision
from events_service.programme.tentative import list_options


async def options_file(session: AsyncSession, found: FoundPoll, base_url: str) -> bytes:
    """Write all dates of a poll as they stand."""
    revisions = await list_options(session, [option.key for option in found.poll.options])
    return write(_feed(found, revisions, base_url))


def _feed(found: FoundPoll, revisions: Iterable[Revision], base_url: str) -> Feed:
    contact = Contact(name=found.asked_by, email=found.reply_to)
    reader = Reader(language=found.poll.language, base_url=base_url, contact=contact)
    return Feed(
        name=found.poll.title,
        language=found.poll.language,
        url=base_url,
        entries=tuple(of_options(revisions, reader)),
        personal=True,
    )
