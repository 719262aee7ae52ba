"""A session that is cancelled stays in sight, takes nobody, and comes back with whom it had."""

from datetime import timedelta
from email import message_from_bytes, policy

import httpx
import icalendar
import pytest
from msgspec.structs import replace
from sqlalchemy import select

from events_service.database import Database
from events_service.mail.tables import MailRow
from events_service.printing.preparing import own_agenda
from events_service.printing.preparing_agenda import agenda_of
from events_service.printing.preparing_sheets import SheetChoice, UnknownCheckpoint, sign_in_sheets_of
from events_service.programme.records import SessionAccess, SessionStatus, Speaker
from events_service.registrations.asking.instead import instead_of
from events_service.registrations.letters.telling import QUIET, tell_of_changes
from events_service.registrations.records import Category, ChosenSession, Status
from events_service.settings import Settings
from events_service.web.errors import FaultyFields
from tests.world.events import BUS, event, found, load, with_session
from tests.world.mails import kinds_to
from tests.world.pages import seen, text_of
from tests.world.people import ask, everybody, make_registration
from tests.world.plain_browser import open_page
from tests.world.staff import LIST, sign_in
from tests.world.times import NOW

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("first_of_march")]
BASE = "https://events.example.org"
OFF = with_session(event(), "bus", status=SessionStatus.CANCELLED)


async def test_a_cancelled_session_is_struck_through_on_the_page_and_cancelled_in_the_feed(
    client: httpx.AsyncClient, database: Database
) -> None:
    """Fault 4 of the organisers' page."""
    await load(database, event())
    await load(database, OFF)
    page = (await client.get("/events/workshop")).text
    assert "<s>Study visit</s>" in page
    assert "Welcome</p>" in page
    feed = icalendar.Calendar.from_ical((await client.get("/events/workshop/calendar.ics?each=session")).content)
    shown = {str(each["SUMMARY"]).rpartition(": ")[2]: str(each["STATUS"]) for each in feed.events}
    assert (shown["Study visit"], shown["Welcome"]) == ("CANCELLED", "CONFIRMED")
    sessions = (await client.get("/api/v1/events/workshop")).json()["sessions"]
    assert {each["key"]: each["status"] for each in sessions}["bus"] == "cancelled"


