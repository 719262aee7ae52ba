"""The attendance record as a PDF, and the bundle that a controller takes away: all forms, and the hash of each."""

import hashlib
import io
import zipfile
from datetime import datetime
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from events_service.attendance.labels import ACTIONS, BY_SUBMITTER, EVIDENCE, SHORT, STATES
from events_service.attendance.record import present_at
from events_service.attendance.records import (
    Action,
    AttendanceRecord,
    Attendee,
    Presence,
    RecordCheckpoint,
    Review,
    ReviewState,
    Step,
)
from events_service.attendance.reports import as_csv, as_json
from events_service.attendance.workbook import as_workbook
from events_service.documents.attendance_report import attendance_report
from events_service.documents.list_page import ListWords
from events_service.documents.records import AttendanceCell, AttendanceReport, AttendanceRow, ReviewStep, SheetHeader
from events_service.printing.languages import languages_of
from events_service.printing.preparing import header
from events_service.programme.finding import FoundEvent
from events_service.programme.words import in_language
from events_service.registrations.labels import category_name
from events_service.web.i18n import N_, clock_time, country_name, instant, short_day

PRESENT, EXPECTED, WALK_INS = N_("People present"), N_("People registered"), N_("Walk-ins")


def as_pdf(review: Review, found: FoundEvent, made: datetime) -> bytes:
    """Print the record. Raises FundingStatementMissing."""
    return attendance_report(_report(review, found, made), languages_of(found).words)


def as_bundle(review: Review, found: FoundEvent, content: bytes, made: datetime) -> bytes:
    """Pack the record in all its forms; SHA256SUMS is read by `sha256sum --check`.

    `content` are the very bytes that the seal was made of. Raises FundingStatementMissing.
    """
    key = review.event
    files = {
        f"{key}-attendance.pdf": as_pdf(review, found, made),
        f"{key}-attendance.csv": as_csv(review.record),
        f"{key}-attendance.xlsx": as_workbook(review),
        f"{key}-review.json": as_json(review),
        f"{key}-record.json": content,
    }
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in files.items())
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, octets in (files | {"SHA256SUMS": sums.encode()}).items():
            # The time in the bundle is that of the last step, so that the same record makes the same bundle.
            stamp = (review.steps[-1].at if review.steps else made).timetuple()[:6]
            bundle.writestr(zipfile.ZipInfo(name, date_time=stamp), octets)
    return packed.getvalue()


def _report(review: Review, found: FoundEvent, made: datetime) -> AttendanceReport:
    record, words = review.record, languages_of(found).words
    zone = ZoneInfo(record.timezone)
    people = record.people
    return AttendanceReport(
        header=_header(record, found),
        checkpoints=tuple(_title(point) for point in record.checkpoints),
        rows=tuple(_row(person, record.checkpoints, zone, languages_of(found).of_rows) for person in record.attendees),
        state=words.joined(STATES[review.state]),
        review=tuple(
            ReviewStep(
                action=words.joined(ACTIONS[step.action]),
                by=step.by,
                at=instant(step.at, record.timezone, "en"),
                reason=_reason(step, words),
            )
            for step in review.steps
        ),
        seal=review.digest if review.state is ReviewState.APPROVED else None,
        summary=(
            (words.joined(EXPECTED), str(people.registered)),
            (words.joined(PRESENT), str(people.present)),
            (words.joined(WALK_INS), str(people.walk_ins)),
            *(
                (_title(point), str(totals.present))
                for point, totals in zip(record.checkpoints, record.totals, strict=True)
            ),
        ),
        legend=_legend(words),
        made=instant(made, record.timezone, "en"),
    )


def _reason(step: Step, words: ListWords) -> str:
    alone = step.by_submitter and step.action is Action.APPROVE
    return words.joined(BY_SUBMITTER) if alone else step.reason or ""


def _header(record: AttendanceRecord, found: FoundEvent) -> SheetHeader:
    """Give the head as the record has it: under a seal stands what was sealed, whatever the event is called now."""
    event = replace(found.event, title=record.title, type=record.type, days=list(record.days))
    return replace(header(replace(found, event=event)), host=languages_of(found).both(record.host_name))


def _legend(words: ListWords) -> tuple[tuple[str, str], ...]:
    return tuple((SHORT[kind], words.joined(meaning)) for kind, meaning in EVIDENCE.items())


def _row(person: Attendee, checkpoints: tuple[RecordCheckpoint, ...], zone: ZoneInfo, language: str) -> AttendanceRow:
    return AttendanceRow(
        number=person.number,
        name=person.name,
        organisation=person.organisation,
        country=country_name(person.country, language),
        role=category_name(person.category, language),
        cells=tuple(
            AttendanceCell(present=present_at(person, point, checkpoints), evidence=_evidence(presence, zone))
            for point, presence in zip(checkpoints, person.presences, strict=True)
        ),
    )


def _evidence(presence: Presence, zone: ZoneInfo) -> tuple[str, ...]:
    """Give the short words of the legend; what a device noted bears its time."""
    found: list[str] = []
    for kind, moment in presence.kinds.items():
        found.append(f"{SHORT[kind]} {clock_time(moment.astimezone(zone), 'en')}" if moment else SHORT[kind])
    return tuple(found)


def _title(point: RecordCheckpoint) -> str:
    return short_day(point.day, "en") if point.title is None else in_language(point.title, "en")
