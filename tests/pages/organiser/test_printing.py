"""The print page: settings, preview, what would be printed wrong, what is new, and long batches in the background."""

import asyncio
import io
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import httpx
import pytest
from PIL import Image

from events_service.access.records import Role
from events_service.database import Database
from events_service.printing import jobs
from events_service.settings import Settings
from events_service.web.i18n import translator
from tests.world.door import open_doors
from tests.world.events import DOOR, load, without_session
from tests.world.paper import page_texts
from tests.world.people import add_person
from tests.world.staff import add_staff, cookie_of
from tests.world.times import MORNING

pytestmark = pytest.mark.anyio
on_one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
BASE = "/organise/events/harghita-2024"
PAGE = f"{BASE}/print"


@pytest.fixture
async def desk(client: httpx.AsyncClient, database: Database, set_clock: Callable[[str], None]) -> httpx.AsyncClient:
    """The host's organiser, signed in, at an event with one participant."""
    set_clock(MORNING.isoformat())
    await open_doors(database)
    await add_person(database)
    host = await add_staff(database, Role.ORGANISER, "harghita")
    client.headers.update(await cookie_of(database, host, MORNING))
    return client


@on_one_database
@pytest.mark.parametrize("document", ["badges", "sign-in-sheets", "participants", "agenda", "place-cards"])
async def test_each_document_has_its_page_its_preview_and_its_address(desk: httpx.AsyncClient, document: str) -> None:
    shown = await desk.get(PAGE, params={"document": document})
    assert shown.status_code == 200
    assert f'src="{PAGE}/preview.png?' in shown.text
    picture = await desk.get(f"{PAGE}/preview.png", params={"document": document})
    assert Image.open(io.BytesIO(picture.content)).format == "PNG"
    pdf = await desk.get(f"{BASE}/{document}.pdf")
    assert pdf.content.startswith(b"%PDF")


@on_one_database
async def test_a_document_without_content_says_why_instead_of_a_preview(
    desk: httpx.AsyncClient, database: Database
) -> None:
    await load(database, without_session(DOOR, "welcome"))
    shown = await desk.get(PAGE, params={"document": "door-signs"})
    assert "There are no door signs to print: no session names its room. Add rooms to the agenda." in shown.text
    assert "preview.png" not in shown.text.partition("<form")[2].partition("<img")[2]
    assert (await desk.get(f"{BASE}/door-signs.pdf")).status_code == 409


@on_one_database
async def test_the_preview_changes_with_a_setting(desk: httpx.AsyncClient) -> None:
    first = await desk.get(f"{PAGE}/preview.png", params={"layout": "a6"})
    moved = await desk.get(f"{PAGE}/preview.png", params={"layout": "a6", "start_at": "3", "shift_right": "2,5"})
    assert first.content != moved.content


@on_one_database
async def test_a_setting_that_cannot_be_used_is_said_at_its_field(desk: httpx.AsyncClient) -> None:
    refused = await desk.post(PAGE, data={"document": "badges", "shift_right": "200"})
    assert refused.status_code == 422
    assert "Give millimetres between −20 and 20." in refused.text


@on_one_database
@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        ({"start_at": "none"}, "Start at label: Give the number of a label, 1 for the first."),
        (
            {"start_at": "none", "order": "height"},
            "Sorted by: Choose one of those offered. Start at label: Give the number of a label, 1 for the first.",
        ),
        ({"start_at": "99"}, "The layout has 2 labels on a page; start at one of them, 1 to 2."),
        (
            {"document": "sign-in-sheets", "session": "juggling"},
            "The event has no session “juggling”; choose one of these: visit (Study visit).",
        ),
        (
            {"document": "sign-in-sheets", "day": "2024-05-01"},
            "2024-05-01 is not a day of this event; choose one of these: 2024-04-16, 2024-04-17.",
        ),
    ],
)
async def test_a_refused_preview_names_the_setting_and_what_it_may_be(
    desk: httpx.AsyncClient, chosen: dict[str, str], sentence: str
) -> None:
    refused = await desk.get(f"{PAGE}/preview.png", params=chosen)
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["title"] == sentence
    assert refused.status_code in {409, 422}


@on_one_database
async def test_a_document_asked_for_by_an_address_with_a_wrong_setting_names_it(desk: httpx.AsyncClient) -> None:
    refused = await desk.get(f"{BASE}/sign-in-sheets.pdf", params={"day": "Tuesday"})
    assert refused.status_code == 422
    assert "Day: Choose one of the event&#39;s days." in refused.text


@on_one_database
async def test_a_fault_of_a_setting_that_is_not_on_the_page_is_said_above_it(desk: httpx.AsyncClient) -> None:
    shown = await desk.get(PAGE, params={"document": "banners"})
    assert "Document: Choose one of the documents." in shown.text


@on_one_database
async def test_only_new_or_changed_badges_are_printed_again(desk: httpx.AsyncClient, database: Database) -> None:
    new = {"document": "badges", "selection": "new_or_changed"}
    first = await desk.post(PAGE, data=new)
    assert len(page_texts(first.content)) == 1
    nothing = await desk.post(PAGE, data=new)
    assert nothing.status_code == 409
    assert "No badge is new or changed since it was last printed." in nothing.text
    await add_person(database, 2, first_name="Second")
    second = await desk.post(PAGE, data=new)
    assert "Second" in page_texts(second.content)[0]


