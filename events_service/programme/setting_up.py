"""Set up an empty service: its first lead partner and its project, all at once or not at all."""

from datetime import datetime

from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncSession

from events_service import audit
from events_service.access.accounts import NewAccount, enter_account
from events_service.access.first_address import require_open
from events_service.access.records import Role
from events_service.access.sign_in import SignedIn, begin_session
from events_service.database import Database
from events_service.programme.finding import list_projects
from events_service.programme.loading import save_all
from events_service.programme.records import Project
from events_service.settings import Settings


class Person(Struct, frozen=True, kw_only=True):
    """Who sets the service up, and in which browser."""

    email: str
    name: str
    browser: str = ""


async def find_prepared(session: AsyncSession, settings: Settings, token: str) -> list[Project]:
    """Give the projects that were loaded before anybody had an account. Raises SetUpAlready."""
    await require_open(session, settings, token)
    return await list_projects(session)


async def set_up(
    database: Database,
    settings: Settings,
    token: str,
    *,
    person: Person,
    project: Project | None,
    now: datetime,
) -> SignedIn:
    """Make the first account, a lead partner of all projects, and save the project, which has been checked.

    None stands where projects were loaded before. Raises SetUpAlready, FaultyAddress, FaultyName.
    """
    async with database.transaction() as session:
        await audit.hold(session)  # of two who set it up at once, one finds it done
        await require_open(session, settings, token)
        new = NewAccount(email=person.email, name=person.name, role=Role.LEAD_PARTNER, project=None)
        account = await enter_account(session, new, now=now)
        if project is not None:
            await save_all(session, [project], [], actor=account.actor, now=now)
        return await begin_session(session, account, now, person.browser)
