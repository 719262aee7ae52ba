"""Commands for definition files: check, load, export, and the schemas that describe them."""

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path

import click
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from events_service import audit, clock
from events_service.commands.running import fail, with_database
from events_service.database import Database
from events_service.programme.definitions import Checked, projects_beside
from events_service.programme.definitions import check as check_definitions
from events_service.programme.export import export as export_definition
from events_service.programme.finding import get_any_event, list_all_definitions, projects_by_key
from events_service.programme.loading import Change, Loaded, save_all
from events_service.programme.organising import with_working_version
from events_service.programme.records import Event, Project
from events_service.settings import DATABASE_FILE, DEFAULT_DATA_DIR, Settings, read_settings

PATHS = click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))


@click.command()
@PATHS
def check(paths: tuple[Path, ...]) -> None:
    """Check definition files; every fault is named with its file, line and field.

    Example: events-service check fixtures/secon
    """
    projects, events = _known_definitions()
    checked = check_definitions(paths, {**projects_beside(paths), **projects}, events)
    _report(checked)
    click.echo(f"{len(checked.projects)} project(s) and {len(checked.events)} event(s) are in order.")


@click.command()
@PATHS
def load(paths: tuple[Path, ...]) -> None:
    """Check definition files, then create or update what they define, all together or nothing.

    Everybody sees it at once. Where organisers work on a version that is not released yet, the changes go into that,
    too; of a field that both changed, what they wrote stays there.

    Example: events-service load fixtures/secon
    """

    async def use(database: Database, settings: Settings) -> list[Loaded]:
        return await load_files(database, paths)

    loaded = with_database(use, begins=True)
    for one in loaded:
        if one.change is not Change.UNCHANGED:
            click.echo(f"{one.kind} {one.key} {one.change.value}")
        if one.waiting:
            click.echo(f"{one.key}: its organisers work on {one.waiting} change(s) that wait for a release", err=True)
        if one.missing:
            click.echo(
                f"{one.key}: {one.missing} file(s) that it names are not kept here; its pages do without until they are"
                " sent there",
                err=True,
            )
    unchanged = sum(one.change is Change.UNCHANGED for one in loaded)
    if unchanged:
        click.echo(f"{unchanged} definition(s) unchanged")


@click.command()
@click.argument("event")
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="File; left out: standard output."
)
@click.option("--draft", is_flag=True, help="What its organisers work on, released or not.")
def export(event: str, output: Path | None, draft: bool) -> None:
    """Write the definition file of EVENT as everybody sees it; loading it again changes nothing.

    Example: events-service export harghita-2024 -o harghita-2024.yaml
    """

    async def use(database: Database, settings: Settings) -> str:
        async with database.reading() as session:
            found = await get_any_event(session, event)
            return export_definition((await with_working_version(session, found) if draft else found).event)

    text = with_database(use, looks=True)
    if output is None:
        click.echo(text, nl=False)
    else:
        output.write_text(text, encoding="utf-8")


async def load_files(database: Database, paths: Sequence[Path]) -> list[Loaded]:
    """Check files and save what they define, all together or nothing. Raises Faulty."""
    try:
        return await _load(database, paths)
    except IntegrityError:  # somebody else, who loads the same for the first time, was quicker: now it is there
        return await _load(database, paths)


async def _load(database: Database, paths: Sequence[Path]) -> list[Loaded]:
    async with database.transaction() as session:
        checked = check_definitions(paths, *await _definitions_in(session))
        _report(checked)
        return await save_all(session, checked.projects, checked.events, actor=audit.OPERATOR, now=clock.now())


def _report(checked: Checked) -> None:
    """Print warnings and faults; raises Faulty when there is a fault."""
    for warning in checked.warnings:
        click.echo(f"warning: {warning}", err=True)
    for fault in checked.faults:
        click.echo(str(fault), err=True)
    if checked.faults:
        fail(f"{len(checked.faults)} fault(s) found.")


def _known_definitions() -> tuple[dict[str, Project], list[Event]]:
    """Give what the database holds if there is one: checking never creates, changes or needs it."""
    data_dir = Path(os.environ.get("EVENTS_DATA_DIR") or DEFAULT_DATA_DIR)
    if not os.environ.get("EVENTS_DATABASE_URL") and not (data_dir / DATABASE_FILE).exists():
        return {}, []

    async def read() -> tuple[dict[str, Project], list[Event]]:
        database = Database(read_settings(makes=False).database_url, looks=True)
        try:
            async with database.reading() as session:
                return await _definitions_in(session)
        except (SQLAlchemyError, OSError):
            return {}, []
        finally:
            await database.close()

    return asyncio.run(read())


async def _definitions_in(session: AsyncSession) -> tuple[dict[str, Project], list[Event]]:
    return await projects_by_key(session), await list_all_definitions(session)


COMMANDS = [check, load, export]
