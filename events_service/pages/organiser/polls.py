"""Addresses where organisers propose dates, see what was answered, and choose one."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Struct

from events_service import clock
from events_service.access.guards import hosts_only
from events_service.access.records import Account
from events_service.database import Database
from events_service.pages.form_choices import Choice
from events_service.pages.organiser.host_choices import hosts_of
from events_service.pages.organiser.sent import text_sent
from events_service.polls.choosing import call_off, choose, remind
from events_service.polls.finding import get_hosted_poll, list_beside
from events_service.polls.letters import written_out, zone_of
from events_service.polls.proposing import propose, read_invitees
from events_service.polls.records import MOST_OPTIONS, Answer, FoundPoll, Option, Poll, Tally, answer_name, tallies
from events_service.programme.codes import timezones
from events_service.programme.country_zones import zone_of_country
from events_service.programme.finding import FoundEvent, list_projects
from events_service.programme.labels import kind_name
from events_service.programme.records import EventType, Project
from events_service.settings import Settings
from events_service.web.decoding import member_of
from events_service.web.errors import FaultyFields, FieldFault, NotFound
from events_service.web.i18n import gettext, spoken
from events_service.web.pages import page
from events_service.web.security import PRIVATE

FIELDS = ("title", "where", "type", "place", "zone", "deadline", "note", "invitees")
ROWS_AT_FIRST, ROWS_MORE = 4, 4


class Row(Struct, frozen=True, kw_only=True):
    """A date as it was typed: its day, its last day where it takes several, and its hours."""

    day: str = ""
    last: str = ""
    begins: str = ""
    ends: str = ""


class NewPollPage(Struct, frozen=True, kw_only=True):
    """The form of a poll, as it was typed; `more`: there may be more dates."""

    hosts: Sequence[Choice]
    types: Sequence[Choice]
    zones: Sequence[Choice]
    rows: Sequence[Row]
    more: bool
    typed: Mapping[str, str]
    faults: Mapping[str, str]

    @property
    def fault_links(self) -> list[tuple[str, str]]:
        """Each fault with the id of its field."""
        return list(self.faults.items())


class PollPage(Struct, frozen=True, kw_only=True):
    """A poll with its answers; `dates` writes out each option, `beside` are other events on its days."""

    found: FoundPoll
    tallies: list[Tally]
    dates: Mapping[str, str]
    zone: str
    beside: Mapping[str, Sequence[FoundEvent]]
    words: Mapping[Answer, str]
    open: bool


@get("/organise/polls/new", guards=[hosts_only])
async def new_poll_page(request: Request[Account, Any, Any], database: NamedDependency[Database]) -> Response[bytes]:
    """Ask which dates are proposed, and to whom."""
    typed = {"type": EventType.STEERING_GROUP.value}
    return await _form(request, database, typed, [Row()] * ROWS_AT_FIRST, {})


@post("/organise/polls/new", guards=[hosts_only])
async def propose_dates(
    request: Request[Account, Any, Any], database: NamedDependency[Database], settings: NamedDependency[Settings]
) -> Response[Any]:
    """Send the dates to all who are asked, or show what hinders it."""
    form = await request.form()
    typed = {name: text_sent(form, name) for name in FIELDS}
    columns = [[str(each).strip() for each in form.getall(name, [])] for name in ("day", "last", "begins", "ends")]
    rows = [Row(day=day, last=last, begins=b, ends=e) for day, last, b, e in zip(*columns, strict=False)][:MOST_OPTIONS]
    if form.get("do") == "more":
        return await _form(request, database, typed, [*rows, *[Row()] * ROWS_MORE][:MOST_OPTIONS], {})
    try:
        poll, asked = _poll_of(typed, rows), read_invitees(typed["invitees"])
        id_ = await propose(database, settings, poll, asked, request.user, now=clock.now())
    except FaultyFields as refusal:
        names = {"host": "where"}
        faults = {names.get(each.field, each.field): each.message for each in refusal.faults}
        return await _form(request, database, typed, rows, faults)
    return Redirect(f"/organise/polls/{id_}?done=asked", status_code=303)


@get("/organise/polls/{poll:uuid}", guards=[hosts_only])
async def poll_page(
    request: Request[Account, Any, Any], poll: FromPath[UUID], database: NamedDependency[Database]
) -> Response[bytes]:
    """Show what was answered."""
    async with database.reading() as session:
        found = await get_hosted_poll(session, poll, request.user)
        beside = await list_beside(session, found.poll)
    context = PollPage(
        found=found,
        tallies=tallies(found),
        dates={option.key: written_out(option) for option in found.poll.options},
        zone=zone_of(found),
        beside=beside,
        words={each: answer_name(each) for each in Answer},
        open=found.takes_answers(clock.now()),
    )
    return page(request, "pages/organiser/poll.html", context, title=found.poll.title, headers=PRIVATE)


@post("/organise/polls/{poll:uuid}/{what:str}", guards=[hosts_only], status_code=303)
async def decide_on_poll(
    request: Request[Account, Any, Any],
    poll: FromPath[UUID],
    what: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Redirect:
    """Choose a date, call all off, or remind. Raises UnknownPoll, NotAllowed, PollClosed, KeyTaken, FaultyFields."""
    now = clock.now()
    if what == "choose":
        option = text_sent(await request.form(), "option")
        await choose(database, settings, poll, option, request.user, now=now)
    elif what == "call-off":
        await call_off(database, settings, poll, request.user, now=now)
    elif what == "remind":
        await remind(database, settings, poll, request.user, now=now)
    else:
        raise NotFound
    return Redirect(f"/organise/polls/{poll}?done={what}", status_code=303)


async def _form(
    request: Request[Account, Any, Any],
    database: Database,
    typed: Mapping[str, str],
    rows: Sequence[Row],
    faults: Mapping[str, str],
) -> Response[bytes]:
    async with database.reading() as session:
        projects = await list_projects(session)
    context = NewPollPage(
        hosts=hosts_of(projects, request.user),
        types=[Choice(value=each.value, name=kind_name(each)) for each in EventType],
        zones=[Choice(value=zone, name=zone) for zone in _zones(projects, request.user)],
        rows=rows,
        more=len(rows) < MOST_OPTIONS,
        typed=typed,
        faults=faults,
    )
    status = 422 if faults else 200
    title = gettext("Propose dates")
    return page(request, "pages/organiser/new_poll.html", context, title=title, status_code=status)


def _zones(projects: Sequence[Project], account: Account) -> list[str]:
    """Give the zones of the partners, that of one's own first."""
    own = [
        (partner.key != account.partner, zone_of_country(partner.country) or "UTC")
        for project in projects
        if account.sees(project.key)
        for partner in project.partners
    ]
    return list(dict.fromkeys([*(zone for _, zone in sorted(own)), "UTC"]))


