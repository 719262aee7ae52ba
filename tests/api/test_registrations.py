"""The JSON addresses of registrations, as the contract fixes them."""

import asyncio
from typing import Any

import httpx
import pytest

from events_service.database import Database
from events_service.programme.records import EventAccess, EventStatus, Registration
from tests.world.api import ADDRESS, faults
from tests.world.events import WORKSHOP, event, load
from tests.world.people import body
from tests.world.staff import staff

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("first_of_march")]


async def test_registering_answers_with_what_the_participant_needs(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database)
    response = await client.post(ADDRESS, json=body(sessions=["bus"]))
    answer = response.json()
    assert response.status_code == 201
    assert set(answer) == {"id", "status", "manage_url", "calendar_url", "badge_code", "sessions"}
    assert answer["status"] == "confirmed"
    assert answer["sessions"] == [{"key": "bus", "status": "confirmed"}]
    assert answer["manage_url"].startswith("http://testserver.local/my/")
    assert answer["calendar_url"] == answer["manage_url"] + "/calendar.ics"
    assert len(answer["badge_code"]) == 10
    assert not set(answer["badge_code"]) & set("O01ILabcdefghijklmnopqrstuvwxyz")
    assert (await client.get(answer["manage_url"])).status_code == 200


async def test_whoever_waits_learns_the_place_in_line(client: httpx.AsyncClient, database: Database) -> None:
    await load(database, event(capacity=1))
    await client.post(ADDRESS, json=body())
    answer = (await client.post(ADDRESS, json=body(email="second@example.org"))).json()
    assert (answer["status"], answer["waiting_position"]) == ("waitlisted", 1)


async def test_an_address_registers_once_for_an_event_however_it_is_written(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database)
    await client.post(ADDRESS, json=body(email="jan@example.org"))
    again = await client.post(ADDRESS, json=body(email="JAN@Example.org", first_name="Somebody"))
    assert again.status_code == 409
    assert again.headers["content-type"] == "application/problem+json"
    assert again.json()["type"].endswith("/already-registered")
    assert "Jan" not in again.text


@pytest.mark.parametrize(
    ("first", "again"),
    [
        ("jan@example.org", "jan@ex\u00adample.org"),
        ("jan@δήμος.gr", "jan@xn--jxalzmp.gr"),
        ("jan@община.бг", "JAN@ОБЩИНА.БГ"),
    ],
)
async def test_all_spellings_of_a_mailbox_are_one(
    client: httpx.AsyncClient, database: Database, first: str, again: str
) -> None:
    await load(database)
    assert (await client.post(ADDRESS, json=body(email=first))).status_code == 201
    assert (await client.post(ADDRESS, json=body(email=again))).status_code == 409
    companion = {"first_name": "A", "last_name": "B", "email": again}
    party = await client.post(ADDRESS, json=body(email="eva@example.org", companions=[companion]))
    assert faults(party) in (["companions"], ["companions.0.email"])


@pytest.mark.parametrize(
    "email",
    [
        f"a@{'x' * 70}.org",
        f"a@{'щ' * 60}.org",
        "a@-щ.org",
        "a@exa\uff20mple.org",
        f"{'a' * 60}@{'.'.join(['щ' * 25] * 6)}.org",
    ],
)
async def test_an_address_that_no_mail_server_can_have_is_refused_in_a_sentence(
    client: httpx.AsyncClient, database: Database, email: str
) -> None:
    await load(database)
    refused = await client.post(ADDRESS, json=body(email=email))
    assert (refused.status_code, faults(refused)) == (422, ["email"])
    assert "mail server" in refused.json()["errors"][0]["message"]
    made = (await client.post(ADDRESS, json=body())).json()
    changed = await client.patch(
        f"/api/v1/registrations/{made['id']}", json={"email": email}, headers=await staff(database)
    )
    assert (changed.status_code, faults(changed)) == (422, ["email"])


async def test_after_cancelling_the_address_may_register_again(client: httpx.AsyncClient, database: Database) -> None:
    await load(database)
    headers = await staff(database)
    first = (await client.post(ADDRESS, json=body())).json()
    assert (await client.delete(f"/api/v1/registrations/{first['id']}", headers=headers)).status_code == 204
    assert (await client.post(ADDRESS, json=body())).status_code == 201


