"""The command that writes certificates of attendance to a file."""

from pathlib import Path

import click

from events_service import clock
from events_service.attendance.certifying import prepare
from events_service.commands.badges_and_sheets import FORCE, OUTPUT, write
from events_service.commands.running import with_database
from events_service.database import Database
from events_service.documents.certificates import certificates as print_certificates
from events_service.documents.records import Certificate
from events_service.settings import Settings
from events_service.web.i18n import translator


@click.command()
@click.argument("event")
@OUTPUT
@FORCE
def certificates(event: str, output: Path, *, force: bool) -> None:
    """Print the certificates of all who attended EVENT, each in its participant's language.

    Example: events-service certificates harghita-2024 -o certificates.pdf
    """

    async def use(database: Database, settings: Settings) -> list[Certificate]:
        return await prepare(database, settings, event, now=clock.now())

    prepared = with_database(use, looks=True)
    write(output, lambda: print_certificates(prepared, translator), force=force)


COMMANDS = [certificates]
