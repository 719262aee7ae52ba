"""Walk-ins: entered and checked in once, whenever they arrive and however full the house is, and each is answered."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import msgspec
import pytest
from msgspec.structs import replace
from sqlalchemy import func, select

from events_service.access.door_helpers import Helper
from events_service.access.records import Account
from events_service.audit import EntryRow
from events_service.checkin.records import Outcome
from events_service.checkin.tables import CheckInRow
from events_service.checkin.walk_ins import WalkInResult, receive_walk_ins
from events_service.database import Database
from events_service.mail.tables import MailRow
from events_service.programme.records import AttendanceMode
from events_service.registrations.finding import get_registration
from events_service.registrations.places.change import change
from events_service.registrations.records import Category, Changes, Status
from events_service.registrations.tables import RegistrationRow
from events_service.settings import Settings
from events_service.web.errors import FaultyFields, NotAllowed
from tests.world.door import open_doors
from tests.world.events import DOOR
from tests.world.people import add_person
from tests.world.staff import add_staff
from tests.world.times import MORNING

pytestmark = pytest.mark.anyio
HELPER = Helper(
    id=uuid4(),
    event=DOOR.key,
    name="Entrance B",
    checkpoint="2024-04-16",
    devices=2,
    created_at=MORNING,
    ends_at=MORNING + timedelta(hours=1),
)


def ana(**changes: object) -> dict[str, object]:
    """Ana as a device sends her, who came on the first morning and is on no list."""
    came = {"id": str(uuid4()), "event": DOOR.key, "checkpoint": "2024-04-16", "scanned_at": MORNING.isoformat()}
    who = {"first_name": "Ana", "last_name": "Ruiz", "organisation": "Junta", "country": "ES", "category": "expert"}
    return {**came, **who, "badge_code": "ABCDEFGH23", **changes}


@pytest.fixture
async def send(database: Database, settings: Settings) -> Any:
    """A function that sends walk-ins from the organiser's desk, or another's, on the opened door."""
    await open_doors(database)
    account = await add_staff(database)

    async def sent(*walk_ins: object, keeper: Account | Helper = account, **at: Any) -> list[WalkInResult]:
        body = msgspec.json.encode({"device": "tablet", "walk_ins": walk_ins})
        now = MORNING + at.get("later", timedelta())
        return await receive_walk_ins(database, settings, DOOR.key, body, keeper=keeper, now=now)

    return sent


async def counted(database: Database) -> tuple[int, int]:
    async with database.reading() as session:
        people = await session.scalar(select(func.count()).select_from(RegistrationRow))
        scans = await session.scalar(select(func.count()).select_from(CheckInRow))
    return people or 0, scans or 0


async def test_who_came_is_entered_and_checked_in_once_however_often_it_is_sent(send: Any, database: Database) -> None:
    one, two = ana(photos=True), ana(first_name="Eva", badge_code="ABCDEFGH24")
    first = await send(one)
    again = await send(one, two, later=timedelta(hours=2))
    assert [each.outcome for each in (*first, *again)] == [Outcome.ACCEPTED] * 3
    assert (first[0].registration, first[0].name) == (again[0].registration, "Ana Ruiz")
    assert await counted(database) == (2, 2)
    async with database.reading() as session:
        entered = await get_registration(session, first[0].registration)
        assert (entered.badge_code, entered.category, entered.email) == ("ABCDEFGH23", Category.EXPERT, "")
        assert (entered.photos, entered.status) == (True, Status.CONFIRMED)
        assert await session.scalar(select(func.count()).select_from(MailRow)) == 0
        facts = await session.scalars(select(EntryRow.facts).where(EntryRow.action == "registration.created"))
        assert sorted(each["badge"] for each in facts) == ["ABCDEFGH23", "ABCDEFGH24"]


async def test_a_badge_is_bound_once_and_the_second_is_told(send: Any, database: Database) -> None:
    await add_person(database)
    sent = await send(ana(), ana(first_name="Eva"), ana(badge_code="CODE000001"))
    assert [each.outcome for each in sent] == [Outcome.ACCEPTED, Outcome.INVALID, Outcome.INVALID]
    assert sent[1].refused == "This badge is somebody else’s already. Take another spare badge."
    assert sent[2].refused.startswith("This is no code of a badge.")
    assert await counted(database) == (2, 1)


async def test_a_walk_in_that_cannot_be_read_keeps_no_other_back(send: Any, database: Database) -> None:
    faulty = ana(first_name="", checkpoint="another", badge_code="short")
    sent = await send("no walk-in", faulty, ana(), ana(event="another", badge_code="ABCDEFGH25"))
    assert [each.outcome for each in sent] == [Outcome.INVALID, Outcome.INVALID, Outcome.ACCEPTED, Outcome.INVALID]
    assert sent[1].refused == "Please fill this in."
    assert sent[3].refused.startswith("Name a day")
    with pytest.raises(FaultyFields):
        await send(*[{}] * 101)


async def test_an_instant_that_no_database_holds_is_answered_with_its_sentence(send: Any) -> None:
    first, last = "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"
    sent = await send(*(ana(scanned_at=each) for each in (first, last)), ana())
    assert [each.outcome for each in sent] == [Outcome.INVALID, Outcome.INVALID, Outcome.ACCEPTED]
    assert sent[0].refused == sent[1].refused
    assert sent[0].refused.startswith("Write the instant with its offset")


async def test_a_helpers_desk_enters_people_at_its_own_time_and_place_alone(send: Any, database: Database) -> None:
    late = ana(scanned_at=(MORNING + timedelta(hours=2)).isoformat())
    partner = ana(category="lead_partner", badge_code="ABCDEFGH26")
    sent = await send(partner, late, ana(checkpoint="2024-04-17"), keeper=HELPER, later=timedelta(hours=3))
    assert [each.outcome for each in sent] == [Outcome.ACCEPTED, Outcome.AFTER_CLOSING, Outcome.AFTER_CLOSING]
    async with database.reading() as session:
        assert (await get_registration(session, sent[0].registration)).partner_proof is None
        assert await session.scalar(select(CheckInRow.device)) == "Entrance B"
    with pytest.raises(NotAllowed):
        await send(ana(), keeper=replace(HELPER, event="caceres-2024"))


async def test_a_full_house_refuses_nobody_who_is_there(database: Database, settings: Settings) -> None:
    closed = replace(DOOR.registration, waiting_list=False)
    await open_doors(
        database, replace(DOOR, capacity=1, registration=closed, attendance_modes=[AttendanceMode.IN_PERSON])
    )
    account = await add_staff(database)
    both = [ana(), ana(first_name="Eva", badge_code="ABCDEFGH24")]
    body = msgspec.json.encode({"device": "tablet", "walk_ins": both})
    sent = await receive_walk_ins(database, settings, DOOR.key, body, keeper=account, now=MORNING)
    assert [(each.outcome, each.status) for each in sent] == [
        (Outcome.ACCEPTED, Status.CONFIRMED),
        (Outcome.ACCEPTED, Status.WAITLISTED),
    ]


async def test_whoever_came_without_a_mailbox_is_written_no_mail_when_something_changes(
    send: Any, database: Database, settings: Settings
) -> None:
    (sent,) = await send(ana())
    account = await add_staff(database, email="other@example.org")
    changes = Changes(country="PT")
    await change(database, settings, sent.registration, changes, now=MORNING, account=account)
    async with database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(MailRow)) == 0
