"""Sign-in sheets: rows that keep their numbers, pages that can be recognised, cells that are free for signatures."""

from msgspec.structs import replace
from PIL import Image

from events_service.documents.records import SheetRow
from events_service.documents.sheet_geometry import (
    MARGIN,
    Orientation,
    RowKind,
    corner_marks,
    plan,
)
from events_service.documents.sign_in_sheets import sign_in_sheets
from tests.world.documents import HEADER, ROWS, SHEET, WORDS
from tests.world.paper import codes, page_texts, pictures

DOTS = 150 / 25.4


def test_a_sheet_names_project_event_day_place_and_host_in_two_languages() -> None:
    text = page_texts(sign_in_sheets([SHEET], WORDS))[0]
    for expected in (
        "SECON · 01C0224 · Interreg Europe",
        "Sign-in sheet · Interregional workshop",
        "Присъствен списък · Междурегионален семинар",
        "2nd interregional workshop",
        "2ри междурегионален уъркшоп",
        "Monday, 13 November 2023",
        "понеделник, 13 ноември 2023 г.",
        "Regional Administration, Haskovo, Bulgaria",
        "Haskovo Municipality / Община Хасково",
        "Page 1 of 2 / Страница 1 от 2",
    ):
        assert expected in text


def test_each_sheet_counts_its_own_pages() -> None:
    texts = page_texts(sign_in_sheets([SHEET, replace(SHEET, rows=ROWS[:2], online=())], WORDS))
    assert [text.split("Page ")[-1].split(" /")[0] for text in texts] == ["1 of 2", "2 of 2", "1 of 1"]


def test_numbers_are_the_callers_and_may_have_gaps() -> None:
    rows = (replace(ROWS[0], number=7), replace(ROWS[1], number=12))
    text = page_texts(sign_in_sheets([replace(SHEET, rows=rows, online=())], WORDS))[0]
    assert f"7 {rows[0].name}" in text
    assert f"12 {rows[1].name}" in text


def test_every_page_has_a_code_that_names_sheet_and_page() -> None:
    for orientation in Orientation:
        read = [codes(picture) for picture in pictures(sign_in_sheets([SHEET], WORDS, orientation))]
        assert read == [[page.payload] for page in plan(SHEET, orientation)]
        assert read[0] == [f"{SHEET.payload}/1"]


def test_corner_marks_are_black_squares_where_the_geometry_says() -> None:
    for orientation in Orientation:
        for picture in pictures(sign_in_sheets([SHEET], WORDS, orientation)):
            assert [picture.getpixel((round(x * DOTS), round(y * DOTS))) for x, y in corner_marks(orientation)] == [
                (0, 0, 0)
            ] * 4


def test_signature_cells_are_empty_and_framed_where_the_geometry_says() -> None:
    for orientation in Orientation:
        drawn = pictures(sign_in_sheets([SHEET], WORDS, orientation))
        for page, picture in zip(plan(SHEET, orientation), drawn, strict=True):
            for row in page.rows:
                *before, width = orientation.columns
                left, top, height = MARGIN + sum(before), row.top, row.height
                if row.kind is not RowKind.ONLINE:
                    assert _darkest(picture, left + 1, top + 1, width - 2, height - 2) == 255
                assert _darkest(picture, left + 2, top + height - 0.3, 1, 0.6) < 230
                assert _darkest(picture, left - 0.3, top + 2, 0.6, 1) < 230


def _darkest(picture: Image.Image, left: float, top: float, width: float, height: float) -> int:
    box = [round(value * DOTS) for value in (left, top, left + width, top + height)]
    return picture.convert("L").crop((box[0], box[1], box[2], box[3])).getextrema()[0]


def test_people_come_first_then_walk_ins_then_those_online_and_the_certification_last() -> None:
    pages = plan(SHEET)
    kinds = [row.kind for page in pages for row in page.rows]
    assert kinds == [RowKind.PERSON] * 12 + [RowKind.WALK_IN] * 3 + [RowKind.ONLINE]
    assert pages[-1].certification_top is not None
    assert pages[-1].certification_top > pages[-1].rows[-1].top


def test_rows_never_run_into_the_foot_of_the_page() -> None:
    many = tuple(SheetRow(number=number, key=str(number), name=f"Person {number}") for number in range(1, 251))
    for orientation in Orientation:
        pages = plan(replace(SHEET, rows=many, online=many[:90]), orientation)
        assert max(row.top + row.height for page in pages for row in page.rows) <= orientation.page[1] - 14
        assert [row.person.number for page in pages for row in page.rows if row.person] == [
            *range(1, 251),
            *range(1, 91),
        ]


def test_the_heading_of_those_online_stands_on_the_page_of_the_first_of_them() -> None:
    for count in range(1, 30):
        rows = tuple(SheetRow(number=number, key=str(number), name="Jo Li") for number in range(count))
        for page in plan(replace(SHEET, rows=rows)):
            if page.online_heading_top is not None:
                assert any(row.kind is RowKind.ONLINE for row in page.rows)


def test_contact_details_are_not_on_a_sheet() -> None:
    text = " ".join(page_texts(sign_in_sheets([SHEET], WORDS)))
    assert "@" not in text
    assert HEADER.visibility.acronym in text
