"""The demo's own pages: what to try as each kind of user, and signing in by a link that works again."""

from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Struct
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service import clock
from events_service.access.accounts import UnknownAccount, find_account
from events_service.access.records import Role
from events_service.access.sign_in import begin_session
from events_service.attendance.records import Action
from events_service.attendance.tables import EvidenceMarkRow, ReviewStepRow
from events_service.checkin.tables import CheckInRow
from events_service.database import Database
from events_service.demo.doors import STAFF, is_key, sign_in_path
from events_service.demo.workshop import WORKSHOP
from events_service.pages.public.signing_in import welcome
from events_service.programme.finding import FoundEvent, get_any_event
from events_service.programme.tables import EventRow
from events_service.registrations.finding import list_registrations
from events_service.registrations.records import Registration, Status
from events_service.registrations.tables import RegistrationRow
from events_service.registrations.tokens import manage_token
from events_service.settings import Settings
from events_service.web.browsers import browser_of
from events_service.web.errors import NotFound
from events_service.web.i18n import gettext
from events_service.web.pages import page

COUNTED = {
    "events": select(func.count()).select_from(EventRow),
    "registrations": select(func.count()).select_from(RegistrationRow),
    "scans": select(func.count()).select_from(CheckInRow),
    "marks": select(func.count()).select_from(EvidenceMarkRow),
    "sealed": select(func.count()).where(ReviewStepRow.action == Action.APPROVE),
}
"""What the page counts, so that its reader knows how much there is to see."""


class Participant(Struct, frozen=True, kw_only=True):
    """Somebody who has a place at the workshop, and the path of their own page."""

    name: str
    path: str


class DemoPage(Struct, frozen=True, kw_only=True):
    """What to try. `paths` sign in by role; `workshop` is today's event; `mail_leaves`: a mail server is set up."""

    workshop: FoundEvent
    participant: Participant | None
    paths: dict[str, str]
    counts: dict[str, int]
    mail_leaves: bool
    data_dir: str


@get("/demo/{key:str}")
async def demo_page(
    request: Request[Any, Any, Any],
    key: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[bytes]:
    """Say what to try as each kind of user."""
    _require_key(settings, key)
    async with database.reading() as session:
        context = DemoPage(
            workshop=await get_any_event(session, WORKSHOP),
            participant=await _participant(session, settings),
            paths={role.value: sign_in_path(settings, role) for role in STAFF},
            counts={name: await session.scalar(query) or 0 for name, query in COUNTED.items()},
            mail_leaves=settings.smtp_url is not None,
            data_dir=str(settings.data_dir),
        )
    return page(request, "demo/start.html", context, title=gettext("What to try"))


@get("/demo/{key:str}/sign-in/{role:str}")
async def sign_in_again(
    request: Request[Any, Any, Any],
    key: FromPath[str],
    role: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Redirect:
    """Sign in as one of the demo's staff, as often as the address is opened. Raises NotFound, UnknownAccount."""
    _require_key(settings, key)
    if role not in {known.value for known in STAFF}:
        raise NotFound
    email, browser = STAFF[Role(role)], await browser_of(request)
    async with database.transaction() as session:
        account = await find_account(session, email, now := clock.now())
        if account is None:
            raise UnknownAccount(email=email)
        signed_in = await begin_session(session, account, now, browser)
    return welcome(signed_in, settings)


def _require_key(settings: Settings, key: str) -> None:
    if not is_key(settings, key):
        raise NotFound


async def _participant(session: AsyncSession, settings: Settings) -> Participant | None:
    """Give the first who has a place at the workshop and in a session of it."""
    confirmed = await list_registrations(session, WORKSHOP, statuses=[Status.CONFIRMED])
    chosen = next((each for each in confirmed if _holds_a_session(each)), None)
    if chosen is None:
        return None
    return Participant(name=chosen.name, path=f"/my/{manage_token(settings.secret_key, chosen.id)}")


def _holds_a_session(registration: Registration) -> bool:
    return any(one.status is Status.CONFIRMED for one in registration.sessions)


ROUTES = [demo_page, sign_in_again]
