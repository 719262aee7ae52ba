"""Addresses where organisers print: the page with its settings and preview, the documents, and long batches."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Struct

from events_service import clock
from events_service.access.guards import organisers_only
from events_service.access.records import Account
from events_service.database import Database
from events_service.pages.printed import pdf_response, send_pdf
from events_service.pages.titles import titled
from events_service.printing import jobs
from events_service.printing.beside import NotPrinted, beside
from events_service.printing.jobs import Job, Made
from events_service.printing.misfits import Trouble, troubles
from events_service.printing.printed import keep_prints
from events_service.printing.printing_form import PrintForm, fault_sentence, print_form, said
from events_service.printing.printouts import Sources, badges_wanted, draw, draw_beginning
from events_service.printing.requests import DocumentKind, PrintRequest, read_request
from events_service.printing.sources import load_sources
from events_service.programme.finding import FoundEvent
from events_service.programme.organising import read_organised_event
from events_service.registrations.finding import list_registrations
from events_service.registrations.records import Status
from events_service.settings import Settings
from events_service.typesetting.picture import first_page
from events_service.web.errors import FieldFault, Refusal, problem
from events_service.web.i18n import N_, gettext
from events_service.web.pages import page


class FaultySettings(Refusal):
    """Settings in the address of a document cannot be used; the sentence names each of them."""

    status = 422
    slug = "faulty-settings"
    message = N_("{reason}")


class PrintPage(Struct, frozen=True, kw_only=True):
    """The document chosen, its settings, what would go wrong with it, and the address of its preview.

    `long` says that it is made in the background, where its preflight is shown; `refusal` why it cannot be printed.
    """

    found: FoundEvent
    confirmed: int
    form: PrintForm
    preview: str
    troubles: Sequence[Trouble]
    refusal: str | None
    long: bool


class JobPage(Struct, frozen=True, kw_only=True):
    """A long batch: how far it is, what would go wrong, and the way back to its settings."""

    found: FoundEvent
    job: Job
    troubles: Sequence[Trouble]
    again: str


@get("/organise/events/{event:str}/print", guards=[organisers_only])
async def print_page(
    request: Request[Account, Any, Any],
    event: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[bytes]:
    """Show what can be printed, with the settings that the address says."""
    wanted, faults = read_request(request.query_params)
    sources = await _load(database, settings, event, request.user, wanted)
    return await _show(request, wanted, faults, sources)


@post("/organise/events/{event:str}/print", guards=[organisers_only], status_code=200)
async def print_now(
    request: Request[Account, Any, Any],
    event: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[Any]:
    """Print: the document itself, or the page of its batch if it is long, or what would go wrong with it."""
    form = await request.form()
    typed = {name: str(value) for name, value in form.items()}
    wanted, faults = read_request(typed)
    sources = await _load(database, settings, event, request.user, wanted)
    if faults:
        return await _show(request, wanted, faults, sources, status_code=422)
    people = await beside(lambda: badges_wanted(wanted, sources)) if wanted.is_labels else []
    if len(people) >= jobs.LONG_BATCH:
        id_ = await jobs.ask(database, wanted, event, account=request.user, total=len(people), now=sources.now)
        return Redirect(f"/organise/events/{event}/print/jobs/{id_}", status_code=303)
    made = await beside(lambda: jobs.made(wanted, sources))
    if made.checked.misfits and not typed.get("all_the_same"):
        return await _show(request, wanted, [], sources, made=made)
    await keep_prints(database, made.fingerprints, wanted.layout, sources.now)
    return pdf_response(made.checked.pdf, f"{event}-{wanted.document.value}.pdf", "attachment")


@get("/organise/events/{event:str}/print/preview.png", guards=[organisers_only])
async def preview(
    request: Request[Account, Any, Any],
    event: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[bytes]:
    """Draw the first page of the document as a picture, or say in a problem document why there is none."""
    try:
        wanted = _required(request.query_params)
        sources = await _load(database, settings, event, request.user, wanted)
        octets = await beside(lambda: first_page(draw_beginning(wanted, sources)))
    except (FaultySettings, NotPrinted) as refusal:
        return problem(request, refusal)
    return Response(octets, media_type="image/png", headers={"Cache-Control": "private, no-store"})


@get([f"/organise/events/{{event:str}}/{kind.value}.pdf" for kind in DocumentKind], guards=[organisers_only])
async def document(
    request: Request[Account, Any, Any],
    event: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[bytes]:
    """Print the document that the address names, as it is: without preflight, and without recording it."""
    name = request.url.path.rpartition("/")[2].removesuffix(".pdf")
    wanted = _required({**request.query_params, "document": name})
    sources = await _load(database, settings, event, request.user, wanted)
    return await send_pdf(lambda: draw(wanted, sources), f"{event}-{name}.pdf")


@get("/organise/events/{event:str}/print/jobs/{job_id:uuid}", guards=[organisers_only])
async def job_page(
    request: Request[Account, Any, Any],
    event: FromPath[str],
    job_id: FromPath[UUID],
    database: NamedDependency[Database],
) -> Response[bytes]:
    """Show how far a long batch is, and what would go wrong with it."""
    found = await read_organised_event(database, event, request.user)
    async with database.reading() as session:
        job = await jobs.get_job(session, event, job_id)
        people = await list_registrations(session, event, statuses=[Status.CONFIRMED]) if job.misfits else []
    context = JobPage(
        found=found,
        job=job,
        troubles=troubles(job.misfits, people),
        again=f"/organise/events/{event}/print?{_query(job.request)}",
    )
    return page(request, "pages/organiser/print_job.html", context, title=titled(gettext("Print"), found))


@post("/organise/events/{event:str}/print/jobs/{job_id:uuid}", guards=[organisers_only], status_code=200)
async def download_job(
    request: Request[Account, Any, Any],
    event: FromPath[str],
    job_id: FromPath[UUID],
    database: NamedDependency[Database],
) -> Response[bytes]:
    """Give the finished batch under the name of its document, and record its badges as printed."""
    await read_organised_event(database, event, request.user)
    wanted, octets = await jobs.take(database, event, job_id, clock.now())
    return pdf_response(octets, f"{event}-{wanted.document.value}.pdf", "attachment")


def _required(said: Mapping[str, Any]) -> PrintRequest:
    wanted, faults = read_request(said)
    if faults:
        raise FaultySettings(reason=" ".join(map(fault_sentence, faults)))
    return wanted


async def _load(database: Database, settings: Settings, event: str, account: Account, wanted: PrintRequest) -> Sources:
    await read_organised_event(database, event, account)
    async with database.reading() as session:
        return await load_sources(session, settings, event, wanted, clock.now())


async def _show(
    request: Request[Account, Any, Any],
    wanted: PrintRequest,
    faults: Sequence[FieldFault],
    sources: Sources,
    *,
    made: Made | None = None,
    status_code: int = 200,
) -> Response[bytes]:
    refusal = None
    long = wanted.is_labels and len(sources.registrations) >= jobs.LONG_BATCH
    try:
        if long:
            await beside(lambda: draw_beginning(wanted, sources))
        elif made is None:
            made = await beside(lambda: jobs.made(wanted, sources))
    except NotPrinted as refused:
        refusal = refused.sentence()
    base = f"/organise/events/{sources.found.event.key}/print"
    context = PrintPage(
        found=sources.found,
        confirmed=len(sources.registrations),
        form=print_form(wanted, faults, sources),
        preview=f"{base}/preview.png?{_query(wanted)}",
        troubles=troubles(made.checked.misfits, sources.registrations) if made else (),
        refusal=refusal,
        long=long,
    )
    return page(
        request,
        "pages/organiser/print.html",
        context,
        title=titled(gettext("Print"), sources.found),
        status_code=status_code,
    )


def _query(wanted: PrintRequest) -> str:
    return urlencode(said(wanted))


ROUTES = [print_page, print_now, preview, document, job_page, download_job]
