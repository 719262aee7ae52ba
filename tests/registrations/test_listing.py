"""A list of registrations is counted and cut into pages by the database, in whatever order it is asked for."""

import pytest

from events_service.database import Database
from events_service.programme.records import AttendanceMode
from events_service.registrations.listing import count_by_day, list_sifted
from events_service.registrations.records import Status
from events_service.registrations.sifting import Order, Sieve
from tests.counting import counting, loading
from tests.world.door import open_doors
from tests.world.events import FIRST_DAY, SECOND_DAY, load, per_day
from tests.world.people import person_row

pytestmark = pytest.mark.anyio
EVENT = "harghita-2024"
ORDERS = [Sieve(), Sieve(order=Order.NAME), Sieve(word="Мария")]


async def register(database: Database, numbers: range, **changes: object) -> None:
    async with database.transaction() as session:
        session.add_all([person_row(number, **changes) for number in numbers])


@pytest.mark.parametrize("sieve", ORDERS, ids=["arrival", "name", "word"])
async def test_a_long_list_is_cut_into_pages_and_loads_the_one_that_is_shown(database: Database, sieve: Sieve) -> None:
    await open_doors(database)
    await register(database, range(1, 242))
    await register(database, range(242, 251), status=Status.PENDING)
    pages = []
    for number in (1, 3, 9):
        async with database.reading() as session:
            with loading() as loaded:
                sifted = await list_sifted(session, EVENT, Sieve(word=sieve.word, order=sieve.order, page=number))
        pages.append([each.number for each in sifted.items])
        assert len(loaded) == len(sifted.items)
        assert (sifted.found, sifted.pages) == (250, 3)
        assert (sifted.counts[Status.CONFIRMED], sifted.counts[Status.PENDING]) == (241, 9)
        assert sifted.counts[Status.WAITLISTED] == 0
    first, last, beyond = pages
    assert len(first) == 100
    assert len(last) == 50
    assert beyond == last
    if sieve.order is Order.ARRIVAL:
        assert (first, last) == ([*range(1, 101)], [*range(201, 251)])


@pytest.mark.parametrize("sieve", ORDERS, ids=["arrival", "name", "word"])
async def test_a_status_narrows_the_list_and_not_the_counts(database: Database, sieve: Sieve) -> None:
    await open_doors(database)
    await register(database, range(1, 4))
    await register(database, range(4, 6), status=Status.CANCELLED)
    narrowed = Sieve(word=sieve.word, order=sieve.order, status=Status.CANCELLED)
    async with database.reading() as session:
        sifted = await list_sifted(session, EVENT, narrowed)
    assert {each.number for each in sifted.items} == {4, 5}
    assert (sifted.found, sifted.counts[Status.CONFIRMED], sifted.counts[Status.CANCELLED]) == (2, 3, 2)


async def test_an_empty_list_has_one_page(database: Database) -> None:
    await open_doors(database)
    async with database.reading() as session:
        sifted = await list_sifted(session, EVENT, Sieve(page=4))
    assert (sifted.items, sifted.found, sifted.pages) == ([], 0, 1)


async def test_only_the_confirmed_are_counted_on_each_day_by_one_statement(database: Database) -> None:
    event = per_day()
    await load(database, event)
    here, online = AttendanceMode.IN_PERSON, AttendanceMode.ONLINE
    for number, changes in enumerate(
        [
            {"day_modes": {FIRST_DAY: here, SECOND_DAY: None}},
            {"attendance_mode": online},
            {"attendance_mode": online},
            {"day_modes": {FIRST_DAY: online, SECOND_DAY: here}},
            {"status": Status.WAITLISTED},
        ],
        start=1,
    ):
        await register(database, range(number, number + 1), event_key=event.key, **changes)
    async with database.reading() as session:
        with counting(database) as sent:
            days = await count_by_day(session, event)
    assert [(str(day.day), day.in_person, day.online, day.absent) for day in days] == [
        (FIRST_DAY, 1, 3, 0),
        (SECOND_DAY, 1, 2, 1),
    ]
    assert len(sent) == 1
