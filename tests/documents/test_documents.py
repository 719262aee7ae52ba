"""What holds for every document: title, language, bookmarks, embedded letters, equal bytes, the funding statement."""

import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pikepdf
import pytest
from msgspec.structs import replace

from events_service.documents.agenda import agenda
from events_service.documents.attendance_report import attendance_report
from events_service.documents.badges import badges
from events_service.documents.caterer_totals import caterer_totals
from events_service.documents.certificates import certificates
from events_service.documents.door_signs import door_signs
from events_service.documents.invitation_letters import invitation_letters
from events_service.documents.letter_records import LetterDay
from events_service.documents.participants_list import participants_list
from events_service.documents.place_cards import place_cards
from events_service.documents.records import NothingToPrint, SheetHeader, SheetRow
from events_service.documents.sign_in_sheets import sign_in_sheets
from events_service.typesetting.lettering import watching
from events_service.typesetting.preflight import preflight
from events_service.typesetting.records import FundingStatementMissing, Visibility
from tests.world.documents import (
    AGENDA,
    CERTIFICATES,
    DOOR_SIGN,
    EVENT,
    HEADER,
    LETTERS,
    LISTED,
    NAMES,
    PEOPLE,
    REPORT,
    ROWS,
    SHEET,
    TOTALS,
    VISIBILITY,
    WITHOUT_STATEMENT,
    WORDS,
)
from tests.world.paper import codes, faults, fonts, page_texts, pictures


def _header(visibility: Visibility) -> SheetHeader:
    return replace(HEADER, visibility=visibility)


DOCUMENTS: dict[str, Callable[[Visibility], bytes]] = {
    "badges": lambda visibility: badges(replace(EVENT, visibility=visibility), PEOPLE),
    "sign-in sheets": lambda visibility: sign_in_sheets([replace(SHEET, header=_header(visibility))], WORDS),
    "certificates": lambda visibility: certificates(
        [replace(certificate, visibility=visibility) for certificate in CERTIFICATES], lambda language: str
    ),
    "letters": lambda visibility: invitation_letters(
        [replace(letter, visibility=visibility) for letter in LETTERS], lambda language: str
    ),
    "place cards": lambda visibility: place_cards(replace(EVENT, visibility=visibility), PEOPLE),
    "agenda": lambda visibility: agenda(replace(AGENDA, header=_header(visibility)), WORDS),
    "door signs": lambda visibility: door_signs([replace(DOOR_SIGN, visibility=visibility)]),
    "caterer's totals": lambda visibility: caterer_totals(replace(TOTALS, header=_header(visibility)), WORDS),
    "participants": lambda visibility: participants_list(replace(LISTED, header=_header(visibility)), WORDS),
    "attendance": lambda visibility: attendance_report(replace(REPORT, header=_header(visibility)), WORDS),
}

WITH_NAMES = ("badges", "sign-in sheets", "certificates", "letters", "place cards", "participants", "attendance")

each_document = pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS.keys())


@each_document
def test_the_same_input_gives_the_same_bytes(document: Callable[[Visibility], bytes]) -> None:
    assert document(VISIBILITY) == document(VISIBILITY)


@each_document
def test_qpdf_finds_nothing(document: Callable[[Visibility], bytes]) -> None:
    assert faults(document(VISIBILITY)) == []


@each_document
def test_a_document_has_title_language_and_bookmarks(document: Callable[[Visibility], bytes]) -> None:
    with pikepdf.open(io.BytesIO(document(VISIBILITY))) as pdf:
        assert "2nd interregional workshop" in str(pdf.docinfo["/Title"])
        assert str(pdf.Root.Lang) == "en"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        with pdf.open_outline() as outline:
            assert len(outline.root) >= 1


@each_document
def test_all_letters_are_embedded_as_subsets_of_noto_sans(document: Callable[[Visibility], bytes]) -> None:
    used = fonts(document(VISIBILITY))
    assert used
    for name, embedded in used:
        prefix, _, weight = name.partition("+")
        assert len(prefix) == 6
        assert weight in {"NotoSans-Regular", "NotoSans-Bold"}
        assert embedded


@each_document
def test_every_page_carries_the_funding_statement_the_programme_and_the_project(
    document: Callable[[Visibility], bytes],
) -> None:
    for text in page_texts(document(VISIBILITY)):
        assert "Co-funded by the European Union" in text
        assert "Interreg Europe" in text
        assert "SECON" in text


@each_document
@pytest.mark.parametrize("statement", [None, "", "  "])
def test_nothing_is_printed_without_a_funding_statement(
    document: Callable[[Visibility], bytes], statement: str | None
) -> None:
    with pytest.raises(FundingStatementMissing, match=r"SECON has no funding statement.*write funding_statement"):
        document(replace(WITHOUT_STATEMENT, funding_statement=statement))


@pytest.mark.parametrize("document", [DOCUMENTS[name] for name in WITH_NAMES], ids=WITH_NAMES)
def test_every_name_can_be_read_back_in_order(document: Callable[[Visibility], bytes]) -> None:
    text = " ".join(page_texts(document(VISIBILITY)))
    positions = [text.index(f"{first} {last}") for first, last in NAMES]
    assert positions == sorted(positions)


