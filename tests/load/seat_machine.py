"""A machine that asks, cancels, answers offers, moves quotas and lets days and nights pass at random.

After each step it checks what must hold: seats are never oversold by us nor lost after a cancellation, and held by
nobody but those who are confirmed or have an offer that stands; whoever waited longest is served first, among those
whose group has room; an offer that has expired goes to the next and never comes back; a group never passes its quota;
a lowered capacity throws nobody out, and nobody is asked at night. Where places in person and online are counted apart
all this holds in each way, and whoever changes over keeps their seat until there is one in the other way.
"""

import asyncio
import itertools
from collections import Counter
from collections.abc import Coroutine
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from typing import Any, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import bindparam, select

from events_service.database import Database
from events_service.mail.tables import MailRow
from events_service.programme.records import AttendanceMode, Event, EventStatus, NoLimit, SessionAccess, SessionKind
from events_service.programme.records import Registration as Rules
from events_service.programme.tables import EventRow, SessionRow
from events_service.registrations.places.asked import Asked
from events_service.registrations.places.cancel import cancel
from events_service.registrations.places.change import change
from events_service.registrations.places.invite import NewLink, make_link, set_places
from events_service.registrations.places.line import Pool
from events_service.registrations.places.offers import accept, offer_now, withdraw
from events_service.registrations.places.prioritise import prioritise
from events_service.registrations.places.register import register
from events_service.registrations.places.waiting_list import promote_due
from events_service.registrations.records import Changes, Status, Ways, ways_of
from events_service.registrations.refusals import FirstInLine, NoSeatForThem, OfferOver
from events_service.registrations.tables import ChosenSessionRow, InvitationLinkRow, RegistrationRow
from events_service.registrations.tokens import invitation_token
from events_service.settings import Settings
from tests.world.events import event, load, with_session
from tests.world.people import application
from tests.world.staff import DESK

Answer = TypeVar("Answer")
KEY = bindparam("key")
EVENT = select(
    EventRow.seats_taken,
    EventRow.counts_apart,
    EventRow.capacity,
    EventRow.seats_in_person,
    EventRow.online_capacity,
    EventRow.seats_online,
).where(EventRow.key == KEY)
SESSION = select(SessionRow.key, SessionRow.capacity, SessionRow.seats_taken).where(SessionRow.event_key == KEY)
GROUP = (
    select(InvitationLinkRow.id, InvitationLinkRow.places, InvitationLinkRow.seats_taken)
    .where(InvitationLinkRow.event_key == KEY)
    .order_by(InvitationLinkRow.id)
)
PEOPLE = (
    select(
        RegistrationRow.id,
        RegistrationRow.number,
        RegistrationRow.status,
        RegistrationRow.priority,
        RegistrationRow.country,
        RegistrationRow.invitation_link,
        RegistrationRow.offered_until,
        RegistrationRow.attendance_mode,
        RegistrationRow.day_modes,
        RegistrationRow.wanted_ways,
        RegistrationRow.wanted_number,
    )
    .where(RegistrationRow.event_key == KEY)
    .order_by(RegistrationRow.number)
)
CHOSEN = select(ChosenSessionRow.registration_id, ChosenSessionRow.session_key, ChosenSessionRow.status).where(
    ChosenSessionRow.event_key == KEY
)
_events, _people = itertools.count(), itertools.count()
DAY = date(2024, 9, 16)
BEGINS = datetime(2024, 9, 16, 9, 15, tzinfo=ZoneInfo("Europe/Bucharest")).astimezone(UTC)
CAPACITY = st.sampled_from([3, 2, 1, 4, 6, None])
PLACES = st.sampled_from([2, 1, 3, None])
ONLINE_CAPACITY = st.sampled_from([None, 2, None, 1, 4, NoLimit.UNLIMITED])
HERE, ONLINE = AttendanceMode.IN_PERSON, AttendanceMode.ONLINE
WAYS = st.sampled_from([(HERE, HERE), (ONLINE, ONLINE), (HERE, ONLINE), (HERE, HERE), (ONLINE, ONLINE)])
HOURS = st.sampled_from([8, None, 1, 48])
SESSIONS = st.sampled_from([[], [], ["bus"], ["bus", "steering"]])
# Zones that are hardly ever all asleep, so that the first in line may sleep while the next is awake.
ZONES = {"BG": "Europe/Sofia", "US": "America/New_York", "NZ": "Pacific/Auckland"}
LEAD = st.sampled_from([timedelta(days=60), timedelta(days=30, hours=8), timedelta(days=3), timedelta(hours=20)])
PASSING = st.sampled_from([timedelta(hours=5), timedelta(minutes=59), timedelta(hours=9), timedelta(days=1)])
HOLDING = {Status.CONFIRMED, Status.OFFERED}


