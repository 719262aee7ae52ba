"""Take back a check-in made by mistake: the scan stays as a fact, a second fact says that it no longer counts."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service import audit
from events_service.access.door_helpers import Keeper, account_of
from events_service.binding import new_salt
from events_service.checkin.changes import say_changed
from events_service.checkin.finding import find_other, get_check_in
from events_service.checkin.keeping import is_own, require_keeper, require_taken
from events_service.checkin.records import CheckIn, TakenBack
from events_service.checkin.tables import CheckInRow, WithdrawalRow
from events_service.checkin.taking_back import NOTHING_SAID, TakingBack
from events_service.database import Database
from events_service.programme.finding import get_any_event
from events_service.uniqueness import refusing
from events_service.web.errors import NotAllowed, Refusal
from events_service.web.i18n import N_

ONE_WITHDRAWAL = "pk_check_in_withdrawals"
"""The rule whose breaking says that another desk took the scan back."""


ERASED = "–"
"""What stands for words that were erased."""


class NothingToTakeBack(Refusal):
    """The scan did not check anybody in, or it was taken back already."""

    status = 409
    slug = "nothing-to-take-back"
    message = N_("This scan did not check anybody in, or it was taken back already. Nothing was changed.")


def withdraw(check_in: CheckIn) -> None:
    """Decide whether a check-in may be taken back. Raises NothingToTakeBack."""
    if not check_in.counts:
        raise NothingToTakeBack


async def take_back(
    database: Database, event_key: str, id_: UUID, *, account: Keeper, now: datetime, why: TakingBack = NOTHING_SAID
) -> TakenBack:
    """Take a check-in back; a scan by another device that saw the person then counts in its place.

    Raises UnknownEvent, NotAllowed, DeskClosed, UnknownCheckIn, NothingToTakeBack.
    """
    require_taken(account, why.made_at or now, now)
    with refusing(ONE_WITHDRAWAL, NothingToTakeBack()):
        async with database.transaction() as session:
            require_keeper(account, (await get_any_event(session, event_key)).event)
            check_in = await get_check_in(session, event_key, id_)
            if not is_own(account, check_in):
                raise NotAllowed
            withdraw(check_in)
            session.add(_row(id_, why, account, now))
            other = await find_other(session, check_in)
            await say_changed(session, database, event_key)
            await audit.append(
                session,
                audit.Entry(
                    at=now,
                    actor=account.actor,
                    action="check-ins.withdraw",
                    subject=f"event:{event_key}",
                    facts={"check_in": str(id_)} | ({"reason": why.reason.value} if why.reason else {}),
                ),
            )
    said = {"withdrawn_at": now, "withdrawn_because": why.reason, "withdrawn_words": why.words or None}
    given = {**msgspec.structs.asdict(check_in), **said}
    return TakenBack(**given, also_seen_at=other.scanned_at if other else None)


def _row(id_: UUID, why: TakingBack, account: Keeper, now: datetime) -> WithdrawalRow:
    return WithdrawalRow(
        check_in_id=id_,
        withdrawn_at=now,
        account_id=account_of(account),
        reason=why.reason,
        words=why.words or None,
        salt=new_salt() if why.words else None,
        made_at=why.made_at,
    )


async def forget_words(session: AsyncSession, registration: UUID) -> None:
    """Remove what was said of somebody whose data are erased; the entry written with it binds the rows as they are."""
    of_one = select(CheckInRow.id).where(CheckInRow.registration_id == registration)
    told = WithdrawalRow.words.is_not(None), WithdrawalRow.check_in_id.in_(of_one)
    for row in await session.scalars(select(WithdrawalRow).where(*told)):
        row.words, row.salt = ERASED, None
