"""Letters to participants: what became of their registration, in their language, with their personal link."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from events_service.mail.records import Enclosure, Letter
from events_service.programme.finding import FoundEvent
from events_service.programme.funding import Funding, funding_of
from events_service.programme.places import address_line
from events_service.programme.records import AttendanceMode, Session
from events_service.programme.words import in_language
from events_service.registrations.asking.chosen_sessions import clash_warnings
from events_service.registrations.asking.questions import unanswered
from events_service.registrations.letters.joining import JoinLine, join_lines
from events_service.registrations.letters.occasions import (
    ACTIONS,
    BARE,
    OPEN,
    OPENINGS,
    SUBJECTS,
    UNASKED,
    WITH_BADGE,
    Occasion,
)
from events_service.registrations.own_zone import zone_of
from events_service.registrations.records import Registration, Status
from events_service.registrations.tokens import manage_token, unsubscribe_token
from events_service.settings import Settings
from events_service.web.i18n import (
    LANGUAGES,
    clock_time,
    day_range,
    gettext,
    instant,
    long_day,
    short_day,
    speaking,
    zone_name,
)
from events_service.web.pages import render_text


class SessionLine(Struct, frozen=True, kw_only=True):
    """A session that the participant chose, as a letter shows it."""

    title: str
    when: str
    confirmed: bool


class LetterText(Struct, frozen=True, kw_only=True):
    """What the letter's templates are filled with.

    `manage_url` None where there is nothing left to manage; `action` is what its button says, `until` how long it
    holds; `manages` tells that it opens the personal page. `begins` and `map_url` are for those who are about to leave
    home. `stop_url` ends such mails. `registered_by` names the colleague who registered them, who are told then where
    `privacy_url` says how their data are used (GDPR Art. 14). `questions_wait`: they still have to answer questions.
    """

    language: str
    subject: str
    name: str
    paragraphs: Sequence[str]
    event: str
    days: str
    begins: str | None
    place: str
    map_url: str | None
    sessions: list[SessionLine]
    clashes: list[str]
    joining: list[JoinLine]
    waiting_position: int | None
    kept_until: str | None
    register_url: str | None
    manage_url: str | None
    action: str
    until: str | None
    manages: bool
    contact: str | None
    funding: Funding
    registered_by: str | None
    privacy_url: str | None
    questions_wait: bool
    stop_url: str | None


class Wording(Struct, frozen=True, kw_only=True):
    """A subject and paragraphs of an organiser's own, placeholders filled in."""

    subject: str
    paragraphs: Sequence[str]


class Apart(Struct, frozen=True, kw_only=True):
    """What sets one letter apart from the others of its occasion.

    `registered_by` is the name of the colleague who registered them, where this is the first letter that they get.
    `wording` stands for the texts of the occasion, `link`, which holds until `link_until`, for the address of the
    personal page.
    """

    registered_by: str | None = None
    wording: Wording | None = None
    link: str | None = None
    link_until: datetime | None = None


NOTHING = Apart()


def write_letter(
    occasion: Occasion,
    found: FoundEvent,
    registration: Registration,
    settings: Settings,
    apart: Apart = NOTHING,
) -> Letter:
    """Write a letter to a participant in their language, or in English where the service does not speak it."""
    language = language_of(registration)
    with speaking(language):
        text = _text(occasion, found, registration, settings, language, apart.registered_by)
        if apart.wording is not None:
            text = replace(text, subject=apart.wording.subject, paragraphs=apart.wording.paragraphs)
        if apart.link is not None:
            until = moment_for(registration, found, apart.link_until) if apart.link_until else None
            text = replace(text, manage_url=apart.link, manages=False, until=until)
        return Letter(
            kind=occasion.kind,
            recipient=registration.email,
            recipient_name=registration.name,
            subject=text.subject,
            text=render_text("mails/letter.txt", text),
            html=render_text("mails/letter.html", text),
            language=language,
            enclosures=_enclosures(occasion, found, registration),
            reply_to=found.contact.email if found.contact else None,
            unsubscribe=text.stop_url,
            event=found.event.key,
            registration=registration.id,
        )


def language_of(registration: Registration) -> str:
    """Give the language that somebody is written to in."""
    return registration.language if registration.language in LANGUAGES else LANGUAGES[0]


def _enclosures(occasion: Occasion, found: FoundEvent, registration: Registration) -> tuple[Enclosure, ...]:
    """Name the documents that go along: a badge for who comes in person, a certificate for who was there."""
    if occasion is Occasion.THANKS:
        return (Enclosure.CERTIFICATE,)
    comes = AttendanceMode.IN_PERSON in (registration.attendance_mode, *registration.day_modes.values())
    with_badge = occasion in WITH_BADGE and registration.status is Status.CONFIRMED and comes
    return (Enclosure.BADGE,) if with_badge else ()


