"""How many are here, expected and not yet come, by category, and by the desk that saw them first."""

from collections import Counter
from collections.abc import Mapping

from msgspec import Struct
from sqlalchemy import and_, exists, func, not_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.access.door_helpers import Helper, Keeper
from events_service.checkin.checkpoints import Checkpoint, is_expected_there
from events_service.checkin.finding import COUNTING
from events_service.checkin.news import count_by_desk
from events_service.checkin.records import DESK, ROOM
from events_service.checkin.tables import CheckInRow
from events_service.registrations.records import Category
from events_service.registrations.tables import RegistrationRow
from events_service.web.i18n import N_, gettext

NAMES = {
    DESK: N_("By a form or a list"),
    ROOM: N_("Confirmed in the room"),
}
"""Names of what is no desk, by that under which its scans stand."""


class Counted(Struct, frozen=True, kw_only=True):
    """How many are here, have a place here, and have one and did not come yet."""

    present: int
    expected: int
    missing: int


class Counts(Counted, frozen=True, kw_only=True):
    """The same of a checkpoint, by category in the order of categories, and by desk, the busiest first."""

    by_category: Mapping[Category, Counted]
    by_desk: Mapping[str, int]


NOBODY = Counts(present=0, expected=0, missing=0, by_category={}, by_desk={})


def desk_name(device: str) -> str:
    """Give the name of a desk as people read it."""
    return gettext(NAMES[device]) if device in NAMES else device


def added_up(by_category: Mapping[Category, Counted], by_desk: Mapping[str, int]) -> Counts:
    """Add the categories up."""
    each = by_category.values()
    return Counts(
        present=sum(one.present for one in each),
        expected=sum(one.expected for one in each),
        missing=sum(one.missing for one in each),
        by_category={category: by_category[category] for category in Category if category in by_category},
        by_desk=dict(sorted(by_desk.items(), key=lambda one: (-one[1], one[0]))),
    )


async def read_counts(session: AsyncSession, event_key: str, point: Checkpoint, keeper: Keeper) -> Counts:
    """Count whoever is at a checkpoint or expected there; what other desks did is none of a helper's."""
    desks = [] if isinstance(keeper, Helper) else await count_by_desk(session, event_key)
    by_desk: Counter[str] = Counter()
    for each in desks:
        if each.checkpoint == point.key:
            by_desk[desk_name(each.desk)] += each.people
    return added_up(await _by_category(session, event_key, point), by_desk)


async def _by_category(session: AsyncSession, event_key: str, point: Checkpoint) -> dict[Category, Counted]:
    present = exists().where(
        CheckInRow.registration_id == RegistrationRow.id, CheckInRow.checkpoint == point.key, COUNTING
    )
    expected = is_expected_there(point)
    rows = await session.execute(
        select(
            RegistrationRow.category,
            func.count().filter(present),
            func.count().filter(expected),
            func.count().filter(and_(expected, not_(present))),
        )
        .where(RegistrationRow.event_key == event_key, or_(present, expected))
        .group_by(RegistrationRow.category)
    )
    return {category: Counted(present=here, expected=due, missing=missing) for category, here, due, missing in rows}
