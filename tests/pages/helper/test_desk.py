"""A helper's way: the organiser makes a desk, a phone opens its link and checks in, and the desk is closed."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import httpx
import msgspec
import pytest

from events_service.database import Database
from tests.world.door import make_scan, open_doors
from tests.world.pages import text_of
from tests.world.people import add_person
from tests.world.staff import add_staff, cookie_of
from tests.world.times import MORNING

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]
HELPERS = "/organise/events/harghita-2024/helpers"
DAY = "2024-04-16"


async def test_a_phone_opens_a_desk_by_its_link_checks_in_and_is_closed_out(
    client: httpx.AsyncClient, database: Database, set_clock: Callable[[str], None]
) -> None:
    await open_doors(database)
    await add_person(database, first_name="Мария", last_name="Петрова")
    host = await cookie_of(database, await add_staff(database), MORNING)
    set_clock(MORNING.isoformat())
    client.headers["Origin"] = str(client.base_url)

    faulty = await client.post(HELPERS, headers=host, data={"name": " ", "checkpoint": "x", "devices": "99"})
    assert (faulty.status_code, faulty.text.count('aria-invalid="true"')) == (422, 2)
    form = {"name": "Entrance B", "checkpoint": DAY, "devices": "1"}
    made = await client.post(HELPERS, headers=host, data=form)
    shown = await client.get(made.headers["location"], headers=host)
    assert "data:image/svg+xml" in shown.text
    link = unescape(re.findall(r'id="link" value="([^"]+)"', shown.text)[0])

    assert "Entrance B" in text_of((await client.get(link)).text)  # whoever only looks opens nothing
    opened = await client.post(link)
    assert (opened.status_code, opened.headers["location"]) == (303, "/helper/desk")
    assert "Path=/helper" in opened.headers["set-cookie"]
    client.cookies.clear()  # another phone has none
    phone = {"Cookie": opened.headers["set-cookie"].partition(";")[0]}
    assert (await client.post(link, headers=phone)).status_code == 303
    assert (await client.post(link)).status_code == 409

    desk = await client.get("/helper/desk", headers=phone, params={"q": "пе"})
    assert 'data-roster="/helper/desk/roster"' in desk.text
    assert "Петрова" not in desk.text
    assert "/organise/" not in desk.text.partition("</main>")[0].partition("<main")[2]
    assert "Петрова" in (await client.get("/helper/desk", headers=phone, params={"q": "петр"})).text
    checked = await client.post("/helper/desk", headers=phone, data={"badge": "CODE000001", "checkpoint": DAY})
    page = await client.get(checked.headers["location"], headers=phone)
    assert "<strong>Welcome</strong>" in page.text
    taken = {
        "id": re.findall(r"scan=([0-9a-f-]+)", checked.headers["location"])[0],
        "checkpoint": DAY,
        "reason": "test",
    }
    assert (await client.post("/helper/desk/withdraw", headers=phone, data=taken)).status_code == 303
    roster = await client.get("/helper/desk/roster", headers=phone)
    assert [point["key"] for point in roster.json()["checkpoints"]] == [DAY]
    key = await client.get("/helper/desk/key", headers=phone)
    assert (len(key.json()["key"]), key.json()["until"]) == (43, "2024-04-17T00:00:00Z")
    assert (key.headers["cache-control"], "service-time" in key.headers) == ("no-store", True)
    ours = await client.get("/organise/events/harghita-2024/check-in/key", headers=host)
    assert (ours.json()["key"] != key.json()["key"], ours.json()["until"]) == (True, "2024-04-18T00:00:00Z")
    assert (await client.get("/helper/desk", headers=phone, params={"shell": "1"})).text.count("Петрова") == 0

    assert "1 of 1" in text_of((await client.get(HELPERS, headers=host)).text)
    await client.post(f"{made.headers['location'].partition('?')[0]}/close", headers=host)
    for address in ("/helper/desk", "/helper/desk/roster", "/helper/desk/key", link):
        assert (await client.get(address, headers=phone)).status_code == 410
    assert (await client.post("/helper/desk", headers=phone, data={"badge": "CODE000001"})).status_code == 410
    waited = msgspec.json.encode({"device": "phone", "scans": [make_scan(scanned_at=MORNING + timedelta(hours=1))]})
    late = await client.post("/helper/desk/check-ins", headers=phone, content=waited)
    assert late.json()["results"][0]["outcome"] == "after_closing"
    assert "/helper/desk" not in (await client.get(HELPERS, headers=host)).text
