"""Marks that devices send: noted in the order typed and once each, and one that cannot be noted keeps no other back."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from events_service.access.records import Account
from events_service.attendance.finding import is_attested, list_marks, read_record
from events_service.attendance.marking.noting import note, receive
from events_service.attendance.marking.records import MarkOutcome, SentMark
from events_service.attendance.records import AttendanceRecord, Evidence, Mark
from events_service.attendance.statistics import count_excused
from events_service.database import Database
from events_service.programme.finding import get_any_event, list_events_of, select_keys_of
from events_service.registrations.records import RegistrationId
from tests.world.door import open_doors
from tests.world.events import door_event
from tests.world.people import add_person
from tests.world.staff import add_staff, cookie_of
from tests.world.times import MORNING as EVENING

pytestmark = pytest.mark.anyio
EVENT, DAY = "harghita-2024", "2024-04-16"


@pytest.fixture
async def host(database: Database) -> Account:
    await open_doors(database, door_event())
    return await add_staff(database, partner="harghita", email="host@example.org")


async def one(database: Database, number: int = 1) -> UUID:
    return (await add_person(database, number)).id


def typed(person: UUID, evidence: Evidence = Evidence.SIGNED_ON_PAPER, **changes: Any) -> SentMark:
    given = {"id": uuid4(), "registration": person, "checkpoint": DAY, "evidence": evidence}
    return SentMark(**{**given, **changes})


async def send(database: Database, host: Account, *marks: SentMark) -> list[MarkOutcome]:
    results = await receive(database, EVENT, marks, account=host, now=EVENING)
    assert [result.id for result in results] == [mark.id for mark in marks]
    return [result.outcome for result in results]


async def record_of(database: Database) -> AttendanceRecord:
    async with database.reading() as session:
        return await read_record(session, await get_any_event(session, EVENT))


async def count(database: Database) -> int:
    async with database.reading() as session:
        return len(await list_marks(session, EVENT))


async def test_a_mark_that_is_sent_again_is_noted_once(database: Database, host: Account) -> None:
    person = await one(database)
    signed, back = typed(person), typed(person, stands=False)
    assert await send(database, host, signed) == [MarkOutcome.NOTED]
    assert await send(database, host, back) == [MarkOutcome.NOTED]
    assert await send(database, host, signed) == [MarkOutcome.NOTED]
    assert await count(database) == 2
    assert not (await record_of(database)).attendees[0].present


async def test_of_two_about_the_same_in_one_batch_the_later_one_holds(database: Database, host: Account) -> None:
    person = await one(database)
    for _ in range(3):
        assert (
            await send(database, host, typed(person), typed(person, stands=False), typed(person))
            == [MarkOutcome.NOTED] * 3
        )
        assert (await record_of(database)).attendees[0].present
        await send(database, host, typed(person), typed(person, stands=False))
        assert not (await record_of(database)).attendees[0].present


async def test_a_batch_that_is_sent_twice_at_once_is_noted_once(database: Database, host: Account) -> None:
    person = await one(database)
    marks = [typed(person), typed(person, Evidence.ONLINE)]
    await asyncio.gather(*(send(database, host, *marks) for _ in range(4)))
    assert await count(database) == 2


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({"registration": UUID(int=7)}, MarkOutcome.ELSEWHERE),
        ({"checkpoint": "2030-01-01"}, MarkOutcome.ELSEWHERE),
        ({"evidence": Evidence.SIGNED_ELECTRONICALLY}, MarkOutcome.NOT_BY_HAND),
        ({"evidence": Evidence.EXCUSED, "reason": " \u200b"}, MarkOutcome.REASON_MISSING),
        ({"evidence": Evidence.EXCUSED, "stands": False}, MarkOutcome.NOTED),
    ],
)
async def test_a_mark_that_cannot_be_noted_keeps_no_other_back(
    database: Database, host: Account, changes: dict[str, Any], outcome: MarkOutcome
) -> None:
    person = await one(database)
    assert await send(database, host, typed(person, **changes), typed(person)) == [outcome, MarkOutcome.NOTED]
    assert (await record_of(database)).attendees[0].present


async def test_who_is_excused_was_not_there_and_counts_as_excused(database: Database, host: Account) -> None:
    person, other = await one(database), await one(database, 2)
    await send(database, host, typed(person, Evidence.EXCUSED, reason="a train"), typed(other))
    made = await record_of(database)
    assert (made.people.present, made.people.excused, made.people.absent) == (1, 1, 0)
    async with database.reading() as session:
        assert not await is_attested(session, EVENT, person)
        events = await list_events_of(session, host)
        assert await count_excused(session, events, select_keys_of(host)) == {EVENT: 1}
    await send(database, host, typed(person))
    async with database.reading() as session:
        assert await count_excused(session, events, select_keys_of(host)) == {}


async def test_another_reason_is_news_and_the_same_one_is_not(database: Database, host: Account) -> None:
    person = RegistrationId(await one(database))
    for reason, changed in (("a train", 1), ("a train", 0), ("a strike", 1)):
        mark = Mark(registration=person, checkpoint=DAY, evidence=Evidence.EXCUSED, reason=reason)
        assert len(await note(database, EVENT, [mark], account=host, now=EVENING)) == changed


FAULTY: list[tuple[Any, list[str]]] = [
    ({}, ["marks"]),
    ({"marks": 1, "device": "x"}, ["device", "marks"]),
    ({"marks": [{}] * 1001}, ["marks"]),
    ({"marks": [{"id": "x", "registration": str(UUID(int=1)), "checkpoint": DAY, "evidence": "asleep"}]},
     ["marks.0.id", "marks.0.evidence"]),
    ({"marks": [7]}, ["marks.0.id", "marks.0.registration", "marks.0.checkpoint", "marks.0.evidence"]),
]  # fmt: skip


async def test_what_is_no_batch_of_marks_is_refused_with_each_fault(
    client: httpx.AsyncClient, database: Database, host: Account, set_clock: Any
) -> None:
    set_clock("2024-04-16T06:00:00Z")
    headers = await cookie_of(database, host, EVENING)
    for body, fields in FAULTY:
        answer = await client.post(f"/api/v1/events/{EVENT}/attendance/marks", json=body, headers=headers)
        assert answer.status_code == 422
        assert [error["field"] for error in answer.json()["errors"]] == fields
        assert all(error["message"] for error in answer.json()["errors"])
