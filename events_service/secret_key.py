"""The secret key that a database was begun with: under another its links, certificates and secrets are worth nothing.

Whoever starts a second server without the first one's key, or moves the database alone to a new machine, learns it at
once, and not from participants whose links no longer open or from a certificate that nobody can verify.
"""

import hmac

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service import audit, clock
from events_service.database import Database
from events_service.settings import Settings

SUBJECT = "service:secret-key"


class WrongKey(ValueError):
    """The secret key is not the one that the database was begun with."""


async def require_same_key(database: Database, settings: Settings) -> None:
    """Compare the key with the one of the first start, whose fingerprint the audit log keeps. Raises WrongKey."""
    ours = fingerprint(settings.secret_key)
    async with database.reading() as session:
        kept = await _kept(session)
    if kept is None:
        async with database.transaction() as session:
            await audit.hold(session)
            kept = await _kept(session)  # another server may have been first
            if kept is None:
                await audit.append(
                    session,
                    at=clock.now(),
                    actor="operator",
                    action="secret_key.first_used",
                    subject=SUBJECT,
                    facts={"fingerprint": ours},
                )
                return
    if kept != ours:
        raise WrongKey(
            "the secret key is not the one that this database was begun with: personal links, calendars and"
            " certificates would be void, and special needs unreadable. Set EVENTS_SECRET_KEY to that key; or leave it"
            f" out, and put the file secret-key of the first server or of a backup into {settings.data_dir}."
        )


def fingerprint(secret_key: str) -> str:
    """Give what tells a key from others and does not give it away: 32 hexadecimal digits."""
    return hmac.digest(secret_key.encode(), b"fingerprint", "sha256").hex()[:32]


async def _kept(session: AsyncSession) -> str | None:
    first = select(audit.EntryRow.facts).where(audit.EntryRow.subject == SUBJECT).order_by(audit.EntryRow.position)
    facts = await session.scalar(first.limit(1))
    return facts["fingerprint"] if facts else None