class Deed(Enum):
    """What may happen, named as the machine's methods are."""

    ASKS = "asks"
    CANCELS = "cancels"
    LEAVES_SEAT = "leaves_seat"
    ACCEPTS = "accepts"
    ACCEPTS_TOO_LATE = "accepts_too_late"
    CHOOSES = "chooses"
    CHANGES_WAYS = "changes_ways"
    MOVES_CAPACITY = "moves_capacity"
    MOVES_QUOTA = "moves_quota"
    MOVES_FORWARD = "moves_forward"
    IS_ASKED = "is_asked"
    LOSES_OFFER = "loses_offer"
    WAITS = "waits"


OFTEN = {
    Deed.ASKS: 6,
    Deed.CHANGES_WAYS: 3,
    Deed.LEAVES_SEAT: 5,
    Deed.ACCEPTS: 3,
    Deed.WAITS: 3,
    Deed.MOVES_CAPACITY: 2,
}
CROWD = 8
DEEDS = [deed for deed in Deed for _ in range(OFTEN.get(deed, 1))]


class Places(Struct, frozen=True):
    """What is counted: of the event, of a session or of a group. `limit` None: as many as come."""

    limit: int | None
    taken: int

    @property
    def free(self) -> int | None:
        """Places left."""
        return None if self.limit is None else max(0, self.limit - self.taken)


class Person(Struct, frozen=True):
    """A registration as its row tells it."""

    id: UUID
    number: int
    status: Status
    priority: int
    country: str
    group: UUID | None
    until: datetime | None
    ways: Ways
    wanted: Ways | None
    turn: int
    sessions: dict[str, Status]


class Seen(Struct, frozen=True, kw_only=True):
    """How everything stands between two steps, read from the tables themselves."""

    people_seated: int
    ways: dict[AttendanceMode, int]
    pools: dict[Pool, Places]
    sessions: dict[str, Places]
    groups: dict[UUID | None, Places]
    people: list[Person]


