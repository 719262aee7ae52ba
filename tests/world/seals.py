"""Sealed files without an event: a blank page with a record's data and the note of a seal inside, signed."""

import hashlib
import io
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pikepdf

from events_service.attendance.on_paper import note_as_json
from events_service.sealing.examining import NOTE_FILE, NOTE_FORM, SealNote
from events_service.sealing.keys import SealKey, make_key, read_key, write_key
from events_service.sealing.signing import sign

PASSPHRASE = "correct horse battery"
SEALED_AT = datetime.fromisoformat("2024-04-23T18:00:00Z")


@cache
def seal_key(name: str) -> SealKey:
    """A key of somebody, made once."""
    path = Path(mkdtemp()) / "seal.p12"
    write_key(path, make_key(name, PASSPHRASE.encode()))
    return read_key(path, PASSPHRASE.encode())


def note(key: SealKey, record: bytes, *, event: str = "harghita-2024", correction: int = 0) -> SealNote:
    """The note of a seal on a record."""
    return SealNote(
        form=NOTE_FORM,
        serial=f"K7QX9M2TRH{correction:02}",
        event=event,
        correction=correction,
        record=hashlib.sha256(record).hexdigest(),
        sealed_at=SEALED_AT,
        certificate=key.fingerprint,
        head=f"7 {'0' * 64}",
        address="https://events.example.org",
    )


def unsigned(files: dict[str, bytes]) -> bytes:
    """A PDF of one page with files inside."""
    written = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        for name, octets in files.items():
            document.attachments[name] = octets
        document.save(written)
    return written.getvalue()


def sealed(key: SealKey, record: bytes = b"{}", *, correction: int = 0, noted: bytes | None = None) -> bytes:
    """A sealed file; its note may be on other data than those inside."""
    said = note(key, record if noted is None else noted, correction=correction)
    files = {f"{said.event}-record.json": record, NOTE_FILE: note_as_json(said)}
    return sign(unsigned(files), key, tsa_url=None, reason="Sealed").octets
