"""The address of whoever is asked for dates: answer, hold one's calendar against them, see and erase what is known."""

from collections.abc import Mapping, Sequence
from typing import Any

from litestar import Request, Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Struct

from events_service import clock
from events_service.calendars.feed import MEDIA_TYPE
from events_service.calendars.importing import UnreadableCalendar
from events_service.database import Database
from events_service.pages.private_files import own_data_file, private_file
from events_service.polls.answering import Mine, answer, forget_me, look_for_clashes, my_poll, own_answer
from events_service.polls.busy import read_busy
from events_service.polls.entries import options_file
from events_service.polls.finding import list_beside
from events_service.polls.letters import FILE_NAME, written_out, zone_of
from events_service.polls.records import Answer, answer_name
from events_service.programme.finding import FoundEvent
from events_service.settings import Settings
from events_service.web.bodies import LARGEST_UPLOAD
from events_service.web.i18n import gettext
from events_service.web.pages import page
from events_service.web.security import PRIVATE


class MyPollPage(Struct, frozen=True, kw_only=True):
    """The dates with one's own answers; `beside` are other events of the project on their days."""

    mine: Mine
    token: str
    dates: Mapping[str, str]
    zone: str
    beside: Mapping[str, Sequence[FoundEvent]]
    words: Mapping[Answer, str]
    open: bool
    fault: str = ""


class ForgottenPage(Struct, frozen=True, kw_only=True):
    """The page that says that nothing is kept any more."""


@get("/polls/{token:str}")
async def my_poll_page(
    request: Request[Any, Any, Any],
    token: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[bytes]:
    """Show the dates and what one has answered. Raises UnknownPoll."""
    return await _show(request, database, settings, token)


@post("/polls/{token:str}", status_code=303, request_max_body_size=LARGEST_UPLOAD)
async def answer_poll(
    request: Request[Any, Any, Any],
    token: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[Any]:
    """Take the answers, or look at a calendar that is sent along. Raises UnknownPoll, PollClosed."""
    form, now = await request.form(), clock.now()
    if form.get("do") == "look":
        file = form.get("calendar")
        octets = await file.read() if isinstance(file, UploadFile) else b""
        try:
            busy = await read_busy(octets or str(form.get("pasted", "")).encode())
        except UnreadableCalendar as refusal:
            return await _show(request, database, settings, token, str(refusal))
        await look_for_clashes(database, settings, token, busy, now=now)
        return Redirect(f"/polls/{token}?done=looked", status_code=303)
    words = {each.value: each for each in Answer}
    given = {name: words[str(value)] for name, value in form.items() if str(value) in words}
    await answer(database, settings, token, given, str(form.get("remark", "")), now=now)
    return Redirect(f"/polls/{token}?done=answered", status_code=303)


@get("/polls/{token:str}/dates.ics")
async def my_dates(
    token: FromPath[str], database: NamedDependency[Database], settings: NamedDependency[Settings]
) -> Response[bytes]:
    """Send the dates as they stand as a calendar, to be subscribed to. Raises UnknownPoll."""
    async with database.reading() as session:
        mine = await my_poll(session, settings, token)
        content = await options_file(session, mine.poll, settings.base_url)
    return private_file(content, MEDIA_TYPE, FILE_NAME)


@get("/polls/{token:str}/data.json")
async def my_data(
    token: FromPath[str], database: NamedDependency[Database], settings: NamedDependency[Settings]
) -> Response[bytes]:
    """Send all that is kept of whoever was asked. Raises UnknownPoll."""
    async with database.reading() as session:
        data = await own_answer(session, settings, token)
    return own_data_file(data, "my-data.json")


@post("/polls/{token:str}/forget", status_code=200)
async def forget_my_answer(
    request: Request[Any, Any, Any],
    token: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[bytes]:
    """Erase whoever was asked with their answer. Raises UnknownPoll."""
    await forget_me(database, settings, token, now=clock.now())
    return page(
        request,
        "pages/public/poll_forgotten.html",
        ForgottenPage(),
        title=gettext("Your data are erased"),
        headers=PRIVATE,
    )


async def _show(
    request: Request[Any, Any, Any], database: Database, settings: Settings, token: str, fault: str = ""
) -> Response[bytes]:
    async with database.reading() as session:
        mine = await my_poll(session, settings, token)
        beside = await list_beside(session, mine.poll.poll)
    context = MyPollPage(
        mine=mine,
        token=token,
        dates={option.key: written_out(option) for option in mine.poll.poll.options},
        zone=zone_of(mine.poll),
        beside=beside,
        words={each: answer_name(each) for each in Answer},
        open=mine.poll.takes_answers(clock.now()),
        fault=fault,
    )
    status = 422 if fault else 200
    title = mine.poll.poll.title
    return page(request, "pages/public/poll.html", context, title=title, status_code=status, headers=PRIVATE)


ROUTES = [my_poll_page, answer_poll, my_dates, my_data, forget_my_answer]
