"""Tables of the programme: definitions as they were saved, seats beside them, and each entry's calendar revision."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Date, ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from events_service.binding import evidence
from events_service.database import Base, Choice, Document, Instant
from events_service.programme.records import Event, EventAccess, EventStatus, EventType, Project
from events_service.programme.release_records import Reach
from events_service.programme.revisions import Revision


@evidence("project", without=("content_version", "content_changed_at"))
class ProjectRow(Base):
    """A project's definition. `version` rises with each change of it, `content_version` with those of its events, too.

    The second tells all feeds of a project whether they are still right without a look at each of its events.
    """

    __tablename__ = "projects"

    key: Mapped[str] = mapped_column(String(63), primary_key=True)
    definition: Mapped[Project] = mapped_column(Document(Project))
    version: Mapped[int] = mapped_column(Integer, default=1)
    changed_at: Mapped[datetime] = mapped_column(Instant)
    content_version: Mapped[int] = mapped_column(Integer, default=1)
    content_changed_at: Mapped[datetime] = mapped_column(Instant)


@evidence(
    "event",
    without=(
        "seats_taken",
        "seats_in_person",
        "seats_online",
        "registrations_made",
        "people_state",
        "invited_version",
        "reminded_on",
        "thanked_on",
    ),
)
class EventRow(Base):
    """An event's definition, what lists are filtered by, and its seats: only `registrations/seats.py` changes these.

    `seats_taken` counts people, `seats_in_person` and `seats_online` those of them who take part so on any day:
    somebody who does both counts in both. Where the event `counts_apart`, `capacity` is held against `seats_in_person`
    and `online_capacity` against `seats_online`; else `capacity` against `seats_taken`. So a definition that begins or
    ends to count apart needs nothing counted anew.
    `invited_version` is the latest version that was held against what participants were last told, `reminded_on` the
    first day that they were reminded of, `thanked_on` the day on which those who were there got their certificates.
    `definition` and `version` are what is released. `working_version` is the one that organisers work on meanwhile,
    None where there is none, and `waiting` in how many changes it differs from what is released.
    `people_state` is another value after each change of its registrations: who holds what was read under one asks no
    more than whether it still stands.
    """

    __tablename__ = "events"

    key: Mapped[str] = mapped_column(String(63), primary_key=True)
    project_key: Mapped[str] = mapped_column(ForeignKey("projects.key"), index=True)
    definition: Mapped[Event] = mapped_column(Document(Event))
    type: Mapped[EventType] = mapped_column(Choice(EventType))
    status: Mapped[EventStatus] = mapped_column(Choice(EventStatus))
    access: Mapped[EventAccess] = mapped_column(Choice(EventAccess))
    host: Mapped[str] = mapped_column(String(63))
    country: Mapped[str | None] = mapped_column(String(2))
    first_day: Mapped[date] = mapped_column(Date, index=True)
    last_day: Mapped[date] = mapped_column(Date, index=True)
    capacity: Mapped[int | None] = mapped_column(Integer)
    seats_taken: Mapped[int] = mapped_column(Integer, default=0)
    counts_apart: Mapped[bool] = mapped_column(default=False)
    online_capacity: Mapped[int | None] = mapped_column(Integer)
    seats_in_person: Mapped[int] = mapped_column(Integer, default=0)
    seats_online: Mapped[int] = mapped_column(Integer, default=0)
    registrations_made: Mapped[int] = mapped_column(Integer, default=0)
    people_state: Mapped[UUID | None] = mapped_column()
    version: Mapped[int] = mapped_column(Integer, default=1)
    working_version: Mapped[int | None] = mapped_column(Integer)
    waiting: Mapped[int] = mapped_column(Integer, default=0)
    invited_version: Mapped[int] = mapped_column(Integer, default=0)
    reminded_on: Mapped[date | None] = mapped_column(Date)
    thanked_on: Mapped[date | None] = mapped_column(Date)
    changed_at: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (
        # Almost always empty: looking for those to be told of a change costs nothing.
        Index(
            "ix_events_to_be_told",
            "key",
            sqlite_where=text("invited_version < version"),
            postgresql_where=text("invited_version < version"),
        ),
    )


@evidence("version of an event")
class EventVersionRow(Base):
    """A definition of an event as it was saved, so that any can be put back; `actor` as in the audit log.

    `released_at` is when others than organisers saw it first, None where they never did; `reach` and `note` are what
    was asked for then: who is mailed, and a line for them by language. `name` is what its organisers call it.
    """

    __tablename__ = "event_versions"

    event_key: Mapped[str] = mapped_column(ForeignKey("events.key"), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True)
    definition: Mapped[Event] = mapped_column(Document(Event))
    actor: Mapped[str] = mapped_column(String(100))
    saved_at: Mapped[datetime] = mapped_column(Instant)
    name: Mapped[str | None] = mapped_column(String(100))
    released_at: Mapped[datetime | None] = mapped_column(Instant)
    reach: Mapped[Reach | None] = mapped_column(Choice(Reach))
    note: Mapped[dict[str, str] | None] = mapped_column(Document(dict[str, str]))


@evidence("session", without=("seats_taken",))
class SessionRow(Base):
    """The seats of a session that needs sign-up; a session that left the definition keeps its row."""

    __tablename__ = "sessions"

    event_key: Mapped[str] = mapped_column(ForeignKey("events.key"), primary_key=True)
    key: Mapped[str] = mapped_column(String(63), primary_key=True)
    capacity: Mapped[int | None] = mapped_column(Integer)
    seats_taken: Mapped[int] = mapped_column(Integer, default=0)


class RevisionRow(Base):
    """The calendar revision of an event, a day, a session or a milestone (RFC 5545 §3.8.7.4); cancelled ones stay."""

    __tablename__ = "revisions"

    uid: Mapped[str] = mapped_column(String(100), primary_key=True)
    project_key: Mapped[str] = mapped_column(ForeignKey("projects.key"), index=True)
    event_key: Mapped[str | None] = mapped_column(ForeignKey("events.key"), index=True)
    revision: Mapped[Revision] = mapped_column(Document(Revision))
