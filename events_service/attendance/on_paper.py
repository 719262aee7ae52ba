"""The attendance record as a PDF, and the bundle that a controller takes away: all forms, and the hash of each."""

import hashlib
import io
import zipfile
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace

from events_service.attendance.labels import (
    ACTIONS,
    BY_SUBMITTER,
    EVIDENCE,
    EXCUSED,
    EXCUSED_MEANS,
    EXCUSED_SHORT,
    SHORT,
    STATES,
)
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
from events_service.documents.agenda import agenda
from events_service.documents.attendance_report import attendance_report
from events_service.documents.list_page import ListWords
from events_service.documents.records import AttendanceCell, AttendanceReport, AttendanceRow, ReviewStep, SheetHeader
from events_service.printing.languages import languages_of
from events_service.printing.preparing import header
from events_service.printing.preparing_agenda import agenda_of
from events_service.programme.finding import FoundEvent
from events_service.programme.words import in_language
from events_service.registrations.labels import category_name
from events_service.sealing.examining import NOTE_FILE, SealNote
from events_service.typesetting.archival import Attached, make_archival
from events_service.web.i18n import N_, clock_time, country_name, instant, short_day

PRESENT, EXPECTED, WALK_INS = N_("People present"), N_("People registered"), N_("Walk-ins")


SERIAL, CERTIFICATE = N_("Number of the sealed file"), N_("Certificate of the seal (SHA-256)")
HEAD, SIGNATURE = N_("Head of the audit log"), N_("Signature")
UNSIGNED = N_("This file is not signed: the record had not been sealed with a key when it was printed.")


def as_pdf(review: Review, found: FoundEvent, made: datetime) -> bytes:
    """Print the record as it is, unsigned. Raises FundingStatementMissing."""
    report, words = _report(review, found, made), languages_of(found).words
    sealed = ((words.joined(SIGNATURE), words.joined(UNSIGNED)),) if report.seal else ()
    return attendance_report(replace(report, sealed=sealed), words)


def to_be_signed(review: Review, found: FoundEvent, content: bytes, note: SealNote) -> bytes:
    """Print an approved record as archives keep it, with its JSON, its CSV, the agenda and the note of the seal inside.

    `content` are the very bytes that the seal is made of. Raises FundingStatementMissing.
    """
    key, words = review.event, languages_of(found).words
    report = replace(
        _report(review, found, note.sealed_at),
        sealed=(
            (words.joined(SERIAL), note.serial),
            (words.joined(CERTIFICATE), note.certificate),
            (words.joined(HEAD), note.head),
        ),
        payload=f"{note.address}/verify/{note.serial}".upper(),
    )
    files = [
        _inside(f"{key}-record.json", "application/json", "Source", "The record that was approved", content),
        _inside(f"{key}-attendance.csv", "text/csv", "Data", "The record as a table", as_csv(review.record)),
        _inside(f"{key}-agenda.pdf", "application/pdf", "Supplement", "The agenda", agenda(agenda_of(found), words)),
        _inside(NOTE_FILE, "application/json", "Data", "What was sealed, when and by whom", note_as_json(note)),
    ]
    return attendance_report(report, words, lambda canvas: make_archival(canvas, files, note.sealed_at))


def note_as_json(note: SealNote) -> bytes:
    """Write what the seal says, the same each time."""
    return msgspec.json.format(msgspec.json.encode(note, order="deterministic"), indent=2) + b"\n"


def _inside(name: str, media_type: str, relationship: str, description: str, octets: bytes) -> Attached:
    return Attached(name=name, media_type=media_type, relationship=relationship, description=description, octets=octets)


def as_bundle(review: Review, found: FoundEvent, content: bytes, made: datetime, sealed: bytes | None = None) -> bytes:
    """Pack the record in all its forms; SHA256SUMS is read by `sha256sum --check`.

    `content` are the very bytes that the seal was made of, `sealed` is the sealed file, where there is one. Raises
    FundingStatementMissing.
    """
    key = review.event
    files = {
        f"{key}-attendance.pdf": sealed or as_pdf(review, found, made),
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
            *([(words.joined(EXCUSED), str(people.excused))] if people.excused else []),
            *(
                (_title(point), str(totals.present))
                for point, totals in zip(record.checkpoints, record.totals, strict=True)
            ),
        ),
        legend=_legend(words, excused=any(totals.excused for totals in record.totals)),
        made=instant(made, record.timezone, "en"),
    )


def _reason(step: Step, words: ListWords) -> str:
    alone = step.by_submitter and step.action is Action.APPROVE
    return words.joined(BY_SUBMITTER) if alone else step.reason or ""


def _header(record: AttendanceRecord, found: FoundEvent) -> SheetHeader:
    """Give the head as the record has it: under a seal stands what was sealed, whatever the event is called now."""
    event = replace(found.event, title=record.title, type=record.type, days=list(record.days))
    return replace(header(replace(found, event=event)), host=languages_of(found).both(record.host_name))


def _legend(words: ListWords, *, excused: bool) -> tuple[tuple[str, str], ...]:
    kinds = [(SHORT[kind], words.joined(meaning)) for kind, meaning in EVIDENCE.items()]
    return (*kinds, *([(EXCUSED_SHORT, words.joined(EXCUSED_MEANS))] if excused else []))


def _row(person: Attendee, checkpoints: tuple[RecordCheckpoint, ...], zone: ZoneInfo, language: str) -> AttendanceRow:
    return AttendanceRow(
        number=person.number,
        name=person.name,
        organisation=person.organisation,
        country=country_name(person.country, language),
        role=category_name(person.category, language),
        cells=tuple(
            AttendanceCell(
                present=(here := present_at(person, point, checkpoints)),
                excused=presence.excused is not None and not here,
                evidence=_evidence(presence, zone),
            )
            for point, presence in zip(checkpoints, person.presences, strict=True)
        ),
    )


def _evidence(presence: Presence, zone: ZoneInfo) -> tuple[str, ...]:
    """Give the short words of the legend; what a device noted bears its time."""
    found: list[str] = []
    for kind, moment in presence.kinds.items():
        found.append(f"{SHORT[kind]} {clock_time(moment.astimezone(zone), 'en')}" if moment else SHORT[kind])
    return (*found, *([f"{EXCUSED_SHORT}: {presence.excused}"] if presence.excused else []))


def _title(point: RecordCheckpoint) -> str:
    return short_day(point.day, "en") if point.title is None else in_language(point.title, "en")
