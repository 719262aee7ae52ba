"""H5: accounts are closed, tokens revoked and sessions ended, at once, on record, by whom it is for."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from events_service import audit, chain
from events_service.access.accounts import AccountExists, NewAccount, UnknownAccount, add_account
from events_service.access.changing import AccountChanges, change_account
from events_service.access.ending import (
    UnknownToken,
    close_account,
    list_access,
    revoke_token,
    revoke_tokens,
    sign_out_everywhere,
)
from events_service.access.records import Account, AccountId, Role
from events_service.access.sign_in import (
    LinkSpent,
    SignedIn,
    account_of_browser,
    account_of_token,
    make_link,
    make_token,
    use_link,
)
from events_service.database import Database, new_id
from events_service.web.errors import NotAllowed
from tests.world.staff import add_staff

pytestmark = pytest.mark.anyio
NOW = datetime(2024, 4, 1, 9, tzinfo=UTC)
MARIA = "maria@example.org"


async def signed_in(database: Database, email: str = MARIA) -> SignedIn:
    return await use_link(database, (await make_link(database, "", email, NOW)).rpartition("/")[2], NOW)


async def actions(database: Database) -> list[tuple[str, str]]:
    """Give who did what, by the audit log."""
    async with database.reading() as session:
        rows = await session.execute(select(audit.EntryRow.actor, audit.EntryRow.action))
        assert [fault async for fault in chain.faults(session)] == []
    return [(actor, action) for actor, action in rows]


async def test_a_closed_account_opens_nothing_from_that_moment_on(database: Database) -> None:
    await add_staff(database)
    browser = await signed_in(database)
    token = await make_token(database, MARIA, timedelta(days=30), NOW)
    link = await make_link(database, "", MARIA, NOW)
    await close_account(database, MARIA, now=NOW)
    assert await account_of_browser(database, browser.cookie, NOW) is None
    assert await account_of_token(database, token, NOW) is None
    with pytest.raises(LinkSpent):
        await use_link(database, link.rpartition("/")[2], NOW)
    with pytest.raises(UnknownAccount):
        await make_token(database, MARIA, timedelta(days=30), NOW)
    assert ("operator", "account.close") in await actions(database)


async def test_a_closed_account_is_opened_again_as_it_is_added_then_and_what_was_ended_stays_so(
    database: Database,
) -> None:
    await add_staff(database, Role.LEAD_PARTNER, email="ana@example.org")
    before = await add_staff(database, Role.LEAD_PARTNER)
    browser = await signed_in(database)
    await close_account(database, MARIA, now=NOW)
    anew = NewAccount(email=MARIA, name="Maria", role=Role.CONTROLLER, project="secon")
    again = await add_account(database, anew, now=NOW + timedelta(days=1))
    assert (again.id, again.role) == (before.id, Role.CONTROLLER)
    assert await account_of_browser(database, browser.cookie, NOW) is None
    assert ("operator", "account.open-again") in await actions(database)
    with pytest.raises(AccountExists):
        await add_account(database, anew, now=NOW)


async def test_who_is_signed_out_everywhere_keeps_the_tokens_and_loses_links_under_way(database: Database) -> None:
    await add_staff(database)
    browsers = [await signed_in(database), await signed_in(database)]
    token = await make_token(database, MARIA, timedelta(days=30), NOW)
    link = await make_link(database, "", MARIA, NOW)
    assert await sign_out_everywhere(database, MARIA, now=NOW) == 2
    assert [await account_of_browser(database, each.cookie, NOW) for each in browsers] == [None, None]
    assert await account_of_token(database, token, NOW) is not None
    with pytest.raises(LinkSpent):
        await use_link(database, link.rpartition("/")[2], NOW)
    assert ("operator", "sessions.end") in await actions(database)


async def test_a_token_is_revoked_by_the_number_it_is_listed_under(database: Database) -> None:
    await add_staff(database)
    kept, lost = [await make_token(database, MARIA, timedelta(days=30 + each), NOW) for each in range(2)]
    async with database.reading() as session:
        (person,) = await list_access(session, NOW)
    number = next(each.number for each in person.tokens if each.expires_at == NOW + timedelta(days=31))
    assert (await revoke_token(database, number, now=NOW)).email == MARIA
    assert await account_of_token(database, lost, NOW) is None
    assert await account_of_token(database, kept, NOW) is not None
    assert ("operator", "token.revoke") in await actions(database)
    for unknown in (number, "", "%", number[:4]):
        with pytest.raises(UnknownToken):
            await revoke_token(database, unknown, now=NOW)


async def test_all_tokens_of_a_person_are_revoked_and_nobody_elses(database: Database) -> None:
    await add_staff(database)
    await add_staff(database, email="ana@example.org")
    tokens = [await make_token(database, email, timedelta(days=30), NOW) for email in (MARIA, MARIA, "ana@example.org")]
    assert await revoke_tokens(database, MARIA, now=NOW) == 2
    good = [await account_of_token(database, token, NOW) is not None for token in tokens]
    assert good == [False, False, True]


async def test_a_changed_role_holds_where_somebody_is_signed_in_already(database: Database) -> None:
    await add_staff(database, Role.LEAD_PARTNER, email="ana@example.org")
    await add_staff(database, Role.LEAD_PARTNER)
    browser = await signed_in(database)
    changes = AccountChanges(role=Role.ORGANISER, partner="haskovo")
    changed = await change_account(database, MARIA, changes, now=NOW)
    assert (changed.role, changed.partner, changed.project, changed.name) == (
        Role.ORGANISER,
        "haskovo",
        "secon",
        "Maria Host",
    )
    assert await account_of_browser(database, browser.cookie, NOW) == changed
    assert ("operator", "account.change") in await actions(database)


async def test_older_sign_in_links_die_with_a_newer_sign_in(database: Database) -> None:
    await add_staff(database)
    older, newer = [await make_link(database, "", MARIA, NOW) for _ in range(2)]
    await use_link(database, newer.rpartition("/")[2], NOW)
    with pytest.raises(LinkSpent):
        await use_link(database, older.rpartition("/")[2], NOW)


async def test_people_with_access_are_listed_with_their_last_sign_in(database: Database) -> None:
    await add_staff(database)
    await add_staff(database, email="ana@example.org")
    await signed_in(database)
    async with database.reading() as session:
        ana, maria = await list_access(session, NOW)
    assert (ana.account.email, ana.last_sign_in, ana.sessions) == ("ana@example.org", None, 0)
    assert (maria.account.email, maria.last_sign_in, maria.sessions) == (MARIA, NOW, 1)


def somebody(role: Role, project: str | None) -> Account:
    return Account(id=AccountId(new_id()), email="a@example.org", name="A", role=role, project=project)


@pytest.mark.parametrize(
    ("role", "project", "of", "may"),
    [
        (Role.LEAD_PARTNER, "secon", "secon", True),
        (Role.LEAD_PARTNER, None, "secon", True),
        (Role.LEAD_PARTNER, None, None, True),
        (Role.LEAD_PARTNER, "secon", None, False),
        (Role.LEAD_PARTNER, "secon", "other", False),
        (Role.ORGANISER, None, "secon", False),
        (Role.CONTROLLER, None, "secon", False),
    ],
)
async def test_a_lead_partner_closes_the_accounts_of_their_own_project(
    role: Role, project: str | None, of: str | None, may: bool
) -> None:
    assert somebody(role, project).administers(somebody(Role.ORGANISER, of)) is may


async def test_nobody_closes_their_own_account_by_mistake(database: Database) -> None:
    lead = await add_staff(database, Role.LEAD_PARTNER)
    with pytest.raises(NotAllowed):
        await close_account(database, MARIA, now=NOW, by=lead)


async def test_a_controller_ends_nobodys_access(database: Database) -> None:
    controller = await add_staff(database, Role.CONTROLLER)
    await add_staff(database, email="ana@example.org")
    for end in (close_account, sign_out_everywhere, revoke_tokens):
        with pytest.raises(NotAllowed):
            await end(database, "ana@example.org", now=NOW, by=controller)
