"""Read what happened at an event of the fixtures: who registered, what shows that they came, the record's review.

The files stand in `fixtures/secon/happened/`; `fixtures/make_happened.py` says how their cells read.
"""

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import datetime, time
from enum import Enum

from msgspec import Struct

from events_service.attendance.records import Evidence
from events_service.checkin.records import Method
from events_service.settings import resource_dir

PERSON = (
    "first_name",
    "last_name",
    "email",
    "organisation",
    "country",
    "category",
    "language",
    "attendance_mode",
    "sessions",
)
"""The columns that say who somebody is and how they take part, as an import reads them."""

_OWN = {*PERSON, "registered", "cancelled"}

METHODS = {method.value: method for method in Method}
EVIDENCE = {"signed": Evidence.SIGNED_ON_PAPER, "signed late": Evidence.SIGNED_ON_PAPER, "online": Evidence.ONLINE}


class Seen(Struct, frozen=True, kw_only=True):
    """Somebody came by a desk: at which day or session, when on the event's clocks, and how they were recognised."""

    checkpoint: str
    at: time
    desk: str
    method: Method


class Noted(Struct, frozen=True, kw_only=True):
    """Evidence that was noted by hand; `late`: only after the record was returned."""

    checkpoint: str
    evidence: Evidence
    late: bool


class Person(Struct, frozen=True, kw_only=True):
    """Somebody at an event, times on its clocks; `cells` are all columns of their line as written."""

    email: str
    registered: datetime
    cancelled: datetime | None
    seen: tuple[Seen, ...]
    noted: tuple[Noted, ...]
    cells: Mapping[str, str]


class Doing(Enum):
    """What is done with a record after the event."""

    NOTE = "note"
    NOTE_LATE = "note late"
    SUBMIT = "submit"
    RETURN = "return"
    APPROVE = "approve"


class Step(Struct, frozen=True, kw_only=True):
    """A step of a record's life, on the event's clocks; `reason` is why it was returned."""

    event: str
    at: datetime
    doing: Doing
    reason: str


def read_people(event_key: str) -> list[Person]:
    """Read who was at an event, in the order in which they were registered."""
    return [_person(row) for row in read_rows(event_key)]


def read_steps() -> list[Step]:
    """Read what was done with the records."""
    return [
        Step(
            event=row["event"],
            at=datetime.fromisoformat(row["at"]),
            doing=Doing(row["step"]),
            reason=row["reason"],
        )
        for row in read_rows("steps")
    ]


def as_list(people: Iterable[Person]) -> bytes:
    """Write people as the spreadsheet of an import."""
    text = io.StringIO()
    lines = csv.DictWriter(text, PERSON, extrasaction="ignore", lineterminator="\n")
    lines.writeheader()
    lines.writerows(person.cells for person in people)
    return text.getvalue().encode()


def read_rows(name: str) -> list[dict[str, str]]:
    """Read a file of the folder as it is written, a mapping of columns for each line."""
    path = resource_dir("fixtures") / "secon" / "happened" / f"{name}.csv"
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def _person(row: Mapping[str, str]) -> Person:
    points = {column: cell for column, cell in row.items() if cell and column not in _OWN}
    parts = [(point, part) for point, cell in points.items() for part in cell.split("; ")]
    return Person(
        email=row["email"],
        registered=datetime.fromisoformat(row["registered"]),
        cancelled=datetime.fromisoformat(row["cancelled"]) if row["cancelled"] else None,
        seen=tuple(_seen(point, part) for point, part in parts if part not in EVIDENCE),
        noted=tuple(
            Noted(checkpoint=point, evidence=EVIDENCE[part], late=part == "signed late")
            for point, part in parts
            if part in EVIDENCE
        ),
        cells=row,
    )


def _seen(point: str, part: str) -> Seen:
    method, at, desk = part.split(" ", 2)
    return Seen(checkpoint=point, at=time.fromisoformat(at), desk=desk, method=METHODS[method])
