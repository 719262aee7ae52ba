"""Several registrations at once: what would happen is said before, and what was said is what is done."""

import re

import httpx
import pytest
from msgspec.structs import replace

from events_service.database import Database
from events_service.programme.records import AttendanceMode
from events_service.programme.records import Registration as Window
from events_service.registrations.letters.group_mail import write_due
from events_service.registrations.records import Category, Registration, Status
from events_service.settings import Settings
from tests.world.events import WORKSHOP, event, load
from tests.world.fields import single_fields_of
from tests.world.mails import letters
from tests.world.paper import page_texts
from tests.world.people import ask, everybody, people, statuses
from tests.world.staff import LIST, sign_in
from tests.world.times import NOW

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("first_of_march")]
SEVERAL = f"{LIST}/several"
BOTH = tuple(AttendanceMode)


def rows(page: httpx.Response) -> list[tuple[str, str, str]]:
    """Give what a look-over says of each: the last name, how it is now, how it becomes."""
    said = re.findall(
        r'<th scope="row"><a[^>]*>([^<]+)</a>.*?data-label="Before">([^<]*)</td>\s*<td data-label="After">(.*?)</td>',
        page.text,
        re.DOTALL,
    )
    return [(name.split()[-1], before, re.sub("<[^>]+>", "", after)) for name, before, after in said]


def ids(listed: list[Registration]) -> list[str]:
    return [str(each.id) for each in listed]


async def do(client: httpx.AsyncClient, what: str, persons: list[str], **more: str) -> httpx.Response:
    return await client.post(SEVERAL, data={"what": what, "person": persons, **more})