@on_one_database
async def test_a_name_that_no_font_draws_is_shown_with_its_registration_and_printed_all_the_same(
    desk: httpx.AsyncClient, database: Database
) -> None:
    someone = await add_person(database, 2, first_name="ཀུན", last_name="བཟང")
    warned = await desk.post(PAGE, data={"document": "badges"})
    assert warned.headers["content-type"].startswith("text/html")
    assert "ཀ (U+0F40)" in warned.text
    assert f'href="{BASE}/registrations/{someone.id}"' in warned.text
    printed = await desk.post(PAGE, data={"document": "badges", "all_the_same": "true"})
    assert printed.content.startswith(b"%PDF")


@on_one_database
async def test_one_person_is_printed_again(desk: httpx.AsyncClient, database: Database) -> None:
    again = await add_person(database, 2, first_name="Second")
    printed = await desk.post(PAGE, data={"document": "badges", "layout": "card-86x54", "person": str(again.id)})
    (text,) = page_texts(printed.content)
    assert "Second" in text
    refused = await desk.post(PAGE, data={"document": "badges", "person": "Second"})
    assert "Choose one of the participants." in refused.text


@on_one_database
async def test_lists_stand_in_the_two_languages_that_are_chosen(desk: httpx.AsyncClient) -> None:
    sheets = {"document": "sign-in-sheets", "day": "2024-04-16"}
    title = {language: translator(language)("Sign-in sheet") for language in ("en", "bg", "el")}

    async def shown(**chosen: str) -> set[str]:
        printed = await desk.post(PAGE, data=sheets | chosen)
        text = " ".join(page_texts(printed.content))
        return {language for language, words in title.items() if words in text}

    assert "en" in await shown()
    assert await shown(first_language="bg", second_language="el") == {"bg", "el"}
    assert await shown(first_language="el", second_language="el") == {"el"}
    page = await desk.get(PAGE, params={"document": "sign-in-sheets", "second_language": "el"})
    assert '<option value="el" selected>Ελληνικά</option>' in page.text
    refused = await desk.post(PAGE, data=sheets | {"second_language": "tlh"})
    assert (refused.status_code, "Choose one of the languages." in refused.text) == (422, True)


@on_one_database
async def test_each_document_has_the_settings_that_concern_it(desk: httpx.AsyncClient) -> None:
    fields = {
        "badges": ["layout", "order", "start_at", "selection", "person", "shift_right", "shift_down", "cut_marks"],
        "place-cards": ["order", "person"],
        "sign-in-sheets": ["day", "session", "part", "orientation", "speakers_apart", "interpreters"],
        "agenda": ["first_language", "second_language"],
    }
    for document, names in fields.items():
        shown = (await desk.get(PAGE, params={"document": document})).text
        assert [name for name in names if f'name="{name}"' not in shown] == [], document


@on_one_database
async def test_morning_and_afternoon_have_lists_of_their_own(desk: httpx.AsyncClient) -> None:
    pdf = await desk.post(
        PAGE, data={"document": "sign-in-sheets", "day": "2024-04-16", "part": "halves", "interpreters": "true"}
    )
    texts = page_texts(pdf.content)
    lists = ["Morning", "Afternoon", "Speakers", "Interpreters"]
    assert [next(name for name in lists if name in text) for text in texts] == lists


async def test_a_long_batch_is_made_once_in_the_background_and_downloaded(
    desk: httpx.AsyncClient, database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "LONG_BATCH", 1)
    accepted = await desk.post(PAGE, data={"document": "badges"})
    assert accepted.status_code == 303
    job = accepted.headers["location"]
    both = await asyncio.gather(*(jobs.work_due(database, settings, MORNING + timedelta(minutes=1)) for _ in range(2)))
    assert sorted(both) == [False, True]
    assert "1 is ready to print" in (await desk.get(job)).text
    downloaded = await desk.post(job)
    assert len(page_texts(downloaded.content)) == 1
    nothing = await desk.post(PAGE, data={"document": "badges", "selection": "new_or_changed"})
    assert nothing.status_code == 409
    assert (await desk.get(f"{PAGE}/jobs/{uuid4()}")).status_code == 404


@on_one_database
async def test_a_long_batch_of_place_cards_is_downloaded_under_their_name(
    desk: httpx.AsyncClient, database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "LONG_BATCH", 1)
    job = (await desk.post(PAGE, data={"document": "place-cards"})).headers["location"]
    await jobs.work_due(database, settings, MORNING + timedelta(minutes=1))
    downloaded = await desk.post(job)
    assert downloaded.headers["content-disposition"] == 'attachment; filename="harghita-2024-place-cards.pdf"'


@on_one_database
async def test_a_batch_is_gone_after_a_day(
    desk: httpx.AsyncClient, database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "LONG_BATCH", 1)
    job = (await desk.post(PAGE, data={"document": "badges"})).headers["location"]
    assert (await desk.get(job)).status_code == 200
    await jobs.work_due(database, settings, MORNING + timedelta(days=2))
    assert (await desk.get(job)).status_code == 404
