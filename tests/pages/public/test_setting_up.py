"""An empty service: the address that sets it up, its first lead partner and project, and that it works once."""

import asyncio

import httpx
import pytest
from sqlalchemy import func, select

from events_service import audit, chain, clock
from events_service.access.accounts import list_accounts
from events_service.access.first_address import find_setup_address
from events_service.access.records import Role
from events_service.access.tables import AccountRow
from events_service.database import Database
from events_service.programme.finding import list_projects
from events_service.settings import Settings
from tests.world.events import load_project
from tests.world.fields import fields_of
from tests.world.pages import seen, text_of
from tests.world.project import new_project
from tests.world.service import BASE_URL, Run
from tests.world.staff import add_staff

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("april")]
WHO = {"person": ["Maria Petrova"], "email": ["Maria@Example.org"]}


async def address_of(database: Database, settings: Settings) -> str | None:
    async with database.reading() as session:
        return await find_setup_address(session, settings)


async def path_of(database: Database, settings: Settings) -> str:
    address = await address_of(database, settings)
    assert address is not None
    return address.removeprefix(BASE_URL)


async def test_one_form_makes_the_lead_partner_and_the_project_and_leads_to_the_first_event(
    client: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    path = await path_of(database, settings)
    assert "Set up this service" in await seen(client, path)
    answer = await client.post(path, data=new_project() | WHO)
    assert (answer.status_code, answer.headers["location"]) == (303, "/organise/events/new?done=project")
    client.cookies.update(answer.cookies)
    assert "New event" in await seen(client, "/organise/events/new?done=project")
    async with database.reading() as session:
        (account,) = await list_accounts(session, clock.now())
        assert [project.key for project in await list_projects(session)] == ["green-ways"]
        entries = await session.scalars(select(audit.EntryRow).order_by(audit.EntryRow.position))
        written = [(entry.action, entry.actor) for entry in entries if entry.subject != "service:secret-key"]
        assert [fault async for fault in chain.faults(session)] == []
    assert (account.email, account.name, account.role) == ("maria@example.org", "Maria Petrova", Role.LEAD_PARTNER)
    assert (account.project, account.partner) == (None, None)
    assert [action for action, _ in written] == ["account.add", "definition.created", "sign-in"]
    assert written[1:] == [("definition.created", account.actor), ("sign-in", account.actor)]


async def test_the_address_opens_nothing_once_somebody_has_an_account(
    client: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    path = await path_of(database, settings)
    await add_staff(database)
    assert await address_of(database, settings) is None
    assert (await client.get(path)).status_code == 410
    answer = await client.post(path, data=new_project() | WHO)
    assert answer.status_code == 410
    assert "sign in" in text_of(answer.text)
    async with database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(AccountRow)) == 1


async def test_another_secret_opens_nothing(client: httpx.AsyncClient, database: Database, settings: Settings) -> None:
    for path in ("/setup/x", f"{(await path_of(database, settings))[:-1]}~"):
        assert (await client.get(path)).status_code == 410
        assert (await client.post(path, data=new_project() | WHO)).status_code == 410


async def test_of_two_who_set_it_up_at_once_one_does(
    client: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    path = await path_of(database, settings)
    both = [new_project() | WHO, new_project() | WHO | {"email": ["other@example.org"]}]
    answers = await asyncio.gather(*(client.post(path, data=each) for each in both))
    assert sorted(answer.status_code for answer in answers) == [303, 410]
    async with database.reading() as session:
        assert len(await list_accounts(session, clock.now())) == 1


async def test_faults_of_the_person_and_of_the_project_are_told_together_and_nothing_is_lost(
    client: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    path = await path_of(database, settings)
    sent = new_project() | {"person": [""], "email": ["maria at example"], "reference": [""]}
    answer = await client.post(path, data=sent)
    assert answer.status_code == 422
    for field in ("person", "email", "reference"):
        assert f'href="#{field}"' in answer.text
        assert f'id="fault-{field}"' in answer.text
    assert fields_of(answer.text)["email"] == ["maria at example"]
    assert await path_of(database, settings) == path


async def test_where_a_project_was_loaded_before_only_the_person_is_asked_for(
    client: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    await load_project(database)
    path = await path_of(database, settings)
    shown = await client.get(path)
    assert "The project is defined already: SECON." in text_of(shown.text)
    assert "acronym" not in fields_of(shown.text)
    answer = await client.post(path, data=WHO)
    assert (answer.status_code, answer.headers["location"]) == (303, "/organise?done=set-up")


async def test_all_servers_of_a_database_print_one_address_and_another_key_another(
    database: Database, settings: Settings
) -> None:
    async with database.transaction() as session:
        entry = audit.Entry(
            at=clock.now(), actor=audit.OPERATOR, action="secret_key.first_used", subject="service:secret-key"
        )
        await audit.append(session, entry)
    here = await address_of(database, settings)
    elsewhere = Database(settings.database_url)
    assert await address_of(elsewhere, settings) == here
    await elsewhere.close()
    assert here is not None
    assert here.startswith(f"{BASE_URL}/setup/")


def test_serve_prints_the_address_while_the_service_is_empty_and_never_after(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("events_service.cli.run_server", lambda *_: None)
    printed = [run("serve", "--port", "8123").stdout for _ in range(2)]
    assert printed[0] == printed[1]
    assert "/setup/" in printed[0]
    assert run("account", "add", "maria@example.org", "--name", "Maria", "--role", "lead_partner").returncode == 0
    again = run("serve", "--port", "8123")
    assert "/setup/" not in again.stdout + again.stderr
