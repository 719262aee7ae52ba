"""The address of a speaker: their sessions, whether they come, what is written of them, and what is kept."""

from collections.abc import Mapping, Sequence
from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Struct

from events_service import clock
from events_service.calendars.feed import MEDIA_TYPE
from events_service.database import Database
from events_service.pages.private_files import own_data_file, private_file
from events_service.pages.shown_materials import ShownMaterial, arranged, shown_materials
from events_service.programme.agenda import AgendaItem, agenda
from events_service.programme.finding import FoundEvent
from events_service.programme.materials import materials_for
from events_service.programme.places import Place, place_of
from events_service.programme.records import EventStatus, Key, MaterialReaders
from events_service.settings import Settings
from events_service.speakers.answering import answer, correct, forget_me, my_sessions, own_data, text_in
from events_service.speakers.entries import FILE_NAME, sessions_file
from events_service.speakers.finding import Own
from events_service.speakers.records import Answer, Proposal, State, state_name
from events_service.web.decoding import member_of
from events_service.web.errors import NotFound
from events_service.web.i18n import gettext, long_day, spoken
from events_service.web.pages import page
from events_service.web.security import PRIVATE

LONGEST_LINE, LONGEST_TEXT = 300, 5000


class MySessionsPage(Struct, frozen=True, kw_only=True):
    """A speaker's sessions by day, with what they answered; `typed` is what is written of them, or proposed by them."""

    own: Own
    token: str
    state: State
    state_name: str
    days: Sequence[tuple[str, Sequence[AgendaItem]]]
    materials: Mapping[Key | None, Sequence[ShownMaterial]]
    place: Place | None
    typed: Mapping[str, str]
    shown: bool
    fault: str = ""


@get("/speaker/{token:str}")
async def my_sessions_page(
    request: Request[Any, Any, Any],
    token: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[bytes]:
    """Show a speaker's sessions and what they have answered. Raises UnknownSpeakerLink."""
    return await _show(request, database, settings, token)


@post("/speaker/{token:str}", status_code=303)
async def answer_as_speaker(
    request: Request[Any, Any, Any],
    token: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[Any]:
    """Take an answer. Raises UnknownSpeakerLink, and NotFound for what is none."""
    form = await request.form()
    given = member_of(Answer, form.get("do"))
    if given is None:
        raise NotFound
    await answer(database, settings, token, given, str(form.get("remark", "")), now=clock.now())
    return Redirect(f"/speaker/{token}?done={given.value}", status_code=303)


@post("/speaker/{token:str}/words", status_code=303)
async def correct_as_speaker(
    request: Request[Any, Any, Any],
    token: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[Any]:
    """Take what a speaker wants to be written of them, and whether it may be shown. Raises UnknownSpeakerLink."""
    form = await request.form()
    typed = {name: str(form.get(name, "")).replace("\r\n", "\n").strip() for name in ("name", "organisation", "about")}
    if not typed["name"]:
        return await _show(request, database, settings, token, gettext("Write your name."))
    wanted = Proposal(
        name=typed["name"][:LONGEST_LINE],
        organisation=typed["organisation"][:LONGEST_LINE],
        about=typed["about"][:LONGEST_TEXT],
        language=spoken(),
    )
    await correct(database, settings, token, wanted, form.get("shown") == "yes", now=clock.now())
    return Redirect(f"/speaker/{token}?done=corrected", status_code=303)


@get("/speaker/{token:str}/sessions.ics")
async def my_sessions_file(
    token: FromPath[str], database: NamedDependency[Database], settings: NamedDependency[Settings]
) -> Response[bytes]:
    """Send a speaker's sessions as a calendar. Raises UnknownSpeakerLink."""
    async with database.reading() as session:
        own = await my_sessions(session, settings, token)
        content = await sessions_file(session, settings, own, spoken())
    return private_file(content, MEDIA_TYPE, FILE_NAME)


@get("/speaker/{token:str}/data.json")
async def my_speaker_data(
    token: FromPath[str], database: NamedDependency[Database], settings: NamedDependency[Settings]
) -> Response[bytes]:
    """Send all that is kept of a speaker. Raises UnknownSpeakerLink."""
    async with database.reading() as session:
        data = await own_data(session, settings, token)
    return own_data_file(data, "my-data.json")


@post("/speaker/{token:str}/forget", status_code=303)
async def forget_as_speaker(
    token: FromPath[str], database: NamedDependency[Database], settings: NamedDependency[Settings]
) -> Redirect:
    """Erase a speaker's address and answer. Raises UnknownSpeakerLink."""
    await forget_me(database, settings, token, now=clock.now())
    return Redirect(f"/speaker/{token}?done=forgotten", status_code=303)


async def _show(
    request: Request[Any, Any, Any], database: Database, settings: Settings, token: str, fault: str = ""
) -> Response[bytes]:
    async with database.reading() as session:
        own = await my_sessions(session, settings, token)
        event, days = own.found.event, _days(own.found, own.person.key)
        # Nobody but its organisers sees a draft, or has its files.
        readers = () if event.status is EventStatus.DRAFT else (MaterialReaders.EVERYBODY,)
        placed = materials_for(event, readers)
        materials = await shown_materials(session, placed, f"/events/{event.key}/materials")
    context = MySessionsPage(
        own=own,
        token=token,
        state=own.state,
        state_name=state_name(own.state),
        days=days,
        materials=arranged(materials, [item.key for _, items in days for item in items]).beside,
        place=place_of(own.found.event),
        typed=_typed(own),
        shown=own.person.agreed if own.asked.consented is None else own.asked.consented,
        fault=fault,
    )
    status = 422 if fault else 200
    title = own.found.title.text
    return page(request, "pages/public/speaker.html", context, title=title, status_code=status, headers=PRIVATE)


def _days(found: FoundEvent, key: str) -> list[tuple[str, Sequence[AgendaItem]]]:
    """Give the sessions in which somebody speaks by day, in the language of the page being made."""
    by_day = [
        (long_day(day.day), [item for item in day.items if any(each.person == key for each in item.speakers)])
        for day in agenda(found, spoken())
    ]
    return [(day, items) for day, items in by_day if items]


def _typed(own: Own) -> dict[str, str]:
    """Give what stands in the fields: what was proposed and is not decided on yet, else what is written."""
    if proposal := own.asked.proposal:
        return {"name": proposal.name, "organisation": proposal.organisation, "about": proposal.about}
    about = text_in(own.written, spoken())
    return {"name": own.written.name, "organisation": own.written.organisation or "", "about": about}


ROUTES = [
    my_sessions_page,
    answer_as_speaker,
    correct_as_speaker,
    my_sessions_file,
    my_speaker_data,
    forget_as_speaker,
]