async def test_the_same_key_with_the_same_body_is_one_registration(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database)
    headers = {"Idempotency-Key": "a-key"}
    answers = await asyncio.gather(*(client.post(ADDRESS, json=body(), headers=headers) for _ in range(4)))
    assert [answer.status_code for answer in answers] == [201] * 4
    assert len({answer.content for answer in answers}) == 1
    other = await client.post(ADDRESS, json=body(email="other@example.org"), headers=headers)
    assert (other.status_code, other.json()["type"].rpartition("/")[2]) == (422, "idempotency-key-reused")


async def test_all_faulty_fields_are_named_at_once(client: httpx.AsyncClient, database: Database) -> None:
    await load(database)
    sent = body(
        first_name=" ",
        email="jan@",
        country="XX",
        category="king",
        language="english",
        attendance_mode="by_post",
        consents={"privacy_notice": False, "photos": "yes"},
        shoe_size=44,
    )
    del sent["organisation"]
    response = await client.post(ADDRESS, json=sent)
    assert response.status_code == 422
    assert faults(response) == [
        "attendance_mode",
        "category",
        "consents.photos",
        "country",
        "email",
        "first_name",
        "language",
        "organisation",
        "shoe_size",
    ]


async def test_what_the_event_or_the_law_does_not_allow_is_a_fault_of_its_field(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database)
    cases: list[tuple[dict[str, Any], str]] = [
        ({"consents": {"privacy_notice": False}}, "consents.privacy_notice"),
        ({"dietary_needs": "halal"}, "consents.special_needs"),
        ({"sessions": ["moon"]}, "sessions"),
        ({"sessions": ["steering"], "category": "press"}, "sessions"),
        ({"attendance_mode": "online"}, "attendance_mode"),
        ({"consents": "all"}, "consents"),
        ({"first_name": "Jan\nBcc: all"}, "first_name"),
        ({"email": "Jan <jan@example.org>"}, "email"),
    ]
    for changes, field in cases:
        response = await client.post(ADDRESS, json=body(**changes))
        assert (response.status_code, faults(response)) == (422, [field]), changes


async def test_an_event_for_partners_takes_partners_only(client: httpx.AsyncClient, database: Database) -> None:
    await load(database, event(access=EventAccess.PARTNERS))
    refused = await client.post(ADDRESS, json=body(category="press"))
    assert (refused.status_code, faults(refused)) == (422, ["category"])
    assert (await client.post(ADDRESS, json=body(category="advisory_partner"))).status_code == 201


@pytest.mark.parametrize(
    ("now", "status"),
    [
        ("2024-02-01T06:30:00Z", 409),  # opens at 09:00 in Bucharest, which is 07:00 UTC in winter
        ("2024-02-01T07:00:00Z", 201),
        ("2024-04-10T20:30:00Z", 201),  # closes at 23:59, 20:59 UTC in summer
        ("2024-04-10T20:59:00Z", 409),
    ],
)
async def test_the_window_opens_and_closes_by_the_clock_at_the_event(
    client: httpx.AsyncClient, database: Database, set_clock: Any, now: str, status: int
) -> None:
    await load(database)
    set_clock(now)
    response = await client.post(ADDRESS, json=body())
    assert response.status_code == status
    if status == 409:
        assert response.json()["type"].endswith("/registration-closed")


@pytest.mark.parametrize(
    ("status", "answer", "slug"),
    [
        (EventStatus.CANCELLED, 409, "registration-closed"),
        (EventStatus.POSTPONED, 409, "registration-closed"),
        (EventStatus.DRAFT, 404, "unknown-event"),
    ],
)
async def test_an_event_that_is_not_held_takes_nobody(
    client: httpx.AsyncClient, database: Database, status: EventStatus, answer: int, slug: str
) -> None:
    await load(database, event(status=status))
    response = await client.post(ADDRESS, json=body())
    assert (response.status_code, response.json()["type"].rpartition("/")[2]) == (answer, slug)


