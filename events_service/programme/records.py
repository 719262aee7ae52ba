"""What a project and an event are: the types of the definition files, of the JSON API and of the schemas, all at once."""

from datetime import date, datetime
from enum import Enum
from typing import Annotated

from msgspec import Meta, Struct

Key = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$", description="Lower-case letters, digits and hyphens.")]
Language = Annotated[str, Meta(pattern=r"^[a-z]{2,3}$", description="ISO 639 code, such as bg.")]
Country = Annotated[str, Meta(pattern=r"^[A-Z]{2}$", description="ISO 3166-1 alpha-2 code, such as BG.")]
LocalTime = Annotated[
    datetime,
    Meta(
        tz=False,
        description="Date and time on the wall clock at the event, such as 2024-04-16T09:15.",
        extra_json_schema={"pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$"},
    ),
]
Line = Annotated[str, Meta(min_length=1, max_length=300)]
Text = Annotated[str, Meta(min_length=1, max_length=20_000)]
Words = Text | dict[Language, Text]
"""Text that participants read: one string for all, or one for each language."""


class EventType(Enum):
    """The activity types of an interregional project."""

    KICK_OFF = "kick_off"
    INTERREGIONAL_WORKSHOP = "interregional_workshop"
    STUDY_VISIT = "study_visit"
    STAFF_EXCHANGE = "staff_exchange"
    PEER_REVIEW = "peer_review"
    POLICY_LEARNING = "policy_learning"
    STEERING_GROUP = "steering_group"
    STAKEHOLDER_GROUP = "stakeholder_group"
    COMMUNICATION = "communication"
    FINAL_EVENT = "final_event"
    ONLINE_MEETING = "online_meeting"


class EventStatus(Enum):
    """How far an event is: only organisers see a draft; a cancelled event stays visible as cancelled."""

    DRAFT = "draft"
    PUBLISHED = "published"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"


class EventAccess(Enum):
    """Who may find and join an event: everyone, those who hold its address, or the partners only."""

    PUBLIC = "public"
    LINK = "link"
    PARTNERS = "partners"


class AttendanceMode(Enum):
    """How a participant takes part."""

    IN_PERSON = "in_person"
    ONLINE = "online"


class SessionKind(Enum):
    """What happens in a session."""

    TALK = "talk"
    DISCUSSION = "discussion"
    WORKSHOP = "workshop"
    PEER_REVIEW = "peer_review"
    STUDY_VISIT = "study_visit"
    STEERING_GROUP = "steering_group"
    BREAK = "break"
    MEAL = "meal"
    TRANSFER = "transfer"
    SOCIAL = "social"
    REGISTRATION = "registration"


class SessionAccess(Enum):
    """Who may join a session."""

    OPEN = "open"
    PARTNERS = "partners"


class MilestoneKind(Enum):
    """What a project publishes."""

    NEWSLETTER = "newsletter"
    GOOD_PRACTICE_REPORT = "good_practice_report"
    FIELD_RESEARCH = "field_research"
    OTHER = "other"


class MilestoneState(Enum):
    """Whether a milestone is reached."""

    PLANNED = "planned"
    PUBLISHED = "published"


class Record(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Settings that all definition types share: frozen, keyword-only, strict about unknown fields."""


class Contact(Record):
    """Whom to ask."""

    name: Line
    email: Annotated[str, Meta(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", max_length=254)]
    phone: Line | None = None


class EarlierName(Record):
    """A name that an organisation bore until, and including, a day."""

    name: Words
    until: date


class Partner(Record):
    """A partner of the project."""

    key: Key
    name: Words
    country: Country
    languages: list[Language] = []
    short_name: Line | None = None
    contact: Contact | None = None
    earlier_names: list[EarlierName] = []


class Retention(Record):
    """How long evidence is kept: `years` from 31 December of the year of the last payment to the lead partner."""

    last_payment: date
    years: Annotated[int, Meta(ge=1, le=50)] = 5


class Milestone(Record):
    """A newsletter, a report, a study: published on a `date` or in a `semester` (S1, S2 …)."""

    key: Key
    kind: MilestoneKind
    title: Words
    date: date | None = None
    semester: Annotated[str, Meta(pattern=r"^S[1-9][0-9]?$")] | None = None
    state: MilestoneState = MilestoneState.PLANNED
    summary: Words | None = None
    link: Annotated[str, Meta(pattern=r"^https?://\S+$")] | None = None


class Project(Record):
    """A project: who the partners are, who pays, and what is said about it on every document."""

    key: Key
    acronym: Line
    name: Words
    programme: Line
    reference: Line
    funding_statement: Words | None = None
    starts: date
    ends: date
    languages: list[Language]
    lead_partner: Key
    partners: list[Partner]
    retention: Retention | None = None
    milestones: list[Milestone] = []
    website: Annotated[str, Meta(pattern=r"^https?://\S+$")] | None = None
    contact: Contact | None = None


class Registration(Record):
    """When and how people may register; times are local to the event's time zone."""

    opens: LocalTime | None = None
    closes: LocalTime | None = None
    approval: bool = False
    waiting_list: bool = True


class Venue(Record):
    """Where an event takes place."""

    name: Words
    address: Line | None = None
    city: Words | None = None
    country: Country | None = None
    latitude: Annotated[float, Meta(ge=-90, le=90)] | None = None
    longitude: Annotated[float, Meta(ge=-180, le=180)] | None = None


class Speaker(Record):
    """Who speaks; stands on the agenda and on the sign-in sheet."""

    name: Line
    organisation: Line | None = None
    role: Words | None = None


class Session(Record):
    """A part of the agenda. With a capacity it needs sign-up; with `attendance` it is a checkpoint of its own."""

    key: Key
    kind: SessionKind
    title: Words
    description: Words | None = None
    start: LocalTime
    end: LocalTime
    room: Words | None = None
    speakers: list[Speaker] = []
    capacity: Annotated[int, Meta(ge=1, le=100_000)] | None = None
    access: SessionAccess = SessionAccess.OPEN
    attendance: bool = False
    online: bool | None = None


class Event(Record):
    """An event: the whole definition file, as it stands in the programme."""

    key: Key
    project: Key
    type: EventType
    host: Key
    title: Words
    theme: Words | None = None
    summary: Words | None = None
    status: EventStatus = EventStatus.DRAFT
    access: EventAccess = EventAccess.PUBLIC
    timezone: Annotated[str, Meta(description="IANA name, such as Europe/Sofia.")]
    days: list[date]
    attendance_modes: list[AttendanceMode] = [AttendanceMode.IN_PERSON]
    languages: list[Language] = []
    capacity: Annotated[int, Meta(ge=1, le=100_000)] | None = None
    registration: Registration = Registration()
    venue: Venue | None = None
    contact: Contact | None = None
    sessions: list[Session] = []
