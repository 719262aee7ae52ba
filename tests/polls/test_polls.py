"""Date polls from the first mail to the event: one UID all the way, and nobody's answer longer than it is needed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import icalendar
import pytest
from sqlalchemy import func, select

from events_service.access.records import Account, Role
from events_service.calendars.entries import Grain, Reader
from events_service.calendars.feed import write
from events_service.calendars.gathering import team_feed
from events_service.database import Database
from events_service.mail.records import MailKind
from events_service.mail.tables import MailRow
from events_service.polls.answering import answer, forget_me, own_answer
from events_service.polls.choosing import KEPT, call_off, choose, forget_asked_due, remind
from events_service.polls.finding import get_hosted_poll, list_open_polls
from events_service.polls.links import poll_token
from events_service.polls.proposing import propose
from events_service.polls.records import Answer, FoundPoll
from events_service.polls.refusals import KeyTaken, PollClosed, UnknownPoll
from events_service.polls.tables import PollInviteeRow
from events_service.programme.finding import get_any_event
from events_service.programme.records import EventStatus
from events_service.settings import Settings
from events_service.web.errors import NotAllowed
from tests.world.events import load, load_project, meeting
from tests.world.mails import SETTINGS
from tests.world.pages import seen
from tests.world.plain_browser import open_page
from tests.world.polls import IVA, JAN, POLL
from tests.world.staff import add_staff, sign_in
from tests.world.times import NOW

pytestmark = pytest.mark.anyio
DAYS = ["steering-group-2024-05-07", "steering-group-2024-05-08", "steering-group-2024-05-14"]
LATER = NOW + timedelta(days=1)


async def asked(database: Database) -> tuple[Account, UUID]:
    """Load the project, and propose the dates to two people."""
    await load_project(database)
    host = await add_staff(database, partner="harghita")
    return host, await propose(database, SETTINGS, POLL, [IVA, JAN], host, now=NOW)


async def poll_of(database: Database, id_: UUID, account: Account) -> FoundPoll:
    async with database.reading() as session:
        return await get_hosted_poll(session, id_, account)


async def links(database: Database, id_: UUID, account: Account) -> list[str]:
    found = await poll_of(database, id_, account)
    return [poll_token(SETTINGS.secret_key, each.id) for each in found.invitees]


async def calendar_of(database: Database, account: Account) -> dict[str, tuple[str, int, Any]]:
    """Give what stands in somebody's own calendar, by UID: STATUS, SEQUENCE and the start."""
    async with database.reading() as session:
        reader = Reader(language="en", base_url="https://events.example.org", drafts=True)
        feed = await team_feed(session, account, reader, Grain.EVENTS, "https://events.example.org")
    entries = icalendar.Calendar.from_ical(write(feed)).walk("VEVENT")
    return {str(each["UID"]): (str(each["STATUS"]), int(each["SEQUENCE"]), each["DTSTART"].dt) for each in entries}


async def mails(database: Database) -> int:
    async with database.reading() as session:
        kind = MailRow.kind == MailKind.DATE_POLL.value
        return await session.scalar(select(func.count()).select_from(MailRow).where(kind, MailRow.recipient > "")) or 0


async def test_the_chosen_date_becomes_the_event_under_the_uid_that_calendars_had_as_tentative(
    database: Database,
) -> None:
    host, id_ = await asked(database)
    before = await calendar_of(database, host)
    assert [(status, sequence) for status, sequence, _ in before.values()] == [("TENTATIVE", 0)] * 3
    await choose(database, SETTINGS, id_, DAYS[1], host, now=LATER)
    after = await calendar_of(database, host)
    assert {uid: start for uid, (_, _, start) in after.items()} == {uid: start for uid, (_, _, start) in before.items()}
    assert [after[uid][:2] for uid in before] == [("CANCELLED", 1), ("CONFIRMED", 1), ("CANCELLED", 1)]
    async with database.reading() as session:
        event = (await get_any_event(session, DAYS[1])).event
    assert (event.status, event.sessions[0].start) == (EventStatus.PUBLISHED, POLL.options[1].starts)
    assert await mails(database) == 4
    with pytest.raises(PollClosed):
        await choose(database, SETTINGS, id_, DAYS[0], host, now=LATER)


async def test_an_open_poll_is_to_do_on_the_landing_page_and_its_dates_stand_in_the_year(
    client: httpx.AsyncClient, database: Database, settings: Settings, set_clock: Callable[[str], None]
) -> None:
    set_clock(NOW.isoformat())
    await load_project(database)
    lead = await sign_in(client, database, Role.LEAD_PARTNER)
    id_ = await propose(database, settings, POLL, [IVA, JAN], lead, now=NOW)
    page = await open_page(client, "/organise")
    assert "2 people have not answered a date poll: remind them Steering group · 7–14 May 2024" in page.text
    page = await page.follow("2 people have not answered a date poll: remind them")
    assert str(page.url).endswith(f"/organise/polls/{id_}")
    year = await open_page(client, "/organise/projects/secon/year?year=2024")
    assert "7 Steering group Proposed Harghita County Council · Steering group meeting" in year.text
    assert str((await year.follow("Steering group")).url).endswith(f"/organise/polls/{id_}")
    await sign_in(client, database, Role.CONTROLLER)
    year = await open_page(client, "/organise/projects/secon/year?year=2024")
    assert "14 Steering group Proposed" in year.text
    assert f"/organise/polls/{id_}" not in year.answer.text


