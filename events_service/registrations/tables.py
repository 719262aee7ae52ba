"""Tables of registrations: who asked for a place, in which order, and what became of it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    and_,
    cast,
    or_,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from events_service.binding import evidence, new_salt
from events_service.calendars.invitations import Participation
from events_service.database import Base, Choice, Document, Instant, new_id
from events_service.programme.records import AttendanceMode, EventStatus
from events_service.registrations.records import (
    PARTNER_CATEGORIES,
    Answer,
    Category,
    Consents,
    DayModes,
    Notice,
    PartnerProof,
    Status,
    WantedWays,
    Ways,
    ways_of,
)

ONE_FOR_EACH_ADDRESS = "uq_registrations_event_key_email"
"""The one rule whose breaking says that somebody is registered already."""


@evidence(
    "registration",
    without=(
        "certificate_number",
        "manage_hash",
        "feed_generation",
        "remind_minutes",
        "told_version",
        "told_standing",
        "special_needs",
        "idempotency_key",
        "application_digest",
    ),
)
class RegistrationRow(Base):
    """A registration. `number` is the order of arrival at the event, and the row on its sheets for good.

    `email_folded` is what they are known by at the event: the address, or a key of it and the name for who shares the
    mailbox of who registered them.
    `latin_name` is what the person wants below a name in other letters; empty: it is transliterated.
    `application_digest` tells a request that is sent again under its `idempotency_key` from another one.
    `priority` moves somebody forward on the waiting list; among equals the number decides. `needs_removed_at` and
    `erased_at` keep what was removed from looking as if it had never been there. A higher `feed_generation` closes the
    addresses of the participant's calendar that were given before, which reminds them `remind_minutes` ahead;
    `invited_by_mail` says that they want invitations, and `answer` what they answered to the one that stands (PARTSTAT,
    RFC 5545 §3.2.12).
    `partner_proof` is what proves that somebody is of the partners who says so; without one they only say it.
    `day_modes` holds how somebody takes part on each day (null: not that day), where the event asks for it;
    `answers` those to the organiser's own questions by their keys. `party` is the registration of the colleague who
    registered them along with themselves, `invitation_link` the one they came by, whose quota their seat counts in.
    `certificate_number` finds whose certificate somebody verifies; one from before it was kept gets it when one is
    looked for. `wants_news` is False for who has ended reminders and what organisers write to groups.
    `told_version` is the version of the event that they were last told, and `told_standing` whether it takes place, of
    which they may have been told later; None before the first mail.
    `wanted_ways` is how somebody wants to take part who has a place and waits for one in another way, and
    `wanted_number` what they got in the order of arrival when they asked for it.
    `remark` is what the organisers noted for themselves, and `seen_at` when somebody at the desk noted that they were
    there.
    An unconfirmed address is dropped at `confirm_by`, an offer goes to the next at `offered_until`, which stays on what
    expired then.
    """

    __tablename__ = "registrations"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    event_key: Mapped[str] = mapped_column(ForeignKey("events.key"))
    number: Mapped[int] = mapped_column(Integer)
    status: Mapped[Status] = mapped_column(Choice(Status))
    first_name: Mapped[str] = mapped_column(String(200))
    last_name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(254))
    email_folded: Mapped[str] = mapped_column(String(254))
    latin_name: Mapped[str] = mapped_column(String(400), default="")
    organisation: Mapped[str] = mapped_column(String(300))
    country: Mapped[str] = mapped_column(String(2))
    category: Mapped[Category] = mapped_column(Choice(Category))
    language: Mapped[str] = mapped_column(String(3))
    attendance_mode: Mapped[AttendanceMode] = mapped_column(Choice(AttendanceMode))
    day_modes: Mapped[DayModes | None] = mapped_column(Document(DayModes))
    answers: Mapped[dict[str, Answer] | None] = mapped_column(Document(dict[str, Answer]))
    party: Mapped[UUID | None] = mapped_column(index=True)
    invitation_link: Mapped[UUID | None] = mapped_column(index=True)
    partner_proof: Mapped[PartnerProof | None] = mapped_column(Choice(PartnerProof))
    confirm_by: Mapped[datetime | None] = mapped_column(Instant)
    offered_until: Mapped[datetime | None] = mapped_column(Instant)
    wanted_ways: Mapped[WantedWays | None] = mapped_column(Document(WantedWays))
    wanted_number: Mapped[int | None] = mapped_column(Integer)
    left_parts: Mapped[list[str] | None] = mapped_column(Document(list[str]))
    consents: Mapped[Consents] = mapped_column(Document(Consents))
    special_needs: Mapped[bytes | None] = mapped_column(LargeBinary)
    needs_removed_at: Mapped[datetime | None] = mapped_column(Instant)
    notice_version: Mapped[str | None] = mapped_column(String(16))
    priority: Mapped[int] = mapped_column(Integer, default=0)
    badge_code: Mapped[str] = mapped_column(String(16), unique=True)
    certificate_number: Mapped[str | None] = mapped_column(String(16))
    manage_hash: Mapped[str] = mapped_column(String(64), unique=True)
    feed_generation: Mapped[int] = mapped_column(Integer, default=0)
    invited_by_mail: Mapped[bool] = mapped_column(default=True)
    remind_minutes: Mapped[int | None] = mapped_column(Integer)
    told_version: Mapped[int | None] = mapped_column(Integer)
    told_standing: Mapped[EventStatus | None] = mapped_column(Choice(EventStatus))
    wants_news: Mapped[bool] = mapped_column(default=True)
    answer: Mapped[Participation | None] = mapped_column(Choice(Participation))
    remark: Mapped[str | None] = mapped_column(Text)
    seen_at: Mapped[datetime | None] = mapped_column(Instant)
    idempotency_key: Mapped[str | None] = mapped_column(String(200))
    application_digest: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(Instant)
    changed_at: Mapped[datetime] = mapped_column(Instant)
    confirmed_at: Mapped[datetime | None] = mapped_column(Instant)
    cancelled_at: Mapped[datetime | None] = mapped_column(Instant)
    erased_at: Mapped[datetime | None] = mapped_column(Instant)
    salt: Mapped[str | None] = mapped_column(String(32), default=new_salt)

    @property
    def ways(self) -> Ways:
        """The ways in which they take part on any day; `COMES` and `JOINS_ONLINE` say the same in SQL."""
        return ways_of(self.attendance_mode, self.day_modes or {})

    @property
    def is_partner(self) -> bool:
        """Whether they are of the project's partners, which is proved; `Registration.is_partner` says the same."""
        return self.category in PARTNER_CATEGORIES and self.partner_proof is not None

    __table_args__ = (
        Index("uq_registrations_event_key_number", "event_key", "number", unique=True),
        Index("uq_registrations_event_key_idempotency_key", "event_key", "idempotency_key", unique=True),
        # One registration for each address and event; a cancelled one does not stand in the way of a new one.
        Index(
            ONE_FOR_EACH_ADDRESS,
            "event_key",
            "email_folded",
            unique=True,
            sqlite_where=text("status <> 'cancelled'"),
            postgresql_where=text("status <> 'cancelled'"),
        ),
        Index("uq_registrations_certificate_number", "certificate_number", unique=True),
        # Almost always empty: looking for what has expired, or has no number yet, costs nothing.
        Index(
            "ix_registrations_unnumbered",
            "event_key",
            sqlite_where=text("certificate_number IS NULL"),
            postgresql_where=text("certificate_number IS NULL"),
        ),
        Index(
            "ix_registrations_confirm_by",
            "confirm_by",
            sqlite_where=text("confirm_by IS NOT NULL"),
            postgresql_where=text("confirm_by IS NOT NULL"),
        ),
        Index(
            "ix_registrations_offered_until",
            "offered_until",
            sqlite_where=text("status = 'offered'"),
            postgresql_where=text("status = 'offered'"),
        ),
        Index(
            "ix_registrations_wanted_number",
            "event_key",
            sqlite_where=text("wanted_number IS NOT NULL"),
            postgresql_where=text("wanted_number IS NOT NULL"),
        ),
        Index("ix_registrations_event_key_status", "event_key", "status", "number"),
        Index(
            "ix_registrations_special_needs",
            "event_key",
            sqlite_where=text("special_needs IS NOT NULL"),
            postgresql_where=text("special_needs IS NOT NULL"),
        ),
    )


