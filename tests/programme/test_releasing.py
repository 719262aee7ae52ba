"""What organisers change waits for its release: until then they alone see it, then everybody, everywhere at once."""

from typing import Any

import httpx
import icalendar
import pytest
from msgspec.structs import replace

from events_service.database import Database
from events_service.programme.changing import change, undo
from events_service.programme.finding import FoundEvent, get_any_event
from events_service.programme.loading import Change, save_event
from events_service.programme.records import Event, EventStatus, SessionStatus, Venue
from events_service.programme.release_records import Wish
from events_service.programme.releasing import Released, release
from events_service.programme.version_changes import ChangeKind, VersionChange, changes_between
from tests.world.events import BUS, WORKSHOP, event, load, with_session, without_session, worked_on
from tests.world.pages import seen, text_of
from tests.world.plain_browser import open_page
from tests.world.staff import ORGANISER, sign_in
from tests.world.times import NOW, at

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("first_of_march")]
ROOM = with_session(WORKSHOP, "bus", room="Gate 2")
LATER = replace(BUS, start=at("2024-04-16T15:00"), end=at("2024-04-16T18:00"))
Kind = ChangeKind
DEFINITION = "/organise/events/workshop/definition"


async def now_seen(database: Database) -> FoundEvent:
    async with database.reading() as session:
        return await get_any_event(session, "workshop")


async def work(database: Database, changed: Event, version: int = 1) -> int | None:
    """Change the workshop as an organiser on a page does, and give the version that came of it."""
    return (await change(database, "workshop", ORGANISER, version=version, changed=changed, now=NOW)).version


async def released(database: Database, version: int, **wish: Any) -> Released:
    asked = Wish(**wish)
    return await release(database, "workshop", ORGANISER, version=version, wish=asked, now=NOW)


@pytest.mark.parametrize(
    ("after", "changes"),
    [
        (WORKSHOP, []),
        (ROOM, [(Kind.ROOM, "bus")]),
        (with_session(ROOM, "bus", start=LATER.start, end=LATER.end), [(Kind.MOVED, "bus"), (Kind.ROOM, "bus")]),
        (with_session(WORKSHOP, "bus", status=SessionStatus.CANCELLED), [(Kind.CANCELLED, "bus")]),
        (without_session(WORKSHOP, "bus"), [(Kind.GONE, "bus")]),
        (replace(WORKSHOP, sessions=[*WORKSHOP.sessions, replace(BUS, key="tram")]), [(Kind.NEW, "tram")]),
        (with_session(WORKSHOP, "bus", title="Tour", capacity=9), [(Kind.OTHER, "bus", "title", "capacity")]),
        (replace(WORKSHOP, capacity=3, theme="Bread"), [(Kind.EVENT, None, "theme"), (Kind.EVENT, None, "capacity")]),
        (replace(WORKSHOP, sessions=WORKSHOP.sessions[::-1]), [(Kind.EVENT, None, "sessions")]),
    ],
)
def test_changes_are_counted_by_session_and_by_field(after: Event, changes: list[tuple[Kind, str | None]]) -> None:
    expected = [VersionChange(kind=kind, session=key, fields=tuple(fields)) for kind, key, *fields in changes]
    assert changes_between(WORKSHOP, after) == expected


def test_of_a_place_only_what_is_new_of_it_counts() -> None:
    before = replace(WORKSHOP, venue=Venue(name="Hall", city="Haskovo"))
    after = replace(WORKSHOP, venue=Venue(name="House", city="Haskovo", country="BG"))
    assert [each.fields for each in changes_between(before, after)] == [("venue.name",), ("venue.country",)]
    assert [each.fields for each in changes_between(WORKSHOP, replace(before, venue=None))] == [("venue",)]


