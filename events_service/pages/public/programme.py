"""Addresses of the public programme: what is to come and what was, and each event with its agenda."""

from collections.abc import Mapping
from typing import Any

import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from markupsafe import Markup
from msgspec import Struct

from events_service import clock
from events_service.access.records import Account
from events_service.database import Database
from events_service.pages.paging import address_of_more, list_asked
from events_service.pages.shown_materials import Arranged, arranged, shown_materials
from events_service.pages.shown_pictures import ShownPicture, find_picture
from events_service.programme.agenda import AgendaDay, SpeakerCard, agenda, session_keys, speaker_cards
from events_service.programme.calendar_links import CalendarLinks, calendar_links
from events_service.programme.choices import Choices, choices, narrowed_by, whose_milestones
from events_service.programme.finding import FoundEvent, get_event, in_programme, list_projects
from events_service.programme.funding import Funding, funding_of
from events_service.programme.labels import kind_name
from events_service.programme.listing import Period
from events_service.programme.materials import materials_for
from events_service.programme.organising import organises
from events_service.programme.places import Place, place_of
from events_service.programme.records import MaterialReaders
from events_service.programme.registration_state import RegistrationState, registration_state
from events_service.programme.rule import rule_of
from events_service.programme.schema_org import schema_org
from events_service.programme.speakers import shown_speakers
from events_service.programme.timeline import Entry, timeline
from events_service.registrations.places.promised import with_promised
from events_service.settings import Settings
from events_service.speakers.finding import with_consents
from events_service.web.i18n import gettext, spoken
from events_service.web.pages import page

FIRST_UPCOMING, FIRST_PAST = 24, 12
NARROWING = ("type", "country", "project")


class ProgrammePage(Struct, frozen=True, kw_only=True):
    """The programme. `period` None: the next and the last events; the `more` addresses lead to those that follow.

    `download` is where the calendar in the reader's language is fetched once, `calendar` how it is subscribed to.
    """

    period: Period | None
    upcoming: list[Entry]
    past: list[Entry]
    more_upcoming: str | None
    more_past: str | None
    choices: Choices
    download: str
    calendar: CalendarLinks
    funding: Funding


class EventPage(Struct, frozen=True, kw_only=True):
    """An event. `organises` tells that the reader may prepare it; `described` is the event as JSON-LD.

    `download` and `calendar` as on the programme.
    """

    found: FoundEvent
    kind: str
    agenda: list[AgendaDay]
    registration: RegistrationState
    place: Place | None
    download: str
    calendar: CalendarLinks
    organises: bool
    rule: str
    described: Markup
    materials: Arranged
    picture: ShownPicture | None
    speakers: list[SpeakerCard]
    portraits: Mapping[str, ShownPicture | None]


@get("/")
async def programme_page(
    request: Request[Account | None, Any, Any], database: NamedDependency[Database], settings: NamedDependency[Settings]
) -> Response[bytes]:
    """Show the programme: the next events and the last ones, or a page of either with ?when=upcoming or past."""
    now = clock.now()
    async with database.reading() as session:
        projects = await list_projects(session)
        narrowed = narrowed_by(request.query_params, projects)
        asked = await list_asked(
            request, session, in_programme(narrowed), now, upcoming=FIRST_UPCOMING, past=FIRST_PAST
        )
    shown, download = whose_milestones(projects, narrowed), _calendar("/calendar.ics")
    lines = {side: timeline(found, shown, side, now, spoken(), asked.after) for side, found in asked.sides.items()}
    context = ProgrammePage(
        period=asked.period,
        upcoming=lines.get(Period.UPCOMING, []),
        past=lines.get(Period.PAST, []),
        more_upcoming=address_of_more(request, asked, Period.UPCOMING, keeping=NARROWING),
        more_past=address_of_more(request, asked, Period.PAST, keeping=NARROWING),
        choices=choices(projects, narrowed),
        download=download,
        calendar=calendar_links(settings.base_url + download, gettext("Programme")),
        funding=funding_of(projects),
    )
    return page(request, "pages/public/programme.html", context, title=gettext("Programme"))


@get("/events/{event:str}")
async def event_page(
    request: Request[Account | None, Any, Any],
    event: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[bytes]:
    """Show an event with its agenda; a draft to those who work on its project only."""
    async with database.reading() as session:
        [found] = await with_promised(session, [await get_event(session, event, request.user)])
        found = await with_consents(session, found)
        picture = await find_picture(session, found.event, found.event.picture)
        portraits = {
            each.key: await find_picture(session, found.event, each.picture) for each in shown_speakers(found.event)
        }
        placed = materials_for(found.event, (MaterialReaders.EVERYBODY,))
        materials = await shown_materials(session, placed, f"/events/{event}/materials")
    account, days = request.user, agenda(found, spoken())
    download = _calendar(f"/events/{event}/calendar.ics")
    context = EventPage(
        found=found,
        kind=kind_name(found.event.type),
        agenda=days,
        registration=registration_state(found, clock.now()),
        place=place_of(found.event),
        download=download,
        calendar=calendar_links(settings.base_url + download, found.title.text),
        organises=account is not None and organises(account, found.event),
        rule=rule_of(found),
        described=_described(found, settings),
        materials=arranged(materials, session_keys(days)),
        picture=picture,
        speakers=speaker_cards(found.event, spoken()),
        portraits=portraits,
    )
    return page(request, "pages/public/event.html", context, title=found.title.text)


def _described(found: FoundEvent, settings: Settings) -> Markup:
    """Write what search engines read; no text in it can end the element it stands in."""
    written = msgspec.json.encode(schema_org(found, settings.base_url, clock.now())).decode()
    return Markup(written.replace("<", "\\u003c"))  # noqa: S704  (JSON in a data block, which knows no other markup)


def _calendar(path: str) -> str:
    return f"{path}?lang={spoken()}"


ROUTES = [programme_page, event_page]
