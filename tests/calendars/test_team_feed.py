"""An organiser's own feed: all that they prepare with its drafts, at an address that can be taken back."""

import re
from datetime import UTC, datetime

import httpx
import icalendar
import pytest
from msgspec.structs import replace

from events_service.access.accounts import NewAccount, add_account
from events_service.access.records import Role
from events_service.access.sign_in import make_link
from events_service.calendars.gathering import revisions_of
from events_service.database import Database
from events_service.programme.records import EventAccess, EventStatus, EventType, Joining, Project
from tests.world.events import HARGHITA, load
from tests.world.project import PROJECT, WITH_MILESTONES
from tests.world.times import LOADED_AT

pytestmark = pytest.mark.anyio
LINK = "https://meet.example.org/draft"
DRAFT = replace(
    HARGHITA,
    key="draft",
    title={"en": "Study visit to Riga", "bg": "Посещение в Рига"},
    status=EventStatus.DRAFT,
    type=EventType.STUDY_VISIT,
    joining=Joining(link=LINK),
)
FOR_PARTNERS = replace(HARGHITA, key="partners", title="Steering group", access=EventAccess.PARTNERS)


def other_project() -> Project:
    return replace(PROJECT, key="other", acronym="OTHER")


async def programme(database: Database) -> None:
    events = [HARGHITA, DRAFT, FOR_PARTNERS, replace(HARGHITA, key="elsewhere", project="other", title="Elsewhere")]
    await load(database, *events, projects=(WITH_MILESTONES, other_project()), now=LOADED_AT)


async def sign_in(client: httpx.AsyncClient, database: Database, project: str | None) -> None:
    mail = f"{project}@example.org"
    now = datetime.now(UTC)
    await add_account(database, NewAccount(email=mail, name="Maria", role=Role.ORGANISER, project=project), now=now)
    client.cookies.update((await client.get(await make_link(database, "", mail, now))).cookies)


async def address_of(client: httpx.AsyncClient) -> str:
    page = (await client.get("/organise/calendar")).text
    (path,) = set(re.findall(r"http://testserver\.local(/team/[^\"?&]+/calendar\.ics)", page))
    return str(path)


def summaries(octets: bytes) -> dict[str, str]:
    return {str(event["SUMMARY"]): str(event["STATUS"]) for event in icalendar.Calendar.from_ical(octets).events}


async def test_an_organiser_s_feed_holds_drafts_and_closed_events_of_their_project_and_milestones(
    client: httpx.AsyncClient, database: Database
) -> None:
    await programme(database)
    await sign_in(client, database, "secon")
    path = await address_of(client)
    client.cookies.clear()
    feed = await client.get(path)
    assert summaries(feed.content) == {
        "3rd interregional workshop": "CONFIRMED",
        "Draft: Study visit to Riga": "TENTATIVE",
        "Steering group": "CONFIRMED",
        "Second newsletter": "CONFIRMED",
        "Field research report": "TENTATIVE",
    }
    assert feed.headers["cache-control"].startswith("private")
    assert feed.headers["x-robots-tag"] == "noindex"
    assert path.split("/")[2].encode() not in feed.content.replace(b"\r\n ", b"")
    assert LINK.encode() in feed.content.replace(b"\r\n ", b"")
    public = (await client.get("/calendar.ics")).content
    assert not {"Draft: Study visit to Riga", "Steering group"} & summaries(public).keys()
    assert LINK.encode() not in public.replace(b"\r\n ", b"")


async def test_the_feed_speaks_the_language_and_the_grain_that_its_address_names(
    client: httpx.AsyncClient, database: Database
) -> None:
    await programme(database)
    await sign_in(client, database, "secon")
    path = await address_of(client)
    assert "Чернова: Посещение в Рига" in summaries((await client.get(f"{path}?lang=bg")).content)
    sessions = summaries((await client.get(f"{path}?each=session")).content)
    assert {"Welcome", "Draft: Welcome", "Draft: Networking dinner"} <= sessions.keys()
    days = icalendar.Calendar.from_ical((await client.get(f"{path}?each=day")).content).events
    assert sum(str(event["SUMMARY"]) == "Draft: Study visit to Riga" for event in days) == 3
    json = (await client.get(path.replace(".ics", ".json"))).json()
    assert "Draft: Study visit to Riga" in {entry["title"] for entry in json["entries"]}


async def test_a_new_address_closes_the_old_one_and_a_made_up_one_opens_nothing(
    client: httpx.AsyncClient, database: Database
) -> None:
    await programme(database)
    await sign_in(client, database, "secon")
    old = await address_of(client)
    etag = (await client.get(old)).headers["etag"]
    await client.post("/organise/calendar", headers={"Sec-Fetch-Site": "same-origin"})
    new = await address_of(client)
    assert new != old
    assert (await client.get(old)).status_code == 404
    assert (await client.get(old, headers={"If-None-Match": etag})).status_code == 404
    assert (await client.get(new)).status_code == 200
    assert (await client.get(new.replace("/team/", "/team/x"))).status_code == 404
    assert (await client.get("/feeds" + new.removeprefix("/team"))).status_code == 404


async def test_the_public_feed_is_narrowed_by_project_and_type_and_spoken_in_each_language(
    client: httpx.AsyncClient, database: Database
) -> None:
    await programme(database)

    async def titles(query: str) -> set[str]:
        return set(summaries((await client.get(f"/calendar.ics?{query}")).content))

    assert await titles("project=other") == {"Elsewhere"}
    assert await titles("type=interregional_workshop") == {"3rd interregional workshop", "Elsewhere"}
    assert await titles("type=study_visit") == set()
    assert await titles("country=RO&project=other") == {"Elsewhere"}
    assert "3ти междурегионален уъркшоп" in await titles("lang=bg")
    for language in ("en", "bg", "el", "ro", "hu", "es", "pl", "pt", "lv", "de", "nl"):
        feed = (await client.get(f"/calendar.ics?lang={language}")).text.replace("\r\n ", "")
        assert f"NAME;LANGUAGE={language}:" in feed
    days = icalendar.Calendar.from_ical((await client.get("/calendar.ics?project=other&each=day")).content).events
    assert len(days) == 3
    session = await titles("project=other&each=session")
    assert session == {"Welcome", "Networking dinner", "Study visit; bus, boots & rain", "Elsewhere"}


async def test_the_feed_names_no_page_as_the_address_that_a_calendar_is_fetched_from(
    client: httpx.AsyncClient, database: Database
) -> None:
    await programme(database)
    await sign_in(client, database, "secon")
    address = await address_of(client)
    assert "\r\nSOURCE" not in (await client.get(address)).text
    assert "source" not in (await client.get(address.replace(".ics", ".json"))).json()


async def test_the_events_of_a_feed_may_be_more_than_a_statement_takes_values(database: Database) -> None:
    await programme(database)
    async with database.reading() as session:
        few = await revisions_of(session, [HARGHITA.key])
        many = await revisions_of(session, [*(f"event-{number}" for number in range(40_000)), HARGHITA.key])
    assert few[HARGHITA.key]
    assert (len(many), many[HARGHITA.key]) == (40_001, few[HARGHITA.key])
