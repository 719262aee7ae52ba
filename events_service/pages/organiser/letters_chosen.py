"""Letters of invitation for people who were ticked on the list: looked over first, then printed or mailed."""

from typing import Any
from uuid import UUID

from litestar import Request, Response
from litestar.response import Redirect
from msgspec import Struct

from events_service import clock
from events_service.access.records import Account
from events_service.database import Database
from events_service.documents.invitation_letters import invitation_letters
from events_service.pages.organiser.print_chosen import PrintChosenPage
from events_service.pages.organiser.registrations import registrations_of
from events_service.pages.printed import send_pdf
from events_service.pages.titles import titled
from events_service.printing.giving_letters import Made, NobodyToInvite, issue, prepare_orders, send_orders
from events_service.printing.invitation_letters import NoLetterhead
from events_service.programme.finding import FoundEvent
from events_service.programme.records import LetterKind
from events_service.registrations.finding import get_registrations
from events_service.settings import Settings
from events_service.web.i18n import gettext, translator
from events_service.web.pages import page

PRINT, MAIL = "letters:print", "letters:mail"


class LettersWanted(Struct, frozen=True, kw_only=True):
    """What is done with whose letters: `what` is PRINT or MAIL; `now`: it was looked over, and is done."""

    what: str
    people: frozenset[UUID]
    back: str
    now: bool


async def letters_for(
    request: Request[Account, Any, Any],
    database: Database,
    settings: Settings,
    found: FoundEvent,
    wanted: LettersWanted,
) -> Response[Any]:
    """Say who gets a letter and who does not, or print or mail them: letters for a mission order alone."""
    now, event, refusal = clock.now(), found.event.key, ""
    try:
        prepared = await prepare_orders(database, settings, event, wanted.people, now=now)
    except (NobodyToInvite, NoLetterhead) as refused:
        prepared, refusal = [], refused.sentence()
    made = Made(people=[UUID(each.key) for each in prepared], kind=LetterKind.MISSION, actor=request.user.actor)
    if prepared and wanted.now and wanted.what == MAIL:
        await send_orders(database, settings, event, made, now=now)
        return Redirect(f"{registrations_of(event)}?done=letters", status_code=303)
    if prepared and wanted.now:
        printed = await send_pdf(lambda: invitation_letters(prepared, translator), f"{event}-letters.pdf")
        await issue(database, settings, event, made, now=now)
        return printed
    async with database.reading() as session:
        chosen = [each for each in await get_registrations(session, sorted(wanted.people)) if each.event == event]
    there = set(made.people)
    context = PrintChosenPage(
        found=found,
        base=registrations_of(event),
        back=wanted.back,
        what=wanted.what,
        people=" ".join(sorted(map(str, wanted.people))),
        name=gettext("Letters of invitation"),
        printed=[each for each in chosen if each.id in there],
        left_out=[each for each in chosen if each.id not in there],
        refusal=refusal,
        because=gettext("Left out, because they do not come in person or have no place:"),
        button=gettext("Send each by mail") if wanted.what == MAIL else gettext("Print as PDF"),
    )
    status = 422 if refusal else 200
    title = titled(context.name, found)
    return page(request, "pages/organiser/print_chosen.html", context, title=title, status_code=status)
