"""Migrations: bring a database's tables up to date with Alembic."""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncConnection

from events_service import clock, facts
from events_service.database import Base, Database, NoDatabase

# Alembic is imported where a database is behind: that is once in its life, and every start would wait for it.
if TYPE_CHECKING:
    from alembic.config import Config

FIRST_BOUND = "0032"
"""The revision from which on all evidence is bound to the audit log when it is written."""

ADVISORY_LOCK = 7_240_911  # one server of a group migrates, the others wait for it


def configuration(connection: Connection | None = None) -> "Config":
    """Give Alembic's configuration: the scripts beside this file, the connection given."""
    from alembic.config import Config  # noqa: PLC0415  (a tenth of a second)

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("path_separator", "os")
    config.attributes.update(connection=connection, metadata=Base.metadata)
    return config


class NewerDatabase(ValueError):
    """The database was changed by a version of the service that is newer than this one."""


async def migrate(database: Database) -> bool:
    """Bring the database up to date; gives whether anything had to be done. Raises NewerDatabase."""
    async with database.engine.connect() as connection:
        revision = await connection.run_sync(current)
    if revision == newest():
        return False
    if revision is not None:
        _require_known(revision)
    async with database.restructuring() as connection:
        if not database.is_sqlite:
            await connection.execute(text(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})"))
        await bring_up(connection, revision)
    return True


async def bring_up(connection: AsyncConnection, revision: str | None) -> None:
    """Bring the tables from a revision to the newest one, and bind what there is where nothing was bound before."""
    await connection.run_sync(move_to, newest())
    if revision is not None and revision < FIRST_BOUND:
        await facts.bind_what_there_is(connection, clock.now())


async def require_begun(database: Database) -> str:
    """Look whether a service has begun the database, and give the revision it stands at. Raises NoDatabase."""
    async with database.engine.connect() as connection:
        revision = await connection.run_sync(current)
    if revision is None:
        raise NoDatabase("the database is empty: no service has begun it; name the right one in EVENTS_DATABASE_URL")
    return revision


async def require_current(database: Database) -> None:
    """Look whether the database stands where this code needs it. Raises NewerDatabase, NoDatabase."""
    revision = await require_begun(database)
    _require_known(revision)
    if revision != newest():
        raise NoDatabase(
            f"the database is that of an older version (migration {revision}, here {newest()}); `events-service serve`"
            " brings it up to date"
        )


def _require_known(revision: str) -> None:
    if revision not in revisions():
        raise NewerDatabase(
            f"a newer version of this service has worked with the database (migration {revision}, here {newest()}); "
            "install that version, or a later one"
        )


def newest() -> str:
    """Give the revision that this code needs."""
    return revisions()[-1]


def revisions() -> list[str]:
    """Give all revisions: scripts are numbered in their order, 0001 first."""
    return sorted(script.name.partition("_")[0] for script in (Path(__file__).parent / "versions").glob("[0-9]*_*.py"))


def move_to(connection: Connection, revision: str) -> None:
    """Bring the tables to a revision, a later or an earlier one, in the caller's transaction."""
    from alembic import command  # noqa: PLC0415  (a tenth of a second)

    config = configuration(connection)
    move = command.downgrade if (current(connection) or "") > revision else command.upgrade
    move(config, revision)


def current(connection: Connection) -> str | None:
    """Give the revision that a database stands at; None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return str(connection.scalar(text("SELECT version_num FROM alembic_version")))
