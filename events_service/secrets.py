"""Keys, hashes, derivations and codes, each made in one way; and the secret key that a database was begun with.

Whoever starts a second server without the first one's key, or moves the database alone to a new machine, learns it at
once, and not from participants whose links no longer open or from a certificate that nobody can verify.
"""

import base64
import hashlib
import hmac
import secrets
from functools import cache
from uuid import UUID
from weakref import WeakKeyDictionary

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Dialect, LargeBinary, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import TypeDecorator

from events_service import audit, clock
from events_service.database import Database
from events_service.settings import Settings

SUBJECT = "service:secret-key"
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Capitals and digits without look-alikes (no O 0 1 I L), all in QR's short alphanumeric set."""


class WrongKey(ValueError):
    """The secret key is not the one that the database was begun with."""


def new_token() -> str:
    """Make a token that nobody guesses: 256 random bits."""
    return secrets.token_urlsafe(32)


def new_code(length: int) -> str:
    """Make a code that people read and type, of about five random bits a letter."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def code_of(octets: bytes) -> str:
    """Give the code that derived octets stand for, a letter for each."""
    return "".join(ALPHABET[octet % len(ALPHABET)] for octet in octets)


def hashed(token: str) -> str:
    """Give the SHA-256 of a token, as it is kept. Tokens are long and random, so they need no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


def signed(secret_key: str, purpose: str, content: bytes) -> bytes:
    """Give the 32 octets that only this service can make of a content, for one purpose (HMAC, RFC 2104)."""
    return hmac.digest(derived_key(secret_key, purpose), content, "sha256")


def signed_at_first(secret_key: str, content: bytes) -> bytes:
    """Give what the first releases signed with the secret key itself.

    Nothing new is made so: it stands for what people hold on paper and in their calendars, and for the key's
    fingerprint in the audit log, which no later release can change.
    """
    return hmac.digest(secret_key.encode(), content, "sha256")


@cache
def derived_key(secret_key: str, purpose: str) -> bytes:
    """Derive 32 bytes for one purpose from the service's secret key (HKDF, RFC 5869)."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode()).derive(secret_key.encode())


def equal(given: str | bytes, expected: str | bytes) -> bool:
    """Compare what somebody sent with a secret, in a time that tells nothing of where they differ."""
    return hmac.compare_digest(_octets(given), _octets(expected))


def _octets(value: str | bytes) -> bytes:
    return value.encode() if isinstance(value, str) else value


def as_text(octets: bytes) -> str:
    """Write octets for an address: base64url without its filling (RFC 4648 §5)."""
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def as_octets(text: str) -> bytes:
    """Read octets from an address. Raises ValueError for what none were written as."""
    octets = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if as_text(octets) != text:
        raise ValueError("not base64url")
    return octets


def naming_token(secret_key: str, purpose: str, named: UUID, mark_octets: int) -> str:
    """Give a token that holds whom it is for, and a mark that only this service can make: nothing of it is kept."""
    return as_text(named.bytes + signed(secret_key, purpose, named.bytes)[:mark_octets])


def named_in(secret_key: str, purpose: str, token: str, mark_octets: int) -> UUID | None:
    """Give whom such a token is for, or None where we did not make it."""
    try:
        named = UUID(bytes=as_octets(token)[:16])
    except ValueError:
        return None
    return named if equal(token, naming_token(secret_key, purpose, named, mark_octets)) else None


def seal(secret_key: str, purpose: str, octets: bytes, about: bytes | None = None) -> bytes:
    """Encrypt for one purpose (AES-256-GCM), bound to what it is `about`: a nonce of 12 octets, then the rest."""
    nonce = secrets.token_bytes(_NONCE_OCTETS)
    return nonce + AESGCM(derived_key(secret_key, purpose)).encrypt(nonce, octets, about)


def opened(secret_key: str, purpose: str, sealed: bytes, about: bytes | None = None) -> bytes:
    """Decrypt what `seal` made. Raises InvalidTag under another key or purpose, or where it is about something else."""
    nonce, octets = sealed[:_NONCE_OCTETS], sealed[_NONCE_OCTETS:]
    return AESGCM(derived_key(secret_key, purpose)).decrypt(nonce, octets, about)


_NONCE_OCTETS = 12


class Sealed(TypeDecorator[bytes]):
    """Octets that are kept encrypted (AES-256-GCM) in a database that was unlocked, and read where it is.

    Those from before they were encrypted are read as they are.
    """

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        """Encrypt."""
        key = _KEYS.get(dialect)
        if value is None or key is None:
            return value
        return SEALED_MARK + seal(key, _COLUMN, value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        """Decrypt. Raises LookupError where the database is not unlocked, InvalidTag under another key."""
        if value is None or not value.startswith(SEALED_MARK):
            return value
        key = _KEYS.get(dialect)
        if key is None:
            raise LookupError("a sealed value is read from a database that is not unlocked")
        return opened(key, _COLUMN, value.removeprefix(SEALED_MARK))


SEALED_MARK = b"\x00sealed1"
_COLUMN = "sealed-column"
_KEYS: WeakKeyDictionary[Dialect, str] = WeakKeyDictionary()


def unlock(database: Database, secret_key: str) -> None:
    """Let a database read and write what is sealed with a key."""
    _KEYS[database.engine.dialect] = secret_key


def fingerprint(secret_key: str) -> str:
    """Give what tells a key from others and does not give it away: 32 hexadecimal digits."""
    return signed_at_first(secret_key, b"fingerprint").hex()[:32]


async def require_same_key(database: Database, settings: Settings) -> None:
    """Compare the key with the one of the first start, whose fingerprint the audit log keeps. Raises WrongKey.

    The first who comes notes it, save who only looks.
    """
    ours = fingerprint(settings.secret_key)
    async with database.reading() as session:
        kept = await _kept(session)
    if kept is None and database.looks:
        return
    if kept is None:
        async with database.transaction() as session:
            await audit.hold(session)
            kept = await _kept(session)  # another server may have been first
            if kept is None:
                await audit.append(
                    session,
                    audit.Entry(
                        at=clock.now(),
                        actor=audit.OPERATOR,
                        action="secret_key.first_used",
                        subject=SUBJECT,
                        facts={"fingerprint": ours},
                    ),
                )
                return
    if kept != ours:
        raise WrongKey(
            "the secret key is not the one that this database was begun with: personal links, calendars and"
            " certificates would be void, and special needs unreadable. Set EVENTS_SECRET_KEY to that key; or leave it"
            f" out, and put the file secret-key of the first server or of a backup into {settings.data_dir}."
        )


async def is_key_of(session: AsyncSession, secret_key: str) -> bool:
    """Tell whether a database was begun with a key, or with none so far."""
    return await _kept(session) in {None, fingerprint(secret_key)}


async def _kept(session: AsyncSession) -> str | None:
    first = select(audit.EntryRow.facts).where(audit.EntryRow.subject == SUBJECT).order_by(audit.EntryRow.position)
    facts = await session.scalar(first.limit(1))
    return facts["fingerprint"] if facts else None
