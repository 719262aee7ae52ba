"""What organisers note for themselves, corrections that nobody hears of, and all that happened, in one list."""

import re

import httpx
import pytest
from sqlalchemy import select

from events_service.database import Database
from events_service.registrations.places.change import is_typing_error
from events_service.registrations.tables import RegistrationRow
from tests.world.api import ADDRESS
from tests.world.events import load
from tests.world.mails import kinds_to
from tests.world.people import body, everybody
from tests.world.staff import LIST, sign_in

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("first_of_march")]
SECRET = "Arrives late: <b>by train</b>"


def happened(page: httpx.Response) -> list[tuple[str, str]]:
    """Give what the list of what happened says, the latest first: what, and by whom."""
    return re.findall(r'<th scope="row">([^<]+)</th><td data-label="By">([^<]*)</td></tr>', page.text)


async def registered(client: httpx.AsyncClient, database: Database) -> tuple[dict[str, str], str]:
    """Register somebody, sign an organiser in, and give the answer and the address of the registration's page."""
    await load(database)
    made = (await client.post(ADDRESS, json=body())).json()
    await sign_in(client, database)
    return made, f"{LIST}/{made['id']}"


async def test_a_remark_is_read_by_organisers_and_in_own_data_and_nowhere_else(
    client: httpx.AsyncClient, database: Database
) -> None:
    made, one = await registered(client, database)
    noted = await client.post(f"{one}/remark", data={"remark": f" {SECRET} ", "seen": "yes"})
    assert (noted.status_code, noted.headers["location"]) == (303, f"{one}?done=remark#remark")
    page = await client.get(noted.headers["location"])
    assert "The remark is noted" in page.text
    assert "Arrives late: &lt;b&gt;by train&lt;/b&gt;</textarea>" in page.text
    assert re.search(r'name="seen" value="yes" checked', page.text)
    assert happened(page)[:2] == [("Seen at the desk", "Maria Host"), ("Remark changed", "Maria Host")]
    own = (await client.get(f"{made['manage_url']}/data.json")).json()
    assert (own["remark"], own["seen_at"][:10]) == (SECRET, "2024-03-01")
    for address in (made["manage_url"], f"{LIST}.csv", ADDRESS, LIST):
        answer = await client.get(address)
        assert (answer.status_code, "Arrives late" in answer.text) == (200, False)


async def test_a_remark_is_taken_back_and_one_that_is_too_long_refused(
    client: httpx.AsyncClient, database: Database
) -> None:
    _, one = await registered(client, database)
    refused = await client.post(f"{one}/remark", data={"remark": "x" * 2001})
    assert (refused.status_code, "Write at most 2,000 characters." in refused.text) == (422, True)
    await client.post(f"{one}/remark", data={"remark": SECRET, "seen": "yes"})
    await client.post(f"{one}/remark", data={"remark": ""})
    async with database.reading() as session:
        row = (await session.scalars(select(RegistrationRow))).one()
    assert (row.remark, row.seen_at) == (None, None)


async def test_another_hosts_organiser_notes_nothing(client: httpx.AsyncClient, database: Database) -> None:
    await load(database)
    made = (await client.post(ADDRESS, json=body())).json()
    await sign_in(client, database, partner="haskovo")
    assert (await client.post(f"{LIST}/{made['id']}/remark", data={"remark": SECRET})).status_code == 403


async def test_a_remark_is_erased_with_the_person(client: httpx.AsyncClient, database: Database) -> None:
    made, one = await registered(client, database)
    await client.post(f"{one}/remark", data={"remark": SECRET, "seen": "yes"})
    erased = await client.post(f"{made['manage_url']}/erase", data={"sure": "yes", "confirm": "yes"})
    assert erased.status_code < 400
    async with database.reading() as session:
        row = (await session.scalars(select(RegistrationRow))).one()
    assert (row.erased_at is None, row.remark, row.seen_at) == (False, None, None)
    assert "Arrives late" not in (await client.get(one)).text


async def test_a_typing_error_is_corrected_without_a_mail_and_the_history_knows(
    client: httpx.AsyncClient, database: Database
) -> None:
    _, one = await registered(client, database)
    (person,) = await everybody(database)
    before = await kinds_to(database, person.id)
    form = {**body(), "sessions": [], "last_name": "Van den Berg", "quietly": "yes"}
    form.pop("consents")
    assert (await client.post(one, data=form)).status_code == 303
    assert (await everybody(database))[0].last_name == "Van den Berg"
    assert await kinds_to(database, person.id) == before
    assert happened(await client.get(one))[0] == ("Changed: Last name", "Maria Host")
    told = {**form, "category": "press"}
    assert (await client.post(one, data=told)).status_code == 303
    assert await kinds_to(database, person.id) == [*before, "changed"]
    words = [what for what, _ in happened(await client.get(one))]
    assert words[:2] == ["Mail: Registration changed", "Changed: Takes part as"]
    assert "Registered" in words[-2:]


@pytest.mark.parametrize(
    ("changed", "quiet"),
    [(["last_name"], True), (["first_name", "organisation", "latin_name"], True), (["last_name", "email"], False)],
)
def test_names_and_organisation_alone_may_be_a_typing_error(changed: list[str], quiet: bool) -> None:
    assert is_typing_error(changed) is quiet
