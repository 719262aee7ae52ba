"""What the personal page shows of a registration, in the language being spoken."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from babel.dates import format_timedelta
from litestar import Request
from msgspec import Struct

from events_service import clock
from events_service.attendance.phases import OwnPhase, Phase, own_phase
from events_service.attendance.records import AttendanceRecord
from events_service.checkin.in_room.confirming import open_points
from events_service.pages.correcting_form import typed_of
from events_service.pages.form_choices import (
    Choice,
    SessionChoice,
    category_choices,
    country_choices,
    everything_else,
    may_wait_for_way,
    mode_choices,
    mode_days,
    session_choices,
)
from events_service.pages.form_cycle import Filled
from events_service.pages.form_faults import fault_links
from events_service.pages.shown_materials import Arranged
from events_service.programme.agenda import AgendaDay, agenda
from events_service.programme.calendar_links import CalendarLinks, calendar_links
from events_service.programme.finding import FoundEvent
from events_service.programme.funding import Funding, funding_of
from events_service.programme.places import Place, address_line, place_of
from events_service.programme.records import EventStatus
from events_service.programme.rule import rule_of
from events_service.programme.words import in_language
from events_service.registrations.asking.chosen_sessions import clash_warnings
from events_service.registrations.asking.instead import instead_of
from events_service.registrations.asking.question_fields import (
    QuestionField,
    ShownAnswer,
    question_fields,
    shown_answers,
)
from events_service.registrations.asking.questions import unanswered
from events_service.registrations.labels import category_name, mode_name, status_name, waits_to_move
from events_service.registrations.letters import reminding
from events_service.registrations.letters.joining import JoinLine, join_lines
from events_service.registrations.letters.lines import CANCELLED_SESSION
from events_service.registrations.letters.own_calendar import feed_address
from events_service.registrations.own_zone import zone_of
from events_service.registrations.records import Registration, RegistrationId, Status
from events_service.registrations.window import is_over, refusal_now
from events_service.settings import Settings
from events_service.web.errors import FaultyFields
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


class ShownInstead(Struct, frozen=True, kw_only=True):
    """A session of theirs that is cancelled, what they can choose at its hours, and the titles of what is open then."""

    key: str
    title: str
    choices: Sequence[SessionChoice]
    others: Sequence[str]


class ShownOffer(Struct, frozen=True, kw_only=True):
    """A place that waits for an answer: until when where the participant lives, and how much time that still is."""

    until: str
    zone: str
    left: str


class MyPage(Struct, frozen=True, kw_only=True):
    """A participant's own registration; `new` right after it was made, `saved` after a change, `live` if it holds.

    `mode_name` is empty where it is not the same on all days. Where places are counted apart, `other_way_open` says
    that there is one in a way that they do not take part in, and `waits_to_move` for which way they wait besides the
    place that they have. `given_back` are the sessions that a change cost them.
    `own` is where they stand in time, and `agenda` what is left of the event's that is their own; `room_open`: presence
    is confirmed somewhere at the event now.
    """

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
    event_status: EventStatus
    may_change: bool
    may_register_again: bool
    own: OwnPhase
    room_open: bool
    agenda: Sequence[AgendaDay]
    venue: Place | None
    materials: Arranged
    found: FoundEvent
    shown: Sequence[ShownSession]
    instead: Sequence[ShownInstead]
    joining: Sequence[JoinLine]
    reminders: Sequence[int]
    near_countries: Sequence[Choice]
    countries: Sequence[Choice]
    categories: Sequence[Choice]
    modes: Sequence[Choice]
    may_wait_for_way: bool
    other_way_open: bool
    waits_to_move: str
    languages: Sequence[Choice]
    mode_days: Sequence[Choice]
    days_shown: Sequence[Choice]
    questions: Sequence[QuestionField]
    answers: Sequence[ShownAnswer]
    unanswered: int
    party: Sequence[PartyMember]
    registered_by: str | None
    may_bring: bool
    sessions: Sequence[SessionChoice]
    everything_else: str
    clashes: Sequence[str]
    given_back: Sequence[str]
    chosen: Sequence[str]
    typed: Mapping[str, str]
    once: str
    faults: Mapping[str, str]
    funding: Funding

    @property
    def fault_links(self) -> list[tuple[str, str]]:
        """Each fault with the id of its field, for the summary on top."""
        return fault_links(self.faults, self.questions)


def shown_on_my_page(
    request: Request[Any, Any, Any],
    found: FoundEvent,
    registration: Registration,
    settings: Settings,
    token: str,
    filled: Filled | None = None,
    record: AttendanceRecord | None = None,
) -> MyPage:
    """Make the page, as it stands or with what was filled in and could not be accepted."""
    filled = filled or Filled()
    faults = filled.refused.faults if isinstance(filled.refused, FaultyFields) else []
    event, now = found.event, clock.now()
    live = registration.status is not Status.CANCELLED
    near, others = country_choices(found)
    own = own_phase(registration, found, now, record)
    held = {each.key: each.status for each in registration.sessions if each.status is not Status.CANCELLED}
    sessions = session_choices(found, held)
    back = request.query_params.get("back", "").split(",")
    may_change = live and event.status is not EventStatus.CANCELLED and not is_over(found, now)
    return MyPage(
        registration=registration,
        status_name=status_name(registration.status),
        category_name=category_name(registration.category),
        mode_name=mode_name(registration.attendance_mode) if len(set(registration.day_modes.values())) < 2 else "",
        address=f"/my/{token}",
        calendar=calendar_links(feed_address(settings, registration)),
        title=in_language(event.title, spoken()),
        days=day_range(min(event.days), max(event.days)),
        place=address_line(found.event, spoken()),
        new=_just_made(request, registration),
        saved="saved" in request.query_params,
        offer=_offer(found, registration, now),
        offer_expired=registration.offered_until is not None and registration.offered_until <= now,
        rule=rule_of(found),
        live=live,
        event_status=event.status,
        may_change=may_change,
        may_register_again=not live and refusal_now(found, now) is None,
        own=own,
        room_open=own.phase is Phase.TODAY and live and bool(open_points(found, now)),
        agenda=_own_agenda(found, own) if own.phase is not Phase.AFTER else [],
        venue=place_of(event),
        materials=Arranged(),
        found=found,
        shown=[
            ShownSession(choice=each, status=held[each.key], status_name=_status_of(each, held[each.key]))
            for each in sessions
            if each.key in held
        ],
        instead=_instead(found, registration, sessions) if may_change else (),
        joining=join_lines(registration, found, spoken()),
        reminders=reminding.CHOICES,
        near_countries=near,
        countries=others,
        categories=category_choices(),
        modes=mode_choices(found),
        may_wait_for_way=may_wait_for_way(found, registration),
        other_way_open=any(
            seats.open != 0 for way, seats in found.seats_by_way.items() if way not in registration.ways
        ),
        waits_to_move=waits_to_move(registration) if live else "",
        languages=[Choice(value=code, name=language_name(code)) for code in LANGUAGES],
        mode_days=mode_days(found),
        days_shown=[Choice(value=day.isoformat(), name=short_day(day)) for day in event.days]
        if registration.day_modes
        else [],
        questions=question_fields(found, registration.answers if filled.answers is None else filled.answers),
        answers=shown_answers(found, registration.answers),
        unanswered=len(unanswered(event.registration.questions, registration.answers)),
        party=(),
        registered_by=None,
        may_bring=False,
        sessions=sessions,
        everything_else=everything_else(found, registration),
        clashes=clash_warnings(event, held) if live else (),
        given_back=[each.title for each in sessions if each.key in back and each.key not in held],
        chosen=list(held) if filled.chosen is None else filled.chosen,
        typed=typed_of(found, registration) if filled.typed is None else filled.typed,
        once=filled.once,
        faults={fault.field: gettext(fault.message) for fault in reversed(faults)},
        funding=funding_of([found.project]),
    )


def _instead(found: FoundEvent, registration: Registration, sessions: Sequence[SessionChoice]) -> list[ShownInstead]:
    """Give what they can go to instead of what is cancelled; what is full is offered where one can wait for it."""
    offered = {each.key: each for each in sessions if each.free != 0 or each.takes_waiting}
    return [
        ShownInstead(
            key=each.cancelled.key,
            title=in_language(each.cancelled.title, spoken()),
            choices=[offered[other.key] for other in each.choices if other.key in offered],
            others=[in_language(other.title, spoken()) for other in each.others],
        )
        for each in instead_of(found.event, registration)
    ]


def _own_agenda(found: FoundEvent, own: OwnPhase) -> list[AgendaDay]:
    keys = {each.key for each in own.sessions}
    return [
        AgendaDay(day=each.day, items=tuple(item for item in each.items if item.key in keys))
        for each in agenda(found, spoken())
    ]


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


def _status_of(choice: SessionChoice, status: Status) -> str:
    return status_name(status) if choice.session.held else gettext(CANCELLED_SESSION)
