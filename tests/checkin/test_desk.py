"""The check-in desk as a browser without JavaScript meets it."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from uuid import uuid4

import httpx
import pytest

from events_service.checkin.finding import list_check_ins
from events_service.database import Database
from tests.world.door import open_doors
from tests.world.people import add_person
from tests.world.staff import add_staff, cookie_of
from tests.world.times import MORNING

pytestmark = pytest.mark.anyio
DESK = "/organise/events/harghita-2024/check-in"
At = Callable[[datetime], Awaitable[httpx.AsyncClient]]
NEW_DAY = "A new day has begun: people are now checked in for Wednesday, 17 April 2024."


@pytest.fixture
async def at(client: httpx.AsyncClient, database: Database, set_clock: Callable[[str], None]) -> At:
    """A function that gives a browser of the desk, signed in at an instant; one person is registered."""
    await open_doors(database)
    await add_person(database)
    account = await add_staff(database)
    client.headers["Origin"] = str(client.base_url)

    async def open_at(now: datetime) -> httpx.AsyncClient:
        set_clock(now.isoformat())
        client.headers.update(await cookie_of(database, account, now))
        return client

    return open_at


async def check_in(desk: httpx.AsyncClient, **form: str) -> str:
    """Send the form as a desk does, and give the page that follows."""
    sent = {"id": str(uuid4()), "badge": "CODE000001", **form}
    answer = await desk.post(DESK, data=sent)
    assert answer.status_code == 303
    return (await desk.get(answer.headers["location"])).text


async def test_a_desk_left_open_overnight_checks_in_for_today_and_says_so(at: At) -> None:
    left_open = {"checkpoint": "2024-04-16", "on": "2024-04-16"}
    assert NEW_DAY not in await check_in(await at(MORNING), **left_open)
    desk = await at(MORNING + timedelta(days=1))
    page = await check_in(desk, **left_open)
    assert "<strong>Welcome</strong>" in page
    assert NEW_DAY in page
    assert 'name="checkpoint" value="2024-04-17"' in page
    assert NEW_DAY in (await desk.get(DESK, params={"checkpoint": "2024-04-16"})).text


async def test_taking_back_a_mistake_leaves_what_a_second_device_saw_and_says_so(at: At, database: Database) -> None:
    desk = await at(MORNING)
    form = {"checkpoint": "2024-04-16", "on": "2024-04-16"}
    await check_in(desk, **form)
    await check_in(desk, **form)
    async with database.reading() as session:
        first, second = await list_check_ins(session, "harghita-2024")
    for taken, present in ((first, "1"), (second, "0")):
        answer = await desk.post(f"{DESK}/withdraw", data={"id": str(taken.id), **form})
        page = (await desk.get(answer.headers["location"])).text
        assert ("Still checked in: another scan saw this person at 08:50." in page.partition("</script>")[2]) is (
            present == "1"
        )
        assert f'<dd id="present">{present}</dd>' in page


async def test_who_said_not_that_day_is_not_expected_and_comes_in_all_the_same(at: At, database: Database) -> None:
    await add_person(database, 2, day_modes={"2024-04-16": None})
    desk = await at(MORNING)
    for day, expected in (("2024-04-16", 1), ("2024-04-17", 2)):
        asked = {"checkpoint": day, "on": "2024-04-16"}
        answer = await desk.get(DESK, params={**asked, "q": "Петрова 2"})
        found = answer.text.partition('<ul id="people"')[2].partition("</ul>")[0]
        page = await check_in(desk, badge="CODE000002", **asked)
        outcome = page.partition('<div id="outcome"')[2].partition('<p id="connection"')[0]
        assert f'<dd id="expected">{expected}</dd>' in page
        assert "<strong>Welcome</strong>" in outcome
        for shown in (found, outcome):
            assert "Петрова 2" in shown
            assert ("Not signed up for this day" in shown) is (expected == 1)


async def test_a_past_day_that_is_chosen_today_stays_chosen(at: At) -> None:
    page = await check_in(await at(MORNING + timedelta(days=1)), checkpoint="2024-04-16", on="2024-04-17")
    assert NEW_DAY not in page
    assert 'name="checkpoint" value="2024-04-16"' in page
    assert "checkpoint=2024-04-16&amp;on=2024-04-17" in page


async def test_after_the_event_its_days_are_where_they_were(at: At) -> None:
    page = await check_in(await at(MORNING + timedelta(days=3)), checkpoint="2024-04-16", on="2024-04-16")
    assert 'name="checkpoint" value="2024-04-16"' in page
