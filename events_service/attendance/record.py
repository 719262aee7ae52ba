"""Make the attendance record: registrations, scans and marks, brought together for each person and checkpoint."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time
from zoneinfo import ZoneInfo

import msgspec

from events_service.attendance.records import (
    AttendanceRecord,
    Attendee,
    Evidence,
    Mark,
    PeopleTotals,
    Presence,
    RecordCheckpoint,
    Totals,
)
from events_service.checkin.checkpoints import Checkpoint, CheckpointKind, checkpoints_of, is_doubtful, is_expected
from events_service.checkin.records import CheckIn, Method, Outcome
from events_service.programme.finding import FoundEvent
from events_service.programme.words import name_then
from events_service.registrations.records import Registration, RegistrationId, Status

Place = tuple[RegistrationId, str]
"""A person at a checkpoint."""


def reconcile(
    found: FoundEvent, registrations: Iterable[Registration], check_ins: Iterable[CheckIn], marks: Iterable[Mark]
) -> AttendanceRecord:
    """Bring everything together. On the record is who has a place or has come; `marks` come oldest first."""
    event = found.event
    checkpoints = checkpoints_of(event)
    # Who was seen by several scans came with the one that was accepted, else with the first.
    in_order = sorted(check_ins, key=lambda one: (one.outcome is not Outcome.ACCEPTED, one.scanned_at), reverse=True)
    seen = _Seen(
        at_desk=_by_place(one for one in in_order if one.method is not Method.ROOM),
        in_room=_by_place(one for one in in_order if one.method is Method.ROOM),
    )
    marks = [*marks]
    noted, reasons = standing(marks), excuses(marks)
    begins = datetime.combine(min(event.days), time.min, ZoneInfo(event.timezone))
    attendees = [
        _attendee(registration, checkpoints, seen, noted, reasons, begins)
        for registration in sorted(registrations, key=lambda registration: registration.number)
    ]
    listed = tuple(person for person in attendees if person.status is Status.CONFIRMED or person.present)
    return AttendanceRecord(
        event=event.key,
        project=event.project,
        type=event.type,
        title=event.title,
        host=event.host,
        host_name=name_then(found.host, min(event.days)),
        timezone=event.timezone,
        days=tuple(sorted(event.days)),
        checkpoints=tuple(_checkpoint(point) for point in checkpoints),
        attendees=listed,
        totals=tuple(_totals(point, checkpoints, listed) for point in checkpoints),
        people=_people(listed),
    )


class _Seen(msgspec.Struct, frozen=True, kw_only=True):
    """The check-in that shows a person at a place: by a desk, and by the person, who are two witnesses."""

    at_desk: Mapping[Place, CheckIn]
    in_room: Mapping[Place, CheckIn]


def _by_place(check_ins: Iterable[CheckIn]) -> dict[Place, CheckIn]:
    return {(one.registration, one.checkpoint): one for one in check_ins if one.counts and one.registration}


def standing(marks: Iterable[Mark]) -> dict[Place, frozenset[Evidence]]:
    """Give what is noted now: of two marks about the same, the later one holds."""
    noted: dict[Place, frozenset[Evidence]] = {}
    for mark in marks:
        place = (mark.registration, mark.checkpoint)
        before = noted.get(place, frozenset())
        noted[place] = before | {mark.evidence} if mark.stands else before - {mark.evidence}
    return noted


def attested(marks: Iterable[Mark]) -> set[Place]:
    """Give where a mark stands that shows that somebody was there."""
    return {place for place, kinds in standing(marks).items() if any(kind.attests for kind in kinds)}


def excuses(marks: Iterable[Mark]) -> dict[Place, str]:
    """Give the reasons of those who are excused now; of two about the same, the later one holds."""
    reasons: dict[Place, str] = {}
    for mark in marks:
        if mark.evidence is Evidence.EXCUSED:
            reasons[(mark.registration, mark.checkpoint)] = mark.reason if mark.stands else ""
    return {place: reason for place, reason in reasons.items() if reason}


def canonical(record: AttendanceRecord) -> bytes:
    """Give the record as JSON in one form only, all keys sorted: what a seal is made of."""
    return msgspec.json.encode(record, order="sorted")


def digest_of(content: bytes) -> str:
    """Give the SHA-256 of a canonical record as 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def present_at(attendee: Attendee, checkpoint: RecordCheckpoint, checkpoints: Sequence[RecordCheckpoint]) -> bool:
    """Tell whether somebody was at a checkpoint; who was at a session of a day was there on that day."""
    return _present(attendee, _keys_of(checkpoint, checkpoints))


