"""People with access: who is seen by whom, invited, changed, handed over and ended, and what a link of a mail opens."""

import re
from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import update

from events_service import clock
from events_service.access.accounts import NewAccount, add_account, find_account
from events_service.access.records import Account, Role
from events_service.access.sign_in import account_of_browser, account_of_token, make_link, make_token, use_link
from events_service.access.tables import ColleagueInvitationRow
from events_service.attendance.wholeness import faults
from events_service.database import Database
from events_service.programme.inviting import LIFETIME, list_invitations
from tests.counting import counting
from tests.world.events import load, meeting
from tests.world.log import whole
from tests.world.mails import mails, plain_text
from tests.world.staff import add_staff, sign_in
from tests.world.times import APRIL

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]
ANA = "ana@example.org"
PEOPLE = "/organise/people"
MANAGER = {"name": "Ana Ruiz", "email": ANA, "role": "event_manager", "events": ["here"]}


@pytest.fixture
async def _events(database: Database) -> None:
    await load(database, meeting("here", APRIL.date()), meeting("there", APRIL.date(), host="haskovo"))


async def ana(database: Database) -> Account:
    return await add_staff(database, email=ANA, now=clock.now())


async def working(database: Database, email: str = ANA) -> Account | None:
    async with database.reading() as session:
        return await find_account(session, email, clock.now())


async def link_to(database: Database, email: str = ANA) -> str:
    """Give the path that the last mail to an address leads to."""
    *_, mail = [each for each in await mails(database) if email in str(each["To"])]
    (found,) = re.findall(r"/invited/\S+", plain_text(mail))
    return str(found)


@pytest.mark.usefixtures("_events")
async def test_who_is_invited_works_with_us_once_the_link_was_used_and_it_works_once(
    client: httpx.AsyncClient, database: Database
) -> None:
    lead = await sign_in(client, database, Role.LEAD_PARTNER)
    answer = await client.post(f"{PEOPLE}/invite", data=MANAGER)
    assert answer.headers["location"] == f"{PEOPLE}?done=invited"
    shown = (await client.get(PEOPLE)).text
    assert f"by {lead.name}" in shown
    assert "Event manager" in shown
    link = await link_to(database)
    await whole(database)
    for _ in range(2):
        assert "Accept and sign in" in (await client.get(link)).text
    assert await working(database) is None
    client.cookies.clear()
    accepted = await client.post(link)
    assert accepted.headers["location"] == "/organise"
    client.cookies.update(accepted.cookies)
    account = await working(database)
    assert account is not None
    assert (account.name, account.role, account.project, account.events) == (
        "Ana Ruiz",
        Role.EVENT_MANAGER,
        "secon",
        ("here",),
    )
    assert (await client.get("/organise/events/here")).status_code == 200
    assert (await client.get("/organise/events/there")).status_code == 403
    assert (await client.post(link)).status_code == 410
    await whole(database)


@pytest.mark.usefixtures("_events")
async def test_an_invitation_sent_again_has_another_link_and_one_taken_back_has_none(
    client: httpx.AsyncClient, database: Database
) -> None:
    await sign_in(client, database, Role.LEAD_PARTNER)
    await client.post(f"{PEOPLE}/invite", data=MANAGER)
    first = await link_to(database)
    async with database.reading() as session:
        (invitation,) = await list_invitations(session)
    at = f"{PEOPLE}/invitations/{invitation.id}"
    assert (await client.post(f"{at}/send-again")).status_code == 303
    second = await link_to(database)
    assert [(await client.get(link)).status_code for link in (first, second)] == [410, 200]
    assert (await client.post(f"{at}/take-back")).status_code == 303
    assert (await client.get(second)).status_code == 410
    assert (await client.post(second)).status_code == 410
    assert (await client.post(f"{at}/take-back")).status_code == 404
    await whole(database)


