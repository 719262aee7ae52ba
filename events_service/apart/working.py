"""The process that works apart: it keeps the modules that it needs at hand, and makes a process for each piece of work.

Started by `asking.py` with a socket, over which it gets the name of a module and a connection for each piece of work.
Over the connection come the request, then the outcome and, as its last octet, how the work ended.
"""

import contextlib
import gc
import importlib
import os
import resource
import signal
import socket
import sys
from collections.abc import Callable
from enum import IntEnum
from typing import Any, get_type_hints

import msgspec
from msgspec import Struct

NAME_OCTETS = 200
"""The length of a request for a process: the module's name, filled up with blanks."""

AT_HAND = "AT_HAND"
"""By this name a module lists those that only its work apart needs: they are imported before a limit runs."""

LAST = b"ended"
"""What stands before the last octet, so that an outcome that broke off is not taken for a whole one."""

MOST_AT_ONCE = 2
"""Pieces of work that run side by side; others wait, so that many large files take no more memory than a few."""


class Ended(IntEnum):
    """How a piece of work ended."""

    DONE = 0
    RAISED = 1
    TOO_MUCH_MEMORY = 2
    TOO_LONG = 3
    CRASHED = 4


class Limits(Struct, frozen=True, kw_only=True):
    """How long a piece of work may take, and how much memory, in megabytes, it may take beyond what stands there."""

    seconds: float = 8.0
    megabytes: int = 160


class Request(Struct, frozen=True, kw_only=True):
    """A function by its module and name, and its arguments as a tuple in MessagePack."""

    module: str
    function: str
    arguments: msgspec.Raw
    limits: Limits


def outcome_type(function: Callable[..., Any]) -> Any:
    """Give the type in which a function's outcome crosses over."""
    return get_type_hints(function, include_extras=True)["return"]


def arguments_type(function: Callable[..., Any]) -> Any:
    """Give the type in which a function's arguments cross over."""
    hints = get_type_hints(function, include_extras=True)
    return tuple[tuple(kind for name, kind in hints.items() if name != "return")]  # type: ignore[misc]  # a type made of types that are known as it runs


def work(control: socket.socket) -> None:
    """Make a process for each piece of work that is asked for, until nobody asks any more."""
    running = 0
    while True:
        asked, descriptors, _, _ = socket.recv_fds(control, NAME_OCTETS, 1, socket.MSG_WAITALL)
        if not descriptors:
            return
        with contextlib.suppress(ImportError):  # the process that works says what is wrong
            module = importlib.import_module(asked.decode().strip())
            for name in getattr(module, AT_HAND, ()):
                importlib.import_module(name)
        while running and os.waitpid(-1, 0 if running >= MOST_AT_ONCE else os.WNOHANG)[0]:
            running -= 1
        # What stands here stays shared with the processes that are made of this one.
        gc.freeze()
        if os.fork() == 0:
            control.close()
            _keep(socket.socket(fileno=descriptors[0]))
        os.close(descriptors[0])
        running += 1


def _keep(connection: socket.socket) -> None:
    """Wait for the process that does the work and say how it ended, whatever became of it."""
    worker = os.fork()
    if worker == 0:
        os._exit(_do(connection))
    ended = _meaning(os.waitstatus_to_exitcode(os.waitpid(worker, 0)[1]))
    with contextlib.suppress(OSError):  # nobody waits for it any more
        connection.sendall(LAST + bytes([ended]))
    os._exit(0)


def _meaning(exit_code: int) -> Ended:
    if exit_code in {-signal.SIGALRM, -signal.SIGXCPU}:
        return Ended.TOO_LONG
    # Libraries in C and Rust end themselves where they get no memory, and the system ends whoever takes too much.
    if exit_code in {-signal.SIGABRT, -signal.SIGKILL}:
        return Ended.TOO_MUCH_MEMORY
    return Ended(exit_code) if exit_code in {0, 1, 2} else Ended.CRASHED


def _do(connection: socket.socket) -> Ended:
    try:
        request = msgspec.msgpack.decode(_received(connection), type=Request)
        _limit(request.limits)
        function = getattr(importlib.import_module(request.module), request.function)
        arguments = msgspec.msgpack.decode(request.arguments, type=arguments_type(function))
        outcome, ended = msgspec.msgpack.encode(function(*arguments)), Ended.DONE
    except MemoryError:
        return Ended.TOO_MUCH_MEMORY
    except BaseException as error:  # whatever a parser raises, panics of Rust among it
        outcome, ended = f"{type(error).__name__}: {error}"[:2000].encode(errors="replace"), Ended.RAISED
    with contextlib.suppress(OSError):
        connection.sendall(outcome)
    return ended


def _received(connection: socket.socket) -> bytes:
    parts = []
    while part := connection.recv(1 << 20):
        parts.append(part)
    return b"".join(parts)


def _limit(limits: Limits) -> None:
    """Let the system end what takes too long or too much; an alarm counts waiting, too."""
    signal.setitimer(signal.ITIMER_REAL, limits.seconds)
    mapped = _mapped()
    if mapped:
        resource.setrlimit(resource.RLIMIT_AS, (mapped + limits.megabytes * 1_000_000,) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _mapped() -> int:
    """Give the octets of address space in use, or 0 where the system does not tell."""
    try:
        with open("/proc/self/statm", encoding="ascii") as pages:
            return int(pages.read().split()[0]) * resource.getpagesize()
    except OSError:
        return 0


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C ends the service, whose end is told by the socket
    work(socket.socket(fileno=int(sys.argv[1])))
