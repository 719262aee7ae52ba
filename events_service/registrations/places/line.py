"""The line: who of those who wait gets a place that is free, where places may be counted apart. Pure."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from msgspec import Struct

from events_service.programme.records import AttendanceMode
from events_service.registrations.records import Ways

Pool = AttendanceMode | None
"""Places that are counted together: those in one way to attend, or None: those of the event as a whole."""

Free = Mapping[Pool, int | None]
"""How many places are free in each pool; None: as many as come."""


class Waiting(Struct, frozen=True, kw_only=True):
    """Somebody in line: the ways in which they need a place, and how many places are left of their `group`'s quota.

    Whoever is `seated` and waits for a place in another way needs what they gain by it, and nothing of a quota.
    """

    id: UUID
    needs: Ways
    seated: bool = False
    group: UUID | None = None
    room: int | None = None


def in_turn(line: Iterable[Waiting], free: Free) -> list[tuple[UUID, frozenset[Pool]]]:
    """Give those of a line, which is in order, for whom there is a place, each with the pools that it is taken from.

    Whoever waits for a place in one way does not stand before those who wait for one in the other, nor does one whose
    group has used up its places before others. Somebody who takes part in both ways needs a place in each, and gets
    both at once: a place that is free in one is not kept for them until there is one in the other, for it might stand
    empty to the end while others wait who can use it. They may go over to a single way at any time, and keep their
    place in line.
    """
    left, rooms, served = dict(free), dict[UUID, int](), list[tuple[UUID, frozenset[Pool]]]()
    for each in line:
        pools = pools_of(each, free)
        room = None if each.group is None or each.room is None else rooms.get(each.group, each.room)
        if (room is not None and room <= 0) or any(left[pool] == 0 for pool in pools):
            continue
        for pool in pools:
            left[pool] = _less(left[pool])
        if each.group is not None and room is not None:
            rooms[each.group] = room - 1
        served.append((each.id, pools))
    return served


def pools_of(person: Waiting, free: Free) -> frozenset[Pool]:
    """Give the pools from which somebody takes a place; whoever only changes their way takes none of a single pool."""
    if None in free:
        return frozenset() if person.seated else frozenset({None})
    return frozenset(way for way in person.needs if way in free)


def _less(number: int | None) -> int | None:
    return None if number is None else number - 1
