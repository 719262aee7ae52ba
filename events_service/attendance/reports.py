"""The attendance record as a file: CSV for any program, JSON for tools."""

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec

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
    "time_doubtful",
    "signed_on_paper",
    "signed_electronically",
    "online",
    "registration",
)
"""One line for each person and checkpoint: easy to filter and to pivot; the names are the JSON's."""

Value = str | int | bool | datetime | None


def lines(record: AttendanceRecord) -> Iterator[tuple[Value, ...]]:
    """Give the values of each line in the order of COLUMNS; instants are local to the event, with offset."""
    zone = ZoneInfo(record.timezone)
    days = {point.key: point.day for point in record.checkpoints}
    for person in record.attendees:
        for presence in person.presences:
            yield _line(person, presence, days[presence.checkpoint].isoformat(), zone)


def as_csv(record: AttendanceRecord) -> bytes:
    """Write CSV (RFC 4180) in UTF-8 with a byte order mark: without it Excel garbles every name that is not English."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for line in lines(record):
        writer.writerow([_cell(value) for value in line])
    return text.getvalue().encode("utf-8-sig")


def as_json(review: Review) -> bytes:
    """Write the record with its review as JSON, indented for readers, as the API gives it."""
    return msgspec.json.format(msgspec.json.encode(review), indent=2) + b"\n"


def guarded(text: str) -> str:
    """Put an apostrophe before what a spreadsheet would take for a formula: names are typed by strangers."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text


def _line(person: Attendee, presence: Presence, day: str, zone: ZoneInfo) -> tuple[Value, ...]:
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
        presence.time_doubtful,
        presence.signed_on_paper,
        presence.signed_electronically,
        presence.online,
        str(person.registration),
    )


def _cell(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return guarded(value) if isinstance(value, str) else str(value)
