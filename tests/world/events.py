"""The events of all tests: the workshop at Harghita, as people register for it, read of it, and come to its door."""

from datetime import date, datetime
from typing import Any

from msgspec.structs import replace

from events_service import clock
from events_service.database import Database
from events_service.programme.definitions import check
from events_service.programme.finding import FoundEvent, Seats, get_any_event, seats_by_way
from events_service.programme.loading import save_all
from events_service.programme.organising import with_working_version
from events_service.programme.records import (
    AttendanceMode,
    Contact,
    Event,
    EventStatus,
    EventType,
    Project,
    Registration,
    Session,
    SessionAccess,
    SessionKind,
    Speaker,
    Venue,
)
from tests.world.project import PROJECT
from tests.world.service import ROOT
from tests.world.times import NOW, at

WELCOME = Session(
    key="welcome",
    kind=SessionKind.TALK,
    title={"bg": "Добре дошли", "el": "Καλωσόρισμα", "en": "Welcome"},
    start=at("2024-04-16T09:15"),
    end=at("2024-04-16T09:45"),
    room={"bg": "Голямата зала", "en": "Main hall"},
    speakers=[Speaker(name="Ilona Kovács", organisation="Harghita County Council"), Speaker(name="Γιώργος Παππάς")],
)
COFFEE = Session(
    key="coffee",
    kind=SessionKind.BREAK,
    title="Coffee",
    start=at("2024-04-16T11:00"),
    end=at("2024-04-16T11:30"),
)
BUS = Session(
    key="bus",
    kind=SessionKind.STUDY_VISIT,
    title={"bg": "Работно посещение", "en": "Study visit"},
    start=at("2024-04-16T14:00"),
    end=at("2024-04-16T17:00"),
    capacity=4,
)
DINNER = Session(
    key="dinner",
    kind=SessionKind.SOCIAL,
    title="Networking dinner",
    start=at("2024-04-16T20:00"),
    end=at("2024-04-17T00:30"),
)
STEERING = Session(
    key="steering",
    kind=SessionKind.STEERING_GROUP,
    title="Steering group meeting",
    start=at("2024-04-17T11:00"),
    end=at("2024-04-17T12:30"),
    access=SessionAccess.PARTNERS,
)
VISIT = Session(
    key="visit",
    kind=SessionKind.STUDY_VISIT,
    title={"en": "Study visit; bus, boots & rain"},
    description={"en": "Bring boots.\nThe bus leaves at 14:00."},
    start=at("2024-04-17T14:00"),
    end=at("2024-04-17T17:00"),
    capacity=40,
    attendance=True,
)

HARGHITA = Event(
    key="harghita-2024",
    project="secon",
    type=EventType.INTERREGIONAL_WORKSHOP,
    host="harghita",
    title={"bg": "3ти междурегионален уъркшоп", "en": "3rd interregional workshop"},
    theme={"en": "Enabling environment and non-financial support"},
    status=EventStatus.PUBLISHED,
    timezone="Europe/Bucharest",
    days=[date(2024, 4, 16), date(2024, 4, 17), date(2024, 4, 18)],
    venue=Venue(
        name={"bg": "Окръжен съвет", "en": "County Hall"},
        address="Piața Libertății 5",
        city="Miercurea Ciuc",
        country="RO",
        latitude=46.36,
        longitude=25.80,
    ),
    contact=Contact(name="Organising team; Harghita", email="events@example.org"),
    sessions=[WELCOME, DINNER, VISIT],
)
"""Three days, with texts that a calendar has to write with care; nobody has to register."""

WORKSHOP = replace(
    HARGHITA,
    key="workshop",
    theme=None,
    days=HARGHITA.days[:2],
    attendance_modes=[AttendanceMode.IN_PERSON],
    capacity=10,
    registration=Registration(opens=at("2024-02-01T09:00"), closes=at("2024-04-10T23:59")),
    contact=Contact(name="Event desk", email="desk@example.org"),
    sessions=[WELCOME, BUS, replace(STEERING, capacity=20)],
)
"""The workshop that people register for: two days, ten seats, a bus of four, a closed meeting of twenty."""

