"""A feed with an entry in which every field is filled, with all that has to be escaped."""

from datetime import UTC, datetime, timedelta

from events_service.calendars.records import Entry, Feed, Image, Organizer
from tests.world.times import LOADED_AT, NOW

ENTRY = Entry(
    uid="3a8835e2-b6ca-5981-b021-f4ddffb26017",
    sequence=2,
    created_at=LOADED_AT,
    changed_at=NOW,
    starts=datetime(2024, 4, 16, 6, 15, tzinfo=UTC),
    ends=datetime(2024, 4, 16, 6, 45, tzinfo=UTC),
    zone="Europe/Bucharest",
    summary="Добре дошли",
    summary_language="bg",
    description="Bring boots; gloves, too.\nThe bus leaves at 14:00.",
    description_language="en",
    html="<p>Bring boots; gloves, too.</p>",
    location="Main hall, County Hall",
    position=(46.36, 25.8),
    url="https://events.example.org/events/harghita-2024#welcome",
    categories=("Study visit", "Bus, train"),
    organizer=Organizer(name='Team "H"; Harghita', email="events@example.org"),
    conference="https://meet.example.org/secon?room=1",
    image=Image(address="https://events.example.org/emblem.png", description="The emblem of the project"),
    color="navy",
    alarm=timedelta(minutes=15),
)
FEED = Feed(
    name="SECON: events, workshops",
    language="en",
    url="https://events.example.org/calendar.ics",
    description="All public events",
    uid="9f1f1dd2-5d0c-5f5e-8a39-a9f2a9e1a9a4",
    color="navy",
    entries=(ENTRY,),
)
