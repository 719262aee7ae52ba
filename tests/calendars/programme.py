"""A small programme to test calendars with: a workshop of three days, and a project with milestones."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from msgspec.structs import replace

from events_service.programme.parts import Part
from events_service.programme.records import (
    Contact,
    Event,
    EventStatus,
    EventType,
    Milestone,
    MilestoneKind,
    MilestoneState,
    Partner,
    Project,
    Session,
    SessionKind,
    Speaker,
    Venue,
)
from events_service.programme.revisions import Revision, revise

LOADED_AT = datetime(2024, 2, 1, 9, tzinfo=UTC)
LATER = datetime(2024, 3, 1, 9, tzinfo=UTC)


def clock(written: str) -> datetime:
    """Give what the clock on the wall shows."""
    return datetime.fromisoformat(written)


WELCOME = Session(
    key="welcome",
    kind=SessionKind.TALK,
    title={"en": "Welcome", "bg": "Добре дошли", "el": "Καλωσόρισμα"},
    start=clock("2024-04-16T09:15"),
    end=clock("2024-04-16T09:45"),
    room={"en": "Main hall", "bg": "Голямата зала"},
    speakers=[Speaker(name="Ilona Kovács", organisation="Harghita County Council"), Speaker(name="Γιώργος Παππάς")],
)
DINNER = Session(
    key="dinner",
    kind=SessionKind.SOCIAL,
    title="Networking dinner",
    start=clock("2024-04-16T20:00"),
    end=clock("2024-04-17T00:30"),
)
VISIT = Session(
    key="visit",
    kind=SessionKind.STUDY_VISIT,
    title={"en": "Study visit; bus, boots & rain"},
    description={"en": "Bring boots.\nThe bus leaves at 14:00."},
    start=clock("2024-04-17T14:00"),
    end=clock("2024-04-17T17:00"),
    capacity=40,
    attendance=True,
)
WORKSHOP = Event(
    key="harghita-2024",
    project="secon",
    type=EventType.INTERREGIONAL_WORKSHOP,
    host="harghita",
    title={"en": "3rd interregional workshop", "bg": "3ти междурегионален уъркшоп"},
    theme={"en": "Enabling environment and non-financial support"},
    status=EventStatus.PUBLISHED,
    timezone="Europe/Bucharest",
    days=[date(2024, 4, 16), date(2024, 4, 17), date(2024, 4, 18)],
    venue=Venue(
        name={"en": "County Hall", "bg": "Окръжен съвет"},
        address="Piața Libertății 5",
        city="Miercurea Ciuc",
        country="RO",
        latitude=46.36,
        longitude=25.80,
    ),
    contact=Contact(name="Organising team; Harghita", email="events@example.org"),
    sessions=[WELCOME, DINNER, VISIT],
)
PROJECT = Project(
    key="secon",
    acronym="SECON",
    name={"en": "Social Economy", "bg": "Социална икономика"},
    programme="Interreg Europe",
    reference="01C0224",
    starts=date(2023, 3, 1),
    ends=date(2027, 5, 31),
    languages=["en", "bg"],
    lead_partner="peloponnese",
    partners=[Partner(key="peloponnese", name="Region of Peloponnese", country="GR")],
    contact=Contact(name="Project team", email="secon@example.org"),
    milestones=[
        Milestone(
            key="newsletter-2",
            kind=MilestoneKind.NEWSLETTER,
            title={"en": "Second newsletter", "bg": "Втори бюлетин"},
            date=date(2024, 4, 24),
            state=MilestoneState.PUBLISHED,
            link="https://example.org/бюлетин-2",
        ),
        Milestone(key="study", kind=MilestoneKind.FIELD_RESEARCH, title="Field research report", semester="S3"),
        Milestone(key="some-day", kind=MilestoneKind.OTHER, title="Some day"),
    ],
)


def with_session(event: Event, key: str, **fields: Any) -> Event:
    """Give the event with one of its sessions changed."""
    sessions = [replace(session, **fields) if session.key == key else session for session in event.sessions]
    return replace(event, sessions=sessions)


def without_session(event: Event, key: str) -> Event:
    """Give the event without one of its sessions."""
    return replace(event, sessions=[session for session in event.sessions if session.key != key])


def by_uid(revisions: Iterable[Revision]) -> dict[str, Revision]:
    """Give revisions as they are kept between two loads."""
    return {revision.uid: revision for revision in revisions}


def loaded(event: Event, *later: Event) -> list[Revision]:
    """Give the revisions after the event was loaded, then each later definition of it an hour after the one before."""
    revisions = revise(event, {}, LOADED_AT)
    for hours, definition in enumerate(later, start=1):
        revisions = revise(definition, by_uid(revisions), LOADED_AT + timedelta(hours=hours))
    return revisions


def session_of(revisions: Iterable[Revision], key: str) -> Revision:
    """Give the revision of the session with this key."""
    return next(revision for revision in revisions if revision.part is Part.SESSION and revision.key == key)
