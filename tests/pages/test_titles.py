"""Titles: every page about an event bears its name, by which one of many open pages is found."""

import re

import httpx
import pytest

from events_service.access.records import Role
from events_service.database import Database
from events_service.settings import Settings
from tests.world.events import WORKSHOP, load
from tests.world.people import ask
from tests.world.staff import sign_in

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("first_of_march")]
PUBLIC = ("", "/register", "/register/link", "/register/sent", "/privacy")
OWN = ("", "/consents", "/address", "/cancel", "/erase", "/party")
ORGANISERS = (
    "", "/definition", "/definition/versions", "/registrations", "/registrations/new", "/registrations/import",
    "/registrations/needs", "/invitations", "/mails", "/mails/write", "/print", "/certificates", "/check-in",
    "/attendance", "/agenda", "/agenda/new", "/agenda/sessions/welcome",
)  # fmt: skip


async def test_every_page_about_an_event_bears_its_name_in_the_title(
    client: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    await load(database)
    made = await ask(database, settings, 1)
    await sign_in(client, database, Role.LEAD_PARTNER)
    addresses = [f"/events/workshop{path}" for path in PUBLIC]
    addresses += [f"/my/{made.token}{path}" for path in OWN]
    addresses += [f"/organise/events/workshop{path}" for path in ORGANISERS]
    addresses.append(f"/b/{made.registration.badge_code}")
    found = {}
    for address in addresses:
        answer = await client.get(f"{address}?lang=en")
        title = re.search("<title>([^<]*)</title>", answer.text)
        assert (answer.status_code, title is not None) == (200, True), address
        found[address] = title[1] if title else ""
    name = WORKSHOP.title["en"] if isinstance(WORKSHOP.title, dict) else WORKSHOP.title
    assert [each for each in found.items() if str(name) not in each[1]] == [(addresses[-1], found[addresses[-1]])]
