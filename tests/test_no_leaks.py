"""No list of who registered leaks anywhere: every address is asked for by nobody, and none names a participant."""

import re
from collections.abc import Iterable
from typing import Any

import httpx
import pytest
from msgspec.structs import replace

from events_service.database import Database
from events_service.registrations.finding import list_registrations
from events_service.registrations.records import Registration
from tests.world.events import WORKSHOP, load
from tests.world.people import body
from tests.world.routes import addresses

pytestmark = pytest.mark.anyio


def people() -> list[dict[str, Any]]:
    """Five people whose names and addresses stand nowhere else: two in, one waiting, one cancelled, one a colleague."""
    return [
        body(
            first_name=f"Qwzx{number}",
            last_name=f"Zyxwv{number}",
            email=f"kjqx{number}@private{number}.example",
            organisation=f"Vqkz Institute {number}",
            companions=[{"first_name": "Qwzx9", "last_name": "Zyxwv9", "email": "kjqx9@private9.example"}]
            if number == 0
            else [],
        )
        for number in range(4)
    ]


def secrets_of(registrations: Iterable[Registration]) -> list[str]:
    return [
        secret
        for each in registrations
        for secret in (each.first_name, each.last_name, each.email, each.organisation, each.badge_code, str(each.id))
    ]


async def fill(client: httpx.AsyncClient, database: Database) -> list[Registration]:
    registration = replace(WORKSHOP.registration, companions=2)
    await load(database, replace(WORKSHOP, capacity=3, registration=registration))
    made = [
        await client.post("/api/v1/events/workshop/registrations", json=person, headers={"Idempotency-Key": str(place)})
        for place, person in enumerate(people())
    ]
    assert [answer.status_code for answer in made] == [201] * 4
    await client.post(made[1].json()["manage_url"] + "/cancel")
    async with database.reading() as session:
        registrations = await list_registrations(session, "workshop")
    assert {each.status.value for each in registrations} == {"confirmed", "waitlisted", "cancelled"}
    client.cookies.clear()
    return registrations


def filled_in(path: str, registrations: list[Registration]) -> list[str]:
    """Give a path with what an outsider may know or guess: the event's key, a badge that was seen, a row's id."""
    values = {
        "event": "workshop",
        "id": str(registrations[0].id),
        "registration": str(registrations[0].id),
        "code": registrations[0].badge_code,
        "token": registrations[0].badge_code,
        "checkpoint": "2024-04-16",
        "day": "2024-04-16",
        "file": "attendance.json",
        "format": "csv",
    }
    return [re.sub(r"\{(\w+)\}", lambda match: values.get(match[1], "workshop"), path)]


async def test_no_address_names_a_participant_to_nobody(
    client: httpx.AsyncClient,
    database: Database,
    set_clock: Any,
) -> None:
    set_clock("2024-03-01T09:00:00Z")
    registrations = await fill(client, database)
    secrets = secrets_of(registrations)
    asked, shown = 0, 0
    for method, path in addresses():
        for address in filled_in(path, registrations):
            for query in ("", "?lang=bg", "?q=Zyxwv0&limit=1000&format=json"):
                answer = await client.request(method, address + query)
                text = answer.text + str(answer.headers)
                # An address may repeat what it was asked for, never what it was not.
                leaked = [secret for secret in secrets if secret in text and secret not in address + query]
                assert not leaked, (method, address + query, leaked)
                asked, shown = asked + 1, shown + (answer.status_code == 200)
    assert asked > 200
    assert shown > 30


async def test_counts_do_not_tell_who(client: httpx.AsyncClient, database: Database, set_clock: Any) -> None:
    """Asking for a link answers alike for who is registered and who is not."""
    set_clock("2024-03-01T09:00:00Z")
    registrations = await fill(client, database)
    answers = [
        (
            await client.post("/events/workshop/register/link", data={"email": email}, follow_redirects=True)
        ).text.replace(email.replace("@", "<wbr>@"), "what was typed")
        for email in (registrations[0].email, "nobody@example.org")
    ]
    assert answers[0] == answers[1]
