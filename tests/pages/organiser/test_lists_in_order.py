"""Lists for the organisers stand in the order of the reader's alphabet."""

import re

import httpx
import pytest

from events_service.database import Database
from tests.world.api import ADDRESS
from tests.world.events import load
from tests.world.people import body
from tests.world.staff import staff

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("first_of_march")]


async def test_names_stand_in_the_order_of_the_readers_alphabet(client: httpx.AsyncClient, database: Database) -> None:
    """Ñ is a letter of its own after N in Spanish, Sz after S in Hungarian; elsewhere neither is."""
    await load(database)
    headers = await staff(database)
    for number, name in enumerate(["Nz", "Ña", "Sza", "Szu", "Sü", "Su", "Sz", "Na"]):
        assert (
            await client.post(ADDRESS, json=body(last_name=name, email=f"p{number}@example.org"))
        ).status_code == 201
    orders = {
        "es": ["Na", "Nz", "Ña", "Su", "Sü", "Sz", "Sza", "Szu"],
        "hu": ["Na", "Ña", "Nz", "Su", "Sü", "Sz", "Sza", "Szu"],
    }
    for language, expected in orders.items():
        address = f"/organise/events/workshop/registrations?order=name&lang={language}"
        page = await client.get(address, headers=headers)
        assert re.findall(r'registrations/[0-9a-f-]{36}\?order=name">Jan (\w+)</a>', page.text) == expected
