"""A spreadsheet between the look at it and the import: held for a day, for the one who sent it, so it is sent once."""

from datetime import datetime

from sqlalchemy import delete

from events_service.access.records import Account
from events_service.database import Database
from events_service.registrations.asking.held_files import HELD_FOR
from events_service.registrations.records import SentFile
from events_service.registrations.tables import HeldFileRow
from events_service.secrets import hashed, new_token
from events_service.web.errors import Refusal
from events_service.web.i18n import N_

_PART = "spreadsheet"


class NoLongerHeld(Refusal):
    """The file is gone: imported already, or a day has passed."""

    status = 410
    slug = "spreadsheet-gone"
    message = N_("The file is no longer here: it was imported, or a day has passed. Choose it again.")


async def hold(database: Database, event: str, account: Account, file: SentFile, *, now: datetime) -> str:
    """Hold a file, and give the token that it is found by again."""
    token = new_token()
    async with database.transaction() as session:
        session.add(
            HeldFileRow(
                form=_form(event, account, token),
                question=_PART,
                name=file.name[:255],
                content=file.content,
                held_at=now,
            )
        )
    return token


async def read_held(database: Database, event: str, account: Account, token: str, *, now: datetime) -> SentFile:
    """Give a file that the same account sent for the same event. Raises NoLongerHeld."""
    async with database.reading() as session:
        row = await session.get(HeldFileRow, (_form(event, account, token), _PART))
    if row is None or row.held_at < now - HELD_FOR:
        raise NoLongerHeld
    return SentFile(name=row.name, content=row.content)


async def drop_held(database: Database, event: str, account: Account, token: str) -> None:
    """Forget a file that was imported."""
    async with database.transaction() as session:
        await session.execute(delete(HeldFileRow).where(HeldFileRow.form == _form(event, account, token)))


def _form(event: str, account: Account, token: str) -> str:
    return hashed(f"{event} {account.id} {token}")
