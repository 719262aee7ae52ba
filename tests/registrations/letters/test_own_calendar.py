"""A participant's own calendar: who is told how to join, reminders, and each step as clients see it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import icalendar
import pytest
from msgspec.structs import replace
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.calendars.entries import Grain
from events_service.calendars.feed import write
from events_service.checkin.set_aside import forget_set_aside
from events_service.database import Database
from events_service.programme.loading import save_all
from events_service.programme.records import AttendanceMode, Event, Joining, SessionAccess, SessionKind
from events_service.registrations.letters.own_calendar import feed_address, own_feed
from events_service.registrations.letters.telling import QUIET, tell_of_changes
from events_service.registrations.places.cancel import cancel
from events_service.registrations.places.change import change
from events_service.registrations.places.erase import erase
from events_service.registrations.records import Category, Changes, PartnerProof
from events_service.registrations.tables import RegistrationRow
from events_service.settings import Settings
from tests.world.calendar_program import Shelf, refresh
from tests.world.events import COFFEE, VISIT, WORKSHOP, event, load, per_day
from tests.world.mails import itip, mails, plain_text
from tests.world.people import ask
from tests.world.project import PROJECT
from tests.world.times import NOW

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("first_of_march")]
LINK = "https://meet.example.org/workshop"
BOTH = [AttendanceMode.IN_PERSON, AttendanceMode.ONLINE]
LATER = NOW + timedelta(days=1)
WHOLE_AGENDA = per_day(sessions=[*WORKSHOP.sessions, replace(VISIT, capacity=None)])


def hybrid(link: str = LINK, **changes: Any) -> Event:
    return event(attendance_modes=BOTH, joining=Joining(link=link, note="Passcode 4711"), **changes)


async def never(session: AsyncSession, event: str, id_: UUID) -> bool:
    """Say that there is no evidence of anybody."""
    return False


async def calendar(client: httpx.AsyncClient, token: str, query: str = "") -> str:
    return (await client.get(f"/my/{token}/calendar.ics{query}")).text.replace("\r\n ", "")


async def test_only_a_confirmed_participant_who_is_online_is_told_how_to_join(
    client: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    await load(database, hybrid(capacity=2))
    there = await ask(database, settings, 1)
    online = await ask(database, settings, 2, attendance_mode=AttendanceMode.ONLINE)
    waiting = await ask(database, settings, 3, attendance_mode=AttendanceMode.ONLINE)
    for registered, knows in ((there, False), (online, True), (waiting, False)):
        assert (
            f"CONFERENCE;VALUE=URI;FEATURE=AUDIO,VIDEO:{LINK}\r\n" in await calendar(client, registered.token)
        ) is knows
        page = (await client.get(f"/my/{registered.token}")).text
        assert (LINK in page, "4711" in page) == (knows, knows)
    sent = {str(one["To"]): plain_text(one) for one in await mails(database)}
    assert [
        number for number in (1, 2, 3) if any(f"person{number}@" in to and LINK in text for to, text in sent.items())
    ] == [2]
    invitations = {
        str(itip(one).events[0]["ATTENDEE"]): itip(one).to_ical() for one in await mails(database, {"confirmed"})
    }
    assert {who for who, octets in invitations.items() if b"CONFERENCE" in octets} == {"mailto:person2@example.org"}


async def test_nobody_else_is_told_an_address_that_is_not_public(client: httpx.AsyncClient, database: Database) -> None:
    await load(database, hybrid())
    for path in ("", "/calendar.ics", "/calendar.json", "/calendar.ics?each=day"):
        assert "meet.example.org" not in (await client.get(f"/events/workshop{path}")).text.replace("\r\n ", "")
    for path in ("/calendar.ics", "/calendar.json?each=session", "/api/v1/events/workshop", "/api/v1/events"):
        assert "meet.example.org" not in (await client.get(path)).text.replace("\r\n ", "")
    public = replace(hybrid(), joining=Joining(link=LINK, public=True))
    async with database.transaction() as session:
        await save_all(session, [PROJECT], [public], actor="test", now=LATER)
    assert f'href="{LINK}"' in (await client.get("/events/workshop")).text
    assert (await client.get("/api/v1/events/workshop")).json()["join_url"] == LINK
    assert LINK in (await client.get("/calendar.ics")).text.replace("\r\n ", "")


async def test_who_changes_to_online_gets_the_address_by_mail_and_in_the_calendar(
    client: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    await load(database, hybrid())
    registered = await ask(database, settings, 1)
    shelf: Shelf = {}
    refresh(shelf, (await calendar(client, registered.token)).encode())
    before = {uid: shown.rank for uid, shown in shelf.items()}
    online = Changes(attendance_mode=AttendanceMode.ONLINE)
    await change(database, settings, registered.registration.id, online, now=LATER)
    refresh(shelf, (await calendar(client, registered.token)).encode())
    assert all(shown.rank > before[uid] for uid, shown in shelf.items())
    (mail,) = await mails(database, {"changed"})
    assert str(itip(mail).events[0]["CONFERENCE"]) == LINK


async def test_another_address_is_told_to_those_who_join_alone(database: Database, settings: Settings) -> None:
    await load(database, hybrid())
    await ask(database, settings, 1)
    await ask(database, settings, 2, attendance_mode=AttendanceMode.ONLINE)
    async with database.transaction() as session:
        await save_all(session, [PROJECT], [hybrid(link="https://meet.example.org/new")], actor="test", now=LATER)
    assert await tell_of_changes(database, settings, LATER + QUIET) == 1
    (mail,) = await mails(database, {"joining_changed"})
    assert "person2@" in mail["To"]
    (entry,) = itip(mail).events
    assert (str(entry["CONFERENCE"]), entry["SEQUENCE"]) == ("https://meet.example.org/new", 0)
    assert await tell_of_changes(database, settings, LATER + QUIET) == 0


async def test_a_client_follows_each_step_of_a_registration(
    client: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    await load(database, event(capacity=1))
    first = await ask(database, settings, 1)
    second = await ask(database, settings, 2)
    shelf: Shelf = {}

    async def statuses() -> set[str]:
        refresh(shelf, (await calendar(client, second.token)).encode())
        return {shown.status for shown in shelf.values()}

    assert await statuses() == {"TENTATIVE"}
    await cancel(database, settings, first.registration.id, now=LATER)
    assert await statuses() == {"CONFIRMED"}
    await cancel(database, settings, second.registration.id, now=LATER + timedelta(days=1))
    assert await statuses() == {"CANCELLED"}


async def test_a_participant_chooses_a_reminder_and_its_calendar_reminds(
    client: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    await load(database)
    registered = await ask(database, settings, 1, sessions=["bus"])
    assert "VALARM" not in await calendar(client, registered.token)
    path = f"/my/{registered.token}/reminder"
    assert (await client.post(path, data={"minutes": "30"})).status_code == 303
    assert '<option value="30" selected>' in (await client.get(f"/my/{registered.token}")).text
    reminded = icalendar.Calendar.from_ical(await calendar(client, registered.token))
    alarms = {
        str(each["SUMMARY"]): [str(one["TRIGGER"].to_ical()) for one in each.walk("VALARM")] for each in reminded.events
    }
    half_an_hour = [str(b"-PT30M")]
    assert alarms == {"3rd interregional workshop": [], "Welcome": half_an_hour, "Study visit": half_an_hour}
    await client.post(path, data={"minutes": "1440"})
    once = icalendar.Calendar.from_ical(await calendar(client, registered.token))
    assert [str(each["SUMMARY"]) for each in once.events if each.walk("VALARM")] == ["Welcome"]
    assert "VALARM" not in (await client.get("/events/workshop/calendar.ics")).text
    await cancel(database, settings, registered.registration.id, now=LATER)
    assert "VALARM" not in await calendar(client, registered.token)


async def test_what_is_no_choice_of_the_form_means_no_reminder(
    client: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    await load(database)
    registered = await ask(database, settings, 1)
    path = f"/my/{registered.token}/reminder"
    for nothing in ("", "5", "all day"):
        await client.post(path, data={"minutes": "10"})
        await client.post(path, data={"minutes": nothing})
        assert "VALARM" not in await calendar(client, registered.token)


async def test_a_reminder_of_a_day_wakes_nobody_at_midnight_where_there_is_no_agenda_yet(
    client: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    await load(database, event(sessions=[]))
    registered = await ask(database, settings, 1)
    await client.post(f"/my/{registered.token}/reminder", data={"minutes": "1440"})
    assert (await calendar(client, registered.token)).count("TRIGGER:-PT15H\r\n") == 1


async def test_who_is_online_on_one_of_two_days_joins_on_that_day(database: Database, settings: Settings) -> None:
    await load(database, hybrid(registration=replace(WORKSHOP.registration, mode_per_day=True)))
    registered = await ask(database, settings, 1)
    async with database.transaction() as session:
        row = await session.get_one(RegistrationRow, registered.registration.id)
        row.day_modes = {"2024-04-16": AttendanceMode.IN_PERSON, "2024-04-17": AttendanceMode.ONLINE}
    async with database.reading() as session:
        row = await session.get_one(RegistrationRow, registered.registration.id)
        octets = write(await own_feed(session, settings, row, Grain.DAYS))
    days = {str(each.start)[:10]: "CONFERENCE" in each for each in icalendar.Calendar.from_ical(octets).events}
    assert days == {"2024-04-16": False, "2024-04-17": True}


@pytest.mark.parametrize("closed", [{"kind": SessionKind.STEERING_GROUP}, {"access": SessionAccess.PARTNERS}], ids=str)
async def test_the_calendar_has_what_is_open_to_its_owner_and_the_places_they_hold(
    client: httpx.AsyncClient, database: Database, settings: Settings, closed: dict[str, Any]
) -> None:
    welcome, bus, _ = WORKSHOP.sessions
    meeting = replace(welcome, key="meeting", title="Meeting", **closed)
    await load(database, event(sessions=[welcome, bus, meeting]))
    partner = await ask(database, settings, 1)
    async with database.transaction() as session:
        row = await session.get_one(RegistrationRow, partner.registration.id)
        row.partner_proof = PartnerProof.ORGANISER
    unproven = await ask(database, settings, 3)
    other = await ask(database, settings, 2, category=Category.STAKEHOLDER, sessions=["bus"])
    keys = ("welcome", "bus", "meeting")
    calendars = [await calendar(client, who.token) for who in (partner, unproven, other)]
    shown = [[key for key in keys if f"/events/workshop#{key}\r\n" in text] for text in calendars]
    assert shown == [["welcome", "meeting"], ["welcome"], ["welcome", "bus"]]


async def test_a_session_that_is_given_up_stays_in_the_calendar_as_cancelled_and_comes_back(
    client: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    await load(database, event(bus=1))
    registered = await ask(database, settings, 1, sessions=["bus"])
    waiting = await ask(database, settings, 2, sessions=["bus"])
    shelf: Shelf = {}

    async def status(token: str, title: str = "Study visit") -> list[str]:
        refresh(shelf, (await calendar(client, token)).encode())
        return [shown.status for shown in shelf.values() if shown.summary == title]

    assert await status(registered.token) == ["CONFIRMED"]
    await change(database, settings, waiting.registration.id, Changes(sessions=[]), now=LATER)
    assert "Study visit" not in await calendar(client, waiting.token), "nobody has had what they only waited for"
    await change(database, settings, registered.registration.id, Changes(sessions=[]), now=LATER)
    assert await status(registered.token) == ["CANCELLED"]
    assert await status(registered.token, "Welcome") == ["CONFIRMED"]
    back = Changes(sessions=["bus"])
    await change(database, settings, registered.registration.id, back, now=LATER + timedelta(hours=1))
    assert await status(registered.token) == ["CONFIRMED"]
    await cancel(database, settings, registered.registration.id, now=LATER + timedelta(hours=2))
    assert await status(registered.token) == ["CANCELLED"]
    assert {shown.status for shown in shelf.values()} == {"CANCELLED"}
    given_up = icalendar.Calendar.from_ical(await calendar(client, registered.token)).events
    assert [(str(each["TRANSP"]), "VALARM" in each) for each in given_up] == [("TRANSPARENT", False)] * len(given_up)


async def test_a_day_that_is_given_up_stays_in_the_calendar_as_cancelled_with_its_sessions(
    client: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    await load(database, WHOLE_AGENDA)
    registered = await ask(database, settings, 1)
    away = await ask(database, settings, 2, day_modes={"2024-04-17": None})
    one_day = Changes(day_modes={"2024-04-17": None})
    await change(database, settings, registered.registration.id, one_day, now=LATER)

    async def shown(token: str, query: str = "") -> dict[str, list[str]]:
        events = icalendar.Calendar.from_ical(await calendar(client, token, query)).events
        found: dict[str, list[str]] = {}
        for each in events:
            found.setdefault(str(each["STATUS"]), []).append(f"{each.start.day} {each['SUMMARY']}")
        return {status: sorted(summaries) for status, summaries in found.items()}

    workshop = "3rd interregional workshop"
    assert await shown(away.token) == {"CONFIRMED": [f"16 {workshop}", "16 Welcome"]}
    assert await shown(away.token, "?each=day") == {"CONFIRMED": [f"16 {workshop}"]}
    assert await shown(registered.token) == {
        "CONFIRMED": [f"16 {workshop}", "16 Welcome"],
        "CANCELLED": [f"17 {workshop}", "17 Study visit; bus, boots & rain"],
    }
    assert await shown(registered.token, "?each=day") == {
        "CONFIRMED": [f"16 {workshop}"],
        "CANCELLED": [f"17 {workshop}"],
    }


async def test_who_goes_online_sees_what_is_held_on_site_alone_as_cancelled(
    client: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    lunch = replace(COFFEE, online=False)
    await load(database, hybrid(sessions=[*WORKSHOP.sessions, lunch]))
    registered = await ask(database, settings, 1)
    assert "SUMMARY:Coffee\r\n" in await calendar(client, registered.token)
    online = Changes(attendance_mode=AttendanceMode.ONLINE)
    await change(database, settings, registered.registration.id, online, now=LATER)
    events = icalendar.Calendar.from_ical(await calendar(client, registered.token)).events
    statuses = {str(each["SUMMARY"]): str(each["STATUS"]) for each in events}
    assert (statuses["Coffee"], statuses["Welcome"]) == ("CANCELLED", "CONFIRMED")


async def test_the_calendar_of_who_is_erased_tells_nothing_of_what_they_chose(
    client: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    await load(database)
    registered = await ask(database, settings, 1, sessions=["bus"])
    address = feed_address(settings, registered.registration).removeprefix(settings.base_url)
    assert "Study visit" in (await client.get(address)).text
    await erase(database, settings, registered.registration.id, attested=never, forget=forget_set_aside, now=LATER)
    answer = await client.get(address)
    assert "Study visit" not in answer.text
    async with database.reading() as session:
        assert (await session.get_one(RegistrationRow, registered.registration.id)).left_parts is None
