"""What looks unfinished in a record before it is submitted: it is said to the host, and never hinders. Pure."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from events_service.attendance.records import AttendanceRecord, RecordCheckpoint, Totals
from events_service.checkin.checkpoints import CheckpointKind
from events_service.programme.words import in_language
from events_service.web.i18n import N_, gettext, long_day, ngettext, spoken

NO_EVIDENCE = N_("Nothing shows that anybody was there on {day}. Is a signed list missing?")
MOST_NAMED = 5


def doubts(record: AttendanceRecord, undecided: Sequence[str], now: datetime) -> list[str]:
    """Say in the language being spoken what is missing so far, of days and sessions that are over.

    `undecided` are the names of those whose registration nobody has approved or declined.
    """
    counted = zip(record.checkpoints, record.totals, strict=True)
    over = [(point, totals) for point, totals in counted if point.ends <= now]
    found = [sentence for point, totals in over for sentence in _about(point, totals)]
    return [*found, *_waiting(undecided)] if over else []


def _about(point: RecordCheckpoint, totals: Totals) -> Iterator[str]:
    """Say of a day that it has no evidence, of a session that nobody of those expected there was noted."""
    if totals.present:
        return
    if point.kind is CheckpointKind.DAY:
        yield gettext(NO_EVIDENCE).format(day=long_day(point.day))
        return
    if totals.expected:
        sentence = ngettext(
            "{number} person was expected at “{session}”, and nobody is noted as present.",
            "{number} people were expected at “{session}”, and nobody is noted as present.",
            totals.expected,
        )
        yield sentence.format(number=totals.expected, session=in_language(point.title or point.key, spoken()))


def _waiting(undecided: Sequence[str]) -> Iterator[str]:
    if undecided:
        sentence = ngettext(
            "{number} person was never approved or declined: {names}.",
            "{number} people were never approved or declined: {names}.",
            len(undecided),
        )
        named = ", ".join(undecided[:MOST_NAMED]) + (" …" if len(undecided) > MOST_NAMED else "")
        yield sentence.format(number=len(undecided), names=named)
