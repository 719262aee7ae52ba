"""A year in which the programme changes: subscribed calendars and invited participants end with its state each time."""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from events_service.calendars.entries import Grain, Reader, every_entry, of_event
from events_service.calendars.feed import write
from events_service.calendars.invitations import Attendee, Method, Told, due, message
from events_service.calendars.records import Entry, Feed, Organizer, Status
from events_service.programme.records import Event, EventStatus, Session, SessionKind
from events_service.programme.revisions import Revision, revise
from tests.world.calendar_program import Shelf, receive, refresh
from tests.world.events import HARGHITA, VISIT, WELCOME, with_session, without_session
from tests.world.revisions import by_uid
from tests.world.times import at

READER = Reader(language="en", base_url="https://events.example.org")
ILONA = Attendee(name="Ilona Kovács", email="ilona@example.org")
DESK = Organizer(name="SECON events", email="replies@example.org")
BEGIN = datetime(2024, 1, 8, 9, tzinfo=UTC)

Step = Callable[[Event], Event]
LATE = Session(
    key="late",
    kind=SessionKind.TALK,
    title="Late addition",
    start=at("2024-04-17T18:00"),
    end=at("2024-04-17T19:00"),
)


def with_status(status: EventStatus) -> Step:
    return lambda event: replace(event, status=status)


def moved(key: str, start: str, end: str) -> Step:
    return lambda event: with_session(event, key, start=at(start), end=at(end))


def with_room(key: str, room: str) -> Step:
    return lambda event: with_session(event, key, room=room)


def without(key: str) -> Step:
    return lambda event: without_session(event, key)


def added(session: Session) -> Step:
    return lambda event: replace(event, sessions=[*without_session(event, session.key).sessions, session])


STEPS: list[Step] = [
    lambda event: event,
    moved("welcome", "2024-04-16T09:00", "2024-04-16T09:30"),
    with_room("welcome", "Small hall"),
    lambda event: with_session(event, "welcome", title="A warm welcome"),
    without("visit"),
    lambda event: replace(event, venue=replace(event.venue, name="Town Hall")),
    added(LATE),
    added(VISIT),
    with_status(EventStatus.POSTPONED),
    with_status(EventStatus.PUBLISHED),
    moved("visit", "2024-04-18T10:00", "2024-04-18T12:00"),
    with_status(EventStatus.CANCELLED),
    lambda event: with_session(event, "dinner", title="Dinner, perhaps"),
    with_status(EventStatus.PUBLISHED),
    lambda event: replace(event, timezone="Europe/Sofia"),
    without("late"),
    lambda event: replace(event, timezone="Europe/Madrid"),
    added(replace(WELCOME, room=None)),
]


def entries_of(event: Event, revisions: list[Revision], grain: Grain = Grain.SESSIONS) -> list[Entry]:
    return of_event(event, revisions, READER, grain)


def feed_of(entries: list[Entry]) -> bytes:
    url = "https://events.example.org/events/harghita-2024/calendar.ics"
    return write(Feed(name="Harghita", language="en", url=url, entries=tuple(entries)))


def programme_shows(entries: list[Entry]) -> dict[str, tuple[object, ...]]:
    return {
        entry.uid: (entry.starts, entry.ends, entry.status.value, entry.summary, entry.location) for entry in entries
    }


def shelf_shows(shelf: Shelf) -> dict[str, tuple[object, ...]]:
    return {
        uid: (shown.starts, shown.ends, shown.status, shown.summary, shown.location) for uid, shown in shelf.items()
    }


def history(steps: list[Step], every: timedelta) -> list[tuple[datetime, Event, list[Revision]]]:
    """Give each instant at which the definition was loaded, with the event and its revisions from then on."""
    event, revisions, loads = HARGHITA, revise(HARGHITA, {}, BEGIN), []
    for number, step in enumerate(steps):
        event = step(event)
        now = BEGIN + number * every
        revisions = revise(event, by_uid(revisions), now)
        loads.append((now, event, revisions))
    return loads


def test_a_subscribed_calendar_shows_the_programme_after_each_change() -> None:
    shelf: Shelf = {}
    for _, event, revisions in history(STEPS, timedelta(weeks=3)):
        entries = entries_of(event, revisions)
        refresh(shelf, feed_of(entries))
        assert shelf_shows(shelf) == programme_shows(entries)


def test_a_calendar_that_looks_once_a_year_shows_the_programme_too() -> None:
    loads = history(STEPS, timedelta(weeks=3))
    shelf: Shelf = {}
    for _, event, revisions in (loads[0], loads[-1]):
        refresh(shelf, feed_of(entries_of(event, revisions)))
    assert shelf_shows(shelf) == programme_shows(entries_of(*loads[-1][1:]))


def mails_of_a_year(steps: list[Step], withdrawn_at: int | None = None) -> tuple[list[bytes], list[Entry]]:
    """Give all mails that a participant gets, who may withdraw and come back at the next step, and the last entries."""
    invited: dict[str, Told] = {}
    mails: list[bytes] = []
    entries: list[Entry] = []
    for number, (now, event, revisions) in enumerate(history(steps, timedelta(weeks=3))):
        entries = entries_of(event, revisions)
        every = every_entry(event, revisions, READER)
        for method, entry in due(every, entries if number != withdrawn_at else [], invited):
            mails.append(message(method, entry, ILONA, DESK, now + timedelta(minutes=1)))
            if method is Method.REQUEST:
                invited[entry.uid] = Told(sequence=entry.sequence)
            else:
                del invited[entry.uid]
    return mails, entries


def test_invited_participants_have_what_takes_place_and_nothing_else_whatever_order_their_mail_arrives_in() -> None:
    for withdrawn_at in (None, 5, len(STEPS) - 1):
        mails, entries = mails_of_a_year(STEPS, withdrawn_at)
        takes_place = {entry.uid for entry in entries if entry.status is not Status.CANCELLED}
        expected = takes_place if withdrawn_at != len(STEPS) - 1 else set()
        for seed in range(4):
            shelf: Shelf = {}
            for mail in random.Random(seed).sample(mails, len(mails)) if seed else mails:
                receive(shelf, mail)
            shown = {uid: showing for uid, showing in shelf.items() if showing.status != "CANCELLED"}
            assert shown.keys() == expected
            places = {entry.uid: (entry.starts, entry.ends, entry.location) for entry in entries}
            assert all((one.starts, one.ends, one.location) == places[uid] for uid, one in shown.items())


def test_who_has_both_mail_and_feed_ends_with_the_programme_s_words_too() -> None:
    mails, entries = mails_of_a_year(STEPS)
    shelf: Shelf = {}
    for mail in mails:
        receive(shelf, mail)
    refresh(shelf, feed_of(entries))
    assert {uid: shown[:3] for uid, shown in shelf_shows(shelf).items()} == {
        uid: shown[:3] for uid, shown in programme_shows(entries).items()
    }


@given(st.lists(st.sampled_from(STEPS), min_size=1, max_size=12), st.sampled_from(Grain))
@settings(max_examples=40)
def test_any_order_of_changes_reaches_a_subscribed_calendar(steps: list[Step], grain: Grain) -> None:
    """Changes come within a second of one another, faster than calendars can tell apart."""
    shelf: Shelf = {}
    for _, event, revisions in history(steps, timedelta(milliseconds=300)):
        entries = entries_of(event, revisions, grain)
        refresh(shelf, feed_of(entries))
        assert shelf_shows(shelf) == programme_shows(entries)
