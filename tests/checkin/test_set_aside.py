"""What cannot be kept as a scan is kept beside them, once, until a human has seen it; nobody is named for another."""

from collections.abc import Callable, Sequence
from datetime import UTC, timedelta

import httpx
import pytest
from msgspec.structs import replace
from sqlalchemy import select

from events_service.access.records import Account
from events_service.audit import ROWS, EntryRow
from events_service.checkin.admit import receive
from events_service.checkin.finding import UnknownCheckIn, list_check_ins
from events_service.checkin.records import FaultyScan, Outcome, Scan, ScanResult
from events_service.checkin.set_aside import ToSee, forget_set_aside, list_to_see, see
from events_service.checkin.showing import aside_shown
from events_service.checkin.tables import ScanAsideRow
from events_service.database import Database
from events_service.web.errors import FieldFault, NotAllowed
from tests.world.door import make_scan, open_doors
from tests.world.events import door_event
from tests.world.people import add_person
from tests.world.staff import add_staff, cookie_of
from tests.world.times import MORNING

pytestmark = pytest.mark.anyio
EVENT = "harghita-2024"
FAULTY = FaultyScan(faults=(FieldFault("id", "Give each scan a UUID of its own."),), sent={"badge_code": "CODE000002"})


@pytest.fixture
async def staff(database: Database) -> Account:
    """An organiser of an event with two participants."""
    await open_doors(database)
    await add_person(database, 1, first_name="Мария", last_name="Петрова")
    await add_person(database, 2, first_name="Ștefan", last_name="Țurcanu")
    return await add_staff(database)


async def send(
    database: Database, account: Account, *scans: Scan | FaultyScan, minutes: int = 0, device: str = "desk"
) -> list[ScanResult]:
    return await receive(database, scans, device=device, account=account, now=MORNING + timedelta(minutes=minutes))


async def to_see(database: Database, account: Account, event: str = EVENT) -> list[ToSee]:
    async with database.reading() as session:
        return await list_to_see(session, event, account)


def outcomes(results: Sequence[ScanResult]) -> list[Outcome]:
    return [result.outcome for result in results]


CHANGES = (
    {"badge_code": "CODE000002"},
    {"checkpoint": "2024-04-17"},
    {"event": "caceres-2024"},
    {"scanned_at": MORNING + timedelta(seconds=1)},
)


@pytest.mark.parametrize("changes", CHANGES, ids=str)
async def test_another_scan_under_a_known_id_is_a_conflict_and_names_nobody(
    database: Database, staff: Account, changes: dict[str, object]
) -> None:
    scan = make_scan(scanned_at=MORNING - timedelta(minutes=1))
    assert outcomes(await send(database, staff, scan)) == [Outcome.ACCEPTED]
    other = replace(scan, **changes)
    for _ in range(2):
        assert await send(database, staff, other) == [ScanResult(id=scan.id, outcome=Outcome.CONFLICT)]
    assert outcomes(await send(database, staff, scan)) == [Outcome.ACCEPTED]
    async with database.reading() as session:
        assert [one.badge_code for one in await list_check_ins(session, EVENT)] == ["CODE000001"]
    (aside,) = await to_see(database, staff)
    assert (aside.outcome, aside.device, aside.sent["badge_code"]) == (Outcome.CONFLICT, "desk", other.badge_code)
    assert aside.name == {"CODE000001": "Мария Петрова", "CODE000002": "Ștefan Țurcanu"}[other.badge_code] or (
        other.event != EVENT and aside.name is None
    )


async def test_two_scans_of_one_batch_under_one_id_are_a_conflict(database: Database, staff: Account) -> None:
    scan = make_scan()
    twice = [scan, replace(scan, badge_code="CODE000002"), scan]
    assert outcomes(await send(database, staff, *twice)) == [Outcome.ACCEPTED, Outcome.CONFLICT, Outcome.ACCEPTED]
    assert len(await to_see(database, staff)) == 1


@pytest.mark.parametrize("read", ["code000001", "HTTPS://EVENTS.EXAMPLE.ORG/B/CODE000001", "HTTPSÖ--X-B-CODE000001"])
async def test_the_same_badge_written_otherwise_is_the_same_scan(database: Database, staff: Account, read: str) -> None:
    scan = make_scan(scanned_at=MORNING - timedelta(hours=1))
    await send(database, staff, scan)
    assert outcomes(await send(database, staff, replace(scan, badge_code=read), minutes=5)) == [Outcome.ACCEPTED]


async def test_a_badge_that_becomes_known_between_two_sendings_makes_no_conflict(
    database: Database, staff: Account
) -> None:
    scan = make_scan("HTTPSÖ--X-B-CODE000003", scanned_at=MORNING - timedelta(hours=1))
    assert outcomes(await send(database, staff, scan)) == [Outcome.UNKNOWN_BADGE]
    await add_person(database, 3)
    assert outcomes(await send(database, staff, scan)) == [Outcome.UNKNOWN_BADGE]
    assert outcomes(await send(database, staff, make_scan("HTTPSÖ--X-B-CODE000003"))) == [Outcome.ACCEPTED]
    assert await to_see(database, staff) == []


