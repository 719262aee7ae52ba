"""Have a function run apart: in a process of its own that may take so much time and memory and no more."""

import asyncio
import atexit
import logging
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import Any, TypeVar

import msgspec

from events_service.apart.working import LAST, NAME_OCTETS, Ended, Limits, outcome_type

logger = logging.getLogger(__name__)
Outcome = TypeVar("Outcome")
USUAL = Limits()
LARGEST_OUTCOME = 64_000_000
"""Octets; what is read of a file is smaller than this, or nobody asked for it."""


class NotDone(Exception):
    """Work that was done apart came to no end; `ended` says why."""

    def __init__(self, ended: Ended) -> None:
        super().__init__(ended.name)
        self.ended = ended


async def run_apart(function: Callable[..., Outcome], *arguments: Any, limits: Limits = USUAL) -> Outcome:
    """Run a function of a module apart, and give what it returns; arguments and outcome are what msgspec can write.

    The process has neither the service's memory nor its environment. Raises NotDone.
    """
    outcome, ended = await _answered(function.__module__, _written(function, arguments, limits))
    if ended is not Ended.DONE:
        logger.info("%s: %s %s", function.__qualname__, ended.name, outcome.decode(errors="replace"))
        raise NotDone(ended)
    decoded: Outcome = msgspec.msgpack.decode(outcome, type=outcome_type(function))
    return decoded


def _written(function: Callable[..., Any], arguments: tuple[Any, ...], limits: Limits) -> bytes:
    """Give a Request as it is sent, made at once: a large file may be in it, and each step between would copy it."""
    said = {"module": function.__module__, "function": function.__qualname__, "arguments": arguments, "limits": limits}
    return msgspec.msgpack.encode(said)


async def _answered(module: str, request: bytes) -> tuple[bytes, Ended]:
    """Send a request to a process of its own, and give the outcome and how the work ended."""
    reader, writer = await asyncio.open_unix_connection(sock=_process.connect(module))
    try:
        writer.write(request)
        del request  # what is not sent yet, the connection holds itself
        writer.write_eof()
        received = bytearray()
        while part := await reader.read(1 << 20):
            received += part
            if len(received) > LARGEST_OUTCOME:
                return b"", Ended.TOO_MUCH_MEMORY
    except OSError:
        return b"", Ended.CRASHED
    finally:
        writer.close()
    if received[-len(LAST) - 1 : -1] != LAST:
        return b"", Ended.CRASHED
    return bytes(received[: -len(LAST) - 1]), Ended(received[-1])


class _Process:
    """The one process of this service that makes others; started when it is first needed, and again if it ended."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._control: socket.socket | None = None
        self._running: subprocess.Popen[bytes] | None = None

    def connect(self, module: str) -> socket.socket:
        """Give a connection to a new process that has the module at hand."""
        ours, theirs = socket.socketpair()
        with theirs, self._lock:
            if self._running is None or self._running.poll() is not None:
                self._start()
            assert self._control is not None  # noqa: S101  (it was just started)
            socket.send_fds(self._control, [module.encode().ljust(NAME_OCTETS)], [theirs.fileno()])
        ours.setblocking(False)
        return ours

    def _start(self) -> None:
        self.end()
        self._control, theirs = socket.socketpair()
        with theirs:
            self._running = subprocess.Popen(  # noqa: S603  (ourselves, without a shell)
                [sys.executable, "-P", "-W", "ignore", "-m", "events_service.apart.working", str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={name: value for name, value in os.environ.items() if name in _ENVIRONMENT},
            )

    def end(self) -> None:
        """Let the process end."""
        if self._control is not None and self._running is not None:
            self._control.close()
            self._running.wait()


_ENVIRONMENT = frozenset({"PATH", "PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "LANG", "LC_ALL", "LD_LIBRARY_PATH"})
_process = _Process()
atexit.register(_process.end)
