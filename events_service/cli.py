"""The command line front door: all rooms' commands, and those that run the service."""

import asyncio
import os
import sqlite3
import sys
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

import click
from sqlalchemy.exc import DBAPIError

from events_service import audit, backup, chain, clock, witnesses
from events_service.access.first_address import find_setup_address
from events_service.app import openapi_document
from events_service.attendance import verification, wholeness
from events_service.attendance.kept_heads import kept_heads
from events_service.commands import accounts as access_commands
from events_service.commands import attendance as attendance_commands
from events_service.commands import badges_and_sheets as printing_commands
from events_service.commands import calendars as calendar_commands
from events_service.commands import certificates, documents, invitation_letters
from events_service.commands import definitions as programme_commands
from events_service.commands import mail as mail_commands
from events_service.commands import registrations as registrations_commands
from events_service.commands import seals as seal_commands
from events_service.commands import verify_record as verify_record_commands
from events_service.commands.running import fail, taken_place, with_database
from events_service.database import Database, Unreachable
from events_service.demo import deeds, doors, preparing
from events_service.documents import badge_layouts
from events_service.files import keeping as files
from events_service.files.store import store_of
from events_service.programme import schemas
from events_service.sealing.keys import key_path
from events_service.serving import run_server
from events_service.settings import FaultySetting, Settings, others_look_into, read_settings, resource_dir
from events_service.web.errors import Refusal


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="events-service")
def commands() -> None:
    """Event and workshop manager for interregional projects.

    Example: events-service demo --port 8000
    """


@commands.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="Server processes.")
@click.option("--database", "database_url", help="Database URL; overrides EVENTS_DATABASE_URL.")
def serve(host: str, port: int, workers: int, database_url: str | None) -> None:
    """Bring the database up to date and serve.

    Example: events-service serve --port 8000 --workers 2 --database postgresql+asyncpg://events@db/events
    """
    if database_url:
        os.environ["EVENTS_DATABASE_URL"] = database_url
    with taken_place(host, port) as place:
        port = place.getsockname()[1]
        os.environ.setdefault("EVENTS_BASE_URL", f"http://{_as_seen_here(host)}:{port}")

        async def use(database: Database, settings: Settings) -> str | None:
            """Opening the database is what brings it up to date."""
            async with database.reading() as session:
                return await find_setup_address(session, settings)

        first = with_database(use, begins=True)
        if others_look_into(data_dir := read_settings().data_dir):
            sentence = f"Others on this machine can look into {data_dir}; close it with: chmod 700 {data_dir}"
            click.echo(sentence, err=True)
        if first:
            click.echo(f"This service is empty. Set it up at: {first}")
        click.echo(f"Serving at http://{_as_seen_here(host)}:{port}/ — press Ctrl+C to stop.", err=True)
        run_server(place, workers)


@commands.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--data-dir", default="var/demo", show_default=True, type=click.Path(file_okay=False, path_type=Path))
@click.option("--fresh", is_flag=True, help="Begin anew: everything in the demo's data directory is removed.")
def demo(host: str, port: int, data_dir: Path, fresh: bool) -> None:
    """Create the embedded database, load the fixtures, print an address for each kind of user, and serve.

    Example: events-service demo --port 8000 --fresh
    """
    with taken_place(host, port) as place:
        if fresh:
            preparing.clear(data_dir)
        os.environ["EVENTS_DATA_DIR"] = str(data_dir)
        os.environ.pop("EVENTS_DATABASE_URL", None)
        os.environ.setdefault("EVENTS_BASE_URL", f"http://{_as_seen_here(host)}:{port}")
        settings = read_settings()
        if not preparing.is_made(data_dir):
            asyncio.run(preparing.make(settings, clock.now(), _watched))

        async def use(database: Database, settings: Settings) -> None:
            await preparing.start_again(database, clock.now())

        with_database(use, begins=True)
        for door in doors.doors(settings):
            click.echo(f"{door.who + ':':<14}{door.address}")
        click.echo("These links work again and again, also after a restart. Press Ctrl+C to stop.")
        run_server(place, workers=1, application="events_service.demo.serving:asgi")


def _watched(deeds: Sequence[deeds.Deed]) -> AbstractContextManager[Iterable[deeds.Deed]]:
    """Show on a terminal how far the making of the demo's data is."""
    return click.progressbar(deeds, label="Making the demo's data, once", file=sys.stderr)


@commands.command("audit-head")
def audit_head() -> None:
    """Print the head of the audit log in one line: keep it elsewhere, for `verify --against`.

    Example: events-service audit-head >> /media/elsewhere/heads.txt
    """

    async def use(database: Database, settings: Settings) -> str:
        async with database.reading() as session:
            return await witnesses.head_line(session)

    click.echo(with_database(use, looks=True))


def _kept_heads(files: Iterable[Path]) -> list[witnesses.Witness]:
    """Read the heads that were kept elsewhere; a file without one bears no witness, and is said to."""
    kept: list[witnesses.Witness] = []
    for file in files:
        found = asyncio.run(kept_heads(file.read_bytes()))
        if not found:
            fail(
                f"{file}: no head of an audit log is in it that holds; take a line that `audit-head` wrote, a mail on a"
                " review as it was received (.eml), or a sealed PDF as it was downloaded."
            )
        kept += found
    return kept


