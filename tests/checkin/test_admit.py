"""What each scan leads to: once, for good, whoever sends it and however often."""

import asyncio
from datetime import timedelta

import pytest
from msgspec.structs import replace
from sqlalchemy import func, select

from events_service.access.accounts import find_account
from events_service.access.records import Account
from events_service.checkin.admit import receive
from events_service.checkin.checkpoints import (
    Checkpoint,
    checkpoints_of,
    is_doubtful,
    is_expected,
    of_today,
    suggested,
)
from events_service.checkin.desk import read_desk
from events_service.checkin.records import Outcome, Scan, ScanResult
from events_service.checkin.tables import CheckInRow
from events_service.checkin.withdraw import NothingToTakeBack, take_back
from events_service.database import Database
from events_service.programme.finding import get_any_event
from events_service.programme.records import AttendanceMode, Event, SessionAccess, SessionKind
from events_service.registrations.finding import list_registrations
from events_service.registrations.records import Category, ChosenSession, RegistrationId, Status
from events_service.registrations.tables import ChosenSessionRow
from events_service.web.errors import NotAllowed
from tests.counting import counting
from tests.world.door import make_scan, open_doors
from tests.world.events import door_event
from tests.world.people import add_people, add_person, make_registration, person_row
from tests.world.staff import ORGANISER, add_staff
from tests.world.times import MORNING

EVENT = door_event()


def test_the_checkpoints_are_the_days_and_the_sessions_where_attendance_is_taken() -> None:
    assert [point.key for point in checkpoints_of(EVENT)] == ["2024-04-16", "2024-04-17", "visit"]


@pytest.mark.parametrize(
    ("hours", "key"),
    [
        (-240, "2024-04-16"),  # ten days before
        (0, "2024-04-16"),
        (15, "2024-04-16"),  # 23:50 there
        (16, "2024-04-17"),  # 00:50 there, still the day before in UTC
        (29.0, "visit"),  # ten minutes before it starts
        (32.1, "visit"),
        (32.2, "2024-04-17"),
        (480, "2024-04-17"),
    ],
)
def test_the_suggested_checkpoint_follows_the_clock_at_the_event(hours: float, key: str) -> None:
    assert suggested(checkpoints_of(EVENT), MORNING + timedelta(hours=hours)).key == key


def test_a_scan_dated_tomorrow_or_on_another_day_is_doubtful() -> None:
    day = checkpoints_of(EVENT)[0]
    assert not is_doubtful(day, MORNING, MORNING + timedelta(days=2))
    assert is_doubtful(day, MORNING + timedelta(minutes=6), MORNING)
    assert is_doubtful(day, MORNING - timedelta(days=1), MORNING)


def test_todays_checkpoints_are_the_day_and_its_sessions() -> None:
    points = checkpoints_of(EVENT)
    assert [point.key for point in of_today(points, MORNING)] == ["2024-04-16"]
    assert [point.key for point in of_today(points, MORNING + timedelta(days=1))] == ["2024-04-17", "visit"]


def test_where_places_are_limited_only_who_signed_up_is_expected() -> None:
    visit = session_point(capacity=20)
    chosen = (ChosenSession(key="visit", status=Status.CONFIRMED),)
    waiting = (ChosenSession(key="visit", status=Status.WAITLISTED),)
    assert is_expected(make_registration(sessions=chosen), visit)
    assert not is_expected(make_registration(sessions=waiting), visit)
    assert not is_expected(make_registration(sessions=chosen, status=Status.CANCELLED), visit)
    assert is_expected(make_registration(), session_point())


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, [True, False, True, False, False]),  # a study visit is nothing to follow on a screen
        ({"online": True}, [True, True, True, True, False]),
        ({"in_person": False}, [False, True, False, True, False]),
    ],
)
def test_at_a_session_without_sign_up_those_are_expected_who_can_join_it_as_they_take_part_that_day(
    changes: dict[str, object], expected: list[bool]
) -> None:
    modes = AttendanceMode
    people = [
        make_registration(attendance_mode=modes.IN_PERSON),
        make_registration(attendance_mode=modes.ONLINE),
        make_registration(attendance_mode=modes.ONLINE, day_modes={"2024-04-17": modes.IN_PERSON}),
        make_registration(attendance_mode=modes.IN_PERSON, day_modes={"2024-04-17": modes.ONLINE}),
        make_registration(attendance_mode=modes.IN_PERSON, day_modes={"2024-04-17": None}),
    ]
    assert [is_expected(each, session_point(**changes)) for each in people] == expected


