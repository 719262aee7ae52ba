"""The words of a calendar entry: its title, its place and its description, in a reader's language."""

from collections.abc import Collection, Iterable
from html import escape

from events_service.programme.labels import kind_name
from events_service.programme.parts import Part, Standing, State
from events_service.programme.records import (
    Event,
    EventType,
    Joining,
    Key,
    Milestone,
    MilestoneKind,
    Project,
    Session,
    SessionKind,
    Words,
)
from events_service.programme.revisions import Revision
from events_service.programme.rooms import where_of
from events_service.programme.speakers import speakers_of
from events_service.programme.words import in_language, language_of
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


def kind_label(part: Part, kind: str, language: str) -> str:
    """Give the name of an event's, a session's or a milestone's kind."""
    if part is Part.SESSION:
        return kind_name(SessionKind(kind), language)
    return kind_name(MilestoneKind(kind) if part is Part.MILESTONE else EventType(kind), language)


def describe_event(
    event: Event, revision: Revision, language: str, chosen: Collection[Key] | None, joining: Joining | None
) -> Words:
    """Describe an event, or one of its days with the day's agenda."""
    agenda = [
        _agenda_line(session, language)
        for session in event.by_hours
        if session.held
        and session.start.date().isoformat() == revision.key
        and (chosen is None or session.key in chosen)
    ]
    return _joined(
        [
            _standing(revision.state, language),
            _join_line(joining, language),
            event.theme,
            event.summary,
            _joined(agenda, language, "\n"),
        ],
        language,
    )


def describe_session(
    event: Event, session: Session | None, revision: Revision, language: str, joining: Joining | None
) -> Words:
    """Describe a session of an event; `session` is None where it has left the definition."""
    paragraphs: list[Words | None] = [
        _standing(revision.state, language),
        _join_line(joining, language),
        event.title,
    ]
    if session is not None:
        if session.closed_to_others:
            paragraphs.append({language: gettext("For partners only.", language)})
        paragraphs.append(session.description)
        if speakers := speakers_of(event, session):
            named = (f"{each.name} ({each.organisation})" if each.organisation else each.name for each in speakers)
            paragraphs.append({language: gettext("Speakers", language) + ": " + ", ".join(named)})
    return _joined(paragraphs, language)


def describe_milestone(project: Project, milestone: Milestone | None, language: str) -> Words:
    """Describe a milestone of a project; `milestone` is None where it has left the definition."""
    name = project.name if isinstance(project.name, dict) else {language: project.name}
    paragraphs: list[Words | None] = [{spoken: f"{project.acronym} – {words}" for spoken, words in name.items()}]
    if milestone is not None:
        paragraphs.append(milestone.summary)
        if milestone.date is None and milestone.semester:
            planned = gettext("Planned for semester {semester}; the day is not fixed yet.", language)
            paragraphs.append({language: planned.format(semester=milestone.semester)})
    return _joined(paragraphs, language)


def as_html(text: str, page: str, language: str, joining: Joining | None = None) -> str:
    """Give a description with a link to its page, for clients that show HTML (X-ALT-DESC)."""
    paragraphs = "".join(f"<p>{escape(part)}</p>" for part in text.split("\n\n") if part).replace("\n", "<br>")
    if joining is not None:
        address = escape(joining.link)
        paragraphs = paragraphs.replace(address, f'<a href="{address}">{address}</a>', 1)
    more = gettext("More information", language)
    link = f'<p><a href="{escape(page)}">{escape(more)}</a></p>'
    return f"<html><body>{paragraphs}{link}</body></html>"


def _standing(state: State, language: str) -> Words | None:
    if state.standing is Standing.CANCELLED:
        return {language: gettext("This does not take place.", language)}
    if state.standing is Standing.POSTPONED:
        return {language: gettext("This is postponed; a new date will follow.", language)}
    return None


def _join_line(joining: Joining | None, language: str) -> Words | None:
    """Say how to join: few calendar programs show CONFERENCE, and all show the description."""
    if joining is None:
        return None
    line = gettext("Join online: {link}", language).format(link=joining.link)
    if joining.note is not None:
        line += "\n" + in_language(joining.note, language)
    return {language: line}


def _agenda_line(session: Session, language: str) -> Words:
    hours = f"{clock_time(session.start, language)}–{clock_time(session.end, language)}"
    where = where_of(session, language)
    room = f" ({where})" if where else ""
    line = f"{hours} {in_language(session.title, language)}{room}"
    spoken = language_of(session.title, language)
    return {spoken: line} if spoken else line


def _joined(parts: Iterable[Words | None], language: str, between: str = "\n\n") -> Words:
    """Join what is there in the reader's language, and keep to which language it belongs where that is one."""
    there = [words for words in parts if words]
    text = between.join(in_language(words, language) for words in there)
    languages = {language_of(words, language) for words in there}
    spoken = languages.pop() if len(languages) == 1 else None
    return {spoken: text} if spoken else text
