"""Import registrations from a spreadsheet: every fault with its row, all or nothing, and a second time nothing new."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import UNSET, Struct
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service import audit
from events_service.database import Database
from events_service.programme.finding import FoundEvent, get_any_event
from events_service.programme.records import Event
from events_service.programme.tables import EventRow
from events_service.programme.words import in_language
from events_service.registrations import answer_columns, columns, seats
from events_service.registrations.applying import decode_application
from events_service.registrations.change import apply
from events_service.registrations.day_modes import DAY_FIELD
from events_service.registrations.deciding import choice_faults
from events_service.registrations.entering import enter, record_entry
from events_service.registrations.records import Application, Changes, Status
from events_service.registrations.spreadsheet import Row, Unreadable, read_spreadsheet
from events_service.registrations.tables import RegistrationRow
from events_service.registrations.waiting_list import promote, record_promotions, tell
from events_service.settings import Settings
from events_service.web.errors import FaultyFields, Refusal
from events_service.web.i18n import LANGUAGES, N_, gettext


class RowFault(Struct, frozen=True, kw_only=True):
    """What is wrong in a row, or in one field of it."""

    row: int
    field: str | None
    message: str

    def sentence(self) -> str:
        """Say where and what."""
        where = f"row {self.row}, {self.field}" if self.field else f"row {self.row}"
        return f"{where}: {gettext(self.message)}"


class FaultyRows(Refusal):
    """Rows cannot be imported, so none was; `faults` has all of them."""

    status = 422
    slug = "faulty-rows"
    message = N_("Nothing was imported: {count} faults were found.")

    def __init__(self, faults: list[RowFault]) -> None:
        super().__init__(count=str(len(faults)))
        self.faults = faults


class Imported(Struct, frozen=True, kw_only=True):
    """What an import did. `left`: cancelled registrations that stay so; `ignored`: headers that say nothing to us."""

    confirmed: int = 0
    waitlisted: int = 0
    updated: int = 0
    unchanged: int = 0
    left: int = 0
    ignored: tuple[str, ...] = ()


class _DryRun(Exception):
    """Ends the transaction of a dry run without its changes."""

    def __init__(self, imported: Imported) -> None:
        self.imported = imported


class Candidate(Struct, frozen=True, kw_only=True):
    """A row that makes an application."""

    row: int
    application: Application


async def import_registrations(
    database: Database,
    settings: Settings,
    event_key: str,
    name: str,
    content: bytes,
    *,
    now: datetime,
    actor: str = "operator",
    dry_run: bool = False,
    mail: bool = False,
) -> Imported:
    """Import a spreadsheet in one transaction; `mail` tells those who are new. A dry run changes nothing.

    Raises Unreadable, FaultyRows, UnknownEvent.
    """
    rows = read_spreadsheet(name, content)
    try:
        async with database.transaction() as session:
            event = await seats.lock(session, event_key)
            found = await get_any_event(session, event_key)
            candidates, ignored = candidates_of(name, rows, found)
            imported = await _save(session, settings, event, found, candidates, ignored, now, actor, mail=mail)
            if dry_run:
                raise _DryRun(imported)
            return imported
    except _DryRun as ended:
        return ended.imported


def candidates_of(name: str, rows: Sequence[Row], found: FoundEvent) -> tuple[list[Candidate], tuple[str, ...]]:
    """Make applications of rows, and give the headers that were ignored.

    Raises Unreadable, FaultyRows with all faults.
    """
    fields, ignored = _fields_of(name, rows[0], found.event)
    candidates: list[Candidate] = []
    faults: list[RowFault] = []
    first_rows: dict[str, int] = {}
    for row in rows[1:]:
        try:
            application = _application_of(row, fields, found)
        except FaultyFields as refusal:
            faults += [RowFault(row=row.number, field=fault.field, message=fault.message) for fault in refusal.faults]
            continue
        first = first_rows.setdefault(application.email.casefold(), row.number)
        if first != row.number:
            message = gettext("This address stands in row {row} already.").format(row=first)
            faults.append(RowFault(row=row.number, field="email", message=message))
        candidates.append(Candidate(row=row.number, application=application))
    if faults:
        raise FaultyRows(faults)
    return candidates, ignored


def _fields_of(name: str, header: Row, event: Event) -> tuple[dict[int, str], tuple[str, ...]]:
    """Give the field of each column, and the headers that stand for none. Raises Unreadable."""
    fields: dict[int, str] = {}
    ignored = []
    for column, text in enumerate(header.cells):
        field = columns.field_of(text) or answer_columns.field_of(text, event)
        if field is None:
            ignored += [text] if text else []
        elif field in fields.values():
            reason = gettext("row 1: two columns mean {field}; “{column}” is the second, rename it")
            raise Unreadable(file=name, reason=reason.format(field=field, column=text))
        else:
            fields[column] = field
    missing = [field for field in columns.REQUIRED if field not in fields.values()]
    if missing:
        reason = gettext("row 1: no column is called {fields}; the first row names the columns")
        raise Unreadable(file=name, reason=reason.format(fields=", ".join(missing)))
    return fields, tuple(ignored)


def _application_of(row: Row, fields: Mapping[int, str], found: FoundEvent) -> Application:
    """Make an application of a row. Raises FaultyFields."""
    cells = {field: row.cells[column] for column, field in fields.items() if column < len(row.cells)}
    received: dict[str, Any] = {name: columns.on_one_line(cells.get(name, "")) for name in columns.AS_TYPED}
    received["country"] = columns.country_of(cells.get("country", ""))
    received["category"] = columns.category_of(cells.get("category", ""))
    received["language"] = columns.language_of(cells.get("language", "")) or LANGUAGES[0]
    mode = cells.get("attendance_mode", "")
    received["attendance_mode"] = columns.mode_of(mode) if mode else found.event.attendance_modes[0].value
    received["sessions"] = _sessions_of(cells.get("sessions", ""), found)
    received["day_modes"] = {
        field.removeprefix(DAY_FIELD): answer_columns.mode_in(cell)
        for field, cell in cells.items()
        if field.startswith(DAY_FIELD) and cell
    }
    received["answers"] = {
        question.key: answer_columns.answer_in(cell, question)
        for question in found.event.registration.questions
        if (cell := cells.get(f"answers.{question.key}"))
    }
    received["consents"] = {"privacy_notice": False, "photos": columns.means_yes(cells.get("photos", ""))}
    application = decode_application(received, by_organiser=True)
    faults = choice_faults(found, application, by_organiser=True)
    if faults:
        raise FaultyFields(faults)
    return application


def _sessions_of(written: str, found: FoundEvent) -> list[str]:
    """Read sessions' keys, parted by blanks, commas, semicolons or lines; a cell may also hold one session's title."""
    for planned in found.event.sessions:
        titles = [in_language(planned.title, language) for language in LANGUAGES]
        if written and columns.folded(written) in {columns.folded(title) for title in titles}:
            return [planned.key]
    return [key.lower() for key in written.replace(",", " ").replace(";", " ").replace("|", " ").split()]


async def _save(
    session: AsyncSession,
    settings: Settings,
    event: EventRow,
    found: FoundEvent,
    candidates: Iterable[Candidate],
    ignored: tuple[str, ...],
    now: datetime,
    actor: str,
    *,
    mail: bool,
) -> Imported:
    """Enter who is new, correct who is known, and hand out the seats in the order of the rows."""
    known = await _known(session, event.key)
    entered: dict[int, RegistrationRow] = {}
    updated: list[tuple[RegistrationRow, list[str]]] = []
    unchanged = left = 0
    for candidate in candidates:
        row = known.get(candidate.application.email.casefold())
        if row is None:
            entered[candidate.row] = await enter(
                session, settings, event, found, candidate.application, now, by_organiser=True
            )
        elif row.status == Status.CANCELLED.value:
            left += 1
        elif changed := await apply(session, found, row, _changes(candidate.application), now, by_organiser=True):
            updated.append((row, changed))
        else:
            unchanged += 1
    arrived, told = [row.id for row in entered.values()], [row.id for row, _ in updated]
    promoted = await promote(session, event, found, now, arrived=arrived, told=told) if arrived or told else {}
    _require_places(found, entered)
    if mail:
        await tell(session, settings, found, {**dict.fromkeys([row.id for row in entered.values()]), **promoted}, now)
    else:
        await tell(session, settings, found, promoted, now)
    await _record(session, entered.values(), updated, actor, now)
    await record_promotions(session, promoted, now)
    statuses = [row.status for row in entered.values()]
    return Imported(
        confirmed=statuses.count(Status.CONFIRMED.value),
        waitlisted=statuses.count(Status.WAITLISTED.value),
        updated=len(updated),
        unchanged=unchanged,
        left=left,
        ignored=ignored,
    )


def _require_places(found: FoundEvent, entered: Mapping[int, RegistrationRow]) -> None:
    if found.event.registration.waiting_list:
        return
    message = N_("All places are taken, and this event has no waiting list.")
    faults = [
        RowFault(row=number, field=None, message=message)
        for number, row in entered.items()
        if row.status == Status.WAITLISTED.value
    ]
    if faults:
        raise FaultyRows(faults)


async def _known(session: AsyncSession, event_key: str) -> dict[str, RegistrationRow]:
    """Give the registration of each address, the living one of several; what nobody confirmed is not known."""
    query = (
        select(RegistrationRow)
        .where(RegistrationRow.event_key == event_key, RegistrationRow.status != Status.UNCONFIRMED.value)
        .order_by(RegistrationRow.number)
    )
    known: dict[str, RegistrationRow] = {}
    for row in await session.scalars(query):
        if row.email_folded not in known or row.status != Status.CANCELLED.value:
            known[row.email_folded] = row
    return known


def _changes(application: Application) -> Changes:
    return Changes(
        first_name=application.first_name,
        last_name=application.last_name,
        organisation=application.organisation,
        country=application.country,
        category=application.category,
        language=application.language,
        attendance_mode=application.attendance_mode,
        sessions=application.sessions,
        day_modes=application.day_modes or UNSET,
        answers=application.answers or UNSET,
    )


async def _record(
    session: AsyncSession,
    entered: Iterable[RegistrationRow],
    updated: Iterable[tuple[RegistrationRow, list[str]]],
    actor: str,
    now: datetime,
) -> None:
    for row in entered:
        await record_entry(session, row, actor, now)
    for row, changed in updated:
        await audit.append(
            session,
            at=now,
            actor=actor,
            action="registration.changed",
            subject=f"registration:{row.id}",
            facts={"fields": ", ".join(changed)},
            personal={"name": f"{row.first_name} {row.last_name}", "email": row.email},
        )
