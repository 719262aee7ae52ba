"""The words of a calendar entry: its title, its place and its description, in a reader's language."""

from collections.abc import Collection, Iterator

from events_service.programme.parts import Part, Standing, State
from events_service.programme.records import Event, Key, Milestone, Project, Session, SessionAccess
from events_service.programme.revisions import Revision
from events_service.programme.words import in_language
from events_service.web.i18n import clock_time, country_name, gettext


def title(state: State, language: str) -> str:
    """Give the title, with the standing in front: some clients do not show STATUS at all."""
    words = in_language(state.title, language)
    if state.standing is Standing.CANCELLED:
        return gettext("Cancelled: {title}", language).format(title=words)
    if state.standing is Standing.POSTPONED:
        return gettext("Postponed: {title}", language).format(title=words)
    if state.standing is Standing.DRAFT:
        return gettext("Draft: {title}", language).format(title=words)
    return words


def place(state: State, language: str) -> str:
    """Give room, venue, address, city and country in one line."""
    venue = state.venue
    parts = [in_language(state.room, language) if state.room else None]
    if venue is not None:
        city = in_language(venue.city, language) if venue.city else None
        parts += [in_language(venue.name, language), venue.address, city, country_name(venue.country, language)]
    return ", ".join(dict.fromkeys(part for part in parts if part))


def kind_label(kind: str, language: str) -> str:
    """Give the name of an event's, a session's or a milestone's kind."""
    return gettext(kind.replace("_", " ").capitalize(), language)


def describe_event(event: Event, revision: Revision, language: str, chosen: Collection[Key] | None) -> str:
    """Describe an event, or one of its days with the day's agenda."""
    paragraphs = [
        _standing(revision.state, language),
        in_language(event.theme, language) if event.theme else None,
        in_language(event.summary, language) if event.summary else None,
    ]
    if revision.part is Part.DAY:
        sessions = [
            session
            for session in sorted(event.sessions, key=lambda session: session.start)
            if session.start.date().isoformat() == revision.key and (chosen is None or session.key in chosen)
        ]
        paragraphs.append("\n".join(_agenda_lines(sessions, language)))
    return _paragraphs(paragraphs)


def describe_session(event: Event, session: Session | None, revision: Revision, language: str) -> str:
    """Describe a session of an event; `session` is None where it has left the definition."""
    paragraphs = [_standing(revision.state, language), in_language(event.title, language)]
    if session is not None:
        if session.access is SessionAccess.PARTNERS:
            paragraphs.append(gettext("For partners only.", language))
        paragraphs.append(in_language(session.description, language) if session.description else None)
        if session.speakers:
            speakers = (
                f"{speaker.name} ({speaker.organisation})" if speaker.organisation else speaker.name
                for speaker in session.speakers
            )
            paragraphs.append(gettext("Speakers", language) + ": " + ", ".join(speakers))
    return _paragraphs(paragraphs)


def describe_milestone(project: Project, milestone: Milestone | None, language: str) -> str:
    """Describe a milestone of a project; `milestone` is None where it has left the definition."""
    paragraphs: list[str | None] = [f"{project.acronym} – {in_language(project.name, language)}"]
    if milestone is not None:
        paragraphs.append(in_language(milestone.summary, language) if milestone.summary else None)
        if milestone.date is None and milestone.semester:
            planned = gettext("Planned for semester {semester}; the day is not fixed yet.", language)
            paragraphs.append(planned.format(semester=milestone.semester))
    return _paragraphs(paragraphs)


def _standing(state: State, language: str) -> str | None:
    if state.standing is Standing.CANCELLED:
        return gettext("This does not take place.", language)
    if state.standing is Standing.POSTPONED:
        return gettext("This is postponed; a new date will follow.", language)
    return None


def _agenda_lines(sessions: list[Session], language: str) -> Iterator[str]:
    for session in sessions:
        hours = f"{clock_time(session.start, language)}–{clock_time(session.end, language)}"
        room = f" ({in_language(session.room, language)})" if session.room else ""
        yield f"{hours} {in_language(session.title, language)}{room}"


def _paragraphs(paragraphs: list[str | None]) -> str:
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)
