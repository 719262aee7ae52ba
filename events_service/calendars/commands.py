"""The command that writes calendars to a file."""

import sys
from pathlib import Path

import click

from events_service.calendars.entries import Grain, Reader
from events_service.calendars.feed import write
from events_service.calendars.gathering import event_feed, public_feed
from events_service.command_line import with_database
from events_service.database import Database
from events_service.programme.finding import get_any_event
from events_service.settings import Settings
from events_service.web.i18n import LANGUAGES


@click.command()
@click.argument("event", required=False)
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="File; left out: standard output."
)
@click.option("--language", default="en", show_default=True, type=click.Choice(LANGUAGES))
def ics(event: str | None, output: Path | None, language: str) -> None:
    """Write the calendar of EVENT, or of all public events.

    Example: events-service ics harghita-2024 -o harghita.ics
    """

    async def use(database: Database, settings: Settings) -> bytes:
        reader = Reader(language=language, base_url=settings.base_url)
        async with database.reading() as session:
            if event is None:
                return write(await public_feed(session, reader, Grain.EVENTS, f"{settings.base_url}/calendar.ics"))
            found, url = await get_any_event(session, event), f"{settings.base_url}/events/{event}/calendar.ics"
            return write(await event_feed(session, found, reader, Grain.SESSIONS, url))

    octets = with_database(use)
    if output is None:
        sys.stdout.buffer.write(octets)
    else:
        output.write_bytes(octets)


COMMANDS = [ics]
