"""The key of the seal: a file outside the database (PKCS#12, RFC 7292), opened with a passphrase."""

import contextlib
import hashlib
import os
import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
from cryptography.x509.oid import NameOID
from msgspec import Struct

from events_service.secrets import derived_key
from events_service.settings import Settings

KEY_FILE = "seal.p12"
VALID_FOR = timedelta(days=3653)
"""Ten years: as long as the strictest rule has records kept."""

KEY_BITS = 3072
"""As long as RSA is to be for what holds beyond 2030 (NIST SP 800-57 part 1, table 4)."""

LONGEST_NAME = 64
"""Characters of a common name (X.520)."""


class SealKeyRefused(Exception):
    """There is no key to seal with, or it cannot be used; the message says which and what to do."""


class SealKey(Struct, frozen=True, kw_only=True):
    """A key that can be used: its file with the passphrase, and its certificate as PEM."""

    path: Path
    passphrase: bytes
    certificate: str

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of the certificate in hexadecimal."""
        return fingerprint_of(self.certificate)

    @property
    def signer(self) -> str:
        """The name in the certificate."""
        return name_in(self.certificate)


def make_key(name: str, passphrase: bytes) -> bytes:
    """Make a key with its certificate, and give the content of their file.

    Valid by the machine's own clock, as readers of PDF go by the true time whatever the service's is set to.
    """
    # Curves came into PDF with 2.0, which no PDF/A-3 is.
    key, now = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS), datetime.now(UTC)
    named = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:LONGEST_NAME])])
    signs = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(named)
        .issuer_name(named)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + VALID_FOR)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(signs, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    return pkcs12.serialize_key_and_certificates(b"seal", key, certificate, None, BestAvailableEncryption(passphrase))


def write_key(path: Path, content: bytes) -> None:
    """Write a key's file, readable by its owner alone; one that is there stays. Raises FileExistsError."""
    draft = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)  # unlike a change of name, it takes nobody's place
    finally:
        draft.unlink()


def read_key(path: Path, passphrase: bytes) -> SealKey:
    """Open a key's file. Raises SealKeyRefused."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise SealKeyRefused(
            f"There is no seal key at {path}: put it back from where it is kept, or make one with: events-service"
            f" seal-key create -o {path}"
        ) from None
    except OSError as error:
        raise SealKeyRefused(f"The seal key at {path} cannot be read: {error.strerror}") from error
    try:
        key, certificate, _ = pkcs12.load_key_and_certificates(content, passphrase)
    except ValueError as error:
        raise SealKeyRefused(
            f"The seal key at {path} does not open: its passphrase is another one than EVENTS_SEAL_PASSPHRASE says, or"
            " the file is no PKCS#12 or damaged."
        ) from error
    if key is None or certificate is None:
        raise SealKeyRefused(f"{path} holds no key with its certificate; take the file that seal-key create wrote.")
    if certificate.not_valid_after_utc <= datetime.now(UTC):
        raise SealKeyRefused(
            f"The certificate of the seal at {path} ended on {certificate.not_valid_after_utc:%Y-%m-%d}: move the file"
            " away, keep it, and make a new one with: events-service seal-key create"
        )
    pem = certificate.public_bytes(Encoding.PEM).decode()
    return SealKey(path=path, passphrase=passphrase, certificate=pem)


def key_path(settings: Settings) -> Path:
    """Give where the key lies: where the operator put it, else in the data directory."""
    return settings.seal_key or settings.data_dir / KEY_FILE


def passphrase_of(settings: Settings) -> bytes:
    """Give the operator's passphrase, else one that is derived from the secret key."""
    if settings.seal_passphrase:
        return settings.seal_passphrase.encode()
    return derived_key(settings.secret_key, "seal-key").hex().encode()


def find_key(settings: Settings) -> SealKey:
    """Give the key, where there is one. Raises SealKeyRefused."""
    return read_key(key_path(settings), passphrase_of(settings))


def make_once(settings: Settings, host: str) -> SealKey:
    """Give the key of the data directory, made where none is there yet; one that the operator names is never made.

    Raises SealKeyRefused.
    """
    path = key_path(settings)
    if settings.seal_key is None and not path.exists():
        with contextlib.suppress(FileExistsError):
            write_key(path, make_key(seal_name(host), passphrase_of(settings)))
    return find_key(settings)


def seal_name(host: str) -> str:
    """Name the seal of a service after the host by which people reach it."""
    return f"Seal of {host}"


def fingerprint_of(pem: str) -> str:
    """Give the SHA-256 of a certificate in hexadecimal. Raises ValueError for what is none."""
    return hashlib.sha256(x509.load_pem_x509_certificate(pem.encode()).public_bytes(Encoding.DER)).hexdigest()


def name_in(pem: str) -> str:
    """Give the name of whom a certificate is for."""
    subject = x509.load_pem_x509_certificate(pem.encode()).subject
    named = subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(named[0].value) if named else subject.rfc4514_string()
