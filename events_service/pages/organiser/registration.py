"""Addresses where organisers see one registration, decide on it, correct and cancel it."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.datastructures import FormMultiDict
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Struct

from events_service import clock
from events_service.access.guards import organisers_only
from events_service.access.records import Account
from events_service.attendance.history import Happened, history_of
from events_service.database import Database
from events_service.pages.correcting_form import changed_in, changes_on, typed_of
from events_service.pages.form_choices import may_wait_for_way
from events_service.pages.form_cycle import Filled, Sent, go_through
from events_service.pages.organiser.registrations import back_to, registrations_of
from events_service.pages.organiser.sent import text_sent
from events_service.pages.registration_form import RegisterPage, form_page
from events_service.pages.titles import titled
from events_service.programme.finding import FoundEvent
from events_service.programme.organising import get_organised_event
from events_service.programme.records import AttendanceMode
from events_service.registrations.asking.answer_files import find_file, handed_out
from events_service.registrations.asking.chosen_sessions import clash_warnings
from events_service.registrations.asking.file_kinds import LARGEST_FORM
from events_service.registrations.asking.form_files import shown_again
from events_service.registrations.asking.question_fields import ShownAnswer, shown_answers
from events_service.registrations.asking.sent_form import PLAIN_FIELDS
from events_service.registrations.finding import get_registration_at
from events_service.registrations.labels import category_name, mode_name, proof_name, status_name, wanted_names
from events_service.registrations.own_zone import zone_of
from events_service.registrations.places.change import change
from events_service.registrations.places.change import correct as correct_quietly
from events_service.registrations.places.decisions import CARRIED_OUT, Decision, decision_of, open_decisions
from events_service.registrations.places.prioritise import HIGHEST, prioritise
from events_service.registrations.places.remarking import Remark, get_remark, note
from events_service.registrations.records import Registration, Status
from events_service.registrations.refusals import EventFull, FirstInLine, NoSeatForThem, NotOffered
from events_service.registrations.sifting import query_of, sieve_of
from events_service.settings import Settings
from events_service.web.errors import FaultyFields, NotFound, Refusal
from events_service.web.i18n import short_day
from events_service.web.pages import page


class Beside(Struct, frozen=True, kw_only=True):
    """What organisers alone see of somebody: their remark, and all that happened, the latest first."""

    remark: Remark
    happened: Sequence[Happened]


class OnePage(Struct, frozen=True, kw_only=True):
    """One registration for the organisers; `form` is the form to correct it, `decisions` what can be decided on it.

    `back` narrows the list to which one returns. `proof` says what proves that somebody is of the partners who says so.
    """

    found: FoundEvent
    registration: Registration
    status_name: str
    category_name: str
    mode_name: str
    answers: Sequence[ShownAnswer]
    clashes: Sequence[str]
    waits_for: str
    days: Sequence[tuple[str, AttendanceMode | None]]
    base: str
    form: RegisterPage
    zone: str
    decisions: Collection[str]
    proof: str
    all_taken: bool
    back: str
    beside: Beside


@get("/organise/events/{event:str}/registrations/{person:uuid}", guards=[organisers_only])
async def one_page(
    request: Request[Account, Any, Any],
    event: FromPath[str],
    person: FromPath[UUID],
    database: NamedDependency[Database],
) -> Response[bytes]:
    """Show one registration with the form to correct it."""
    found, registration = await _one(database, event, person, request.user)
    beside = await _beside(database, found, registration)
    back = query_of(sieve_of(request.query_params))
    return _page(request, _one_page(found, registration, _form_of(found, registration), beside, back))


@post(
    "/organise/events/{event:str}/registrations/{person:uuid}",
    guards=[organisers_only],
    status_code=303,
    request_max_body_size=LARGEST_FORM,
)
async def correct(
    request: Request[Account, Any, Any],
    event: FromPath[str],
    person: FromPath[UUID],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[Any]:
    """Correct a registration; the participant is told."""
    found, registration = await _one(database, event, person, request.user)

    async def attempt(form: FormMultiDict, sent: Sent) -> str:
        changes = changes_on(form, sent, found, registration, PLAIN_FIELDS)
        use_case = correct_quietly if form.get("quietly") else change
        await use_case(database, settings, person, changes, now=clock.now(), account=request.user)
        return f"{registrations_of(event)}?done=changed"

    sent = await go_through(request, database, found, attempt)
    if isinstance(sent, str):
        return Redirect(sent, status_code=303)
    if sent.form is None and sent.refused is not None:
        return await _refused(request, database, found, registration, sent.refused)
    typed = changed_in(sent.form, PLAIN_FIELDS) if sent.form is not None else {}
    context = _one_page(
        found,
        registration,
        form_page(found, sent.filled(typed, registration.answers), waits=may_wait_for_way(found, registration)),
        await _beside(database, found, registration),
    )
    return _page(request, context, sent.status)


@get("/organise/events/{event:str}/registrations/{person:uuid}/files/{question:str}", guards=[organisers_only])
async def answer_file(
    request: Request[Account, Any, Any],
    event: FromPath[str],
    person: FromPath[UUID],
    question: FromPath[str],
    database: NamedDependency[Database],
) -> Response[bytes]:
    """Send a file that answers a question."""
    await _one(database, event, person, request.user)
    async with database.reading() as session:
        file = await find_file(session, person, question)
    if file is None:
        raise NotFound
    return handed_out(file)


@post(
    "/organise/events/{event:str}/registrations/{person:uuid}/priority",
    guards=[organisers_only],
    status_code=303,
)
async def move_forward(
    request: Request[Account, Any, Any],
    event: FromPath[str],
    person: FromPath[UUID],
    database: NamedDependency[Database],
) -> Redirect:
    """Set somebody's priority on the waiting list."""
    await _one(database, event, person, request.user)
    written = str((await request.form()).get("priority") or "0")
    priority = int(written) if written in {str(number) for number in range(HIGHEST + 1)} else 0
    await prioritise(database, person, priority, account=request.user, now=clock.now())
    return Redirect(back_to(event, await request.form(), "done=priority"), status_code=303)


