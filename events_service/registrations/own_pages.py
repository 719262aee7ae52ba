"""Addresses behind the personal link: see, change and cancel one's own registration, and take one's data along."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from babel.dates import format_timedelta
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions.http_exceptions import RequestEntityTooLarge
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Struct, to_builtins
from msgspec.structs import replace

from events_service import clock
from events_service.access.records import Account
from events_service.database import Database
from events_service.programme.calendar_links import CalendarLinks, calendar_links
from events_service.programme.finding import FoundEvent, get_any_event
from events_service.programme.funding import Funding, funding_of
from events_service.programme.rule import rule_of
from events_service.programme.words import in_language
from events_service.registrations import reminding
from events_service.registrations.answer_files import find_file, handed_out
from events_service.registrations.applying import decode_changes
from events_service.registrations.cancel import cancel
from events_service.registrations.change import change
from events_service.registrations.confirm_pages import PRIVATE, confirm_page
from events_service.registrations.erase import erase
from events_service.registrations.file_kinds import LARGEST_FORM
from events_service.registrations.finding import (
    UnknownRegistration,
    find_by_manage_token,
    get_registration,
    list_party,
)
from events_service.registrations.form import (
    Choice,
    SessionChoice,
    day_modes_in,
    fault_links,
    mode_choices,
    mode_days,
    session_choices,
    typed_of,
    unlisted,
)
from events_service.registrations.joining import JoinLine, join_lines
from events_service.registrations.labels import category_name, mode_name, status_name
from events_service.registrations.letters import place_of
from events_service.registrations.offers import accept
from events_service.registrations.own_calendar import feed_address
from events_service.registrations.own_data import own_data
from events_service.registrations.own_zone import zone_of
from events_service.registrations.question_fields import (
    QuestionField,
    ShownAnswer,
    answers_in,
    files_in,
    question_fields,
    shown_answers,
    too_large,
)
from events_service.registrations.questions import unanswered
from events_service.registrations.records import GivenAnswer, Registration, RegistrationId, SentFile, Status
from events_service.registrations.refusals import OfferOver
from events_service.registrations.window import is_over, refusal_now
from events_service.settings import Settings
from events_service.web.errors import FaultyFields, FieldFault, NotFound
from events_service.web.i18n import (
    LANGUAGES,
    day_range,
    gettext,
    instant,
    language_name,
    locale_of,
    short_day,
    spoken,
    zone_name,
)
from events_service.web.pages import page

CHANGEABLE = ("first_name", "last_name", "latin_name", "organisation", "language", "attendance_mode")


class ShownSession(Struct, frozen=True, kw_only=True):
    """A session that the participant chose, and whether it has a place for them."""

    choice: SessionChoice
    status: Status
    status_name: str


class PartyMember(Struct, frozen=True, kw_only=True):
    """A colleague whom the participant registered along: no more than the name and where it stands."""

    id: RegistrationId
    name: str
    status: Status
    status_name: str


class ShownOffer(Struct, frozen=True, kw_only=True):
    """A place that waits for an answer: until when where the participant lives, and how much time that still is."""

    until: str
    zone: str
    left: str


class MyPage(Struct, frozen=True, kw_only=True):
    """A participant's own registration; `new` right after it was made, `saved` after a change, `live` if it holds."""

    registration: Registration
    status_name: str
    category_name: str
    mode_name: str
    address: str
    calendar: CalendarLinks
    title: str
    days: str
    place: str
    new: bool
    saved: bool
    offer: ShownOffer | None
    offer_expired: bool
    rule: str
    live: bool
    may_change: bool
    may_register_again: bool
    begun: bool
    shown: Sequence[ShownSession]
    joining: Sequence[JoinLine]
    reminders: Sequence[int]
    modes: Sequence[Choice]
    languages: Sequence[Choice]
    mode_days: Sequence[Choice]
    days_shown: Sequence[Choice]
    questions: Sequence[QuestionField]
    answers: Sequence[ShownAnswer]
    unanswered: int
    party: Sequence[PartyMember]
    registered_by: str | None
    sessions: Sequence[SessionChoice]
    chosen: Sequence[str]
    typed: Mapping[str, str]
    faults: Mapping[str, str]
    funding: Funding

    @property
    def fault_links(self) -> list[tuple[str, str]]:
        """Each fault with the id of its field, for the summary on top."""
        return fault_links(self.faults, self.questions)


class ErasedPage(Struct, frozen=True, kw_only=True):
    """Nothing is left to show."""


