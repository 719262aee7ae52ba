"""From the programme to calendar entries: one for each event, each day or each session, in a reader's language."""

from collections.abc import Callable, Container, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from events_service.calendars.images import image_of
from events_service.calendars.records import Entry, Organizer, Status
from events_service.calendars.wording import (
    as_html,
    describe_event,
    describe_milestone,
    describe_session,
    kind_label,
    place,
    title,
)
from events_service.complete import for_each
from events_service.kept import Kept
from events_service.programme.joining import Days, joining_event, joining_session
from events_service.programme.parts import Part, Standing
from events_service.programme.records import Contact, Event, Joining, Key, Project, Session, Venue, Words
from events_service.programme.revisions import Revision
from events_service.programme.words import in_language, language_of
from events_service.web.i18n import gettext


class Grain(Enum):
    """How finely a feed is cut: one entry for each event, for each day, or for each session."""

    EVENTS = "events"
    DAYS = "days"
    SESSIONS = "sessions"


class Reader(Struct, frozen=True, kw_only=True):
    """For whom entries are written.

    `base_url` opens the addresses of pages (no trailing slash). `contact` answers where an event names nobody.
    `drafts` shows what only organisers see. `chosen` holds the keys of the sessions to show, None for all of them;
    `partner` says whether sessions for partners only are among what needs no choice. `online` are the days on which
    the reader may know how to join online where that is not public. `color` is that of the event's project or type.
    """

    language: str
    base_url: str
    contact: Contact | None = None
    drafts: bool = False
    chosen: frozenset[Key] | None = None
    partner: bool = False
    online: Days = frozenset()
    color: str | None = None


_STATUSES = for_each(
    Standing,
    {
        Standing.DRAFT: Status.TENTATIVE,
        Standing.PLANNED: Status.TENTATIVE,
        Standing.FIRM: Status.CONFIRMED,
        Standing.POSTPONED: Status.TENTATIVE,
        Standing.CANCELLED: Status.CANCELLED,
    },
)


def of_event(event: Event, revisions: Iterable[Revision], reader: Reader, grain: Grain = Grain.SESSIONS) -> list[Entry]:
    """Give an event's entries, in the order of their start; what was cancelled or taken out stays, as CANCELLED.

    An event whose days do not follow one another has no single entry and stands in the feed day by day; a day without
    sessions stands in it as a whole day, whatever the grain.
    """
    parts = _parts(event, grain)
    sessions = {session.key for session in event.sessions}
    wanted = [revision for revision in revisions if _shown(revision, reader, sessions)]
    return every_entry(
        event, [revision for revision in wanted if revision.part in parts or _bare_day(revision, parts)], reader
    )


def every_entry(event: Event, revisions: Iterable[Revision], reader: Reader) -> list[Entry]:
    """Give the entries of an event, of all its days and of all its sessions, whatever the reader has chosen."""
    sessions = {session.key: session for session in event.sessions}
    reader = replace(reader, contact=event.contact or reader.contact)

    def entry(revision: Revision) -> Entry:
        joining = _joining(event, revision, sessions, reader)

        def make() -> Entry:
            if revision.part is Part.SESSION:
                return _entry_of_session(event, sessions.get(revision.key), revision, reader, joining)
            return _entry_of_event(event, revision, reader, joining)

        # What was taken out is shown with words of an event that has gone on changing, and so is made anew.
        return make() if revision.cancelled else _kept(revision, reader, joining, make)

    return sorted(map(entry, revisions), key=_order)


def of_project(project: Project, revisions: Iterable[Revision], reader: Reader) -> list[Entry]:
    """Give the entries of a project's milestones, all of them whole days that leave a reader's time free."""
    milestones = {milestone.key: milestone for milestone in project.milestones}
    contact = project.contact or reader.contact
    entries = []
    for revision in revisions:
        if revision.part is not Part.MILESTONE:
            continue
        milestone = milestones.get(revision.key)
        link = milestone.link if milestone else None
        description = describe_milestone(project, milestone, reader.language)
        page = link or f"{reader.base_url}/"
        entries.append(_entry(revision, replace(reader, contact=contact, color=project.color), description, page))
    return sorted(entries, key=_order)


def of_options(revisions: Iterable[Revision], reader: Reader) -> list[Entry]:
    """Give the entries of dates that are proposed for an event; the one that became it leads to its page."""
    entries = []
    for revision in revisions:
        firm = revision.state.standing is Standing.FIRM
        proposed = gettext("This date is proposed; it is not fixed yet.", reader.language)
        over = gettext("This does not take place.", reader.language)
        words = "" if firm else over if revision.cancelled else proposed
        page = f"{reader.base_url}/events/{revision.key}" if firm else f"{reader.base_url}/"
        entries.append(_entry(revision, reader, {reader.language: words}, page))
    return sorted(entries, key=_order)