def _keys_of(
    checkpoint: Checkpoint | RecordCheckpoint, checkpoints: Sequence[Checkpoint | RecordCheckpoint]
) -> frozenset[str]:
    if checkpoint.kind is CheckpointKind.SESSION:
        return frozenset({checkpoint.key})
    return frozenset(point.key for point in checkpoints if point.day == checkpoint.day)


def _present(attendee: Attendee, keys: frozenset[str]) -> bool:
    return any(presence.present for presence in attendee.presences if presence.checkpoint in keys)


def _attendee(
    registration: Registration,
    checkpoints: Sequence[Checkpoint],
    seen: _Seen,
    noted: Mapping[Place, frozenset[Evidence]],
    reasons: Mapping[Place, str],
    begins: datetime,
) -> Attendee:
    def presence(point: Checkpoint) -> Presence:
        place = (registration.id, point.key)
        check_in, confirmed = seen.at_desk.get(place), seen.in_room.get(place)
        evidence = noted.get(place, frozenset())
        scanned = check_in.scanned_at if check_in and check_in.method is Method.SCAN else None
        marked = check_in.scanned_at if check_in and check_in.method is Method.STAFF else None
        return Presence(
            checkpoint=point.key,
            expected=is_expected(registration, point),
            checked_in_at=scanned,
            marked_by_staff_at=marked,
            time_doubtful=check_in is not None and is_doubtful(point, check_in.scanned_at, check_in.received_at),
            signed_on_paper=Evidence.SIGNED_ON_PAPER in evidence,
            signed_electronically=Evidence.SIGNED_ELECTRONICALLY in evidence,
            online=Evidence.ONLINE in evidence,
            confirmed_in_room_at=confirmed.scanned_at if confirmed else None,
            excused=reasons.get(place),
        )

    return Attendee(
        registration=registration.id,
        number=registration.number,
        name=registration.name,
        organisation=registration.organisation,
        country=registration.country,
        category=registration.category,
        status=registration.status,
        attendance_mode=registration.attendance_mode,
        walk_in=registration.created_at >= begins,
        presences=tuple(presence(point) for point in checkpoints),
    )


def _checkpoint(point: Checkpoint) -> RecordCheckpoint:
    return RecordCheckpoint(
        key=point.key, kind=point.kind, day=point.day, title=point.title, starts=point.starts, ends=point.ends
    )


def _totals(point: Checkpoint, checkpoints: Sequence[Checkpoint], attendees: Sequence[Attendee]) -> Totals:
    here = [presence for person in attendees for presence in person.presences if presence.checkpoint == point.key]
    keys = _keys_of(point, checkpoints)
    return Totals(
        checkpoint=point.key,
        expected=sum(presence.expected for presence in here),
        present=sum(_present(person, keys) for person in attendees),
        checked_in=sum(presence.checked_in_at is not None for presence in here),
        marked_by_staff=sum(presence.marked_by_staff_at is not None for presence in here),
        signed_on_paper=sum(presence.signed_on_paper for presence in here),
        signed_electronically=sum(presence.signed_electronically for presence in here),
        online=sum(presence.online for presence in here),
        confirmed_in_room=sum(presence.confirmed_in_room_at is not None for presence in here),
        excused=sum(_excused(person, point.key) and not _present(person, keys) for person in attendees),
    )


def _excused(attendee: Attendee, key: str) -> bool:
    return any(presence.excused for presence in attendee.presences if presence.checkpoint == key)


def _people(attendees: Sequence[Attendee]) -> PeopleTotals:
    return PeopleTotals(
        registered=sum(person.status is Status.CONFIRMED for person in attendees),
        present=sum(person.present for person in attendees),
        walk_ins=sum(person.walk_in for person in attendees),
        absent=sum(not person.present and not person.excused for person in attendees),
        excused=sum(person.excused for person in attendees),
    )
