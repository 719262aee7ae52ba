"""Addresses of certificates: the organiser's batch, a participant's own, and the page that verifies one."""

from collections.abc import Sequence
from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Struct

from events_service import clock
from events_service.access.guards import organisers_only
from events_service.access.records import Account
from events_service.attendance.certificates import day_line, hours_on, hours_text, working_sessions
from events_service.attendance.certifying import (
    Certified,
    NobodyAttended,
    NoCertificate,
    UnknownCertificate,
    find_certified,
    prepare,
)
from events_service.attendance.thanking import thank
from events_service.database import Database
from events_service.documents.certificates import certificates
from events_service.documents.naming import latin_line
from events_service.documents.records import Certificate
from events_service.pages.printed import send_pdf
from events_service.pages.titles import titled
from events_service.printing.beside import NotPrinted, beside
from events_service.printing.misfits import Trouble, troubles
from events_service.printing.printing_form import Option, documents
from events_service.programme.finding import FoundEvent, UnknownEvent
from events_service.programme.organising import read_organised_event
from events_service.registrations.finding import get_by_manage_token, list_registrations
from events_service.settings import Settings
from events_service.typesetting.picture import first_page
from events_service.typesetting.preflight import preflight
from events_service.web.i18n import gettext, spoken, translator
from events_service.web.pages import page


class CertificatePage(Struct, frozen=True, kw_only=True):
    """What a certificate says, for whoever verifies it; nothing more.

    `latin_name` is the line below the name, "" where the paper has none.
    """

    found: FoundEvent
    name: str
    latin_name: str
    organisation: str
    days: list[str]
    hours: str
    serial: str


class CertificatesPage(Struct, frozen=True, kw_only=True):
    """The batch before it is printed: how many there are, what would be printed wrong, or why there are none."""

    found: FoundEvent
    documents: Sequence[Option]
    count: int
    troubles: Sequence[Trouble]
    refusal: str | None


@get("/organise/events/{event:str}/certificates", guards=[organisers_only])
async def certificates_page(
    request: Request[Account, Any, Any],
    event: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[bytes]:
    """Show what would be printed wrong, and the first certificate, before all are printed."""
    found = await read_organised_event(database, event, request.user)
    prepared: list[Certificate] = []
    seen: list[Trouble] = []
    refusal = None
    try:
        prepared = await prepare(database, settings, event, now=clock.now())
        checked = await beside(lambda: preflight(lambda: certificates(prepared, translator)))
        async with database.reading() as session:
            seen = troubles(checked.misfits, await list_registrations(session, event))
    except (NobodyAttended, NotPrinted) as refused:
        refusal = refused.sentence()
    context = CertificatesPage(found=found, documents=documents(), count=len(prepared), troubles=seen, refusal=refusal)
    return page(
        request,
        "pages/organiser/certificates.html",
        context,
        title=titled(gettext("Certificates of attendance"), found),
    )


@get("/organise/events/{event:str}/certificates/preview.png", guards=[organisers_only])
async def certificates_preview(
    request: Request[Account, Any, Any],
    event: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[bytes]:
    """Draw the first certificate as a picture."""
    await read_organised_event(database, event, request.user)
    prepared = await prepare(database, settings, event, now=clock.now())
    octets = await beside(lambda: first_page(certificates(prepared[:1], translator)))
    return Response(octets, media_type="image/png", headers={"Cache-Control": "private, no-store"})


@get("/organise/events/{event:str}/certificates.pdf", guards=[organisers_only])
async def certificates_pdf(
    request: Request[Account, Any, Any],
    event: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[bytes]:
    """Print the certificates of all who attended."""
    await read_organised_event(database, event, request.user)
    prepared = await prepare(database, settings, event, now=clock.now())
    return await _print(prepared, f"{event}-certificates.pdf")


@post("/organise/events/{event:str}/certificates/send", guards=[organisers_only], status_code=303)
async def send_certificates(
    request: Request[Account, Any, Any],
    event: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Redirect:
    """Thank all who attended and have not had the mail with their certificate."""
    await read_organised_event(database, event, request.user)
    thanked = await thank(database, settings, event, now=clock.now(), account=request.user)
    return Redirect(f"/organise/events/{event}/mails?done=thanked&thanked={thanked}", status_code=303)


@get("/my/{token:str}/certificate.pdf")
async def own_certificate(
    token: FromPath[str], database: NamedDependency[Database], settings: NamedDependency[Settings]
) -> Response[bytes]:
    """Print a participant's own certificate."""
    async with database.reading() as session:
        registration = await get_by_manage_token(session, token)
    try:
        prepared = await prepare(database, settings, registration.event, registration, now=clock.now())
    except NobodyAttended as refusal:
        raise NoCertificate from refusal
    return await _print(prepared, "certificate.pdf")


@get(["/c/{event:str}/{serial:str}", "/C/{event:str}/{serial:str}"])
async def verify_certificate(
    request: Request[Any, Any, Any],
    event: FromPath[str],
    serial: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[bytes]:
    """Show what a certificate says, to compare with the paper. The code's address is in capitals."""
    wanted = serial.upper()
    try:
        certified = await find_certified(database, settings, event.lower(), wanted)
    except UnknownEvent as refusal:
        raise UnknownCertificate from refusal
    return page(
        request,
        "pages/public/certificate.html",
        _page(certified, wanted),
        title=titled(gettext("Certificate of attendance"), certified.found),
        headers={"X-Robots-Tag": "noindex"},
    )


def _page(certified: Certified, serial: str) -> CertificatePage:
    found, one, registration = certified.found, certified.attended, certified.registration
    working = working_sessions(found.event, one, registration)
    return CertificatePage(
        found=found,
        name=one.name,
        latin_name=latin_line(one.name, registration.latin_name),
        organisation=one.organisation,
        days=[day_line(day, working, spoken()) for day in one.days],
        hours=hours_text(hours_on(one.days, working), spoken()),
        serial=serial,
    )


async def _print(prepared: list[Certificate], file_name: str) -> Response[bytes]:
    return await send_pdf(lambda: certificates(prepared, translator), file_name)


ROUTES = [
    certificates_page,
    certificates_preview,
    certificates_pdf,
    send_certificates,
    own_certificate,
    verify_certificate,
]
