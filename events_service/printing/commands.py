"""Commands that print badges and sign-in sheets to a file."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import click

from events_service.command_line import fail, with_database
from events_service.database import Database
from events_service.printing import preparing
from events_service.printing.badge_layouts import layout_names
from events_service.printing.badges import DEFAULT_LAYOUT
from events_service.printing.badges import badges as print_badges
from events_service.printing.records import PrintingRefused
from events_service.printing.sign_in_sheets import sign_in_sheets as print_sheets
from events_service.programme.finding import FoundEvent, get_any_event
from events_service.registrations.finding import list_registrations
from events_service.registrations.records import Registration, Status
from events_service.settings import Settings

OUTPUT = click.option(
    "-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The PDF file to write."
)


@click.command()
@click.argument("event")
@OUTPUT
@click.option("--layout", default=DEFAULT_LAYOUT, show_default=True, type=click.Choice(layout_names()))
def badges(event: str, output: Path, layout: str) -> None:
    """Print the badges of all confirmed participants of EVENT.

    Example: events-service badges harghita-2024 -o badges.pdf
    """
    found, registrations, settings = _load(event)
    _write(
        output,
        lambda: print_badges(
            preparing.badge_event(found), preparing.badges_of(registrations, settings.base_url), layout
        ),
    )


@click.command("sign-in-sheets")
@click.argument("event")
@OUTPUT
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="Only the list of this day.")
@click.option("--session", "session_key", help="Only the list of this session.")
def sign_in_sheets(event: str, output: Path, day: datetime | None, session_key: str | None) -> None:
    """Print the lists to sign of EVENT, one for each day.

    Example: events-service sign-in-sheets harghita-2024 -o sheets.pdf --day 2024-04-16
    """
    found, registrations, settings = _load(event)
    _write(
        output,
        lambda: print_sheets(
            preparing.sign_in_sheets_of(
                found, registrations, settings.base_url, day=day.date() if day else None, session_key=session_key
            ),
            preparing.list_words(found),
        ),
    )


def _load(event: str) -> tuple[FoundEvent, list[Registration], Settings]:
    async def use(database: Database, settings: Settings) -> tuple[FoundEvent, list[Registration], Settings]:
        async with database.reading() as session:
            found = await get_any_event(session, event)
            return found, await list_registrations(session, event, statuses=[Status.CONFIRMED]), settings

    return with_database(use)


def _write(output: Path, document: Callable[[], bytes]) -> None:
    try:
        octets = document()
    except PrintingRefused as refusal:
        fail(str(refusal))
    output.write_bytes(octets)
    click.echo(str(output))


COMMANDS = [badges, sign_in_sheets]
