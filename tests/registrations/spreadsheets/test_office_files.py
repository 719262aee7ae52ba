"""Files as offices send them, in five scripts: people as a human reads them, or one sentence that says why not."""

from datetime import date
from functools import cache
from typing import NamedTuple

import pytest

from events_service.registrations.spreadsheets.columns import labels_by_code_page
from events_service.registrations.spreadsheets.imported_rows import Sheet, candidates_of
from events_service.registrations.spreadsheets.reading import Unreadable, read_spreadsheet
from events_service.registrations.spreadsheets.sheet_reading import Rows, read_sheet
from events_service.web.i18n import speaking
from tests.registrations.spreadsheets.office_files import ods, packed, text, xls, xlsx
from tests.world.events import event, found

HEADER = ["First name", "Last name", "E-mail", "Organisation", "Country", "Category"]
ANNA = ["Anna", "Nowak", "anna@example.org", "Urząd Miasta", "PL", "expert"]


class Office(NamedTuple):
    """A file, and the people in it: first name, last name, organisation and country."""

    content: bytes
    people: list[tuple[str, str, str, str]]
    ignored: tuple[str, ...] = ()


@cache
def offices() -> dict[str, Office]:
    """Give the twenty files, each by what is peculiar to it."""
    return {
        "xls with a hidden sheet, a title over all columns and dates of birth": Office(
            xls(
                ["СПИСЪК НА УЧАСТНИЦИТЕ", None, None, None, None, None],
                [],
                ["Име", "Фамилия", "Имейл", "Организация", "Държава", "Роля", "Дата на раждане"],
                ["Мария", "ПЕТРОВА", "m@example.org", "Община Хасково", "България", "Експерт", date(1980, 5, 1)],
                merged=[(0, 0, 0, 5)],
                hidden="secret",
            ),
            [("Мария", "ПЕТРОВА", "Община Хасково", "BG")],
            ("Дата на раждане",),
        ),
        "xls with an organisation merged over its people": Office(
            xls(
                ["Prenume", "Nume", "E-mail", "Instituția", "Țara", "Categorie"],
                ["Ștefan", "Țăranu", "s@example.org", "Consiliul Județean Harghita", "România", "Expert"],
                ["Ilona", "Kovács", "i@example.org", None, "România", "Expert"],
                merged=[(1, 2, 3, 3)],
            ),
            [
                ("Ștefan", "Țăranu", "Consiliul Județean Harghita", "RO"),
                ("Ilona", "Kovács", "Consiliul Județean Harghita", "RO"),
            ],
        ),
        "xls with family names first and telephone numbers": Office(
            xls(
                ["Név", "E-mail cím", "Telefon", "Szervezet", "Ország", "Kategória"],
                [
                    "Nagy Éva Mária",
                    "nagy@example.org",
                    36301234567,
                    "Hargita Megye Tanácsa",
                    "Magyarország",
                    "Szakértő",
                ],
            ),
            [("Éva Mária", "Nagy", "Hargita Megye Tanácsa", "HU")],
            ("Telefon",),
        ),
        "ods with titles, empty rows and a merged heading": Office(
            ods(
                ["Κατάλογος συμμετεχόντων"],
                [],
                [None, None, "Στοιχεία επικοινωνίας", None, None, None],
                ["Ονοματεπώνυμο", "Ιδιότητα", "E-mail", "Τηλέφωνο", "Φορέας", "Χώρα"],
                ["Γιώργος Παππάς", "Εμπειρογνώμονας", "g@example.org", "+30 2721 000000", "Περιφέρεια", "Ελλάδα"],
                [],
                ["Άννα ΠΑΠΑΔΟΠΟΥΛΟΥ", "Εμπειρογνώμονας", "a@example.org", "", "ΚΜΟΠ", "Ελλάδα"],
                merged=[(2, 2, 2, 3)],
            ),
            [("Γιώργος", "Παππάς", "Περιφέρεια", "GR"), ("Άννα", "ΠΑΠΑΔΟΠΟΥΛΟΥ", "ΚΜΟΠ", "GR")],
            ("Τηλέφωνο",),
        ),
        "ods with an organisation merged over its people": Office(
            ods(
                HEADER,
                ANNA,
                ["Ola", "Lis", "ola@example.org", None, "PL", "expert"],
                merged=[(1, 2, 3, 3)],
            ),
            [("Anna", "Nowak", "Urząd Miasta", "PL"), ("Ola", "Lis", "Urząd Miasta", "PL")],
        ),
        "ods with names in Georgian letters": Office(
            ods(HEADER, ["ნინო", "ბერიძე", "n@example.org", "თბილისის მერია", "Georgia", "expert"]),
            [("ნინო", "ბერიძე", "თბილისის მერია", "GE")],
        ),
        "xlsx with names in Armenian letters and a running number": Office(
            xlsx(
                ["No.", *HEADER], [1, "Անի", "Հակոբյան", "a@example.org", "Երևանի քաղաքապետարան", "Armenia", "expert"]
            ),
            [("Անի", "Հակոբյան", "Երևանի քաղաքապետարան", "AM")],
            ("No.",),
        ),
        "xlsx with two family names in one column": Office(
            xlsx(
                ["Junta de Extremadura"],
                ["Nombre y apellidos", "Correo electrónico", "Entidad", "País", "Función"],
                ["María García López", "maria@example.org", "Junta de Extremadura", "España", "Persona experta"],
            ),
            [("María", "García López", "Junta de Extremadura", "ES")],
        ),
        "xlsx with family names in capitals, first and last": Office(
            xlsx(
                ["Participant", "Email", "Institution", "Country", "Role"],
                ["VAN DER BERG Jan", "jan@example.org", "Province", "Belgium", "Expert"],
                ["Inês da SILVA", "ines@example.org", "Município", "Portugal", "Expert"],
            ),
            [("Jan", "VAN DER BERG", "Province", "BE"), ("Inês da", "SILVA", "Município", "PT")],
        ),
        "xlsx of a chancellery with a column for the title": Office(
            xlsx(
                ["Anrede", "Vorname", "Name", "E-Mail-Adresse", "Einrichtung", "Land", "Rolle", "Anreisedatum"],
                [
                    "Frau",
                    "Jana",
                    "Groß",
                    "jana@example.org",
                    "Verband Region",
                    "Deutschland",
                    "Expertin/Experte",
                    "16.4.",
                ],
            ),
            [("Jana", "Groß", "Verband Region", "DE")],
            ("Anrede", "Anreisedatum"),
        ),
        "text of Poland in the code page of Windows": Office(
            text(
                "Imię;Nazwisko;E-mail;Organizacja;Kraj;Rola",
                "Łukasz;Śliwa;l@example.org;„Źródło” Łódź;Polska;Ekspert",
                encoding="cp1250",
            ),
            [("Łukasz", "Śliwa", "„Źródło” Łódź", "PL")],
        ),
        "text of Poland in ISO 8859-2": Office(
            text(
                "Imię;Nazwisko;E-mail;Organizacja;Kraj;Rola",
                "Łukasz;Śliwa;l@example.org;Źródło, Łódź;Polska;Ekspert",
                encoding="iso8859_2",
            ),
            [("Łukasz", "Śliwa", "Źródło, Łódź", "PL")],
        ),
        "text of Romania in ISO 8859-16": Office(
            text(
                "Prenume;Nume;E-mail;Instituția;Țara;Categorie",
                "Ștefan;Țăranu;s@example.org;Județul Harghita;România;Expert",
                encoding="iso8859_16",
            ),
            [("Ștefan", "Țăranu", "Județul Harghita", "RO")],
        ),
        "text of Greece in the code page of Windows": Office(
            text(
                "Όνομα;Επώνυμο;E-mail;Φορέας;Χώρα;Ιδιότητα",
                "Άννα;Ήρα;a@example.org;Δήμος Καλαμάτας;Ελλάδα;Εμπειρογνώμονας",
                encoding="cp1253",
            ),
            [("Άννα", "Ήρα", "Δήμος Καλαμάτας", "GR")],
        ),
        "text of Greece in ISO 8859-7, parted by tabs": Office(
            text(
                "Όνομα\tΕπώνυμο\tE-mail\tΦορέας\tΧώρα\tΙδιότητα",
                "Άννα\tΉρα\ta@example.org\tΔήμος Καλαμάτας\tΕλλάδα\tΕμπειρογνώμονας",
                encoding="iso8859_7",
            ),
            [("Άννα", "Ήρα", "Δήμος Καλαμάτας", "GR")],
        ),
        "text of Latvia in the code page of Windows": Office(
            text(
                "Vārds;Uzvārds;E-pasts;Organizācija;Valsts;Loma",
                "Jānis;Bērziņš;j@example.org;Rīgas „Plānošana”;Latvija;Eksperts",
                encoding="cp1257",
            ),
            [("Jānis", "Bērziņš", "Rīgas „Plānošana”", "LV")],
        ),
        "text of Bulgaria in the code page of Windows, with a title": Office(
            text(
                "Списък, Хасково, 13.11.2023, 2ри семинар",
                "",
                "Име и фамилия;Имейл;Телефон;Организация;Държава;Роля",
                "Мария Петрова;m@example.org;+359 38 600 000;Община Хасково;България;Експерт",
                encoding="cp1251",
            ),
            [("Мария", "Петрова", "Община Хасково", "BG")],
            ("Телефон",),
        ),
        "text of Hungary in the code page of Windows": Office(
            text(
                "Vezetéknév;Keresztnév;E-mail cím;Szervezet;Ország;Szerep",
                "Szűcs;Győző;s@example.org;Hargita Megye;Románia;Szakértő",
                encoding="cp1250",
            ),
            [("Győző", "Szűcs", "Hargita Megye", "RO")],
        ),
        "text in UTF-16 with tabs, as Excel saves Unicode": Office(
            text("\t".join(HEADER), "\t".join(ANNA), encoding="utf-16"), [("Anna", "Nowak", "Urząd Miasta", "PL")]
        ),
        "text in UTF-16 without a mark": Office(
            text(
                "Voornaam;Achternaam;E-mail;Organisatie;Land;Rol",
                'Thérèse;van der Berg;t@example.org;"Provincie\nVlaams-Brabant";België;Expert',
                encoding="utf-16-le",
            ),
            [("Thérèse", "van der Berg", "Provincie Vlaams-Brabant", "BE")],
        ),
    }


