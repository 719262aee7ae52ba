"""Feeds over HTTP: validators, codings, forms and filters, from the application with a real database."""

import gzip
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import brotli
import httpx
import icalendar
import pytest
from msgspec.structs import replace

from events_service.access.accounts import NewAccount, add_account
from events_service.access.records import Role
from events_service.access.sign_in import make_link
from events_service.calendars.encodings import Coding, choose, encode
from events_service.database import Database
from events_service.programme.records import Event, EventStatus
from tests.world.events import HARGHITA, load, with_session
from tests.world.project import WITH_MILESTONES
from tests.world.times import LOADED_AT, NOW

pytestmark = pytest.mark.anyio
FEED = "/events/harghita-2024/calendar.ics"


async def save(database: Database, *events: Event, now: datetime = LOADED_AT) -> None:
    await load(database, *events, projects=(WITH_MILESTONES,), now=now)


async def test_a_feed_is_sent_again_only_after_a_change(client: httpx.AsyncClient, database: Database) -> None:
    await save(database, HARGHITA)
    for path in (FEED, "/calendar.ics", "/calendar.json", "/events/harghita-2024/calendar.json"):
        first = await client.get(path)
        assert first.status_code == 200
        assert parsedate_to_datetime(first.headers["last-modified"]) == LOADED_AT
        etag = first.headers["etag"]
        assert not etag.startswith("W/")
        again = await client.get(path, headers={"If-None-Match": f'"other", W/{etag}'})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
        dated = await client.get(path, headers={"If-Modified-Since": first.headers["last-modified"]})
        assert dated.status_code == 304
        head = await client.head(path)
        assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", etag)
        assert head.headers["content-length"] == first.headers["content-length"]
    etag = (await client.get(FEED)).headers["etag"]
    await save(database, with_session(HARGHITA, "welcome", room="Blue room"), now=NOW)
    changed = await client.get(FEED, headers={"If-None-Match": etag})
    assert changed.status_code == 200
    assert b"Blue room" in changed.content
    assert parsedate_to_datetime(changed.headers["last-modified"]) == NOW


async def test_each_coding_has_an_etag_of_its_own_and_the_same_content(
    client: httpx.AsyncClient, database: Database
) -> None:
    await save(database, HARGHITA)
    etags = {}
    for accepted, coding in (("identity", None), ("gzip", "gzip"), ("gzip, br", "br"), ("gzip;q=0", None)):
        async with client.stream("GET", FEED, headers={"Accept-Encoding": accepted}) as answer:
            raw = b"".join([part async for part in answer.aiter_raw()])
        assert answer.headers.get("content-encoding") == coding
        assert answer.headers["vary"] == "Accept-Encoding"
        plain = {None: bytes, "gzip": gzip.decompress, "br": brotli.decompress}[coding](raw)
        assert plain.startswith(b"BEGIN:VCALENDAR")
        etags[coding] = answer.headers["etag"]
        held = await client.get(FEED, headers={"Accept-Encoding": accepted, "If-None-Match": etags[coding]})
        assert held.status_code == 304
    assert len(set(etags.values())) == 3


def test_coded_bytes_hold_neither_time_nor_system() -> None:
    octets = b"BEGIN:VCALENDAR\r\n" * 100
    assert encode(octets, Coding.GZIP)[4:10] == b"\0\0\0\0\0\xff" or encode(octets, Coding.GZIP)[9] == 255
    assert encode(octets, Coding.GZIP) == encode(octets, Coding.GZIP)
    assert brotli.decompress(encode(octets, Coding.BROTLI)) == octets


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("", Coding.IDENTITY),
        ("gzip, deflate, br", Coding.BROTLI),
        ("br;q=0.5, gzip;q=0.9", Coding.GZIP),
        ("*", Coding.BROTLI),
        ("br;q=0, *", Coding.GZIP),
        ("identity, gzip;q=0.5", Coding.IDENTITY),
        ("gzip;q=nonsense", Coding.IDENTITY),
    ],
)
def test_the_client_s_preference_decides_on_the_coding(accepted: str, coding: Coding) -> None:
    assert choose(accepted) is coding


async def test_the_programme_s_feed_can_be_narrowed(client: httpx.AsyncClient, database: Database) -> None:
    elsewhere = replace(HARGHITA, key="somewhere", title="Elsewhere", venue=None)
    await save(database, HARGHITA, elsewhere)

    async def titles(query: str) -> set[str]:
        answer = await client.get(f"/calendar.ics?{query}")
        return {str(event["SUMMARY"]) for event in icalendar.Calendar.from_ical(answer.content).events}

    workshop = "3rd interregional workshop"
    milestones = {"Second newsletter", "Field research report"}
    assert await titles("") == {workshop, "Elsewhere"} | milestones
    assert await titles("project=secon") == {workshop, "Elsewhere"} | milestones
    assert await titles("project=other") == set()
    assert await titles("country=RO") == {workshop}
    assert await titles("type=kick_off") == set()
    assert await titles("type=milestone") == milestones
    assert "3ти междурегионален уъркшоп" in await titles("country=ro&lang=bg&each=event")
    named = await client.get("/calendar.ics?country=RO&type=interregional_workshop")
    assert "X-WR-CALNAME:Interregional workshop · Romania" in named.text
    source = "SOURCE;VALUE=URI:http://testserver.local/calendar.ics?type=interregional_workshop&country=RO\r\n"
    assert source in named.text.replace("\r\n ", "")


