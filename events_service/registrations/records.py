"""What goes into a registration and what comes out of it."""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from typing import Annotated, NewType
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from events_service.calendars.invitations import Participation
from events_service.mailboxes import Email, folded_address
from events_service.programme.joining import fits
from events_service.programme.records import AttendanceMode, Country, Event, Key, Language, Session

RegistrationId = NewType("RegistrationId", UUID)

Name = Annotated[str, Meta(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f\u2028\u2029]*$")]
LatinName = Annotated[
    str,
    Meta(
        max_length=400,
        pattern=r"^[^\x00-\x1f\x7f\u2028\u2029]*$",
        description="The name in Latin letters, as it is to stand on the badge; empty: written by rule.",
    ),
]
Organisation = Annotated[str, Meta(min_length=1, max_length=300, pattern=r"^[^\x00-\x1f\x7f\u2028\u2029]*$")]


class Category(Enum):
    """In what capacity somebody takes part."""

    LEAD_PARTNER = "lead_partner"
    PROJECT_PARTNER = "project_partner"
    POLICY_AUTHORITY = "policy_authority"
    ADVISORY_PARTNER = "advisory_partner"
    STAKEHOLDER = "stakeholder"
    EXPERT = "expert"
    SPEAKER = "speaker"
    PROGRAMME = "programme"
    PRESS = "press"
    OTHER = "other"


PARTNER_CATEGORIES = frozenset(
    {Category.LEAD_PARTNER, Category.PROJECT_PARTNER, Category.POLICY_AUTHORITY, Category.ADVISORY_PARTNER}
)
"""Who may join what is for partners only."""


class PartnerProof(Enum):
    """What proves that somebody is of the project's partners; EARLIER: taken at their word before proofs were kept."""

    INVITATION = "invitation"
    MAILBOX = "mailbox"
    ORGANISER = "organiser"
    EARLIER = "earlier"


class Status(Enum):
    """Where a registration stands; a confirmed one holds a seat, an offered one holds it until the offer expires.

    An unconfirmed one waits for its holder to open the link in the mail, a pending one for the organiser's approval.
    """

    UNCONFIRMED = "unconfirmed"
    PENDING = "pending"
    OFFERED = "offered"
    CONFIRMED = "confirmed"
    WAITLISTED = "waitlisted"
    CANCELLED = "cancelled"


Answer = str | bool | list[str]
"""An answer to a question of the organiser's: text, ISO date or file name; yes or no; the keys of chosen options."""


class SentFile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file that answers a question; `content` stands in JSON as Base64 (RFC 4648 §4)."""

    name: Annotated[str, Meta(max_length=255)]
    content: bytes


GivenAnswer = str | bool | list[str] | SentFile | None
"""An answer as it is sent: like `Answer`, but a file with its content; None takes an answer back."""

NeedsText = Annotated[str, Meta(max_length=500)]
"""What somebody writes of their dietary or access needs."""

DayModes = dict[str, AttendanceMode | None]
"""How somebody takes part on each day, by its ISO date; None: not on that day. A day left out: as on the whole."""

Ways = frozenset[AttendanceMode]
"""The ways in which somebody takes part on any day: of each they take a place where places are counted apart."""


def ways_of(mode: AttendanceMode, days: Mapping[str, AttendanceMode | None]) -> Ways:
    """Give the ways of somebody who takes part as `mode` on the whole, which is in person if they come on any day."""
    return frozenset({mode, *([AttendanceMode.ONLINE] if AttendanceMode.ONLINE in days.values() else [])})


class WantedWays(Struct, frozen=True, kw_only=True):
    """How somebody wants to take part who waits for a place in another way, and keeps the one that they have."""

    attendance_mode: AttendanceMode
    day_modes: DayModes = {}

    @property
    def ways(self) -> Ways:
        """The ways in which they want to take part on any day."""
        return ways_of(self.attendance_mode, self.day_modes)


class Consents(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a participant agreed to; `privacy_notice` says that the notice was shown, the others are free choices."""

    privacy_notice: bool
    photos: bool = False
    special_needs: bool = False


class Companion(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A colleague who is registered along; what is left out is as for the person who registers them.

    Consents and special needs are theirs alone to give, on their own page.
    """

    first_name: Name
    last_name: Name
    email: Email
    organisation: Organisation | None = None
    country: Country | None = None
    category: Category | None = None
    language: Language | None = None
    attendance_mode: AttendanceMode | None = None
    day_modes: DayModes | None = None
    sessions: list[Key] | None = None
    answers: dict[Key, GivenAnswer] = {}


class Application(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What somebody sends to register. `sessions`: those with limited places that they ask for.

    `answers` are those to the organiser's own questions, by their keys. Where `day_modes` are given, they say what
    `attendance_mode` is on the whole.
    """

    first_name: Name
    last_name: Name
    email: Email
    organisation: Organisation
    country: Country
    category: Category
    language: Language
    attendance_mode: AttendanceMode = AttendanceMode.IN_PERSON
    sessions: list[Key] = []
    consents: Consents
    dietary_needs: NeedsText | None = None
    access_needs: NeedsText | None = None
    day_modes: DayModes = {}
    answers: dict[Key, GivenAnswer] = {}
    companions: Annotated[list[Companion], Meta(max_length=20)] = []
    invitation: Annotated[
        str | None, Meta(description="The token of the invitation link that they came by, if they did.")
    ] = None


class Changes(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is to be changed; what is left out stays. `sessions` is the whole choice that is wanted.

    `answers` and `day_modes` change those that they name; an answer null is taken back.
    """

    first_name: Name | UnsetType = UNSET
    last_name: Name | UnsetType = UNSET
    latin_name: LatinName | UnsetType = UNSET
    email: Email | UnsetType = UNSET
    organisation: Organisation | UnsetType = UNSET
    country: Country | UnsetType = UNSET
    category: Category | UnsetType = UNSET
    language: Language | UnsetType = UNSET
    attendance_mode: AttendanceMode | UnsetType = UNSET
    sessions: list[Key] | UnsetType = UNSET
    day_modes: DayModes | UnsetType = UNSET
    wait: Annotated[
        bool,
        Meta(
            description="Where places are counted apart and none is free in another way that is asked for: keep the"
            " place there is, and wait for the other."
        ),
    ] = False
    answers: dict[Key, GivenAnswer] | UnsetType = UNSET


class ChosenSession(Struct, frozen=True, kw_only=True):
    """A session that a participant chose and whether it has a place for them."""

    key: str
    status: Status


class Registration(Struct, frozen=True, kw_only=True):
    """A registration as other rooms see it; special needs are never part of it."""

    id: RegistrationId
    event: str
    number: int
    status: Status
    first_name: str
    last_name: str
    email: str
    shares_mailbox: bool = False
    organisation: str
    country: str
    category: Category
    language: str
    attendance_mode: AttendanceMode
    sessions: tuple[ChosenSession, ...]
    photos: bool
    badge_code: str
    created_at: datetime
    cancelled_at: datetime | None = None
    erased_at: datetime | None = None
    priority: int = 0
    notice_version: str | None = None
    waiting_position: int | None = None
    latin_name: str = ""
    feed_generation: int = 0
    invited_by_mail: bool = True
    remind_minutes: int | None = None
    answer: Participation | None = None
    day_modes: Mapping[str, AttendanceMode | None] = {}
    answers: Mapping[str, Answer] = {}
    party: RegistrationId | None = None
    invitation_link: UUID | None = None
    partner_proof: PartnerProof | None = None
    confirm_by: datetime | None = None
    offered_until: datetime | None = None
    wanted_ways: WantedWays | None = None

    @property
    def ways(self) -> Ways:
        """The ways in which they take part on any day."""
        return ways_of(self.attendance_mode, self.day_modes)

    @property
    def name(self) -> str:
        """The full name as it is spoken and printed."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def says_partner(self) -> bool:
        """Whether they say to be of the project's partners."""
        return self.category in PARTNER_CATEGORIES

    @property
    def is_partner(self) -> bool:
        """Whether they are of the project's partners, which is proved: what is for those alone is open to them."""
        return self.says_partner and self.partner_proof is not None

    @property
    def waits_for(self) -> tuple[str, ...]:
        """The keys of sessions that they chose and have no place in so far."""
        return tuple(one.key for one in self.sessions if one.status is Status.WAITLISTED)

    @property
    def living_sessions(self) -> frozenset[str]:
        """The keys of sessions that they chose and did not give up."""
        return frozenset(one.key for one in self.sessions if one.status is not Status.CANCELLED)

    def mode_on(self, day: date) -> AttendanceMode | None:
        """Give how they take part on a day; None: not on that day."""
        return self.day_modes.get(day.isoformat(), self.attendance_mode)

    def ways_at(self, event: Event) -> dict[date, AttendanceMode]:
        """Give the days of an event on which they take part, in order, and how they do."""
        return {day: mode for day in sorted(event.days) if (mode := self.mode_on(day)) is not None}

    def attends(self, session: Session) -> bool:
        """Tell whether a session is their own: they hold a place in it, or need none and can join as they come."""
        return self.holds(session) or (self.may_follow(session) and fits(session, self.mode_on(session.start.date())))

    def holds(self, session: Session) -> bool:
        """Tell whether they have a place in a session that they signed up for."""
        return any(one.key == session.key and one.status is Status.CONFIRMED for one in self.sessions)

    def may_follow(self, session: Session) -> bool:
        """Tell whether a session needs no sign-up of theirs and is open to them."""
        return session.capacity is None and (self.is_partner or not session.closed_to_others)


class Section(Struct, frozen=True, kw_only=True):
    """A heading and its paragraph."""

    heading: str
    text: str


class Notice(Struct, frozen=True, kw_only=True):
    """A notice in one language; `version` is the start of its content's SHA-256, so each wording has its own."""

    event: str
    language: str
    sections: list[Section]

    @property
    def version(self) -> str:
        """The first 16 hexadecimal digits of the SHA-256 of language and text."""
        return hashlib.sha256(msgspec.json.encode(self)).hexdigest()[:16]


class InvitationLink(Struct, frozen=True, kw_only=True):
    """A link. `email` set: a personal one, which works once; `places` None: no quota of its own.

    `taken` counts those who hold a seat or an offer, `waiting` those who are in line, `used` all who live by it.
    """

    id: UUID
    event: str
    name: str
    email: str | None
    language: str | None
    places: int | None
    taken: int
    waiting: int
    used: int
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None

    @property
    def left(self) -> int | None:
        """Places left; None without a quota, never below 0."""
        return None if self.places is None else max(0, self.places - self.taken)

    def is_for(self, email: str) -> bool:
        """Tell whether somebody with this address may use it."""
        return self.email is None or folded_address(self.email) == folded_address(email)

    def expired(self, now: datetime) -> bool:
        """Tell whether its time is over."""
        return self.expires_at is not None and self.expires_at <= now
