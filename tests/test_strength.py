"""Nobody stops the service: bodies are bounded before they are parsed, and what is no whole request is closed."""

import asyncio
import json
import os
import socket
from collections.abc import Callable, Coroutine, Iterator
from contextlib import closing
from typing import Any

import httpx
import pytest
from uvicorn.config import Config
from uvicorn.server import ServerState

from events_service.serving import (
    BODY_SECONDS,
    FREE_CHUNKS,
    HEAD_SECONDS,
    PIECE_SECONDS,
    SMALLEST_CHUNK,
    PatientProtocol,
)
from events_service.web.bodies import LARGEST_BODY, MOST_FIELDS
from events_service.web.decoding import MOST_VALUES
from tests.processes import begin, end, free_port


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, int]]:
    """A service in a process of its own: its host and port."""
    port = free_port()
    environment = os.environ | {
        "EVENTS_DATA_DIR": str(tmp_path_factory.mktemp("data")),
        "EVENTS_DATABASE_URL": "",
        "EVENTS_BASE_URL": f"http://127.0.0.1:{port}",
    }
    process = begin("serve", port, environment, tmp_path_factory.mktemp("log") / "service.log")
    yield "127.0.0.1", port
    end(process)


@pytest.mark.anyio
async def test_a_form_of_many_fields_and_json_of_many_values_are_refused(client: httpx.AsyncClient) -> None:
    fields = "&".join(["a"] * (MOST_FIELDS + 1))
    typed = {"Content-Type": "application/x-www-form-urlencoded"}
    assert (await client.post("/sign-in", content=fields, headers=typed)).status_code == 413
    assert (await client.post("/sign-in", content="a" * (LARGEST_BODY + 1), headers=typed)).status_code == 413
    values = json.dumps({"x": [[]] * (MOST_VALUES // 2)}, separators=(",", ":"))
    answer = await client.post("/api/v1/events/x/registrations", content=values)
    assert answer.status_code in {404, 413}


SMUGGLED = {
    "two lengths": (
        b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    ),
    "a folded line": b"GET / HTTP/1.1\r\nHost: x\r\nX: a\r\n b\r\n\r\n",
    "bare line feeds": b"GET / HTTP/1.1\nHost: x\n\n",
    "behind a whole one": b"GET /health HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\nHost: x\n\n",
}


@pytest.mark.parametrize("sent", SMUGGLED.values(), ids=SMUGGLED)
def test_the_server_closes_upon_a_request_that_may_be_read_in_two_ways(served: tuple[str, int], sent: bytes) -> None:
    with closing(socket.create_connection(served, timeout=10)) as line:
        line.sendall(sent)
        received = b""
        while piece := line.recv(10_000):
            received += piece
    *before, refused = received.split(b"HTTP/1.1 ")[1:]
    assert refused.startswith(b"400 ")
    assert all(each.startswith(b"200 ") for each in before)


CRUMB = b"1\r\na\r\n"


@pytest.mark.parametrize(
    ("chunks", "status"),
    [
        (CRUMB * FREE_CHUNKS, b"303 "),
        (CRUMB * (FREE_CHUNKS + 1), b"400 "),
        ((b"%x\r\n%s\r\n" % (SMALLEST_CHUNK, b"a" * SMALLEST_CHUNK)) * (FREE_CHUNKS + 1), b"303 "),
    ],
    ids=["few crumbs", "many crumbs", "many small chunks"],
)
def test_a_body_that_comes_in_crumbs_is_read_no_further(served: tuple[str, int], chunks: bytes, status: bytes) -> None:
    head = b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n"
    with closing(socket.create_connection(served, timeout=10)) as line:
        line.sendall(head + chunks + b"0\r\n\r\n")
        assert line.recv(10_000).startswith(b"HTTP/1.1 " + status)


class Line(asyncio.Transport):
    """A connection that only knows whether it was closed."""

    closed = False

    def close(self) -> None:
        """Close it."""
        self.closed = True

    def get_extra_info(self, name: str, default: object = None) -> object:
        """Know nothing of who is there."""
        return default


class Clock:
    """A loop's clock that the test moves; it keeps what is due last, and starts the application for nothing."""

    now, due = 0.0, 0.0

    def time(self) -> float:
        """Give the time."""
        return self.now

    def call_at(self, when: float, work: Callable[[], None]) -> "Clock":
        """Keep what is due."""
        self.due, self.work = when, work
        return self

    def cancel(self) -> None:
        """Forget nothing: the test asks only for the last."""

    def create_task(self, work: Coroutine[Any, Any, None], **options: Any) -> Any:
        """Let the application wait."""
        work.close()
        return self

    def add_done_callback(self, work: object) -> None:
        """Nothing is ever done."""

    def __hash__(self) -> int:
        return id(self)


async def never_reached(scope: Any, receive: Any, send: Any) -> None:
    """An application."""


def test_a_request_that_goes_no_further_is_closed() -> None:
    clock, line = Clock(), Line()
    config = Config(app=never_reached, log_config=None)
    config.load()
    protocol = PatientProtocol(config, ServerState(), {}, _loop=clock)
    protocol.connection_made(line)
    assert clock.due == HEAD_SECONDS
    clock.now = 10.0
    protocol.data_received(b"POST /sign-in HTTP/1.1\r\nHo")
    assert clock.due == HEAD_SECONDS  # what drips moves nothing
    protocol.data_received(b"st: x\r\nContent-Length: 9\r\n\r\na")
    assert clock.due == 10.0 + PIECE_SECONDS
    clock.now = 25.0
    protocol.data_received(b"b")
    assert clock.due == 25.0 + PIECE_SECONDS
    clock.now = 10.0 + BODY_SECONDS - 1
    protocol.data_received(b"c")
    assert clock.due == 10.0 + BODY_SECONDS  # nor does a body for ever
    assert not line.closed
    clock.work()
    assert line.closed