async def test_a_form_that_is_sent_twice_is_one_scan_although_its_clock_goes_on(
    database: Database, staff: Account
) -> None:
    scan = make_scan()
    for minutes in (0, 1):
        arriving = replace(scan, scanned_at=MORNING + timedelta(minutes=minutes))
        assert outcomes(await send(database, staff, arriving, minutes=minutes)) == [Outcome.ACCEPTED]


async def test_a_faulty_scan_keeps_no_other_back_and_is_set_aside_once(database: Database, staff: Account) -> None:
    batch = (make_scan(), FAULTY, make_scan("CODE000002"))
    first = await send(database, staff, *batch)
    assert outcomes(first) == [Outcome.ACCEPTED, Outcome.INVALID, Outcome.ACCEPTED]
    assert first[1] == ScanResult(id=None, outcome=Outcome.INVALID, faults=FAULTY.faults)
    assert await send(database, staff, *batch, minutes=1) == first
    (aside,) = await to_see(database, staff)
    assert (aside.outcome, aside.sent, aside.name) == (Outcome.INVALID, FAULTY.sent, None)
    async with database.reading() as session:
        logged = await session.scalars(select(EntryRow.facts).where(EntryRow.action == "check-ins.receive"))
        (said,) = logged
    assert len(said.pop(ROWS).split()) == 3
    assert said == {"scans": "2", "set_aside": "1"}


async def test_a_faulty_scan_of_another_host_is_not_taken(database: Database, staff: Account) -> None:
    await open_doors(database, door_event(), door_event("haskovo-2023", host="haskovo"))
    host = await add_staff(database, partner="haskovo", email="haskovo@example.org")
    with pytest.raises(NotAllowed):
        await send(database, host, replace(FAULTY, event=EVENT))
    await send(database, host, FAULTY)
    assert await to_see(database, staff) == []
    assert len(await to_see(database, host, "haskovo-2023")) == 1


async def test_what_a_human_has_seen_is_no_longer_shown(database: Database, staff: Account) -> None:
    await send(database, staff, replace(FAULTY, event=EVENT))
    (aside,) = await to_see(database, staff)
    for _ in range(2):
        await see(database, EVENT, aside.digest, account=staff, now=MORNING)
    assert await to_see(database, staff) == []
    with pytest.raises(UnknownCheckIn):
        await see(database, EVENT, "0" * 64, account=staff, now=MORNING)


async def test_the_desk_shows_what_was_set_aside_until_somebody_says_seen(
    database: Database, staff: Account, client: httpx.AsyncClient, set_clock: Callable[[str], None]
) -> None:
    set_clock(MORNING.isoformat())
    scan = make_scan()
    await send(database, staff, scan, replace(scan, badge_code="CODE000002"), device="tablet-3")
    client.headers.update({"Origin": str(client.base_url), **await cookie_of(database, staff, MORNING)})
    address = f"/organise/events/{EVENT}/check-in"
    page = (await client.get(address)).text
    assert "Ștefan Țurcanu" in page
    assert "The device tablet-3 gave two scans one number, and this one was not counted." in page
    (aside,) = await to_see(database, staff)
    answer = await client.post(f"{address}/seen", data={"digest": aside.digest, "checkpoint": "visit", "on": ""})
    assert "checkpoint=visit" in answer.headers["location"]
    assert "The device tablet-3" not in (await client.get(address)).text


async def test_another_badge_sent_from_a_page_that_was_gone_back_to_is_another_scan(
    database: Database, staff: Account, client: httpx.AsyncClient, set_clock: Callable[[str], None]
) -> None:
    set_clock(MORNING.isoformat())
    client.headers.update({"Origin": str(client.base_url), **await cookie_of(database, staff, MORNING)})
    address = f"/organise/events/{EVENT}/check-in"
    page_id = str(make_scan().id)
    for code, name in (("CODE000001", "Мария Петрова"), ("CODE000002", "Ștefan Țurcanu"), ("CODE000001", "Мария")):
        form = {"id": page_id, "badge": code, "checkpoint": "2024-04-16", "on": "2024-04-16"}
        answer = await client.post(address, data=form)
        outcome = (await client.get(answer.headers["location"])).text.partition('<div id="outcome"')[2]
        assert name in outcome.partition('<p id="connection"')[0]
    async with database.reading() as session:
        assert len(await list_check_ins(session, EVENT)) == 2


async def test_what_was_set_aside_names_nobody_any_more_once_their_data_are_erased(
    database: Database, staff: Account
) -> None:
    scan = make_scan()
    await send(database, staff, scan, replace(scan, badge_code="CODE000002"))
    async with database.transaction() as session:
        whose = await session.scalar(select(ScanAsideRow.registration_id))
        assert whose is not None
        await forget_set_aside(session, whose)
    (aside,) = await to_see(database, staff)
    assert (aside.name, aside.sent["badge_code"], aside.sent["checkpoint"]) == (None, "", scan.checkpoint)
    assert aside_shown(aside, UTC).who == "–"
