"""Who comes: people who ask for a place, and registrations as the database and other rooms hold them."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from msgspec.structs import replace
from sqlalchemy import update

from events_service import audit
from events_service.database import Database, new_id
from events_service.programme.finding import get_any_event
from events_service.programme.records import AttendanceMode
from events_service.programme.tables import EventRow
from events_service.registrations.finding import list_registrations
from events_service.registrations.places.asked import Asked
from events_service.registrations.places.register import Registered, register
from events_service.registrations.records import (
    Application,
    Category,
    Consents,
    InvitationLink,
    PartnerProof,
    Registration,
    RegistrationId,
    Status,
)
from events_service.registrations.tables import RegistrationRow
from events_service.settings import Settings
from tests.world.times import NOW

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

ANA = {
    "first_name": "Ana",
    "last_name": "de la Cruz",
    "email": "ana@example.org",
    "organisation": "Junta de Extremadura",
    "country": "ES",
    "category": "press",
    "language": "es",
}
"""Somebody as an organiser's form enters them."""


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


def colleague(number: int, **changes: Any) -> dict[str, Any]:
    """Give a colleague whom somebody registers with themselves, as the JSON API takes one."""
    return {"first_name": "Ana", "last_name": f"No. {number}", "email": f"ana{number}@example.org", **changes}


def invitation_link(**changes: object) -> InvitationLink:
    """Give a link for a group at the workshop, made now and of no limit."""
    values: dict[str, object] = {
        "id": UUID(int=7),
        "event": "workshop",
        "name": "Guests",
        "email": None,
        "language": None,
        "places": None,
        "taken": 0,
        "waiting": 0,
        "used": 0,
        "created_at": NOW,
        "expires_at": None,
        "revoked_at": None,
    }
    return InvitationLink(**(values | changes))


async def ask(database: Database, settings: Settings, number: int, now: datetime = NOW, **changes: Any) -> Registered:
    """Register one person at the workshop, on 1 March 2024 if not told otherwise."""
    return await register(database, settings, "workshop", Asked(application=application(number, **changes)), now=now)


async def people(
    database: Database, settings: Settings, number: int, now: datetime = NOW, **changes: Any
) -> list[Registration]:
    """Register people numbered from 0 at the workshop, Belgians if not told otherwise."""
    return [(await ask(database, settings, person, now, **changes)).registration for person in range(number)]


async def everybody(database: Database, statuses: Collection[Status] | None = None) -> list[Registration]:
    """Give the registrations at the workshop in the order of arrival; without statuses all that count."""
    async with database.reading() as session:
        return await list_registrations(session, "workshop", statuses=statuses)


async def statuses(database: Database) -> list[str]:
    """Give all statuses at the workshop in the order of arrival, after holding the count of seats against them."""
    async with database.reading() as session:
        listed = await list_registrations(session, "workshop")
        found = await get_any_event(session, "workshop")
    assert found.seats.taken == sum(each.status in {Status.CONFIRMED, Status.OFFERED} for each in listed)
    return [each.status.value for each in listed]


def _maria(number: int) -> dict[str, object]:
    return {
        "number": number,
        "status": Status.CONFIRMED,
        "first_name": "Мария",
        "last_name": f"Петрова {number}",
        "email": f"person-{number}@example.org",
        "organisation": "Община Хасково",
        "country": "BG",
        "category": Category.PROJECT_PARTNER,
        "partner_proof": PartnerProof.ORGANISER,
        "language": "bg",
        "attendance_mode": AttendanceMode.IN_PERSON,
        "badge_code": f"CODE{number:06}",
        "created_at": datetime(2024, 3, 1, tzinfo=UTC),
    }


def make_registration(number: int = 1, **changes: object) -> Registration:
    """A registration at the event with a door, as other rooms see it."""
    values: dict[str, object] = {
        **_maria(number),
        "id": RegistrationId(uuid4()),
        "event": "harghita-2024",
        "sessions": (),
        "photos": False,
    }
    return Registration(**(values | changes))


def person_row(number: int = 1, **changes: object) -> RegistrationRow:
    """The row of such a registration, with the badge code CODE000001 and so on."""
    values: dict[str, object] = {
        **_maria(number),
        "id": new_id(),
        "event_key": "harghita-2024",
        "email_folded": f"person-{number}@example.org",
        "consents": Consents(privacy_notice=True),
        "manage_hash": f"hash-{number}",
        "changed_at": datetime(2024, 3, 1, tzinfo=UTC),
    }
    return RegistrationRow(**(values | changes))


async def add_person(database: Database, number: int = 1, **changes: object) -> RegistrationRow:
    """Add a registration; whoever registers at the event next is given a higher number."""
    (row,) = await add_people(database, [number], **changes)
    return row


async def add_people(database: Database, numbers: Sequence[int], **changes: object) -> list[RegistrationRow]:
    """Add registrations at one event at once, as many as a test needs."""
    rows = [person_row(number, **changes) for number in numbers]
    made, last = EventRow.registrations_made, max(numbers)
    counted = update(EventRow).where(EventRow.key == rows[0].event_key, made < last).values(registrations_made=last)
    async with database.transaction() as session:
        session.add_all(rows)
        await session.execute(counted)
    return rows


async def log_person(database: Database, row: RegistrationRow) -> None:
    """Let the audit log know of a registration that was added by its row."""
    async with database.transaction() as session:
        await audit.append(
            session,
            audit.Entry(
                at=NOW,
                actor="test",
                action="registration.created",
                subject=f"registration:{row.id}",
                facts={"event": row.event_key, "number": str(row.number)},
                personal={"name": f"{row.first_name} {row.last_name}", "email": row.email},
            ),
        )
