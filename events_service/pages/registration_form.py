"""The registration form: what it shows, empty or as it was sent."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from events_service.pages.form_choices import (
    Choice,
    SessionChoice,
    category_choices,
    country_choices,
    everything_else,
    mode_choices,
    mode_days,
    session_choices,
)
from events_service.pages.form_cycle import Filled
from events_service.pages.form_faults import fault_links
from events_service.programme.finding import FoundEvent
from events_service.programme.funding import Funding, funding_of
from events_service.programme.places import address_line
from events_service.programme.records import Contact, EventAccess
from events_service.programme.rule import rule_of
from events_service.programme.words import in_language
from events_service.registrations.asking.question_fields import QuestionField, question_fields
from events_service.registrations.privacy.notice import privacy_notice
from events_service.registrations.records import (
    InvitationLink,
    Notice,
)
from events_service.registrations.refusals import EventFull, HeldAlready, InvitationFull
from events_service.web.errors import FaultyFields
from events_service.web.i18n import (
    LANGUAGES,
    day_range,
    gettext,
    language_name,
    long_day,
    spoken,
)


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
        typed={**untouched(found), "email": (link and link.email) or ""} if typed is None else typed,
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


def untouched(found: FoundEvent) -> dict[str, str]:
    """Give what a form shows as chosen before anybody chose: the page's language, and each day in the first way."""
    mode = found.event.attendance_modes[0].value
    days = {f"day_modes.{day.isoformat()}": mode for day in found.event.days}
    return {"language": spoken(), "attendance_mode": mode, **days}