def test_a_place_once_given_is_kept_whatever_the_session_has_become() -> None:
    chosen = (ChosenSession(key="visit", status=Status.CONFIRMED),)
    online = make_registration(attendance_mode=AttendanceMode.ONLINE, sessions=chosen)
    assert is_expected(online, session_point(capacity=20))


CLOSED = ({"kind": SessionKind.STEERING_GROUP}, {"access": SessionAccess.PARTNERS})
"""What makes a session one for partners only."""


@pytest.mark.parametrize("closed", CLOSED)
def test_at_a_session_for_partners_only_who_is_none_is_not_expected_but_with_a_place(closed: dict[str, object]) -> None:
    meeting = session_point(**closed)
    invited = (ChosenSession(key="visit", status=Status.CONFIRMED),)
    assert is_expected(make_registration(category=Category.POLICY_AUTHORITY), meeting)
    assert not is_expected(make_registration(category=Category.STAKEHOLDER), meeting)
    assert is_expected(make_registration(category=Category.STAKEHOLDER, sessions=invited), meeting)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [(CLOSED[0], 3), (CLOSED[1], 2), ({"capacity": 20}, 1), ({}, 3), ({"online": True}, 4)],
    ids=str,
)
async def test_the_desk_counts_those_whom_a_session_is_for(
    database: Database, changes: dict[str, object], expected: int
) -> None:
    event = session_event(**changes)
    await open_doors(database, event)
    await add_person(database, 1, category=Category.LEAD_PARTNER)
    await add_person(database, 2, category=Category.STAKEHOLDER)
    await add_person(database, 4, category=Category.LEAD_PARTNER, status=Status.PENDING)
    for number, mode in ((5, None), (6, AttendanceMode.ONLINE)):
        days = {"2024-04-16": AttendanceMode.IN_PERSON, "2024-04-17": mode}
        await add_person(database, number, category=Category.LEAD_PARTNER, day_modes=days)
    invited = person_row(3, category=Category.EXPERT)
    place = ChosenSessionRow(
        registration_id=invited.id,
        session_key="visit",
        event_key=event.key,
        status=Status.CONFIRMED,
        asked_at=MORNING,
    )
    async with database.transaction() as session:
        session.add(invited)
        await session.flush()
        session.add(place)
    async with database.reading() as session:
        found = await get_any_event(session, event.key)
        people = await list_registrations(session, event.key)
        points = checkpoints_of(found.event)
        counts = {point.key: (await read_desk(session, found, point, ORGANISER)).counts.expected for point in points}
    assert counts == {point.key: sum(is_expected(person, point) for person in people) for point in points}
    assert counts["visit"] == expected


def session_event(**changes: object) -> Event:
    welcome, visit = EVENT.sessions
    return door_event(sessions=[welcome, replace(visit, **changes)])


def session_point(**changes: object) -> Checkpoint:
    """The checkpoint of the visit, changed so."""
    return checkpoints_of(session_event(**changes))[2]


async def outcomes(database: Database, scans: list[Scan]) -> list[Outcome]:
    results = await send(database, scans)
    assert [result.id for result in results] == [scan.id for scan in scans]
    return [result.outcome for result in results]


async def send(database: Database, scans: list[Scan]) -> list[ScanResult]:
    account = await staff(database)
    return await receive(database, scans, device="desk", account=account, now=MORNING)


async def staff(database: Database) -> Account:
    async with database.reading() as session:
        found = await find_account(session, "maria@example.org", MORNING)
    return found or await add_staff(database)


async def kept(database: Database) -> int:
    async with database.reading() as session:
        return await session.scalar(select(func.count()).select_from(CheckInRow)) or 0


@pytest.mark.anyio
async def test_a_scan_that_is_sent_again_is_given_its_first_outcome_and_changes_nothing(database: Database) -> None:
    await open_doors(database)
    person = await add_person(database)
    scan = make_scan()
    first = await send(database, [scan])
    assert first == [
        ScanResult(
            id=scan.id,
            outcome=Outcome.ACCEPTED,
            registration=RegistrationId(person.id),
            name="Мария Петрова 1",
            status=Status.CONFIRMED,
        )
    ]
    assert await send(database, [scan]) == first
    assert await send(database, [scan, scan]) == first * 2
    assert await kept(database) == 1


