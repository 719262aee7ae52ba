"""Four desks that scan at random while networks are cut, devices and servers start again, and people are taken back.

Each desk keeps what it scanned until the service has answered, sends it in order in pieces, and sends it once more
when the answer was lost. Two desks may send at once. In the end nothing is lost or kept twice, each scan has one
outcome for good, and desks, record and counters say the same of everybody.
"""

import asyncio
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from enum import Enum
from random import Random
from uuid import UUID

from msgspec import Struct
from sqlalchemy import select

from events_service.access.records import Account
from events_service.attendance.finding import read_record
from events_service.checkin.admit import receive
from events_service.checkin.checkpoints import checkpoints_of
from events_service.checkin.finding import list_check_ins
from events_service.checkin.news import count_by_desk, read_news
from events_service.checkin.records import SAW, Outcome, Scan, WhyTakenBack
from events_service.checkin.roster import roster_of
from events_service.checkin.tables import ScanAsideRow
from events_service.checkin.taking_back import TakingBack
from events_service.checkin.withdraw import NothingToTakeBack, take_back
from events_service.database import Database
from events_service.programme.finding import get_any_event
from events_service.registrations.finding import list_registrations
from events_service.registrations.records import Status
from tests.world.door import open_doors
from tests.world.events import DOOR
from tests.world.people import add_people
from tests.world.staff import add_staff
from tests.world.times import MORNING

DESKS = 4
POINTS = ("2024-04-16", "2024-04-17", "visit")
STRAY = ("NOBODY0001", "https://example.org/menu", "CODE00")
"""Codes that are no badge of this event."""

UNAPPROVED_EVERY = 20
"""Every so manieth person waits to be approved: a desk lets them in with a reason, or is told no."""


WHY = TakingBack(reason=WhyTakenBack.MISTAKE)


class Deed(Enum):
    """What may happen at a step."""

    SCANS = "scans"
    SENDS = "sends"
    SENDS_AT_ONCE = "sends_at_once"
    TAKES_BACK = "takes_back"
    CUT = "cut"
    JOINED = "joined"
    CRASHES = "crashes"
    SERVER_RESTARTS = "server_restarts"
    HEARS = "hears"


OFTEN = {
    Deed.SCANS: 120,
    Deed.SENDS: 4,
    Deed.SENDS_AT_ONCE: 1.5,
    Deed.TAKES_BACK: 4,
    Deed.CUT: 4,
    Deed.JOINED: 6,
    Deed.CRASHES: 3,
    Deed.SERVER_RESTARTS: 0.3,
    Deed.HEARS: 1,
}


class TakeBack(Struct, frozen=True):
    """Somebody at a desk takes back what it scanned before."""

    scan: UUID


