"""A small programme to show: a project with milestones, a workshop with a full day, and ways to load and to sign in."""

from datetime import UTC, date, datetime
from typing import Any

import httpx
from msgspec.structs import replace

from events_service.access.accounts import add_account
from events_service.access.records import Account, Role
from events_service.access.sign_in import make_link
from events_service.database import Database
from events_service.programme.finding import FoundEvent, Seats
from events_service.programme.loading import save_all
from events_service.programme.records import (
    AttendanceMode,
    Contact,
    EarlierName,
    Event,
    EventStatus,
    EventType,
    Milestone,
    MilestoneKind,
    MilestoneState,
    Partner,
    Project,
    Registration,
    Session,
    SessionAccess,
    SessionKind,
    Speaker,
    Venue,
)

NOW = datetime(2024, 4, 1, 9, tzinfo=UTC)
NOW_TEXT = "2024-04-01T09:00:00Z"


def at(written: str) -> datetime:
    """Give what the clock on the wall at the event shows."""
    return datetime.fromisoformat(written)


PROJECT = Project(
    key="secon",
    acronym="SECON",
    name="Social Economy",
    programme="Interreg Europe",
    reference="01C0224",
    funding_statement={"bg": "Съфинансирано от Европейския съюз", "en": "Co-funded by the European Union"},
    starts=date(2023, 3, 1),
    ends=date(2027, 5, 31),
    languages=["en", "bg"],
    lead_partner="peloponnese",
    partners=[
        Partner(key="peloponnese", name={"en": "Region of Peloponnese"}, country="GR", languages=["el"]),
        Partner(
            key="harghita",
            name={"en": "Harghita County Council"},
            country="RO",
            earlier_names=[EarlierName(name="Harghita County", until=date(2023, 12, 31))],
        ),
        Partner(key="haskovo", name={"bg": "Община Хасково", "en": "Haskovo Municipality"}, country="BG"),
    ],
)
NEWSLETTER = Milestone(
    key="newsletter-2",
    kind=MilestoneKind.NEWSLETTER,
    title={"bg": "Втори бюлетин", "en": "Second newsletter"},
    date=date(2024, 4, 24),
    state=MilestoneState.PUBLISHED,
    link="https://example.org/newsletter-2",
)
REPORT = Milestone(
    key="report",
    kind=MilestoneKind.GOOD_PRACTICE_REPORT,
    title="Good practice report",
    semester="S3",
    state=MilestoneState.PUBLISHED,
    link="https://example.org/report",
)
LAST_NEWSLETTER = Milestone(key="last", kind=MilestoneKind.NEWSLETTER, title="Final newsletter", semester="S9")

WORKSHOP = Event(
    key="workshop",
    project="secon",
    type=EventType.INTERREGIONAL_WORKSHOP,
    host="harghita",
    title={"bg": "3ти междурегионален уъркшоп", "en": "3rd interregional workshop"},
    theme={"en": "Enabling environment"},
    status=EventStatus.PUBLISHED,
    timezone="Europe/Bucharest",
    days=[date(2024, 4, 16), date(2024, 4, 17)],
    attendance_modes=[AttendanceMode.IN_PERSON, AttendanceMode.ONLINE],
    capacity=10,
    registration=Registration(opens=at("2024-02-01T09:00"), closes=at("2024-04-10T23:59")),
    venue=Venue(
        name={"bg": "Окръжен съвет", "en": "County Hall"},
        address="Piața Libertății 5",
        city="Miercurea Ciuc",
        country="RO",
        latitude=46.36,
        longitude=25.8,
    ),
    contact=Contact(name="Project office", email="harghita@example.org"),
    sessions=[
        Session(
            key="visit",
            kind=SessionKind.STUDY_VISIT,
            title="Bakery of the disabled",
            start=at("2024-04-17T14:00"),
            end=at("2024-04-17T17:00"),
            capacity=4,
        ),
        Session(
            key="welcome",
            kind=SessionKind.TALK,
            title={"bg": "Добре дошли", "en": "Welcome"},
            start=at("2024-04-16T09:15"),
            end=at("2024-04-16T09:45"),
            room={"bg": "Голяма зала", "en": "Main hall"},
            speakers=[Speaker(name="Ilona Székely", organisation="Harghita County Council")],
        ),
        Session(
            key="coffee",
            kind=SessionKind.BREAK,
            title="Coffee",
            start=at("2024-04-16T11:00"),
            end=at("2024-04-16T11:30"),
        ),
        Session(
            key="steering",
            kind=SessionKind.STEERING_GROUP,
            title="Steering group meeting",
            start=at("2024-04-17T09:00"),
            end=at("2024-04-17T11:00"),
            access=SessionAccess.PARTNERS,
        ),
    ],
)


def event(**fields: Any) -> Event:
    """Give the workshop with some fields changed."""
    return replace(WORKSHOP, **fields)


def meeting(title: str, day: date, **fields: Any) -> Event:
    """Give a short event without an agenda on a day; its key is its title in small letters."""
    key = title.lower().replace(" ", "-")
    plain = replace(WORKSHOP, key=key, title=title, theme=None, days=[day], sessions=[], registration=Registration())
    return replace(plain, **fields)


def found(definition: Event = WORKSHOP, *, taken: int = 0, project: Project = PROJECT) -> FoundEvent:
    """Give an event as it is found, with seats taken."""
    return FoundEvent(
        event=definition,
        project=project,
        seats=Seats(capacity=definition.capacity, taken=taken),
        session_seats={one.key: Seats(capacity=one.capacity, taken=0) for one in definition.sessions},
        version=1,
        changed_at=NOW,
    )


async def load(database: Database, *events: Event, projects: tuple[Project, ...] = (PROJECT,)) -> None:
    """Load a programme."""
    async with database.transaction() as session:
        await save_all(session, projects, events, actor="test", now=NOW)


async def sign_in(
    client: httpx.AsyncClient, database: Database, role: Role = Role.ORGANISER, **scope: str | None
) -> Account:
    """Add a person of a role and sign the browser in as them; `project` and `partner` narrow what is theirs."""
    account = await add_account(
        database,
        email=f"{role.value}@example.org",
        name="Maria Petrova",
        role=role,
        project=scope.get("project"),
        partner=scope.get("partner"),
        now=NOW,
    )
    link = await make_link(database, "", account.email, NOW)
    answer = await client.get(link)
    client.cookies.update(answer.cookies)
    return account