async def test_the_json_form_holds_the_same_entries(client: httpx.AsyncClient, database: Database) -> None:
    await save(database, HARGHITA)
    answer = await client.get("/events/harghita-2024/calendar.json?lang=bg")
    assert answer.headers["content-type"] == "application/jscalendar+json;type=group"
    group = json.loads(answer.content)
    lines = icalendar.Calendar.from_ical((await client.get(f"{FEED}?lang=bg")).content).events
    assert {entry["uid"] for entry in group["entries"]} == {str(event["UID"]) for event in lines}
    assert group["source"].endswith("/events/harghita-2024/calendar.json?lang=bg")


async def test_a_draft_has_no_feed_for_others(client: httpx.AsyncClient, database: Database) -> None:
    await save(database, replace(HARGHITA, status=EventStatus.DRAFT))
    assert (await client.get(FEED)).status_code == 404
    assert (await client.get("/events/nowhere/calendar.ics")).status_code == 404


async def test_a_date_within_the_second_of_a_change_is_no_proof(
    client: httpx.AsyncClient, database: Database, set_clock: Callable[[str], None]
) -> None:
    now = datetime(2024, 4, 1, 10, tzinfo=UTC)
    # The clock runs on while a test runs; it is another server's, an hour slow, so that the second lasts long enough.
    set_clock("2024-04-01T09:00:00Z")
    await save(database, HARGHITA, now=now)
    first = await client.get(FEED)
    again = await client.get(FEED, headers={"If-Modified-Since": first.headers["last-modified"]})
    assert again.status_code == 200
    far = (now - timedelta(days=1)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    assert (await client.get(FEED, headers={"If-Modified-Since": far})).status_code == 200
    assert (await client.get(FEED, headers={"If-Modified-Since": "yesterday"})).status_code == 200


async def test_an_event_s_page_offers_its_calendar_to_every_program(
    client: httpx.AsyncClient, database: Database
) -> None:
    await save(database, HARGHITA)
    page = (await client.get("/events/harghita-2024?lang=bg")).text
    address = "testserver.local%2Fevents%2Fharghita-2024%2Fcalendar.ics%3Flang%3Dbg"
    assert f"https://calendar.google.com/calendar/r?cid=webcal%3A%2F%2F{address}" in page
    assert f"https://outlook.live.com/calendar/0/addfromweb?url=http%3A%2F%2F{address}" in page
    assert f"https://outlook.office.com/calendar/0/addfromweb?url=http%3A%2F%2F{address}" in page
    assert 'href="webcal://testserver.local/events/harghita-2024/calendar.ics?lang=bg"' in page
    code = await client.get("/events/harghita-2024/calendar.svg")
    assert (code.status_code, code.headers["content-type"]) == (200, "image/svg+xml")
    assert (await client.get("/events/nowhere/calendar.svg")).status_code == 404


async def test_what_was_remembered_goes_with_the_next_commit(client: httpx.AsyncClient, database: Database) -> None:
    await save(database, HARGHITA)
    first = await client.get(FEED)
    again = await client.get(FEED)
    assert (again.content, dict(again.headers)) == (first.content, dict(first.headers))
    unchanged = await client.get(FEED, headers={"If-None-Match": first.headers["etag"]})
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert unchanged.headers["cache-control"] == first.headers["cache-control"]
    await save(database, with_session(HARGHITA, "welcome", room="Blue room"), now=NOW)
    for held in (first.headers["etag"], '"of another time"'):
        changed = await client.get(FEED, headers={"If-None-Match": held})
        assert changed.status_code == 200
        assert b"Blue room" in changed.content
    await save(database, replace(HARGHITA, status=EventStatus.DRAFT), now=NOW + timedelta(hours=1))
    assert (await client.get(FEED)).status_code == 404
    assert (await client.get(FEED, headers={"If-None-Match": changed.headers["etag"]})).status_code == 404


async def test_what_an_organiser_sees_of_a_draft_is_remembered_for_nobody(
    client: httpx.AsyncClient, database: Database
) -> None:
    await save(database, replace(HARGHITA, status=EventStatus.DRAFT))
    await add_account(
        database, NewAccount(email="o@example.org", name="O", role=Role.ORGANISER, project="secon"), now=LOADED_AT
    )
    client.cookies.update((await client.get(await make_link(database, "", "o@example.org", datetime.now(UTC)))).cookies)
    mine = await client.get(FEED)
    assert (mine.status_code, b"Draft: " in mine.content) == (200, True)
    client.cookies.clear()
    assert (await client.get(FEED)).status_code == 404
