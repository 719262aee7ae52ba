"""Spreadsheets as other programs and people make them: read by what their cells mean, or refused in one sentence."""

import io
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from openpyxl import Workbook

from events_service.database import Database
from events_service.programme.records import AttendanceMode, Event
from events_service.programme.records import Registration as Window
from events_service.registrations.records import Registration
from events_service.registrations.spreadsheets.columns import REQUIRED, NameOrder, label_of
from events_service.registrations.spreadsheets.country_names import country_of
from events_service.registrations.spreadsheets.day_headings import day_of
from events_service.registrations.spreadsheets.imported_rows import FaultyRows
from events_service.registrations.spreadsheets.importing import HandedIn, Imported, import_registrations
from events_service.registrations.spreadsheets.reading import Unreadable, read_spreadsheet
from events_service.registrations.spreadsheets.whole_names import Parted, order_of, parts_of, ways_to_part
from events_service.settings import Settings
from events_service.web.i18n import LANGUAGES, country_note, speaking
from tests.world.events import event, load
from tests.world.people import everybody
from tests.world.times import NOW

pytestmark = pytest.mark.anyio
INPUTS = Path(__file__).parent / "inputs"
HEADER = ["first_name", "last_name", "email", "organisation", "country", "category"]
ANNA = ["Anna", "Nowak", "anna@example.org", "Urząd Miasta", "PL", "stakeholder"]


def hybrid() -> Event:
    """Give the workshop, held in person and online, that asks for each day."""
    return event(attendance_modes=list(AttendanceMode), registration=Window(mode_per_day=True))


def workbook(*rows: list[Any], merged: tuple[str, ...] = (), errors: tuple[str, ...] = ()) -> bytes:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    for cell in errors:
        sheet[cell].data_type = "e"
    for span in merged:
        sheet.merge_cells(span)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


async def import_(database: Database, settings: Settings, name: str, content: bytes) -> Imported:
    """Import into the workshop, and give what came of it but for what is told of each row."""
    handed_in = HandedIn(name=name, content=content)
    return replace(
        await import_registrations(database, settings, "workshop", handed_in, now=NOW), told=(), kept_as=None
    )


async def only(database: Database) -> Registration:
    (found,) = await everybody(database)
    return found


@pytest.mark.parametrize("name", ["i2_empty_fill.xlsx", "i2b_fill_ext.xlsx", "i1_sep.csv", "i13_title_row.xlsx"])
async def test_a_spreadsheet_of_another_program_is_read(database: Database, settings: Settings, name: str) -> None:
    await load(database)
    assert await import_(database, settings, name, (INPUTS / name).read_bytes()) == Imported(confirmed=1)
    found = await only(database)
    assert (found.name, found.organisation) == ("Anna Nowak", "Urząd Miasta")


async def test_a_damaged_spreadsheet_is_refused_in_a_sentence() -> None:
    with pytest.raises(Unreadable, match="save it again as XLSX"):
        await read_spreadsheet("people.xlsx", (INPUTS / "i11_damaged.xlsx").read_bytes())


async def test_an_escaped_line_break_in_a_cell_is_none_of_its_letters(database: Database, settings: Settings) -> None:
    await load(database)
    await import_(database, settings, "i3_x000d.xlsx", (INPUTS / "i3_x000d.xlsx").read_bytes())
    assert (await only(database)).organisation == "Ministry of Labour Unit B2"


async def test_day_columns_survive_a_program_that_makes_dates_of_their_headers(
    database: Database, settings: Settings
) -> None:
    await load(database, hybrid())
    days = [datetime(2024, 4, 16), date(2024, 4, 17)]
    await import_(database, settings, "a.xlsx", workbook([*HEADER, *days], [*ANNA, "in_person", "online"]))
    assert (await only(database)).day_modes == {
        "2024-04-16": AttendanceMode.IN_PERSON,
        "2024-04-17": AttendanceMode.ONLINE,
    }


async def test_the_days_of_a_header_are_read_from_its_dates() -> None:
    rows = await read_spreadsheet("i5_date_header.xlsx", (INPUTS / "i5_date_header.xlsx").read_bytes())
    assert rows[0].cells[-2:] == ("2026-04-14", "2026-04-15")


