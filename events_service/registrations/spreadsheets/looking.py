"""Look at a spreadsheet before it is imported: its columns with samples, and what each is taken for."""

from collections.abc import Sequence

from msgspec import Struct

from events_service.database import Database
from events_service.programme.finding import FoundEvent
from events_service.registrations.spreadsheets import guessing
from events_service.registrations.spreadsheets.columns import NameOrder
from events_service.registrations.spreadsheets.heading_row import (
    FAMILY_FIRST,
    NOT_READ,
    WHOLE_NAME,
    Heading,
    Said,
    choices,
    heading_of,
    label_at,
    remembered_as,
)
from events_service.registrations.spreadsheets.remembering import remembered
from events_service.registrations.spreadsheets.sheet_reading import LOOKED_THROUGH, Row

SAMPLES = 3


class Column(Struct, frozen=True, kw_only=True):
    """A column: its `place` from 0, what stands above it, what it is taken for, its first cells and a word on it."""

    place: int
    label: str
    field: str
    samples: tuple[str, ...]
    remark: str = ""


class Look(Struct, frozen=True, kw_only=True):
    """What a file looks like: its columns, what they can be called, and the rows of which one may name them.

    `heading` is the number of the one that does, 0 where none does. `as_last_time`: a human said so of another file.
    """

    columns: tuple[Column, ...]
    choices: Sequence[tuple[str, str]]
    heading: int
    rows: tuple[tuple[int, str], ...]
    as_last_time: bool = False


async def look_at(database: Database, found: FoundEvent, rows: Sequence[Row], said: Said) -> Look:
    """Find the heading and the columns of a file as the import will take them."""
    async with database.reading() as session:
        known = await remembered(session, found.project.key)
    heading, below = heading_of(rows, found.event, said, known)
    width = max(guessing.width(below), len(heading.cells))
    places = [place for place in range(width) if guessing.cells_of(below, place) or label_at(heading, place).strip()]
    return Look(
        columns=tuple(_column(heading, below, place) for place in places),
        choices=choices(found.event),
        heading=heading.row,
        rows=tuple((row.number, " · ".join(filter(None, row.cells))[:80]) for row in rows[:LOOKED_THROUGH]),
        as_last_time=said.fields is None and remembered_as(heading.cells) in known,
    )


def _column(heading: Heading, below: Sequence[Row], place: int) -> Column:
    field = heading.fields.get(place, NOT_READ)
    if field == WHOLE_NAME and heading.order is NameOrder.FAMILY_FIRST:
        field = FAMILY_FIRST
    return Column(
        place=place,
        label=label_at(heading, place),
        field=field,
        samples=tuple(dict.fromkeys(cell[:60] for cell in guessing.cells_of(below, place)))[:SAMPLES],
        remark="" if field else guessing.not_kept(below, place),
    )


def told_ignored(heading: Heading, below: Sequence[Row]) -> tuple[str, ...]:
    """Give the labels of the columns that are not read, each with a word where what it holds is never kept."""
    told = []
    for place, label in heading.not_read.items():
        word = guessing.not_kept(below, place)
        told.append(f"{label} ({word})" if word else label)
    return tuple(told)
