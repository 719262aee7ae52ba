"""The page that says what to try, and signing in by its links: again and again, in a demo and nowhere else."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from msgspec.structs import replace

from events_service.access.records import Role
from events_service.demo.doors import STAFF, key_of, page_path, sign_in_path
from events_service.settings import Settings, read_settings
from events_service.web.i18n import LANGUAGES, gettext
from tests.world.demo import browser
from tests.world.times import DEMO_STARTED

pytestmark = [pytest.mark.anyio, pytest.mark.xdist_group("demo")]
HOMES = {Role.ORGANISER: "/organise", Role.LEAD_PARTNER: "/organise", Role.CONTROLLER: "/review"}


@pytest.fixture
async def demo(demo_settings: Settings, set_clock: Any, anyio_backend: str) -> AsyncIterator[httpx.AsyncClient]:
    set_clock(DEMO_STARTED.isoformat())
    async with browser(demo_settings) as opened:
        yield opened


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_page_speaks_every_language(demo: httpx.AsyncClient, demo_settings: Settings, language: str) -> None:
    answer = await demo.get(page_path(demo_settings), params={"lang": language})
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in answer.text
    assert f"<h1>{gettext('What to try', language)}</h1>" in answer.text
    for role in STAFF:
        assert f'href="{sign_in_path(demo_settings, role)}"' in answer.text


async def test_the_page_counts_what_there_is_and_shows_somebodys_own_page(
    demo: httpx.AsyncClient, demo_settings: Settings
) -> None:
    text = (await demo.get(page_path(demo_settings))).text
    figures = text[text.index('<dl class="figures">') : text.index("</dl>")]
    assert "<dt>Records sealed</dt><dd>7</dd>" in figures
    assert "<dt>Events</dt><dd>10</dd>" in figures
    own = text[text.index('href="/my/') + 6 :].partition('"')[0]
    answer = await demo.get(own)
    assert answer.status_code == 200
    assert "Demo workshop" in answer.text


@pytest.mark.parametrize("role", STAFF)
async def test_a_sign_in_link_works_twice_and_after_a_restart(
    demo: httpx.AsyncClient, demo_settings: Settings, role: Role
) -> None:
    path = sign_in_path(demo_settings, role)
    for _ in range(2):
        answer = await demo.get(path)
        assert (answer.status_code, answer.headers["location"]) == (302, HOMES[role])
        assert (await demo.get(HOMES[role])).status_code == 200
        demo.cookies.clear()
        assert (await demo.get(HOMES[role])).status_code == 401
    async with browser(demo_settings) as restarted:
        assert (await restarted.get(path)).status_code == 302
        assert (await restarted.get(HOMES[role])).status_code == 200


async def test_whoever_was_not_given_the_address_gets_in_nowhere(
    demo: httpx.AsyncClient, demo_settings: Settings
) -> None:
    key = key_of(demo_settings)
    paths = ["/demo", "/demo/", f"/demo/{key[:-1]}", f"/demo/{'x' * 24}", "/demo/ключ", f"/demo/{key}/sign-in/king"]
    paths += [f"/demo/{'x' * 24}/sign-in/{role.value}" for role in STAFF]
    for path in paths:
        answer = await demo.get(path)
        assert (answer.status_code, demo.cookies.get("events_session")) == (404, None), path
    for page in ("/", "/events/demo-workshop", "/sign-in"):
        assert key not in (await demo.get(page)).text


async def test_every_page_says_that_it_is_a_demo_and_staff_find_back(
    demo: httpx.AsyncClient, demo_settings: Settings
) -> None:
    said = "All people here are invented, and so is everything that they did."
    for page in ("/", "/events/harghita-2024", "/sign-in", "/nowhere"):
        assert said in (await demo.get(page)).text
    await demo.get(sign_in_path(demo_settings, Role.LEAD_PARTNER))
    text = (await demo.get("/review")).text
    assert said in text
    assert f'href="{page_path(demo_settings)}"' in text


async def test_a_service_has_none_of_a_demos_addresses_even_on_its_data(demo_settings: Settings) -> None:
    async with browser(replace(demo_settings, demo_page=None), besides=[]) as opened:
        for path in (page_path(demo_settings), sign_in_path(demo_settings, Role.LEAD_PARTNER)):
            answer = await opened.get(path)
            assert answer.status_code == 404
            assert "demo-banner" not in answer.text


def test_nothing_in_the_environment_makes_a_demo_of_a_service(tmp_path: Path) -> None:
    environment = {"EVENTS_DATA_DIR": str(tmp_path), "EVENTS_DEMO": "1", "EVENTS_DEMO_PAGE": "/demo/x"}
    assert read_settings(environment).demo_page is None


async def test_the_page_warns_where_mails_leave(demo_settings: Settings, set_clock: Any) -> None:
    set_clock(DEMO_STARTED.isoformat())
    async with browser(replace(demo_settings, smtp_url="smtp://127.0.0.1:1025")) as opened:
        assert "mails leave this machine" in (await opened.get(page_path(demo_settings))).text


async def test_an_organiser_sees_who_waits_for_the_study_visit(
    demo: httpx.AsyncClient, demo_settings: Settings
) -> None:
    await demo.get(sign_in_path(demo_settings, Role.ORGANISER))
    assert "3 waiting" in (await demo.get("/organise/events/demo-workshop")).text
    listed = (await demo.get("/organise/events/demo-workshop/registrations")).text
    assert listed.count("Study visit: on the waiting list") == 3
