"""One's own account: the browsers that are signed in, the tokens, and what one did; ended by oneself, and shown."""

from datetime import timedelta

import httpx
import pytest
from sqlalchemy import select

from events_service import audit, clock
from events_service.access.records import Account, Role
from events_service.access.sign_in import account_of_browser, account_of_token, make_link, make_token, use_link
from events_service.attendance.actions import in_words
from events_service.attendance.deeds import AT_ONCE, deeds_of
from events_service.database import Database
from events_service.web.browsers import described
from tests.counting import counting
from tests.world.events import load, meeting
from tests.world.log import whole
from tests.world.staff import add_staff, sign_in
from tests.world.times import APRIL

pytestmark = pytest.mark.anyio
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0"


@pytest.mark.parametrize(
    ("header", "words"),
    [
        (FIREFOX, "Firefox · Windows"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
            " Version/17.5 Mobile/15E148 Safari/604.1",
            "Mobile Safari · iOS",
        ),
        ("curl/8.1", "curl"),
        ("", ""),
        ("x" * 100_000, ""),
    ],
)
def test_a_browser_is_described_by_its_family_and_its_system(header: str, words: str) -> None:
    assert described(header) == words


async def other_browser(database: Database, account: Account, browser: str = "Chrome · Android") -> str:
    """Sign another browser in as somebody, and give its cookie."""
    link = await make_link(database, "", account.email, clock.now())
    return (await use_link(database, link.rpartition("/")[2], clock.now(), browser)).cookie


async def test_each_of_staff_sees_where_they_are_signed_in_and_ends_one_or_all_the_others(
    client: httpx.AsyncClient, database: Database
) -> None:
    client.headers["User-Agent"] = FIREFOX
    account = await add_staff(database, Role.CONTROLLER, now=clock.now())
    await client.get(await make_link(database, "", account.email, clock.now()))
    phone, tablet, desk = [await other_browser(database, account, each) for each in ("Phone", "Tablet", "Desk")]
    shown = (await client.get("/account")).text
    assert shown.index("Firefox · Windows") < shown.index("this one") < shown.index("Phone")
    number = next(each for each in shown.split('action="/account/browsers/')[1:] if "Sign out Phone" in each)[:12]
    answer = await client.post(f"/account/browsers/{number}")
    assert answer.headers["location"] == "/account?done=browsers"
    assert await account_of_browser(database, phone, clock.now()) is None
    assert await account_of_browser(database, tablet, clock.now()) == account
    again = await client.post(f"/account/browsers/{number}")
    assert again.status_code == 404
    assert "That browser is signed out already." in again.text
    link = await make_link(database, "", account.email, clock.now())
    await client.post("/account/browsers/others")
    assert [await account_of_browser(database, each, clock.now()) for each in (tablet, desk)] == [None, None]
    assert "Ask for a new one" in (await client.get(link)).text
    shown = (await client.get("/account?done=browsers")).text
    assert "Signed out. Whoever sits there has to ask for a new link by mail." in shown
    assert "Sign out everywhere else" not in shown
    await whole(database)


async def test_nobody_ends_what_is_somebody_elses(client: httpx.AsyncClient, database: Database) -> None:
    colleague = await add_staff(database, email="ana@example.org", now=clock.now())
    theirs = await other_browser(database, colleague)
    token = await make_token(database, colleague.email, timedelta(days=9), clock.now())
    await sign_in(client, database, Role.LEAD_PARTNER)
    for what in ("browsers", "tokens"):
        for number in ("", "_" * 12, "%" * 12, audit.START[:12]):
            assert (await client.post(f"/account/{what}/{number}")).status_code in {404, 405}
    assert await account_of_browser(database, theirs, clock.now()) == colleague
    assert await account_of_token(database, token, clock.now()) == colleague


async def test_a_token_of_ones_own_is_listed_without_what_signs_in_and_revoked(
    client: httpx.AsyncClient, database: Database
) -> None:
    account = await sign_in(client, database)
    token = await make_token(database, account.email, timedelta(days=9), clock.now())
    shown = (await client.get("/account")).text
    assert token not in shown
    number = shown.split('action="/account/tokens/')[1][:12]
    assert (await client.post(f"/account/tokens/{number}")).headers["location"] == "/account?done=tokens"
    assert await account_of_token(database, token, clock.now()) is None
    assert (await client.post(f"/account/tokens/{number}")).status_code == 404
    await whole(database)


async def test_who_did_what_is_shown_with_the_names_of_what_is_the_readers(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database, meeting("here", APRIL.date()), meeting("there", APRIL.date(), host="haskovo"))
    ana = await add_staff(database, email="ana@example.org", now=clock.now())
    async with database.transaction() as session:
        said = [("here", "check-ins.receive", {"scans": "3"}), ("there", "mail.group", {})]
        await audit.append_all(
            session,
            [
                audit.Entry(at=clock.now(), actor=ana.actor, action=action, subject=f"event:{key}", facts=facts)
                for key, action, facts in said
            ],
        )
    await sign_in(client, database, Role.LEAD_PARTNER)
    shown = (await client.get(f"/organise/people/{ana.id}/deeds")).text
    assert "Check-ins received (3)" in shown
    assert '<a href="/organise/events/here">' in shown
    assert shown.index("Message to a group sent") < shown.index("Check-ins received")
    client.cookies.clear()
    await sign_in(client, database, Role.ORGANISER, partner="harghita")
    assert (await client.get(f"/organise/people/{ana.id}/deeds")).status_code == 404
    assert "Signed in" in (await client.get("/account/deeds")).text


async def test_much_that_was_done_is_shown_page_by_page_in_few_statements(database: Database) -> None:
    ana = await add_staff(database, now=clock.now())
    async with database.transaction() as session:
        await audit.append_all(
            session,
            [
                audit.Entry(at=clock.now(), actor=ana.actor, action="definition.changed", subject=f"event:{number}")
                for number in range(AT_ONCE * 2)
            ],
        )
    async with database.reading() as session:
        positions = set(await session.scalars(select(audit.EntryRow.position).where(audit.EntryRow.actor == ana.actor)))
        with counting(database) as statements:
            first = await deeds_of(session, ana, ana)
        assert len(statements) <= 5
        second = await deeds_of(session, ana, ana, first.next)
    assert (len(first.items), len(second.items), second.next) == (AT_ONCE, AT_ONCE, None)
    assert first.next == sorted(positions)[-AT_ONCE]


def test_what_a_later_release_wrote_stands_as_the_log_has_it() -> None:
    assert in_words("tomorrow.done") == "tomorrow.done"


async def test_nothing_is_done_that_has_no_name(database: Database) -> None:
    async with database.transaction() as session:
        with pytest.raises(ValueError, match="somehow"):
            await audit.append(session, audit.Entry(at=clock.now(), actor="operator", action="somehow", subject="it"))