@pytest.mark.parametrize(
    "written",
    [
        *("2024-04-16", "16.04.2024", "16.4.24", "16/04/2024", "4/16/2024", "16 Apr", "Tue 16 April", "45398"),
        *("16 април 2024 г.", "16 Απριλίου 2024", "2024. április 16.", "Dienstag, 16. April 2024", "16 de abril"),
    ],
)
def test_a_day_is_read_in_every_local_form(written: str) -> None:
    assert day_of(written, [date(2024, 4, 16), date(2024, 4, 17)]) == date(2024, 4, 16)


def test_a_form_that_may_mean_two_days_of_an_event_means_none() -> None:
    assert day_of("4/5", [date(2024, 5, 4), date(2024, 4, 5)]) is None
    assert day_of("Day 1", [date(2024, 1, 1)]) is None


async def test_cells_are_read_by_their_type() -> None:
    content = workbook(["a"], [7.0], [2.5], [True], [date(2024, 4, 16)], [359888123456], ["x\u200b"])
    rows = await read_spreadsheet("a.xlsx", content)
    assert [row.cells[0] for row in rows] == ["a", "7", "2.5", "yes", "2024-04-16", "359888123456", "x"]


@pytest.mark.parametrize(
    ("cell", "errors", "words"),
    [("#N/A", ("D2",), "error #N/A"), ("=B7", (), "formula without its result"), ("Hall\u202e", (), "U+202E")],
)
async def test_a_cell_without_a_value_is_a_fault_of_its_row(
    database: Database, settings: Settings, cell: str, errors: tuple[str, ...], words: str
) -> None:
    await load(database)
    content = workbook(
        ["Vorname", "Nachname", "E-Mail", "Einrichtung", "Land", "Rolle"], [*ANNA[:3], cell, *ANNA[4:]], errors=errors
    )
    with pytest.raises(FaultyRows) as refused:
        await import_(database, settings, "a.xlsx", content)
    (fault,) = refused.value.faults
    assert (fault.row, fault.field, fault.label) == (2, "organisation", "Einrichtung")
    assert words in fault.sentence()


async def test_a_cell_merged_over_rows_holds_for_each_of_them(database: Database, settings: Settings) -> None:
    await load(database)
    second = ["Ola", "Lis", "ola@example.org", None, "PL", "stakeholder"]
    content = workbook(HEADER, ANNA, second, merged=("D2:D4",))
    assert await import_(database, settings, "a.xlsx", content) == Imported(confirmed=2)
    assert {each.organisation for each in await everybody(database)} == {"Urząd Miasta"}


async def test_an_office_s_list_has_titles_a_merged_header_and_one_column_of_names(
    database: Database, settings: Settings
) -> None:
    await load(database)
    content = workbook(
        ["СПИСЪК НА УЧАСТНИЦИТЕ"],
        ["Хасково, 13.11.2023"],
        [],
        [None, None, "Контакти", None, None, None],
        ["№", "Име и фамилия", "Имейл", "Организация", "Държава", "Участвате като"],
        [
            1,
            "Мария ПЕТРОВА",
            "m@example.org",
            "Община Хасково",
            "Република България",
            "Експерт",
        ],
        merged=("A1:F1", "C4:F4"),
    )
    imported = await import_(database, settings, "a.xlsx", content)
    assert imported == Imported(confirmed=1, ignored=("№",))
    found = await only(database)
    assert (found.first_name, found.last_name, found.country) == ("Мария", "ПЕТРОВА", "BG")


async def test_faults_speak_the_file_s_words_and_name_the_row_that_its_reader_sees(
    database: Database, settings: Settings
) -> None:
    await load(database)
    content = workbook(
        ["Teilnehmerliste"],
        [],
        ["Vorname", "Nachname", "E-Mail", "Einrichtung", "Land", "Rolle"],
        ["Jan", None, "x", "Org", "Narnia", "Expert"],
    )
    with pytest.raises(FaultyRows) as refused:
        await import_(database, settings, "a.xlsx", content)
    assert [(fault.row, fault.label) for fault in refused.value.faults] == [(4, "Nachname"), (4, "E-Mail"), (4, "Land")]
    with speaking("de"), pytest.raises(Unreadable, match=r"Zeile 3: .*E-Mail"):
        await import_(database, settings, "a.xlsx", workbook(["Liste"], [], ["Vorname", "Nachname", "Land"]))


