"""Row numbers stay with a person through reprints."""

from events_service.documents.records import SheetRow
from events_service.documents.row_numbers import numbered


def _rows(*names: str) -> list[SheetRow]:
    return [SheetRow(number=0, key=name.lower(), name=name) for name in names]


def _printed(rows: tuple[SheetRow, ...]) -> list[tuple[int, str]]:
    return [(row.number, row.name) for row in rows]


def test_the_first_print_numbers_by_the_alphabet() -> None:
    assert _printed(numbered(_rows("Юлия", "Ана", "Йордан"), {}, "bg")) == [(1, "Ана"), (2, "Йордан"), (3, "Юлия")]


def test_a_reprint_keeps_numbers_and_adds_newcomers_at_the_end() -> None:
    kept = {"ана": 1, "йордан": 2, "юлия": 3}
    assert _printed(numbered(_rows("Юлия", "Борис", "Ана", "Асен"), kept, "bg")) == [
        (1, "Ана"),
        (3, "Юлия"),
        (4, "Асен"),
        (5, "Борис"),
    ]


def test_the_number_of_someone_who_left_is_not_given_away() -> None:
    assert _printed(numbered(_rows("Ана"), {"юлия": 7}, "bg")) == [(8, "Ана")]
