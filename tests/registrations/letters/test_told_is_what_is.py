"""Whatever an organiser does in whatever order: what a person was last told is what is, and no mail is one too many."""

import asyncio
import email
import itertools
import re
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from uuid import UUID

import icalendar
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import select

from events_service.database import Database
from events_service.mail.tables import MailRow
from events_service.programme.records import Event, EventStatus, SessionStatus, Venue
from events_service.registrations.letters.telling import QUIET, tell_of_changes
from events_service.registrations.places.asked import Asked
from events_service.registrations.places.change import change
from events_service.registrations.places.register import register
from events_service.registrations.records import Changes
from events_service.settings import Settings
from events_service.web.i18n import long_day
from tests.world.events import event, load, with_session
from tests.world.mails import itips, plain_text
from tests.world.people import application
from tests.world.times import NOW

OFF, PUT_OFF, DRAFT, HELD = EventStatus.CANCELLED, EventStatus.POSTPONED, EventStatus.DRAFT, EventStatus.PUBLISHED
ELSEWHERE = Venue(name="Town hall", city="Sibiu", country="RO")


class State(Struct, frozen=True, kw_only=True):
    """How an organiser leaves the event: by how many days it has moved, whether elsewhere, and the bus: held, where."""

    status: EventStatus
    days: int
    elsewhere: bool
    bus: SessionStatus
    room: str

    def event(self, key: str) -> Event:
        """Give the definition."""
        by, base = timedelta(days=self.days), event(key=key, status=self.status)
        sessions = [replace(one, start=one.start + by, end=one.end + by) for one in base.sessions]
        moved = replace(base, days=[day + by for day in base.days], sessions=sessions)
        there = replace(moved, venue=ELSEWHERE) if self.elsewhere else moved
        return with_session(there, "bus", status=self.bus, room=self.room)

    def differs(self, other: "State") -> bool:
        """Tell whether it matters: nobody asks for the room of a session that is not held."""
        return self._as_it_matters() != other._as_it_matters()

    def _as_it_matters(self) -> "State":
        return self if self.bus is SessionStatus.PLANNED else replace(self, room="")


BEFORE = State(status=HELD, days=0, elsewhere=False, bus=SessionStatus.PLANNED, room="A")
STATES = st.builds(
    State,
    status=st.sampled_from([HELD, HELD, OFF, PUT_OFF, DRAFT]),
    days=st.sampled_from([0, 1, 7]),
    elsewhere=st.booleans(),
    bus=st.sampled_from([*SessionStatus]),
    room=st.sampled_from("AB"),
)
STEPS = st.lists(st.tuples(STATES, st.sampled_from([1, 9, 10, 60]), st.booleans()), min_size=1, max_size=8)


class Person:
    """Somebody who believes what they read, and whose calendar does what it is asked to."""

    def __init__(self) -> None:
        self.known = BEFORE
        self.read = 0
        self.last_letter = ""
        self.calendar: dict[str, datetime] = {}
        self.sequences: dict[str, int] = {}

    def calendar_follows(self, messages: list[icalendar.Calendar]) -> None:
        """Take in what a mail brings: nothing that comes later ranks below what came before (RFC 5546 §2.1.5)."""
        for each in messages:
            (entry,) = each.events
            uid, sequence = str(entry["UID"]), int(entry["SEQUENCE"])
            assert sequence >= self.sequences.get(uid, 0)
            self.sequences[uid] = sequence
            if each["METHOD"] == "REQUEST":
                self.calendar[uid] = entry.start.replace(tzinfo=None)
            else:
                del self.calendar[uid]

    def tell(self, state: State) -> bool:
        """Take in how it is now, and say whether that was news: of what does not take place nothing else is."""
        if state.status is DRAFT:
            return False
        news = state.status is not self.known.status if state.status is not HELD else state.differs(self.known)
        self.known = state if state.status is HELD else replace(self.known, status=state.status)
        return news


@pytest.fixture(scope="module")
def walked(
    tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path
) -> Iterator[tuple[asyncio.Runner, Database, Settings]]:
    """A database for all the ways that are tried, each with an event of its own."""
    folder = tmp_path_factory.mktemp("walked")
    shutil.copy(sqlite_template, folder / "events.sqlite")
    url = f"sqlite+aiosqlite:///{folder / 'events.sqlite'}"
    with asyncio.Runner() as runner:
        database = Database(url)
        yield (
            runner,
            database,
            Settings(
                data_dir=folder,
                database_url=url,
                base_url="http://testserver.local",
                secret_key="a secret for tests that is long enough",
                mail_from="events@example.org",
            ),
        )
        runner.run(database.close())


KEYS = (f"walk-{number}" for number in itertools.count())


@trying(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
@given(steps=STEPS)
def test_what_a_person_was_last_told_is_what_is(
    walked: tuple[asyncio.Runner, Database, Settings], steps: list[tuple[State, int, bool]]
) -> None:
    runner, database, settings = walked
    runner.run(_walk(database, settings, next(KEYS), steps))


async def _walk(database: Database, settings: Settings, key: str, steps: list[tuple[State, int, bool]]) -> None:
    await load(database, BEFORE.event(key), now=NOW)
    asked = Asked(application=application(1, sessions=["bus"], language="en"))
    registration = (await register(database, settings, key, asked, now=NOW)).registration
    person, now = Person(), NOW
    await _read(database, registration.id, person, 1)
    await tell_of_changes(database, settings, NOW + QUIET)
    count, state, untouched_since = 1, BEFORE, NOW
    for after, minutes, writes in steps:
        now += timedelta(minutes=minutes)
        if after != state:
            await load(database, after.event(key), now=now)
            state, untouched_since = after, now
        if writes:  # the person changes something, and every mail tells how it is
            await change(database, settings, registration.id, Changes(organisation=f"Firm {now}"), now=now)
            person.tell(state)
            count += 1
        for moment in (now, now + timedelta(minutes=5), now + QUIET):
            told = await tell_of_changes(database, settings, moment)
            quiet = moment >= untouched_since + QUIET
            assert told == (quiet and person.tell(state)), (moment, state)
            count += told
        now += QUIET
        await _read(database, registration.id, person, count)
    assert person.known.status is state.status or state.status is DRAFT


async def _read(database: Database, id_: UUID, person: Person, count: int) -> None:
    """Read the mails that came, and hold what the last one says against what the person knows."""
    async with database.reading() as session:
        query = select(MailRow).where(MailRow.registration_id == id_).order_by(MailRow.id)
        rows = (await session.scalars(query)).all()
    assert len(rows) == count, [row.kind for row in rows]
    for row in rows[person.read :]:
        message = email.message_from_bytes(row.message, policy=default)
        assert isinstance(message, EmailMessage)
        person.calendar_follows(itips(message))
        person.last_letter = plain_text(message)
    person.read = len(rows)
    text = person.last_letter
    known = person.known.event("any")
    if person.known.status is HELD:
        assert all(long_day(day, "en") in text for day in known.days)
        assert ("Town hall" if person.known.elsewhere else "County Hall") in text
        assert sorted(person.calendar.values()) == sorted(
            [min(one.start for one in known.sessions if one.start.date() == day) for day in known.days]
            + [one.start for one in known.sessions if one.key == "bus" and one.held]
        )
        (bus,) = re.findall(r"^- Study visit.*: (\w+)\s*$", text, re.MULTILINE)
        assert bus == ("Confirmed" if person.known.bus is SessionStatus.PLANNED else "Cancelled")
    elif person.known.status is OFF:
        assert "This event is cancelled" in text
        assert person.calendar == {}
    else:
        assert "This event is postponed" in text
