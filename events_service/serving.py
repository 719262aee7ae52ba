"""The server, with connections that end: whoever does not go on with a request holds nothing for long (CWE-400)."""

import asyncio
import re
import socket
from contextlib import suppress
from typing import Any

import h11
import uvicorn
from uvicorn.config import STARTUP_FAILURE
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.supervisors import Multiprocess

from events_service.settings import read_settings

HEAD_SECONDS = 15.0
"""From the connection, or the first letter of a request, to the end of its headers."""

PIECE_SECONDS = 20.0
"""Between two pieces of a body."""

BODY_SECONDS = 300.0
"""For a whole body: six files over a slow line."""

FREE_CHUNKS, SMALLEST_CHUNK = 1_000, 64
"""Of a body in more chunks than these each has so many octets on average: to take one costs as much as to take many."""

STOPPING_SECONDS = 8
"""For requests that are being answered when the service is told to stop."""

STREAMS = "/live"
"""How the addresses end whose answers have no end of their own."""

MOST_CONNECTIONS = 2_000
"""Open at once in a process; who comes besides is told to come again (503)."""


def ambiguity_of(received: bytes) -> str | None:
    """Give what in the head of a request may be read in two ways, or None; what comes after the head is not looked at.

    Line breaks that are none (RFC 9112 §2.2), folded lines (§5.2), and two lengths of one body (§6.1).
    """
    head = received.partition(b"\r\n\r\n")[0]
    if _BARE_BREAK.search(head):
        return "The lines of a request end with CR LF."
    if b"\r\n " in head or b"\r\n\t" in head:
        return "The lines of a header are not folded."
    if _CODED.search(head) and _MEASURED.search(head):
        return "A request has a Content-Length or a Transfer-Encoding, not both."
    return None


_BARE_BREAK = re.compile(rb"(?<!\r)\n|\r(?!\n|$)")
_CODED = re.compile(rb"^transfer-encoding\s*:", re.IGNORECASE | re.MULTILINE)
_MEASURED = re.compile(rb"^content-length\s*:", re.IGNORECASE | re.MULTILINE)


def run_server(place: socket.socket, workers: int, application: str = "events_service.app:asgi") -> None:
    """Run the server at a place that is taken for it; its processes read the same environment."""
    trusted = read_settings().trusted_proxies
    config = uvicorn.Config(
        application,
        factory=True,
        workers=workers,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=bool(trusted),
        forwarded_allow_ips=[*trusted],
        lifespan="on",
        http="events_service.serving:PatientProtocol",
        limit_concurrency=MOST_CONNECTIONS,
        timeout_graceful_shutdown=STOPPING_SECONDS,
    )
    if workers > 1:
        Multiprocess(config, sockets=[place]).run()
        return
    server = uvicorn.Server(config)
    with suppress(KeyboardInterrupt):
        server.run(sockets=[place])
    if not server.started:
        raise SystemExit(STARTUP_FAILURE)


class CountingConnection(h11.Connection):
    """The reading of a connection, which goes no further in a body of crumbs (RFC 9112 §7.1)."""

    chunks = octets = 0

    @property
    def has_crumbs(self) -> bool:
        """Whether the body that is being read comes in too many chunks for its length."""
        return self.chunks > FREE_CHUNKS and self.octets < self.chunks * SMALLEST_CHUNK

    def next_event(self) -> Any:
        """Give what came, as h11 has it, and nothing more of a body in crumbs."""
        if self.has_crumbs:
            return h11.NEED_DATA
        event = super().next_event()
        if isinstance(event, h11.Request):
            self.chunks = self.octets = 0
        elif isinstance(event, h11.Data):
            self.chunks, self.octets = self.chunks + event.chunk_end, self.octets + len(event.data)
        return event


class PatientProtocol(H11Protocol):
    """HTTP/1.1 whose patience ends: a request that does not come any further, or in crumbs, is closed."""

    conn: CountingConnection
    _ends: asyncio.TimerHandle | None = None
    _reading: Any = None
    _latest = 0.0

    def handle_events(self) -> None:
        """Take what came, unless a proxy in front may have read another request in it (RFC 9112 §11.2)."""
        if self.conn.their_state is h11.IDLE and (fault := ambiguity_of(self.conn.trailing_data[0])):
            self.send_400_response(fault)
            return
        super().handle_events()
        if self.conn.has_crumbs and not self.transport.is_closing():
            self._refuse_crumbs()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as theirs does
        """Wait for the first request."""
        self.conn = CountingConnection(h11.SERVER)
        super().connection_made(transport)
        self._look()

    def data_received(self, data: bytes) -> None:
        """Take what came, and wait for what is missing."""
        super().data_received(data)
        self._look()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing any more."""
        self._forget()
        super().connection_lost(exc)

    def shutdown(self) -> None:
        """End what would go on for ever when the service stops: a stream; any other answer is given first."""
        super().shutdown()
        if self.scope is not None and self.scope["path"].endswith(STREAMS):
            self.transport.close()

    def _look(self) -> None:
        """Look what the client still owes: headers, by a time that no dripping moves; or a body, piece by piece."""
        state, now = self.conn.their_state, self.loop.time()
        if state is not self._reading:
            self._reading, self._latest = state, now + (HEAD_SECONDS if state is h11.IDLE else BODY_SECONDS)
        self._forget()
        if state is h11.IDLE:
            self._ends = self.loop.call_at(self._latest, self._give_up)
        elif state is h11.SEND_BODY:
            self._ends = self.loop.call_at(min(now + PIECE_SECONDS, self._latest), self._give_up)

    def _forget(self) -> None:
        if self._ends is not None:
            self._ends.cancel()
            self._ends = None

    def _refuse_crumbs(self) -> None:
        self.cycle.disconnected = True  # whoever is reading the body answers nothing any more
        if self.conn.our_state is h11.SEND_RESPONSE:
            self.send_400_response("Send a body in fewer and larger chunks.")
        self.transport.close()

    def _give_up(self) -> None:
        self.transport.close()