@get("/my/{token:str}")
async def my_page(
    request: Request[Account | None, Any, Any],
    token: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[bytes]:
    """Show a participant's own registration; the first time, where the event asks for it, confirm the address.

    A GET confirms nothing, for programs that look for harm in mails follow the links in them.
    """
    found, registration = await _own(database, token, unconfirmed=True)
    if registration.status is Status.UNCONFIRMED:
        return confirm_page(request, found, registration, token)
    async with database.reading() as session:
        party = await list_party(session, registration.id)
        registrant = await get_registration(session, registration.party) if registration.party else None
    context = replace(
        _my_page(request, found, registration, settings, token),
        party=[
            PartyMember(id=each.id, name=each.name, status=each.status, status_name=status_name(each.status))
            for each in party
            if each.erased_at is None
        ],
        registered_by=registrant.name if registrant and registrant.erased_at is None else None,
    )
    return _page(request, "registrations/my.html", context, gettext("Your registration"))


@post("/my/{token:str}", status_code=303, request_max_body_size=LARGEST_FORM)
async def change_own(
    request: Request[Account | None, Any, Any],
    token: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[Any]:
    """Change one's own names, sessions, mode or language."""
    found, registration = await _own(database, token)
    try:
        form = await request.form()
    except RequestEntityTooLarge:
        refused = too_large(found.event.registration.questions)
        context = _my_page(request, found, registration, settings, token, faults=refused.faults)
        return _page(request, "registrations/my.html", context, gettext("Your registration"), refused.status)
    typed = {name: str(form.get(name) or "") for name in CHANGEABLE if name in form}
    chosen = [str(key) for key in form.getall("sessions", [])]
    typed |= {name: str(form.get(name)) for name in form if name.startswith("day_modes.")}
    questions = found.event.registration.questions
    answers = answers_in(form, questions, await files_in(form, questions))
    plain = {name: text for name, text in typed.items() if name in CHANGEABLE}
    try:
        changes = decode_changes(
            {
                **plain,
                "sessions": chosen + unlisted(found, registration),
                **({"answers": {key: to_builtins(answer) for key, answer in answers.items()}} if questions else {}),
                **({"day_modes": modes} if (modes := day_modes_in(form, found)) else {}),
            }
        )
        await change(database, settings, registration.id, changes, now=clock.now())
    except FaultyFields as refusal:
        given = {**registration.answers, **{k: v for k, v in answers.items() if not isinstance(v, SentFile)}}
        context = _my_page(request, found, registration, settings, token, typed, chosen, refusal.faults, given)
        return _page(request, "registrations/my.html", context, gettext("Your registration"), refusal.status)
    return Redirect(f"/my/{token}?saved=1", status_code=303, headers=PRIVATE)


@post("/my/{token:str}/accept", status_code=303)
async def accept_own(
    token: FromPath[str], database: NamedDependency[Database], settings: NamedDependency[Settings]
) -> Redirect:
    """Take the place that is offered."""
    _, registration = await _own(database, token)
    # Too late is no fault of the page's: it says itself how things stand now.
    with suppress(OfferOver):
        await accept(database, settings, registration.id, now=clock.now())
    return Redirect(f"/my/{token}", status_code=303, headers=PRIVATE)


@get("/my/{token:str}/cancel")
async def cancel_page(
    request: Request[Account | None, Any, Any],
    token: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[bytes]:
    """Ask whether to cancel, and say what follows from it."""
    found, registration = await _own(database, token)
    context = _my_page(request, found, registration, settings, token)
    return _page(request, "registrations/cancel.html", context, gettext("Cancel registration"))


@post("/my/{token:str}/cancel", status_code=303)
async def cancel_own(
    token: FromPath[str], database: NamedDependency[Database], settings: NamedDependency[Settings]
) -> Redirect:
    """Cancel one's own registration."""
    _, registration = await _own(database, token)
    await cancel(database, settings, registration.id, now=clock.now())
    return Redirect(f"/my/{token}", status_code=303, headers=PRIVATE)


@post("/my/{token:str}/party/{member:uuid}/cancel", status_code=303)
async def cancel_colleague(
    token: FromPath[str],
    member: FromPath[UUID],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Redirect:
    """Take back the registration of a colleague whom one registered along; they are told by mail."""
    found, registration = await _own(database, token)
    async with database.reading() as session:
        party = {each.id: each for each in await list_party(session, registration.id)}
    colleague = party.get(RegistrationId(member))
    if colleague is None:
        raise UnknownRegistration
    if colleague.status is not Status.CANCELLED and not is_over(found, clock.now()):
        await cancel(database, settings, colleague.id, now=clock.now())
    return Redirect(f"/my/{token}#party", status_code=303, headers=PRIVATE)


@get("/my/{token:str}/files/{question:str}")
async def own_file(
    token: FromPath[str], question: FromPath[str], database: NamedDependency[Database]
) -> Response[bytes]:
    """Send back a file that answers a question."""
    _, registration = await _own(database, token)
    async with database.reading() as session:
        file = await find_file(session, registration.id, question)
    if file is None:
        raise NotFound
    return handed_out(file)


@get("/my/erased")
async def erased_page(request: Request[Account | None, Any, Any]) -> Response[bytes]:
    """Say that everything is erased; whose it was is no longer known."""
    return page(request, "registrations/erased.html", ErasedPage(), title=gettext("Your data are erased"))


@get("/my/{token:str}/erase")
async def erase_page(
    request: Request[Account | None, Any, Any],
    token: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[bytes]:
    """Ask whether to erase, and say what follows from it."""
    found, registration = await _own(database, token)
    context = _my_page(request, found, registration, settings, token)
    return _page(request, "registrations/erase.html", context, gettext("Erase my data"))


@post("/my/{token:str}/erase", status_code=303)
async def erase_own(
    token: FromPath[str], database: NamedDependency[Database], settings: NamedDependency[Settings]
) -> Redirect:
    """Erase one's own registration."""
    _, registration = await _own(database, token)
    await erase(database, settings, registration.id, now=clock.now())
    return Redirect("/my/erased", status_code=303, headers=PRIVATE)


@get("/my/{token:str}/data.json")
async def data_json(
    token: FromPath[str], database: NamedDependency[Database], settings: NamedDependency[Settings]
) -> Response[bytes]:
    """Send all that is kept about a participant (GDPR Art. 15 and 20)."""
    _, registration = await _own(database, token)
    async with database.reading() as session:
        data = await own_data(session, settings, registration)
    headers = {**PRIVATE, "Content-Disposition": 'attachment; filename="my-registration.json"'}
    content = msgspec.json.format(msgspec.json.encode(data), indent=2)
    return Response(content, media_type="application/json", headers=headers)


async def _own(database: Database, token: str, *, unconfirmed: bool = False) -> tuple[FoundEvent, Registration]:
    """Give the registration that a personal link opens, and its event. Raises UnknownRegistration."""
    async with database.reading() as session:
        registration = await find_by_manage_token(session, token, unconfirmed=unconfirmed)
        if registration is None:
            raise UnknownRegistration
        return await get_any_event(session, registration.event), registration


def _my_page(
    request: Request[Any, Any, Any],
    found: FoundEvent,
    registration: Registration,
    settings: Settings,
    token: str,
    typed: Mapping[str, str] | None = None,
    chosen: Sequence[str] | None = None,
    faults: Sequence[FieldFault] = (),
    given: Mapping[str, GivenAnswer] | None = None,
) -> MyPage:
    event, now = found.event, clock.now()
    live = registration.status is not Status.CANCELLED
    held = {each.key: each.status for each in registration.sessions if each.status is not Status.CANCELLED}
    sessions = session_choices(found)
    return MyPage(
        registration=registration,
        status_name=status_name(registration.status),
        category_name=category_name(registration.category),
        mode_name=mode_name(registration.attendance_mode),
        address=f"/my/{token}",
        calendar=calendar_links(feed_address(settings, registration)),
        title=in_language(event.title, spoken()),
        days=day_range(min(event.days), max(event.days)),
        place=place_of(found, spoken()),
        new=_just_made(request, registration),
        saved="saved" in request.query_params,
        offer=_offer(found, registration, now),
        offer_expired=registration.offered_until is not None and registration.offered_until <= now,
        rule=rule_of(found),
        live=live,
        may_change=live and not is_over(found, now),
        may_register_again=not live and refusal_now(found, now) is None,
        begun=now.astimezone(found.zone).date() >= min(event.days),
        shown=[
            ShownSession(choice=each, status=held[each.key], status_name=status_name(held[each.key]))
            for each in sessions
            if each.key in held
        ],
        joining=join_lines(registration, found, spoken()),
        reminders=reminding.CHOICES,
        modes=mode_choices(found),
        languages=[Choice(value=code, name=language_name(code)) for code in LANGUAGES],
        mode_days=mode_days(found),
        days_shown=[Choice(value=day.isoformat(), name=short_day(day)) for day in event.days]
        if registration.day_modes
        else [],
        questions=question_fields(found, registration.answers if given is None else given),
        answers=shown_answers(found, registration.answers),
        unanswered=len(unanswered(event.registration.questions, registration.answers)),
        party=(),
        registered_by=None,
        sessions=sessions,
        chosen=list(held) if chosen is None else chosen,
        typed=typed if typed is not None else typed_of(found, registration),
        faults={fault.field: gettext(fault.message) for fault in reversed(faults)},
        funding=funding_of([found.project]),
    )


def _offer(found: FoundEvent, registration: Registration, now: datetime) -> ShownOffer | None:
    """Give the offer that stands, with its end as the clock shows it where the participant lives."""
    until = registration.offered_until
    if registration.status is not Status.OFFERED or until is None or until <= now:
        return None
    zone = zone_of(registration.country, found)
    left = format_timedelta(until - now, threshold=1, locale=locale_of(spoken()))
    return ShownOffer(until=instant(until, zone), zone=zone_name(zone, until), left=left)


def _just_made(request: Request[Any, Any, Any], registration: Registration) -> bool:
    """Congratulate once: not when the address is opened again from a history days later."""
    return "new" in request.query_params and clock.now() - registration.created_at < timedelta(hours=1)


def _page(
    request: Request[Any, Any, Any], template: str, context: MyPage, title: str, status_code: int = 200
) -> Response[bytes]:
    response = page(request, template, context, title=title, status_code=status_code)
    response.headers.update(PRIVATE)
    return response


ROUTES = [
    my_page,
    change_own,
    accept_own,
    cancel_page,
    cancel_own,
    cancel_colleague,
    own_file,
    erased_page,
    erase_page,
    erase_own,
    data_json,
]
