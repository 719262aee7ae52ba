"""What can be said of a file by itself, with the certificate of a seal at hand: without a database and the network."""

import re
from datetime import datetime
from enum import Enum
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from msgspec import Struct

from events_service.apart.working import Limits
from events_service.complete import for_each
from events_service.sealing.examining import LARGEST_EXAMINED, Examined, Harm, SealNote
from events_service.sealing.keys import fingerprint_of
from events_service.sealing.looking import look_into

_PEM = re.compile(rb"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)


PATIENT = Limits(seconds=60.0, megabytes=700)
"""Longer than the service has for it: nobody else waits."""


class Standing(Enum):
    """What a file is, in a word that scripts rely on."""

    UNCHANGED = "unchanged"
    ALTERED = "altered"
    NOT_SEALED = "not_sealed"
    UNKNOWN_SIGNER = "unknown_signer"


class Alone(Struct, frozen=True, kw_only=True):
    """What is said of a file: its standing, why, and what the seal in it tells, as far as there is one.

    `time_stamped_by` is who gave the time stamp; whether they are to be trusted, their certificate has to say.
    """

    standing: Standing
    sentence: str
    note: SealNote | None = None
    signer: str | None = None
    certificate: str | None = None
    time_stamped_at: datetime | None = None
    time_stamped_by: str | None = None
    others: tuple[str, ...] = ()


class NoCertificateIn(ValueError):
    """A file that was given for certificates holds none."""


def certificates_in(octets: bytes) -> frozenset[str]:
    """Give the SHA-256 of each certificate in a file, PEM or DER. Raises NoCertificateIn."""
    try:
        if found := _PEM.findall(octets):
            return frozenset(fingerprint_of(each.decode("ascii")) for each in found)
        pem = x509.load_der_x509_certificate(octets).public_bytes(Encoding.PEM)
        return frozenset({fingerprint_of(pem.decode("ascii"))})
    except ValueError as error:
        raise NoCertificateIn from error


async def check_alone(file: bytes | Path, trusted: frozenset[str]) -> Alone:
    """Say what a file is, given or where it lies; `trusted` are the fingerprints of certificates its seal may be of."""
    return judge_alone(await look_into(file, PATIENT), trusted)


def judge_alone(examined: Examined, trusted: frozenset[str]) -> Alone:
    """Decide what a file is by what was found in it."""
    if examined.harm is not None:
        standing = Standing.ALTERED if examined.harm is Harm.BROKEN else Standing.NOT_SEALED
        return Alone(standing=standing, sentence=HARMS[examined.harm])
    standing, sentence = _standing(examined, trusted)
    seal = examined.seal
    return Alone(
        standing=standing,
        sentence=sentence,
        note=examined.note,
        signer=seal.signer if seal else None,
        certificate=seal.certificate if seal else None,
        time_stamped_at=seal.time_stamped_at if seal else None,
        time_stamped_by=seal.time_stamped_by if seal else None,
        others=tuple(each.signer for each in examined.others),
    )


def _standing(examined: Examined, trusted: frozenset[str]) -> tuple[Standing, str]:
    seal, note = examined.seal, examined.note
    if seal is None:
        return (Standing.ALTERED, SEAL_GONE) if note else (Standing.NOT_SEALED, NO_SEAL)
    if not seal.whole or examined.added:
        return Standing.ALTERED, ADDED if seal.whole else CHANGED
    if seal.certificate not in trusted:
        return Standing.UNKNOWN_SIGNER, OTHER_SIGNER if trusted else NOT_GIVEN
    if note is None or note.record != examined.record:
        return Standing.NOT_SEALED, NOT_ITS_DATA if note else NO_NOTE
    return Standing.UNCHANGED, FURTHER if examined.others else UNCHANGED


UNCHANGED = "It is the sealed record, unchanged."
FURTHER = "It is the sealed record, unchanged; others have signed it since."
CHANGED = "It was altered after it was sealed: it is not what was signed."
ADDED = "It was altered after it was sealed: something was added to it."
SEAL_GONE = "It holds the note of a seal, but its signature is gone."
NO_SEAL = "It bears no seal: it is a print, or another document."
NO_NOTE = "The seal's key signed it, but not as a record."
NOT_ITS_DATA = "The seal's key signed it, but the data inside are not those that its note is about."
OTHER_SIGNER = "It is whole since it was signed, but not by the seal whose certificate was given."
NOT_GIVEN = (
    "It is whole since it was signed, but nothing says whose key it was: name the certificate of the seal by"
    " --certificate; it is published at /.well-known/events-service/seal.pem, its fingerprint printed in the record."
)
HARMS = for_each(
    Harm,
    {
        Harm.NO_PDF: "It is no PDF; the seal is in the PDF of a record alone.",
        Harm.DAMAGED: "It is damaged and bears no signature that can be read; take the file as it was downloaded.",
        Harm.BROKEN: "It was signed, and was altered or damaged since: its signature cannot be read any more.",
        Harm.ENCRYPTED: "It is encrypted, so nothing can be said of it; a sealed record never is.",
        Harm.TOO_MUCH: "Reading it takes too long or too much memory; a sealed record never does.",
    },
)
TOO_LARGE = Alone(
    standing=Standing.NOT_SEALED,
    sentence=f"It has more than {LARGEST_EXAMINED // 1_000_000} MB; a sealed record never does.",
)
