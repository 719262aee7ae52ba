"""Tables of those who work with the service."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Date, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from events_service.access.records import Role
from events_service.binding import evidence
from events_service.database import Base, Choice, Document, Instant, new_id


@evidence("account", without=("email", "name", "feed_generation"))
class AccountRow(Base):
    """A person who works with the service; participants have none. `project_key` None: all projects.

    `event_keys` are the only events that are theirs, `until` is the last day, in UTC, on which anything opens.
    A higher `feed_generation` closes the addresses of the person's calendar that were given before.
    """

    __tablename__ = "accounts"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(300))
    role: Mapped[Role] = mapped_column(Choice(Role))
    project_key: Mapped[str | None] = mapped_column(String(63))
    partner_key: Mapped[str | None] = mapped_column(String(63))
    event_keys: Mapped[tuple[str, ...]] = mapped_column(Document(tuple[str, ...]), default=())
    until: Mapped[date | None] = mapped_column(Date)
    feed_generation: Mapped[int] = mapped_column(Integer, default=0)
    created_at: Mapped[datetime] = mapped_column(Instant)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)


class SignInLinkRow(Base):
    """A link that signs in once, kept by its hash."""

    __tablename__ = "sign_in_links"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    used_at: Mapped[datetime | None] = mapped_column(Instant)


class BrowserSessionRow(Base):
    """A browser that is signed in, kept by its cookie's hash; `browser` is what it calls itself, empty when unknown."""

    __tablename__ = "browser_sessions"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    browser: Mapped[str] = mapped_column(String(80), default="")


@evidence("API token")
class ApiTokenRow(Base):
    """A token for the JSON API, kept by its hash."""

    __tablename__ = "api_tokens"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    revoked_at: Mapped[datetime | None] = mapped_column(Instant)


class AttemptRow(Base):
    """How often something was tried within a span of time, counted for all processes; `counted` names it hashed."""

    __tablename__ = "attempts"

    counted: Mapped[str] = mapped_column(String(64), primary_key=True)
    span_start: Mapped[datetime] = mapped_column(Instant, primary_key=True)
    number: Mapped[int] = mapped_column(Integer, default=0)


@evidence("invitation of a colleague", without=("email", "name"))
class ColleagueInvitationRow(Base):
    """Somebody who is invited to work with the service, and what they are to do; it goes once they have come.

    The link in the mail is kept by its hash; another one takes its place when the mail is sent again.
    """

    __tablename__ = "colleague_invitations"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(300))
    role: Mapped[Role] = mapped_column(Choice(Role))
    project_key: Mapped[str | None] = mapped_column(String(63))
    partner_key: Mapped[str | None] = mapped_column(String(63))
    event_keys: Mapped[tuple[str, ...]] = mapped_column(Document(tuple[str, ...]), default=())
    until: Mapped[date | None] = mapped_column(Date)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), index=True)
    sent_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)


@evidence("helpers' desk")
class HelperRow(Base):
    """A desk that helpers keep by a link, of which nothing is kept; `checkpoint` is a day, or one session's key."""

    __tablename__ = "door_helpers"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    event_key: Mapped[str] = mapped_column(ForeignKey("events.key"))
    name: Mapped[str] = mapped_column(String(60))
    checkpoint: Mapped[str] = mapped_column(String(63))
    devices: Mapped[int] = mapped_column(Integer)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[datetime] = mapped_column(Instant)
    ends_at: Mapped[datetime] = mapped_column(Instant)
    revoked_at: Mapped[datetime | None] = mapped_column(Instant)

    __table_args__ = (UniqueConstraint("event_key", "name", name="uq_door_helpers_event_key_name"),)


class HelperDeviceRow(Base):
    """A browser that holds a helper's desk, kept by its cookie's hash; `browser` is what it calls itself."""

    __tablename__ = "door_helper_devices"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    helper_id: Mapped[UUID] = mapped_column(ForeignKey("door_helpers.id"), index=True)
    opened_at: Mapped[datetime] = mapped_column(Instant)
    seen_at: Mapped[datetime] = mapped_column(Instant)
    browser: Mapped[str] = mapped_column(String(80))
