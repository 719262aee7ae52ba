"""What participants decide about their calendar: its address, its reminders, and whether invitations come by mail."""

from typing import Any

from litestar import Request, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from sqlalchemy.ext.asyncio import AsyncSession

from events_service import audit, clock
from events_service.database import Database
from events_service.programme.finding import get_any_event
from events_service.registrations.finding import get_by_manage_token, record_of
from events_service.registrations.letters import reminding
from events_service.registrations.letters.calendar_messages import bring_up_to_date
from events_service.registrations.tables import RegistrationRow
from events_service.registrations.window import is_over
from events_service.settings import Settings
from events_service.web.security import PRIVATE


@post("/my/{token:str}/calendar-address", status_code=303)
async def renew_address(token: FromPath[str], database: NamedDependency[Database]) -> Redirect:
    """Give a participant's calendar a new address; the old one opens nothing any more."""
    async with database.transaction() as session:
        row = await _own(session, token)
        row.feed_generation += 1
        await _record(session, row, "registration.calendar_address_renewed")
    return Redirect(f"/my/{token}?saved=1", status_code=303, headers=PRIVATE)


@post("/my/{token:str}/invitations", status_code=303)
async def switch_invitations(
    request: Request[Any, Any, Any],
    token: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Redirect:
    """Switch invitations by mail off or on; what was sent is taken back: nobody would keep it right any more."""
    by_mail, now = (await request.form()).get("by_mail") == "yes", clock.now()
    async with database.transaction() as session:
        row = await _own(session, token)
        row.invited_by_mail = by_mail
        await session.flush()
        found = await get_any_event(session, row.event_key)
        if not is_over(found, now):
            await bring_up_to_date(session, settings, found, await record_of(session, row), now)
        await _record(session, row, f"registration.invitations_{'on' if by_mail else 'off'}")
    return Redirect(f"/my/{token}?saved=1", status_code=303, headers=PRIVATE)


@post("/my/{token:str}/reminder", status_code=303)
async def choose_reminder(
    request: Request[Any, Any, Any], token: FromPath[str], database: NamedDependency[Database]
) -> Redirect:
    """Choose how long before a session the own calendar reminds; what is no choice of the form means not at all."""
    chosen = str((await request.form()).get("minutes") or "")
    minutes = next((each for each in reminding.CHOICES if str(each) == chosen), None)
    async with database.transaction() as session:
        row = await _own(session, token)
        if row.remind_minutes != minutes:
            row.remind_minutes, row.changed_at = minutes, clock.now()
            await _record(session, row, "registration.reminder_chosen")
    return Redirect(f"/my/{token}?saved=1", status_code=303, headers=PRIVATE)


async def _own(session: AsyncSession, token: str) -> RegistrationRow:
    registration = await get_by_manage_token(session, token)
    return await session.get_one(RegistrationRow, registration.id, with_for_update=True)


async def _record(session: AsyncSession, row: RegistrationRow, action: str) -> None:
    await audit.append(session, at=clock.now(), actor="participant", action=action, subject=f"registration:{row.id}")


ROUTES = [renew_address, switch_invitations, choose_reminder]
