"""From the programme and its registrations to what is printed: records in, the printing room's plain structs out."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date

from events_service.printing.latin_letters import latin
from events_service.printing.list_page import ListWords
from events_service.printing.records import (
    Badge,
    BadgeEvent,
    Bilingual,
    ParticipantsList,
    PrintingRefused,
    SheetHeader,
    SheetRow,
    SignInSheet,
    Visibility,
)
from events_service.programme.finding import FoundEvent
from events_service.programme.labels import kind_name
from events_service.programme.records import AttendanceMode, Event, Project, Session, Words
from events_service.programme.words import in_language, name_then
from events_service.registrations.labels import category_name
from events_service.registrations.records import Category, Registration, Status
from events_service.web.i18n import LANGUAGES, N_, clock_time, country_name, day_range, gettext, long_day, translator


class NobodyToPrint(PrintingRefused):
    """There is nobody whom the document would be about."""


class UnknownCheckpoint(PrintingRefused):
    """The event has no such day or session."""


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


def host_language(found: FoundEvent) -> str | None:
    """Give the language that stands beside English on lists: the host's, None where that is English."""
    spoken = [language for language in (*found.host.languages, *found.event.languages) if language in LANGUAGES]
    return next((language for language in spoken if language != "en"), None)


def list_words(found: FoundEvent) -> ListWords:
    """Give the words of a list in English and the host's language."""
    local = host_language(found)
    return ListWords(english=translator("en"), local=translator(local) if local else None)


def place_of(event: Event, language: str) -> str:
    """Give city and country, or an empty text for an event without a venue."""
    if event.venue is None:
        return ""
    parts = (in_language(event.venue.city or "", language), country_name(event.venue.country, language))
    return ", ".join(part for part in parts if part)


def badge_event(found: FoundEvent) -> BadgeEvent:
    """Give what all badges of an event share, in English, the working language."""
    event = found.event
    return BadgeEvent(
        visibility=visibility(found.project, "en"),
        title=in_language(event.title, "en"),
        dates=day_range(min(event.days), max(event.days), "en"),
        place=place_of(event, "en"),
    )


def badge_payload(base_url: str, code: str) -> str:
    """Give the address in a badge's QR code, in capitals: QR's alphanumeric mode keeps the code small."""
    return f"{base_url}/b/{code}".upper()


def badge(registration: Registration, base_url: str) -> Badge:
    """Give a participant's badge; a name in other letters has it in Latin ones below."""
    latin_name = registration.latin_name or latin(registration.name)
    return Badge(
        key=str(registration.id),
        first_name=registration.first_name,
        last_name=registration.last_name,
        organisation=registration.organisation,
        country=country_name(registration.country, "en"),
        category=registration.category.value,
        category_label=category_name(registration.category, "en"),
        payload=badge_payload(base_url, registration.badge_code),
        latin_name=latin_name if latin_name != registration.name else "",
        no_photo=not registration.photos,
    )


def badges_of(registrations: Iterable[Registration], base_url: str) -> list[Badge]:
    """Give the badges of all confirmed participants, by name. Raises NobodyToPrint."""
    confirmed = sorted((one for one in registrations if one.status is Status.CONFIRMED), key=by_name)
    if not confirmed:
        raise NobodyToPrint(gettext(N_("Nobody is confirmed for this event yet, so there are no badges to print.")))
    return [badge(one, base_url) for one in confirmed]


def by_name(registration: Registration) -> tuple[str, str, int]:
    """Order by last name, then first name; the number settles the rest."""
    return registration.last_name.casefold(), registration.first_name.casefold(), registration.number


def header(found: FoundEvent, day: date | None = None, session: Session | None = None) -> SheetHeader:
    """Give the head of a list: of one day, of one session, or of the whole event."""
    local = host_language(found)
    event = found.event
    first = day or min(event.days)

    def when(language: str) -> str:
        return long_day(day, language) if day else day_range(min(event.days), max(event.days), language)

    def both(text: Words) -> Bilingual:
        return Bilingual(english=in_language(text, "en"), local=in_language(text, local) if local else "")

    venue = in_language(event.venue.name, local or "en") if event.venue else ""
    return SheetHeader(
        visibility=visibility(found.project, "en"),
        event_title=both(event.title),
        event_type=Bilingual(english=kind_name(event.type, "en"), local=kind_name(event.type, local) if local else ""),
        date=Bilingual(english=when("en"), local=when(local) if local else ""),
        venue=", ".join(part for part in (venue, place_of(event, local or "en")) if part),
        host=both(name_then(found.host, first)),
        session=_session_line(session, local) if session else None,
        languages=("en", local),
    )


def _session_line(session: Session, local: str | None) -> Bilingual:
    hours = f"{clock_time(session.start, 'en')}–{clock_time(session.end, 'en')}"

    def line(language: str) -> str:
        return f"{in_language(session.title, language)}, {hours}"

    return Bilingual(english=line("en"), local=line(local) if local else "")