async def test_a_body_that_is_no_json_object_is_a_fault(client: httpx.AsyncClient, database: Database) -> None:
    await load(database)
    endless = b'{"a":' * 20_000 + b"1" + b"}" * 20_000
    for content in (b"", b"[]", b"{", b"\xff", endless):
        assert (await client.post(ADDRESS, content=content)).status_code == 422
    assert (await client.post(ADDRESS, content=b'{"a":' * 200_000)).status_code == 413


async def test_approval_comes_before_a_seat(client: httpx.AsyncClient, database: Database) -> None:
    await load(database, event(capacity=1, registration=Registration(approval=True)))
    headers = await staff(database)
    answers = [(await client.post(ADDRESS, json=body(email=f"p{number}@example.org"))).json() for number in range(3)]
    assert [answer["status"] for answer in answers] == ["pending"] * 3
    decided = [
        (await client.post(f"/api/v1/registrations/{answers[number]['id']}/{decision}", headers=headers)).json()
        for number, decision in ((2, "approve"), (0, "approve"), (1, "decline"))
    ]
    assert [each["status"] for each in decided] == ["confirmed", "waitlisted", "cancelled"]
    again = await client.post(f"/api/v1/registrations/{answers[1]['id']}/approve", headers=headers)
    assert again.json()["type"].endswith("/not-pending")


async def test_staff_list_registrations_page_by_page(client: httpx.AsyncClient, database: Database) -> None:
    await load(database, event(capacity=2))
    headers = await staff(database)
    for number in range(5):
        await client.post(ADDRESS, json=body(email=f"p{number}@example.org", sessions=["bus"]))
    pages, after = [], "0"
    while after:
        response = await client.get(ADDRESS, params={"limit": 2, "after": after}, headers=headers)
        pages.append(response.json())
        after = response.json()["next"]
    items = [item for each in pages for item in each["items"]]
    assert [len(each["items"]) for each in pages] == [2, 2, 1]
    assert [item["number"] for item in items] == [1, 2, 3, 4, 5]
    assert [item["waiting_position"] for item in items] == [None, None, 1, 2, 3]
    assert items[0]["sessions"] == [{"key": "bus", "status": "confirmed"}]
    waiting = await client.get(ADDRESS, params={"status": "waitlisted"}, headers=headers)
    assert [item["waiting_position"] for item in waiting.json()["items"]] == [1, 2, 3]


async def test_nobody_but_the_hosts_staff_sees_or_changes_registrations(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database, WORKSHOP)
    registered = (await client.post(ADDRESS, json=body())).json()
    own = f"/api/v1/registrations/{registered['id']}"
    strangers = await staff(database, "peloponnese")
    for headers, status in (({}, 401), (strangers, 403)):
        assert (await client.get(ADDRESS, headers=headers)).status_code == status
        assert (await client.patch(own, json={"first_name": "X"}, headers=headers)).status_code == status
        assert (await client.delete(own, headers=headers)).status_code == status


async def test_staff_correct_what_was_typed_wrongly(client: httpx.AsyncClient, database: Database) -> None:
    await load(database)
    headers = await staff(database)
    own = f"/api/v1/registrations/{(await client.post(ADDRESS, json=body())).json()['id']}"
    await client.post(ADDRESS, json=body(email="other@example.org"))
    changed = await client.patch(own, json={"last_name": "McDonald", "sessions": ["bus"]}, headers=headers)
    assert (changed.json()["first_name"], changed.json()["last_name"]) == ("Jan", "McDonald")
    assert changed.json()["sessions"] == [{"key": "bus", "status": "confirmed"}]
    taken = await client.patch(own, json={"email": "Other@example.org"}, headers=headers)
    assert (taken.status_code, taken.json()["type"].rpartition("/")[2]) == (409, "already-registered")
    wrong = await client.patch(own, json={"last_name": "", "country": "XX", "status": "confirmed"}, headers=headers)
    assert (wrong.status_code, faults(wrong)) == (422, ["country", "last_name", "status"])


async def test_the_openapi_document_describes_the_body_and_the_answers(client: httpx.AsyncClient) -> None:
    document = (await client.get("/schema/openapi.json")).json()
    operation = document["paths"]["/api/v1/events/{event}/registrations"]["post"]
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    assert {"first_name", "last_name", "email", "consents"} < set(schema["required"])
    assert set(operation["responses"]) >= {"201", "404", "409", "422"}
