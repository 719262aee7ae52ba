"""Anybody hears whether a file is a sealed record, unchanged: each way to spoil one is named."""

import asyncio
import io
import json
import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from pathlib import Path

import httpx
import pikepdf
import pytest

from events_service.access.records import Role
from events_service.attendance import review
from events_service.attendance.sealed import Sealed, list_sealed, seal_due
from events_service.checkin.admit import receive
from events_service.database import Database
from events_service.files.store import store_of
from events_service.sealing.alone import Standing, check_alone
from events_service.sealing.keys import find_key, make_key, read_key, write_key
from events_service.sealing.signing import sign
from events_service.settings import Settings
from tests.world.door import make_scan, open_doors
from tests.world.people import add_person
from tests.world.staff import add_staff
from tests.world.times import MORNING

pytestmark = pytest.mark.anyio
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
EVENT = "harghita-2024"
EVENING = MORNING + timedelta(hours=10)
UNCHANGED = "This is the sealed record, unchanged."
CHANGED = "This file was altered after it was sealed: it is not what was signed."
ADDED = "This file was altered after it was sealed: something was added to it."


async def sealed_file(database: Database, settings: Settings) -> tuple[Sealed, bytes]:
    await open_doors(database)
    await add_person(database)
    account = await add_staff(database, Role.LEAD_PARTNER)
    await receive(database, [make_scan()], device="desk", account=account, now=MORNING)
    await review.submit(database, settings, EVENT, account=account, now=EVENING)
    await review.approve(database, settings, EVENT, account=account, now=EVENING)
    await seal_due(database, settings, EVENING)
    async with database.reading() as session:
        [sealed] = await list_sealed(session, EVENT)
    with store_of(settings).open(sealed.file) as file:
        return sealed, file.read()


async def said_of(client: httpx.AsyncClient, octets: bytes) -> str:
    """Send a file to the page and to the JSON address, which say the same, and give the page."""
    answer = await client.post("/verify", files={"file": ("sent", octets)})
    told = await client.post("/api/v1/verify", content=octets, headers={"Content-Type": "application/pdf"})
    assert (answer.status_code, told.status_code) == (200, 200)
    assert heard(answer.text) == told.json()["sentence"]
    assert told.json()["status"] in {"unchanged", "altered", "superseded", "unknown"}
    return answer.text


def heard(text: str) -> str:
    found = re.search(r'role="status">([^<]*)', text)
    return unescape(found[1]) if found else ""


def data_in(octets: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(octets)) as document:
        return document.attachments[f"{EVENT}-record.json"].get_file().read_bytes()


def one_octet_changed(octets: bytes) -> bytes:
    place = octets.index(b"stream", 2000) + 40
    return octets[:place] + bytes([octets[place] ^ 1]) + octets[place + 1 :]


