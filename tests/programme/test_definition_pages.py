"""Writing a definition in the browser: every fault at its line, nothing lost, nothing half saved."""

import asyncio
import re
from html import unescape

import httpx
import pytest
from sqlalchemy import func, select

from events_service.access.records import Role
from events_service.database import Database
from events_service.programme.export import export
from events_service.programme.finding import get_any_event
from events_service.programme.hints import with_hints
from events_service.programme.tables import EventRow
from tests.world.events import SHOWN, load, load_project, shown_event, worked_on
from tests.world.pages import seen, text_of
from tests.world.project import PROJECT
from tests.world.staff import sign_in

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("april")]
ADDRESS = "/organise/events/workshop/definition"
NEW = "/organise/events/new/definition"
WRITTEN = export(SHOWN)
HINTED = with_hints(WRITTEN, PROJECT)


def text_field(html: str) -> str:
    """Give what stands in the form's text field."""
    found = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", html, re.DOTALL)
    assert found
    return unescape(found[1])


def version_of(html: str) -> str:
    found = re.search(r'name="version" value="(\d+)"', html)
    assert found
    return found[1]


async def title_now(database: Database) -> object:
    return (await worked_on(database)).event.title


async def count_events(database: Database) -> int | None:
    async with database.reading() as session:
        return await session.scalar(select(func.count()).select_from(EventRow))


async def test_what_is_shown_can_be_saved_again_and_changes_nothing(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database, SHOWN)
    await sign_in(client, database, project="secon")
    html = (await client.get(ADDRESS)).text
    assert text_field(html) == HINTED
    answer = await client.post(ADDRESS, data={"definition": text_field(html), "version": version_of(html)})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{ADDRESS}?done=saved")
    assert "Saved" in await seen(client, f"{ADDRESS}?done=saved")
    async with database.reading() as session:
        found = await get_any_event(session, "workshop")
    assert (found.event, found.version) == (SHOWN, 1)


async def test_a_change_is_seen_by_readers_once_it_is_released(client: httpx.AsyncClient, database: Database) -> None:
    await load(database, SHOWN)
    await sign_in(client, database, project="secon")
    text = WRITTEN.replace("3rd interregional workshop", "Third workshop")
    # A browser sends lines with CR LF.
    answer = await client.post(ADDRESS, data={"definition": text.replace("\n", "\r\n"), "version": "1"})
    assert answer.status_code == 303
    assert "Third workshop" not in await seen(client, "/events/workshop")
    await client.post("/organise/events/workshop/release", data={"version": "2"})
    assert "Third workshop" in await seen(client, "/events/workshop")


async def test_all_faults_stand_with_their_lines_and_the_text_is_not_lost(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database, SHOWN)
    await sign_in(client, database, project="secon")
    lines = WRITTEN.replace("host: harghita", "host: nobody").replace(
        "timezone: Europe/Bucharest", "timezone: Europe/B"
    )
    answer = await client.post(ADDRESS, data={"definition": f"{lines}\nsurprise: true\n", "version": "1"})
    assert answer.status_code == 422
    assert text_field(answer.text) == f"{lines}\nsurprise: true\n"
    shown = text_of(answer.text)
    assert "Nothing was saved: 3 faults" in shown
    numbers = {field: lines.splitlines().index(line) + 1 for field, line in (
        ("host", "host: nobody"), ("timezone", "timezone: Europe/B"),
    )}  # fmt: skip
    for field, number in numbers.items():
        assert f"Line {number} · {field}" in shown
    assert "surprise: true" in shown
    assert await title_now(database) == SHOWN.title


async def test_checking_saves_nothing(client: httpx.AsyncClient, database: Database) -> None:
    await load(database, SHOWN)
    await sign_in(client, database, project="secon")
    text = WRITTEN.replace("3rd interregional workshop", "Third workshop")
    answer = await client.post(ADDRESS, data={"definition": text, "version": "1", "do": "check"})
    assert "No fault found It is not saved yet." in text_of(answer.text)
    assert text_field(answer.text) == text
    assert await title_now(database) == SHOWN.title


async def test_what_looks_odd_in_the_agenda_is_shown_and_hinders_nothing(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database, SHOWN)
    await sign_in(client, database, project="secon")
    text = WRITTEN.replace("capacity: 4", "capacity: 400")
    answer = await client.post(ADDRESS, data={"definition": text, "version": "1"})
    assert answer.status_code == 303
    assert "the session has 400 places, but the event only 10" in await seen(client, ADDRESS)