class Desk:
    """A device at a door: `queue` outlives everything that happens to it, what it has `heard` does not."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.queue: deque[Scan | TakeBack] = deque()
        self.outcomes: dict[UUID, Outcome] = {}
        self.online = True
        self.present: set[tuple[UUID, str]] = set()
        self.since = MORNING

    def crash(self) -> None:
        """Lose what was only in memory."""
        self.present.clear()
        self.since = MORNING


class Ended(Struct, frozen=True, kw_only=True):
    """How a run ended, by its counts."""

    steps: int
    scans: int
    present: int
    outcomes: Mapping[Outcome, int]
    withdrawn: int


class DoorMachine:
    """Desks at the door of the workshop, on a migrated database that is opened anew by `connect`."""

    def __init__(self, connect: Callable[[], Database], seed: int) -> None:
        self.connect, self.random = connect, Random(seed)
        self.database = connect()
        self.desks = [Desk(f"desk {number}") for number in range(DESKS)]
        self.now = MORNING
        self.made: dict[UUID, Scan] = {}
        self.taken_back: set[UUID] = set()
        self.codes: list[str] = []
        self.account: Account

    async def run(self, steps: int, people: int = 2000) -> Ended:
        """Take so many steps, let all desks send, and hold the end against the rules."""
        await self._open(people)
        deeds: dict[Deed, Callable[[Desk], Awaitable[None]]] = {each: getattr(self, each.value) for each in Deed}
        kinds, weights = zip(*OFTEN.items(), strict=True)
        for deed in self.random.choices(kinds, weights, k=steps):
            self.now += timedelta(seconds=self.random.choice([1, 1, 2, 5]))
            await deeds[deed](self.random.choice(self.desks))
        for desk in self.desks:
            desk.online = True
            while desk.queue:
                await self._send(desk, lost=False)
        try:
            return await self._agreed(steps)
        finally:
            await self.database.close()

    async def _open(self, people: int) -> None:
        await open_doors(self.database)
        self.account = await add_staff(self.database)
        numbers = range(1, people + 1)
        unapproved = [number for number in numbers if number % UNAPPROVED_EVERY == 0]
        await add_people(self.database, [number for number in numbers if number % UNAPPROVED_EVERY])
        if unapproved:
            await add_people(self.database, unapproved, status=Status.PENDING)
        self.codes = [f"CODE{number:06}" for number in numbers]

    async def scans(self, desk: Desk) -> None:
        """A badge is held up, mostly one of the next to come, sometimes one of long ago or a stray code."""
        at = self.random.choices(POINTS, (6, 3, 1))[0]
        code = self.random.choice(STRAY) if self.random.random() < 0.02 else self.random.choice(self.codes)
        wanted = self.random.random() < 0.5
        self._make(desk, code, at, "the organiser said so" if wanted and self._waits(code) else None)

    def _make(self, desk: Desk, code: str, at: str, because: str | None) -> None:
        scan = Scan(
            id=UUID(int=self.random.getrandbits(128), version=4),
            event=DOOR.key,
            badge_code=code,
            checkpoint=at,
            scanned_at=self.now,
            let_in_because=because,
        )
        self.made[scan.id] = scan
        desk.queue.append(scan)

    def _waits(self, code: str) -> bool:
        return code in self.codes and int(code.removeprefix("CODE")) % UNAPPROVED_EVERY == 0

    async def sends(self, desk: Desk) -> None:
        """A desk with a network sends some of what waits; now and then the answer is lost."""
        if desk.online and desk.queue:
            await self._send(desk, lost=self.random.random() < 0.2)

    async def sends_at_once(self, _: Desk) -> None:
        """All desks with a network send at the same moment."""
        await asyncio.gather(*(self.sends(desk) for desk in self.desks))

    async def _send(self, desk: Desk, *, lost: bool) -> None:
        first = desk.queue[0]
        if isinstance(first, TakeBack):
            await self._take_back(desk, first.scan)
            if not lost:
                desk.queue.popleft()
            return
        batch: list[Scan] = []
        for each in list(desk.queue)[: self.random.choice([1, 10, 50, 200])]:
            if isinstance(each, TakeBack):
                break
            batch.append(each)
        results = await receive(self.database, batch, device=desk.name, account=self.account, now=self.now)
        for scan, result in zip(batch, results, strict=True):
            assert scan.id == result.id
            assert desk.outcomes.get(scan.id, result.outcome) is result.outcome, "an outcome changed"
            desk.outcomes[scan.id] = result.outcome
        if not lost:
            for _ in batch:
                desk.queue.popleft()

    async def _take_back(self, desk: Desk, scan: UUID) -> None:
        try:
            await take_back(self.database, DOOR.key, scan, account=self.account, now=self.now, why=WHY)
            self.taken_back.add(scan)
        except NothingToTakeBack:  # sent before, and the answer was lost; or nobody was checked in by it
            assert scan in self.taken_back or desk.outcomes[scan] not in SAW

    async def takes_back(self, desk: Desk) -> None:
        """A helper takes back what the desk saw, online or not, also what has not left the device."""
        waiting = {each.scan for each in desk.queue if isinstance(each, TakeBack)}
        unsent = [each.id for each in desk.queue if isinstance(each, Scan) and each.id not in desk.outcomes]
        seen = [id_ for id_, outcome in desk.outcomes.items() if outcome in SAW] + unsent
        if seen and (scan := self.random.choice(seen)) not in self.taken_back | waiting:
            desk.queue.append(TakeBack(scan))

    async def cut(self, desk: Desk) -> None:
        """The network is gone."""
        desk.online = False

    async def joined(self, desk: Desk) -> None:
        """The network is back."""
        desk.online = True

    async def crashes(self, desk: Desk) -> None:
        """The device starts again, with what it had written down."""
        desk.crash()

    async def server_restarts(self, _: Desk) -> None:
        """The service is stopped and started."""
        await self.database.close()
        self.database = self.connect()

    async def hears(self, desk: Desk) -> None:
        """A desk with a network is told what others did since it heard last."""
        if desk.online:
            async with self.database.reading() as session:
                news = await read_news(session, DOOR.key, desk.since)
            for each in news.seen:
                place = (each.registration, each.checkpoint)
                (desk.present.add if each.present else desk.present.discard)(place)
            desk.since = self.now

    async def _agreed(self, steps: int) -> Ended:
        for desk in self.desks:
            await self.hears(desk)
        async with self.database.reading() as session:
            found = await get_any_event(session, DOOR.key)
            kept = await list_check_ins(session, DOOR.key)
            record = await read_record(session, found)
            people = await list_registrations(session, DOOR.key)
            counted = await count_by_desk(session, DOOR.key)
            aside = list(await session.scalars(select(ScanAsideRow)))
        roster = roster_of(found, checkpoints_of(found.event), people, kept, "en")
        assert aside == []
        assert Counter(each.id for each in kept) == Counter(self.made.keys()), "a scan is lost or kept twice"
        assert {each.id for each in kept if each.withdrawn_at} == self.taken_back
        told = {id_: outcome for desk in self.desks for id_, outcome in desk.outcomes.items()}
        assert told == {each.id: each.outcome for each in kept}
        present = {(each.registration, each.checkpoint) for each in kept if each.counts}
        admitted = Counter(
            (each.registration, each.checkpoint)
            for each in kept
            if each.outcome is Outcome.ACCEPTED and not each.withdrawn_at
        )
        assert max(admitted.values(), default=0) <= 1, "somebody was admitted twice"
        on_record = {
            (person.registration, presence.checkpoint)
            for person in record.attendees
            for presence in person.presences
            if presence.present
        }
        on_roster = {(entry.id, point) for entry in roster.registrations for point in entry.checked_in}
        assert on_record == on_roster == present
        assert all(desk.present == present for desk in self.desks), "a desk heard something else"
        by_point = Counter(point for _, point in present)
        assert by_point == sum((Counter({each.checkpoint: each.people}) for each in counted), Counter())
        return Ended(
            steps=steps,
            scans=len(kept),
            present=len(present),
            outcomes=Counter(each.outcome for each in kept),
            withdrawn=len(self.taken_back),
        )