COMES = RegistrationRow.attendance_mode == AttendanceMode.IN_PERSON
JOINS_ONLINE = or_(
    RegistrationRow.attendance_mode == AttendanceMode.ONLINE,
    and_(  # never NULL, for others ask who does not
        RegistrationRow.day_modes.is_not(None),
        cast(RegistrationRow.day_modes, String).like(f'%"{AttendanceMode.ONLINE.value}"%'),
    ),
)


@evidence("invitation link", without=("name", "email", "seats_taken"))
class InvitationLinkRow(Base):
    """An address that lets a person or a group in, with a quota of its own; only `seats.py` changes `seats_taken`.

    `email` is set on a personal one, and empty where whom it names was forgotten; `language` is that of the mail that
    brings it there. Whoever comes by a link may register for a closed event, and outside its window until
    `expires_at`. `places` None: as many as the event has.
    """

    __tablename__ = "invitation_links"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    event_key: Mapped[str] = mapped_column(ForeignKey("events.key"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str | None] = mapped_column(String(254))
    language: Mapped[str | None] = mapped_column(String(3))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    places: Mapped[int | None] = mapped_column(Integer)
    seats_taken: Mapped[int] = mapped_column(Integer, default=0)
    created_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime | None] = mapped_column(Instant)
    revoked_at: Mapped[datetime | None] = mapped_column(Instant)

    __table_args__ = (
        # Those that still name somebody, who is to be forgotten after the event.
        Index(
            "ix_invitation_links_email",
            "event_key",
            sqlite_where=text("email > ''"),
            postgresql_where=text("email > ''"),
        ),
    )


