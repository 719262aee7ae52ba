"""A workshop to register for: ten seats, a bus of four, a steering group; and people who ask for a place."""

from datetime import UTC, date, datetime
from typing import Any

from msgspec.structs import replace

from events_service.database import Database
from events_service.programme.loading import save_all
from events_service.programme.records import (
    AttendanceMode,
    Contact,
    Event,
    EventStatus,
    EventType,
    Partner,
    Project,
    Registration,
    Session,
    SessionAccess,
    SessionKind,
    Venue,
)
from events_service.registrations.places.asked import Asked
from events_service.registrations.places.register import Registered, register
from events_service.registrations.records import Application, Category, Consents
from events_service.settings import Settings

NOW = datetime(2024, 3, 1, 9, tzinfo=UTC)

PROJECT = Project(
    key="secon",
    acronym="SECON",
    name="Social Economy",
    programme="Interreg Europe",
    reference="01C0224",
    funding_statement={"en": "Co-funded by the European Union", "bg": "Съфинансирано от Европейския съюз"},
    starts=date(2023, 3, 1),
    ends=date(2027, 5, 31),
    languages=["en", "bg"],
    lead_partner="peloponnese",
    partners=[
        Partner(key="peloponnese", name={"en": "Region of Peloponnese"}, country="GR", languages=["el"]),
        Partner(key="harghita", name={"en": "Harghita County Council"}, country="RO", languages=["ro", "hu"]),
    ],
)


def at(written: str) -> datetime:
    """Give what the clock on the wall at the event shows."""
    return datetime.fromisoformat(written)


EVENT = Event(
    key="workshop",
    project="secon",
    type=EventType.INTERREGIONAL_WORKSHOP,
    host="harghita",
    title={"en": "3rd interregional workshop", "bg": "3ти междурегионален уъркшоп"},
    status=EventStatus.PUBLISHED,
    timezone="Europe/Bucharest",
    days=[date(2024, 4, 16), date(2024, 4, 17)],
    attendance_modes=[AttendanceMode.IN_PERSON],
    capacity=10,
    registration=Registration(opens=at("2024-02-01T09:00"), closes=at("2024-04-10T23:59")),
    venue=Venue(name="County Hall", city="Miercurea Ciuc", country="RO"),
    contact=Contact(name="Event desk", email="desk@example.org"),
    sessions=[
        Session(
            key="welcome",
            kind=SessionKind.TALK,
            title={"en": "Welcome", "bg": "Добре дошли"},
            start=at("2024-04-16T09:15"),
            end=at("2024-04-16T09:45"),
        ),
        Session(
            key="bus",
            kind=SessionKind.STUDY_VISIT,
            title={"en": "Study visit", "bg": "Работно посещение"},
            start=at("2024-04-16T14:00"),
            end=at("2024-04-16T17:00"),
            capacity=4,
        ),
        Session(
            key="steering",
            kind=SessionKind.STEERING_GROUP,
            title={"en": "Steering group meeting"},
            start=at("2024-04-17T11:00"),
            end=at("2024-04-17T12:30"),
            capacity=20,
            access=SessionAccess.PARTNERS,
        ),
    ],
)

APPLICATION = Application(
    first_name="Jan",
    last_name="van der Berg",
    email="jan@example.org",
    organisation="Province of Flemish Brabant",
    country="BE",
    category=Category.PROJECT_PARTNER,
    language="nl",
    consents=Consents(privacy_notice=True),
)


def event(**changes: Any) -> Event:
    """Give the workshop with changes; `bus` sets the seats on the bus."""
    bus = changes.pop("bus", 4)
    sessions = [replace(each, capacity=bus) if each.key == "bus" else each for each in EVENT.sessions]
    return replace(EVENT, **{"sessions": sessions, **changes})


def application(number: int = 0, **changes: Any) -> Application:
    """Give an application; each number is a person of their own."""
    return replace(APPLICATION, **{"email": f"person{number}@example.org", "last_name": f"Person {number}", **changes})


def body(**changes: Any) -> dict[str, Any]:
    """Give what somebody sends to the JSON API."""
    return {
        "first_name": "Jan",
        "last_name": "van der Berg",
        "email": "jan@example.org",
        "organisation": "Province of Flemish Brabant",
        "country": "BE",
        "category": "project_partner",
        "language": "nl",
        "attendance_mode": "in_person",
        "sessions": [],
        "consents": {"privacy_notice": True, "photos": False, "special_needs": False},
        **changes,
    }


async def load(database: Database, loaded: Event = EVENT) -> None:
    """Load the project and an event."""
    async with database.transaction() as session:
        await save_all(session, [PROJECT], [loaded], actor="test", now=NOW)


async def ask(database: Database, settings: Settings, number: int, **changes: Any) -> Registered:
    """Register one person at the workshop on 1 March 2024."""
    return await register(database, settings, "workshop", Asked(application=application(number, **changes)), now=NOW)
