"""Deliver what is due in the outbox: each mail at least once, and once more only where a server's answer was lost.

A server that takes a mail and a service that falls before it has written that down cannot agree: the mail goes out
again, as the same message under the same Message-ID, by which mailboxes know it. Only the one mail that was being
handed over can be concerned: it is marked before, and where it is found marked, its lost answer is kept as a sending.
"""

import hashlib
import logging
import time
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from events_service import audit
from events_service.database import Database
from events_service.mail.composing import completed, sender_of
from events_service.mail.outbox import AT_ONCE, BLANK
from events_service.mail.records import Attachment, Enclose, MailKind, MailStatus, Verdict
from events_service.mail.smtp import MESSAGE_SECONDS, Answer, Connection, server_of
from events_service.mail.tables import MailRow, SendingRow
from events_service.settings import is_sender

logger = logging.getLogger(__name__)

FIRST_RETRY = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=2)
GIVEN_UP_AFTER = timedelta(days=5)
"""How long after its first answer a server may say "not now" to one mail (RFC 5321 §4.5.4.1 has it so)."""

SERVER_DOWN = timedelta(minutes=1)
"""How long all mail rests after the server could not be reached; it is no mail's own fault and counts for none."""

CLAIM = timedelta(minutes=10)
FLEETING = MailKind.ERASED.value
"""The kind of mail of which nothing is kept but that it was sent: its reader's data were erased."""


async def deliver_due(
    database: Database,
    smtp_url: str,
    now: datetime,
    *,
    sender: str | None = None,
    enclose: Enclose | None = None,
    most: int = AT_ONCE,
) -> int:
    """Send what is due over SMTP and give the number of mails sent; what fails is due again later.

    All leave from `sender`, which the settings name now: a wrong one that a mail was written with would hold up the
    outbox even after it was corrected. None leaves each mail its own.

    Rows are claimed before sending by moving `due_at` on, with SKIP LOCKED, so several processes share one outbox.
    Nothing is handed over that might outlast its claim.
    """
    started = time.monotonic()
    claimed = await _claim(database, now, most)
    if not claimed:
        return 0
    if sender is not None and not is_sender(sender):
        text = f"No mail can leave from {sender!r}; correct EVENTS_MAIL_FROM"
        logger.error(text)
        await _rest(database, claimed, Answer(verdict=Verdict.UNREACHABLE, text=text), now)
        return 0
    sent = 0
    async with Connection(server_of(smtp_url)) as connection:
        for position, mail in enumerate(claimed):
            passed = timedelta(seconds=time.monotonic() - started)
            if passed > CLAIM - timedelta(seconds=2 * MESSAGE_SECONDS):
                await _release(database, claimed[position:], now)
                break
            trouble = await connection.ready()
            message, unwritable = (b"", None) if trouble else _written(mail, sender)
            trouble = trouble or unwritable
            octets, enclosed = (b"", ()) if trouble else await _complete(mail, message, enclose)
            answer = trouble or await connection.hand_over(sender_of(octets), mail.recipient, octets)
            tried = _Tried(message=message, octets=octets, enclosed=enclosed, answer=answer)
            if answer.verdict is Verdict.UNREACHABLE:
                logger.warning("the mail server cannot be worked with: %s", answer.text)
                await _rest(database, claimed[position:], answer, now + passed)
                break
            following = claimed[position + 1].id if position + 1 < len(claimed) else None
            await _keep(database, mail.id, tried, now + passed, following)
            sent += answer.verdict is Verdict.TAKEN
    return sent


