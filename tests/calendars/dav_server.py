"""A small HTTP server around the answers of `caldav`, for clients that know nothing but the network."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import unquote

from events_service.calendars.caldav import ALLOWED_METHODS, DAV_HEADER, find, propfind, report
from events_service.calendars.dav_resources import Calendar, Home, Resource
from events_service.calendars.dav_xml import Answer, FaultyRequest
from events_service.calendars.feed import write


@contextmanager
def serving(home: Callable[[], Home]) -> Iterator[str]:
    """Serve the home that is given anew for each request, and each calendar's feed; gives the address of the server."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_OPTIONS(self) -> None:
            self.answer(200, b"", "text/plain")

        def do_PROPFIND(self) -> None:
            self.say(lambda body: propfind(home(), self.path, self.headers.get("Depth", "infinity"), body))

        def do_REPORT(self) -> None:
            self.say(lambda body: report(home(), self.path, body))

        def do_GET(self) -> None:
            found = find(home(), unquote(self.path))
            if isinstance(found, Resource):
                self.answer(200, found.octets, "text/calendar; charset=utf-8", found.etag)
            elif isinstance(found, Calendar):
                self.answer(200, write(found.feed), "text/calendar; charset=utf-8")
            else:
                self.answer(404, b"", "text/plain")

        def refuse(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.answer(403, b"", "text/plain")

        do_PUT = do_DELETE = do_PROPPATCH = do_MKCALENDAR = refuse  # noqa: N815  (names that http.server asks for)

        def say(self, answering: Callable[[bytes], Answer | None]) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            try:
                answer = answering(body)
            except FaultyRequest as refusal:
                self.answer(400, str(refusal).encode(), "text/plain")
                return
            if answer is None:
                self.answer(404, b"", "text/plain")
            else:
                self.answer(answer.status, answer.octets, answer.media_type)

        def answer(self, status: int, octets: bytes, media_type: str, etag: str | None = None) -> None:
            self.send_response(status)
            self.send_header("DAV", DAV_HEADER)
            self.send_header("Allow", ALLOWED_METHODS)
            self.send_header("Content-Type", media_type)
            self.send_header("Content-Length", str(len(octets)))
            if etag is not None:
                self.send_header("ETag", etag)
            self.end_headers()
            self.wfile.write(octets)

        def log_message(self, *args: object) -> None:
            """Keep quiet: what matters is what clients make of it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
