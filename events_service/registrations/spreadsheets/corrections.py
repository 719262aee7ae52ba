"""What a row corrects of somebody who is registered, and what takes it back. Pure."""

from collections.abc import Collection, Mapping

from msgspec import UNSET
from msgspec.structs import asdict

from events_service.programme.records import Event
from events_service.registrations.records import Changes
from events_service.registrations.spreadsheets.imported_rows import Candidate
from events_service.registrations.spreadsheets.whole_names import is_called
from events_service.registrations.tables import RegistrationRow


def before_of(event: Event, row: RegistrationRow, candidate: Candidate, sessions: Collection[str]) -> Changes:
    """Give the changes that bring somebody back to what they say now; `sessions` are those that they have chosen."""
    days = row.day_modes or {}
    return Changes(
        first_name=row.first_name,
        last_name=row.last_name,
        organisation=row.organisation,
        country=row.country,
        category=row.category,
        language=row.language,
        attendance_mode=row.attendance_mode,
        day_modes={day: days.get(day, row.attendance_mode) for day in map(str, sorted(event.days))} if days else UNSET,
        answers={key: (row.answers or {}).get(key) for key in candidate.application.answers},
        sessions=sorted(sessions),
    )


def only(changes: Changes, fields: Collection[str]) -> Changes:
    """Give of changes those of some fields; how somebody takes part, on the whole and by day, is one."""
    wanted = {*fields}
    if wanted & _WAYS:
        wanted |= {*_WAYS, "sessions"}
    said: Mapping[str, object] = asdict(changes)
    return Changes(**{name: value for name, value in said.items() if name in wanted})  # type: ignore[arg-type]  # they are its own


_WAYS = {"attendance_mode", "day_modes"}


def changes_of(candidate: Candidate, known: RegistrationRow) -> Changes:
    """Give what a row corrects: what it leaves open stays as the participant has it.

    A row that says how somebody takes part now changes nothing of it, and who waits for another way goes on waiting. A
    guess where a name is parted changes nothing of one that has these words.
    """
    application, written = candidate.application, candidate.written
    stays = _takes_part_so(candidate, known)
    guessed = bool(candidate.whole_name) and not candidate.corrected
    parted = guessed and is_called(candidate.whole_name, known.first_name, known.last_name)
    return Changes(
        first_name=UNSET if parted else application.first_name,
        last_name=UNSET if parted else application.last_name,
        organisation=application.organisation,
        country=application.country,
        category=application.category,
        language=application.language if "language" in written else UNSET,
        attendance_mode=application.attendance_mode if "attendance_mode" in written and not stays else UNSET,
        sessions=application.sessions if "sessions" in written else UNSET,
        day_modes=UNSET if stays else application.day_modes or UNSET,
        answers=application.answers or UNSET,
    )


def _takes_part_so(candidate: Candidate, known: RegistrationRow) -> bool:
    now, asked = known.day_modes or {}, candidate.application
    mode = asked.attendance_mode if "attendance_mode" in candidate.written else known.attendance_mode
    same_days = all(now.get(day, known.attendance_mode) == way for day, way in asked.day_modes.items())
    return mode is known.attendance_mode and same_days
