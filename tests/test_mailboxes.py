"""Mail addresses: what is one is told in the same way for accounts, participants and contacts of events."""

import re
from collections.abc import Callable

import httpx
import msgspec
import pytest
from sqlalchemy import select

from events_service import clock
from events_service.access.accounts import FaultyAddress, NewAccount, add_account
from events_service.access.records import Role
from events_service.database import Database
from events_service.mail.tables import MailRow
from events_service.mailboxes import ADDRESS, Email
from events_service.programme.codes import wrong_code
from tests.world.events import event, load
from tests.world.people import body

GOOD = (
    "maria@example.org",
    "maria.petrova+secon@sub.example.co.uk",
    "o'neill@example.org",
    "x@пример.бг",
    "x@xn--e1afmkfd.xn--90ae",
)
BAD = (
    "maria",
    "maria@",
    "@example.org",
    "maria@localhost",
    "maria@example..org",
    "maria;ivan@example.org",
    "maria,ivan@example.org",
    "maria <maria@example.org>",
    "мария@example.org",
    "maria@exam ple.org",
)


async def add(database: Database, address: str) -> None:
    await add_account(
        database, NewAccount(email=address, name="M", role=Role.ORGANISER, project="secon"), now=clock.now()
    )


@pytest.mark.anyio
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_an_account_takes_the_addresses_that_participants_and_contacts_may_have(database: Database) -> None:
    for address in GOOD[:-1]:  # the last is another spelling of the one before
        await add(database, address)
    for address in BAD:
        with pytest.raises(FaultyAddress):
            await add(database, address)


@pytest.mark.parametrize("address", GOOD)
def test_an_address_is_taken_from_a_form_and_from_a_definition(address: str) -> None:
    assert msgspec.convert(address, Email) == address
    assert wrong_code("mailbox", address) is None


@pytest.mark.parametrize("address", BAD)
def test_what_is_no_address_is_refused_by_a_form_and_by_a_definition(address: str) -> None:
    assert wrong_code("mailbox", address)
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(address, Email)


@pytest.mark.parametrize("domain", ["a" * 64 + ".org", "б" * 64 + ".bg"])
def test_a_domain_that_no_server_has_is_refused_though_it_looks_like_one(domain: str) -> None:
    assert re.fullmatch(ADDRESS, f"x@{domain}")
    assert "No mail server can have this address" in (wrong_code("mailbox", f"x@{domain}") or "")


@pytest.mark.anyio
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_link_to_sign_in_goes_to_a_domain_as_mail_servers_know_it(
    client: httpx.AsyncClient, database: Database
) -> None:
    await add(database, "Maria@Пример.бг")
    for written in ("maria@пример.бг", "maria@xn--e1afmkfd.xn--90ae"):
        assert (await client.post("/sign-in", data={"email": written})).status_code == 303
    async with database.reading() as session:
        sent = list(await session.scalars(select(MailRow.recipient)))
    assert sent == ["maria@xn--e1afmkfd.xn--90ae"] * 2


@pytest.mark.anyio
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_line_break_after_an_address_does_not_reach_a_mail(
    client: httpx.AsyncClient, database: Database, set_clock: Callable[[str], None]
) -> None:
    set_clock("2024-03-01T09:00:00Z")
    await load(database, event())
    answer = await client.post("/api/v1/events/workshop/registrations", json=body(email="maria@example.org\n"))
    assert answer.status_code == 201
    async with database.reading() as session:
        assert list(await session.scalars(select(MailRow.recipient))) == ["maria@example.org"]


def test_editors_understand_the_pattern_in_our_schemas() -> None:
    """ECMA-262 with the flag u, by which JSON Schema reads patterns, knows no escape of a quotation mark."""
    assert '\\"' not in ADDRESS