async def test_dates_that_are_taken_back_stay_in_calendars_as_cancelled(database: Database) -> None:
    host, id_ = await asked(database)
    await call_off(database, SETTINGS, id_, host, now=LATER)
    assert {each[:2] for each in (await calendar_of(database, host)).values()} == {("CANCELLED", 1)}
    async with database.reading() as session:
        assert await list_open_polls(session, host) == []


async def test_an_answer_is_changed_until_the_poll_is_closed_and_who_has_none_is_reminded(database: Database) -> None:
    host, id_ = await asked(database)
    iva, jan = await links(database, id_, host)
    await answer(database, SETTINGS, iva, {DAYS[0]: Answer.YES}, " Late ", now=LATER)
    await answer(database, SETTINGS, iva, {DAYS[1]: Answer.IF_NEED_BE}, "Late", now=LATER)
    found = await poll_of(database, id_, host)
    assert found.invitees[0].answers == dict(zip(DAYS, (Answer.NO, Answer.IF_NEED_BE, Answer.NO), strict=True))
    assert (found.invitees[0].remark, found.invitees[1].answers) == ("Late", None)
    assert await remind(database, SETTINGS, id_, host, now=LATER) == 1
    assert await mails(database) == 3
    with pytest.raises(PollClosed):
        await answer(database, SETTINGS, jan, {}, "", now=POLL.ends_at)
    with pytest.raises(PollClosed):
        await remind(database, SETTINGS, id_, host, now=POLL.ends_at)
    with pytest.raises(UnknownPoll):
        await answer(database, SETTINGS, jan[::-1], {}, "", now=LATER)


async def test_an_answer_is_its_givers_to_take_along_and_to_erase_and_goes_a_month_after_the_poll(
    database: Database,
) -> None:
    host, id_ = await asked(database)
    iva, _ = await links(database, id_, host)
    async with database.reading() as session:
        kept = await own_answer(session, SETTINGS, iva)
    assert (kept.me.email, [each.subject for each in kept.mails]) == (
        "iva@example.org",
        ["Which date suits you? Steering group"],
    )
    await forget_me(database, SETTINGS, iva, now=LATER)
    assert [each.email for each in (await poll_of(database, id_, host)).invitees] == ["jan@example.org"]
    assert await mails(database) == 1
    await call_off(database, SETTINGS, id_, host, now=LATER)
    assert await forget_asked_due(database, LATER + KEPT) == 0
    assert await forget_asked_due(database, LATER + KEPT + timedelta(seconds=1)) == 1
    async with database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(PollInviteeRow)) == 0
    assert await mails(database) == 0


async def test_only_who_prepares_the_hosts_events_proposes_and_chooses(database: Database) -> None:
    host, id_ = await asked(database)
    other = await add_staff(database, partner="haskovo", email="other@example.org")
    with pytest.raises(NotAllowed):
        await propose(database, SETTINGS, POLL, [IVA], other, now=NOW)
    with pytest.raises(NotAllowed):
        await choose(database, SETTINGS, id_, DAYS[0], other, now=NOW)
    async with database.reading() as session:
        assert await list_open_polls(session, other) == []
        assert [each.asked for each in await list_open_polls(session, host)] == [2]


async def test_a_date_whose_address_another_event_took_meanwhile_is_not_chosen(database: Database) -> None:
    host, id_ = await asked(database)
    await load(database, meeting(DAYS[0].replace("-", " "), POLL.options[0].days[0]))
    with pytest.raises(KeyTaken):
        await choose(database, SETTINGS, id_, DAYS[0], host, now=LATER)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_calendar_marks_what_clashes_on_the_page_and_a_letter_is_refused_in_a_sentence(
    client: httpx.AsyncClient, database: Database, settings: Settings, first_of_march: None
) -> None:
    await load(database, meeting("Bread day", POLL.options[2].days[0]))
    lead = await sign_in(client, database, Role.LEAD_PARTNER)
    id_ = await propose(database, settings, POLL, [IVA], lead, now=NOW)
    (asked_one,) = (await poll_of(database, id_, lead)).invitees
    iva = poll_token(settings.secret_key, asked_one.id)
    page = f"/polls/{iva}"
    assert "On these days: Bread day" in await seen(client, page)
    refused = await client.post(page, data={"do": "look", "pasted": "Dear all"})
    assert (refused.status_code, "not a calendar" in refused.text) == (422, True)
    busy = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20240507T080000Z\nDURATION:PT1H\nEND:VEVENT\nEND:VCALENDAR"
    await client.post(page, data={"do": "look", "pasted": busy})
    assert (await client.get(page)).text.count("You are busy then") == 1
    assert (await client.get(f"{page}/dates.ics")).text.count("STATUS:TENTATIVE") == 3
    assert (await client.get(f"{page}/data.json")).json()["me"]["busy"] == [DAYS[0]]
    shown = await seen(client, f"/organise/polls/{id_}")
    assert "0 of 1 have answered" in shown
