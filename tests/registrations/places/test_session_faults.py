"""What is wrong with a session that somebody chose is said of that session, by its title in their language."""

from typing import Any

import httpx
import pytest
from msgspec.structs import replace

from events_service.database import Database
from events_service.registrations.places.asked import Asked
from events_service.registrations.places.change import change
from events_service.registrations.places.register import register
from events_service.registrations.records import Category, Changes, Status
from events_service.settings import Settings
from tests.world.api import ADDRESS
from tests.world.events import WORKSHOP, event, load
from tests.world.people import application, body, colleague
from tests.world.times import NOW

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.usefixtures("first_of_march"),
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]


async def sentences(client: httpx.AsyncClient, language: str = "en", **changes: Any) -> list[str]:
    """Give what is said of the sessions of an application that is refused."""
    refused = await client.post(ADDRESS, json=body(**changes), headers={"Accept-Language": language})
    assert refused.status_code == 422
    return [fault["message"] for fault in refused.json()["errors"] if fault["field"] == "sessions"]


async def test_each_wrong_session_is_named(client: httpx.AsyncClient, database: Database) -> None:
    await load(database)
    assert await sentences(client, sessions=["moon", "bus", "steering"], category="press") == [
        "“moon” is not on the agenda; choose from it.",
        "“Steering group meeting” is for the project's partners only; leave it out.",
    ]


async def test_a_guest_keeps_the_partners_session_that_an_organiser_put_them_into(
    client: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    await load(database)
    asked = Asked(application=application(1, category=Category.PRESS, sessions=["steering"]), by_organiser=True)
    guest = await register(database, settings, "workshop", asked, now=NOW)
    kept = Changes(first_name="Eva", sessions=["steering", "bus"])
    changed = await change(database, settings, guest.registration.id, kept, now=NOW)
    assert changed.first_name == "Eva"
    assert {each.key: each.status for each in changed.sessions} == {
        "bus": Status.CONFIRMED,
        "steering": Status.CONFIRMED,
    }


async def test_a_session_without_places_is_named_in_the_readers_language(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database, event(bus=1, registration=replace(WORKSHOP.registration, waiting_list=False)))
    assert (await client.post(ADDRESS, json=body(sessions=["bus"]))).status_code == 201
    late = {"sessions": ["bus"], "email": "late@example.org"}
    assert await sentences(client, **late) == ["“Study visit” has no places left; choose another session."]
    assert await sentences(client, "bg", **late) == [
        "За „Работно посещение“ няма свободни места; изберете друга сесия."
    ]


async def test_a_session_too_small_for_a_party_is_named(client: httpx.AsyncClient, database: Database) -> None:
    await load(database, event(bus=2, registration=replace(WORKSHOP.registration, companions=3, waiting_list=False)))
    assert await sentences(client, sessions=["bus"], companions=[colleague(1), colleague(2)]) == [
        "“Study visit” has too few places left for all of you; choose another session, or bring fewer people."
    ]


async def test_a_session_on_a_day_without_the_participant_is_named(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database, event(registration=replace(WORKSHOP.registration, mode_per_day=True)))
    first, second = (day.isoformat() for day in sorted(WORKSHOP.days))
    assert await sentences(client, sessions=["bus"], day_modes={first: None, second: "in_person"}) == [
        "“Study visit” is on a day on which you do not take part; leave it out, or take part on that day."
    ]