async def test_nobody_can_choose_a_cancelled_session(
    client: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    await load(database, OFF)
    assert 'value="bus"' not in (await client.get("/events/workshop/register")).text
    with pytest.raises(FaultyFields) as refusal:
        await ask(database, settings, 1, sessions=["bus"])
    assert [fault.field for fault in refusal.value.faults] == ["sessions"]


async def test_who_signed_up_is_told_and_has_their_place_again_when_it_comes_back(
    client: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    await load(database)
    registered = await ask(database, settings, 1, sessions=["bus"], language="en")
    await load(database, OFF, now=NOW)
    await tell_of_changes(database, settings, NOW + QUIET)
    assert "Cancelled" in (await client.get(f"/my/{registered.token}")).text
    await load(database, event(), now=NOW + 2 * QUIET)
    await tell_of_changes(database, settings, NOW + 3 * QUIET)
    assert await kinds_to(database, registered.registration.id) == ["confirmed", "session_cancelled", "session_back"]


MILL = replace(BUS, key="mill", title="Mill", capacity=1)
INSTEAD = {
    "what is limited": (MILL, ["mill"], []),
    "what needs no place": (replace(MILL, capacity=None), [], ["mill"]),
    "what they have already": (replace(MILL, key="dinner"), [], []),
    "what is at another time": (replace(MILL, start=BUS.end, end=BUS.end + timedelta(hours=1)), [], []),
    "what is for partners": (replace(MILL, access=SessionAccess.PARTNERS), [], []),
    "what is held online only": (replace(MILL, in_person=False, online=True), [], []),
    "what is cancelled, too": (replace(MILL, status=SessionStatus.CANCELLED), [], []),
}


@pytest.mark.parametrize("case", INSTEAD)
def test_instead_of_a_cancelled_session_people_can_go_to_what_is_open_to_them_at_its_hours(case: str) -> None:
    other, choices, others = INSTEAD[case]
    guest = make_registration(
        category=Category.STAKEHOLDER,
        sessions=[ChosenSession(key=key, status=Status.CONFIRMED) for key in ("bus", "dinner")],
    )
    (instead,) = instead_of(event(sessions=[replace(BUS, status=SessionStatus.CANCELLED), other]), guest)
    assert ([each.key for each in instead.choices], [each.key for each in instead.others]) == (choices, others)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_one_click_chooses_another_session_instead_of_a_cancelled_one(
    client: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    both = replace(event(), sessions=[*event().sessions, MILL])
    await load(database, both)
    registered = await ask(database, settings, 1, sessions=["bus"], language="en")
    await load(database, with_session(both, "bus", status=SessionStatus.CANCELLED), now=NOW)
    await tell_of_changes(database, settings, NOW + QUIET)
    async with database.reading() as session:
        mail = (await session.scalars(select(MailRow).where(MailRow.kind == "session_cancelled"))).one()
    message = message_from_bytes(mail.message, policy=policy.default)
    assert f"/my/{registered.token}#instead" in message.get_body(("plain",)).get_content()
    page = await open_page(client, f"/my/{registered.token}")
    assert "“Study visit” does not take place. We are sorry. At that time you can choose instead: Mill" in page.text
    last = page.form("Choose this one: Mill", within="instead")
    page = await last.press()
    assert "Your changes are saved" in page.text
    assert "does not take place" not in page.text
    assert (await everybody(database))[0].living_sessions == {"mill"}
    other = await ask(database, settings, 2, sessions=[], language="en")
    refused = await client.post(f"/my/{other.token}/instead", data={"session": "bus"})
    assert (refused.status_code, "“Study visit” is cancelled" in text_of(refused.text)) == (422, True)


async def test_organisers_find_who_signed_up_for_a_cancelled_session_and_can_write_to_them(
    client: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    await load(database)
    await ask(database, settings, 1, sessions=["bus"], last_name="Ruiz")
    await ask(database, settings, 2, last_name="Moreno")
    await load(database, OFF, now=NOW)
    await sign_in(client, database)
    listed = await client.get(LIST, params={"session": "bus"})
    assert "Study visit (Cancelled)" in text_of(listed.text)
    assert "<s>Study visit</s>: Cancelled" in listed.text
    assert "Ruiz" in listed.text
    assert "Moreno" not in listed.text
    assert "Study visit (Cancelled)" in await seen(client, "/organise/events/workshop/mails/write")


def test_nobody_signs_for_a_cancelled_session_and_its_speakers_sign_nothing() -> None:
    with_speaker = with_session(OFF, "bus", speakers=[Speaker(name="Erika Driver")])
    with pytest.raises(UnknownCheckpoint, match="“bus” is cancelled, so nobody signs for it"):
        sign_in_sheets_of(found(with_speaker), [], BASE, SheetChoice(session="bus"))
    sheets = sign_in_sheets_of(found(with_speaker), [], BASE)
    assert {row.name for sheet in sheets for row in sheet.rows} == {"Ilona Kovács", "Γιώργος Παππάς"}


def test_on_paper_a_cancelled_session_says_so_and_names_neither_room_nor_speaker() -> None:
    off = with_session(OFF, "bus", speakers=[Speaker(name="Erika Driver")], room="Hall 2")
    (entry,) = [one for day in agenda_of(found(off)).days for one in day.entries if "Study visit" in one.title.english]
    assert (entry.title.english, entry.place.english, entry.speakers) == ("Cancelled: Study visit", "", "")


def test_a_cancelled_session_counts_for_no_certificate_and_stands_on_no_badge() -> None:
    chosen = make_registration(sessions=(ChosenSession(key="bus", status=Status.CONFIRMED),))
    assert [line for line in own_agenda(OFF, chosen) if "Study visit" in line] == []
    assert [line for line in own_agenda(event(), chosen) if "Study visit" in line] == ["14:00 Study visit"]
