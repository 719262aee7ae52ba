"""Documents are tagged: programs know headings, tables, pictures and languages, and nothing is left unmarked."""

import io
from collections.abc import Iterator

import pikepdf
import pytest

from tests.documents.approved import DOCUMENTS

PAINTING = {"Tj", "TJ", "f", "S", "B", "b", "s", "F", "Do"}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_everything_drawn_is_part_of_the_structure_or_said_to_be_decoration(name: str) -> None:
    with pikepdf.open(io.BytesIO(DOCUMENTS[name]())) as document:
        assert document.Root.MarkInfo.Marked is True
        for page in document.pages:
            assert list(_unmarked(page)) == []


def _unmarked(page: pikepdf.Page) -> Iterator[str]:
    depth = 0
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) in {"BDC", "BMC"}:
            depth += 1
        elif str(operator) == "EMC":
            depth -= 1
        elif str(operator) in PAINTING and not depth:
            yield f"{operands} {operator}"


@pytest.mark.parametrize("name", DOCUMENTS)
def test_each_mark_leads_to_its_element_and_each_element_to_its_mark(name: str) -> None:
    with pikepdf.open(io.BytesIO(DOCUMENTS[name]())) as document:
        root = document.Root.StructTreeRoot
        numbers = list(root.ParentTree.Nums)
        by_page = dict(zip(map(int, numbers[::2]), numbers[1::2], strict=True))
        for page in document.pages:
            marked = [
                int(operands[1].MCID)
                for operands, operator in pikepdf.parse_content_stream(page)
                if str(operator) == "BDC"
            ]
            elements = by_page[int(page.StructParents)]
            assert marked == list(range(len(elements)))
            for mark, element in zip(marked, elements, strict=True):
                assert mark in [int(kid) for kid in element.K if not isinstance(kid, pikepdf.Dictionary)]


def _walk(element: pikepdf.Dictionary) -> Iterator[pikepdf.Dictionary]:
    yield element
    for kid in element.K:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield from _walk(kid)


def _kinds(pdf: bytes) -> list[str]:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return [str(element.S) for element in _walk(document.Root.StructTreeRoot.K)]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_each_picture_says_what_it_shows(name: str) -> None:
    with pikepdf.open(io.BytesIO(DOCUMENTS[name]())) as document:
        pictures = [one for one in _walk(document.Root.StructTreeRoot.K) if one.S == "/Figure"]
        assert pictures
        assert all(str(one.Alt).strip() for one in pictures)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_each_document_has_a_heading(name: str) -> None:
    assert "/H1" in _kinds(DOCUMENTS[name]())


def test_a_list_is_a_table_of_rows_with_heads_and_cells() -> None:
    with pikepdf.open(io.BytesIO(DOCUMENTS["participants-list"]())) as document:
        (table,) = [one for one in _walk(document.Root.StructTreeRoot.K) if one.S == "/Table"]
        kinds = [{str(cell.S) for cell in row.K} for row in table.K]
        assert kinds[0] == {"/TH"}
        assert all(row == {"/TD"} for row in kinds[1:])
        assert {str(row.S) for row in table.K} == {"/TR"}


def test_the_second_language_of_a_list_is_named() -> None:
    with pikepdf.open(io.BytesIO(DOCUMENTS["sign-in-sheet-landscape"]())) as document:
        assert document.Root.Lang == "en"
        languages = {str(one.Lang) for one in _walk(document.Root.StructTreeRoot.K) if "/Lang" in one}
        assert languages == {"bg"}
