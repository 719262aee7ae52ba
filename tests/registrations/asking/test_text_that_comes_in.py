"""Names and texts are kept composed, and none that nobody can see, whichever door they come in by."""

import httpx
import pytest
from sqlalchemy import select

from events_service.database import Database
from events_service.documents.naming import latin_line
from events_service.registrations.tables import RegistrationRow
from tests.world.api import ADDRESS
from tests.world.events import load
from tests.world.form import send
from tests.world.people import body

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("first_of_march")]
DECOMPOSED, COMPOSED = "Zoe\u0308 Dvor\u030ca\u0301kova\u0301", "Zoë Dvořáková"


async def kept(database: Database) -> RegistrationRow:
    async with database.reading() as session:
        return (await session.scalars(select(RegistrationRow))).one()


async def test_a_decomposed_name_is_composed_by_the_api(client: httpx.AsyncClient, database: Database) -> None:
    await load(database)
    assert (await client.post(ADDRESS, json=body(first_name=DECOMPOSED))).status_code == 201
    assert (await kept(database)).first_name == COMPOSED


async def test_a_decomposed_name_is_composed_by_the_form(client: httpx.AsyncClient, database: Database) -> None:
    await load(database)
    assert (await send(client, last_name=DECOMPOSED)).status_code == 303
    assert (await kept(database)).last_name == COMPOSED


def test_a_decomposed_name_stands_once_on_its_badge() -> None:
    assert latin_line(DECOMPOSED, COMPOSED) == ""


async def test_spaces_without_width_leave_names_and_addresses(client: httpx.AsyncClient, database: Database) -> None:
    await load(database)
    sent = body(first_name="Jan\u200b", email="\u200bjan@example.org\u2060", organisation="\u202aHall\u202c 2")
    assert (await client.post(ADDRESS, json=sent)).status_code == 201
    row = await kept(database)
    assert (row.first_name, row.email, row.organisation) == ("Jan", "jan@example.org", "Hall 2")


@pytest.mark.parametrize("name", ["\u200b", "\u3164", "\U000e0041\U000e0042", "\u202e", "\x9b", "-"])
async def test_a_name_that_nobody_can_see_is_a_fault_of_its_field(
    client: httpx.AsyncClient, database: Database, name: str
) -> None:
    await load(database)
    by_api = await client.post(ADDRESS, json=body(last_name=name))
    assert (by_api.status_code, [fault["field"] for fault in by_api.json()["errors"]]) == (422, ["last_name"])
    assert (await send(client, last_name=name)).status_code == 422


async def test_a_letter_that_turns_others_around_is_named_in_every_text(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database)
    colleague = {"first_name": "A", "last_name": "B\u202e", "email": "b@example.org"}
    sent = body(organisation="Hall\u202e", companions=[colleague], answers={"why": "so\u202e"})
    errors = (await client.post(ADDRESS, json=sent)).json()["errors"]
    assert {error["field"] for error in errors} == {"organisation", "companions.0.last_name", "answers.why"}
    assert all("U+202E" in error["message"] for error in errors)
