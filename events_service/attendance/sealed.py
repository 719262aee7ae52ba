"""Seal approved records: each as a signed file that leaves the house, kept as it is and given out byte for byte."""

import asyncio
import io
import logging
from datetime import datetime
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct
from sqlalchemy import ColumnElement, Select, desc, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service import audit
from events_service.actions import Action as Deed
from events_service.attendance.finding import list_steps, read_submitted
from events_service.attendance.on_paper import to_be_signed
from events_service.attendance.records import Action, AttendanceRecord, PeopleTotals, Review, ReviewState
from events_service.attendance.seal_state import was_made
from events_service.attendance.sealed_tables import SEALED_ONCE, SealedRecordRow
from events_service.attendance.tables import ReviewStepRow
from events_service.database import Database
from events_service.files.keeping import FileFacts, KnownFile, Sender, keep_file, note_uses
from events_service.files.store import store_of
from events_service.programme.finding import FoundEvent, get_any_event
from events_service.sealing.examining import NOTE_FORM, SealNote
from events_service.sealing.keys import SealKey, SealKeyRefused, find_key, fingerprint_of, key_path, make_once
from events_service.sealing.signing import NotTimeStamped, Signed, sign
from events_service.secrets import new_code
from events_service.settings import Settings
from events_service.typesetting.records import PrintingRefused
from events_service.uniqueness import refusing

logger = logging.getLogger(__name__)
SERIAL_LENGTH = 12
LARGEST_SEALED = 200_000_000
"""Octets; some thousands of people over a week are a tenth of it."""

REASON = "Sealed as the attendance record that was approved"
_S, _R = SealedRecordRow, ReviewStepRow


class SealedAlready(Exception):
    """Another process sealed the same record meanwhile."""


class Sealed(Struct, frozen=True, kw_only=True):
    """A sealed record: `file` is the SHA-256 of the signed file, `record` that of the JSON in it."""

    serial: str
    event: str
    position: int
    correction: int
    sealed_at: datetime
    record: str
    file: str
    signer: str
    certificate: str
    time_stamped_at: datetime | None


class _Due(Struct, frozen=True, kw_only=True):
    """A record that is to be sealed, with all that the file is made of."""

    found: FoundEvent
    review: Review
    content: bytes
    note: SealNote


async def seal_due(database: Database, settings: Settings, now: datetime) -> int:
    """Seal what was approved and is not sealed yet; give how many records there were.

    Without a key nothing is: an approval holds without. Raises NotTimeStamped, where a time stamp is wanted and the
    server gives none.
    """
    async with database.reading() as session:
        due = [(row.event_key, row.position) for row in await session.execute(_unsealed())]
    if not due:
        return 0
    try:
        key = await open_key(database, settings, now)
    except SealKeyRefused as refusal:
        logger.info("%s", refusal)
        return 0
    for event, position in due:
        await _seal(database, settings, key, (event, position), now)
    return len(due)


async def seal_now(database: Database, settings: Settings, now: datetime) -> None:
    """Seal what was approved just now; where that cannot be, it is tried again later, and the approval holds."""
    try:
        await seal_due(database, settings, now)
    except (NotTimeStamped, PrintingRefused, OSError) as error:
        logger.warning("an approved record could not be sealed yet: %s", error)


async def open_key(database: Database, settings: Settings, now: datetime) -> SealKey:
    """Give the key of the seal; made and noted once, where the operator names none. Raises SealKeyRefused.

    One that was made and is gone is not made again by itself: what was sealed would be by another one.
    """
    if settings.seal_key is None and not key_path(settings).exists():
        async with database.reading() as session:
            made = await was_made(session)
        if made:
            raise SealKeyRefused(
                f"The seal key that was made here is gone from {key_path(settings)}: put it back from where it is kept,"
                f" or make another one with: events-service seal-key create -o {key_path(settings)}"
            )
        key = await asyncio.to_thread(make_once, settings, urlsplit(settings.base_url).hostname or "this service")
        facts = {"certificate": key.fingerprint}
        entry = audit.Entry(at=now, actor=audit.SERVICE, action=Deed.SEAL_KEY_MADE, subject="service:seal", facts=facts)
        async with database.transaction() as session:
            await audit.append(session, entry)
        return key
    return await asyncio.to_thread(find_key, settings)


def _unsealed() -> Select[str, int]:
    sealed = exists().where(_S.event_key == _R.event_key, _S.position == _R.position)
    query = select(_R.event_key, _R.position).where(_R.action == Action.APPROVE, ~sealed)
    return query.order_by(_R.at, _R.event_key, _R.position)


async def _seal(database: Database, settings: Settings, key: SealKey, which: tuple[str, int], now: datetime) -> None:
    due = await _read(database, settings, key, which, now)
    signed = await asyncio.to_thread(_signed, due, key, settings)
    store, sender = store_of(settings), Sender(actor=audit.SERVICE, subject=f"event:{which[0]}", now=now)
    draft = await asyncio.to_thread(store.receive, io.BytesIO(signed.octets), LARGEST_SEALED)
    kept = await keep_file(database, store, draft, FileFacts(media_type="application/pdf"), sender)
    try:
        await _enter(database, due, key, kept, signed.time_stamped_at, now)
    except SealedAlready:
        logger.info("%s was sealed meanwhile by another process", which[0])


