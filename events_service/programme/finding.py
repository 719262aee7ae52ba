"""Find projects and events: one by its key, or the programme that a reader may see."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct
from sqlalchemy import ColumnElement, Result, Select, String, bindparam, select, type_coerce
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.access.records import Account
from events_service.database import table_of
from events_service.programme.funding import Funding, funding_of
from events_service.programme.labels import status_name
from events_service.programme.records import AttendanceMode, Contact, Event, EventAccess, EventStatus, Partner, Project
from events_service.programme.tables import EventRow, ProjectRow, SessionRow
from events_service.programme.words import Wording, name_then, wording
from events_service.web.errors import NotFound, Refusal
from events_service.web.i18n import N_, spoken, zone_name


class UnknownEvent(NotFound):
    """No event has this key, or it is not the asker's to see."""

    slug = "unknown-event"
    message = N_("There is no event at this address. It may have moved, or the address was not copied whole.")


class UnknownProject(Refusal):
    """No project has this key."""

    status = 404
    slug = "unknown-project"
    message = N_("There is no project {project} here.")


class Seats(Struct, frozen=True, kw_only=True):
    """Places: `capacity` None means no limit; `promised` are free, but kept for people on the waiting list."""

    capacity: int | None
    taken: int
    promised: int = 0

    @property
    def free(self) -> int | None:
        """Places left; None where there is no limit, never below 0."""
        return None if self.capacity is None else max(0, self.capacity - self.taken)

    @property
    def open(self) -> int | None:
        """Places that a newcomer can get, those promised to others left out; None where there is no limit."""
        return None if self.free is None else max(0, self.free - self.promised)


class FoundEvent(Struct, frozen=True, kw_only=True):
    """An event with its project, its places and the version of its content.

    That is what is released, but for the pages that change it: these have what organisers work on, where
    `working_version` says that there is such. In `waiting` changes it differs from what is released.
    `seats` are those of the event as a whole. Where it counts places in person and online apart, `seats_by_way` holds
    those in each way that it offers, somebody who takes part in both takes one of each, and the whole knows no limit.
    How many are promised to people on the waiting list is known where that was asked for.
    """

    event: Event
    project: Project
    seats: Seats
    seats_by_way: dict[AttendanceMode, Seats] = {}
    session_seats: dict[str, Seats] = {}
    version: int
    working_version: int | None = None
    waiting: int = 0
    changed_at: datetime

    @property
    def pools(self) -> list[Seats]:
        """The places that are counted together: those of the whole event, or those in each way."""
        return list(self.seats_by_way.values()) or [self.seats]

    def pools_of(self, ways: Iterable[AttendanceMode]) -> list[Seats]:
        """Give the places of which somebody needs one each who takes part in these ways."""
        if not self.seats_by_way:
            return [self.seats]
        return [self.seats_by_way[way] for way in ways if way in self.seats_by_way]

    def is_full_for(self, ways: Iterable[AttendanceMode]) -> bool:
        """Whether a newcomer who takes part in these ways has to wait for a place."""
        return any(pool.open == 0 for pool in self.pools_of(ways))

    @property
    def open_seats(self) -> int | None:
        """Seats that a newcomer can get, those promised to others left out; None where there is no limit."""
        counted = [pool.open for pool in self.pools]
        return None if None in counted else sum(each or 0 for each in counted)

    @property
    def promised(self) -> int:
        """How many free seats are kept for people on the waiting list."""
        return sum(pool.promised for pool in self.pools)

    @property
    def all_promised(self) -> bool:
        """Whether there are free seats, and all of them are kept for those who wait."""
        return self.open_seats == 0 and any(pool.free for pool in self.pools)

    @property
    def all_taken(self) -> bool:
        """Whether no seat is free in any way."""
        return all(pool.free == 0 for pool in self.pools)

    @property
    def host(self) -> Partner:
        """The partner that hosts the event."""
        return next(partner for partner in self.project.partners if partner.key == self.event.host)

    @property
    def contact(self) -> Contact | None:
        """Whom to write to: the event's contact, else the host's, else the project's."""
        return self.event.contact or self.host.contact or self.project.contact

    @property
    def zone(self) -> ZoneInfo:
        """The zone that the event's times are local to."""
        return ZoneInfo(self.event.timezone)

    @property
    def zone_name(self) -> str:
        """The zone as a reader knows it, with its offset on the first day: Eastern European Summer Time, UTC+3."""
        noon = datetime.combine(min(self.event.days), time(12), self.zone)
        hours = (noon.utcoffset() or timedelta()) / timedelta(hours=1)
        return f"{zone_name(self.event.timezone, noon)}, UTC{hours:+g}"

    @property
    def title(self) -> Wording:
        """The event's title for the page being made."""
        return wording(self.event.title, spoken())

    @property
    def host_name(self) -> Wording:
        """The name that the host bore at the event, for the page being made."""
        return wording(name_then(self.host, min(self.event.days)), spoken())

    @property
    def status_name(self) -> str:
        """The word for the event's status on the page being made."""
        return status_name(self.event.status)

    @property
    def funding(self) -> Funding:
        """The funding footer of a page about this event."""
        return funding_of([self.project])


class Filter(Struct, frozen=True, kw_only=True):
    """What a reader narrows the programme to."""

    type: str | None = None
    country: str | None = None
    project: str | None = None


def may_see(account: Account | None, event: Event) -> bool:
    """Tell whether somebody who has the event's address may see it: all but drafts, which are its organisers'."""
    if event.status is EventStatus.DRAFT:
        return account is not None and account.sees_event(event.project, event.key)
    return True


def shown_to_all(event: Event) -> bool:
    """Tell whether what an event shows may be kept for anybody on its way: drafts and partners' events are not."""
    return event.status is not EventStatus.DRAFT and event.access is not EventAccess.PARTNERS


