"""The event that an option would become: the same record makes the tentative entry and, once chosen, the event."""

from msgspec.structs import replace

from events_service.polls.records import Option, Poll
from events_service.programme.keys import free_key
from events_service.programme.records import (
    AttendanceMode,
    Event,
    EventAccess,
    EventStatus,
    EventType,
    Session,
    SessionKind,
    Venue,
)


def event_of(poll: Poll, option: Option) -> Event:
    """Give the event of an option: open to whoever has its address, with one session where it takes one day."""
    title = {poll.language: poll.title}
    online = poll.type is EventType.ONLINE_MEETING
    meeting = Session(key="meeting", kind=SessionKind.DISCUSSION, title=title, start=option.starts, end=option.ends)
    return Event(
        key=option.key,
        project=poll.project,
        type=poll.type,
        host=poll.host,
        title=title,
        status=EventStatus.PUBLISHED,
        access=EventAccess.LINK,
        timezone=poll.timezone,
        days=option.days,
        attendance_modes=[AttendanceMode.ONLINE if online else AttendanceMode.IN_PERSON],
        venue=Venue(name={poll.language: poll.place}) if poll.place else None,
        sessions=[meeting] if len(option.days) == 1 else [],
    )


def with_keys(poll: Poll, taken: set[str]) -> Poll:
    """Give a poll whose options, in the order of their times, have keys that are free: of its title and their days."""
    options: list[Option] = []
    for option in sorted(poll.options, key=lambda each: (each.starts, each.ends)):
        named = f"{poll.title[:40]} {option.starts:%Y %m %d}"
        key = free_key(named, taken | {each.key for each in options}, "event")
        options.append(replace(option, key=key))
    return replace(poll, options=tuple(options))
