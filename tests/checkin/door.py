"""A small event with a door: its definition, its people and those who stand at the desk."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

from events_service.access.accounts import add_account
from events_service.access.records import Account, Role
from events_service.access.sign_in import make_link, make_token, use_link
from events_service.checkin.records import Method, Scan
from events_service.database import Database, new_id
from events_service.programme.loading import save_all
from events_service.programme.records import (
    AttendanceMode,
    Contact,
    Event,
    EventStatus,
    EventType,
    Partner,
    Project,
    Session,
    SessionKind,
)
from events_service.registrations.records import Category, Consents, Registration, RegistrationId, Status
from events_service.registrations.tables import RegistrationRow

MORNING = datetime(2024, 4, 16, 5, 50, tzinfo=UTC)
"""08:50 at the event, on its first day."""

PROJECT = Project(
    key="secon",
    acronym="SECON",
    name="Social Economy",
    programme="Interreg Europe",
    reference="01C0224",
    funding_statement="Co-funded by the European Union",
    starts=date(2023, 3, 1),
    ends=date(2027, 5, 31),
    languages=["en", "bg", "ro"],
    lead_partner="peloponnese",
    partners=[
        Partner(key="peloponnese", name="Region of Peloponnese", country="GR"),
        Partner(key="harghita", name="Harghita County Council", country="RO"),
        Partner(key="haskovo", name="Haskovo Municipality", country="BG"),
    ],
)


def local(day: int, hour: int, minute: int) -> datetime:
    """A time of day on the wall clock at the event in April 2024, as definition files write it."""
    return datetime(2024, 4, day, hour, minute)  # noqa: DTZ001


def make_event(key: str = "harghita-2024", host: str = "harghita", **changes: object) -> Event:
    """Three days in Bucharest's zone with a visit where attendance is taken."""
    values: dict[str, object] = {
        "key": key,
        "project": "secon",
        "type": EventType.INTERREGIONAL_WORKSHOP,
        "host": host,
        "title": {"en": "3rd interregional workshop", "bg": "3ти междурегионален уъркшоп"},
        "status": EventStatus.PUBLISHED,
        "timezone": "Europe/Bucharest",
        "days": [date(2024, 4, 16), date(2024, 4, 17)],
        "contact": Contact(name="Host Desk", email="desk@example.org"),
        "sessions": [
            Session(
                key="welcome",
                kind=SessionKind.TALK,
                title="Welcome",
                start=local(16, 9, 15),
                end=local(16, 9, 45),
            ),
            Session(
                key="visit",
                kind=SessionKind.STUDY_VISIT,
                title="Study visit",
                start=local(17, 14, 0),
                end=local(17, 17, 0),
                attendance=True,
            ),
        ],
    }
    return Event(**(values | changes))  # type: ignore[arg-type]


def make_registration(number: int = 1, **changes: object) -> Registration:
    """A registration as other rooms see it."""
    values: dict[str, object] = {
        "id": RegistrationId(uuid4()),
        "event": "harghita-2024",
        "number": number,
        "status": Status.CONFIRMED,
        "first_name": "Мария",
        "last_name": f"Петрова {number}",
        "email": f"person-{number}@example.org",
        "organisation": "Община Хасково",
        "country": "BG",
        "category": Category.PROJECT_PARTNER,
        "language": "bg",
        "attendance_mode": AttendanceMode.IN_PERSON,
        "sessions": (),
        "photos": False,
        "badge_code": f"CODE{number:06}",
        "created_at": datetime(2024, 3, 1, tzinfo=UTC),
    }
    return Registration(**(values | changes))  # type: ignore[arg-type]


async def open_doors(database: Database, *events: Event) -> None:
    """Load the project and its events; by default the workshop alone."""
    async with database.transaction() as session:
        await save_all(session, [PROJECT], events or [make_event()], actor="operator", now=MORNING)


def person_row(number: int = 1, **changes: object) -> RegistrationRow:
    """A registration's row with the badge code CODE000001 and so on."""
    values: dict[str, object] = {
        "id": new_id(),
        "event_key": "harghita-2024",
        "number": number,
        "status": Status.CONFIRMED,
        "first_name": "Мария",
        "last_name": f"Петрова {number}",
        "email": f"person-{number}@example.org",
        "email_folded": f"person-{number}@example.org",
        "organisation": "Община Хасково",
        "country": "BG",
        "category": Category.PROJECT_PARTNER,
        "language": "bg",
        "attendance_mode": AttendanceMode.IN_PERSON,
        "consents": Consents(privacy_notice=True),
        "badge_code": f"CODE{number:06}",
        "manage_hash": f"hash-{number}",
        "created_at": datetime(2024, 3, 1, tzinfo=UTC),
        "changed_at": datetime(2024, 3, 1, tzinfo=UTC),
    }
    return RegistrationRow(**(values | changes))


async def add_person(database: Database, number: int = 1, **changes: object) -> RegistrationRow:
    """Add a registration."""
    row = person_row(number, **changes)
    async with database.transaction() as session:
        session.add(row)
    return row


async def add_staff(
    database: Database, role: Role = Role.ORGANISER, partner: str | None = None, email: str = "maria@example.org"
) -> Account:
    """Add somebody who works with the service."""
    return await add_account(
        database, email=email, name="Maria Host", role=role, project="secon", partner=partner, now=MORNING
    )


async def token_of(database: Database, account: Account, now: datetime) -> dict[str, str]:
    """Give the header that signs an account in to the JSON API for a year."""
    token = await make_token(database, account.email, timedelta(days=365), now)
    return {"Authorization": f"Bearer {token}"}


async def cookie_of(database: Database, account: Account, now: datetime) -> dict[str, str]:
    """Give the header of a browser that is signed in."""
    link = await make_link(database, "", account.email, now)
    return {"Cookie": f"events_session={(await use_link(database, link.rpartition('/')[2], now)).cookie}"}


def make_scan(code: str = "CODE000001", **changes: object) -> Scan:
    """A scan of a badge at the door of the first day."""
    values: dict[str, object] = {
        "id": uuid4(),
        "event": "harghita-2024",
        "badge_code": code,
        "checkpoint": "2024-04-16",
        "scanned_at": MORNING,
        "method": Method.SCAN,
    }
    return Scan(**(values | changes))  # type: ignore[arg-type]


def ids(*scans: Scan) -> list[UUID]:
    """Give the ids of scans."""
    return [scan.id for scan in scans]
