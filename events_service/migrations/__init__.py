"""Migrations: bring a database's tables up to date with Alembic."""

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from events_service.database import Base, Database

ADVISORY_LOCK = 7_240_911  # one server of a group migrates, the others wait for it


def configuration(connection: Connection | None = None) -> Config:
    """Give Alembic's configuration: the scripts beside this file, the connection given."""
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
    engine = database.engine.execution_options(begin="BEGIN IMMEDIATE")
    async with engine.begin() as connection:
        if not database.is_sqlite:
            await connection.execute(text(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})"))
        await connection.run_sync(_upgrade)
    return True


def _is_current(connection: Connection) -> bool:
    head = ScriptDirectory.from_config(configuration()).get_current_head()
    return MigrationContext.configure(connection).get_current_revision() == head


def _upgrade(connection: Any) -> None:
    command.upgrade(configuration(connection), "head")
