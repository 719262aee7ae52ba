"""Addresses where organisers see their events: all that are theirs, and the overview of one."""

from collections.abc import Collection, Mapping
from datetime import datetime
from html import escape
from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct

from events_service import clock
from events_service.access.guards import organisers_only
from events_service.access.records import Account
from events_service.attendance.finding import latest_steps, noted_since
from events_service.attendance.next_steps import Step, next_step
from events_service.attendance.records import ReviewState
from events_service.attendance.seal_state import SealState, seal_state, seal_states
from events_service.database import Database
from events_service.duties.listing import list_needs
from events_service.duties.needs import Need
from events_service.duties.stages import StripStage, strip
from events_service.pages.paging import address_of_more, list_asked
from events_service.programme.finding import FoundEvent, list_projects
from events_service.programme.labels import kind_name
from events_service.programme.listing import Period, organised_by
from events_service.programme.organising import get_organised_event
from events_service.programme.places import Place, place_of
from events_service.programme.records import AttendanceMode, Project
from events_service.programme.registration_state import RegistrationState, end_of, registration_state
from events_service.programme.standing import Move, moves
from events_service.registrations.finding import count_live, count_waiting
from events_service.registrations.places.in_line import count_waiting_by_way
from events_service.registrations.places.promised import with_promised
from events_service.registrations.surroundings import warnings_of
from events_service.settings import Settings
from events_service.web.i18n import gettext, spoken
from events_service.web.pages import page

FIRST_UPCOMING, FIRST_PAST = 48, 12


class OwnEvent(Struct, frozen=True, kw_only=True):
    """An event in an organiser's list; `strip` is empty where it does not take place."""

    found: FoundEvent
    kind: str
    strip: tuple[StripStage, ...]
    step: Step | None


class OwnEventsPage(Struct, frozen=True, kw_only=True):
    """What an organiser has to do, and their events; the `more` addresses lead to those that follow.

    `projects` are those whose year they may see, `led` those of a lead partner. Where only one side of today is shown,
    nothing is said of what is to do.
    """

    needs: list[Need]
    upcoming: list[OwnEvent]
    past: list[OwnEvent]
    more_upcoming: str | None
    more_past: str | None
    whole: bool
    projects: list[Project]
    led: list[Project]
    leads_all: bool


class OverviewPage(Struct, frozen=True, kw_only=True):
    """One event for its organisers; `warnings` counts what looks odd in its agenda, `frame` is HTML for other sites.

    `leads`: the reader may say on which sites. `waiting` is how many wait for a place in a session, by its key,
    `waiting_by_way` for one at the event in each way, where these are counted apart.
    """

    found: FoundEvent
    kind: str
    step: Step | None
    registration: RegistrationState
    place: Place | None
    warnings: int
    waiting: Mapping[str, int]
    waiting_by_way: Mapping[AttendanceMode, int]
    moves: list[Move]
    leads: bool
    address: str
    frame: str


@get("/organise", guards=[organisers_only])
async def own_events_page(
    request: Request[Account, Any, Any], database: NamedDependency[Database], settings: NamedDependency[Settings]
) -> Response[bytes]:
    """List the organiser's events: those to come and the last ones, or a page of either with ?when=."""
    now = clock.now()
    mine = organised_by(request.user)
    async with database.reading() as session:
        asked = await list_asked(request, session, mine, now, upcoming=FIRST_UPCOMING, past=FIRST_PAST)
        keys = [found.event.key for listed in asked.sides.values() for found in listed.items]
        reviews = await latest_steps(session, keys)
        noted = await noted_since(session, reviews)
        seals = await seal_states(session, settings, keys)
        needs = await list_needs(session, request.user, now) if asked.period is None else []
        projects = [project for project in await list_projects(session) if request.user.sees(project.key)]
    states = {key: state for key, (state, _) in reviews.items()}
    shown = {
        side: [_own(found, states, now, noted, seals) for found in listed.items] for side, listed in asked.sides.items()
    }
    context = OwnEventsPage(
        needs=needs,
        upcoming=shown.get(Period.UPCOMING, []),
        past=shown.get(Period.PAST, []),
        more_upcoming=address_of_more(request, asked, Period.UPCOMING),
        more_past=address_of_more(request, asked, Period.PAST),
        whole=asked.period is None,
        projects=projects,
        led=[project for project in projects if request.user.reviews(project.key)],
        leads_all=request.user.leads_all,
    )
    return page(request, "pages/organiser/own_events.html", context, title=gettext("My events"))


@get("/organise/events/{event:str}", guards=[organisers_only])
async def overview_page(
    request: Request[Account, Any, Any],
    event: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[bytes]:
    """Show an event to its organisers: where it stands and what is next."""
    async with database.reading() as session:
        found = await get_organised_event(session, event, request.user)
        [found] = await with_promised(session, [found])
        waiting = await count_waiting(session, event)
        waiting_by_way = await count_waiting_by_way(session, event) if found.seats_by_way else {}
        people = await count_live(session, event)
        reviews = await latest_steps(session, [event])
        noted = await noted_since(session, reviews)
        seal = await seal_state(session, settings, event)
        now = clock.now()
        warned = await warnings_of(session, found, request.user, now)
    review, _ = reviews.get(event, (ReviewState.OPEN, None))
    context = OverviewPage(
        found=found,
        kind=kind_name(found.event.type),
        step=next_step(found, review, now, noted=bool(noted), seal=seal),
        registration=registration_state(found, now),
        place=place_of(found.event),
        warnings=len(warned),
        waiting=waiting,
        waiting_by_way=waiting_by_way,
        moves=moves(found, people) if now < end_of(found) else [],
        leads=request.user.reviews(found.event.project),
        address=f"{settings.base_url}/events/{event}",
        frame=_frame(settings, found),
    )
    return page(request, "pages/organiser/overview.html", context, title=found.title.text)


def _frame(settings: Settings, found: FoundEvent) -> str:
    """Write the element that shows the project's events on a partner's own site."""
    address = f"{settings.base_url}/embed/{found.event.project}?lang={spoken()}"
    name = escape(f"{found.project.acronym}: {gettext('Events')}", quote=True)
    return f'<iframe src="{address}" title="{name}" width="100%" height="640" frameborder="0"></iframe>'


def _own(
    found: FoundEvent,
    states: Mapping[str, ReviewState],
    now: datetime,
    noted: Collection[str],
    seals: Mapping[str, SealState],
) -> OwnEvent:
    review = states.get(found.event.key, ReviewState.OPEN)
    return OwnEvent(
        found=found,
        kind=kind_name(found.event.type),
        strip=strip(found, review, now),
        step=next_step(found, review, now, noted=found.event.key in noted, seal=seals.get(found.event.key)),
    )


ROUTES = [own_events_page, overview_page]