@pytest.mark.usefixtures("_events")
async def test_an_invitation_that_was_changed_in_the_database_is_found(
    client: httpx.AsyncClient, database: Database
) -> None:
    await sign_in(client, database, Role.LEAD_PARTNER)
    await client.post(f"{PEOPLE}/invite", data=MANAGER)
    async with database.transaction() as session:
        await session.execute(update(ColleagueInvitationRow).values(role=Role.LEAD_PARTNER))
    async with database.reading() as session:
        (fault,) = [each async for each in faults(session)]
    assert fault.endswith("is to another role than the audit log gave it")


@pytest.mark.usefixtures("_events")
async def test_a_link_works_for_a_week(
    client: httpx.AsyncClient, database: Database, set_clock: Callable[[str], None]
) -> None:
    set_clock(APRIL.isoformat())
    await sign_in(client, database, Role.LEAD_PARTNER)
    await client.post(f"{PEOPLE}/invite", data=MANAGER)
    link = await link_to(database)
    until = "8 Apr 2024, 09:00 (Coordinated Universal Time)"
    assert until in plain_text((await mails(database))[-1])
    assert until in (await client.get(PEOPLE)).text
    set_clock((APRIL + LIFETIME - timedelta(minutes=1)).isoformat())
    assert (await client.get(link)).status_code == 200
    set_clock((APRIL + LIFETIME + timedelta(minutes=1)).isoformat())
    assert (await client.post(link)).status_code == 410


@pytest.mark.usefixtures("_events")
async def test_an_invitation_opens_nothing_once_whoever_made_it_may_not_give_it_any_more(
    client: httpx.AsyncClient, database: Database
) -> None:
    await sign_in(client, database, Role.ORGANISER, partner="harghita")
    await client.post(f"{PEOPLE}/invite", data=MANAGER)
    link = await link_to(database)
    await load(database, meeting("here", APRIL.date(), host="haskovo"))
    assert (await client.post(link)).status_code == 410
    assert await working(database) is None


@pytest.mark.usefixtures("_events")
@pytest.mark.parametrize(
    ("changed", "status", "sentence"),
    [
        ({"email": "ana"}, 422, "is not an e-mail address"),
        ({"email": "organiser@example.org"}, 409, "exists already"),
        ({"name": " "}, 422, "1 to 300 letters"),
        ({"role": "king"}, 422, "Choose what they are to do."),
        ({"events": []}, 422, "Choose at least one event."),
        ({"events": ["nowhere"]}, 422, "There is no event nowhere"),
        ({"until": "2020-01-01"}, 422, "Choose a day from today on"),
    ],
)
async def test_a_faulty_invitation_comes_back_as_it_was_typed_with_the_fault_beside_its_field(
    client: httpx.AsyncClient, database: Database, changed: dict[str, object], status: int, sentence: str
) -> None:
    await add_staff(database, email="organiser@example.org", now=clock.now())
    await sign_in(client, database, Role.LEAD_PARTNER)
    typed = MANAGER | changed
    answer = await client.post(f"{PEOPLE}/invite", data=typed)
    assert answer.status_code == status
    assert sentence in answer.text
    assert f'value="{typed["email"]}"' in answer.text
    assert 'class="fault-summary"' in answer.text
    assert (await list_of_invited(database)) == []


async def test_an_empty_invitation_is_told_all_that_is_missing(client: httpx.AsyncClient, database: Database) -> None:
    await sign_in(client, database, Role.LEAD_PARTNER)
    answer = await client.post(f"{PEOPLE}/invite", data={})
    assert answer.status_code == 422
    assert [f'href="#{field}"' in answer.text for field in ("name", "email", "role")] == [True] * 3


async def list_of_invited(database: Database) -> list[str]:
    async with database.reading() as session:
        return [each.email for each in await list_invitations(session)]


