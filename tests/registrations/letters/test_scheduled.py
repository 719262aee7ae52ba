"""Reminders on a schedule: each leaves once, at its hour, to those whom it means; what is too late does not leave."""

import asyncio
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from events_service.checkin.finding import list_arrived
from events_service.database import Database
from events_service.programme.checks import event_problems
from events_service.programme.finding import get_any_event
from events_service.programme.records import AttendanceMode, Event, EventStatus, Reminder, ReminderDay, ReminderReaders
from events_service.registrations.letters.group_mail import write_due
from events_service.registrations.letters.reminders import Fate, due_at, fate_of, readers
from events_service.registrations.letters.scheduled import list_scheduled, send_reminders
from events_service.registrations.records import ChosenSession, Registration, Status
from events_service.settings import Settings
from tests.world.events import event, load
from tests.world.mails import letters
from tests.world.people import ask, make_registration
from tests.world.project import PROJECT

pytestmark = pytest.mark.anyio
WEEK_BEFORE = Reminder(key="practical", days=-7, at=time(9), subject="Boots", text="Bring boots, {first_name}.")
DUE = datetime(2024, 4, 9, 6, tzinfo=UTC)  # nine o'clock in Bucharest, a week before 16 April
NOT_YET = DUE - timedelta(minutes=1)


@pytest.mark.parametrize(
    ("changes", "moved", "due"),
    [
        ({}, {}, datetime(2024, 4, 9, 6, tzinfo=UTC)),
        ({"days": 1}, {}, datetime(2024, 4, 17, 6, tzinfo=UTC)),
        ({"days": 1, "counts_from": ReminderDay.LAST}, {}, datetime(2024, 4, 18, 6, tzinfo=UTC)),
        ({"at": time(18, 30)}, {}, datetime(2024, 4, 9, 15, 30, tzinfo=UTC)),
        ({"days": -21}, {}, datetime(2024, 3, 26, 7, tzinfo=UTC)),  # before the clocks change
        ({}, {"days": [date(2024, 5, 16)]}, datetime(2024, 5, 9, 6, tzinfo=UTC)),
        ({}, {"timezone": "Europe/Lisbon"}, datetime(2024, 4, 9, 8, tzinfo=UTC)),
    ],
)
def test_a_reminder_leaves_at_its_hour_of_the_event(
    changes: dict[str, Any], moved: dict[str, Any], due: datetime
) -> None:
    assert due_at(replace(WEEK_BEFORE, **changes), event(**moved)) == due


@pytest.mark.parametrize(
    ("late", "status", "sent", "fate"),
    [
        (timedelta(minutes=-1), EventStatus.PUBLISHED, False, Fate.WAITS),
        (timedelta(), EventStatus.PUBLISHED, False, Fate.LEAVES),
        (timedelta(hours=23, minutes=59), EventStatus.PUBLISHED, False, Fate.LEAVES),
        (timedelta(hours=24), EventStatus.PUBLISHED, False, Fate.MISSED),
        (timedelta(hours=24), EventStatus.PUBLISHED, True, Fate.SENT),
        (timedelta(), EventStatus.PUBLISHED, True, Fate.SENT),
        (timedelta(), EventStatus.POSTPONED, False, Fate.OFF),
        (timedelta(minutes=-1), EventStatus.DRAFT, False, Fate.OFF),
    ],
)
def test_what_becomes_of_a_reminder(late: timedelta, status: EventStatus, sent: bool, fate: Fate) -> None:
    assert fate_of(WEEK_BEFORE, event(status=status), sent=sent, now=DUE + late) is fate


