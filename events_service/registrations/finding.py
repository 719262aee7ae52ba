"""Find registrations: one by what its holder or its badge shows, or all of an event."""

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from sqlalchemy import BindParameter, Boolean, Result, and_, bindparam, case, func, not_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.util import identity_key

from events_service.database import table_of
from events_service.programme.records import AttendanceMode
from events_service.programme.tables import EventRow
from events_service.registrations.records import ChosenSession, Registration, RegistrationId, Status
from events_service.registrations.shared_mailboxes import shares
from events_service.registrations.tables import COMES, JOINS_ONLINE, ChosenSessionRow, RegistrationRow
from events_service.secrets import hashed
from events_service.web.errors import NotFound
from events_service.web.i18n import N_

COUNTS = RegistrationRow.status != Status.UNCONFIRMED
"""What tells a registration from one that nobody has confirmed, which no list, door or document knows."""

_SESSIONS, _REGISTRATIONS = table_of(ChosenSessionRow).c, table_of(RegistrationRow).c
_CHOSEN = (
    select(_SESSIONS.registration_id, _SESSIONS.session_key, _SESSIONS.status)
    .where(_SESSIONS.registration_id.in_(bindparam("registrations", expanding=True)))
    .order_by(_SESSIONS.asked_at, _SESSIONS.session_key)
)
# Where places are counted apart, somebody stands behind those alone who wait for one in a way of theirs, too.
_COUNTS_APART = (
    select(table_of(EventRow).c.counts_apart).where(table_of(EventRow).c.key == bindparam("event")).scalar_subquery()
)
_PRIORITY: BindParameter[int] = bindparam("priority")
_POSITION = (
    select(func.count())
    .select_from(table_of(RegistrationRow))
    .where(
        _REGISTRATIONS.event_key == bindparam("event"),
        _REGISTRATIONS.status == Status.WAITLISTED,
        or_(
            _REGISTRATIONS.priority > _PRIORITY,
            and_(_REGISTRATIONS.priority == _PRIORITY, _REGISTRATIONS.number <= bindparam("number")),
        ),
        or_(
            not_(_COUNTS_APART),
            and_(bindparam("comes", type_=Boolean), COMES),
            and_(bindparam("joins_online", type_=Boolean), JOINS_ONLINE),
        ),
    )
)
_IN_ORDER = (_REGISTRATIONS.priority.desc(), _REGISTRATIONS.number)
_IN_LINE = (
    select(
        _REGISTRATIONS.id,
        case(
            (or_(not_(_COUNTS_APART), and_(COMES, JOINS_ONLINE)), func.row_number().over(order_by=_IN_ORDER)),
            (COMES, func.sum(case((COMES, 1), else_=0)).over(order_by=_IN_ORDER)),
            else_=func.sum(case((JOINS_ONLINE, 1), else_=0)).over(order_by=_IN_ORDER),
        ).label("place"),
    )
    .where(_REGISTRATIONS.event_key == bindparam("event"), _REGISTRATIONS.status == Status.WAITLISTED)
    .subquery()
)
_PLACES_OF_ALL = select(_IN_LINE)
_PLACES = _PLACES_OF_ALL.where(_IN_LINE.c.id.in_(bindparam("registrations", expanding=True)))
_IN_LINES = (
    select(
        _SESSIONS.registration_id,
        _SESSIONS.session_key,
        func.row_number()
        .over(
            partition_by=_SESSIONS.session_key,
            order_by=(_REGISTRATIONS.priority.desc(), _SESSIONS.asked_at, _REGISTRATIONS.number),
        )
        .label("place"),
    )
    .join(table_of(RegistrationRow), _REGISTRATIONS.id == _SESSIONS.registration_id)
    .where(
        _SESSIONS.event_key == bindparam("event"),
        _SESSIONS.status == Status.WAITLISTED,
        _REGISTRATIONS.status == Status.CONFIRMED,
    )
    .subquery()
)
_PLACES_IN_SESSIONS = select(_IN_LINES).where(
    _IN_LINES.c.registration_id.in_(bindparam("registrations", expanding=True))
)
_PARTY = (
    select(RegistrationRow).where(RegistrationRow.party == bindparam("first"), COUNTS).order_by(RegistrationRow.number)
)


class UnknownRegistration(NotFound):
    """No registration has this id, token or code."""

    slug = "unknown-registration"
    message = N_(
        "There is no registration here. Please copy the whole link from the mail. A registration that was not"
        " confirmed in time is forgotten; then please register again."
    )


async def get_registration(session: AsyncSession, id_: UUID) -> Registration:
    """Give a registration. Raises UnknownRegistration."""
    return await _required(session, await session.get(RegistrationRow, id_))


