"""Files that are made to be too much, and where somebody would send them."""

import base64
import io
import json
import zipfile
from collections.abc import Callable
from itertools import cycle
from pathlib import Path
from typing import NamedTuple

import xlwt

from events_service.programme.export import export
from tests.world.events import WORKSHOP
from tests.world.form import FILLED, FORM
from tests.world.people import body

TESTS = Path(__file__).parent.parent
XLSX = (TESTS / "registrations" / "spreadsheets" / "inputs" / "i5_date_header.xlsx").read_bytes()
ICS = (TESTS / "calendars" / "inputs" / "c21_custom_athens.ics").read_bytes()
SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'
CELL = b'<c t="inlineStr"><is><t>x</t></is></c>'
SPREADSHEETS = "/organise/events/workshop/registrations/import"
AGENDAS = "/organise/agenda-import"
DEFINITIONS = (
    "/organise/events/new/definition",
    "/organise/events/workshop/definition",
    "/organise/projects/new/file",
)
REGISTER = "/api/v1/events/workshop/registrations"
XML, JSON = "application/xml", "application/json"


class Bomb(NamedTuple):
    """A file and where it is sent: in a field of a form, or alone as a body of a media type by a method."""

    address: str
    name: str
    make: Callable[[], bytes]
    form: dict[str, str | list[str]] = {}  # noqa: RUF012  (never changed)
    field: str = "file"
    method: str = "POST"
    media_type: str = ""


def workbook(sheet: bytes) -> bytes:
    """Give a workbook whose first sheet holds this."""
    out = io.BytesIO()
    source = zipfile.ZipFile(io.BytesIO(XLSX))
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name in source.namelist():
            archive.writestr(name, SHEET % sheet if name.endswith("sheet1.xml") else source.read(name))
    return out.getvalue()


