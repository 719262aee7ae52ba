"""Examine a PDF that somebody holds: who signed it, whether it was changed since, and what the seal in it says.

What comes in is other people's: call it by `looking.look_into`.
"""

import asyncio
import hashlib
import io
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from events_service.apart.working import Limits
from events_service.sealing.keys import fingerprint_of, name_in
from events_service.sealing.signing import FIELD

NOTE_FORM = "events-service seal 1"
NOTE_FILE = "seal.json"
LARGEST_EXAMINED = 60_000_000
"""Octets; a sealed record of some thousands of people has a tenth of them."""

LIMITS = Limits(seconds=8.0, megabytes=700)
AT_HAND = ("pyhanko.pdf_utils.reader", "pyhanko.sign.validation", "pyhanko_certvalidator")
SAYS_SIGNED = (b"/ByteRange", b"/ETSI.CAdES.detached")
"""What stands in a signed PDF in plain letters: enough to tell that one was, where nothing else can be read."""


class SealNote(Struct, frozen=True, kw_only=True):
    """What the seal says, as it lies in the sealed file: of which record, when, and what the audit log ended with.

    `form` names this form; `record` is the SHA-256 of the record's JSON, `certificate` that of the certificate;
    `head` is the audit log's last entry, its position and digest, when the file was made.
    """

    form: str
    serial: str
    event: str
    correction: int
    record: str
    sealed_at: datetime
    certificate: str
    head: str
    address: str


class Harm(Enum):
    """Why nothing more can be said of a file; `BROKEN` is one that was signed, and cannot be read any more.

    `TOO_MUCH` is one whose reading takes too long or too much, which is seen from outside (looking.py).
    """

    NO_PDF = "no_pdf"
    DAMAGED = "damaged"
    BROKEN = "broken"
    ENCRYPTED = "encrypted"
    TOO_MUCH = "too_much"


class Signature(Struct, frozen=True, kw_only=True):
    """A signature in a file: whose, by which certificate (SHA-256), and whether what it signed is as it was.

    The time stamp is one that is whole itself, and on this very signature.
    """

    field: str
    signer: str
    certificate: str
    whole: bool
    time_stamped_at: datetime | None = None
    time_stamped_by: str | None = None


class Examined(Struct, frozen=True, kw_only=True):
    """What a file is: `revision` is the SHA-256 of all up to the seal's signature, `added` whether more stands behind
    it than the seal allows; `record` is the SHA-256 of the record inside.
    """

    harm: Harm | None = None
    note: SealNote | None = None
    record: str | None = None
    seal: Signature | None = None
    others: tuple[Signature, ...] = ()
    revision: str | None = None
    added: bool = False


def examine_at(path: str) -> Examined:
    """Examine the file at a place, whatever it is."""
    return examine(Path(path).read_bytes())


def examine(octets: bytes) -> Examined:
    """Examine a file, whatever it is."""
    if b"%PDF-" not in octets[:1024]:
        return Examined(harm=Harm.BROKEN if all(each in octets for each in SAYS_SIGNED) else Harm.NO_PDF)
    # Imported here because pyHanko takes a second, and only the process apart needs it, which has it AT_HAND.
    from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415  (slow to import)

    try:
        reader = PdfFileReader(io.BytesIO(octets))
        if reader.encrypted:
            return Examined(harm=Harm.ENCRYPTED)
        return _examined(reader, octets)
    except MemoryError:
        raise
    except Exception:  # whatever a parser raises at what somebody made
        return Examined(harm=Harm.BROKEN if any(each in octets for each in SAYS_SIGNED) else Harm.DAMAGED)


