"""Every page and list asks the database as often for thirty as for one: none slows down as an event fills."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from uuid import UUID

import httpx
import pytest

from events_service.access.records import Role
from events_service.attendance.records import Evidence
from events_service.attendance.tables import EvidenceMarkRow
from events_service.database import Base, Database
from events_service.mail.records import MailStatus
from events_service.mail.tables import MailRow
from events_service.programme.records import Event
from events_service.registrations.records import Status
from events_service.registrations.tables import ChosenSessionRow, InvitationLinkRow, RegistrationRow
from events_service.secrets import hashed
from tests.counting import counting
from tests.world.door import scan_row
from tests.world.events import door_event, load, meeting
from tests.world.people import person_row
from tests.world.routes import addresses, filled
from tests.world.staff import add_staff, token_of
from tests.world.times import MORNING

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]
EVENT = "harghita-2024"
MY_TOKEN = "the-token-of-a-personal-page"
OF_STAFF = ("/organise", "/review", "/api/v1")
ALSO_ASKED = [
    "/?when=past",
    "/organise?when=past",
    f"/my/{MY_TOKEN}",
    f"/organise/events/{EVENT}/registrations?order=name",
    f"/organise/events/{EVENT}/registrations?q=example&status=pending",
    f"/organise/events/{EVENT}/registrations?mode=in_person&category=expert&show.sessions=1",
    f"/organise/events/{EVENT}/registrations.csv?as_shown=1&order=country",
    f"/organise/events/{EVENT}/check-in?q=haskovo&checkpoint=visit",
]


async def grow(database: Database, numbers: range) -> None:
    """Add as many of each thing that a page may list."""
    days = [MORNING.date() + timedelta(days=side * number) for number in numbers for side in (-1, 1)]
    await load(database, *(meeting(f"Meeting {day}", day) for day in days), version(numbers[0]))
    await load(database, version(numbers[-1] + 100))
    desk, *_ = [await add_staff(database, email=f"staff{number}@example.org") for number in numbers[:8]]
    async with database.transaction() as session:
        for number in numbers:
            session.add_all(people_of(number))
            await session.flush()
            session.add_all(rows_about(number, desk.id))


def version(number: int) -> Event:
    return door_event(title=f"Workshop, version {number}")


def person(number: int) -> UUID:
    return UUID(int=number)


def people_of(number: int) -> Iterator[RegistrationRow]:
    """Give somebody with a place, somebody who waits, who is to be approved, and a colleague of the first of all."""
    mine = {"manage_hash": hashed(MY_TOKEN)} if number == 1 else {}
    yield person_row(4 * number, id=person(number), **mine)
    yield person_row(4 * number + 1, status=Status.WAITLISTED)
    yield person_row(4 * number + 2, status=Status.PENDING)
    yield person_row(4 * number + 3, party=person(1))


def rows_about(number: int, account: UUID) -> Iterator[Base]:
    here = {"event_key": EVENT, "registration_id": person(number)}
    yield scan_row(badge_code=f"CODE{4 * number:06}", **here)
    yield EvidenceMarkRow(
        checkpoint="visit",
        evidence=Evidence.SIGNED_ON_PAPER,
        stands=True,
        marked_at=MORNING,
        account_id=account,
        **here,
    )
    yield ChosenSessionRow(session_key="visit", status=Status.WAITLISTED, asked_at=MORNING, **here)
    yield MailRow(
        kind="confirmed",
        recipient=f"person-{number}@example.org",
        subject="Welcome",
        enclosures=[],
        status=MailStatus.SENT,
        created_at=MORNING,
        **here,
    )
    yield InvitationLinkRow(event_key=EVENT, name=f"Group {number}", token_hash=str(number), created_at=MORNING)


async def test_each_page_asks_the_database_as_often_for_thirty_as_for_one(
    client: httpx.AsyncClient, database: Database, set_clock: Callable[[str], None]
) -> None:
    set_clock(MORNING.isoformat())
    await grow(database, range(1, 2))
    headers = await token_of(database, await add_staff(database, Role.LEAD_PARTNER, email="lead@example.org"), MORNING)
    asked = [filled(path) for method, path in addresses() if method == "GET" and path.startswith(OF_STAFF)]
    paths = ["/", "/calendar.ics", *(path for path in sorted(asked) if "." not in path), *ALSO_ASKED]
    counts: list[dict[str, int]] = []
    for numbers in (None, range(2, 31)):
        if numbers is not None:
            await grow(database, numbers)
        counts.append({})
        for path in paths:
            with counting(database) as sent:
                answer = await client.get(path, headers=headers)
            if answer.status_code == 200:
                counts[-1][path] = len(sent)
    one, thirty = counts
    assert {path: (one[path], thirty.get(path)) for path in one if one[path] != thirty.get(path)} == {}
    assert {*ALSO_ASKED, "/", "/organise", "/review", "/organise/people", "/review/statistics"} <= set(one)
    assert len(one) >= 35
