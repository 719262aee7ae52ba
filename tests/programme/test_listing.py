"""Pages of events: nothing is lost between two of them, and today is today where the event is."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from events_service.access.records import Account, AccountId, Role
from events_service.database import Database, new_id
from events_service.programme.finding import Filter, in_programme, list_all_definitions, list_events_of
from events_service.programme.listing import (
    Period,
    list_around_today,
    list_page,
    list_period,
    organised_by,
)
from events_service.programme.records import EventAccess, EventStatus
from events_service.web.errors import FaultyFields
from tests.world.events import load, meeting
from tests.world.times import APRIL

pytestmark = pytest.mark.anyio
TODAY = APRIL.date()
PUBLIC = in_programme(Filter())


async def test_all_pages_together_hold_each_event_once(database: Database) -> None:
    days = [TODAY + timedelta(days=offset) for offset in (-9, -9, -9, -4, -1, 0, 1, 3, 3, 3, 8)]
    await load(database, *(meeting(f"m{number}", day) for number, day in enumerate(days)))
    async with database.reading() as session:
        shown: dict[Period, list[str]] = {}
        for period in Period:
            after, keys = None, []
            while True:
                page = await list_period(session, PUBLIC, period, APRIL, after=after, limit=2)
                keys += [found.event.key for found in page.items]
                if (after := page.next) is None:
                    break
            shown[period] = keys
    assert shown[Period.UPCOMING] == ["m5", "m6", "m7", "m8", "m9", "m10"]
    assert shown[Period.PAST] == ["m4", "m3", "m2", "m1", "m0"]


async def test_both_sides_of_today_come_in_one_go_with_what_follows(database: Database) -> None:
    await load(database, *(meeting(f"m{number}", TODAY + timedelta(days=3 * (number - 3))) for number in range(7)))
    async with database.reading() as session:
        upcoming, past = await list_around_today(session, PUBLIC, APRIL, upcoming=3, past=2)
    assert [found.event.key for found in upcoming.items] == ["m3", "m4", "m5"]
    assert [found.event.key for found in past.items] == ["m2", "m1"]
    assert (upcoming.next, past.next) == ("2024-04-07.m5", "2024-03-26.m1")


@pytest.mark.parametrize(
    ("timezone", "now", "is_past"),
    [
        ("Pacific/Kiritimati", datetime(2024, 4, 1, 9, 59, tzinfo=UTC), False),
        ("Pacific/Kiritimati", datetime(2024, 4, 1, 10, 0, tzinfo=UTC), True),
        ("Pacific/Pago_Pago", datetime(2024, 4, 2, 10, 59, tzinfo=UTC), False),
        ("Pacific/Pago_Pago", datetime(2024, 4, 2, 11, 0, tzinfo=UTC), True),
    ],
)
async def test_an_event_is_past_when_its_day_is_over_at_its_place(
    database: Database, timezone: str, now: datetime, is_past: bool
) -> None:
    await load(database, meeting("far", date(2024, 4, 1), timezone=timezone))
    async with database.reading() as session:
        upcoming, past = await list_around_today(session, PUBLIC, now, upcoming=5, past=5)
    assert (len(upcoming.items), len(past.items)) == ((0, 1) if is_past else (1, 0))


async def test_events_around_today_never_make_a_page_short(database: Database) -> None:
    yesterday = [meeting(f"y{number}", TODAY - timedelta(days=1)) for number in range(3)]
    await load(database, *yesterday, meeting("today", TODAY), meeting("tomorrow", TODAY + timedelta(days=1)))
    async with database.reading() as session:
        upcoming, past = await list_around_today(session, PUBLIC, APRIL, upcoming=2, past=2)
    assert [found.event.key for found in upcoming.items] == ["today", "tomorrow"]
    assert [found.event.key for found in past.items] == ["y2", "y1"]
    assert (upcoming.next, past.next) == (None, "2024-03-31.y1")


async def test_an_event_of_many_days_counts_by_its_last(database: Database) -> None:
    await load(database, meeting("long", TODAY, days=[TODAY - timedelta(days=2), TODAY - timedelta(days=1), TODAY]))
    async with database.reading() as session:
        upcoming, past = await list_around_today(session, PUBLIC, APRIL, upcoming=5, past=5)
    assert ([found.event.key for found in upcoming.items], past.items) == (["long"], [])


async def test_the_public_list_holds_no_draft_and_nothing_that_needs_its_address(database: Database) -> None:
    await load(
        database,
        meeting("open", TODAY),
        meeting("draft", TODAY, status=EventStatus.DRAFT),
        meeting("cancelled", TODAY, status=EventStatus.CANCELLED),
        meeting("by-link", TODAY, access=EventAccess.LINK),
        meeting("closed", TODAY, access=EventAccess.PARTNERS),
    )
    async with database.reading() as session:
        page = await list_page(session, PUBLIC, after=None, limit=10)
    assert [found.event.key for found in page.items] == ["cancelled", "open"]


async def test_an_organiser_of_one_host_lists_that_hosts_events(database: Database) -> None:
    await load(database, meeting("here", TODAY), meeting("there", TODAY, host="haskovo", status=EventStatus.DRAFT))
    account = Account(
        id=AccountId(new_id()), email="a@example.org", name="A", role=Role.ORGANISER, project="secon", partner="haskovo"
    )
    async with database.reading() as session:
        page = await list_page(session, organised_by(account), after=None, limit=10)
    assert [found.event.key for found in page.items] == ["there"]


@pytest.mark.parametrize(
    "rights",
    [
        {"role": Role.LEAD_PARTNER},
        {"role": Role.LEAD_PARTNER, "project": "other"},
        {"role": Role.ORGANISER, "project": "secon"},
        {"role": Role.ORGANISER, "partner": "haskovo"},
        {"role": Role.EVENT_MANAGER, "project": "secon", "events": ("there",)},
        {"role": Role.EVENT_MANAGER, "project": "other", "events": ("there",)},
        {"role": Role.EVENT_MANAGER, "project": "secon"},
        {"role": Role.CONTROLLER, "project": "secon"},
        {"role": Role.CONTROLLER, "events": ("here", "nowhere")},
    ],
)
async def test_the_lists_hold_what_the_rights_say(database: Database, rights: dict[str, Any]) -> None:
    await load(database, meeting("here", TODAY), meeting("there", TODAY, host="haskovo", status=EventStatus.DRAFT))
    account = Account(id=AccountId(new_id()), email="a@example.org", name="A", **rights)
    async with database.reading() as session:
        everything = await list_all_definitions(session)
        found = await list_events_of(session, account)
        organised = await list_page(session, organised_by(account), after=None, limit=10)
    assert {one.event.key for one in found} == {
        event.key for event in everything if account.sees_event(event.project, event.key)
    }
    assert {one.event.key for one in organised.items} == {
        event.key for event in everything if account.organises(event.project, event.host, event.key)
    }


async def test_an_after_that_no_page_gave_is_refused(database: Database) -> None:
    async with database.reading() as session:
        with pytest.raises(FaultyFields) as refused:
            await list_page(session, PUBLIC, after="nonsense", limit=10)
    assert [fault.field for fault in refused.value.faults] == ["after"]
