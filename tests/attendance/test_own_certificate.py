"""A participant's own certificate: offered once the event has begun, and refused with a sentence until they came."""

from collections.abc import Callable

import httpx
import pytest

from events_service.database import Database
from tests.world.events import load
from tests.world.form import send

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]


async def test_the_certificate_is_offered_once_the_event_has_begun(
    client: httpx.AsyncClient, database: Database, set_clock: Callable[[str], None]
) -> None:
    set_clock("2024-03-01T09:00:00Z")
    await load(database)
    address = (await send(client)).headers["location"].partition("?")[0]
    link = f'href="{address}/certificate.pdf"'
    assert link not in (await client.get(address)).text
    set_clock("2024-04-16T09:00:00Z")
    assert link in (await client.get(address)).text
    absent = await client.get(f"{address}/certificate.pdf")
    assert absent.status_code == 404
    assert "the attendance record does not show the presence that the event asks for" in absent.text