async def get_registration_at(session: AsyncSession, event: str, id_: UUID) -> Registration:
    """Give a registration for an event; one for another event is none. Raises UnknownRegistration."""
    registration = await get_registration(session, id_)
    if registration.event != event:
        raise UnknownRegistration
    return registration


async def get_registrations(session: AsyncSession, ids: Collection[UUID]) -> list[Registration]:
    """Give registrations in the order of their ids, by three queries at most. Raises UnknownRegistration."""
    known = {id_: session.identity_map.get(identity_key(RegistrationRow, id_)) for id_ in ids}
    if missing := [id_ for id_, row in known.items() if row is None]:
        rows = await session.scalars(select(RegistrationRow).where(RegistrationRow.id.in_(missing)))
        known |= {row.id: row for row in rows}
    found = [row for row in known.values() if row is not None]
    if len(found) < len(known):
        raise UnknownRegistration
    return await records_of(session, found)


async def find_by_badge_code(session: AsyncSession, code: str) -> Registration | None:
    """Give the registration whose badge shows this code, in whatever case it was typed."""
    query = select(RegistrationRow).where(RegistrationRow.badge_code == code.strip().upper(), COUNTS)
    row = await session.scalar(query)
    return await _required(session, row) if row else None


async def find_by_manage_token(session: AsyncSession, token: str, *, unconfirmed: bool = False) -> Registration | None:
    """Give the registration that a personal link opens; one whose address is not confirmed only where it is asked for.

    So whatever else stands behind personal links is closed until the address is confirmed.
    """
    query = select(RegistrationRow).where(RegistrationRow.manage_hash == hashed(token))
    row = await session.scalar(query if unconfirmed else query.where(COUNTS))
    return await _required(session, row) if row else None


async def get_by_manage_token(session: AsyncSession, token: str, *, unconfirmed: bool = False) -> Registration:
    """Give the registration that a personal link opens, as `find_by_manage_token` does. Raises UnknownRegistration."""
    registration = await find_by_manage_token(session, token, unconfirmed=unconfirmed)
    if registration is None:
        raise UnknownRegistration
    return registration


async def count_waiting(session: AsyncSession, event_key: str) -> dict[str, int]:
    """Give how many who have a place at an event wait for one in a session of it, by the session's key."""
    counted = await session.execute(
        select(ChosenSessionRow.session_key, func.count())
        .join(RegistrationRow, RegistrationRow.id == ChosenSessionRow.registration_id)
        .where(
            ChosenSessionRow.event_key == event_key,
            ChosenSessionRow.status == Status.WAITLISTED,
            RegistrationRow.status == Status.CONFIRMED,
        )
        .group_by(ChosenSessionRow.session_key)
    )
    return {key: number for key, number in counted}  # noqa: C416  (rows are no pairs to the type checker)


async def count_live(session: AsyncSession, event_key: str) -> int:
    """Give how many people have a place at an event, or asked for one: all that are neither unconfirmed nor gone."""
    gone = (Status.UNCONFIRMED, Status.CANCELLED)
    counted = select(func.count()).where(RegistrationRow.event_key == event_key, RegistrationRow.status.not_in(gone))
    return await session.scalar(counted) or 0


async def places_in_sessions(session: AsyncSession, people: Iterable[Registration]) -> dict[UUID, dict[str, int]]:
    """Give the places on the waiting lists of sessions that people of one event have, by registration and session."""
    waiting = [each for each in people if each.status is Status.CONFIRMED and each.waits_for]
    places: dict[UUID, dict[str, int]] = {each.id: {} for each in waiting}
    if waiting:
        which = {"event": waiting[0].event, "registrations": list(places)}
        for id_, key, place in await session.execute(_PLACES_IN_SESSIONS, which):
            places[id_][key] = place
    return places


async def list_registrations(
    session: AsyncSession,
    event_key: str,
    *,
    statuses: Collection[Status] | None = None,
    after: int = 0,
    limit: int | None = None,
    among: Collection[UUID] | None = None,
) -> list[Registration]:
    """Give an event's registrations in the order of arrival, with their sessions; two queries, however many.

    Without `statuses` all that count, which those with an unconfirmed address do not. `after` and `limit` cut a page
    out of the list: those whose number is greater than `after`, at most `limit`. `among`: those of these ids, of which
    a few hundred can be sent along.
    """
    query = (
        select(RegistrationRow)
        .where(RegistrationRow.event_key == event_key, RegistrationRow.number > after)
        .order_by(RegistrationRow.number)
        .limit(limit)
    )
    query = query.where(COUNTS if statuses is None else RegistrationRow.status.in_(statuses))
    if among is not None:
        query = query.where(RegistrationRow.id.in_(among))
    rows = (await session.scalars(query)).all()
    if not rows:
        return []
    # More than can be sent along by their ids: all that are asked for stand between two numbers.
    chosen = await session.execute(
        select(_SESSIONS.registration_id, _SESSIONS.session_key, _SESSIONS.status)
        .join(RegistrationRow, RegistrationRow.id == _SESSIONS.registration_id)
        .where(RegistrationRow.event_key == event_key, RegistrationRow.number.between(rows[0].number, rows[-1].number))
        .order_by(_SESSIONS.asked_at, _SESSIONS.session_key)
    )
    sessions = _by_registration(chosen)
    positions = await _positions(session, rows, whole=not after and limit is None and among is None)
    return [registration_of(row, sessions.get(row.id, ()), positions.get(row.id)) for row in rows]


