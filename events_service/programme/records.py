"""What a project and an event are: the types of the definition files, of the JSON API and of the schemas at once."""

from datetime import date, datetime, time
from enum import Enum, StrEnum
from typing import Annotated

from msgspec import Meta, Struct, field

from events_service.mailboxes import Email

Key = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$", description="Lower-case letters, digits and hyphens.")]
REFERS = {"refers": True}
"""Marks a key of something else: one that cannot be a key is told as one that is unknown, with those that are known."""

Language = Annotated[
    str, Meta(pattern=r"^[a-z]{2,3}$", description="ISO 639 code, such as bg.", extra={"code": "language"})
]
Country = Annotated[
    str, Meta(pattern=r"^[A-Z]{2}$", description="ISO 3166-1 alpha-2 code, such as BG.", extra={"code": "country"})
]
Subdivision = Annotated[
    str, Meta(pattern=r"^[A-Z]{2}-[A-Z0-9]{1,3}$", description="ISO 3166-2 code of a region, such as ES-EX.")
]
TimeZone = Annotated[str, Meta(description="IANA name, such as Europe/Sofia.", extra={"code": "timezone"})]
Day = Annotated[date, Meta(description="A day, such as 2024-04-16.")]
LocalTime = Annotated[
    datetime,
    Meta(
        tz=False,
        description="Date and time on the wall clock at the event, such as 2024-04-16T09:15.",
        extra_json_schema={"pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$"},
    ),
]
HourOfDay = Annotated[
    time,
    Meta(
        tz=False,
        description="An hour on the wall clock, such as 09:00.",
        extra_json_schema={"pattern": r"^\d{2}:\d{2}$"},
    ),
]
Line = Annotated[str, Meta(min_length=1, max_length=300)]
Text = Annotated[str, Meta(min_length=1, max_length=20_000, extra={"several_lines": True})]
Link = Annotated[str, Meta(pattern=r"^https?://\S+$", max_length=2_000)]
Origin = Annotated[
    str,
    Meta(
        pattern=r"^https?://[a-z0-9.-]+(:[0-9]{1,5})?$",
        max_length=300,
        description="Scheme and host of a site, such as https://www.example.org.",
    ),
]
Domain = Annotated[
    str,
    Meta(
        pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)+$",
        max_length=253,
        description="What stands after the @ of an address, such as haskovo.example.",
    ),
]
Digest = Annotated[
    str,
    Meta(
        pattern=r"^[0-9a-f]{64}$",
        description="The SHA-256 of a file that the service keeps, as `export` names it. Where the service that loads"
        " the definition does not keep it, the pages do without until it is sent there.",
    ),
]
Places = Annotated[int, Meta(ge=1, le=100_000)]


class NoLimit(Enum):
    """Stands where a number of places could: as many as come."""

    UNLIMITED = "unlimited"


Color = Annotated[
    str,
    Meta(
        pattern=r"^[a-z]+$",
        description="The name of a colour in CSS, such as darkgreen, in which calendar programs show it.",
        extra={"code": "color"},
    ),
]
Words = Text | Annotated[dict[Language, Text], Meta(min_length=1)]
"""Text that participants read: one string for all, or one for each language."""


class EventType(StrEnum):
    """The activity types of an interregional project; text, as all that names the keys of a document has to be."""

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


class QuestionKind(Enum):
    """How a question of the organiser's own is answered."""

    TEXT = "text"
    CHOICE = "choice"
    SEVERAL = "several"
    YES_NO = "yes_no"
    DATE = "date"
    FILE = "file"


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


