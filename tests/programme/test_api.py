"""The JSON addresses of the programme: pages, filters, what is never shown, and what OpenAPI says of them."""

from datetime import date, timedelta

import httpx
import pytest

from events_service.access.sign_in import make_token
from events_service.database import Database
from events_service.programme.records import EventAccess, EventStatus, EventType
from tests.world.events import SHOWN, load, meeting, shown_event
from tests.world.staff import sign_in
from tests.world.times import APRIL

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("april")]


async def keys(client: httpx.AsyncClient, query: str = "") -> list[str]:
    answer = await client.get(f"/api/v1/events{query}")
    assert answer.status_code == 200, answer.text
    return [item["key"] for item in answer.json()["items"]]


async def test_an_event_comes_with_its_agenda_in_instants(client: httpx.AsyncClient, database: Database) -> None:
    await load(database, SHOWN)
    shown = (await client.get("/api/v1/events/workshop")).json()
    assert shown["title"] == {"en": "3rd interregional workshop", "bg": "3ти междурегионален уъркшоп"}
    assert shown["days"] == ["2024-04-16", "2024-04-17"]
    assert shown["registration"] == {
        "openness": "open",
        "opens": "2024-02-01T09:00:00+02:00",
        "closes": "2024-04-10T23:59:00+03:00",
        "approval": False,
        "waiting_list": True,
        "places_left": 10,
        "places_left_by_mode": {},
    }
    sessions = {session["key"]: session for session in shown["sessions"]}
    assert sessions["welcome"]["start"] == "2024-04-16T09:15:00+03:00"
    assert sessions["welcome"]["speakers"] == [{"name": "Ilona Székely", "organisation": "Harghita County Council"}]
    assert (sessions["visit"]["capacity"], sessions["visit"]["places_left"]) == (4, 4)
    assert (sessions["steering"]["access"], sessions["steering"]["places_left"]) == ("partners", None)
    assert shown["url"] == "http://testserver.local/events/workshop"
    assert shown["calendar_url"] == "http://testserver.local/events/workshop/calendar.ics"


async def test_the_list_is_followed_by_next_to_its_end(client: httpx.AsyncClient, database: Database) -> None:
    await load(
        database, *(meeting(f"m{number}", date(2024, 4, 1) + timedelta(days=number // 2)) for number in range(5))
    )
    seen, after = [], ""
    while True:
        page = (await client.get(f"/api/v1/events?limit=2{after}")).json()
        seen.append([item["key"] for item in page["items"]])
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    assert seen == [["m0", "m1"], ["m2", "m3"], ["m4"]]


async def test_the_list_narrows_by_type_country_and_project(client: httpx.AsyncClient, database: Database) -> None:
    await load(database, SHOWN, meeting("visit", date(2024, 5, 2), type=EventType.STUDY_VISIT, venue=None))
    assert await keys(client) == ["workshop", "visit"]
    assert await keys(client, "?type=study_visit") == ["visit"]
    assert await keys(client, "?country=RO") == ["workshop"]
    assert await keys(client, "?project=secon") == ["workshop", "visit"]
    assert await keys(client, "?project=other") == []


async def test_a_draft_is_never_shown_not_even_to_its_organiser(client: httpx.AsyncClient, database: Database) -> None:
    await load(database, shown_event(status=EventStatus.DRAFT))
    account = await sign_in(client, database, project="secon")
    token = await make_token(database, account.email, timedelta(days=1), APRIL)
    for headers in ({}, {"Authorization": f"Bearer {token}"}):
        answer = await client.get("/api/v1/events/workshop", headers=headers)
        assert answer.status_code == 404
        assert answer.json()["type"].endswith("/unknown-event")
    assert await keys(client) == []


@pytest.mark.parametrize("access", [EventAccess.LINK, EventAccess.PARTNERS])
async def test_what_is_not_public_is_given_by_its_key_alone(
    client: httpx.AsyncClient, database: Database, access: EventAccess
) -> None:
    await load(database, shown_event(access=access))
    assert await keys(client) == []
    assert (await client.get("/api/v1/events/workshop")).json()["access"] == access.value


async def test_a_faulty_query_names_its_field(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/v1/events?after=nonsense")
    assert answer.status_code == 422
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert [fault["field"] for fault in answer.json()["errors"]] == ["after"]


async def test_all_faulty_parameters_are_named_at_once_as_the_address_names_them(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/v1/events?limit=0&type=party&country=BG")
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    faults = {fault["field"]: fault["message"] for fault in answer.json()["errors"]}
    assert faults.keys() == {"limit", "type"}
    assert faults["limit"].endswith("Expected `int` >= 1")
    assert "'party'" in faults["type"]
    assert [fault["field"] for fault in (await client.get("/api/v1/events?limit=x")).json()["errors"]] == ["limit"]


async def test_openapi_describes_each_refusal_as_a_problem_document(client: httpx.AsyncClient) -> None:
    document = (await client.get("/schema/openapi.json")).json()
    for address, operations in document["paths"].items():
        for method, operation in operations.items():
            refusals = {status: answer for status, answer in operation["responses"].items() if status[0] == "4"}
            assert "400" not in refusals, (address, method)
            assert all(list(each["content"]) == ["application/problem+json"] for each in refusals.values()), address
            if any(parameter["in"] == "query" for parameter in operation.get("parameters", [])):
                assert "422" in refusals, (address, method)


async def test_openapi_describes_both_addresses(client: httpx.AsyncClient) -> None:
    document = (await client.get("/schema/openapi.json")).json()
    listed = document["paths"]["/api/v1/events"]["get"]
    assert {parameter["name"] for parameter in listed["parameters"]} == {"limit", "after", "type", "country", "project"}
    schemas = document["components"]["schemas"]
    assert {"items", "next"} == set(schemas["PublicEventList"]["properties"])
    assert {"key", "title", "days", "registration", "sessions"} <= set(schemas["PublicEvent"]["properties"])
    assert "404" in document["paths"]["/api/v1/events/{event}"]["get"]["responses"]