def _poll_of(typed: Mapping[str, str], rows: Sequence[Row]) -> Poll:
    """Read a poll from its form. Raises FaultyFields."""
    project, _, host = typed["where"].partition("/")
    try:
        deadline = date.fromisoformat(typed["deadline"])
    except ValueError:
        raise FaultyFields([FieldFault("deadline", gettext("Say until which day people may answer."))]) from None
    return Poll(
        project=project,
        host=host,
        type=member_of(EventType, typed["type"]) or EventType.STEERING_GROUP,
        title=typed["title"],
        language=spoken(),
        timezone=typed["zone"] if typed["zone"] in timezones() else "UTC",
        deadline=deadline,
        options=tuple(_option_of(row) for row in rows if row != Row()),
        place=typed["place"],
        note=typed["note"],
    )


def _option_of(row: Row) -> Option:
    try:
        starts = datetime.combine(date.fromisoformat(row.day), time.fromisoformat(row.begins))
        ends = datetime.combine(date.fromisoformat(row.last or row.day), time.fromisoformat(row.ends))
    except ValueError:
        raise FaultyFields(
            [FieldFault("options", gettext("Each date needs its day and its hours, such as 09:00 and 17:00."))]
        ) from None
    return Option(key="", starts=starts, ends=ends if row.last or ends > starts else ends + timedelta(days=1))


ROUTES = [new_poll_page, propose_dates, poll_page, decide_on_poll]
