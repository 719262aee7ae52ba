"""What has become different since a record was submitted: shown to a human, never worked into what was submitted."""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from events_service.attendance.records import AttendanceRecord, Attendee, Difference, Presence

_EVENT_FIELDS = ("type", "title", "host", "host_name", "timezone", "days")
_PERSON_FIELDS = ("name", "organisation", "country", "category", "status", "attendance_mode", "walk_in")
_NOBODY: Mapping[str, Any] = {}


def differences(before: AttendanceRecord, after: AttendanceRecord) -> tuple[Difference, ...]:
    """Give all differences, those of the event first, then person by person in the order of arrival."""
    return tuple(_all(before, after))


def _all(before: AttendanceRecord, after: AttendanceRecord) -> Iterator[Difference]:
    yield from _changed(_plain(before), _plain(after), _EVENT_FIELDS)
    old = {person.registration: person for person in before.attendees}
    new = {person.registration: person for person in after.attendees}
    people = {person.registration: person for person in (*before.attendees, *after.attendees)}
    for id_, person in sorted(people.items(), key=lambda item: item[1].number):
        for difference in _of_person(old.get(id_), new.get(id_)):
            yield msgspec.structs.replace(difference, registration=id_, name=person.name)


def _of_person(before: Attendee | None, after: Attendee | None) -> Iterator[Difference]:
    if before is None or after is None:
        yield Difference(field="listed", before=_text(before is not None), after=_text(after is not None))
    if before is not None and after is not None:
        yield from _changed(_plain(before), _plain(after), _PERSON_FIELDS)
    old = {presence.checkpoint: presence for presence in before.presences} if before else {}
    new = {presence.checkpoint: presence for presence in after.presences} if after else {}
    for checkpoint in dict.fromkeys((*old, *new)):
        for difference in _changed(
            _shown(old.get(checkpoint)), _shown(new.get(checkpoint)), Presence.__struct_fields__
        ):
            yield msgspec.structs.replace(difference, checkpoint=checkpoint)


def _shown(presence: Presence | None) -> Mapping[str, Any]:
    """Give the values of a presence that say something; `expected` alone is no difference in attendance."""
    values = _plain(presence) if presence else _NOBODY
    return {name: value for name, value in values.items() if name not in {"checkpoint", "expected"}}


def _changed(before: Mapping[str, Any], after: Mapping[str, Any], fields: tuple[str, ...]) -> Iterator[Difference]:
    for field in fields:
        if before.get(field) != after.get(field):
            yield Difference(field=field, before=_text(before.get(field)), after=_text(after.get(field)))


def _plain(record: Any) -> Mapping[str, Any]:
    plain: Mapping[str, Any] = msgspec.to_builtins(record)
    return plain


def _text(value: Any) -> str:
    """Write a value for the difference: nothing is an empty text, a list its parts, a mapping its first wording."""
    if value is None or value is False:
        return ""
    if value is True:
        return "yes"
    if isinstance(value, dict):
        return " / ".join(str(text) for text in value.values())
    return ", ".join(str(part) for part in value) if isinstance(value, (list, tuple)) else str(value)
