"""The address that partners put into a frame on their own sites: a short list of a project's events."""

from typing import Any

from litestar import MediaType, Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct

from events_service import clock
from events_service.access.records import Account
from events_service.database import Database
from events_service.programme.finding import Filter, get_project, in_programme
from events_service.programme.funding import Funding, funding_of
from events_service.programme.listing import list_around_today
from events_service.programme.timeline import EventLine, event_line
from events_service.registrations.places.promised import with_promised
from events_service.settings import Settings
from events_service.web.i18n import spoken
from events_service.web.pages import environment

MOST, USUAL = 12, 5
"""Events of each side of today."""


class EmbedPage(Struct, frozen=True, kw_only=True):
    """The next and the last events of a project; `address` is that of the whole programme."""

    acronym: str
    language: str
    base_url: str
    address: str
    upcoming: list[EventLine]
    past: list[EventLine]
    funding: Funding


@get("/embed/{project:str}")
async def embedded_list(
    request: Request[Account | None, Any, Any],
    project: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[bytes]:
    """Show a project's next and last events, ?limit= of each; only its partners' sites may frame it."""
    limit, now = _limit(request.query_params.get("limit")), clock.now()
    async with database.reading() as session:
        shown = await get_project(session, project)
        conditions = in_programme(Filter(project=project))
        both = await list_around_today(session, conditions, now, upcoming=limit, past=limit)
        upcoming, past = [await with_promised(session, listed.items) for listed in both]
    context = EmbedPage(
        acronym=shown.acronym,
        language=spoken(),
        base_url=settings.base_url,
        address=f"{settings.base_url}/?project={project}&lang={spoken()}",
        upcoming=[event_line(found, now, spoken()) for found in upcoming],
        past=[event_line(found, now, spoken()) for found in past],
        funding=funding_of([shown]),
    )
    text = environment().get_template("pages/public/embed.html").render(page=context)
    ancestors = " ".join(["'self'", *shown.embed_origins])
    policy = f"default-src 'self'; base-uri 'self'; form-action 'none'; frame-ancestors {ancestors}"
    headers = {"Content-Security-Policy": policy, "Content-Language": spoken(), "Cache-Control": "private, max-age=300"}
    return Response(text.encode(), media_type=MediaType.HTML, headers=headers)


def _limit(asked: str | None) -> int:
    return min(int(asked), MOST) if asked and asked.isascii() and asked.isdigit() and int(asked) else USUAL


ROUTES = [embedded_list]
