"""In person on one day, online on the next: chosen for each day, and what the day makes of it."""

import re
from typing import Any

import httpx
import pytest

from events_service.database import Database
from events_service.programme.records import AttendanceMode
from tests.world.api import ADDRESS, faults
from tests.world.events import FIRST_DAY, SECOND_DAY, load, per_day
from tests.world.people import body
from tests.world.staff import LIST, sign_in, staff

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("first_of_march")]

BOTH = [AttendanceMode.IN_PERSON, AttendanceMode.ONLINE]


async def one(client: httpx.AsyncClient, database: Database, **sent: Any) -> dict[str, Any]:
    response = await client.post(ADDRESS, json=body(**sent))
    assert response.status_code == 201, response.text
    listed: list[dict[str, Any]] = (await client.get(ADDRESS, headers=await staff(database))).json()["items"]
    return listed[-1]


@pytest.mark.parametrize(
    ("sent", "kept", "whole"),
    [
        ({FIRST_DAY: "in_person", SECOND_DAY: "online"}, {FIRST_DAY: "in_person", SECOND_DAY: "online"}, "in_person"),
        ({FIRST_DAY: "online", SECOND_DAY: None}, {FIRST_DAY: "online", SECOND_DAY: None}, "online"),
        ({SECOND_DAY: "online"}, {FIRST_DAY: "in_person", SECOND_DAY: "online"}, "in_person"),
        ({}, {}, "in_person"),
    ],
)
async def test_days_make_the_whole(
    client: httpx.AsyncClient, database: Database, sent: dict[str, Any], kept: dict[str, Any], whole: str
) -> None:
    await load(database, per_day())
    made = await one(client, database, day_modes=sent)
    assert (made["day_modes"], made["attendance_mode"]) == (kept, whole)


@pytest.mark.parametrize(
    "sent",
    [
        {FIRST_DAY: None, SECOND_DAY: None},
        {"2024-04-18": "online"},
        {FIRST_DAY: "by_post"},
        [FIRST_DAY],
    ],
)
async def test_a_choice_that_no_day_offers_is_refused(client: httpx.AsyncClient, database: Database, sent: Any) -> None:
    await load(database, per_day())
    assert faults(await client.post(ADDRESS, json=body(day_modes=sent))) == ["day_modes"]


async def test_an_event_that_does_not_ask_for_days_says_so(client: httpx.AsyncClient, database: Database) -> None:
    await load(database)
    assert faults(await client.post(ADDRESS, json=body(day_modes={FIRST_DAY: "in_person"}))) == ["day_modes"]


async def test_changing_one_day_leaves_the_other_and_changing_the_whole_goes_for_all(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database, per_day())
    made = await one(client, database, day_modes={FIRST_DAY: "in_person", SECOND_DAY: "online"})
    address, headers = f"/api/v1/registrations/{made['id']}", await staff_again(database)
    changed = await client.patch(address, json={"day_modes": {FIRST_DAY: None}}, headers=headers)
    assert changed.json()["day_modes"] == {FIRST_DAY: None, SECOND_DAY: "online"}
    assert changed.json()["attendance_mode"] == "online"
    refused = await client.patch(address, json={"day_modes": {SECOND_DAY: None}}, headers=headers)
    assert faults(refused) == ["day_modes"]
    changed = await client.patch(address, json={"attendance_mode": "in_person"}, headers=headers)
    assert changed.json()["day_modes"] == {FIRST_DAY: None, SECOND_DAY: "in_person"}


@pytest.mark.parametrize(
    ("modes", "refused"),
    [
        ({FIRST_DAY: None, SECOND_DAY: "in_person"}, ["sessions"]),
        ({FIRST_DAY: None}, ["sessions"]),
        ({FIRST_DAY: "in_person", SECOND_DAY: None}, []),
        ({}, []),
    ],
)
async def test_a_session_on_a_day_on_which_somebody_is_not_there_is_refused(
    client: httpx.AsyncClient, database: Database, modes: dict[str, Any], refused: list[str]
) -> None:
    await load(database, per_day())
    response = await client.post(ADDRESS, json=body(day_modes=modes, sessions=["bus"]))
    assert (response.status_code == 201) is (not refused)
    if refused:
        assert faults(response) == refused
        assert "leave it out" in response.json()["errors"][0]["message"]


async def test_a_day_that_is_given_up_gives_back_its_session_and_none_is_asked_for_on_it(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database, per_day())
    made = await one(client, database, day_modes={FIRST_DAY: "in_person", SECOND_DAY: "online"}, sessions=["bus"])
    address, headers = f"/api/v1/registrations/{made['id']}", await staff_again(database)
    changed = (await client.patch(address, json={"day_modes": {FIRST_DAY: None}}, headers=headers)).json()
    assert changed["day_modes"] == {FIRST_DAY: None, SECOND_DAY: "online"}
    assert changed["sessions"] == [{"key": "bus", "status": "cancelled"}]
    assert faults(await client.patch(address, json={"sessions": ["bus"]}, headers=headers)) == ["sessions"]


async def test_the_organisers_see_how_many_come_on_each_day(client: httpx.AsyncClient, database: Database) -> None:
    await load(database, per_day(capacity=3))
    days: list[dict[str, Any]] = [
        {FIRST_DAY: "in_person", SECOND_DAY: "online"},
        {FIRST_DAY: "online", SECOND_DAY: None},
        {},
        {},
    ]
    for number, modes in enumerate(days):
        sent = body(email=f"person{number}@example.org", day_modes=modes)
        assert (await client.post(ADDRESS, json=sent)).status_code == 201
    await sign_in(client, database)
    shown = (await client.get(LIST)).text
    figures = re.findall(r'<tr><th scope="row">([^<]+)</th>' + r'<td class="number">(\d+)</td>' * 3, shown)
    assert [counts for _, *counts in figures] == [["2", "1", "0"], ["1", "1", "1"]]  # the fourth waits
    await load(database)
    assert "day by day" not in (await client.get(LIST)).text


async def staff_again(database: Database) -> dict[str, str]:
    """Give headers of another organiser: the first has an account already."""
    return await staff(database, "harghita")