@pytest.mark.usefixtures("_events")
@pytest.mark.parametrize(
    ("role", "partner", "asked", "status"),
    [
        (Role.LEAD_PARTNER, None, {"role": "lead_partner"}, 303),
        (Role.LEAD_PARTNER, None, {"role": "organiser", "partner": "haskovo"}, 303),
        (Role.LEAD_PARTNER, None, {"role": "controller", "until": "2099-05-31"}, 303),
        (Role.LEAD_PARTNER, None, {"role": "organiser", "project": "other"}, 422),
        (Role.ORGANISER, "harghita", {"role": "event_manager", "events": ["here"]}, 303),
        (Role.ORGANISER, "harghita", {"role": "event_manager", "events": ["here", "there"]}, 403),
        (Role.ORGANISER, "harghita", {"role": "organiser", "partner": "harghita"}, 403),
        (Role.ORGANISER, "harghita", {"role": "controller"}, 403),
        (Role.CONTROLLER, None, {"role": "controller"}, 403),
    ],
)
async def test_nobody_invites_to_more_than_they_have(
    client: httpx.AsyncClient, database: Database, role: Role, partner: str | None, asked: dict[str, str], status: int
) -> None:
    await sign_in(client, database, role, partner=partner)
    answer = await client.post(f"{PEOPLE}/invite", data={"name": "Ana", "email": ANA} | asked)
    assert answer.status_code == status
    assert len(await list_of_invited(database)) == (status == 303)


@pytest.mark.usefixtures("_events")
async def test_an_event_manager_lets_nobody_in(client: httpx.AsyncClient, database: Database) -> None:
    new = NewAccount(email=ANA, name="Ana", role=Role.EVENT_MANAGER, project="secon", events=("here",))
    await add_account(database, new, now=clock.now())
    client.cookies.update((await client.get(await make_link(database, "", ANA, clock.now()))).cookies)
    assert (await client.get("/organise")).status_code == 200
    assert PEOPLE not in (await client.get("/organise")).text
    for path in (PEOPLE, f"{PEOPLE}/invite"):
        assert (await client.get(path)).status_code == 403
    assert (await client.post(f"{PEOPLE}/invite", data=MANAGER)).status_code == 403


async def test_the_lead_partner_closes_an_account_and_opens_it_again(
    client: httpx.AsyncClient, database: Database
) -> None:
    await sign_in(client, database, Role.LEAD_PARTNER)
    now, person = clock.now(), await ana(database)
    browser = await use_link(database, (await make_link(database, "", ANA, now)).rpartition("/")[2], now)
    token = await make_token(database, ANA, timedelta(days=30), now)
    shown = (await client.get(PEOPLE)).text
    assert ANA in shown
    assert "signed in in 1 browser" in shown
    assert "1 API token" in shown
    at = f"{PEOPLE}/{person.id}"
    assert (await client.post(f"{at}/close")).headers["location"] == f"{at}?done=close"
    assert await account_of_browser(database, browser.cookie, now) is None
    assert await account_of_token(database, token, now) is None
    assert "Open it again" in (await client.get(at)).text
    assert "Closed accounts" in (await client.get(PEOPLE)).text
    await client.post(f"{at}/open")
    assert await working(database) == person
    assert await account_of_browser(database, browser.cookie, now) is None
    await whole(database)


@pytest.mark.parametrize(("end", "kept"), [("sign-out", [False, True]), ("revoke-tokens", [True, False])])
async def test_the_lead_partner_ends_sessions_or_tokens_alone(
    client: httpx.AsyncClient, database: Database, end: str, kept: list[bool]
) -> None:
    await sign_in(client, database, Role.LEAD_PARTNER)
    now, person = clock.now(), await ana(database)
    browser = await use_link(database, (await make_link(database, "", ANA, now)).rpartition("/")[2], now)
    token = await make_token(database, ANA, timedelta(days=30), now)
    assert (await client.post(f"{PEOPLE}/{person.id}/{end}")).status_code == 303
    found = await account_of_browser(database, browser.cookie, now), await account_of_token(database, token, now)
    assert [each is not None for each in found] == kept


