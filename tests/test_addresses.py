"""What holds for every address alike: the methods that it says it takes, and numbers larger than any."""

import re

import httpx
import pytest
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute

from events_service import clock
from events_service.access.records import Role
from events_service.database import Database
from events_service.programme.loading import save_all
from tests.world.events import door_event
from tests.world.project import PROJECT
from tests.world.routes import filled
from tests.world.staff import add_staff, token_of

pytestmark = pytest.mark.anyio
HUGE = ("100000000000000000000", "-100000000000000000000", "9223372036854775807", "9" * 5_000)


def routes(application: Litestar) -> list[HTTPRoute]:
    return [route for route in application.routes if isinstance(route, HTTPRoute)]


def integers(handler: HTTPRouteHandler) -> list[str]:
    """Give the names, in the address or behind the question mark, of a handler's whole numbers."""
    return [
        getattr(parameter.kwarg_definition, "name", None) or name
        for name, parameter in handler.parsed_fn_signature.parameters.items()
        if int in {parameter.annotation, *parameter.args}
    ]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_an_address_says_all_methods_that_it_takes(client: httpx.AsyncClient, application: Litestar) -> None:
    for route in routes(application):
        path = filled(re.sub(r"\{(\w+):\w+\}", r"{\1}", route.path_format))
        taken = set(route.methods) | ({"HEAD"} if "GET" in route.methods else set())
        for method, status in (("OPTIONS", 204), ("PUT", 405)):
            answer = await client.request(method, path)
            if answer.status_code != 404:  # one of a kind of identifier that no other kind fits
                assert (answer.status_code, set(answer.headers["allow"].split(", "))) == (status, taken), (method, path)


async def test_a_number_larger_than_any_is_refused_or_found_nowhere(
    client: httpx.AsyncClient, application: Litestar, database: Database
) -> None:
    async with database.transaction() as session:
        await save_all(session, [PROJECT], [door_event()], actor="test", now=clock.now())
    client.headers.update(await token_of(database, await add_staff(database, Role.LEAD_PARTNER), clock.now()))
    asked = 0
    for route in routes(application):
        for handler in route.route_handlers:
            for name in integers(handler):
                for number in HUGE:
                    path = re.sub(rf"\{{{name}(:\w+)?\}}", number, route.path_format)
                    params = {} if number in path else {name: number}
                    for method in sorted(handler.http_methods):
                        answer = await client.request(method, filled(path), params=params)
                        assert answer.status_code in {404, 422}, (method, path, name, number, answer.status_code)
                        asked += 1
    assert asked >= 4 * len(HUGE)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_problem_has_one_type_whatever_host_was_asked_for(client: httpx.AsyncClient) -> None:
    for host in ("testserver.local", "evil.example", "evil.example:8000"):
        answer = await client.get("/api/v1/events/nowhere", headers={"Host": host, "X-Forwarded-Host": host})
        assert answer.json()["type"] == "http://testserver.local/problems/unknown-event"


def test_all_whole_numbers_of_the_json_api_have_bounds(application: Litestar) -> None:
    document = application.openapi_schema.to_schema()
    found = [
        (path, parameter["name"], parameter["schema"])
        for path, operations in document["paths"].items()
        for operation in operations.values()
        for parameter in operation.get("parameters", [])
        if parameter["schema"].get("type") == "integer"
    ]
    assert len(found) >= 3
    assert [one for one in found if not {"minimum", "maximum"} <= set(one[2])] == []