def _text(
    occasion: Occasion,
    found: FoundEvent,
    registration: Registration,
    settings: Settings,
    language: str,
    registered_by: str | None,
) -> LetterText:
    event = found.event
    title = in_language(event.title, language)
    live = registration.status is not Status.CANCELLED
    to_confirm = registration.status is Status.UNCONFIRMED
    opens = live and occasion not in BARE
    leaving = occasion is Occasion.REMINDER
    until = registration.confirm_by if to_confirm else None
    stop = unsubscribe_token(settings.secret_key, registration.id)
    opening = gettext(OPENINGS[occasion])
    if registered_by:  # a sentence stands above it, and no salutation whose comma goes on in small letters
        opening = opening[:1].upper() + opening[1:]
    return LetterText(
        language=language,
        subject=gettext(SUBJECTS[occasion]).format(event=title),
        name=registration.name,
        paragraphs=[opening],
        event=title,
        days=day_range(min(event.days), max(event.days)),
        begins=_begins(found, language) if leaving else None,
        place=address_line(found.event, language),
        map_url=_map_of(found) if leaving else None,
        sessions=_session_lines(found, registration, language) if opens else [],
        clashes=clash_warnings(event, registration.living_sessions) if opens else [],
        joining=join_lines(registration, found, language) if opens else [],
        waiting_position=registration.waiting_position if opens else None,
        kept_until=_kept_until(found, registration) if opens else None,
        register_url=f"{settings.base_url}/events/{event.key}/register" if occasion is Occasion.OFFER_EXPIRED else None,
        manage_url=f"{settings.base_url}/my/{manage_token(settings.secret_key, registration.id)}" if opens else None,
        action=gettext(ACTIONS.get(occasion, OPEN)),
        until=moment_for(registration, found, until) if until else None,
        manages=live and not to_confirm,
        contact=f"{found.contact.name}, {found.contact.email}" if found.contact else None,
        funding=funding_of([found.project], language),
        registered_by=registered_by,
        privacy_url=f"{settings.base_url}/events/{event.key}/privacy?version={registration.notice_version}"
        if registered_by and registration.notice_version
        else None,
        questions_wait=bool(live and registered_by and unanswered(event.registration.questions, registration.answers)),
        stop_url=f"{settings.base_url}/unsubscribe/{stop}" if occasion in UNASKED else None,
    )


def _begins(found: FoundEvent, language: str) -> str | None:
    """Give when the first session begins, with the time zone, for some look at it from another one."""
    if not found.event.sessions:
        return None
    first = min(planned.start for planned in found.event.sessions)
    zone = zone_name(found.event.timezone, first, language)
    begins = gettext("Begins: {day}, {time} ({zone})")
    return begins.format(day=long_day(first.date()), time=clock_time(first), zone=zone)


def _map_of(found: FoundEvent) -> str | None:
    venue = found.event.venue
    if venue is None or venue.latitude is None or venue.longitude is None:
        return None
    at = f"{venue.latitude}/{venue.longitude}"
    return f"https://www.openstreetmap.org/?mlat={venue.latitude}&mlon={venue.longitude}#map=17/{at}"


def _kept_until(found: FoundEvent, registration: Registration) -> str | None:
    if registration.status is not Status.OFFERED or registration.offered_until is None:
        return None
    return moment_for(registration, found, registration.offered_until)


def moment_for(registration: Registration, found: FoundEvent, moment: datetime) -> str:
    """Give a moment as the clock shows it where the participant lives, and which clock that is."""
    zone = zone_of(registration.country, found)
    return f"{instant(moment, zone)} ({zone_name(zone, moment)})"


def when_of(planned: Session) -> str:
    """Give a session's day and times in one line."""
    return f"{short_day(planned.start.date())}, {clock_time(planned.start)}–{clock_time(planned.end)}"


def _session_lines(found: FoundEvent, registration: Registration, language: str) -> list[SessionLine]:
    by_key = {planned.key: planned for planned in found.event.sessions}
    return [
        SessionLine(
            title=in_language(by_key[chosen.key].title, language),
            when=when_of(by_key[chosen.key]),
            confirmed=chosen.status is Status.CONFIRMED,
        )
        for chosen in registration.sessions
        if chosen.key in by_key and chosen.status is not Status.CANCELLED
    ]
