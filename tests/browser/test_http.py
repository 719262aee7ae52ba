"""What HTTP clients meet on the running server."""

import http.client
from urllib.parse import urlsplit

from tests.browser.service import Service


def ask(service: Service, method: str, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection(urlsplit(service.address).netloc, timeout=10)
    connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, content


def test_the_running_server_speaks_http_as_clients_expect(service: Service) -> None:
    status, headers, content = ask(service, "GET", "/calendar.ics")
    assert (status, headers["content-type"]) == (200, "text/calendar; charset=utf-8")
    assert content.startswith(b"BEGIN:VCALENDAR\r\n")
    etag = headers["etag"]
    status, headers, content = ask(service, "HEAD", "/calendar.ics")
    assert (status, headers["etag"], content) == (200, etag, b"")
    status, headers, content = ask(service, "GET", "/calendar.ics", If_None_Match=etag)
    assert (status, headers["etag"], content) == (304, etag, b"")
    status, headers, content = ask(service, "HEAD", "/")
    assert (status, content) == (200, b"")
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    status, headers, content = ask(service, "GET", "/nowhere")
    assert status == 404
    assert b"There is no page at this address" in content
    status, headers, content = ask(service, "GET", "/api/v1/nowhere")
    assert (status, headers["content-type"]) == (404, "application/problem+json")
    status, headers, content = ask(service, "DELETE", "/")
    assert status == 405
    assert "GET" in headers["allow"]
    assert ask(service, "GET", "/metrics")[1]["content-type"].startswith("text/plain; version=0.0.4")
