"""The check-in desk as a browser without JavaScript meets it."""

import re
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from html import unescape
from uuid import uuid4

import httpx
import pytest
from msgspec.structs import replace

from events_service.checkin.finding import list_check_ins
from events_service.checkin.records import Method, Outcome
from events_service.database import Database
from events_service.registrations.records import Status
from tests.world.door import open_doors
from tests.world.events import DOOR, load
from tests.world.form import once_of
from tests.world.pages import text_of
from tests.world.people import ANA, add_person
from tests.world.staff import add_staff, cookie_of
from tests.world.times import MORNING

pytestmark = pytest.mark.anyio
DESK = "/organise/events/harghita-2024/check-in"
ENTERING = "/organise/events/harghita-2024/registrations/new"
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


def hidden_in(form: str) -> dict[str, str]:
    """Give the desk that a form to enter somebody was opened at."""
    return dict(re.findall(r'name="(checkpoint|on)" value="([^"]+)"', form))


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
        sent = {"id": str(taken.id), "reason": "other", "words": "She left <early>", **form}
        answer = await desk.post(f"{DESK}/withdraw", data=sent)
        page = (await desk.get(answer.headers["location"])).text
        assert page.count("She left &lt;early&gt;") == (2 if present == "1" else 3)  # the answer, and each in the list
        assert ("Still checked in: another scan saw this person at 08:50." in page.partition("</script>")[2]) is (
            present == "1"
        )
        assert f'<dd id="present">{present}</dd>' in page


@pytest.mark.parametrize("said", [{}, {"reason": "other", "words": " "}])
async def test_taking_back_without_a_reason_asks_for_it_where_it_was_tried(
    at: At, database: Database, said: dict[str, str]
) -> None:
    desk = await at(MORNING)
    form = {"checkpoint": "2024-04-16", "on": "2024-04-16"}
    await check_in(desk, **form)
    async with database.reading() as session:
        (scan,) = await list_check_ins(session, "harghita-2024")
    answer = await desk.post(f"{DESK}/withdraw", data={"id": str(scan.id), **said, **form})
    page = (await desk.get(answer.headers["location"])).text
    assert "Say why the check-in is taken back" in page.partition('<details class="take-back" open>')[2]
    assert '<dd id="present">1</dd>' in page


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


async def test_whoever_is_on_no_list_is_entered_by_the_name_searched_for_and_checked_in(
    at: At, database: Database
) -> None:
    desk = await at(MORNING)
    asked = {"checkpoint": "2024-04-16", "on": "2024-04-16"}
    page = (await desk.get(DESK, params={**asked, "q": " Ana de la  Cruz "})).text
    assert "Nobody of that name is registered" in page
    link = re.search(r'href="([^"]+)">Enter “Ana de la  Cruz” and check in<', page)
    assert link
    form = (await desk.get(unescape(link[1]))).text
    assert 'value="Ana de la"' in form
    assert 'value="Cruz"' in form
    assert "checked in at once: Tuesday, 16 April 2024." in text_of(form)
    sent = {"once": once_of(form), **hidden_in(form), **ANA}
    faulty = await desk.post(ENTERING, data={**sent, "email": "ana"})
    assert (faulty.status_code, hidden_in(faulty.text)) == (422, asked)
    for _ in range(2):
        answer = await desk.post(ENTERING, data=sent)
        assert answer.status_code == 303, text_of(answer.text)
        page = (await desk.get(answer.headers["location"])).text
        assert "<strong>Welcome</strong>" in page
        assert '<p class="outcome-name">Ana de la Cruz</p>' in page
    async with database.reading() as session:
        (scan,) = await list_check_ins(session, "harghita-2024")
    assert (scan.checkpoint, scan.method, scan.outcome) == ("2024-04-16", Method.STAFF, Outcome.ACCEPTED)


async def test_a_walk_in_for_whom_no_place_is_left_comes_in_and_the_desk_says_that_they_wait(
    at: At, database: Database
) -> None:
    await load(database, replace(DOOR, capacity=1))
    desk = await at(MORNING)
    assert (await desk.post(ENTERING, data={**ANA, "email": "first@example.org"})).status_code == 303
    answer = await desk.post(ENTERING, data={**ANA, "checkpoint": "2024-04-16", "on": "2024-04-16"})
    page = text_of((await desk.get(answer.headers["location"])).text)
    assert "Welcome Ana de la Cruz Junta de Extremadura · Press No photos On the waiting list" in page


@pytest.mark.parametrize(("status", "found"), [(Status.CONFIRMED, True), (Status.UNCONFIRMED, False)])
async def test_who_has_not_confirmed_their_address_is_not_found(
    at: At, database: Database, status: Status, found: bool
) -> None:
    desk = await at(MORNING)
    await add_person(database, 2, first_name="Zoé", status=status)
    shown = await desk.get(DESK, params={"q": "zoe"})
    assert ("Zoé" in shown.text) is found
