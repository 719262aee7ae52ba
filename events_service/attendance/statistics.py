"""What a progress report counts: for each semester events, headcounts and distinct people, by type and by country."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from msgspec import Struct
from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.attendance.finding import mark_of
from events_service.attendance.record import Place, attested, excuses
from events_service.attendance.records import Evidence
from events_service.attendance.tables import EvidenceMarkRow
from events_service.checkin.checkpoints import checkpoints_of
from events_service.checkin.finding import COUNTING
from events_service.checkin.tables import CheckInRow
from events_service.programme.finding import FoundEvent
from events_service.programme.records import EventStatus, EventType, Project
from events_service.programme.semesters import Semester, all_semesters
from events_service.registrations.tables import RegistrationRow

POLICY_LEARNING = frozenset(
    {
        EventType.INTERREGIONAL_WORKSHOP,
        EventType.STUDY_VISIT,
        EventType.STAFF_EXCHANGE,
        EventType.PEER_REVIEW,
        EventType.POLICY_LEARNING,
    }
)
"""The types that the programme counts as policy-learning events: partners learn from each other (an assumption)."""


class Participation(Struct, frozen=True, kw_only=True):
    """A person's presence at an event. `person` is what makes two registrations the same person: the mail address.

    Whoever is erased is a person of their own without a name.
    """

    event: str
    person: str
    name: str
    country: str


class Count(Struct, frozen=True, kw_only=True):
    """Events of one kind, or participants of one country. `headcount` counts a person once for each event."""

    key: str
    events: int
    headcount: int
    people: int


class SemesterFigures(Struct, frozen=True, kw_only=True):
    """The figures of a reporting period. `namesakes` are names that stand for more than one person: please check.

    `excused` counts for each event whoever had a place, was never there and is excused.
    """

    semester: Semester
    events: int
    policy_learning: int
    approved: int
    headcount: int
    people: int
    excused: int
    by_type: tuple[Count, ...]
    by_country: tuple[Count, ...]
    namesakes: tuple[str, ...]


def figures(
    project: Project,
    events: Iterable[FoundEvent],
    participations: Iterable[Participation],
    approved: frozenset[str],
    now: datetime,
    excused: Mapping[str, int] | None = None,
) -> list[SemesterFigures]:
    """Count each semester that has begun; an event counts in the semester of its first day, once it has begun.

    `excused` is how many are, by event.
    """
    held = [found for found in events if _held(found, now)]
    by_event: dict[str, list[Participation]] = {}
    for participation in participations:
        by_event.setdefault(participation.event, []).append(participation)
    return [
        _figures(semester, [found for found in held if _within(found, semester)], by_event, approved, excused or {})
        for semester in all_semesters(project)
        if semester.starts <= now.date()
    ]


async def list_participations(
    session: AsyncSession, events: Iterable[FoundEvent], keys: Select[str]
) -> list[Participation]:
    """Give who was at which of these events, whose `keys` the database selects; each person once for each event.

    As on the record, evidence of any kind counts, at any day or session that the event has.
    """
    points = {found.event.key: {point.key for point in checkpoints_of(found.event)} for found in events}
    scanned = await session.execute(
        select(CheckInRow.registration_id, CheckInRow.checkpoint).where(
            CheckInRow.event_key.in_(keys),
            COUNTING,
        )
    )
    places: dict[UUID, set[str]] = {}
    for registration, checkpoint in [*scanned, *await _marked(session, keys)]:
        places.setdefault(registration, set()).add(checkpoint)
    rows = await session.execute(
        select(
            RegistrationRow.id,
            RegistrationRow.event_key,
            RegistrationRow.email_folded,
            RegistrationRow.first_name,
            RegistrationRow.last_name,
            RegistrationRow.country,
        ).where(RegistrationRow.event_key.in_(keys))
    )
    return [
        Participation(event=event, person=email or str(id_), name=f"{first} {last}".strip(), country=country)
        for id_, event, email, first, last, country in rows
        if not points.get(event, set()).isdisjoint(places.get(id_, ()))
    ]


async def count_excused(session: AsyncSession, events: Iterable[FoundEvent], keys: Select[str]) -> Counter[str]:
    """Give for each of these events how many are excused, and were never there."""
    points = {found.event.key: {point.key for point in checkpoints_of(found.event)} for found in events}
    rows = [*await session.scalars(_marks_of(keys).where(EvidenceMarkRow.evidence == Evidence.EXCUSED))]
    of: dict[UUID, str] = {row.registration_id: row.event_key for row in rows}
    excused = {
        person: of[person] for person, point in excuses(map(mark_of, rows)) if point in points.get(of[person], set())
    }
    there = await session.scalars(
        select(CheckInRow.registration_id).where(CheckInRow.registration_id.in_(excused), COUNTING)
    )
    marked = await session.scalars(_marks_of(keys).where(EvidenceMarkRow.registration_id.in_(excused)))
    present = {*there, *(person for person, _ in attested(map(mark_of, marked)))}
    return Counter(event for person, event in excused.items() if person not in present)


async def _marked(session: AsyncSession, keys: Select[str]) -> list[Place]:
    rows = await session.scalars(_marks_of(keys))
    return [*attested(map(mark_of, rows))]


def _marks_of(keys: Select[str]) -> Select[EvidenceMarkRow]:
    of_events = select(EvidenceMarkRow).where(EvidenceMarkRow.event_key.in_(keys))
    return of_events.order_by(EvidenceMarkRow.marked_at, EvidenceMarkRow.id)


def _held(found: FoundEvent, now: datetime) -> bool:
    return found.event.status is EventStatus.PUBLISHED and min(found.event.days) <= now.astimezone(found.zone).date()


def _within(found: FoundEvent, semester: Semester) -> bool:
    return semester.starts <= min(found.event.days) <= semester.ends


def _figures(
    semester: Semester,
    held: list[FoundEvent],
    by_event: Mapping[str, list[Participation]],
    approved: frozenset[str],
    excused: Mapping[str, int],
) -> SemesterFigures:
    everybody = [participation for found in held for participation in by_event.get(found.event.key, [])]
    types = {found.event.key: found.event.type.value for found in held}
    return SemesterFigures(
        semester=semester,
        events=len(held),
        policy_learning=sum(found.event.type in POLICY_LEARNING for found in held),
        approved=sum(found.event.key in approved for found in held),
        headcount=_headcount(everybody),
        people=_people(everybody),
        excused=sum(excused.get(found.event.key, 0) for found in held),
        by_type=tuple(
            _count(
                kind,
                [one for one in everybody if types[one.event] == kind],
                sum(each == kind for each in types.values()),
            )
            for kind in sorted(set(types.values()))
        ),
        by_country=tuple(
            _count(country, here := [one for one in everybody if one.country == country], len({e.event for e in here}))
            for country in sorted({one.country for one in everybody})
        ),
        namesakes=_namesakes(everybody),
    )


def _count(key: str, participations: list[Participation], events: int) -> Count:
    return Count(key=key, events=events, headcount=_headcount(participations), people=_people(participations))


def _headcount(participations: list[Participation]) -> int:
    return len({(one.event, one.person) for one in participations})


def _people(participations: list[Participation]) -> int:
    return len({one.person for one in participations})


def _namesakes(participations: list[Participation]) -> tuple[str, ...]:
    """Give names under several addresses: one person with two addresses, or two people of one name; a human knows."""
    addresses: dict[str, set[str]] = {}
    for one in participations:
        if one.name:
            addresses.setdefault(" ".join(one.name.casefold().split()), set()).add(one.person)
    shown = {" ".join(one.name.casefold().split()): one.name for one in participations}
    return tuple(sorted(shown[name] for name, found in addresses.items() if len(found) > 1))