async def _positions(session: AsyncSession, rows: Sequence[RegistrationRow], *, whole: bool) -> dict[UUID, int]:
    """Give the places on the waiting list; a part of the list needs one more query for those before it."""
    waiting = [row for row in rows if row.status == Status.WAITLISTED]
    if not waiting:
        return {}
    if whole and len({row.ways for row in waiting}) > 1:  # there may be a line for each way
        return dict((await session.execute(_PLACES_OF_ALL, {"event": waiting[0].event_key})).all())
    if whole:
        in_order = sorted(waiting, key=lambda row: (-row.priority, row.number))
        return {row.id: position for position, row in enumerate(in_order, start=1)}
    if len(waiting) == 1:  # the database counts faster than it puts everybody in order
        (row,) = waiting
        which = {
            "event": row.event_key,
            "priority": row.priority,
            "number": row.number,
            "comes": AttendanceMode.IN_PERSON in row.ways,
            "joins_online": AttendanceMode.ONLINE in row.ways,
        }
        return {row.id: await session.scalar(_POSITION, which) or 0}
    which = {"event": waiting[0].event_key, "registrations": [row.id for row in waiting]}
    return dict((await session.execute(_PLACES, which)).all())


async def list_party(session: AsyncSession, first: UUID) -> list[Registration]:
    """Give those whom somebody registered along with themselves, in the order of arrival."""
    return await records_of(session, (await session.scalars(_PARTY, {"first": first})).all())


def registration_of(
    row: RegistrationRow, sessions: Iterable[tuple[str, Status]], waiting_position: int | None
) -> Registration:
    """Give the record of a row; `sessions` are the chosen ones' keys and statuses."""
    return Registration(
        id=RegistrationId(row.id),
        event=row.event_key,
        number=row.number,
        status=row.status,
        first_name=row.first_name,
        last_name=row.last_name,
        email=row.email,
        shares_mailbox=shares(row.email_folded),
        organisation=row.organisation,
        country=row.country,
        category=row.category,
        language=row.language,
        attendance_mode=row.attendance_mode,
        sessions=tuple(ChosenSession(key=key, status=status) for key, status in sessions),
        photos=row.consents.photos,
        badge_code=row.badge_code,
        created_at=row.created_at,
        cancelled_at=row.cancelled_at,
        erased_at=row.erased_at,
        priority=row.priority,
        notice_version=row.notice_version,
        waiting_position=waiting_position,
        feed_generation=row.feed_generation,
        invited_by_mail=row.invited_by_mail,
        remind_minutes=row.remind_minutes,
        answer=row.answer,
        latin_name=row.latin_name,
        day_modes=row.day_modes or {},
        answers=row.answers or {},
        party=RegistrationId(row.party) if row.party else None,
        invitation_link=row.invitation_link,
        partner_proof=row.partner_proof,
        confirm_by=row.confirm_by,
        offered_until=row.offered_until,
        wanted_ways=row.wanted_ways,
    )


async def record_of(session: AsyncSession, row: RegistrationRow) -> Registration:
    """Give the record of a row with its sessions and its place on the waiting list."""
    return (await records_of(session, [row]))[0]


async def records_of(session: AsyncSession, rows: Sequence[RegistrationRow]) -> list[Registration]:
    """Give the records of some rows of one event, in their order; two queries, however many."""
    if not rows:
        return []
    await session.flush()
    sessions = _by_registration(await session.execute(_CHOSEN, {"registrations": [row.id for row in rows]}))
    positions = await _positions(session, rows, whole=False)
    return [registration_of(row, sessions.get(row.id, ()), positions.get(row.id)) for row in rows]


def _by_registration(chosen: Result[UUID, str, Status]) -> dict[UUID, list[tuple[str, Status]]]:
    sessions: dict[UUID, list[tuple[str, Status]]] = {}
    for id_, key, status in chosen:
        sessions.setdefault(id_, []).append((key, status))
    return sessions


async def _required(session: AsyncSession, row: RegistrationRow | None) -> Registration:
    if row is None:
        raise UnknownRegistration
    return await record_of(session, row)