async def get_project(session: AsyncSession, key: str) -> Project:
    """Give a project. Raises UnknownProject."""
    row = await session.get(ProjectRow, key)
    if row is None:
        raise UnknownProject(project=key)
    return row.definition


async def list_projects(session: AsyncSession) -> list[Project]:
    """Give all projects, by key."""
    return [row.definition for row in await session.scalars(select(ProjectRow).order_by(ProjectRow.key))]


async def projects_by_key(session: AsyncSession) -> dict[str, Project]:
    """Give all projects under their keys."""
    return {project.key: project for project in await list_projects(session)}


async def list_all_definitions(session: AsyncSession) -> list[Event]:
    """Give the definitions of all events, drafts among them, by key."""
    return list(await session.scalars(select(EventRow.definition).order_by(EventRow.key)))


async def get_event(session: AsyncSession, key: str, account: Account | None = None) -> FoundEvent:
    """Give an event that the asker may see, with the places of its sessions. Raises UnknownEvent."""
    found = await get_any_event(session, key)
    if not may_see(account, found.event):
        raise UnknownEvent
    return found


async def get_any_event(session: AsyncSession, key: str) -> FoundEvent:
    """Give an event, be it a draft. Raises UnknownEvent."""
    pair = (await session.execute(_EVENT, {"key": key})).one_or_none()
    if pair is None:
        raise UnknownEvent
    return _found(pair[0], pair[1], session_seats=await _seats_of_sessions(session, key))


async def found_of(session: AsyncSession, row: EventRow) -> FoundEvent:
    """Give the event of a row that is held already."""
    project = await session.get_one(ProjectRow, row.project_key)
    return _found(row, project, session_seats=await _seats_of_sessions(session, row.key))


async def _seats_of_sessions(session: AsyncSession, key: str) -> dict[str, Seats]:
    await session.flush()
    rows = await session.execute(_SEATS, {"key": key})
    return {row.key: Seats(capacity=row.capacity, taken=row.seats_taken) for row in rows}


async def list_public_events(session: AsyncSession, narrowed: Filter = Filter()) -> list[FoundEvent]:
    """Give all events that stand in the programme, by first day."""
    return all_found(await session.execute(select_events().where(*in_programme(narrowed))))


async def list_events_of(session: AsyncSession, account: Account) -> list[FoundEvent]:
    """Give all events that an account may find in its lists, drafts among them, by first day."""
    return all_found(await session.execute(select_events().where(*in_projects_of(account))))


def in_programme(narrowed: Filter) -> list[ColumnElement[bool]]:
    """Give the conditions of what stands in the programme, narrowed."""
    pairs = (
        (type_coerce(EventRow.type, String), narrowed.type),  # a word from an address, which may be none of ours
        (EventRow.country, narrowed.country),
        (EventRow.project_key, narrowed.project),
    )
    public = [EventRow.status != EventStatus.DRAFT, EventRow.access == EventAccess.PUBLIC]
    return public + [column == value for column, value in pairs if value]


def in_projects_of(account: Account) -> list[ColumnElement[bool]]:
    """Give the conditions of what an account may find in its lists, as `Rights.sees_event` has it."""
    of_project = [] if account.project is None else [EventRow.project_key == account.project]
    return of_project + ([EventRow.key.in_(account.events)] if account.events else [])


def select_keys_of(account: Account) -> Select[str]:
    """Select the keys of what `list_events_of` gives, for use in a query: there may be more than can be sent along."""
    return select(EventRow.key).where(*in_projects_of(account))


def split_by_today(events: Iterable[FoundEvent], now: datetime) -> tuple[list[FoundEvent], list[FoundEvent]]:
    """Split into upcoming (soonest first) and past (latest first); an event is past once its last day is over there."""
    upcoming: list[FoundEvent] = []
    past: list[FoundEvent] = []
    for found in events:
        today: date = now.astimezone(found.zone).date()
        (past if max(found.event.days) < today else upcoming).append(found)
    return upcoming, past[::-1]


def select_events() -> Select[EventRow, ProjectRow]:
    """Select events with their projects, by first day."""
    return (
        select(EventRow, ProjectRow)
        .join(ProjectRow, ProjectRow.key == EventRow.project_key)
        .order_by(EventRow.first_day, EventRow.key)
    )


def all_found(pairs: Result[EventRow, ProjectRow]) -> list[FoundEvent]:
    """Make records of what `select_events` gave."""
    return [_found(pair[0], pair[1]) for pair in pairs]


def _found(row: EventRow, project: ProjectRow, session_seats: dict[str, Seats] | None = None) -> FoundEvent:
    return FoundEvent(
        event=row.definition,
        project=project.definition,
        seats=Seats(capacity=None if row.counts_apart else row.capacity, taken=row.seats_taken),
        seats_by_way=seats_by_way(row.definition, row.seats_in_person, row.seats_online),
        session_seats=session_seats or {},
        version=row.version,
        working_version=row.working_version,
        waiting=row.waiting,
        changed_at=max(row.changed_at, project.changed_at),
    )


def seats_by_way(event: Event, in_person: int, online: int) -> dict[AttendanceMode, Seats]:
    """Give the places in each way of an event that counts them apart, with how many are taken; else none."""
    taken = {AttendanceMode.IN_PERSON: in_person, AttendanceMode.ONLINE: online}
    return {way: Seats(capacity=limit, taken=taken[way]) for way, limit in event.capacities.items()}


_EVENT = select_events().where(EventRow.key == bindparam("key"))
_SESSIONS = table_of(SessionRow).c
_SEATS = select(_SESSIONS.key, _SESSIONS.capacity, _SESSIONS.seats_taken).where(_SESSIONS.event_key == bindparam("key"))