def document(ending: str, parts: int = 3, octets: int = 4) -> bytes:
    """Give a document of a word processor with so many parts of so many octets."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        if ending == "docx":
            archive.writestr("[Content_Types].xml", "<Types/>")
            archive.writestr("word/document.xml", "<w:document/>")
        for number in range(parts):
            archive.writestr(f"части/{number}.xml", b"<x/>".ljust(octets))
    return out.getvalue()


def _many_exceptions() -> bytes:
    rule = b"RRULE:FREQ=DAILY;COUNT=3\r\nEXDATE:" + b"20260415T070000Z," * 100_000
    return ICS.replace(b"SUMMARY", rule + b"\r\nSUMMARY")


def _people(number: int) -> bytes:
    lines = [f"Ana,No. {each},ana{each}@example.org,Region,GR,stakeholder" for each in range(number)]
    return "\n".join(["first_name,last_name,email,organisation,country,category", *lines]).encode()


def _laughs() -> bytes:
    """Nine aliases of nine of nine …, which would be 10⁹ of the first."""
    lines = ["l0: &l0 [ha]", *(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 10))]
    return "\n".join(lines).encode()


def _xml_laughs() -> bytes:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 9}">' for n in range(1, 10))
    return f'<!DOCTYPE x [<!ENTITY l0 "ha">{entities}]><x>&l9;</x>'.encode()


def _several_files() -> bytes:
    slides = {"name": "a.docx", "content": base64.b64encode(document("docx", 10_000)).decode()}
    return json.dumps(body(answers={"slides": slides}, companions=[{"first_name": "x"}] * 5_000)).encode()


def _open_document(cell: str) -> bytes:
    """Give an OpenDocument spreadsheet whose one cell is repeated to fill the largest sheet there is."""
    kind, office = "application/vnd.oasis.opendocument.spreadsheet", "urn:oasis:names:tc:opendocument:xmlns"
    spaces = " ".join(f'xmlns:{name}="{office}:{name}:1.0"' for name in ("office", "table", "text"))
    row = f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'
    sheets = f'<office:spreadsheet><table:table table:name="a">{row}</table:table></office:spreadsheet>'
    content = f"<office:document-content {spaces}><office:body>{sheets}</office:body></office:document-content>"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", kind)
        archive.writestr("content.xml", content)
    return out.getvalue()


_REPEATED = (
    '<table:table-cell table:number-columns-repeated="16384" office:value-type="%s"><text:p>x</text:p>'
    "</table:table-cell>"
)


def _chains_in_a_circle() -> bytes:
    """Give an old workbook (MS-CFB §2.2) whose tables of sectors lead back to themselves, and tell of millions."""
    book, out = xlwt.Workbook(), io.BytesIO()
    book.add_sheet("a").write(0, 0, "first_name")
    book.save(out)
    xls, millions = out.getvalue(), b"\xff\xff\x7f\x00"
    return xls[:44] + millions + xls[48:68] + bytes(4) + millions + xls[76:512] + xls[512:1024] * 8_000


_SPREADSHEET = {
    "cells repeated without end": lambda: _open_document(_REPEATED % "string"),
    "errors repeated without end": lambda: _open_document(_REPEATED % "error"),
    "sectors in a circle": _chains_in_a_circle,
    "many rows, packed": lambda: workbook((b"<row>" + CELL * 8 + b"</row>") * 180_000),
    "a million rows": lambda: workbook(b"<row><c><v>1</v></c></row>" * 1_000_000),
    "unpacked without end": lambda: workbook(b" " * 150_000_000),
    "the last corner": lambda: workbook(b'<row r="30000"><c r="XFD30000"><v>1</v></c></row>'),
    "300,000 lines": lambda: b"first_name,last_name\n" + b"a,b\n" * 300_000,
    "nine million cells": lambda: b"a,b\n" + (b"a," * 1000 + b"\n") * 9_000,
    "a thousand people": lambda: _people(1_000),
}
_AGENDA = {
    "100,000 exceptions": _many_exceptions,
    "100,000 entries": lambda: b"BEGIN:VCALENDAR\n" + b"BEGIN:VEVENT\nEND:VEVENT\n" * 100_000,
    "components in components": lambda: b"BEGIN:VCALENDAR\n" + b"BEGIN:X\n" * 300_000,
}
_DEFINITION = {
    "aliases of aliases": _laughs,
    "lists in lists": lambda: b"key: " + b"[" * 900_000,
    "many fields": lambda: "".join(f"field{number}: 1\n" for number in range(60_000)).encode(),
    "many sessions": lambda: export(WORKSHOP).encode() + b"  - {key: x, title: x}\n" * 40_000,
    "a long number": lambda: b"capacity: " + b"9" * 900_000,
}
_MARKUP = {
    "entities of entities": _xml_laughs,
    "elements in elements": lambda: b'<sync-collection xmlns="DAV:">' + b"<x>" * 300_000,
    "many elements": lambda: b'<propfind xmlns="DAV:"><prop>' + b"<x/>" * 200_000 + b"</prop></propfind>",
}
BOMBS: dict[str, Bomb] = {
    **{name: Bomb(SPREADSHEETS, "a.xlsx", make, {"do": "try"}) for name, make in _SPREADSHEET.items()},
    **{name: Bomb(AGENDAS, "a.ics", make, {"into": "workshop"}) for name, make in _AGENDA.items()},
    **{
        name: Bomb(address, "a.yaml", make, {"do": "check"})
        for (name, make), address in zip(_DEFINITION.items(), cycle(DEFINITIONS), strict=False)
    },
    **{
        f"{name} by {method}": Bomb("/dav/public/", name, make, method=method, media_type=XML)
        for name, make in _MARKUP.items()
        for method in ("PROPFIND", "REPORT")
    },
    "a document of 10,000 parts": Bomb(FORM, "a.docx", lambda: document("docx", 10_000), FILLED, "answers.slides"),
    "a document unpacked without end": Bomb(
        FORM, "a.docx", lambda: document("docx", 3, 50_000_000), FILLED, "answers.slides"
    ),
    "colleagues without end": Bomb(REGISTER, "", _several_files, media_type=JSON),
    "scans without end": Bomb(
        "/api/v1/check-ins", "", lambda: b'{"device":"x","scans":[' + b'{"id":""},' * 90_000, media_type=JSON
    ),
    "typed marks without end": Bomb(
        "/api/v1/events/workshop/attendance/marks",
        "",
        lambda: b'{"marks":[' + b'{"id":""},' * 90_000,
        media_type=JSON,
    ),
    "marks without end": Bomb(
        "/organise/events/workshop/attendance/marking",
        "",
        lambda: b"&".join(b"mark=%d" % number for number in range(39_000)),
        media_type="application/x-www-form-urlencoded",
    ),
}