@commands.command()
@click.option(
    "--against",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A text with heads of the log that was kept elsewhere, a mail on a review (.eml) or a sealed PDF; may be given"
    " several times.",
)
def verify(against: tuple[Path, ...]) -> None:
    """Check the audit log's chain, what it binds and the records' seals; exit 1 and each fault if there is any.

    Bound is all evidence: scans, marks, registrations, choices, every version of a definition, roles, mails and their
    sendings, notices, invitations, files, steps of a review. A row that was changed, removed or invented contradicts
    the log, and so does a value that is gone without an entry that says it was erased.

    It says how much it read, and the head of the chain, by which a log that was written anew can be told.

    Example: events-service verify --against /media/elsewhere/heads.txt
    """
    kept = _kept_heads(against)

    async def use(database: Database, settings: Settings) -> tuple[list[str], list[str], str]:
        async with database.reading() as session:
            faults = [fault async for fault in wholeness.faults(session)]
            faults += [fault async for fault in files.faults(session, store_of(settings))]
            faults += [fault async for fault in witnesses.faults(session, kept)]
            steps, head = await verification.count_steps(session), await audit.read_head(session)
            back = [remark async for remark in chain.set_back(session)]
        read = f"{head.position} entries and {steps} seals read; the head of the log is {head.digest}"
        return faults, back, read

    faults, back, read = with_database(use, looks=True)
    for remark in back:
        click.echo(remark)
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        sys.exit(1)
    click.echo(f"The audit log and all seals are whole: {read}.")


def _as_seen_here(host: str) -> str:
    """Give the host by which this machine reaches a server: one that listens everywhere listens here as well."""
    if host in {"0.0.0.0", "::"}:  # noqa: S104  (compared with, not bound to)
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host


@commands.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup_command(file: Path) -> None:
    """Write a consistent copy of everything into FILE, also while serving. Keep it safe: it holds the secret key.

    Example: events-service backup events-2026-11-23.zip
    """

    async def use(database: Database, settings: Settings) -> backup.Manifest:
        return await backup.back_up(database, settings, file, clock.now())

    manifest = with_database(use, looks=True)
    click.echo(f"{sum(manifest.rows.values())} rows of {len(manifest.rows)} tables in {file}")
    if (key := key_path(read_settings(makes=False))).exists():
        click.echo(f"The key of the seal is not in it: keep a copy of {key} at another place.", err=True)


@commands.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore_command(file: Path) -> None:
    """Restore the copy in FILE into an empty data directory or database.

    Example: EVENTS_DATA_DIR=/srv/events-new events-service restore events-2026-11-23.zip
    """

    async def use(database: Database, settings: Settings) -> backup.Manifest:
        return await backup.restore(database, settings, file)

    try:
        manifest = with_database(use, begins=True)
    except backup.FaultyBackup as error:
        fail(str(error))
    click.echo(f"{sum(manifest.rows.values())} rows restored")


@commands.command("schemas")
@click.option("--check", "only_check", is_flag=True, help="Write nothing; fail where the files differ from the code.")
def schemas_command(only_check: bool) -> None:
    """Write schemas/ from the code: the definition files' JSON Schemas and the API's OpenAPI document.

    Example: events-service schemas --check
    """
    folder = resource_dir("schemas")
    texts = schemas.schemas() | {
        "badge-layout.schema.json": badge_layouts.layout_schema(),
        "openapi.json": openapi_document(),
    }
    differing = [name for name, content in texts.items() if _content(folder / name) != content]
    if only_check:
        if differing:
            fail(f"{', '.join(differing)} in {folder} differ from the code; run events-service schemas")
        click.echo(f"{len(texts)} schemas are those of the code.")
        return
    for name, content in texts.items():
        (folder / name).write_text(content, encoding="utf-8")
    click.echo(f"{len(differing)} of {len(texts)} schemas written anew.")


def _content(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


for command in (
    *programme_commands.COMMANDS,
    *mail_commands.COMMANDS,
    *calendar_commands.COMMANDS,
    *printing_commands.COMMANDS,
    *documents.COMMANDS,
    *registrations_commands.COMMANDS,
    *attendance_commands.COMMANDS,
    *seal_commands.COMMANDS,
    *verify_record_commands.COMMANDS,
    *certificates.COMMANDS,
    *invitation_letters.COMMANDS,
    *access_commands.COMMANDS,
):
    commands.add_command(command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command: exit 0 done, 1 what it checked is faulty, 2 used wrongly; a fault is one line, no traceback."""
    try:
        clock.set_by_hand()
        commands(arguments)
    except Refusal as refusal:
        click.echo(str(refusal), err=True)
        sys.exit(1)
    except (FaultySetting, ValueError) as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    except Unreachable as error:
        click.echo(f"The database: {error}", err=True)
        sys.exit(1)
    except OSError as error:
        click.echo(f"{error.filename or 'The system'}: {error.strerror or error}", err=True)
        sys.exit(1)
    except Exception as error:
        if (said := _said_by_database(error)) is None:
            raise
        click.echo(f"The database: {said}", err=True)
        sys.exit(1)


def _said_by_database(error: Exception) -> str | None:
    """Give what a database says when it cannot be used."""
    if isinstance(error, DBAPIError):
        said = str(error.orig)
    elif isinstance(error, sqlite3.Error):
        said = str(error)
    else:
        return None
    return said.splitlines()[0] if said else type(error).__name__
