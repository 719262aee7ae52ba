"""The commands that take in what comes from elsewhere: registrations in a spreadsheet, answers by mail."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import click
from msgspec.structs import replace

from events_service import clock
from events_service.attendance.acted_on import is_acted_on
from events_service.calendars.replies import LARGEST_MESSAGE, NotAReply, read_reply
from events_service.commands.running import fail, with_database
from events_service.database import Database
from events_service.programme.finding import get_any_event
from events_service.registrations.letters.answering import Answered, take_answer
from events_service.registrations.spreadsheets.heading_row import Said, letters_of
from events_service.registrations.spreadsheets.imported_rows import FaultyRows
from events_service.registrations.spreadsheets.importing import HandedIn, Imported, import_rows
from events_service.registrations.spreadsheets.imports import PastImport, list_imports
from events_service.registrations.spreadsheets.looking import Look, look_at
from events_service.registrations.spreadsheets.named_columns import fields_named
from events_service.registrations.spreadsheets.reading import read_spreadsheet
from events_service.registrations.spreadsheets.undoing import undo_import
from events_service.settings import Settings


@click.command("import")
@click.argument("event")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Check everything and change nothing.")
@click.option(
    "--column",
    "named",
    multiple=True,
    metavar="COLUMN=FIELD",
    callback=lambda _context, _option, written: _pairs(written),
    help="What a column is, by its letters or its heading, where it is taken for something else; - if it is not read.",
)
@click.option("--mail", is_flag=True, help="Send those who are new their confirmation with the personal link.")
@click.option("--take-over", is_flag=True, help="Take what FILE leaves open from other events that know somebody.")
@click.option(
    "--leave-out",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    metavar="FAULTY.csv",
    help="Import all but the faulty rows, and write these to a file with what is wrong in each.",
)
def import_(
    event: str,
    file: Path,
    dry_run: bool,
    named: Mapping[str, str],
    mail: bool,
    take_over: bool,
    leave_out: Path | None,
) -> None:
    """Import registrations for EVENT from FILE, an XLSX, XLS, ODS or CSV, all of them or none.

    One row names the columns as the API does (first_name, last_name, email, organisation, country, category,
    language, attendance_mode, sessions) or in any of the service's languages. Whoever is registered by the same e-mail
    address is brought up to date, so importing a file twice changes nothing; an optional column that is missing and a
    cell that is empty leave things as they are, and a dash under sessions gives somebody's sessions up. With --dry-run,
    each column is told with what it is taken for; what --column says of one is remembered for the next such file.

    Example: events-service import harghita-2024 participants.csv --dry-run --column "C=last_name" --column "Phone=-"
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
        rows = await read_spreadsheet(file.name, handed_in.content)
        async with database.reading() as session:
            found = await get_any_event(session, event)
        wanted = handed_in
        if named:
            fields = fields_named(await look_at(database, found, rows, handed_in.said), named, file.name)
            wanted = replace(handed_in, said=replace(handed_in.said, fields=fields))
        if dry_run:
            _tell_columns(await look_at(database, found, rows, wanted.said))
        return await import_rows(database, settings, event, rows, wanted, now=clock.now())

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


def _pairs(written: Sequence[str]) -> dict[str, str]:
    """Read COLUMN=FIELD; a heading may hold an equals sign, a field has none."""
    pairs = {}
    for each in written:
        column, equals, field = each.rpartition("=")
        if not equals or not column.strip() or not field.strip():
            raise click.BadParameter(f"{each!r} is not COLUMN=FIELD, such as C=last_name or, for one not read, C=-.")
        pairs[column.strip()] = field.strip()
    return pairs


def _tell_columns(look: Look) -> None:
    names = dict(look.choices)
    for column in look.columns:
        taken = f"{column.field} ({names[column.field]})" if column.field else column.remark or "not read"
        samples = f", such as {'; '.join(column.samples)}" if column.samples else ""
        click.echo(f"column {letters_of(column.place)} “{column.label}”: {taken}{samples}", err=True)


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


@click.command("import-undo")
@click.argument("event")
def import_undo(event: str) -> None:
    """Undo the last import of EVENT that still stands, as long as nobody acted on any of its people.

    Whom it brought and nobody was told is forgotten, who was told is cancelled and told so; whom it corrected gets back
    what they said before. Run again, it undoes the import before.

    Example: events-service import-undo harghita-2024
    """

    async def use(database: Database, settings: Settings) -> PastImport | None:
        async with database.reading() as session:
            await get_any_event(session, event)
            past = next((each for each in await list_imports(session, event) if each.undone_at is None), None)
        if past is not None:
            await undo_import(database, settings, past.id, account=None, acted=is_acted_on, now=clock.now())
        return past

    undone = with_database(use)
    if undone is None:
        fail(f"No import of {event} is left to undo.")
    click.echo(f"Undone: {undone.file_name}, {undone.entered} taken out, {undone.updated} as they were before")


COMMANDS = [import_, import_undo, mail_in]
