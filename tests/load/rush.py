"""Many clients register at once over HTTP for few seats and a smaller bus."""

import asyncio

import httpx
from msgspec import Struct

from events_service.app import create_app
from events_service.database import Database
from events_service.registrations.finding import list_registrations
from events_service.registrations.records import Status
from events_service.settings import Settings
from events_service.web.security import secured
from tests.world.events import event, load
from tests.world.people import body

ADDRESS = "/api/v1/events/rush/registrations"


class Outcome(Struct, frozen=True, kw_only=True):
    """How a rush ended; `waiting` counts those on the waiting list, whose order was checked."""

    confirmed: int
    on_bus: int
    waiting: int


async def rush(
    database: Database, settings: Settings, *, people: int, clients: int, seats: int = 200, bus: int = 40
) -> Outcome:
    """Register `people` through `clients` connections at once, and hold the end against the rules.

    The service's clock must stand within the event's window, such as on 1 March 2024.
    """
    await load(database, event(key="rush", capacity=seats, bus=bus))
    line = asyncio.Queue[int]()
    for person in range(people):
        line.put_nowait(person)
    app = create_app(settings)
    transport = httpx.ASGITransport(app=secured(app, app.state))

    async def client() -> None:
        async with httpx.AsyncClient(transport=transport, base_url=settings.base_url, timeout=600) as opened:
            while not line.empty():
                person = line.get_nowait()
                sent = body(email=f"person{person}@example.org", sessions=["bus"])
                answer = await opened.post(ADDRESS, json=sent)
                assert answer.status_code == 201, answer.text

    await asyncio.gather(*(client() for _ in range(clients)))
    await app.state.database.close()
    return await _outcome(database, people, seats=min(people, seats), bus=min(people, bus))


async def _outcome(database: Database, people: int, *, seats: int, bus: int) -> Outcome:
    async with database.reading() as session:
        registrations = await list_registrations(session, "rush")
    assert [each.number for each in registrations] == list(range(1, people + 1))
    statuses = [each.status for each in registrations]
    assert statuses == [Status.CONFIRMED] * seats + [Status.WAITLISTED] * (people - seats)
    riders = [each.number for each in registrations if each.sessions[0].status is Status.CONFIRMED]
    assert riders == list(range(1, bus + 1))
    waiting = [each.waiting_position for each in registrations[seats:]]
    assert waiting == list(range(1, people - seats + 1))
    return Outcome(confirmed=seats, on_bus=len(riders), waiting=len(waiting))
