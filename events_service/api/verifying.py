"""The JSON address where anybody hears whether a file is a sealed record, unchanged."""

from datetime import datetime
from typing import Any

from litestar import Request, Response, post
from litestar.di import NamedDependency
from msgspec import Struct

from events_service.attendance.genuine import Verdict, check_file
from events_service.attendance.received import received
from events_service.attendance.verdicts import NO_FILE, SENTENCES, Finding, Status
from events_service.database import Database
from events_service.sealing.examining import LARGEST_EXAMINED
from events_service.sealing.keys import fingerprint_of
from events_service.web.errors import FaultyFields, FieldFault
from events_service.web.i18n import gettext
from events_service.web.openapi import file_body, refused


class Checked(Struct, frozen=True, kw_only=True):
    """What is said of a file, the same as on the page: in a word, why, and in a sentence; and of which sealed record.

    `correction` is the number of that record, 0 for the first one, and `standing` that of the one that stands now;
    `certificate` is the SHA-256 of the seal's certificate, `others` are who signed it further.
    """

    status: Status
    finding: Finding
    sentence: str
    serial: str | None
    event: str | None
    correction: int | None
    standing: int | None
    sealed_at: datetime | None
    signer: str | None
    certificate: str | None
    time_stamped_at: datetime | None
    others: tuple[str, ...]


@post(
    "/api/v1/verify",
    status_code=200,
    operation_class=file_body("application/pdf"),
    request_max_body_size=LARGEST_EXAMINED,
    responses={422: refused("Nothing was sent.")},
    tags=["attendance"],
)
async def verify_by_api(request: Request[Any, Any, Any], database: NamedDependency[Database]) -> Response[Checked]:
    """Say whether a file is a sealed record, unchanged; it is the body itself: the PDF, or the JSON in it.

    For everybody, without a token. Nothing of it is kept.
    """
    async with received(request.stream()) as file:
        if not file.size:
            raise FaultyFields([FieldFault("", gettext(NO_FILE))])
        verdict = await check_file(database, file)
    return Response(_checked(verdict), headers={"Cache-Control": "no-store"})


def _checked(verdict: Verdict) -> Checked:
    sealed = verdict.sealed
    return Checked(
        status=verdict.status,
        finding=verdict.finding,
        sentence=gettext(SENTENCES[verdict.finding]),
        serial=sealed.serial if sealed else None,
        event=sealed.event if sealed else None,
        correction=sealed.correction if sealed else None,
        standing=verdict.correction,
        sealed_at=sealed.sealed_at if sealed else None,
        signer=sealed.signer if sealed else None,
        certificate=fingerprint_of(sealed.certificate) if sealed else None,
        time_stamped_at=sealed.time_stamped_at if sealed else None,
        others=verdict.others,
    )


ROUTES = [verify_by_api]
