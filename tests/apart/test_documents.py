"""Documents that answer a question have a kind or none, however they arrive."""

import time

import pytest

from events_service.registrations.asking.file_kinds import DOCX, kind_of
from tests.apart.bombs import document
from tests.mutilating import mutilated


@pytest.mark.parametrize("ending", ["docx", "odt", "pdf", "png", "jpg"])
def test_damaged_files_that_answer_a_question_have_a_kind_or_none(ending: str) -> None:
    content = {"pdf": b"%PDF-1.7\n" + bytes(range(256)), "png": b"\x89PNG\r\n\x1a\n" * 9, "jpg": b"\xff\xd8\xff" * 9}
    for damaged in mutilated(content.get(ending) or document(ending), seed=13):
        kind_of(damaged)


def test_a_document_of_ten_thousand_parts_is_none() -> None:
    assert kind_of(document("docx")) is DOCX
    content = document("docx", 10_000)
    begun = time.perf_counter()
    assert kind_of(content) is None
    assert time.perf_counter() - begun < 0.5