async def _read(database: Database, settings: Settings, key: SealKey, which: tuple[str, int], now: datetime) -> _Due:
    event, position = which
    async with database.reading() as session:
        found = await get_any_event(session, event)
        steps = (await list_steps(session, event))[:position]
        content = (await read_submitted(session, event, position)).encode()
        head = await audit.read_head(session)
    record = msgspec.json.decode(content, type=AttendanceRecord)
    digest = steps[-1].digest
    note = SealNote(
        form=NOTE_FORM,
        serial=new_code(SERIAL_LENGTH),
        event=event,
        correction=sum(step.action is Action.APPROVE for step in steps) - 1,
        record=digest,
        sealed_at=now.replace(microsecond=0),
        certificate=key.fingerprint,
        head=f"{head.position} {head.digest}",
        address=settings.base_url,
    )
    review = Review(
        event=event, state=ReviewState.APPROVED, record=record, digest=digest, changes=(), steps=tuple(steps)
    )
    return _Due(found=found, review=review, content=content, note=note)


def _signed(due: _Due, key: SealKey, settings: Settings) -> Signed:
    octets = to_be_signed(due.review, due.found, due.content, due.note)
    return sign(octets, key, tsa_url=settings.tsa_url, reason=REASON)


async def _enter(
    database: Database, due: _Due, key: SealKey, kept: KnownFile, time_stamped_at: datetime | None, now: datetime
) -> None:
    """Write down what was sealed; who was second to seal it leaves nothing. Raises SealedAlready."""
    note = due.note
    row = SealedRecordRow(
        serial=note.serial,
        event_key=note.event,
        position=due.review.steps[-1].position,
        correction=note.correction,
        sealed_at=note.sealed_at,
        record=note.record,
        file=kept.digest,
        signer=key.signer,
        certificate=key.certificate,
        time_stamped_at=time_stamped_at,
    )
    facts = {"position": str(row.position), "serial": note.serial, "file": kept.digest, "certificate": key.fingerprint}
    with refusing(SEALED_ONCE, SealedAlready()):
        async with database.transaction() as session:
            session.add(row)
            await session.flush()
            await note_uses(session, f"sealed:{note.serial}", [kept.digest], now)
            entry = audit.Entry(
                at=now,
                actor=audit.SERVICE,
                action=Deed.ATTENDANCE_SEAL,
                subject=f"event:{note.event}",
                facts=facts,
            )
            await audit.append(session, entry)


async def list_sealed(session: AsyncSession, event: str) -> list[Sealed]:
    """Give the sealed records of an event, the first one first."""
    return await _sealed(session, _S.event_key == event)


async def find_sealed(session: AsyncSession, event: str, position: int) -> Sealed | None:
    """Give the sealed record of an approval, None where it is not sealed."""
    found = await _sealed(session, (_S.event_key == event) & (_S.position == position))
    return found[0] if found else None


async def _sealed(session: AsyncSession, which: ColumnElement[bool]) -> list[Sealed]:
    rows = await session.scalars(select(_S).where(which).order_by(_S.event_key, _S.position))
    return [
        Sealed(
            serial=row.serial,
            event=row.event_key,
            position=row.position,
            correction=row.correction,
            sealed_at=row.sealed_at,
            record=row.record,
            file=row.file,
            signer=row.signer,
            certificate=row.certificate,
            time_stamped_at=row.time_stamped_at,
        )
        for row in rows
    ]


async def sealed_octets(session: AsyncSession, settings: Settings, review: Review) -> bytes | None:
    """Give the sealed file of a record that stands approved, None where it stands otherwise or is not sealed."""
    if review.state is not ReviewState.APPROVED:
        return None
    sealed = await find_sealed(session, review.event, review.steps[-1].position)
    return None if sealed is None else await asyncio.to_thread(_octets, settings, sealed.file)


def _octets(settings: Settings, digest: str) -> bytes | None:
    try:
        with store_of(settings).open(digest) as file:
            return file.read()
    except FileNotFoundError:  # `verify` names it; an unsigned print says that it is none
        return None


async def list_certificates(session: AsyncSession) -> list[str]:
    """Give the certificates that records were sealed with, as PEM, the latest first."""
    rows = await session.execute(
        select(_S.certificate, func.max(_S.sealed_at).label("at")).group_by(_S.certificate).order_by(desc("at"))
    )
    return [row.certificate for row in rows]


async def find_exact(session: AsyncSession, digest: str) -> Sealed | None:
    """Give the sealed record whose file, or whose JSON, has this SHA-256."""
    found = await _sealed(session, (_S.file == digest) | (_S.record == digest))
    return found[-1] if found else None


async def find_by_serial(session: AsyncSession, serial: str) -> Sealed | None:
    """Give the sealed record of a number, None where there is none."""
    found = await _sealed(session, _S.serial == serial)
    return found[0] if found else None


async def read_people(session: AsyncSession, sealed: Sealed) -> PeopleTotals:
    """Give how many people a sealed record counts."""
    content = await read_submitted(session, sealed.event, sealed.position)
    return msgspec.json.decode(content, type=AttendanceRecord).people


async def latest_correction(session: AsyncSession, event: str) -> int:
    """Give the number of the sealed record of an event that stands now, -1 where none is sealed."""
    latest = await session.scalar(select(func.max(_S.correction)).where(_S.event_key == event))
    return -1 if latest is None else latest


async def fingerprints(session: AsyncSession) -> frozenset[str]:
    """Give the SHA-256 of each certificate that records were sealed with."""
    return frozenset(map(fingerprint_of, await list_certificates(session)))