class MailOccasion(StrEnum):
    """What a mail to a participant is about: the kinds to which an organiser may put words of their own.

    Text, as all that names the keys of a document has to be.
    """

    CONFIRM_ADDRESS = "confirm_address"
    RECEIVED = "received"
    ALREADY_REGISTERED = "already_registered"
    CONFIRMED = "confirmed"
    WAITLISTED = "waitlisted"
    OFFERED = "offered"
    OFFER_EXPIRED = "offer_expired"
    OFFER_WITHDRAWN = "offer_withdrawn"
    PROMOTED = "promoted"
    SESSION_PLACE = "session_place"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    DECLINED = "declined"
    LINK = "link"
    ADDRESS_CHANGE = "address_change"
    ADDRESS_CHANGED = "address_changed"
    REMINDER = "reminder"
    THANKS = "thanks"
    PROGRAMME_CHANGED = "programme_changed"
    PROGRAMME_RELEASED = "programme_released"
    MOVED = "moved"
    PLACE_CHANGED = "place_changed"
    JOINING_CHANGED = "joining_changed"
    SESSION_CANCELLED = "session_cancelled"
    SESSION_BACK = "session_back"
    POSTPONED = "postponed"
    CALLED_OFF = "called_off"
    TAKES_PLACE = "takes_place"
    INVITATIONS = "invitations"
    WILL_NOT_COME = "will_not_come"
    STILL_WAITING = "still_waiting"
    INVITATION_LETTER = "invitation_letter"
    VISA_LETTER_GRANTED = "visa_letter_granted"
    VISA_LETTER_DECLINED = "visa_letter_declined"
    ERASED = "erased"


