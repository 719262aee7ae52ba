"""Presence without a desk, all the way: a code on the screen, a tap on the phone, a list to tick off and to undo."""

import re
from typing import Any

import httpx
import pytest
from msgspec.structs import replace
from sqlalchemy import select

from events_service import clock
from events_service.attendance.finding import read_record
from events_service.attendance.records import EvidenceKind
from events_service.checkin.in_room.codes import code_at
from events_service.checkin.tables import CheckInRow
from events_service.database import Database
from events_service.programme.finding import get_any_event
from events_service.registrations.records import Status
from events_service.secrets import hashed
from tests.world.door import open_doors
from tests.world.events import DOOR
from tests.world.people import add_person
from tests.world.staff import sign_in

pytestmark = pytest.mark.anyio
DAY = "2024-04-16"
ROOM = f"/organise/events/{DOOR.key}/room"
MARIA, IVAN = "the personal link of Maria", "the personal link of Ivan"
AT_TEN_PAST = "2024-04-16T06:10:00Z"


@pytest.fixture
async def people(client: httpx.AsyncClient, database: Database, set_clock: Any) -> None:
    """The workshop with a door at ten past nine, two who are expected, one who waits to be approved; an organiser."""
    set_clock(AT_TEN_PAST)
    await open_doors(database, replace(DOOR, title="Workshop"))
    for number, (first, token, status) in enumerate(
        [("Мария", MARIA, Status.CONFIRMED), ("Ivan", IVAN, Status.CONFIRMED), ("Pia", "x", Status.PENDING)], 1
    ):
        await add_person(database, number, first_name=first, last_name="P", status=status, manage_hash=hashed(token))
    await sign_in(client, database)


async def on_screen(client: httpx.AsyncClient) -> tuple[str, str]:
    """The words on the screen, and the address that its code has."""
    page = await client.get(f"{ROOM}/{DAY}/screen")
    words = re.search(r'class="room-typed"[^>]*>([a-z ]+)<', page.text)
    assert words
    return words[1], page.text


async def kinds(database: Database) -> dict[str, list[EvidenceKind]]:
    async with database.reading() as session:
        record = await read_record(session, await get_any_event(session, DOOR.key))
    return {person.name: [*person.presences[0].kinds] for person in record.attendees}


async def test_somebody_confirms_by_words_and_scans_the_next_time(
    client: httpx.AsyncClient, database: Database, people: None, set_clock: Any, settings: Any
) -> None:
    words, screen = await on_screen(client)
    assert "0<span> / 2</span>" in screen
    assert all(f'lang="{each}"' in screen for each in ("en", "ro"))
    client.cookies.clear()

    mine = (await client.get(f"/my/{MARIA}")).text
    assert f'href="/room/{MARIA}"' in mine
    own = await client.get(f"/room/{MARIA}")
    assert (own.status_code, own.headers["cache-control"]) == (200, "private, no-store")
    refused = await client.post(f"/room/{MARIA}", data={"words": "tango tango tango"})
    assert (refused.status_code, "changes every 30 seconds" in refused.text) == (422, True)
    assert 'value="tango tango tango"' in refused.text
    done = await client.post(f"/room/{MARIA}", data={"words": words.upper().replace(" ", "-")})
    assert (done.status_code, done.headers["location"]) == (303, f"/room/{DOOR.key}/{DAY}")
    cookie = done.headers["set-cookie"]
    assert all(part in cookie for part in ("Path=/room", "HttpOnly", "SameSite=lax"))
    assert "You are noted as present" in (await client.get(done.headers["location"])).text
    assert await kinds(database) == {"Мария P": [EvidenceKind.CONFIRMED_IN_ROOM], "Ivan P": []}

    other = await client.get(f"/room/{IVAN}")
    assert (other.status_code, "one phone confirms for one person" in other.text) == (409, True)
    assert "Мария" not in other.text
    assert (await client.post(f"/room/{IVAN}", data={"words": words})).status_code == 409

    set_clock("2024-04-17T11:00:00Z")  # a quarter of an hour into the visit's, with the phone that is known
    code = code_at(settings.secret_key, DOOR.key, "visit", clock.now()).code
    tap = await client.get(f"/room/{DOOR.key}/visit/{code}")
    opened = re.search(r'name="opened" value="([^"]+)"', tap.text)
    assert opened
    assert "Мария P" in tap.text
    assert (await client.post(f"/room/{DOOR.key}/visit", data={"opened": opened[1]})).status_code == 303
    assert (await client.post(f"/room/{DOOR.key}/visit", data={"opened": "guessed"})).status_code == 409
    assert (await client.get(f"/room/{DOOR.key}/visit/AAAAAAAAAA")).status_code == 409
    set_clock("2024-04-17T18:00:00Z")
    late = await client.get(f"/room/{DOOR.key}/visit/{code}")
    assert (late.status_code, "from 13:45 to 17:00 only" in late.text) == (409, True)
    client.cookies.clear()
    stranger = await client.get(f"/room/{DOOR.key}/visit/{code}")
    assert (stranger.status_code, "Open your personal page" in stranger.text) == (403, True)


