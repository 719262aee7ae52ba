"""An event is found and shared well: what search engines, phones, chats and partners' own sites are told of it."""

import io
import json
import re
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree as ET

import httpx
import pytest
from litestar import Litestar
from msgspec.structs import replace
from PIL import Image

from events_service.database import Database
from events_service.programme.loading import save_all
from events_service.programme.records import (
    AttendanceMode,
    Event,
    EventAccess,
    EventStatus,
    Material,
    MaterialKind,
    Project,
)
from events_service.typesetting.icon import BLUE, GOLD, icon
from events_service.web.i18n import LANGUAGES
from tests.world.events import WORKSHOP
from tests.world.project import PROJECT
from tests.world.times import NOW

pytestmark = pytest.mark.anyio

HTML = "{http://www.w3.org/1999/xhtml}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
BOTH = [AttendanceMode.IN_PERSON, AttendanceMode.ONLINE]


class Head(HTMLParser):
    """What the head of a page says: its metadata, its links, and the JSON in it."""

    def __init__(self) -> None:
        super().__init__()
        self.said: dict[str, str] = {}
        self.described: dict[str, Any] = {}
        self._reading = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what an element says."""
        given = {name: value or "" for name, value in attrs}
        self._reading = tag == "script" and given.get("type") == "application/ld+json"
        if tag == "meta":
            self.said[given.get("property") or given.get("name", "")] = given.get("content", "")
        if tag == "link":
            self.said[given["rel"]] = given["href"]

    def handle_endtag(self, tag: str) -> None:
        """Read no further than the element goes."""
        self._reading = False

    def handle_data(self, data: str) -> None:
        """Keep the JSON."""
        if self._reading:
            self.described = json.loads(data)


async def head_of(client: httpx.AsyncClient, address: str) -> Head:
    head = Head()
    head.feed((await client.get(address)).text)
    return head


@pytest.fixture(autouse=True)
def spring(set_clock: Any) -> None:
    set_clock("2024-03-01T09:00:00Z")


async def given(database: Database, project: Project = PROJECT, **changes: Any) -> Event:
    planned = replace(WORKSHOP, **changes)
    async with database.transaction() as session:
        await save_all(session, [project], [planned], actor="test", now=NOW)
    return planned


async def test_search_engines_read_what_an_event_is_when_and_where(
    client: httpx.AsyncClient, database: Database
) -> None:
    await given(database, attendance_modes=BOTH)
    described = (await head_of(client, f"/events/{WORKSHOP.key}?lang=en")).described
    assert (described["@context"], described["@type"]) == ("https://schema.org", "Event")
    assert described["eventStatus"] == "https://schema.org/EventScheduled"
    assert described["eventAttendanceMode"] == "https://schema.org/MixedEventAttendanceMode"
    assert described["startDate"].startswith(min(WORKSHOP.days).isoformat())
    assert described["endDate"].startswith(max(WORKSHOP.days).isoformat())
    assert described["offers"]["url"] == f"http://testserver.local/events/{WORKSHOP.key}/register"
    assert described["location"][-1] == {
        "@type": "VirtualLocation",
        "url": f"http://testserver.local/events/{WORKSHOP.key}",
    }


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (EventStatus.PUBLISHED, "EventScheduled"),
        (EventStatus.POSTPONED, "EventPostponed"),
        (EventStatus.CANCELLED, "EventCancelled"),
    ],
)
async def test_an_event_that_is_called_off_says_so_to_search_engines(
    client: httpx.AsyncClient, database: Database, status: EventStatus, said: str
) -> None:
    await given(database, status=status)
    described = (await head_of(client, f"/events/{WORKSHOP.key}")).described
    assert described["eventStatus"] == f"https://schema.org/{said}"
    assert ("offers" in described) == (status is EventStatus.PUBLISHED)


async def test_no_title_ends_the_block_that_it_stands_in(client: httpx.AsyncClient, database: Database) -> None:
    await given(database, title="A </script><script>alert(1)</script> & more")
    page = (await client.get(f"/events/{WORKSHOP.key}")).text
    assert "<script>alert" not in page
    assert (await head_of(client, f"/events/{WORKSHOP.key}")).described["name"].startswith("A </script>")


async def test_a_page_names_one_address_in_each_language_to_keep_and_to_share(
    client: httpx.AsyncClient, database: Database
) -> None:
    await given(database)
    said = (await head_of(client, f"/events/{WORKSHOP.key}?lang=bg")).said
    address = f"http://testserver.local/events/{WORKSHOP.key}?lang=bg"
    assert (said["canonical"], said["og:url"]) == (address, address)
    picture = await client.get(said["og:image"])
    assert Image.open(io.BytesIO(picture.content)).size == (1200, 630)
    assert picture.headers["content-type"] == "image/png"


async def test_what_few_may_see_is_not_described(client: httpx.AsyncClient, database: Database) -> None:
    await given(database, access=EventAccess.LINK)
    head = await head_of(client, f"/events/{WORKSHOP.key}")
    assert head.described == {}
    assert "og:image" not in head.said
    assert WORKSHOP.key not in (await client.get("/sitemap.xml")).text


async def test_a_draft_has_no_picture_for_others(client: httpx.AsyncClient, database: Database) -> None:
    await given(database, status=EventStatus.DRAFT)
    for part in ("picture.png", "address.svg"):
        assert (await client.get(f"/events/{WORKSHOP.key}/{part}")).status_code == 404


async def test_the_map_of_the_site_lists_public_pages_in_every_language(
    client: httpx.AsyncClient, database: Database
) -> None:
    await given(database)
    listed = ET.fromstring((await client.get("/sitemap.xml")).text)
    pages = {entry.findtext(f"{MAP}loc"): entry for entry in listed}
    assert set(pages) == {"http://testserver.local/", f"http://testserver.local/events/{WORKSHOP.key}"}
    links = pages[f"http://testserver.local/events/{WORKSHOP.key}"].findall(f"{HTML}link")
    assert [link.get("hreflang") for link in links] == list(LANGUAGES)


async def test_programs_that_search_are_told_where_nothing_is_theirs(
    client: httpx.AsyncClient, application: Litestar
) -> None:
    said = (await client.get("/robots.txt")).text.splitlines()
    closed = [line.removeprefix("Disallow: ") for line in said if line.startswith("Disallow: ")]
    secret = [route.path for route in application.routes if re.search(r"token|code|secret|serial", route.path.lower())]
    assert len(secret) > 10
    assert [path for path in secret if not path.lower().startswith(tuple(closed))] == []
    assert said[-1] == "Sitemap: http://testserver.local/sitemap.xml"


async def test_browsers_and_phones_find_the_mark_in_their_form(client: httpx.AsyncClient) -> None:
    manifest = (await client.get("/manifest.webmanifest")).json()
    wanted = [(icon["src"], icon["sizes"]) for icon in manifest["icons"] if icon["type"] == "image/png"]
    for address, sizes in [*wanted, ("/apple-touch-icon.png", "180x180"), ("/favicon.ico", "48x48")]:
        picture = Image.open(io.BytesIO((await client.get(address)).content))
        assert "{}x{}".format(*picture.size) == sizes


def test_the_mark_as_a_picture_has_the_lines_of_the_drawn_one() -> None:
    picture = Image.open(io.BytesIO(icon(320, "PNG")))
    at = {"blue": (20, 20), "gold": (120, 160), "white": (160, 85)}
    colours = {name: "#{:02X}{:02X}{:02X}".format(*picture.getpixel(place)) for name, place in at.items()}
    assert colours == {"blue": BLUE, "gold": GOLD, "white": "#FFFFFF"}


async def test_a_partner_shows_the_projects_events_on_its_own_site_and_nobody_else_does(
    client: httpx.AsyncClient, database: Database
) -> None:
    await given(database, replace(PROJECT, embed_origins=["https://www.haskovo.example"]))
    shown = await client.get(f"/embed/{PROJECT.key}?lang=en&limit=3")
    assert "frame-ancestors 'self' https://www.haskovo.example" in shown.headers["content-security-policy"]
    assert "x-frame-options" not in shown.headers
    assert f'href="/events/{WORKSHOP.key}"' in shown.text
    assert 'target="_top"' in shown.text
    elsewhere = await client.get(f"/events/{WORKSHOP.key}")
    assert elsewhere.headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize("limit", ["0", "-1", "x", "10000000000000000000000", "٣"])
async def test_a_list_for_other_sites_is_short_whatever_is_asked(
    client: httpx.AsyncClient, database: Database, limit: str
) -> None:
    await given(database)
    assert (await client.get(f"/embed/{PROJECT.key}", params={"limit": limit})).status_code == 200
    assert (await client.get("/embed/none")).status_code == 404


async def test_materials_stand_on_the_events_page(client: httpx.AsyncClient, database: Database) -> None:
    album = Material(title="Pictures", link="https://photos.example.org/1", kind=MaterialKind.PHOTOS)
    await given(database, materials=[album])
    page = (await client.get(f"/events/{WORKSHOP.key}?lang=en")).text
    assert 'href="https://photos.example.org/1"' in page
    assert "Photos" in page
