"""Presence that participants confirm in the room: by a code of half a minute, one person for each phone, once."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from events_service.attendance.finding import read_record
from events_service.attendance.records import EvidenceKind
from events_service.audit import EntryRow
from events_service.checkin.admit import receive
from events_service.checkin.checkpoints import checkpoints_of
from events_service.checkin.in_room.codes import (
    PERIOD,
    TO_CONFIRM,
    Standing,
    are_good,
    code_at,
    hours_of,
    is_good,
    opened_token,
    read_in_time,
    standing_at,
)
from events_service.checkin.in_room.confirming import (
    Coming,
    Proof,
    confirm,
    list_confirmed,
    point_of,
    point_of_words,
    read_code,
)
from events_service.checkin.in_room.phones import bind, forget_at, forget_phones_due, holder_of
from events_service.checkin.in_room.refusals import CodeOver, NoPlace, NotOpen, OtherPhone
from events_service.checkin.in_room.words import WORDS, as_typed
from events_service.checkin.news import count_by_desk
from events_service.checkin.receiving import decode_check_ins
from events_service.checkin.records import CheckIn, FaultyScan, Method, Outcome
from events_service.checkin.tables import CheckInRow
from events_service.checkin.withdraw import take_back
from events_service.database import Database
from events_service.programme.finding import FoundEvent, get_any_event
from events_service.registrations.finding import get_registration
from events_service.registrations.records import Registration, RegistrationId, Status
from tests.world.door import make_scan, open_doors
from tests.world.events import DOOR, door_event
from tests.world.events import found as found_of
from tests.world.people import add_person
from tests.world.staff import add_staff
from tests.world.times import MORNING

KEY = "a key that operators keep, of 48 characters or so"
DAY, PHONE, OTHER = "2024-04-16", "the cookie of a phone", "the cookie of another"
PLACE = DOOR.key, DAY
ON_THE_MINUTE = MORNING.replace(second=0)


def test_a_code_stands_for_its_half_minute_and_is_taken_for_one_more() -> None:
    shown = code_at(KEY, *PLACE, ON_THE_MINUTE)
    assert shown.changes_at == ON_THE_MINUTE + PERIOD
    assert code_at(KEY, *PLACE, ON_THE_MINUTE + timedelta(seconds=29.9)) == shown
    taken = {
        second: (
            is_good(KEY, *PLACE, shown.code, ON_THE_MINUTE + timedelta(seconds=second)),
            are_good(KEY, *PLACE, shown.words, ON_THE_MINUTE + timedelta(seconds=second)),
        )
        for second in (-0.1, 0, 29.9, 30, 59.9, 60, 3600)
    }
    assert taken == {
        -0.1: (False, False),
        0: (True, True),
        29.9: (True, True),
        30: (True, True),
        59.9: (True, True),
        60: (False, False),
        3600: (False, False),
    }


@pytest.mark.parametrize(
    ("key", "event", "checkpoint"),
    [("another key", *PLACE), (KEY, "caceres-2024", DAY), (KEY, DOOR.key, "visit")],
)
def test_a_code_is_of_one_service_event_and_session(key: str, event: str, checkpoint: str) -> None:
    shown = code_at(key, event, checkpoint, MORNING)
    assert not is_good(KEY, *PLACE, shown.code, MORNING)
    assert not are_good(KEY, *PLACE, shown.words, MORNING)


@pytest.mark.parametrize("given", ["", "ü", "A" * 500, "\x00", "2345678923"])
def test_what_the_screen_never_showed_is_no_code(given: str) -> None:
    assert not is_good(KEY, *PLACE, given, MORNING)
    assert not are_good(KEY, *PLACE, given, MORNING)


@pytest.mark.parametrize("typed", [" Tango  METRO, radio. ", "tango-metro radio", "танго метро радио"])
def test_words_are_typed_in_any_script_with_any_marks(typed: str) -> None:
    assert as_typed(typed) == as_typed("tango metro radio")


def test_the_words_are_short_distinct_and_of_letters_that_every_keyboard_has() -> None:
    assert len(set(WORDS)) == len(WORDS) > 100
    assert all(3 < len(word) < 8 and set(word) <= set("adefgiklmnoprstz") for word in WORDS)


def test_who_read_the_code_has_some_minutes_to_confirm_with_that_phone() -> None:
    token = opened_token(KEY, *PLACE, PHONE, ON_THE_MINUTE)
    assert read_in_time(KEY, *PLACE, PHONE, token, ON_THE_MINUTE)
    assert read_in_time(KEY, *PLACE, PHONE, token, ON_THE_MINUTE + TO_CONFIRM - timedelta(seconds=1))
    assert not read_in_time(KEY, *PLACE, PHONE, token, ON_THE_MINUTE + TO_CONFIRM)
    assert not read_in_time(KEY, *PLACE, PHONE, token, ON_THE_MINUTE - timedelta(seconds=1))
    assert not read_in_time(KEY, *PLACE, OTHER, token, ON_THE_MINUTE)
    assert not read_in_time(KEY, DOOR.key, "visit", PHONE, token, ON_THE_MINUTE)
    assert not any(read_in_time(KEY, *PLACE, PHONE, bad, ON_THE_MINUTE) for bad in ("", "ü", "AAAA", token[:-1]))


@pytest.mark.parametrize(
    ("checkpoint", "opens", "closes"),
    [(DAY, "09:00", "09:45"), ("2024-04-17", "13:45", "17:00"), ("visit", "13:45", "17:00")],
)
def test_presence_is_confirmed_from_when_the_doors_open_until_the_end(checkpoint: str, opens: str, closes: str) -> None:
    (point,) = (each for each in checkpoints_of(DOOR) if each.key == checkpoint)
    hours = hours_of(point, DOOR)
    assert [f"{each:%H:%M}" for each in (hours.opens, hours.closes)] == [opens, closes]
    second = timedelta(seconds=1)
    assert [
        standing_at(hours, now) for now in (hours.opens - second, hours.opens, hours.closes - second, hours.closes)
    ] == [Standing.BEFORE, Standing.OPEN, Standing.OPEN, Standing.OVER]


def test_a_day_without_an_agenda_is_all_of_it() -> None:
    event = door_event(sessions=[])
    first = checkpoints_of(event)[0]
    hours = hours_of(first, event)
    assert (hours.opens, hours.closes) == (first.starts, first.ends)


# The rest is kept in a database.

IN_TIME = MORNING + timedelta(minutes=20)
"""09:10 at the event, five minutes before the first session."""


@pytest.fixture
async def found(database: Database) -> FoundEvent:
    """The workshop with a door."""
    await open_doors(database)
    async with database.reading() as session:
        return await get_any_event(session, DOOR.key)


async def person(database: Database, number: int = 1, **changes: object) -> Registration:
    row = await add_person(database, number, **changes)
    async with database.reading() as session:
        return await get_registration(session, RegistrationId(row.id))


def coming(found: FoundEvent, who: Registration, cookie: str = PHONE, **changes: object) -> Coming:
    point = point_of(found, DAY)
    given = read_code(KEY, found, point, code_at(KEY, *PLACE, IN_TIME).code, cookie, IN_TIME)
    values = {"found": found, "point": point, "registration": who, "cookie": cookie, "proof": Proof.OPENED}
    return Coming(**{**values, "given": given, **changes})


async def kept(database: Database) -> int:
    async with database.reading() as session:
        return int(await session.scalar(select(func.count()).select_from(CheckInRow)) or 0)


async def confirmed(database: Database, who: Registration) -> list[CheckIn]:
    async with database.reading() as session:
        return await list_confirmed(session, who)


@pytest.mark.anyio
async def test_a_confirmation_is_a_fact_and_evidence_of_its_own_kind(database: Database, found: FoundEvent) -> None:
    maria = await person(database)
    made = await confirm(database, KEY, coming(found, maria), now=IN_TIME)
    assert (made.method, made.outcome, made.scanned_at) == (Method.ROOM, Outcome.ACCEPTED, IN_TIME)
    async with database.reading() as session:
        record = await read_record(session, found)
        entry = await session.scalar(select(EntryRow).where(EntryRow.action == "check-ins.confirm"))
        by_desk = await count_by_desk(session, DOOR.key)
    assert record.attendees[0].presences[0].kinds == {EvidenceKind.CONFIRMED_IN_ROOM: IN_TIME}
    assert [totals.confirmed_in_room for totals in record.totals] == [1, 0, 0]
    assert [totals.present for totals in record.totals] == [1, 0, 0]
    assert entry
    assert (entry.actor, entry.subject, entry.facts["checkpoint"]) == (
        "participant",
        f"registration:{maria.id}",
        DAY,
    )
    assert [(each.desk, each.helper, each.people) for each in by_desk] == [("room", False, 1)]


@pytest.mark.anyio
async def test_two_taps_at_once_and_another_one_later_are_one_fact(database: Database, found: FoundEvent) -> None:
    maria = await person(database)
    asked = coming(found, maria)
    taps = await asyncio.gather(*(confirm(database, KEY, asked, now=IN_TIME) for _ in range(3)))
    later = await confirm(database, KEY, asked, now=IN_TIME + timedelta(minutes=2))
    assert {each.id for each in (*taps, later)} == {taps[0].id}
    assert await kept(database) == 1


@pytest.mark.anyio
async def test_who_was_scanned_at_the_desk_and_confirms_has_both_kinds(database: Database, found: FoundEvent) -> None:
    maria, host = await person(database), await add_staff(database)
    await receive(database, [make_scan(maria.badge_code)], device="desk", account=host, now=MORNING)
    made = await confirm(database, KEY, coming(found, maria), now=IN_TIME)
    assert made.outcome is Outcome.ALREADY_CHECKED_IN
    async with database.reading() as session:
        record = await read_record(session, found)
    assert [*record.attendees[0].presences[0].kinds] == [EvidenceKind.CHECKED_IN, EvidenceKind.CONFIRMED_IN_ROOM]
    assert record.totals[0].present == 1


@pytest.mark.anyio
async def test_what_an_organiser_took_back_may_be_confirmed_again(database: Database, found: FoundEvent) -> None:
    maria, host = await person(database), await add_staff(database)
    first = await confirm(database, KEY, coming(found, maria), now=IN_TIME)
    await take_back(database, DOOR.key, first.id, account=host, now=IN_TIME)
    assert await confirmed(database, maria) == []
    again = await confirm(database, KEY, coming(found, maria), now=IN_TIME)
    assert again.id != first.id
    assert [each.id for each in await confirmed(database, maria)] == [again.id]


@pytest.mark.anyio
@pytest.mark.parametrize("status", [Status.CANCELLED, Status.PENDING])
async def test_who_has_no_place_is_sent_to_the_organiser(database: Database, found: FoundEvent, status: Status) -> None:
    who = await person(database, status=status, cancelled_at=MORNING if status is Status.CANCELLED else None)
    with pytest.raises(NoPlace) as refused:
        await confirm(database, KEY, coming(found, who), now=IN_TIME)
    assert "{contact}" not in refused.value.sentence()
    assert await kept(database) == 0


@pytest.mark.anyio
async def test_outside_the_time_and_with_an_old_code_nothing_is_kept(database: Database, found: FoundEvent) -> None:
    maria = await person(database)
    asked = coming(found, maria)
    for now in (IN_TIME - timedelta(minutes=11), MORNING + timedelta(minutes=55)):
        with pytest.raises(NotOpen, match=r"9:00.*9:45"):
            await confirm(database, KEY, asked, now=now)
    with pytest.raises(CodeOver):
        await confirm(database, KEY, asked, now=IN_TIME + TO_CONFIRM)
    with pytest.raises(CodeOver):
        await confirm(database, KEY, coming(found, maria, given="a guess"), now=IN_TIME)
    words = {"proof": Proof.WORDS, "given": code_at(KEY, *PLACE, IN_TIME).words}
    with pytest.raises(CodeOver):
        await confirm(database, KEY, coming(found, maria, **words), now=IN_TIME + 2 * PERIOD)
    assert await kept(database) == 0
    assert (await confirm(database, KEY, coming(found, maria, **words), now=IN_TIME)).checkpoint == DAY


def test_words_say_of_which_room_they_are() -> None:
    found = found_of(DOOR)
    visiting = MORNING + timedelta(days=1, hours=6)
    assert point_of_words(KEY, found, code_at(KEY, DOOR.key, "visit", visiting).words, visiting).key == "visit"
    with pytest.raises(CodeOver):
        point_of_words(KEY, found, code_at(KEY, DOOR.key, "visit", visiting).words, IN_TIME)
    with pytest.raises(CodeOver):
        point_of_words(KEY, found, "", visiting)


@pytest.mark.anyio
async def test_a_phone_confirms_for_one_person_at_an_event(database: Database, found: FoundEvent) -> None:
    maria, ivan = await person(database, 1), await person(database, 2)
    await asyncio.gather(*(bind(database, found, maria, PHONE, IN_TIME) for _ in range(3)))
    with pytest.raises(OtherPhone) as refused:
        await bind(database, found, ivan, PHONE, IN_TIME)
    assert "Ilona" in refused.value.sentence() or "@" in refused.value.sentence()
    await bind(database, found, ivan, OTHER, IN_TIME)
    async with database.reading() as session:
        holders = [await holder_of(session, DOOR.key, each) for each in (PHONE, OTHER, "a third", None)]
        assert await holder_of(session, "caceres-2024", PHONE) is None
    assert holders == [maria.id, ivan.id, None, None]


@pytest.mark.anyio
async def test_of_two_who_take_one_phone_at_once_one_has_it(database: Database, found: FoundEvent) -> None:
    people = [await person(database, number) for number in (1, 2)]
    outcomes = await asyncio.gather(
        *(bind(database, found, who, PHONE, IN_TIME) for who in people), return_exceptions=True
    )
    assert sorted(type(each) for each in outcomes if each is not None) == [OtherPhone]


@pytest.mark.anyio
async def test_whose_phone_it_was_is_forgotten_a_month_after_the_event(database: Database, found: FoundEvent) -> None:
    await bind(database, found, await person(database), PHONE, IN_TIME)
    due = forget_at(found)
    assert f"{due:%Y-%m-%d %H:%M}" == "2024-05-18 00:00"
    assert [await forget_phones_due(database, now) for now in (due - timedelta(seconds=1), due, due)] == [0, 1, 0]


def test_no_device_at_a_door_says_that_somebody_confirmed() -> None:
    sent = b"""{"device": "desk", "scans": [{"id": "01890a5d-ac96-774b-bcce-b302099a8057", "event": "e",
        "badge_code": "X", "checkpoint": "2024-04-16", "scanned_at": "2024-04-16T08:55:00+03:00", "method": "room"}]}"""
    (scan,) = decode_check_ins(sent).scans
    assert isinstance(scan, FaultyScan)
    assert [fault.field for fault in scan.faults] == ["method"]
