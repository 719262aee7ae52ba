"""Numbers the rows of a sign-in sheet so that each person keeps theirs through every reprint."""

from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from events_service.documents.records import SheetRow
from events_service.web.alphabet import alphabetical


def numbered(rows: Iterable[SheetRow], kept: Mapping[str, int], language: str) -> tuple[SheetRow, ...]:
    """Give rows with their numbers, in the order of the numbers.

    `kept` maps the key of each row that was ever printed to its number: it keeps it, also when others left, whose
    numbers then are missing. New rows follow after the highest number, sorted by name in the language's alphabet.
    """
    key = alphabetical(language)
    by_name = sorted(rows, key=lambda row: (key(row.name), row.key))
    following = max(kept.values(), default=0) + 1
    new = [row for row in by_name if row.key not in kept]
    old = [replace(row, number=kept[row.key]) for row in by_name if row.key in kept]
    old.sort(key=lambda row: row.number)
    return (*old, *(replace(row, number=number) for number, row in enumerate(new, start=following)))
