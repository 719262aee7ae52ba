"""Approving: what it leads to is said before and after, and the list stays as it was narrowed."""

import httpx
import pytest
from msgspec.structs import replace

from events_service.database import Database
from events_service.registrations.finding import list_registrations
from tests.world.api import ADDRESS
from tests.world.events import WORKSHOP, load
from tests.world.people import body
from tests.world.staff import LIST, sign_in

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("first_of_march")]

RULES = replace(WORKSHOP.registration, approval=True)
BEFORE = "All places are taken: whoever you approve now joins the waiting list."


async def asking(client: httpx.AsyncClient, database: Database, people: int, seats: int, **rules: bool) -> list[str]:
    """Let people ask for one of the seats of an event with approval, and give their ids; sign an organiser in."""
    await load(database, replace(WORKSHOP, capacity=seats, registration=replace(RULES, **rules)))
    sent = [body(email=f"person{number}@example.org") for number in range(people)]
    ids = [(await client.post(ADDRESS, json=each)).json()["id"] for each in sent]
    await sign_in(client, database)
    return ids


async def statuses(database: Database) -> list[str]:
    async with database.reading() as session:
        return [each.status.value for each in await list_registrations(session, "workshop")]


async def test_that_somebody_will_wait_is_said_before_and_after_they_are_approved(
    client: httpx.AsyncClient, database: Database
) -> None:
    first, second = await asking(client, database, people=2, seats=1)
    assert BEFORE not in (await client.get(LIST)).text
    approved = await client.post(f"{LIST}/{first}/approve")
    assert approved.headers["location"] == f"{LIST}?done=approve"
    assert BEFORE in (await client.get(LIST)).text
    assert BEFORE in (await client.get(f"{LIST}/{second}")).text
    approved = await client.post(f"{LIST}/{second}/approve")
    assert approved.headers["location"] == f"{LIST}?done=approve_waits"
    after = (await client.get(approved.headers["location"])).text
    assert "all places are taken, so the person is on the waiting list" in after
    assert await statuses(database) == ["confirmed", "waitlisted"]


async def test_where_nobody_can_wait_it_is_said_that_nobody_can_be_approved(
    client: httpx.AsyncClient, database: Database
) -> None:
    first, second = await asking(client, database, people=2, seats=1, waiting_list=False)
    await client.post(f"{LIST}/{first}/approve")
    assert "nobody can be approved until a place is free" in (await client.get(LIST)).text
    refused = await client.post(f"{LIST}/{second}/approve")
    assert (refused.status_code, "All places are taken" in refused.text) == (409, True)
    refused = await client.post(f"{LIST}/several", data={"person": [second], "what": "approve", "do": "it"})
    assert refused.status_code == 409
    assert await statuses(database) == ["confirmed", "pending"]


async def test_the_list_stays_as_it_was_narrowed_after_a_decision(
    client: httpx.AsyncClient, database: Database
) -> None:
    first, second = await asking(client, database, people=2, seats=9)
    narrowed = "status=pending&q=person&order=name"
    listed = (await client.get(f"{LIST}?{narrowed}")).text
    assert f'name="back" value="{narrowed.replace("&", "&amp;")}"' in listed
    assert f'href="{LIST}/{first}?{narrowed.replace("&", "&amp;")}"' in listed
    decided = await client.post(f"{LIST}/{first}/approve", data={"back": narrowed})
    assert decided.headers["location"] == f"{LIST}?{narrowed}&done=approve"
    one = (await client.get(f"{LIST}/{second}?{narrowed}")).text
    assert f'name="back" value="{narrowed.replace("&", "&amp;")}"' in one
    # What an address cannot mean leads nowhere else.
    decided = await client.post(f"{LIST}/{second}/decline", data={"back": "//evil.example/?status=moon"})
    assert decided.headers["location"] == f"{LIST}?done=decline"


async def test_another_hosts_organiser_answers_nobody(client: httpx.AsyncClient, database: Database) -> None:
    await load(database, replace(WORKSHOP, registration=RULES))
    made = (await client.post(ADDRESS, json=body())).json()
    await sign_in(client, database, partner="haskovo")
    assert (await client.post(f"{LIST}/several", data={"person": [made["id"]], "what": "approve"})).status_code == 403
    assert await statuses(database) == ["pending"]
