"""From a registration to its letter of invitation: whose words, which facts, in the language of the letter. Pure."""

from collections.abc import Mapping
from datetime import date, datetime

from msgspec import Struct

from events_service.complete import for_each
from events_service.documents.letter_records import InvitationLetter, LetterDay, LetterSender
from events_service.documents.naming import latin_line
from events_service.printing.preparing import visibility
from events_service.programme.finding import FoundEvent
from events_service.programme.labels import kind_name
from events_service.programme.placeholders import filled
from events_service.programme.places import address_line
from events_service.programme.records import Event, InvitationLetters, Letterhead, LetterKind, SessionKind
from events_service.programme.words import in_language, name_then
from events_service.registrations.asking.chosen_sessions import own_sessions
from events_service.registrations.labels import category_name
from events_service.registrations.letters.own_words import exactly, paragraphs_of, values_for
from events_service.registrations.records import Registration
from events_service.web.errors import Refusal
from events_service.web.i18n import N_, clock_time, country_name, day_range, gettext, long_day, or_english

SUBJECTS = for_each(
    LetterKind,
    {
        LetterKind.MISSION: N_("Invitation: {event}"),
        LetterKind.VISA: N_("Invitation for the visa application: {event}"),
    },
)
TEXTS = for_each(
    LetterKind,
    {
        LetterKind.MISSION: N_(
            "We invite {name} ({organisation}) to take part in the event “{event}” ({days}, {place}), which we host."
            " Please take this letter as the basis of the mission order: we kindly ask you to approve the journey."
        ),
        LetterKind.VISA: N_(
            "We invite {name} ({organisation}) to take part in the event “{event}” ({days}, {place}), which we host."
            " We kindly ask the authorities in charge to issue a visa for the days of the event and of the journey."
        ),
    },
)
_LEFT_OUT = frozenset({SessionKind.BREAK, SessionKind.REGISTRATION})


class NoLetterhead(Refusal):
    """The event gives no letters: their letterhead is not filled in."""

    status = 409
    slug = "no-letterhead"
    message = N_("This event gives no letters of invitation yet: fill in their letterhead first.")


class VisaDetails(Struct, frozen=True, kw_only=True):
    """What a person gives for a visa letter alone; it goes onto the paper and is kept nowhere."""

    born: date
    nationality: str
    passport: str


class LetterWish(Struct, frozen=True, kw_only=True):
    """What a letter is for, and how it is wanted: a `language` other than the reader's own, and what a visa needs."""

    kind: LetterKind
    language: str | None = None
    visa: VisaDetails | None = None


class Issued(Struct, frozen=True, kw_only=True):
    """A letter that is given to somebody: its number, and when it was given first."""

    number: str
    at: datetime


def require_letters(found: FoundEvent) -> InvitationLetters:
    """Give what an event's letters are made with. Raises NoLetterhead."""
    if found.event.letters is None:
        raise NoLetterhead
    return found.event.letters


def letter_of(
    found: FoundEvent,
    registration: Registration,
    issued: Issued,
    wish: LetterWish,
    base_url: str,
) -> InvitationLetter:
    """Give somebody's letter, in their own language where they wish for none. Raises NoLetterhead."""
    event, kind, letters = found.event, wish.kind, require_letters(found)
    language = or_english(wish.language or registration.language)
    values = values_for(found, registration, language)
    own = letters.words.get(kind)
    subject = (exactly(own.subject, language) if own else "") or gettext(SUBJECTS[kind], language)
    text = (exactly(own.text, language) if own else "") or gettext(TEXTS[kind], language)
    address = letter_address(base_url, event.key, issued.number)
    return InvitationLetter(
        key=str(registration.id),
        language=language,
        visibility=visibility(found.project, language),
        sender=_sender(letters.letterhead, issued.at.astimezone(found.zone).date(), language),
        name=registration.name,
        subject=filled(subject, values),
        paragraphs=tuple(paragraphs_of(filled(text, values))),
        facts=tuple(
            (gettext(label, language), value) for label, value in _facts(found, registration, language, wish.visa)
        ),
        programme=_programme(event, registration, language),
        costs=in_language(letters.costs, language) if letters.costs else "",
        number=issued.number,
        address=address,
        payload=address.upper(),
    )


def letter_address(base_url: str, event: str, number: str) -> str:
    """Give the address where a letter's number is looked up."""
    return f"{base_url}/l/{event}/{number}"


def _sender(head: Letterhead, day: date, language: str) -> LetterSender:
    numbered: Mapping[str, str | None] = {
        N_("Registration number"): head.registration_number,
        N_("Telephone"): head.phone,
    }
    lines = [f"{gettext(label, language)}: {value}" for label, value in numbered.items() if value]
    return LetterSender(
        name=head.name,
        lines=(head.address, *lines),
        signatory=head.signatory,
        function=in_language(head.function, language) if head.function else "",
        place_and_date=f"{head.place}, {day_range(day, day, language)}",
    )


def _facts(
    found: FoundEvent, registration: Registration, language: str, visa: VisaDetails | None
) -> list[tuple[str, str]]:
    """Give what is to be known of the person and of the event; labels are still to be translated."""
    event, project = found.event, found.project
    latin = latin_line(registration.name, registration.latin_name)
    facts = [(N_("Name"), f"{registration.name} ({latin})" if latin else registration.name)]
    if visa:
        facts.append((N_("Date of birth"), day_range(visa.born, visa.born, language)))
        facts.append((N_("Nationality"), country_name(visa.nationality, language)))
        facts.append((N_("Passport number"), visa.passport))
    of = filter(None, (registration.organisation, country_name(registration.country, language)))
    facts.append((N_("Organisation"), ", ".join(of)))
    facts.append((N_("Takes part as"), category_name(registration.category, language)))
    theme = in_language(event.theme, language) if event.theme else ""
    facts.append((N_("Event"), ": ".join(filter(None, (in_language(event.title, language), theme)))))
    facts.append((N_("Kind"), kind_name(event.type, language)))
    facts.append((N_("Days"), day_range(min(event.days), max(event.days), language)))
    country = country_name(event.venue.country if event.venue else None, language)
    facts.append((N_("Place"), ", ".join(filter(None, (address_line(event, language), country)))))
    facts.append((N_("Host"), in_language(name_then(found.host, min(event.days)), language)))
    facts.append((N_("Project"), f"{in_language(project.name, language)} ({project.acronym}, {project.reference})"))
    return [(label, value) for label, value in facts if value]


def _programme(event: Event, registration: Registration, language: str) -> tuple[LetterDay, ...]:
    """Give the person's own sessions by day, without breaks."""
    theirs = [one for one in own_sessions(event, registration) if one.held and one.kind not in _LEFT_OUT]
    days = []
    for day in sorted(event.days):
        own = [one for one in theirs if one.start.date() == day]
        lines = tuple(
            (
                f"{clock_time(one.start, language)}–{clock_time(one.end, language)}",
                in_language(one.title, language),
            )
            for one in own
        )
        if lines:
            days.append(LetterDay(day=long_day(day, language), sessions=lines))
    return tuple(days)
