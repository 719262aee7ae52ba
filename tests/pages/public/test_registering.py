"""The pages for whoever registers, used as a browser without JavaScript does."""

import re
from email import message_from_bytes, policy
from typing import Any

import httpx
import pytest
from msgspec.structs import replace
from sqlalchemy import select

from events_service.database import Database
from events_service.mail.tables import MailRow
from events_service.programme.tables import EventRow
from events_service.registrations.finding import list_registrations
from events_service.registrations.records import Status
from events_service.registrations.tables import RegistrationRow
from tests.world.events import WORKSHOP, event, load
from tests.world.form import FILLED, FORM, once_of, send
from tests.world.project import PROJECT

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("first_of_march")]


async def test_the_form_registers_and_leads_to_the_personal_page(client: httpx.AsyncClient, database: Database) -> None:
    await load(database)
    response = await send(client)
    assert response.status_code == 303
    mine = await client.get(response.headers["location"])
    assert mine.status_code == 200
    assert "Your place is confirmed" in mine.text
    assert "Ловджи van der Berg" in mine.text
    assert "Община &lt;Хасково&gt;" in mine.text
    assert "webcal://testserver.local/feeds/" in mine.text
    for name, value in (
        ("referrer-policy", "no-referrer"),
        ("cache-control", "private, no-store"),
        ("x-robots-tag", "noindex"),
    ):
        assert mine.headers[name] == value
    picture = re.search(r'src="(/my/[^"]+/badge.svg)"', mine.text)
    assert picture
    assert (await client.get(picture[1])).headers["content-type"].startswith("image/svg+xml")


async def test_the_confirmation_is_in_the_participants_language_with_the_link(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database)
    address = (await send(client)).headers["location"].partition("?")[0]
    async with database.reading() as session:
        mail = (await session.scalars(select(MailRow).where(MailRow.kind == "confirmed"))).one()
    assert mail.recipient == "l.vdb@example.org"
    assert mail.kind == "confirmed"
    assert "3ти междурегионален уъркшоп" in mail.subject
    message = message_from_bytes(mail.message, policy=policy.default)
    for kind in ("plain", "html"):
        part = message.get_body((kind,))
        assert part is not None
        assert f"http://testserver.local{address}" in part.get_content()
        assert "van der Berg" in part.get_content()


async def test_a_form_sent_twice_is_one_registration(client: httpx.AsyncClient, database: Database) -> None:
    await load(database)
    once = once_of((await client.get(FORM)).text)
    answers = [await client.post(FORM, data={"once": once, **FILLED}) for _ in range(2)]
    assert answers[0].headers["location"] == answers[1].headers["location"]
    colleague = await client.post(FORM, data={"once": once, **FILLED, "email": "colleague@example.org"})
    assert colleague.status_code == 303
    async with database.reading() as session:
        assert len(await list_registrations(session, "workshop")) == 2


async def test_faults_stand_at_their_fields_and_what_was_typed_stays(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database)
    response = await send(client, email="nobody", country="", dietary_needs="vegan", **{"consents.privacy_notice": ""})
    assert response.status_code == 422
    for field in ("email", "country", "consents.privacy_notice", "consents.special_needs"):
        assert f'href="#{field}"' in response.text
    assert 'value="nobody"' in response.text
    assert 'value="vegan"' in response.text
    assert 'value="bus" checked' in response.text
    assert 'aria-describedby="hint-email fault-email"' in response.text
    async with database.reading() as session:
        assert await list_registrations(session, "workshop") == []


async def test_a_program_that_fills_the_hidden_field_is_stopped(client: httpx.AsyncClient, database: Database) -> None:
    await load(database)
    assert (await send(client, website="https://spam.example")).status_code == 422


async def test_outside_the_window_the_page_says_when(
    client: httpx.AsyncClient, database: Database, set_clock: Any
) -> None:
    await load(database)
    set_clock("2024-01-15T12:00:00Z")
    early = await client.get(FORM)
    assert "1 Feb 2024, 09:00" in early.text
    assert '<form method="post" action="/events' not in early.text
    set_clock("2024-04-12T12:00:00Z")
    assert "Registration for this event is closed" in (await client.get(FORM)).text


async def test_places_left_are_told_and_a_full_event_offers_its_waiting_list(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database, event(capacity=1, bus=2))
    assert "2 places left" in (await client.get(FORM)).text
    await send(client)
    full = (await client.get(FORM)).text
    assert "You can join the waiting list" in full
    assert "1 place left" in full
    waiting = await send(client, email="second@example.org")
    assert "at place 1" in (await client.get(waiting.headers["location"])).text


