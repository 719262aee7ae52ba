"""How many are here, expected and not yet come; the device counts the same people."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest

from events_service.access.door_helpers import Helper
from events_service.checkin.admit import receive
from events_service.checkin.checkpoints import find_checkpoint
from events_service.checkin.counting import desk_name, read_counts
from events_service.checkin.records import DESK, ROOM
from events_service.checkin.roster import Roster, encoded_roster
from events_service.database import Database
from events_service.registrations.records import Category
from tests.counting import counting
from tests.world.door import make_scan, open_doors
from tests.world.events import DOOR
from tests.world.people import add_person
from tests.world.staff import add_staff
from tests.world.times import MORNING

CASES: dict[str, Any] = json.loads((Path(__file__).parent / "counted.json").read_text())
DAY = "2024-04-16"
HELPER = Helper(
    id=UUID(int=1),
    event=DOOR.key,
    name="Entrance B",
    checkpoint=DAY,
    devices=2,
    created_at=MORNING,
    ends_at=MORNING + timedelta(hours=9),
)


@pytest.mark.anyio
async def test_people_are_counted_by_category_and_by_the_desk_that_saw_them_first(database: Database) -> None:
    await open_doors(database)
    host, point = await add_staff(database), find_checkpoint(DOOR, DAY)
    assert point is not None
    for number, person in enumerate(CASES["people"], start=1):
        modes = {} if person["expected"] else {DAY: None}
        await add_person(database, number, category=Category(person["category"]), day_modes=modes)
        for later, desk in enumerate(person["seen_by"]):
            for checkpoint in (DAY, "2024-04-17"):
                scan = make_scan(
                    f"CODE{number:06}", checkpoint=checkpoint, scanned_at=MORNING + timedelta(seconds=later)
                )
                await receive(database, [scan], device=desk, account=host, now=MORNING)
    async with database.reading() as session:
        with counting(database) as sent:
            counts = await read_counts(session, DOOR.key, point, host)
        of_helper = await read_counts(session, DOOR.key, point, HELPER)
        roster = msgspec.json.decode(await encoded_roster(session, DOOR.key, host, "en"), type=Roster)
        told_helper = msgspec.json.decode(await encoded_roster(session, DOOR.key, HELPER, "en"), type=Roster)
    assert len(sent) == 2
    told = msgspec.to_builtins(counts)
    assert list(told["by_category"].items()) == [(category, counted) for category, counted in CASES["by_category"]]
    assert list(told["by_desk"].items()) == [tuple(each) for each in CASES["by_desk"]]
    assert {name: told[name] for name in CASES["all"]} == CASES["all"]
    first = [person["seen_by"][0] if person["seen_by"] else None for person in CASES["people"]]
    assert [person.seen_first_by.get(DAY) for person in roster.registrations] == first
    # What other desks did is none of a helper's.
    assert (of_helper.by_desk, of_helper.present) == ({}, counts.present)
    assert all(person.seen_first_by == {} for person in told_helper.registrations)


def test_what_is_no_desk_has_a_name_that_people_read() -> None:
    assert [desk_name(each) for each in (DESK, ROOM, "Entrance B")] == [
        "By a form or a list",
        "Confirmed in the room",
        "Entrance B",
    ]
