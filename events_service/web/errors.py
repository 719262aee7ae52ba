"""Errors: what a room refuses, and the one place that makes a problem document (RFC 9457) or a page of it."""

import errno
import logging
import re
import sqlite3
from typing import Any

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException
from litestar.status_codes import HTTP_404_NOT_FOUND, HTTP_422_UNPROCESSABLE_ENTITY, HTTP_500_INTERNAL_SERVER_ERROR
from msgspec import Struct
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from events_service.web.i18n import N_, gettext
from events_service.web.methods import allowed
from events_service.web.pages import page

logger = logging.getLogger(__name__)
PROBLEM_JSON = "application/problem+json"


class FieldFault(Struct, frozen=True):
    """What is wrong with one field, in a sentence that says what to do."""

    field: str
    message: str


class Problem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A problem document (RFC 9457); `errors` has one entry for each faulty field."""

    type: str
    title: str
    status: int
    errors: list[FieldFault] = []


class Refusal(Exception):
    """Something asked for cannot be done. Each room derives its own; `message` is an English text for translation.

    `status` is the HTTP status, `slug` the end of the problem's type, `title` the heading of its page; `values` fill
    the message's placeholders.
    """

    status = 400
    slug = "refused"
    title = N_("Not possible")
    message = N_("This cannot be done.")

    def __init__(self, **values: str) -> None:
        self.values = values
        super().__init__(self.message.format(**values))

    def sentence(self) -> str:
        """Give the message in the language being spoken."""
        return gettext(self.message).format(**self.values)

    @classmethod
    def in_general(cls) -> str:
        """Give the message without what only an answer knows, in the language being spoken."""
        return re.sub(r"\{\w+\}", "…", gettext(cls.message))


def refusals_of(slug: str, kind: type[Refusal] = Refusal) -> list[type[Refusal]]:
    """Give each kind of refusal whose problem's type ends in `slug`, the general one before those derived from it."""
    derived = [each for below in kind.__subclasses__() for each in refusals_of(slug, below)]
    return [kind, *derived] if kind.slug == slug else derived


class FaultyFields(Refusal):
    """One or more fields cannot be used; raised with all faults at once."""

    status = HTTP_422_UNPROCESSABLE_ENTITY
    slug = "faulty-fields"
    message = N_("Please correct the fields that are marked.")

    def __init__(self, faults: list[FieldFault]) -> None:
        super().__init__()
        self.faults = faults


class NotFound(Refusal):
    """There is nothing here that the asker may see."""

    status = HTTP_404_NOT_FOUND
    slug = "not-found"
    title = N_("Page not found")
    message = N_("There is no page at this address. It may have moved, or the address was not copied whole.")


class NotAllowed(Refusal):
    """The asker is known, and may not do this."""

    status = 403
    slug = "not-allowed"
    message = N_("Your account may not do this. Ask the lead partner if you think it should.")


class SignInNeeded(Refusal):
    """Nobody is signed in."""

    status = 401
    slug = "sign-in-needed"
    message = N_("Please sign in first.")


class ErrorPage(Struct, frozen=True, kw_only=True):
    """An error as a page: its HTTP status and the sentence that says what to do."""

    status: int
    sentence: str


def problem_of(refusal: Refusal, base_url: str) -> Problem:
    """Make a problem document of a refusal; its type is an address of the service's own, whoever asks by what name."""
    faults = refusal.faults if isinstance(refusal, FaultyFields) else []
    return Problem(
        type=f"{base_url}/problems/{refusal.slug}",
        title=refusal.sentence(),
        status=refusal.status,
        errors=[FieldFault(fault.field, gettext(fault.message)) for fault in faults],
    )


def problem(request: Request[Any, Any, Any], refusal: Refusal) -> Response[bytes]:
    """Answer with the problem document of a refusal."""
    content = msgspec.json.encode(problem_of(refusal, request.app.state.settings.base_url))
    return Response(content, status_code=refusal.status, media_type=PROBLEM_JSON)


def answer_refusal(request: Request[Any, Any, Any], refusal: Refusal) -> Response[Any]:
    """Answer a refusal: as a problem document under /api, else as a page."""
    if request.url.path.startswith("/api/"):
        return problem(request, refusal)
    context = ErrorPage(status=refusal.status, sentence=refusal.sentence())
    return page(request, "pages/error.html", context, title=gettext(refusal.title), status_code=refusal.status)


class TooLarge(Refusal):
    """More was sent at once than the address takes."""

    status = 413
    slug = "too-large"
    message = N_("What was sent is too large in all. Please send smaller files, or fewer of them at once.")


_SENTENCES = {
    401: SignInNeeded,
    403: NotAllowed,
    404: NotFound,
    413: TooLarge,
}


class WrongRequest(Refusal):
    """The request is not one that this address understands."""

    slug = "wrong-request"
    message = N_("The service did not understand this request: {detail}")


class ServerFault(Refusal):
    """A fault of ours."""

    status = HTTP_500_INTERNAL_SERVER_ERROR
    slug = "server-fault"
    message = N_("Something went wrong on our side. Nothing was changed. Please try again in a moment.")


def answer_http_exception(request: Request[Any, Any, Any], error: HTTPException) -> Response[Any]:
    """Answer what the framework refused, such as an address that does not exist."""
    known = _SENTENCES.get(error.status_code)
    refusal: Refusal = known() if known else WrongRequest(detail=error.detail or str(error.status_code))
    refusal.status = error.status_code
    response = answer_refusal(request, refusal)
    if error.headers:
        response.headers.update(error.headers)
    if listed := response.headers.get("allow"):
        response.headers["allow"] = allowed(listed.split(", "))
    return response


class Unavailable(Refusal):
    """The database cannot be reached for the moment."""

    status = 503
    slug = "unavailable"
    message = N_("The service cannot reach its data at the moment. Nothing was changed. Please try again in a minute.")


RETRY_SECONDS = 30
OUTAGE_STATES = ("08", "25006", "53", "57P", "58")
"""How the states begin by which PostgreSQL says that it goes away, is full or takes no changes (its appendix A)."""
FULL_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS})


def answer_fault(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """Answer a fault of ours: the log gets the traceback, the reader a sentence.

    The log names the kind of address and never the address itself: some of them open what is one person's own.
    """
    where = request.scope.get("path_template") or "an address that is none"
    if out_of_reach(error):
        logger.error("the database cannot be reached, at %s %s: %s", request.method, where, type(error).__name__)
        response = answer_refusal(request, Unavailable())
        response.headers["Retry-After"] = str(RETRY_SECONDS)
        return response
    logger.exception("fault at %s %s", request.method, where, exc_info=error)
    return answer_refusal(request, ServerFault())


def out_of_reach(error: BaseException) -> bool:
    """Tell whether an error says that the database is down, starting or full, and is no fault of what was asked."""
    if isinstance(error, DBAPIError):
        # SQLite calls a statement that it does not understand operational, too, and tells it by its code alone.
        ours = getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR
        named = (getattr(error.orig, "sqlstate", None) or "").startswith(OUTAGE_STATES)
        outage = isinstance(error, (OperationalError, InterfaceError)) and not ours
        return error.connection_invalidated or named or outage
    full = isinstance(error, OSError) and error.errno in FULL_DISK  # what is sent is laid down before it is read
    return full or isinstance(error, (ConnectionError, PoolTimeout))