def sign_in_sheets_of(
    found: FoundEvent,
    registrations: Sequence[Registration],
    base_url: str,
    *,
    day: date | None = None,
    session_key: str | None = None,
) -> list[SignInSheet]:
    """Give the lists to sign: one for each day, for one day, or for one session. Raises UnknownCheckpoint.

    Speakers who did not register sign on a list of their own for the day.
    """
    event = found.event
    if session_key is not None:
        session = next((one for one in event.sessions if one.key == session_key), None)
        if session is None:
            raise UnknownCheckpoint(gettext(N_("The event has no session {key}.")).format(key=session_key))
        people = [one for one in registrations if _attends(one, session)]
        return [_sheet(found, people, session.key, base_url, session.start.date(), session)]
    if day is not None and day not in event.days:
        raise UnknownCheckpoint(gettext(N_("{day} is not a day of this event.")).format(day=day.isoformat()))
    sheets: list[SignInSheet] = []
    for wanted in sorted(event.days) if day is None else [day]:
        sheets.append(_sheet(found, registrations, wanted.isoformat(), base_url, wanted))
        speakers = _unregistered_speakers(event, wanted, registrations)
        if speakers:
            sheets.append(_speakers_sheet(found, speakers, wanted, base_url))
    return sheets


def _attends(registration: Registration, session: Session) -> bool:
    if session.capacity is None:
        return True
    return any(one.key == session.key and one.status is Status.CONFIRMED for one in registration.sessions)


def _sheet(
    found: FoundEvent,
    registrations: Iterable[Registration],
    checkpoint: str,
    base_url: str,
    day: date,
    session: Session | None = None,
) -> SignInSheet:
    confirmed = sorted((one for one in registrations if one.status is Status.CONFIRMED), key=by_name)
    local = host_language(found) or "en"
    present = tuple(sheet_row(one, local) for one in confirmed if one.attendance_mode is AttendanceMode.IN_PERSON)
    online = tuple(sheet_row(one, local) for one in confirmed if one.attendance_mode is AttendanceMode.ONLINE)
    version = _version(present)
    return SignInSheet(
        header=header(found, day, session),
        payload=f"{base_url}/s/{found.event.key}/{checkpoint}/{version}".upper(),
        rows=present,
        online=online,
        version=version,
    )


def _version(rows: Iterable[SheetRow]) -> str:
    """Name a sheet by who stands on it, so that a scanned page is matched with the list it was printed from."""
    return hashlib.sha256("\n".join(row.key for row in rows).encode()).hexdigest()[:6]


def sheet_row(registration: Registration, language: str) -> SheetRow:
    """Give a participant's line; country and role are in the host's language."""
    return SheetRow(
        number=registration.number,
        key=str(registration.id),
        name=registration.name,
        organisation=registration.organisation,
        country=country_name(registration.country, language),
        role=category_name(registration.category, language),
    )


def _unregistered_speakers(event: Event, day: date, registrations: Iterable[Registration]) -> list[tuple[str, str]]:
    registered = {one.name.casefold() for one in registrations if one.status is Status.CONFIRMED}
    speakers = {
        speaker.name: speaker.organisation or ""
        for session in event.sessions
        if session.start.date() == day
        for speaker in session.speakers
        if speaker.name.casefold() not in registered
    }
    return list(speakers.items())


def _speakers_sheet(found: FoundEvent, speakers: list[tuple[str, str]], day: date, base_url: str) -> SignInSheet:
    local = host_language(found)
    role = category_name(Category.SPEAKER, local or "en")
    rows = tuple(
        SheetRow(number=number, key=f"speaker:{name}", name=name, organisation=organisation, role=role)
        for number, (name, organisation) in enumerate(speakers, start=1)
    )
    head = header(found, day)
    title = N_("Speakers")
    bilingual = Bilingual(english=title, local=gettext(title, local) if local else "")
    version = _version(rows)
    return SignInSheet(
        header=SheetHeader(
            visibility=head.visibility,
            event_title=head.event_title,
            event_type=head.event_type,
            date=head.date,
            venue=head.venue,
            host=head.host,
            session=bilingual,
            languages=head.languages,
        ),
        payload=f"{base_url}/s/{found.event.key}/{day.isoformat()}-speakers/{version}".upper(),
        rows=rows,
        walk_in_rows=2,
        version=version,
    )


def participants_list_of(found: FoundEvent, registrations: Iterable[Registration]) -> ParticipantsList:
    """Give the list of participants to hand out: all confirmed, by name."""
    local = host_language(found) or "en"
    confirmed = sorted((one for one in registrations if one.status is Status.CONFIRMED), key=by_name)
    return ParticipantsList(header=header(found), rows=tuple(sheet_row(one, local) for one in confirmed))