@pytest.mark.anyio
async def test_within_a_batch_the_order_of_the_scans_decides(database: Database) -> None:
    await open_doors(database)
    await add_person(database)
    await add_person(database, 2, status=Status.CANCELLED)
    scans = [make_scan(), make_scan("code000001"), make_scan("CODE000002"), make_scan("STRAY"), make_scan("")]
    assert await outcomes(database, scans) == [
        Outcome.ACCEPTED,
        Outcome.ALREADY_CHECKED_IN,
        Outcome.CANCELLED,
        Outcome.UNKNOWN_BADGE,
        Outcome.UNKNOWN_BADGE,
    ]
    assert await kept(database) == 5


@pytest.mark.anyio
async def test_scans_of_strange_codes_are_kept_too(database: Database) -> None:
    await open_doors(database)
    scans = [make_scan("BEGIN:VCARD\nN:" + "ü" * 3000), make_scan("a\x00b", event="x\x00y" * 50, checkpoint="z" * 99)]
    assert await outcomes(database, scans) == [Outcome.UNKNOWN_BADGE] * 2
    assert await kept(database) == 2


@pytest.mark.anyio
async def test_a_scan_from_a_device_with_a_wrong_clock_counts(database: Database) -> None:
    await open_doors(database)
    await add_person(database)
    scan = make_scan(scanned_at=MORNING + timedelta(days=3650))
    assert await outcomes(database, [scan]) == [Outcome.ACCEPTED]


@pytest.mark.anyio
async def test_nothing_is_kept_for_an_event_of_another_host(database: Database) -> None:
    await open_doors(database, door_event(), door_event("haskovo-2023", host="haskovo"))
    host = await add_staff(database, partner="haskovo", email="haskovo@example.org")
    with pytest.raises(NotAllowed):
        await receive(
            database, [make_scan(event="haskovo-2023"), make_scan()], device="desk", account=host, now=MORNING
        )
    assert await kept(database) == 0


@pytest.mark.anyio
async def test_one_id_sent_by_two_processes_at_once_has_one_outcome(database: Database) -> None:
    await open_doors(database)
    await add_person(database)
    await staff(database)
    scans = [make_scan(), *(make_scan(f"STRAY{number}") for number in range(20))]
    results = await asyncio.gather(*(send(database, order) for order in (scans, scans[::-1], scans, scans[::-1])))
    by_id = [{result.id: result for result in each} for each in results]
    assert by_id[0] == by_id[1] == by_id[2] == by_id[3]
    assert await kept(database) == len(scans)


@pytest.mark.anyio
async def test_one_person_scanned_by_two_devices_at_once_is_admitted_once(database: Database) -> None:
    await open_doors(database)
    await add_people(database, range(1, 6))
    await staff(database)
    codes = [f"CODE{number:06}" for number in range(1, 6)]
    batches = [[make_scan(code) for code in order] for order in (codes, codes[::-1], codes, codes[::-1])]
    results = await asyncio.gather(*(send(database, batch) for batch in batches))
    found = sorted(result.outcome.value for each in results for result in each)
    assert found == ["accepted"] * 5 + ["already_checked_in"] * 15
    assert await kept(database) == 20


@pytest.mark.anyio
async def test_who_was_taken_back_may_be_checked_in_again(database: Database) -> None:
    await open_doors(database)
    await add_person(database)
    account, scan = await staff(database), make_scan()
    await send(database, [scan])
    await take_back(database, "harghita-2024", scan.id, account=account, now=MORNING)
    assert await outcomes(database, [make_scan(), scan]) == [Outcome.ACCEPTED, Outcome.ACCEPTED]
    with pytest.raises(NothingToTakeBack):
        await take_back(database, "harghita-2024", scan.id, account=account, now=MORNING)


@pytest.mark.anyio
async def test_a_thousand_scans_ask_the_database_as_often_as_two(database: Database) -> None:
    await open_doors(database)
    await staff(database)
    async with database.transaction() as session:
        session.add_all([person_row(number) for number in range(1, 501)])
    with counting(database) as few:
        await send(database, [make_scan("CODE000001"), make_scan("CODE000001")])
    with counting(database) as many:
        numbers = [*range(2, 501), 1, *range(1, 501)]
        results = await send(database, [make_scan(f"CODE{number:06}") for number in numbers])
    assert [result.outcome for result in results] == [Outcome.ACCEPTED] * 499 + [Outcome.ALREADY_CHECKED_IN] * 501
    assert len(many) == len(few)
