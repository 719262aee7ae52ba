"""Signing in: a link works once and not for long, a token opens the JSON API, and a foreign form changes nothing."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select

from events_service import clock
from events_service.access.accounts import AccountExists, FaultyAddress, NewAccount, UnknownAccount, add_account
from events_service.access.records import Account, Role
from events_service.access.sign_in import (
    LINK_LIFETIME,
    LinkSpent,
    account_of_browser,
    account_of_token,
    make_link,
    make_token,
    sign_out,
    use_link,
)
from events_service.access.tables import SignInLinkRow
from events_service.database import Database
from events_service.mail.tables import MailRow

pytestmark = pytest.mark.anyio
NOW = datetime(2024, 4, 1, 9, tzinfo=UTC)


async def maria(database: Database, role: Role = Role.ORGANISER) -> Account:
    return await add_account(
        database, NewAccount(email="Maria@example.org", name="Мария Петрова", role=role, project="secon"), now=NOW
    )


def token_in(link: str) -> str:
    return link.rpartition("/")[2]


async def test_a_link_signs_its_account_in(database: Database) -> None:
    account = await maria(database)
    link = await make_link(database, "https://events.example.org", "maria@EXAMPLE.org", NOW)
    signed_in = await use_link(database, token_in(link), NOW)
    assert signed_in.account == account
    assert await account_of_browser(database, signed_in.cookie, NOW) == account


async def test_a_link_works_once(database: Database) -> None:
    await maria(database)
    token = token_in(await make_link(database, "", "maria@example.org", NOW))
    await use_link(database, token, NOW)
    with pytest.raises(LinkSpent):
        await use_link(database, token, NOW)


async def test_a_link_expires(database: Database) -> None:
    await maria(database)
    token = token_in(await make_link(database, "", "maria@example.org", NOW))
    with pytest.raises(LinkSpent):
        await use_link(database, token, NOW + LINK_LIFETIME)


async def test_a_link_is_kept_by_its_hash_only(database: Database) -> None:
    await maria(database)
    token = token_in(await make_link(database, "", "maria@example.org", NOW))
    async with database.reading() as session:
        kept = (await session.scalars(select(SignInLinkRow.token_hash))).all()
    assert len(kept) == 1
    assert token not in kept[0]


async def test_a_session_ends_with_signing_out(database: Database) -> None:
    await maria(database)
    token = token_in(await make_link(database, "", "maria@example.org", NOW))
    cookie = (await use_link(database, token, NOW)).cookie
    await sign_out(database, cookie, NOW)
    assert await account_of_browser(database, cookie, NOW) is None


async def test_a_token_is_good_until_it_expires(database: Database) -> None:
    account = await maria(database)
    token = await make_token(database, "maria@example.org", timedelta(days=30), NOW)
    assert await account_of_token(database, token, NOW + timedelta(days=29)) == account
    assert await account_of_token(database, token, NOW + timedelta(days=30)) is None


async def test_an_address_has_one_account(database: Database) -> None:
    await maria(database)
    with pytest.raises(AccountExists, match=r"maria@example\.org"):
        await add_account(
            database, NewAccount(email="maria@example.org", name="M", role=Role.ORGANISER, project=None), now=NOW
        )


@pytest.mark.parametrize("address", ["maria", "maria@", "@example.org", "maria@localhost"])
async def test_an_account_needs_an_address(database: Database, address: str) -> None:
    with pytest.raises(FaultyAddress):
        await add_account(database, NewAccount(email=address, name="M", role=Role.ORGANISER, project=None), now=NOW)


async def test_there_is_no_link_for_a_stranger(database: Database) -> None:
    with pytest.raises(UnknownAccount):
        await make_link(database, "", "nobody@example.org", NOW)


async def test_following_a_link_leads_to_ones_own_pages(
    client: httpx.AsyncClient, database: Database, set_clock: object
) -> None:
    set_clock(NOW.isoformat())
    await maria(database)
    link = await make_link(database, "", "maria@example.org", NOW)
    answer = await client.get(link)
    assert (answer.status_code, answer.headers["location"]) == (302, "/organise")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    spent = await client.get(link)
    assert spent.status_code == 410
    assert "Ask for a new one" in spent.text


async def test_asking_for_a_link_tells_nobody_who_has_an_account(client: httpx.AsyncClient, database: Database) -> None:
    await maria(database)
    known = await client.post("/sign-in", data={"email": "maria@example.org"})
    unknown = await client.post("/sign-in", data={"email": "nobody@example.org"})
    assert (known.status_code, known.headers["location"]) == (unknown.status_code, unknown.headers["location"])


async def test_a_filter_that_checks_the_links_in_a_mail_uses_none_up(
    client: httpx.AsyncClient, database: Database
) -> None:
    await maria(database)
    link = await make_link(database, "", "maria@example.org", clock.now())
    looked = await client.head(link)
    assert (looked.status_code, looked.content) == (200, b"")
    assert "set-cookie" not in looked.headers
    assert (await client.get(link)).status_code == 302


async def test_a_mailbox_gets_few_links_in_half_an_hour_and_its_holder_is_told_what_to_do(
    client: httpx.AsyncClient, database: Database, set_clock: Any
) -> None:
    await maria(database)
    set_clock("2024-04-01T09:00:00Z")
    for written in ("maria@example.org", "Maria@example.org", " MARIA@example.org") * 3:
        last = await client.post("/sign-in", data={"email": written})
    assert last.status_code == 429
    assert "open the newest one in your mailbox" in last.text
    assert 'value="MARIA@example.org"' in last.text
    async with database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(MailRow)) == 5
    assert (await client.post("/sign-in", data={"email": "nobody@example.org"})).status_code == 303
    set_clock("2024-04-01T09:30:00Z")
    assert (await client.post("/sign-in", data={"email": "maria@example.org"})).status_code == 303


async def test_one_network_asks_for_few_links_whatever_the_addresses(
    client: httpx.AsyncClient, database: Database, set_clock: Any
) -> None:
    set_clock("2024-04-01T09:00:00Z")
    answers = [await client.post("/sign-in", data={"email": f"person{number}@example.org"}) for number in range(101)]
    assert [answer.status_code for answer in answers] == [303] * 100 + [429]


async def test_a_wrong_token_is_refused_as_a_problem_document(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/v1/events", headers={"Authorization": "Bearer wrong"})
    assert answer.status_code == 401
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert answer.json()["type"].endswith("/sign-in-needed")


async def test_a_form_from_another_site_changes_nothing(client: httpx.AsyncClient) -> None:
    foreign = await client.post("/sign-out", headers={"Sec-Fetch-Site": "cross-site"})
    older_browser = await client.post("/sign-out", headers={"Origin": "https://elsewhere.example"})
    own = await client.post("/sign-out", headers={"Sec-Fetch-Site": "same-origin"})
    assert (foreign.status_code, older_browser.status_code, own.status_code) == (403, 403, 303)
