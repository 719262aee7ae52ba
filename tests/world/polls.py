"""A date poll of all tests: three dates in May for a meeting at Harghita, and the people who are asked."""

from datetime import date

from events_service.polls.proposing import Asked
from events_service.polls.records import Option, Poll
from events_service.programme.records import EventType
from tests.world.times import at

FIRST = Option(key="first", starts=at("2024-05-07T10:00"), ends=at("2024-05-07T13:00"))
SECOND = Option(key="second", starts=at("2024-05-08T10:00"), ends=at("2024-05-08T13:00"))
THIRD = Option(key="third", starts=at("2024-05-14T10:00"), ends=at("2024-05-14T13:00"))

POLL = Poll(
    project="secon",
    host="harghita",
    type=EventType.STEERING_GROUP,
    title="Steering group",
    language="en",
    timezone="Europe/Bucharest",
    deadline=date(2024, 4, 2),
    options=(FIRST, SECOND, THIRD),
    place="County Hall",
    note="Bring your calendars.",
)

IVA = Asked("Iva Petrova", "iva@example.org")
JAN = Asked("Jan van der Berg", "jan@example.org")
