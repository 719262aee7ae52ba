"""Every route of a running service, attacked: answered soon, in bounded memory, while others are served."""

import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from pathlib import Path
from threading import Event, Lock, Thread
from typing import NamedTuple

import httpx
import pytest
from litestar.routes import ASGIRoute
from msgspec.structs import replace

from events_service.access.records import Role
from events_service.database import Database
from events_service.migrations import migrate
from events_service.settings import Settings, read_settings
from tests.apart.bombs import BOMBS
from tests.processes import free_port, serving
from tests.world.events import WORKSHOP, event, load
from tests.world.people import ask
from tests.world.questions import QUESTIONS
from tests.world.routes import addresses, assembled, filled
from tests.world.service import run_apart
from tests.world.staff import add_staff, cookie_of, token_of
from tests.world.times import NOW

pytestmark = pytest.mark.xdist_group("every_route")

MANY = 50_000_000
ASKED = replace(QUESTIONS[-1], when=None)
FLOODS = {
    "application/x-www-form-urlencoded": b"a&",
    "application/json": b'{"x":[[],',
    "multipart/form-data; boundary=b": b"--b\r\nContent-Disposition: form-data; name=x\r\n\r\n" + b"y" * 1000,
}
HALVES = 600
MOST_MEMORY_KB = 300_000
SOON_SECONDS, UPLOAD_SECONDS, STOPPING_SECONDS = 1.0, 10.0, 10.0
TRIES = 3
LAST = ("/sign-out", "/people/", "/erase", "/cancel", "/status/", "/registrations/{id}", "/undo", "/forget")
"""Parts of addresses that end what the others need: the session, the participant, the event."""


