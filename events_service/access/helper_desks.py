"""Which browser holds a helper's desk: a link opens it on as many devices as it is for, and each is seen there."""

from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from events_service import audit
from events_service.access.door_helpers import DeskClosed, DeskTaken, Helper, NoDesk, read_link_token
from events_service.access.tables import HelperDeviceRow, HelperRow
from events_service.database import Database
from events_service.secrets import hashed, new_token
from events_service.web.errors import NotFound

SEEN_EVERY = timedelta(minutes=1)
"""How exactly it is noted when a device was last seen: each note is a commit."""


async def find_linked(
    session: AsyncSession, secret_key: str, token: str, now: datetime, *, hold: bool = False
) -> Helper:
    """Give the desk that a link opens, and `hold` it until the transaction ends.

    Raises NotFound for no link of ours, DeskClosed for one that is over.
    """
    id_ = read_link_token(secret_key, token)
    row = await session.get(HelperRow, id_, with_for_update=hold) if id_ else None
    if row is None:
        raise NotFound
    helper = helper_of(row)
    if not helper.is_open(now):
        raise DeskClosed
    return helper


async def open_desk(database: Database, secret_key: str, token: str, now: datetime, browser: str) -> str:
    """Open a helper's desk on a device by its link, and give the secret for its cookie.

    Raises NotFound, DeskClosed, DeskTaken.
    """
    async with database.transaction() as session:
        helper = await find_linked(session, secret_key, token, now, hold=True)
        held = await session.scalar(
            select(func.count()).select_from(HelperDeviceRow).where(HelperDeviceRow.helper_id == helper.id)
        )
        if (held or 0) >= helper.devices:
            raise DeskTaken
        cookie = new_token()
        session.add(
            HelperDeviceRow(
                token_hash=hashed(cookie), helper_id=helper.id, opened_at=now, seen_at=now, browser=browser[:80]
            )
        )
        entry = audit.Entry(at=now, actor=helper.actor, action="helper.opened", subject=f"event:{helper.event}")
        await audit.append(session, entry)
    return cookie


async def helper_of_browser(database: Database, cookie: str | None, now: datetime) -> Helper:
    """Give the desk that a browser holds, whether it is open or not, and note that it was seen. Raises NoDesk."""
    if not cookie:
        raise NoDesk
    query = (
        select(HelperRow, HelperDeviceRow.seen_at)
        .join(HelperDeviceRow, HelperDeviceRow.helper_id == HelperRow.id)
        .where(HelperDeviceRow.token_hash == hashed(cookie))
    )
    async with database.reading() as session:
        found = (await session.execute(query)).one_or_none()
    if found is None:
        raise NoDesk
    row, seen_at = found
    if now - seen_at >= SEEN_EVERY:
        async with database.transaction() as session:
            mine = HelperDeviceRow.token_hash == hashed(cookie)
            await session.execute(update(HelperDeviceRow).where(mine).values(seen_at=now))
    return helper_of(row)


def helper_of(row: HelperRow) -> Helper:
    """Give the record of a row."""
    return Helper(
        id=row.id,
        event=row.event_key,
        name=row.name,
        checkpoint=row.checkpoint,
        devices=row.devices,
        created_at=row.created_at,
        ends_at=row.ends_at,
        revoked_at=row.revoked_at,
    )
