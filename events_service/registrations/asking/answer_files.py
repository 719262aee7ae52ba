"""Answers as they are kept: those in words with the registration, files in a table of their own."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from litestar import Response
from msgspec import Struct
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.files.receiving import to_save
from events_service.registrations.asking.questions import Settled
from events_service.registrations.tables import AnswerFileRow, RegistrationRow


class KeptFile(Struct, frozen=True, kw_only=True):
    """A file that answers a question, as it is handed out."""

    question: str
    name: str
    media_type: str
    content: bytes
    received_at: datetime


async def keep_answers(session: AsyncSession, row: RegistrationRow, settled: Settled, now: datetime) -> bool:
    """Keep answers and their files in the caller's transaction; a file that answers nothing any more is removed.

    Gives whether anything differs from before.
    """
    differs = dict(row.answers or {}) != dict(settled.answers) or bool(settled.files)
    if not differs:
        return False
    gone = set(row.answers or {}) - set(settled.answers) | set(settled.files)
    if gone:
        await session.execute(
            delete(AnswerFileRow).where(AnswerFileRow.registration_id == row.id, AnswerFileRow.question.in_(gone))
        )
    row.answers = dict(settled.answers) or None
    for question, file in settled.files.items():
        session.add(
            AnswerFileRow(
                registration_id=row.id,
                question=question,
                name=file.name,
                media_type=file.kind.media_type,
                content=file.content,
                received_at=now,
            )
        )
    await session.flush()
    return True


async def find_file(session: AsyncSession, registration: UUID, question: str) -> KeptFile | None:
    """Give the file that answers a question of a registration."""
    row = await session.get(AnswerFileRow, (registration, question))
    return _kept(row) if row else None


async def list_files(session: AsyncSession, registration: UUID) -> Sequence[KeptFile]:
    """Give all files of a registration."""
    query = select(AnswerFileRow).where(AnswerFileRow.registration_id == registration).order_by(AnswerFileRow.question)
    return [_kept(row) for row in await session.scalars(query)]


async def erase_files(session: AsyncSession, registration: UUID) -> None:
    """Remove the files of a registration for good."""
    await session.execute(delete(AnswerFileRow).where(AnswerFileRow.registration_id == registration))


def handed_out(file: KeptFile) -> Response[bytes]:
    """Answer with a file to save: never shown by the browser on our own pages (RFC 6266, RFC 8187)."""
    headers = to_save(file.name) | {"Cache-Control": "private, no-store"}
    return Response(file.content, media_type=file.media_type, headers=headers)


def _kept(row: AnswerFileRow) -> KeptFile:
    return KeptFile(
        question=row.question,
        name=row.name,
        media_type=row.media_type,
        content=row.content,
        received_at=row.received_at,
    )
