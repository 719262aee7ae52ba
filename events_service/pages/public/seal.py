"""The seal outside the house: its certificate, and the page where anybody checks a record."""

from collections.abc import AsyncIterator
from typing import Any

from litestar import Request, Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct

from events_service import clock
from events_service.attendance.genuine import Verdict, check_file
from events_service.attendance.received import received
from events_service.attendance.records import PeopleTotals
from events_service.attendance.sealed import (
    Sealed,
    find_by_serial,
    list_certificates,
    list_sealed,
    open_key,
    read_people,
)
from events_service.attendance.verdicts import ADVICE, CHECKS, NO_FILE, SENTENCES, Outcome, checked
from events_service.complete import for_each
from events_service.database import Database
from events_service.programme.finding import FoundEvent, get_any_event
from events_service.sealing.examining import LARGEST_EXAMINED
from events_service.sealing.keys import SealKeyRefused, fingerprint_of
from events_service.settings import Settings
from events_service.web.errors import NotFound
from events_service.web.i18n import N_, gettext, instant
from events_service.web.pages import page


class NoCertificate(NotFound):
    """Nothing was ever sealed, and there is no key to seal with."""

    slug = "no-seal"
    message = N_("This service has no seal yet, so there is no certificate of it.")


@get("/.well-known/events-service/seal.pem")
async def seal_certificate(database: NamedDependency[Database], settings: NamedDependency[Settings]) -> Response[bytes]:
    """Give the certificate of the seal, and after it those that earlier records were sealed with (RFC 7468)."""
    async with database.reading() as session:
        known = await list_certificates(session)
    try:
        known = [(await open_key(database, settings, clock.now())).certificate, *known]
    except SealKeyRefused:
        if not known:
            raise NoCertificate from None
    unique = "".join(dict.fromkeys(known))
    return Response(unique.encode(), media_type="application/x-pem-file", headers={"Cache-Control": "max-age=3600"})


class ShownCheck(Struct, frozen=True, kw_only=True):
    """What was looked at, the word for what was found, and the class of its colour."""

    sentence: str
    word: str
    colour: str


class CheckPage(Struct, frozen=True, kw_only=True):
    """The form that takes a file, what was said of the last one, and the record whose number stands in the address.

    `checks` are what was looked at, `advice` what it means and what to do; `latest` is the number of the sealed record
    that stands now, `people` the headcounts of this one, to be compared with the paper.
    """

    serial: str
    sealed: Sealed | None
    found: FoundEvent | None
    sealed_at: str
    stamped_at: str
    people: PeopleTotals | None
    standing: bool
    latest: str
    fault: str | None
    status: str | None
    sentence: str | None
    advice: str
    checks: list[ShownCheck]
    others: tuple[str, ...]
    certificate: str


class UnknownSeal(NotFound):
    """No sealed record has this number."""

    slug = "no-sealed-record"
    title = N_("There is no such sealed record")
    message = N_("No sealed record has this number. Please compare it with the paper, letter by letter.")


@get("/verify")
async def check_page(request: Request[Any, Any, Any], database: NamedDependency[Database]) -> Response[bytes]:
    """Show where a file is checked."""
    return await _show(request, database)


@get(["/verify/{serial:str}", "/VERIFY/{serial:str}"])
async def check_number(
    request: Request[Any, Any, Any], serial: FromPath[str], database: NamedDependency[Database]
) -> Response[bytes]:
    """Show which record has a number, and where its file is checked. The code's address is in capitals."""
    async with database.reading() as session:
        sealed = await find_by_serial(session, serial.upper())
    if sealed is None:
        raise UnknownSeal
    return await _show(request, database, sealed)


@post("/verify", status_code=200, request_max_body_size=LARGEST_EXAMINED)
async def check_sent(request: Request[Any, Any, Any], database: NamedDependency[Database]) -> Response[bytes]:
    """Say what a file is that somebody sends; nothing of it is kept."""
    sent = (await request.form()).get("file")
    async with received(_parts(sent)) as file:
        if not file.size:
            return await _show(request, database, fault=gettext(NO_FILE))
        verdict = await check_file(database, file)
    return await _show(request, database, verdict.sealed, verdict=verdict)


async def _parts(sent: Any) -> AsyncIterator[bytes]:
    while isinstance(sent, UploadFile) and (part := await sent.read(1 << 20)):
        yield part


async def _show(
    request: Request[Any, Any, Any],
    database: Database,
    sealed: Sealed | None = None,
    *,
    verdict: Verdict | None = None,
    fault: str | None = None,
) -> Response[bytes]:
    found, latest, people = None, None, None
    if sealed is not None:
        async with database.reading() as session:
            found = await get_any_event(session, sealed.event)
            latest = (await list_sealed(session, sealed.event))[-1]
            people = await read_people(session, sealed)
    zone = found.event.timezone if found else ""
    context = CheckPage(
        serial=sealed.serial if sealed else "",
        sealed=sealed,
        found=found,
        sealed_at=instant(sealed.sealed_at, zone) if sealed else "",
        stamped_at=instant(sealed.time_stamped_at, zone) if sealed and sealed.time_stamped_at else "",
        people=people,
        standing=sealed == latest,
        latest=latest.serial if latest else "",
        fault=fault,
        status=verdict.status.value if verdict else None,
        sentence=gettext(SENTENCES[verdict.finding]) if verdict else None,
        advice=gettext(ADVICE[verdict.finding]) if verdict else "",
        checks=_checks(verdict) if verdict and not verdict.data else [],
        others=verdict.others if verdict else (),
        certificate=fingerprint_of(sealed.certificate) if sealed else "",
    )
    headers = {"X-Robots-Tag": "noindex", "Cache-Control": "private, no-store"}
    title = gettext("Check a sealed record")
    return page(
        request,
        "pages/public/check_record.html",
        context,
        title=title,
        headers=headers,
        status_code=422 if fault else 200,
    )


WORDS = for_each(
    Outcome,
    {Outcome.PASSED: N_("Yes"), Outcome.FAILED: N_("No"), Outcome.LEFT_OPEN: N_("Not checked")},
)
COLOURS = for_each(Outcome, {Outcome.PASSED: "confirmed", Outcome.FAILED: "cancelled", Outcome.LEFT_OPEN: "quiet"})


def _checks(verdict: Verdict) -> list[ShownCheck]:
    return [
        ShownCheck(sentence=gettext(CHECKS[check]), word=gettext(WORDS[outcome]), colour=COLOURS[outcome])
        for check, outcome in checked(verdict.finding)
    ]


ROUTES = [seal_certificate, check_page, check_number, check_sent]
