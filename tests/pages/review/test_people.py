"""People with access: the lead partner sees who, and ends what they opened, at once."""

from datetime import datetime, timedelta

import httpx
import pytest

from events_service import clock
from events_service.access.records import Role
from events_service.access.sign_in import account_of_browser, account_of_token, make_link, make_token, use_link
from events_service.database import Database
from tests.counting import counting
from tests.world.staff import add_staff, sign_in

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]
ANA = "ana@example.org"


async def ana(database: Database, now: datetime) -> tuple[str, str]:
    """Let an organiser in; give the cookie of the browser in which she is signed in, and her token."""
    await add_staff(database, email=ANA)
    browser = await use_link(database, (await make_link(database, "", ANA, now)).rpartition("/")[2], now)
    return browser.cookie, await make_token(database, ANA, timedelta(days=30), now)


async def test_the_lead_partner_closes_an_account_and_it_opens_nothing(
    client: httpx.AsyncClient, database: Database
) -> None:
    await sign_in(client, database, Role.LEAD_PARTNER)
    now = clock.now()
    cookie, token = await ana(database, now)
    shown = (await client.get("/review/people")).text
    assert ANA in shown
    assert "signed in in 1 browser" in shown
    assert "1 API token" in shown
    for end in ("sign-out", "revoke-tokens", "close"):
        assert f'action="/review/people/{end}"' in shown
    answer = await client.post("/review/people/close", data={"email": ANA})
    assert answer.headers["location"] == "/review/people?done=closed"
    assert ANA not in (await client.get("/review/people")).text
    assert await account_of_browser(database, cookie, now) is None
    assert await account_of_token(database, token, now) is None


@pytest.mark.parametrize(("end", "kept"), [("sign-out", [False, True]), ("revoke-tokens", [True, False])])
async def test_the_lead_partner_ends_sessions_or_tokens_alone(
    client: httpx.AsyncClient, database: Database, end: str, kept: list[bool]
) -> None:
    await sign_in(client, database, Role.LEAD_PARTNER)
    now = clock.now()
    cookie, token = await ana(database, now)
    assert (await client.post(f"/review/people/{end}", data={"email": ANA})).status_code == 303
    found = await account_of_browser(database, cookie, now), await account_of_token(database, token, now)
    assert [each is not None for each in found] == kept


@pytest.mark.parametrize("role", [Role.ORGANISER, Role.CONTROLLER])
async def test_nobody_else_sees_or_ends_access(client: httpx.AsyncClient, database: Database, role: Role) -> None:
    await sign_in(client, database, role)
    await add_staff(database, email=ANA)
    assert (await client.get("/review/people")).status_code == 403
    for end in ("sign-out", "revoke-tokens", "close"):
        assert (await client.post(f"/review/people/{end}", data={"email": ANA})).status_code == 403


async def test_people_of_another_project_are_neither_shown_nor_closed(
    client: httpx.AsyncClient, database: Database
) -> None:
    await sign_in(client, database, Role.LEAD_PARTNER)
    await add_staff(database, email=ANA, project="other")
    await add_staff(database, email="all@example.org", project=None)
    shown = (await client.get("/review/people")).text
    assert ANA not in shown
    assert "all@example.org" in shown
    assert "End access" not in shown
    for email in (ANA, "all@example.org"):
        assert (await client.post("/review/people/close", data={"email": email})).status_code == 403
    assert (await client.post("/review/people/close", data={"email": "nobody@example.org"})).status_code == 404


async def test_the_list_takes_as_many_queries_for_five_as_for_one(
    client: httpx.AsyncClient, database: Database
) -> None:
    await sign_in(client, database, Role.LEAD_PARTNER)
    counts = []
    for added in (1, 4):
        for number in range(added):
            await add_staff(database, email=f"p{added}{number}@example.org")
        with counting(database) as sent:
            await client.get("/review/people")
        counts.append(len(sent))
    assert counts[0] == counts[1]
