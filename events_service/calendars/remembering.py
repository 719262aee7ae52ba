"""Feeds answered from memory as long as nothing was committed: calendar programs ask the same thing all day long."""

from collections.abc import Sequence
from typing import Any

from litestar.datastructures import State
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from msgspec import Struct

from events_service import clock
from events_service.kept import Kept
from events_service.web.security import FEEDS

Headers = Sequence[tuple[bytes, bytes]]

MOST_REMEMBERED = 1024
MOST_OCTETS = 64_000_000
_OF_UNCHANGED = frozenset({b"etag", b"cache-control", b"vary"})
_PERSONAL = frozenset({b"cookie", b"authorization", b"range"})


class Remembered(Struct, kw_only=True):
    """An answer for one address and coding; `octets` None where only its ETag is known yet."""

    etag: bytes
    unchanged: Headers
    headers: Headers = ()
    octets: bytes | None = None


Answers = Kept[tuple[object, ...], Remembered]


class Memory:
    """What was answered since the last commit of any process, as `Database.mark` tells of it."""

    def __init__(self) -> None:
        self._ground: tuple[object, ...] = ()
        self._answers: Answers = Kept(
            MOST_REMEMBERED, most_octets=MOST_OCTETS, weigh=lambda answer: len(answer.octets or b"")
        )

    def at(self, ground: tuple[object, ...]) -> Answers:
        """Give the answers on this ground: database, settings, day and mark; another one begins with nothing."""
        if ground != self._ground:
            self._answers.clear()
            self._ground = ground
        return self._answers


def remembering(app: ASGIApp, state: State) -> ASGIApp:
    """Wrap the application. Where only a query can tell of a commit (PostgreSQL), every request goes through to it."""
    memory = Memory()

    async def handle(scope: Scope, receive: Receive, send: Send) -> None:
        key, held = _asked(scope)
        mark = state.database.mark() if key else None
        if key is None or mark is None:
            await app(scope, receive, send)
            return
        # Whose last day has passed opens no calendar any more, though nothing was committed.
        today = clock.now().date()
        ground = (state.database, state.settings, today, mark)
        known = memory.at(ground).get(key)
        if known is not None and held is not None and held == known.etag:
            await _send(send, 304, known.unchanged, b"")
        elif known is not None and held is None and known.octets is not None:
            await _send(send, 200, known.headers, known.octets)
        else:
            seen = _Seen(send)
            await app(scope, receive, seen)
            answer = seen.answer(known)
            # What was committed meanwhile may or may not be in the answer: then it is not kept.
            if answer is not None and ground == (state.database, state.settings, today, state.database.mark()):
                memory.at(ground).keep(key, answer)

    return handle


def _asked(scope: Scope) -> tuple[tuple[object, ...] | None, bytes | None]:
    """Give what decides on the answer to a feed's request, and the one ETag that the client holds.

    None for whatever is decided by more: who asks, a date, several ETags.
    """
    if scope["type"] != ScopeType.HTTP or scope["method"] != "GET" or not scope["path"].endswith(FEEDS):
        return None, None
    coding, held = b"", None
    for name, value in scope["headers"]:
        if name == b"if-none-match":
            held = value
        elif name == b"accept-encoding":
            coding = value
        elif name in _PERSONAL or name == b"if-modified-since":
            return None, None
    return (scope["path"], scope["query_string"], coding), held


class _Seen:
    """Passes an answer on, and looks at it."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._status = 0
        self._headers: list[tuple[bytes, bytes]] = []
        self._parts: list[bytes] = []

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._status, self._headers = message["status"], list(message["headers"])
        elif message["type"] == "http.response.body":
            self._parts.append(message["body"])
        await self._send(message)

    def answer(self, known: Remembered | None) -> Remembered | None:
        """Give what is worth keeping, nothing that a refusal or a fault was answered by."""
        etag = dict(self._headers).get(b"etag")
        if etag is None or self._status not in {200, 304}:
            return None
        unchanged = [header for header in self._headers if header[0] in _OF_UNCHANGED]
        if self._status == 200:
            return Remembered(etag=etag, unchanged=unchanged, headers=self._headers, octets=b"".join(self._parts))
        return known or Remembered(etag=etag, unchanged=unchanged)


async def _send(send: Send, status: int, headers: Headers, octets: bytes) -> None:
    start: Any = {"type": "http.response.start", "status": status, "headers": headers}
    await send(start)
    await send({"type": "http.response.body", "body": octets, "more_body": False})
