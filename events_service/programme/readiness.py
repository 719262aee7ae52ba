"""What participants would miss if an event were published as it stands: a list to work through, and no hindrance."""

from collections.abc import Iterator
from datetime import datetime

from msgspec import Struct

from events_service.programme.finding import FoundEvent
from events_service.programme.records import AttendanceMode
from events_service.programme.registration_state import closes_at, end_of
from events_service.programme.translations import count_missing, languages_missing
from events_service.web.i18n import gettext, language_name, ngettext, short_day


class Gap(Struct, frozen=True, kw_only=True):
    """Something that participants would miss, and the page where it is filled in, below the event's own address."""

    sentence: str
    page: str


def gaps(found: FoundEvent, now: datetime, odd: int = 0) -> list[Gap]:
    """Give what participants would miss, the most important first; last, that `odd` things stand beside the agenda."""
    return [
        *_of_place(found),
        *_of_people(found),
        *_of_registration(found, now),
        *_of_agenda(found),
        *_of_texts(found),
        *_of_mails(found),
        *_of_oddities(odd),
    ]


def _of_place(found: FoundEvent) -> Iterator[Gap]:
    event = found.event
    if AttendanceMode.IN_PERSON in event.attendance_modes:
        if event.venue is None:
            yield Gap(sentence=gettext("It has no place: nobody knows where to come."), page="edit/place")
        elif event.venue.address is None and event.venue.latitude is None:
            yield Gap(sentence=gettext("The place has neither an address nor coordinates."), page="edit/place")
    if AttendanceMode.ONLINE in event.attendance_modes and event.joining is None:
        sentence = gettext("There is no link for those who join online; they are told it as soon as there is one.")
        yield Gap(sentence=sentence, page="edit/place")


def _of_people(found: FoundEvent) -> Iterator[Gap]:
    if found.contact is None:
        sentence = gettext("There is nobody to ask: neither the event nor its host has a contact.")
        yield Gap(sentence=sentence, page="edit/basics")


def _of_registration(found: FoundEvent, now: datetime) -> Iterator[Gap]:
    event = found.event
    if (closes_at(found) or end_of(found)) <= now:
        yield Gap(sentence=gettext("Registration has closed already."), page="edit/registration")
    if event.capacity is None and AttendanceMode.IN_PERSON in event.attendance_modes:
        sentence = gettext("The number of places in person has no limit: as many may register as want to.")
        yield Gap(sentence=sentence, page="edit/registration")


def _of_agenda(found: FoundEvent) -> Iterator[Gap]:
    held = {session.start.date() for session in found.event.held_sessions}
    for day in found.event.days:
        if day not in held:
            sentence = gettext("There is no session on {day}.").format(day=short_day(day))
            yield Gap(sentence=sentence, page="agenda")


def _of_mails(found: FoundEvent) -> Iterator[Gap]:
    if number := sum(bool(languages_missing(words, found.project)) for words in found.event.mails.values()):
        sentence = ngettext(
            "Your own words of %(num)s mail are missing in a language: there, ours stand.",
            "Your own words of %(num)s mails are missing in a language: there, ours stand.",
            number,
        )
        yield Gap(sentence=sentence % {"num": number}, page="mails/texts")


def _of_oddities(odd: int) -> Iterator[Gap]:
    if odd:
        sentence = ngettext("%(num)s thing in the agenda looks odd.", "%(num)s things in the agenda look odd.", odd)
        yield Gap(sentence=sentence % {"num": odd}, page="agenda#agenda-odd")


def _of_texts(found: FoundEvent) -> Iterator[Gap]:
    for language in found.project.languages:
        if missing := count_missing(found.event, language):
            sentence = ngettext(
                "%(num)s text is missing in %(language)s.", "%(num)s texts are missing in %(language)s.", missing
            )
            yield Gap(
                sentence=sentence % {"num": missing, "language": language_name(language)},
                page=f"edit/texts?to={language}",
            )
