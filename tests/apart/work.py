"""Work for a process of its own: good, faulty, endless, greedy, and such that ends its process."""

import ctypes
import os
import sys

from msgspec import Struct


class Sum(Struct, frozen=True, kw_only=True):
    """What was added, and where."""

    value: int
    process: int
    secret: str | None


def add(first: int, second: int) -> Sum:
    """Add, and tell of the process."""
    return Sum(value=first + second, process=os.getpid(), secret=os.environ.get("EVENTS_SECRET_KEY"))


def fail(with_what: str) -> int:
    """Raise what a parser may raise, or warn."""
    print("a warning of a library", file=sys.stderr, flush=True)
    raise {"key": KeyError, "exit": SystemExit, "recursion": RecursionError}[with_what](with_what)


def go_on_for_ever() -> int:
    """Never come to an end."""
    while True:
        pass


def sleep_for_ever() -> int:
    """Never come to an end, and take no time of the processor."""
    while True:
        os.pipe()
        os.read(os.pipe()[0], 1)
    return 0


def take_all() -> int:
    """Take all the memory that there is."""
    return len([b"x" * 1_000_000 for _ in range(100_000)])


def answer_at_length(octets: int) -> bytes:
    """Give so many octets."""
    return b"x" * octets


def crash() -> int:
    """End as a faulty library in C ends."""
    return int(ctypes.string_at(0)[0])
