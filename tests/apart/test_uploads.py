"""Documents have a kind or none; files that are made to be too much end in a sentence, and nobody else waits."""

import asyncio
import io
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from events_service.database import Database
from events_service.programme.records import EventStatus
from events_service.registrations.asking.file_kinds import DOCX, kind_of
from tests.mutilating import mutilated
from tests.world.events import event, load
from tests.world.staff import sign_in

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("first_of_march")]
INPUTS = Path(__file__).parent.parent / "registrations" / "spreadsheets" / "inputs"
CALENDARS = Path(__file__).parent.parent / "calendars" / "inputs"
SPREADSHEETS = "/organise/events/workshop/registrations/import"
AGENDAS = "/organise/agenda-import"
XLSX = (INPUTS / "i5_date_header.xlsx").read_bytes()
ICS = (CALENDARS / "c21_custom_athens.ics").read_bytes() + (CALENDARS / "c8_html.ics").read_bytes()
SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'


@pytest.mark.parametrize("ending", ["docx", "odt", "pdf", "png", "jpg"])
def test_damaged_files_that_answer_a_question_have_a_kind_or_none(ending: str) -> None:
    content = {"pdf": b"%PDF-1.7\n" + bytes(range(256)), "png": b"\x89PNG\r\n\x1a\n" * 9, "jpg": b"\xff\xd8\xff" * 9}
    for damaged in mutilated(content.get(ending) or document(ending), seed=13):
        kind_of(damaged)


def document(ending: str, parts: int = 3) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        if ending == "docx":
            archive.writestr("[Content_Types].xml", "<Types/>")
            archive.writestr("word/document.xml", "<w:document/>")
        for number in range(parts):
            archive.writestr(f"части/{number}.xml", "<x/>")
    return out.getvalue()


def test_a_document_of_ten_thousand_parts_is_none() -> None:
    assert kind_of(document("docx")) is DOCX
    content = document("docx", 10_000)
    begun = time.perf_counter()
    assert kind_of(content) is None
    assert time.perf_counter() - begun < 0.5


def workbook(sheet: bytes) -> bytes:
    out = io.BytesIO()
    source = zipfile.ZipFile(io.BytesIO(XLSX))
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name in source.namelist():
            archive.writestr(name, SHEET % sheet if name.endswith("sheet1.xml") else source.read(name))
    return out.getvalue()


CELL = b'<c t="inlineStr"><is><t>x</t></is></c>'
EXDATES = ICS.replace(
    b"SUMMARY", b"RRULE:FREQ=DAILY;COUNT=3\r\nEXDATE:" + b"20260415T070000Z," * 100_000 + b"\r\nSUMMARY"
)
BOMBS: dict[str, tuple[str, str, Callable[[], bytes]]] = {
    "many rows, packed": (SPREADSHEETS, "a.xlsx", lambda: workbook((b"<row>" + CELL * 8 + b"</row>") * 180_000)),
    "two million rows": (SPREADSHEETS, "a.xlsx", lambda: workbook(b"<row><c><v>1</v></c></row>" * 2_000_000)),
    "unpacked without end": (SPREADSHEETS, "a.xlsx", lambda: workbook(b" " * 150_000_000)),
    "the last corner": (SPREADSHEETS, "a.xlsx", lambda: workbook(b'<row r="30000"><c r="XFD30000"><v>1</v></c></row>')),
    "300,000 lines": (SPREADSHEETS, "a.csv", lambda: b"first_name,last_name\n" + b"a,b\n" * 300_000),
    "nine million cells": (SPREADSHEETS, "a.csv", lambda: b"a,b\n" + (b"a," * 1000 + b"\n") * 9_000),
    "100,000 exceptions": (AGENDAS, "a.ics", lambda: EXDATES),
    "100,000 entries": (AGENDAS, "a.ics", lambda: b"BEGIN:VCALENDAR\n" + b"BEGIN:VEVENT\nEND:VEVENT\n" * 100_000),
}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("bomb", BOMBS)
async def test_a_file_made_to_be_too_much_is_answered_soon_and_others_are_served_meanwhile(
    client: httpx.AsyncClient, database: Database, bomb: str
) -> None:
    await load(database, event(status=EventStatus.DRAFT))
    await sign_in(client, database)
    address, name, made = BOMBS[bomb]
    content = made()
    fields = {"do": "try", "into": "workshop", "how": "replace"}
    begun = time.monotonic()
    uploading: asyncio.Task[httpx.Response] = asyncio.ensure_future(
        client.post(address, data=fields, files={"file": (name, content)})
    )
    longest: float = 0
    while not uploading.done():
        asked = time.monotonic()
        assert (await client.get("/health")).status_code == 200
        longest = max(longest, time.monotonic() - asked)
        await asyncio.sleep(0.02)
    answer: Any = uploading.result()
    assert answer.status_code in {200, 413, 422}
    assert time.monotonic() - begun < 20
    assert longest < 10