def revised(octets: bytes) -> bytes:
    """Add a revision behind what was signed, as a program that edits does (ISO 32000-1 §7.5.6)."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415  (slow to import)

    writer = IncrementalPdfFileWriter(io.BytesIO(octets))
    page = writer.root["/Pages"]["/Kids"][0]
    page["/Rotate"] = pdf_number(90)
    writer.update_container(page)
    written = io.BytesIO()
    writer.write(written)
    assert written.getvalue().startswith(octets)
    return written.getvalue()


def pdf_number(number: int) -> object:
    from pyhanko.pdf_utils.generic import NumberObject  # noqa: PLC0415  (slow to import)

    return NumberObject(number)


def saved_anew(octets: bytes) -> bytes:
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(octets)) as document:
        document.pages[0].Rotate = 90
        document.save(written)
    return written.getvalue()


def without_seal(octets: bytes) -> bytes:
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(octets)) as document:
        del document.Root.AcroForm
        for page in document.pages:
            if "/Annots" in page:
                del page.Annots
        if "/Perms" in document.Root:
            del document.Root.Perms
        document.save(written)
    return written.getvalue()


def pdf_of_others(_: bytes) -> bytes:
    written = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(written)
    return written.getvalue()


def data_laid_out(octets: bytes) -> bytes:
    return json.dumps(json.loads(data_in(octets)), indent=1).encode()


def other_data(octets: bytes) -> bytes:
    record = json.loads(data_in(octets))
    record["attendees"] = []
    return json.dumps(record).encode()


SPOILT: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "unchanged": (bytes, UNCHANGED),
    "one octet changed": (one_octet_changed, CHANGED),
    "a revision added": (revised, ADDED),
    "octets behind the end": (lambda octets: octets + b"\n" + b"added " * 1000, ADDED),
    "saved anew": (saved_anew, CHANGED),
    "seal taken off": (without_seal, "its seal is gone"),
    "its data": (data_in, UNCHANGED),
    "its data, laid out otherwise": (
        lambda octets: json.dumps(json.loads(data_in(octets)), indent=1).encode(),
        UNCHANGED,
    ),
    "its data, altered": (other_data, "but are not what was sealed."),
    "a PDF of others": (pdf_of_others, "This PDF bears no seal"),
    "half of the file": (lambda octets: octets[: len(octets) // 2], "This PDF is damaged"),
    "rubbish that says PDF": (lambda _: b"%PDF-1.7\n" + bytes(range(256)) * 40, "This PDF is damaged"),
    "rubbish": (lambda _: bytes(range(256)) * 40, "This is neither a PDF nor the data of a record."),
    "data of others": (lambda _: b'{"a": 1}', "This is neither a PDF nor the data of a record."),
    "data without end": (lambda _: b"{" * 100_000, "This is neither a PDF nor the data of a record."),
}

ALONE = {
    "unchanged": Standing.UNCHANGED,
    "one octet changed": Standing.ALTERED,
    "a revision added": Standing.ALTERED,
    "octets behind the end": Standing.ALTERED,
    "saved anew": Standing.ALTERED,
    "seal taken off": Standing.ALTERED,
    "by another's key": Standing.UNKNOWN_SIGNER,
}
"""What is said of a file by itself; all others bear no seal."""


@on_sqlite
async def test_each_way_to_spoil_a_file_is_named(
    database: Database, settings: Settings, client: httpx.AsyncClient, tmp_path: Path
) -> None:
    _, octets = await sealed_file(database, settings)
    write_key(tmp_path / "other.p12", make_key("Seal of another", b"another passphrase"))
    other = read_key(tmp_path / "other.p12", b"another passphrase")
    forged = await asyncio.to_thread(sign, without_seal(octets), other, tsa_url=None, reason="To deceive")
    spoilt = {name: (spoil(octets), wanted) for name, (spoil, wanted) in SPOILT.items()}
    spoilt["by another's key"] = (forged.octets, "but another key signed it.")
    said = {name: (await said_of(client, sent), wanted) for name, (sent, wanted) in spoilt.items()}
    missed = {name: heard(text) for name, (text, wanted) in said.items() if wanted not in text}
    assert missed == {}
    ours = frozenset({find_key(settings).fingerprint})
    alone = {name: (await check_alone(sent, ours)).standing for name, (sent, _) in spoilt.items()}
    assert alone == {name: ALONE.get(name, Standing.NOT_SEALED) for name in spoilt}


async def test_the_number_on_the_paper_leads_to_its_record(
    database: Database, settings: Settings, client: httpx.AsyncClient
) -> None:
    sealed, octets = await sealed_file(database, settings)
    for address in (f"/verify/{sealed.serial}", f"/VERIFY/{sealed.serial}", f"/verify/{sealed.serial.lower()}"):
        shown = await client.get(address)
        assert shown.status_code == 200
        assert all(each in shown.text for each in (sealed.serial, sealed.file, sealed.signer))
    unknown = await client.get("/verify/AAAAAAAAAAAA")
    assert (unknown.status_code, "No sealed record has this number" in unknown.text) == (404, True)
    assert UNCHANGED in await said_of(client, octets)


@on_sqlite
async def test_who_sends_no_file_is_asked_for_one(client: httpx.AsyncClient) -> None:
    for sent in ({}, {"file": ("empty.pdf", b"")}):
        answer = await client.post("/verify", files=sent or None)
        assert answer.status_code == 422
        assert "Choose the file that you want to check." in answer.text
