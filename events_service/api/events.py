"""JSON addresses of the public programme: its events by page, and one with its agenda. Drafts are never shown here."""

from datetime import date, datetime
from typing import Annotated, Any

import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter
from msgspec import UNSET, Struct, UnsetType

from events_service import clock
from events_service.database import Database
from events_service.programme.finding import Filter, FoundEvent, get_event, in_programme
from events_service.programme.joining import joining_event, joining_session
from events_service.programme.listing import list_page
from events_service.programme.materials import materials_for
from events_service.programme.records import (
    AttendanceMode,
    Contact,
    EventAccess,
    EventSpeaker,
    EventStatus,
    EventType,
    MaterialKind,
    MaterialReaders,
    NoLimit,
    Session,
    SessionAccess,
    SessionKind,
    SessionStatus,
    Speaker,
    Venue,
    Words,
)
from events_service.programme.registration_state import Openness, registration_state
from events_service.programme.speakers import NamedSpeaker, shown_speakers, speakers_of
from events_service.programme.words import name_then
from events_service.registrations.places.promised import with_promised
from events_service.settings import Settings
from events_service.speakers.finding import with_consents
from events_service.web.openapi import refused

HEADERS = {"Cache-Control": "public, max-age=60"}


class PublicRegistration(Struct, frozen=True, kw_only=True):
    """How registration stands; `opens` and `closes` carry the event's offset, `places_left` null means no limit.

    Where places in person and online are counted apart, `places_left_by_mode` says how many are left in each way, and
    `places_left` how many that is in all; else it is empty.
    """

    openness: Openness
    opens: datetime | None
    closes: datetime | None
    approval: bool
    waiting_list: bool
    places_left: int | None
    places_left_by_mode: dict[AttendanceMode, int | None]


class PublicMaterial(Struct, frozen=True, kw_only=True):
    """What belongs to the event, or to the `session` of a key, and is for everybody: a file to save, or a page."""

    title: Words
    kind: MaterialKind
    url: str
    file_name: str | None
    session: str | None


class PublicSession(Struct, frozen=True, kw_only=True):
    """A session; `start` and `end` carry the event's offset, `places_left` is set where places are limited.

    `materials` are those that belong to it and are for everybody.
    """

    key: str
    kind: SessionKind
    title: Words
    description: Words | None
    start: datetime
    end: datetime
    room: Words | None
    place: Venue | None
    speakers: list[Speaker]
    capacity: int | None
    places_left: int | None
    access: SessionAccess
    status: SessionStatus
    attendance: bool
    online: bool | None
    join_url: str | None
    materials: list[PublicMaterial]


class PublicEvent(Struct, frozen=True, kw_only=True):
    """An event; `sessions` stand where it was asked for alone. Words are a text, or a mapping from language to text.

    With an `online_capacity`, which is a number or "unlimited", `capacity` counts the places in person alone.
    `speakers` stand beside the sessions: whoever speaks in one that takes place, with a text where they agree.
    `materials` are all that are for everybody: those of the event as a whole, then those of its sessions.
    `join_url` is set where everybody may join online; who registers for it may have an address that is not public.
    """

    key: str
    project: str
    type: EventType
    host: str
    host_name: Words
    title: Words
    theme: Words | None
    summary: Words | None
    status: EventStatus
    access: EventAccess
    timezone: str
    days: list[date]
    venue: Venue | None
    attendance_modes: list[AttendanceMode]
    languages: list[str]
    contact: Contact | None
    capacity: int | None
    online_capacity: int | NoLimit | None
    registration: PublicRegistration
    url: str
    calendar_url: str
    join_url: str | None
    speakers: list[EventSpeaker] | UnsetType = UNSET
    sessions: list[PublicSession] | UnsetType = UNSET
    materials: list[PublicMaterial] | UnsetType = UNSET


class PublicEventList(Struct, frozen=True, kw_only=True):
    """A page of the programme by first day; `next` is the `after` of the page that follows."""

    items: list[PublicEvent]
    next: str | None