async def test_a_file_takes_the_place_of_the_text(client: httpx.AsyncClient, database: Database) -> None:
    await load(database, SHOWN)
    await sign_in(client, database, project="secon")
    content = WRITTEN.replace("3rd interregional workshop", "From a file").encode()
    answer = await client.post(
        ADDRESS, data={"definition": WRITTEN, "version": "1"}, files={"file": ("workshop.yaml", content)}
    )
    assert answer.status_code == 303
    assert await title_now(database) == {"en": "From a file", "bg": "3ти междурегионален уъркшоп"}


async def test_a_file_that_is_no_text_is_a_fault_and_no_accident(client: httpx.AsyncClient, database: Database) -> None:
    await load(database, SHOWN)
    await sign_in(client, database, project="secon")
    answer = await client.post(ADDRESS, data={"version": "1"}, files={"file": ("badge.pdf", b"%PDF-1.7\xff\xfe\x00")})
    assert answer.status_code == 422
    assert "Nothing was saved: 1 fault" in text_of(answer.text)


async def test_the_file_comes_down_as_it_goes_up(client: httpx.AsyncClient, database: Database) -> None:
    await load(database, SHOWN)
    await sign_in(client, database, project="secon")
    answer = await client.get(f"{ADDRESS}.yaml")
    assert answer.headers["content-disposition"] == 'attachment; filename="workshop.yaml"'
    assert answer.text == HINTED


async def test_who_was_overtaken_is_told_before_anything_is_overwritten(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database, SHOWN)
    await sign_in(client, database, project="secon")
    await load(database, shown_event(title="Changed meanwhile"))
    mine = WRITTEN.replace("3rd interregional workshop", "Mine")
    answer = await client.post(ADDRESS, data={"definition": mine, "version": "1"})
    assert answer.status_code == 422
    assert "Somebody else changed this event meanwhile" in text_of(answer.text)
    assert text_field(answer.text) == mine
    assert await title_now(database) == "Changed meanwhile"
    again = await client.post(ADDRESS, data={"definition": mine, "version": version_of(answer.text)})
    assert again.status_code == 303
    assert await title_now(database) == {"en": "Mine", "bg": "3ти междурегионален уъркшоп"}


async def test_the_key_of_an_event_stays(client: httpx.AsyncClient, database: Database) -> None:
    await load(database, SHOWN)
    await sign_in(client, database, project="secon")
    text = WRITTEN.replace("key: workshop", "key: another")
    answer = await client.post(ADDRESS, data={"definition": text, "version": "1"})
    assert answer.status_code == 422
    assert "Line 2 · key the key stays" in text_of(answer.text)
    assert await count_events(database) == 1


async def test_a_new_event_begins_with_an_example_that_can_be_saved(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load_project(database)
    await sign_in(client, database, project="secon", partner="haskovo")
    text = text_field((await client.get(NEW)).text)
    assert "host: haskovo" in text
    answer = await client.post(NEW, data={"definition": text})
    assert answer.headers["location"] == "/organise/events/secon-workshop-2024/definition?done=saved"
    assert "The event is a draft" in await seen(client, answer.headers["location"])


async def test_a_new_event_never_takes_the_place_of_another(client: httpx.AsyncClient, database: Database) -> None:
    await load(database, SHOWN)
    await sign_in(client, database, project="secon")
    answer = await client.post(NEW, data={"definition": WRITTEN.replace("3rd interregional", "Another")})
    assert answer.status_code == 422
    assert "is taken by another event" in text_of(answer.text)
    assert await title_now(database) == SHOWN.title


async def test_of_two_who_save_one_new_key_at_once_one_is_told(client: httpx.AsyncClient, database: Database) -> None:
    await load_project(database)
    await sign_in(client, database, project="secon")
    answers = await asyncio.gather(*(client.post(NEW, data={"definition": WRITTEN}) for _ in range(2)))
    assert sorted(answer.status_code for answer in answers) == [303, 422]
    assert await count_events(database) == 1


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (WRITTEN, "your account may not prepare events of this host and project"),
        (WRITTEN.replace("key: workshop", "key: new"), "choose another key"),
        ("key: x\nprogramme: Interreg\npartners: []\n", "Nothing was saved"),
        ("", "Nothing was saved"),
    ],
)
async def test_an_organiser_saves_only_events_of_their_own_host(
    client: httpx.AsyncClient, database: Database, text: str, sentence: str
) -> None:
    await load_project(database)
    await sign_in(client, database, project="secon", partner="haskovo")
    answer = await client.post(NEW, data={"definition": text})
    assert answer.status_code == 422
    assert sentence in text_of(answer.text)
    assert await count_events(database) == 0


async def test_without_a_project_an_organiser_is_told_who_defines_it(
    client: httpx.AsyncClient, database: Database
) -> None:
    await sign_in(client, database)
    shown = await seen(client, NEW)
    assert "There is no project yet" in shown
    assert "Ask the lead partner to sign in and define it." in shown
    assert "events-service" not in shown
    assert (await client.get("/organise/projects/new")).status_code == 403