async def _claim(database: Database, now: datetime, most: int) -> Sequence[MailRow]:
    """Claim what is due for this process alone: letters to one before those to many, so that no sign-in link waits."""
    due = (
        select(MailRow)
        .where(MailRow.due_at <= now)
        .order_by(MailRow.batch.is_not(None), MailRow.due_at, MailRow.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    async with database.reading() as session:
        if await session.scalar(select(MailRow.id).where(MailRow.due_at <= now).limit(1)) is None:
            return []
    async with database.transaction() as session:
        rows = (await session.scalars(due)).all()
        for row in rows:
            if row.handed_at is not None:
                await _note_lost_answer(session, row, now)
            row.due_at = now + CLAIM
        if rows:
            rows[0].handed_at = now
        return rows


async def _note_lost_answer(session: AsyncSession, row: MailRow, now: datetime) -> None:
    """Write down that a mail may have arrived: whoever was handing it over fell before they heard, or kept, more."""
    lost = SendingRow(mail_id=row.id, at=row.handed_at, verdict=Verdict.UNANSWERED, answer="", digest="", enclosed=[])
    session.add(lost)
    row.attempts, row.handed_at = row.attempts + 1, None
    await audit.append(session, _entry(row.id, Verdict.UNANSWERED, now))
    logger.warning("mail %s may arrive twice: the answer of the mail server was lost", row.id)


def _written(mail: MailRow, sender: str | None) -> tuple[bytes, Answer | None]:
    """Give the message; one that cannot be composed is given up, lest all others wait behind it for ever."""
    try:
        return mail.message_from(sender), None
    except Exception as error:
        logger.exception("mail %s cannot be composed", mail.id)
        return b"", Answer(verdict=Verdict.REFUSED, text=f"The message cannot be composed: {error}")


async def _complete(mail: MailRow, message: bytes, enclose: Enclose | None) -> tuple[bytes, tuple[str, ...]]:
    """Make what goes in when the mail leaves; a document that cannot be made keeps no mail back."""
    made: list[Attachment] = []
    for kind in mail.enclosures:
        if mail.registration_id is None or enclose is None:
            continue
        try:
            document = await enclose(kind, mail.registration_id)
        except Exception:
            logger.exception("mail %s leaves without its %s", mail.id, kind.value)
            continue
        if document is not None:
            made.append(document)
    return completed(message, made), tuple(document.name for document in made)


class _Tried(Struct, frozen=True, kw_only=True):
    """A mail as it was tried to be handed over: its message, what it was completed to, and what the server said.

    Message and octets are empty where it came to nothing before the server was asked.
    """

    message: bytes
    octets: bytes
    enclosed: tuple[str, ...]
    answer: Answer


async def _keep(database: Database, id_: UUID, tried: _Tried, now: datetime, following: UUID | None) -> None:
    """Write down a sending of a mail and what follows from it, and which one is handed over next."""
    answer = tried.answer
    async with database.transaction() as session:
        row = await session.get_one(MailRow, id_, with_for_update=True)
        # Not from when it was written: a server that was down for long has not been asked yet.
        asked_since = await session.scalar(select(func.min(SendingRow.at)).where(SendingRow.mail_id == id_)) or now
        session.add(
            SendingRow(
                mail_id=id_,
                at=now,
                verdict=answer.verdict,
                # Whose registration was erased meanwhile is not to be found in a server's words either.
                answer=answer.text if row.recipient and row.kind != FLEETING else "",
                digest=hashlib.sha256(tried.octets).hexdigest(),
                enclosed=list(tried.enclosed),
            )
        )
        if tried.message and (row.letter or row.composed):
            row.composed, row.letter = tried.message, None  # from now on it stays as a server has seen it
        row.attempts, row.handed_at = row.attempts + 1, None
        if following is not None:
            await session.execute(update(MailRow).where(MailRow.id == following).values(handed_at=now))
        if answer.verdict is Verdict.TAKEN:
            row.status, row.sent_at, row.due_at, row.last_error = MailStatus.SENT, now, None, None
        elif row.status != MailStatus.WAITING:
            row.due_at = None
        else:
            row.last_error = answer.text
            given_up = answer.verdict is Verdict.REFUSED or now - asked_since > GIVEN_UP_AFTER
            row.status = MailStatus.REFUSED if given_up else MailStatus.WAITING
            row.due_at = None if given_up else now + _pause(row.attempts)
            logger.warning("mail %s not sent, attempt %d: %s", row.id, row.attempts, answer.text)
        if row.kind == FLEETING and row.due_at is None:
            for name, blank in BLANK.items():
                setattr(row, name, blank)
        await audit.append(session, _entry(id_, answer.verdict, now))


def _entry(id_: UUID, verdict: Verdict, now: datetime) -> audit.Entry:
    return audit.Entry(
        at=now,
        actor=audit.SERVICE,
        action="mail.handed_over",
        subject=f"mail:{id_}",
        facts={"verdict": verdict.value},
    )


def _pause(attempts: int) -> timedelta:
    """Double the pause with each attempt: half a minute, one, two, up to two hours."""
    return min(FIRST_RETRY * (1 << min(attempts - 1, 10)), LONGEST_WAIT)


async def _release(database: Database, mails: Iterable[MailRow], now: datetime) -> None:
    """Give claims back, for whoever is next."""
    async with database.transaction() as session:
        ids = [mail.id for mail in mails]
        await session.execute(
            update(MailRow).where(MailRow.id.in_(ids), MailRow.due_at.is_not(None)).values(due_at=now, handed_at=None)
        )


async def _rest(database: Database, mails: Iterable[MailRow], answer: Answer, now: datetime) -> None:
    """Let all that is due rest for a while: the server would be asked in vain for each."""
    async with database.transaction() as session:
        ids = [mail.id for mail in mails]
        resting = {"due_at": now + SERVER_DOWN, "last_error": answer.text}
        mine = update(MailRow).where(MailRow.id.in_(ids), MailRow.due_at.is_not(None))
        await session.execute(mine.values(**resting, handed_at=None))
        await session.execute(update(MailRow).where(MailRow.due_at <= now).values(resting))