async def test_a_full_event_where_nobody_can_wait_shows_no_form(client: httpx.AsyncClient, database: Database) -> None:
    rules = replace(WORKSHOP.registration, waiting_list=False)
    await load(database, event(capacity=1, registration=rules))
    late = once_of((await client.get(FORM)).text)
    await send(client)
    full = (await client.get(FORM)).text
    assert "All places are taken, and this event has no waiting list." in full
    assert "Registration is not open" not in full
    assert "waiting list. When" not in full
    assert 'name="once"' not in full
    assert f"{FORM}/link" in full
    refused = await client.post(FORM, data={**FILLED, "once": late, "email": "second@example.org"})
    assert refused.status_code == 409
    assert refused.text.count("All places are taken, and this event has no waiting list.") == 1
    assert 'value="second@example.org"' in refused.text
    assert "oin the waiting list" not in refused.text


async def test_a_full_event_with_approval_alone_does_not_speak_of_a_waiting_list(
    client: httpx.AsyncClient, database: Database
) -> None:
    rules = replace(WORKSHOP.registration, waiting_list=False, approval=True)
    await load(database, event(capacity=1, registration=rules))
    await send(client)
    async with database.transaction() as session:
        row = (await session.scalars(select(EventRow))).one()
        row.seats_taken = 1
    full = (await client.get(FORM)).text
    assert "All places are taken" in full
    assert "The organisers look at each registration" in full
    assert "waiting list" not in full
    assert 'name="once"' in full


async def test_a_participant_changes_their_own_registration(client: httpx.AsyncClient, database: Database) -> None:
    await load(database)
    address = (await send(client)).headers["location"].partition("?")[0]
    changed = await client.post(
        address, data={"first_name": "Ana", "last_name": "Łuczak", "organisation": "Mazowieckie", "language": "pl"}
    )
    assert changed.headers["location"] == f"{address}?saved=1"
    async with database.reading() as session:
        (registration,) = await list_registrations(session, "workshop")
    assert (registration.name, registration.language) == ("Ana Łuczak", "pl")
    assert [each.status for each in registration.sessions] == [Status.CANCELLED]
    faulty = await client.post(
        address, data={"first_name": "", "last_name": "Ł", "organisation": "M", "language": "pl"}
    )
    assert faulty.status_code == 422
    assert 'href="#first_name"' in faulty.text


async def test_cancelling_asks_first_and_then_frees_the_place(client: httpx.AsyncClient, database: Database) -> None:
    await load(database, WORKSHOP)
    address = (await send(client)).headers["location"].partition("?")[0]
    assert "Yes, cancel it" in (await client.get(f"{address}/cancel")).text
    response = await client.post(f"{address}/cancel")
    assert (response.status_code, response.headers["location"]) == (303, address)
    assert "This registration is cancelled" in (await client.get(address)).text
    assert (await client.get(f"{address}/badge.svg")).status_code == 404


async def test_own_data_come_as_a_file_with_the_needs_that_the_database_hides(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database)
    sent = await send(client, dietary_needs="без глутен", **{"consents.special_needs": "yes"})
    address = sent.headers["location"].partition("?")[0]
    response = await client.get(f"{address}/data.json")
    assert response.headers["content-disposition"].startswith("attachment")
    assert response.json()["special_needs"] == {"dietary": "без глутен"}
    assert response.json()["registration"]["email"] == "l.vdb@example.org"
    async with database.reading() as session:
        row = (await session.scalars(select(RegistrationRow))).one()
    assert row.special_needs is not None
    assert "глутен".encode() not in row.special_needs


async def test_a_wrong_link_opens_nothing(client: httpx.AsyncClient, database: Database) -> None:
    await load(database)
    for address in ("/my/wrong", "/my/wrong/cancel", "/my/wrong/data.json"):
        assert (await client.get(address)).status_code == 404


async def test_the_countries_of_the_partners_come_first_in_the_readers_language(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database, projects=(replace(PROJECT, partners=PROJECT.partners[:2]),))
    text = (await client.get(f"{FORM}?lang=bg")).text
    options = re.findall(r'<option value="([A-Z]{2})">([^<]+)</option>', text)
    assert options[:2] == [("GR", "Гърция"), ("RO", "Румъния")]