@get(
    "/api/v1/events",
    responses={422: refused("Faulty parameters, such as an `after` that no page before gave as `next`.")},
    tags=["programme"],
)
async def list_events_by_api(
    request: Request[Any, Any, Any],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
    limit: Annotated[int, QueryParameter(ge=1, le=500)] = 100,
    after: FromQuery[str | None] = None,
    kind: Annotated[EventType | None, QueryParameter(name="type", description="Only events of one type.")] = None,
    country: Annotated[str | None, QueryParameter(description="Only events in one country, such as BG.")] = None,
    project: Annotated[str | None, QueryParameter(description="Only events of one project, by its key.")] = None,
) -> Response[PublicEventList]:
    """List the public programme by first day, narrowed by type, country or project."""
    narrowed = Filter(type=kind.value if kind else None, country=country and country.upper(), project=project)
    now = clock.now()
    async with database.reading() as session:
        listed = await list_page(session, in_programme(narrowed), after=after, limit=limit)
        events = await with_promised(session, listed.items)
    items = [_event(found, now, settings.base_url) for found in events]
    return Response(PublicEventList(items=items, next=listed.next), headers=HEADERS)


@get(
    "/api/v1/events/{event:str}",
    responses={404: refused("There is no such event, or it is a draft.")},
    tags=["programme"],
)
async def event_by_api(
    request: Request[Any, Any, Any],
    event: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[PublicEvent]:
    """Give an event with its agenda and the places that are left."""
    async with database.reading() as session:
        [found] = await with_promised(session, [await get_event(session, event)])
        found = await with_consents(session, found)
    materials = _materials(found, settings.base_url)
    sessions = [
        _session(found, one, [each for each in materials if each.session == one.key]) for one in found.event.sessions
    ]
    answer = msgspec.structs.replace(
        _event(found, clock.now(), settings.base_url),
        speakers=shown_speakers(found.event),
        sessions=sessions,
        materials=materials,
    )
    return Response(answer, headers=HEADERS)


def _event(found: FoundEvent, now: datetime, base_url: str) -> PublicEvent:
    event = found.event
    joining = joining_event(event, ())
    return PublicEvent(
        key=event.key,
        project=event.project,
        type=event.type,
        host=event.host,
        host_name=name_then(found.host, min(event.days)),
        title=event.title,
        theme=event.theme,
        summary=event.summary,
        status=event.status,
        access=event.access,
        timezone=event.timezone,
        days=event.days,
        venue=event.venue,
        attendance_modes=event.attendance_modes,
        languages=event.languages,
        contact=event.contact,
        capacity=event.capacity,
        online_capacity=event.online_capacity,
        registration=_registration(found, now),
        url=f"{base_url}/events/{event.key}",
        calendar_url=f"{base_url}/events/{event.key}/calendar.ics",
        join_url=joining.link if joining else None,
    )


def _materials(found: FoundEvent, base_url: str) -> list[PublicMaterial]:
    base = f"{base_url}/events/{found.event.key}/materials"
    return [
        PublicMaterial(
            title=each.material.title,
            kind=each.material.kind,
            url=f"{base}/{each.material.file}" if each.material.file else str(each.material.link),
            file_name=each.material.name,
            session=each.session.key if each.session else None,
        )
        for each in materials_for(found.event, (MaterialReaders.EVERYBODY,))
    ]


def _registration(found: FoundEvent, now: datetime) -> PublicRegistration:
    state, rules = registration_state(found, now), found.event.registration
    return PublicRegistration(
        openness=state.openness,
        opens=state.opens,
        closes=state.closes,
        approval=rules.approval,
        waiting_list=rules.waiting_list,
        places_left=state.free,
        places_left_by_mode={way: seats.open for way, seats in state.by_way.items()},
    )


def _session(found: FoundEvent, session: Session, materials: list[PublicMaterial]) -> PublicSession:
    joining = joining_session(found.event, session, ())
    return PublicSession(
        key=session.key,
        kind=session.kind,
        title=session.title,
        description=session.description,
        start=session.start.replace(tzinfo=found.zone),
        end=session.end.replace(tzinfo=found.zone),
        room=session.room,
        place=session.place,
        speakers=[_speaker(each) for each in speakers_of(found.event, session)],
        capacity=session.capacity,
        places_left=found.session_seats[session.key].free if session.capacity is not None else None,
        access=session.access,
        status=session.status,
        attendance=session.attendance,
        online=session.online,
        join_url=joining.link if joining else None,
        materials=materials,
    )


def _speaker(speaker: NamedSpeaker) -> Speaker:
    return Speaker(name=speaker.name, organisation=speaker.organisation, role=speaker.role, person=speaker.person)


ROUTES = [list_events_by_api, event_by_api]