async def test_without_a_project_the_lead_partner_defines_it_on_the_page_and_goes_on_to_the_first_event(
    client: httpx.AsyncClient, database: Database
) -> None:
    await sign_in(client, database, Role.LEAD_PARTNER, project=None)
    assert 'href="/organise/projects/new"' in (await client.get(NEW)).text
    template = text_field((await client.get("/organise/projects/new/file")).text)
    faulty = await client.post("/organise/projects/new/file", data={"definition": template.replace("RO", "Romania")})
    assert faulty.status_code == 422
    assert "Nothing was saved: 1 fault" in text_of(faulty.text)
    answer = await client.post("/organise/projects/new/file", data={"definition": template})
    assert (answer.status_code, answer.headers["location"]) == (303, "/organise/events/new?done=project")
    event = text_field((await client.get(NEW)).text)
    answer = await client.post(NEW, data={"definition": event})
    assert answer.status_code == 303
    again = await client.post("/organise/projects/new/file", data={"definition": template})
    assert "taken by another project" in text_of(again.text)


async def test_the_first_save_keeps_the_status_and_the_hints(client: httpx.AsyncClient, database: Database) -> None:
    await load_project(database)
    await sign_in(client, database)
    begun = text_field((await client.get(NEW)).text)
    answer = await client.post(NEW, data={"definition": begun})
    address = answer.headers["location"].partition("?")[0]
    for page in (address, f"{address}.yaml"):
        kept = (await client.get(page)).text
        for line in ("status: draft   # draft, published, postponed, cancelled", "access: public   # link: for those"):
            assert line in begun
            assert line in unescape(kept)


async def test_any_earlier_version_can_be_put_back_and_none_is_lost(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database, SHOWN)
    await sign_in(client, database, project="secon")
    for version, title in enumerate(("Second", "Third", "Fourth"), start=1):
        text = export(shown_event(title=title))
        assert (await client.post(ADDRESS, data={"definition": text, "version": str(version)})).status_code == 303
    shown = await seen(client, f"{ADDRESS}/versions")
    assert "4 Worked on" in shown
    assert "1 Valid now" in shown
    assert "Maria Host" in shown
    assert "Loaded from files" in shown
    assert (await client.get(f"{ADDRESS}/versions/2")).text == export(shown_event(title="Second"))
    assert (await client.get(f"{ADDRESS}/versions/9")).status_code == 404
    back = await client.post(f"{ADDRESS}/undo", data={"version": "4", "to": "2"})
    assert back.status_code == 303
    assert await title_now(database) == "Second"
    assert "5 Worked on" in await seen(client, f"{ADDRESS}/versions")
    again = await client.post(f"{ADDRESS}/undo", data={"version": "5", "to": "4"})
    assert again.status_code == 303
    assert await title_now(database) == "Fourth"


async def test_a_version_is_not_put_back_over_what_somebody_saved_meanwhile(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database, SHOWN)
    await load(database, shown_event(title="Changed meanwhile"))
    await sign_in(client, database, project="secon")
    refused = await client.post(f"{ADDRESS}/undo", data={"version": "1", "to": "1"})
    assert refused.status_code == 422
    assert "Nothing was put back" in text_of(refused.text)
    assert await title_now(database) == "Changed meanwhile"


async def test_a_form_of_another_site_changes_nothing(client: httpx.AsyncClient, database: Database) -> None:
    await load(database, SHOWN)
    await sign_in(client, database, project="secon")
    text = WRITTEN.replace("3rd interregional workshop", "Forged")
    headers = {"sec-fetch-site": "cross-site"}
    answer = await client.post(ADDRESS, data={"definition": text, "version": "1"}, headers=headers)
    assert answer.status_code == 403
    assert await title_now(database) == SHOWN.title


@pytest.mark.parametrize("version", ["9" * 12, "9" * 5_000])
async def test_a_version_larger_than_any_is_one_that_somebody_has_changed_meanwhile(
    client: httpx.AsyncClient, database: Database, version: str
) -> None:
    await load(database, SHOWN)
    await sign_in(client, database, project="secon")
    answer = await client.post(ADDRESS, data={"definition": WRITTEN, "version": version})
    assert (answer.status_code, "Somebody else changed" in answer.text) == (422, True)


async def test_a_refused_step_back_leads_in_every_language_to_a_page_that_opens(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database, SHOWN)
    await sign_in(client, database, project="secon")
    refused = await client.post("/organise/events/workshop/definition/undo", data={"version": "0"})
    assert refused.status_code >= 400
    links = re.findall(r'<a href="([^"]+)" lang="bg" hreflang="bg"', refused.text)
    assert links == ["/organise/events/workshop/definition?lang=bg"]
    assert (await client.get(links[0])).status_code == 200
