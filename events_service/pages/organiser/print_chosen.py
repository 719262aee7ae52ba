"""Print for people who were ticked on the list of registrations: first who is on it, then the document."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from litestar import Request, Response
from msgspec import Struct
from msgspec.structs import replace

from events_service import clock
from events_service.access.records import Account
from events_service.database import Database
from events_service.pages.organiser.registrations import registrations_of
from events_service.pages.printed import pdf_response
from events_service.pages.titles import titled
from events_service.printing import jobs
from events_service.printing.beside import NotPrinted, beside
from events_service.printing.printed import keep_prints
from events_service.printing.printing_form import NAMES
from events_service.printing.requests import OF_PEOPLE, DocumentKind, PrintRequest
from events_service.printing.sources import load_sources
from events_service.programme.finding import FoundEvent
from events_service.registrations.finding import get_registrations
from events_service.registrations.records import Registration
from events_service.settings import Settings
from events_service.web.i18n import gettext
from events_service.web.pages import page


class Wanted(Struct, frozen=True, kw_only=True):
    """What is to be printed for whom; `now`: it was looked over, and is printed."""

    document: DocumentKind
    people: frozenset[UUID]
    back: str
    now: bool


class PrintChosenPage(Struct, frozen=True, kw_only=True):
    """Who will be on a document and who will not; `people` and `what` are sent again by the button that prints."""

    found: FoundEvent
    base: str
    back: str
    what: str
    people: str
    name: str
    printed: Sequence[Registration]
    left_out: Sequence[Registration]
    because: str
    button: str
    refusal: str = ""


def document_of(what: str) -> DocumentKind | None:
    """Read what is to be printed, such as print:badges; None where that is something else."""
    name, _, value = what.partition(":")
    return next((each for each in OF_PEOPLE if name == "print" and each.value == value), None)


async def print_for(
    request: Request[Account, Any, Any], database: Database, settings: Settings, found: FoundEvent, wanted: Wanted
) -> Response[bytes]:
    """Say who will be on a document, or print it: those who have a place, as everywhere on paper."""
    asked = PrintRequest(document=wanted.document)
    async with database.reading() as session:
        sources = await load_sources(session, settings, found.event.key, asked, clock.now())
        chosen = await get_registrations(session, sorted(wanted.people))
    printed = [each for each in sources.registrations if each.id in wanted.people]
    refusal = "" if printed else gettext("None of them has a place, so there is nothing to print.")
    if printed and wanted.now:
        try:
            made = await beside(lambda: jobs.made(asked, replace(sources, registrations=printed)))
        except NotPrinted as refused:
            refusal = refused.sentence()
        else:
            await keep_prints(database, made.fingerprints, asked.layout, sources.now)
            return pdf_response(made.checked.pdf, f"{found.event.key}-{wanted.document.value}.pdf", "attachment")
    there = {each.id for each in printed}
    context = PrintChosenPage(
        found=found,
        base=registrations_of(found.event.key),
        back=wanted.back,
        what=f"print:{wanted.document.value}",
        people=" ".join(sorted(map(str, wanted.people))),
        name=gettext(NAMES[wanted.document]),
        printed=printed,
        left_out=[each for each in chosen if each.id not in there and each.event == found.event.key],
        refusal=refusal,
        because=gettext("Left out, because they have no place:"),
        button=gettext("Print as PDF"),
    )
    title = titled(context.name, found)
    status = 422 if refusal else 200
    return page(request, "pages/organiser/print_chosen.html", context, title=title, status_code=status)