class AnswerFileRow(Base):
    """A file that answers a question; it goes when its registration is erased."""

    __tablename__ = "answer_files"

    registration_id: Mapped[UUID] = mapped_column(ForeignKey("registrations.id"), primary_key=True)
    question: Mapped[str] = mapped_column(String(63), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    received_at: Mapped[datetime] = mapped_column(Instant)


class HeldFileRow(Base):
    """A file that came with a form that had faults, kept for a day so that it need not be sent again."""

    __tablename__ = "held_files"

    form: Mapped[str] = mapped_column(String(64), primary_key=True)
    question: Mapped[str] = mapped_column(String(63), primary_key=True)
    name: Mapped[str] = mapped_column(String(255))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    held_at: Mapped[datetime] = mapped_column(Instant, index=True)


@evidence("privacy notice")
class NoticeRow(Base):
    """A privacy notice as it was shown, kept word for word under its version."""

    __tablename__ = "privacy_notices"

    version: Mapped[str] = mapped_column(String(16), primary_key=True)
    event_key: Mapped[str] = mapped_column(ForeignKey("events.key"))
    notice: Mapped[Notice] = mapped_column(Document(Notice))
    shown_at: Mapped[datetime] = mapped_column(Instant)


@evidence("choice of a session")
class ChosenSessionRow(Base):
    """A session that a participant chose, and whether it has a place for them."""

    __tablename__ = "chosen_sessions"

    registration_id: Mapped[UUID] = mapped_column(ForeignKey("registrations.id"), primary_key=True)
    session_key: Mapped[str] = mapped_column(String(63), primary_key=True)
    event_key: Mapped[str] = mapped_column(String(63))
    status: Mapped[Status] = mapped_column(Choice(Status))
    asked_at: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (
        ForeignKeyConstraint(["event_key", "session_key"], ["sessions.event_key", "sessions.key"]),
        Index("ix_chosen_sessions_event_key_session_key", "event_key", "session_key", "status"),
    )


@evidence("calendar invitation")
class InvitationRow(Base):
    """An entry that a participant was sent by mail: the SEQUENCE of the REQUEST that stands, and what they answered.

    `conference` is where it told them to join online. `withdrawn_at` marks one that was taken back by a CANCEL;
    `answer` is a PARTSTAT (RFC 5545 §3.2.12).
    """

    __tablename__ = "invitations"

    registration_id: Mapped[UUID] = mapped_column(ForeignKey("registrations.id"), primary_key=True)
    uid: Mapped[str] = mapped_column(String(100), primary_key=True)
    sequence: Mapped[int] = mapped_column(Integer)
    conference: Mapped[str | None] = mapped_column(String(2000))
    sent_at: Mapped[datetime] = mapped_column(Instant)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)
    answer: Mapped[Participation | None] = mapped_column(Choice(Participation))
    answered_at: Mapped[datetime | None] = mapped_column(Instant)
