"""What participants were last told is what is: in every order of changes, in as few mails as can be."""

from datetime import timedelta

import pytest
from msgspec.structs import replace
from sqlalchemy import func, select

from events_service.database import Database
from events_service.mail.tables import MailRow
from events_service.programme.records import Event, EventStatus, Venue
from events_service.registrations.letters.telling import AT_ONCE, QUIET, tell_of_changes
from events_service.registrations.places.change import change
from events_service.registrations.records import Changes
from events_service.settings import Settings
from tests.world.events import event, load, with_session
from tests.world.mails import kinds_to, mails, plain_text
from tests.world.people import add_people, ask, people
from tests.world.times import NOW, at

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("first_of_march")]

OFF, PUT_OFF, HELD = EventStatus.CANCELLED, EventStatus.POSTPONED, EventStatus.PUBLISHED
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
ELSEWHERE = Venue(name="Town hall", city="Sibiu", country="RO")


def moved(by: timedelta = DAY, **changes: object) -> Event:
    """Give the event with its whole agenda on other days."""
    base = event(**changes)
    sessions = [replace(one, start=one.start + by, end=one.end + by) for one in base.sessions]
    return replace(base, days=[day + by for day in base.days], sessions=sessions)


async def text_of(database: Database, kind: str) -> str:
    (mail,) = await mails(database, {kind})
    return plain_text(mail)


async def test_an_event_that_is_cancelled_and_published_again_is_told_each_time(
    database: Database, settings: Settings
) -> None:
    """Fault 1 of the organisers' page."""
    await load(database)
    (person,) = await people(database, settings, 1, language="en")
    steps = [event(status=OFF), event(), moved(), moved(status=OFF), moved()]
    for hours, step in enumerate(steps, start=1):
        await load(database, step, now=NOW + timedelta(hours=hours))
        assert await tell_of_changes(database, settings, NOW + timedelta(hours=hours) + QUIET) == 1
    assert await kinds_to(database, person.id) == [
        "confirmed", "called_off", "takes_place", "moved", "called_off", "takes_place",
    ]  # fmt: skip


async def test_a_postponed_event_is_called_postponed_and_tells_no_way_to_join(
    database: Database, settings: Settings
) -> None:
    """Fault 2 of the organisers' page."""
    await load(database)
    await people(database, settings, 1, language="en")
    await load(database, moved(status=PUT_OFF), now=NOW)
    await tell_of_changes(database, settings, NOW + QUIET)
    text = await text_of(database, "postponed")
    assert "This event is postponed" in text
    assert "Until now: Takes place\n  Now: Postponed" in text
    assert "16–17 Apr 2024" in text  # the days that they know; others would look like the new date
    assert "16 April 2024" not in text
    await load(database, moved(timedelta(days=30)), now=NOW + DAY)
    await tell_of_changes(database, settings, NOW + DAY + QUIET)
    assert "Until now: 16–17 Apr 2024\n  Now: 16–17 May 2024" in await text_of(database, "moved")


async def test_four_saves_in_a_minute_are_one_mail_that_says_what_is_different(
    database: Database, settings: Settings
) -> None:
    """Fault 3 of the organisers' page."""
    await load(database)
    await people(database, settings, 1, language="en")
    saves = [event(venue=ELSEWHERE), moved(), moved(venue=ELSEWHERE), event(venue=ELSEWHERE, title="Renamed")]
    for number, save in enumerate(saves):
        await load(database, save, now=NOW + number * timedelta(seconds=15))
        assert await tell_of_changes(database, settings, NOW + number * timedelta(seconds=15)) == 0
    last = NOW + timedelta(seconds=45)
    assert await tell_of_changes(database, settings, last + QUIET - timedelta(seconds=1)) == 0
    assert await tell_of_changes(database, settings, last + QUIET) == 1
    assert await tell_of_changes(database, settings, last + 2 * QUIET) == 0
    text = await text_of(database, "place_changed")
    assert "Until now: County Hall, Piața Libertății 5, Miercurea Ciuc\n  Now: Town hall, Sibiu" in text
    assert "When" not in text


async def test_a_change_that_is_taken_back_in_time_is_told_to_nobody(database: Database, settings: Settings) -> None:
    await load(database)
    (person,) = await people(database, settings, 1)
    await load(database, event(status=OFF), now=NOW)
    await load(database, event(), now=NOW + 9 * MINUTE)
    assert await tell_of_changes(database, settings, NOW + timedelta(hours=1)) == 0
    assert await kinds_to(database, person.id) == ["confirmed"]


async def test_a_letter_that_comes_between_names_what_has_changed_and_no_second_one_does(
    database: Database, settings: Settings
) -> None:
    await load(database)
    (person,) = await people(database, settings, 1, language="en")
    await load(database, moved(), now=NOW)
    await change(database, settings, person.id, Changes(organisation="Elsewhere"), now=NOW + MINUTE)
    assert "Until now: 16–17 Apr 2024" in await text_of(database, "changed")
    assert await tell_of_changes(database, settings, NOW + QUIET) == 0


async def test_who_is_not_on_the_bus_hears_nothing_of_it(database: Database, settings: Settings) -> None:
    inner = with_session(event(), "bus", start=at("2024-04-16T10:00"), end=at("2024-04-16T11:00"))
    end = replace(event().sessions[0], key="end", start=at("2024-04-16T16:00"), end=at("2024-04-16T17:00"))
    longer = replace(inner, sessions=[*inner.sessions, end])
    await load(database, longer)
    await ask(database, settings, 1, sessions=["bus"], language="en")
    away = await ask(database, settings, 2)
    await load(database, with_session(longer, "bus", start=at("2024-04-16T10:30")), now=NOW)
    assert await tell_of_changes(database, settings, NOW + QUIET) == 1
    text = await text_of(database, "programme_changed")
    assert "Study visit\n  Until now: 16 Apr 2024, 10:00–11:00\n  Now: 16 Apr 2024, 10:30–11:00" in text
    assert await kinds_to(database, away.registration.id) == ["confirmed"]


async def test_many_are_told_in_batches_and_nobody_twice(database: Database, settings: Settings) -> None:
    await load(database, event(capacity=None))
    number = 2 * AT_ONCE + 1
    who: dict[str, object] = {"event_key": "workshop", "told_version": 1, "told_standing": HELD}
    await add_people(database, range(1, number + 1), **who)
    await load(database, event(capacity=None, venue=ELSEWHERE), now=NOW)
    assert await tell_of_changes(database, settings, NOW + QUIET) == number
    assert await tell_of_changes(database, settings, NOW + 2 * QUIET) == 0
    async with database.reading() as session:
        assert await session.scalar(select(func.count(func.distinct(MailRow.recipient)))) == number
