"""Addresses where organisers write one session of an agenda: a new one, or one that is there."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct
from msgspec.structs import replace

from events_service import clock
from events_service.access.guards import organisers_only
from events_service.access.records import Account
from events_service.complete import for_each
from events_service.database import Database
from events_service.pages.form_choices import Choice
from events_service.pages.organiser.agenda import hindrances, saved_agenda, warning_of
from events_service.pages.organiser.edit_parts import rows_in
from events_service.pages.organiser.sent import number_sent
from events_service.pages.organiser.session_form import (
    Held,
    Languages,
    field_of,
    languages_of,
    read_session,
    rebased,
    typed_in,
    typed_of,
)
from events_service.pages.organiser.session_speakers import rows_of, rows_wanted, to_be_kept
from events_service.pages.titles import titled
from events_service.programme.agenda_grid import RoomLine, room_line
from events_service.programme.agenda_steps import Planned, add_session, save_session
from events_service.programme.changing import Changed
from events_service.programme.editing import get_session
from events_service.programme.field_names import ACCESS_NAMES, FIELD_NAMES
from events_service.programme.finding import FoundEvent
from events_service.programme.labels import kind_name
from events_service.programme.organising import get_working_event, read_working_event
from events_service.programme.records import AttendanceMode, Session, SessionKind
from events_service.programme.versions import get_begun
from events_service.programme.words import in_language
from events_service.registrations.surroundings import warnings_of
from events_service.web.bodies import take_at_most
from events_service.web.i18n import N_, countries, gettext, long_day, spoken
from events_service.web.pages import page

LARGEST_FORM = 1_000_000
"""Octets: a description in eleven languages, each letter written as three."""
MOST_FORM_FIELDS = 2_000
HELD_NAMES = for_each(
    Held,
    {
        Held.AS_EVENT: N_("As usual for its kind"),
        Held.IN_PERSON: N_("In person only"),
        Held.BOTH: N_("In person, and followed online"),
        Held.ONLINE: N_("Online only"),
    },
)


class SessionPage(Struct, frozen=True, kw_only=True):
    """The form of a session, `session` None for a new one; `version` is the one that what stands in it began from.

    `faults` are by field, `hindered` are sentences about the agenda as a whole, `odd` those on what looks
    odd in the session as it is saved.
    """

    found: FoundEvent
    session: Session | None
    version: int
    typed: dict[str, str]
    faults: dict[str, str]
    hindered: list[str]
    odd: list[str]
    languages: Languages
    speakers: int
    kinds: list[Choice]
    days: list[Choice]
    end_days: list[Choice]

    def rows(self, name: str) -> int:
        """Count the rows of a list that are filled in."""
        return rows_in(self.typed, name)

    @property
    def held(self) -> list[Choice]:
        """The ways to hold a session, with their names."""
        return [Choice(value=each.value, name=gettext(name)) for each, name in HELD_NAMES.items()]

    @property
    def access(self) -> list[Choice]:
        """Who may come, with their names."""
        return [Choice(value=each.value, name=gettext(name)) for each, name in ACCESS_NAMES.items()]

    @property
    def rooms(self) -> list[RoomLine]:
        """The rooms of the event, with what is to be known of each."""
        return [room_line(room) for room in self.found.event.rooms]

    @property
    def people(self) -> list[Choice]:
        """The speakers of the event."""
        return [
            Choice(value=each.key, name=each.name, note=each.organisation or "") for each in self.found.event.speakers
        ]

    @property
    def countries(self) -> list[Choice]:
        """Where a session elsewhere may be."""
        return [Choice(value=code, name=name) for code, name in countries(spoken())]

    @property
    def elsewhere(self) -> bool:
        """Whether anything is filled in of another place, or faulty there."""
        at = ("place.", "map")
        return any(value for name, value in self.typed.items() if name.startswith(at)) or any(
            name.startswith(at) for name in self.faults
        )

    @property
    def online(self) -> bool:
        """Whether anybody can take part online."""
        return AttendanceMode.ONLINE in self.found.event.attendance_modes

    @property
    def fault_links(self) -> list[tuple[str, str]]:
        """Each fault with its field."""
        return [(name, _named(name, sentence)) for name, sentence in self.faults.items()]


@get("/organise/events/{event:str}/agenda/new", guards=[organisers_only])
async def new_session_page(
    request: Request[Account, Any, Any], event: FromPath[str], database: NamedDependency[Database]
) -> Response[bytes]:
    """Offer the form of a new session, on the day that ?day= names."""
    found = await read_working_event(database, event, request.user)
    days = [f"{day}" for day in found.event.days]
    asked = request.query_params.get("day", "")
    return _show(request, found, None, {"day": asked if asked in days else days[0], "kind": SessionKind.TALK.value})


@post("/organise/events/{event:str}/agenda/new", guards=[organisers_only], request_max_body_size=LARGEST_FORM)
async def add_session_by_form(
    request: Request[Account, Any, Any], event: FromPath[str], database: NamedDependency[Database]
) -> Response[Any]:
    """Add a session."""
    found = await read_working_event(database, event, request.user)
    typed = await _typed(request)
    languages = languages_of(found.event, found.project, None)
    read = read_session(typed, None, languages)
    if rows_wanted(typed) or read.session is None:
        return _show(request, found, None, typed, faults={} if rows_wanted(typed) else read.faults)
    planned = Planned(session=read.session, keep=to_be_kept(typed))
    changed = await add_session(database, event, request.user, planned=planned, now=clock.now())
    if changed.saved:
        return saved_agenda(event, changed, _added(changed, found))
    faults, hindered = _beside(changed, _added(changed, found), languages)
    return _show(request, found, None, typed, faults=faults, hindered=hindered)


@get("/organise/events/{event:str}/agenda/sessions/{session:str}", guards=[organisers_only])
async def session_page(
    request: Request[Account, Any, Any],
    event: FromPath[str],
    session: FromPath[str],
    database: NamedDependency[Database],
) -> Response[bytes]:
    """Show a session in its form. Raises NoSuchSession."""
    async with database.reading() as reading:
        found = await get_working_event(reading, event, request.user)
        warned = await warnings_of(reading, found, request.user, clock.now())
    planned = get_session(found.event, session)
    typed = typed_of(planned, languages_of(found.event, found.project, planned))
    odd = [each.message for each in warned if warning_of(each, found.event).session == session]
    return _show(request, found, planned, typed, odd=odd)


@post(
    "/organise/events/{event:str}/agenda/sessions/{session:str}",
    guards=[organisers_only],
    request_max_body_size=LARGEST_FORM,
)
async def save_session_by_form(
    request: Request[Account, Any, Any],
    event: FromPath[str],
    session: FromPath[str],
    database: NamedDependency[Database],
) -> Response[Any]:
    """Save a session. Raises NoSuchSession, NotFound for a version that never was."""
    typed = await _typed(request)
    version = number_sent(typed, "version") or 0
    async with database.reading() as reading:
        found = await get_working_event(reading, event, request.user)
        began = await get_begun(reading, found, version)
    before = get_session(began, session)
    languages = languages_of(began, found.project, before)
    read = read_session(typed, before, languages)
    if rows_wanted(typed) or read.session is None:
        faults = {} if rows_wanted(typed) else read.faults
        return _show(request, found, before, typed, faults=faults, version=version)
    planned = Planned(session=read.session, keep=to_be_kept(typed))
    changed = await save_session(database, event, request.user, version=version, planned=planned, now=clock.now())
    if changed.saved:
        return saved_agenda(event, changed, session)
    if changed.conflicts:
        saved = get_session(found.event, session)
        typed = rebased(typed, typed_of(before, languages), typed_of(saved, languages))
        return _show(request, found, saved, typed, hindered=hindrances(changed))
    faults, hindered = _beside(changed, session, languages)
    return _show(request, found, before, typed, faults=faults, hindered=hindered, version=version)


def _added(changed: Changed, found: FoundEvent) -> str:
    """Give the key of the session that is new."""
    known = {each.key for each in found.event.sessions}
    return next((each.key for each in changed.event.sessions if each.key not in known), "")


async def _typed(request: Request[Any, Any, Any]) -> dict[str, str]:
    take_at_most(request, LARGEST_FORM, MOST_FORM_FIELDS)
    return typed_in(await request.form())


def _beside(changed: Changed, key: str, languages: Languages) -> tuple[dict[str, str], list[str]]:
    """Put what hinders a change beside the fields of a session; what is about others stands above the form."""
    faults: dict[str, str] = {}
    others = []
    for problem in changed.problems:
        match problem.path:
            case ("sessions", int(place), *path) if changed.event.sessions[place].key == key:
                faults.setdefault(field_of(tuple(path), languages), problem.message)
            case _:
                others.append(problem)
    return faults, hindrances(replace(changed, problems=tuple(others)))


def _show(
    request: Request[Any, Any, Any],
    found: FoundEvent,
    session: Session | None,
    typed: dict[str, str],
    *,
    faults: dict[str, str] | None = None,
    hindered: list[str] | None = None,
    version: int | None = None,
    odd: list[str] | None = None,
) -> Response[bytes]:
    event = found.event
    ends = sorted({*event.days, *(day + timedelta(days=1) for day in event.days)})
    context = SessionPage(
        found=found,
        session=session,
        version=version or found.version,
        typed=typed,
        faults=faults or {},
        hindered=hindered or [],
        odd=odd or [],
        languages=languages_of(event, found.project, session),
        speakers=rows_of(typed),
        kinds=[Choice(value=kind.value, name=kind_name(kind)) for kind in SessionKind],
        days=_day_choices(event.days),
        end_days=[Choice(value="", name=gettext("The same day, or the night after")), *_day_choices(ends)],
    )
    title = in_language(session.title, spoken()) if session else gettext("New session")
    status = 422 if faults or hindered else 200
    return page(request, "pages/organiser/agenda_session.html", context, title=titled(title, found), status_code=status)


def _day_choices(days: Iterable[date]) -> list[Choice]:
    return [Choice(value=f"{day}", name=long_day(day)) for day in days]


def _named(field: str, sentence: str) -> str:
    """Put a field's name before its fault."""
    first = field.partition(".")[0]
    name = {"starts": "start", "ends": "end", "held": "online", "day": "start", "map": "place"}.get(first, first)
    return f"{gettext(FIELD_NAMES[name])}: {sentence}" if name in FIELD_NAMES else sentence


ROUTES = [new_session_page, add_session_by_form, session_page, save_session_by_form]
