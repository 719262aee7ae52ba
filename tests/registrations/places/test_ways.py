"""Places in person and online, counted apart where the event has a number for each: in every step of a registration."""

from datetime import timedelta
from importlib import import_module
from typing import Any

import httpx
import pytest
from msgspec.structs import replace
from sqlalchemy import text

from events_service.access.records import Role
from events_service.database import Database
from events_service.programme.finding import FoundEvent, get_any_event
from events_service.programme.records import AttendanceMode, Event, NoLimit
from events_service.programme.records import Registration as Rules
from events_service.programme.tables import EventRow
from events_service.registrations.finding import get_registration, list_registrations
from events_service.registrations.places.approval import approve
from events_service.registrations.places.cancel import cancel
from events_service.registrations.places.change import change
from events_service.registrations.places.offers import accept, withdraw
from events_service.registrations.places.prioritise import prioritise
from events_service.registrations.places.promised import with_promised
from events_service.registrations.places.waiting_list import promote_due
from events_service.registrations.records import Changes, Registration, Status
from events_service.registrations.refusals import EventFull
from events_service.registrations.spreadsheets.imported_rows import FaultyRows
from events_service.registrations.spreadsheets.importing import HandedIn, import_registrations
from events_service.settings import Settings
from events_service.web.errors import FaultyFields
from tests.world.api import ADDRESS, own_page
from tests.world.events import FIRST_DAY, SECOND_DAY, WORKSHOP, load, per_day
from tests.world.form import FORM, send
from tests.world.mails import kinds_to
from tests.world.people import ask, body
from tests.world.staff import DESK, LIST, sign_in
from tests.world.times import NOW

pytestmark = pytest.mark.anyio
HERE, ONLINE = AttendanceMode.IN_PERSON, AttendanceMode.ONLINE
OPEN = Rules()
WAYS = ("in_person", "in_person", "online")
BOTH_WAYS = {FIRST_DAY: HERE, SECOND_DAY: ONLINE}


def apart(capacity: int | None = 1, online: int | NoLimit | None = 1, rules: Rules = OPEN, **changes: Any) -> Event:
    """Give the workshop with a number of places for each way to attend."""
    changes = {"attendance_modes": [HERE, ONLINE], "registration": rules, **changes}
    return replace(WORKSHOP, capacity=capacity, online_capacity=online, **changes)


def by_day(capacity: int | None = 1, online: int | NoLimit | None = 1) -> Event:
    return per_day(capacity=capacity, online_capacity=online)


async def counts(database: Database) -> tuple[int, int, int]:
    """Give how many people hold a seat, in person and online, after holding the counts against the registrations."""
    async with database.reading() as session:
        row = await session.get_one(EventRow, "workshop")
        listed = await list_registrations(session, "workshop")
    holding = [each for each in listed if each.status in {Status.CONFIRMED, Status.OFFERED}]
    of_ways = [sum(way in each.ways for each in holding) for way in (HERE, ONLINE)]
    assert [row.seats_taken, row.seats_in_person, row.seats_online] == [len(holding), *of_ways]
    return row.seats_taken, row.seats_in_person, row.seats_online


async def standing(database: Database) -> list[tuple[str, str, int | None]]:
    """Give everybody's state, way on the whole and place on the waiting list, in the order of arrival."""
    async with database.reading() as session:
        listed = await list_registrations(session, "workshop")
        alone = [await get_registration(session, each.id) for each in listed]
    assert [each.waiting_position for each in alone] == [each.waiting_position for each in listed]
    return [(each.status.value, each.attendance_mode.value, each.waiting_position) for each in listed]


async def come(database: Database, settings: Settings, *modes: AttendanceMode) -> list[Registration]:
    return [
        (await ask(database, settings, number, attendance_mode=mode)).registration for number, mode in enumerate(modes)
    ]