@pytest.mark.parametrize("language", LANGUAGES[1:])
async def test_the_form_s_own_labels_are_known_as_headings(
    database: Database, settings: Settings, language: str
) -> None:
    await load(database)
    with speaking(language):
        header = [label_of(field) for field in REQUIRED]
    assert await import_(database, settings, "a.xlsx", workbook(header, ANNA)) == Imported(confirmed=1)


@pytest.mark.parametrize(
    ("encoding", "header", "row", "organisation"),
    [
        (
            "cp1251",
            "Име;Фамилия;Имейл;Организация;Държава;Роля",
            "Мария;П;m@example.org;Община;България;expert",
            "Община",
        ),
        ("cp1253", "Όνομα;Επώνυμο;E-mail;Φορέας;Χώρα;Ιδιότητα", "Άννα;Π;m@example.org;Δήμος;GR;expert", "Δήμος"),
        ("cp1250", "Imię;Nazwisko;E-mail;Organizacja;Kraj;Rola", "Ł;Ż;m@example.org;Łódź;PL;expert", "Łódź"),
        ("cp1257", "Vārds;Uzvārds;E-pasts;Iestāde;Valsts;Loma", "Ē;Š;m@example.org;Rīga;LV;expert", "Rīga"),
        ("cp1252", "Nombre;Apellidos;Correo;Entidad;País;Función", "Ana;Ñ;m@example.org;Cáceres;ES;expert", "Cáceres"),
    ],
)
async def test_an_old_code_page_is_read_where_the_headings_tell_it(
    database: Database, settings: Settings, encoding: str, header: str, row: str, organisation: str
) -> None:
    await load(database)
    await import_(database, settings, "a.csv", f"{header}\r\n{row}\r\n".encode(encoding))
    assert (await only(database)).organisation == organisation


@pytest.mark.parametrize("encoding", ["cp1250", "cp1251", "cp1252", "cp1253", "mac-roman"])
async def test_an_old_code_page_is_refused_where_the_headings_do_not_tell_it(encoding: str) -> None:
    letter = b"\xe4".decode(encoding)
    content = f"first_name,last_name\r\nM{letter}ller,{letter}\r\n".encode(encoding)
    with pytest.raises(Unreadable, match="not in UTF-8"):
        await read_spreadsheet("a.csv", content)


@pytest.mark.parametrize(
    ("header", "written", "country", "parts", "certain"),
    [
        ("Name", "Nowak, Anna", "", ("Anna", "Nowak"), True),
        ("Name", "Anna Nowak", "", ("Anna", "Nowak"), True),
        ("Name", "NOWAK Anna Maria", "", ("Anna Maria", "NOWAK"), True),
        ("Nazwisko i imię", "Nowak Anna", "PL", ("Anna", "Nowak"), True),
        ("Név", "Nagy Éva", "HU", ("Éva", "Nagy"), True),
        ("Име и фамилия", "Мария Петрова", "BG", ("Мария", "Петрова"), True),
        ("Name", "Anna Maria Nowak", "PL", ("Anna Maria", "Nowak"), False),
        ("Név", "Nagy Éva Mária", "HU", ("Éva Mária", "Nagy"), False),
        ("Nombre y apellidos", "María García López", "ES", ("María", "García López"), False),
        ("Apellidos y nombre", "García López María", "ES", ("María", "García López"), False),
        ("Naam", "Jan Piet van der Berg", "BE", ("Jan Piet", "van der Berg"), False),
        ("Achternaam voornaam", "van der Berg Jan", "NL", ("Jan", "van der Berg"), False),
        ("Nome completo", "Inês da Silva", "PT", ("Inês", "da Silva"), False),
    ],
)
def test_a_whole_name_is_parted_by_its_heading_and_as_is_usual_in_its_country(
    header: str, written: str, country: str, parts: tuple[str, str], certain: bool
) -> None:
    order = order_of(header, alone=False)
    assert order is not None
    parted = parts_of(written, order, country)
    assert parted == Parted(first_name=parts[0], last_name=parts[1], certain=certain)


