"""The address where anybody sees whether a letter of invitation is genuine, without learning whom it is for."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct

from events_service.complete import for_each
from events_service.database import Database
from events_service.pages.titles import titled
from events_service.printing.genuine_letters import Genuine, UnknownLetter, find_genuine
from events_service.programme.finding import UnknownEvent
from events_service.programme.places import address_line
from events_service.programme.records import LetterKind
from events_service.web.i18n import N_, day_range, gettext, spoken
from events_service.web.pages import page

KINDS = for_each(
    LetterKind,
    {
        LetterKind.MISSION: N_("Invitation for a mission order"),
        LetterKind.VISA: N_("Invitation for a visa application"),
    },
)


class LetterPage(Struct, frozen=True, kw_only=True):
    """What may be known of a letter; `named` tells whether the name that was `typed` is the one on it."""

    letter: Genuine
    kind: str
    days: str
    place: str
    issued: str
    number: str
    typed: str = ""
    named: bool = False


@get(["/l/{event:str}/{serial:str}", "/L/{event:str}/{serial:str}"])
async def verify_letter(
    request: Request[Any, Any, Any],
    event: FromPath[str],
    serial: FromPath[str],
    database: NamedDependency[Database],
) -> Response[bytes]:
    """Show that a letter is genuine. The code's address is in capitals."""
    return await _show(request, database, event, serial)


@post("/l/{event:str}/{serial:str}", status_code=200)
async def compare_name(
    request: Request[Any, Any, Any],
    event: FromPath[str],
    serial: FromPath[str],
    database: NamedDependency[Database],
) -> Response[bytes]:
    """Say whether the letter is for the person whose name was typed; a POST, so that the name stands in no address."""
    form = await request.form()
    return await _show(request, database, event, serial, str(form.get("name") or "").strip())


async def _show(
    request: Request[Any, Any, Any], database: Database, event: str, serial: str, typed: str = ""
) -> Response[bytes]:
    try:
        letter = await find_genuine(database, event.lower(), serial.upper())
    except UnknownEvent as refusal:
        raise UnknownLetter from refusal
    found, day = letter.found, letter.issued_at.astimezone(letter.found.zone).date()
    context = LetterPage(
        letter=letter,
        kind=gettext(KINDS[letter.kind]),
        days=day_range(min(found.event.days), max(found.event.days)),
        place=address_line(found.event, spoken()),
        issued=day_range(day, day),
        number=serial.upper(),
        typed=typed,
        named=letter.names(typed),
    )
    title = titled(gettext("Letter of invitation"), found)
    headers = {"X-Robots-Tag": "noindex", "Cache-Control": "private, no-store"}
    return page(request, "pages/public/invitation_letter.html", context, title=title, headers=headers)


ROUTES = [verify_letter, compare_name]
