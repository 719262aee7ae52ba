"""A public page tells search engines its address in each language."""

from html.parser import HTMLParser

import httpx
import pytest

from events_service.database import Database
from events_service.programme.records import EventAccess, EventStatus
from events_service.web.i18n import LANGUAGES
from tests.world.events import event, load

pytestmark = pytest.mark.anyio


class Links(HTMLParser):
    """The alternates that a page names, by language."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what a link says."""
        said = dict(attrs)
        if tag == "link" and said.get("rel") == "alternate" and (language := said.get("hreflang")):
            self.found[language] = said["href"] or ""


async def alternates(client: httpx.AsyncClient, address: str) -> dict[str, str]:
    links = Links()
    links.feed((await client.get(address)).text)
    return links.found


@pytest.mark.parametrize("address", ["/?when=past&type=workshop", "/events/workshop", "/events/workshop/privacy"])
async def test_a_public_page_names_itself_in_every_language(
    client: httpx.AsyncClient, database: Database, address: str
) -> None:
    await load(database, event())
    found = await alternates(client, address + ("&" if "?" in address else "?") + "lang=el")
    assert set(found) == {*LANGUAGES, "x-default"}
    assert found["x-default"] == f"http://testserver.local{address}"
    for language in LANGUAGES:
        path = found[language].removeprefix("http://testserver.local")
        assert path != found[language]
        page = await client.get(path)
        assert page.headers["content-language"] == language
        assert await alternates(client, path) == found


async def test_pages_that_are_not_for_search_engines_name_none(client: httpx.AsyncClient, database: Database) -> None:
    await load(database, event(access=EventAccess.PARTNERS))
    for address in ("/events/workshop", "/sign-in"):
        assert await alternates(client, address) == {}
    await load(database, event(status=EventStatus.DRAFT))
    assert await alternates(client, "/events/workshop") == {}
