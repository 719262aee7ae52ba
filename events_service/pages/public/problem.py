"""What the type of a problem document leads to: when the service answers so, and what to do (RFC 9457 §3.1.1)."""

from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath
from msgspec import Struct

from events_service.access.records import Account
from events_service.web.errors import NotFound, refusals_of
from events_service.web.i18n import gettext
from events_service.web.pages import page


class ProblemPage(Struct, frozen=True, kw_only=True):
    """A type of problem: the end of its address, its HTTP status, and each sentence that it comes with."""

    slug: str
    status: int
    sentences: list[str]


@get("/problems/{slug:str}")
async def problem_page(request: Request[Account | None, Any, Any], slug: FromPath[str]) -> Response[bytes]:
    """Explain a type of problem. Raises NotFound."""
    kinds = refusals_of(slug)
    if not kinds:
        raise NotFound
    sentences = list(dict.fromkeys(kind.in_general() for kind in kinds))
    context = ProblemPage(slug=slug, status=kinds[0].status, sentences=sentences)
    return page(request, "pages/public/problem.html", context, title=gettext("Not possible"))


ROUTES = [problem_page]
