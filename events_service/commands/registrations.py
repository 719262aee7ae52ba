"""The commands that take in what comes from elsewhere: registrations in a spreadsheet, answers by mail."""

import sys
from pathlib import Path

import click

from events_service import clock
from events_service.calendars.replies import LARGEST_MESSAGE, NotAReply, read_reply
from events_service.commands.running import fail, with_database
from events_service.database import Database
from events_service.registrations.letters.answering import Answered, take_answer
from events_service.registrations.spreadsheets.heading_row import Said
from events_service.registrations.spreadsheets.imported_rows import FaultyRows
from events_service.registrations.spreadsheets.importing import HandedIn, Imported, import_registrations
from events_service.settings import Settings


@click.command("import")
@click.argument("event")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Check everything and change nothing.")
@click.option("--mail", is_flag=True, help="Send those who are new their confirmation with the personal link.")
@click.option("--take-over", is_flag=True, help="Take what FILE leaves open from other events that know somebody.")
@click.option(
    "--leave-out",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    metavar="FAULTY.csv",
    help="Import all but the faulty rows, and write these to a file with what is wrong in each.",
)
def import_(event: str, file: Path, dry_run: bool, mail: bool, take_over: bool, leave_out: Path | None) -> None:
    """Import registrations for EVENT from FILE, an XLSX, XLS, ODS or CSV, all of them or none.

    One row names the columns as the API does (first_name, last_name, email, organisation, country, category,
    language, attendance_mode, sessions) or in any of the service's languages. Whoever is registered by the same e-mail
    address is brought up to date, so importing a file twice changes nothing; an optional column that is missing and a
    cell that is empty leave things as they are, and a dash under sessions gives somebody's sessions up.

    Example: events-service import harghita-2024 participants.csv --dry-run
    """
    handed_in = HandedIn(
        name=file.name,
        content=file.read_bytes(),
        dry_run=dry_run,
        mail=mail,
        leave_out=leave_out is not None,
        said=Said(take_over=take_over),
    )

    async def use(database: Database, settings: Settings) -> Imported:
        return await import_registrations(database, settings, event, handed_in, now=clock.now())

    try:
        imported = with_database(use)
    except FaultyRows as refusal:
        for fault in refusal.faults:
            click.echo(f"{file.name}, {fault.sentence()}", err=True)
        click.echo(refusal.sentence(), err=True)
        sys.exit(1)
    _report(imported, dry_run)
    if leave_out is not None and imported.faults:
        leave_out.write_bytes(imported.given_back)
        for fault in imported.faults:
            click.echo(f"{file.name}, {fault.sentence()}", err=True)


def _report(imported: Imported, dry_run: bool) -> None:
    click.echo(
        f"{'Would import' if dry_run else 'Imported'}: {imported.confirmed} confirmed,"
        f" {imported.waitlisted} on the waiting list; {imported.updated} updated, {imported.unchanged} unchanged"
    )
    if imported.left:
        click.echo(f"Left as they are: {imported.left} who had cancelled")
    for each in imported.told:
        if each.whole_name:
            click.echo(f"row {each.row}: “{each.whole_name}” is read as “{each.parted}”", err=True)
        if each.elsewhere:
            click.echo(f"row {each.row}: {each.name} is known from “{each.elsewhere}”", err=True)
    for sentence in imported.namesakes:
        click.echo(sentence, err=True)
    if imported.ignored:
        click.echo(f"Columns not read: {', '.join(imported.ignored)}", err=True)


@click.command("mail-in")
def mail_in() -> None:
    """Take one mail from standard input: the answer to an invitation, as a calendar program sends it.

    Let your mail server hand on what arrives for the address that the service sends from (EVENTS_MAIL_FROM). The
    answer shows to the organisers. To decline cancels nothing: the participant gets a mail that says how. An answer
    from another address than the invited one is kept for the organisers, who say whose it is.

    Example: events-service mail-in < reply.eml
    """
    content = sys.stdin.buffer.read(LARGEST_MESSAGE + 1)

    async def use(database: Database, settings: Settings) -> Answered:
        return await take_answer(database, settings, read_reply(content), now=clock.now())

    try:
        answered = with_database(use)
    except NotAReply as refusal:
        fail(str(refusal))
    who = f"number {answered.number}" if answered.number else "from another address, for the organisers to decide"
    click.echo(f"{answered.event}, {who}: {answered.participation.value.lower()}")


COMMANDS = [import_, mail_in]
