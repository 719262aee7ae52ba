"""Who may open which address of check-in and attendance, and what stands there."""

import hashlib
import io
import re
import zipfile
from collections.abc import Callable
from datetime import date, timedelta

import httpx
import pypdfium2
import pytest

from events_service.access.records import Role
from events_service.checkin.admit import receive
from events_service.database import Database
from tests.world.door import make_scan, open_doors
from tests.world.events import door_event
from tests.world.people import add_person
from tests.world.staff import add_staff, cookie_of
from tests.world.times import MORNING

pytestmark = pytest.mark.anyio
EVENT = "harghita-2024"
EVENING = "2024-04-17T16:00:00Z"
Headers = dict[str, str]

on_one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""For what a page shows, which is the same on both."""

NOBODY, STRANGER, HOST, CONTROLLER, LEAD = range(5)
ADDRESSES: list[tuple[str, str, list[int]]] = [
    # nobody, organiser of another host, the host's organiser, controller, lead partner
    ("GET", "/organise/events/{event}/check-in", [401, 403, 200, 403, 200]),
    ("POST", "/organise/events/{event}/check-in", [401, 403, 303, 403, 303]),
    ("POST", "/organise/events/{event}/check-in/withdraw", [401, 403, 303, 403, 303]),
    ("GET", "/organise/check-in-worker.js", [200, 200, 200, 200, 200]),
    ("GET", "/organise/camera-worker.js", [200, 200, 200, 200, 200]),
    ("GET", "/b/CODE000001", [200, 200, 200, 200, 200]),
    ("POST", "/b/CODE000001", [401, 403, 303, 403, 303]),
    ("GET", "/api/v1/events/{event}/roster", [401, 403, 200, 403, 200]),
    ("POST", "/api/v1/check-ins", [401, 403, 200, 403, 200]),
    (
        "POST",
        "/api/v1/events/{event}/check-ins/018f0000-0000-7000-8000-000000000000/withdraw",
        [401, 403, 404, 403, 404],
    ),
    ("GET", "/organise/events/{event}/attendance", [401, 403, 200, 403, 200]),
    ("GET", "/organise/events/{event}/attendance/marking", [401, 403, 200, 403, 200]),
    ("POST", "/organise/events/{event}/attendance/marking", [401, 403, 303, 403, 303]),
    ("POST", "/api/v1/events/{event}/attendance/marks", [401, 403, 200, 403, 200]),
    ("GET", "/organise/events/{event}/attendance/record.csv", [401, 403, 200, 403, 200]),
    ("GET", "/review/events/{event}/attendance/record.xlsx", [401, 403, 403, 200, 200]),
    ("GET", "/organise/events/{event}/attendance/steps/1/record.json", [401, 403, 404, 403, 404]),
    ("GET", "/review/events/{event}/attendance/steps/1/record.json", [401, 403, 403, 404, 404]),
    ("GET", "/api/v1/events/{event}/attendance", [401, 403, 200, 200, 200]),
    ("GET", "/review", [401, 403, 403, 200, 200]),
    ("GET", "/review/statistics", [401, 403, 403, 200, 200]),
    ("GET", "/review/events/{event}", [401, 403, 403, 200, 200]),
    ("GET", "/review/events/{event}/bundle.zip", [401, 403, 403, 200, 200]),
    ("POST", "/api/v1/events/{event}/attendance/submit", [401, 403, 200, 403, 409]),
    ("POST", "/api/v1/events/{event}/attendance/return", [401, 403, 403, 403, 200]),
    ("POST", "/organise/events/{event}/attendance/submit", [401, 403, 303, 403, 409]),
    ("POST", "/review/events/{event}/return", [401, 403, 403, 403, 303]),
    ("POST", "/api/v1/events/{event}/attendance/submit", [401, 403, 200, 403, 409]),
    ("POST", "/review/events/{event}/approve", [401, 403, 403, 403, 303]),
    ("POST", "/api/v1/events/{event}/attendance/approve", [401, 403, 403, 403, 409]),
]


@pytest.fixture
async def readers(database: Database, set_clock: object) -> list[Headers]:
    """Five who ask, on the second evening of a workshop with two people of whom the first was checked in."""
    set_clock(EVENING)
    await open_doors(database, door_event(), door_event("haskovo-2023", host="haskovo"))
    await add_person(database, 1)
    await add_person(database, 2, first_name="=cmd()", last_name="Țurcanu")
    accounts = [
        await add_staff(database, partner="haskovo", email="stranger@example.org"),
        await add_staff(database, partner="harghita", email="host@example.org"),
        await add_staff(database, Role.CONTROLLER, email="controller@example.org"),
        await add_staff(database, Role.LEAD_PARTNER, email="lead@example.org"),
    ]
    await receive(database, [make_scan()], device="desk", account=accounts[1], now=MORNING)
    now = MORNING + timedelta(days=1, hours=10)
    return [{}, *[await cookie_of(database, account, now) for account in accounts]]


async def ask(client: httpx.AsyncClient, method: str, path: str, headers: Headers, **body: object) -> httpx.Response:
    return await client.request(method, path.format(event=EVENT), headers=headers, **body)


def content_for(method: str, path: str) -> dict[str, object]:
    if method == "GET":
        return {}
    if path == "/api/v1/check-ins":
        scan = {
            "id": "018f0000-0000-7000-8000-000000000001",
            "event": EVENT,
            "badge_code": "CODE000001",
            "checkpoint": "2024-04-16",
            "scanned_at": "2024-04-16T08:50:00+03:00",
        }
        return {"json": {"device": "desk", "scans": [scan]}}
    if path.startswith("/api/"):
        if path.endswith("marks"):
            return {"json": {"marks": []}}
        return {"json": {"reason": "Please check."}} if path.endswith("return") else {}
    return {"data": {"reason": "Please check.", "checkpoint": "2024-04-16", "badge": "CODE000001"}}


async def test_each_address_is_open_to_those_whose_it_is(client: httpx.AsyncClient, readers: list[Headers]) -> None:
    for method, path, expected in ADDRESSES:
        answers = [await ask(client, method, path, headers, **content_for(method, path)) for headers in readers]
        assert [answer.status_code for answer in answers] == expected, (method, path)


@on_one_database
async def test_an_unknown_event_is_nowhere(client: httpx.AsyncClient, readers: list[Headers]) -> None:
    for method, path, _ in ADDRESSES:
        if "{event}" in path and "return" not in path:
            answer = await client.request(method, path.format(event="nowhere"), headers=readers[LEAD])
            assert answer.status_code == 404, path


@on_one_database
async def test_a_badge_tells_others_whose_event_it_is_and_nothing_of_the_person(
    client: httpx.AsyncClient, readers: list[Headers]
) -> None:
    for reader in (NOBODY, STRANGER, CONTROLLER):
        for path in ("/b/CODE000001", "/B/CODE000001", "/b/code000001"):
            answer = await ask(client, "GET", path, readers[reader])
            assert answer.status_code == 200
            assert "3rd interregional workshop" in answer.text
            assert "desk@example.org" in answer.text
            assert "Петрова" not in answer.text
            assert "Община" not in answer.text
            assert answer.headers["cache-control"] == "private, no-store"
    unknown = await ask(client, "GET", "/b/STRAY", {})
    assert unknown.status_code == 404
    assert "not known here" in unknown.text


async def test_staff_check_in_who_shows_a_badge_with_one_button_a_day(
    client: httpx.AsyncClient, readers: list[Headers], database: Database
) -> None:
    shown = await ask(client, "GET", "/b/CODE000002", readers[HOST])
    assert "Țurcanu" in shown.text
    assert re.findall(r'name="checkpoint" value="([^"]+)"', shown.text) == ["2024-04-17", "visit"]
    ids = re.findall(r'name="id" value="([^"]+)"', shown.text)
    for _ in range(2):  # pressed twice
        done = await ask(client, "POST", "/b/CODE000002", readers[HOST], data={"id": ids[1], "checkpoint": "visit"})
        shown = await client.get(done.headers["location"], headers=readers[HOST])
        assert "Welcome" in shown.text
    assert re.findall(r'name="checkpoint" value="([^"]+)"', shown.text) == ["2024-04-17"]


async def test_the_roster_has_a_strong_tag_that_holds_until_something_changes(
    client: httpx.AsyncClient, readers: list[Headers]
) -> None:
    path = f"/api/v1/events/{EVENT}/roster"
    first = await client.get(path, headers=readers[HOST])
    assert first.json()["registrations"][0] | {"id": ""} == {
        "id": "",
        "name": "Мария Петрова 1",
        "latin_name": "",
        "organisation": "Община Хасково",
        "category": "project_partner",
        "attendance_mode": "in_person",
        "status": "confirmed",
        "badge_code": "CODE000001",
        "expected_at": ["2024-04-16", "2024-04-17", "visit"],
        "checked_in": ["2024-04-16"],
        "seen_first_by": {"2024-04-16": "desk"},
        "notes": ["No photos"],
    }
    assert [point["key"] for point in first.json()["checkpoints"]] == ["2024-04-16", "2024-04-17", "visit"]
    etag = first.headers["etag"]
    assert re.fullmatch(r'"[0-9a-f]{32}"', etag)
    again = await client.get(path, headers=readers[HOST] | {"If-None-Match": etag})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    await ask(client, "POST", "/b/CODE000002", readers[HOST], data={"checkpoint": "visit"})
    changed = await client.get(path, headers=readers[HOST] | {"If-None-Match": etag})
    assert changed.status_code == 200
    assert changed.headers["etag"] != etag


@on_one_database
async def test_faulty_scans_are_answered_with_each_fault(client: httpx.AsyncClient, readers: list[Headers]) -> None:
    good = {
        "id": "018f0000-0000-7000-8000-000000000009",
        "event": EVENT,
        "badge_code": "CODE000001",
        "checkpoint": "2024-04-16",
        "scanned_at": "2024-04-16T08:50:00+03:00",
    }
    faulty = [good | {"id": "1"}, good | {"scanned_at": "2024-04-16T08:50:00"}, good | {"method": "magic"}, 7, good]
    faulty += [good | {"scanned_at": "9999-12-31T23:59:59-10:00"}]
    answer = await client.post("/api/v1/check-ins", json={"device": "d", "scans": faulty}, headers=readers[HOST])
    assert answer.status_code == 200
    results = answer.json()["results"]
    assert [result["outcome"] for result in results] == [*["invalid"] * 4, "already_checked_in", "invalid"]
    assert [result["id"] for result in results] == [None, good["id"], good["id"], None, good["id"], good["id"]]
    fields = [[fault["field"] for fault in result.get("faults", [])] for result in results]
    assert fields == [["id"], ["scanned_at"], ["method"], list(good), [], ["scanned_at"]]
    assert all(fault["message"] for result in results for fault in result.get("faults", []))


@on_one_database
async def test_what_is_no_batch_is_refused_with_each_fault(client: httpx.AsyncClient, readers: list[Headers]) -> None:
    good = {"id": "018f0000-0000-7000-8000-000000000009"}
    for body in ({}, {"device": "", "scans": []}, {"device": "d", "scans": [good] * 1001}, {"device": "d"}):
        answer = await client.post("/api/v1/check-ins", json=body, headers=readers[HOST])
        assert answer.status_code == 422
        assert all(error["message"] for error in answer.json()["errors"])


async def test_ticks_are_noted_and_unticked_ones_taken_back(client: httpx.AsyncClient, readers: list[Headers]) -> None:
    path = f"/organise/events/{EVENT}/attendance/marking"
    boxes = re.findall(r'name="mark" value="([^"]+)"', (await client.get(path, headers=readers[HOST])).text)
    assert len(boxes) == 12  # two people, three checkpoints, two kinds
    ticked = [box for box in boxes if box.endswith("2024-04-16:signed_on_paper")]
    await client.post(path, headers=readers[HOST], data={"shown": "", "mark": ticked})
    record = (await client.get(f"/api/v1/events/{EVENT}/attendance", headers=readers[HOST])).json()["record"]
    assert [totals["signed_on_paper"] for totals in record["totals"]] == [2, 0, 0]
    shown = re.findall(r'name="shown" value="([^"]+)"', (await client.get(path, headers=readers[HOST])).text)[0]
    assert sorted(shown.split()) == sorted(ticked)
    await client.post(path, headers=readers[HOST], data={"shown": shown, "mark": ticked[:1]})
    record = (await client.get(f"/api/v1/events/{EVENT}/attendance", headers=readers[HOST])).json()["record"]
    assert [totals["signed_on_paper"] for totals in record["totals"]] == [1, 0, 0]


@on_one_database
async def test_a_return_without_a_reason_is_asked_for_one(client: httpx.AsyncClient, readers: list[Headers]) -> None:
    await client.post(f"/organise/events/{EVENT}/attendance/submit", headers=readers[HOST])
    answer = await client.post(f"/review/events/{EVENT}/return", headers=readers[LEAD], data={"reason": " "})
    assert answer.status_code == 422
    assert "Please say what has to be corrected" in answer.text
    assert 'name="digest"' in answer.text


@on_one_database
async def test_each_step_of_a_review_ends_with_a_word_that_it_was_taken(
    client: httpx.AsyncClient, readers: list[Headers]
) -> None:
    submit, review = f"/organise/events/{EVENT}/attendance/submit", f"/review/events/{EVENT}"
    steps = [
        (submit, HOST, {}, "Record submitted"),
        (f"{review}/return", LEAD, {"reason": "A list is missing."}, "Record returned"),
        (submit, HOST, {}, "Record submitted"),
        (f"{review}/approve", LEAD, {}, "Record approved"),
    ]
    for path, who, sent, words in steps:
        answer = await client.post(path, headers=readers[who], data=sent)
        page = await client.get(answer.headers["location"], headers=readers[who])
        assert f'role="status">{words}<' in page.text, path


@on_one_database
async def test_the_reason_of_a_return_reaches_the_host(client: httpx.AsyncClient, readers: list[Headers]) -> None:
    await client.post(f"/organise/events/{EVENT}/attendance/submit", headers=readers[HOST])
    path = f"/review/events/{EVENT}/return"
    await client.post(path, headers=readers[LEAD], data={"reason": "Day 2 <b>misses</b> a list"})
    page = await client.get(f"/organise/events/{EVENT}/attendance", headers=readers[HOST])
    assert "Day 2 &lt;b&gt;misses&lt;/b&gt; a list" in page.text


@on_one_database
async def test_the_list_shows_what_waits_first(client: httpx.AsyncClient, readers: list[Headers]) -> None:
    empty = (await client.get("/review", headers=readers[LEAD])).text
    assert "Nothing waits." in empty
    await client.post(f"/organise/events/{EVENT}/attendance/submit", headers=readers[HOST])
    page = (await client.get("/review", headers=readers[LEAD])).text
    assert page.index(f"/review/events/{EVENT}") < page.index("/review/events/haskovo-2023")
    assert "Nothing waits." not in page


async def test_the_bundle_holds_all_forms_and_the_hash_of_each(
    client: httpx.AsyncClient, readers: list[Headers], database: Database
) -> None:
    await client.post(f"/organise/events/{EVENT}/attendance/submit", headers=readers[HOST])
    await ask(client, "POST", "/b/CODE000002", readers[HOST], data={"checkpoint": "visit"})
    answer = await client.get(f"/review/events/{EVENT}/bundle.zip", headers=readers[CONTROLLER])
    with zipfile.ZipFile(io.BytesIO(answer.content)) as bundle:
        files = {name: bundle.read(name) for name in bundle.namelist()}
    sums = dict(line.split("  ")[::-1] for line in files.pop("SHA256SUMS").decode().splitlines())
    assert sums == {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    assert set(sums) == {
        f"{EVENT}-{name}"
        for name in ("attendance.pdf", "attendance.csv", "attendance.xlsx", "review.json", "record.json")
    }
    sealed = (await client.get(f"/api/v1/events/{EVENT}/attendance", headers=readers[LEAD])).json()["digest"]
    assert sums[f"{EVENT}-record.json"] == sealed
    assert files[f"{EVENT}-attendance.pdf"].startswith(b"%PDF-")


@on_one_database
@pytest.mark.parametrize("ending", ["pdf", "csv", "xlsx", "json"])
async def test_the_record_comes_in_four_forms(client: httpx.AsyncClient, readers: list[Headers], ending: str) -> None:
    answer = await client.get(f"/organise/events/{EVENT}/attendance/record.{ending}", headers=readers[HOST])
    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == f'attachment; filename="{EVENT}-attendance.{ending}"'
    assert len(answer.content) > 100
    assert (await client.get(f"/organise/events/{EVENT}/attendance/x.exe", headers=readers[HOST])).status_code == 404


async def test_the_statistics_count_people_once(client: httpx.AsyncClient, readers: list[Headers]) -> None:
    page = (await client.get("/review/statistics", headers=readers[CONTROLLER])).text
    figures = re.findall(r"<dt>([^<]+)</dt><dd>(\d+)</dd>", page)
    assert figures == [
        ("Events", "2"),
        ("of them policy-learning", "2"),
        ("Records approved", "0"),
        ("Headcount", "1"),
        ("People", "1"),
    ]


@on_one_database
async def test_the_page_for_the_time_without_the_network_names_nobody(
    client: httpx.AsyncClient, readers: list[Headers]
) -> None:
    path = f"/organise/events/{EVENT}/check-in"
    assert "Петрова" in (await client.get(path, headers=readers[HOST])).text
    assert "Петрова" not in (await client.get(f"{path}?shell=1", headers=readers[HOST])).text


@on_one_database
async def test_the_workers_are_served_where_they_may_serve_the_desk(
    client: httpx.AsyncClient, readers: list[Headers]
) -> None:
    answer = await client.get("/organise/check-in-worker.js")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "no-cache"
    assert "addEventListener" in answer.text
    camera = await client.get("/organise/camera-worker.js")
    assert "'wasm-unsafe-eval'" in camera.headers["content-security-policy"]
    desk = await client.get(f"/organise/events/{EVENT}/check-in", headers=readers[HOST])
    assert "wasm" not in desk.headers["content-security-policy"]


async def test_under_a_seal_stands_the_title_and_the_days_that_were_sealed(
    client: httpx.AsyncClient, readers: list[Headers], database: Database
) -> None:
    await client.post(f"/organise/events/{EVENT}/attendance/submit", headers=readers[HOST])
    await client.post(f"/review/events/{EVENT}/approve", headers=readers[LEAD])
    await open_doors(database, door_event(title={"en": "Another title"}, days=[date(2024, 4, 16), date(2024, 4, 30)]))
    shown = (await client.get(f"/review/events/{EVENT}", headers=readers[LEAD])).text
    assert "<h1>3rd interregional workshop</h1>" in shown
    octets = (await client.get(f"/review/events/{EVENT}/attendance/record.pdf", headers=readers[LEAD])).content
    text = pypdfium2.PdfDocument(octets)[0].get_textpage().get_text_range()
    assert "3rd interregional workshop" in text
    assert "Another title" not in text


@on_one_database
async def test_the_list_says_the_day_as_clocks_at_the_event_do(
    client: httpx.AsyncClient, readers: list[Headers], set_clock: Callable[[str], None]
) -> None:
    set_clock("2024-04-17T21:10:00Z")
    await client.post(f"/organise/events/{EVENT}/attendance/submit", headers=readers[HOST])
    assert "18 Apr 2024</span>" in (await client.get("/review", headers=readers[LEAD])).text


@on_one_database
async def test_an_approved_record_is_still_to_be_had_when_a_later_one_was_returned(
    client: httpx.AsyncClient, readers: list[Headers]
) -> None:
    await client.post(f"/organise/events/{EVENT}/attendance/submit", headers=readers[HOST])
    await client.post(f"/review/events/{EVENT}/approve", headers=readers[LEAD])
    sealed = (await client.get(f"/api/v1/events/{EVENT}/attendance", headers=readers[LEAD])).json()["digest"]
    await ask(client, "POST", "/b/CODE000002", readers[HOST], data={"checkpoint": "visit"})
    await client.post(f"/organise/events/{EVENT}/attendance/submit", headers=readers[HOST])
    await client.post(f"/review/events/{EVENT}/return", headers=readers[LEAD], data={"reason": "Please check."})
    for place, reader in (("organise", HOST), ("review", CONTROLLER)):
        address = f"/{place}/events/{EVENT}/attendance"
        page = await client.get(address if place == "organise" else f"/review/events/{EVENT}", headers=readers[reader])
        assert f'href="{address}/steps/2/record.json"' in page.text
        answer = await client.get(f"{address}/steps/2/record.json", headers=readers[reader])
        assert hashlib.sha256(answer.content).hexdigest() == sealed
        assert (await client.get(f"{address}/steps/9/record.json", headers=readers[reader])).status_code == 404