def _parts(event: Event, grain: Grain) -> frozenset[Part]:
    days = sorted(event.days)
    in_one_piece = days[-1] - days[0] == timedelta(days=len(days) - 1)
    if grain is Grain.EVENTS and in_one_piece:
        return frozenset({Part.EVENT})
    if grain is Grain.SESSIONS:
        return frozenset({Part.SESSION})
    return frozenset({Part.DAY})


def _bare_day(revision: Revision, parts: frozenset[Part]) -> bool:
    return Part.SESSION in parts and revision.part is Part.DAY and revision.state.all_day


def _shown(revision: Revision, reader: Reader, sessions: Container[Key]) -> bool:
    state = revision.state
    if not reader.drafts and (not revision.announced or state.standing is Standing.DRAFT):
        return False
    if revision.part is not Part.SESSION or reader.chosen is None or revision.key in reader.chosen:
        return True
    # A session that left the definition is nobody's choice any more, but was in the calendars of all who needed none.
    open_to_reader = not state.needs_sign_up and (reader.partner or not state.partners_only)
    return open_to_reader and revision.cancelled and revision.key not in sessions


ENTRIES: Kept[tuple[object, ...], Entry] = Kept(8192)


def _kept(revision: Revision, reader: Reader, joining: Joining | None, make: Callable[[], Entry]) -> Entry:
    """Take the entry that was made of the same revision for such a reader before; a revision's content never changes.

    The fingerprint is part of the key for tests and previews, in which several programmes share one process.
    """
    state = revision.state
    chosen = reader.chosen if revision.part is Part.DAY else None
    content = (revision.uid, revision.sequence, revision.created_at, revision.changed_at, state.standing)
    of_reader = (reader.language, reader.base_url, reader.contact, reader.color, chosen, joining is not None)
    key = (*content, state.fingerprint, *of_reader)
    return ENTRIES.get(key) or ENTRIES.keep(key, make())


def forget() -> None:
    """Drop the entries that are kept, as a process that has just started has none."""
    ENTRIES.clear()


def _joining(event: Event, revision: Revision, sessions: Mapping[Key, Session], reader: Reader) -> Joining | None:
    """Give how the reader joins a part, if they may know; nobody joins what does not take place."""
    if revision.cancelled or (revision.part is Part.SESSION and revision.key not in sessions):
        return None
    if revision.part is Part.SESSION:
        return joining_session(event, sessions[revision.key], reader.online)
    if revision.part is Part.DAY:
        return joining_event(event, [day for day in reader.online if day.isoformat() == revision.key])
    return joining_event(event, reader.online)


def _entry_of_session(
    event: Event, session: Session | None, revision: Revision, reader: Reader, joining: Joining | None
) -> Entry:
    description = describe_session(event, session, revision, reader.language, joining)
    page = f"{reader.base_url}/events/{event.key}#{revision.key}"
    return _entry(revision, reader, description, page, joining, event)


def _entry_of_event(event: Event, revision: Revision, reader: Reader, joining: Joining | None) -> Entry:
    description = describe_event(event, revision, reader.language, reader.chosen, joining)
    page = f"{reader.base_url}/events/{event.key}"
    return _entry(revision, reader, description, page, joining, event)


def _entry(
    revision: Revision,
    reader: Reader,
    description: Words,
    page: str,
    joining: Joining | None = None,
    event: Event | None = None,
) -> Entry:
    state, contact = revision.state, reader.contact
    venue = state.venue
    starts, ends = _span(revision)
    text = in_language(description, reader.language)
    return Entry(
        uid=revision.uid,
        sequence=revision.sequence,
        created_at=revision.created_at,
        changed_at=revision.changed_at,
        starts=starts,
        ends=ends,
        zone=state.zone,
        summary=title(state, reader.language),
        summary_language=language_of(state.title, reader.language),
        description=text,
        description_language=language_of(description, reader.language),
        html=as_html(text, page, reader.language, joining),
        location=place(state, reader.language),
        position=_position(venue),
        url=page,
        categories=(kind_label(revision.part, state.kind, reader.language),),
        status=_STATUSES[state.standing],
        organizer=Organizer(name=contact.name, email=contact.email) if contact else None,
        conference=joining.link if joining else None,
        image=image_of(event, reader.base_url, reader.language) if event else None,
        color=reader.color,
        # What does not take place, or only reminds of a date, keeps nobody from another appointment.
        transparent=revision.cancelled or revision.part is Part.MILESTONE,
    )


def _position(venue: Venue | None) -> tuple[float, float] | None:
    if venue is None or venue.latitude is None or venue.longitude is None:
        return None
    return venue.latitude, venue.longitude


def _span(revision: Revision) -> tuple[datetime | date, datetime | date]:
    state = revision.state
    if state.all_day:
        return state.starts.date(), state.ends.date()
    zone = ZoneInfo(state.zone)
    return state.starts.replace(tzinfo=zone).astimezone(UTC), state.ends.replace(tzinfo=zone).astimezone(UTC)


def _order(entry: Entry) -> tuple[str, str]:
    return entry.starts.isoformat(), entry.uid
