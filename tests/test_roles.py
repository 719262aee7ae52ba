"""Every address asks who is there: nothing of organisers or reviewers opens to anybody else."""

from datetime import timedelta

import httpx
import pytest

from events_service import clock
from events_service.access.accounts import NewAccount, add_account
from events_service.access.records import Role
from events_service.access.sign_in import make_token
from events_service.database import Database
from tests.world.events import load_fixtures
from tests.world.routes import addresses, filled

pytestmark = pytest.mark.anyio
PATHS_OPEN_TO_ALL = {
    "/",
    "/accessibility",
    "/imprint",
    "/privacy",
    "/apple-touch-icon.png",
    "/apple-touch-icon-precomposed.png",
    "/calendar.ics",
    "/calendar.json",
    "/embed/{project}",
    "/events/{event}",
    "/events/{event}/address.svg",
    "/events/{event}/picture.png",
    "/favicon.ico",
    "/icons/192.png",
    "/icons/512.png",
    "/manifest.webmanifest",
    "/robots.txt",
    "/sitemap.xml",
    "/events/{event}/calendar.ics",
    "/events/{event}/calendar.json",
    "/events/{event}/calendar.svg",
    "/events/{event}/privacy",
    "/events/{event}/register",
    "/events/{event}/register/link",
    "/events/{event}/register/sent",
    "/sign-in",
    "/sign-in/{token}",
    "/sign-out",
    "/health",
    "/metrics",
    "/problems/{slug}",
    "/verify",
    "/api/v1/events",
    "/api/v1/events/{event}",
    "/api/v1/verify",
}
OPENED_BY_A_SECRET = (
    "/address/",
    "/invited/",
    "/my/",
    "/room/",
    "/unsubscribe/",
    "/feeds/",
    "/dav/",
    "/.well-known/",
    "/b/",
    "/B/",
    "/c/",
    "/C/",
    "/verify/",
    "/VERIFY/",
    "/l/",
    "/L/",
    "/s/",
    "/S/",
    "/static",
    "/schema",
    "/setup/",
)


async def token_of(database: Database, email: str, role: Role, **scope: str | None) -> dict[str, str]:
    new = NewAccount(email=email, name=email, role=role, **{"project": "secon"} | scope)
    await add_account(database, new, now=clock.now())
    token = await make_token(database, email, timedelta(days=1), clock.now())
    return {"Authorization": f"Bearer {token}"}


async def test_nobody_gets_past_the_door_without_signing_in(client: httpx.AsyncClient, database: Database) -> None:
    await load_fixtures(database)
    closed = []
    for method, path in addresses():
        if path in PATHS_OPEN_TO_ALL or path.startswith(OPENED_BY_A_SECRET) or path.endswith(".js"):
            continue
        if (method, path) == ("POST", "/api/v1/events/{event}/registrations"):
            continue
        answer = await client.request(method, filled(path))
        assert answer.status_code in {401, 404}, (method, path, answer.status_code)
        closed.append(path)
        if path.startswith(("/organise", "/review")):
            assert answer.status_code == 401, (method, path)
    assert len(closed) >= 20


async def test_each_role_keeps_to_its_own_addresses(client: httpx.AsyncClient, database: Database) -> None:
    await load_fixtures(database)
    organiser = await token_of(database, "organiser@example.org", Role.ORGANISER)
    controller = await token_of(database, "controller@example.org", Role.CONTROLLER)
    for method, path in addresses():
        if path.startswith("/organise/") and "{event}" in path and not path.endswith(".js"):
            answer = await client.request(method, filled(path), headers=controller)
            assert answer.status_code == 403, (method, path, answer.status_code)
        if path.startswith("/review"):
            answer = await client.request(method, filled(path), headers=organiser)
            assert answer.status_code == 403, (method, path, answer.status_code)


async def test_an_organiser_keeps_to_the_events_of_their_own_partner_and_project(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load_fixtures(database)
    other_host = await token_of(database, "haskovo@example.org", Role.ORGANISER, partner="haskovo")
    other_project = await token_of(database, "elsewhere@example.org", Role.LEAD_PARTNER, project="elsewhere")
    walked = 0
    for method, path in addresses():
        if path.startswith("/organise/") and "{event}" in path:
            for headers in (other_host, other_project):
                answer = await client.request(method, filled(path), headers=headers)
                assert answer.status_code in {403, 404}, (method, path, answer.status_code)
                walked += 1
    assert walked > 10
