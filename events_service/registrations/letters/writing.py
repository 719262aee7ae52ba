"""Letters to participants: what became of their registration, in their language, with their personal link."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from events_service.mail.records import Enclosure, Letter
from events_service.programme.finding import FoundEvent
from events_service.programme.funding import Funding, funding_of
from events_service.programme.places import address_line
from events_service.programme.records import Event
from events_service.programme.words import in_language
from events_service.registrations.asking.chosen_sessions import clash_warnings
from events_service.registrations.asking.questions import unanswered
from events_service.registrations.labels import waits_to_move
from events_service.registrations.letters.changes import ChangeLine
from events_service.registrations.letters.joining import JoinLine, join_lines
from events_service.registrations.letters.lines import (
    DayLine,
    SessionLine,
    comes,
    day_lines,
    map_of,
    session_lines,
    takes_place,
)
from events_service.registrations.letters.occasions import (
    ACTIONS,
    BARE,
    NOT_HELD,
    OPEN,
    OPENINGS,
    PARTS,
    SUBJECTS,
    UNASKED,
    WAITLISTED_IN_A_WAY,
    WITH_BADGE,
    Occasion,
)
from events_service.registrations.letters.own_words import STANDING, Standing, own_text
from events_service.registrations.own_zone import zone_of
from events_service.registrations.records import Registration, Status
from events_service.registrations.tokens import manage_token, unsubscribe_token
from events_service.settings import Settings
from events_service.web.i18n import day_range, gettext, instant_named, or_english, speaking
from events_service.web.names import whole_name
from events_service.web.pages import render_text


class LetterText(Struct, frozen=True, kw_only=True):
    """What the letter's templates are filled with.

    `standing` says of an event that does not take place what became of it, and `planned` when it would have been;
    `days` are the reader's own, on clocks of `zone`. `changes` is what they were told otherwise before. `manage_url`
    None where there is nothing left to manage; `action` is what its button says, `until` how long it holds; `manages`
    tells that it opens the personal page. `stop_url` ends such mails. `registered_by` names the colleague who
    registered them, who are told then where `privacy_url` says how their data are used (GDPR Art. 14).
    `questions_wait`: they still have to answer questions.
    """

    language: str
    subject: str
    name: str
    paragraphs: Sequence[str]
    changes: Sequence[ChangeLine]
    event: str
    standing: str | None
    planned: str
    days: Sequence[DayLine]
    zone: str | None
    place: str
    map_url: str | None
    sessions: Sequence[SessionLine]
    clashes: Sequence[str]
    joining: Sequence[JoinLine]
    waiting_position: int | None
    waits_to_move: str
    kept_until: str | None
    register_url: str | None
    manage_url: str | None
    action: str
    until: str | None
    manages: bool
    with_badge: bool
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
    """What a letter says apart from how the registration stands.

    `changes` is what they were told otherwise before, in their language; `places` are theirs on the waiting lists of
    sessions, by key. `registered_by` is the name of the colleague who registered them, where this is the first letter
    that they get. `note` is a line that the organisers add, in their language. `wording` stands for the texts of the
    occasion, `link`, which holds until `link_until`, for the address of the personal page.
    """

    changes: Sequence[ChangeLine] = ()
    places: Mapping[str, int] = {}
    registered_by: str | None = None
    note: str | None = None
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
        text = _text(occasion, found, registration, settings, apart)
        if apart.wording is not None:
            text = replace(text, subject=apart.wording.subject, paragraphs=apart.wording.paragraphs)
        if registration.shares_mailbox:  # others read their mails in it, too, and have such of their own
            text = replace(text, subject=f"{text.subject} ({registration.name})")
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
    return or_english(registration.language)


def _enclosures(occasion: Occasion, found: FoundEvent, registration: Registration) -> tuple[Enclosure, ...]:
    """Name the documents that go along: a badge for who comes in person, a certificate for who was there, a letter."""
    if occasion is Occasion.THANKS:
        return (Enclosure.CERTIFICATE,)
    if occasion is Occasion.INVITATION_LETTER:
        return (Enclosure.INVITATION_LETTER,)
    return (Enclosure.BADGE,) if _with_badge(occasion, found, registration) else ()


def _with_badge(occasion: Occasion, found: FoundEvent, registration: Registration) -> bool:
    confirmed = registration.status is Status.CONFIRMED and takes_place(found)
    return occasion in WITH_BADGE and confirmed and comes(found, registration)


def _text(
    occasion: Occasion, found: FoundEvent, registration: Registration, settings: Settings, apart: Apart
) -> LetterText:
    event, language = found.event, language_of(registration)
    title = in_language(event.title, language)
    live = registration.status is not Status.CANCELLED
    to_confirm = registration.status is Status.UNCONFIRMED
    opens = live and occasion not in BARE
    held = takes_place(found)
    shows = opens and held and occasion is not Occasion.THANKS
    until = registration.confirm_by if to_confirm else None
    stop = unsubscribe_token(settings.secret_key, registration.id)
    apart_waits = occasion is Occasion.WAITLISTED and event.counts_apart
    opening = gettext(WAITLISTED_IN_A_WAY if apart_waits else OPENINGS[occasion])
    if apart.registered_by:  # a sentence stands above it, and no salutation whose comma goes on in small letters
        opening = opening[:1].upper() + opening[1:]
    own = own_text(occasion, found, registration, language)
    ours = [opening] if not own.paragraphs or STANDING[occasion] is Standing.ABOVE else []
    return LetterText(
        language=language,
        subject=own.subject or gettext(SUBJECTS[occasion]).format(event=title),
        name=whole_name(registration.first_name, registration.last_name),
        paragraphs=[*own.paragraphs, *ours, *_reason(event, occasion, language), *([apart.note] if apart.note else [])],
        changes=apart.changes if opens else (),
        event=title,
        standing=None if held else gettext(NOT_HELD[event.status]),
        planned=day_range(min(event.days), max(event.days)),
        days=day_lines(found, registration) if shows else [],
        zone=found.zone_name if shows and event.sessions else None,
        place=address_line(event, language),
        map_url=map_of(found, registration) if shows else None,
        sessions=session_lines(found, registration, language, apart.places) if shows else [],
        clashes=clash_warnings(event, registration.living_sessions) if shows else [],
        joining=join_lines(registration, found, language) if shows else [],
        waiting_position=registration.waiting_position if shows else None,
        waits_to_move=waits_to_move(registration) if shows else "",
        kept_until=_kept_until(found, registration) if shows else None,
        register_url=f"{settings.base_url}/events/{event.key}/register" if occasion is Occasion.OFFER_EXPIRED else None,
        manage_url=_own_page(occasion, registration, settings) if opens else None,
        action=gettext(ACTIONS.get(occasion, OPEN)),
        until=moment_for(registration, found, until) if until else None,
        manages=live and not to_confirm,
        with_badge=_with_badge(occasion, found, registration),
        contact=found.contact.line if found.contact else None,
        funding=funding_of([found.project], language),
        registered_by=apart.registered_by,
        privacy_url=f"{settings.base_url}/events/{event.key}/privacy?version={registration.notice_version}"
        if apart.registered_by and registration.notice_version
        else None,
        questions_wait=bool(
            live and apart.registered_by and unanswered(event.registration.questions, registration.answers)
        ),
        stop_url=f"{settings.base_url}/unsubscribe/{stop}" if occasion in UNASKED else None,
    )


def _own_page(occasion: Occasion, registration: Registration, settings: Settings) -> str:
    token = manage_token(settings.secret_key, registration.id)
    return f"{settings.base_url}/my/{token}{PARTS.get(occasion, '')}"


def _reason(event: Event, occasion: Occasion, language: str) -> list[str]:
    """Say why an event does not take place, in the letter that tells it."""
    tells = occasion in {Occasion.CALLED_OFF, Occasion.POSTPONED}
    return [in_language(event.reason, language)] if tells and event.reason else []


def _kept_until(found: FoundEvent, registration: Registration) -> str | None:
    if registration.status is not Status.OFFERED or registration.offered_until is None:
        return None
    return moment_for(registration, found, registration.offered_until)


def moment_for(registration: Registration, found: FoundEvent, moment: datetime) -> str:
    """Give a moment as the clock shows it where the participant lives, and which clock that is."""
    return instant_named(moment, zone_of(registration.country, found))