def read(content: bytes) -> Sheet:
    given = read_sheet(content, labels_by_code_page())
    assert isinstance(given, Rows), given
    return candidates_of("people", given.rows, found(event()))


@pytest.mark.parametrize("office", range(20))
def test_an_office_s_file_is_read_as_a_human_reads_it(office: int) -> None:
    assert len(offices()) == 20
    file = list(offices().values())[office]
    sheet = read(file.content)
    assert not sheet.faulty
    people = [each.application for each in sheet.candidates]
    assert [(each.first_name, each.last_name, each.organisation, each.country) for each in people] == file.people
    assert tuple(sheet.heading.not_read.values()) == file.ignored


LOCKED_XLSX = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1000 + "EncryptedPackage".encode("utf-16-le")
REFUSED = {
    "locked xlsx": (LOCKED_XLSX, "locked with a password"),
    "locked ods": (ods(HEADER, ANNA, locked=True), "locked with a password"),
    "web page called xls": (b"<html><table><tr><td>Name</td></tr></table></html>", "web page"),
    "numbers": (packed({"Index/Document.iwa": "x"}), "as XLSX, ODS or CSV"),
    "no words that tell the code page": (text("first_name;last_name", "M;Müller", encoding="cp1252"), "not in UTF-8"),
}


@pytest.mark.anyio
@pytest.mark.parametrize("why", REFUSED)
async def test_what_cannot_be_read_is_refused_in_a_sentence_that_says_why(why: str) -> None:
    content, words = REFUSED[why]
    with speaking("en"), pytest.raises(Unreadable, match=words):
        await read_spreadsheet("people.xls", content)


def test_an_error_in_a_cell_of_ods_is_a_fault_of_its_row() -> None:
    content = ods(HEADER, [*ANNA[:3], "#N/A", *ANNA[4:]], errors=[(1, 3)])
    (fault,) = read(content).faulty
    assert (fault.row, fault.field) == (2, "organisation")
    assert "error #N/A" in fault.sentence()
