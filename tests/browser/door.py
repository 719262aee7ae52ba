"""The door of the workshop on its first morning: who is there, the desk, and what it left in the database."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page
from sqlalchemy import select

from events_service.access.sign_in import make_link
from events_service.checkin.tables import CheckInRow
from events_service.database import Database
from events_service.registrations.records import Status
from tests.browser.service import Service
from tests.world.people import add_person
from tests.world.service import run_apart
from tests.world.staff import add_staff
from tests.world.times import MORNING

EVENT = "harghita-2024"
FIRST_MORNING = "2024-04-16T05:50:00Z"
PEOPLE = [
    {"first_name": "Мария", "last_name": "Петрова", "organisation": "Община Хасково"},
    {"first_name": "Γιώργος", "last_name": "Παπαδόπουλος", "organisation": "Περιφέρεια Πελοποννήσου"},
    {"first_name": "Ștefan", "last_name": "Țurcanu", "organisation": "Consiliul Județean Harghita"},
    {"first_name": "Łukasz", "last_name": "Żółć", "organisation": "Mazowieckie", "status": Status.CANCELLED},
]


def started_desk(start_service: Callable[..., Service]) -> Service:
    """Start the service on the first morning of the workshop, with four participants."""
    service = start_service(FIRST_MORNING)

    async def fill() -> None:
        database = Database(service.environment["EVENTS_DATABASE_URL"])
        await add_staff(database, email="desk@example.org")
        await add_staff(database, email="extremadura@example.org", partner="extremadura")
        for number, person in enumerate(PEOPLE, start=1):
            await add_person(database, number, **person)
        await database.close()

    run_apart(fill())
    return service


def sign_in(context: BrowserContext, service: Service, email: str = "desk@example.org") -> None:
    """Sign a browser in by a link, as its owner does."""
    links: list[str] = []

    async def ask() -> None:
        database = Database(service.environment["EVENTS_DATABASE_URL"])
        links.append(await make_link(database, service.address, email, MORNING))
        await database.close()

    run_apart(ask())
    page = context.new_page()
    page.goto(links[0])
    page.close()


def open_desk(context: BrowserContext, service: Service, event: str = EVENT) -> Page:
    page = context.new_page()
    page.goto(f"{service.address}/organise/events/{event}/check-in")
    return page


def open_ready_desk(context: BrowserContext, service: Service, event: str = EVENT) -> Page:
    """Open the desk and wait until the device could go on without the network."""
    page = open_desk(context, service, event)
    page.wait_for_selector("#desk[data-ready]")
    page.evaluate("navigator.serviceWorker.ready")
    return page


def kept_outcomes(service: Service) -> list[str]:
    """Give the outcomes of all scans in the database."""
    outcomes: list[str] = []

    async def read() -> None:
        database = Database(service.environment["EVENTS_DATABASE_URL"])
        async with database.reading() as session:
            outcomes.extend(outcome.value for outcome in await session.scalars(select(CheckInRow.outcome)))
        await database.close()

    run_apart(read())
    return sorted(outcomes)
