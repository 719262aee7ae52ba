"""Long batches: asked for on the print page, made in the background by whichever process is free, kept for a day."""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from msgspec import Struct
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.access.records import Account
from events_service.database import Database, new_id
from events_service.documents.badge_selection import fingerprint
from events_service.printing.printed import record_prints
from events_service.printing.printouts import Progress, Sources, badges_wanted, draw
from events_service.printing.requests import DocumentKind, JobState, PrintRequest
from events_service.printing.sources import load_sources
from events_service.printing.tables import PrintJobRow
from events_service.settings import Settings
from events_service.typesetting.lettering import Misfit
from events_service.typesetting.preflight import Preflight, preflight
from events_service.typesetting.records import PrintingRefused
from events_service.web.errors import NotFound
from events_service.web.i18n import N_, gettext, speaking, spoken

LONG_BATCH = 300
"""Badges from which on a batch is made in the background."""

KEPT = timedelta(days=1)
CLAIM = timedelta(minutes=1)
_REPORT_SECONDS = 0.5
_FAILED = N_("The document could not be made. Print again; if it fails again, tell whoever runs this service.")


class UnknownJob(NotFound):
    """No batch has this id, or it was too long ago."""

    slug = "unknown-print-job"
    message = N_("This print is not here any more: prints are kept for a day. Print again.")


class Job(Struct, frozen=True, kw_only=True):
    """A batch as its page shows it; `done` and `total` count badges."""

    id: UUID
    event: str
    request: PrintRequest
    state: JobState
    done: int
    total: int
    misfits: tuple[Misfit, ...]
    refusal: str | None


class Made(Struct, frozen=True, kw_only=True):
    """A finished document and the fingerprints of the badges in it."""

    checked: Preflight
    fingerprints: dict[str, str]


async def ask(
    database: Database, request: PrintRequest, event_key: str, *, account: Account, total: int, now: datetime
) -> UUID:
    """Put a batch in line and give its id."""
    id_ = new_id()
    async with database.transaction() as session:
        session.add(
            PrintJobRow(
                id=id_,
                event_key=event_key,
                account_id=account.id,
                request=msgspec.json.encode(request).decode(),
                language=spoken(),
                state=JobState.WAITING,
                total=total,
                created_at=now,
                due_at=now,
                expires_at=now + KEPT,
            )
        )
    return id_


async def get_job(session: AsyncSession, event_key: str, id_: UUID) -> Job:
    """Give an event's batch. Raises UnknownJob."""
    row = await session.get(PrintJobRow, id_)
    if row is None or row.event_key != event_key:
        raise UnknownJob
    return Job(
        id=row.id,
        event=row.event_key,
        request=msgspec.json.decode(row.request, type=PrintRequest),
        state=row.state,
        done=row.done,
        total=row.total,
        misfits=row.misfits,
        refusal=row.refusal,
    )


async def take(database: Database, event_key: str, id_: UUID, now: datetime) -> tuple[PrintRequest, bytes]:
    """Give what a finished batch is, and its bytes, and record that its badges were printed. Raises UnknownJob."""
    async with database.transaction() as session:
        job = await get_job(session, event_key, id_)
        row = await session.get_one(PrintJobRow, id_)
        if row.document is None:
            raise UnknownJob
        record_prints(session, row.fingerprints, job.request.layout, now)
        return job.request, row.document


async def work_due(database: Database, settings: Settings, now: datetime) -> bool:
    """Make the batch that waits longest, if any, and give whether there was one; remove those that have expired."""
    due = (
        select(PrintJobRow)
        .where(PrintJobRow.state == JobState.WAITING, PrintJobRow.due_at <= now)
        .order_by(PrintJobRow.due_at, PrintJobRow.id)
        .limit(1)
    )
    expired = PrintJobRow.expires_at <= now
    async with database.reading() as session:
        if not any([await session.scalar(due), await session.scalar(select(PrintJobRow.id).where(expired).limit(1))]):
            return False
    async with database.transaction() as session:
        await session.execute(delete(PrintJobRow).where(expired))
        row = await session.scalar(due.with_for_update(skip_locked=True))
        if row is None:
            return False
        row.due_at = now + CLAIM
        id_, event_key, language = row.id, row.event_key, row.language
        request = msgspec.json.decode(row.request, type=PrintRequest)
    async with database.reading() as session:
        sources = await load_sources(session, settings, event_key, request, now)
    await _make(database, id_, request, sources, language)
    return True


async def _make(database: Database, id_: UUID, request: PrintRequest, sources: Sources, language: str) -> None:
    """Print in a thread and tell from time to time how far it is; the claim is prolonged for as long as it takes."""
    done = 0

    def count(finished: int) -> None:
        nonlocal done
        done = finished

    def work() -> Made:
        with speaking(language):
            return made(request, sources, count)

    task = asyncio.create_task(asyncio.to_thread(work))
    begun = asyncio.get_running_loop().time()
    while not (await asyncio.wait([task], timeout=_REPORT_SECONDS))[0]:
        elapsed = timedelta(seconds=asyncio.get_running_loop().time() - begun)
        await _note(database, id_, {"done": done, "due_at": sources.now + elapsed + CLAIM})
    try:
        result = task.result()
    except PrintingRefused as refusal:
        await _note(database, id_, {"state": JobState.REFUSED, "refusal": str(refusal)})
        return
    except Exception:
        # Tried again, it would fail again.
        await _note(database, id_, {"state": JobState.REFUSED, "refusal": gettext(_FAILED, language)})
        raise
    finished = {"state": JobState.DONE, "done": done, "document": result.checked.pdf}
    await _note(database, id_, finished | {"misfits": result.checked.misfits, "fingerprints": result.fingerprints})


async def _note(database: Database, id_: UUID, values: Mapping[str, object]) -> None:
    async with database.transaction() as session:
        row = await session.get(PrintJobRow, id_)
        if row is not None:
            for name, value in values.items():
                setattr(row, name, value)


def made(request: PrintRequest, sources: Sources, progress: Progress = lambda done: None) -> Made:
    """Print with preflight. Raises PrintingRefused."""
    checked = preflight(lambda: draw(request, sources, progress))
    shown = badges_wanted(request, sources) if request.document is DocumentKind.BADGES else []
    return Made(checked=checked, fingerprints={one.key: fingerprint(one) for one in shown})
