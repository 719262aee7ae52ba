"""What tests stand on: a clock that a test can set, and the application around a database of `tests/databases.py`."""

import os
import shutil
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import httpx
import hypothesis
import pytest
from litestar import Litestar

from events_service import clock
from events_service.app import front
from events_service.calendars.serving import FEEDS_WRITTEN
from events_service.cli import main
from events_service.database import Database
from events_service.dav.serving import HOMES
from events_service.demo.preparing import make
from events_service.demo.serving import as_demo
from events_service.settings import Settings, read_settings
from tests.once import made_once
from tests.world.routes import assembled
from tests.world.service import BASE_URL, Done, Run, run_apart
from tests.world.times import APRIL, DEMO_STARTED, NOW

# A deadline for each example would fail on a machine that is busy with other things.
hypothesis.settings.register_profile("tests", deadline=None)
hypothesis.settings.register_profile("deep", deadline=None, max_examples=500)
hypothesis.settings.load_profile("tests")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int | None:
    """Let `-n auto` run one process more than there are cores: tests wait for servers, mails and browsers.

    PYTEST_XDIST_AUTO_NUM_WORKERS says otherwise.
    """
    return None if "PYTEST_XDIST_AUTO_NUM_WORKERS" in os.environ else (os.cpu_count() or 1) + 1


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let tests that share something of their module, such as a browser, run in one process: it is made once then."""
    for item in items:
        known = item._fixtureinfo.name2fixturedefs.values() if isinstance(item, pytest.Function) else ()
        if any(each[-1].scope == "module" for each in known) and item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(item.nodeid.partition("::")[0].replace("/", ".")))


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Asynchronous tests run on asyncio, as the service does."""
    return "asyncio"


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
def application() -> Litestar:
    """The application, put together once: what a test serves is in its state."""
    return assembled()


@pytest.fixture
async def client(application: Litestar, settings: Settings, database: Database) -> AsyncIterator[httpx.AsyncClient]:
    """A browser without JavaScript, on the application itself; nothing works in the background."""
    for kept in (FEEDS_WRITTEN, HOMES):  # by their versions, which the database of another test may have had as well
        kept.clear()
    application.state.database = database
    application.state.settings = settings
    transport = httpx.ASGITransport(app=front(application))
    async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as opened:
        yield opened


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
    """The data of a demo that was started on DEMO_STARTED, made once: copy them, and change the copy."""

    def fill(folder: Path) -> None:
        run_apart(make(read_settings({"EVENTS_DATA_DIR": str(folder), "EVENTS_BASE_URL": BASE_URL}), DEMO_STARTED))

    return made_once(tmp_path_factory, "demo", fill)


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
