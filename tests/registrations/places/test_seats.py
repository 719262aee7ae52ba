"""Seats are never oversold and never lost, whoever asks at once, and go to whoever waited longest."""

import asyncio

import pytest
from sqlalchemy import func, select

from events_service.database import Database
from events_service.mail.tables import MailRow
from events_service.programme.finding import get_any_event
from events_service.programme.loading import save_event
from events_service.programme.records import Registration
from events_service.registrations.finding import get_registration, list_registrations
from events_service.registrations.places.asked import Asked
from events_service.registrations.places.cancel import cancel
from events_service.registrations.places.change import change
from events_service.registrations.places.register import register
from events_service.registrations.places.waiting_list import promote_due
from events_service.registrations.records import Changes, ChosenSession, Status
from events_service.registrations.refusals import EventFull
from events_service.settings import Settings
from tests.world.events import event, load
from tests.world.people import application, ask
from tests.world.times import NOW

pytestmark = pytest.mark.anyio


async def statuses(database: Database, key: str = "workshop") -> list[Status]:
    async with database.reading() as session:
        return [registration.status for registration in await list_registrations(session, key)]


async def seats_taken(database: Database) -> tuple[int, int]:
    """Give the seats taken at the event and on the bus, after holding both against the registrations."""
    async with database.reading() as session:
        found = await get_any_event(session, "workshop")
        registrations = await list_registrations(session, "workshop")
    seated = [each for each in registrations if each.status is Status.CONFIRMED]
    on_bus = [each for each in registrations if ChosenSession(key="bus", status=Status.CONFIRMED) in each.sessions]
    taken = found.seats.taken, found.session_seats["bus"].taken
    assert taken == (len(seated), len(on_bus))
    return taken


async def test_the_last_seat_goes_to_one_of_two_who_ask_at_once_a_hundred_times(
    database: Database, settings: Settings
) -> None:
    await load(database)
    async with database.transaction() as session:
        for round_ in range(100):
            await save_event(session, event(key=f"round-{round_}", capacity=1), actor="test", now=NOW)
    for round_ in range(100):
        people = (2 * round_, 2 * round_ + 1)
        asked = [
            register(database, settings, f"round-{round_}", Asked(application=application(person)), now=NOW)
            for person in people
        ]
        answers = await asyncio.gather(*asked)
        assert sorted(answer.registration.status.value for answer in answers) == ["confirmed", "waitlisted"]
    for round_ in range(100):
        assert sorted(status.value for status in await statuses(database, f"round-{round_}")) == [
            "confirmed",
            "waitlisted",
        ]


async def test_the_last_place_on_the_bus_goes_to_one_of_two_who_ask_at_once(
    database: Database, settings: Settings
) -> None:
    await load(database, event(bus=1, capacity=None))
    await asyncio.gather(*(ask(database, settings, person, sessions=["bus"]) for person in range(8)))
    assert await seats_taken(database) == (8, 1)
    async with database.reading() as session:
        first, *rest = await list_registrations(session, "workshop")
    assert first.sessions == (ChosenSession(key="bus", status=Status.CONFIRMED),)
    assert {each.sessions for each in rest} == {(ChosenSession(key="bus", status=Status.WAITLISTED),)}


async def test_those_who_come_when_all_is_full_wait_in_the_order_of_arrival(
    database: Database, settings: Settings
) -> None:
    await load(database, event(capacity=2))
    answers = [(await ask(database, settings, person)).registration for person in range(4)]
    assert [(each.status.value, each.number, each.waiting_position) for each in answers] == [
        ("confirmed", 1, None),
        ("confirmed", 2, None),
        ("waitlisted", 3, 1),
        ("waitlisted", 4, 2),
    ]


async def test_a_cancelled_seat_goes_to_whoever_waited_longest_and_they_are_told(
    database: Database, settings: Settings
) -> None:
    await load(database, event(capacity=1))
    first, second, third = [(await ask(database, settings, person)).registration for person in range(3)]
    await cancel(database, settings, first.id, now=NOW)
    assert await statuses(database) == [Status.CANCELLED, Status.CONFIRMED, Status.WAITLISTED]
    async with database.reading() as session:
        kinds = await session.scalars(select(MailRow.kind).where(MailRow.registration_id == second.id).order_by("id"))
        assert list(kinds) == ["waitlisted", "promoted"]
        assert (await get_registration(session, third.id)).waiting_position == 1


async def test_cancelling_twice_gives_back_one_seat_and_one_mail(database: Database, settings: Settings) -> None:
    await load(database)
    registration = (await ask(database, settings, 1, sessions=["bus"])).registration
    await asyncio.gather(*(cancel(database, settings, registration.id, now=NOW) for _ in range(3)))
    assert await seats_taken(database) == (0, 0)
    async with database.reading() as session:
        assert await session.scalar(select(func.count()).where(MailRow.kind == "cancelled")) == 1


async def test_whoever_waits_for_the_event_holds_no_place_on_the_bus(database: Database, settings: Settings) -> None:
    await load(database, event(capacity=1, bus=4))
    seated = (await ask(database, settings, 1)).registration
    waiting = (await ask(database, settings, 2, sessions=["bus"])).registration
    assert (waiting.status, waiting.sessions[0].status) == (Status.WAITLISTED, Status.WAITLISTED)
    assert await seats_taken(database) == (1, 0)
    await cancel(database, settings, seated.id, now=NOW)
    assert await seats_taken(database) == (1, 1)


async def test_an_event_seat_is_confirmed_while_the_bus_is_waited_for(database: Database, settings: Settings) -> None:
    await load(database, event(bus=1))
    rider = (await ask(database, settings, 1, sessions=["bus"])).registration
    walker = (await ask(database, settings, 2, sessions=["bus"])).registration
    assert (walker.status, walker.sessions[0].status) == (Status.CONFIRMED, Status.WAITLISTED)
    await change(database, settings, rider.id, Changes(sessions=[]), now=NOW)
    async with database.reading() as session:
        assert (await get_registration(session, walker.id)).sessions[0].status is Status.CONFIRMED
    assert await seats_taken(database) == (2, 1)


async def test_a_raised_capacity_is_filled_in_the_order_of_arrival(database: Database, settings: Settings) -> None:
    await load(database, event(capacity=1, bus=1))
    for person in range(4):
        await ask(database, settings, person, sessions=["bus"])
    assert await promote_due(database, settings, NOW) == 0
    await load(database, event(capacity=3, bus=2))
    assert await promote_due(database, settings, NOW) == 2
    assert [status.value for status in await statuses(database)] == ["confirmed"] * 3 + ["waitlisted"]
    assert await seats_taken(database) == (3, 2)


async def test_a_lowered_capacity_throws_nobody_out_and_seats_nobody(database: Database, settings: Settings) -> None:
    await load(database, event(capacity=3))
    registrations = [(await ask(database, settings, person)).registration for person in range(4)]
    await load(database, event(capacity=1))
    await cancel(database, settings, registrations[0].id, now=NOW)
    assert await statuses(database) == [Status.CANCELLED, Status.CONFIRMED, Status.CONFIRMED, Status.WAITLISTED]


async def test_without_a_waiting_list_a_full_event_refuses(database: Database, settings: Settings) -> None:
    await load(database, event(capacity=1, registration=Registration(waiting_list=False)))
    await ask(database, settings, 1)
    with pytest.raises(EventFull):
        await ask(database, settings, 2)
    assert await seats_taken(database) == (1, 0)
