"""The command that writes an attendance record to a file."""

from pathlib import Path

import click

from events_service import clock
from events_service.attendance.files import form_of, write_record
from events_service.attendance.finding import read_review
from events_service.attendance.records import Review
from events_service.attendance.sealed import sealed_octets
from events_service.commands.running import fail, with_database
from events_service.database import Database
from events_service.programme.finding import FoundEvent, get_any_event
from events_service.settings import Settings
from events_service.typesetting.records import PrintingRefused


@click.command("attendance-report")
@click.argument("event")
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write: its ending chooses the form, .pdf, .csv, .xlsx or .json.",
)
def attendance_report(event: str, output: Path) -> None:
    """Write the attendance record of EVENT: the one submitted or approved, else as it is known now.

    Once it is approved and sealed, the PDF is the signed file itself, the same each time.

    Example: events-service attendance-report harghita-2024 -o attendance.xlsx
    """
    form = form_of(output.name)
    if form is None:
        raise click.UsageError(f"{output.name}: give the file the ending .pdf, .csv, .xlsx or .json.")

    async def use(database: Database, settings: Settings) -> tuple[Review, FoundEvent, bytes | None]:
        async with database.reading() as session:
            found = await get_any_event(session, event)
            review = await read_review(session, found)
            return review, found, await sealed_octets(session, settings, review)

    review, found, sealed = with_database(use, looks=True)
    try:
        octets = write_record(form, review, found, clock.now(), sealed)
    except PrintingRefused as refusal:
        fail(str(refusal))
    output.write_bytes(octets)
    click.echo(str(output))


COMMANDS = [attendance_report]
