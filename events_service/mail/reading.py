"""Read what is in the outbox, narrowed and page by page, and send a mail once more."""

import base64
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from msgspec import Struct
from sqlalchemy import Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import defer, load_only

from events_service import audit
from events_service.database import new_id
from events_service.mail.composing import copied, made_id, parsed
from events_service.mail.personal_links import without_personal_links
from events_service.mail.records import Enclosure, FindMailbox, MailStatus, Verdict
from events_service.mail.tables import MailRow, SendingRow
from events_service.web.decoding import member_of, uuid_in
from events_service.web.emblem import emblem_png
from events_service.web.errors import NotFound
from events_service.web.i18n import N_

PAGE_SIZE = 100


class UnknownMail(NotFound):
    """The event has no such mail, or it is not an organiser's to read."""

    message = N_("There is no such mail here.")


class Sending(Struct, frozen=True, kw_only=True):
    """One time that a mail was handed to a server."""

    at: datetime
    verdict: Verdict
    answer: str
    digest: str
    enclosed: Sequence[str]


class KeptMail(Struct, frozen=True, kw_only=True):
    """A mail of the outbox. `text`, `attachments` and `sendings` are only read when one mail is shown."""

    id: UUID
    kind: str
    recipient: str
    subject: str
    status: MailStatus
    created_at: datetime
    sent_at: datetime | None
    attempts: int
    last_error: str | None
    registration: UUID | None
    enclosures: Sequence[Enclosure] = ()
    text: str = ""
    attachments: tuple[str, ...] = ()
    sendings: Sequence[Sending] = ()


class StuckMail(Struct, frozen=True, kw_only=True):
    """A mail that has not left; whom it is for is no operator's business."""

    id: UUID
    kind: str
    event: str | None
    status: MailStatus
    created_at: datetime
    last_error: str | None

    @property
    def refused(self) -> bool:
        """Tell whether it is tried no more."""
        return self.status is MailStatus.REFUSED


class MailSieve(Struct, frozen=True, kw_only=True):
    """Which mails an organiser looks for; `word` is looked for in addresses and subjects."""

    status: MailStatus | None = None
    kind: str = ""
    word: str = ""
    batch: UUID | None = None
    page: int = 1


class Again(Struct, frozen=True, kw_only=True):
    """How a mail is sent once more: from `sender`, at the wish of `actor`, whom the audit log names.

    It goes where `mailbox_of` says by now, for the first may have been refused because of its address.
    """

    sender: str
    actor: str
    mailbox_of: FindMailbox


class KeptMails(Struct, frozen=True, kw_only=True):
    """A page of mails, how many were found, and how many of all have each status; `kinds` are those that occur.

    `unanswered` counts those that may have arrived twice: a server's answer was lost, and they went once more.
    """

    items: Sequence[KeptMail]
    found: int
    pages: int
    counts: Mapping[MailStatus, int]
    kinds: Sequence[str]
    unanswered: int


def mail_sieve_of(query: Mapping[str, str]) -> MailSieve:
    """Read a sieve from an address; what it cannot mean is left out."""
    page = query.get("page", "")
    return MailSieve(
        status=member_of(MailStatus, query.get("status")),
        kind=query.get("kind", "")[:32],
        word=query.get("q", "").strip()[:100],
        batch=uuid_in(query.get("batch")),
        page=max(1, int(page)) if page.isdecimal() and len(page) < 6 else 1,
    )


def query_of(sieve: MailSieve) -> str:
    """Write a sieve as the part of an address, without the page."""
    written = {
        "status": sieve.status.value if sieve.status else "",
        "kind": sieve.kind,
        "q": sieve.word,
        "batch": str(sieve.batch or ""),
    }
    return urlencode({name: value for name, value in written.items() if value})


async def server_trouble(session: AsyncSession) -> str | None:
    """Give why no mail leaves at the moment, in the server's words: one waits that no server was ever handed."""
    return await session.scalar(
        select(MailRow.last_error)
        .where(MailRow.due_at.is_not(None), MailRow.attempts == 0, MailRow.last_error.is_not(None))
        .limit(1)
    )


async def stuck(session: AsyncSession) -> list[StuckMail]:
    """List the mails that have not left, of all events, the oldest first."""
    rows = await session.scalars(
        select(MailRow)
        .where(MailRow.status.in_([MailStatus.WAITING, MailStatus.REFUSED]))
        .options(load_only(MailRow.kind, MailRow.event_key, MailRow.status, MailRow.created_at, MailRow.last_error))
        .order_by(MailRow.id)
    )
    return [
        StuckMail(
            id=row.id,
            kind=row.kind,
            event=row.event_key,
            status=row.status,
            created_at=row.created_at,
            last_error=row.last_error,
        )
        for row in rows
    ]


