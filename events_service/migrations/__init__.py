"""Migrations: bring a database's tables up to date with Alembic."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, inspect, text

from events_service.database import Base, Database

# Alembic is imported where a database is behind: that is once in its life, and every start would wait for it.
if TYPE_CHECKING:
    from alembic.config import Config

ADVISORY_LOCK = 7_240_911  # one server of a group migrates, the others wait for it


def configuration(connection: Connection | None = None) -> "Config":
    """Give Alembic's configuration: the scripts beside this file, the connection given."""
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("path_separator", "os")
    config.attributes.update(connection=connection, metadata=Base.metadata)
    return config


async def migrate(database: Database) -> bool:
    """Bring the database up to date; gives whether anything had to be done."""
    async with database.engine.connect() as connection:
        if await connection.run_sync(_is_current):
            return False
    async with database.restructuring() as connection:
        if not database.is_sqlite:
            await connection.execute(text(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})"))
        await connection.run_sync(_upgrade)
    return True


def newest() -> str:
    """Give the revision that this code needs: scripts are numbered in their order, 0001 first."""
    return max(script.name for script in (Path(__file__).parent / "versions").glob("[0-9]*_*.py")).partition("_")[0]


def _is_current(connection: Connection) -> bool:
    if not inspect(connection).has_table("alembic_version"):
        return False
    return bool(connection.scalar(text("SELECT version_num FROM alembic_version")) == newest())


def _upgrade(connection: Any) -> None:
    from alembic import command  # noqa: PLC0415

    command.upgrade(configuration(connection), "head")
