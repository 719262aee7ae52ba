"""What participants decide about their calendar: a new address for it, and whether invitations come by mail."""

from typing import Any

from litestar import Request, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from events_service import audit, clock
from events_service.database import Database
from events_service.registrations.finding import UnknownRegistration, find_by_manage_token
from events_service.registrations.tables import RegistrationRow

_PRIVATE = {"Cache-Control": "private, no-store", "Referrer-Policy": "no-referrer"}


@post("/my/{token:str}/calendar-address", status_code=303)
async def renew_address(token: FromPath[str], database: NamedDependency[Database]) -> Redirect:
    """Give a participant's calendar a new address; the old one opens nothing any more."""
    await _decide(database, token, "registration.calendar_address_renewed", renewed=True)
    return Redirect(f"/my/{token}?saved=1", status_code=303, headers=_PRIVATE)


@post("/my/{token:str}/invitations", status_code=303)
async def switch_invitations(
    request: Request[Any, Any, Any], token: FromPath[str], database: NamedDependency[Database]
) -> Redirect:
    """Switch invitations by mail off or on; those that were sent stay in the participant's calendar."""
    by_mail = (await request.form()).get("by_mail") == "yes"
    await _decide(database, token, f"registration.invitations_{'on' if by_mail else 'off'}", by_mail=by_mail)
    return Redirect(f"/my/{token}?saved=1", status_code=303, headers=_PRIVATE)


async def _decide(
    database: Database, token: str, action: str, *, renewed: bool = False, by_mail: bool | None = None
) -> None:
    async with database.transaction() as session:
        registration = await find_by_manage_token(session, token)
        if registration is None:
            raise UnknownRegistration
        row = await session.get_one(RegistrationRow, registration.id, with_for_update=True)
        row.feed_generation += renewed
        row.invited_by_mail = row.invited_by_mail if by_mail is None else by_mail
        subject = f"registration:{row.id}"
        await audit.append(session, at=clock.now(), actor="participant", action=action, subject=subject)


ROUTES = [renew_address, switch_invitations]