async def test_a_full_room_does_not_close_the_places_online(database: Database, settings: Settings) -> None:
    await load(database, apart(1, 2))
    await come(database, settings, HERE, HERE, ONLINE, HERE, ONLINE, ONLINE)
    assert await standing(database) == [
        ("confirmed", "in_person", None),
        ("waitlisted", "in_person", 1),
        ("confirmed", "online", None),
        ("waitlisted", "in_person", 2),
        ("confirmed", "online", None),
        ("waitlisted", "online", 1),
    ]
    assert await counts(database) == (3, 1, 2)


async def test_with_the_old_number_alone_all_take_of_one_pool(database: Database, settings: Settings) -> None:
    await load(database, apart(2, None))
    await come(database, settings, HERE, ONLINE, ONLINE, HERE)
    assert await standing(database) == [
        ("confirmed", "in_person", None),
        ("confirmed", "online", None),
        ("waitlisted", "online", 1),
        ("waitlisted", "in_person", 2),
    ]
    assert await counts(database) == (2, 1, 1)


async def test_a_place_online_goes_to_the_first_who_waits_for_one_online(
    database: Database, settings: Settings
) -> None:
    await load(database, apart())
    people = await come(database, settings, HERE, ONLINE, HERE, ONLINE, ONLINE)
    await cancel(database, settings, people[1].id, now=NOW)
    assert [status for status, _, _ in await standing(database)] == [
        "confirmed",
        "cancelled",
        "waitlisted",
        "confirmed",
        "waitlisted",
    ]
    assert await counts(database) == (2, 1, 1)


async def test_whoever_comes_one_day_and_joins_the_other_takes_a_place_of_each(
    database: Database, settings: Settings
) -> None:
    await load(database, by_day(2, 1))
    await ask(database, settings, 0, day_modes=BOTH_WAYS)
    assert await counts(database) == (1, 1, 1)
    await ask(database, settings, 1, day_modes=BOTH_WAYS)
    await ask(database, settings, 2, day_modes={FIRST_DAY: HERE, SECOND_DAY: None})
    assert await standing(database) == [
        ("confirmed", "in_person", None),
        ("waitlisted", "in_person", 1),
        ("confirmed", "in_person", None),
    ]


async def test_unlimited_online_takes_all_who_come(database: Database, settings: Settings) -> None:
    await load(database, apart(1, NoLimit.UNLIMITED))
    await come(database, settings, HERE, ONLINE, ONLINE, ONLINE, HERE)
    assert await counts(database) == (4, 1, 3)


async def test_a_raised_number_of_either_kind_is_filled_from_its_own_line(
    database: Database, settings: Settings
) -> None:
    await load(database, apart())
    await come(database, settings, HERE, ONLINE, HERE, ONLINE, HERE)
    await load(database, apart(1, 2))
    assert await promote_due(database, settings, NOW) == 1
    assert await counts(database) == (3, 1, 2)
    await load(database, apart(3, 2))
    assert await promote_due(database, settings, NOW) == 2
    assert await counts(database) == (5, 3, 2)


async def test_an_event_may_begin_and_end_to_count_apart(database: Database, settings: Settings) -> None:
    await load(database, apart(2, None))
    await come(database, settings, HERE, HERE, ONLINE)
    await load(database, apart(2, 1))
    assert await promote_due(database, settings, NOW) == 1
    assert await counts(database) == (3, 2, 1)
    await load(database, apart(2, None))
    assert await promote_due(database, settings, NOW) == 0
    assert [status for status, _, _ in await standing(database)] == ["confirmed"] * 3


async def test_without_a_waiting_list_the_full_way_is_refused_and_the_other_open(
    database: Database, settings: Settings
) -> None:
    await load(database, apart(1, 1, Rules(waiting_list=False)))
    await come(database, settings, HERE)
    with pytest.raises(EventFull) as refused:
        await ask(database, settings, 7, attendance_mode=HERE)
    assert refused.value.sentence().startswith("“In person” has only so many places left: 0.")
    await ask(database, settings, 8, attendance_mode=ONLINE)
    with pytest.raises(EventFull) as refused:
        await ask(database, settings, 9, attendance_mode=ONLINE)
    assert refused.value.sentence().startswith("All places are taken")
    assert await counts(database) == (2, 1, 1)


