"""The address at which an empty service is set up: it opens as long as nobody has an account.

Its secret is derived from the service's secret key and the first entry of the audit log. So all servers of one database
print the same at each start, a database that is begun anew has another, and nothing is kept that could be read.
"""

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service import audit
from events_service.access.tables import AccountRow
from events_service.secrets import as_text, equal, signed
from events_service.settings import Settings
from events_service.web.errors import Refusal
from events_service.web.i18n import N_

PURPOSE = "first-setup"


class SetUpAlready(Refusal):
    """The address does not set up this service, or not any more."""

    status = 410
    slug = "set-up-already"
    message = N_(
        "This address sets up a service once, as long as nobody has an account in it. If it was set up, sign in; if"
        " not, start the service again and open the address that it prints."
    )


async def find_setup_address(session: AsyncSession, settings: Settings) -> str | None:
    """Give the address that sets up the service, or None where somebody has an account, be it a closed one."""
    secret = await _secret(session, settings)
    return f"{settings.base_url}/setup/{secret}" if secret else None


async def require_open(session: AsyncSession, settings: Settings, token: str) -> None:
    """Refuse whoever has not the secret of a service that is empty. Raises SetUpAlready."""
    secret = await _secret(session, settings)
    if secret is None or not equal(token, secret):
        raise SetUpAlready


async def _secret(session: AsyncSession, settings: Settings) -> str | None:
    if await session.scalar(select(exists(select(AccountRow.id)))):
        return None
    first = await session.scalar(select(audit.EntryRow.digest).order_by(audit.EntryRow.position).limit(1))
    return as_text(signed(settings.secret_key, PURPOSE, (first or "").encode()))
