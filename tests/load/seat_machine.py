"""A machine that asks, cancels, changes and moves capacities at random, and checks after each step what must hold.

The rules: seats are never oversold by us, never lost after a cancellation, held by nobody but those who are confirmed;
whoever waited longest is served first; a lowered capacity throws nobody out.
"""

import asyncio
import itertools
from collections.abc import Coroutine
from typing import Any, TypeVar
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from events_service.database import Database
from events_service.programme.finding import FoundEvent, get_any_event
from events_service.registrations.cancel import cancel
from events_service.registrations.change import change
from events_service.registrations.finding import list_registrations
from events_service.registrations.records import Changes, Registration, Status
from events_service.registrations.register import register
from events_service.registrations.waiting_list import promote_due
from events_service.settings import Settings
from tests.registrations.programme import NOW, application, event, load

Answer = TypeVar("Answer")
_events, _people = itertools.count(), itertools.count()
CAPACITY = st.one_of(st.none(), st.integers(1, 6))
SESSIONS = st.sampled_from([[], ["bus"], ["steering"], ["bus", "steering"]])


def seat_machine(database: Database, settings: Settings, runner: asyncio.Runner) -> type[RuleBasedStateMachine]:
    """Give the machine for a database; each of its runs has an event of its own."""

    class SeatMachine(RuleBasedStateMachine):
        """See the module."""

        def run(self, work: Coroutine[Any, Any, Answer]) -> Answer:
            return runner.run(work)

        @initialize(capacity=CAPACITY, bus=st.integers(1, 4))
        def open(self, capacity: int | None, bus: int) -> None:
            self.key = f"machine-{next(_events)}"
            self.before: dict[UUID, Registration] = {}
            self.found, self.registrations = self._set(capacity, bus)

        def _set(self, capacity: int | None, bus: int) -> tuple[FoundEvent, list[Registration]]:
            self.run(load(database, event(key=self.key, capacity=capacity, bus=bus)))
            self.run(promote_due(database, settings, NOW))
            return self.run(self._look())

        async def _look(self) -> tuple[FoundEvent, list[Registration]]:
            async with database.reading() as session:
                return await get_any_event(session, self.key), await list_registrations(session, self.key)

        def _after(self) -> None:
            self.before = {each.id: each for each in self.registrations}
            self.found, self.registrations = self.run(self._look())

        def _living(self) -> list[Registration]:
            return [each for each in self.registrations if each.status is not Status.CANCELLED]

        @rule(sessions=SESSIONS)
        def somebody_asks(self, sessions: list[str]) -> None:
            asking = application(next(_people), sessions=sessions)
            self.run(register(database, settings, self.key, asking, now=NOW))
            self._after()

        @precondition(lambda self: self._living())
        @rule(data=st.data())
        def somebody_cancels(self, data: st.DataObject) -> None:
            leaving = data.draw(st.sampled_from(self._living()))
            self.run(cancel(database, settings, leaving.id, now=NOW))
            self._after()

        @precondition(lambda self: self._living())
        @rule(data=st.data(), sessions=SESSIONS)
        def somebody_chooses_anew(self, data: st.DataObject, sessions: list[str]) -> None:
            choosing = data.draw(st.sampled_from(self._living()))
            self.run(change(database, settings, choosing.id, Changes(sessions=sessions), now=NOW))
            self._after()

        @rule(capacity=CAPACITY, bus=st.integers(1, 4))
        def the_capacity_moves(self, capacity: int | None, bus: int) -> None:
            self.before = {each.id: each for each in self.registrations}
            self.found, self.registrations = self._set(capacity, bus)

        @invariant()
        def what_is_counted_is_what_is_held(self) -> None:
            seated = [each for each in self.registrations if each.status is Status.CONFIRMED]
            assert self.found.seats.taken == len(seated)
            for key, places in self.found.session_seats.items():
                riders = [each for each in self.registrations if _holds(each, key)]
                assert places.taken == len(riders)
                assert all(each.status is Status.CONFIRMED for each in riders), "a place is held without a seat"

        @invariant()
        def nobody_waits_beside_a_free_seat(self) -> None:
            waiting = [each for each in self.registrations if each.status is Status.WAITLISTED]
            assert not waiting or self.found.seats.free == 0
            for key, places in self.found.session_seats.items():
                in_line = [
                    each
                    for each in self.registrations
                    if each.status is Status.CONFIRMED and _status(each, key) is Status.WAITLISTED
                ]
                assert not in_line or places.free == 0

        @invariant()
        def seats_are_oversold_only_by_a_lowered_capacity(self) -> None:
            gained = self._newly_seated()
            if gained and self.found.seats.capacity is not None:
                assert self.found.seats.taken <= self.found.seats.capacity

        @invariant()
        def whoever_waited_longest_came_first(self) -> None:
            gained = [each.number for each in self._newly_seated()]
            still = [each.number for each in self.registrations if each.status is Status.WAITLISTED]
            assert not gained or not still or max(gained) < min(still)
            assert [each.number for each in self.registrations] == sorted(each.number for each in self.registrations)

        @invariant()
        def nobody_is_thrown_out(self) -> None:
            for each in self.registrations:
                earlier = self.before.get(each.id)
                if earlier is not None and earlier.status is Status.CONFIRMED:
                    assert each.status in {Status.CONFIRMED, Status.CANCELLED}

        def _newly_seated(self) -> list[Registration]:
            return [
                each
                for each in self.registrations
                if each.status is Status.CONFIRMED
                and (each.id not in self.before or self.before[each.id].status is not Status.CONFIRMED)
            ]

    return SeatMachine


def _status(registration: Registration, key: str) -> Status | None:
    return next((each.status for each in registration.sessions if each.key == key), None)


def _holds(registration: Registration, key: str) -> bool:
    return _status(registration, key) is Status.CONFIRMED
