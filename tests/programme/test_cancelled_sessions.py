"""A session that is cancelled stays in sight, takes nobody, and comes back with whom it had."""

import httpx
import icalendar
import pytest

from events_service.database import Database
from events_service.programme.records import SessionStatus
from events_service.registrations.letters.telling import QUIET, tell_of_changes
from events_service.settings import Settings
from events_service.web.errors import FaultyFields
from tests.world.events import event, load, with_session
from tests.world.mails import kinds_to
from tests.world.people import ask
from tests.world.times import NOW

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("first_of_march")]
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
