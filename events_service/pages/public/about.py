"""Addresses that each page's foot leads to: the imprint, privacy and the accessibility statement."""

from collections.abc import Callable
from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from msgspec import Struct

from events_service import clock
from events_service.access.records import ORGANISERS, Account
from events_service.database import Database
from events_service.programme.accessibility import Statement, lead_partner_of, statement_of
from events_service.programme.finding import Filter, FoundEvent, in_programme, list_projects
from events_service.programme.listing import list_around_today
from events_service.programme.records import Contact, Imprint
from events_service.programme.words import Wording, spoken_wording
from events_service.settings import Settings
from events_service.web.i18n import gettext
from events_service.web.pages import page

MOST_NOTICES = 24


class Responsible(Struct, frozen=True, kw_only=True):
    """Who answers for a project's pages; what is not filled in is None."""

    project: str
    acronym: str
    name: Wording | None
    country: str
    imprint: Imprint | None
    contact: Contact | None


class ImprintPage(Struct, frozen=True, kw_only=True):
    """The imprint, by project; organisers read what is missing, and `leads` which they fill in."""

    projects: list[Responsible]
    prepares: bool
    leads: Callable[[str], bool]


class AccessibilityPage(Struct, frozen=True, kw_only=True):
    """The accessibility statements, by project; the rest as on the imprint."""

    statements: list[Statement]
    prepares: bool
    leads: Callable[[str], bool]


class PrivacyPage(Struct, frozen=True, kw_only=True):
    """The events whose notices can be read."""

    events: list[FoundEvent]


@get("/imprint")
async def imprint_page(
    request: Request[Account | None, Any, Any], database: NamedDependency[Database]
) -> Response[bytes]:
    """Say who answers for the pages of each project."""
    async with database.reading() as session:
        projects = await list_projects(session)
    shown = [
        Responsible(
            project=project.key,
            acronym=project.acronym,
            name=spoken_wording(lead.name),
            country=lead.country,
            imprint=lead.imprint,
            contact=project.contact or lead.contact,
        )
        for project in projects
        for lead in [lead_partner_of(project)]
    ]
    context = ImprintPage(projects=shown, prepares=_prepares(request), leads=_leads(request))
    return page(request, "pages/public/imprint.html", context, title=gettext("Imprint"))


@get("/accessibility")
async def accessibility_page(
    request: Request[Account | None, Any, Any],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[bytes]:
    """Show the accessibility statement of each project (Directive (EU) 2016/2102 Art. 7)."""
    async with database.reading() as session:
        projects = await list_projects(session)
    statements = [statement_of(project, settings.base_url) for project in projects]
    context = AccessibilityPage(statements=statements, prepares=_prepares(request), leads=_leads(request))
    return page(request, "pages/public/accessibility.html", context, title=gettext("Accessibility statement"))


@get("/privacy")
async def all_notices_page(
    request: Request[Account | None, Any, Any], database: NamedDependency[Database]
) -> Response[bytes]:
    """Lead to the privacy notice of each event, since the partner that hosts it is the controller."""
    async with database.reading() as session:
        both = await list_around_today(
            session, in_programme(Filter()), clock.now(), upcoming=MOST_NOTICES, past=MOST_NOTICES
        )
    events = [found for listed in both for found in listed.items]
    return page(request, "pages/public/notices.html", PrivacyPage(events=events), title=gettext("Privacy notice"))


def _prepares(request: Request[Account | None, Any, Any]) -> bool:
    return request.user is not None and request.user.role in ORGANISERS


def _leads(request: Request[Account | None, Any, Any]) -> Callable[[str], bool]:
    return lambda project: request.user is not None and request.user.reviews(project)


ROUTES = [imprint_page, accessibility_page, all_notices_page]
