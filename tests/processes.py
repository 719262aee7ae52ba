"""Processes that tests start: a free port for a server, a process for the service, and the wait until it answers."""

import os
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from subprocess import DEVNULL, Popen
from typing import IO

from events_service import app, clock
from events_service.cli import main
from tests.world.service import ROOT


def free_port() -> int:
    """Give a port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(address: str, exit_code: Callable[[], int | None]) -> None:
    """Wait until a server answers with success; fails at once where it has ended, and at last where it never answers.

    Attempts are counted, not seconds: a machine that is busy with other things gives its server few of them.
    """
    for _ in range(3000):
        ended = exit_code()
        assert ended is None, f"the server at {address} ended with exit code {ended}"
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.02)
    raise AssertionError(f"the server at {address} never answered")


@contextmanager
def serving(port: int, environment: Mapping[str, str], log: IO[bytes] | int = DEVNULL) -> Iterator[Popen[bytes]]:
    """Run the service as an operator does, in a process of its own, from when it answers until the block ends."""
    command = [sys.executable, "-m", "events_service", "serve", "--port", str(port)]
    process = Popen(command, env=environment, stdout=log, stderr=log, cwd=ROOT)
    try:
        wait_for(f"http://127.0.0.1:{port}/health", process.poll)
        yield process
    finally:
        process.terminate()
        process.wait(600)


FORKING = get_context("forkserver")
"""Makes processes that have the service's modules at hand: to import them takes longer than to start it."""
FORKING.set_forkserver_preload([__name__, "tests.at_hand"])


def begin(command: str, port: int, environment: Mapping[str, str], log: Path, *arguments: str) -> BaseProcess:
    """Begin to serve on a port, by `serve` or `demo`, in a process that `end` ends; what it says stands in a file.

    It is a fork: where the process as an operator starts it is meant, take `serving`.
    """
    process = FORKING.Process(target=_run, args=([command, "--port", str(port), *arguments], dict(environment), log))
    process.start()
    try:
        wait_for(f"http://127.0.0.1:{port}/health", lambda: process.exitcode)
    except AssertionError as error:
        error.add_note(log.read_text())
        end(process)
        raise
    return process


def end(process: BaseProcess) -> None:
    """End a process, and wait until it has."""
    process.terminate()
    process.join(timeout=600)


def _run(arguments: list[str], environment: dict[str, str], log: Path) -> None:
    """Run a command, as the whole of a process, whose clock starts now; what it serves was put together before."""
    from tests.at_hand import APPLICATIONS  # noqa: PLC0415  (what forks these processes has it at hand)

    app.assemble = lambda besides=(): APPLICATIONS[len(besides)]
    with log.open("wb") as said:
        for stream in (sys.stdout, sys.stderr):
            os.dup2(said.fileno(), stream.fileno())
    os.environ.clear()
    os.environ.update(environment)
    clock._started = time.monotonic()
    main(arguments)
