"""News of a door: who came or was taken back at an event since an instant, and how many each desk checked in."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct
from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.checkin.finding import BY_HELPERS, COUNTING, list_counting
from events_service.checkin.tables import CheckInRow, WithdrawalRow

COMMITTED_WITHIN = timedelta(seconds=10)
"""How long after its instant a scan may be committed: so far back is looked, and telling twice does no harm."""


class Seen(Struct, frozen=True, kw_only=True):
    """Whether somebody is present at a checkpoint now."""

    registration: UUID
    checkpoint: str
    present: bool


class DeskCount(Struct, frozen=True, kw_only=True):
    """How many people a desk saw first at a checkpoint; `helper`: it is one that helpers keep."""

    checkpoint: str
    desk: str
    helper: bool
    people: int


class News(Struct, frozen=True, kw_only=True):
    """What changed, and each desk's count as it is now."""

    seen: list[Seen]
    desks: list[DeskCount]

    def at(self, checkpoints: Collection[str]) -> "News":
        """Give what concerns a helper's checkpoints; what other desks did is none of theirs."""
        return News(seen=[each for each in self.seen if each.checkpoint in checkpoints], desks=[])


async def read_news(session: AsyncSession, event_key: str, since: datetime) -> News:
    """Give the news since an instant, and from shortly before it; four statements, however much it is."""
    back = since - COMMITTED_WITHIN
    touched = select(CheckInRow.registration_id, CheckInRow.checkpoint).where(CheckInRow.event_key == event_key)
    scanned = await session.execute(touched.where(CheckInRow.received_at >= back))
    taken_back = await session.execute(
        touched.join(WithdrawalRow, WithdrawalRow.check_in_id == CheckInRow.id).where(
            WithdrawalRow.withdrawn_at >= back
        )
    )
    pairs = {(person, checkpoint) for person, checkpoint in (*scanned, *taken_back) if person}
    counting = await list_counting(session, [person for person, _ in pairs])
    present = {(check_in.registration, check_in.checkpoint) for check_in in counting}
    return News(
        seen=[
            Seen(registration=person, checkpoint=checkpoint, present=(person, checkpoint) in present)
            for person, checkpoint in sorted(pairs)
        ],
        desks=await count_by_desk(session, event_key),
    )


async def count_by_desk(session: AsyncSession, event_key: str) -> list[DeskCount]:
    """Give how many each desk checked in at each checkpoint; who was seen at several counts where they came first."""
    first = (
        select(
            CheckInRow.checkpoint,
            CheckInRow.device,
            case((BY_HELPERS, 1), else_=0).label("helper"),
            func.row_number()
            .over(
                partition_by=(CheckInRow.registration_id, CheckInRow.checkpoint),
                order_by=(CheckInRow.scanned_at, CheckInRow.id),
            )
            .label("place"),
        )
        .where(CheckInRow.event_key == event_key, COUNTING)
        .subquery()
    )
    query = (
        select(first.c.checkpoint, first.c.device, first.c.helper, func.count())
        .where(first.c.place == 1)
        .group_by(first.c.checkpoint, first.c.device, first.c.helper)
        .order_by(first.c.checkpoint, first.c.device, first.c.helper)
    )
    return [
        DeskCount(checkpoint=checkpoint, desk=device, helper=bool(helper), people=people)
        for checkpoint, device, helper, people in await session.execute(query)
    ]
