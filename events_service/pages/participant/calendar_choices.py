"""Addresses where participants decide about their calendar: its address, its reminders, and invitations by mail."""

from typing import Any
from uuid import UUID

from litestar import Request, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from events_service import clock
from events_service.database import Database
from events_service.registrations.finding import get_by_manage_token
from events_service.registrations.letters import reminding
from events_service.registrations.letters.own_choices import (
    choose_invitations,
    choose_reminder,
    renew_calendar_address,
)
from events_service.settings import Settings
from events_service.web.security import PRIVATE


@post("/my/{token:str}/calendar-address", status_code=303)
async def renew_address(
    token: FromPath[str], database: NamedDependency[Database], settings: NamedDependency[Settings]
) -> Redirect:
    """Give one's calendar a new address."""
    await renew_calendar_address(database, settings, await _own(database, token), now=clock.now())
    return _saved(token)


@post("/my/{token:str}/invitations", status_code=303)
async def switch_invitations(
    request: Request[Any, Any, Any],
    token: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Redirect:
    """Switch invitations by mail off or on."""
    by_mail = (await request.form()).get("by_mail") == "yes"
    await choose_invitations(database, settings, await _own(database, token), by_mail=by_mail, now=clock.now())
    return _saved(token)


@post("/my/{token:str}/reminder", status_code=303)
async def switch_reminder(
    request: Request[Any, Any, Any],
    token: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Redirect:
    """Choose how long before a session one's calendar reminds; what is no choice of the form means not at all."""
    chosen = str((await request.form()).get("minutes") or "")
    minutes = next((each for each in reminding.CHOICES if str(each) == chosen), None)
    await choose_reminder(database, settings, await _own(database, token), minutes=minutes, now=clock.now())
    return _saved(token)


async def _own(database: Database, token: str) -> UUID:
    async with database.reading() as session:
        return (await get_by_manage_token(session, token)).id


def _saved(token: str) -> Redirect:
    return Redirect(f"/my/{token}?saved=1", status_code=303, headers=PRIVATE)


ROUTES = [renew_address, switch_invitations, switch_reminder]