async def test_a_look_says_who_gets_a_place_and_who_waits_and_changes_nothing(
    client: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    await load(database, event(capacity=2, registration=Window(approval=True)))
    asked = await people(database, settings, 4)
    await sign_in(client, database)
    mails = await letters(database)
    looked = await do(client, "approve", [*ids(asked[:3]), "no-id"], do="look")
    raised = "On the waiting list · place 1 on the waiting list; raise the places to 3, and they have one"
    expected = [
        ("0", "Waiting for approval", "Confirmed"),
        ("1", "Waiting for approval", "Confirmed"),
        ("2", "Waiting for approval", raised),
    ]
    assert (rows(looked), "Nothing is changed yet." in looked.text) == (expected, True)
    assert await statuses(database) == ["pending"] * 4
    assert await letters(database) == mails
    named = re.findall(r'name="people" value="([^"]+)"', looked.text)[0]
    done = await client.post(SEVERAL, data={"what": "approve", "people": named, "do": "it"})
    assert (rows(done), "This was done" in done.text, 'name="people"' in done.text) == (expected, True, False)
    assert await statuses(database) == ["confirmed", "confirmed", "waitlisted", "pending"]
    again = await client.post(SEVERAL, data={"what": "approve", "people": named, "do": "it"})
    assert {after for _, _, after in rows(again)} == {
        "This registration does not wait for approval any more; somebody has decided on it."
    }
    assert len(await letters(database)) == len(mails) + 3


async def test_whoever_is_cancelled_makes_room_for_others_and_it_is_said_before(
    client: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    await load(database, event(capacity=2))
    listed = await people(database, settings, 5)
    await sign_in(client, database)
    looked = await do(client, "cancel", ids(listed[:2]), do="look")
    assert [after for _, _, after in rows(looked)] == ["Cancelled", "Cancelled"]
    assert "Others who move up or are offered a place: 2" in looked.text
    assert await statuses(database) == ["confirmed"] * 2 + ["waitlisted"] * 3
    await do(client, "cancel", ids(listed[:2]), do="it")
    assert await statuses(database) == ["cancelled"] * 2 + ["confirmed"] * 2 + ["waitlisted"]


async def test_those_pending_are_declined_and_others_stay(
    client: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    await load(database, event(registration=Window(approval=True)))
    listed = await people(database, settings, 2)
    await sign_in(client, database)
    await do(client, "approve", ids(listed[:1]), do="it")
    done = await do(client, "decline", ids(listed), do="it")
    assert [bool(before) for _, before, _ in rows(done)] == [True, True]
    assert "1 registration changes" in done.text
    assert await statuses(database) == ["confirmed", "cancelled"]


async def test_all_who_are_found_are_meant_and_nobody_else(
    client: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    await load(database, event(attendance_modes=BOTH))
    for number, mode in enumerate([AttendanceMode.ONLINE, AttendanceMode.IN_PERSON, AttendanceMode.ONLINE]):
        await ask(database, settings, number, attendance_mode=mode)
    await sign_in(client, database)
    asked = {"what": "category:press", "all": "yes", "back": "mode=online"}
    looked = await client.post(SEVERAL, data={**asked, "do": "look"})
    assert rows(looked) == [(number, "Project partner", "Press") for number in ("0", "2")]
    await client.post(SEVERAL, data={**asked, "do": "it"})
    press, partner = Category.PRESS, Category.PROJECT_PARTNER
    assert [each.category for each in await everybody(database)] == [press, partner, press]
    turned = await client.post(SEVERAL, data={"what": "mode:in_person", "all": "yes", "do": "it"})
    assert [after for _, _, after in rows(turned)] == ["In person", "Unchanged", "In person"]
    assert {each.attendance_mode for each in await everybody(database)} == {AttendanceMode.IN_PERSON}


async def test_a_session_takes_as_many_as_it_has_places_and_the_others_wait_for_it(
    client: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    sessions = [replace(each, capacity=1 if each.key == "bus" else each.capacity) for each in WORKSHOP.sessions]
    await load(database, replace(WORKSHOP, sessions=sessions))
    listed = await people(database, settings, 3)
    await sign_in(client, database)
    looked = await do(client, "join:bus", ids(listed[:2]), do="look")
    assert [after.rpartition(": ")[2] for _, _, after in rows(looked)] == ["Confirmed", "On the waiting list"]
    assert [each.living_sessions for each in await everybody(database)] == [frozenset()] * 3
    await do(client, "join:bus", ids(listed[:2]), do="it")
    left = await do(client, "leave:bus", ids(listed), do="it")
    assert [after.rpartition(": ")[2] for _, _, after in rows(left)] == ["–", "–", "Unchanged"]
    assert [each.living_sessions for each in await everybody(database)] == [frozenset()] * 3


@pytest.mark.parametrize("what", ["", "crown", "join:", "join:nowhere", "mode:moon", "category:king"])
async def test_what_means_nothing_is_refused_in_words(
    client: httpx.AsyncClient, database: Database, settings: Settings, what: str
) -> None:
    await load(database, event())
    listed = await people(database, settings, 1)
    await sign_in(client, database)
    refused = await do(client, what, ids(listed), do="it")
    assert (refused.status_code, "choose what to do" in refused.text) == (422, True)
    assert [each.status for each in await everybody(database)] == [Status.CONFIRMED]


async def test_nobody_who_is_ticked_is_nobody_meant(client: httpx.AsyncClient, database: Database) -> None:
    await load(database, event())
    await sign_in(client, database)
    assert (await do(client, "cancel", [], do="it")).status_code == 422


async def test_those_who_are_ticked_are_written_to_alone_and_counted_by_language_before(
    client: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    await load(database)
    asked = [
        (await ask(database, settings, number, language=code)).registration
        for number, code in enumerate(["bg", "bg", "de", "en"])
    ]
    await sign_in(client, database)
    form = await do(client, "message", ids(asked[:3]), do="look")
    assert "3 people who were chosen on the list." in form.text
    assert "Български: 2, Deutsch: 1" in " ".join(form.text.split())
    sent = single_fields_of(form.text, "group-mail") | {"subject.en": "Boots", "body.en": "Bring boots.", "do": "send"}
    assert (await client.post("/organise/events/workshop/mails/write", data=sent)).status_code == 303
    await write_due(database, settings, NOW)
    written = [to for to, kind in await letters(database) if kind == "group"]
    assert sorted(written) == ["person0@example.org", "person1@example.org", "person2@example.org"]


async def test_badges_are_printed_for_those_who_are_ticked_and_have_a_place(
    client: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    await load(database, event(capacity=2))
    asked = await people(database, settings, 3)
    await sign_in(client, database)
    looked = await do(client, "print:badges", ids(asked[1:]), do="look")
    assert "1 person is on it." in looked.text
    assert "Left out, because they have no place: Jan Person 2" in " ".join(looked.text.split())
    sent = {"what": "print:badges", "people": " ".join(ids(asked[1:])), "do": "it"}
    (printed,) = page_texts((await client.post(SEVERAL, data=sent)).content)
    assert ("Person 1" in printed, "Person 0" in printed, "Person 2" in printed) == (True, False, False)
    nobody = await do(client, "print:badges", ids(asked[2:]), do="look")
    assert (nobody.status_code, "there is nothing to print" in nobody.text) == (422, True)