async def list_mails(session: AsyncSession, event: str, sieve: MailSieve) -> KeptMails:
    """Give a page of an event's mails, the latest first, without those that hold secrets."""
    shown = (MailRow.event_key == event, MailRow.secret.is_(False))
    counted = await session.execute(select(MailRow.status, func.count()).where(*shown).group_by(MailRow.status))
    kinds = await session.scalars(select(MailRow.kind).where(*shown).distinct().order_by(MailRow.kind))
    lost = (
        select(func.count(SendingRow.mail_id.distinct()))
        .join(MailRow, MailRow.id == SendingRow.mail_id)
        .where(*shown, SendingRow.verdict == Verdict.UNANSWERED, MailRow.attempts > 1)
    )
    narrowed = _narrowed(select(MailRow.id).where(*shown), sieve)
    found = await session.scalar(select(func.count()).select_from(narrowed.subquery())) or 0
    pages = max(1, -(-found // PAGE_SIZE))
    rows = await session.scalars(
        _narrowed(select(MailRow).where(*shown), sieve)
        .options(defer(MailRow.letter), defer(MailRow.composed))  # megabytes that no list shows
        .order_by(MailRow.id.desc())
        .limit(PAGE_SIZE)
        .offset((min(sieve.page, pages) - 1) * PAGE_SIZE)
    )
    return KeptMails(
        items=[_record(row) for row in rows],
        found=found,
        pages=pages,
        counts=dict(counted.all()),
        kinds=kinds.all(),
        unanswered=await session.scalar(lost) or 0,
    )


def _narrowed(query: Select[Any], sieve: MailSieve) -> Select[Any]:
    if sieve.status is not None:
        query = query.where(MailRow.status == sieve.status)
    if sieve.kind:
        query = query.where(MailRow.kind == sieve.kind)
    if sieve.batch is not None:
        query = query.where(MailRow.batch == sieve.batch)
    if sieve.word:
        query = query.where(
            or_(
                MailRow.recipient.icontains(sieve.word, autoescape=True),
                MailRow.subject.icontains(sieve.word, autoescape=True),
            )
        )
    return query


async def get_mail(session: AsyncSession, event: str, id_: UUID) -> KeptMail:
    """Give a mail with its text, without personal links, and its sendings. Raises UnknownMail."""
    row = await _row(session, event, id_)
    message = parsed(row.message)
    plain = message.get_body(("plain",))
    names = tuple(part.get_filename() or part.get_content_type() for part in message.iter_attachments())
    sendings = await session.scalars(select(SendingRow).where(SendingRow.mail_id == id_).order_by(SendingRow.id))
    return _record(
        row,
        text=without_personal_links(plain.get_content()) if plain else "",
        attachments=names,
        sendings=[
            Sending(
                at=each.at,
                verdict=each.verdict,
                answer=each.answer,
                digest=each.digest,
                enclosed=each.enclosed,
            )
            for each in sendings
        ],
    )


async def get_html(session: AsyncSession, event: str, id_: UUID) -> str:
    """Give a mail as a mail program shows it: links open elsewhere; without personal ones. Raises UnknownMail."""
    html = parsed((await _row(session, event, id_)).message).get_body(("html",))
    if html is None:
        raise UnknownMail
    return shown_html(html.get_content())


def shown_html(html: str) -> str:
    """Give the HTML of a mail as a page can frame it: its picture within it, links elsewhere, personal ones nowhere."""
    picture = base64.b64encode(emblem_png()).decode()
    shown = without_personal_links(html).replace("cid:emblem", f"data:image/png;base64,{picture}")
    return shown.replace("<head>", '<head><base target="_blank">', 1)


async def send_again(session: AsyncSession, event: str, id_: UUID, again: Again, *, now: datetime) -> UUID:
    """Put a copy of a mail into the outbox; what was sent stays as it was. Raises UnknownMail."""
    row = await _row(session, event, id_)
    message = row.message
    if not message:
        raise UnknownMail
    copy = new_id()
    to = await again.mailbox_of(session, row.registration_id, row.kind) if row.registration_id else None
    session.add(
        MailRow(
            id=copy,
            kind=row.kind,
            recipient=to.address if to else row.recipient,
            subject=row.subject,
            composed=copied(message, sender=again.sender, to=to, message_id=made_id(copy, again.sender), now=now),
            enclosures=row.enclosures,
            event_key=row.event_key,
            registration_id=row.registration_id,
            secret=False,
            status=MailStatus.WAITING,
            created_at=now,
            due_at=now,
        )
    )
    await audit.append(
        session, audit.Entry(at=now, actor=again.actor, action="mail.send_again", subject=f"event:{event}")
    )
    return copy


async def _row(session: AsyncSession, event: str, id_: UUID) -> MailRow:
    row = await session.get(MailRow, id_)
    if row is None or row.event_key != event or row.secret:
        raise UnknownMail
    return row


def _record(
    row: MailRow, *, text: str = "", attachments: tuple[str, ...] = (), sendings: Sequence[Sending] = ()
) -> KeptMail:
    return KeptMail(
        id=row.id,
        kind=row.kind,
        recipient=row.recipient,
        subject=row.subject,
        status=row.status,
        created_at=row.created_at,
        sent_at=row.sent_at,
        attempts=row.attempts,
        last_error=row.last_error,
        registration=row.registration_id,
        enclosures=row.enclosures,
        text=text,
        attachments=attachments,
        sendings=sendings,
    )