@pytest.mark.usefixtures("_events")
async def test_a_role_is_changed_on_the_page_and_the_last_lead_partner_stays(
    client: httpx.AsyncClient, database: Database
) -> None:
    await sign_in(client, database, Role.LEAD_PARTNER, project=None)
    person = await add_staff(database, Role.LEAD_PARTNER, email=ANA, now=clock.now())
    at = f"{PEOPLE}/{person.id}"
    changed = await client.post(
        f"{at}/change", data={"name": "Ana R.", "role": "controller", "project": "secon", "events": ["there"]}
    )
    assert changed.headers["location"] == f"{at}?done=change"
    account = await working(database)
    assert account is not None
    assert (account.name, account.role, account.events) == ("Ana R.", Role.CONTROLLER, ("there",))
    everywhere = await working(database, "lead_partner@example.org")
    assert everywhere is not None
    assert (await client.post(f"{PEOPLE}/{everywhere.id}/close")).status_code == 404
    await whole(database)


@pytest.mark.usefixtures("_events")
async def test_a_manager_s_events_are_handed_over_and_the_account_is_closed(
    client: httpx.AsyncClient, database: Database
) -> None:
    await sign_in(client, database, Role.LEAD_PARTNER)
    new = NewAccount(email=ANA, name="Ana", role=Role.EVENT_MANAGER, project="secon", events=("here",))
    leaving = await add_account(database, new, now=clock.now())
    other = NewAccount(email="eva@example.org", name="Eva", role=Role.EVENT_MANAGER, project="secon", events=("there",))
    colleague = await add_account(database, other, now=clock.now())
    at = f"{PEOPLE}/{leaving.id}"
    assert "Hand over and close" in (await client.get(at)).text
    answer = await client.post(f"{at}/hand-over", data={"to": str(colleague.id)})
    assert answer.headers["location"] == f"{at}?done=hand-over"
    assert await working(database) is None
    after = await working(database, "eva@example.org")
    assert after is not None
    assert after.events == ("here", "there")
    await whole(database)


async def test_what_one_account_cannot_do_besides_is_not_handed_over(
    client: httpx.AsyncClient, database: Database
) -> None:
    await sign_in(client, database, Role.LEAD_PARTNER)
    leaving = await ana(database)
    controller = await add_staff(database, Role.CONTROLLER, email="eva@example.org", now=clock.now())
    answer = await client.post(f"{PEOPLE}/{leaving.id}/hand-over", data={"to": str(controller.id)})
    assert answer.status_code == 409
    assert "cannot take this over" in answer.text
    assert await working(database) == leaving


@pytest.mark.parametrize("role", [Role.ORGANISER, Role.CONTROLLER])
async def test_nobody_else_ends_access(client: httpx.AsyncClient, database: Database, role: Role) -> None:
    await sign_in(client, database, role)
    person = await ana(database)
    refused = 404 if role is Role.ORGANISER else 403
    assert (await client.get(f"{PEOPLE}/{person.id}")).status_code == refused
    for end in ("sign-out", "revoke-tokens", "close", "open", "change", "hand-over"):
        assert (await client.post(f"{PEOPLE}/{person.id}/{end}")).status_code == refused


async def test_people_of_another_project_are_neither_shown_nor_closed(
    client: httpx.AsyncClient, database: Database
) -> None:
    await sign_in(client, database, Role.LEAD_PARTNER)
    there = await add_staff(database, email=ANA, project="other", now=clock.now())
    everywhere = await add_staff(database, email="all@example.org", project=None, now=clock.now())
    shown = (await client.get(PEOPLE)).text
    assert ANA not in shown
    assert "all@example.org" in shown
    assert "Change or end" not in shown
    for person in (there, everywhere):
        assert (await client.post(f"{PEOPLE}/{person.id}/close")).status_code == 404


@pytest.mark.usefixtures("_events")
async def test_the_list_takes_as_many_queries_for_five_as_for_one(
    client: httpx.AsyncClient, database: Database
) -> None:
    await sign_in(client, database, Role.LEAD_PARTNER)
    counts = []
    for added in (1, 4):
        for number in range(added):
            email = f"p{added}{number}@example.org"
            new = NewAccount(email=email, name="P", role=Role.EVENT_MANAGER, project="secon", events=("here",))
            await add_account(database, new, now=clock.now())
            await client.post(f"{PEOPLE}/invite", data=MANAGER | {"email": f"i{email}"})
        with counting(database) as sent:
            await client.get(PEOPLE)
        counts.append(len(sent))
    assert counts[0] == counts[1]
