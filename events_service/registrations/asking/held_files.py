"""Files of a form that could not be accepted: kept for a day under the form's key, so that nothing is sent twice."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.access.limits import require
from events_service.database import Database
from events_service.registrations import limits
from events_service.registrations.asking.file_kinds import LARGEST_FILE, answer_kind
from events_service.registrations.records import SentFile
from events_service.registrations.tables import HeldFileRow
from events_service.secrets import hashed

HELD_FOR = timedelta(days=1)


async def hold_files(
    database: Database, form: str, files: Mapping[str, SentFile], *, now: datetime, network: str | None = None
) -> dict[str, SentFile]:
    """Hold what is new of good files and give all that is held for a form, with the faulty ones as they came.

    Raises TooOften for a network that sends more files than anybody needs.
    """
    good = {key: file for key, file in files.items() if len(file.content) <= LARGEST_FILE and answer_kind(file.content)}
    if not good:
        async with database.reading() as session:
            return await _held(session, form) | dict(files)
    async with database.transaction() as session:
        for key, file in good.items():
            await require(session, limits.FILES_FROM_ONE_NETWORK, network, now)
            await session.merge(
                HeldFileRow(form=hashed(form), question=key, name=file.name, content=file.content, held_at=now)
            )
        await session.flush()
        return await _held(session, form) | dict(files)


async def drop_files(database: Database, form: str, question: str | None = None) -> set[str]:
    """Forget the files of a form that was accepted, or the one of a question; give the questions that had one."""
    async with database.transaction() as session:
        which = [HeldFileRow.form == hashed(form)] + ([HeldFileRow.question == question] if question else [])
        return set(await session.scalars(delete(HeldFileRow).where(*which).returning(HeldFileRow.question)))


async def drop_held_due(database: Database, now: datetime) -> int:
    """Forget the files that were held for a day; give how many there were."""
    due = HeldFileRow.held_at < now - HELD_FOR
    async with database.reading() as session:
        if (await session.scalar(select(HeldFileRow.form).where(due).limit(1))) is None:
            return 0
    async with database.transaction() as session:
        return len((await session.scalars(delete(HeldFileRow).where(due).returning(HeldFileRow.question))).all())


async def _held(session: AsyncSession, form: str) -> dict[str, SentFile]:
    rows = await session.scalars(select(HeldFileRow).where(HeldFileRow.form == hashed(form)))
    return {row.question: SentFile(name=row.name, content=row.content) for row in rows}