async def test_words_are_guessed_twenty_times_and_then_no_more(
    client: httpx.AsyncClient, database: Database, people: None
) -> None:
    words, _ = await on_screen(client)
    client.cookies.clear()
    statuses = [(await client.post(f"/room/{MARIA}", data={"words": "solo solo solo"})).status_code for _ in range(21)]
    assert statuses == [422] * 20 + [429]
    assert (await client.post(f"/room/{MARIA}", data={"words": words})).status_code == 429
    assert (await client.post(f"/room/{IVAN}", data={"words": words})).status_code == 409


async def test_a_list_is_ticked_off_in_one_go_and_all_of_it_taken_back(
    client: httpx.AsyncClient, database: Database, people: None
) -> None:
    address = f"{ROOM}/{DAY}/list"
    page = (await client.get(address)).text
    ids = dict(re.findall(r'value="([0-9a-f-]{36})"><span>(\S+)', page))
    of = {name: id_ for id_, name in ids.items()}
    assert [*of] == ["Мария", "Ivan", "Pia"]
    once = re.search(r'name="once" value="([^"]+)"', page)
    assert once
    form = {"once": once[1], "person": [of["Ivan"]], "do": "all_but"}
    for _ in range(2):  # somebody taps twice
        done = await client.post(address, data=form)
    assert done.status_code == 303
    after = (await client.get(done.headers["location"])).text
    assert "1 person is noted as present" in after
    assert "1 of 2 are here" in after
    assert await kinds(database) == {"Мария P": [EvidenceKind.MARKED_BY_STAFF], "Ivan P": []}
    async with database.reading() as session:
        (row,) = (await session.scalars(select(CheckInRow))).all()
    assert row.account_id is not None

    undone = await client.post(address, data={"undo": once[1]})
    assert undone.headers["location"] == f"{address}?done=undone&undone=1"
    assert "1 tick taken back" in (await client.get(undone.headers["location"])).text
    assert await kinds(database) == {"Мария P": [], "Ivan P": []}
    again = await client.post(address, data={"undo": once[1]})
    assert again.headers["location"] == f"{address}?done=undone&undone=0"

    nobody = await client.post(address, data={"do": "chosen"})
    assert "noted as present" not in (await client.get(nobody.headers["location"])).text
    assert "Nobody was marked" in (await client.get(nobody.headers["location"])).text


async def test_outside_the_time_the_screen_shows_no_code(
    client: httpx.AsyncClient, people: None, set_clock: Any
) -> None:
    assert (await client.get(f"{ROOM}/nowhere/screen")).status_code == 404
    set_clock("2024-04-16T05:00:00Z")
    early = (await client.get(f"{ROOM}/{DAY}/screen")).text
    assert ("Opens at 09:00" in early or "Opens at 9:00" in early, "room-typed" in early) == (True, False)
    set_clock("2024-04-16T16:00:00Z")
    assert "room-typed" not in (await client.get(f"{ROOM}/{DAY}/screen")).text
    assert "over" in (await client.get(ROOM)).text