def _examined(reader: Any, octets: bytes) -> Examined:
    found = list(reader.embedded_regular_signatures)
    seal = next((each for each in found if each.field_name == FIELD), None)
    root = reader.root if seal is None else reader.get_historical_root(seal.signed_revision)
    files = dict(_files(root))
    note = _note(files.get(NOTE_FILE))
    record = files.get(f"{note.event}-record.json") if note else None
    judged = {each.field_name: _judged(each, octets) for each in found}
    end = _end_of(seal, octets)
    return Examined(
        note=note,
        record=hashlib.sha256(record).hexdigest() if record is not None else None,
        seal=judged[FIELD][0] if seal is not None else None,
        others=tuple(signature for name, (signature, _) in judged.items() if name != FIELD),
        revision=hashlib.sha256(octets[:end]).hexdigest() if end else None,
        added=judged[FIELD][1] if seal is not None else False,
    )


def _end_of(seal: Any, octets: bytes) -> int:
    """Give where the part of a file ends that the seal signed, 0 where it did not sign from the beginning on."""
    if seal is None:
        return 0
    start, first, second, rest = (int(part) for part in seal.byte_range)
    return second + rest if start == 0 and 0 < first < second and second + rest <= len(octets) else 0


def _judged(embedded: Any, octets: bytes) -> tuple[Signature, bool]:
    """Judge a signature by itself, whoever's it is, and tell whether more was added behind it than it allows."""
    from cryptography import x509  # noqa: PLC0415  (with pyHanko)
    from cryptography.hazmat.primitives.serialization import Encoding  # noqa: PLC0415  (slow to import)
    from pyhanko.sign.validation import async_validate_pdf_signature  # noqa: PLC0415  (slow to import)
    from pyhanko_certvalidator import ValidationContext  # noqa: PLC0415  (slow to import)

    certificate = embedded.signer_cert
    trusted = ValidationContext(trust_roots=[certificate], allow_fetching=False, moment=None)
    stamp = None
    try:
        status = asyncio.run(async_validate_pdf_signature(embedded, signer_validation_context=trusted))
        whole, added = bool(status.intact and status.valid) and _nothing_beside(embedded, octets), not status.docmdp_ok
        added = added or status.coverage.name not in {"ENTIRE_FILE", "ENTIRE_REVISION"}
        stamp = status.timestamp_validity
    except Exception:  # what was changed may not even be read any more
        whole, added = False, True
    if stamp is not None and not (stamp.intact and stamp.valid):
        stamp = None
    pem = x509.load_der_x509_certificate(certificate.dump()).public_bytes(Encoding.PEM).decode()
    signature = Signature(
        field=str(embedded.field_name),
        signer=name_in(pem)[:300],
        certificate=fingerprint_of(pem),
        whole=whole,
        time_stamped_at=stamp.timestamp if stamp else None,
        time_stamped_by=str(stamp.signing_cert.subject.human_friendly)[:300] if stamp else None,
    )
    return signature, added


def _nothing_beside(embedded: Any, octets: bytes) -> bool:
    """Tell whether the hole for a signature holds it and zeros alone: what lies there is under no signature."""
    from asn1crypto.parser import peek  # noqa: PLC0415  (with pyHanko)

    content = bytes(embedded.pkcs7_content)
    _, first, second, _ = (int(part) for part in embedded.byte_range)
    written, plain = octets[first:second], content.hex().encode()
    return written in {b"<%b>" % plain, b"<%b>" % plain.upper()} and not content[peek(content) :].strip(b"\0")


def _files(root: Any) -> list[tuple[str, bytes]]:
    """Give the files inside, as the catalogue lists them."""
    try:
        listed = root["/Names"]["/EmbeddedFiles"]["/Names"]
    except (KeyError, TypeError):
        return []
    found = []
    for place in range(0, len(listed) - 1, 2):
        try:
            found.append((str(listed[place]), bytes(listed[place + 1]["/EF"]["/F"].data)))
        except MemoryError:
            raise
        except Exception:  # noqa: S112  (one that was damaged; the note and the record are missed where they are needed)
            continue
    return found


def _note(octets: bytes | None) -> SealNote | None:
    try:
        note = msgspec.json.decode(octets or b"", type=SealNote)
    except msgspec.MsgspecError:
        return None
    return note if note.form == NOTE_FORM else None
