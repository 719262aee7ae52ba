"""What operators meet: health that probes a write, figures for who may see them, proxies that are named, HTTPS kept."""

import logging
from pathlib import Path

import httpx
import pytest
from litestar import Litestar, Request
from msgspec.structs import replace
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from events_service.access import limits
from events_service.access.limits import network_of
from events_service.app import front
from events_service.database import Database
from events_service.serving import ambiguity_of
from events_service.settings import FaultySetting, Settings, read_settings

pytestmark = pytest.mark.anyio
TOKEN = "a token for figures that nobody guesses"


async def test_m9_health_writes_where_the_database_writes(client: httpx.AsyncClient, settings: Settings) -> None:
    answer = await client.get("/health")
    assert (answer.status_code, answer.json()["database"]) == (200, "ok")
    assert not (settings.data_dir / ".probe").exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no disk that is always full")
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_m9_a_full_disk_is_no_health(client: httpx.AsyncClient, settings: Settings) -> None:
    (settings.data_dir / ".probe").symlink_to("/dev/full")
    answer = await client.get("/health")
    assert (answer.status_code, answer.json()["database"]) == (503, "not_writable")
    assert answer.json()["status"] == "failing"


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_m9_a_database_that_takes_no_changes_is_no_health(
    client: httpx.AsyncClient, application: Litestar, settings: Settings
) -> None:
    writable, application.state.database = application.state.database, Database(settings.database_url, looks=True)
    answer = await client.get("/health")
    assert (answer.status_code, answer.json()["database"]) == (503, "not_writable")
    await application.state.database.close()
    application.state.database = writable


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_metrics_are_not_open_to_all(application: Litestar, client: httpx.AsyncClient) -> None:
    assert (await client.get("/metrics")).status_code == 200
    passed_on = {"X-Forwarded-For": "203.0.113.7"}
    assert (await client.get("/metrics", headers=passed_on)).status_code == 401
    elsewhere = httpx.ASGITransport(app=front(application), client=("203.0.113.7", 4711))
    async with httpx.AsyncClient(transport=elsewhere, base_url="http://testserver.local") as other:
        assert (await other.get("/metrics")).status_code == 401
        application.state.settings = replace(application.state.settings, metrics_token=TOKEN)
        assert (await other.get("/metrics")).status_code == 401
        assert (await other.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}x"})).status_code == 401
        given = await other.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert given.status_code == 200
    assert "events_service_registrations" in given.text
    assert (await client.get("/metrics")).status_code == 401


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("path", ["/", "/calendar.ics", "/api/v1/events", "/static/service.css"])
async def test_browsers_keep_to_https_where_the_service_has_it_and_windows_to_themselves(
    application: Litestar, client: httpx.AsyncClient, path: str
) -> None:
    plain = await client.get(path)
    assert "strict-transport-security" not in plain.headers
    assert plain.headers["cross-origin-opener-policy"] == "same-origin"
    application.state.settings = replace(application.state.settings, base_url="https://events.example.org")
    assert (await client.get(path)).headers["strict-transport-security"] == "max-age=31536000"


def request_through(application: Litestar, peer: str, forwarded: str) -> Request[object, object, object]:
    scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "client": (peer, 1)}
    headers = [(b"x-forwarded-for", forwarded.encode())]
    return Request({**scope, "headers": headers, "litestar_app": application, "app": application})


async def test_m10_who_is_no_named_proxy_says_of_nobody_else_who_asks(
    application: Litestar, client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    limits._say_once.cache_clear()
    with caplog.at_level(logging.WARNING):
        for _ in range(2):
            assert network_of(request_through(application, "127.0.0.1", "203.0.113.7")) == "127.0.0.1"
    (said,) = caplog.messages
    assert "EVENTS_TRUSTED_PROXIES" in said


@pytest.mark.parametrize(
    ("peer", "seen"), [("10.0.3.9", "203.0.113.7"), ("10.0.4.9", "10.0.4.9"), ("127.0.0.1", "127.0.0.1")]
)
async def test_m10_a_named_proxy_says_who_asks(tmp_path: Path, peer: str, seen: str) -> None:
    trusted = read_settings({"EVENTS_DATA_DIR": str(tmp_path), "EVENTS_TRUSTED_PROXIES": "10.0.3.0/24"}).trusted_proxies
    asked = []

    async def note(scope: dict[str, object], receive: object, send: object) -> None:
        asked.append(scope["client"])

    wrapped = ProxyHeadersMiddleware(note, trusted_hosts=[*trusted])
    headers = [(b"x-forwarded-for", b"198.51.100.1, 203.0.113.7")]
    await wrapped({"type": "http", "client": (peer, 1), "headers": headers}, None, None)
    assert asked[0][0] == seen


@pytest.mark.parametrize("written", ["*", "proxy.example.org", "10.0.3.1/24", "10.0.0.0/33"])
async def test_m10_a_proxy_that_is_no_address_is_refused(tmp_path: Path, written: str) -> None:
    with pytest.raises(FaultySetting, match="EVENTS_TRUSTED_PROXIES"):
        read_settings({"EVENTS_DATA_DIR": str(tmp_path), "EVENTS_TRUSTED_PROXIES": written})


async def test_a_token_for_figures_that_is_short_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FaultySetting, match="EVENTS_METRICS_TOKEN has 5 characters"):
        read_settings({"EVENTS_DATA_DIR": str(tmp_path), "EVENTS_METRICS_TOKEN": "short"})


HEAD = b"POST /sign-in HTTP/1.1\r\nHost: x\r\n"
SMUGGLED = {
    "two lengths": HEAD + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "two lengths the other way round": HEAD + b"transfer-encoding : chunked\r\nCONTENT-LENGTH: 4\r\n\r\n",
    "a folded line": HEAD + b"X: a\r\n b\r\n\r\n",
    "a line folded by a tab": HEAD + b"X: a\r\n\tb\r\n\r\n",
    "bare line feeds": b"GET / HTTP/1.1\nHost: x\n\n",
    "one bare line feed": HEAD + b"X: a\nY: b\r\n\r\n",
    "a bare carriage return": HEAD + b"X: a\rY: b\r\n\r\n",
}
PLAIN = [
    HEAD + b"Content-Length: 4\r\n\r\n\n \n\r",
    HEAD + b"Transfer-Encoding: chunked\r\n\r\n3\r\na\nb\r\n0\r\n\r\n",
    HEAD + b"X: Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n",
    HEAD[:-1],
    b"",
]


@pytest.mark.parametrize("received", SMUGGLED.values(), ids=SMUGGLED)
async def test_a_request_that_may_be_read_in_two_ways_is_refused(received: bytes) -> None:
    assert ambiguity_of(received) is not None


@pytest.mark.parametrize("received", PLAIN)
async def test_a_request_that_is_read_in_one_way_is_taken(received: bytes) -> None:
    assert ambiguity_of(received) is None
