"""What all commands share: the database opened and migrated around a use case, and faults in one line."""

import asyncio
import errno
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, NoReturn, TypeVar

import click

from events_service.database import Database, NoDatabase
from events_service.migrations import migrate, require_begun, require_current
from events_service.secrets import require_same_key, unlock
from events_service.settings import Settings, read_settings

Answer = TypeVar("Answer")


class Faulty(click.ClickException):
    """What the command checked is faulty: one line on standard error, exit 1."""

    exit_code = 1

    def show(self, file: Any = None) -> None:
        """Print the sentence alone."""
        click.echo(self.format_message(), err=True)


def fail(sentence: str) -> NoReturn:
    """End the command with exit 1 and a sentence that says what to do."""
    raise Faulty(" ".join(sentence.split()))


def taken_place(host: str, port: int) -> socket.socket:
    """Take the place that a server will listen at, before anything says that it does; fail where it cannot be had."""
    place = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        place.bind((host, port))
    except OSError as error:
        place.close()
        if error.errno == errno.EADDRINUSE:
            fail(f"Port {port} is taken by another program. Stop that one, or choose another port with --port.")
        fail(f"The service cannot listen at {host}, port {port}: {error.strerror or error}.")
    place.set_inheritable(True)
    return place


@asynccontextmanager
async def opened(settings: Settings, *, looks: bool = False) -> AsyncIterator[Database]:
    """Open the database that the settings name, brought up to date, and close it at the end.

    Who only `looks` makes and changes nothing. Raises NoDatabase, NewerDatabase, WrongKey; what its driver raises where
    it cannot be used.
    """
    database = Database(settings.database_url, looks=looks)
    await database.require_readable()
    try:
        await (require_current(database) if looks else migrate(database))
        await require_same_key(database, settings)
        unlock(database, settings.secret_key)
        yield database
    finally:
        await database.close()


async def _require_begun(settings: Settings) -> None:
    """Look whether there is a database of a service at all. Raises NoDatabase."""
    database = Database(settings.database_url, looks=True)
    await database.require_readable()
    try:
        await require_begun(database)
    finally:
        await database.close()


def with_database(
    use: Callable[[Database, Settings], Awaitable[Answer]], *, looks: bool = False, begins: bool = False
) -> Answer:
    """Run a use case on the database that the environment names; one that only `looks` leaves no trace.

    Only who `begins` makes one where there is none: to all others a mistyped place is one, and they say so.
    """

    async def run() -> Answer:
        if not (looks or begins):
            await _require_begun(read_settings(makes=False))
        settings = read_settings(makes=not looks)
        async with opened(settings, looks=looks) as database:
            return await use(database, settings)

    try:
        return asyncio.run(run())
    except NoDatabase as error:
        fail(str(error))
