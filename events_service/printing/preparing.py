"""From the programme and its registrations to what is printed: records in, the printing room's plain structs out."""

from collections.abc import Callable, Iterable
from datetime import date

from events_service.documents.naming import latin_line
from events_service.documents.records import Badge, BadgeEvent, Bilingual, ParticipantsList, SheetHeader, SheetRow
from events_service.printing.languages import Languages, languages_of
from events_service.programme.finding import FoundEvent
from events_service.programme.labels import kind_name
from events_service.programme.places import city_line
from events_service.programme.records import Event, Project, Session
from events_service.programme.words import in_language, name_then
from events_service.registrations.asking.chosen_sessions import own_sessions
from events_service.registrations.labels import category_name
from events_service.registrations.records import Registration, Status
from events_service.typesetting.records import PrintingRefused, Visibility
from events_service.web.alphabet import alphabetical
from events_service.web.i18n import N_, clock_time, country_name, day_range, gettext, long_day
from events_service.web.names import FAMILY_FIRST


class NobodyToPrint(PrintingRefused):
    """There is nobody whom the document would be about."""


def visibility(project: Project, language: str) -> Visibility:
    """Give what every document carries; without a funding statement printing is refused later."""
    statement = project.funding_statement
    return Visibility(
        programme=project.programme,
        acronym=project.acronym,
        reference=project.reference,
        funding_statement=in_language(statement, language) if statement else None,
        project_name=in_language(project.name, language),
    )


def badge_event(found: FoundEvent) -> BadgeEvent:
    """Give what all badges of an event share, in English, the working language."""
    event = found.event
    return BadgeEvent(
        visibility=visibility(found.project, "en"),
        title=in_language(event.title, "en"),
        dates=day_range(min(event.days), max(event.days), "en"),
        place=city_line(event.venue, "en"),
    )


def badge_payload(base_url: str, code: str) -> str:
    """Give the address in a badge's QR code, in capitals: QR's alphanumeric mode keeps the code small."""
    return f"{base_url}/b/{code}".upper()


def badge(registration: Registration, base_url: str, agenda: tuple[str, ...] = ()) -> Badge:
    """Give a participant's badge; a name in other letters has it in Latin ones below."""
    return Badge(
        key=str(registration.id),
        first_name=registration.first_name,
        last_name=registration.last_name,
        organisation=registration.organisation,
        country=country_name(registration.country, "en"),
        category=registration.category,
        category_label=category_name(registration.category, "en"),
        payload=badge_payload(base_url, registration.badge_code),
        latin_name=latin_line(registration.name, registration.latin_name),
        no_photo=not registration.photos,
        family_first=registration.language in FAMILY_FIRST,
        agenda=agenda,
    )


def badges_of(registrations: Iterable[Registration], base_url: str, with_agenda: Event | None = None) -> list[Badge]:
    """Give the badges of all confirmed participants, by name; with an event, each has the person's own sessions.

    Raises NobodyToPrint.
    """
    confirmed = sorted((one for one in registrations if one.status is Status.CONFIRMED), key=by_name)
    if not confirmed:
        raise NobodyToPrint(gettext(N_("Nobody is confirmed for this event yet, so there are no badges to print.")))
    return [badge(one, base_url, own_agenda(with_agenda, one) if with_agenda else ()) for one in confirmed]


def own_agenda(event: Event, registration: Registration) -> tuple[str, ...]:
    """Give the lines of a participant's own agenda: each day and its sessions, those with sign-up only if chosen."""
    theirs = [one for one in own_sessions(event, registration) if one.held]
    lines: list[str] = []
    for day in sorted(event.days):
        own = [one for one in theirs if one.start.date() == day]
        if own:
            lines.append(long_day(day, "en"))
            lines += [f"{clock_time(one.start, 'en')} {in_language(one.title, 'en')}" for one in own]
    return tuple(lines)


def by_name(registration: Registration) -> tuple[str, str, int]:
    """Order by last name, then first name; the number settles the rest."""
    return registration.last_name.casefold(), registration.first_name.casefold(), registration.number


def alphabetically(registrations: Iterable[Registration], language: str) -> list[Registration]:
    """Sort who is confirmed by last name, then first name, in a language's alphabet."""
    key = alphabetical(language)
    return sorted(
        (one for one in registrations if one.status is Status.CONFIRMED),
        key=lambda one: (key(one.last_name), key(one.first_name), one.number),
    )


def header(
    found: FoundEvent, day: date | None = None, session: Session | None = None, languages: Languages | None = None
) -> SheetHeader:
    """Give the head of a list: of one day, of one session, or of the whole event."""
    shown = languages or languages_of(found)
    event = found.event
    first = day or min(event.days)

    def when(language: str) -> str:
        return long_day(day, language) if day else day_range(min(event.days), max(event.days), language)

    place = session.place if session and session.place else event.venue
    venue = in_language(place.name, shown.of_rows) if place else ""
    return SheetHeader(
        visibility=visibility(found.project, shown.first),
        event_title=shown.both(event.title),
        event_type=_each(shown, lambda language: kind_name(event.type, language)),
        date=_each(shown, when),
        venue=", ".join(part for part in (venue, city_line(place, shown.of_rows)) if part),
        host=shown.both(name_then(found.host, first)),
        session=_session_line(session, shown) if session else None,
        languages=(shown.first, shown.second),
    )


def _each(languages: Languages, text: Callable[[str], str]) -> Bilingual:
    return Bilingual(english=text(languages.first), local=text(languages.second) if languages.second else "")


def _session_line(session: Session, languages: Languages) -> Bilingual:
    hours = f"{clock_time(session.start, 'en')}–{clock_time(session.end, 'en')}"
    return _each(languages, lambda language: f"{in_language(session.title, language)}, {hours}")


def sheet_row(registration: Registration, language: str) -> SheetRow:
    """Give a participant's line; country and role are in the language given."""
    return SheetRow(
        number=registration.number,
        key=str(registration.id),
        name=registration.name,
        latin_name=latin_line(registration.name, registration.latin_name),
        organisation=registration.organisation,
        country=country_name(registration.country, language),
        role=category_name(registration.category, language),
    )


def participants_list_of(
    found: FoundEvent, registrations: Iterable[Registration], languages: Languages | None = None
) -> ParticipantsList:
    """Give the list of participants to hand out: all confirmed, by name."""
    shown = languages or languages_of(found)
    rows = (sheet_row(one, shown.of_rows) for one in alphabetically(registrations, shown.of_rows))
    return ParticipantsList(header=header(found, languages=shown), rows=tuple(rows))
