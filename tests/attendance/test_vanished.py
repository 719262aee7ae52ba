"""Evidence at what the definition no longer has: it counts neither here nor there, and everybody concerned is told."""

from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest
from msgspec.structs import replace
from sqlalchemy import select

from events_service.access.records import Account, Role
from events_service.attendance.finding import read_record
from events_service.attendance.marking.noting import note
from events_service.attendance.records import Evidence, Mark
from events_service.attendance.statistics import list_participations
from events_service.checkin.admit import receive
from events_service.checkin.tables import CheckInRow
from events_service.checkin.withdraw import take_back
from events_service.database import Database
from events_service.programme.export import export
from events_service.programme.finding import get_any_event
from events_service.programme.records import Event
from events_service.programme.tables import EventRow
from events_service.registrations.records import RegistrationId
from tests.world.door import make_scan, open_doors
from tests.world.events import door_event
from tests.world.people import add_person
from tests.world.staff import add_staff, cookie_of
from tests.world.times import MORNING

pytestmark = pytest.mark.anyio
EVENT = "harghita-2024"
DEFINITION = f"/organise/events/{EVENT}/definition"
ATTENDANCE = f"/organise/events/{EVENT}/attendance"
NOW = "2024-04-17T16:00:00Z"
GONE = "is not here any more"


def without_visit() -> Event:
    return door_event(sessions=[each for each in door_event().sessions if each.key != "visit"])


@pytest.fixture
async def lead(database: Database, set_clock: Callable[[str], None]) -> Account:
    """Who leads a project with an event where one was at the visit, one signed there, and one came on the first day."""
    set_clock(NOW)
    await open_doors(database)
    people = [await add_person(database, number) for number in (1, 2, 3)]
    account = await add_staff(database, Role.LEAD_PARTNER)
    scans = [make_scan("CODE000001", checkpoint="visit"), make_scan("CODE000003")]
    await receive(database, scans, device="desk", account=account, now=MORNING)
    signed = Mark(
        registration=RegistrationId(people[1].id), checkpoint="visit", evidence=Evidence.SIGNED_ON_PAPER, stands=True
    )
    await note(database, EVENT, [signed], account=account, now=MORNING)
    return account


@pytest.fixture
async def desk(client: httpx.AsyncClient, database: Database, lead: Account) -> httpx.AsyncClient:
    client.headers.update(await cookie_of(database, lead, MORNING + timedelta(days=1, hours=10)))
    return client


async def figures(database: Database) -> tuple[int, int]:
    """Give how many were there by the record, and by the statistics."""
    async with database.reading() as session:
        found = await get_any_event(session, EVENT)
        record, came = (
            await read_record(session, found),
            await list_participations(session, [found], select(EventRow.key)),
        )
    return record.people.present, len(came)


@pytest.mark.usefixtures("lead")
async def test_record_and_statistics_count_by_one_rule(database: Database) -> None:
    assert await figures(database) == (3, 3)
    await open_doors(database, without_visit())
    assert await figures(database) == (1, 1)
    await open_doors(database)
    assert await figures(database) == (3, 3)


async def test_the_pages_of_the_record_name_who_does_not_count(desk: httpx.AsyncClient, database: Database) -> None:
    pages = (ATTENDANCE, f"/review/events/{EVENT}")
    for page in pages:
        assert "Evidence that does not count" not in (await desk.get(page)).text
    await open_doors(database, without_visit())
    for page in pages:
        text = (await desk.get(page)).text
        assert "Evidence that does not count" in text
        assert "<code>visit</code>: Мария Петрова 1, Мария Петрова 2</li>" in text


async def test_who_changes_the_definition_is_warned_when_checking_and_after_saving(desk: httpx.AsyncClient) -> None:
    assert GONE not in (await desk.get(DEFINITION)).text
    changed = {"definition": export(without_visit()), "version": "1"}
    checked = await desk.post(DEFINITION, data={**changed, "do": "check"})
    assert checked.status_code == 200
    assert "visit&#34; is not here any more, but 2 people were there" in checked.text
    saved = await desk.post(DEFINITION, data={**changed, "do": "save"})
    assert saved.status_code == 303
    saved = await desk.get(saved.headers["location"])
    assert GONE in saved.text
    assert "Undo this change" in saved.text


async def test_a_day_that_was_taken_out_is_named_too(desk: httpx.AsyncClient) -> None:
    second = replace(without_visit(), days=door_event().days[1:], sessions=[])
    answer = await desk.post(DEFINITION, data={"definition": export(second), "version": "1", "do": "check"})
    assert "2024-04-16&#34; is not here any more, but 1 person was there" in answer.text


async def test_who_is_left_by_a_second_scan_alone_is_named_as_well(
    desk: httpx.AsyncClient, database: Database, lead: Account
) -> None:
    async with database.reading() as session:
        first = (await session.scalars(select(CheckInRow.id).where(CheckInRow.checkpoint == "visit"))).one()
    await receive(database, [make_scan("CODE000001", checkpoint="visit")], device="other", account=lead, now=MORNING)
    await take_back(database, EVENT, first, account=lead, now=MORNING)
    assert await figures(database) == (3, 3)
    await open_doors(database, without_visit())
    assert "<code>visit</code>: Мария Петрова 1, Мария Петрова 2</li>" in (await desk.get(ATTENDANCE)).text
