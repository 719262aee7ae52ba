"""Erasing oneself: refused to whoever was there while evidence is kept, and done when that time has ended."""

from collections.abc import Callable
from datetime import date

import httpx
import pytest
from msgspec.structs import replace
from sqlalchemy import select

from events_service.access.records import Account
from events_service.attendance.finding import read_record
from events_service.attendance.marking.noting import note
from events_service.attendance.records import Evidence, Mark
from events_service.attendance.statistics import list_participations
from events_service.attendance.wholeness import faults
from events_service.checkin.admit import receive
from events_service.checkin.records import WhyTakenBack
from events_service.checkin.tables import WithdrawalRow
from events_service.checkin.taking_back import TakingBack
from events_service.checkin.withdraw import take_back
from events_service.database import Database
from events_service.programme.finding import get_any_event
from events_service.programme.loading import save_all
from events_service.programme.records import Retention
from events_service.programme.tables import EventRow
from events_service.registrations.records import RegistrationId, Status
from events_service.registrations.tables import RegistrationRow
from events_service.secrets import hashed
from tests.world.door import make_scan
from tests.world.events import door_event
from tests.world.people import add_person
from tests.world.project import PROJECT
from tests.world.staff import add_staff
from tests.world.times import MORNING

pytestmark = pytest.mark.anyio
EVENT = "harghita-2024"
NOON, AFTER, NEW_YEAR = "2024-04-16T09:00:00Z", "2024-05-20T09:00:00Z", "2034-01-01T09:00:00Z"


@pytest.fixture
async def host(database: Database) -> Account:
    """Who organises an event whose evidence is kept until the end of 2033."""
    kept = replace(PROJECT, retention=Retention(last_payment=date(2028, 3, 1), years=5))
    async with database.transaction() as session:
        await save_all(session, [kept], [door_event()], actor="operator", now=MORNING)
    return await add_staff(database, partner="harghita")


async def person(database: Database, number: int = 1, status: Status = Status.WAITLISTED) -> RegistrationRow:
    return await add_person(database, number, status=status, manage_hash=hashed(f"token-{number}"))


async def erased(client: httpx.AsyncClient, number: int = 1) -> int:
    return (await client.post(f"/my/token-{number}/erase")).status_code


@pytest.mark.parametrize("when", [NOON, AFTER])
@pytest.mark.parametrize("status", [Status.CONFIRMED, Status.WAITLISTED, Status.CANCELLED])
async def test_who_was_checked_in_stays_on_record(
    client: httpx.AsyncClient,
    database: Database,
    host: Account,
    set_clock: Callable[[str], None],
    status: Status,
    when: str,
) -> None:
    row = await person(database)
    await receive(database, [make_scan()], device="desk", account=host, now=MORNING)
    async with database.transaction() as session:
        (await session.get_one(RegistrationRow, row.id)).status = status
    set_clock(when)
    answer = await client.post("/my/token-1/erase")
    assert answer.status_code == 409
    assert "is evidence that the programme&#39;s rules ask us to keep" in answer.text
    async with database.reading() as session:
        record = await read_record(session, await get_any_event(session, EVENT))
    assert [attendee.name for attendee in record.attendees] == ["Мария Петрова 1"]


async def test_a_mark_keeps_on_record_and_one_taken_back_does_not(
    client: httpx.AsyncClient, database: Database, host: Account, set_clock: Callable[[str], None]
) -> None:
    set_clock(NOON)
    row = await person(database)
    signed = Mark(
        registration=RegistrationId(row.id), checkpoint="2024-04-16", evidence=Evidence.SIGNED_ON_PAPER, stands=True
    )
    await note(database, EVENT, [signed], account=host, now=MORNING)
    assert await erased(client) == 409
    await note(database, EVENT, [replace(signed, stands=False)], account=host, now=MORNING)
    assert await erased(client) == 303


async def test_a_check_in_that_was_taken_back_keeps_nobody_nor_what_was_said_of_them(
    client: httpx.AsyncClient, database: Database, host: Account, set_clock: Callable[[str], None]
) -> None:
    set_clock(NOON)
    await person(database)
    scan = make_scan()
    await receive(database, [scan], device="desk", account=host, now=MORNING)
    why = TakingBack(reason=WhyTakenBack.OTHER, words="Мария, that was her sister")
    await take_back(database, EVENT, scan.id, account=host, now=MORNING, why=why)
    assert await erased(client) == 303
    async with database.reading() as session:
        row = await session.get_one(WithdrawalRow, scan.id)
        assert (row.reason, row.words, row.salt) == (WhyTakenBack.OTHER, "–", None)
        assert [fault async for fault in faults(session) if "withdrawal" in fault] == []


async def test_the_badge_of_somebody_erased_opens_nothing(
    client: httpx.AsyncClient, database: Database, host: Account, set_clock: Callable[[str], None]
) -> None:
    set_clock(NOON)
    await person(database)
    assert (await client.get("/b/CODE000001")).status_code == 200
    assert await erased(client) == 303
    assert (await client.get("/b/CODE000001")).status_code == 404
    (result,) = await receive(database, [make_scan()], device="desk", account=host, now=MORNING)
    assert result.registration is None


async def test_when_the_retention_has_ended_people_are_erased_and_still_count_one_by_one(
    client: httpx.AsyncClient, database: Database, host: Account, set_clock: Callable[[str], None]
) -> None:
    for number in (1, 2):
        await person(database, number)
    scans = [make_scan("CODE000001"), make_scan("CODE000002")]
    await receive(database, scans, device="desk", account=host, now=MORNING)
    set_clock("2033-12-31T20:00:00Z")
    assert await erased(client, 1) == 409
    set_clock(NEW_YEAR)
    assert [await erased(client, number) for number in (1, 2)] == [303, 303]
    async with database.reading() as session:
        came = await list_participations(session, [await get_any_event(session, EVENT)], select(EventRow.key))
    assert [one.name for one in came] == ["", ""]
    assert len({one.person for one in came}) == 2
