"""Who works with the service: organisers, lead partners and controllers, as accounts and as clients signed in."""

from datetime import datetime, timedelta

import httpx

from events_service import clock
from events_service.access.accounts import NewAccount, add_account
from events_service.access.guards import COOKIE
from events_service.access.records import Account, AccountId, Role
from events_service.access.sign_in import begin_session, make_link, make_token, use_link
from events_service.database import Database
from tests.world.times import MORNING

LIST = "/organise/events/workshop/registrations"

DESK = Account(id=AccountId(1), email="desk@example.org", name="Desk", role=Role.LEAD_PARTNER)
"""Whoever acts in a use case that asks for an account; it stands in no database."""


ORGANISER = Account(id=AccountId(1), email="desk@example.org", name="Desk", role=Role.ORGANISER)
"""The same with an organiser's rights."""


async def add_staff(
    database: Database,
    role: Role = Role.ORGANISER,
    partner: str | None = None,
    email: str = "maria@example.org",
    *,
    project: str | None = "secon",
    now: datetime = MORNING,
) -> Account:
    """Add somebody who works with the service; `partner` and `project` narrow what is theirs."""
    return await add_account(
        database, NewAccount(email=email, name="Maria Host", role=role, project=project, partner=partner), now=now
    )


async def token_of(database: Database, account: Account, now: datetime) -> dict[str, str]:
    """Give the header that signs an account in to the JSON API for a year."""
    token = await make_token(database, account.email, timedelta(days=365), now)
    return {"Authorization": f"Bearer {token}"}


async def cookie_of(database: Database, account: Account, now: datetime) -> dict[str, str]:
    """Give the header of a browser that is signed in."""
    link = await make_link(database, "", account.email, now)
    return {"Cookie": f"events_session={(await use_link(database, link.rpartition('/')[2], now)).cookie}"}


async def staff(database: Database, partner: str | None = None) -> dict[str, str]:
    """Give the headers of an organiser at the JSON API, of one host or of all."""
    now = clock.now()
    account = await add_staff(database, partner=partner, email=f"{partner or 'organiser'}@example.org", now=now)
    return await token_of(database, account, now)


async def sign_in(
    client: httpx.AsyncClient,
    database: Database,
    role: Role = Role.ORGANISER,
    *,
    partner: str | None = None,
    project: str | None = "secon",
) -> Account:
    """Add a person of a role, of one host or of all, and give the browser the cookie of their session."""
    email = f"{partner or role.value}@example.org"
    account = await add_staff(database, role, partner, email, project=project, now=clock.now())
    async with database.transaction() as session:
        signed_in = await begin_session(session, account, clock.now())
    client.cookies.set(COOKIE, signed_in.cookie, domain=client.base_url.host)
    return account
