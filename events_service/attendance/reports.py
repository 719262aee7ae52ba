"""The attendance record as a file: CSV for any program, JSON for tools."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec

from events_service import cells
from events_service.attendance.records import AttendanceRecord, Attendee, Presence, Review

COLUMNS = (
    "number",
    "name",
    "organisation",
    "country",
    "category",
    "registration_status",
    "attendance_mode",
    "walk_in",
    "checkpoint",
    "day",
    "expected",
    "present",
    "checked_in_at",
    "marked_by_staff_at",
    "confirmed_in_room_at",
    "time_doubtful",
    "signed_on_paper",
    "signed_electronically",
    "online",
    "excused",
    "registration",
)
"""One line for each person and checkpoint: easy to filter and to pivot; the names are the JSON's."""


def lines(record: AttendanceRecord) -> Iterator[tuple[cells.Value, ...]]:
    """Give the values of each line in the order of COLUMNS; instants are local to the event, with offset."""
    zone = ZoneInfo(record.timezone)
    days = {point.key: point.day for point in record.checkpoints}
    for person in record.attendees:
        for presence in person.presences:
            yield _line(person, presence, days[presence.checkpoint].isoformat(), zone)


def as_csv(record: AttendanceRecord) -> bytes:
    """Write CSV with a line for each person and checkpoint."""
    return cells.as_csv([COLUMNS, *lines(record)])


def as_json(review: Review) -> bytes:
    """Write the record with its review as JSON, indented for readers, as the API gives it."""
    return msgspec.json.format(msgspec.json.encode(review), indent=2) + b"\n"


def _line(person: Attendee, presence: Presence, day: str, zone: ZoneInfo) -> tuple[cells.Value, ...]:
    def local(moment: datetime | None) -> datetime | None:
        return moment.astimezone(zone) if moment else None

    return (
        person.number,
        person.name,
        person.organisation,
        person.country,
        person.category.value,
        person.status.value,
        person.attendance_mode.value,
        person.walk_in,
        presence.checkpoint,
        day,
        presence.expected,
        presence.present,
        local(presence.checked_in_at),
        local(presence.marked_by_staff_at),
        local(presence.confirmed_in_room_at),
        presence.time_doubtful,
        presence.signed_on_paper,
        presence.signed_electronically,
        presence.online,
        presence.excused or "",
        str(person.registration),
    )
