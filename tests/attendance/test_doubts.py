"""What looks unfinished before a record is submitted."""

from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest

from events_service.attendance.doubts import doubts
from events_service.checkin.admit import receive
from events_service.database import Database
from events_service.registrations.records import Status
from tests.world.attendance import ANNA, MARIA, record
from tests.world.door import check_in, make_scan, open_doors
from tests.world.pages import seen
from tests.world.people import add_person
from tests.world.staff import add_staff, sign_in
from tests.world.times import MORNING

AFTERWARDS = MORNING + timedelta(days=3)
SECOND_DAY = "Nothing shows that anybody was there on Wednesday, 17 April 2024. Is a signed list missing?"
VISIT = "2 people were expected at “Study visit”, and nobody is noted as present."


def test_a_day_without_evidence_and_a_session_that_nobody_came_to_are_named_once_they_are_over() -> None:
    came = record(check_in(MARIA), people=(MARIA, ANNA))
    assert doubts(came, [], AFTERWARDS) == [SECOND_DAY, VISIT]
    assert doubts(came, [], MORNING + timedelta(days=1)) == []
    assert doubts(came, ["Jan Person"], MORNING) == []


def test_who_came_to_a_session_was_there_on_its_day_and_leaves_no_doubt() -> None:
    assert doubts(record(check_in(MARIA), check_in(ANNA, "visit"), people=(MARIA, ANNA)), [], AFTERWARDS) == []


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["Ana Ruiz"], "1 person was never approved or declined: Ana Ruiz."),
        (["A", "B", "C", "D", "E", "F"], "6 people were never approved or declined: A, B, C, D, E …."),
    ],
)
def test_whom_nobody_decided_on_is_named(names: list[str], said: str) -> None:
    came = record(check_in(MARIA), check_in(MARIA, "visit"), people=(MARIA,))
    assert doubts(came, names, AFTERWARDS) == [said]


@pytest.mark.anyio
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_the_page_warns_of_an_unfinished_record_and_lets_it_be_submitted_all_the_same(
    client: httpx.AsyncClient, database: Database, set_clock: Callable[[str], None]
) -> None:
    set_clock(AFTERWARDS.isoformat())
    await open_doors(database)
    await add_person(database)
    await add_person(database, 2, status=Status.PENDING)
    await receive(database, [make_scan()], device="desk", account=await add_staff(database), now=MORNING)
    await sign_in(client, database, partner="harghita")
    page = "/organise/events/harghita-2024/attendance"
    shown = await seen(client, page)
    assert f"Before you submit the record {SECOND_DAY}" in shown
    assert "1 person was never approved or declined: Мария Петрова 2. Submit to the lead partner all the same" in shown
    assert (await client.post(f"{page}/submit")).status_code == 303
    assert "Before you submit the record" not in await seen(client, page)