SHOWN = replace(
    WORKSHOP,
    theme={"en": "Enabling environment"},
    attendance_modes=[AttendanceMode.IN_PERSON, AttendanceMode.ONLINE],
    contact=Contact(name="Project office", email="harghita@example.org"),
    sessions=[
        replace(VISIT, title="Bakery of the disabled", capacity=4),
        replace(
            WELCOME,
            room={"bg": "Голяма зала", "en": "Main hall"},
            speakers=[Speaker(name="Ilona Székely", organisation="Harghita County Council")],
        ),
        COFFEE,
        STEERING,
    ],
)
"""The workshop with all that its page can show; its sessions do not stand in the order of their hours."""

FIRST_DAY, SECOND_DAY = "2024-04-16", "2024-04-17"

OFFERS = Registration(offer_hours=8)
"""A window for registering that never closes; who is offered a place has eight hours to answer."""

DOOR = replace(
    HARGHITA,
    days=HARGHITA.days[:2],
    contact=WORKSHOP.contact,
    sessions=[WELCOME, replace(VISIT, title="Study visit", capacity=None)],
)
"""Two days with a door and a visit where attendance is taken."""


def event(**changes: Any) -> Event:
    """Give the workshop that people register for with changes; `bus` sets the seats on the bus."""
    return replace(with_session(WORKSHOP, "bus", capacity=changes.pop("bus", BUS.capacity)), **changes)


def per_day(**changes: Any) -> Event:
    """Give the workshop where people choose for each day whether they come or join online."""
    registration = replace(WORKSHOP.registration, mode_per_day=True)
    both = [AttendanceMode.IN_PERSON, AttendanceMode.ONLINE]
    return replace(WORKSHOP, **{"attendance_modes": both, "registration": registration, **changes})


def for_parties(most: int = 3, **rules: Any) -> Event:
    """Give the workshop where somebody may register `most` colleagues along, with other rules of registration."""
    return replace(WORKSHOP, registration=replace(WORKSHOP.registration, companions=most, **rules))


def shown_event(**changes: Any) -> Event:
    """Give the workshop with all that its page can show, with changes."""
    return replace(SHOWN, **changes)


def door_event(key: str = DOOR.key, host: str = DOOR.host, **changes: Any) -> Event:
    """Give the workshop with a door with changes."""
    return replace(DOOR, key=key, host=host, **changes)


def meeting(title: str, day: date, **changes: Any) -> Event:
    """Give a short event without an agenda on a day; its key is its title in small letters."""
    key = title.lower().replace(" ", "-")
    plain = replace(SHOWN, key=key, title=title, theme=None, days=[day], sessions=[], registration=Registration())
    return replace(plain, **changes)


def with_session(event: Event, key: str, **changes: Any) -> Event:
    """Give the event with one of its sessions changed."""
    sessions = [replace(session, **changes) if session.key == key else session for session in event.sessions]
    return replace(event, sessions=sessions)


def without_session(event: Event, key: str) -> Event:
    """Give the event without one of its sessions."""
    return replace(event, sessions=[session for session in event.sessions if session.key != key])


def found(event: Event = SHOWN, *, taken: int = 0, project: Project = PROJECT) -> FoundEvent:
    """Give an event as it is found, with seats taken."""
    return FoundEvent(
        event=event,
        project=project,
        seats=Seats(capacity=None if event.counts_apart else event.capacity, taken=taken),
        seats_by_way=seats_by_way(event, taken, 0),
        session_seats={one.key: Seats(capacity=one.capacity, taken=0) for one in event.sessions},
        version=1,
        changed_at=NOW,
    )


async def load(
    database: Database, *events: Event, projects: tuple[Project, ...] = (PROJECT,), now: datetime = NOW
) -> None:
    """Load the project and events; the workshop alone, if none is named."""
    async with database.transaction() as session:
        await save_all(session, projects, events or [WORKSHOP], actor="test", now=now)


async def worked_on(database: Database, key: str = "workshop") -> FoundEvent:
    """Give an event as its organisers have it on their pages, released or not."""
    async with database.reading() as session:
        return await with_working_version(session, await get_any_event(session, key))


async def load_project(database: Database, project: Project = PROJECT) -> None:
    """Load the project without any event."""
    async with database.transaction() as session:
        await save_all(session, [project], [], actor="test", now=NOW)


async def load_fixtures(database: Database) -> None:
    """Load the project SECON with its nine events, as it stands in the fixtures."""
    checked = check([ROOT / "fixtures" / "secon"])
    async with database.transaction() as session:
        await save_all(session, checked.projects, checked.events, actor="test", now=clock.now())