@post("/organise/events/{event:str}/registrations/{person:uuid}/remark", guards=[organisers_only], status_code=303)
async def remark_on(
    request: Request[Account, Any, Any],
    event: FromPath[str],
    person: FromPath[UUID],
    database: NamedDependency[Database],
) -> Response[Any]:
    """Note something of somebody that no participant reads, and whether they were seen at the desk."""
    found, registration = await _one(database, event, person, request.user)
    form = await request.form()
    text = text_sent(form, "remark")
    try:
        await note(database, person, text, seen=bool(form.get("seen")), account=request.user, now=clock.now())
    except FaultyFields as refusal:
        return await _refused(request, database, found, registration, refusal)
    return Redirect(f"{registrations_of(event)}/{person}?done=remark#remark", status_code=303)


@post(
    "/organise/events/{event:str}/registrations/{person:uuid}/{decision:str}",
    guards=[organisers_only],
    status_code=303,
)
async def decide_on(
    request: Request[Account, Any, Any],
    event: FromPath[str],
    person: FromPath[UUID],
    decision: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[Any]:
    """Approve, decline or cancel a registration, offer it a place or take the offer back; the participant is told."""
    found, registration = await _one(database, event, person, request.user)
    decided = decision_of(decision)
    if decided is None:
        raise NotFound
    try:
        after = await CARRIED_OUT[decided](database, settings, person, account=request.user, now=clock.now())
    except (NoSeatForThem, FirstInLine, NotOffered, EventFull) as refusal:
        return await _refused(request, database, found, registration, refusal)
    waits = decided is Decision.APPROVE and after.status is Status.WAITLISTED
    done = f"done={decision}{'_waits' if waits else ''}"
    return Redirect(back_to(event, await request.form(), done), status_code=303)


async def _refused(
    request: Request[Account, Any, Any],
    database: Database,
    found: FoundEvent,
    registration: Registration,
    refusal: Refusal,
) -> Response[bytes]:
    """Show the registration again with what stands in the way."""
    beside = await _beside(database, found, registration)
    return _page(
        request, _one_page(found, registration, _form_of(found, registration, refusal), beside), refusal.status
    )


def _page(request: Request[Account, Any, Any], context: OnePage, status_code: int = 200) -> Response[bytes]:
    title = titled(context.registration.name, context.found)
    return page(request, "pages/organiser/registration.html", context, title=title, status_code=status_code)


def _form_of(found: FoundEvent, registration: Registration, refused: Refusal | None = None) -> RegisterPage:
    """Make the form to correct a registration, filled in as it stands."""
    chosen = [each.key for each in registration.sessions if each.status is not Status.CANCELLED]
    typed, answers = typed_of(found, registration), shown_again({}, None, registration.answers)
    filled = Filled(typed=typed, chosen=chosen, answers=answers, refused=refused)
    return form_page(found, filled, waits=may_wait_for_way(found, registration))


def _one_page(
    found: FoundEvent, registration: Registration, form: RegisterPage, beside: Beside, back: str = ""
) -> OnePage:
    offers = found.event.registration.offer_hours is not None
    unproven = registration.says_partner and not registration.is_partner
    open_ = open_decisions(registration.status, offers=offers, unproven=unproven)
    return OnePage(
        found=found,
        registration=registration,
        status_name=status_name(registration.status),
        category_name=category_name(registration.category),
        mode_name=mode_name(registration.attendance_mode),
        answers=shown_answers(found, registration.answers),
        waits_for=wanted_names(registration),
        clashes=clash_warnings(found.event, registration.living_sessions, of_others=True),
        days=[(short_day(day), registration.mode_on(day)) for day in found.event.days]
        if registration.day_modes
        else [],
        base=registrations_of(found.event.key),
        form=form,
        zone=zone_of(registration.country, found),
        decisions={each.value for each in open_},
        proof=proof_name(registration) if registration.says_partner else "",
        all_taken=found.is_full_for(registration.ways),
        back=back,
        beside=beside,
    )


async def _beside(database: Database, found: FoundEvent, registration: Registration) -> Beside:
    async with database.reading() as session:
        return Beside(
            remark=await get_remark(session, registration.id),
            happened=await history_of(session, found, registration.id),
        )


async def _one(database: Database, event: str, id_: UUID, account: Account) -> tuple[FoundEvent, Registration]:
    """Give one registration of an organiser's own event. Raises UnknownEvent, NotAllowed, UnknownRegistration."""
    async with database.reading() as session:
        found = await get_organised_event(session, event, account)
        registration = await get_registration_at(session, event, id_)
    return found, registration


ROUTES = [one_page, correct, answer_file, move_forward, remark_on, decide_on]