class Served(NamedTuple):
    """A service in a process of its own, and who attacks it: its lead partner, with a session and a token."""

    port: int
    process: subprocess.Popen[bytes]
    settings: Settings
    who: dict[str, str]
    places: dict[str, str]

    @property
    def address(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"

    def all_addresses(self) -> list[tuple[str, str]]:
        """Give each method and path of the application, CalDAV's among them, what ends something for others last."""
        mounted = [route.path for route in assembled().routes if isinstance(route, ASGIRoute)]
        named = [*addresses(), *((method, path) for path in mounted for method in ("PROPFIND", "REPORT"))]
        in_order = sorted(named, key=lambda each: (each[0] == "DELETE" or any(part in each[1] for part in LAST), each))
        return [(method, filled(path, self.places)) for method, path in in_order]

    def processor_seconds(self) -> float:
        """Give how long its process has computed: all that keeps others waiting, and nothing of what is done apart."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    @contextmanager
    def timed(self) -> Iterator[list[float]]:
        """Give the seconds that something takes: those on the clock, or fewer, if the machine was busy with others."""
        taken: list[float] = []
        begun, computed = time.monotonic(), self.processor_seconds()
        yield taken
        taken.append(min(time.monotonic() - begun, self.processor_seconds() - computed))

    def memory_kb(self) -> int:
        """Give the most memory that it has had."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.findall(r"VmHWM:\s+(\d+)", status)[0])


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The service with the workshop, which asks for a file, and one participant."""
    port, folder = free_port(), tmp_path_factory.mktemp("served")
    variables = {
        "EVENTS_DATA_DIR": str(folder),
        "EVENTS_SECRET_KEY": "a secret for tests that is long enough",
        "EVENTS_BASE_URL": f"http://127.0.0.1:{port}",
        "EVENTS_NOW": NOW.isoformat(),
    }
    settings, who, places = read_settings(variables), {}, {}

    async def prepare() -> None:
        database = Database(settings.database_url)
        await migrate(database)
        await load(database, event(registration=replace(WORKSHOP.registration, questions=[ASKED])))
        account = await add_staff(database, Role.LEAD_PARTNER, now=NOW)
        who.update(await cookie_of(database, account, NOW) | await token_of(database, account, NOW))
        registered = await ask(database, settings, 1)
        places.update(
            event="workshop",
            project="secon",
            token=registered.token,
            badge_code=registered.registration.badge_code,
            id=str(registered.registration.id),
            person=str(registered.registration.id),
        )
        await database.close()

    run_apart(prepare())
    others = {name: value for name, value in os.environ.items() if not name.startswith("EVENTS_")}
    with serving(port, others | variables) as process:
        yield Served(port, process, settings, who, places)


class Watch:
    """Somebody else, who asks for a page again and again meanwhile."""

    def __init__(self, served: Served) -> None:
        self.served, self.done, self.seconds, self.statuses = served, Event(), list[float](), set[int]()
        self.asking = Lock()

    def __enter__(self) -> "Watch":
        self.thread = Thread(target=self._ask)
        self.thread.start()
        return self

    def __exit__(self, *raised: object) -> None:
        self.done.set()
        self.thread.join()

    def _ask(self) -> None:
        with httpx.Client(base_url=self.served.address, timeout=60) as client:
            while True:
                with self.asking:
                    with self.served.timed() as taken:
                        self.statuses.add(client.get("/events/workshop").status_code)
                    self.seconds += taken
                if self.done.wait(0.05):
                    return

    def longest(self) -> float:
        """Give the longest wait since this was asked last, and wait for the page that they wait for now."""
        with self.asking:
            waited, self.seconds = self.seconds, []
        return max(waited, default=0.0)


def quickest(attempt: Callable[[], float]) -> float:
    """Try a thing again while it is slow, and give the fewest seconds: what is its own doing, it takes each time.

    What is not: fonts that are loaded once, half requests that run out all at once, and a machine busy with others.
    """
    fewest = attempt()
    for _ in range(TRIES - 1):
        if fewest > SOON_SECONDS:
            fewest = min(fewest, attempt())
    return fewest


@contextmanager
def half_requests(port: int) -> Iterator[None]:
    """Have many connections open on which a request has begun: half of its headers, or half of a body."""
    with ExitStack() as lines:
        for number in range(HALVES):
            line = lines.enter_context(closing(socket.create_connection(("127.0.0.1", port), timeout=20)))
            whole = b"Content-Length: 9\r\n\r\na" if number % 2 else b""
            line.sendall(b"POST /sign-in HTTP/1.1\r\nHost: x\r\n" + whole)
        yield


def flood(served: Served, method: str, path: str, kind: str, *, announced: bool = True) -> int:
    """Send up to MANY octets of a kind until an answer; give its status, 0 for none."""
    length = f"Content-Length: {MANY}" if announced else "Transfer-Encoding: chunked"
    names = {"Host": "x", "Content-Type": kind, **served.who}
    head = "".join(f"{name}: {value}\r\n" for name, value in names.items())
    piece = FLOODS[kind] * (60_000 // len(FLOODS[kind]))
    sent = piece if announced else b"%x\r\n%s\r\n" % (len(piece), piece)
    with closing(socket.create_connection(("127.0.0.1", served.port), timeout=20)) as line:
        line.sendall(f"{method} {path} HTTP/1.1\r\n{head}{length}\r\n\r\n".encode())
        line.setblocking(False)
        rest, answer = MANY, b""
        while not answer:
            try:
                rest -= line.send(sent[: max(rest, 0)] if announced else sent) if rest > 0 else 0
            except BlockingIOError:
                time.sleep(0.001)
            except (BrokenPipeError, ConnectionResetError):
                rest = 0
            try:
                answer = line.recv(100)
            except BlockingIOError:
                continue
            except ConnectionResetError:
                break
    return int(answer.split()[1]) if answer else 0


@pytest.mark.parametrize("kind", FLOODS)
def test_no_route_is_stopped_by_a_flood_while_half_requests_are_open(served: Served, kind: str) -> None:
    statuses, seconds = {}, {}
    with half_requests(served.port), Watch(served) as other:

        def attempt(method: str, path: str) -> float:
            with served.timed() as taken:
                statuses[method, path] = flood(served, method, path, kind)
            return max(taken[0], other.longest())

        for number, (method, path) in enumerate(served.all_addresses()):
            if method == "GET" and number % len(FLOODS) != list(FLOODS).index(kind):
                continue  # what reads no body is asked with one kind or another
            seconds[method, path] = quickest(partial(attempt, method, path))
    assert len(statuses) > 100
    assert {where: status for where, status in statuses.items() if not 200 <= status < 500} == {}
    assert {where: taken for where, taken in seconds.items() if taken > SOON_SECONDS} == {}
    assert 413 in statuses.values()
    assert other.statuses == {200}
    assert served.memory_kb() < MOST_MEMORY_KB


@pytest.mark.parametrize("path", ["/sign-in", "/organise/agenda-import", "/events/workshop/register"])
@pytest.mark.parametrize("kind", sorted(set(FLOODS) - {"application/json"}))
def test_a_body_that_does_not_say_its_length_is_counted(served: Served, path: str, kind: str) -> None:
    with served.timed() as taken:
        status = flood(served, "POST", path, kind, announced=False)
    assert status in {400, 413}
    assert taken[0] < UPLOAD_SECONDS
    assert served.memory_kb() < MOST_MEMORY_KB


@pytest.mark.parametrize("name", BOMBS)
def test_a_file_made_to_be_too_much_is_answered_soon_and_others_are_served_meanwhile(served: Served, name: str) -> None:
    bomb = BOMBS[name]
    content = bomb.make()
    client = httpx.Client(base_url=served.address, headers=served.who, timeout=60)
    with client, Watch(served) as other:

        def attempt() -> float:
            with served.timed() as taken:
                if bomb.media_type:
                    typed = {"Content-Type": bomb.media_type}
                    answer = client.request(bomb.method, bomb.address, content=content, headers=typed)
                else:
                    answer = client.post(bomb.address, data=bomb.form, files={bomb.field: (bomb.name, content)})
            assert answer.status_code < 500
            assert taken[0] < UPLOAD_SECONDS
            return other.longest()

        assert quickest(attempt) < SOON_SECONDS
    assert other.statuses == {200}
    assert served.memory_kb() < MOST_MEMORY_KB


def test_stopping_ends_while_half_requests_are_open(served: Served) -> None:
    with half_requests(served.port):
        assert httpx.get(f"{served.address}/health").status_code == 200
        served.process.send_signal(signal.SIGTERM)
        served.process.wait(timeout=STOPPING_SECONDS)