async def test_whoever_changes_over_keeps_their_place_until_there_is_one_in_the_other_way(
    database: Database, settings: Settings
) -> None:
    await load(database, apart())
    here, online, waits = await come(database, settings, HERE, ONLINE, HERE)
    wish = Changes(attendance_mode=ONLINE)
    with pytest.raises(FaultyFields) as refused:
        await change(database, settings, here.id, wish, now=NOW)
    assert "“Online” has no place left, so nothing is changed." in refused.value.faults[0].message
    assert await counts(database) == (2, 1, 1)
    waiting = await change(database, settings, here.id, replace(wish, wait=True), now=NOW)
    assert (waiting.attendance_mode, waiting.wanted_ways and waiting.wanted_ways.attendance_mode) == (HERE, ONLINE)
    assert await counts(database) == (2, 1, 1)
    await cancel(database, settings, online.id, now=NOW + timedelta(minutes=1))
    # They moved over, and the place that they left went to whoever waited for it.
    assert [(status, mode) for status, mode, _ in await standing(database)] == [
        ("confirmed", "online"),
        ("cancelled", "online"),
        ("confirmed", "in_person"),
    ]
    assert await counts(database) == (2, 1, 1)
    async with database.reading() as session:
        assert (await get_registration(session, here.id)).wanted_ways is None
    assert await kinds_to(database, here.id) == ["confirmed", "changed", "promoted"]
    assert await kinds_to(database, waits.id) == ["waitlisted", "promoted"]


async def test_whoever_waits_to_change_over_stands_where_they_asked_for_it(
    database: Database, settings: Settings
) -> None:
    await load(database, apart(2, 1))
    first, online, _ = await come(database, settings, HERE, ONLINE, ONLINE)
    await change(database, settings, first.id, Changes(attendance_mode=ONLINE, wait=True), now=NOW)
    await ask(database, settings, 8, attendance_mode=ONLINE)
    await cancel(database, settings, online.id, now=NOW)
    assert [(status, mode) for status, mode, _ in await standing(database)] == [
        ("confirmed", "in_person"),
        ("cancelled", "online"),
        ("confirmed", "online"),
        ("waitlisted", "online"),
    ]


async def test_a_wish_to_change_over_is_taken_back_and_ends_with_the_registration(
    database: Database, settings: Settings
) -> None:
    await load(database, apart())
    here, online = await come(database, settings, HERE, ONLINE)
    await change(database, settings, here.id, Changes(attendance_mode=ONLINE, wait=True), now=NOW)
    back = await change(database, settings, here.id, Changes(attendance_mode=HERE), now=NOW)
    assert back.wanted_ways is None
    await change(database, settings, here.id, Changes(attendance_mode=ONLINE, wait=True), now=NOW)
    assert (await cancel(database, settings, here.id, now=NOW)).wanted_ways is None
    await cancel(database, settings, online.id, now=NOW)
    assert await counts(database) == (0, 0, 0)


async def test_whose_offer_is_withdrawn_waits_on_in_the_way_that_they_wanted(
    database: Database, settings: Settings
) -> None:
    await load(database, apart(rules=Rules(offer_hours=8)))
    here, online, asked, prior = await come(database, settings, HERE, ONLINE, HERE, HERE)
    await cancel(database, settings, here.id, now=NOW)
    await change(database, settings, asked.id, Changes(attendance_mode=ONLINE, wait=True), now=NOW)
    await prioritise(database, prior.id, 1, account=DESK, now=NOW)
    withdrawn = await withdraw(database, settings, asked.id, account=DESK, now=NOW)
    assert (withdrawn.attendance_mode, withdrawn.wanted_ways) == (ONLINE, None)
    assert await standing(database) == [
        ("cancelled", "in_person", None),
        ("confirmed", "online", None),
        ("waitlisted", "online", 1),
        ("offered", "in_person", None),
    ]
    assert await counts(database) == (2, 1, 1)
    await cancel(database, settings, online.id, now=NOW)
    assert [(status, mode) for status, mode, _ in await standing(database)][2:] == [
        ("offered", "online"),
        ("offered", "in_person"),
    ]
    assert await counts(database) == (2, 1, 1)