@pytest.mark.parametrize(
    "printed",
    [
        lambda: badges(EVENT, []),
        lambda: sign_in_sheets([], WORDS),
        lambda: certificates([], lambda language: str),
        lambda: invitation_letters([], lambda language: str),
        lambda: place_cards(EVENT, []),
        lambda: door_signs([]),
        lambda: caterer_totals(replace(TOTALS, meals=()), WORDS),
    ],
    ids=["badges", "sign-in sheets", "certificates", "letters", "place cards", "door signs", "caterer's totals"],
)
def test_an_empty_list_is_refused_instead_of_making_a_broken_file(printed: Callable[[], bytes]) -> None:
    with pytest.raises(NothingToPrint, match="There are no"):
        printed()


def test_documents_made_at_once_in_several_threads_are_those_made_alone() -> None:
    alone = [document(VISIBILITY) for document in DOCUMENTS.values()]
    with ThreadPoolExecutor(4) as threads:
        for _ in range(3):
            assert list(threads.map(lambda document: document(VISIBILITY), DOCUMENTS.values())) == alone


def test_a_certificate_says_what_was_attended_and_verifies_itself() -> None:
    many = tuple(f"Session {number}: 45 min" for number in range(1, 15))
    checked = preflight(lambda: certificates([replace(CERTIFICATES[0], attended=many)], lambda language: str))
    text = page_texts(checked.pdf)[0]
    assert checked.misfits == ()
    assert " ".join(many) in text
    for expected in ("11 h 30 min", CERTIFICATES[0].serial, "Haskovo, 14 November 2023", "The mayor"):
        assert expected in text
    assert codes(pictures(checked.pdf)[0]) == [CERTIFICATES[0].payload]


@pytest.mark.parametrize(("sessions", "pages"), [(6, 1), (20, 1), (60, 2)])
def test_a_letter_is_on_one_page_where_it_fits_and_signed_on_the_last(sessions: int, pages: int) -> None:
    day = LetterDay(
        day="Monday", sessions=tuple((f"{number:02}:00", f"Session {number}") for number in range(sessions))
    )
    checked = preflight(lambda: invitation_letters([replace(LETTERS[0], programme=(day,))], lambda language: str))
    texts = page_texts(checked.pdf)
    assert (len(texts), checked.misfits) == (pages, ())
    assert ["The mayor" in text for text in texts] == [False] * (pages - 1) + [True]
    assert f"Session {sessions - 1}" in " ".join(texts)
    assert codes(pictures(checked.pdf)[-1]) == [LETTERS[0].payload]


def test_the_reason_of_a_return_stands_on_the_attendance_record_whole_however_long() -> None:
    words = [f"word{number:03}" for number in range(560)]
    address = f"https://example.org/{'W' * 100}"
    reason = "\n".join([" ".join(words[:300]), " ".join(words[300:]), address])
    returned = replace(REPORT.review[1], reason=reason)
    with watching() as misfits:
        printed = attendance_report(replace(REPORT, review=(REPORT.review[0], returned)), WORDS)
    texts = page_texts(printed)
    whole = "".join(texts)
    assert [word for word in words if whole.count(word) != 1] == []
    assert address in "".join(whole.split())
    assert misfits == []
    assert REPORT.seal is not None
    assert [REPORT.seal in text for text in texts] == [False] * (len(texts) - 1) + [True]
    assert sum("check-in record made by the organiser" in text for text in texts) == 1


def _from(country: str) -> tuple[SheetRow, ...]:
    return (replace(ROWS[0], country=country),)


NAMES_COUNTRIES: dict[str, Callable[[str], bytes]] = {
    "sign-in sheets": lambda country: sign_in_sheets([replace(SHEET, rows=_from(country))], WORDS),
    "certificates": lambda country: certificates([replace(CERTIFICATES[0], country=country)], lambda language: str),
    "letters": lambda country: invitation_letters(
        [replace(LETTERS[0], facts=(("Nationality", country),))], lambda language: str
    ),
    "participants": lambda country: participants_list(replace(LISTED, rows=_from(country)), WORDS),
    "attendance": lambda country: attendance_report(
        replace(REPORT, rows=(replace(REPORT.rows[0], country=country),)), WORDS
    ),
}


@pytest.mark.parametrize("printed", NAMES_COUNTRIES.values(), ids=NAMES_COUNTRIES.keys())
def test_the_footnote_on_kosovo_stands_where_the_country_is_printed_and_nowhere_else(
    printed: Callable[[str], bytes],
) -> None:
    done = preflight(lambda: printed("Kosovo*"))
    assert [each for each in done.misfits if "UNSCR" in each.text] == []
    assert sum("in line with UNSCR 1244/1999" in text for text in page_texts(done.pdf)) == 1
    assert "UNSCR" not in " ".join(page_texts(printed("Bulgaria")))
