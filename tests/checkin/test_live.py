"""News between desks: what one scans or takes back the others hear, by a stream that a closed desk loses."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta

import httpx
import msgspec
import pytest

from events_service.checkin.admit import receive
from events_service.checkin.live import MOST_STREAMS, Told, TooManyStreams, live_of
from events_service.checkin.news import DeskCount, News, Seen, read_news
from events_service.checkin.streaming import _events, missed_since
from events_service.checkin.withdraw import take_back
from events_service.database import Database
from tests.world.door import make_scan, open_doors
from tests.world.people import add_person
from tests.world.staff import add_staff, cookie_of
from tests.world.times import MORNING

pytestmark = pytest.mark.anyio
EVENT, DAY = "harghita-2024", "2024-04-16"


@pytest.mark.parametrize(
    ("last", "since"),
    [
        ("", MORNING),
        ("no instant", MORNING),
        ("2024-04-16T05:40:00", MORNING),
        ("2024-04-16T05:40:00+00:00", datetime(2024, 4, 16, 5, 40, tzinfo=UTC)),
        ("2024-04-16T04:49:59+00:00", MORNING),
        ("2024-04-16T05:50:01+00:00", MORNING),
    ],
)
def test_who_comes_back_is_told_what_was_missed_in_the_last_hour(last: str, since: datetime) -> None:
    assert missed_since(last, MORNING) == since


async def test_what_one_desk_scans_and_takes_back_another_hears_at_once(
    database: Database, set_clock: Callable[[str], None]
) -> None:
    set_clock(MORNING.isoformat())
    await open_doors(database)
    person = await add_person(database)
    host, scan = await add_staff(database), make_scan()

    async def still() -> bool:
        return True

    live = live_of(database)
    events = _events(live, EVENT, host, MORNING, still)
    assert (first := await anext(events)) is not None
    assert first.news.seen == []
    await asyncio.sleep(0.1)  # the listener is there
    await receive(database, [scan], device="desk-1", account=host, now=MORNING)
    told = await next_news(events)
    assert told.seen == [Seen(registration=person.id, checkpoint=DAY, present=True)]
    assert told.desks == [DeskCount(checkpoint=DAY, desk="desk-1", helper=False, people=1)]
    await take_back(database, EVENT, scan.id, account=host, now=MORNING)
    while (told := await next_news(events)).seen[0].present:
        pass
    assert told.desks == []
    await events.aclose()
    assert live.streams == {}


async def next_news(events: AsyncIterator[Told | None]) -> News:
    """Give what is told next, within the two seconds that a desk waits at most."""
    async with asyncio.timeout(2):
        while True:
            told = await anext(events)
            if told is not None:
                return told.news


async def test_nobody_holds_more_streams_than_anybody_needs(database: Database) -> None:
    await open_doors(database)
    host, live = await add_staff(database), live_of(database)
    held = [live.following(EVENT, host) for _ in range(MOST_STREAMS)]
    for each in held:
        live.require_room(host)
        await each.__aenter__()
    with pytest.raises(TooManyStreams):
        live.require_room(host)
    for each in held:
        await each.__aexit__(None, None, None)
    live.require_room(host)


async def test_two_desks_that_admitted_one_badge_without_a_network_leave_two_facts_and_one_present(
    client: httpx.AsyncClient, database: Database
) -> None:
    await open_doors(database)
    person = await add_person(database)
    host = await add_staff(database)
    for minute, desk in ((5, "desk-2"), (1, "desk-1")):
        scan = make_scan(scanned_at=MORNING - timedelta(minutes=minute))
        await receive(database, [scan], device=desk, account=host, now=MORNING)
    async with database.reading() as session:
        news = await read_news(session, EVENT, MORNING)
    assert news.seen == [Seen(registration=person.id, checkpoint=DAY, present=True)]
    assert [(each.desk, each.people) for each in news.desks] == [("desk-2", 1)]
    headers = await cookie_of(database, host, datetime.now(UTC))
    headers["Last-Event-ID"] = "2024-04-16T05:50:00+00:00"
    answer = await client.get(f"/organise/events/{EVENT}/check-in/live", headers=headers)
    assert answer.headers["content-type"].startswith("text/event-stream")
    data = answer.text.partition("data: ")[2].partition("\n")[0]
    assert [each["desk"] for each in msgspec.json.decode(data)["desks"]] == ["desk-2"]
