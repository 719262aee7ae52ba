"""A running service and a real browser."""

import shutil
from collections.abc import Callable, Iterator
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from tests.browser.ensure_chromium import find_chromium
from tests.browser.service import REGISTRATION_IS_OPEN, Demo, Service, told
from tests.once import made_once
from tests.processes import begin, end, free_port
from tests.scripts.__main__ import installed
from tests.world.service import ROOT

ASKING = Path(__file__).parent / "asking-event.yaml"
FIXTURES = str(ROOT / "fixtures" / "secon")

# As long as all else in a browser is waited for: the five seconds of the library are few on a machine that is busy.
expect.set_options(timeout=15_000)


@pytest.fixture(scope="session")
def loaded(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an SQLite database that has the fixtures, and its data folder: copy them, and change the copy."""

    def make(folder: Path) -> None:
        shutil.copy(sqlite_template, folder / "events.sqlite")
        Service("", told(f"sqlite+aiosqlite:///{folder / 'events.sqlite'}", folder)).run("load", FIXTURES)

    return made_once(tmp_path_factory, "loaded", make)


@pytest.fixture
def start_service(
    database_url: str, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Service]]:
    """A function that starts the service on the test's own database, with the fixtures loaded."""
    environment = told(database_url, tmp_path)
    if database_url.startswith("sqlite"):
        shutil.copytree(request.getfixturevalue("loaded"), tmp_path, dirs_exist_ok=True)
    else:
        Service("", environment).run("load", FIXTURES)
    running: list[BaseProcess] = []

    def start(now: str = REGISTRATION_IS_OPEN, **settings: str) -> Service:
        port = free_port()
        own = environment | {"EVENTS_BASE_URL": f"http://127.0.0.1:{port}", "EVENTS_NOW": now, **settings}
        running.append(begin("serve", port, own, tmp_path / f"service-{port}.log"))
        return Service(own["EVENTS_BASE_URL"], own)

    yield start
    for process in running:
        end(process)


@pytest.fixture
def service(start_service: Callable[..., Service]) -> Service:
    """The service on a day when registration for Harghita is open."""
    return start_service()


@pytest.fixture(scope="module")
def shared(loaded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """One service, with the event that asks, for tests of a module that leave it as it was or have people of their own.

    To start one and to open its first pages takes longer than what most of them do.
    """
    folder, port = tmp_path_factory.mktemp("shared"), free_port()
    shutil.copytree(loaded, folder, dirs_exist_ok=True)
    environment = told(f"sqlite+aiosqlite:///{folder / 'events.sqlite'}", folder)
    service = Service(f"http://127.0.0.1:{port}", environment | {"EVENTS_BASE_URL": f"http://127.0.0.1:{port}"})
    service.run("load", str(ASKING))
    process = begin("serve", port, service.environment, folder / "service.log")
    yield service
    end(process)


@pytest.fixture
def asking(service: Service) -> Service:
    """The service with an event that asks questions, lets colleagues come along, and asks for each day."""
    service.run("load", str(ASKING))
    return service


@pytest.fixture
def demo(made_demo: Path, tmp_path: Path) -> Iterator[Demo]:
    """The demo, to be started on data of a test's own."""
    shutil.copytree(made_demo, tmp_path / "demo")
    started = Demo(tmp_path / "demo")
    yield started
    started.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A headless Chromium that asks nobody on the network.

    It ends with its module: its loop holds the thread, and asynchronous tests of other modules need that.
    """
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=find_chromium(),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
        )
        yield chromium
        chromium.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser profile of the test's own, in Bulgarian, on a phone's width."""
    opened = browser.new_context(locale="bg-BG", timezone_id="Europe/Sofia", viewport={"width": 390, "height": 844})
    opened.set_default_timeout(15_000)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """The text of axe-core, which finds what a page withholds from those who cannot see it."""
    installed()
    return (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text()
