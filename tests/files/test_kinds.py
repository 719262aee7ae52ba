"""A file has the kind of its content or none, however it arrives and whatever its name says."""

import io
import time
import zipfile

import pytest

from events_service.files.kinds import DOCX, PDF, kind_of, safe_name
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


def archive(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as opened:
        for name, content in files.items():
            opened.writestr(name.replace("__", "/"), content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "ending"),
    [
        (b"%PDF-1.7", ".pdf"),
        (b"\xff\xd8\xff\xe0rest", ".jpg"),
        (b"\x89PNG\r\n\x1a\nrest", ".png"),
        (b"RIFF\0\0\0\0WEBPVP8 ", ".webp"),
        (archive(mimetype=b"application/vnd.oasis.opendocument.text", content=b""), ".odt"),
        (archive(mimetype=b"application/vnd.oasis.opendocument.presentation", content=b""), ".odp"),
        (archive(mimetype=b"application/vnd.oasis.opendocument.spreadsheet", content=b""), ".ods"),
        (archive(**{"[Content_Types].xml": b"", "ppt__presentation.xml": b""}), ".pptx"),
        (archive(**{"[Content_Types].xml": b"", "xl__workbook.xml": b""}), ".xlsx"),
        (archive(**{"[Content_Types].xml": b"", "ppt__presentation.xml": b"", "ppt__vbaProject.bin": b""}), None),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", None),
        (archive(**{"[Content_Types].xml": b"", "word__document.xml": b""}), ".docx"),
        (archive(**{"[Content_Types].xml": b"", "word__document.xml": b"", "word__vbaProject.bin": b""}), None),
        (archive(something=b""), None),
        (b"PK\x03\x04 and then nothing", None),
        (b"<html><script>", None),
        (b"MZ", None),
        (b"", None),
    ],
)
def test_a_file_is_known_by_its_content(content: bytes, ending: str | None) -> None:
    kind = kind_of(content)
    assert (kind.ending if kind else None) == ending


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("..\\..\\evil.exe", "evil.exe.pdf"),
        ("/etc/passwd", "passwd.pdf"),
        ("Добра практика.PDF", "Добра практика.PDF"),
        ('a"b\r\nSet-Cookie: x.pdf', "abSet-Cookie x.pdf"),
        ("", "file.pdf"),
        (".pdf", "pdf.pdf"),
        ("x" * 300 + ".pdf", "x" * 190 + ".pdf"),
    ],
)
def test_a_files_name_is_made_safe(name: str, safe: str) -> None:
    assert safe_name(name, PDF) == safe
