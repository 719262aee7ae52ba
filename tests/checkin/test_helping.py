"""Desks that helpers keep: what is taken there and when, how many phones hold one, and what the record says of it."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import msgspec
import pytest
from msgspec.structs import replace
from sqlalchemy import select

from events_service.access.accounts import actor_names
from events_service.access.door_helpers import (
    TAKEN_LATE,
    DeskClosed,
    DeskTaken,
    Helper,
    NoDesk,
    link_token,
    read_link_token,
)
from events_service.access.helper_desks import helper_of_browser, open_desk
from events_service.access.records import Account
from events_service.access.tables import HelperDeviceRow
from events_service.audit import EntryRow
from events_service.checkin.admit import receive
from events_service.checkin.helping import (
    Kept,
    NewHelper,
    ends_at,
    forget_devices_due,
    list_kept,
    make_helper,
    revoke_helper,
)
from events_service.checkin.keeping import checkpoints_at
from events_service.checkin.records import Outcome, Scan, WhyTakenBack
from events_service.checkin.roster import encoded_roster
from events_service.checkin.set_aside import list_to_see
from events_service.checkin.taking_back import TakingBack
from events_service.checkin.withdraw import take_back
from events_service.database import Database
from events_service.programme.finding import get_any_event
from events_service.registrations.records import Status
from events_service.settings import Settings
from events_service.web.errors import FaultyFields, NotAllowed
from tests.world.door import make_scan, open_doors
from tests.world.events import DOOR
from tests.world.people import add_person
from tests.world.staff import add_staff
from tests.world.times import MORNING

pytestmark = pytest.mark.anyio
EVENT = DOOR.key
DAY = "2024-04-16"
CLOSED = MORNING + timedelta(minutes=30)
HELPER = Helper(
    id=uuid4(), event=EVENT, name="Entrance B", checkpoint=DAY, devices=2, created_at=MORNING, ends_at=CLOSED
)


@pytest.fixture
async def host(database: Database) -> Account:
    """An organiser of the workshop with a door, who has two participants."""
    await open_doors(database)
    await add_person(database, 1, first_name="Мария", last_name="Петрова")
    await add_person(database, 2, first_name="Ștefan", last_name="Țurcanu", status=Status.PENDING)
    return await add_staff(database)


async def helper(database: Database, host: Account, checkpoint: str = DAY, **new: object) -> Helper:
    made = NewHelper(**{"name": "Entrance B", "checkpoint": checkpoint, "devices": 2, **new})
    return await make_helper(database, EVENT, made, account=host, now=MORNING)


async def outcome(database: Database, keeper: Helper, scan: Scan, now: datetime = MORNING) -> Outcome:
    (result,) = await receive(database, [scan], device="the phone's own name", account=keeper, now=now)
    return result.outcome


async def kept(database: Database) -> Kept:
    async with database.reading() as session:
        (only,) = await list_kept(session, EVENT)
    return only


@pytest.mark.parametrize(
    ("checkpoint", "taken"),
    [(DAY, [DAY]), ("2024-04-17", ["2024-04-17", "visit"]), ("visit", ["visit"]), ("nowhere", [])],
)
def test_a_desk_takes_its_day_with_all_that_is_on_it_or_its_session_alone(checkpoint: str, taken: list[str]) -> None:
    assert [point.key for point in checkpoints_at(replace(HELPER, checkpoint=checkpoint), DOOR)] == taken


@pytest.mark.parametrize(
    ("revoked_after", "open_after", "is_open"),
    [(None, 29, True), (None, 30, False), (10, 9, True), (10, 10, False), (40, 31, False)],
)
def test_a_desk_is_open_until_its_end_or_until_it_is_closed(
    revoked_after: int | None, open_after: int, is_open: bool
) -> None:
    revoked = None if revoked_after is None else MORNING + timedelta(minutes=revoked_after)
    assert replace(HELPER, revoked_at=revoked).is_open(MORNING + timedelta(minutes=open_after)) is is_open


def test_a_link_opens_the_desk_that_it_was_made_for_and_no_other_can_be_guessed_from_it() -> None:
    token = link_token("a key", HELPER.id)
    assert read_link_token("a key", token) == HELPER.id
    assert read_link_token("another key", token) is None
    assert read_link_token("a key", token[:-1] + ("A" if token[-1] != "A" else "B")) is None


async def test_the_roster_of_a_helper_says_no_more_than_the_door_needs(database: Database, host: Account) -> None:
    await receive(database, [make_scan(checkpoint="2024-04-17")], device="desk", account=host, now=MORNING)
    async with database.reading() as session:
        roster = msgspec.json.decode(await encoded_roster(session, EVENT, await helper(database, host), "en"))
    assert [point["key"] for point in roster["checkpoints"]] == [DAY]
    assert [set(person) for person in roster["registrations"]] == [
        {
            "id", "name", "latin_name", "organisation", "category", "attendance_mode", "status", "badge_code",
            "expected_at", "checked_in", "notes", "seen_first_by",
        }
    ] * 2  # fmt: skip
    assert [person["expected_at"] for person in roster["registrations"]] == [[DAY], []]
    assert [person["checked_in"] for person in roster["registrations"]] == [[], []]
    assert "@" not in msgspec.json.encode(roster).decode()


async def test_what_a_helper_scans_stands_under_the_name_of_the_desk(database: Database, host: Account) -> None:
    desk = await helper(database, host)
    assert await outcome(database, desk, make_scan()) is Outcome.ACCEPTED
    assert await outcome(database, desk, make_scan(checkpoint="2024-04-17")) is Outcome.UNKNOWN_CHECKPOINT
    let_in = make_scan("CODE000002", let_in_because="she is nice")
    assert await outcome(database, desk, let_in) is Outcome.NOT_APPROVED
    assert (await kept(database)).scans == 3
    async with database.reading() as session:
        entry = await session.scalar(select(EntryRow).where(EntryRow.action == "check-ins.receive"))
        assert entry is not None
        assert await actor_names(session, [entry.actor]) == {entry.actor: "Entrance B (helper)"}
    await open_doors(database, replace(DOOR, key="kalamata-2023"))
    with pytest.raises(NotAllowed):
        await outcome(database, desk, make_scan(event="kalamata-2023"))


async def test_a_helper_takes_back_what_was_scanned_at_the_desk_and_nothing_else(
    database: Database, host: Account
) -> None:
    desk, own, others = await helper(database, host), make_scan(), make_scan("CODE000002", let_in_because="invited")
    await receive(database, [others], device="Entrance B", account=host, now=MORNING)
    await receive(database, [own], device="phone", account=desk, now=MORNING)
    with pytest.raises(NotAllowed):
        await take_back(database, EVENT, others.id, account=desk, now=MORNING)
    assert (await take_back(database, EVENT, own.id, account=desk, now=MORNING)).withdrawn_at == MORNING
    with pytest.raises(DeskClosed):
        await take_back(database, EVENT, own.id, account=desk, now=desk.ends_at)


async def test_a_helper_without_the_network_takes_back_before_the_desk_closes_and_not_after(
    database: Database, host: Account
) -> None:
    desk, scan = await helper(database, host), make_scan()
    late = TakingBack(reason=WhyTakenBack.TEST, made_at=desk.ends_at)
    before = replace(late, made_at=desk.ends_at - timedelta(seconds=1))
    await receive(database, [scan], device="phone", account=desk, now=MORNING)
    with pytest.raises(DeskClosed):
        await take_back(database, EVENT, scan.id, account=desk, now=desk.ends_at, why=late)
    with pytest.raises(DeskClosed):
        await take_back(database, EVENT, scan.id, account=desk, now=desk.sends_until, why=before)
    taken = await take_back(database, EVENT, scan.id, account=desk, now=desk.ends_at, why=before)
    assert taken.withdrawn_because is WhyTakenBack.TEST


async def test_what_was_scanned_before_the_desk_closed_counts_and_is_shown_and_later_scans_are_set_aside(
    database: Database, host: Account
) -> None:
    await revoke_helper(database, EVENT, (await helper(database, host)).id, account=host, now=CLOSED)
    desk, later = (await kept(database)).helper, CLOSED + timedelta(hours=5)
    before, after = make_scan(scanned_at=CLOSED - timedelta(seconds=1)), make_scan("CODE000002", scanned_at=CLOSED)
    assert await outcome(database, desk, before, later) is Outcome.ACCEPTED
    for _ in range(2):  # a phone that heard no answer sends again
        assert await outcome(database, desk, after, later) is Outcome.AFTER_CLOSING
    assert [(each.id, each.name) for each in (await kept(database)).late] == [(before.id, "Мария Петрова")]
    async with database.reading() as session:
        (aside,) = await list_to_see(session, EVENT, host)
    assert (aside.outcome, aside.device, aside.name) == (Outcome.AFTER_CLOSING, "Entrance B", "Ștefan Țurcanu")
    with pytest.raises(DeskClosed):
        await outcome(database, desk, make_scan(scanned_at=MORNING), CLOSED + TAKEN_LATE)


async def test_a_desk_is_held_by_as_many_devices_as_it_is_for_and_they_are_forgotten_after_a_month(
    database: Database, host: Account, settings: Settings
) -> None:
    desk = await helper(database, host)
    token = link_token(settings.secret_key, desk.id)
    first = await open_desk(database, settings.secret_key, token, MORNING, "Firefox · Android")
    await open_desk(database, settings.secret_key, token, MORNING, "")
    with pytest.raises(DeskTaken):
        await open_desk(database, settings.secret_key, token, MORNING, "")
    later = MORNING + timedelta(minutes=5)
    assert await helper_of_browser(database, first, later) == desk
    assert [each.seen_at for each in (await kept(database)).devices if each.browser] == [later]
    for cookie in (None, "", "no such cookie"):
        with pytest.raises(NoDesk):
            await helper_of_browser(database, cookie, later)
    with pytest.raises(DeskClosed):
        await open_desk(database, settings.secret_key, token, desk.ends_at, "")
    month = desk.ends_at + timedelta(days=30)
    assert [await forget_devices_due(database, now) for now in (month, month + timedelta(seconds=1))] == [0, 2]
    async with database.reading() as session:
        assert (await session.scalars(select(HelperDeviceRow))).all() == []


async def test_a_desk_ends_three_hours_after_its_day_at_the_event_and_its_name_is_its_own(
    database: Database, host: Account
) -> None:
    async with database.reading() as session:
        found = await get_any_event(session, EVENT)
    assert ends_at(found, "visit") == datetime(2024, 4, 18, 0, 0, tzinfo=UTC)  # at Harghita it is three hours later
    assert ends_at(found, "welcome") is None
    await helper(database, host)
    for faulty in ({}, {"name": "Entrance C", "checkpoint": "2024-05-01"}):
        with pytest.raises(FaultyFields):
            await helper(database, host, **faulty)
    new = NewHelper(name="Entrance D", checkpoint=DAY)
    with pytest.raises(FaultyFields):
        await make_helper(database, EVENT, new, account=host, now=datetime(2024, 4, 17, 0, tzinfo=UTC))