async def test_a_change_that_needs_no_new_place_holds_at_once(database: Database, settings: Settings) -> None:
    await load(database, by_day(1, 1))
    mixed = (await ask(database, settings, 0, day_modes=BOTH_WAYS)).registration
    await ask(database, settings, 1, attendance_mode=ONLINE)
    await change(database, settings, mixed.id, Changes(day_modes={SECOND_DAY: HERE}), now=NOW)
    assert await counts(database) == (2, 1, 1)
    assert (await standing(database))[1][0] == "confirmed"


async def test_approval_and_offers_give_places_in_the_way_that_was_asked_for(
    database: Database, settings: Settings
) -> None:
    await load(database, apart(1, 1, Rules(approval=True)))
    here, online, late = await come(database, settings, HERE, ONLINE, HERE)
    for person in (here, late, online):
        await approve(database, settings, person.id, account=DESK, now=NOW)
    assert [status for status, _, _ in await standing(database)] == ["confirmed", "confirmed", "waitlisted"]
    await load(database, apart(1, 1, Rules(approval=True, offer_hours=8)))
    await cancel(database, settings, here.id, now=NOW)
    assert (await standing(database))[2][0] == "offered"
    assert await counts(database) == (2, 1, 1)
    await accept(database, settings, late.id, now=NOW)
    assert await counts(database) == (2, 1, 1)


async def test_an_import_fills_each_way_and_refuses_a_change_over_that_has_no_place(
    database: Database, settings: Settings
) -> None:
    await load(database, apart())
    heading = "first_name,last_name,email,organisation,country,category,attendance_mode"
    rows = [f"Ana,Petrova,a{number}@example.org,City,BG,stakeholder,{way}" for number, way in enumerate(WAYS)]
    sheet = HandedIn(name="a.csv", content="\n".join([heading, *rows]).encode())
    dry = await import_registrations(database, settings, "workshop", replace(sheet, dry_run=True), now=NOW)
    assert (dry.confirmed, dry.waitlisted, await counts(database)) == (2, 1, (0, 0, 0))
    done = await import_registrations(database, settings, "workshop", sheet, now=NOW)
    assert (dry.kept_as, replace(done, kept_as=None)) == (None, dry)
    assert await counts(database) == (2, 1, 1)
    moved = HandedIn(name="a.csv", content=f"{heading}\n{rows[0].replace('in_person', 'online')}\n".encode())
    with pytest.raises(FaultyRows) as refused:
        await import_registrations(database, settings, "workshop", moved, now=NOW)
    assert [fault.message.partition(",")[0] for fault in refused.value.faults] == ["“Online” has no place left"]
    assert await counts(database) == (2, 1, 1)


async def shown(database: Database) -> FoundEvent:
    async with database.reading() as session:
        [found] = await with_promised(session, [await get_any_event(session, "workshop")])
    return found


