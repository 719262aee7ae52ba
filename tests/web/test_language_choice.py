"""Which language a reader gets: the address's, else the one chosen before, else the browser's, else English."""

import re
import sys

import httpx
import pytest

from events_service.programme.codes import languages
from events_service.web.i18n import (
    LANGUAGES,
    choose_language,
    gettext,
    language_name,
    locale_of,
    or_english,
    speaking,
)

in_each_language = pytest.mark.parametrize("language", LANGUAGES)


@pytest.mark.parametrize(
    ("asked", "kept", "accept", "chosen"),
    [
        ("el", "hu", "de", "el"),
        (None, "hu", "de", "hu"),
        (None, None, "de", "de"),
        (None, None, None, "en"),
        ("xx", "hu", "de", "hu"),
        ("xx", "yy", "de", "de"),
        ("", "", "", "en"),
        (None, None, "fr, sv;q=0.9", "en"),
        (None, None, "fr, pl;q=0.8, lv;q=0.9", "lv"),
        (None, None, "pt-BR, pt;q=0.9", "pt"),
        (None, None, "de-AT-1996", "de"),
        (None, None, "BG", "bg"),
        (None, None, "nl;q=0, ro;q=0.1", "ro"),
        (None, None, "bg; q=0.9, en;q=0.1", "bg"),
        (None, None, "de ;Q=0.8 ,hu ; q=0.9", "hu"),
        (None, None, "*", "en"),
        (None, None, "el;q=often, es;q=0.5", "es"),
        (None, None, ",;q=,,ro", "ro"),
    ],
)
def test_the_address_goes_before_the_choice_and_the_choice_before_the_browser(
    asked: str | None, kept: str | None, accept: str | None, chosen: str
) -> None:
    assert choose_language(asked, kept, accept) == chosen


@in_each_language
def test_each_language_that_a_definition_may_name_has_a_name(language: str) -> None:
    with speaking(language):
        assert all(language_name(code) for code in languages())


@pytest.mark.parametrize(
    ("code", "page", "name"),
    [
        ("el", "en", "Ελληνικά"),
        ("rom", "en", "Romany"),
        ("rom", "de", "Romani"),
        ("rom", "bg", "Ромски"),
        ("zz", "en", "Zz"),
    ],
)
def test_a_language_is_named_in_itself_or_else_in_that_of_the_page(code: str, page: str, name: str) -> None:
    with speaking(page):
        assert language_name(code) == name


@pytest.mark.anyio
@in_each_language
async def test_a_page_says_in_which_language_it_is(client: httpx.AsyncClient, language: str) -> None:
    page = await client.get("/", headers={"Accept-Language": f"{language}, en;q=0.5"})
    assert f'<html lang="{language}">' in page.text
    assert page.headers["content-language"] == language
    assert {part.strip() for part in page.headers["vary"].split(",")} >= {"Accept-Language", "Cookie"}
    assert gettext("Upcoming", language) in page.text


@pytest.mark.anyio
async def test_a_choice_is_kept_until_the_address_says_otherwise(client: httpx.AsyncClient) -> None:
    german = {"Accept-Language": "de"}
    assert '<html lang="de">' in (await client.get("/", headers=german)).text
    assert '<html lang="el">' in (await client.get("/?lang=el", headers=german)).text
    assert '<html lang="el">' in (await client.get("/", headers=german)).text
    assert '<html lang="el">' in (await client.get("/?lang=xx", headers=german)).text
    assert '<html lang="hu">' in (await client.get("/?lang=hu", headers=german)).text
    assert '<html lang="hu">' in (await client.get("/", headers=german)).text


@pytest.mark.anyio
async def test_a_program_that_asks_the_api_chooses_nothing_for_the_person(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/v1/events?lang=el")
    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers


@pytest.mark.anyio
async def test_each_page_leads_to_itself_in_every_other_language(client: httpx.AsyncClient) -> None:
    page = (await client.get("/?type=study_visit&lang=ro")).text
    links = re.findall(r'<a href="([^"]+)" lang="(\w+)" hreflang="(\w+)"[^>]*>([^<]+)</a>', page)
    assert [(lang, hreflang, name) for _, lang, hreflang, name in links] == [
        (code, code, language_name(code)) for code in LANGUAGES
    ]
    assert [href for href, *_ in links] == [f"/?type=study_visit&amp;lang={code}" for code in LANGUAGES]


@pytest.mark.anyio
@in_each_language
async def test_a_page_that_is_not_there_says_so_in_the_language(client: httpx.AsyncClient, language: str) -> None:
    page = await client.get("/nowhere", headers={"Accept-Language": language})
    assert page.status_code == 404
    assert f'<html lang="{language}">' in page.text
    words = "There is no page at this address. It may have moved, or the address was not copied whole."
    assert gettext(words, language) in page.text


def test_a_language_that_an_address_asks_for_is_kept_no_longer_than_its_answer() -> None:
    asked = "-".join(["xx", "0001"])
    held = sys.getrefcount(asked)
    assert or_english(asked) == "en"
    assert sys.getrefcount(asked) == held


def test_the_data_of_a_language_are_made_once() -> None:
    assert locale_of("bg") is locale_of("bg")
