"""Addresses where organisers do one thing with several registrations: looked over first, then done by one button."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from litestar import Request, Response, post
from litestar.datastructures import FormMultiDict
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct
from msgspec.structs import replace

from events_service import clock
from events_service.access.guards import organisers_only
from events_service.access.records import Account
from events_service.database import Database
from events_service.pages.organiser.group_mail import write_to
from events_service.pages.organiser.letters_chosen import MAIL, PRINT, LettersWanted, letters_for
from events_service.pages.organiser.print_chosen import Wanted, document_of, print_for
from events_service.pages.organiser.registrations import registrations_of, sieve_sent
from events_service.pages.titles import titled
from events_service.programme.finding import FoundEvent
from events_service.programme.organising import get_organised_event
from events_service.programme.records import AttendanceMode
from events_service.programme.words import in_language
from events_service.registrations.labels import category_name, mode_name, status_name
from events_service.registrations.listing import find_lines
from events_service.registrations.places.several import Act, Outcome, Result, Several, do_with_several
from events_service.registrations.records import Category, Registration, Status
from events_service.registrations.refusals import EventFull
from events_service.registrations.sifting import query_of
from events_service.settings import Settings
from events_service.web.decoding import member_of, uuid_in
from events_service.web.i18n import N_, gettext, spoken
from events_service.web.pages import page

MESSAGE = "message"
"""What is chosen to write to people: nothing changes for them, so it is no act."""

RAISE = N_("place {position} on the waiting list; raise the places to {places}, and they have one")


class Told(Struct, frozen=True, kw_only=True):
    """What is said of one person: how it is now and how it becomes, as parts in words; or why nothing does."""

    person: Registration
    before: Sequence[str]
    after: Sequence[str]
    refused: str


class SeveralPage(Struct, frozen=True, kw_only=True):
    """What happens to whom, or has happened; `people` and `what` are sent again by the button that does it.

    `refusal` is why nothing can be done at all, `concerned` how many it is done with.
    """

    found: FoundEvent
    base: str
    back: str
    what: str
    people: str
    told: Sequence[Told] = ()
    concerned: int = 0
    moved_up: int = 0
    done: bool = False
    refusal: str = ""


@post("/organise/events/{event:str}/registrations/several", guards=[organisers_only], status_code=200)
async def with_several(
    request: Request[Account, Any, Any],
    event: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[bytes]:
    """Say what would happen to those who are ticked or found, or do it: as the button says that was pressed."""
    form = await request.form()
    sieve = sieve_sent(form)
    async with database.reading() as session:
        found = await get_organised_event(session, event, request.user)
        if form.get("all"):
            lines = await find_lines(session, event, sieve)
            people = frozenset[UUID](line.id for line in lines)
        else:
            people = _ticked(form)
    what = str(form.get("what") or "")
    if people and what == MESSAGE:
        return await write_to(request, database, found, people)
    if people and (document := document_of(what)):
        wanted = Wanted(document=document, people=people, back=query_of(sieve), now=form.get("do") == "it")
        return await print_for(request, database, settings, found, wanted)
    if people and what in {PRINT, MAIL}:
        chosen = LettersWanted(what=what, people=people, back=query_of(sieve), now=form.get("do") == "it")
        return await letters_for(request, database, settings, found, chosen)
    several = several_of(what, people, found)
    shown = SeveralPage(
        found=found,
        base=registrations_of(event),
        back=query_of(sieve),
        what=what,
        people=" ".join(sorted(map(str, people))),
        done=form.get("do") == "it",
    )
    if several is None or not people:
        reason = N_("Tick people on the list, or all who are found, and choose what to do.")
        return _page(request, shown, refusal=gettext(reason), status_code=422)
    try:
        result = await do_with_several(
            database,
            settings,
            event,
            replace(several, only_look=not shown.done),
            account=request.user,
            now=clock.now(),
        )
    except EventFull as refusal:
        return _page(request, shown, refusal=refusal.sentence(), status_code=refusal.status)
    return _page(request, shown, result=result)


def several_of(what: str, people: frozenset[UUID], found: FoundEvent) -> Several | None:
    """Read what is to be done, such as `approve` or `join:visit`; None where it means nothing at this event."""
    name, _, value = what.partition(":")
    act = member_of(Act, name)
    if act is None:
        return None
    several = Several(
        people=people,
        act=act,
        session=value if value in {each.key for each in found.event.sessions} else "",
        mode=member_of(AttendanceMode, value),
        category=member_of(Category, value),
    )
    if act in {Act.JOIN, Act.LEAVE}:
        return several if several.session else None
    if act in {Act.MODE, Act.CATEGORY}:
        return several if several.mode or several.category else None
    return several


def told(outcome: Outcome, found: FoundEvent) -> Told:
    """Say in words what becomes of somebody: their status always, and what else differs."""
    before, after = outcome.before, outcome.after
    pairs = [(status_name(before.status), status_name(after.status))]
    if before.attendance_mode is not after.attendance_mode or before.wanted_ways != after.wanted_ways:
        pairs.append((mode_name(before.attendance_mode), mode_name(after.attendance_mode)))
    if before.category is not after.category:
        pairs.append((category_name(before.category), category_name(after.category)))
    for planned in found.event.by_hours if after.status is not Status.CANCELLED else ():
        title = in_language(planned.title, spoken())
        pairs.append((f"{title}: {_in_session(before, planned.key)}", f"{title}: {_in_session(after, planned.key)}"))
    changed = [pair for pair in pairs if pair[0] != pair[1]]
    becomes = [then for _, then in changed]
    if before.status is not after.status and after.waiting_position:
        becomes.append(waits(after.waiting_position, found))
    return Told(person=before, before=[was for was, _ in changed], after=becomes, refused=outcome.refused)


def waits(position: int, found: FoundEvent) -> str:
    """Say which place on the waiting list somebody has, and what would give them a place at the event."""
    if found.seats.capacity is None:  # counted in each way apart, where one number does not tell
        return gettext("place %(position)s") % {"position": position}
    return gettext(RAISE).format(position=position, places=found.seats.capacity + position)


def _in_session(registration: Registration, key: str) -> str:
    standing = next((each.status for each in registration.sessions if each.key == key), Status.CANCELLED)
    return "–" if standing is Status.CANCELLED else status_name(standing)


def _ticked(form: FormMultiDict) -> frozenset[UUID]:
    """Give those who are ticked on the list, or whom the look-over names."""
    named = [*form.getall("person", []), *str(form.get("people") or "").split()]
    return frozenset(id_ for each in named if (id_ := uuid_in(each)))


def _page(
    request: Request[Account, Any, Any],
    shown: SeveralPage,
    *,
    result: Result | None = None,
    refusal: str = "",
    status_code: int = 200,
) -> Response[bytes]:
    outcomes = result.outcomes if result else ()
    context = replace(
        shown,
        told=[told(each, shown.found) for each in outcomes],
        concerned=sum(not each.refused and each.before != each.after for each in outcomes),
        moved_up=result.moved_up if result else 0,
        refusal=refusal,
    )
    title = titled(gettext("Several registrations"), shown.found)
    return page(request, "pages/organiser/several.html", context, title=title, status_code=status_code)


ROUTES = [with_several]