@pytest.mark.usefixtures("first_of_march")
async def test_pages_and_program_tell_the_places_of_each_way(
    client: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    await load(database, apart(2, NoLimit.UNLIMITED))
    await come(database, settings, HERE, HERE, HERE, ONLINE)
    told = (await client.get("/api/v1/events/workshop")).json()
    assert (told["capacity"], told["online_capacity"]) == (2, "unlimited")
    state = told["registration"]
    assert (state["openness"], state["places_left"]) == ("open", None)
    assert state["places_left_by_mode"] == {"in_person": 0, "online": None}
    event = (await client.get("/events/workshop")).text
    assert "full, with a waiting list" in event
    assert '"maximumPhysicalAttendeeCapacity": 2' in event.replace('":2', '": 2')
    assert "maximumVirtualAttendeeCapacity" not in event
    assert "<small>full, with a waiting list</small>" in (await client.get(FORM)).text
    looked = await send(client, attendance_mode="in_person", go="check")
    assert "Join the waiting list" in looked.text
    assert "Join the waiting list" not in (await send(client, attendance_mode="online", go="check")).text
    await sign_in(client, database, Role.LEAD_PARTNER)
    overview = (await client.get("/organise/events/workshop")).text
    cells = [cell.strip() for cell in overview.partition("</thead>")[2].partition("</table>")[0].split("<td")]
    assert ["2 of 2" in cells[1], "0" in cells[2], ">1<" in cells[3]] == [True] * 3
    assert (await client.get("/organise")).status_code == (await client.get(LIST)).status_code == 200


@pytest.mark.usefixtures("first_of_march")
async def test_on_ones_own_page_nobody_waits_for_another_way_before_they_are_told(
    client: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    await load(database, apart())
    made = (await client.post(ADDRESS, json=body(language="en", attendance_mode="in_person"))).json()
    await come(database, settings, ONLINE)
    mine = own_page(made)
    form = {"first_name": "Jan", "last_name": "Berg", "attendance_mode": "online"}
    refused = await client.post(mine, data=form)
    assert (refused.status_code, "“Online” has no place left" in refused.text) == (422, True)
    assert 'name="wait"' in refused.text
    assert (await client.post(mine, data={**form, "wait": "yes"})).status_code == 303
    page = (await client.get(mine)).text
    assert "You wait for a place: Online. Until one is free, you keep the place that you have." in page
    # Saving the form as it stands keeps the wish.
    assert (await client.post(mine, data={**form, "last_name": "Bergen", "wait": "yes"})).status_code == 303
    assert "You wait for a place: Online." in (await client.get(mine)).text
    await sign_in(client, database, Role.LEAD_PARTNER)
    assert "<dt>Waits for a place</dt><dd>Online</dd>" in (await client.get(f"{LIST}/{made['id']}")).text


@pytest.mark.usefixtures("first_of_march")
async def test_whoever_waits_for_a_full_way_is_told_of_places_in_the_other(
    client: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    await load(database, apart())
    await come(database, settings, HERE)
    made = (await client.post(ADDRESS, json=body(language="en", attendance_mode="in_person"))).json()
    assert (made["status"], made["waiting_position"]) == ("waitlisted", 1)
    mine = own_page(made)
    told = "There are places in another way: change your registration, and you have one at once."
    assert told in (await client.get(mine)).text
    form = {"first_name": "Jan", "last_name": "Berg", "attendance_mode": "online"}
    assert (await client.post(mine, data=form)).status_code == 303
    page = (await client.get(mine)).text
    assert ("You have a place" in page, told in page) == (True, False)
    assert await counts(database) == (2, 1, 1)


async def test_a_free_place_that_waits_for_a_morning_is_promised_in_its_own_way(
    database: Database, settings: Settings, set_clock: Any
) -> None:
    await load(database, apart(1, 1, Rules(offer_hours=8)))
    here, _, _ = await come(database, settings, HERE, ONLINE, HERE)
    night = NOW.replace(hour=23)
    await cancel(database, settings, here.id, now=night)
    found = await shown(database)
    assert {way: (seats.free, seats.open) for way, seats in found.seats_by_way.items()} == {
        HERE: (1, 0),
        ONLINE: (0, 0),
    }
    assert (found.all_promised, found.all_taken, found.open_seats) == (True, False, 0)


async def test_a_database_of_before_learns_who_holds_a_seat_in_which_way(
    database: Database, settings: Settings
) -> None:
    await load(database, by_day(3, None))
    await ask(database, settings, 0, day_modes=BOTH_WAYS)
    await ask(database, settings, 1, attendance_mode=ONLINE)
    await ask(database, settings, 2, day_modes={FIRST_DAY: ONLINE, SECOND_DAY: None})
    await ask(database, settings, 3, attendance_mode=ONLINE)
    migration = import_module("events_service.migrations.versions.0018_ways")
    async with database.transaction() as session:
        await session.execute(text("UPDATE events SET seats_in_person = 0, seats_online = 0"))
        await session.execute(text(migration.COUNT))
    assert await counts(database) == (3, 1, 3)
