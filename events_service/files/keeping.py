"""Keep files: each content once, known in the database, written down in the audit log, and removed when unused."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Collection
from datetime import datetime, timedelta

from msgspec import Struct
from sqlalchemy import delete, exists, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from events_service import audit
from events_service.actions import Action
from events_service.database import Database, table_of
from events_service.files.store import Draft, Store, pieces
from events_service.files.tables import FileRow, FileUseRow

KEPT_WITHOUT_USE = timedelta(days=1)
"""How long a file is kept that came in and that nothing came to refer to."""

KEPT_AFTER_USE = timedelta(days=30)
"""How long what was taken out can be put back; afterwards it is gone for good."""


class FileFacts(Struct, frozen=True, kw_only=True):
    """What is known of a content: its media type, and the size of a picture that we made, in pixels."""

    media_type: str
    width: int | None = None
    height: int | None = None


class Sender(Struct, frozen=True, kw_only=True):
    """Who brings a file, as the audit log names them, to what, such as event:harghita-2024, and when."""

    actor: str
    subject: str
    now: datetime


class KnownFile(Struct, frozen=True, kw_only=True):
    """A file that is kept."""

    digest: str
    media_type: str
    octets: int
    width: int | None
    height: int | None


async def keep_file(database: Database, store: Store, draft: Draft, facts: FileFacts, sender: Sender) -> KnownFile:
    """Keep a draft for good, or as long as something refers to it; nothing is left of one that could not be."""
    values = {"digest": draft.digest, "octets": draft.octets, "media_type": facts.media_type}
    values |= {"width": facts.width, "height": facts.height, "kept_at": sender.now}
    insert = sqlite.insert if database.is_sqlite else postgresql.insert
    statement = insert(table_of(FileRow)).values(values)
    # Whoever brings what is there already keeps it from being removed at this moment.
    statement = statement.on_conflict_do_update(index_elements=["digest"], set_={"kept_at": sender.now})
    try:
        async with database.transaction() as session:
            await session.execute(statement)
            await asyncio.to_thread(store.keep, draft)
            await audit.append(session, _entry(Action.FILE_KEPT, sender, draft.digest, octets=str(draft.octets)))
    finally:
        await asyncio.to_thread(store.discard, draft)
    return KnownFile(
        digest=draft.digest,
        media_type=facts.media_type,
        octets=draft.octets,
        width=facts.width,
        height=facts.height,
    )


async def find_files(session: AsyncSession, digests: Collection[str]) -> dict[str, KnownFile]:
    """Give what is known of files, by their digests; those that are not here are left out."""
    if not digests:
        return {}
    rows = await session.scalars(select(FileRow).where(FileRow.digest.in_(digests)))
    return {
        row.digest: KnownFile(
            digest=row.digest, media_type=row.media_type, octets=row.octets, width=row.width, height=row.height
        )
        for row in rows
    }


async def note_uses(session: AsyncSession, holder: str, digests: Collection[str], now: datetime) -> None:
    """Note which files something refers to from now on; what it referred to before can be put back for a while."""
    rows = (await session.scalars(select(FileUseRow).where(FileUseRow.holder == holder))).all()
    for row in rows:
        if row.digest in digests:
            row.left_at = None
        elif row.left_at is None:
            row.left_at = now
    known = {row.digest for row in rows}
    session.add_all(FileUseRow(holder=holder, digest=digest) for digest in sorted(set(digests) - known))
    await session.flush()


async def remove_unused(database: Database, store: Store, now: datetime) -> int:
    """Remove files that nothing refers to any more; give how many there were."""
    left = FileUseRow.left_at < now - KEPT_AFTER_USE
    used = exists().where(FileUseRow.digest == FileRow.digest)
    unused = (FileRow.kept_at < now - KEPT_WITHOUT_USE, ~used)
    async with database.reading() as session:
        due = await session.scalar(select(FileUseRow.digest).where(left).limit(1))
        due = due or await session.scalar(select(FileRow.digest).where(*unused).limit(1))
    if due is None:
        return 0
    async with database.transaction() as session:
        await session.execute(delete(FileUseRow).where(left))
        gone = sorted(await session.scalars(delete(FileRow).where(*unused).returning(FileRow.digest)))
        by = Sender(actor=audit.OPERATOR, subject="files", now=now)
        await audit.append_all(session, [_entry(Action.FILE_REMOVED, by, digest) for digest in gone])
        for digest in gone:
            # Before the end of the transaction: whoever brings the same again waits for it, and keeps it anew.
            await asyncio.to_thread(store.remove, digest)
    return len(gone)


async def remove_stray(database: Database, store: Store) -> None:
    """Remove from the store what broke off, and what no row knows, once it is a day old."""
    async with database.reading() as session:
        known = set(await session.scalars(select(FileRow.digest)))
    await asyncio.to_thread(store.sweep, known.__contains__)


async def faults(session: AsyncSession, store: Store) -> AsyncIterator[str]:
    """Give a sentence for each file that is not there, or that is not what was kept."""
    for digest in await session.scalars(select(FileRow.digest).order_by(FileRow.digest)):
        found = await asyncio.to_thread(digest_in, store, digest)
        if found is None:
            yield f"file {digest}: it is missing from the store of files"
        elif found != digest:
            yield f"file {digest}: its content was changed, its SHA-256 is {found}"


def digest_in(store: Store, digest: str) -> str | None:
    """Give the SHA-256 of what lies under a digest, None where nothing does."""
    try:
        file = store.open(digest)
    except FileNotFoundError:
        return None
    found = hashlib.sha256()
    for piece in pieces(file):
        found.update(piece)
    return found.hexdigest()


def _entry(action: Action, by: Sender, digest: str, **facts: str) -> audit.Entry:
    return audit.Entry(
        at=by.now, actor=by.actor, action=action.value, subject=by.subject, facts={"digest": digest, **facts}
    )
