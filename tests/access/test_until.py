"""After an account's last day nothing of it opens any more: no browser, link, token or calendar."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from msgspec.structs import replace

from events_service.access.accounts import find_account, list_accounts
from events_service.access.changing import AccountChanges, LastLeadPartner, change_account
from events_service.access.ending import close_account, list_access
from events_service.access.records import Account, Role
from events_service.access.sign_in import (
    LinkSpent,
    account_of_browser,
    account_of_token,
    make_link,
    make_token,
    use_link,
)
from events_service.calendars.team import team_token
from events_service.database import Database
from events_service.settings import Settings
from tests.world.events import door_event, load
from tests.world.staff import add_staff

pytestmark = pytest.mark.anyio
NOW = datetime(2024, 5, 31, 20, tzinfo=UTC)
LATER = datetime(2024, 6, 1, 0, 0, tzinfo=UTC)
MARIA = "maria@example.org"


async def controller(database: Database) -> Account:
    """Add a controller whose last day it is."""
    await add_staff(database, Role.CONTROLLER, now=NOW)
    return await change_account(database, MARIA, AccountChanges(until=NOW.date()), now=NOW)


async def link_of(database: Database) -> str:
    return (await make_link(database, "", MARIA, NOW)).rpartition("/")[2]


async def test_after_the_last_day_no_browser_token_or_link_opens_anything(database: Database) -> None:
    account = await controller(database)
    browser = await use_link(database, await link_of(database), NOW)
    token = await make_token(database, MARIA, timedelta(days=30), NOW)
    link = await link_of(database)
    assert await account_of_browser(database, browser.cookie, NOW) == account
    assert await account_of_token(database, token, NOW) == account
    assert await account_of_browser(database, browser.cookie, LATER) is None
    assert await account_of_token(database, token, LATER) is None
    with pytest.raises(LinkSpent):
        await use_link(database, link, LATER)
    async with database.reading() as session:
        assert await find_account(session, MARIA, LATER) is None
        assert await list_accounts(session, LATER) == []
        assert [each.account for each in await list_access(session, LATER)] == [account]


async def test_after_the_last_day_the_own_calendar_is_gone(
    client: httpx.AsyncClient, database: Database, settings: Settings, set_clock: Callable[[str], None]
) -> None:
    await load(database, door_event())
    account = await add_staff(database, Role.ORGANISER, now=NOW)
    async with database.reading() as session:
        address = f"/team/{await team_token(session, settings, account)}/calendar.ics"
    await change_account(database, MARIA, AccountChanges(until=NOW.date()), now=NOW)
    set_clock(NOW.isoformat())
    assert (await client.get(address)).status_code == 200
    set_clock(LATER.isoformat())
    assert (await client.get(address)).status_code == 404


async def test_two_lead_partners_who_close_each_other_do_not_both_succeed(database: Database) -> None:
    maria = await add_staff(database, Role.LEAD_PARTNER, now=NOW)
    ana = await add_staff(database, Role.LEAD_PARTNER, email="ana@example.org", now=NOW)
    await close_account(database, ana.email, now=NOW, by=maria)
    with pytest.raises(LastLeadPartner):
        await close_account(database, maria.email, now=NOW, by=ana)
    for changes in (AccountChanges(role=Role.ORGANISER), AccountChanges(until=LATER.date())):
        with pytest.raises(LastLeadPartner):
            await change_account(database, maria.email, changes, now=NOW)
    renamed = await change_account(database, maria.email, AccountChanges(name="Maria P."), now=NOW)
    assert renamed == replace(maria, name="Maria P.")
