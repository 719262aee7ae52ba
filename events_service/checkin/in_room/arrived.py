"""How many are in a room: those expected, those who were seen there, and those of them who confirmed it themselves."""

from msgspec import Struct
from sqlalchemy import case, distinct, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.checkin.checkpoints import Checkpoint, is_expected_there
from events_service.checkin.finding import COUNTING
from events_service.checkin.records import Method
from events_service.checkin.tables import CheckInRow
from events_service.registrations.tables import RegistrationRow


class Arrived(Struct, frozen=True, kw_only=True):
    """Headcounts at a checkpoint; `confirmed` are those of the `present` who confirmed it with their phone."""

    expected: int
    present: int
    confirmed: int


async def count_arrived(session: AsyncSession, event_key: str, point: Checkpoint) -> Arrived:
    """Count who is at a checkpoint; two statements, however many they are."""
    here = CheckInRow.event_key == event_key, CheckInRow.checkpoint == point.key, COUNTING
    person = CheckInRow.registration_id
    by_phone = distinct(case((CheckInRow.method == Method.ROOM, person)))
    counted = select(func.count(distinct(person)), func.count(by_phone)).where(*here)
    present, confirmed = (await session.execute(counted)).one()
    expected = await session.scalar(
        select(func.count())
        .select_from(RegistrationRow)
        .where(RegistrationRow.event_key == event_key, is_expected_there(point))
    )
    return Arrived(expected=expected or 0, present=present, confirmed=confirmed)
