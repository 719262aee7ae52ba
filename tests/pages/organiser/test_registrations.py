"""The organisers' pages of registrations: found, decided on, corrected, entered by hand."""

import asyncio
import re
from base64 import b64decode

import httpx
import pytest

from events_service.database import Database
from events_service.programme.records import EventAccess
from events_service.programme.records import Registration as Window
from events_service.registrations.places.approval import approve, decline
from events_service.registrations.records import Status
from events_service.registrations.refusals import NotPending
from events_service.registrations.sifting import Order, Sieve, sieve_of
from events_service.settings import Settings
from tests.counting import counting
from tests.world.events import event, load
from tests.world.people import ANA, ask, everybody
from tests.world.staff import DESK, LIST, sign_in
from tests.world.times import NOW, at

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("first_of_march")]


async def test_organisers_see_who_registered_and_find_one_of_them(
    client: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    await load(database, event(capacity=1))
    await ask(database, settings, 1, last_name="Łuczak")
    await ask(database, settings, 2, last_name="Ruiz")
    assert (await client.get(LIST)).status_code == 401
    await sign_in(client, database)
    whole = (await client.get(LIST)).text
    assert "Jan Łuczak" in whole
    assert "place 1" in whole
    narrowed = (await client.get(LIST, params={"q": "luczak"})).text
    assert "Jan Łuczak" in narrowed
    assert "Jan Ruiz" not in narrowed
    waiting = (await client.get(LIST, params={"status": "waitlisted"})).text
    assert "Jan Łuczak" not in waiting


async def test_another_hosts_organiser_is_kept_out(client: httpx.AsyncClient, database: Database) -> None:
    await load(database)
    await sign_in(client, database, partner="peloponnese")
    for address in (LIST, f"{LIST}/new", f"{LIST}.csv", f"{LIST}.xlsx"):
        assert (await client.get(address)).status_code == 403
    assert (await client.post(f"{LIST}/new", data=ANA)).status_code == 403


async def test_a_pending_registration_is_approved_or_declined(
    client: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    await load(database, event(registration=Window(approval=True)))
    first, second = [(await ask(database, settings, person)).registration for person in range(2)]
    await sign_in(client, database)
    assert (await client.post(f"{LIST}/{first.id}/approve")).headers["location"] == f"{LIST}?done=approve"
    await client.post(f"{LIST}/{second.id}/decline")
    assert [each.status for each in await everybody(database)] == [Status.CONFIRMED, Status.CANCELLED]
    assert (await client.post(f"{LIST}/{first.id}/crown")).status_code == 404


async def test_an_organiser_enters_somebody_after_the_closing_and_past_the_partners_rule(
    client: httpx.AsyncClient, database: Database
) -> None:
    closed = Window(closes=at("2024-02-01T09:00"), approval=True)
    await load(database, event(access=EventAccess.PARTNERS, registration=closed))
    await sign_in(client, database)
    faulty = await client.post(f"{LIST}/new", data={**ANA, "email": "ana"})
    assert faulty.status_code == 422
    assert 'value="de la Cruz"' in faulty.text
    assert (await client.post(f"{LIST}/new", data=ANA)).headers["location"] == f"{LIST}?done=entered"
    assert [(each.name, each.status) for each in await everybody(database)] == [("Ana de la Cruz", Status.CONFIRMED)]
    assert (await client.post(f"{LIST}/new", data=ANA)).status_code == 409


async def test_who_is_entered_when_all_places_are_taken_waits_and_the_page_says_so(
    client: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    await load(database, event(capacity=1))
    await ask(database, settings, 1)
    await sign_in(client, database)
    answer = await client.post(f"{LIST}/new", data=ANA)
    page = (await client.get(answer.headers["location"])).text
    assert "The person is entered and on the waiting list, since all places are taken." in page


async def test_an_organiser_corrects_and_cancels(
    client: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    await load(database)
    registration = (await ask(database, settings, 1, sessions=["bus", "welcome"])).registration
    await sign_in(client, database)
    address = f"{LIST}/{registration.id}"
    assert "Cancel registration" in (await client.get(address)).text
    await client.post(address, data={**ANA, "category": "expert"})
    (changed,) = await everybody(database)
    assert (changed.name, changed.email) == ("Ana de la Cruz", "ana@example.org")
    assert {each.key: each.status for each in changed.sessions} == {
        "bus": Status.CANCELLED,
        "welcome": Status.CONFIRMED,  # the form does not show it, so it stays
    }
    assert (await client.post(address, data={**ANA, "country": ""})).status_code == 422
    await client.post(f"{address}/cancel")
    assert [each.status for each in await everybody(database)] == [Status.CANCELLED]


async def test_a_registration_is_not_shown_under_another_event(
    client: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    await load(database)
    await load(database, event(key="other"))
    registration = (await ask(database, settings, 1)).registration
    await sign_in(client, database)
    assert (await client.get(f"/organise/events/other/registrations/{registration.id}")).status_code == 404


async def test_a_list_takes_as_many_queries_for_three_as_for_one(database: Database, settings: Settings) -> None:
    await load(database, event(capacity=1))
    counts = []
    for people in ([1], [2, 3]):
        for person in people:
            await ask(database, settings, person, sessions=["bus"])
        with counting(database) as sent:
            await everybody(database)
        counts.append(sum("FROM" in statement for statement in sent))
    assert counts == [2, 2]


async def test_a_sieve_reads_an_address_and_leaves_out_what_it_cannot_mean() -> None:
    assert sieve_of({"status": "pending", "q": " x ", "order": "name", "page": "2"}) == Sieve(
        status=Status.PENDING, word="x", order=Order.NAME, page=2
    )
    assert sieve_of({"status": "king", "order": "moon", "page": "-1"}) == Sieve()


async def test_a_spreadsheet_is_checked_first_and_then_imported(client: httpx.AsyncClient, database: Database) -> None:
    await load(database)
    await sign_in(client, database)
    header = "first_name,last_name,email,organisation,country,category"
    people = f"{header}\nIan,McDonald,ian@example.org,Org,GB,other\n".encode()

    async def send(content: bytes, do: str) -> httpx.Response:
        return await client.post(f"{LIST}/import", data={"do": do}, files={"file": ("people.csv", content, "text/csv")})

    assert (await client.get(f"{LIST}/import")).status_code == 200
    tried = (await send(people, "try")).text
    assert "nothing was changed yet" in tried
    assert '<th scope="row">Ian McDonald</th><td data-label="What">New, with a place</td>' in tried
    assert await everybody(database) == []
    faulty = await send(people.replace(b"GB", b"Narnia"), "import")
    assert (faulty.status_code, "row 2, country" in faulty.text) == (422, True)
    assert "Nothing was imported. Number of faults: 1." in faulty.text
    assert (await send(b"", "import")).status_code == 422
    assert "The spreadsheet is imported" in (await send(people, "import")).text
    assert [each.name for each in await everybody(database)] == ["Ian McDonald"]


async def test_the_page_gives_the_rows_that_were_left_out_as_a_file_and_names_namesakes(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database)
    await sign_in(client, database)
    header = "first_name,last_name,email,organisation,country,category"
    rows = ("Ian,Mc,ian@example.org,Org,GB,other", "Ian,Mc,i@example.org,Org,GB,other", "Eva,Ruiz,e@,Org,ES,other")
    file = {"file": ("people.csv", "\n".join([header, *rows]).encode(), "text/csv")}
    tried = (await client.post(f"{LIST}/import", data={"do": "try", "leave_out": "yes"}, files=file)).text
    assert "Nothing was changed yet; the other rows are in order" in tried
    assert "The file is in order" not in tried
    page = (await client.post(f"{LIST}/import", data={"do": "import", "leave_out": "yes"}, files=file)).text
    assert "These rows were left out" in page
    assert "row 3: Ian Mc is registered as ian@example.org, too." in page
    held = re.search(r'href="data:text/csv;charset=utf-8;base64,([^"]+)" download="workshop-left-out.csv"', page)
    assert held
    assert 'Eva,Ruiz,e@,Org,ES,other,"email: Write one' in b64decode(held[1]).decode("utf-8-sig")


async def test_of_an_approval_and_a_decline_at_once_only_one_counts(database: Database, settings: Settings) -> None:
    await load(database, event(registration=Window(approval=True)))
    for person in range(4):
        mine = (await ask(database, settings, person)).registration
        decided = await asyncio.gather(
            approve(database, settings, mine.id, account=DESK, now=NOW),
            decline(database, settings, mine.id, account=DESK, now=NOW),
            return_exceptions=True,
        )
        refused = [each for each in decided if isinstance(each, NotPending)]
        (done,) = [each for each in decided if not isinstance(each, BaseException)]
        assert len(refused) == 1
        assert {each.id: each.status for each in await everybody(database)}[mine.id] is done.status


async def test_a_form_that_comes_back_to_enter_somebody_else_enters_them(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database)
    await sign_in(client, database)
    form = {**ANA, "once": "a-form-that-was-handed-out"}
    for sent in (form, form, {**form, "email": "bea@example.org", "first_name": "Bea"}):
        assert (await client.post(f"{LIST}/new", data=sent)).headers["location"] == f"{LIST}?done=entered"
    assert [each.email for each in await everybody(database)] == [ANA["email"], "bea@example.org"]
