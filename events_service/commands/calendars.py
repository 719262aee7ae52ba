"""The commands that write calendars to a file, and that take an agenda in from one."""

import sys
from pathlib import Path

import click

from events_service import audit, clock
from events_service.calendars.entries import Grain, Reader
from events_service.calendars.feed import write
from events_service.calendars.gathering import event_feed, public_feed
from events_service.calendars.importing import (
    Agenda,
    NotADraft,
    UnreadableCalendar,
    agenda_of,
    into_draft,
    read_calendar,
)
from events_service.commands.running import fail, with_database
from events_service.database import Database
from events_service.programme.definitions import Checked, check_contents
from events_service.programme.export import export
from events_service.programme.finding import get_any_event
from events_service.programme.loading import save_event
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

    octets = with_database(use, looks=True)
    if output is None:
        sys.stdout.buffer.write(octets)
    else:
        output.write_bytes(octets)


@click.command("import-agenda")
@click.argument("event")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--add", is_flag=True, help="Add to the draft's agenda; left out: put the new one in its place.")
@click.option("--dry-run", is_flag=True, help="Only say what would come in.")
def import_agenda(event: str, file: Path, add: bool, dry_run: bool) -> None:
    """Take the agenda of FILE.ics, made by another program, into the draft EVENT.

    Example: events-service import-agenda riga-2025 agenda.ics --dry-run
    """
    octets = file.read_bytes()

    async def use(database: Database, settings: Settings) -> tuple[Agenda, Checked]:
        calendar = await read_calendar(octets)
        async with database.transaction() as session:
            found = await get_any_event(session, event)
            agenda = agenda_of(calendar, found.event.timezone)
            draft = into_draft(found.event, agenda, add=add)
            checked = check_contents({event: export(draft).encode()}, {found.project.key: found.project})
            if not checked.faults and not dry_run:
                await save_event(session, draft, actor=audit.OPERATOR, now=clock.now())
            return agenda, checked

    try:
        agenda, checked = with_database(use)
    except (UnreadableCalendar, NotADraft) as refusal:
        fail(str(refusal))
    for session in agenda.sessions:
        click.echo(f"{session.start:%Y-%m-%d %H:%M}-{session.end:%H:%M}  {session.key}")
    for skipped in agenda.skipped:
        click.echo(f"left out: {skipped.title}: {skipped.reason.value}", err=True)
    for fault in checked.faults:
        click.echo(f"{fault.field}: {fault.message}", err=True)
    if checked.faults:
        fail("Nothing was saved.")
    click.echo(f"{len(agenda.sessions)} session(s) {'would come' if dry_run else 'came'} in.")


COMMANDS = [ics, import_agenda]
