"""Special needs for those who must know them: totals without names, one by one with each look logged."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service import audit
from events_service.access.records import Account
from events_service.database import Database
from events_service.programme.tables import EventRow
from events_service.registrations.holding import hold
from events_service.registrations.privacy.retention import is_due
from events_service.registrations.privacy.special_needs import SpecialNeeds, decrypt
from events_service.registrations.records import Status
from events_service.registrations.tables import RegistrationRow
from events_service.settings import Settings


class Total(Struct, frozen=True, kw_only=True):
    """How many people need something, in the words of the first of them."""

    need: str
    people: int


class Totals(Struct, frozen=True, kw_only=True):
    """What all who are confirmed need, for the caterer and the house.

    `removed` when the day of removal has come; `taken_back` counts those who took back their consent before it.
    """

    dietary: list[Total]
    access: list[Total]
    removed: bool = False
    taken_back: int = 0


class Look(Struct, frozen=True, kw_only=True):
    """What one person needs; `removed_at` where it was told once and is removed, so that it does not look untold.

    `taken_back` where the person took back the consent to it before the service removed it by itself.
    """

    needs: SpecialNeeds
    removed_at: datetime | None
    taken_back: bool


async def totals(session: AsyncSession, settings: Settings, event_key: str) -> Totals:
    """Give the totals for an event, without names."""
    (all_,) = await totals_among(session, settings, event_key, [None])
    return all_


async def totals_among(
    session: AsyncSession, settings: Settings, event_key: str, groups: Iterable[Collection[UUID] | None]
) -> list[Totals]:
    """Give the totals for each of several groups of an event's registrations, for None those of all, in their order."""
    last_day = (await session.get_one(EventRow, event_key)).last_day
    rows = await session.scalars(
        select(RegistrationRow)
        .where(RegistrationRow.event_key == event_key, RegistrationRow.status == Status.CONFIRMED)
        .order_by(RegistrationRow.number)  # a need is written as whoever came first has written it
    )
    kept = [
        (row, decrypt(row.special_needs, secret_key=settings.secret_key, registration=row.id)) for row in rows.all()
    ]
    return [_totals([one for one in kept if among is None or one[0].id in among], last_day) for among in groups]


def _totals(kept: Sequence[tuple[RegistrationRow, SpecialNeeds]], last_day: date) -> Totals:
    removals = [removed_at for row, _ in kept if (removed_at := _removed_at(row)) is not None]
    on_time = sum(is_due(last_day, removed_at) for removed_at in removals)
    return Totals(
        dietary=_count(needs.dietary for _, needs in kept),
        access=_count(needs.access for _, needs in kept),
        removed=on_time > 0,
        taken_back=len(removals) - on_time,
    )


def _removed_at(row: RegistrationRow) -> datetime | None:
    return row.needs_removed_at if row.special_needs is None else None


def _count(needs: Iterable[str | None]) -> list[Total]:
    words: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for need in needs:
        if need:
            key = " ".join(need.casefold().split()).rstrip(".")
            words.setdefault(key, need)
            counts[key] += 1
    return [Total(need=words[key], people=people) for key, people in counts.most_common()]


async def look(database: Database, settings: Settings, id_: UUID, *, account: Account, now: datetime) -> Look:
    """Show one person's needs to an organiser; who looked, at whose and when is written to the audit log.

    Raises UnknownRegistration, NotAllowed.
    """
    async with database.transaction() as session:
        event, row = await hold(session, id_, account)
        await audit.append(
            session,
            audit.Entry(at=now, actor=account.actor, action="special_needs.viewed", subject=f"registration:{row.id}"),
        )
        needs = decrypt(row.special_needs, secret_key=settings.secret_key, registration=row.id)
        removed_at = _removed_at(row)
        taken_back = removed_at is not None and not is_due(event.last_day, removed_at)
        return Look(needs=needs, removed_at=removed_at, taken_back=taken_back)
