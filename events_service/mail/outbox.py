"""The outbox: put a mail into it within the transaction that causes the mail, and take it back."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec.structs import replace
from sqlalchemy import ColumnElement, LargeBinary, and_, func, insert, literal, or_, select, type_coerce, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from events_service.binding import digest_of, kinds, new_salt
from events_service.database import Database, new_id, table_of
from events_service.mail.composing import seal
from events_service.mail.records import Letter, MailKind, MailStatus
from events_service.mail.tables import MailRow, SendingRow
from events_service.mailboxes import ascii_address
from events_service.secrets import SEALED_MARK
from events_service.touched import KEYS, note

BLANK = {"recipient": "", "subject": "", "letter": None, "composed": None, "last_error": None, "salt": None}
"""What is left of a mail that was withdrawn."""

_ADD = insert(table_of(MailRow))
_BOUND = kinds()[MailRow.__tablename__]
_LEFT = [MailStatus.WAITING, MailStatus.REFUSED]
"""Which are kept back when they are withdrawn."""

AT_ONCE = 20


async def queue(session: AsyncSession, letter: Letter, *, sender: str, now: datetime) -> UUID | None:
    """Put a letter into the outbox; it is sent after the caller's transaction has been committed."""
    ids = await queue_all(session, [letter], sender=sender, now=now)
    return ids[0] if ids else None


async def queue_all(session: AsyncSession, letters: Iterable[Letter], *, sender: str, now: datetime) -> list[UUID]:
    """Put letters into the outbox by one statement, in their order; who came to a door may have no mailbox."""
    rows = [_row_of(letter, sender, now) for letter in letters if letter.recipient]
    if rows:
        await session.execute(_ADD, rows)
    return [row["id"] for row in rows]


def _row_of(letter: Letter, sender: str, now: datetime) -> dict[str, Any]:
    letter = replace(letter, recipient=ascii_address(letter.recipient))
    return {
        "id": new_id(),
        "kind": letter.kind.value,
        "recipient": letter.recipient,
        "subject": letter.subject,
        "letter": seal(letter, sender),
        "enclosures": list(letter.enclosures),
        "event_key": letter.event,
        "registration_id": letter.registration,
        "batch": letter.batch,
        "secret": letter.secret,
        "status": MailStatus.WAITING,
        "created_at": now,
        "due_at": now,
        "salt": new_salt(),
    }


async def withdraw(session: AsyncSession, registration: UUID) -> None:
    """Blank all mails on a registration and keep back those that have not left; that they were sent stays known."""
    await _withdraw(session, MailRow.registration_id == registration)


async def withdraw_kind(session: AsyncSession, event: str, kind: MailKind, recipient: str) -> None:
    """Do so with the mails of a kind to an address which belong to no registration."""
    belongs = (MailRow.event_key == event) & (MailRow.kind == kind.value) & MailRow.registration_id.is_(None)
    await _withdraw(session, belongs & (func.lower(MailRow.recipient) == ascii_address(recipient).lower()))


async def withdraw_batch(session: AsyncSession, batch: UUID) -> None:
    """Do so with the mails of one writing."""
    await _withdraw(session, MailRow.batch == batch)


async def _withdraw(session: AsyncSession, which: ColumnElement[bool]) -> None:
    rows = (await session.execute(select(*_BOUND.columns).where(which))).mappings().all()
    ids = [row["id"] for row in rows]
    for row in rows:
        status = MailStatus.WITHDRAWN if row["status"] in _LEFT else row["status"]
        note(session.sync_session, _BOUND, {**row, **BLANK, "status": status})
    if not rows:
        digest_of(BLANK)  # lest the time tell whether there was a mail
    mine = update(MailRow).where(MailRow.id.in_(ids)).execution_options(**{KEYS: []})
    await session.execute(mine.values(**BLANK))
    await session.execute(mine.where(MailRow.status.in_(_LEFT)).values(status=MailStatus.WITHDRAWN, due_at=None))
    # A server's words may repeat the address.
    await session.execute(update(SendingRow).where(SendingRow.mail_id.in_(ids)).values(answer=""))


async def seal_left(database: Database) -> int:
    """Seal the mails that were written before mails were sealed, and give how many they were."""
    sealed = 0
    while True:
        async with database.transaction() as session:
            rows = (await session.scalars(select(MailRow).where(_in_clear()).limit(AT_ONCE))).all()
            for row in rows:
                values = {"letter": row.letter, "composed": row.composed}
                await session.execute(update(MailRow).where(MailRow.id == row.id).values(values))
        sealed += len(rows)
        if not rows:
            return sealed


def _in_clear() -> ColumnElement[bool]:
    """Give the condition of what is kept and does not begin as what is sealed does."""

    def clear(column: InstrumentedAttribute[bytes | None]) -> ColumnElement[bool]:
        kept = type_coerce(column, LargeBinary)
        return and_(kept.is_not(None), func.substr(kept, 1, len(SEALED_MARK)) != literal(SEALED_MARK, LargeBinary))

    return or_(clear(MailRow.letter), clear(MailRow.composed))
