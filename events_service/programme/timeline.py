"""The programme as one line in time: events, and between them what the projects publish."""

from collections.abc import Iterable
from datetime import UTC, date, datetime

from msgspec import Struct

from events_service.programme.finding import FoundEvent
from events_service.programme.labels import kind_name
from events_service.programme.listing import Listed, Period, day_of
from events_service.programme.records import Milestone, MilestoneState, Project
from events_service.programme.registration_state import RegistrationState, registration_state
from events_service.programme.semesters import span
from events_service.programme.words import Wording, wording


class EventLine(Struct, frozen=True, kw_only=True):
    """An event as it stands in a list."""

    found: FoundEvent
    kind: str
    title: Wording
    theme: Wording | None
    city: Wording | None
    country: str | None
    first: date
    last: date
    registration: RegistrationState


class MilestoneLine(Struct, frozen=True, kw_only=True):
    """A milestone as it stands in a list; without a `date` it is known by its `semester` alone."""

    project: str
    kind: str
    title: Wording
    summary: Wording | None
    link: str | None
    date: date | None
    semester: str | None
    published: bool


class Entry(Struct, frozen=True, kw_only=True):
    """A place in the line: an event or a milestone, on the day that it is sorted by."""

    day: date
    event: EventLine | None = None
    milestone: MilestoneLine | None = None


def event_line(found: FoundEvent, now: datetime, language: str) -> EventLine:
    """Give an event as a list shows it."""
    venue = found.event.venue
    return EventLine(
        found=found,
        kind=kind_name(found.event.type, language),
        title=wording(found.event.title, language),
        theme=wording(found.event.theme, language),
        city=wording(venue.city, language) if venue else None,
        country=venue.country if venue else None,
        first=min(found.event.days),
        last=max(found.event.days),
        registration=registration_state(found, now),
    )


def timeline(
    listed: Listed, projects: Iterable[Project], period: Period, now: datetime, language: str, after: str | None = None
) -> list[Entry]:
    """Put events and milestones of a period into one line: soonest first, or the latest first for what is past.

    Of several pages each milestone stands on one: `after` is what the page was asked with.
    """
    events = [
        Entry(day=line.first, event=line) for line in (event_line(found, now, language) for found in listed.items)
    ]
    milestones = [
        entry
        for project in projects
        for milestone in project.milestones
        if (entry := _milestone_entry(project, milestone, period, now.astimezone(UTC).date(), language))
        and _on_page(entry.day, period, after, listed.next)
    ]
    return sorted(events + milestones, key=lambda entry: entry.day, reverse=period is Period.PAST)


def _on_page(day: date, period: Period, after: str | None, following: str | None) -> bool:
    if period is Period.PAST:
        return (after is None or day <= day_of(after)) and (following is None or day > day_of(following))
    return (after is None or day >= day_of(after)) and (following is None or day < day_of(following))


def _milestone_entry(
    project: Project, milestone: Milestone, period: Period, today: date, language: str
) -> Entry | None:
    """Place a milestone: on its date; else, published, today at the latest, or planned, at its semester's end."""
    published = milestone.state is MilestoneState.PUBLISHED
    if milestone.date is not None:
        day, past = milestone.date, milestone.date < today
    elif milestone.semester is not None:
        ends = span(project, milestone.semester)[1]
        day, past = (min(ends, today), True) if published else (ends, False)
    else:
        return None
    if past is not (period is Period.PAST):
        return None
    out = published and day <= today
    line = MilestoneLine(
        project=project.acronym,
        kind=kind_name(milestone.kind, language),
        title=wording(milestone.title, language),
        summary=wording(milestone.summary, language),
        link=milestone.link if out else None,
        date=milestone.date,
        semester=milestone.semester,
        published=out,
    )
    return Entry(day=day, milestone=line)
