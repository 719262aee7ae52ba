"""Titles: every page about an event bears its name, by which one of many open pages is found."""

import re

import httpx
import pytest
from sqlalchemy import select

from events_service.access.records import Role
from events_service.database import Database
from events_service.mail.tables import MailRow
from events_service.programme.records import EventStatus
from events_service.programme.words import in_language
from events_service.settings import Settings
from tests.world.events import WORKSHOP, event, load
from tests.world.people import ask
from tests.world.routes import addresses, filled
from tests.world.staff import sign_in

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("first_of_march")]


async def test_every_page_about_an_event_bears_its_name_in_the_title(
    client: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    """Every address of the application is walked; what a badge opens, and who is erased, name no event."""
    await load(database)
    made = await ask(database, settings, 1)
    await sign_in(client, database, Role.LEAD_PARTNER)
    async with database.reading() as session:
        mail = str(await session.scalar(select(MailRow.id)))
    person = str(made.registration.id)
    places = {
        "event": "workshop",
        "person": person,
        "mail": mail,
        "token": made.token,
        "status": "cancelled",
        "session": "welcome",
    }
    paths = [path for method, path in addresses() if method == "GET"]
    about = [filled(path, places) for path in paths if "{event}" in path or path.startswith("/my/")]
    found = {}
    for address in [*about, f"/b/{made.registration.badge_code}", "/organise/agenda-import?event=workshop"]:
        answer = await client.get(address, params={"lang": "en"} if "?" not in address else None)
        if answer.status_code == 200 and answer.headers["content-type"].startswith("text/html"):
            title = re.search("<title>([^<]*)</title>", answer.text)
            found[address] = title[1] if title else ""
    assert len(found) >= 30
    name = in_language(WORKSHOP.title, "en")
    unnamed = {address for address, title in found.items() if name not in title}
    assert unnamed <= {f"/b/{made.registration.badge_code}", "/my/erased"}


async def test_the_pages_that_change_an_event_name_it(client: httpx.AsyncClient, database: Database) -> None:
    await load(database, event(status=EventStatus.DRAFT))
    await sign_in(client, database, Role.LEAD_PARTNER)
    name = in_language(WORKSHOP.title, "en")
    for address in ("/organise/agenda-import?event=workshop", "/organise/events/workshop/status/published"):
        answer = (await client.get(address)).text
        assert (name in answer.split("</title>")[0], f": {name}</h1>" in answer) == (True, False), address
