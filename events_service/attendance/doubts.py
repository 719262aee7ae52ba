"""What looks unfinished in a record before it is submitted: it is said to the host, and never hinders. Pure."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from events_service.attendance.record import present_at
from events_service.attendance.records import AttendanceRecord, RecordCheckpoint
from events_service.checkin.checkpoints import CheckpointKind
from events_service.programme.words import in_language
from events_service.web.i18n import N_, gettext, long_day, ngettext, spoken

NO_EVIDENCE = N_("Nothing shows that anybody was there on {day}. Is a signed list missing?")
MOST_NAMED = 5


def doubts(record: AttendanceRecord, undecided: Sequence[str], now: datetime) -> list[str]:
    """Say in the language being spoken what is missing so far, of days and sessions that are over.

    `undecided` are the names of those whose registration nobody has approved or declined.
    """
    over = [point for point in record.checkpoints if point.ends <= now]
    found = [sentence for point in over for sentence in _about(point, record)]
    return [*found, *_waiting(undecided)] if over else []


def _about(point: RecordCheckpoint, record: AttendanceRecord) -> Iterator[str]:
    """Say of a day that it has no evidence, of a session that nobody of those expected there was noted."""
    if any(present_at(person, point, record.checkpoints) for person in record.attendees):
        return
    if point.kind is CheckpointKind.DAY:
        yield gettext(NO_EVIDENCE).format(day=long_day(point.day))
        return
    expected = next(each.expected for each in record.totals if each.checkpoint == point.key)
    if expected:
        sentence = ngettext(
            "{number} person was expected at “{session}”, and nobody is noted as present.",
            "{number} people were expected at “{session}”, and nobody is noted as present.",
            expected,
        )
        yield sentence.format(number=expected, session=in_language(point.title or point.key, spoken()))


def _waiting(undecided: Sequence[str]) -> Iterator[str]:
    if undecided:
        sentence = ngettext(
            "{number} person was never approved or declined: {names}.",
            "{number} people were never approved or declined: {names}.",
            len(undecided),
        )
        named = ", ".join(undecided[:MOST_NAMED]) + (" …" if len(undecided) > MOST_NAMED else "")
        yield sentence.format(number=len(undecided), names=named)
