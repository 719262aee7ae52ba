"""The grid on which signed lists are marked, as its page shows it: people in the order of the sheet, days, sessions."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from msgspec import Struct

from events_service.attendance.labels import SHORT
from events_service.attendance.marking.records import BY_HAND
from events_service.attendance.marking.sieve import Sieve, sift
from events_service.attendance.records import (
    AttendanceRecord,
    Attendee,
    Evidence,
    EvidenceKind,
    Presence,
    RecordCheckpoint,
)
from events_service.attendance.showing import checkpoint_name
from events_service.checkin.checkpoints import CheckpointKind
from events_service.registrations.labels import status_name
from events_service.registrations.records import Status
from events_service.web.i18n import clock_time, gettext


class MarkingCell(Struct, frozen=True, kw_only=True):
    """A person at a checkpoint. `came` says what shows it beside the marks; `noted` are marks by hand that stand.

    `expected`: a place there is the person's own; `excused` is why they are not there.
    """

    key: str
    expected: bool
    came: list[str]
    noted: frozenset[str]
    excused: str


class MarkingRow(Struct, frozen=True, kw_only=True):
    """A person; `note` says what is unusual about the registration."""

    number: int
    name: str
    organisation: str
    note: str
    cells: list[MarkingCell]


class MarkingColumn(Struct, frozen=True, kw_only=True):
    """A day, or a session of one."""

    key: str
    title: str
    session: bool


class MarkingGrid(Struct, frozen=True, kw_only=True):
    """What is shown of a record, and of how many lines; `pages` are those of the sheet, `shown` what stands now."""

    columns: list[MarkingColumn]
    rows: list[MarkingRow]
    people: int
    sieve: Sieve
    pages: list[int]
    organisations: list[str]
    shown: str


def marking_grid(record: AttendanceRecord, sieve: Sieve, pages: Mapping[str, int]) -> MarkingGrid:
    """Put into words what is to be marked; `pages` is what `pages_of` gives for what the sieve asks for."""
    points = [point for point in record.checkpoints if not sieve.at or point.key == sieve.at]
    people, sieve = sift(record.attendees, sieve, [point.key for point in points], pages)
    zone = ZoneInfo(record.timezone)
    rows = [_row(person, points, zone) for person in people]
    others = any(str(person.registration) not in pages for person in record.attendees)
    return MarkingGrid(
        columns=[_column(point) for point in points],
        rows=rows,
        people=len(record.attendees),
        sieve=sieve,
        pages=[*sorted(set(pages.values())), *([0] if others and pages else [])],
        organisations=sorted({person.organisation for person in record.attendees if person.organisation}),
        shown=" ".join(f"{cell.key}:{kind}" for row in rows for cell in row.cells for kind in sorted(cell.noted)),
    )


def latest(record: AttendanceRecord, now: datetime) -> str:
    """Give the day whose list lies on the table: the latest that has begun, else the first."""
    days = [point for point in record.checkpoints if point.kind is CheckpointKind.DAY]
    return max((point.key for point in days if point.starts <= now), default=days[0].key)


def _column(point: RecordCheckpoint) -> MarkingColumn:
    return MarkingColumn(key=point.key, title=checkpoint_name(point), session=point.kind is CheckpointKind.SESSION)


def _row(person: Attendee, points: Sequence[RecordCheckpoint], zone: ZoneInfo) -> MarkingRow:
    notes = [] if person.status is Status.CONFIRMED else [status_name(person.status)]
    presences = {presence.checkpoint: presence for presence in person.presences}
    return MarkingRow(
        number=person.number,
        name=person.name.strip() or gettext("(erased)"),
        organisation=person.organisation,
        note=", ".join([*notes, *([gettext("Walk-in")] if person.walk_in else [])]),
        cells=[_cell(person, presences[point.key], zone) for point in points],
    )


def _cell(person: Attendee, presence: Presence, zone: ZoneInfo) -> MarkingCell:
    excused = [Evidence.EXCUSED] if presence.excused is not None else []
    stands = [each for each in Evidence if each.attests and getattr(presence, each.value)]
    return MarkingCell(
        key=f"{person.registration}:{presence.checkpoint}",
        expected=presence.expected,
        came=_came(presence, zone),
        noted=frozenset(each.value for each in (*stands, *excused) if each in BY_HAND),
        excused=presence.excused or "",
    )


def _came(presence: Presence, zone: ZoneInfo) -> list[str]:
    """Say what shows that somebody came beside what is noted by hand."""
    found: list[str] = []
    for kind, moment in presence.kinds.items():
        if moment is not None:
            found.append(f"{gettext(SHORT[kind])} {clock_time(moment.astimezone(zone))}")
        elif kind is EvidenceKind.SIGNED_ELECTRONICALLY:
            found.append(gettext(SHORT[kind]))
    return found
