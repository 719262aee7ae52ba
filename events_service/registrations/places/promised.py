"""Free seats that are promised: whoever waits for them is asleep, and is asked in the morning."""

from collections import Counter
from collections.abc import Sequence

from msgspec.structs import replace
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.programme.finding import FoundEvent, Seats
from events_service.registrations.places.in_line import promised
from events_service.registrations.places.line import Free, Pool


async def with_promised(session: AsyncSession, events: Sequence[FoundEvent]) -> list[FoundEvent]:
    """Give events with how many of their free seats are kept for those who wait, so that a page can say so."""
    free = {found.event.key: free_of(found) for found in events if any(pool.free for pool in found.pools)}
    kept = await promised(session, free) if free else {}
    return [_keeping(found, kept.get(found.event.key, Counter())) for found in events]


def free_of(found: FoundEvent) -> Free:
    """Give how many places of an event are free in each pool."""
    if not found.seats_by_way:
        return {None: found.seats.free}
    return {way: seats.free for way, seats in found.seats_by_way.items()}


def _keeping(found: FoundEvent, kept: Counter[Pool]) -> FoundEvent:
    def keeping(seats: Seats, pool: Pool) -> Seats:
        return replace(seats, promised=0 if seats.free is None else kept[pool])

    by_way = {way: keeping(seats, way) for way, seats in found.seats_by_way.items()}
    return replace(found, seats=found.seats if by_way else keeping(found.seats, None), seats_by_way=by_way)