def seat_machine(
    database: Database, settings: Settings, runner: asyncio.Runner, name: str = "machine"
) -> type[RuleBasedStateMachine]:
    """Give the machine for a database; each of its events is called after `name`. `steps` counts what it has done."""

    class SeatMachine(RuleBasedStateMachine):
        """See the module."""

        steps = 0

        @initialize(
            capacity=CAPACITY,
            online=ONLINE_CAPACITY,
            bus=st.integers(1, 4),
            hours=HOURS,
            small=PLACES,
            other=PLACES,
            lead=LEAD,
        )
        def open(
            self,
            capacity: int | None,
            online: int | NoLimit | None,
            bus: int,
            hours: int | None,
            small: int | None,
            other: int | None,
            lead: timedelta,
        ) -> None:
            self.key = f"{name}-{next(_events)}"
            self.now = BEGINS - lead
            self.before: dict[UUID, Person] = {}
            self.leaving: set[UUID] = set()
            self.changing: UUID | None = None
            self.asked_at_night: set[UUID] = set()
            self.offers_made: Counter[UUID] = Counter()
            self.hours = hours
            self._run(load(database, self._event(capacity, online, bus, hours)))
            for places in (small, other):
                new = NewLink(name="A region", places=places)
                self._run(make_link(database, settings, self.key, new, account=DESK, now=self.now))
            self.seen = self._run(self._look())
            self.groups = [id_ for id_ in self.seen.groups if id_]

        # What people and organisers do.

        @rule(deed=st.sampled_from(DEEDS), data=st.data())
        def somebody_acts(self, deed: Deed, data: st.DataObject) -> None:
            """Do what was drawn; where there is nobody to do it, somebody comes, or goes when there are many."""
            crowd = len(self._living()) > CROWD
            if self._actors(deed) == [] or (crowd and deed is Deed.ASKS):
                deed = Deed.LEAVES_SEAT if crowd and self._holding() else Deed.ASKS
            actors = self._actors(deed)
            if actors is None:
                getattr(self, deed.value)(data)
            else:
                getattr(self, deed.value)(data, data.draw(st.sampled_from(actors), label=deed.value))

        def _actors(self, deed: Deed) -> list[Person] | None:
            """Give who may do something; None where it takes nobody."""
            match deed:
                case Deed.CANCELS | Deed.CHOOSES | Deed.CHANGES_WAYS:
                    return self._living()
                case Deed.LEAVES_SEAT:
                    return self._holding()
                case Deed.ACCEPTS | Deed.ACCEPTS_TOO_LATE | Deed.LOSES_OFFER:
                    return self._living(Status.OFFERED)
                case Deed.MOVES_FORWARD | Deed.IS_ASKED:
                    return self._living(Status.WAITLISTED)
            return None

        def asks(self, data: st.DataObject) -> None:
            group = data.draw(st.sampled_from([None, None, *self.groups]))
            asking = application(
                next(_people),
                sessions=data.draw(SESSIONS),
                day_modes=_days(data.draw(WAYS)),
                country=data.draw(st.sampled_from(sorted(ZONES))),
                invitation=group and invitation_token(settings.secret_key, group),
            )
            self._step(register(database, settings, self.key, Asked(application=asking), now=self.now))

        def cancels(self, data: st.DataObject, leaving: Person) -> None:
            self._step(cancel(database, settings, leaving.id, now=self.now), leaving=leaving)

        leaves_seat = cancels

        def accepts(self, data: st.DataObject, accepting: Person) -> None:
            self._step(accept(database, settings, accepting.id, now=self.now))

        def accepts_too_late(self, data: st.DataObject, late: Person) -> None:
            assert late.until is not None
            with pytest.raises(OfferOver):
                self._step(accept(database, settings, late.id, now=late.until))

        def chooses(self, data: st.DataObject, choosing: Person) -> None:
            changes = Changes(sessions=data.draw(SESSIONS))
            self._step(change(database, settings, choosing.id, changes, now=self.now))

        def changes_ways(self, data: st.DataObject, changing: Person) -> None:
            changes = Changes(day_modes=_days(data.draw(WAYS)), wait=True)
            self._step(change(database, settings, changing.id, changes, now=self.now), changing=changing)

        def moves_capacity(self, data: st.DataObject) -> None:
            self.hours = data.draw(HOURS)
            held = self._event(
                data.draw(CAPACITY), data.draw(ONLINE_CAPACITY), data.draw(st.integers(1, 4)), self.hours
            )
            self._step(load(database, held), swept=True)

        def moves_quota(self, data: st.DataObject) -> None:
            group, places = data.draw(st.sampled_from(self.groups)), data.draw(PLACES)
            self._step(set_places(database, settings, group, places, account=DESK, now=self.now))

        def moves_forward(self, data: st.DataObject, moved: Person) -> None:
            priority = data.draw(st.integers(0, 2))
            self._step(prioritise(database, moved.id, priority, account=DESK, now=self.now), swept=True)

        def is_asked(self, data: st.DataObject, asked: Person) -> None:
            kept = asked in self._kept()
            self.asked_at_night = {asked.id}
            try:
                self._step(offer_now(database, settings, asked.id, account=DESK, now=self.now))
            except NoSeatForThem:
                assert not kept, "a seat that waited for them was refused to them"
            else:
                assert kept, "somebody got a seat out of turn"

        def loses_offer(self, data: st.DataObject, losing: Person) -> None:
            with suppress(FirstInLine):
                self._step(withdraw(database, settings, losing.id, account=DESK, now=self.now), leaving=losing)

        def waits(self, data: st.DataObject) -> None:
            self.now = min(self.now + data.draw(PASSING), BEGINS + timedelta(hours=30))
            self._step(swept=True)

        # How a step is done.

        def _run(self, work: Coroutine[Any, Any, Answer]) -> Answer:
            # `run` would put its own hand on signals before each step, and take it off again.
            return runner.get_loop().run_until_complete(work)

        def _step(
            self,
            work: Coroutine[Any, Any, object] | None = None,
            *,
            leaving: Person | None = None,
            changing: Person | None = None,
            swept: bool = False,
        ) -> None:
            type(self).steps += 1
            self.before = {each.id: each for each in self.seen.people}
            self.leaving = {leaving.id} if leaving else set()
            self.changing = changing.id if changing else None
            try:
                self.seen = self._run(self._do(work, swept=swept))
            finally:
                self.offers_made.update(each.id for each in self._newly(Status.OFFERED))

        async def _do(self, work: Coroutine[Any, Any, object] | None, *, swept: bool) -> Seen:
            if work is not None:
                await work
            if swept:
                await promote_due(database, settings, self.now)
            return await self._look()

        async def _look(self) -> Seen:
            asked = {"key": self.key}
            async with database.engine.connect() as connection:
                seated, apart, *counted = (await connection.execute(EVENT, asked)).one()
                limit, here, online_limit, online = counted
                sessions = {key: Places(*places) for key, *places in await connection.execute(SESSION, asked)}
                groups = {id_: Places(*places) for id_, *places in await connection.execute(GROUP, asked)}
                chosen: dict[UUID, dict[str, Status]] = {}
                for id_, key, status in await connection.execute(CHOSEN, asked):
                    chosen.setdefault(id_, {})[key] = Status(status)
                people = [
                    Person(
                        row.id,
                        row.number,
                        Status(row.status),
                        row.priority,
                        row.country,
                        row.invitation_link,
                        row.offered_until,
                        ways_of(row.attendance_mode, row.day_modes or {}),
                        row.wanted_ways and row.wanted_ways.ways,
                        row.wanted_number or row.number,
                        chosen.get(row.id, {}),
                    )
                    for row in await connection.execute(PEOPLE, asked)
                ]
            pools: dict[Pool, Places] = {None: Places(limit, seated)}
            if apart:
                pools = {HERE: Places(limit, here), ONLINE: Places(online_limit, online)}
            return Seen(
                people_seated=seated,
                ways={HERE: here, ONLINE: online},
                pools=pools,
                sessions=sessions,
                groups=groups,
                people=people,
            )

        def _event(
            self,
            capacity: int | None,
            online: int | NoLimit | None,
            bus: int,
            hours: int | None,
            status: EventStatus = EventStatus.PUBLISHED,
        ) -> Event:
            held = event(
                key=self.key,
                attendance_modes=[HERE, ONLINE],
                capacity=capacity,
                online_capacity=online,
                bus=bus,
                registration=Rules(offer_hours=hours, mode_per_day=True),
                status=status,
            )
            # Who may join a closed meeting, or a visit from afar, is decided elsewhere: here all may choose both.
            held = with_session(held, "steering", kind=SessionKind.TALK, access=SessionAccess.OPEN, online=True)
            return _moved(with_session(held, "bus", online=True))

        def teardown(self) -> None:
            """Let no later run sweep this event, and see that each offer was told by mail."""
            if not hasattr(self, "seen"):
                return
            self._run(load(database, self._event(1, None, 1, None, EventStatus.POSTPONED)))
            assert self._run(self._mails_with_offers()) == self.offers_made

        async def _mails_with_offers(self) -> Counter[UUID]:
            query = select(MailRow.registration_id).where(MailRow.event_key == self.key, MailRow.kind == "offered")
            async with database.reading() as session:
                return Counter(id_ for id_ in await session.scalars(query) if id_)

        # What must hold.

        @invariant()
        def what_is_counted_is_what_is_held(self) -> None:
            holding = self._holding()
            assert self.seen.people_seated == len(holding)
            assert self.seen.ways == {way: sum(way in each.ways for each in holding) for way in (HERE, ONLINE)}
            assert all(each.status in HOLDING for each in self.seen.people if each.wanted), "a wish outlived a seat"
            of_groups = Counter(each.group for each in holding)
            for id_, group in self.seen.groups.items():
                assert group.taken == of_groups[id_]
            for key, places in self.seen.sessions.items():
                riders = [each for each in self.seen.people if _status(each, key) is Status.CONFIRMED]
                assert places.taken == len(riders)
                assert all(each.status is Status.CONFIRMED for each in riders), "a place is held without a seat"

        @invariant()
        def nobody_waits_beside_a_free_seat_but_who_is_asleep(self) -> None:
            for each in self._kept():
                assert each.wanted is None, "somebody waits for another way beside a free seat"
                assert self._asks(), "nobody need be asked, and yet somebody waits"
                assert _is_night(self.now, each), "somebody waits beside a free seat by day"
            for key, places in self.seen.sessions.items():
                in_line = [each for each in self._living(Status.CONFIRMED) if _status(each, key) is Status.WAITLISTED]
                assert not in_line or places.free == 0

        @invariant()
        def only_a_lowered_limit_is_passed(self) -> None:
            for pool in {pool for each in self.seen.people for pool in self._took(each)}:
                seats = self.seen.pools[pool]
                assert seats.limit is None or seats.taken <= seats.limit
            gained = self._newly(*HOLDING)
            for id_ in {each.group for each in gained if each.group}:
                group = self.seen.groups[id_]
                assert group.limit is None or group.taken <= group.limit, "a group has passed its quota"

        @invariant()
        def whoever_waited_longest_came_first(self) -> None:
            gained = [each for each in self.seen.people if self._took(each) and each.id not in self.asked_at_night]
            kept, line = self._kept(), self._line() if gained else []
            for each in gained:
                # Whoever changes over where a place is free stands behind all who wait for it.
                earlier = self.before.get(each.id, each)
                changes_over = each.id == self.changing and earlier.status in HOLDING
                last = (1, 0) if changes_over else (-each.priority, earlier.turn)
                took = self._took(each)
                passed = [other for other in line if _turn(other) < last and self._needs(other) <= took]
                assert all(other in kept for other in passed), "somebody was overtaken"

        @invariant()
        def nobody_is_thrown_out_and_nobody_comes_back(self) -> None:
            for each in self.seen.people:
                earlier = self.before.get(each.id)
                if earlier is None or earlier.status is each.status:
                    continue
                assert earlier.status is not Status.CANCELLED, "what was over came back"
                if earlier.ways != each.ways and each.id != self.changing:
                    assert earlier.wanted == each.ways, "somebody takes part otherwise than they wanted"
                if earlier.status in HOLDING and each.status not in HOLDING:
                    expired = earlier.until is not None and earlier.until <= self.now
                    assert each.id in self.leaving or expired, "somebody lost their seat"

        @invariant()
        def offers_stand_until_their_end_and_disturb_nobody(self) -> None:
            for each in self._living(Status.OFFERED):
                assert each.until is not None
                assert self.now < each.until < BEGINS
                assert not _is_night(each.until, each)
            for each in self._newly(Status.OFFERED):
                assert each.id in self.asked_at_night or not _is_night(self.now, each)
            self.asked_at_night = set()

        @invariant()
        def whoever_waited_is_asked_where_the_event_asks(self) -> None:
            for each in self._newly(Status.CONFIRMED):
                earlier = self.before.get(each.id)
                if earlier is not None and earlier.status is Status.WAITLISTED and self._asks():
                    # Too little is left of the time by day until the event begins.
                    assert BEGINS - self.now < timedelta(hours=14)

        # What is seen.

        def _living(self, *statuses: Status) -> list[Person]:
            return [
                each
                for each in self.seen.people
                if (each.status in statuses if statuses else each.status is not Status.CANCELLED)
            ]

        def _holding(self) -> list[Person]:
            return self._living(*HOLDING)

        def _newly(self, *statuses: Status) -> list[Person]:
            return [
                each
                for each in self._living(*statuses)
                if each.id not in self.before or self.before[each.id].status not in statuses
            ]

        def _asks(self) -> bool:
            return self.hours is not None

        def _line(self) -> list[Person]:
            """Give those who wait, in their order, without those whose group has no room for them."""
            return self._served(dict.fromkeys(self.seen.pools))

        def _kept(self) -> list[Person]:
            """Give those for whom a seat is free, in each way that they need one."""
            return self._served({pool: places.free for pool, places in self.seen.pools.items()})

        def _served(self, free: dict[Pool, int | None]) -> list[Person]:
            """Give those who wait and would have a place if so many were free, None for any number, in their order."""
            room = {id_: group.free for id_, group in self.seen.groups.items()}
            served = []
            waiting = [each for each in self.seen.people if each.status is Status.WAITLISTED or each.wanted]
            for each in sorted(waiting, key=_turn):
                left, needs = None if each.wanted else room.get(each.group), self._needs(each)
                if left == 0 or any(free[pool] == 0 for pool in needs):
                    continue
                if left is not None:
                    room[each.group] = left - 1
                for pool in needs:
                    number = free[pool]
                    free[pool] = None if number is None else number - 1
                served.append(each)
            return served

        def _needs(self, person: Person) -> set[Pool]:
            """Give the pools from which somebody who waits needs a place."""
            needs = person.ways if person.wanted is None else person.wanted - person.ways
            return set(needs) if HERE in self.seen.pools else set() if person.wanted is not None else {None}

        def _took(self, person: Person) -> set[Pool]:
            """Give the pools from which somebody has taken a place in the last step."""
            earlier = self.before.get(person.id)
            had = earlier.ways if earlier and earlier.status in HOLDING else frozenset()
            has = person.ways if person.status in HOLDING else frozenset()
            return set(has - had) if HERE in self.seen.pools else {None} if has and not had else set()

    return SeatMachine


def _days(ways: tuple[AttendanceMode | None, AttendanceMode | None]) -> dict[str, AttendanceMode | None]:
    return {(DAY + timedelta(days=place)).isoformat(): way for place, way in enumerate(ways)}


def _moved(held: Event) -> Event:
    """Move the workshop to autumn; the hours on the wall clock stay."""
    by = DAY - held.days[0]
    sessions = [replace(each, start=each.start + by, end=each.end + by) for each in held.sessions]
    return replace(held, days=[day + by for day in held.days], sessions=sessions)


def _turn(person: Person) -> tuple[int, int]:
    return -person.priority, person.turn


def _status(person: Person, key: str) -> Status | None:
    return person.sessions.get(key)


def _is_night(moment: datetime, person: Person) -> bool:
    local = moment.astimezone(ZoneInfo(ZONES[person.country])).time()
    return local >= time(21) or local < time(8)
