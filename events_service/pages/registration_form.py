"""The registration form: what it shows, empty, as it was sent, or as a registration stands."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from litestar.datastructures import FormMultiDict
from msgspec import Struct, to_builtins

from events_service.pages.form_cycle import Filled, Sent
from events_service.programme.finding import FoundEvent, Seats
from events_service.programme.funding import Funding, funding_of
from events_service.programme.places import address_line
from events_service.programme.records import AttendanceMode, Contact, EventAccess, Session
from events_service.programme.rule import rule_of
from events_service.programme.words import in_language
from events_service.registrations.asking.application import decode_changes
from events_service.registrations.asking.chosen_sessions import clashes, misfit
from events_service.registrations.asking.question_fields import QuestionField, question_fields
from events_service.registrations.asking.sent_form import ABSENT, COLLEAGUE_FIELDS, asked_days, day_modes_in
from events_service.registrations.labels import category_name, mode_name
from events_service.registrations.places.seats import HOLDING
from events_service.registrations.privacy.notice import privacy_notice
from events_service.registrations.records import (
    Category,
    Changes,
    InvitationLink,
    Notice,
    Registration,
    Status,
)
from events_service.registrations.refusals import EventFull, HeldAlready, InvitationFull
from events_service.web.errors import FaultyFields
from events_service.web.i18n import (
    LANGUAGES,
    N_,
    countries,
    day_range,
    gettext,
    language_name,
    long_day,
    ngettext,
    number,
    spoken,
)
from events_service.web.names import fields_of_names

ON_FORM = (
    "first_name",
    "last_name",
    "latin_name",
    "email",
    "organisation",
    "country",
    "category",
    "language",
    "attendance_mode",
    "day_modes",
    "sessions",
    "answers",
    "dietary_needs",
    "access_needs",
    "consents.special_needs",
    "companions",
    "consents",
)
"""What the fields on the form begin with, from top to bottom."""

FIELD_NAMES = {
    "first_name": N_("First name"),
    "last_name": N_("Last name"),
    "email": N_("E-mail address"),
    "organisation": N_("Organisation"),
    "country": N_("Country"),
    "category": N_("You take part as"),
    "language": N_("Language for mails to you"),
    "dietary_needs": N_("Dietary needs"),
    "access_needs": N_("What you need to get in and take part"),
}


IN_PERSON_ONLY = N_("in person only")
ONLINE_ONLY = N_("online only")
FULL_WAITING = N_("full, with a waiting list")
FULL = N_("no places left")
ALL_OPEN = N_("Everything else on the agenda is open to you without sign-up.")
OPEN_SAVE_FOR_PARTNERS = N_(
    "Everything else on the agenda is open to you without sign-up, save what is for the project's partners only:"
    " {sessions}."
)
AS_YOU_TAKE_PART = N_("On each day this means what is held in the way in which you take part.")


class Choice(Struct, frozen=True, kw_only=True):
    """A value to choose, its name, and what else is to be known of it."""

    value: str
    name: str
    note: str = ""


class SessionChoice(Struct, frozen=True, kw_only=True):
    """A session with limited places. `free` None: no limit; `open_to_all` False: for partners only.

    `beside` are the titles of the others that run at the same time, `held` says how it is held where not in both ways.
    """

    key: str
    title: str
    session: Session
    free: int | None
    takes_waiting: bool
    open_to_all: bool
    beside: Sequence[str]
    held: str


class RegisterPage(Struct, frozen=True, kw_only=True):
    """The form. `typed` is what stands in its fields, `faults` a sentence for each faulty one, `refusal` for all.

    `mode_days` are the days to choose a mode for, `companions` how many colleagues it shows. `fresh`: nothing was typed
    yet, so that what a browser kept may be put back. `closed`: there is no form, and `refusal` says why; `no_seats` if
    that is because nobody can even wait for a seat, `over` if the event is; the `contact` can be asked otherwise.
    """

    event: str
    title: str
    days: str
    place: str
    full: bool
    promised: bool
    waiting_list: bool
    approval: bool
    partners_only: bool
    typed: Mapping[str, str]
    chosen: Sequence[str]
    faults: Mapping[str, str]
    refusal: str | None
    closed: bool
    no_seats: bool
    over: bool
    contact: Contact | None
    once: str
    invitation: str | None
    rule: str
    reply_by: str
    near_countries: Sequence[Choice]
    countries: Sequence[Choice]
    categories: Sequence[Choice]
    languages: Sequence[Choice]
    modes: Sequence[Choice]
    may_wait_for_way: bool
    mode_days: Sequence[Choice]
    sessions: Sequence[SessionChoice]
    everything_else: str
    questions: Sequence[QuestionField]
    companions: int
    most_companions: int
    fresh: bool
    notice: Notice
    funding: Funding

    @property
    def fault_links(self) -> list[tuple[str, str]]:
        """Each fault with the id of its field, for the summary on top."""
        return fault_links(self.faults, self.questions)


def form_page(
    found: FoundEvent,
    filled: Filled,
    *,
    closed: bool = False,
    adding: int = 0,
    link: InvitationLink | None = None,
    invitation: str | None = None,
    waits: bool = False,
) -> RegisterPage:
    """Make the form in the language being spoken, empty or as it was sent and refused.

    `adding` is how many empty blocks for colleagues are shown besides those that are filled in; `link` is the one that
    they came by, and `invitation` its token; `waits` offers to wait for a place in another way.
    """
    event, typed, refused = found.event, filled.typed, filled.refused
    faults = refused.faults if isinstance(refused, FaultyFields) else []
    near, others = country_choices(found)
    shown = sum(f"companions.{place}.email" in (typed or {}) for place in range(20)) + adding
    return RegisterPage(
        event=event.key,
        title=in_language(event.title, spoken()),
        days=day_range(min(event.days), max(event.days)),
        place=address_line(found.event, spoken()),
        full=found.open_seats == 0 or (link is not None and link.left == 0),
        promised=found.all_promised,
        waiting_list=event.registration.waiting_list,
        approval=event.registration.approval,
        partners_only=event.access is EventAccess.PARTNERS and link is None,
        typed={**untouched(found), "language": spoken(), "email": (link and link.email) or ""}
        if typed is None
        else typed,
        chosen=filled.chosen or (),
        faults={fault.field: gettext(fault.message) for fault in reversed(faults)},
        refusal=refused.sentence() if refused and not faults else None,
        closed=closed,
        no_seats=isinstance(refused, (EventFull, InvitationFull)),
        over=isinstance(refused, HeldAlready),
        contact=found.contact,
        once=filled.once,
        invitation=invitation,
        rule=rule_of(found),
        reply_by=long_day(event.registration.reply_by) if event.registration.reply_by else "",
        near_countries=near,
        countries=others,
        categories=category_choices(),
        languages=[Choice(value=code, name=language_name(code)) for code in LANGUAGES],
        modes=mode_choices(found),
        may_wait_for_way=waits,
        mode_days=mode_days(found),
        sessions=session_choices(found),
        everything_else=everything_else(found),
        questions=question_fields(found, filled.answers or {}),
        companions=shown,
        most_companions=event.registration.companions,
        fresh=typed is None,
        notice=privacy_notice(found),
        funding=funding_of([found.project]),
    )


def fault_links(faults: Mapping[str, str], questions: Sequence[QuestionField] = ()) -> list[tuple[str, str]]:
    """Give each fault once, with the id of its field, the field named where the sentence alone would not tell which."""
    names = {name: gettext(label) for name, label in FIELD_NAMES.items()}
    names |= {question.name: question.label for question in questions}
    for place in range(20):
        whose = gettext("Colleague {number}").format(number=place + 1)
        names |= {f"companions.{place}.{name}": f"{whose}, {names[name]}" for name in _in_order(COLLEAGUE_FIELDS)}
    first: dict[str, str] = {}
    for name, sentence in sorted(faults.items(), key=lambda fault: _place_on_form(fault[0], names)):
        first.setdefault(f"{names[name]}: {sentence}" if name in names else sentence, name)
    return [(name, sentence) for sentence, name in first.items()]


def _place_on_form(field: str, names: Mapping[str, str]) -> tuple[int, int]:
    """Give where a field stands on the form, so that the summary names faults from top to bottom."""
    part = next((place for place, begins in enumerate(_in_order(ON_FORM)) if field.startswith(begins)), len(ON_FORM))
    return part, list(names).index(field) if field in names else 0


def _in_order(fields: Sequence[str]) -> list[str]:
    """Give fields that begin with both names, these as the form has them in the language being spoken."""
    both = fields_of_names()
    return [*both, *(each for each in fields if each not in both)]


def untouched(found: FoundEvent) -> dict[str, str]:
    """Give what a form shows as chosen before anybody chose: the first way to attend, on each day."""
    mode = found.event.attendance_modes[0].value
    return {"attendance_mode": mode} | {f"day_modes.{day.isoformat()}": mode for day in found.event.days}


def mode_days(found: FoundEvent) -> list[Choice]:
    """Give the days for which an event asks how people take part, to choose a mode for each."""
    return [Choice(value=day.isoformat(), name=long_day(day)) for day in asked_days(found)]


def country_choices(found: FoundEvent) -> tuple[list[Choice], list[Choice]]:
    """Give the partners' countries, then all others, each in the order of the reader's alphabet."""
    partners = {partner.country for partner in found.project.partners}
    listed = [Choice(value=code, name=name) for code, name in countries(spoken())]
    return [each for each in listed if each.value in partners], [each for each in listed if each.value not in partners]


def category_choices() -> list[Choice]:
    """Give in what capacities people take part."""
    return [Choice(value=each.value, name=category_name(each)) for each in Category]


def mode_choices(found: FoundEvent) -> list[Choice]:
    """Give the ways to attend that an event offers."""
    return [
        Choice(value=mode.value, name=mode_name(mode), note=_places_left(found, mode))
        for mode in found.event.attendance_modes
    ]


def _places_left(found: FoundEvent, way: AttendanceMode) -> str:
    """Say how many places are left in a way, where they are counted apart and it has a number."""
    left = found.seats_by_way[way].open if way in found.seats_by_way else None
    if left is None:
        return ""
    if left:
        return ngettext("%(num)s place left", "%(num)s places left", left) % {"num": number(left)}
    return gettext(FULL_WAITING) if found.event.registration.waiting_list else gettext(FULL)


def may_wait_for_way(found: FoundEvent, registration: Registration) -> bool:
    """Tell whether somebody who has a place may have to wait for one in another way that they choose."""
    others = [seats for way, seats in found.seats_by_way.items() if way not in registration.ways]
    waits = found.event.registration.waiting_list and registration.status in HOLDING
    return waits and (registration.wanted_ways is not None or any(seats.open == 0 for seats in others))


def session_choices(found: FoundEvent, chosen: Collection[str] = ()) -> list[SessionChoice]:
    """Give the sessions that need sign-up, in the order of the agenda; a cancelled one only where it was chosen."""
    limited = [
        planned
        for planned in found.event.sessions
        if planned.capacity is not None and (planned.held or planned.key in chosen)
    ]
    beside: dict[str, list[str]] = {planned.key: [] for planned in limited}
    for first, second in clashes(found.event, beside):
        beside[first.key].append(in_language(second.title, spoken()))
        beside[second.key].append(in_language(first.title, spoken()))
    return [
        SessionChoice(
            key=planned.key,
            title=in_language(planned.title, spoken()),
            session=planned,
            free=found.session_seats.get(planned.key, Seats(capacity=planned.capacity, taken=0)).free,
            takes_waiting=found.event.registration.waiting_list,
            open_to_all=not planned.closed_to_others,
            beside=beside[planned.key],
            held=_held(found, planned),
        )
        for planned in sorted(limited, key=lambda each: (each.start, each.key))
    ]


def _held(found: FoundEvent, planned: Session) -> str:
    """Say how a session is held, where people take part in both ways and it is not held in both."""
    if len(found.event.attendance_modes) < 2:
        return ""
    if misfit(planned, AttendanceMode.ONLINE):
        return gettext(IN_PERSON_ONLY)
    return gettext(ONLINE_ONLY) if misfit(planned, AttendanceMode.IN_PERSON) else ""


def everything_else(found: FoundEvent, reader: Registration | None = None) -> str:
    """Say what of the agenda needs no sign-up, to a `reader` or to somebody of whom nothing is known yet."""
    free = [planned for planned in found.event.sessions if planned.held and planned.capacity is None]
    closed = [
        gettext("“{session}”").format(session=in_language(planned.title, spoken()))
        for planned in free
        if planned.closed_to_others
    ]
    said = gettext(ALL_OPEN)
    if closed and not (reader and reader.is_partner):
        said = gettext(OPEN_SAVE_FOR_PARTNERS).format(sessions=", ".join(closed))
    if any(misfit(planned, way) for planned in free for way in _ways(found, planned, reader)):
        said = f"{said} {gettext(AS_YOU_TAKE_PART)}"
    return said


def _ways(found: FoundEvent, planned: Session, reader: Registration | None) -> list[AttendanceMode | None]:
    """Give in which ways somebody may take part on a session's day; None stands for not at all."""
    if reader is not None:
        return [reader.mode_on(planned.start.date())]
    return [*found.event.attendance_modes, *([None] if asked_days(found) else [])]