BUS = (ChosenSession(key="bus", status=Status.CONFIRMED),)
PEOPLE: dict[str, Registration] = {
    "here": make_registration(1),
    "online": make_registration(2, attendance_mode=AttendanceMode.ONLINE),
    "waits": make_registration(3, status=Status.WAITLISTED),
    "rides": make_registration(4, sessions=BUS),
    "gave up": make_registration(5, status=Status.CANCELLED, sessions=BUS),
    "late": make_registration(6, created_at=DUE + timedelta(hours=1)),
    "had it": make_registration(7),
}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, {"here", "online", "rides"}),
        ({"latecomers": True}, {"here", "online", "rides", "late"}),
        ({"to": ReminderReaders.ONLINE}, {"online"}),
        ({"to": ReminderReaders.IN_PERSON}, {"here", "rides"}),
        ({"to": ReminderReaders.WAITING}, {"waits"}),
        ({"to": ReminderReaders.SESSION, "session": "bus"}, {"rides"}),
        ({"to": ReminderReaders.ATTENDED}, {"online"}),
    ],
)
def test_a_reminder_reaches_those_whom_it_means(changes: dict[str, Any], expected: set[str]) -> None:
    both = event(attendance_modes=list(AttendanceMode))
    arrived, had = {PEOPLE["online"].id}, {PEOPLE["had it"].id}
    reached = readers(replace(WEEK_BEFORE, **changes), both, PEOPLE.values(), arrived, had)
    assert {name for name, each in PEOPLE.items() if each.id in reached} == expected


def test_a_definition_says_where_a_reminder_is_wrong() -> None:
    wrong = [
        replace(WEEK_BEFORE, text={"bg": "{secret}"}),
        replace(WEEK_BEFORE, key="riders", to=ReminderReaders.SESSION, session="boat"),
        WEEK_BEFORE,
    ]
    assert [each.path for each in event_problems(event(reminders=wrong), PROJECT)] == [
        ("reminders", 2, "key"),
        ("reminders", 0, "text", "bg"),
        ("reminders", 1, "session"),
    ]


def scheduled(*reminders: Reminder, **changes: Any) -> Event:
    return event(reminders=list(reminders), **changes)


async def sent_to(database: Database, settings: Settings, now: datetime) -> list[str]:
    await write_due(database, settings, now)
    return sorted(to.partition("@")[0] for to, kind in await letters(database) if kind == "group")


async def test_a_reminder_leaves_once_from_many_processes_and_after_a_pause(
    database: Database, settings: Settings
) -> None:
    await load(database, scheduled(WEEK_BEFORE))
    for number in range(3):
        await ask(database, settings, number)
    assert await send_reminders(database, list_arrived, NOT_YET) == 0
    late = DUE + timedelta(hours=20)
    assert sum(await asyncio.gather(*(send_reminders(database, list_arrived, late) for _ in range(3)))) == 3
    assert await send_reminders(database, list_arrived, late + timedelta(hours=1)) == 0
    await ask(database, settings, 4, now=late)
    assert await send_reminders(database, list_arrived, late + timedelta(hours=2)) == 0
    assert await sent_to(database, settings, late) == ["person0", "person1", "person2"]


async def test_who_registers_later_gets_what_is_for_latecomers_once(database: Database, settings: Settings) -> None:
    await load(database, scheduled(replace(WEEK_BEFORE, latecomers=True)))
    await ask(database, settings, 1)
    assert await send_reminders(database, list_arrived, DUE) == 1
    await ask(database, settings, 2, now=DUE + timedelta(hours=1))
    assert await send_reminders(database, list_arrived, DUE + timedelta(hours=2)) == 1
    assert await sent_to(database, settings, DUE + timedelta(hours=2)) == ["person1", "person2"]
    assert await send_reminders(database, list_arrived, DUE + timedelta(days=3)) == 0


async def test_a_reminder_that_comes_too_late_is_shown_and_goes_again_where_the_event_moves(
    database: Database, settings: Settings
) -> None:
    await load(database, scheduled(WEEK_BEFORE, replace(WEEK_BEFORE, key="eve", days=-1)))
    await ask(database, settings, 1)
    down = DUE + timedelta(days=1)
    assert await send_reminders(database, list_arrived, down) == 0
    async with database.reading() as session:
        found = await get_any_event(session, "workshop")
        assert [each.fate for each in await list_scheduled(session, found, down)] == [Fate.MISSED, Fate.WAITS]
    assert await send_reminders(database, list_arrived, DUE + timedelta(days=6)) == 1
    await load(database, scheduled(WEEK_BEFORE, days=[date(2024, 5, 16)], sessions=[]))
    assert await send_reminders(database, list_arrived, datetime(2024, 5, 9, 6, tzinfo=UTC)) == 1