class OwnWords(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What an organiser writes in a mail instead of our words; in a language that is left out, ours stand."""

    subject: Annotated[Words | None, Meta(description="One line; placeholders such as {event} are filled in.")] = None
    text: Annotated[
        Words | None, Meta(description="Blank lines part paragraphs; placeholders such as {first_name} are filled in.")
    ] = None


OwnMails = Annotated[
    dict[MailOccasion, OwnWords],
    Meta(
        description="Own words in mails to participants, by what the mail is about.",
        extra_json_schema={"propertyNames": {"$ref": "#/$defs/MailOccasion"}},
    ),
]


class ReminderReaders(Enum):
    """Who gets a reminder: all who have a place, those in a way or in a session, those who wait, or who was there."""

    CONFIRMED = "confirmed"
    IN_PERSON = "in_person"
    ONLINE = "online"
    SESSION = "session"
    WAITING = "waiting"
    ATTENDED = "attended"


class ReminderDay(Enum):
    """The day from which a reminder counts."""

    FIRST = "first"
    LAST = "last"


class Reminder(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A mail on a schedule: on a day before or after the event, at an hour of its clocks, once to each reader."""

    key: Key
    days: Annotated[int, Meta(ge=-365, le=365, description="Days after the day it counts from; before it: negative.")]
    counts_from: Annotated[ReminderDay, Meta(description="The first or the last day of the event.")] = ReminderDay.FIRST
    at: Annotated[HourOfDay, Meta(description="When it leaves, on the clocks of the event.")]
    to: ReminderReaders = ReminderReaders.CONFIRMED
    session: Annotated[Key | None, Meta(description="The session whose people get it, with to: session.")] = None
    latecomers: Annotated[
        bool, Meta(description="Who registers after it has left, and before the event, gets it as well.")
    ] = False
    subject: Words
    text: Words


class Contact(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Whom to ask."""

    name: Line
    email: Email
    phone: Line | None = None

    @property
    def line(self) -> str:
        """Name and address, as they stand in letters and sentences."""
        return f"{self.name}, {self.email}"


class Imprint(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What the law of its country asks a partner to say of itself on its pages."""

    address: Annotated[Line, Meta(description="Street, postcode and town.")]
    represented_by: Line | None = None


class Compliance(Enum):
    """How far the pages follow EN 301 549 (WCAG 2.1, level AA)."""

    FULL = "full"
    PARTIAL = "partial"
    NON_COMPLIANT = "non_compliant"


class Assessment(Enum):
    """How an accessibility statement was prepared."""

    SELF = "self"
    THIRD_PARTY = "third_party"


class Accessibility(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """The accessibility statement of a public body, as Implementing Decision (EU) 2018/1523 wants it filled in."""

    status: Compliance
    limits: Annotated[list[Words], Meta(description="What is not accessible, why, and what is offered instead.")] = []
    assessment: Assessment = Assessment.SELF
    prepared: Day
    reviewed: Day | None = None
    feedback: Contact | None = None


class EarlierName(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A name that an organisation bore until, and including, a day."""

    name: Words
    until: Day


class Partner(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A partner of the project."""

    key: Key
    name: Words
    country: Country
    subdivision: Annotated[Subdivision | None, Meta(description="Its region, for the holidays of that alone.")] = None
    languages: list[Language] = []
    short_name: Annotated[Line | None, Meta(description="What fits a badge, such as KMOP.")] = None
    contact: Contact | None = None
    earlier_names: Annotated[list[EarlierName], Meta(description="Names that it bore before.")] = []
    domains: Annotated[
        list[Domain], Meta(description="Where its people have their mail; a confirmed address there proves a partner.")
    ] = []
    imprint: Imprint | None = None


class Retention(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """How long evidence is kept: `years` from 31 December of the year of the last payment to the lead partner."""

    last_payment: Day
    years: Annotated[int, Meta(ge=1, le=50)] = 5

    @property
    def until(self) -> date:
        """The last day on which evidence is kept."""
        return date(self.last_payment.year + self.years, 12, 31)


class Joining(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """How those who are online join: told to confirmed participants who take part online, and to nobody else."""

    link: Link
    note: Annotated[Words | None, Meta(description="What they need besides, such as a passcode.")] = None
    public: Annotated[bool, Meta(description="Everybody may know, on the event's page and in public calendars.")] = (
        False
    )


class Picture(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A picture that was sent on a page. A file names it and does not hold it: in another service it is sent anew."""

    file: Digest
    description: Annotated[
        Words, Meta(description="What is to be seen on it, for those who do not see it: Participants in the yard.")
    ]


class MaterialKind(Enum):
    """What a link of an event's materials leads to."""

    PRESENTATION = "presentation"
    PHOTOS = "photos"
    RECORDING = "recording"
    DOCUMENT = "document"


class MaterialReaders(Enum):
    """For whom materials are: all who see the event, who has a place in it, or who of them is a partner."""

    EVERYBODY = "everybody"
    PARTICIPANTS = "participants"
    PARTNERS = "partners"


class Material(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What participants take home, by its link or as a file: a presentation, an album of photos, a recording."""

    title: Words
    link: Annotated[Link | None, Meta(description="Where it is; left out: it is a file.")] = None
    file: Annotated[Digest | None, Meta(description="The SHA-256 of a file that was sent on a page.")] = None
    name: Annotated[Line | None, Meta(description="The name of the file, as it is saved by readers.")] = None
    kind: MaterialKind = MaterialKind.DOCUMENT
    readers: Annotated[MaterialReaders, Meta(description="For whom it is.")] = MaterialReaders.EVERYBODY


class Milestone(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A newsletter, a report, a study: published on a `date` or in a `semester` (S1, S2 …)."""

    key: Key
    kind: MilestoneKind
    title: Words
    date: Day | None = None
    semester: Annotated[str, Meta(pattern=r"^S[1-9][0-9]?$")] | None = None
    state: MilestoneState = MilestoneState.PLANNED
    summary: Words | None = None
    link: Link | None = None


class SteeringGroup(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """The group of the partners that decides about the project, by its own rules of procedure."""

    quorum: Annotated[
        int, Meta(ge=1, le=1_000, description="Of how many partners somebody has to be there, so that it can decide.")
    ]


class Project(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A project: who the partners are, who pays, and what is said about it on every document."""

    key: Key
    acronym: Line
    name: Words
    programme: Line
    reference: Line
    funding_statement: Annotated[
        Words | None, Meta(description="Stands beside the emblem of the European Union on every document.")
    ] = None
    starts: Day
    ends: Day
    languages: Annotated[list[Language], Meta(description="What participants may choose, the working language first.")]
    lead_partner: Annotated[Key, Meta(description="The key of one of the partners.", extra=REFERS)]
    partners: list[Partner]
    steering_group: Annotated[
        SteeringGroup | None, Meta(description="Left out: more than half of the partners are taken for its quorum.")
    ] = None
    retention: Retention | None = None
    milestones: list[Milestone] = []
    website: Link | None = None
    contact: Contact | None = None
    logo: Annotated[Digest | None, Meta(description="Its logo, a picture that was sent on a page.")] = None
    color: Annotated[Color | None, Meta(description="The colour of its events and milestones in calendars.")] = None
    colors: Annotated[
        dict[EventType, Color],
        Meta(
            description="Another colour for events of a type.",
            extra_json_schema={"propertyNames": {"$ref": "#/$defs/EventType"}},
        ),
    ] = {}
    accessibility: Annotated[
        Accessibility | None, Meta(description="Left out: the pages say that there is no statement yet.")
    ] = None
    embed_origins: Annotated[
        list[Origin], Meta(description="Sites of the partners that may show the project's events in a frame.")
    ] = []
    mails: OwnMails = {}


class Option(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """An answer to choose."""

    key: Key
    label: Words


class Condition(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """When a question is asked: only after one of these answers to an earlier question."""

    question: Annotated[Key, Meta(description="The key of a question that stands before this one.")]
    answers: Annotated[
        list[Key], Meta(min_length=1, description="Keys of its options; yes or no where it is answered so.")
    ]


class Question(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A question of the organiser's own, asked on the registration form."""

    key: Key
    kind: QuestionKind
    label: Words
    hint: Words | None = None
    required: bool = False
    at_door: Annotated[bool, Meta(description="The answer is shown to whoever checks people in.")] = False
    options: Annotated[list[Option], Meta(description="What there is to choose from, for choice and several.")] = []
    when: Annotated[Condition | None, Meta(description="Left out: the question is always asked.")] = None


class Registration(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """When and how people may register; times are local to the event's time zone."""

    opens: LocalTime | None = None
    reply_by: Annotated[Day | None, Meta(description="The day until which people are asked to answer.")] = None
    closes: Annotated[
        LocalTime | None, Meta(description="Left out: at the end of the day to reply by, else of the last day.")
    ] = None
    approval: Annotated[bool, Meta(description="An organiser confirms each registration.")] = False
    waiting_list: Annotated[bool, Meta(description="Who comes when all is full may wait for a place.")] = True
    offer_hours: Annotated[
        Annotated[int, Meta(ge=1, le=336)] | None,
        Meta(
            description="A free place is offered to whoever waits, for so many hours; left out: it is theirs at once."
        ),
    ] = None
    confirm_address: Annotated[
        bool, Meta(description="Nobody takes a place before opening a link that was mailed to them.")
    ] = False
    mode_per_day: Annotated[bool, Meta(description="People choose for each day how they take part.")] = False
    one_session_at_a_time: Annotated[
        bool, Meta(description="Nobody signs up for two sessions that run at the same time; left out: they are warned.")
    ] = False
    companions: Annotated[
        Annotated[int, Meta(ge=0, le=20)],
        Meta(description="How many colleagues somebody may register along with themselves."),
    ] = 0
    questions: list[Question] = []


class OpeningHours(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """From when to when a house is open."""

    day: Annotated[Day | None, Meta(description="Left out: on every day that has no hours of its own.")] = None
    opens: HourOfDay
    closes: HourOfDay


class Venue(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Where an event takes place, or a session that is elsewhere."""

    name: Words
    address: Line | None = None
    city: Words | None = None
    country: Country | None = None
    latitude: Annotated[float, Meta(ge=-90, le=90)] | None = None
    longitude: Annotated[float, Meta(ge=-180, le=180)] | None = None
    opening_hours: Annotated[
        list[OpeningHours], Meta(description="What lies outside of them is shown to organisers; left out: always open.")
    ] = []


class Room(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A room of the event's venue; a session is in it by naming it in any of its languages."""

    key: Key
    name: Words
    capacity: Annotated[Places | None, Meta(description="How many people have a place in it.")] = None
    equipment: Annotated[Line | None, Meta(description="What is in it, for organisers: projector, hearing loop.")] = (
        None
    )


class Speaker(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Who speaks in a session, by name or as one of the event's speakers; stands on agenda and sign-in sheet."""

    name: Annotated[Line | None, Meta(description="Left out where `person` says who it is.")] = None
    organisation: Line | None = None
    role: Annotated[Words | None, Meta(description="What they do in the session; left out: as for the event.")] = None
    person: Annotated[
        Annotated[Key, Meta(extra=REFERS)] | None, Meta(description="The key of one of the event's speakers.")
    ] = None


class EventSpeaker(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A person who speaks at the event, in one or more sessions. Their mail address stands in no definition."""

    key: Key
    name: Line
    organisation: Line | None = None
    role: Annotated[Words | None, Meta(description="Their function, such as Mayor.")] = None
    country: Country | None = None
    about: Annotated[Words | None, Meta(description="A short text on them.")] = None
    picture: Annotated[Picture | None, Meta(description="Shown beside the text, where they agree.")] = None
    agreed: Annotated[
        bool, Meta(description="They agree that their text and picture are shown; left out: only who they are.")
    ] = False


class SessionStatus(Enum):
    """Whether a session takes place; a cancelled one stays on the agenda, struck through, and may come back."""

    PLANNED = "planned"
    CANCELLED = "cancelled"


class Session(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A part of the agenda. With a capacity it needs sign-up; with `attendance` it is a checkpoint of its own."""

    key: Key
    kind: SessionKind
    title: Words
    status: Annotated[SessionStatus, Meta(description="A cancelled session stays on the agenda, struck through.")] = (
        SessionStatus.PLANNED
    )
    description: Words | None = None
    start: LocalTime
    end: LocalTime
    room: Annotated[Words | None, Meta(description="The room, as it is signposted where the session is.")] = None
    place: Annotated[Venue | None, Meta(description="Where it is, if elsewhere than the event.")] = None
    speakers: list[Speaker] = []
    capacity: Annotated[Places | None, Meta(description="With it, people sign up for the session.")] = None
    access: SessionAccess = SessionAccess.OPEN
    attendance: Annotated[bool, Meta(description="The session is a checkpoint with a list of its own.")] = False
    online: Annotated[bool | None, Meta(description="Whether those who are online can follow it.")] = None
    in_person: Annotated[bool | None, Meta(description="False: it is held online alone.")] = None
    joining: Annotated[Joining | None, Meta(description="Left out: as the event is joined.")] = None
    materials: Annotated[list[Material], Meta(description="What belongs to it, such as the slides of a talk.")] = []

    @property
    def held(self) -> bool:
        """Whether it takes place, if the event does."""
        return self.status is SessionStatus.PLANNED

    @property
    def closed_to_others(self) -> bool:
        """Whether only partners may join it; a steering group always sits among itself."""
        return self.access is SessionAccess.PARTNERS or self.kind is SessionKind.STEERING_GROUP


class CertificateRule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """How much presence a certificate of attendance asks for; what is left out asks for nothing more than a day."""

    unapproved: Annotated[bool, Meta(description="Whoever was let in without having been approved gets one, too.")] = (
        False
    )
    all_days: Annotated[bool, Meta(description="Present on every day of the event.")] = False
    share_of_sessions: Annotated[
        Annotated[float, Meta(gt=0, le=1)] | None,
        Meta(description="Present in this share of the sessions where attendance is taken, such as 0.8."),
    ] = None


class LetterKind(StrEnum):
    """What a letter of invitation is shown for: an employer's order to travel, or a visa."""

    MISSION = "mission"
    VISA = "visa"


class Letterhead(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Who writes the letters on paper: what stands at their head, and who signs them where."""

    name: Annotated[Line, Meta(description="The office as its own letterhead names it.")]
    address: Annotated[Line, Meta(description="Street, postcode, town and country.")]
    registration_number: Annotated[Line | None, Meta(description="Its number in the register of its country.")] = None
    phone: Line | None = None
    signatory: Annotated[Line, Meta(description="Who signs.")]
    function: Annotated[Words | None, Meta(description="What office the person holds who signs.")] = None
    place: Annotated[Line, Meta(description="Where letters are signed, as it stands before the date.")]


class InvitationLetters(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Letters of invitation on the host's letterhead, for whoever comes in person and has a place."""

    letterhead: Letterhead
    approval: Annotated[bool, Meta(description="The host approves each letter for a visa by hand.")] = False
    costs: Annotated[Words | None, Meta(description="Who bears which costs.")] = None
    words: Annotated[
        dict[LetterKind, OwnWords],
        Meta(
            description="Own words in the letters: the line above, and the text; left out, ours.",
            extra_json_schema={"propertyNames": {"$ref": "#/$defs/LetterKind"}},
        ),
    ] = {}


class Event(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """An event: the whole definition file, as it stands in the programme."""

    key: Key
    project: Annotated[Key, Meta(description="The key of the event's project.", extra=REFERS)]
    type: EventType
    host: Annotated[Key, Meta(description="The key of the partner that hosts the event.", extra=REFERS)]
    title: Words
    theme: Words | None = None
    summary: Words | None = None
    status: EventStatus = EventStatus.DRAFT
    reason: Annotated[
        Words | None,
        Meta(description="Why it is postponed or cancelled; participants read it on its page and by mail."),
    ] = None
    access: EventAccess = EventAccess.PUBLIC
    timezone: TimeZone
    days: Annotated[list[Day], Meta(description="In order; they need not follow each other.")]
    attendance_modes: list[AttendanceMode] = field(default_factory=lambda: [AttendanceMode.IN_PERSON])
    languages: Annotated[list[Language], Meta(description="Spoken or interpreted at the event.")] = []
    capacity: Annotated[
        Places | None,
        Meta(description="Places in all, with online_capacity those in person; left out: no limit."),
    ] = None
    online_capacity: Annotated[
        Places | NoLimit | None,
        Meta(
            description="Places online, counted apart from those in person: a number, or unlimited. Left out: one count"
            " of places for all."
        ),
    ] = None
    registration: Registration = Registration()
    venue: Venue | None = None
    rooms: Annotated[list[Room], Meta(description="The rooms of its venue, in the order of the time grid.")] = []
    joining: Joining | None = None
    contact: Contact | None = None
    image: Annotated[
        Link | Picture | None,
        Meta(
            description="A picture that calendar programs show, a square one at best: its address, or one that was"
            " sent on a page."
        ),
    ] = None
    picture: Annotated[Picture | None, Meta(description="Stands at the head of the event's page.")] = None
    color: Annotated[Color | None, Meta(description="Its colour in calendars; left out: its project's.")] = None
    certificate: Annotated[
        CertificateRule, Meta(description="Left out: a certificate for whoever was present on a day.")
    ] = CertificateRule()
    materials: Annotated[list[Material], Meta(description="What belongs to the event as a whole.")] = []
    speakers: Annotated[list[EventSpeaker], Meta(description="Who speaks; sessions name them by key.")] = []
    sessions: list[Session] = []
    mails: OwnMails = {}
    reminders: Annotated[list[Reminder], Meta(description="Mails that leave by themselves on a day.")] = []
    letters: Annotated[InvitationLetters | None, Meta(description="Left out: no letters of invitation are given.")] = (
        None
    )

    @property
    def counts_apart(self) -> bool:
        """Whether places in person and online are counted apart: it has a number for each."""
        return self.online_capacity is not None

    @property
    def capacities(self) -> dict[AttendanceMode, int | None]:
        """The places in each way to attend, where they are counted apart; None: no limit."""
        if self.online_capacity is None:
            return {}
        online = None if isinstance(self.online_capacity, NoLimit) else self.online_capacity
        both = {AttendanceMode.IN_PERSON: self.capacity, AttendanceMode.ONLINE: online}
        return {way: both[way] for way in self.attendance_modes}

    @property
    def by_hours(self) -> list[Session]:
        """Its sessions in the order in which they take place: a definition may name them in any."""
        return sorted(self.sessions, key=lambda session: (session.start, session.end, session.key))

    @property
    def held_sessions(self) -> list[Session]:
        """Its sessions without those that are cancelled, in the order in which they take place."""
        return [session for session in self.by_hours if session.held]