async def test_page_feed_and_api_show_a_change_when_it_is_released_and_not_before(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database)
    addresses = ("/events/workshop", "/events/workshop/calendar.ics?each=session", "/api/v1/events/workshop")
    before = [await client.get(address) for address in addresses]
    assert await work(database, ROOM) == 2
    for address, first in zip(addresses, before, strict=True):
        again = await client.get(address, headers={"if-none-match": first.headers.get("etag", "")})
        assert again.status_code == 304 or again.content == first.content
    assert (await released(database, 2)).done
    for address, first in zip(addresses, before, strict=True):
        again = await client.get(address, headers={"if-none-match": first.headers.get("etag", "")})
        assert (again.status_code, "Gate 2" in again.text) == (200, True)
    feeds = [icalendar.Calendar.from_ical(each.content) for each in (before[1], await client.get(addresses[1]))]
    first, second = ({str(one["SUMMARY"]): one["SEQUENCE"] for one in feed.events} for feed in feeds)
    assert {name for name in first if first[name] != second[name]} == {name for name in first if "Study visit" in name}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_session_that_nobody_was_told_of_is_taken_out_and_comes_back_from_a_version_with_a_name(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database)
    await work(database, replace(WORKSHOP, sessions=[*WORKSHOP.sessions, replace(BUS, key="tram", title="Tram")]))
    await sign_in(client, database)
    page = await open_page(client, f"{DEFINITION}/versions")
    page = await page.form("Save").fill({"name": "With a tram"}).press()
    assert "2 With a tram" in page.text
    page = await open_page(client, "/organise/events/workshop/agenda")
    assert "Take out" not in page.form("Cancel the session", within="session-bus").texts
    page = await page.form("Take out", within="session-tram").press()
    assert "Tram: taken out" in page.text
    page = await page.form("Undo this change").press()
    assert "Tram: new" in page.text
    refused = await client.post(
        "/organise/events/workshop/agenda", data={"do": "remove", "session": "bus", "version": "4"}
    )
    assert "Readers know Study visit already." in text_of(refused.text)
    page = await open_page(client, f"{DEFINITION}/versions")
    assert "4 Worked on" in page.text
    assert "2 With a tram" in page.text


async def test_a_release_asks_for_the_version_that_was_looked_at(database: Database) -> None:
    await load(database)
    await work(database, ROOM)
    await work(database, event(capacity=5), 1)
    assert (await released(database, 2)).overtaken
    assert (await now_seen(database)).event == WORKSHOP
    assert (await released(database, 3)).done
    found = await now_seen(database)
    assert (found.event, found.version, found.waiting) == (with_session(event(capacity=5), "bus", room="Gate 2"), 3, 0)
    assert (await released(database, 3)).overtaken


async def test_what_became_wrong_since_is_not_released(database: Database) -> None:
    await load(database)
    await work(database, with_session(WORKSHOP, "bus", start=at("2024-04-17T09:00"), end=at("2024-04-17T11:00")))
    shorter = replace(without_session(WORKSHOP, "steering"), days=WORKSHOP.days[:1])
    async with database.transaction() as session:
        await save_event(session, shorter, actor="test", now=NOW)
    (problem,) = (await released(database, 4)).problems
    assert problem.path[:2] == ("sessions", 1)
    assert (await now_seen(database)).event == shorter


async def test_a_loaded_file_is_seen_at_once_and_carried_into_what_is_worked_on(database: Database) -> None:
    await load(database)
    await work(database, with_session(event(capacity=5), "bus", room="Gate 2"))
    async with database.transaction() as session:
        loaded = await save_event(session, event(capacity=7, theme="Bread"), actor="test", now=NOW)
    assert (loaded.change, loaded.waiting) == (Change.CHANGED, 2)
    found, working = await now_seen(database), await worked_on(database)
    assert (found.event, found.version) == (event(capacity=7, theme="Bread"), 3)
    # Where both changed a field, what the organiser wrote stays.
    assert (working.event, working.version) == (with_session(event(capacity=5, theme="Bread"), "bus", room="Gate 2"), 4)


async def test_nothing_waits_any_more_when_a_file_brings_the_same(database: Database) -> None:
    await load(database)
    await work(database, ROOM)
    await load(database, ROOM)
    found = await now_seen(database)
    assert (found.event, found.version, found.working_version, found.waiting) == (ROOM, 3, None, 0)
    assert await work(database, event(capacity=5), 3) == 4


async def test_a_change_of_status_is_seen_at_once_and_what_is_worked_on_waits_on(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database)
    await work(database, ROOM)
    await sign_in(client, database)
    answer = await client.post("/organise/events/workshop/status/postponed", data={"version": "1"})
    assert answer.status_code == 303
    assert (await now_seen(database)).event == event(status=EventStatus.POSTPONED)
    assert (await worked_on(database)).event == replace(ROOM, status=EventStatus.POSTPONED)


