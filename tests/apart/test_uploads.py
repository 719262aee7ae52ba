"""Damaged files and files that are made to be too much: one sentence each, and nobody else waits."""

import asyncio
import io
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from events_service.calendars.received.reading import read_calendar_file
from events_service.cli import main
from events_service.database import Database
from events_service.programme.export import export
from events_service.programme.records import EventStatus
from events_service.registrations.asking.file_kinds import DOCX, kind_of
from events_service.registrations.spreadsheets.sheet_reading import read_sheet
from tests.mutilating import mutilated
from tests.world.events import event, load
from tests.world.project import PROJECT
from tests.world.staff import sign_in

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("first_of_march")]
INPUTS = Path(__file__).parent.parent / "registrations" / "spreadsheets" / "inputs"
CALENDARS = Path(__file__).parent.parent / "calendars" / "inputs"
SPREADSHEETS = "/organise/events/workshop/registrations/import"
AGENDAS = "/organise/agenda-import"
CSV = (INPUTS / "i1_sep.csv").read_bytes()
XLSX = (INPUTS / "i5_date_header.xlsx").read_bytes()
ICS = (CALENDARS / "c21_custom_athens.ics").read_bytes() + (CALENDARS / "c8_html.ics").read_bytes()
SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("address", "name", "content", "fields"),
    [
        (SPREADSHEETS, "people.xlsx", XLSX, {"do": "try"}),
        (SPREADSHEETS, "people.csv", CSV, {"do": "try"}),
        (AGENDAS, "agenda.ics", ICS, {"into": "workshop", "how": "replace"}),
    ],
    ids=["xlsx", "csv", "ics"],
)
async def test_damaged_files_are_read_or_refused_on_their_page(
    client: httpx.AsyncClient,
    database: Database,
    capfd: pytest.CaptureFixture[str],
    address: str,
    name: str,
    content: bytes,
    fields: dict[str, str],
) -> None:
    await load(database, event(status=EventStatus.DRAFT))
    await sign_in(client, database)
    for number, file in enumerate(mutilated(content, seed=7)):
        answer = await client.post(address, data=fields, files={"file": (name, file)})
        assert answer.status_code in {200, 422}, number
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(
    ("command", "name", "content"),
    [("import", "people.xlsx", XLSX), ("import", "people.csv", CSV), ("import-agenda", "agenda.ics", ICS)],
)
def test_damaged_files_are_read_or_refused_on_the_command_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    command: str,
    name: str,
    content: bytes,
) -> None:
    monkeypatch.setenv("EVENTS_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("EVENTS_NOW", "2024-03-01T09:00:00Z")
    monkeypatch.delenv("EVENTS_DATABASE_URL", raising=False)
    (tmp_path / "project.yaml").write_text(export(PROJECT))
    (tmp_path / "event.yaml").write_text(export(event(status=EventStatus.DRAFT)))
    assert run("load", tmp_path / "project.yaml", tmp_path / "event.yaml") == 0
    for number, damaged in enumerate(mutilated(content, seed=11)):
        (tmp_path / name).write_bytes(damaged)
        capfd.readouterr()
        exit_code, said = run(command, "workshop", tmp_path / name, "--dry-run"), capfd.readouterr().err
        assert exit_code in {0, 1}, (number, said)
        assert not {"Traceback", "Warning"} & set(said.replace(":", " ").split()), number
        assert exit_code == 0 or said.strip(), number


def run(*arguments: str | Path) -> int:
    """Run a command as the shell does, in this process, and give its exit code."""
    try:
        main([str(each) for each in arguments])
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


@pytest.mark.parametrize(
    "read",
    [
        lambda damaged: read_sheet("people.xlsx", damaged, {}),
        lambda damaged: read_sheet("people.csv", damaged, {}),
        read_calendar_file,
    ],
    ids=["xlsx", "csv", "ics"],
)
def test_each_damaged_file_is_read_or_refused_by_its_reader(read: Callable[[bytes], object], request: Any) -> None:
    content = {"xlsx": XLSX, "csv": CSV, "ics": ICS}[request.node.callspec.id]
    for damaged in mutilated(content, seed=17):
        assert type(read(damaged)).__name__ in {"Rows", "Unread", "ReceivedCalendar"}


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