def typed_of(found: FoundEvent, registration: Registration) -> dict[str, str]:
    """Give what stands in the fields of a form that corrects a registration; of the ways those that they wait for."""
    asked = registration.wanted_ways or registration
    return {
        "first_name": registration.first_name,
        "last_name": registration.last_name,
        "latin_name": registration.latin_name,
        "email": registration.email,
        "organisation": registration.organisation,
        "country": registration.country,
        "category": registration.category.value,
        "language": registration.language,
        "attendance_mode": asked.attendance_mode.value,
        **{
            f"day_modes.{day.isoformat()}": _mode_value(asked.day_modes.get(day.isoformat(), asked.attendance_mode))
            for day in found.event.days
        },
        "wait": "yes" if registration.wanted_ways else "",
    }


def _mode_value(mode: AttendanceMode | None) -> str:
    return mode.value if mode else ABSENT


def changes_on(
    form: FormMultiDict, sent: Sent, found: FoundEvent, registration: Registration, names: Iterable[str]
) -> Changes:
    """Give the changes that a form asks for, of the fields that it may change. Raises FaultyFields.

    Chosen sessions that the form does not show are kept, so that saving it does not give them up.
    """
    asked: dict[str, Any] = {name: str(form.get(name) or "") for name in names if name in form}
    asked["sessions"] = sent.chosen + _unlisted(found, registration)
    if found.event.registration.questions:
        asked["answers"] = {key: to_builtins(answer) for key, answer in sent.answers.items()}
    if modes := day_modes_in(form, found):
        asked["day_modes"] = modes
    asked["wait"] = "wait" in form
    return decode_changes(asked)


def changed_in(form: FormMultiDict, names: Iterable[str]) -> dict[str, str]:
    """Give what stood in the fields that a form may change, and how it wants each day."""
    return {
        name: str(form.get(name) or "") for name in form if name in {*names, "wait"} or name.startswith("day_modes.")
    }


def _unlisted(found: FoundEvent, registration: Registration) -> list[str]:
    listed = {choice.key for choice in session_choices(found)}
    held = [each.key for each in registration.sessions if each.status is not Status.CANCELLED]
    return [key for key in held if key not in listed]