async def test_a_draft_of_an_event_needs_no_release(database: Database) -> None:
    await load(database, event(status=EventStatus.DRAFT))
    await work(database, event(status=EventStatus.DRAFT, capacity=5))
    found = await now_seen(database)
    assert (found.event.capacity, found.version, found.working_version) == (5, 2, None)


async def test_every_page_of_the_event_says_how_much_is_not_told_and_the_release_shows_old_and_new(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database)
    await work(database, with_session(event(capacity=5), "bus", room="Gate 2", start=LATER.start, end=LATER.end))
    await sign_in(client, database)
    base = "/organise/events/workshop"
    for page in ("", "/agenda", "/edit", "/edit/place", "/registrations", "/mails", "/definition", "/print"):
        assert "3 changes not told yet" in await seen(client, f"{base}{page}")
    shown = await seen(client, f"{base}/release")
    assert "Study visit Moved 14:00–17:00 15:00–18:00" in shown
    assert "Gate 2" in shown
    refused = await client.post(f"{base}/release", data={"version": "1"})
    assert (refused.status_code, "Nothing was released" in refused.text) == (422, True)
    answer = await client.post(f"{base}/release", data={"version": "2", "reach": "nobody", "name": "Later bus"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{base}?done=released")
    assert "not told yet" not in await seen(client, f"{base}/agenda")
    assert "There is nothing to release" in await seen(client, f"{base}/release")


async def test_what_one_version_changed_is_taken_back_and_what_came_after_it_stays(database: Database) -> None:
    await load(database, WORKSHOP)
    await work(database, replace(WORKSHOP, theme="Bread"))
    await work(database, replace(ROOM, theme="Bread"), version=2)
    undone = await undo(database, "workshop", 2, ORGANISER, now=NOW)
    assert (undone.saved, undone.version) == (True, 4)
    assert (await worked_on(database)).event == ROOM
    again = await undo(database, "workshop", 2, ORGANISER, now=NOW)
    assert (again.saved, [conflict.path for conflict in again.conflicts]) == (True, [])


async def test_what_was_changed_again_since_is_not_taken_back(client: httpx.AsyncClient, database: Database) -> None:
    await load(database, WORKSHOP)
    await work(database, replace(WORKSHOP, theme="Bread"))
    await work(database, replace(WORKSHOP, theme="Wine"), version=2)
    await sign_in(client, database, project="secon")
    answer = await client.post(f"{DEFINITION}/undo", data={"change": "2"})
    assert answer.status_code == 422
    assert "was changed again since: theme" in text_of(answer.text)
    assert (await worked_on(database)).event.theme == "Wine"
    for number in ("0", "1", "9"):
        assert (await client.post(f"{DEFINITION}/undo", data={"change": number})).status_code == 404


async def test_versions_stand_with_their_names_and_what_they_changed_and_one_change_is_undone(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database, WORKSHOP)
    await work(database, ROOM)
    await released(database, 2, name="After the visit")
    await work(database, with_session(ROOM, "bus", start=LATER.start, end=LATER.end), version=2)
    await sign_in(client, database, project="secon")
    listed = await seen(client, f"{DEFINITION}/versions")
    assert "3 Worked on" in listed
    assert "2 After the visit Valid now" in listed
    assert "released 1 Mar 2024" in listed
    compared = await seen(client, f"{DEFINITION}/compare?to=2")
    assert "Gate 2" in compared
    both = await seen(client, f"{DEFINITION}/compare?from=3&to=1")
    assert "Gate 2" in both
    assert "15:00–18:00" in both
    assert "Undo this change" not in both
    assert "These versions are the same." in await seen(client, f"{DEFINITION}/compare?from=2&to=2")
    assert (await client.get(f"{DEFINITION}/compare?to=9")).status_code == 404
    answer = await client.post(f"{DEFINITION}/undo", data={"change": "3"})
    assert answer.headers["location"] == f"{DEFINITION}/versions?done=undone"
    assert (await worked_on(database)).event == ROOM
