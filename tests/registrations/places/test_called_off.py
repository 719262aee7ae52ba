"""Once an event is called off, put off or over, the waiting list stands still, and the personal page says how it is."""

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from events_service.access.records import Account
from events_service.database import Database
from events_service.programme.records import EventStatus
from events_service.registrations.finding import get_registration
from events_service.registrations.places.asked import Asked
from events_service.registrations.places.cancel import cancel
from events_service.registrations.places.change import change
from events_service.registrations.places.offers import accept
from events_service.registrations.places.register import register
from events_service.registrations.records import Changes, ChosenSession, Status
from events_service.registrations.refusals import EventNotHeld
from events_service.settings import Settings
from tests.world.events import OFFERS, event, load
from tests.world.form import send
from tests.world.mails import kinds_to
from tests.world.people import application, people, statuses
from tests.world.staff import ORGANISER
from tests.world.times import NOW

pytestmark = pytest.mark.anyio

AFTERWARDS = datetime(2024, 4, 20, 9, tzinfo=UTC)
NOT_HELD = [EventStatus.CANCELLED, EventStatus.POSTPONED]


@pytest.mark.parametrize("status", NOT_HELD)
async def test_nobody_is_moved_up_at_an_event_that_does_not_take_place_whatever_others_change(
    database: Database, settings: Settings, status: EventStatus
) -> None:
    await load(database, event(capacity=2))
    first, second, third = await people(database, settings, 3)
    await load(database, event(capacity=2, status=status))
    await cancel(database, settings, first.id, now=NOW)
    await change(database, settings, second.id, Changes(language="bg"), now=NOW)
    assert await statuses(database) == ["cancelled", "confirmed", "waitlisted"]
    assert await kinds_to(database, third.id) == ["waitlisted"]


async def test_a_correction_after_the_event_confirms_nobody_else_and_seats_whom_it_means(
    database: Database, settings: Settings
) -> None:
    await load(database, event(capacity=1))
    first, _ = await people(database, settings, 2)
    await load(database, event(capacity=3))
    account: Account = ORGANISER
    await change(database, settings, first.id, Changes(sessions=["bus"]), now=AFTERWARDS, account=account)
    late = await register(
        database,
        settings,
        "workshop",
        Asked(application=application(7), account=account, by_organiser=True),
        now=AFTERWARDS,
    )
    assert late.registration.status is Status.CONFIRMED
    async with database.reading() as session:
        corrected = await get_registration(session, first.id)
    assert list(corrected.sessions) == [ChosenSession(key="bus", status=Status.CONFIRMED)]
    assert await statuses(database) == ["confirmed", "waitlisted", "confirmed"]


@pytest.mark.parametrize("status", NOT_HELD)
async def test_an_offer_cannot_be_taken_at_an_event_that_does_not_take_place(
    database: Database, settings: Settings, status: EventStatus
) -> None:
    await load(database, event(capacity=1, registration=OFFERS))
    first, second = await people(database, settings, 2)
    await cancel(database, settings, first.id, now=NOW)
    await load(database, event(capacity=1, registration=OFFERS, status=status))
    with pytest.raises(EventNotHeld):
        await accept(database, settings, second.id, now=NOW)
    assert await statuses(database) == ["cancelled", "offered"]


async def test_the_personal_page_says_that_the_event_is_off_and_shows_no_badge(
    client: httpx.AsyncClient, database: Database, set_clock: Any
) -> None:
    set_clock("2024-03-01T09:00:00Z")
    await load(database)
    address = (await send(client)).headers["location"].partition("?")[0]
    assert "Show the code below" in (await client.get(address)).text
    await load(database, event(status=EventStatus.POSTPONED))
    text = (await client.get(address)).text
    assert "This event is postponed" in text
    assert "You have a place" in text
    assert "Show the code below" not in text
    assert "badge.svg" not in text
    assert "Cancel registration" in text
    await load(database, event(status=EventStatus.CANCELLED))
    text = (await client.get(address)).text
    assert "This event is cancelled" in text
    for gone in ("You have a place", "Show the code below", "badge.svg", "Cancel registration", "Save the changes"):
        assert gone not in text
    assert "Erase my data" in text
