"""An organiser's own words in letters: where they stand, whose count in which language, and what is filled in."""

import re
from collections.abc import Mapping, Sequence
from enum import Enum

from msgspec import Struct

from events_service.complete import for_each
from events_service.programme.finding import FoundEvent
from events_service.programme.placeholders import Placeholder, filled
from events_service.programme.places import address_line
from events_service.programme.records import MailOccasion, OwnMails, Words
from events_service.programme.words import in_language, name_then
from events_service.registrations.letters.occasions import Occasion
from events_service.registrations.records import Registration
from events_service.web.i18n import day_range


class Standing(Enum):
    """Where own words stand: in the place of ours, above ours that must be read in any case, or nowhere."""

    INSTEAD = "instead"
    ABOVE = "above"
    NOWHERE = "nowhere"


STANDING = for_each(
    Occasion,
    {
        Occasion.CONFIRM_ADDRESS: Standing.ABOVE,
        Occasion.RECEIVED: Standing.INSTEAD,
        Occasion.ALREADY_REGISTERED: Standing.ABOVE,
        Occasion.CONFIRMED: Standing.INSTEAD,
        Occasion.WAITLISTED: Standing.INSTEAD,
        Occasion.OFFERED: Standing.ABOVE,
        Occasion.OFFER_EXPIRED: Standing.ABOVE,
        Occasion.OFFER_WITHDRAWN: Standing.ABOVE,
        Occasion.PROMOTED: Standing.INSTEAD,
        Occasion.SESSION_PLACE: Standing.INSTEAD,
        Occasion.CHANGED: Standing.INSTEAD,
        Occasion.CANCELLED: Standing.INSTEAD,
        Occasion.DECLINED: Standing.INSTEAD,
        Occasion.LINK: Standing.INSTEAD,
        Occasion.ADDRESS_CHANGE: Standing.ABOVE,
        Occasion.ADDRESS_CHANGED: Standing.ABOVE,
        Occasion.REMINDER: Standing.INSTEAD,
        Occasion.THANKS: Standing.INSTEAD,
        Occasion.GROUP: Standing.NOWHERE,
        Occasion.PROGRAMME_CHANGED: Standing.INSTEAD,
        Occasion.PROGRAMME_RELEASED: Standing.INSTEAD,
        Occasion.MOVED: Standing.ABOVE,
        Occasion.PLACE_CHANGED: Standing.INSTEAD,
        Occasion.JOINING_CHANGED: Standing.ABOVE,
        Occasion.SESSION_CANCELLED: Standing.INSTEAD,
        Occasion.SESSION_BACK: Standing.INSTEAD,
        Occasion.POSTPONED: Standing.ABOVE,
        Occasion.CALLED_OFF: Standing.ABOVE,
        Occasion.TAKES_PLACE: Standing.ABOVE,
        Occasion.INVITATIONS: Standing.INSTEAD,
        Occasion.WILL_NOT_COME: Standing.ABOVE,
        Occasion.STILL_WAITING: Standing.ABOVE,
        Occasion.INVITATION_LETTER: Standing.INSTEAD,
        Occasion.VISA_LETTER_GRANTED: Standing.ABOVE,
        Occasion.VISA_LETTER_DECLINED: Standing.ABOVE,
        Occasion.ERASED: Standing.ABOVE,
    },
)
OCCASIONS = for_each(MailOccasion, {each: Occasion(each.value) for each in MailOccasion})


class OwnText(Struct, frozen=True, kw_only=True):
    """Own words for one reader, filled in; `subject` empty and no `paragraphs` where ours stand."""

    subject: str = ""
    paragraphs: Sequence[str] = ()


def own_text(occasion: Occasion, found: FoundEvent, reader: Registration, language: str) -> OwnText:
    """Give the own words that a letter bears in a language: the event's, else the project's, else none.

    Nobody is written to in a language that is not theirs: where own words are missing in it, ours stand.
    """
    if STANDING[occasion] is Standing.NOWHERE:
        return OwnText()
    levels, kind = (found.event.mails, found.project.mails), MailOccasion(occasion.value)
    subject = next(filter(None, (_written(mails, kind, "subject", language) for mails in levels)), "")
    text = next(filter(None, (_written(mails, kind, "text", language) for mails in levels)), "")
    if not subject and not text:  # most letters: there is nothing to look names and facts up for
        return OwnText()
    values = values_for(found, reader, language)
    return OwnText(subject=filled(subject, values), paragraphs=paragraphs_of(filled(text, values)))


def exactly(words: Words | None, language: str) -> str:
    """Give a text as it is written for a language, one text for all for any; empty where there is none."""
    return words if isinstance(words, str) else (words or {}).get(language, "")


def paragraphs_of(text: str) -> list[str]:
    """Part a text at its blank lines."""
    return [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]


def values_for(found: FoundEvent, reader: Registration, language: str) -> Mapping[Placeholder, str]:
    """Give what is filled in for a reader: names and facts as plain text."""
    event = found.event
    return for_each(
        Placeholder,
        {
            Placeholder.NAME: reader.name,
            Placeholder.FIRST_NAME: reader.first_name,
            Placeholder.LAST_NAME: reader.last_name,
            Placeholder.ORGANISATION: reader.organisation,
            Placeholder.EVENT: in_language(event.title, language),
            Placeholder.DAYS: day_range(min(event.days), max(event.days), language),
            Placeholder.PLACE: address_line(event, language),
            Placeholder.HOST: in_language(name_then(found.host, min(event.days)), language),
        },
    )


def _written(mails: OwnMails, kind: MailOccasion, part: str, language: str) -> str:
    return exactly(getattr(mails[kind], part), language) if kind in mails else ""