@pytest.mark.parametrize("written", ["Nowak, Anna, Dr.", "Anna", ", Anna"])
def test_a_name_that_nothing_parts_is_left_to_who_wrote_it(written: str) -> None:
    assert parts_of(written, NameOrder.GIVEN_FIRST) is None


def test_each_way_to_part_a_name_is_one_that_is_certain() -> None:
    ways = ways_to_part("Anna Maria Nowak")
    assert ways == ("Maria Nowak, Anna", "Anna, Maria Nowak", "Nowak, Anna Maria", "Anna Maria, Nowak")
    assert all((parted := parts_of(way, NameOrder.GIVEN_FIRST)) and parted.certain for way in ways)


@pytest.mark.anyio
async def test_a_guess_where_a_name_is_parted_changes_nothing_of_what_a_human_corrected(
    database: Database, settings: Settings
) -> None:
    await load(database)
    content = workbook(["Name", *HEADER[2:]], ["Anna Maria Nowak", *ANNA[2:]])
    await import_(database, settings, "a.xlsx", content)
    assert (await only(database)).last_name == "Nowak"
    await import_(database, settings, "a.xlsx", workbook(["Name", *HEADER[2:]], ["Maria Nowak, Anna", *ANNA[2:]]))
    assert await import_(database, settings, "a.xlsx", content) == Imported(unchanged=1)
    assert (await only(database)).last_name == "Maria Nowak"


async def test_a_column_called_name_beside_one_for_first_names_is_the_family_s(
    database: Database, settings: Settings
) -> None:
    await load(database)
    header = ["Vorname", "Name", *HEADER[2:]]
    await import_(database, settings, "a.xlsx", workbook(header, ANNA))
    assert (await only(database)).last_name == "Nowak"


@pytest.mark.parametrize(
    ("written", "code"),
    [
        *(
            ("Czech Republic", "CZ"),
            ("The Netherlands", "NL"),
            ("Holland", "NL"),
            ("Great Britain", "GB"),
            ("UK", "GB"),
        ),
        *(("Turkey", "TR"), ("Türkiye", "TR"), ("Slovak Republic", "SK"), ("Чехия", "CZ"), ("Deutschland", "DE")),
        *(("Italia", "IT"), ("Republic of Moldova", "MD"), ("BGR", "BG"), ("el", "GR"), ("U.S.A.", "US")),
        *((name, "XK") for name in ("Kosovo", "Kosovo*", "XK", "xkx", "Косово", "Косово*", "Κόσοβο", "Κοσσυφοπέδιο")),
        *((name, "XK") for name in ("Koszovó", "Kosowo", "Kosova", "Cossovo", "Kosovas Republika", "Republiek Kosovo")),
        *((name, "XK") for name in ("Republika e Kosovës", "República do Kosovo", "Kosovo (UNSCR 1244/1999)")),
        *(("Bulgaria/България", "BG"), ("Germany (DE)", "DE"), ("Ελλάδα | Greece", "GR"), ("Belgique / België", "BE")),
        *(("Vatican", "VA"), ("Ivory Coast", "CI"), ("Hong Kong", "HK"), ("Burma", "MM"), ("UAE", "AE")),
        *((name, name) for name in ("Narnia", "Narnia (NA)", "Greece/Bulgaria", "(", "/")),
    ],
)
def test_countries_are_known_as_people_write_them(written: str, code: str) -> None:
    assert country_of(written) == code


async def test_a_participant_comes_from_kosovo_and_the_name_bears_its_footnote(
    database: Database, settings: Settings
) -> None:
    await load(database)
    await import_(database, settings, "a.xlsx", workbook(HEADER, [*ANNA[:4], "Kosovo*", ANNA[5]]))
    assert (await only(database)).country == "XK"
    notes = {country_note(f"Prishtina, {name}", language) for language, name in (("en", "Kosovo*"), ("bg", "Косово*"))}
    assert len(notes) == 2
    assert all("1244" in note for note in notes)
    assert country_note("Skopje, North Macedonia", "en") == ""
