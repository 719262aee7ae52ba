"""The reminder on the day before, once and at a decent hour, and how to end such mails."""

import asyncio
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from msgspec.structs import replace
from sqlalchemy import select

from events_service.database import Database
from events_service.mail.composing import parsed
from events_service.mail.tables import MailRow
from events_service.printing.enclosing import badge_of
from events_service.programme.records import EventStatus, Venue
from events_service.registrations.letters import day_before
from events_service.registrations.letters.day_before import remind_due
from events_service.registrations.places.asked import Asked
from events_service.registrations.places.cancel import cancel
from events_service.registrations.places.register import register
from events_service.settings import Settings
from tests.counting import loading
from tests.world.events import event, load
from tests.world.mails import plain_text
from tests.world.people import application, ask

pytestmark = pytest.mark.anyio
DAY_BEFORE = datetime(2024, 4, 15, 7, tzinfo=UTC)  # ten o'clock in Bucharest


async def kinds(database: Database, kind: str) -> list[MailRow]:
    async with database.reading() as session:
        return list(await session.scalars(select(MailRow).where(MailRow.kind == kind).order_by(MailRow.id)))


def words(mail: MailRow) -> str:
    return plain_text(parsed(mail.message))


async def test_the_reminder_comes_at_ten_on_the_day_before_and_once(database: Database, settings: Settings) -> None:
    await load(database)
    for number in range(3):
        await ask(database, settings, number, sessions=["bus"])
    assert await remind_due(database, settings, DAY_BEFORE - timedelta(minutes=1)) == 0
    swept = await asyncio.gather(*(remind_due(database, settings, DAY_BEFORE) for _ in range(3)))
    assert sum(swept) == 3
    assert await remind_due(database, settings, DAY_BEFORE + timedelta(hours=2)) == 0
    assert len(await kinds(database, "reminder")) == 3


async def test_each_part_of_a_crowd_is_loaded_once_and_reminded_once(
    database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    await load(database, event(capacity=None))
    for number in range(7):
        await ask(database, settings, number)
    monkeypatch.setattr(day_before, "AT_ONCE", 2)
    with loading() as tables:
        assert await remind_due(database, settings, DAY_BEFORE) == 7
    assert tables.count("registrations") == 7
    reminded = [mail.registration_id for mail in await kinds(database, "reminder")]
    assert len(set(reminded)) == len(reminded) == 7


async def test_the_reminder_never_comes_late_in_the_evening_or_when_tomorrow_would_be_wrong(
    database: Database, settings: Settings
) -> None:
    await load(database)
    await ask(database, settings, 1)
    for hours in (11, 14, 22, 26):
        assert await remind_due(database, settings, DAY_BEFORE + timedelta(hours=hours)) == 0


async def test_only_those_with_a_place_are_reminded_and_not_who_got_it_since(
    database: Database, settings: Settings
) -> None:
    await load(database, event(capacity=2))
    first = await ask(database, settings, 1)
    await ask(database, settings, 2)
    await ask(database, settings, 3)
    await cancel(database, settings, first.registration.id, now=DAY_BEFORE + timedelta(minutes=5))
    moment = DAY_BEFORE + timedelta(minutes=10)
    await register(database, settings, "workshop", Asked(application=application(4), by_organiser=True), now=moment)
    assert await remind_due(database, settings, moment) == 1
    (mail,) = await kinds(database, "reminder")
    assert mail.recipient == "person2@example.org"


async def test_an_event_that_is_put_off_is_reminded_of_again_and_a_cancelled_one_never(
    database: Database, settings: Settings
) -> None:
    await load(database)
    await ask(database, settings, 1)
    assert await remind_due(database, settings, DAY_BEFORE) == 1
    moved = [day + timedelta(days=7) for day in event().days]
    later = [
        replace(each, start=each.start + timedelta(days=7), end=each.end + timedelta(days=7))
        for each in event().sessions
    ]
    await load(database, event(days=moved, sessions=later))
    assert await remind_due(database, settings, DAY_BEFORE + timedelta(days=7)) == 1
    await load(database, event(status=EventStatus.CANCELLED))
    assert await remind_due(database, settings, DAY_BEFORE) == 0


async def test_the_reminder_says_when_where_and_what_and_how_to_end_such_mails(
    database: Database, settings: Settings
) -> None:
    venue = Venue(name="County Hall", city="Miercurea Ciuc", country="RO", latitude=46.36, longitude=25.8)
    await load(database, event(venue=venue))
    await ask(database, settings, 1, sessions=["bus"], language="bg")
    await remind_due(database, settings, DAY_BEFORE)
    (mail,) = await kinds(database, "reminder")
    text = words(mail)
    for wanted in (
        "вторник, 16 април 2024",
        "09:15",
        "County Hall",
        "mlat=46.36&mlon=25.8",
        "Работно посещение",
        "Към моята",
    ):
        assert wanted in text
    message = parsed(mail.message)
    assert message["list-unsubscribe-post"] == "List-Unsubscribe=One-Click"
    assert message["list-unsubscribe"].startswith("<http://testserver.local/unsubscribe/")
    assert message["reply-to"] == "desk@example.org"
    assert [each.value for each in mail.enclosures] == ["badge"]
    assert "Съфинансирано от Европейския съюз" in text


async def test_whoever_unsubscribes_gets_no_reminder_and_can_come_back(
    client: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    await load(database)
    await ask(database, settings, 1)
    await remind_due(database, settings, DAY_BEFORE)
    link = parsed((await kinds(database, "reminder"))[0].message)["list-unsubscribe"].strip("<>")
    moved = [day + timedelta(days=7) for day in event().days]
    await load(database, event(days=moved, sessions=[]))
    week_later = DAY_BEFORE + timedelta(days=7)
    assert (await client.get(link)).status_code == 200  # a scanner follows it
    one_click = {"List-Unsubscribe": "One-Click"}
    assert (await client.post(link, data=one_click)).status_code == 200
    assert await remind_due(database, settings, week_later) == 0
    assert (await client.post(link, data={"news": "yes"})).status_code == 200
    await load(database, event(days=[day + timedelta(days=1) for day in moved], sessions=[]))
    assert await remind_due(database, settings, week_later + timedelta(days=1)) == 1
    assert (await client.post(link[:-3] + "xyz")).status_code == 404
    assert (await client.post("/unsubscribe/ж")).status_code == 404


async def test_the_badge_goes_with_the_mail_as_the_name_is_by_then(database: Database, settings: Settings) -> None:
    await load(database)
    registered = await ask(database, settings, 1)
    attached = await badge_of(database, settings, registered.registration.id)
    assert attached is not None
    assert attached.content.startswith(b"%PDF")
    assert attached.name.endswith(".pdf")
    await cancel(database, settings, registered.registration.id, now=DAY_BEFORE)
    assert await badge_of(database, settings, registered.registration.id) is None
