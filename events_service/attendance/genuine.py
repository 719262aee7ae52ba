"""Whether a file that anybody holds is a sealed record, unchanged: by what is in it and what was sealed."""

import asyncio
import hashlib
import mmap
import re
from pathlib import Path

import msgspec
from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.attendance.received import Received
from events_service.attendance.record import canonical
from events_service.attendance.records import AttendanceRecord
from events_service.attendance.sealed import Sealed, find_by_serial, find_exact, fingerprints, latest_correction
from events_service.attendance.verdicts import STATUS, Finding, Status
from events_service.complete import for_each
from events_service.database import Database
from events_service.sealing.examining import Examined, Harm
from events_service.sealing.looking import look_into

SIGNED_PART = re.compile(rb"/ByteRange\s*\[\s*0\s+\d{1,10}\s+(\d{1,10})\s+(\d{1,10})\s*\]")
MOST_SIGNED_PARTS = 4
LARGEST_DATA = 20_000_000
"""Octets; a person over a week has less than a thousand."""


class Verdict(Struct, frozen=True, kw_only=True):
    """What is said of a file, and of which sealed record it is; `correction` is the one that stands now.

    `data`: the file is the JSON of a record, which bears no seal itself.
    """

    finding: Finding
    sealed: Sealed | None = None
    correction: int | None = None
    data: bool = False
    others: tuple[str, ...] = ()

    @property
    def status(self) -> Status:
        """What is said in a word."""
        return STATUS[self.finding]


async def check_file(database: Database, file: Received) -> Verdict:
    """Say what a file is: the same to the byte is known by its hash; all others are examined apart."""
    async with database.reading() as session:
        exact = await find_exact(session, file.digest)
        if exact is not None and exact.file == file.digest:
            return await _stands(session, exact)
        if exact is not None or file.begins.lstrip()[:1] == b"{":
            return msgspec.structs.replace(await _of_data(session, file), data=True)
    examined = await look_into(file.path)
    async with database.reading() as session:
        if examined.harm is Harm.BROKEN:
            for digest in await asyncio.to_thread(_signed_parts, file.path):
                if (under := await find_exact(session, digest)) is not None:
                    return await _stands(session, under, Finding.ADDED)
        note = examined.note
        sealed = await find_by_serial(session, note.serial) if note else None
        finding = judge(examined, sealed, await fingerprints(session))
        verdict = await _stands(session, sealed, finding) if sealed else Verdict(finding=finding)
    return msgspec.structs.replace(verdict, others=tuple(each.signer for each in examined.others))


def judge(examined: Examined, sealed: Sealed | None, ours: frozenset[str]) -> Finding:
    """Decide what a PDF is that is not a sealed file to the byte; `ours` are the fingerprints of our certificates."""
    if examined.harm is not None:
        return HARMS[examined.harm]
    seal = examined.seal
    if seal is None:
        return Finding.NOT_SIGNED if sealed else Finding.NO_SEAL
    if seal.certificate not in ours:
        return Finding.OTHER_SIGNER if sealed else Finding.NOT_OURS
    if not seal.whole or sealed is None or examined.revision != sealed.file:
        return Finding.CHANGED
    return Finding.ADDED if examined.added or not examined.others else Finding.SIGNED_FURTHER


HARMS = for_each(
    Harm,
    {
        Harm.NO_PDF: Finding.NO_RECORD,
        Harm.DAMAGED: Finding.DAMAGED,
        Harm.BROKEN: Finding.BROKEN,
        Harm.ENCRYPTED: Finding.ENCRYPTED,
        Harm.TOO_MUCH: Finding.TOO_MUCH,
    },
)


async def _stands(session: AsyncSession, sealed: Sealed, finding: Finding = Finding.UNCHANGED) -> Verdict:
    """Say of a record that is as it was sealed whether it stands."""
    latest = await latest_correction(session, sealed.event)
    if STATUS[finding] is Status.UNCHANGED and latest > sealed.correction:
        finding = Finding.SUPERSEDED
    return Verdict(finding=finding, sealed=sealed, correction=latest)


def _signed_parts(path: Path) -> list[str]:
    """Give the SHA-256 of each beginning of a file that says it is signed: what stands behind may be unreadable."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as octets:
        ends = [int(start) + int(length) for start, length in SIGNED_PART.findall(octets)[:MOST_SIGNED_PARTS]]
        with memoryview(octets) as seen:
            return [hashlib.sha256(seen[:end]).hexdigest() for end in ends if end < len(octets)]


async def _of_data(session: AsyncSession, file: Received) -> Verdict:
    """Say whether data are a record that was sealed, however a program wrote them."""
    if file.size > LARGEST_DATA:
        return Verdict(finding=Finding.NO_RECORD)
    try:
        record = msgspec.json.decode(await asyncio.to_thread(file.path.read_bytes), type=AttendanceRecord)
    except (msgspec.MsgspecError, RecursionError):
        return Verdict(finding=Finding.NO_RECORD)
    exact = await find_exact(session, hashlib.sha256(canonical(record)).hexdigest())
    if exact is not None:
        return await _stands(session, exact)
    known = await latest_correction(session, record.event) >= 0
    return Verdict(finding=Finding.OTHER_RECORD if known else Finding.NO_RECORD)
